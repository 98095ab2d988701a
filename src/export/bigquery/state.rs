//! What is kept from row to row of a file.

use super::bigquery_facts::Emitter;
use super::bigquery_view::View;
use super::row_limit;
use crate::diagnostic::FileId;
use crate::export::fact::FactSink;
use crate::export::input::Input;
use crate::export::row_problems::Problems;
use crate::export::rows::{self, Row};

/// What is kept from row to row.
pub(super) struct State {
    pub(super) emitter: Emitter,
    pub(super) problems: Problems,
}

impl State {
    /// Of a file, or a piece of it, of which nothing was read yet.
    pub(super) fn new(file: FileId, view: Option<View>) -> Self {
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
    pub(super) fn rows(
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
    pub(super) fn finish(self, input: &Input<'_>, sink: &mut dyn FactSink) {
        if let Some(finding) = row_limit::reached(input, self.emitter.rows) {
            sink.problem(finding);
        }
        self.emitter.finish(input.file, sink);
        self.problems.finish(sink);
    }
}
