//! The settings as they are written.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::access_setting::AccessSettings;
use super::diff_setting::{ChangeSetting, DiffSettings};
use super::export_setting::ExportSetting;
use super::label_setting::LabelSettings;
use super::personal_setting::PersonalSettings;
use super::publish_setting::PublishSettings;
use super::rule_setting::{RuleTable, SeverityOr};
use super::suppression_setting::WrittenSuppression;
use super::type_family::TypeFamily;
use crate::diagnostic::Severity;
use crate::document::Located;

/// All settings, with defaults where the file is silent.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Config {
    /// Title of the portal.
    pub title: Option<String>,
    /// What the mesh is known by for longer than a title and an address: a `urn:uuid:…`, of which ids in
    /// feeds are made. Where it is missing, the first build makes one and the history keeps it.
    pub id: Option<Located<String>>,
    /// Absolute address at which the portal is published; feeds and the sitemap need it.
    pub base_url: Option<Located<String>>,
    /// Language of the authored text: `en`, `es` or `pt`.
    #[serde(default)]
    pub language: Language,
    /// How often the portal is rebuilt, for example `36h` or `7d`; `off` where nobody promises that.
    /// A portal that is older says so to its readers. `36h` where missing.
    pub rebuild_every: Option<Located<String>>,
    /// Files to leave out, as in a `.gitignore`.
    #[serde(default)]
    pub exclude: Vec<Located<String>>,
    /// Which views are the entry points.
    #[serde(default)]
    pub entry_points: EntryPoints,
    /// Second names: a project, or `project.dataset`, to its true name.
    #[serde(default)]
    pub aliases: BTreeMap<String, Located<String>>,
    /// Files that other systems wrote; `exports/bigquery/**`, `exports/dbt/**` and so on, one folder a
    /// format, where the list is empty.
    #[serde(default)]
    pub exports: Vec<ExportSetting>,
    /// Named sets of readers.
    #[serde(default)]
    pub audiences: Vec<AudienceSetting>,
    /// What an audience's portal shows of what its readers may not query.
    #[serde(default)]
    pub access: AccessSettings,
    /// Warehouse labels that carry meaning.
    #[serde(default)]
    pub labels: LabelSettings,
    /// What is published only where it is listed here: texts of failures, literals, `meta`, tags of
    /// models, owners who may be persons.
    #[serde(default)]
    pub publish: PublishSettings,
    /// Severity of rules: `off`, `info`, `warning`, `error`; or a table of severity, limit and DMEs.
    #[serde(default)]
    pub rules: BTreeMap<String, Located<SeverityOr<RuleTable>>>,
    /// How `vitrina diff` compares a state before with this mesh.
    #[serde(default)]
    pub diff: DiffSettings,
    /// How much changes matter at least, by rule: `breaking`, `risky`; or `{ off = "reason" }`.
    #[serde(default)]
    pub changes: BTreeMap<String, Located<ChangeSetting>>,
    /// Newest version of each framework that DMEs are built with, by its name; where it is missing, the
    /// newest that any DME runs.
    #[serde(default)]
    pub frameworks: BTreeMap<String, Located<String>>,
    /// What counts as personal data, and for whom it is.
    #[serde(default)]
    pub personal: PersonalSettings,
    /// What names of columns, globs allowed, say of their types: a list of families, `any` where a name
    /// says nothing. They come before the usual ones.
    #[serde(default)]
    pub column_types: BTreeMap<String, Located<Vec<TypeFamily>>>,
    /// Looks.
    #[serde(default)]
    pub theme: Theme,
}

/// Language of a portal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Language {
    /// English.
    #[default]
    En,
    /// Spanish.
    Es,
    /// Portuguese.
    Pt,
}

impl Language {
    /// Language tag.
    #[must_use]
    pub(crate) const fn tag(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Es => "es",
            Self::Pt => "pt",
        }
    }
}

/// `[entry_points]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct EntryPoints {
    /// `project.dataset`, or a dataset alone; globs allowed. Every view is a unified view where
    /// the list is empty.
    #[serde(default)]
    pub datasets: Vec<Located<String>>,
    /// Findings about it that may stay for a while.
    #[serde(default)]
    pub suppressions: Vec<WrittenSuppression>,
}

/// `[[audiences]]`.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AudienceSetting {
    /// Unique among audiences; what manifests and `vitrina build --audience` name it by.
    pub id: Located<String>,
    /// Display name; the id where missing.
    pub label: Option<String>,
    /// Who that is, as OBJECT_PRIVILEGES names them.
    #[serde(default)]
    pub grantees: Vec<String>,
    /// Ids of audiences that its readers are of as well, so that they see what these see.
    #[serde(default)]
    pub includes: Vec<Located<String>>,
    /// Absolute address at which its portal is published; the mesh's own where missing.
    pub base_url: Option<Located<String>>,
    /// Findings about it that may stay for a while.
    #[serde(default)]
    pub suppressions: Vec<WrittenSuppression>,
}

/// `[theme]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Theme {
    /// Accent colour, `#rrggbb`.
    pub accent: Option<Located<String>>,
    /// Folder below the mesh root whose `*.html` take the place of the templates of the same names.
    pub templates: Option<Located<String>>,
}

impl<'de> Deserialize<'de> for Severity {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let word = String::deserialize(deserializer)?;
        Self::parse(&word).ok_or_else(|| serde::de::Error::custom("not a severity"))
    }
}

impl Serialize for Severity {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.as_str())
    }
}

impl JsonSchema for Severity {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Severity".into()
    }
    fn inline_schema() -> bool {
        true
    }
    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({ "enum": ["off", "info", "warning", "error"] })
    }
}
