//! Column lineage as a graph of columns.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{AssetIx, ColumnLineage, ColumnRef};
use crate::lines::{ColumnLineageLine, ColumnOf};
use crate::reader::Reader;
use crate::view::api::{derivation, lineage_source};
use crate::view::unseen::called;

/// All columns whose origin is known, both ways.
pub(super) struct Columns<'a> {
    reader: Reader<'a>,
    /// Of each column what is known of its origin.
    entries: FxHashMap<ColumnRef, Vec<&'a ColumnLineage>>,
    /// Of each column those that are made of it.
    below: FxHashMap<ColumnRef, Vec<ColumnRef>>,
}

impl<'a> Columns<'a> {
    pub(super) fn new(reader: Reader<'a>) -> Self {
        let mut columns = Self {
            reader,
            entries: FxHashMap::default(),
            below: FxHashMap::default(),
        };
        for relation in reader.relations() {
            for known in reader.column_lineage_of(relation) {
                let column = ColumnRef {
                    asset: relation.asset,
                    column: known.column,
                };
                columns.entries.entry(column).or_default().push(known);
                for source in columns.sources(known) {
                    let below = columns.below.entry(*source).or_default();
                    if below.last() != Some(&column) {
                        below.push(column);
                    }
                }
            }
        }
        columns
    }

    fn sources(&self, known: &ColumnLineage) -> &'a [ColumnRef] {
        self.reader.column_refs_of(known)
    }

    /// What is known of the origin of a column.
    pub(super) fn origins(&self, column: ColumnRef) -> impl Iterator<Item = &'a ColumnLineage> {
        self.entries.get(&column).into_iter().flatten().copied()
    }

    /// Columns that are made of one, or of that column of the newest table of a wildcard by which
    /// this one's table is read too.
    fn made_of(&self, column: ColumnRef) -> Vec<ColumnRef> {
        let mut made = self.below.get(&column).cloned().unwrap_or_default();
        for newest in self.reader.newest_of(column.asset) {
            let alike = ColumnRef {
                asset: *newest,
                column: column.column,
            };
            let of_newest = self.below.get(&alike).into_iter().flatten();
            made.extend(of_newest.copied().filter(|to| {
                let mut ways = self.reader.provenances(column.asset, to.asset);
                ways.next().is_some()
            }));
        }
        made
    }

    /// Columns next to one: its sources, or those that are made of it.
    pub(super) fn next(&self, column: ColumnRef, down: bool) -> Vec<ColumnRef> {
        let mut next: Vec<ColumnRef> = if down {
            self.made_of(column)
        } else {
            self.origins(column)
                .flat_map(|known| self.sources(known).iter().copied())
                .collect()
        };
        self.sort(&mut next);
        next
    }

    /// Columns of an asset that have lineage on a side.
    pub(super) fn of(&self, asset: AssetIx, down: bool) -> Vec<ColumnRef> {
        let mut all: Vec<ColumnRef> = Vec::new();
        if down {
            // Its columns need not be described to be named.
            let sources = self.reader.source_columns().iter().copied();
            all.extend(sources.clone().filter(|column| column.asset == asset));
            let newest = self.reader.newest_of(asset);
            if !newest.is_empty() {
                let alike = sources.filter(|column| newest.contains(&column.asset));
                let alike = alike.map(|column| ColumnRef { asset, ..column });
                all.extend(alike.filter(|column| !self.made_of(*column).is_empty()));
            }
        } else if let Some(relation) = self.reader.relation(asset) {
            let known = self.reader.column_lineage_of(relation).iter();
            all.extend(known.map(|known| ColumnRef {
                asset,
                column: known.column,
            }));
        }
        self.sort(&mut all);
        all
    }

    fn sort(&self, all: &mut Vec<ColumnRef>) {
        let c = self.reader;
        all.sort_by(|a, b| {
            (c.name(a.asset), c.str(a.column)).cmp(&(c.name(b.asset), c.str(b.column)))
        });
        all.dedup();
    }

    /// `table:p.d.t` and the column.
    pub(super) fn named(&self, column: ColumnRef) -> ColumnOf {
        ColumnOf {
            id: self.reader.id(column.asset),
            column: self.reader.str(column.column).to_owned(),
        }
    }

    /// Everything on a side of an asset within `depth` steps, the nearest first.
    pub(super) fn lines(&self, asset: AssetIx, down: bool, depth: usize) -> Vec<ColumnLineageLine> {
        let mut lines = Vec::new();
        let mut seen = FxHashSet::default();
        let mut nodes_written = FxHashSet::default();
        let mut level = self.of(asset, down);
        seen.extend(level.iter().copied());
        let mut step = 0;
        while !level.is_empty() && step < depth {
            step += 1;
            let mut further = Vec::new();
            for column in &level {
                let next = self.next(*column, down);
                let tell: &[ColumnRef] = if down {
                    &next
                } else {
                    std::slice::from_ref(column)
                };
                for column in tell {
                    if nodes_written.insert(*column) {
                        lines.extend(self.origins(*column).map(|known| self.line(*column, known)));
                    }
                }
                further.extend(next.into_iter().filter(|column| seen.insert(*column)));
            }
            level = further;
        }
        lines
    }

    fn line(&self, column: ColumnRef, known: &ColumnLineage) -> ColumnLineageLine {
        let named = self.named(column);
        ColumnLineageLine {
            id: named.id,
            column: named.column,
            how: derivation(known.how),
            by: lineage_source(known.by),
            why: match self.reader.column_stub(column.asset, column.column) {
                Some(stub) => Some(called(self.reader, stub)),
                None => known.why.map(|why| self.reader.str(why).to_owned()),
            },
            sources: self
                .sources(known)
                .iter()
                .map(|source| self.named(*source))
                .collect(),
        }
    }

    /// How a column comes about, in words.
    pub(super) fn how(&self, column: ColumnRef) -> String {
        let stub = self.reader.column_stub(column.asset, column.column);
        let mut words: Vec<String> = self
            .origins(column)
            .map(|known| match known.why {
                _ if stub.is_some() => {
                    let of = stub.map_or_else(String::new, |stub| called(self.reader, stub));
                    format!("{}: {of}", known.how.as_str())
                }
                Some(why) => format!("{}: {}", known.how.as_str(), self.reader.str(why)),
                None => format!("{}, {}", known.how.as_str(), known.by.as_str()),
            })
            .collect();
        words.dedup();
        words.join("; ")
    }
}
