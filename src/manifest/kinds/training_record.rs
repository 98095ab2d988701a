//! Courses of a DME, and who took them.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, Visitor};

use super::OneOrMore;
use crate::document::Located;

/// A course or a text about the DME.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Training {
    /// Title.
    pub name: Located<String>,
    /// Where it is.
    #[schemars(extend("format" = "uri"))]
    pub url: Option<String>,
    /// For whom, for example `consumers` or `producers`.
    pub audience: Option<String>,
    /// Whether the teams of all products of the DME must have completed it.
    #[serde(default)]
    pub required: bool,
    /// Who completed it: teams, or members of teams.
    #[serde(default)]
    pub completed_by: Vec<Located<Completion>>,
}

/// Who completed a course: the id of a team, or a mapping.
#[derive(Debug, Clone)]
pub(crate) struct Completion {
    /// Team that completed it as a whole.
    pub team: Option<String>,
    /// User names of members, who count for their teams.
    pub members: OneOrMore,
    /// Day, `YYYY-MM-DD`.
    pub on: Option<String>,
}

/// The mapping. Other keys were told of by the validator; through a visitor, they reach the decoder.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
#[schemars(deny_unknown_fields)]
struct DatedCompletion {
    /// `id` of the team that completed it as a whole.
    team: Option<String>,
    /// User names of members, who count for their teams; they are shown nowhere.
    #[serde(default)]
    members: OneOrMore,
    /// Day, `YYYY-MM-DD`.
    #[schemars(extend("format" = "date"))]
    on: Option<String>,
}

impl JsonSchema for Completion {
    fn schema_name() -> Cow<'static, str> {
        "Completion".into()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        let dated = generator.subschema_for::<DatedCompletion>();
        json_schema!({ "anyOf": [{ "type": "string" }, dated] })
    }
}

impl<'de> Deserialize<'de> for Completion {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Completion;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("the id of a team, or a mapping with `team` or `members`")
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<Completion, E> {
                self.visit_str(if value { "true" } else { "false" })
            }
            fn visit_str<E: Error>(self, team: &str) -> Result<Completion, E> {
                Ok(Completion {
                    team: Some(team.to_owned()),
                    members: OneOrMore::default(),
                    on: None,
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Completion, A::Error> {
                let map = serde::de::value::MapAccessDeserializer::new(map);
                let DatedCompletion { team, members, on } = DatedCompletion::deserialize(map)?;
                Ok(Completion { team, members, on })
            }
        }
        deserializer.deserialize_any(V)
    }
}
