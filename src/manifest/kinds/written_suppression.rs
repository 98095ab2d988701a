//! Faults that are known and may stay for a while.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::document::Located;

/// A finding that may stay until a day; it stands beside what it is about.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Suppression {
    /// Id of the rule, as `vitrina explain` has it; `tool/rule` for a finding of another tool.
    pub rule: Located<String>,
    /// Full name of a table or view, globs allowed: in a DME one that it owns, in a product one of
    /// its tables and ports. What the entry stands beside, where missing.
    pub asset: Option<Located<String>>,
    /// The only column that it is about.
    pub column: Option<String>,
    /// Why it may stay.
    pub reason: String,
    /// Last day on which it may, `YYYY-MM-DD`.
    #[schemars(extend("format" = "date"))]
    pub until: String,
    /// Team that agreed.
    pub by: Option<String>,
}
