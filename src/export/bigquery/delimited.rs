//! CSV: the first record names the columns, an empty field is null, quoted fields may hold line
//! breaks.

use std::borrow::Cow;
use std::io::BufRead;

use csv::ByteRecord;

use super::Input;
use super::State;
use super::emit::list;
use super::row::{Row, column_index};
use super::view::View;
use crate::diagnostic::{Finding, text};
use crate::export::delimited::{Records, joined, misshapen};
use crate::export::fact::FactSink;
use crate::export::problems::excerpt;

/// Which column of the view each field holds.
pub(super) type Columns = Vec<Option<usize>>;

/// A file's fields.
#[derive(Clone, Copy)]
pub(super) struct Source<'i> {
    pub(super) input: &'i Input<'i>,
    pub(super) view: View,
    pub(super) delimiter: u8,
}

impl Source<'_> {
    /// The columns that the first line names; nothing where it can't be used.
    pub(super) fn columns(self, reader: Box<dyn BufRead + Send>) -> Option<Columns> {
        let mut record = ByteRecord::new();
        let mut records = Records::new(self.input, reader, self.delimiter);
        records.header(&mut record).ok()?;
        header(self.input, self.view, &record).ok()
    }

    /// Reads a file, or its first piece.
    pub(super) fn file(
        self,
        reader: Box<dyn BufRead + Send>,
        state: &mut State,
        sink: &mut dyn FactSink,
    ) {
        let mut records = Records::new(self.input, reader, self.delimiter);
        let mut record = ByteRecord::new();
        if let Err(finding) = records.header(&mut record) {
            return sink.problem(*finding);
        }
        match header(self.input, self.view, &record) {
            Ok(columns) => self.rows(records, &columns, state, sink),
            Err(finding) => sink.problem(*finding),
        }
    }

    /// Reads on in a file of which `before` lines were read.
    pub(super) fn rest(
        self,
        reader: Box<dyn BufRead + Send>,
        before: u32,
        columns: &Columns,
        state: &mut State,
        sink: &mut dyn FactSink,
    ) {
        let records = Records::after(self.input, reader, self.delimiter, before);
        self.rows(records, columns, state, sink);
    }

    fn rows(
        self,
        mut records: Records<'_>,
        columns: &Columns,
        state: &mut State,
        sink: &mut dyn FactSink,
    ) {
        let State { emitter, problems } = state;
        let mut record = ByteRecord::new();
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
            for (field, column) in record.iter().zip(columns) {
                if let (Some(column), Ok(text)) = (column, std::str::from_utf8(field)) {
                    row.set(*column, Some(Cow::Borrowed(text)));
                }
            }
            if let Err(unusable) = emitter.row(self.view, &row, pos, problems, sink) {
                problems.row(sink, || unusable.finding(&joined(&record), pos));
            }
        }
    }
}

/// The columns that a first line names; a finding where one is missing that is needed.
fn header(input: &Input<'_>, view: View, record: &ByteRecord) -> Result<Columns, Box<Finding>> {
    let names: Vec<Cow<'_, str>> = record.iter().map(String::from_utf8_lossy).collect();
    let columns: Columns = names
        .iter()
        .map(|name| column_index(view, name.trim_start_matches('\u{feff}').trim()))
        .collect();
    let missing: Vec<&str> = (0..view.needed())
        .filter(|i| !columns.contains(&Some(*i)))
        .map(|i| view.columns()[i])
        .collect();
    if missing.is_empty() {
        return Ok(columns);
    }
    // Without its header a file begins with a row.
    if view.names_persons() && columns.iter().all(Option::is_none) {
        return Err(Box::new(input.finding(
            text!(
                "the first line of `{path}` names no column of {view}",
                path = input.path,
                view = view.name()
            ),
            text!(
                "{view} needs {columns}; the first line must name the columns",
                view = view.name(),
                columns = list(&view.columns()[..view.needed()])
            ),
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
                text!(
                    "{view} needs {columns}; the first line must name the columns",
                    view = view.name(),
                    columns = list(&view.columns()[..view.needed()])
                ),
            )
            .excerpt(excerpt(&text, 0, text.len())),
    ))
}
