//! What isn't published: credentials and signed queries in addresses and texts, and addresses of
//! persons. From text to text; whose texts they are and which of them are looked at, others decide.

mod addresses;
mod escaped;
mod grantee;
mod pairs;
mod persons;
mod tokens;
mod values;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub use grantee::is_known_group;
pub use persons::without_persons;

/// What stands in place of what was taken out.
pub(crate) const GONE: &str = "…";

/// What a text is, since what means a credential in one may be a comparison in the other.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// A name, an address, a sentence.
    Prose,
    /// SQL.
    Code,
}

/// The text without passwords, tokens, keys and signed queries; borrowed where it has none. Where one
/// stands there with its signs escaped (`%40` for `@`), the text is given without escapes.
#[must_use]
pub fn without_secrets(text: &str, kind: Text) -> Cow<'_, str> {
    let signs = Signs::of(text);
    let kept = without_written(text, kind, signs);
    if !signs.escape {
        return kept;
    }
    let Some(plain) = escaped::plain(&kept) else {
        return kept;
    };
    let found = match without_written(&plain, kind, Signs::of(&plain)) {
        Cow::Owned(found) => Some(found),
        Cow::Borrowed(_) => None,
    };
    found.map_or(kept, Cow::Owned)
}

/// The same of a text that is taken as it is written.
fn without_written(text: &str, kind: Text, signs: Signs) -> Cow<'_, str> {
    let long = signs.digit && tokens::has_long_word(text);
    if !(signs.at || signs.equals || signs.colon || signs.key || long) {
        return Cow::Borrowed(text);
    }
    let mut kept = Cow::Borrowed(text);
    if signs.at && signs.colon {
        replace(&mut kept, addresses::without_users);
        replace(&mut kept, addresses::without_users_of_drivers);
    }
    if signs.at && signs.colon && kind == Text::Prose {
        replace(&mut kept, addresses::without_pairs_of_user);
    }
    if signs.equals && signs.query {
        replace(&mut kept, addresses::without_signed_queries);
    }
    if signs.colon && kept.contains("://") {
        replace(&mut kept, addresses::without_secret_paths);
    }
    if signs.equals || signs.colon && kind == Text::Prose {
        replace(&mut kept, |text| pairs::without(text, kind));
    }
    if long || signs.key {
        replace(&mut kept, tokens::without);
    }
    kept
}

/// The text without secrets and without addresses of persons.
#[must_use]
pub fn publishable(text: &str, kind: Text) -> Cow<'_, str> {
    match without_secrets(text, kind) {
        Cow::Borrowed(text) => without_persons(text),
        Cow::Owned(text) => Cow::Owned(without_persons(&text).into_owned()),
    }
}

fn replace(kept: &mut Cow<'_, str>, step: impl Fn(&str) -> Option<String>) {
    if let Some(text) = step(kept) {
        *kept = Cow::Owned(text);
    }
}

/// Bytes without which there is nothing to look for. All texts are asked, so that this counts: one
/// pass without branches.
#[derive(Debug, Clone, Copy)]
struct Signs {
    at: bool,
    equals: bool,
    colon: bool,
    query: bool,
    /// A private key in PEM begins with five dashes.
    key: bool,
    /// Tokens hold one.
    digit: bool,
    /// Signs may be written otherwise.
    escape: bool,
}

impl Signs {
    fn of(text: &str) -> Self {
        let (mut at, mut equals, mut colon) = (0_u8, 0_u8, 0_u8);
        let (mut query, mut dashes, mut digit, mut escape) = (0_u8, 0_u8, 0_u8, 0_u8);
        let mut before = 0;
        for byte in text.as_bytes() {
            at |= u8::from(*byte == b'@');
            equals |= u8::from(*byte == b'=');
            colon |= u8::from(*byte == b':');
            query |= u8::from(*byte == b'?') | u8::from(*byte == b'#');
            // Two in a row: single ones stand in many names.
            dashes |= u8::from(*byte == b'-') & u8::from(before == b'-');
            digit |= u8::from(byte.is_ascii_digit());
            escape |= u8::from(escaped::begins(*byte));
            before = *byte;
        }
        Self {
            at: at > 0,
            equals: equals > 0,
            colon: colon > 0,
            query: query > 0,
            key: dashes > 0 && text.contains("-----BEGIN"),
            digit: digit > 0,
            escape: escape > 0,
        }
    }
}

/// Pieces of a text that are left out or replaced, in their order, put together.
struct Cut<'t> {
    text: &'t str,
    out: String,
    at: usize,
}

impl<'t> Cut<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            out: String::new(),
            at: 0,
        }
    }

    /// Puts `instead` in place of a range, which begins where no former one has ended or later.
    fn replace(&mut self, start: usize, end: usize, instead: &str) {
        if let Some(before) = self.text.get(self.at..start) {
            self.out.push_str(before);
            self.out.push_str(instead);
            self.at = end;
        }
    }

    /// The new text; nothing where none was replaced.
    fn finish(mut self) -> Option<String> {
        if self.at == 0 {
            return None;
        }
        self.out.push_str(self.text.get(self.at..)?);
        Some(self.out)
    }
}
