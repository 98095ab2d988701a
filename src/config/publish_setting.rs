//! `[publish]`: what is published only where the settings say so.

use globset::GlobSet;
use schemars::JsonSchema;
use serde::Deserialize;

use crate::document::Located;
use crate::system::Exporter;

/// `[publish]`. Nothing of it is published unless it is listed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct PublishSettings {
    /// Systems whose messages of failed runs, tests and checks are shown: `dbt`, `openlineage`. They
    /// may quote rows.
    #[serde(default)]
    pub run_errors: Vec<Located<Exporter>>,
    /// Systems whose statements are shown with their literals: `openlineage`. A text is `'…'` and a
    /// longer number `0` otherwise.
    #[serde(default)]
    pub statement_literals: Vec<Located<Exporter>>,
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
pub(crate) struct Published {
    pub(super) run_errors: Vec<Exporter>,
    pub(super) statement_literals: Vec<Exporter>,
    pub(super) meta: GlobSet,
    pub(super) model_tags: GlobSet,
    pub(super) owners: GlobSet,
}

impl Published {
    /// Whether messages of a system's runs and tests are.
    #[must_use]
    pub(crate) fn run_errors(&self, exporter: Exporter) -> bool {
        self.run_errors.contains(&exporter)
    }

    /// Whether literals of a system's statements are.
    #[must_use]
    pub(crate) fn statement_literals(&self, exporter: Exporter) -> bool {
        self.statement_literals.contains(&exporter)
    }

    /// Whether an entry of `meta` is.
    #[must_use]
    pub(crate) fn meta(&self, key: &str) -> bool {
        self.meta.is_match(key)
    }

    /// Whether a tag of a model is.
    #[must_use]
    pub(crate) fn model_tag(&self, key: &str) -> bool {
        self.model_tags.is_match(key)
    }

    /// Whether an owner is, who isn't known to be a team.
    #[must_use]
    pub(crate) fn owner(&self, name: &str) -> bool {
        self.owners.is_match(name)
    }
}
