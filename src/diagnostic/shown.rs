//! How much of a text a finding shows: names come from the input and may be of any length.

/// Longest message, and longest id of an asset in a finding, in characters.
pub(crate) const LONGEST: usize = 600;
/// Longest help: it may list all that is known.
pub(crate) const LONGEST_HELP: usize = 2_400;

/// `text` with at most `most` characters: what is too long loses its middle, since a sentence says
/// what it is about at its beginning and what is wrong at its end.
pub(super) fn shown(text: String, most: usize) -> String {
    // A byte at least is a character.
    if text.len() <= most {
        return text;
    }
    if text.chars().nth(most).is_none() {
        return text;
    }
    let tail = most / 4;
    let mut cut: String = text.chars().take(most - tail - 1).collect();
    let mut end: Vec<char> = text.chars().rev().take(tail).collect();
    end.reverse();
    cut.push('…');
    cut.extend(end);
    cut
}

/// The first `most` characters of a text that a finding quotes, with `…` where there are more.
#[must_use]
pub(crate) fn beginning(text: &str, most: usize) -> String {
    match text.char_indices().nth(most) {
        Some((at, _)) => format!("{}…", &text[..at]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::shown;

    #[test]
    fn long_texts_lose_their_middle() {
        assert_eq!(shown("as it is".to_owned(), 8), "as it is");
        assert_eq!(shown("ñandúes".to_owned(), 7), "ñandúes");
        let text = format!("view `{}` isn't there", "é".repeat(1 << 20));
        let cut = shown(text, 60);
        assert_eq!(cut.chars().count(), 60);
        assert!(
            cut.starts_with("view `éé") && cut.ends_with("é` isn't there"),
            "{cut}"
        );
        assert!(cut.contains("é…é"), "{cut}");
    }
}
