//! A text as its reader sees it: escapes of HTML, JSON and addresses decoded, however often they were
//! applied, tags and invisible characters taken out. Places in it lead back to what is written.

use std::borrow::Cow;

use super::decoding_pass::{BREAK, JOIN, Once, Part, SPECIAL, is_word_byte};

/// How often escapes of escapes are decoded.
const DEPTH: usize = 4;
/// Bytes before and after a tag that are read once more as if it weren't there.
const NEARBY: usize = 256;

/// A decoded text.
pub(super) struct Decoded<'t> {
    pub(super) bytes: Cow<'t, [u8]>,
    /// Of each decoding, the last one first, where its parts came from.
    places: Vec<Vec<Part>>,
}

impl<'t> Decoded<'t> {
    /// Decodes a text; `with_places` where places are to be asked for.
    pub(super) fn of(text: &'t [u8], with_places: bool) -> Self {
        let mut all = Self {
            bytes: Cow::Borrowed(text),
            places: Vec::new(),
        };
        for _ in 0..DEPTH {
            if !all.bytes.iter().any(|byte| SPECIAL[*byte as usize]) {
                break;
            }
            let mut once = Once::over(&all.bytes, with_places);
            once.run();
            let again = once.again;
            all.places.insert(0, once.parts);
            all.bytes = Cow::Owned(once.out);
            if !again {
                break;
            }
        }
        all
    }

    /// What stands around tags within words, as if the tags weren't there.
    pub(super) fn joined(&self) -> Option<Self> {
        let bytes = &*self.bytes;
        let mut out = Vec::new();
        let mut parts = Vec::new();
        let mut end = 0; // of what is taken already
        for at in memchr::memchr_iter(JOIN, bytes) {
            let is_word = |byte: Option<&u8>| byte.is_some_and(|b| is_word_byte(*b));
            let before = bytes[..at].iter().rev().find(|b| **b != JOIN);
            let after = bytes[at..].iter().find(|b| **b != JOIN);
            if !is_word(before) || !is_word(after) {
                continue;
            }
            let start = begin_of_run(bytes, at.saturating_sub(NEARBY));
            if start > end || out.is_empty() {
                out.push(BREAK);
                end = start;
            }
            let until = end_of_run(bytes, (at + NEARBY).min(bytes.len())).max(end);
            for piece in bytes[end..until].split_inclusive(|b| *b == JOIN) {
                let at = out.len();
                parts.push(Part { at, from: end });
                end += piece.len();
                out.extend(piece.iter().filter(|b| **b != JOIN));
            }
        }
        let mut places = self.places.clone();
        places.insert(0, parts);
        (!out.is_empty()).then_some(Self {
            bytes: Cow::Owned(out),
            places,
        })
    }

    /// Whether a range of what was [joined](Self::joined) holds the place of a tag: what doesn't is
    /// read with the tags as well, and between the words that stand beside it there.
    pub(super) fn holds_joint(&self, range: &std::ops::Range<usize>) -> bool {
        let parts = self.places.first().map_or(&[][..], Vec::as_slice);
        let next = parts.partition_point(|part| part.at <= range.start);
        parts.get(next).is_some_and(|part| part.at < range.end)
    }

    /// Where a range of the decoded text was written.
    pub(super) fn written(&self, range: std::ops::Range<usize>) -> std::ops::Range<usize> {
        self.places.iter().fold(range, |range, parts| {
            let start = start_of(parts, range.start);
            start..end_of(parts, range.end).max(start)
        })
    }
}

/// The beginning of what stands together around a place, or not much before it: half a name may be
/// another.
fn begin_of_run(bytes: &[u8], place: usize) -> usize {
    let run = bytes[..place].iter().rev().take(NEARBY);
    place - run.take_while(|byte| stands_together(byte)).count()
}

/// The end of what stands together around a place, or not much after it.
fn end_of_run(bytes: &[u8], place: usize) -> usize {
    let run = bytes[place..].iter().take(NEARBY);
    place + run.take_while(|byte| stands_together(byte)).count()
}

const fn stands_together(byte: &u8) -> bool {
    *byte != BREAK && !byte.is_ascii_whitespace()
}

