//! How much of a text is laid out: what lies deeper, or is more, is shown as plain text. The
//! sanitizer takes quadratic time on deeply nested elements, and so does the parser on long rows of
//! markers; no text that people read comes near.

use std::borrow::Cow;

use pulldown_cmark::Tag;

/// Longest text that is laid out, in bytes: doing so takes some 300 times as much memory.
pub(crate) const MAX_LAID_OUT: usize = 1 << 20;
/// Deepest nesting of quotes, lists, tables and emphasis.
pub(crate) const MAX_NESTING: usize = 64;
/// Most markers of quotes and lists at the beginning of a line.
pub(crate) const MAX_MARKERS: usize = 128;
/// Most HTML elements of a text.
pub(crate) const MAX_HTML: usize = 1000;
/// Most HTML elements that are open at once: those that are never closed are begun again in every
/// paragraph that follows.
pub(crate) const MAX_OPEN_HTML: usize = 32;
/// Longest text in which HTML is read, in bytes.
pub(crate) const MAX_TEXT_WITH_HTML: usize = 128 << 10;

/// What a text has more of than is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Bound {
    /// [`MAX_LAID_OUT`].
    Length,
    /// [`MAX_NESTING`].
    Nesting,
    /// [`MAX_MARKERS`].
    Markers,
    /// [`MAX_HTML`], [`MAX_OPEN_HTML`] or [`MAX_TEXT_WITH_HTML`].
    Html,
}

/// The part of a text that is laid out, in whole lines where they aren't too long, and the rest.
pub(super) fn laid_out(text: &str) -> (&str, &str) {
    if text.len() <= MAX_LAID_OUT {
        return (text, "");
    }
    let mut end = MAX_LAID_OUT;
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let line = text[..end].rfind('\n').filter(|at| *at > end / 2);
    text.split_at(line.map_or(end, |at| at + 1))
}

/// The text with markers beyond [`MAX_MARKERS`] in a line made dots, and the place of the first of
/// them. Every place in the text stays.
pub(super) fn without_long_rows(text: &str) -> (Cow<'_, str>, Option<usize>) {
    // Most texts are a sentence.
    if text.len() <= MAX_MARKERS {
        return (Cow::Borrowed(text), None);
    }
    let mut first = None;
    let mut changed: Vec<u8> = Vec::new();
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        if let Some((from, to)) = long_row(line.as_bytes()) {
            if first.is_none() {
                first = Some(start + from);
                changed = text.as_bytes().to_vec();
            }
            for byte in &mut changed[start + from..start + to] {
                if !matches!(byte, b' ' | b'\t') {
                    *byte = b'.';
                }
            }
        }
        start += line.len();
    }
    match (first, String::from_utf8(changed)) {
        (Some(_), Ok(changed)) => (Cow::Owned(changed), first),
        _ => (Cow::Borrowed(text), None),
    }
}

/// Where a line's markers beyond [`MAX_MARKERS`] begin and end.
fn long_row(line: &[u8]) -> Option<(usize, usize)> {
    // Two bytes a marker, but for quotes.
    if line.len() <= MAX_MARKERS {
        return None;
    }
    let (mut at, mut markers, mut from) = (0, 0, None);
    while let Some(byte) = line.get(at) {
        let blank = |i: usize| matches!(line.get(i), Some(b' ' | b'\t'));
        let length = match byte {
            b' ' | b'\t' => {
                at += 1;
                continue;
            }
            b'>' => 1,
            b'*' | b'-' | b'+' if blank(at + 1) => 1,
            b'0'..=b'9' => {
                let digits = line[at..]
                    .iter()
                    .take(10)
                    .take_while(|b| b.is_ascii_digit());
                let end = at + digits.count();
                match line.get(end) {
                    Some(b'.' | b')') if blank(end + 1) => end + 1 - at,
                    _ => break,
                }
            }
            _ => break,
        };
        markers += 1;
        if markers > MAX_MARKERS && from.is_none() {
            from = Some(at);
        }
        at += length;
    }
    from.map(|from| (from, at))
}

/// Counts nesting: whether the element that begins is laid out.
#[derive(Default)]
pub(super) struct Nesting {
    depth: usize,
    /// The depth at which laying out ended.
    flat_from: Option<usize>,
}

impl Nesting {
    /// An element begins; `inside` are the levels that it brings along.
    pub(super) fn begin(&mut self, inside: usize) -> bool {
        if self.flat_from.is_none() && self.depth + inside >= MAX_NESTING {
            self.flat_from = Some(self.depth);
        }
        self.depth += 1;
        self.flat_from.is_none()
    }

    /// It ends.
    pub(super) fn end(&mut self) {
        self.depth = self.depth.saturating_sub(1);
        if self.flat_from == Some(self.depth) {
            self.flat_from = None;
        }
    }
}

/// Counts HTML: whether a piece of it is read as such.
pub(super) struct Html {
    elements: usize,
    open: Vec<String>,
    /// Beyond a bound: the rest of the text has none.
    refused: bool,
}

impl Html {
    pub(super) fn in_text(text: &str) -> Self {
        Self {
            elements: 0,
            open: Vec::new(),
            refused: text.len() > MAX_TEXT_WITH_HTML,
        }
    }

    /// Whether this piece is read.
    pub(super) fn allows(&mut self, html: &str) -> bool {
        if self.refused {
            return false;
        }
        for tag in html.split('<').skip(1) {
            self.elements += 1;
            let (closes, tag) = match tag.strip_prefix('/') {
                Some(rest) => (true, rest),
                None => (false, tag),
            };
            let end = tag
                .find(|c: char| !c.is_ascii_alphanumeric() && c != '-')
                .unwrap_or(tag.len());
            let name = tag[..end].to_ascii_lowercase();
            if closes {
                if let Some(at) = self.open.iter().rposition(|n| *n == name) {
                    self.open.remove(at);
                }
            } else if !name.is_empty() && !CLOSED.contains(&name.as_str()) {
                self.open.push(name);
            }
            if self.elements > MAX_HTML || self.open.len() > MAX_OPEN_HTML {
                self.refused = true;
                return false;
            }
        }
        true
    }
}

/// Elements without an end, and those that the next of their kind ends.
const CLOSED: [&str; 27] = [
    "area", "base", "br", "col", "colgroup", "dd", "dt", "embed", "hr", "img", "input", "li",
    "link", "meta", "option", "p", "param", "rp", "rt", "source", "tbody", "td", "tfoot", "th",
    "thead", "tr", "wbr",
];

/// The levels that an element can't do without.
pub(super) fn levels(tag: &Tag<'_>) -> usize {
    match tag {
        Tag::Table(_) => 3,
        Tag::List(_) => 1,
        _ => 0,
    }
}
