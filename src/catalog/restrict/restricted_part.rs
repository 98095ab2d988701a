//! A part of a catalog, and what its assets were called in the whole.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{AssetIx, Catalog, Sym};

/// A part of a catalog.
pub(crate) struct Restricted {
    /// The part.
    pub catalog: Catalog,
    /// Index in the part, by index in the whole; nothing for what is left out.
    pub new: Vec<Option<AssetIx>>,
    /// Index in the whole, by index in the part.
    pub old: Vec<AssetIx>,
    /// Number of a wildcard in the part, by that in the whole; none for those without an open table.
    pub wildcards: FxHashMap<usize, usize>,
    /// Numbers in the part of the wildcards that SQL of open relations names; the others are those of
    /// statements, which may be hidden.
    pub named_wildcards: FxHashSet<usize>,
    /// Hidden columns of open relations, by index in the whole.
    pub hidden_columns: FxHashMap<AssetIx, Vec<Sym>>,
}

impl Restricted {
    /// The index that an asset has in the part.
    #[must_use]
    pub(crate) fn ix(&self, of_whole: AssetIx) -> Option<AssetIx> {
        self.new.get(of_whole.ix()).copied().flatten()
    }

    /// Whether the name of a column may be read; all by names of the whole.
    #[must_use]
    pub(crate) fn shows(&self, whole: &Catalog, relation: AssetIx, name: &str) -> bool {
        let hidden = self.hidden_columns.get(&relation);
        let mut hidden = hidden.into_iter().flatten();
        !hidden.any(|column| holds(whole.str(*column), name))
    }
}

/// Whether a name is that of a column, or of a field in it. Names are compared without case.
pub(super) fn holds(column: &str, name: &str) -> bool {
    let start = name.get(..column.len());
    start.is_some_and(|start| start.eq_ignore_ascii_case(column))
        && matches!(name.as_bytes().get(column.len()), None | Some(b'.'))
}
