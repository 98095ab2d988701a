//! JSON record by record: one object a line, an array of objects, or documents. Only one record is
//! held at a time; what is wrong with one is a finding, and the next one is read.

use std::io::{self, BufRead, Cursor, Read};

use serde::de::IgnoredAny;

use super::cut_off::closed;
use super::fact::FactSink;
use super::input::Input;
use super::json_stream::{At, Cut, MAX_RECORD, Piece, Records, too_long};
use super::json_values::explain;
use super::row_problems::{Problems, Unusable, column, excerpt, not_utf8};
use crate::diagnostic::{Finding, Pos, Rule, Text, text};

/// Whether to read on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Next {
    /// The next record.
    GoOn,
    /// No more of this file.
    Stop,
}

/// Why a record can't be used.
#[derive(Debug)]
pub(super) enum Reason {
    /// It isn't the JSON that was expected.
    Json(serde_json::Error),
    /// Its values make no sense.
    Row(Box<Unusable>),
}

impl From<serde_json::Error> for Reason {
    fn from(error: serde_json::Error) -> Self {
        Self::Json(error)
    }
}

impl From<Box<Unusable>> for Reason {
    fn from(unusable: Box<Unusable>) -> Self {
        Self::Row(unusable)
    }
}

/// What is done with each record: its text, and the place where it begins.
pub(super) type Take<'t> =
    dyn FnMut(&str, Pos, &mut Problems, &mut dyn FactSink) -> Result<Next, Reason> + 't;

/// Records of a file, and what is done with them.
pub(super) struct Reading<'r, 't> {
    pub(super) input: &'r Input<'r>,
    /// Whether the name of the file promises one object a line.
    pub(super) lines: bool,
    /// How such a file comes about.
    pub(super) help: &'static str,
    pub(super) problems: &'r mut Problems,
    pub(super) sink: &'r mut dyn FactSink,
    pub(super) take: &'r mut Take<'t>,
}

/// Reads a JSON file. `lines` says that its name promises one object a line; `help` says how such a
/// file comes about.
pub(super) fn each(
    input: &Input<'_>,
    lines: bool,
    help: &'static str,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
    take: &mut Take<'_>,
) {
    let mut reading = Reading {
        input,
        lines,
        help,
        problems,
        sink,
        take,
    };
    match input.tree.open(input.file) {
        Ok(reader) => reading.file(reader),
        Err(error) => reading.sink.problem(input.cut_off(&error, 0)),
    }
}

/// The first record of a file that has one a line; nothing where it hasn't, or can't be read.
pub(super) fn first_line(input: &Input<'_>, lines: bool) -> Option<String> {
    let reader = input.tree.open(input.file).ok()?;
    let mut records = open(reader, lines).ok()?.filter(Records::is_lines)?;
    let mut buffer = Vec::new();
    while let Piece::Record(_) = records.next(&mut buffer).ok()? {
        match std::str::from_utf8(&buffer) {
            Ok(text) if !text.trim_ascii().is_empty() => return Some(text.to_owned()),
            _ => {}
        }
    }
    None
}

impl Reading<'_, '_> {
    /// Reads a file from its beginning.
    pub(super) fn file(&mut self, reader: Box<dyn BufRead + Send>) {
        match open(reader, self.lines) {
            Ok(Some(records)) => self.records(records),
            Ok(None) => self.sink.problem(self.input.empty()),
            Err(error) => self.sink.problem(self.input.cut_off(&error, 0)),
        }
    }

    /// Reads on in a file of which `before` lines were read; each record is one line.
    pub(super) fn rest(&mut self, reader: Box<dyn BufRead + Send>, before: u32) {
        self.records(Records::new(reader, Cut::Lines, before.saturating_add(1)));
    }

