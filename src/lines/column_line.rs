//! Columns of tables and views.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{Derivation, ImpactLine, MissingColumn, Nullability};

/// A column or nested field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnLine {
    /// Path from the top.
    pub name: String,
    /// Paths that it had before, as a manifest says. Missing where it had none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub renamed_from: Vec<String>,
    /// Its place in its relation, or of a field in its parent, from 1; 0 where an older line lacks it.
    #[serde(default)]
    pub position: u32,
    /// Type as the warehouse writes it.
    #[serde(rename = "type")]
    pub data_type: String,
    /// Whether it may be NULL, as far as exports say.
    pub nullable: bool,
    /// `required` or `nullable`, as an export says; missing where none tells.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub nullability: Option<Nullability>,
    /// Text about it.
    pub description: Option<String>,
    /// How its texts are compared, as an export says; as binary where it is missing and exports tell of
    /// collations.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub collation: Option<String>,
    /// Resource names of the policy tags that a reader needs access by: its own, those of its
    /// fields and, in a view, those of the columns that it comes from. Missing where it has none.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub policy_tags: Vec<String>,
    /// How it comes from other columns: `identity`, `transformation`, `aggregation`, `constant`, or
    /// `unknown`; missing where nothing is read that could tell.
    pub derivation: Option<Derivation>,
    /// Source columns, `project.dataset.table:column`.
    #[serde(default)]
    pub sources: Vec<String>,
    /// Why the sources are unknown.
    pub unknown: Option<String>,
    /// What depends on its values; missing where nothing is known to. Assets and what is upstream
    /// aren't counted by column.
    pub impact: Option<ImpactLine>,
    /// How it is used; missing where no statement names it, and no job, product or model is known to
    /// depend on it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub used: Option<ColumnUse>,
    /// Day of the last statement that names its table or view, or writes it, and may name it: its name
    /// stands anywhere in the text, or the statement takes columns that it doesn't name. Missing where
    /// there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub last_named: Option<String>,
    /// `documented` or `seen`, where documentation or a run names it and the warehouse's own list
    /// of columns lacks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub missing: Option<MissingColumn>,
}

/// Use of a column. Statements are those that name its table or view: its value is in their result, or
/// they join or filter by it. Persons aren't counted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ColumnUse {
    /// Day of the last statement, whoever ran it.
    pub last: Option<String>,
    /// Statements of service accounts in the last 30 days.
    pub queries: u32,
    /// Distinct service accounts that ran these.
    pub service_accounts: u32,
    /// Jobs that make something of its values, however many steps away.
    pub jobs: u32,
    /// Data products that depend on its values.
    pub products: u32,
    /// ML models that depend on its values.
    pub models: u32,
}
