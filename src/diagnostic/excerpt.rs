//! The offending text, cut out of its file.

use std::cell::Cell;

/// The offending text: one line of the input and the part of it that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Excerpt {
    /// The whole line, without its end; cut to [`Excerpt::MAX`] characters.
    pub line: String,
    /// Byte range of the offending part in `line`.
    pub range: std::ops::Range<usize>,
}

impl Excerpt {
    /// Longest line shown, in characters.
    pub(crate) const MAX: usize = 160;

    /// Cuts the excerpt for a place out of a file's text: `line` and `column` count from 1, `len`
    /// is the length of the offending text in characters. For many places of one text there is
    /// [`Excerpts`].
    #[must_use]
    pub(crate) fn cut(text: &str, line: u32, column: u32, len: usize) -> Option<Self> {
        Excerpts::new(text).cut(line, column, len)
    }
}

/// Cuts excerpts out of one text. It goes on from where it looked last, so that a thousand findings
/// in their order walk through the text once, however long it and its lines are.
#[derive(Debug)]
pub(crate) struct Excerpts<'a> {
    text: &'a str,
    last: Cell<Place>,
}

/// A line and a column in it, each with the byte that it begins at. The column counts from 0.
#[derive(Debug, Clone, Copy)]
struct Place {
    line: u32,
    start: usize,
    column: usize,
    at: usize,
}

impl Place {
    const START: Self = Self {
        line: 1,
        start: 0,
        column: 0,
        at: 0,
    };
}

impl<'a> Excerpts<'a> {
    /// Of this text.
    #[must_use]
    pub(crate) fn new(text: &'a str) -> Self {
        Self {
            text,
            last: Cell::new(Place::START),
        }
    }

    /// See [`Excerpt::cut`].
    #[must_use]
    pub(crate) fn cut(&self, line: u32, column: u32, len: usize) -> Option<Excerpt> {
        let mut place = self.last.get();
        if line < place.line {
            place = Place::START;
        }
        while place.line < line {
            let end = self.text.get(place.at..)?.find('\n')?;
            place.start = place.at + end + 1;
            place.line += 1;
            place.column = 0;
            place.at = place.start;
        }
        if line == 0 || place.start >= self.text.len() {
            return None;
        }
        let column = column.saturating_sub(1) as usize;
        let is_long = within(self.text.get(place.start..)?)
            .nth(Excerpt::MAX)
            .is_some();
        let skip = match is_long {
            true => column.saturating_sub(Excerpt::MAX / 2),
            false => 0,
        };
        if skip < place.column {
            let back = place.column - skip;
            let before = self.text.get(place.start..place.at)?.chars().rev();
            place.at -= before.take(back).map(char::len_utf8).sum::<usize>();
            place.column = skip;
        }
        for c in within(self.text.get(place.at..)?).take(skip - place.column) {
            place.at += c.len_utf8();
            place.column += 1;
        }
        self.last.set(place);
        let shown: String = within(self.text.get(place.at..)?)
            .take(Excerpt::MAX)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let byte = |chars: usize| {
            shown
                .char_indices()
                .nth(chars)
                .map_or(shown.len(), |(i, _)| i)
        };
        let start = byte(column - skip);
        let end = byte((column - skip).saturating_add(len.max(1))).max(start);
        Some(Excerpt {
            range: start..end,
            line: shown,
        })
    }
}

/// The characters of a text up to the end of its first line.
fn within(text: &str) -> impl Iterator<Item = char> {
    let bytes = text.as_bytes();
    text.char_indices()
        .take_while(move |(at, c)| *c != '\n' && !(*c == '\r' && bytes.get(at + 1) == Some(&b'\n')))
        .map(|(_, c)| c)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// As it is defined: every line and character counted from the first.
    fn slow(text: &str, line: u32, column: u32, len: usize) -> Option<Excerpt> {
        let full = text.lines().nth(line.checked_sub(1)? as usize)?;
        let column = column.saturating_sub(1) as usize;
        let skip = match full.chars().count() <= Excerpt::MAX {
            true => 0,
            false => column.saturating_sub(Excerpt::MAX / 2),
        };
        let shown: Vec<char> = full
            .chars()
            .skip(skip)
            .take(Excerpt::MAX)
            .map(|c| if c.is_control() { ' ' } else { c })
            .collect();
        let bytes = |n: usize| shown.iter().take(n).map(|c| c.len_utf8()).sum::<usize>();
        Some(Excerpt {
            range: bytes(column - skip)..bytes(column - skip + len.max(1)),
            line: shown.iter().collect(),
        })
    }

    proptest! {
        #[test]
        fn remembering_changes_nothing(
            lines in prop::collection::vec("[a-zñ\t\r€]{0,4}|[a-zñ€]{150,400}", 0..6),
            ends in prop::collection::vec(prop::sample::select(vec!["\n", "\r\n"]), 6),
            places in prop::collection::vec((0u32..9, 0u32..420, 0usize..9), 1..12),
        ) {
            let text: String = lines.iter().zip(&ends).map(|(line, end)| format!("{line}{end}")).collect();
            for text in [text.as_str(), text.trim_end_matches('\n')] {
                let excerpts = Excerpts::new(text);
                for (line, column, len) in &places {
                    prop_assert_eq!(
                        excerpts.cut(*line, *column, *len),
                        slow(text, *line, *column, *len)
                    );
                }
            }
        }
    }
}
