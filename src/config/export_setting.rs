//! `[[exports]]`: files that other systems wrote.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use super::suppression_setting::WrittenSuppression;
use crate::diagnostic::Pos;
use crate::document::Located;
use crate::system::{Exporter, WarehouseDialect};

/// `[[exports]]`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExportSetting {
    /// Which system wrote it.
    pub format: Located<Exporter>,
    /// Which warehouse it is (`information-schema`): how names are compared and views written.
    pub dialect: Option<Located<WarehouseDialect>>,
    /// Glob under the mesh root.
    pub path: Located<String>,
    /// Older than this is stale, for example `36h` or `7d`.
    pub max_age: Option<Located<String>>,
    /// Columns of a CSV whose headers have other names (Monte Carlo): our name to the header.
    #[serde(default)]
    pub columns: BTreeMap<String, String>,
    /// Tag of a run or its datasets that names the table that was read (MLflow); `table` where
    /// missing.
    pub table_key: Option<String>,
    /// Findings about it, and in its files, that may stay for a while.
    #[serde(default)]
    pub suppressions: Vec<WrittenSuppression>,
}

/// An export to read.
#[derive(Debug, Clone)]
pub(crate) struct Export {
    /// Which system wrote it.
    pub format: Exporter,
    /// See [`ExportSetting::dialect`].
    pub dialect: Option<WarehouseDialect>,
    /// Matches its files.
    pub glob: globset::GlobMatcher,
    /// Where the setting stands; missing for the usual folders.
    pub pos: Option<Pos>,
    /// Allowed age in seconds.
    pub max_age: Option<i64>,
    /// See [`ExportSetting::columns`].
    pub columns: BTreeMap<String, String>,
    /// See [`ExportSetting::table_key`].
    pub table_key: Option<String>,
}

/// Seconds of a duration such as `36h`, `7 days` or `P1D`; months and years have no fixed length.
#[must_use]
pub(crate) fn duration(text: &str) -> Option<i64> {
    let span: jiff::Span = text.trim().parse().ok()?;
    let days = jiff::SpanRelativeTo::days_are_24_hours();
    let total = span.total((jiff::Unit::Second, days)).ok()?;
    #[allow(clippy::cast_possible_truncation, reason = "bounded")]
    (0.0..1e11).contains(&total).then_some(total as i64)
}
