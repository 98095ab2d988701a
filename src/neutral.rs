//! Text of anyone's, made safe to show: characters that aren't seen but act on what shows them give
//! way to U+FFFD, or to an escape where the format has one. Every page, list, report and line on a
//! terminal goes through here.

pub(crate) mod csv;
pub(crate) mod json;
mod json_line;
pub(crate) mod markdown_text;
pub(crate) mod marked_bytes;

use std::borrow::Cow;

/// What takes the place of a character that acts.
pub(crate) const REPLACEMENT: &str = "\u{fffd}";

/// Whether a character acts on the text around it, or on what shows it, without being seen: controls
/// but tab and line feed; marks, embeddings, overrides and isolates of direction; separators of
/// lines and paragraphs; byte-order marks and annotations; tags that no flag is made of; what will
/// never be a character. Joiners stay: words of many languages, and emoji, are made with them.
#[must_use]
pub(crate) const fn acts(c: char) -> bool {
    match c {
        '\t' | '\n' => false,
        '\0'..='\u{1f}'
        | '\u{7f}'..='\u{9f}'
        | '\u{61c}'
        | '\u{200e}'
        | '\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2066}'..='\u{206f}'
        | '\u{fdd0}'..='\u{fdef}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e001f}' => true,
        c => (c as u32) & 0xfffe == 0xfffe,
    }
}

/// Whether a text may hold such a character: all but the controls of ASCII are outside of it. No
/// branch depends on a byte, so that many are looked at at once.
fn suspicious(text: &str) -> bool {
    text.bytes().fold(false, |any, b| {
        any | (b >= 0x7f) | ((b < b' ') & (b != b'\t') & (b != b'\n'))
    })
}

/// The text with U+FFFD for each character that acts. The ends of lines of other systems become ours.
#[must_use]
pub(crate) fn text(text: &str) -> Cow<'_, str> {
    if !suspicious(text) || !text.contains(acts) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\r' if rest.peek() == Some(&'\n') => {}
            '\r' => out.push('\n'),
            c if acts(c) => out.push_str(REPLACEMENT),
            c => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The same of a text that is given away.
#[must_use]
pub(crate) fn owned(text: String) -> String {
    if suspicious(&text) && text.contains(acts) {
        self::text(&text).into_owned()
    } else {
        text
    }
}

/// The same on one line: for a terminal, and wherever a line is a record.
#[must_use]
pub(crate) fn line(text: &str) -> Cow<'_, str> {
    match self::text(text) {
        Cow::Borrowed(clean) if !clean.contains(['\n', '\t']) => Cow::Borrowed(clean),
        clean => Cow::Owned(clean.replace(['\n', '\t'], " ")),
    }
}

#[cfg(test)]
mod tests {
    use super::{acts, line, text};

    #[test]
    fn what_acts_is_replaced() {
        for c in [
            '\0',
            '\u{7}',
            '\u{1b}',
            '\u{7f}',
            '\u{80}',
            '\u{85}',
            '\u{9b}',
            '\u{9f}',
            '\u{61c}',
            '\u{200e}',
            '\u{200f}',
            '\u{2028}',
            '\u{2029}',
            '\u{202a}',
            '\u{202e}',
            '\u{2066}',
            '\u{2069}',
            '\u{feff}',
            '\u{fff9}',
            '\u{ffff}',
            '\u{1fffe}',
            '\u{e0001}',
        ] {
            assert!(acts(c), "{c:?}");
            assert_eq!(text(&format!("a{c}b")), "a\u{fffd}b", "{c:?}");
            assert_eq!(line(&format!("a{c}b")), "a\u{fffd}b", "{c:?}");
        }
    }

    #[test]
    fn what_is_seen_stays() {
        for seen in [
            "plain text",
            "a\tb\nc",
            "índice – “datos” · 5 €…",
            "سلام\u{200c}ها",
            "👩\u{200d}💻 🏴\u{e0067}\u{e0062}\u{e0065}\u{e006e}\u{e0067}\u{e007f}",
            "\u{e000}\u{f0001}\u{fffd}",
            "soft\u{ad}hyphen\u{a0}and\u{200b}spaces",
        ] {
            assert_eq!(text(seen), seen);
        }
    }

    #[test]
    fn line_ends_become_one_kind_or_a_space() {
        assert_eq!(text("a\r\nb\rc"), "a\nb\nc");
        assert_eq!(line("a\r\nb\tc"), "a b c");
    }
}
