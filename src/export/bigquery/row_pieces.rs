//! A large file of rows read piece by piece, each by itself, and put together in their order.

#[cfg(test)]
mod tests;

use std::borrow::Cow;
use std::io::{BufRead, Cursor};

use super::bigquery_view::View;
use super::file_name::named;
use super::json_text::{self, Content};
use super::state::State;
use crate::diagnostic::{FileId, Finding, Pos};
use crate::export::batch::{self, FactBatch};
use crate::export::fact::{Fact, FactSink, KnownTexts, Name, NumberedColumn};
use crate::export::input::Input;
use crate::export::pieces::{Cutter, Ends, Part, Sizes};
use crate::export::rows::Format;
use crate::export::rows::csv_rows::{self, Columns};
use crate::source::SourceTree;
use crate::system::Spelling;

/// What the first rows of a file tell about the others.
#[derive(Debug, Clone)]
enum Shape {
    Text {
        lines: bool,
        content: Content,
    },
    Delimited {
        view: View,
        delimiter: u8,
        columns: Columns,
    },
}

/// A file as it is cut.
pub(crate) struct Pieces {
    file: FileId,
    shape: Shape,
    cutter: Cutter,
    /// Whether the next part is the first.
    first: bool,
}

/// A part of a file.
pub(crate) struct Piece {
    file: FileId,
    shape: Shape,
    part: Part,
    first: bool,
}

impl Pieces {
    /// The pieces of a file; none where it has to be read as a whole.
    #[must_use]
    pub(crate) fn of(tree: &SourceTree, file: FileId) -> Option<Self> {
        Self::with(tree, file, Sizes::OF_FILES)
    }

    pub(super) fn with(tree: &SourceTree, file: FileId, sizes: Sizes) -> Option<Self> {
        let input = Input::new(tree, file);
        let (stem, view, format) = named(input.path);
        let (shape, ends) = match (format?, view) {
            (format @ (Format::Lines | Format::Json), _) => {
                let lines = format == Format::Lines;
                let source = json_text::Source {
                    input: &input,
                    stem,
                    view,
                    lines,
                    content: None,
                };
                let content = source.content()?;
                (Shape::Text { lines, content }, Ends::Lines)
            }
            (Format::Csv(delimiter), Some(view)) => {
                let source = csv_rows::Source {
                    input: &input,
                    shape: view.shape(),
                    delimiter,
                };
                let columns = source.columns(tree.open(file).ok()?)?;
                let shape = Shape::Delimited {
                    view,
                    delimiter,
                    columns,
                };
                (shape, Ends::Delimited(delimiter))
            }
            (Format::Csv(_) | Format::Parquet, _) => return None,
        };
        Some(Self {
            file,
            shape,
            cutter: Cutter::new(tree.open(file).ok()?, ends, sizes),
            first: true,
        })
    }
}

impl Iterator for Pieces {
    type Item = Piece;

    fn next(&mut self) -> Option<Piece> {
        Some(Piece {
            file: self.file,
            part: self.cutter.next()?,
            shape: self.shape.clone(),
            first: std::mem::take(&mut self.first),
        })
    }
}

impl Piece {
    /// Whether it can be read before what comes before it.
    #[must_use]
    pub(crate) const fn stands_alone(&self) -> bool {
        matches!(self.part, Part::Piece(_))
    }