/// Where the part begins that a place is in, as far in as the place is.
fn start_of(parts: &[Part], place: usize) -> usize {
    let next = parts.partition_point(|part| part.at <= place);
    let part = next.checked_sub(1).and_then(|at| parts.get(at));
    part.map_or(place, |part| part.from + (place - part.at))
}

/// Where the next part begins, if the place is where it does: an escape is longer than what it stands
/// for.
fn end_of(parts: &[Part], place: usize) -> usize {
    let literal = start_of(parts, place.saturating_sub(1)) + 1;
    let next = parts.get(parts.partition_point(|part| part.at < place));
    let next = next.filter(|part| part.at == place && part.from >= literal);
    next.map_or(literal, |part| part.from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn decoded(text: &str) -> String {
        let decoded = Decoded::of(text.as_bytes(), false);
        String::from_utf8_lossy(&decoded.bytes).into_owned()
    }

    #[test]
    fn escapes_are_decoded_however_often() {
        for text in [
            "p<wbr>.d.t",
            "p<wbr/>.\u{ad}d.\u{200b}t",
            "p&#46;d&#x2e;t",
            "p&#46d&period;t",
            r"p\u002ed\u002Et",
            r"p\x2ed\.t",
            "p%2Ed%2et",
            "p%252Ed%25252et",
            "p&amp;#46;d&amp;amp;#46;t",
            r"p\\u002ed\\u002Et",
            "p&lt;wbr&gt;.d\\u003cwbr\\u003e.t",
            "p%26%2346;d.t",
            "p&#92;u002ed.t",
            "p\u{2060}.\u{2066}d\u{2069}.t\u{feff}",
        ] {
            assert_eq!(decoded(text), "p.d.t", "{text}");
        }
    }

    #[test]
    fn what_is_no_escape_stays() {
        for text in [
            "100% of",
            "a & b",
            r"\d+ \s",
            "LIKE '%ad_name'",
            "a < b > c",
            "Zürich – é",
            "&unknown; &",
            "%",
            "\\",
            "<",
        ] {
            assert_eq!(decoded(text), text);
        }
    }

    #[test]
    fn tags_part_blocks_and_join_lines() {
        assert_eq!(decoded("a<b>c</b><td>d"), "a\u{3}c\u{3}\u{2}d");
        assert_eq!(decoded("a<td title='x%2e'>"), "a\u{2}\u{2}td title='x.'");
    }

    #[test]
    fn places_lead_back() {
        let text = "see p&#46;d<wbr>.t&amp;#46;u, x";
        let decoded = Decoded::of(text.as_bytes(), true);
        let all = String::from_utf8_lossy(&decoded.bytes).into_owned();
        assert_eq!(all, "see p.d.t.u, x");
        for (shown, written) in [
            ("p.d.t.u", "p&#46;d<wbr>.t&amp;#46;u"),
            ("p.", "p&#46;"),
            ("t.", "t&amp;#46;"),
            ("x", "x"),
        ] {
            let at = all.find(shown).expect("there");
            assert_eq!(&text[decoded.written(at..at + shown.len())], written);
        }
    }

    #[test]
    fn no_name_is_cut_where_reading_without_tags_begins_or_ends() {
        let name = "unified.orders_of_all_days";
        for length in 200..300 {
            let filler = " x".repeat(length / 2) + &" ".repeat(length % 2 + 1);
            for text in [
                format!("{name}{filler}or<em>de</em>rs"),
                format!("or<em>de</em>rs{filler}{name}"),
            ] {
                let decoded = Decoded::of(text.as_bytes(), true);
                let joined = decoded.joined().expect("tags");
                let all = String::from_utf8_lossy(&joined.bytes).into_owned();
                let words = all.split(|c: char| c == char::from(BREAK) || c.is_whitespace());
                for word in words.filter(|word| !matches!(*word, "" | "x" | "orders")) {
                    assert_eq!(word, name, "{length}");
                }
            }
        }
    }

    #[test]
    fn words_are_read_with_and_without_tags() {
        let text = "x.or<em>de</em>rs y";
        let decoded = Decoded::of(text.as_bytes(), true);
        let joined = decoded.joined().expect("tags");
        let all = String::from_utf8_lossy(&joined.bytes).into_owned();
        let at = all.find("orders").expect("joined");
        assert_eq!(&text[joined.written(at..at + 6)], "or<em>de</em>rs");
    }
}
