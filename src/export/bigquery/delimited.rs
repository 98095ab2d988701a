//! CSV: the first record names the columns, an empty field is null, quoted fields may hold line
//! breaks.

use std::borrow::Cow;

use csv::ByteRecord;

use super::Input;
use super::emit::{Emitter, list};
use super::row::{Row, column_index};
use super::view::View;
use crate::export::delimited::{Records, joined, misshapen};
use crate::export::fact::FactSink;
use crate::export::problems::{Problems, excerpt};

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
    let mut records = Records::new(input, reader, delimiter);
    let mut record = ByteRecord::new();
    if let Err(finding) = records.header(&mut record) {
        return sink.problem(*finding);
    }
    let Some(columns) = header(input, view, &record, sink) else {
        return;
    };
    loop {
        let pos = match records.next(&mut record) {
            Ok(Some(pos)) => pos,
            Ok(None) => return,
            Err(finding) => return sink.problem(*finding),
        };
        emitter.rows += 1;
        if let Some(wrong) = misshapen(columns.len(), &record) {
            problems.row(sink, || wrong.finding(&joined(&record), pos));
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
    // Without its header a file begins with a row.
    if view.names_persons() && columns.iter().all(Option::is_none) {
        sink.problem(input.finding(
            format!(
                "the first line of `{}` names no column of {}",
                input.path,
                view.name()
            ),
            format!(
                "{} needs {}; the first line must name the columns",
                view.name(),
                list(&view.columns()[..view.needed()])
            ),
        ));
        return None;
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
