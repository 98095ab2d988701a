//! The five kinds of our own, `apiVersion: vitrina/v1`. These types are the single source of truth:
//! `vitrina schema` prints the JSON Schemas generated from them, the validator checks documents
//! against those very schemas, and the reader decodes into them. Field names are those of the
//! Open Data Product Standard and the Open Data Contract Standard wherever they have one.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::document::Located;

/// Where an asset is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Status {
    /// Suggested; nothing exists yet.
    Proposed,
    /// Being built; not for consumers yet.
    Draft,
    /// In use and supported.
    #[default]
    Active,
    /// Still works; consumers should move to its replacement.
    Deprecated,
    /// Gone, or about to go without further notice.
    Retired,
}

/// A person on a team.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Member {
    /// Account name or e-mail address.
    pub username: String,
    /// Display name.
    pub name: Option<String>,
    /// What the person does on the team, for example `owner` or `steward`.
    pub role: Option<String>,
}

/// The team that owns something: a reference to a `Team` manifest, or a team described in place.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct TeamRef {
    /// `id` of a `Team` manifest, or the name of a team that has none.
    pub name: Located<String>,
    /// Members, where no `Team` manifest lists them.
    #[serde(default)]
    pub members: Vec<Member>,
}

/// A place to ask for help (ODCS `support`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Support {
    /// Channel, for example `#orders-data`.
    pub channel: String,
    /// Tool, for example `slack`, `email`, `ticket`.
    pub tool: Option<String>,
    /// What the channel is for, for example `interactive`, `announcements`, `issues`.
    pub scope: Option<String>,
    /// Address to open it.
    pub url: Option<String>,
}

/// A pointer to a document that defines this asset (ODCS `authoritativeDefinitions`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct AuthoritativeDefinition {
    /// What the document is, for example `businessDefinition`, `implementation`, `tutorial`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its address.
    pub url: String,
}

/// Anything else worth keeping (ODCS `customProperties`); shown as it is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct CustomProperty {
    /// Name of the property.
    pub property: String,
    /// Its value, as text.
    pub value: String,
}

/// What a domain or product lived through.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Lifecycle {
    /// First day, `YYYY-MM-DD`.
    pub valid_from: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    pub valid_to: Option<String>,
    /// Day on which deprecation was announced.
    pub deprecation_date: Option<String>,
    /// Day after which it no longer works.
    pub end_of_life: Option<String>,
    /// Id (domain, DME, product) or full name (table, view) of what replaces it.
    pub replaced_by: Option<Located<String>>,
    /// Domains that this one was split into.
    #[serde(default)]
    pub split_into: Vec<Located<String>>,
    /// Domain that this one was merged into.
    pub merged_into: Option<Located<String>>,
}

/// A business domain; domains form a tree.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Domain {
    /// Unique among domains.
    pub id: Located<String>,
    /// Display name; the id where missing.
    pub name: Option<String>,
    /// Life-cycle state.
    #[serde(default)]
    pub status: Status,
    /// Markdown.
    pub description: Option<String>,
    /// Free words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// `id` of the domain above this one.
    pub parent: Option<Located<String>>,
    /// Dates, splits and merges.
    #[serde(default)]
    pub lifecycle: Lifecycle,
    /// Owner.
    pub team: Option<TeamRef>,
    /// Where to ask.
    #[serde(default)]
    pub support: Vec<Support>,
    /// Documents that define it.
    #[serde(default)]
    pub authoritative_definitions: Vec<AuthoritativeDefinition>,
    /// Anything else.
    #[serde(default)]
    pub custom_properties: Vec<CustomProperty>,
}

/// Warehouse infrastructure that a DME holds (ODCS `servers`); a claim on every table in it.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Server {
    /// Short name of the server.
    pub server: Option<String>,
    /// Kind of warehouse, for example `bigquery`.
    #[serde(rename = "type")]
    pub kind: String,
    /// For example `prod`.
    pub environment: Option<String>,
    /// Project (database, catalog); globs allowed.
    pub project: Located<String>,
    /// Dataset (schema); globs allowed; every dataset of the project where missing.
    pub dataset: Option<Located<String>>,
    /// Table name; globs allowed; every table of the dataset where missing.
    pub table: Option<Located<String>>,
}

/// A dataset or project that is published under a second name.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Alias {
    /// The second name: `project`, `project.*`, `project.dataset` or `project.dataset.*`.
    pub from: Located<String>,
    /// The true name, of the same form.
    pub to: String,
}

/// An access role and how to get it (ODCS `roles`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Role {
    /// Name of the role as the warehouse knows it.
    pub role: String,
    /// For example `read`, `write`.
    pub access: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Where to ask for it.
    pub request_url: Option<String>,
    /// Who approves first.
    pub first_level_approvers: Option<String>,
    /// Who approves second.
    pub second_level_approvers: Option<String>,
}

/// A library to work with the DME's data.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Sdk {
    /// Package name.
    pub name: String,
    /// Programming language.
    pub language: Option<String>,
    /// Version to use.
    pub version: Option<String>,
    /// Its documentation.
    pub url: Option<String>,
}

/// How incidents of the DME are handled.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct IncidentManagement {
    /// For example `monte-carlo`, `pagerduty`.
    pub tool: String,
    /// What to do when something breaks.
    pub runbook_url: Option<String>,
    /// Who is called.
    pub on_call: Option<String>,
    /// Severity to time of response, for example `SEV_1: 30m`.
    #[serde(default)]
    pub severities: std::collections::BTreeMap<String, String>,
}

/// A course or a text about the DME.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Training {
    /// Title.
    pub name: String,
    /// Where it is.
    pub url: Option<String>,
    /// For whom, for example `consumers` or `producers`.
    pub audience: Option<String>,
}

