//! Open Data Contract Standard.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{AnyList, AnyText, Purpose, Quality, StandardProperty, StandardTeam};
use crate::document::Located;
use crate::manifest::kinds::{AuthoritativeDefinition, SlaProperty, Support, Suppression};

/// A server of a contract. Which keys name the database depends on its type.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContractServer {
    /// Short name.
    pub server: Option<String>,
    /// `bigquery`, `postgres`, `snowflake` …
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// For example `prod`.
    pub environment: Option<String>,
    /// BigQuery project.
    pub project: Option<String>,
    /// BigQuery dataset.
    pub dataset: Option<String>,
    /// Database, elsewhere.
    pub database: Option<String>,
    /// Catalog (Databricks, Trino).
    pub catalog: Option<String>,
    /// Schema, elsewhere.
    pub schema: Option<String>,
    /// Host name.
    pub host: Option<AnyText>,
    /// Port of the host.
    pub port: Option<AnyText>,
    /// Address of the files or of the service.
    pub location: Option<AnyText>,
    /// Address of a service.
    pub endpoint_url: Option<AnyText>,
    /// Account (Snowflake, Azure, Glue).
    pub account: Option<AnyText>,
    /// Region.
    pub region: Option<AnyText>,
    /// Path of files.
    pub path: Option<AnyText>,
    /// Format of files or messages.
    pub format: Option<AnyText>,
    /// Topic or stream.
    pub topic: Option<AnyText>,
    /// Warehouse that runs queries.
    pub warehouse: Option<AnyText>,
    /// Text.
    pub description: Option<String>,
}

/// A key that points to properties elsewhere.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Relationship {
    /// `foreignKey` where it isn't said.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// The properties that point; the one that holds this, where it isn't said.
    #[serde(default)]
    pub from: AnyList,
    /// The properties pointed to, `table.property` or the long form.
    #[serde(default)]
    pub to: AnyList,
    /// Anything else, for example the cardinality.
    #[serde(default)]
    pub custom_properties: Vec<StandardProperty>,
}

/// A column of a contract, nested as needed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Property {
    /// Name; items of an array have none.
    pub name: Option<Located<String>>,
    /// Name in the warehouse, where it differs.
    pub physical_name: Option<String>,
    /// Display name.
    pub business_name: Option<String>,
    /// Logical type.
    pub logical_type: Option<String>,
    /// Type in the warehouse.
    pub physical_type: Option<String>,
    /// Text.
    pub description: Option<String>,
    /// Whether null is forbidden.
    #[serde(default)]
    pub required: bool,
    /// Whether it is (part of) the key.
    #[serde(default)]
    pub primary_key: bool,
    /// Whether values don't repeat.
    #[serde(default)]
    pub unique: bool,
    /// Whether the table is partitioned by it.
    #[serde(default)]
    pub partitioned: bool,
    /// For example `public`, `restricted`.
    pub classification: Option<String>,
    /// Whether it is a critical data element.
    #[serde(default)]
    pub critical_data_element: bool,
    /// Free words.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Tables that it is made from.
    #[serde(default)]
    pub transform_source_objects: Vec<String>,
    /// How it is made from them, as code.
    pub transform_logic: Option<String>,
    /// How it is made from them, in words.
    pub transform_description: Option<String>,
    /// Values that it may have.
    #[serde(default)]
    pub examples: AnyList,
    /// Keys that it is part of.
    #[serde(default)]
    pub relationships: Vec<Relationship>,
    /// Documents that define it.
    #[serde(default)]
    pub authoritative_definitions: Vec<AuthoritativeDefinition>,
    /// Nested properties.
    #[serde(default)]
    pub properties: Vec<Property>,
    /// What an array holds.
    pub items: Option<Box<Property>>,
    /// Rules on quality.
    #[serde(default)]
    pub quality: Vec<Quality>,
    /// Of the custom property `vitrina.suppress`: findings that may stay for a while.
    #[serde(default, rename = "vitrina.suppress")]
    #[schemars(skip)]
    pub suppressions: Vec<Suppression>,
}

/// A table of a contract.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct SchemaObject {
    /// What relationships name it by in the long form.
    pub id: Option<String>,
    /// Logical name.
    pub name: Located<String>,
    /// Name in the warehouse; may be qualified already.
    pub physical_name: Option<Located<String>>,
    /// `table`, `view`, `topic` …
    pub physical_type: Option<String>,
    /// Display name.
    pub business_name: Option<String>,
    /// Text.
    pub description: Option<String>,
    /// What a row is.
    pub data_granularity_description: Option<String>,
    /// Free words.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Columns.
    #[serde(default)]
    pub properties: Vec<Property>,
    /// Rules on quality.
    #[serde(default)]
    pub quality: Vec<Quality>,
    /// Keys of several columns.
    #[serde(default)]
    pub relationships: Vec<Relationship>,
    /// Documents that define it.
    #[serde(default)]
    pub authoritative_definitions: Vec<AuthoritativeDefinition>,
    /// Of the custom property `vitrina.hidden`: whether it is hidden from who may not query it.
    #[serde(default, rename = "vitrina.hidden")]
    #[schemars(skip)]
    pub hidden: bool,
    /// Of the custom property `vitrina.suppress`: findings that may stay for a while.
    #[serde(default, rename = "vitrina.suppress")]
    #[schemars(skip)]
    pub suppressions: Vec<Suppression>,
}

/// An access role of a contract.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct ContractRole {
    /// Name.
    pub role: String,
    /// `read`, `write`.
    pub access: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// Who approves first.
    pub first_level_approvers: Option<String>,
    /// Who approves second.
    pub second_level_approvers: Option<String>,
}

/// A data contract (ODCS, `kind: DataContract`).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct DataContract {
    /// Version of the standard.
    pub api_version: String,
    /// Unique id.
    pub id: Located<String>,
    /// Name.
    pub name: Option<String>,
    /// Version of the contract.
    pub version: String,
    /// Status, free text.
    pub status: String,
    /// Tenant.
    pub tenant: Option<String>,
    /// Domain, free text.
    pub domain: Option<Located<String>>,
    /// Product, free text.
    pub data_product: Option<Located<String>>,
    /// Free words.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Purpose, usage, limitations.
    #[serde(default)]
    pub description: Purpose,
    /// Where its tables are.
    #[serde(default)]
    pub servers: Vec<ContractServer>,
    /// Its tables.
    #[serde(default)]
    pub schema: Vec<SchemaObject>,
    /// Owner.
    #[serde(default)]
    pub team: StandardTeam,
    /// Access roles.
    #[serde(default)]
    pub roles: Vec<ContractRole>,
    /// Service levels.
    #[serde(default)]
    pub sla_properties: Vec<SlaProperty>,
    /// Where to ask.
    #[serde(default)]
    pub support: Vec<Support>,
    /// Documents that define it.
    #[serde(default)]
    pub authoritative_definitions: Vec<AuthoritativeDefinition>,
    /// Anything else.
    #[serde(default)]
    pub custom_properties: Vec<StandardProperty>,
    /// Of the custom property `vitrina.hidden`: whether its tables are hidden from who may not query them.
    #[serde(default, rename = "vitrina.hidden")]
    #[schemars(skip)]
    pub hidden: bool,
    /// Of the custom property `vitrina.suppress`: findings that may stay for a while.
    #[serde(default, rename = "vitrina.suppress")]
    #[schemars(skip)]
    pub suppressions: Vec<Suppression>,
}
