//! E-mail addresses in texts that tools hold; they are left out.

use std::borrow::Cow;

use super::cut::GONE;
use super::escaped;
use super::signs::{AT, ESCAPE, Signs};
use crate::system::is_service_account;

/// The text with `…` in place of each e-mail address; those of service accounts stay.
#[must_use]
pub(crate) fn without_persons(text: &str) -> Cow<'_, str> {
    without(text, &[])
}

/// The same; those stay that a grant to more than one person begins with.
#[must_use]
pub(super) fn without_all_but_groups(text: &str) -> Cow<'_, str> {
    without(text, &["group:", "serviceAccount:"])
}

/// The text without addresses, but for those after one of the beginnings.
fn without<'t>(text: &'t str, kept: &[&str]) -> Cow<'t, str> {
    let signs = Signs::of(text);
    let cleaned = match signs.has(AT) {
        true => without_written(text, kept),
        false => Cow::Borrowed(text),
    };
    if !signs.has(ESCAPE) {
        return cleaned;
    }
    let Some(plain) = escaped::plain(&cleaned).filter(|plain| plain.contains('@')) else {
        return cleaned;
    };
    let found = match without_written(&plain, kept) {
        Cow::Owned(found) => Some(found),
        Cow::Borrowed(_) => None,
    };
    found.map_or(cleaned, Cow::Owned)
}

/// The same of a text that is taken as it is written.
fn without_written<'t>(text: &'t str, kept: &[&str]) -> Cow<'t, str> {
    // `ana_example.com#EXT#@tenant…` is a guest.
    let belongs =
        |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '@' | '#');
    let mut cleaned = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !belongs(c)) {
        let word = piece.trim_end_matches(|c: char| !belongs(c));
        // `abfss://container@account.dfs…` is an address of data.
        let is_kept = kept.iter().any(|begin| cleaned.ends_with(begin));
        if is_one(word) && !is_kept && !cleaned.ends_with("://") {
            cleaned.push_str(GONE);
            cleaned.push_str(&piece[word.len()..]);
        } else {
            cleaned.push_str(piece);
        }
    }
    if cleaned == text {
        return Cow::Borrowed(text);
    }
    Cow::Owned(cleaned)
}

fn is_one(word: &str) -> bool {
    word.split_once('@').is_some_and(|(person, host)| {
        let host = host.trim_end_matches(['.', '-', '_', '@', '#']);
        // `git@github.com:team/project` is how everybody logs in.
        person != "git"
            && person.contains(char::is_alphanumeric)
            && host
                .rsplit_once('.')
                .is_some_and(|(_, top)| top.chars().next().is_some_and(char::is_alphabetic))
            && !is_service_account(host)
    })
}
