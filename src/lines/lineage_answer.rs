//! The answer of `vitrina lineage`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{ColumnLineageSource, Derivation, EdgeLine, LineageKind};

/// Where an asset comes from and what depends on it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct LineageAnswer {
    /// Id of the asset.
    pub asset: String,
    /// Number of assets upstream, however far.
    pub upstream: usize,
    /// Number of assets downstream, however far.
    pub downstream: usize,
    /// Assets within the depth asked for, the asset itself first.
    pub nodes: Vec<NodeLine>,
    /// All edges among them. What the reader may not see and the SQL of an asset names is one node,
    /// `hidden`, whose edges have no provenance.
    pub edges: Vec<EdgeLine>,
    /// Where columns come from, if asked for.
    pub columns: Vec<ColumnLineageLine>,
}

/// An asset.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct NodeLine {
    /// `kind:name`.
    pub id: String,
    /// What it is known by for longer than a build: its id; for tables and views `relation:` and the
    /// full name.
    pub key: String,
    /// Display name.
    pub title: String,
    /// `unified view`, `table`, `exposure` …
    pub kind: LineageKind,
    /// Id of the DME that owns it.
    pub owner: Option<String>,
    /// Steps from the asset asked for; upstream is below 0.
    pub step: i64,
}

/// A column of an asset.
#[derive(
    Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
pub struct ColumnOf {
    /// Id of the asset.
    pub id: String,
    /// Path of the column.
    pub column: String,
}

/// Where a column comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnLineageLine {
    /// Id of the asset.
    pub id: String,
    /// Path of the column.
    pub column: String,
    /// `identity`, `transformation`, `aggregation`, `constant`, `unknown`.
    pub how: Derivation,
    /// What says so.
    pub by: ColumnLineageSource,
    /// Why it isn't known.
    pub why: Option<String>,
    /// Columns that it is made of.
    pub sources: Vec<ColumnOf>,
}
