//! That a catalog is a part of one, and whose.

use rustc_hash::FxHashSet;

use crate::catalog::{AssetIx, Catalog, Relation};

/// Whose part of a whole a catalog is. Its indices are those of the part.
#[derive(Debug, Clone, Default)]
pub(crate) struct Part {
    /// Id of the audience.
    pub audience: String,
    /// Its name for people.
    pub label: String,
    /// Assets that are only listed; the others are open.
    pub listed: FxHashSet<AssetIx>,
    /// Open assets of which something that they should have may be hidden: that it is missing here
    /// tells nothing.
    pub partial: FxHashSet<AssetIx>,
}

impl Catalog {
    /// Tables and views of which everything may be told: all of a whole catalog, and of a part those
    /// that aren't only listed. What is counted is counted of these.
    pub(crate) fn open_relations(&self) -> impl Iterator<Item = &Relation> {
        self.relations.iter().filter(|r| !self.is_listed(r.asset))
    }

    /// Whether something that an asset should have may be hidden: that it is missing tells nothing.
    #[must_use]
    pub(crate) fn is_partial(&self, ix: AssetIx) -> bool {
        let part = self.part.as_ref();
        part.is_some_and(|part| part.partial.contains(&ix))
    }

    /// Whether an asset is only listed: name, description, owner, how to ask.
    #[must_use]
    pub(crate) fn is_listed(&self, ix: AssetIx) -> bool {
        let part = self.part.as_ref();
        part.is_some_and(|part| part.listed.contains(&ix))
    }
}