    /// All that what it says depends on, where it stands alone: its own bytes, its path, and what the
    /// first rows of the file tell.
    #[must_use]
    pub(crate) fn made_of<'p>(&'p self, tree: &'p SourceTree) -> Option<[Cow<'p, [u8]>; 3]> {
        let Part::Piece(bytes) = &self.part else {
            return None;
        };
        let shape = format!("{} {:?}", self.first, self.shape);
        let path = tree.path(self.file).as_bytes();
        Some([path.into(), shape.into_bytes().into(), bytes.into()])
    }

    /// What it says, its lines counted from its own beginning.
    #[must_use]
    pub(crate) fn read(self, tree: &SourceTree) -> FactBatch {
        let (_, view, _) = named(tree.path(self.file));
        let mut state = State::new(self.file, view);
        let (lines, room) = match &self.part {
            Part::Piece(bytes) => (memchr::memchr_iter(b'\n', bytes).count(), bytes.len() / 4),
            Part::Rest(_) => (0, 0),
        };
        let mut batch =
            FactBatch::with_room(tree, room, |sink| self.read_rows(tree, 0, &mut state, sink));
        batch.tally.lines = u32::try_from(lines).unwrap_or(u32::MAX);
        batch.tally.rows = state.emitter.rows;
        batch.tally.unusable = state.problems.unusable();
        state.emitter.moments.tally(&mut batch.tally);
        batch
    }

    /// Reads it with what is known of the `before` lines that come before it.
    fn read_rows(self, tree: &SourceTree, before: u32, state: &mut State, sink: &mut dyn FactSink) {
        let input = Input::new(tree, self.file);
        match (self.shape, self.part) {
            (Shape::Text { lines, content }, part) => {
                let (stem, view, _) = named(input.path);
                let source = json_text::Source {
                    input: &input,
                    stem,
                    view,
                    lines,
                    content: Some(content),
                };
                match part {
                    Part::Piece(bytes) if self.first => {
                        source.read(
                            json_text::Part::File(Box::new(Cursor::new(bytes))),
                            state,
                            sink,
                        );
                    }
                    Part::Piece(bytes) => source.read(json_text::Part::Piece(&bytes), state, sink),
                    Part::Rest(reader) if self.first => {
                        source.read(json_text::Part::File(reader), state, sink);
                    }
                    Part::Rest(reader) => {
                        source.read(json_text::Part::Rest(reader, before), state, sink);
                    }
                }
            }
            (
                Shape::Delimited {
                    view,
                    delimiter,
                    columns,
                },
                part,
            ) => {
                let source = csv_rows::Source {
                    input: &input,
                    shape: view.shape(),
                    delimiter,
                };
                let reader: Box<dyn BufRead + Send> = match part {
                    Part::Piece(bytes) => Box::new(Cursor::new(bytes)),
                    Part::Rest(reader) => reader,
                };
                state.rows(view, sink, |take, problems, sink| match self.first {
                    true => source.file(reader, take, problems, sink),
                    false => source.rest(reader, before, &columns, take, problems, sink),
                });
            }
        }
    }
}

/// What the pieces of a file say together.
pub(crate) struct Total {
    file: FileId,
    state: State,
    lines: u32,
}

impl Total {
    /// Of a file of which no piece was read yet.
    #[must_use]
    pub(crate) fn of(tree: &SourceTree, file: FileId) -> Self {
        let (_, view, _) = named(tree.path(file));
        Self {
            file,
            state: State::new(file, view),
            lines: 0,
        }
    }

    /// Hands on what a piece says. All that is wrong in one is wrong with a row, and of a file's rows
    /// only so many are told of one by one.
    pub(crate) fn add(&mut self, batch: &FactBatch, tree: &SourceTree, sink: &mut dyn FactSink) {
        let State { emitter, problems } = &mut self.state;
        let left = problems.left();
        batch.replay(tree, self.lines, &mut Bounded { left, sink });
        let tally = &batch.tally;
        problems.add(tally.unusable);
        emitter.rows += tally.rows;
        emitter.moments.add(tally, self.file, self.lines);
        self.lines = self.lines.saturating_add(tally.lines);
    }

    /// Hands on what a piece says that doesn't stand alone.
    pub(crate) fn read(&mut self, piece: Piece, tree: &SourceTree, sink: &mut dyn FactSink) {
        let (state, lines) = (&mut self.state, self.lines);
        batch::in_turn(tree, sink, |sink| piece.read_rows(tree, lines, state, sink));
    }

    /// Says what was found in the file as a whole.
    pub(crate) fn finish(self, tree: &SourceTree, sink: &mut dyn FactSink) {
        self.state.finish(&Input::new(tree, self.file), sink);
    }
}

/// Hands on no more findings than are left.
struct Bounded<'s> {
    left: usize,
    sink: &'s mut dyn FactSink,
}

impl FactSink for Bounded<'_> {
    fn fact(&mut self, pos: Pos, fact: Fact<'_>) {
        self.sink.fact(pos, fact);
    }

    fn column(&mut self, pos: Pos, column: NumberedColumn<'_>, known: &mut KnownTexts) {
        self.sink.column(pos, column, known);
    }

    fn problem(&mut self, finding: Finding) {
        if let Some(left) = self.left.checked_sub(1) {
            self.left = left;
            self.sink.problem(finding);
        }
    }

    fn listed(&mut self, project: &str, dataset: &str) {
        self.sink.listed(project, dataset);
    }

    fn spelled(&mut self, pos: Pos, name: Name<'_>, spelling: Spelling) {
        self.sink.spelled(pos, name, spelling);
    }
}
