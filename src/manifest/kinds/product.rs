//! `kind: DataProduct`.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{
    AuthoritativeDefinition, CustomProperty, Lifecycle, OneOrMore, Status, Support, Suppression,
    TeamRef,
};
use crate::document::Located;

/// Declared importance of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say all")]
pub(crate) enum Criticality {
    #[serde(rename = "tier_1")]
    Tier1,
    #[serde(rename = "tier_2")]
    Tier2,
    #[serde(rename = "tier_3")]
    Tier3,
}

/// A productive table of the product, in words of an ODCS schema object.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ProductTable {
    /// Logical name.
    pub name: String,
    /// `project.dataset.table`; where the project is missing, that of the DME's only server.
    pub physical_name: Located<String>,
    /// `table`, `view`, `topic`; free text.
    #[allow(dead_code, reason = "part of the schema; nothing follows from it")]
    pub physical_type: Option<String>,
    /// Markdown; used where the warehouse has none.
    pub description: Option<String>,
    /// Life-cycle state, where it differs from the product's.
    pub status: Option<Status>,
    /// Dates and replacement (the full name of another table).
    #[serde(default)]
    pub lifecycle: Lifecycle,
    /// `id` of an ODCS contract.
    pub contract_id: Option<Located<String>>,
    /// Job that writes it.
    #[allow(dead_code, reason = "part of the schema; nothing follows from it")]
    pub job: Option<String>,
    /// Full names that this table had before, newest first; where it moved from.
    #[serde(default)]
    pub previous_names: Vec<PreviousName>,
    /// Full names that it had before it was renamed.
    #[serde(default)]
    pub renamed_from: OneOrMore,
    /// Columns that were renamed.
    #[serde(default)]
    pub columns: Vec<RenamedColumn>,
    /// Findings about it that may stay for a while.
    #[serde(default)]
    pub suppressions: Vec<Suppression>,
}

/// A column that had another name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct RenamedColumn {
    /// Its name; a field of a nested column with those above it, `address.city`.
    pub name: String,
    /// Names that it had before.
    pub renamed_from: OneOrMore,
}

/// A name that a table had before it moved.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PreviousName {
    /// `project.dataset.table`.
    pub name: Located<String>,
    /// Last day under that name, `YYYY-MM-DD`.
    #[schemars(extend("format" = "date"))]
    pub until: Option<String>,
    /// `id` of the DME that held it then.
    pub environment: Option<Located<String>>,
}

/// An audience of an output port.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct PortAudience {
    /// `id` of an audience in `vitrina.toml`, or a plain name.
    pub name: Located<String>,
    /// Who that is for the warehouse, for example `group:data-viewers@example.com`.
    pub grantee: Option<String>,
    /// Role that it gets.
    pub role: Option<String>,
}

/// What a product publishes (ODPS `outputPorts`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct OutputPort {
    /// Name of the port.
    pub name: Located<String>,
    /// Version of the port; of the contract, the version nearest to it counts.
    pub version: Option<String>,
    /// `unifiedView`, `table`, `api` …; free text.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Markdown; used where the warehouse has none.
    pub description: Option<String>,
    /// Full name of the view or table, `project.dataset.name`.
    pub physical_name: Option<Located<String>>,
    /// Life-cycle state, where it differs from the product's.
    pub status: Option<Status>,
    /// Dates and replacement (the full name of another view).
    #[serde(default)]
    pub lifecycle: Lifecycle,
    /// `id` of an ODCS contract.
    pub contract_id: Option<Located<String>>,
    /// Who may use it; an empty list is nobody. Where missing, grants say so.
    #[serde(default)]
    #[schemars(with = "Vec<PortAudience>")]
    pub audiences: Option<Vec<PortAudience>>,
    /// Full names that it is made from, where no SQL says so.
    #[serde(default)]
    pub declared_inputs: Vec<Located<String>>,
    /// Full names that it had before it was renamed.
    #[serde(default)]
    pub renamed_from: OneOrMore,
    /// Columns that were renamed.
    #[serde(default)]
    pub columns: Vec<RenamedColumn>,
    /// Findings about it that may stay for a while.
    #[serde(default)]
    pub suppressions: Vec<Suppression>,
}

