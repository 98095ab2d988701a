//! Where columns come from whose relation's SQL names what an audience may not see, as that SQL tells it
//! where that isn't there: worked out before a catalog is restricted.

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Column, ColumnRef, Derivation, LineageSource, Sym};

/// Columns of open relations whose own SQL names what the audience can't open, all in words of the whole.
#[derive(Debug, Default)]
pub(crate) struct SeenLineage {
    of: FxHashMap<AssetIx, SeenRelation>,
}

/// What SQL gives a relation, as far as it can be told without what is hidden.
#[derive(Debug)]
pub(crate) struct SeenRelation {
    /// Where its columns come from.
    pub lineage: Vec<SeenColumn>,
    /// Its columns, where the warehouse doesn't list them all.
    pub columns: Option<Vec<Column>>,
}

/// A column that SQL gives a relation, as far as it can be told without what is hidden.
#[derive(Debug)]
pub(crate) struct SeenColumn {
    /// The column, by name.
    pub column: Sym,
    /// How it comes about.
    pub how: Derivation,
    /// From which columns, hidden ones that the SQL names among them.
    pub sources: Vec<ColumnRef>,
    /// Whether the SQL also names a source that nothing else knows of.
    pub nameless: bool,
    /// What says so.
    pub by: LineageSource,
}

impl SeenLineage {
    /// That of each relation.
    pub(crate) fn of(all: Vec<(AssetIx, SeenRelation)>) -> Self {
        Self {
            of: all.into_iter().collect(),
        }
    }

    pub(super) fn get(&self, relation: AssetIx) -> Option<&SeenRelation> {
        self.of.get(&relation)
    }
}
