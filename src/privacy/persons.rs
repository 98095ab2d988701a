//! E-mail addresses in texts that tools hold; they are left out.

use std::borrow::Cow;

use super::GONE;

/// The text with `…` in place of each e-mail address; those of service accounts stay.
#[must_use]
pub fn without_persons(text: &str) -> Cow<'_, str> {
    if !text.bytes().fold(false, |found, b| found | (b == b'@')) {
        return Cow::Borrowed(text);
    }
    let belongs = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '@');
    let mut kept = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !belongs(c)) {
        let word = piece.trim_end_matches(|c: char| !belongs(c));
        // `abfss://container@account.dfs…` is an address of data.
        if is_one(word) && !kept.ends_with("://") {
            kept.push_str(GONE);
            kept.push_str(&piece[word.len()..]);
        } else {
            kept.push_str(piece);
        }
    }
    if kept == text {
        return Cow::Borrowed(text);
    }
    Cow::Owned(kept)
}

fn is_one(word: &str) -> bool {
    word.split_once('@').is_some_and(|(person, host)| {
        let host = host.trim_end_matches(['.', '-', '_', '@']);
        person.contains(char::is_alphanumeric)
            && host
                .rsplit_once('.')
                .is_some_and(|(_, top)| top.chars().next().is_some_and(char::is_alphabetic))
            && !host.ends_with("gserviceaccount.com")
    })
}
