//! What manifests and settings say about access, beside grants.

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Catalog};

/// What manifests and settings say about access, beside grants and audiences of ports.
#[derive(Debug, Clone, Default)]
pub(crate) struct AccessRules {
    /// What DMEs publish of their tables, where they say.
    pub publish: FxHashMap<AssetIx, PublishedFacts>,
    /// What is published of all other tables.
    pub usual: PublishedFacts,
}

/// Which facts of a table readers of a view over it learn, who may not query the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct PublishedFacts {
    /// When it was loaded, and what is promised of that.
    pub freshness: bool,
    /// Whether something is wrong with it.
    pub state: bool,
}

impl PublishedFacts {
    /// What is published of both.
    #[must_use]
    pub(crate) const fn and(self, other: Self) -> Self {
        Self {
            freshness: self.freshness && other.freshness,
            state: self.state && other.state,
        }
    }
}

impl Catalog {
    /// What readers of a view learn of a table, or of another view, behind it that they may not query:
    /// what its DME publishes, of several what all of them do.
    #[must_use]
    pub(crate) fn published_of(&self, ix: AssetIx) -> PublishedFacts {
        let rules = &self.access;
        let of = |dme: &AssetIx| rules.publish.get(dme).copied().unwrap_or(rules.usual);
        if let Some(owner) = self.ownership.owner(ix) {
            return of(&owner);
        }
        let dmes = self.ownership.dmes(ix).iter().map(of);
        dmes.reduce(PublishedFacts::and).unwrap_or(rules.usual)
    }
}
