//! CSV: the first record names the columns, an empty field is null, quoted fields may hold line
//! breaks.

use std::collections::BTreeMap;

use csv::ByteRecord;

use super::csv_columns::{Columns, Fit, Kind, KindByName, WIDTH};
use super::intake::{AlertRow, Cell, Intake, MonitorRow, UptimeRow, missing};
use super::table_reference;
use crate::diagnostic::{Finding, Pos, text};
use crate::export::csv_records::{Records, joined, misshapen};
use crate::export::fact::FactSink;
use crate::export::input::Input;
use crate::export::row_problems::{Problems, Unusable};

/// Most headers that a finding shows.
const SHOWN: usize = 12;

/// A CSV file.
#[derive(Clone, Copy)]
pub(super) struct Source<'a> {
    pub(super) input: &'a Input<'a>,
    /// Its name in lower case, without extensions.
    pub(super) stem: &'a str,
    pub(super) delimiter: u8,
    /// From fields to headers, as the settings say.
    pub(super) mapped: &'a BTreeMap<String, String>,
}

impl Source<'_> {
    /// Reads the file.
    pub(super) fn read(
        &self,
        intake: &mut Intake,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) {
        let input = self.input;
        let by_name = KindByName::by(self.stem);
        if by_name == KindByName::Ignored {
            return;
        }
        let reader = match input.tree.open(input.file) {
            Ok(reader) => reader,
            Err(error) => return sink.problem(input.cut_off(&error, 0)),
        };
        let mut records = Records::new(input, reader, self.delimiter);
        let mut record = ByteRecord::new();
        if let Err(finding) = records.header(&mut record) {
            return sink.problem(*finding);
        }
        let headers: Vec<String> = record
            .iter()
            .map(|h| {
                let text = String::from_utf8_lossy(h);
                let text = text.trim_start_matches('\u{feff}').trim();
                text.trim_matches('"').to_owned()
            })
            .collect();
        if headers.iter().all(String::is_empty) {
            return sink.problem(input.empty());
        }
        let Some(columns) = self.columns(by_name, &headers, sink) else {
            return;
        };
        loop {
            let pos = match records.next(&mut record) {
                Ok(Some(pos)) => pos,
                Ok(None) => return,
                Err(finding) => return sink.problem(*finding),
            };
            if let Some(wrong) = misshapen(headers.len(), &record) {
                problems.row(sink, || wrong.finding(&joined(&record), pos));
                continue;
            }
            let row = Row {
                columns: &columns,
                headers: &headers,
                record: &record,
            };
            if let Err(unusable) = row.take(pos, intake, problems, sink) {
                problems.report(unusable.is_value(), sink, || {
                    unusable.finding(&joined(&record), pos)
                });
            }
        }
    }

    /// Which column holds which field; a finding where the file can't be used.
    fn columns(
        &self,
        by_name: KindByName,
        headers: &[String],
        sink: &mut dyn FactSink,
    ) -> Option<Columns> {
        let fit = match by_name {
            KindByName::Kind(kind) => Fit::of(kind, headers, self.mapped),
            KindByName::Ignored => return None,
            KindByName::Nothing => match Fit::any(headers, self.mapped) {
                Some(fit) => fit,
                None => {
                    sink.problem(self.nothing_fits(headers));
                    return None;
                }
            },
        };
        for absent in &fit.absent {
            sink.problem(self.input.finding(
                text!(
                    "`{path}` has no column `{column}`, which `[exports.columns]` names for `{field}`; its first line has {found}",
                    path = self.input.path,
                    column = absent.header,
                    field = absent.field,
                    found = shown(headers)
                ),
                "write the header in the settings as the file has it",
            ));
        }
        if fit.missing.is_empty() {
            return Some(fit.columns);
        }
        let unmapped: Vec<&str> = fit
            .missing
            .iter()
            .filter(|m| fit.absent.iter().all(|a| a.field != **m))
            .copied()
            .collect();
        if !unmapped.is_empty() {
            let kind = fit.columns.kind;
            sink.problem(self.input.finding(
                text!(
                    "`{path}` has no column for {missing}; its first line has {found}",
                    path = self.input.path,
                    missing = list(&unmapped),
                    found = shown(headers)
                ),
                text!(
                    "{kind} need {columns}; {example}",
                    kind = kind.name(),
                    columns = list(&kind.needed()),
                    example = example(&unmapped)
                ),
            ));
        }
        None
    }

    fn nothing_fits(&self, headers: &[String]) -> Finding {
        let needs: Vec<String> = [Kind::Alerts, Kind::Monitors, Kind::Uptime]
            .iter()
            .map(|k| format!("{} need {}", k.name(), list(&k.needed())))
            .collect();
        self.input.finding(
            text!(
                "`{path}` holds neither alerts nor monitors nor table uptime that is recognized; its first line has {found}",
                path = self.input.path,
                found = shown(headers)
            ),
            text!(
                "{needs}; name the file after what it holds (alerts.csv, monitors.csv, table_uptime.csv), and {example}",
                needs = needs.join("; "),
                example = example(&["table"])
            ),
        )
    }
}

