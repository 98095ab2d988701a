//! Open Data Product Standard.

use schemars::JsonSchema;
use serde::Deserialize;

use super::{Purpose, StandardProperty, StandardTeam};
use crate::document::Located;
use crate::manifest::kinds::{AuthoritativeDefinition, Support, Suppression};

/// A port of an ODPS product.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Port {
    /// Name; with the version it identifies the port.
    pub name: Located<String>,
    /// Version.
    pub version: Option<String>,
    /// Free text.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Text.
    #[allow(dead_code, reason = "part of the schema; nothing follows from it")]
    pub description: Option<String>,
    /// `id` of the contract through which its tables are known.
    pub contract_id: Option<Located<String>>,
    /// Contracts that an output port depends on.
    #[serde(default)]
    pub input_contracts: Vec<InputContract>,
}

/// A contract that an output port depends on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub(crate) struct InputContract {
    /// `id` of the contract.
    pub id: Located<String>,
    /// Its version.
    #[allow(dead_code, reason = "part of the schema; nothing follows from it")]
    pub version: Option<String>,
}

/// A management port.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub(crate) struct ManagementPort {
    /// Name.
    pub name: String,
    /// `discoverability`, `observability`, `control`, `dictionary`.
    pub content: Option<String>,
    /// `rest`, `topic`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Address.
    #[schemars(extend("format" = "uri"))]
    pub url: Option<String>,
    /// Text.
    pub description: Option<String>,
}

/// A data product (ODPS, `kind: DataProduct` with an `apiVersion` of the standard).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct StandardProduct {
    /// Version of the standard.
    pub api_version: String,
    /// Unique id.
    pub id: Located<String>,
    /// Name.
    pub name: Option<String>,
    /// Version of the product.
    pub version: Option<Located<String>>,
    /// Status, free text.
    pub status: String,
    /// Domain, free text.
    pub domain: Option<Located<String>>,
    /// Tenant.
    pub tenant: Option<String>,
    /// Purpose, usage, limitations.
    #[serde(default)]
    pub description: Purpose,
    /// Free words.
    #[serde(default)]
    pub tags: Vec<String>,
    /// What it reads.
    #[serde(default)]
    pub input_ports: Vec<Port>,
    /// What it publishes.
    #[serde(default)]
    pub output_ports: Vec<Port>,
    /// How it is managed.
    #[serde(default)]
    pub management_ports: Vec<ManagementPort>,
    /// Where to ask.
    #[serde(default)]
    pub support: Vec<Support>,
    /// Owner.
    #[serde(default)]
    pub team: StandardTeam,
    /// When it was made.
    #[schemars(extend("format" = "date-time"))]
    pub product_created_ts: Option<String>,
    /// Documents that define it.
    #[serde(default)]
    pub authoritative_definitions: Vec<AuthoritativeDefinition>,
    /// Anything else; `environment` names the DME.
    #[serde(default)]
    pub custom_properties: Vec<StandardProperty>,
    /// Of the custom property `vitrina.hidden`: whether it is hidden from who may not query its views.
    #[serde(default, rename = "vitrina.hidden")]
    #[schemars(skip)]
    pub hidden: bool,
    /// Of the custom property `vitrina.suppress`: findings that may stay for a while.
    #[serde(default, rename = "vitrina.suppress")]
    #[schemars(skip)]
    pub suppressions: Vec<Suppression>,
}
