//! BigQuery: exports of INFORMATION_SCHEMA's views, JOBS among them, and what
//! `bq show --format=prettyjson` prints.

mod emit;
mod jobs;
mod literal;
mod options;
mod row_limit;
mod show;
mod show_job;
mod text;
mod view;

#[cfg(test)]
mod tests;

use self::emit::Emitter;
use self::view::View;
use super::fact::FactSink;
use super::input::Input;
use super::problems::Problems;
use super::rows::{self, Format, Row, columnar, delimited};
use crate::diagnostic::{FileId, Finding, nearest};
use crate::source::SourceTree;

/// Reads one file of a BigQuery export. Which view it holds is said by its name, how it is written
/// by its extension.
pub fn read(tree: &SourceTree, file: FileId, sink: &mut dyn FactSink) {
    let path = tree.path(file);
    let (stem, format) = rows::split(path);
    let view = View::of_stem(stem);
    // `bq extract` to `TABLES-*` leaves out the extension.
    let format = format.or_else(|| view.filter(|_| !stem.contains('.')).map(|_| Format::Json));
    let input = Input::new(tree, file);
    let mut emitter = Emitter::default();
    let mut problems = Problems::showing_rows(file);
    if view.is_some_and(View::names_persons) {
        problems.show_nothing();
    }
    match (format, view) {
        (None, _) => sink.problem(unknown_format(&input)),
        (Some(format @ (Format::Lines | Format::Json)), _) => {
            let lines = format == Format::Lines;
            text::read(&input, stem, view, lines, &mut emitter, &mut problems, sink);
        }
        (Some(_), None) => sink.problem(unknown_view(&input, stem)),
        (Some(Format::Csv(delimiter)), Some(view)) => {
            let (shape, emitter) = (view.shape(), &mut emitter);
            let rows = delimited::read(
                &input,
                &shape,
                delimiter,
                &mut |row, pos, problems, sink| emitter.row(view, row, pos, problems, sink),
                &mut problems,
                sink,
            );
            emitter.rows += rows;
        }
        (Some(Format::Parquet), Some(view)) => {
            let (shape, emitter) = (view.shape(), &mut emitter);
            let mut take =
                |row: &Row<'_>, pos, problems: &mut Problems, sink: &mut dyn FactSink| {
                    emitter.row(view, row, pos, problems, sink)
                };
            columnar::read(&input, &shape, &mut take, &mut problems, sink);
        }
    }
    if let Some(finding) = row_limit::reached(&input, emitter.rows) {
        sink.problem(finding);
    }
    emitter.finish(file, sink);
    problems.finish(sink);
}

/// Whether a file's name says that it holds a view of INFORMATION_SCHEMA.
pub(super) fn is_named_like_a_view(path: &str) -> bool {
    View::of_stem(rows::split(path).0).is_some()
}

fn unknown_format(input: &Input<'_>) -> Finding {
    input.finding(
        format!("`{}` has no extension that is read", input.path),
        "BigQuery exports end in .ndjson, .jsonl, .json, .csv, .tsv or .parquet, and .gz or .zst after that",
    )
}

fn unknown_view(input: &Input<'_>, stem: &str) -> Finding {
    let names: Vec<&str> = View::names().collect();
    let guess = stem
        .rsplit('.')
        .find_map(|part| nearest(part, names.iter().copied()))
        .map_or(String::new(), |n| format!("; did you mean {n}?"));
    input.finding(
        format!(
            "`{}` doesn't say which view of INFORMATION_SCHEMA it holds{guess}",
            input.path
        ),
        format!("name the file after the view: {}", names.join(", ")),
    )
}
