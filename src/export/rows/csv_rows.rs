//! CSV: the first record names the columns, an empty field is null, quoted fields may hold line
//! breaks.

use std::borrow::Cow;
use std::io::BufRead;

use csv::ByteRecord;

use super::shape::list;
use super::{Row, Shape, Take};
use crate::diagnostic::{Finding, text};
use crate::export::csv_records::{Records, joined, misshapen};
use crate::export::fact::FactSink;
use crate::export::input::Input;
use crate::export::row_problems::{Problems, excerpt};

/// Which column of the view each field holds.
pub(in crate::export) type Columns = Vec<Option<usize>>;

/// A file's fields.
#[derive(Clone, Copy)]
pub(in crate::export) struct Source<'i> {
    pub(in crate::export) input: &'i Input<'i>,
    pub(in crate::export) shape: &'i Shape,
    pub(in crate::export) delimiter: u8,
}

impl Source<'_> {
    /// The columns that the first line names; nothing where it can't be used.
    pub(in crate::export) fn columns(self, reader: Box<dyn BufRead + Send>) -> Option<Columns> {
        let mut record = ByteRecord::new();
        let mut records = Records::new(self.input, reader, self.delimiter);
        records.header(&mut record).ok()?;
        header(self.input, self.shape, &record).ok()
    }

    /// Reads a file, or its first piece; says how many rows it has, whether or not they can be used.
    pub(in crate::export) fn file(
        self,
        reader: Box<dyn BufRead + Send>,
        take: &mut Take<'_>,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> usize {
        let mut records = Records::new(self.input, reader, self.delimiter);
        let mut record = ByteRecord::new();
        if let Err(finding) = records.header(&mut record) {
            sink.problem(*finding);
            return 0;
        }
        match header(self.input, self.shape, &record) {
            Ok(columns) => self.rows(records, &columns, take, problems, sink),
            Err(finding) => {
                sink.problem(*finding);
                0
            }
        }
    }

    /// Reads on in a file of which `before` lines were read; says how many rows
    /// there were.
    pub(in crate::export) fn rest(
        self,
        reader: Box<dyn BufRead + Send>,
        before: u32,
        columns: &Columns,
        take: &mut Take<'_>,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> usize {
        let records = Records::after(self.input, reader, self.delimiter, before);
        self.rows(records, columns, take, problems, sink)
    }

    fn rows(
        self,
        mut records: Records<'_>,
        columns: &Columns,
        take: &mut Take<'_>,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> usize {
        let mut rows = 0;
        let mut record = ByteRecord::new();
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
            for (field, column) in record.iter().zip(columns) {
                if let (Some(column), Ok(text)) = (column, std::str::from_utf8(field)) {
                    row.set(*column, Some(Cow::Borrowed(text)));
                }
            }
            if let Err(unusable) = take(&row, pos, problems, sink) {
                problems.row(sink, || unusable.finding(&joined(&record), pos));
            }
        }
    }
}

/// The columns that a first line names; a finding where one is missing that is needed.
fn header(input: &Input<'_>, shape: &Shape, record: &ByteRecord) -> Result<Columns, Box<Finding>> {
    let names: Vec<Cow<'_, str>> = record.iter().map(String::from_utf8_lossy).collect();
    let columns: Columns = names
        .iter()
        .map(|name| shape.column(name.trim_start_matches('\u{feff}').trim()))
        .collect();
    let missing: Vec<&str> = (0..shape.needed)
        .filter(|i| !columns.contains(&Some(*i)))
        .map(|i| shape.columns[i])
        .collect();
    if missing.is_empty() {
        return Ok(columns);
    }
    let help = text!(
        "{view} needs {columns}; the first line must name the columns",
        view = shape.name,
        columns = list(shape.needs())
    );
    // Without its header a file begins with a row.
    if shape.names_persons && columns.iter().all(Option::is_none) {
        return Err(Box::new(input.finding(
            text!(
                "the first line of `{path}` names no column of {view}",
                path = input.path,
                view = shape.name
            ),
            help,
        )));
    }
    let text = joined(record);
    let found: Vec<&str> = names.iter().take(12).map(|n| n.trim()).collect();
    let more = if names.len() > 12 { ", …" } else { "" };
    Err(Box::new(
        input
            .finding(
                text!(
                    "`{path}` has no column {missing}; its first line has {found}{more}",
                    path = input.path,
                    missing = list(&missing),
                    found = list(&found),
                    more
                ),
                help,
            )
            .excerpt(excerpt(&text, 0, text.len())),
    ))
}
