//! Rules that a DME sets for what it holds.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::document::Located;

/// How loud a rule of a DME is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum RuleLevel {
    /// Good to know.
    Info,
    /// Should be kept.
    #[default]
    Warning,
    /// Must be kept.
    Error,
}

/// What a rule of a DME is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Applies {
    /// The tables that the DME owns.
    Tables,
    /// The unified views that it owns.
    Views,
    /// Both.
    #[default]
    All,
}

/// A label that must be there.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RequiredLabel {
    /// Its key.
    pub key: String,
    /// Its value; any where missing.
    pub value: Option<String>,
}

/// A column that must not be there; with both keys, one of that name and that type.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("minProperties" = 1))]
pub(crate) struct ForbiddenColumn {
    /// Its name; globs allowed.
    pub name: Option<Located<String>>,
    /// Its type; globs allowed.
    #[serde(rename = "type")]
    pub data_type: Option<Located<String>>,
}

/// What a machine checks of a rule; exactly one key.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub(crate) struct RuleCheck {
    /// The last part of each name is of this pattern, for example `{dim,fct}_*`.
    pub name_pattern: Option<Located<String>>,
    /// Each has this label.
    pub required_label: Option<RequiredLabel>,
    /// Each has this tag.
    pub required_tag: Option<String>,
    /// None has such a column.
    pub forbidden_column: Option<ForbiddenColumn>,
    /// None was loaded longer ago, for example `36h`.
    pub max_age: Option<Located<String>>,
}

/// A rule or a recommendation that everything in the DME follows.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct EnvironmentRule {
    /// Unique in the DME.
    pub id: Located<String>,
    /// The rule in a sentence.
    pub text: String,
    /// How binding it is.
    #[serde(default)]
    pub severity: RuleLevel,
    /// Longer explanation.
    #[schemars(extend("format" = "uri"))]
    pub url: Option<String>,
    /// What of it a machine checks; nothing where missing.
    pub check: Option<RuleCheck>,
    /// What is checked.
    #[serde(default)]
    pub applies: Applies,
    /// Full names of tables and views that are excepted; globs allowed.
    #[serde(default)]
    pub except: Vec<Located<String>>,
}
