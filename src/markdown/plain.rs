//! Text without mark-up.

use std::io;

use crate::neutral::{REPLACEMENT, acts, marked_bytes};

/// Nothing in it means anything to Markdown, so escaping is enough. Most descriptions of tables
/// and columns are like that, and sanitizing costs a hundred times more.
pub(super) fn is_plain(text: &str) -> bool {
    let bytes = text.as_bytes();
    let word = |at: Option<usize>| {
        at.and_then(|i| bytes.get(i))
            .is_some_and(u8::is_ascii_alphanumeric)
    };
    let marks = bytes.iter().enumerate().any(|(i, b)| match b {
        b'*' | b'`' | b'[' | b']' | b'<' | b'>' | b'&' | b'#' | b'|' | b'~' | b'\\' | b'!'
        | b'\t' | b'\r' => true,
        // Inside a word, as in names of columns, it is a letter like others.
        b'_' => !(word(i.checked_sub(1)) && word(Some(i + 1))),
        b':' => bytes[i..].starts_with(b"://"),
        _ => false,
    });
    !marks
        && !text.starts_with(' ')
        && !text.contains("\n ")
        && !text.contains("  \n")
        && !text.lines().any(|line| {
            let rest = line.trim_start_matches(|c: char| c.is_ascii_digit());
            line.starts_with(['-', '+', '=', ':'])
                || (rest.len() < line.len() && rest.starts_with(['.', ')']))
        })
}

pub(super) fn paragraphs(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 16);
    for paragraph in text.split("\n\n").map(str::trim).filter(|p| !p.is_empty()) {
        out.push_str("<p>");
        escape_into(paragraph, &mut out);
        out.push_str("</p>\n");
    }
    out
}

/// Escapes text for HTML.
pub(crate) fn escape_into(text: &str, out: &mut String) {
    escape(text, |piece| out.push_str(piece));
}

/// Escapes text for HTML, for whoever writes bytes.
///
/// # Errors
/// As `out` says.
pub(crate) fn escape_to(text: &str, out: &mut dyn io::Write) -> io::Result<()> {
    let mut written = Ok(());
    escape(text, |piece| {
        if written.is_ok() {
            written = out.write_all(piece.as_bytes());
        }
    });
    written
}

/// Gives the text piece by piece, escaped, without characters that act on what is around them.
#[inline]
fn escape(text: &str, mut put: impl FnMut(&str)) {
    let bytes = text.as_bytes();
    // What stands before `copied` is given already, what stands before `at` is looked at.
    let (mut copied, mut at) = (0, 0);
    while let Some(ahead) = marked_bytes::first(&bytes[at..], &MARKS) {
        let found = at + ahead;
        let (instead, len) = match bytes[found] {
            b'<' => ("&lt;", 1),
            b'>' => ("&gt;", 1),
            b'&' => ("&amp;", 1),
            b'"' => ("&quot;", 1),
            b'\'' => ("&#39;", 1),
            // Browsers read every end of a line as this one.
            b'\r' if bytes.get(found + 1) == Some(&b'\n') => ("", 1),
            b'\r' => ("\n", 1),
            // A mark is never a byte within a character, so the cut is at one.
            _ => match text[found..].chars().next() {
                Some(c) if acts(c) => (REPLACEMENT, c.len_utf8()),
                _ => {
                    at = found + 1;
                    continue;
                }
            },
        };
        put(&text[copied..found]);
        put(instead);
        at = found + len;
        copied = at;
    }
    put(&text[copied..]);
}

/// Which bytes [`escape`] looks at: what HTML reads as its own, and those that a character which [`acts`]
/// begins with.
const MARKS: [bool; 256] = marked_bytes::marks(b"<>&\"'");

#[cfg(test)]
mod tests {
    use super::escape_into;
    use crate::neutral::acts;

    fn escaped(text: &str) -> String {
        let mut out = String::new();
        escape_into(text, &mut out);
        out
    }

    #[test]
    fn every_character_is_escaped_replaced_or_kept() {
        for c in (0..=u32::from(char::MAX)).filter_map(char::from_u32) {
            let expected = match c {
                '<' => "&lt;".to_owned(),
                '>' => "&gt;".to_owned(),
                '&' => "&amp;".to_owned(),
                '"' => "&quot;".to_owned(),
                '\'' => "&#39;".to_owned(),
                '\r' => "\n".to_owned(),
                c if acts(c) => "\u{fffd}".to_owned(),
                c => c.to_string(),
            };
            assert_eq!(escaped(&format!("é{c}é")), format!("é{expected}é"), "{c:?}");
        }
    }

    #[test]
    fn pieces_keep_their_order() {
        assert_eq!(
            escaped("a·b\u{202e}<c>\r\n…\u{85}"),
            "a·b\u{fffd}&lt;c&gt;\n…\u{fffd}"
        );
        assert_eq!(escaped(""), "");
    }
}
