//! E-mail addresses in texts that tools hold; they are left out.

use std::borrow::Cow;

/// The text with `…` in place of each e-mail address.
pub(super) fn without(text: &str) -> Cow<'_, str> {
    if !text.contains('@') {
        return Cow::Borrowed(text);
    }
    let belongs = |c: char| c.is_alphanumeric() || matches!(c, '.' | '_' | '%' | '+' | '-' | '@');
    let mut kept = String::with_capacity(text.len());
    for piece in text.split_inclusive(|c: char| !belongs(c)) {
        let word = piece.trim_end_matches(|c: char| !belongs(c));
        if is_one(word) {
            kept.push('…');
            kept.push_str(&piece[word.len()..]);
        } else {
            kept.push_str(piece);
        }
    }
    Cow::Owned(kept)
}

/// Whether the text holds an e-mail address.
pub(super) fn within(text: &str) -> bool {
    matches!(without(text), Cow::Owned(kept) if kept != text)
}

fn is_one(word: &str) -> bool {
    word.split_once('@').is_some_and(|(person, host)| {
        !person.is_empty() && host.trim_end_matches('.').contains('.')
    })
}

#[cfg(test)]
mod tests {
    use super::{within, without};

    #[test]
    fn addresses_are_left_out() {
        for (text, kept) in [
            ("", ""),
            ("no address", "no address"),
            ("ask ana@example.com, please", "ask …, please"),
            ("<ana.b+x@mail.example.com>", "<…>"),
            ("ana@example.com", "…"),
            ("@param and a@b stay", "@param and a@b stay"),
        ] {
            assert_eq!(without(text), kept);
            assert_eq!(within(text), text != kept);
        }
    }
}
