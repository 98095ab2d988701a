//! Attributes of the tags of a page that we rendered.

use memchr::{memchr, memmem, memrchr2};

/// What may be an attribute of a page: its name with `=` stands at `at`.
pub(super) struct Attribute<'h> {
    html: &'h [u8],
    at: usize,
    length: usize,
}

impl<'h> Attribute<'h> {
    pub(super) fn all(html: &'h [u8], name: &'static [u8]) -> impl Iterator<Item = Self> {
        memmem::find_iter(html, name).map(move |at| Self {
            html,
            at,
            length: name.len(),
        })
    }

    /// What stands in quotes behind the name, where the name begins a word.
    pub(super) fn value(&self) -> Option<&'h [u8]> {
        let before = self.html.get(self.at.checked_sub(1)?)?;
        if !before.is_ascii_whitespace() {
            return None;
        }
        let (quote, rest) = self.html.get(self.at + self.length..)?.split_first()?;
        if !matches!(quote, b'"' | b'\'') {
            return None;
        }
        rest.get(..memchr(*quote, rest)?)
    }

    /// Text may hold what looks like an attribute.
    pub(super) fn is_in_tag(&self) -> bool {
        let bracket = self.html.get(..self.at);
        let bracket = bracket.and_then(|before| Some(before[memrchr2(b'<', b'>', before)?]));
        bracket == Some(b'<')
    }
}