    /// Reads a piece of a file that begins and ends with a line, without copying any.
    pub(super) fn piece(&mut self, bytes: &[u8]) {
        // Looking at it once as a whole costs less than at each line.
        let text = std::str::from_utf8(bytes).ok();
        let mut at = At { line: 1, column: 1 };
        let mut start = 0;
        for end in memchr::memchr_iter(b'\n', bytes)
            .map(|end| end + 1)
            .chain([bytes.len()])
        {
            if start == end {
                break;
            }
            let next = match (
                text.and_then(|text| text.get(start..end)),
                bytes.get(start..end),
            ) {
                (Some(line), _) => self.text(line.trim_ascii_end(), self.input.at(at)),
                (None, line) => self.record(line.unwrap_or_default(), at),
            };
            if next == Next::Stop {
                return;
            }
            at.line = at.line.saturating_add(1);
            start = end;
        }
    }

    fn record(&mut self, bytes: &[u8], at: At) -> Next {
        let (problems, sink) = (&mut *self.problems, &mut *self.sink);
        let pos = self.input.at(at);
        match utf8(bytes.trim_ascii_end(), pos, problems, sink) {
            Some(text) => self.text(text, pos),
            None => Next::GoOn,
        }
    }

    fn text(&mut self, text: &str, pos: Pos) -> Next {
        let (problems, sink) = (&mut *self.problems, &mut *self.sink);
        if text.trim_ascii().is_empty() {
            return Next::GoOn;
        }
        match (self.take)(text, pos, problems, sink) {
            Ok(next) => next,
            Err(reason) => {
                let (lines, help) = (self.lines, self.help);
                problems.row(sink, || reason.finding(text, pos, lines, help));
                Next::GoOn
            }
        }
    }

    fn records<R: BufRead>(&mut self, mut records: Records<R>) {
        let (input, lines, help) = (self.input, self.lines, self.help);
        let mut buffer = Vec::new();
        loop {
            let piece = records.next(&mut buffer);
            if let Ok(Piece::Record(at)) = piece {
                match self.record(&buffer, at) {
                    Next::GoOn => continue,
                    Next::Stop => return,
                }
            }
            let (problems, sink) = (&mut *self.problems, &mut *self.sink);
            match piece {
                Ok(Piece::Record(_)) => {}
                Ok(Piece::TooLong(at)) => problems.row(sink, || {
                    Finding::new(Rule::ExportRow, too_long())
                        .at(input.at(at))
                        .help(if lines {
                            "write one JSON object a line"
                        } else {
                            "check that brackets and quotes are closed"
                        })
                }),
                Ok(Piece::Stray(at)) => {
                    problems.row(sink, || {
                        let text = String::from_utf8_lossy(&buffer);
                        Finding::new(Rule::ExportRow, "text stands outside of any JSON object")
                    .at(input.at(at))
                    .excerpt(excerpt(&text, 0, text.trim_ascii_end().len()))
                    .help("remove it, or write one JSON object a line and name the file .ndjson")
                    })
                }
                Ok(Piece::End { line, open }) => {
                    if open {
                        sink.problem(
                        input
                            .finding(
                                text!(
                                    "`{path}` ends too early: the JSON isn't closed after line {line}",
                                    path = input.path,
                                    line
                                ),
                                "export or copy the file again; what comes before is used",
                            )
                            .at(input.pos(line)),
                    );
                        // What the document says up to its last whole element is used.
                        let start = input.pos(line.saturating_sub(newlines(&buffer)));
                        if let Some(text) = std::str::from_utf8(&buffer).ok().and_then(closed)
                            && let Err(reason) = (self.take)(&text, start, problems, sink)
                        {
                            problems.row(sink, || reason.finding(&text, start, lines, help));
                        }
                    }
                    return;
                }
                Err(error) => return sink.problem(input.cut_off(&error, records.lines())),
            }
        }
    }
}

fn newlines(bytes: &[u8]) -> u32 {
    let count = bytes.iter().filter(|b| **b == b'\n').count();
    u32::try_from(count).unwrap_or(u32::MAX)
}

type Reader = io::Chain<Cursor<Vec<u8>>, Box<dyn BufRead + Send>>;

