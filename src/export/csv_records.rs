//! The records of a CSV file, each with the line where it begins; none may take too many bytes.

use std::borrow::Cow;
use std::cell::Cell;
use std::io::{self, BufRead, Read};
use std::rc::Rc;

use csv::{ByteRecord, ErrorKind, Reader, ReaderBuilder, Terminator};

use super::input::Input;
use super::json_stream::MAX_RECORD;
use super::row_problems::{Unusable, not_utf8};
use crate::diagnostic::{Finding, Pos, Rule, text};

/// The records of a file, the first of which names the columns.
pub(super) struct Records<'i> {
    input: &'i Input<'i>,
    csv: Reader<Bounded>,
    progress: Rc<Progress>,
    /// Lines that come before what is read.
    before: u32,
    line: u32,
}

impl<'i> Records<'i> {
    /// The records that `reader` holds.
    pub(super) fn new(
        input: &'i Input<'i>,
        reader: Box<dyn BufRead + Send>,
        delimiter: u8,
    ) -> Self {
        Self::after(input, reader, delimiter, 0)
    }

    /// The records that `reader` holds of a file of which `before` lines were read.
    pub(super) fn after(
        input: &'i Input<'i>,
        reader: Box<dyn BufRead + Send>,
        delimiter: u8,
        before: u32,
    ) -> Self {
        let (reader, progress) = Bounded::new(reader, delimiter);
        let csv = ReaderBuilder::new()
            .delimiter(delimiter)
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(1 << 16)
            // Else the line of a record would count from before the line break that precedes it.
            .terminator(Terminator::Any(b'\n'))
            .from_reader(reader);
        Self {
            input,
            csv,
            progress,
            before,
            line: before,
        }
    }

    /// Reads the record that names the columns.
    ///
    /// # Errors
    /// Where there is none, or it can't be read.
    pub(super) fn header(&mut self, record: &mut ByteRecord) -> Result<(), Box<Finding>> {
        match self.csv.read_byte_record(record) {
            Ok(true) => {}
            Ok(false) => return Err(Box::new(self.input.empty())),
            Err(error) => return Err(Box::new(self.failed(error))),
        }
        trim_line_end(record);
        self.line = 1;
        // A column whose name can't be read would be one that nobody knows.
        match foreign(record) {
            None => Ok(()),
            Some(byte) => Err(Box::new(
                Finding::new(
                    Rule::NotUtf8,
                    text!(
                        "the first line of `{path}` isn't UTF-8: byte 0x{byte} stands where a character should begin",
                        path = self.input.path,
                        byte = format!("{byte:02x}")
                    ),
                )
                .at(self.input.pos(1))
                .help("write the export as UTF-8, or as UTF-16 with a byte-order mark"),
            )),
        }
    }

    /// Reads the next record that isn't blank, and where it begins; none at the end of the file.
    ///
    /// # Errors
    /// Where the file can't be read on.
    pub(super) fn next(&mut self, record: &mut ByteRecord) -> Result<Option<Pos>, Box<Finding>> {
        loop {
            self.progress.since.set(0);
            match self.csv.read_byte_record(record) {
                Ok(true) => {}
                Ok(false) => return Ok(None),
                Err(error) => return Err(Box::new(self.failed(error))),
            }
            trim_line_end(record);
            let breaks = record.as_slice().iter().filter(|b| **b == b'\n').count() as u64;
            // A record that the end of the file ends is in a quote that is never closed.
            let is_closed = !self.progress.ended.get();
            let last = self.csv.position().line().saturating_sub(is_closed.into());
            let line = |n: u64| {
                u32::try_from(n)
                    .unwrap_or(u32::MAX)
                    .saturating_add(self.before)
            };
            self.line = line(last);
            if record.len() == 1 && record.as_slice().is_empty() {
                continue;
            }
            let first = line(last.saturating_sub(breaks));
            return Ok(Some(self.input.pos(first)));
        }
    }

    fn failed(&self, error: csv::Error) -> Finding {
        let (input, line) = (self.input, self.line);
        match error.into_kind() {
            ErrorKind::Io(e) if e.kind() == io::ErrorKind::FileTooLarge => {
                // Only the limit of fields says more than its kind.
                let (limit, help) = if e.get_ref().is_some() {
                    (
                        text!("has more than {limit} fields", limit = MAX_FIELDS),
                        "check what it was exported with: no table has so many columns",
                    )
                } else {
                    (
                        text!("is longer than {limit} MiB", limit = MAX_RECORD >> 20),
                        "check that each quoted field is closed",
                    )
                };
                input
                    .finding(
                        text!(
                            "`{path}` holds a row after line {line} that {limit}",
                            path = input.path,
                            line,
                            limit
                        ),
                        help,
                    )
                    .at(input.pos(line.max(1)))
            }
            ErrorKind::Io(e) => input.cut_off(&e, line),
            _ => input.finding(
                text!("`{path}` isn't CSV", path = input.path),
                "export it again",
            ),
        }
    }
}

