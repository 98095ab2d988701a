//! HTML piece by piece. What is not a literal of ours is escaped: there is no way in for any other
//! text, but for what the sanitizer let through.

use memchr::memchr;

use crate::markdown::{Prose, escape_into};

/// HTML that nothing of anyone's can break out of: made by a `Writer` alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Html(String);

impl Html {
    /// The text of it, to be written as it is.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// HTML under construction, of a page at some depth.
pub(super) struct Writer {
    out: String,
    /// Leads from the page to the site's root; escaped.
    root: String,
    breaks_names: bool,
    in_part: bool,
}

impl Writer {
    /// Nothing yet; `root` leads from the page to the site's root.
    pub(super) fn new(root: &str, capacity: usize) -> Self {
        let mut escaped = String::with_capacity(root.len());
        escape_into(root, &mut escaped);
        Self {
            out: String::with_capacity(capacity),
            root: escaped,
            breaks_names: false,
            in_part: false,
        }
    }

    /// The same for the portal of an audience, whose readers aren't told what its operators can add.
    pub(super) fn in_part(mut self, in_part: bool) -> Self {
        self.in_part = in_part;
        self
    }

    /// Whether it is for such a portal.
    pub(super) const fn is_in_part(&self) -> bool {
        self.in_part
    }

    /// The same, whose dotted names break after a dot where a line is narrow.
    pub(super) fn breaking_names(mut self) -> Self {
        self.breaks_names = true;
        self
    }

    pub(super) fn finish(self) -> Html {
        Html(self.out)
    }

    /// Markup of ours.
    pub(super) fn raw(&mut self, html: &'static str) -> &mut Self {
        self.out.push_str(html);
        self
    }

    /// Text of anyone's.
    pub(super) fn text(&mut self, text: &str) -> &mut Self {
        escape_into(text, &mut self.out);
        self
    }

    /// What the sanitizer let through.
    pub(super) fn prose(&mut self, prose: &Prose) -> &mut Self {
        self.out.push_str(prose);
        self
    }

    /// A dotted name of anyone's.
    pub(super) fn name(&mut self, text: &str) -> &mut Self {
        if !self.breaks_names {
            return self.text(text);
        }
        let mut rest = text;
        while let Some(dot) = memchr(b'.', rest.as_bytes()) {
            self.text(&rest[..dot]).raw(".<wbr>");
            rest = &rest[dot + 1..];
        }
        self.text(rest)
    }

    /// An address within the site.
    pub(super) fn address(&mut self, href: &str) -> &mut Self {
        self.out.push_str(&self.root);
        self.text(href)
    }

    /// Digits, without what formatting can do beyond them: pictures are made of numbers.
    pub(super) fn number(&mut self, n: usize) -> &mut Self {
        let mut power = 1;
        while n / power >= 10 {
            power *= 10;
        }
        while power > 0 {
            self.out
                .push(char::from(b'0' + u8::try_from(n / power % 10).unwrap_or(0)));
            power /= 10;
        }
        self
    }

    pub(super) fn coordinate(&mut self, n: u32) -> &mut Self {
        self.number(n as usize)
    }

    /// `before`, the text and `after`, where there is any text.
    pub(super) fn some(
        &mut self,
        before: &'static str,
        text: Option<&str>,
        after: &'static str,
    ) -> &mut Self {
        if let Some(text) = text.filter(|t| !t.is_empty()) {
            self.raw(before).text(text).raw(after);
        }
        self
    }
}
