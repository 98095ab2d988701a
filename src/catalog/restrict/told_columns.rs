//! Columns of which runs of jobs tell, as they are where unseen jobs never ran: worked out before a catalog
//! is restricted.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{AssetIx, Column, Sym};

/// Columns of open relations of whose columns runs tell, all in words of the whole.
#[derive(Debug, Default)]
pub(crate) struct ColumnsOfRuns {
    of: FxHashMap<AssetIx, Told>,
}

/// What is told of the columns of one relation.
#[derive(Debug)]
pub(super) struct Told {
    /// As they are where unseen jobs never ran.
    pub(super) columns: Vec<Column>,
    /// Place among them, by path in lower case.
    pub(super) places: FxHashMap<String, usize>,
    /// Paths that anything tells of, in lower case.
    pub(super) all: FxHashSet<String>,
}

impl ColumnsOfRuns {
    /// Adds a relation: its columns where unseen jobs never ran, and the paths that anything tells of.
    pub(crate) fn add<'s>(
        &mut self,
        relation: AssetIx,
        columns: Vec<Column>,
        all: impl Iterator<Item = Sym>,
        text: impl Fn(Sym) -> &'s str,
    ) {
        let lower = |path: Sym| text(path).to_lowercase();
        let paths = (0..).zip(&columns);
        let told = Told {
            places: paths.map(|(at, column)| (lower(column.path), at)).collect(),
            columns,
            all: all.map(lower).collect(),
        };
        self.of.insert(relation, told);
    }

    pub(super) fn get(&self, relation: AssetIx) -> Option<&Told> {
        self.of.get(&relation)
    }
}