/// A record, its columns known.
struct Row<'r> {
    columns: &'r Columns,
    headers: &'r [String],
    record: &'r ByteRecord,
}

impl<'r> Row<'r> {
    fn take(
        &self,
        pos: Pos,
        intake: &mut Intake,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> Result<(), Box<Unusable>> {
        let cells: [Cell<'r>; WIDTH] = std::array::from_fn(|i| self.cell(i));
        match self.columns.kind {
            Kind::Alerts => {
                let [
                    id,
                    kind,
                    severity,
                    status,
                    table,
                    created,
                    updated,
                    title,
                    url,
                ] = cells;
                let row = AlertRow {
                    id,
                    title: title.text,
                    kind: kind.text,
                    severity: severity.text,
                    status: status.text,
                    created,
                    updated,
                    url: url.text,
                    tables: table_reference::listed(table.text.unwrap_or_default()).collect(),
                };
                intake.alert(&row, pos, problems, sink)
            }
            Kind::Monitors => {
                let [id, kind, title, status, paused, table, updated, ..] = cells;
                let row = MonitorRow {
                    id,
                    title: title.text,
                    kind: kind.text,
                    paused: paused.text.is_some_and(says_yes),
                    status: status.text,
                    updated,
                    tables: table_reference::listed(table.text.unwrap_or_default()).collect(),
                };
                intake.monitor(&row, pos, problems, sink)
            }
            Kind::Uptime => {
                let [table, day, uptime, ..] = cells;
                let Some(text) = table.text else {
                    return Err(missing(table.field, "uptime"));
                };
                let Some(name) = table_reference::one(text) else {
                    return Err(Unusable::value(
                        text!(
                            "`{field}` isn't the full name of a table",
                            field = table.field
                        ),
                        text,
                        0,
                        table_reference::NAMES,
                    ));
                };
                // Without a value nothing is known of that day.
                let Some(value) = uptime.text else {
                    return Ok(());
                };
                let row = UptimeRow {
                    table: &name,
                    metric: "",
                    day,
                    value,
                };
                intake.uptime(&row, pos, problems, sink)
            }
        }
    }

    /// The value of a field; missing where it is empty or a word for null.
    fn cell(&self, field: usize) -> Cell<'r> {
        let column = self.columns.at.get(field).copied().flatten();
        let name = self.columns.kind.fields().get(field).map(|f| f.name);
        let header = column.and_then(|c| self.headers.get(c));
        let text = column
            .and_then(|c| self.record.get(c))
            .and_then(|bytes| std::str::from_utf8(bytes).ok())
            .map(str::trim)
            .filter(|t| !matches!(*t, "" | "null" | "NULL" | "None"));
        Cell {
            field: header.map_or(name.unwrap_or_default(), String::as_str),
            text,
        }
    }
}

fn says_yes(text: &str) -> bool {
    ["true", "yes", "1", "paused"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
}

fn list(names: &[&str]) -> String {
    let quoted: Vec<String> = names.iter().map(|n| format!("`{n}`")).collect();
    quoted.join(", ")
}

/// The headers of a file, as a finding shows them.
fn shown(headers: &[String]) -> String {
    let cut: Vec<String> = headers
        .iter()
        .take(SHOWN)
        .map(|h| {
            let plain = h.chars().map(|c| if c.is_control() { ' ' } else { c });
            plain.take(60).collect()
        })
        .collect();
    let cut: Vec<&str> = cut.iter().map(String::as_str).collect();
    let more = if headers.len() > SHOWN { ", …" } else { "" };
    format!("{}{more}", list(&cut))
}

/// How the settings map fields to headers.
fn example(fields: &[&str]) -> String {
    let lines: Vec<String> = fields
        .iter()
        .map(|f| format!("{f} = \"its header\""))
        .collect();
    format!(
        "map fields to headers under `[exports.columns]` of this export: {}",
        lines.join(", ")
    )
}
