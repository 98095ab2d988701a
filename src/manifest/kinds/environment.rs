//! `kind: DataMeshEnvironment`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    AuthoritativeDefinition, CustomProperty, EnvironmentRule, Lifecycle, Status, Support,
    Suppression, TeamRef, Training,
};
use crate::document::Located;

/// Warehouse infrastructure that a DME holds (ODCS `servers`); a claim on every table in it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Server {
    /// Short name of the server.
    #[allow(dead_code, reason = "part of the schema; nothing follows from it")]
    pub server: Option<String>,
    /// Kind of warehouse, for example `bigquery`.
    #[serde(rename = "type")]
    pub kind: String,
    /// For example `prod`.
    #[allow(dead_code, reason = "part of the schema; nothing follows from it")]
    pub environment: Option<String>,
    /// Project (database, catalog); globs allowed.
    pub project: Located<String>,
    /// Dataset (schema); globs allowed; every dataset of the project where missing.
    pub dataset: Option<Located<String>>,
    /// Table name; globs allowed; every table of the dataset where missing.
    pub table: Option<Located<String>>,
    /// Whether what lies there is hidden from who may not query it.
    #[serde(default)]
    pub hidden: bool,
}

/// What readers of a view learn of a table behind it that they may not query.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum PublishedFact {
    /// Which DME the view belongs to, where its tables decide that.
    Owner,
    /// When the table was loaded, and what is promised of that.
    Freshness,
    /// Whether something is wrong with it.
    State,
    /// The SQL of the view, which names the table.
    Sql,
    /// From which columns those of the view come.
    Columns,
}

/// A dataset or project that is published under a second name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Alias {
    /// The second name: `project`, `project.*`, `project.dataset` or `project.dataset.*`.
    pub from: Located<String>,
    /// The true name, of the same form.
    pub to: String,
}

/// An access role and how to get it (ODCS `roles`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Role {
    /// Name of the role as the warehouse knows it.
    pub role: String,
    /// For example `read`, `write`.
    pub access: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Where to ask for it.
    #[schemars(extend("format" = "uri"))]
    pub request_url: Option<String>,
    /// Who approves first.
    pub first_level_approvers: Option<String>,
    /// Who approves second.
    pub second_level_approvers: Option<String>,
}

/// A library to work with the DME's data.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Sdk {
    /// Package name.
    pub name: String,
    /// Programming language.
    pub language: Option<String>,
    /// Version to use.
    pub version: Option<String>,
    /// Its documentation.
    #[schemars(extend("format" = "uri"))]
    pub url: Option<String>,
}

/// How incidents of the DME are handled.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct IncidentManagement {
    /// For example `monte-carlo`, `pagerduty`.
    pub tool: String,
    /// What to do when something breaks.
    #[schemars(extend("format" = "uri"))]
    pub runbook_url: Option<String>,
    /// Who is called.
    pub on_call: Option<String>,
    /// Severity to time of response, for example `SEV_1: 30m`.
    #[serde(default)]
    pub severities: std::collections::BTreeMap<String, String>,
}

/// The framework that a DME is built with.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Framework {
    /// Its name.
    pub name: Located<String>,
    /// The version that runs.
    pub version: String,
}

/// A Data Mesh Environment: what a domain inhabits.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DataMeshEnvironment {
    /// Unique among DMEs.
    pub id: Located<String>,
    /// Display name; the id where missing.
    pub name: Option<String>,
    /// Life-cycle state.
    #[serde(default)]
    pub status: Status,
    /// Whether it is hidden, with its views, from who may not query them.
    #[serde(default)]
    pub hidden: bool,
    /// What readers of views over its tables learn of these: `owner`, `freshness`, `state`, `sql`,
    /// `columns`; as `[access]` of the settings says where missing.
    pub publish: Option<Vec<PublishedFact>>,
    /// Markdown.
    pub description: Option<String>,
    /// Free words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Ids of the domains that inhabit it; the first is its home.
    #[serde(default)]
    pub domains: Vec<Located<String>>,
    /// Day on which it was set up, `YYYY-MM-DD`.
    #[schemars(extend("format" = "date"))]
    pub created: Option<String>,
    /// Dates and replacement.
    #[serde(default)]
    pub lifecycle: Lifecycle,
    /// Owner.
    pub team: Option<TeamRef>,
    /// The framework that it is built with.
    pub framework: Option<Framework>,
    /// Infrastructure; a claim on all tables in it.
    #[serde(default)]
    pub servers: Vec<Server>,
    /// Second names of its datasets.
    #[serde(default)]
    pub aliases: Vec<Alias>,
    /// Access roles.
    #[serde(default)]
    pub roles: Vec<Role>,
    /// Libraries.
    #[serde(default)]
    pub sdks: Vec<Sdk>,
    /// Where to ask.
    #[serde(default)]
    pub support: Vec<Support>,
    /// What happens when something breaks.
    pub incident_management: Option<IncidentManagement>,
    /// Courses.
    #[serde(default)]
    pub training: Vec<Training>,
    /// Rules and recommendations.
    #[serde(default)]
    pub rules: Vec<EnvironmentRule>,
    /// Documents that define it.
    #[serde(default)]
    pub authoritative_definitions: Vec<AuthoritativeDefinition>,
    /// Anything else.
    #[serde(default)]
    pub custom_properties: Vec<CustomProperty>,
    /// Findings about it that may stay for a while.
    #[serde(default)]
    pub suppressions: Vec<Suppression>,
}
