//! How much of a table or view an audience may see: the one function that pages and builds ask.

use crate::catalog::{AssetIx, Catalog};

/// How much of an asset a reader may see; each level shows what those before it do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Level {
    /// Nothing, not that it is there either.
    Hidden,
    /// Name, description, owner, and how to ask for access.
    Listed,
    /// Everything.
    Open,
}

/// Index of an audience in [`crate::catalog::Inventory::audiences`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct AudienceIx(pub u32);

impl Catalog {
    /// The audience of an id.
    #[must_use]
    pub(crate) fn audience(&self, id: &str) -> Option<AudienceIx> {
        let at = self.audiences.iter().position(|audience| audience.id == id);
        Some(AudienceIx(crate::catalog::small(at?)))
    }

    /// How much of a table or view an audience may see.
    #[must_use]
    pub(crate) fn level(&self, _: AssetIx, _: AudienceIx) -> Level {
        Level::Open
    }
}
