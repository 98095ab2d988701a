//! JSON: one object a line, an array of objects, or documents.

use std::io::{self, BufRead, Cursor, Read};

use serde::Deserialize;
use serde::de::{DeserializeSeed, IgnoredAny};

use super::Input;
use super::emit::{Emitter, Unusable};
use super::row::RowSeed;
use super::show::{self, Kind};
use super::stream::{At, Cut, MAX_RECORD, Piece, Records};
use super::view::View;
use crate::diagnostic::{Finding, Pos, Rule};
use crate::export::fact::FactSink;
use crate::export::json::explain;
use crate::export::problems::{Problems, column, excerpt};

/// What the records of a file are.
#[derive(Clone, Copy)]
enum Content {
    Rows(View),
    /// Answers of `bq show`.
    Shown,
}

/// Reads a JSON file. `lines` says that its name promises one object a line.
pub(super) fn read(
    input: &Input<'_>,
    stem: &str,
    view: Option<View>,
    lines: bool,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) {
    let mut records = match open(input, lines) {
        Ok(Some(records)) => records,
        Ok(None) => return sink.problem(input.empty()),
        Err(error) => return sink.problem(input.cut_off(&error, 0)),
    };
    let mut buffer = Vec::new();
    let mut emitter = Emitter::default();
    let mut content = None;
    loop {
        match records.next(&mut buffer) {
            Ok(Piece::Record(at)) => {
                let pos = input.at(at);
                let bytes = buffer.trim_ascii_end();
                let Some(text) = utf8(bytes, pos, problems, sink) else {
                    continue;
                };
                if text.trim_ascii().is_empty() {
                    continue;
                }
                let known = match content {
                    Some(known) => known,
                    None => match (show::kind(text), view) {
                        (Some(Kind::Job), _) => return,
                        (Some(Kind::Table | Kind::Dataset), _) => Content::Shown,
                        (None, Some(view)) => Content::Rows(view),
                        (None, None) => return sink.problem(input.unknown_view(stem)),
                    },
                };
                content = Some(known);
                if let Err(reason) = record(known, text, pos, &mut emitter, sink) {
                    problems.row(sink, || reason.finding(text, pos, lines));
                }
            }
            Ok(Piece::TooLong(at)) => problems.row(sink, || {
                Finding::new(
                    Rule::ExportRow,
                    format!("the row is longer than {} MiB", MAX_RECORD >> 20),
                )
                .at(input.at(at))
                .help(if lines {
                    "write one JSON object a line"
                } else {
                    "check that brackets and quotes are closed"
                })
            }),
            Ok(Piece::Stray(at)) => problems.row(sink, || {
                let text = String::from_utf8_lossy(&buffer);
                Finding::new(Rule::ExportRow, "text stands outside of any JSON object")
                    .at(input.at(at))
                    .excerpt(excerpt(&text, 0, text.trim_ascii_end().len()))
                    .help("remove it, or write one JSON object a line and name the file .ndjson")
            }),
            Ok(Piece::End { line, open }) => {
                if open {
                    sink.problem(
                        input
                            .finding(
                                format!(
                                    "`{}` ends too early: the JSON isn't closed after line {line}",
                                    input.path
                                ),
                                "export or copy the file again",
                            )
                            .at(input.pos(line)),
                    );
                }
                return;
            }
            Err(error) => return sink.problem(input.cut_off(&error, records.lines())),
        }
    }
}

type Reader = io::Chain<Cursor<Vec<u8>>, Box<dyn BufRead + Send>>;

/// Opens the file and finds out how its records are told apart; nothing where it is empty.
fn open(input: &Input<'_>, lines: bool) -> io::Result<Option<Records<Reader>>> {
    let mut reader = input.tree.open(input.file)?;
    if reader.fill_buf()?.starts_with(b"\xef\xbb\xbf") {
        reader.consume(3);
    }
    let mut line = 1_u32;
    let first = loop {
        match reader.fill_buf()?.first() {
            None => return Ok(None),
            Some(byte) if byte.is_ascii_whitespace() => {
                line += u32::from(*byte == b'\n');
                reader.consume(1);
            }
            Some(byte) => break *byte,
        }
    };
    let mut head = Vec::new();
    let cut = if lines {
        Cut::Lines
    } else if first == b'[' {
        Cut::Array
    } else {
        // The first line may be cut off; the records before the cut are used, so that this error
        // shows up again when they are read.
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
                Finding::new(
                    Rule::ExportRow,
                    format!("the row isn't UTF-8: byte 0x{byte:02x} stands where a character should begin"),
                )
                .at(place(&before, before.len(), pos))
                .excerpt(excerpt(&text, valid, 1))
                .help("write the export as UTF-8")
            });
            None
        }
    }
}

enum Reason {
    Json(serde_json::Error),
    Row(Box<Unusable>),
}

fn record(
    content: Content,
    text: &str,
    pos: Pos,
    emitter: &mut Emitter,
    sink: &mut dyn FactSink,
) -> Result<(), Reason> {
    let mut json = serde_json::Deserializer::from_str(text);
    match content {
        Content::Rows(view) => {
            let row = RowSeed(view).deserialize(&mut json).map_err(Reason::Json)?;
            json.end().map_err(Reason::Json)?;
            emitter.row(view, &row, pos, sink).map_err(Reason::Row)
        }
        Content::Shown => {
            let shown = show::Shown::deserialize(&mut json).map_err(Reason::Json)?;
            json.end().map_err(Reason::Json)?;
            shown.emit(pos, emitter, sink).map_err(Reason::Row)
        }
    }
}

impl Reason {
    fn finding(self, text: &str, pos: Pos, lines: bool) -> Finding {
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
                        format!("the row can't be read: {}", wrong.message),
                        if list {
                            "write one JSON object a line, or name a file that is one array .json"
                        } else {
                            "export the view as BigQuery writes it"
                        },
                    )
                } else if error.is_eof() {
                    (
                        format!("the row isn't JSON: {}", wrong.message),
                        "the file may have been cut off while it was written or copied; export it again",
                    )
                } else {
                    (
                        format!("the row isn't JSON: {}", wrong.message),
                        "export the view again; a row must not be edited by hand",
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

impl Unusable {
    /// The finding; where no value is at fault, the beginning of the row is shown.
    pub(super) fn finding(self, text: &str, pos: Pos) -> Finding {
        let shown = self.excerpt.or_else(|| excerpt(text, 0, text.len()));
        Finding::new(Rule::ExportRow, self.message)
            .at(pos)
            .excerpt(shown)
            .help(self.help)
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
