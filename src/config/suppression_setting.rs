//! `suppressions` in the settings: findings about an entry that may stay for a while.

use globset::GlobMatcher;
use schemars::JsonSchema;
use serde::Deserialize;

use super::settings_check::Checker;
use super::written_settings::Config;
use crate::diagnostic::{FileId, Finding, Pos, Rule, text};
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
    lines: Vec<u32>,
    /// The files that the entry takes.
    files: Option<GlobMatcher>,
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

impl Checker<'_> {
    /// Those of all entries, of rules that there are.
    pub(super) fn suppressions(&mut self, config: &Config) -> Vec<SettingSuppression> {
        let mut all = Vec::new();
        for export in &config.exports {
            let ages = export.max_age.iter().map(|age| age.line);
            let lines = [export.format.line, export.path.line];
            let files = match export.suppressions.is_empty() {
                true => None,
                false => self.glob(&export.path),
            };
            let files = files.map(|glob| glob.compile_matcher());
            let lines: Vec<u32> = lines.into_iter().chain(ages).collect();
            self.entry(&export.suppressions, &lines, files.as_ref(), &mut all);
        }
        let entry_points = &config.entry_points;
        let lines: Vec<u32> = entry_points.datasets.iter().map(|d| d.line).collect();
        self.entry(&entry_points.suppressions, &lines, None, &mut all);
        for audience in &config.audiences {
            self.entry(&audience.suppressions, &[audience.id.line], None, &mut all);
        }
        all
    }

    fn entry(
        &mut self,
        written: &[WrittenSuppression],
        lines: &[u32],
        files: Option<&GlobMatcher>,
        all: &mut Vec<SettingSuppression>,
    ) {
        let file: FileId = self.file;
        for said in written {
            let rule = said.rule.as_str();
            if Rule::parse(rule).is_none() && !rule.contains('/') {
                self.unknown_rule(rule, said.rule.pos(file));
                continue;
            }
            if said.reason.trim().is_empty() {
                let message = text!("the suppression of `{rule}` gives no reason", rule);
                self.findings.push(
                    Finding::new(Rule::MissingField, message)
                        .at(said.rule.pos(file))
                        .help("say in `reason` why it may stay"),
                );
                continue;
            }
            all.push(SettingSuppression {
                rule: said.rule.value.clone(),
                reason: said.reason.clone(),
                until: said.until.clone(),
                pos: said.rule.pos(file),
                lines: lines.to_vec(),
                files: files.cloned(),
            });
        }
    }
}
