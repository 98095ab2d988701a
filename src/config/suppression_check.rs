//! `suppressions` in the settings: of rules that there are, with a reason.

use globset::GlobMatcher;

use super::settings_check::Checker;
use super::suppression_setting::{SettingSuppression, WrittenSuppression};
use super::written_settings::Config;
use crate::diagnostic::{FileId, Finding, Rule, text};

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
