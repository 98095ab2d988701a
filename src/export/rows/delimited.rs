//! CSV: the first record names the columns, an empty field is null, quoted fields may hold line
//! breaks.

use std::borrow::Cow;

use csv::ByteRecord;

use super::{Row, Shape, Take, list};
use crate::export::delimited::{Records, joined, misshapen};
use crate::export::fact::FactSink;
use crate::export::input::Input;
use crate::export::problems::{Problems, excerpt};

/// Reads a CSV file; says how many rows it has, whether or not they can be read.
pub(in crate::export) fn read(
    input: &Input<'_>,
    shape: &Shape,
    delimiter: u8,
    take: &mut Take<'_>,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) -> usize {
    let mut rows = 0;
    let reader = match input.tree.open(input.file) {
        Ok(reader) => reader,
        Err(error) => {
            sink.problem(input.tree.unreadable(input.file, &error));
            return rows;
        }
    };
    let mut records = Records::new(input, reader, delimiter);
    let mut record = ByteRecord::new();
    if let Err(finding) = records.header(&mut record) {
        sink.problem(*finding);
        return rows;
    }
    let Some(columns) = header(input, shape, &record, sink) else {
        return rows;
    };
    loop {
        let pos = match records.next(&mut record) {
            Ok(Some(pos)) => pos,
            Ok(None) => return rows,
            Err(finding) => {
                sink.problem(*finding);
                return rows;
            }
        };
        rows += 1;
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
        if let Err(unusable) = take(&row, pos, problems, sink) {
            problems.row(sink, || unusable.finding(&joined(&record), pos));
        }
    }
}

/// Which column of the view each field holds; a finding where one is missing that is needed.
fn header(
    input: &Input<'_>,
    shape: &Shape,
    record: &ByteRecord,
    sink: &mut dyn FactSink,
) -> Option<Vec<Option<usize>>> {
    let names: Vec<Cow<'_, str>> = record.iter().map(String::from_utf8_lossy).collect();
    let columns: Vec<Option<usize>> = names
        .iter()
        .map(|name| shape.column(name.trim_start_matches('\u{feff}').trim()))
        .collect();
    let missing: Vec<&str> = (0..shape.needed)
        .filter(|i| !columns.contains(&Some(*i)))
        .map(|i| shape.columns[i])
        .collect();
    if missing.is_empty() {
        return Some(columns);
    }
    // Without its header a file begins with a row.
    if shape.names_persons && columns.iter().all(Option::is_none) {
        sink.problem(input.finding(
            format!(
                "the first line of `{}` names no column of {}",
                input.path, shape.name
            ),
            format!(
                "{} needs {}; the first line must name the columns",
                shape.name,
                list(shape.needs())
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
                    shape.name,
                    list(shape.needs())
                ),
            )
            .excerpt(excerpt(&text, 0, text.len())),
    );
    None
}
