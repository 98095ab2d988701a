//! BigQuery: exports of INFORMATION_SCHEMA's views, JOBS among them, and what
//! `bq show --format=prettyjson` prints.

mod bigquery_facts;
mod bigquery_view;
mod file_name;
mod job_rows;
mod json_text;
mod option_literal;
mod partition_clause;
mod property_rows;
mod row_limit;
mod row_pieces;
mod show;
mod show_access;
mod show_field;
mod show_job;
mod show_properties;
mod show_reference;
mod state;
mod statement_type;
mod table_options;

#[cfg(test)]
mod tests;

pub(super) use self::file_name::{is_named_like_a_view, may_tell_of_access};
use self::file_name::{named, unknown_view};
pub(crate) use self::row_pieces::{Piece, Pieces, Total};
use self::state::State;
use super::fact::FactSink;
use super::input::Input;
use super::rows::{self, Format, csv_rows, parquet_rows};
use crate::diagnostic::FileId;
use crate::source::SourceTree;

/// Reads one file of a BigQuery export.
pub(crate) fn read(tree: &SourceTree, file: FileId, sink: &mut dyn FactSink) {
    let input = Input::new(tree, file);
    let (stem, view, format) = named(input.path);
    let mut state = State::new(file, view);
    match (format, view) {
        (None, _) => sink.problem(rows::unknown_format(&input, "BigQuery exports")),
        (Some(format @ (Format::Lines | Format::Json)), _) => match tree.open(file) {
            Ok(reader) => {
                let source = json_text::Source {
                    input: &input,
                    stem,
                    view,
                    lines: format == Format::Lines,
                    content: None,
                };
                source.read(json_text::Part::File(reader), &mut state, sink);
            }
            Err(error) => sink.problem(input.cut_off(&error, 0)),
        },
        (Some(_), None) => sink.problem(unknown_view(&input, stem)),
        (Some(Format::Csv(delimiter)), Some(view)) => match tree.open(file) {
            Ok(reader) => {
                let source = csv_rows::Source {
                    input: &input,
                    shape: view.shape(),
                    delimiter,
                };
                state.rows(view, sink, |take, problems, sink| {
                    source.file(reader, take, problems, sink)
                });
            }
            Err(error) => sink.problem(tree.unreadable(file, &error)),
        },
        (Some(Format::Parquet), Some(view)) => {
            state.rows(view, sink, |take, problems, sink| {
                parquet_rows::read(&input, view.shape(), take, problems, sink);
                0
            });
        }
    }
    state.finish(&input, sink);
}
