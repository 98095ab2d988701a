//! A part of a catalog, and what its assets were called in the whole.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{AssetIx, Catalog};

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
}

impl Restricted {
    /// The index that an asset has in the part.
    #[must_use]
    pub(crate) fn ix(&self, of_whole: AssetIx) -> Option<AssetIx> {
        self.new.get(of_whole.ix()).copied().flatten()
    }
}
