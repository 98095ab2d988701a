//! The mesh as a whole.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What has to be known to compare the lines of two builds. There is one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct MeshLine {
    /// Version of the program that wrote the lines.
    pub version: String,
    /// Id of the audience whose portal they are of; missing where they are of the whole mesh.
    #[serde(default)]
    pub audience: Option<String>,
    /// Day of the newest time in the input, or of `SOURCE_DATE_EPOCH`.
    pub as_of: Option<String>,
    /// Datasets whose views are unified ones, as the settings have them: names or globs.
    pub entry_points: Vec<String>,
    /// What was read of other systems, in the order of the settings.
    pub exports: Vec<ExportLine>,
    /// Of each project whose statements are known, the days of these, by project. `usage` of a table or
    /// view is made of them; what ran in other projects or on other days isn't known.
    pub usage: Vec<StatementWindowLine>,
    /// How many lines there are of each kind whose lines a portal publishes whole, so that what lacks some
    /// isn't taken for a smaller mesh; none where an older version wrote it.
    #[serde(default)]
    pub lines: BTreeMap<String, usize>,
}

/// An entry of the settings that names files of another system.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ExportLine {
    /// The system that wrote them: `bigquery`, `dbt` …
    pub format: String,
    /// Glob of the files.
    pub path: String,
    /// Newest moment that they speak of, RFC 3339.
    pub newest: Option<String>,
    /// Whether that is older than the settings allow.
    pub stale: bool,
}

/// Of which days the statements of a project are known.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StatementWindowLine {
    /// The project that they ran in.
    pub project: String,
    /// Day of the first.
    pub from: String,
    /// Day of the last.
    pub until: String,
    /// Day of the last of which it isn't known what it names: its text is missing, can't be read or runs
    /// what isn't in it, and the warehouse names nothing either.
    #[serde(default)]
    pub unknown: Option<String>,
}
