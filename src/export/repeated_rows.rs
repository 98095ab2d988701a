//! Rows of one file that repeat rows before them.

use super::fact::FactSink;
use super::input::Input;
use crate::diagnostic::{Finding, Pos, Rule, text};

/// Counts the rows that repeat others.
#[derive(Debug, Default)]
pub(super) struct Repeated {
    count: usize,
    first: Option<Pos>,
}

impl Repeated {
    /// A row that repeats one before it.
    pub(super) fn note(&mut self, pos: Pos) {
        self.count += 1;
        self.first = Some(self.first.map_or(pos, |first| first.min(pos)));
    }

    /// One finding for all of them.
    pub(super) fn finish(self, input: &Input<'_>, sink: &mut dyn FactSink) {
        let message = match self.count {
            0 => return,
            1 => text!(
                "a row of `{path}` repeats one before it and counts once",
                path = input.path
            ),
            n => text!(
                "{n} rows of `{path}` repeat rows before them and count once",
                n,
                path = input.path
            ),
        };
        sink.problem(
            Finding::new(Rule::ExportDuplicate, message)
                .at(self.first)
                .help("nothing is lost; export each row once, or let one file hold it"),
        );
    }
}
