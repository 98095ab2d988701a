//! What a file, or a piece of a large one, says: facts and findings in their order, each written into
//! one buffer as its reader tells it, and told again from there without a copy.

mod batch_encoding;
mod tally;

#[cfg(test)]
pub(super) mod tests;

use std::fmt;
use std::hash::BuildHasher;

use postcard::ser_flavors::Flavor;
use rustc_hash::{FxBuildHasher, FxHashMap};

use self::batch_encoding::{Entry, Problem};
use super::fact::{Fact, FactSink, Name};
use crate::diagnostic::{FileId, Finding, Pos, Rule, text};
use crate::source::SourceTree;
use crate::system::Spelling;

pub(super) use tally::Tally;

/// Changes whenever what is written changes its form.
const VERSION: u32 = 5;
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

/// Why a batch can't be read back.
#[derive(Debug)]
pub(crate) struct Malformed;

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the facts of a file can't be read back")
    }
}

impl std::error::Error for Malformed {}

impl From<postcard::Error> for Malformed {
    fn from(_: postcard::Error) -> Self {
        Self
    }
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
        writer.entries.reserve(bytes);
        read(&mut writer);
        writer.batch()
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
        while !rest.is_empty() {
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

/// Writes a batch.
pub(super) struct Writer<'t> {
    tree: &'t SourceTree,
    /// The file that was named last.
    file: Option<FileId>,
    /// The relation that was named last, as its parts: most facts are about the same as the one before.
    relation: [String; 3],
    /// Projects and datasets that were named, and the number of each by a hash of it: rows come in any
    /// order, of few datasets.
    datasets: Vec<(String, String)>,
    numbers: FxHashMap<u64, u32>,
    entries: Vec<u8>,
    unreadable: bool,
}

impl<'t> Writer<'t> {
    /// An empty one.
    pub(super) fn new(tree: &'t SourceTree) -> Self {
        Self {
            tree,
            file: None,
            relation: [const { String::new() }; 3],
            datasets: Vec::new(),
            numbers: FxHashMap::default(),
            entries: Vec::new(),
            unreadable: false,
        }
    }

    /// What was told so far.
    pub(super) fn batch(self) -> FactBatch {
        FactBatch {
            entries: self.entries,
            tally: Tally::default(),
            unreadable: self.unreadable,
        }
    }

    /// The place in its file, which is named where it isn't the one before.
    fn place(&mut self, pos: Pos) -> (u32, u32) {
        if self.file != Some(pos.file) {
            self.file = Some(pos.file);
            write(&mut self.entries, &Entry::File(self.tree.path(pos.file)));
        }
        (pos.line, pos.column)
    }

    /// Whether a relation is the one that was named last, which it is from now on.
    fn is_same(&mut self, name: Name<'_>) -> bool {
        let parts = [name.project, name.dataset, name.table];
        let same = self.relation.iter().rev().eq(parts.iter().rev());
        if !same {
            for (known, part) in self.relation.iter_mut().zip(parts) {
                part.clone_into(known);
            }
        }
        same
    }

    /// The number of the dataset of a relation, which is told where it is new.
    fn dataset(&mut self, name: Name<'_>) -> u32 {
        let hash = FxBuildHasher.hash_one((name.project, name.dataset));
        let known = self.numbers.get(&hash).copied();
        let is_it = |number: &u32| {
            let known = self.datasets.get(*number as usize);
            known.is_some_and(|(project, dataset)| {
                project == name.project && dataset == name.dataset
            })
        };
        if let Some(number) = known.filter(is_it) {
            return number;
        }
        let number = u32::try_from(self.datasets.len()).unwrap_or(u32::MAX);
        let (project, dataset) = (name.project.to_owned(), name.dataset.to_owned());
        self.datasets.push((project, dataset));
        self.numbers.insert(hash, number);
        let told = Entry::Dataset(name.project, name.dataset);
        write(&mut self.entries, &told);
        number
    }
}

impl FactSink for Writer<'_> {
    fn fact(&mut self, pos: Pos, mut fact: Fact<'_>) {
        let place = self.place(pos);
        let entry = match fact.relation_mut().map(std::mem::take) {
            Some(name) if self.is_same(name) => Entry::Same(place, fact),
            Some(name) => Entry::Named(place, self.dataset(name), name.table, fact),
            None => Entry::Fact(place, fact),
        };
        write(&mut self.entries, &entry);
    }

    fn problem(&mut self, finding: Finding) {
        self.unreadable |= finding.rule == Rule::Unreadable;
        let place = finding.pos().map(|pos| self.place(pos));
        let problem = Problem::new(finding, place);
        write(&mut self.entries, &Entry::Problem(Box::new(problem)));
    }

    fn listed(&mut self, project: &str, dataset: &str) {
        write(&mut self.entries, &Entry::Listed(project, dataset));
    }

    fn spelled(&mut self, pos: Pos, name: Name<'_>, spelling: Spelling) {
        let place = self.place(pos);
        write(&mut self.entries, &Entry::Spelled(place, name, spelling));
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
        (self.each)(writer.batch());
    }

    fn step(&mut self) {
        if self.writer.entries.len() > MOST {
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

/// Appends a value.
fn write(bytes: &mut Vec<u8>, value: &impl serde::Serialize) {
    // Only a sequence of unknown length can't be written, and nothing here has one.
    let written = postcard::serialize_with_flavor(value, Appended(bytes));
    debug_assert!(written.is_ok(), "{written:?}");
}

/// A buffer that is written into; postcard's own takes and gives one for each value.
struct Appended<'v>(&'v mut Vec<u8>);

impl Flavor for Appended<'_> {
    type Output = ();

    fn try_extend(&mut self, data: &[u8]) -> postcard::Result<()> {
        self.0.extend_from_slice(data);
        Ok(())
    }

    fn try_push(&mut self, data: u8) -> postcard::Result<()> {
        self.0.push(data);
        Ok(())
    }

    fn finalize(self) -> postcard::Result<()> {
        Ok(())
    }
}
