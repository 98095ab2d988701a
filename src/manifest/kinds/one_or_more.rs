//! A name, or a list of names.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::{Deserialize, Deserializer, Error, SeqAccess, Visitor};

use crate::document::Located;

/// A name, or a list of names, each with its place.
#[derive(Debug, Clone, Default)]
pub(crate) struct OneOrMore(pub Vec<Located<String>>);

/// What stands there; of a name alone, the place is told by what is around it.
enum Written {
    One(String),
    More(Vec<Located<String>>),
}

impl JsonSchema for OneOrMore {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "OneOrMore".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "anyOf": [
            { "type": "string" },
            { "type": "array", "items": { "type": "string" } }
        ] })
    }
}

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Written;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a name or a list of names")
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<Written, E> {
                Ok(Written::One(value.to_string()))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Written, E> {
                Ok(Written::One(text.to_owned()))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Written, A::Error> {
                let mut all = Vec::new();
                while let Some(name) = seq.next_element()? {
                    all.push(name);
                }
                Ok(Written::More(all))
            }
        }
        deserializer.deserialize_any(V)
    }
}

impl<'de> Deserialize<'de> for OneOrMore {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let Located {
            value,
            line,
            column,
        } = Located::<Written>::deserialize(deserializer)?;
        Ok(Self(match value {
            Written::One(value) => vec![Located {
                value,
                line,
                column,
            }],
            Written::More(all) => all,
        }))
    }
}
