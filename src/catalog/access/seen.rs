//! All that one audience may see of a catalog.

use rustc_hash::FxHashSet;

use super::{AudienceIx, Level};
use crate::catalog::{AssetIx, Catalog, Sym};

/// All that one audience may see of a catalog.
#[derive(Debug, Clone)]
pub(crate) struct Seen {
    /// Which audience.
    pub of: AudienceIx,
    /// Level by asset.
    pub levels: Vec<Level>,
    /// Columns of open relations that are hidden from it.
    pub columns: FxHashSet<(AssetIx, Sym)>,
    /// Open assets of which something that they should have may be hidden, so that its absence tells
    /// nothing.
    pub partial: FxHashSet<AssetIx>,
}

impl Seen {
    /// What an audience may see.
    #[must_use]
    pub(crate) fn of(catalog: &Catalog, audience: AudienceIx) -> Self {
        Self {
            of: audience,
            levels: vec![Level::Open; catalog.assets.len()],
            columns: FxHashSet::default(),
            partial: FxHashSet::default(),
        }
    }

    /// How much of an asset it may see.
    #[must_use]
    pub(crate) fn level(&self, ix: AssetIx) -> Level {
        self.levels.get(ix.ix()).copied().unwrap_or(Level::Hidden)
    }
}
