//! Lineage edges.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::EdgeSource;

/// A lineage edge.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct EdgeLine {
    /// Id of the source.
    pub from: String,
    /// Id of the target.
    pub to: String,
    /// All that is known of it.
    pub provenance: Vec<ProvenanceLine>,
}

/// How and where an edge is known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ProvenanceLine {
    /// `sql`, `sql-inferred`, `dbt`, `input-port`, `declared`, `copy`, `openlineage`, `jobs`,
    /// `mlflow`, `airflow`, `view-usage`.
    pub by: EdgeSource,
    /// `file:line`; empty in the portal of an audience.
    pub at: String,
    /// Id of the job that made it.
    pub job: Option<String>,
    /// When it was seen last, RFC 3339.
    pub seen: Option<String>,
}
