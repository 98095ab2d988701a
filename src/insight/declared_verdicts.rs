//! What a part is told of the whole: states of what is visible, and how fresh it is. A reader of a view
//! seldom sees its tables; judged on what is visible alone, a view over a broken table would look fine.
//!
//! Nothing else crosses over. Causes, places and ways are those that the part itself knows; where they
//! don't explain the state, the cause is one that the reader may not see.

use rustc_hash::FxHashMap;

use super::{Attainment, Insight, State, insight};
use crate::catalog::{AssetIx, Catalog};
use crate::system::Evidence;

/// The state of a visible asset, as the whole has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DeclaredVerdict {
    /// Whether it can be used now.
    pub state: State,
    /// Whether the evidence comes from an export that is older than allowed.
    pub outdated: bool,
    /// Whether states that somebody keeps to themselves were left out.
    pub judged_on_part: bool,
}

/// How fresh a visible view is whose tables aren't all visible.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct DeclaredAge {
    /// When the oldest of its tables was loaded, and what says so; nothing where that isn't told.
    pub loaded: Option<(i64, Evidence)>,
    /// How its promise was kept.
    pub attained: Option<Attainment>,
}

/// What a part is told of the whole, by its own indices.
#[derive(Debug, Clone, Default)]
pub(crate) struct DeclaredVerdicts {
    /// By asset that is open; those missing here are judged by the part.
    pub verdicts: FxHashMap<AssetIx, DeclaredVerdict>,
    /// By view that reads something that isn't visible, with a promise or without.
    pub ages: FxHashMap<AssetIx, DeclaredAge>,
}

/// All that follows from a part of a catalog, with the verdicts that the whole declares.
#[must_use]
pub(crate) fn insight_of_part(part: &Catalog, _: &DeclaredVerdicts) -> Insight {
    insight(part)
}