/// What a product consumes (ODPS `inputPorts`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct InputPort {
    /// Name of the port.
    pub name: Located<String>,
    /// Version of the port; of the contract, the version nearest to it counts.
    pub version: Option<String>,
    /// Full name of the view or table that it reads.
    pub physical_name: Option<Located<String>>,
    /// `id` of an ODCS contract that describes it.
    pub contract_id: Option<Located<String>>,
    /// Findings about it that may stay for a while.
    #[serde(default)]
    pub suppressions: Vec<Suppression>,
}

/// A service level (ODCS `slaProperties`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct SlaProperty {
    /// For example `latency`, `frequency`, `retention`, `timeOfAvailability`, `availability`.
    pub property: Located<String>,
    /// The level, as text.
    pub value: Located<String>,
    /// Second value, for ranges.
    pub value_ext: Option<String>,
    /// For example `d`, `h`, `%`.
    pub unit: Option<String>,
    /// Table, or `table.column`, to which it applies; the whole product where missing.
    pub element: Option<String>,
    /// `regulatory`, `analytics`, `operational`.
    pub driver: Option<String>,
    /// What it means in words.
    pub description: Option<String>,
}

/// The result that a check waits for; exactly one key.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[schemars(extend("minProperties" = 1, "maxProperties" = 1))]
pub(crate) struct WaitsFor {
    /// A dbt test: its `unique_id`, or its name, the third part of that.
    pub dbt_test: Option<String>,
    /// A quality rule of a contract of the product: its `name` or `id`.
    pub quality: Option<String>,
    /// A monitor: its id or title.
    pub monitor: Option<String>,
    /// A job: its name with its system, `airflow/dag`, or without.
    pub job: Option<String>,
}

/// A check that each release has to pass.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ReleaseCheck {
    /// Unique in the product.
    pub id: Located<String>,
    /// For example `dbt-test`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Whether a release may go out without it.
    #[serde(default)]
    pub required: bool,
    /// The result that shows that it passed: found in the exports, and newer than the last release.
    pub waits_for: Option<WaitsFor>,
}

/// A released version.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Release {
    /// Version.
    pub version: String,
    /// Day, `YYYY-MM-DD`.
    #[schemars(extend("format" = "date"))]
    pub date: Option<String>,
    /// What changed, for its consumers.
    pub notes: Option<String>,
}

/// A data product: what a DME publishes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct DataProduct {
    /// Unique among products.
    pub id: Located<String>,
    /// Display name; the id where missing.
    pub name: Option<String>,
    /// Version.
    pub version: Option<Located<String>>,
    /// Life-cycle state.
    #[serde(default)]
    pub status: Status,
    /// Whether it is hidden, with its views, from who may not query them.
    #[serde(default)]
    pub hidden: bool,
    /// Markdown.
    pub description: Option<String>,
    /// Free words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// `id` of its domain.
    pub domain: Option<Located<String>>,
    /// `id` of the DME that publishes it.
    pub environment: Located<String>,
    /// Declared importance.
    pub criticality: Option<Criticality>,
    /// Whether it is a source of master data.
    #[serde(default)]
    pub master_data: bool,
    /// Owner; the DME's where missing.
    pub team: Option<TeamRef>,
    /// Who is called when something of it breaks; the team's where missing, or the DME's.
    pub on_call: Option<String>,
    /// Where to ask; the DME's where missing.
    #[serde(default)]
    pub support: Vec<Support>,
    /// Productive tables.
    #[serde(default)]
    pub tables: Vec<ProductTable>,
    /// What it reads.
    #[serde(default)]
    pub input_ports: Vec<InputPort>,
    /// What it publishes.
    #[serde(default)]
    pub output_ports: Vec<OutputPort>,
    /// Service levels.
    #[serde(default)]
    pub sla_properties: Vec<SlaProperty>,
    /// What each release has to pass.
    #[serde(default)]
    pub release_checks: Vec<ReleaseCheck>,
    /// Release record, newest first.
    #[serde(default)]
    pub releases: Vec<Release>,
    /// Dates and replacement.
    #[serde(default)]
    pub lifecycle: Lifecycle,
    /// Documents that define it.
    #[serde(default)]
    pub authoritative_definitions: Vec<AuthoritativeDefinition>,
    /// Anything else.
    #[serde(default)]
    pub custom_properties: Vec<CustomProperty>,
    /// `id` that it had before it was renamed.
    #[serde(default)]
    pub renamed_from: OneOrMore,
    /// Findings about it that may stay for a while.
    #[serde(default)]
    pub suppressions: Vec<Suppression>,
}
