//! Findings about the rows of one export file, bounded so that a wrong file doesn't flood.

use std::borrow::Cow;
use std::ops::Range;

use crate::diagnostic::{Excerpt, FileId, Finding, Pos, Rule, Text, text};
use crate::export::fact::FactSink;
use crate::privacy::{self, publishable};

/// Most findings about single rows of one file.
pub(super) const MAX_ROWS: usize = 100;

/// What findings show of a file's rows. Rows of most systems hold persons, texts of errors,
/// parameters.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shows {
    /// The row around what is wrong.
    Rows,
    /// A value that should be a time, a number, a name.
    Values,
    /// No text of the file: a row of JOBS has a user and a statement.
    Nothing,
}

impl Shows {
    /// Whether a text that should have been a time may be shown: where rows may not, one of more than
    /// a zone's letters may be anything.
    pub(super) fn quotes_time(self, text: &str) -> bool {
        self == Self::Rows || text.chars().filter(|c| c.is_alphabetic()).count() <= 3
    }
}

/// The findings of one file.
pub(super) struct Problems {
    file: FileId,
    rows: usize,
    shows: Shows,
}

impl Problems {
    /// For a file of which nothing was read yet.
    pub(super) const fn new(file: FileId) -> Self {
        Self {
            file,
            rows: 0,
            shows: Shows::Values,
        }
    }

    /// For a file whose rows describe the warehouse, so that they may be shown.
    pub(super) const fn showing_rows(file: FileId) -> Self {
        Self {
            file,
            rows: 0,
            shows: Shows::Rows,
        }
    }

    /// Shows no text of the file from now on.
    pub(super) const fn show_nothing(&mut self) {
        self.shows = Shows::Nothing;
    }

    /// What findings show.
    pub(super) const fn shows(&self) -> Shows {
        self.shows
    }

    /// Reports a row; the finding is only made where it is shown.
    pub(super) fn row(&mut self, sink: &mut dyn FactSink, finding: impl FnOnce() -> Finding) {
        self.report(false, sink, finding);
    }

    /// Reports a single value, which the finding shows.
    pub(super) fn value(&mut self, sink: &mut dyn FactSink, finding: impl FnOnce() -> Finding) {
        self.report(true, sink, finding);
    }

    /// Reports a row, of which the finding shows a single value, or what comes before and after as well.
    pub(super) fn report(
        &mut self,
        value: bool,
        sink: &mut dyn FactSink,
        finding: impl FnOnce() -> Finding,
    ) {
        self.rows += 1;
        if self.rows > MAX_ROWS {
            return;
        }
        let mut finding = finding();
        let shown = match self.shows {
            Shows::Rows => true,
            Shows::Values => value,
            Shows::Nothing => false,
        };
        if !shown {
            finding.excerpt = None;
        }
        sink.problem(finding);
    }

    /// How many rows can't be read.
    pub(super) const fn unusable(&self) -> usize {
        self.rows
    }

    /// Counts rows that a piece of the file reported.
    pub(super) const fn add(&mut self, rows: usize) {
        self.rows += rows;
    }

    /// How many more rows are reported one by one.
    pub(super) const fn left(&self) -> usize {
        MAX_ROWS.saturating_sub(self.rows)
    }

    /// Tells how many rows were not reported one by one.
    pub(super) fn finish(self, sink: &mut dyn FactSink) {
        if self.rows > MAX_ROWS {
            let more = self.rows - MAX_ROWS;
            let rows = if more == 1 { "row" } else { "rows" };
            sink.problem(
                Finding::new(
                    Rule::ExportRow,
                    text!(
                        "and {more} more {rows} of this file can't be read",
                        more,
                        rows
                    ),
                )
                .at(Pos::start(self.file))
                .help("mend the export and build again to see them"),
            );
        }
    }
}

/// The line of `text` around a byte, marked from there on for `len` bytes. Works in a window, so
/// that a document in one line of many megabytes costs no more than a short one.
pub(super) fn excerpt(text: &str, offset: usize, len: usize) -> Option<Excerpt> {
    const WINDOW: usize = 4 * Excerpt::MAX;
    let offset = floor(text, offset);
    let from = floor(text, offset.saturating_sub(WINDOW));
    let to = floor(text, offset.saturating_add(WINDOW).min(text.len()));
    let start = text[from..offset]
        .rfind('\n')
        .map_or(from, |i| from + i + 1);
    let end = text[offset..to].find('\n').map_or(to, |i| offset + i);
    let line = text[start..end].trim_end_matches('\r');
    // Looked at before it is cut, since half of an address doesn't show that the rest is a password.
    if let Cow::Owned(_) = publishable(line, privacy::Text::Prose) {
        return excerpt_without(text, start..end, offset, len);
    }
    let chars = |s: &str| u32::try_from(s.chars().count()).unwrap_or(u32::MAX);
    let column = chars(&text[start..offset]).saturating_add(1);
    let marked = floor(text, offset.saturating_add(len).min(end));
    Excerpt::cut(
        line,
        1,
        column,
        chars(&text[offset..marked.max(offset)]) as usize,
    )
}

/// The same of a line that holds what isn't published; nothing where that can't be told from the rest.
fn excerpt_without(text: &str, line: Range<usize>, offset: usize, len: usize) -> Option<Excerpt> {
    let marked = floor(text, offset.saturating_add(len).min(line.end)).max(offset);
    let pieces = [line.start..offset, offset..marked, marked..line.end];
    let [before, wrong, after] =
        pieces.map(|piece| publishable(&text[piece], privacy::Text::Prose));
    let shown = format!("{before}{wrong}{after}");
    let shown = shown.trim_end_matches('\r');
    if let Cow::Owned(_) = publishable(shown, privacy::Text::Prose) {
        return None;
    }
    let column = u32::try_from(before.chars().count()).unwrap_or(u32::MAX);
    Excerpt::cut(shown, 1, column.saturating_add(1), wrong.chars().count())
}

/// The 1-based column of a byte in its line, in characters.
pub(super) fn column(text: &str, offset: usize) -> u32 {
    let offset = floor(text, offset);
    let start = text[..offset].rfind('\n').map_or(0, |i| i + 1);
    u32::try_from(text[start..offset].chars().count() + 1).unwrap_or(u32::MAX)
}

/// The start of the character that a byte belongs to.
fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// Says that a byte of a row begins no character.
pub(super) fn not_utf8(byte: u8) -> Text {
    text!(
        "the row isn't UTF-8: byte 0x{byte} stands where a character should begin",
        byte = format!("{byte:02x}")
    )
}

/// Why a row can't be used.
#[derive(Debug)]
pub(super) struct Unusable {
    pub(super) message: Text,
    /// The offending value, where there is one.
    pub(super) excerpt: Option<Excerpt>,
    pub(super) help: Text,
}

impl Unusable {
    /// Whether a single value is at fault.
    pub(super) const fn is_value(&self) -> bool {
        self.excerpt.is_some()
    }

    /// The finding; where no value is at fault, the beginning of the row is shown.
    pub(super) fn finding(self, text: &str, pos: Pos) -> Finding {
        let shown = self.excerpt.or_else(|| excerpt(text, 0, text.len()));
        Finding::new(Rule::ExportRow, self.message)
            .at(pos)
            .excerpt(shown)
            .help(self.help)
    }

    /// What is wrong with a value, shown from `offset` on.
    pub(super) fn value(
        message: Text,
        value: &str,
        offset: usize,
        help: &'static str,
    ) -> Box<Self> {
        Box::new(Self {
            message,
            excerpt: excerpt(value, offset, value.len() - offset.min(value.len())),
            help: help.into(),
        })
    }
}
