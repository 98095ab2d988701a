//! Any warehouse with an `information_schema`: exports of its views, one file or more of each.
//!
//! Such a view shows what the role that asks may see. So what a listing lacks isn't said to be
//! missing: it may be there, and out of the role's sight.

mod column_types;
mod information_schema_facts;
mod information_schema_view;

#[cfg(test)]
mod tests;

use self::information_schema_facts::Emitter;
use self::information_schema_view::View;
use super::fact::FactSink;
use super::input::Input;
use super::json_records::{self, Next};
use super::row_problems::Problems;
use super::rows::{self, Format, Keys, Row, csv_rows, parquet_rows};
use crate::diagnostic::{FileId, Finding};
use crate::source::SourceTree;
use crate::system::System;

const HELP: &str = "write each row of the view as one object, its columns as keys";

/// The files of one warehouse in the order in which they have to be taken: what a relation is says
/// TABLES better than VIEWS. Those that hold no view come first.
#[must_use]
pub(crate) fn ordered(tree: &SourceTree, mut files: Vec<FileId>) -> Vec<FileId> {
    files.sort_by_cached_key(|file| View::of_stem(rows::split(tree.path(*file)).0));
    files
}

/// Reads one file. Which view it holds is said by its name, how it is written by its extension;
/// `system` says how names are compared and views written.
pub(crate) fn read(tree: &SourceTree, file: FileId, system: System, sink: &mut dyn FactSink) {
    let input = Input::new(tree, file);
    let stem = rows::split(input.path).0;
    match View::of_stem(stem) {
        Some(view) => one(&input, view, &mut Emitter::new(system), sink),
        None => sink.problem(unknown_view(&input, stem)),
    }
}

/// Whether a file's name says that it holds a view of information_schema.
pub(super) fn is_named_like_a_view(path: &str) -> bool {
    View::of_stem(rows::split(path).0).is_some()
}

/// Whether a file may tell of grants.
pub(super) fn may_tell_of_access(path: &str) -> bool {
    let view = View::of_stem(rows::split(path).0);
    view.is_none_or(|view| matches!(view, View::TablePrivileges | View::ObjectPrivileges))
}

fn one(input: &Input<'_>, view: View, emitter: &mut Emitter, sink: &mut dyn FactSink) {
    let mut problems = Problems::showing_rows(input.file);
    let shape = view.shape();
    if shape.names_persons {
        problems.show_nothing();
    }
    let mut take = |row: &Row<'_>, pos, _: &mut Problems, sink: &mut dyn FactSink| {
        row.complete(&shape)?;
        emitter.row(view, row, pos, sink)
    };
    match rows::split(input.path).1 {
        None => sink.problem(rows::unknown_format(input, "exports of information_schema")),
        Some(Format::Csv(delimiter)) => match input.tree.open(input.file) {
            Ok(reader) => {
                let source = csv_rows::Source {
                    input,
                    shape: &shape,
                    delimiter,
                };
                source.file(reader, &mut take, &mut problems, sink);
            }
            Err(error) => sink.problem(input.tree.unreadable(input.file, &error)),
        },
        Some(Format::Parquet) => parquet_rows::read(input, &shape, &mut take, &mut problems, sink),
        Some(format) => {
            let mut keys = Keys::default();
            let lines = format == Format::Lines;
            json_records::each(
                input,
                lines,
                HELP,
                &mut problems,
                sink,
                &mut |text, pos, problems, sink| {
                    let row = rows::json_row(text, &shape, &mut keys)?;
                    take(&row, pos, problems, sink)?;
                    Ok(Next::GoOn)
                },
            );
        }
    }
    problems.finish(sink);
}

fn unknown_view(input: &Input<'_>, stem: &str) -> Finding {
    rows::unknown_view(
        input,
        stem,
        "information_schema",
        &View::ALL.map(View::name),
    )
}
