//! Monte Carlo: alerts, monitors and table uptime, as its GraphQL API answers (JSON) or as
//! `montecarlo export` writes them (CSV).

mod csv_columns;
mod csv_file;
mod graphql;
mod intake;
mod rows_by_id;
mod table_reference;
mod uptime;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use self::intake::Intake;
use super::fact::FactSink;
use super::input::Input;
use super::row_problems::Problems;
use crate::diagnostic::FileId;
use crate::source::SourceTree;

/// What the columns of a CSV file are called in the settings.
pub(crate) const FIELDS: &[&str] = &[
    "alert_id",
    "alert_type",
    "severity",
    "status",
    "table",
    "created",
    "updated",
    "title",
    "url",
    "monitor_id",
    "monitor_type",
    "monitor_name",
    "monitor_status",
    "paused",
    "day",
    "uptime",
];

/// Reads the files that one `[[exports]]` entry of format monte-carlo matches. `columns` says for
/// a field of [`FIELDS`] which header it has in CSV files.
pub(crate) fn read(
    tree: &SourceTree,
    files: &[FileId],
    columns: &BTreeMap<String, String>,
    sink: &mut dyn FactSink,
) {
    let mut intake = Intake::default();
    for file in files {
        let input = Input::new(tree, *file);
        let mut problems = Problems::new(*file);
        let name = input.plain_name();
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name.as_str(), ""));
        match extension {
            "json" => graphql::read(&input, false, &mut intake, &mut problems, sink),
            "ndjson" | "jsonl" => graphql::read(&input, true, &mut intake, &mut problems, sink),
            "csv" | "tsv" => {
                let source = csv_file::Source {
                    input: &input,
                    stem,
                    delimiter: if extension == "csv" { b',' } else { b'\t' },
                    mapped: columns,
                };
                source.read(&mut intake, &mut problems, sink);
            }
            _ => sink.problem(input.unread_extension(
"name answers of the GraphQL API .json or .ndjson, and exports of the command line .csv or .tsv, and .gz or .zst after that",
            )),
        }
        problems.finish(sink);
        intake.end_file(&input, sink);
    }
    intake.finish(sink);
}
