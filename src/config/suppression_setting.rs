//! `suppressions` in the settings: findings about an entry that may stay for a while.

use globset::GlobMatcher;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::Pos;
use crate::document::Located;

/// A finding that may stay until a day; it stands in the entry that it is about.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct WrittenSuppression {
    /// Id of the rule.
    pub rule: Located<String>,
    /// Why it may stay.
    pub reason: String,
    /// Last day on which it may, `YYYY-MM-DD`.
    #[schemars(extend("format" = "date"))]
    pub until: String,
}

/// A suppression, and the entry that it is about.
#[derive(Debug, Clone)]
pub(crate) struct SettingSuppression {
    /// Id of the rule.
    pub rule: String,
    /// Why it may stay, as written.
    pub reason: String,
    /// Last day on which it may, `YYYY-MM-DD`.
    pub until: String,
    /// Where its `rule` stands.
    pub pos: Pos,
    /// Lines of the settings on which values of the entry stand.
    pub lines: Vec<u32>,
    /// The files that the entry takes.
    pub files: Option<GlobMatcher>,
}

impl SettingSuppression {
    /// Whether it is about what stands at a place of the settings, or in a file.
    #[must_use]
    pub(crate) fn covers(&self, pos: Option<Pos>, path: Option<&str>) -> bool {
        let is_here = |pos: Pos| pos.file == self.pos.file && self.lines.contains(&pos.line);
        let takes = |path: &str| {
            self.files
                .as_ref()
                .is_some_and(|files| files.is_match(path))
        };
        pos.is_some_and(is_here) || path.is_some_and(takes)
    }
}
