//! `[publish]`: what is published only where the settings say so.

use globset::{GlobBuilder, GlobSet, GlobSetBuilder};
use schemars::JsonSchema;
use serde::Deserialize;

use super::ExportFormat;
use super::check::Checker;
use crate::diagnostic::{Finding, Rule};
use crate::document::Located;

/// `[publish]`. Nothing of it is published unless it is listed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct PublishSettings {
    /// Systems whose messages of failed runs, tests and checks are shown: `dbt`, `openlineage`. They
    /// may quote rows.
    #[serde(default)]
    pub run_errors: Vec<Located<ExportFormat>>,
    /// Systems whose statements are shown with their literals: `openlineage`. A text is `'…'` and a
    /// longer number `0` otherwise.
    #[serde(default)]
    pub statement_literals: Vec<Located<ExportFormat>>,
    /// Keys of `meta` (dbt) that are shown and searched; globs allowed. Those that name an owner or a
    /// DME serve to find it all the same.
    #[serde(default)]
    pub meta: Vec<Located<String>>,
    /// Keys of tags of ML models that are shown; globs allowed.
    #[serde(default)]
    pub model_tags: Vec<Located<String>>,
    /// Owners that are shown as exports name them, beside the teams of the mesh and names that say
    /// that they are a team's; globs allowed. E-mail addresses never are.
    #[serde(default)]
    pub owners: Vec<Located<String>>,
}

/// The same, ready to use.
#[derive(Debug, Clone, Default)]
pub struct Published {
    run_errors: Vec<ExportFormat>,
    statement_literals: Vec<ExportFormat>,
    meta: GlobSet,
    model_tags: GlobSet,
    owners: GlobSet,
}

impl Published {
    /// Whether messages of a system's runs and tests are.
    #[must_use]
    pub fn run_errors(&self, format: &str) -> bool {
        self.run_errors.iter().any(|f| f.as_str() == format)
    }

    /// Whether literals of a system's statements are.
    #[must_use]
    pub fn statement_literals(&self, format: &str) -> bool {
        self.statement_literals.iter().any(|f| f.as_str() == format)
    }

    /// Whether an entry of `meta` is.
    #[must_use]
    pub fn meta(&self, key: &str) -> bool {
        self.meta.is_match(key)
    }

    /// Whether a tag of a model is.
    #[must_use]
    pub fn model_tag(&self, key: &str) -> bool {
        self.model_tags.is_match(key)
    }

    /// Whether an owner is, who isn't known to be a team.
    #[must_use]
    pub fn owner(&self, name: &str) -> bool {
        self.owners.is_match(name)
    }
}

impl Checker<'_> {
    pub(super) fn publish(&mut self, settings: &PublishSettings) -> Published {
        Published {
            run_errors: self.systems(
                "run_errors",
                &settings.run_errors,
                &[ExportFormat::Dbt, ExportFormat::Openlineage],
            ),
            statement_literals: self.systems(
                "statement_literals",
                &settings.statement_literals,
                &[ExportFormat::Openlineage],
            ),
            meta: self.words(&settings.meta),
            model_tags: self.words(&settings.model_tags),
            owners: self.words(&settings.owners),
        }
    }

    /// The systems of a list. One of which there is nothing to publish would be listed in vain.
    fn systems(
        &mut self,
        key: &str,
        listed: &[Located<ExportFormat>],
        known: &[ExportFormat],
    ) -> Vec<ExportFormat> {
        for system in listed.iter().filter(|s| !known.contains(&s.value)) {
            let names: Vec<String> = known
                .iter()
                .map(|format| format!("`{}`", format.as_str()))
                .collect();
            self.findings.push(
                Finding::new(
                    Rule::WrongType,
                    format!(
                        "`{key}` lists `{}`, which has nothing of the kind",
                        system.value.as_str()
                    ),
                )
                .at(system.pos(self.file))
                .help(format!(
                    "remove it; what can stand here: {}",
                    names.join(", ")
                )),
            );
        }
        listed.iter().map(|system| system.value).collect()
    }

    /// Globs of words: `*` stands for dots and slashes as well.
    fn words(&mut self, patterns: &[Located<String>]) -> GlobSet {
        let mut set = GlobSetBuilder::new();
        for pattern in patterns {
            // What isn't a glob is a finding.
            if self.glob(pattern).is_none() {
                continue;
            }
            let glob = GlobBuilder::new(pattern.as_str())
                .literal_separator(false)
                .build();
            if let Ok(glob) = glob {
                set.add(glob);
            }
        }
        // Each glob is one that the same library has made; none at all publishes nothing.
        set.build().unwrap_or_default()
    }
}
