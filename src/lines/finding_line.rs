//! Findings.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{FindingGate, FindingSeverity, FindingState};

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
    /// `authored`: who writes manifests, prose, SQL and grants can mend it; `operational`: it happened
    /// by itself or by the clock.
    #[serde(default)]
    pub gate: FindingGate,
    /// Which of several of the rule about the asset it is: the id of a check, a column.
    #[serde(default)]
    pub detail: Option<String>,
    /// Id of the DME that answers for it.
    #[serde(default)]
    pub dme: Option<String>,
    /// Id of the product that it keeps from being released.
    #[serde(default)]
    pub product: Option<String>,
    /// The other tool that raised it; `rule` is then `tool/rule`.
    #[serde(default)]
    pub tool: Option<String>,
    /// What a suppression says of it.
    #[serde(default)]
    pub suppressed: Option<SuppressedLine>,
    /// The baseline, a path under the mesh root, that lists it.
    #[serde(default)]
    pub baseline: Option<String>,
    /// Whether a former build had it; `check --previous` alone says so.
    #[serde(default)]
    pub state: Option<FindingState>,
}

/// What a suppression says of a finding.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct SuppressedLine {
    /// Why it is let be.
    pub reason: String,
    /// The last day, `YYYY-MM-DD`; empty where another tool suppresses it.
    pub until: String,
    /// Path under the mesh root of the file that it stands in.
    pub file: Option<String>,
    /// 1-based line.
    pub line: Option<u32>,
}

impl SuppressedLine {
    /// Why it is let be, in words.
    pub(crate) fn sentence(&self) -> String {
        match self.until.as_str() {
            "" => format!("let be by its tool: {}", self.reason),
            until => format!("suppressed until {until}: {}", self.reason),
        }
    }
}