/// What is wrong with a record as such: not as many fields as the header, or not text.
pub(super) fn misshapen(expected: usize, record: &ByteRecord) -> Option<Box<Unusable>> {
    if record.len() != expected {
        return Some(Unusable::row(
            text!(
                "the row has {fields} fields where the first line names {expected} columns",
                fields = record.len(),
                expected
            ),
            "put fields that hold a comma, a quote or a line break in double quotes",
        ));
    }
    let byte = foreign(record)?;
    Some(Unusable::row(
        not_utf8(byte),
        "write the export as UTF-8, or as UTF-16 with a byte-order mark",
    ))
}

/// The first byte of a record that no character of UTF-8 begins with.
fn foreign(record: &ByteRecord) -> Option<u8> {
    record.iter().find_map(|field| {
        let error = std::str::from_utf8(field).err()?;
        field.get(error.valid_up_to()).copied()
    })
}

/// The record on one line, to be shown.
pub(super) fn joined(record: &ByteRecord) -> String {
    let fields: Vec<Cow<'_, str>> = record
        .iter()
        .take(64)
        .map(|f| String::from_utf8_lossy(&f[..f.len().min(512)]))
        .collect();
    fields.join(",").replace(['\n', '\r'], " ")
}

/// Most fields of a record that is a long one; each is remembered by where it ends.
const MAX_FIELDS: usize = 4_000_000;
/// From how many bytes on a record is a long one.
const LONG: usize = 1 << 20;

/// A reader that refuses to go on when a single record takes too much: a quote that is never
/// closed would hold the rest of the file in memory, and so would the ends of empty fields.
struct Bounded {
    reader: Box<dyn BufRead + Send>,
    delimiter: u8,
    /// Delimiters in a record that is a long one.
    fields: usize,
    progress: Rc<Progress>,
    last: u8,
}

/// How far a file was read.
#[derive(Default)]
struct Progress {
    /// Bytes since a record began.
    since: Cell<usize>,
    /// Whether the end was met.
    ended: Cell<bool>,
}

impl Bounded {
    /// Reads on; its count of bytes is set to 0 where a record begins.
    fn new(reader: Box<dyn BufRead + Send>, delimiter: u8) -> (Self, Rc<Progress>) {
        let progress = Rc::new(Progress::default());
        let bounded = Self {
            reader,
            delimiter,
            fields: 0,
            progress: Rc::clone(&progress),
            last: b'\n',
        };
        (bounded, progress)
    }
}

impl Read for Bounded {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let Progress { since, ended } = &*self.progress;
        if since.get() > MAX_RECORD {
            return Err(io::ErrorKind::FileTooLarge.into());
        }
        if since.get() < LONG {
            self.fields = 0;
        } else if self.fields > MAX_FIELDS {
            return Err(io::Error::new(
                io::ErrorKind::FileTooLarge,
                "too many fields",
            ));
        }
        let n = self.reader.read(buffer)?;
        since.set(since.get() + n);
        if since.get() > LONG {
            let delimiter = self.delimiter;
            self.fields += buffer[..n].iter().filter(|b| **b == delimiter).count();
        }
        if n > 0 {
            self.last = buffer[n - 1];
        } else if self.last != b'\n' && !buffer.is_empty() {
            // Each record ends with a line break, so that lines can be counted from its end.
            self.last = b'\n';
            buffer[0] = b'\n';
            return Ok(1);
        } else {
            ended.set(true);
        }
        Ok(n)
    }
}

/// Takes the `\r` of a line break off the last field.
fn trim_line_end(record: &mut ByteRecord) {
    if record.as_slice().last() == Some(&b'\r') {
        let last = record.len() - 1;
        let kept: ByteRecord = record
            .iter()
            .enumerate()
            .map(|(i, f)| {
                if i == last {
                    f.strip_suffix(b"\r").unwrap_or(f)
                } else {
                    f
                }
            })
            .collect();
        *record = kept;
    }
}
