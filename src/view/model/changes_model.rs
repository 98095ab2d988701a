//! What changed in the last fortnight.

use serde::{Deserialize, Serialize};

use super::{Link, Page};
use crate::history::Category;

/// The page of recent changes.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ChangesPage {
    /// Common part.
    pub page: Page,
    /// One a category in which something changed.
    pub categories: Vec<ChangeCategory>,
}

/// Changes of a category.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ChangeCategory {
    /// Which; anchor as well.
    pub id: Category,
    /// How many changes.
    pub count: usize,
    /// What one owner's assets changed in one build, newest first.
    pub folds: Vec<ChangeFold>,
    /// Folds beyond those shown.
    pub more: usize,
}

/// Changes that a build saw of an owner's assets.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ChangeFold {
    /// The DME; nothing where none owns them.
    pub owner: Option<Link>,
    /// When, for people.
    pub seen: String,
    /// When, for machines.
    pub datetime: String,
    /// How many, in words.
    pub summary: String,
    /// The assets.
    pub rows: Vec<ChangedAsset>,
    /// Whether they are few enough to be shown at once.
    pub open: bool,
    /// Changes beyond those shown.
    pub more: usize,
}

/// Changes of an asset.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ChangedAsset {
    /// The asset.
    pub link: Link,
    /// What changed of it, each in a sentence.
    pub texts: Vec<String>,
}

/// When an asset came and when it changed last, RFC 3339; the reader's clock says whether that is
/// recent. Empty where no build saw it in the fortnight before.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub(crate) struct SeenByBuilds {
    /// It came.
    pub first: String,
    /// It changed.
    pub changed: String,
}