/// How loud a rule of a DME is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleLevel {
    /// Good to know.
    Info,
    /// Should be kept.
    #[default]
    Warning,
    /// Must be kept.
    Error,
}

/// A rule or a recommendation that everything in the DME follows.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct EnvironmentRule {
    /// Unique in the DME.
    pub id: String,
    /// The rule in a sentence.
    pub text: String,
    /// How binding it is.
    #[serde(default)]
    pub severity: RuleLevel,
    /// Longer explanation.
    pub url: Option<String>,
}

/// A Data Mesh Environment: what a domain inhabits.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DataMeshEnvironment {
    /// Unique among DMEs.
    pub id: Located<String>,
    /// Display name; the id where missing.
    pub name: Option<String>,
    /// Life-cycle state.
    #[serde(default)]
    pub status: Status,
    /// Markdown.
    pub description: Option<String>,
    /// Free words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Ids of the domains that inhabit it; the first is its home.
    #[serde(default)]
    pub domains: Vec<Located<String>>,
    /// Day on which it was set up, `YYYY-MM-DD`.
    pub created: Option<String>,
    /// Dates and replacement.
    #[serde(default)]
    pub lifecycle: Lifecycle,
    /// Owner.
    pub team: Option<TeamRef>,
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
}

/// Declared importance of a product.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
#[allow(missing_docs, reason = "the names say all")]
pub enum Criticality {
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
pub struct ProductTable {
    /// Logical name.
    pub name: String,
    /// `project.dataset.table`; where the project is missing, that of the DME's only server.
    pub physical_name: Located<String>,
    /// `table`, `view`, `topic`; free text.
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
    pub job: Option<String>,
    /// Full names that this table had before, newest first; where it moved from.
    #[serde(default)]
    pub previous_names: Vec<PreviousName>,
}

/// A name that a table had before it moved.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PreviousName {
    /// `project.dataset.table`.
    pub name: Located<String>,
    /// Last day under that name, `YYYY-MM-DD`.
    pub until: Option<String>,
    /// `id` of the DME that held it then.
    pub environment: Option<Located<String>>,
}

/// An audience of an output port.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct PortAudience {
    /// `id` of an audience in `vitrina.toml`, or a plain name.
    pub name: String,
    /// Who that is for the warehouse, for example `group:data-viewers@example.com`.
    pub grantee: Option<String>,
    /// Role that it gets.
    pub role: Option<String>,
}

/// What a product publishes (ODPS `outputPorts`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct OutputPort {
    /// Name of the port.
    pub name: Located<String>,
    /// Version of the port.
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
    /// Who may use it.
    #[serde(default)]
    pub audiences: Vec<PortAudience>,
    /// Full names that it is made from, where no SQL says so.
    #[serde(default)]
    pub declared_inputs: Vec<Located<String>>,
}

/// What a product consumes (ODPS `inputPorts`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct InputPort {
    /// Name of the port.
    pub name: Located<String>,
    /// Version of the port.
    pub version: Option<String>,
    /// Full name of the view or table that it reads.
    pub physical_name: Option<Located<String>>,
    /// `id` of an ODCS contract that describes it.
    pub contract_id: Option<Located<String>>,
}

/// A service level (ODCS `slaProperties`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct SlaProperty {
    /// For example `latency`, `frequency`, `retention`, `timeOfAvailability`, `availability`.
    pub property: String,
    /// The level, as text.
    pub value: String,
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

/// A check that each release has to pass.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct ReleaseCheck {
    /// Unique in the product.
    pub id: String,
    /// For example `dbt-test`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Whether a release may go out without it.
    #[serde(default)]
    pub required: bool,
}

/// A released version.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Release {
    /// Version.
    pub version: String,
    /// Day, `YYYY-MM-DD`.
    pub date: Option<String>,
    /// What changed, for its consumers.
    pub notes: Option<String>,
}

/// A data product: what a DME publishes.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct DataProduct {
    /// Unique among products.
    pub id: Located<String>,
    /// Display name; the id where missing.
    pub name: Option<String>,
    /// Version.
    pub version: Option<String>,
    /// Life-cycle state.
    #[serde(default)]
    pub status: Status,
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
}

/// A team that owns things.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Team {
    /// Unique among teams.
    pub id: Located<String>,
    /// Display name; the id where missing.
    pub name: Option<String>,
    /// Markdown.
    pub description: Option<String>,
    /// Free words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// `id` of the team above this one.
    pub parent: Option<Located<String>>,
    /// People.
    #[serde(default)]
    pub members: Vec<Member>,
    /// Where to ask.
    #[serde(default)]
    pub support: Vec<Support>,
    /// Other words that exports use for it: label values, dbt group names, e-mail addresses.
    #[serde(default)]
    pub also_known_as: Vec<String>,
}

/// A word that the mesh uses in one meaning.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct GlossaryTerm {
    /// Unique among terms.
    pub id: Located<String>,
    /// The term as written.
    pub name: Option<String>,
    /// Life-cycle state.
    #[serde(default)]
    pub status: Status,
    /// What it means; Markdown.
    pub description: Option<String>,
    /// Free words to find it by.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Other words for the same thing.
    #[serde(default)]
    pub synonyms: Vec<String>,
    /// Ids of terms nearby.
    #[serde(default)]
    pub related: Vec<Located<String>>,
    /// `id` of the domain in which it has this meaning.
    pub domain: Option<Located<String>>,
    /// Owner of the definition.
    pub team: Option<TeamRef>,
    /// Assets that it describes: `view:project.dataset.name`, `table:…`, `product:…`.
    #[serde(default)]
    pub assets: Vec<Located<String>>,
    /// Documents that define it.
    #[serde(default)]
    pub authoritative_definitions: Vec<AuthoritativeDefinition>,
}
