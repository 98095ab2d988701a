//! What a file, or a piece of a large one, says: facts and findings in their order, each written into
//! one buffer as its reader tells it, and told again from there without a copy.

mod batch_encoding;
mod batch_writer;
mod column_encoding;
mod malformed;
mod tally;

#[cfg(test)]
pub(super) mod tests;

use self::batch_encoding::Entry;
use self::batch_writer::{Writer, write};
use self::column_encoding::ReadTexts;
use super::fact::{Fact, FactSink, KnownTexts, Name};
use crate::diagnostic::{FileId, Finding, Pos, Rule, text};
use crate::source::SourceTree;
use crate::system::Spelling;

pub(crate) use malformed::Malformed;
pub(super) use tally::Tally;

/// Changes whenever what is written changes its form.
const VERSION: u32 = 6;
/// How large a batch grows before it is handed on, in bytes.
const MOST: usize = 8 << 20;

/// What a file, or a piece of one, says. Files are known by their paths, and lines count from the
/// beginning of the piece, so that it stays true when other files come and other pieces grow.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct FactBatch {
    /// Entries, one after the other.
    entries: Vec<u8>,
    /// What is known of the piece as a whole.
    pub(super) tally: Tally,
    /// Whether a file of it could not be read, which isn't said by its content.
    unreadable: bool,
}

impl FactBatch {
    /// What `read` tells.
    pub(crate) fn of(tree: &SourceTree, read: impl FnOnce(&mut dyn FactSink)) -> Self {
        Self::with_room(tree, 0, read)
    }

    /// [`FactBatch::of`], where it is known about how many bytes it takes.
    pub(super) fn with_room(
        tree: &SourceTree,
        bytes: usize,
        read: impl FnOnce(&mut dyn FactSink),
    ) -> Self {
        let mut writer = Writer::new(tree);
        writer.reserve(bytes);
        read(&mut writer);
        writer.into()
    }

    /// The batch, written down, in two parts: the second says what is known of it as a whole.
    #[must_use]
    pub(crate) fn to_parts(&self) -> (&[u8], Vec<u8>) {
        let mut end = Vec::new();
        write(&mut end, &self.tally);
        let length = u32::try_from(end.len()).unwrap_or(u32::MAX);
        end.extend_from_slice(&length.to_le_bytes());
        end.extend_from_slice(&VERSION.to_le_bytes());
        (&self.entries, end)
    }

    /// The opposite of [`FactBatch::to_parts`], one part behind the other. Entries aren't looked at
    /// before they are told: check that they are unchanged before.
    ///
    /// # Errors
    /// Where the bytes are none that this version wrote.
    pub(crate) fn from_bytes(mut bytes: Vec<u8>) -> Result<Self, Malformed> {
        let (rest, version) = bytes.split_last_chunk().ok_or(Malformed)?;
        let (rest, length) = rest.split_last_chunk().ok_or(Malformed)?;
        let length = u32::from_le_bytes(*length) as usize;
        let entries = rest.len().checked_sub(length).ok_or(Malformed)?;
        if u32::from_le_bytes(*version) != VERSION {
            return Err(Malformed);
        }
        let tally = postcard::from_bytes(rest.get(entries..).unwrap_or_default())?;
        bytes.truncate(entries);
        Ok(Self {
            entries: bytes,
            tally,
            unreadable: false,
        })
    }

    /// Its memory, for the next.
    #[must_use]
    pub(crate) fn into_room(self) -> Vec<u8> {
        self.entries
    }

    /// Whether it would be the same if its files were read again: nothing kept it from reading them.
    #[must_use]
    pub(crate) const fn is_lasting(&self) -> bool {
        !self.unreadable
    }

