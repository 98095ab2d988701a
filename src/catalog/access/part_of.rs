//! That a catalog is a part of one, and whose.

use rustc_hash::FxHashSet;

use crate::catalog::AssetIx;

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
