//! The standards of Bitol, read as they are: Open Data Contract Standard v3.0.x and v3.1.0, Open
//! Data Product Standard v0.9.0 and v1.0.0. Only the fields that the portal shows or links by;
//! the rest is passed over.

mod odcs;
mod odcs_quality;
mod odps;

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::kinds::{AuthoritativeDefinition, Member};

use crate::document::Located;
pub(crate) use odcs::*;
pub(crate) use odcs_quality::*;
pub(crate) use odps::*;

/// The custom property that holds suppressions.
pub(crate) const SUPPRESS: &str = "vitrina.suppress";

/// The custom property that hides a product, or the tables of a contract, from who may not query them.
pub(crate) const HIDDEN: &str = "vitrina.hidden";

/// `description` of a contract or product: a mapping in the standards, plain text in the wild.
#[derive(Debug, Clone, Default, JsonSchema)]
#[schemars(transparent)]
pub(crate) struct Purpose(#[schemars(with = "TextOrPurpose")] pub PurposeParts);

/// The parts of a description.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
pub(crate) struct PurposeParts {
    /// What it is for.
    pub purpose: Option<String>,
    /// How it should be used.
    pub usage: Option<String>,
    /// Limits of use.
    pub limitations: Option<String>,
    /// Documents that define it.
    #[serde(default, rename = "authoritativeDefinitions")]
    pub authoritative_definitions: Vec<AuthoritativeDefinition>,
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
pub(crate) struct StandardTeam {
    /// Name, where it has one.
    pub name: Option<Located<String>>,
    /// Text.
    pub description: Option<String>,
    /// People.
    pub members: Vec<Member>,
    /// Documents that define it.
    pub authoritative_definitions: Vec<AuthoritativeDefinition>,
}

#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
struct NamedTeam {
    name: Option<Located<String>>,
    description: Option<String>,
    #[serde(default)]
    members: Vec<Member>,
    #[serde(default)]
    authoritative_definitions: Vec<AuthoritativeDefinition>,
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
                    members,
                    ..StandardTeam::default()
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<StandardTeam, A::Error> {
                let team =
                    NamedTeam::deserialize(serde::de::value::MapAccessDeserializer::new(map))?;
                Ok(StandardTeam {
                    name: team.name,
                    description: team.description,
                    members: team.members,
                    authoritative_definitions: team.authoritative_definitions,
                })
            }
        }
        deserializer.deserialize_any(V)
    }
}

/// Any value, as text: scalars as written, lists joined by commas.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AnyText(pub String);

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
pub(crate) struct StandardProperty {
    /// Name.
    pub property: String,
    /// Value, as text.
    #[serde(default)]
    pub value: AnyText,
}
