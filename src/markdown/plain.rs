//! Text without mark-up.

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
pub fn escape_into(text: &str, out: &mut String) {
    let mut rest = text;
    // The five are ASCII, so the cuts are at characters.
    while let Some(at) = rest.bytes().position(|b| MARKS[usize::from(b)]) {
        out.push_str(&rest[..at]);
        out.push_str(match rest.as_bytes()[at] {
            b'<' => "&lt;",
            b'>' => "&gt;",
            b'&' => "&amp;",
            b'"' => "&quot;",
            b'\'' => "&#39;",
            // Control characters are no part of HTML.
            _ => "\u{fffd}",
        });
        rest = &rest[at + 1..];
    }
    out.push_str(rest);
}

/// Which bytes [`escape_into`] replaces.
const MARKS: [bool; 256] = {
    let mut marks = [false; 256];
    marks[b'<' as usize] = true;
    marks[b'>' as usize] = true;
    marks[b'&' as usize] = true;
    marks[b'"' as usize] = true;
    marks[b'\'' as usize] = true;
    let mut control = 0;
    while control < 0x20 {
        marks[control] = !matches!(control as u8, b'\t' | b'\n' | b'\r');
        control += 1;
    }
    marks
};
