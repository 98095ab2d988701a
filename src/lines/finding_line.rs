//! Findings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::FindingSeverity;

/// A finding as programs read it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct FindingLine {
    /// Rule id.
    pub rule: String,
    /// `info`, `warning`, `error`.
    pub severity: FindingSeverity,
    /// Sentence.
    pub message: String,
    /// Id of the asset.
    pub asset: Option<String>,
    /// Path under the mesh root.
    pub file: Option<String>,
    /// 1-based line.
    pub line: Option<u32>,
    /// 1-based column.
    pub column: Option<u32>,
    /// How to mend it.
    pub help: Option<String>,
    /// What the asset is known by for longer than a build: its id; for tables and views `relation:`
    /// and the full name.
    pub key: Option<String>,
}
