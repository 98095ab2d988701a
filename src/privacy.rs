//! What isn't published: credentials and signed queries in addresses and texts, and addresses of
//! persons. From text to text; whose texts they are and which of them are looked at, others decide.

mod addresses;
mod cut;
mod escaped;
mod pairs;
mod paths;
mod persons;
mod signs;
mod tokens;
mod values;

#[cfg(test)]
mod tests;

use std::borrow::Cow;

pub(crate) use pairs::Text;
pub(crate) use paths::without_folders;
pub(crate) use persons::without_persons;
use signs::{AT, COLON, DIGIT, EQUALS, ESCAPE, QUERY, Signs};

/// The text without passwords, tokens, keys and signed queries; borrowed where it has none. Where one
/// stands there with its signs escaped (`%40` for `@`), the text is given without escapes.
#[must_use]
pub(crate) fn without_secrets(text: &str, kind: Text) -> Cow<'_, str> {
    match suspicion(text) {
        Some(suspicion) => suspicion.without_secrets(text, kind),
        None => Cow::Borrowed(text),
    }
}

/// What in a text may be something that isn't published; nothing in most, which are short names,
/// plain sentences and times, and are told by one look at their bytes.
#[must_use]
pub(crate) fn suspicion(text: &str) -> Option<Suspicion> {
    let signs = Signs::of(text);
    (!signs.tell_nothing(text.len()) && !is_time(text)).then_some(Suspicion(signs))
}

/// `2026-01-31 12:00:00.000 UTC`.
fn is_time(text: &str) -> bool {
    let part = |byte: &u8| byte.is_ascii_digit() || b" :.-+TZUC".contains(byte);
    text.len() < 40
        && text.as_bytes().first().is_some_and(u8::is_ascii_digit)
        && text.as_bytes().iter().all(part)
}

/// What bytes of a text give reason to look closer.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Suspicion(Signs);

impl Suspicion {
    /// See [`without_secrets`].
    #[must_use]
    pub(crate) fn without_secrets(self, text: &str, kind: Text) -> Cow<'_, str> {
        let cleaned = without_written(text, kind, self.0);
        if !self.0.has(ESCAPE) {
            return cleaned;
        }
        let Some(plain) = escaped::plain(&cleaned) else {
            return cleaned;
        };
        let found = match without_written(&plain, kind, Signs::of(&plain)) {
            Cow::Owned(found) => Some(found),
            Cow::Borrowed(_) => None,
        };
        found.map_or(cleaned, Cow::Owned)
    }

    /// Whether the address of a person may be among it.
    #[must_use]
    pub(crate) fn of_persons(self) -> bool {
        self.0.has(AT | ESCAPE)
    }
}

/// The same of a text that is taken as it is written.
fn without_written(text: &str, kind: Text, signs: Signs) -> Cow<'_, str> {
    let long = signs.has(DIGIT) && tokens::has_long_word(text);
    let key = signs.is_key(text);
    if !(signs.has(AT | EQUALS | COLON) || key || long) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = Cow::Borrowed(text);
    if signs.has(AT) && signs.has(COLON) {
        replace(&mut cleaned, addresses::without_users);
        replace(&mut cleaned, addresses::without_users_of_drivers);
    }
    if signs.has(AT) && signs.has(COLON) && kind == Text::Prose {
        replace(&mut cleaned, addresses::without_pairs_of_user);
    }
    if signs.has(EQUALS) && signs.has(QUERY) {
        replace(&mut cleaned, addresses::without_signed_queries);
    }
    if signs.has(COLON) && cleaned.contains("://") {
        replace(&mut cleaned, addresses::without_secret_paths);
    }
    if signs.has(EQUALS) || signs.has(COLON) && kind == Text::Prose {
        replace(&mut cleaned, |text| pairs::without(text, kind));
    }
    if long || key {
        replace(&mut cleaned, tokens::without);
    }
    cleaned
}

/// The text without secrets and without addresses of persons.
#[must_use]
pub(crate) fn publishable(text: &str, kind: Text) -> Cow<'_, str> {
    match without_secrets(text, kind) {
        Cow::Borrowed(text) => without_persons(text),
        Cow::Owned(text) => Cow::Owned(without_persons(&text).into_owned()),
    }
}

/// The same of what findings quote of a mesh's own files, where groups are named by what they are
/// granted as (`group:analysts@…`).
#[must_use]
pub(crate) fn quotable(text: &str) -> Cow<'_, str> {
    match without_secrets(text, Text::Prose) {
        Cow::Borrowed(text) => persons::without_all_but_groups(text),
        Cow::Owned(text) => Cow::Owned(persons::without_all_but_groups(&text).into_owned()),
    }
}

fn replace(cleaned: &mut Cow<'_, str>, step: impl Fn(&str) -> Option<String>) {
    if let Some(text) = step(cleaned) {
        *cleaned = Cow::Owned(text);
    }
}
