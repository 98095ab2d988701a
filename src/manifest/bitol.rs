//! The standards of Bitol, read as they are: Open Data Contract Standard v3.0.x and v3.1.0, Open
//! Data Product Standard v0.9.0 and v1.0.0. Only the fields that the portal shows or links by;
//! the rest is passed over.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::kinds::{AuthoritativeDefinition, Member, SlaProperty, Support};
use crate::document::Located;

/// `description` of a contract or product: a mapping in the standards, plain text in the wild.
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(transparent)]
pub struct Purpose(#[schemars(with = "TextOrPurpose")] pub PurposeParts);

/// The parts of a description.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub struct PurposeParts {
    /// What it is for.
    pub purpose: Option<String>,
    /// How it should be used.
    pub usage: Option<String>,
    /// Limits of use.
    pub limitations: Option<String>,
}

#[derive(JsonSchema)]
#[serde(untagged)]
#[allow(dead_code, reason = "only its schema is used")]
enum TextOrPurpose {
    Parts(PurposeParts),
    Text(String),
}

impl<'de> Deserialize<'de> for Purpose {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Purpose;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a description")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Purpose, E> {
                Ok(Purpose(PurposeParts {
                    purpose: Some(text.to_owned()),
                    ..PurposeParts::default()
                }))
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Purpose, A::Error> {
                PurposeParts::deserialize(serde::de::value::MapAccessDeserializer::new(map))
                    .map(Purpose)
            }
        }
        deserializer.deserialize_any(V)
    }
}

/// A team: a list of members (ODCS 3.0) or a mapping with members (3.1); told apart by shape,
/// since official examples mix them.
#[derive(Debug, Clone, Default)]
pub struct StandardTeam {
    /// Name, where it has one.
    pub name: Option<Located<String>>,
    /// People.
    pub members: Vec<Member>,
}

#[derive(Deserialize, JsonSchema)]
struct NamedTeam {
    name: Option<Located<String>>,
    #[serde(default)]
    members: Vec<Member>,
}

impl JsonSchema for StandardTeam {
    fn schema_name() -> Cow<'static, str> {
        "StandardTeam".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let named = generator.subschema_for::<NamedTeam>();
        let list = generator.subschema_for::<Vec<Member>>();
        json_schema!({ "anyOf": [named, list] })
    }
}

impl<'de> Deserialize<'de> for StandardTeam {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = StandardTeam;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a team or a list of its members")
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<StandardTeam, A::Error> {
                let mut members = Vec::new();
                while let Some(member) = seq.next_element()? {
                    members.push(member);
                }
                Ok(StandardTeam {
                    name: None,
                    members,
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<StandardTeam, A::Error> {
                let team =
                    NamedTeam::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(StandardTeam {
                    name: team.name,
                    members: team.members,
                })
            }
        }
        deserializer.deserialize_any(V)
    }
}

/// Any value, as text: scalars as written, lists joined by commas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AnyText(pub String);

impl JsonSchema for AnyText {
    fn schema_name() -> Cow<'static, str> {
        "AnyText".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({})
    }
}

impl<'de> Deserialize<'de> for AnyText {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = AnyText;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value")
            }
            fn visit_unit<E: Error>(self) -> Result<AnyText, E> {
                Ok(AnyText::default())
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<AnyText, E> {
                Ok(AnyText(value.to_string()))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<AnyText, E> {
                Ok(AnyText(text.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<AnyText, A::Error> {
                let mut parts = Vec::new();
                while let Some(AnyText(part)) = seq.next_element()? {
                    parts.push(part);
                }
                Ok(AnyText(parts.join(", ")))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AnyText, A::Error> {
                let mut parts = Vec::new();
                while let Some((key, AnyText(value))) = map.next_entry::<String, AnyText>()? {
                    parts.push(format!("{key}: {value}"));
                }
                Ok(AnyText(parts.join(", ")))
            }
        }
        deserializer.deserialize_any(V)
    }
}

/// `customProperties` of the standards, whose values may be of any shape.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct StandardProperty {
    /// Name.
    pub property: String,
    /// Value, as text.
    #[serde(default)]
    pub value: AnyText,
}

/// A server of a contract. Which keys name the database depends on its type.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ContractServer {
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
}

/// A rule on quality.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Quality {
    /// Name of the rule.
    pub name: Option<String>,
    /// ODCS 3.1.
    pub metric: Option<String>,
    /// ODCS 3.0.
    pub rule: Option<String>,
    /// What it demands, in words.
    pub description: Option<String>,
    /// For example `completeness`.
    pub dimension: Option<String>,
    /// Bounds.
    pub must_be: Option<AnyText>,
    /// Bounds.
    pub must_be_greater_than: Option<AnyText>,
    /// Bounds (ODCS 3.0 spelling included).
    #[serde(alias = "mustBeGreaterThanOrEqualTo")]
    pub must_be_greater_or_equal_to: Option<AnyText>,
    /// Bounds.
    pub must_be_less_than: Option<AnyText>,
    /// Bounds (ODCS 3.0 spelling included).
    #[serde(alias = "mustBeLessThanOrEqualTo")]
    pub must_be_less_or_equal_to: Option<AnyText>,
    /// Bounds.
    pub must_be_between: Option<AnyText>,
}

/// A column of a contract, nested as needed.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Property {
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
    /// Nested properties.
    #[serde(default)]
    pub properties: Vec<Property>,
    /// What an array holds.
    pub items: Option<Box<Property>>,
    /// Rules on quality.
    #[serde(default)]
    pub quality: Vec<Quality>,
}

/// A table of a contract.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct SchemaObject {
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
}

/// An access role of a contract.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct ContractRole {
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
pub struct DataContract {
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
}

/// A port of an ODPS product.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct Port {
    /// Name; with the version it identifies the port.
    pub name: Located<String>,
    /// Version.
    pub version: Option<String>,
    /// Free text.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Text.
    pub description: Option<String>,
    /// `id` of the contract through which its tables are known.
    pub contract_id: Option<Located<String>>,
    /// Contracts that an output port depends on.
    #[serde(default)]
    pub input_contracts: Vec<InputContract>,
}

/// A contract that an output port depends on.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct InputContract {
    /// `id` of the contract.
    pub id: Located<String>,
    /// Its version.
    pub version: Option<String>,
}

/// A management port.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
pub struct ManagementPort {
    /// Name.
    pub name: String,
    /// `discoverability`, `observability`, `control`, `dictionary`.
    pub content: Option<String>,
    /// `rest`, `topic`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// Address.
    pub url: Option<String>,
    /// Text.
    pub description: Option<String>,
}

/// A data product (ODPS, `kind: DataProduct` with an `apiVersion` of the standard).
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub struct StandardProduct {
    /// Version of the standard.
    pub api_version: String,
    /// Unique id.
    pub id: Located<String>,
    /// Name.
    pub name: Option<String>,
    /// Version of the product.
    pub version: Option<String>,
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
    pub product_created_ts: Option<String>,
    /// Documents that define it.
    #[serde(default)]
    pub authoritative_definitions: Vec<AuthoritativeDefinition>,
    /// Anything else; `environment` names the DME.
    #[serde(default)]
    pub custom_properties: Vec<StandardProperty>,
}
