//! BigQuery: exports of INFORMATION_SCHEMA's views, JOBS among them, and what
//! `bq show --format=prettyjson` prints.

mod emit;
mod jobs;
mod literal;
mod options;
mod pieces;
mod row_limit;
mod show;
mod show_job;
mod text;
mod view;

#[cfg(test)]
mod tests;

use self::emit::Emitter;
pub use self::pieces::{Piece, Pieces, Total};
use self::view::View;
use super::fact::FactSink;
use super::input::Input;
use super::problems::Problems;
use super::rows::{self, Format, Row, columnar, delimited};
use crate::diagnostic::{FileId, Finding};
use crate::source::SourceTree;

/// What is kept from row to row.
struct State {
    emitter: Emitter,
    problems: Problems,
}

impl State {
    fn new(file: FileId, view: Option<View>) -> Self {
        let mut problems = Problems::showing_rows(file);
        if view.is_some_and(View::names_persons) {
            problems.show_nothing();
        }
        Self {
            emitter: Emitter::default(),
            problems,
        }
    }

    /// Takes the rows that `read` goes through; it says how many there were, where that tells anything.
    fn rows(
        &mut self,
        view: View,
        sink: &mut dyn FactSink,
        read: impl FnOnce(&mut rows::Take<'_>, &mut Problems, &mut dyn FactSink) -> usize,
    ) {
        let Self { emitter, problems } = self;
        let mut take = |row: &Row<'_>, pos, problems: &mut Problems, sink: &mut dyn FactSink| {
            emitter.row(view, row, pos, problems, sink)
        };
        let rows = read(&mut take, problems, sink);
        emitter.rows += rows;
    }

    /// Says what was found in the file as a whole.
    fn finish(self, input: &Input<'_>, sink: &mut dyn FactSink) {
        if let Some(finding) = row_limit::reached(input, self.emitter.rows) {
            sink.problem(finding);
        }
        self.emitter.finish(input.file, sink);
        self.problems.finish(sink);
    }
}

/// Which view a file holds is said by its name, how it is written by its extension.
fn named(path: &str) -> (&str, Option<View>, Option<Format>) {
    let (stem, format) = rows::split(path);
    let view = View::of_stem(stem);
    // `bq extract` to `TABLES-*` leaves out the extension.
    let format = format.or_else(|| view.filter(|_| !stem.contains('.')).map(|_| Format::Json));
    (stem, view, format)
}

/// Reads one file of a BigQuery export.
pub fn read(tree: &SourceTree, file: FileId, sink: &mut dyn FactSink) {
    let input = Input::new(tree, file);
    let (stem, view, format) = named(input.path);
    let mut state = State::new(file, view);
    match (format, view) {
        (None, _) => sink.problem(rows::unknown_format(&input, "BigQuery exports")),
        (Some(format @ (Format::Lines | Format::Json)), _) => match tree.open(file) {
            Ok(reader) => {
                let source = text::Source {
                    input: &input,
                    stem,
                    view,
                    lines: format == Format::Lines,
                    content: None,
                };
                source.read(text::Part::File(reader), &mut state, sink);
            }
            Err(error) => sink.problem(input.cut_off(&error, 0)),
        },
        (Some(_), None) => sink.problem(unknown_view(&input, stem)),
        (Some(Format::Csv(delimiter)), Some(view)) => match tree.open(file) {
            Ok(reader) => {
                let source = delimited::Source {
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
                columnar::read(&input, view.shape(), take, problems, sink);
                0
            });
        }
    }
    state.finish(&input, sink);
}

/// Whether a file's name says that it holds a view of INFORMATION_SCHEMA.
pub(super) fn is_named_like_a_view(path: &str) -> bool {
    View::of_stem(rows::split(path).0).is_some()
}

fn unknown_view(input: &Input<'_>, stem: &str) -> Finding {
    rows::unknown_view(
        input,
        stem,
        "INFORMATION_SCHEMA",
        &View::names().collect::<Vec<_>>(),
    )
}
