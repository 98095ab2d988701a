//! The five kinds of our own, `apiVersion: vitrina/v1`. These types are the single source of truth:
//! `vitrina schema` prints the JSON Schemas generated from them, the validator checks documents
//! against those very schemas, and the reader decodes into them. Field names are those of the
//! Open Data Product Standard and the Open Data Contract Standard wherever they have one.

mod environment;
mod environment_rule;
mod one_or_more;
mod product;
mod training_record;
mod written_suppression;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::document::Located;

pub(crate) use environment::*;
pub(crate) use environment_rule::*;
pub(crate) use one_or_more::OneOrMore;
pub(crate) use product::*;
pub(crate) use training_record::*;
pub(crate) use written_suppression::*;

/// Where an asset is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Status {
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
pub(crate) struct Member {
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
pub(crate) struct TeamRef {
    /// `id` of a `Team` manifest, or the name of a team that has none.
    pub name: Located<String>,
    /// Members, where no `Team` manifest lists them.
    #[serde(default)]
    pub members: Vec<Member>,
}

/// A place to ask for help (ODCS `support`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Support {
    /// Channel, for example `#orders-data`.
    pub channel: String,
    /// What to know before asking there.
    pub description: Option<String>,
    /// Tool, for example `slack`, `email`, `ticket`.
    pub tool: Option<String>,
    /// What the channel is for, for example `interactive`, `announcements`, `issues`.
    pub scope: Option<String>,
    /// Address to open it.
    #[schemars(extend("format" = "uri"))]
    pub url: Option<String>,
}

/// A pointer to a document that defines this asset (ODCS `authoritativeDefinitions`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct AuthoritativeDefinition {
    /// What the document is, for example `businessDefinition`, `implementation`, `tutorial`.
    #[serde(rename = "type")]
    pub kind: String,
    /// Its address.
    #[schemars(extend("format" = "uri"))]
    pub url: String,
    /// What it says, in a sentence.
    pub description: Option<String>,
}

/// Anything else worth keeping (ODCS `customProperties`); shown as it is.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct CustomProperty {
    /// Name of the property.
    pub property: String,
    /// Its value, as text.
    pub value: String,
}

/// What a domain or product lived through.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Lifecycle {
    /// First day, `YYYY-MM-DD`.
    #[schemars(extend("format" = "date"))]
    pub valid_from: Option<String>,
    /// Last day, `YYYY-MM-DD`.
    #[schemars(extend("format" = "date"))]
    pub valid_to: Option<String>,
    /// Day on which deprecation was announced.
    #[schemars(extend("format" = "date"))]
    pub deprecation_date: Option<String>,
    /// Day after which it no longer works.
    #[schemars(extend("format" = "date"))]
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
pub(crate) struct Domain {
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
    /// Findings about it that may stay for a while.
    #[serde(default)]
    pub suppressions: Vec<Suppression>,
}

/// A team that owns things.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Team {
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
    /// Who is called when something of it breaks: a rota, a channel or an address.
    pub on_call: Option<String>,
    /// Other words that exports use for it: label values, dbt group names, e-mail addresses.
    #[serde(default)]
    pub also_known_as: Vec<String>,
    /// Findings about it that may stay for a while.
    #[serde(default)]
    pub suppressions: Vec<Suppression>,
}

/// A word that the mesh uses in one meaning.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct GlossaryTerm {
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
    /// Ids of the audiences that may read it; everyone where missing.
    #[serde(default)]
    pub audience: OneOrMore,
    /// Assets that it describes: `view:project.dataset.name`, `table:…`, `product:…`.
    #[serde(default)]
    pub assets: Vec<Located<String>>,
    /// Documents that define it.
    #[serde(default)]
    pub authoritative_definitions: Vec<AuthoritativeDefinition>,
    /// Findings about it that may stay for a while.
    #[serde(default)]
    pub suppressions: Vec<Suppression>,
}
