//! Changes between two states of a mesh.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ChangeClass;

/// What differs between two states of a mesh, as `vitrina diff` says it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangeLine {
    /// Made of rule, asset, column, old and new: the same change has the same one in each run.
    pub id: String,
    /// Id of the rule that it is of; `vitrina explain` says what that means.
    pub rule: String,
    /// What it is to consumers.
    pub class: ChangeClass,
    /// What it is by its rule alone, where something raised or lowered that.
    pub was: Option<ChangeClass>,
    /// Key of the asset; that of a renamed one is its former key.
    pub asset: String,
    /// Name of the asset, as people know it.
    pub name: String,
    /// Path of the column.
    pub column: Option<String>,
    /// What was there; empty where nothing was.
    pub old: String,
    /// What is there now; empty where nothing is.
    pub new: String,
    /// All of it in a sentence.
    pub message: String,
    /// What else there is to know: why its class isn't that of its rule, what may be meant.
    pub notes: Vec<String>,
    /// Who owned the asset: id of a DME.
    pub owner_before: Option<String>,
    /// Who owns it now.
    pub owner_after: Option<String>,
    /// What is known to depend on it; persons are not named.
    pub named_by: Vec<String>,
    /// Why it was agreed to, where it was.
    pub accepted: Option<String>,
}
