//! A text with an index of its lines, so that many places of one file are found in little time.

use std::cell::{Cell, OnceCell};

use memchr::memchr_iter;

use crate::diagnostic::Excerpt;

/// A text whose lines are counted once, when the first place in it is asked for.
#[derive(Debug)]
pub(crate) struct Lines<'s> {
    text: &'s str,
    /// The first byte of each line.
    starts: OnceCell<Vec<usize>>,
    /// A byte that was asked for and its column: on a long line the next one is counted from there.
    last: Cell<(usize, usize)>,
}

impl<'s> Lines<'s> {
    /// Counts nothing yet.
    pub(crate) const fn new(text: &'s str) -> Self {
        Self {
            text,
            starts: OnceCell::new(),
            last: Cell::new((0, 0)),
        }
    }

    /// The text.
    pub(crate) const fn text(&self) -> &'s str {
        self.text
    }

    /// 1-based line and column, in characters, of a byte.
    pub(crate) fn place(&self, byte: usize) -> (u32, u32) {
        let byte = byte.min(self.text.len());
        let line = self.starts().partition_point(|start| *start <= byte);
        let start = line.checked_sub(1).and_then(|i| self.starts().get(i));
        let start = start.copied().unwrap_or(0);
        let (from, before) = match self.last.get() {
            (last, column) if (start..=byte).contains(&last) && column > 0 => (last, column - 1),
            _ => (start, 0),
        };
        let column = before + characters(&self.text.as_bytes()[from..byte]) + 1;
        self.last.set((byte, column));
        (small(line), small(column))
    }

    /// The text at a place: `line` and `column` count from 1, `len` is in characters.
    pub(crate) fn excerpt(&self, line: u32, column: u32, len: usize) -> Option<Excerpt> {
        let index = line.checked_sub(1)? as usize;
        let start = *self.starts().get(index)?;
        let end = self.starts().get(index + 1).copied();
        let line = self.text.get(start..end.unwrap_or(self.text.len()))?;
        Excerpt::cut(line, 1, column, len)
    }

    fn starts(&self) -> &[usize] {
        self.starts.get_or_init(|| {
            let breaks = memchr_iter(b'\n', self.text.as_bytes());
            std::iter::once(0).chain(breaks.map(|i| i + 1)).collect()
        })
    }
}

/// What an excerpt is cut from: a text, with or without an index.
pub(crate) trait Quoted {
    /// The text at a place: `line` and `column` count from 1, `len` is in characters.
    fn quote(&self, line: u32, column: u32, len: usize) -> Option<Excerpt>;
}

impl Quoted for str {
    fn quote(&self, line: u32, column: u32, len: usize) -> Option<Excerpt> {
        Excerpt::cut(self, line, column, len)
    }
}

impl Quoted for String {
    fn quote(&self, line: u32, column: u32, len: usize) -> Option<Excerpt> {
        Excerpt::cut(self, line, column, len)
    }
}

impl Quoted for Lines<'_> {
    fn quote(&self, line: u32, column: u32, len: usize) -> Option<Excerpt> {
        self.excerpt(line, column, len)
    }
}

fn characters(bytes: &[u8]) -> usize {
    bytes.iter().filter(|b| **b & 0xc0 != 0x80).count()
}

fn small(n: usize) -> u32 {
    u32::try_from(n).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_in_any_order() {
        let text = "ab\nñandú x\n\n日本";
        let lines = Lines::new(text);
        let naive = |byte: usize| {
            let before = &text[..byte];
            let column = before.rsplit('\n').next().unwrap().chars().count() + 1;
            (small(before.matches('\n').count() + 1), small(column))
        };
        let bytes: Vec<usize> = (0..=text.len())
            .filter(|i| text.is_char_boundary(*i))
            .collect();
        for byte in bytes.iter().chain(bytes.iter().rev()) {
            assert_eq!(lines.place(*byte), naive(*byte), "{byte}");
        }
        assert_eq!(lines.place(999), (4, 3));
    }

    #[test]
    fn excerpts_are_those_of_the_whole_text() {
        let text = "ab\r\nñandú x\n\n日本";
        let lines = Lines::new(text);
        for line in 0..7 {
            assert_eq!(
                lines.excerpt(line, 2, 3),
                Excerpt::cut(text, line, 2, 3),
                "{line}"
            );
        }
        let ended = Lines::new("a\n");
        assert_eq!(ended.excerpt(2, 1, 1), None);
    }
}