    /// Tells all again, in the same order. `lines` lines of the file come before the piece.
    ///
    /// # Errors
    /// Where the batch is damaged, or names a file that the tree hasn't.
    pub(crate) fn try_replay(
        &self,
        tree: &SourceTree,
        lines: u32,
        sink: &mut dyn FactSink,
    ) -> Result<(), Malformed> {
        let mut rest = self.entries.as_slice();
        let mut file = FileId(0);
        let mut relation = Name::default();
        let mut datasets: Vec<(&str, &str)> = Vec::new();
        let at = |file, (line, column): (u32, u32)| Pos {
            file,
            line: line.saturating_add(lines),
            column,
        };
        let (mut texts, mut known) = (ReadTexts::default(), KnownTexts::default());
        while let Some((mark, after)) = rest.split_first() {
            if *mark == column_encoding::MARK {
                let (place, column, after) =
                    column_encoding::read(after, &mut texts, &mut relation, &datasets)?;
                rest = after;
                sink.column(at(file, place), column, &mut known);
                continue;
            }
            let (entry, after) = postcard::take_from_bytes::<Entry<'_>>(rest)?;
            rest = after;
            match entry {
                Entry::File(path) => file = tree.id(path).ok_or(Malformed)?,
                Entry::Fact(place, fact) => sink.fact(at(file, place), fact),
                Entry::Dataset(project, dataset) => datasets.push((project, dataset)),
                Entry::Named(place, of, table, mut fact) => {
                    let (project, dataset) = *datasets.get(of as usize).ok_or(Malformed)?;
                    relation = Name {
                        project,
                        dataset,
                        table,
                    };
                    *fact.relation_mut().ok_or(Malformed)? = relation;
                    sink.fact(at(file, place), fact);
                }
                Entry::Same(place, mut fact) => {
                    *fact.relation_mut().ok_or(Malformed)? = relation;
                    sink.fact(at(file, place), fact);
                }
                Entry::Problem(problem) => {
                    sink.problem(problem.finding(|place| at(file, place)).ok_or(Malformed)?);
                }
                Entry::Listed(project, dataset) => sink.listed(project, dataset),
                Entry::Spelled(place, name, spelling) => {
                    sink.spelled(at(file, place), name, spelling);
                }
            }
        }
        Ok(())
    }

    /// [`FactBatch::try_replay`] for a batch that was made just now.
    pub(crate) fn replay(&self, tree: &SourceTree, lines: u32, sink: &mut dyn FactSink) {
        if let Err(error) = self.try_replay(tree, lines, sink) {
            sink.problem(
                Finding::new(
                    Rule::ExportFile,
                    text!("{error}", error = error.to_string()),
                )
                .help("this is a mistake of vitrina: please report it"),
            );
        }
    }
}

impl From<Writer<'_>> for FactBatch {
    fn from(writer: Writer<'_>) -> Self {
        let (entries, unreadable) = writer.written();
        Self {
            entries,
            tally: Tally::default(),
            unreadable,
        }
    }
}

/// Reads what is too large for one batch: hands on one batch after the other.
pub(crate) fn in_turn(
    tree: &SourceTree,
    sink: &mut dyn FactSink,
    read: impl FnOnce(&mut dyn FactSink),
) {
    each_in_turn(tree, read, &mut |batch| batch.replay(tree, 0, sink));
}

/// Reads what is too large for one batch, one batch after the other: the same ones each time that the
/// same is read.
pub(crate) fn each_in_turn(
    tree: &SourceTree,
    read: impl FnOnce(&mut dyn FactSink),
    each: &mut dyn FnMut(FactBatch),
) {
    let mut steps = Steps {
        writer: Writer::new(tree),
        each,
    };
    read(&mut steps);
    steps.hand_on();
}

struct Steps<'t, 's> {
    writer: Writer<'t>,
    each: &'s mut dyn FnMut(FactBatch),
}

impl Steps<'_, '_> {
    fn hand_on(&mut self) {
        let tree = self.writer.tree;
        let writer = std::mem::replace(&mut self.writer, Writer::new(tree));
        (self.each)(writer.into());
    }

    fn step(&mut self) {
        if self.writer.len() > MOST {
            self.hand_on();
        }
    }
}

impl FactSink for Steps<'_, '_> {
    fn fact(&mut self, pos: Pos, fact: Fact<'_>) {
        self.writer.fact(pos, fact);
        self.step();
    }

    fn problem(&mut self, finding: Finding) {
        self.writer.problem(finding);
        self.step();
    }

    fn listed(&mut self, project: &str, dataset: &str) {
        self.writer.listed(project, dataset);
    }

    fn spelled(&mut self, pos: Pos, name: Name<'_>, spelling: Spelling) {
        self.writer.spelled(pos, name, spelling);
    }
}
