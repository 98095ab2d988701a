//! Writes what a reader tells into a batch.

use std::hash::BuildHasher;

use postcard::ser_flavors::Flavor;
use rustc_hash::{FxBuildHasher, FxHashMap};

use super::batch_encoding::{Entry, Problem};
use super::column_encoding::{self, WrittenTexts};
use crate::diagnostic::{FileId, Finding, Pos, Rule};
use crate::export::fact::{Fact, FactSink, Name, NumberedColumn};
use crate::source::SourceTree;
use crate::system::Spelling;

/// Writes a batch.
pub(super) struct Writer<'t> {
    pub(super) tree: &'t SourceTree,
    /// The file that was named last.
    file: Option<FileId>,
    /// The relation that was named last, as its parts: most facts are about the same as the one before.
    relation: [String; 3],
    /// Projects and datasets that were named, and the number of each by a hash of it: rows come in any
    /// order, of few datasets.
    datasets: Vec<(String, String)>,
    numbers: FxHashMap<u64, u32>,
    /// Texts of columns.
    texts: WrittenTexts,
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
            texts: WrittenTexts::default(),
            entries: Vec::new(),
            unreadable: false,
        }
    }

    /// Makes room for so many bytes.
    pub(super) fn reserve(&mut self, bytes: usize) {
        self.entries.reserve(bytes);
    }

    /// How many bytes were written.
    pub(super) const fn len(&self) -> usize {
        self.entries.len()
    }

    /// What was told so far, and whether a file of it could not be read.
    pub(super) fn written(self) -> (Vec<u8>, bool) {
        (self.entries, self.unreadable)
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
        if let Some(column) = NumberedColumn::of(&fact) {
            let same = self.is_same(column.name);
            let named = (!same).then(|| (self.dataset(column.name), column.name.table));
            let (entries, texts) = (&mut self.entries, &mut self.texts);
            return column_encoding::write(entries, texts, place, named, &column);
        }
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

/// Appends a value.
pub(super) fn write(bytes: &mut Vec<u8>, value: &impl serde::Serialize) {
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
