//! Changes that builds saw.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::HistoryCategory;

/// What changed of an asset in the fortnight before a build, newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct HistoryLine {
    /// Made of the asset's key and the change, the same in the feeds: `urn:uuid:…`.
    pub id: String,
    /// What the asset is known by for longer than a build.
    pub key: String,
    /// Its name.
    pub name: String,
    /// Site-relative address of its page; missing where it is gone.
    pub url: Option<String>,
    /// `schema`, `documentation`, `ownership`, `pointer`, `service`, `lifecycle`.
    pub category: HistoryCategory,
    /// What happened: `column-added`.
    pub rule: String,
    /// Which of its columns, audiences, service levels, contracts or releases.
    pub member: Option<String>,
    /// The value before; texts are named, not quoted.
    pub old: Option<String>,
    /// The value since.
    pub new: Option<String>,
    /// When a build saw it first, RFC 3339; missing where the input tells no moment.
    pub at: Option<String>,
    /// Id of the DME that owns the asset.
    pub dme: Option<String>,
}
