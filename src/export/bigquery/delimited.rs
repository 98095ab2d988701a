//! CSV: the first record names the columns, an empty field is null, quoted fields may hold line
//! breaks.

use std::borrow::Cow;
use std::io;

use csv::{ByteRecord, ErrorKind, ReaderBuilder, Terminator};

use super::Input;
use super::emit::{Emitter, list};
use super::row::{Row, column_index};
use super::view::View;
use crate::diagnostic::{Finding, Rule};
use crate::export::delimited::{Bounded, trim_line_end};
use crate::export::fact::FactSink;
use crate::export::problems::{Problems, excerpt};
use crate::export::stream::MAX_RECORD;

/// Reads a CSV file.
pub(super) fn read(
    input: &Input<'_>,
    view: View,
    delimiter: u8,
    emitter: &mut Emitter,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) {
    let reader = match input.tree.open(input.file) {
        Ok(reader) => reader,
        Err(error) => return sink.problem(input.tree.unreadable(input.file, &error)),
    };
    let (reader, since) = Bounded::new(reader);
    let mut csv = ReaderBuilder::new()
        .delimiter(delimiter)
        .has_headers(false)
        .flexible(true)
        .buffer_capacity(1 << 16)
        // Else the line of a record would count from before the line break that precedes it.
        .terminator(Terminator::Any(b'\n'))
        .from_reader(reader);
    let mut record = ByteRecord::new();
    match csv.read_byte_record(&mut record) {
        Ok(true) => {}
        Ok(false) => return sink.problem(input.empty()),
        Err(error) => return sink.problem(failed(input, error, 0)),
    }
    trim_line_end(&mut record);
    let Some(columns) = header(input, view, &record, sink) else {
        return;
    };
    let mut line = 1;
    loop {
        since.set(0);
        match csv.read_byte_record(&mut record) {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => return sink.problem(failed(input, error, line)),
        }
        trim_line_end(&mut record);
        let breaks = record.as_slice().iter().filter(|b| **b == b'\n').count() as u64;
        let last = csv.position().line().saturating_sub(1);
        line = u32::try_from(last).unwrap_or(u32::MAX);
        if record.len() == 1 && record.as_slice().is_empty() {
            continue;
        }
        let pos = input.pos(u32::try_from(last.saturating_sub(breaks)).unwrap_or(u32::MAX));
        if let Err(finding) = fields(&columns, &record) {
            problems.row(sink, || finding().at(pos));
            continue;
        }
        let mut row = Row::default();
        for (field, column) in record.iter().zip(&columns) {
            if let (Some(column), Ok(text)) = (column, std::str::from_utf8(field)) {
                row.set(*column, Some(Cow::Borrowed(text)));
            }
        }
        if let Err(unusable) = emitter.row(view, &row, pos, problems, sink) {
            problems.row(sink, || unusable.finding(&joined(&record), pos));
        }
    }
}

/// Which column of the view each field holds; a finding where one is missing that is needed.
fn header(
    input: &Input<'_>,
    view: View,
    record: &ByteRecord,
    sink: &mut dyn FactSink,
) -> Option<Vec<Option<usize>>> {
    let names: Vec<Cow<'_, str>> = record.iter().map(String::from_utf8_lossy).collect();
    let columns: Vec<Option<usize>> = names
        .iter()
        .map(|name| column_index(view, name.trim_start_matches('\u{feff}').trim()))
        .collect();
    let missing: Vec<&str> = (0..view.needed())
        .filter(|i| !columns.contains(&Some(*i)))
        .map(|i| view.columns()[i])
        .collect();
    if missing.is_empty() {
        return Some(columns);
    }
    let text = joined(record);
    let found: Vec<&str> = names.iter().take(12).map(|n| n.trim()).collect();
    let more = if names.len() > 12 { ", …" } else { "" };
    sink.problem(
        input
            .finding(
                format!(
                    "`{}` has no column {}; its first line has {}{more}",
                    input.path,
                    list(&missing),
                    list(&found)
                ),
                format!(
                    "{} needs {}; the first line must name the columns",
                    view.name(),
                    list(&view.columns()[..view.needed()])
                ),
            )
            .excerpt(excerpt(&text, 0, text.len())),
    );
    None
}

/// Checks that a record has as many fields as the header, all of them text.
fn fields<'r>(
    columns: &[Option<usize>],
    record: &'r ByteRecord,
) -> Result<(), impl FnOnce() -> Finding + use<'r>> {
    let expected = columns.len();
    let wrong_number = record.len() != expected;
    let not_text = record.iter().any(|f| std::str::from_utf8(f).is_err());
    if !wrong_number && !not_text {
        return Ok(());
    }
    Err(move || {
        let text = joined(record);
        let shown = excerpt(&text, 0, text.len());
        let finding = if wrong_number {
            Finding::new(
                Rule::ExportRow,
                format!(
                    "the row has {} fields where the first line names {expected} columns",
                    record.len()
                ),
            )
            .help("put fields that hold a comma, a quote or a line break in double quotes")
        } else {
            Finding::new(Rule::ExportRow, "the row isn't UTF-8").help("write the export as UTF-8")
        };
        finding.excerpt(shown)
    })
}

/// The record on one line, to be shown.
fn joined(record: &ByteRecord) -> String {
    let fields: Vec<Cow<'_, str>> = record
        .iter()
        .take(64)
        .map(|f| String::from_utf8_lossy(&f[..f.len().min(512)]))
        .collect();
    fields.join(",").replace(['\n', '\r'], " ")
}

fn failed(input: &Input<'_>, error: csv::Error, line: u32) -> Finding {
    match error.into_kind() {
        ErrorKind::Io(e) if e.kind() == io::ErrorKind::FileTooLarge => input
            .finding(
                format!(
                    "`{}` holds a row after line {line} that is longer than {} MiB",
                    input.path,
                    MAX_RECORD >> 20
                ),
                "check that each quoted field is closed",
            )
            .at(input.pos(line.max(1))),
        ErrorKind::Io(e) => input.cut_off(&e, line),
        _ => input.finding(
            format!("`{}` isn't CSV", input.path),
            "export the view again",
        ),
    }
}