/// Passes over what comes before the first record, and finds out how its records are told apart; nothing where it is empty.
fn open(mut reader: Box<dyn BufRead + Send>, lines: bool) -> io::Result<Option<Records<Reader>>> {
    if reader.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        reader.consume(3);
    }
    let mut line = 1_u32;
    let first = loop {
        let chunk = reader.fill_buf()?;
        if chunk.is_empty() {
            return Ok(None);
        }
        let blank = chunk.iter().position(|b| !b.is_ascii_whitespace());
        let end = blank.unwrap_or(chunk.len());
        let first = chunk.get(end).copied();
        line = line.saturating_add(newlines(&chunk[..end]));
        reader.consume(end);
        if let Some(byte) = first {
            break byte;
        }
    };
    let mut head = Vec::new();
    let cut = if lines {
        Cut::Lines
    } else if first == b'[' {
        Cut::Array
    } else {
        #[allow(
            clippy::let_underscore_must_use,
            reason = "the records before an error are used, and it shows up again when they are read"
        )]
        let _ = (&mut reader)
            .take(MAX_RECORD as u64)
            .read_until(b'\n', &mut head);
        match serde_json::from_slice::<IgnoredAny>(&head) {
            Err(e) if e.is_eof() => Cut::Documents,
            _ => Cut::Lines,
        }
    };
    Ok(Some(Records::new(
        Cursor::new(head).chain(reader),
        cut,
        line,
    )))
}

impl Input<'_> {
    const fn at(&self, at: At) -> Pos {
        Pos {
            file: self.file,
            line: at.line,
            column: at.column,
        }
    }
}

/// The record as text; a finding where it isn't.
fn utf8<'b>(
    bytes: &'b [u8],
    pos: Pos,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) -> Option<&'b str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            problems.row(sink, || {
                let valid = error.valid_up_to();
                let before = String::from_utf8_lossy(&bytes[..valid]);
                let text = String::from_utf8_lossy(bytes);
                let byte = bytes.get(valid).copied().unwrap_or_default();
                Finding::new(Rule::ExportRow, not_utf8(byte))
                    .at(place(&before, before.len(), pos))
                    .excerpt(excerpt(&text, valid, 1))
                    .help("write the export as UTF-8")
            });
            None
        }
    }
}

impl Reason {
    fn finding(self, text: &str, pos: Pos, lines: bool, help: &'static str) -> Finding {
        match self {
            Self::Row(unusable) => unusable.finding(text, pos),
            Self::Json(error) => {
                let mut wrong = explain(text, &error);
                // serde_json points at the end of a value of the wrong type.
                if error.is_data() && !text.starts_with('{') {
                    wrong.offset = text.len() - text.trim_ascii_start().len();
                }
                let (message, help) = if error.is_data() {
                    let list = lines && text.trim_ascii_start().starts_with('[');
                    (
                        text!("the row can't be read: {error}", error = wrong.message),
                        if list {
                            "write one JSON object a line, or name a file that is one array .json"
                        } else {
                            help
                        },
                    )
                } else {
                    let help = match error.is_eof() {
                        true => {
                            "the file may have been cut off while it was written or copied; export it again"
                        }
                        false => "export the view again; a row must not be edited by hand",
                    };
                    (
                        text!("the row isn't JSON: {error}", error = wrong.message),
                        help,
                    )
                };
                Finding::new(Rule::ExportRow, message)
                    .at(place(text, wrong.offset, pos))
                    .excerpt(excerpt(text, wrong.offset, 1))
                    .help(help)
            }
        }
    }
}

/// The place of a byte of a record that begins at `pos`.
fn place(text: &str, offset: usize, pos: Pos) -> Pos {
    let before = text.get(..offset).unwrap_or(text);
    let lines = before.bytes().filter(|b| *b == b'\n').count();
    let within = column(text, offset);
    Pos {
        line: pos
            .line
            .saturating_add(u32::try_from(lines).unwrap_or(u32::MAX)),
        column: match lines {
            0 => pos.column.saturating_add(within - 1),
            _ => within,
        },
        ..pos
    }
}

impl Unusable {
    /// What is wrong with a row as a whole, of which the beginning is shown.
    pub(super) fn row(message: impl Into<Text>, help: impl Into<Text>) -> Box<Self> {
        Box::new(Self {
            message: message.into(),
            excerpt: None,
            help: help.into(),
        })
    }

    /// The row is JSON, and no object.
    pub(super) fn no_object(help: &'static str) -> Box<Self> {
        Self::row("the row isn't a JSON object", help)
    }
}
