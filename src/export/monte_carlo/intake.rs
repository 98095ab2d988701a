//! From rows, whatever format they came in, to facts.

use std::collections::BTreeSet;

use super::rows_by_id::{Alert, Entry, Monitor, RowsById};
use super::table_reference;
use super::uptime::Uptimes;
use crate::diagnostic::{Pos, text};
use crate::export::email_address;
use crate::export::fact::{self, Fact, FactSink, Incident, Name, OperationFact};
use crate::export::input::Input;
use crate::export::last_page::LastPage;
use crate::export::moments::Moments;
use crate::export::repeated_rows::Repeated;
use crate::export::row_problems::{Problems, Unusable};
use crate::export::table_name::TableName;
use crate::export::time::Seconds;

/// What all files say, and the state of the one that is read.
#[derive(Debug, Default)]
pub(super) struct Intake {
    alerts: RowsById<Alert>,
    monitors: RowsById<Monitor>,
    uptimes: Uptimes,
    moments: Moments,
    repeated: Repeated,
    /// Pages of the API's lists.
    pub(super) pages: LastPage,
}

/// A value with the name of its field in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct Cell<'a> {
    pub(super) field: &'a str,
    pub(super) text: Option<&'a str>,
}

/// An alert as a file has it.
#[derive(Debug)]
pub(super) struct AlertRow<'a> {
    pub(super) id: Cell<'a>,
    pub(super) title: Option<&'a str>,
    pub(super) kind: Option<&'a str>,
    pub(super) severity: Option<&'a str>,
    pub(super) status: Option<&'a str>,
    pub(super) created: Cell<'a>,
    pub(super) updated: Cell<'a>,
    pub(super) url: Option<&'a str>,
    pub(super) tables: Vec<&'a str>,
}

/// A monitor as a file has it.
#[derive(Debug)]
pub(super) struct MonitorRow<'a> {
    pub(super) id: Cell<'a>,
    pub(super) title: Option<&'a str>,
    pub(super) kind: Option<&'a str>,
    pub(super) paused: bool,
    pub(super) status: Option<&'a str>,
    pub(super) updated: Cell<'a>,
    pub(super) tables: Vec<&'a str>,
}

/// One value of a table's uptime as a file has it.
#[derive(Debug)]
pub(super) struct UptimeRow<'a> {
    pub(super) table: &'a TableName,
    pub(super) metric: &'a str,
    pub(super) day: Cell<'a>,
    pub(super) value: &'a str,
}

impl Intake {
    /// Takes an alert.
    pub(super) fn alert(
        &mut self,
        row: &AlertRow<'_>,
        pos: Pos,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> Result<(), Box<Unusable>> {
        let id = needed(row.id, "alert")?;
        let created = self.time(row.created, pos, problems, sink);
        let updated = self.time(row.updated, pos, problems, sink);
        let tables = table_reference::all(row.tables.iter().copied(), pos, problems, sink);
        let owned = |text: Option<&str>| text.map(|t| t.trim().to_owned());
        let title = row.title.or(row.kind).unwrap_or(id);
        let added = self.alerts.add(Entry {
            pos,
            row: Alert {
                id: id.to_owned(),
                title: email_address::without(title.trim()).into_owned(),
                kind: owned(row.kind),
                severity: owned(row.severity),
                status: owned(row.status),
                created,
                updated,
                url: owned(row.url.filter(|u| is_web(u))),
            },
            tables,
        });
        if !added {
            self.repeated.note(pos);
        }
        Ok(())
    }

    /// Takes a monitor.
    pub(super) fn monitor(
        &mut self,
        row: &MonitorRow<'_>,
        pos: Pos,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> Result<(), Box<Unusable>> {
        let id = needed(row.id, "monitor")?;
        let updated = self.time(row.updated, pos, problems, sink);
        let tables = table_reference::all(row.tables.iter().copied(), pos, problems, sink);
        let owned = |text: Option<&str>| text.map(|t| t.trim().to_owned());
        let title = row.title.or(row.kind).unwrap_or(id);
        let paused = row
            .status
            .is_some_and(|s| s.trim().eq_ignore_ascii_case("paused"));
        let added = self.monitors.add(Entry {
            pos,
            row: Monitor {
                id: id.to_owned(),
                title: email_address::without(title.trim()).into_owned(),
                kind: owned(row.kind),
                paused: row.paused || paused,
                status: owned(row.status),
                updated,
            },
            tables,
        });
        if !added {
            self.repeated.note(pos);
        }
        Ok(())
    }

    /// Takes a value of a table's uptime.
    pub(super) fn uptime(
        &mut self,
        row: &UptimeRow<'_>,
        pos: Pos,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> Result<(), Box<Unusable>> {
        let Cell { field, text } = row.day;
        if text.is_none() {
            return Err(missing(field, "uptime"));
        }
        match self.moments.day(field, text, pos, problems, sink) {
            Some(at) => self.uptimes.add(row.table, row.metric, at, row.value, pos),
            None => Ok(()),
        }
    }

    fn time(
        &mut self,
        cell: Cell<'_>,
        pos: Pos,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> Option<Seconds> {
        self.moments
            .read(cell.field, cell.text, pos, problems, sink)
    }

    /// Says what is to say of a file as a whole.
    pub(super) fn end_file(&mut self, input: &Input<'_>, sink: &mut dyn FactSink) {
        let mut repeated = std::mem::take(&mut self.repeated);
        self.uptimes.end_file(&mut repeated);
        repeated.finish(input, sink);
        std::mem::take(&mut self.moments).finish(input.file, sink);
    }

    /// Hands what counts to the sink.
    pub(super) fn finish(self, sink: &mut dyn FactSink) {
        self.pages.finish(sink);
        for Entry { pos, row, tables } in self.alerts.into_entries() {
            let open = row.open();
            sink.fact(
                pos,
                Fact::Operation(OperationFact::Incident(Incident {
                    id: &row.id,
                    title: &row.title,
                    kind: row.kind.as_deref(),
                    severity: row.severity.as_deref(),
                    status: row.status.as_deref(),
                    open,
                    relations: names(&tables),
                    started: row.created,
                    ended: row.updated.filter(|_| !open),
                    url: row.url.as_deref(),
                })),
            );
        }
        for Entry { pos, row, tables } in self.monitors.into_entries() {
            sink.fact(
                pos,
                Fact::Operation(OperationFact::Monitor(fact::Monitor {
                    id: &row.id,
                    title: &row.title,
                    kind: row.kind.as_deref(),
                    paused: row.paused,
                    status: row.status.as_deref(),
                    relations: names(&tables),
                })),
            );
        }
        self.uptimes.finish(sink);
    }
}

fn names(tables: &BTreeSet<TableName>) -> Vec<Name<'_>> {
    tables.iter().map(TableName::name).collect()
}

fn needed<'a>(cell: Cell<'a>, what: &str) -> Result<&'a str, Box<Unusable>> {
    match cell.text.map(str::trim) {
        Some(id) if !id.is_empty() => Ok(id),
        _ => Err(missing(cell.field, what)),
    }
}

/// The problem of a row that lacks a field.
pub(super) fn missing(field: &str, what: &str) -> Box<Unusable> {
    Unusable::row(
        text!("the {what} has no `{field}`", what, field),
        text!("export `{field}` with it", field),
    )
}

/// Whether it is an address that a page may link to.
fn is_web(url: &str) -> bool {
    let url = url.trim();
    url.starts_with("https://") || url.starts_with("http://")
}
