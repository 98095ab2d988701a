//! Rules on quality of the Open Data Contract Standard.

use std::borrow::Cow;
use std::fmt;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::Deserialize;
use serde::de::{Deserializer, Error, MapAccess, SeqAccess, Visitor};

use super::AnyText;
use crate::document::Located;
use crate::manifest::kinds::AuthoritativeDefinition;

/// A rule on quality.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Quality {
    /// Id of the rule (ODCS 3.1).
    pub id: Option<String>,
    /// Name of the rule.
    pub name: Option<String>,
    /// `library`, `text`, `sql`, `custom`.
    #[serde(rename = "type")]
    pub kind: Option<String>,
    /// ODCS 3.1.
    pub metric: Option<String>,
    /// ODCS 3.0.
    pub rule: Option<String>,
    /// What it demands, in words.
    pub description: Option<String>,
    /// For example `completeness`.
    pub dimension: Option<String>,
    /// For example `error`.
    pub severity: Option<String>,
    /// What comes of breaking it.
    pub business_impact: Option<String>,
    /// For example `reconciliation`.
    pub method: Option<String>,
    /// When it is checked.
    pub schedule: Option<String>,
    /// What checks it at that time.
    pub scheduler: Option<String>,
    /// `rows`, `percent`, or another.
    pub unit: Option<String>,
    /// What the metric takes: valid values, missing values, a pattern, properties.
    #[serde(default)]
    pub arguments: Arguments,
    /// Valid values, where they aren't among the arguments (ODCS 3.0).
    pub valid_values: Option<AnyList>,
    /// SQL whose result is compared.
    pub query: Option<String>,
    /// What executes a custom rule.
    pub engine: Option<String>,
    /// The custom rule, in the words of its engine.
    pub implementation: Option<AnyText>,
    /// Free words.
    #[serde(default)]
    pub tags: Vec<String>,
    /// Equal to.
    pub must_be: Option<Bound>,
    /// Not equal to.
    pub must_not_be: Option<Bound>,
    /// Above.
    pub must_be_greater_than: Option<Bound>,
    /// At least (the longer spelling included).
    #[serde(alias = "mustBeGreaterThanOrEqualTo")]
    pub must_be_greater_or_equal_to: Option<Bound>,
    /// Below.
    pub must_be_less_than: Option<Bound>,
    /// At most (the longer spelling included).
    #[serde(alias = "mustBeLessThanOrEqualTo")]
    pub must_be_less_or_equal_to: Option<Bound>,
    /// Between two numbers.
    pub must_be_between: Option<Bound>,
    /// Not between two numbers.
    pub must_not_be_between: Option<Bound>,
    /// Documents that define it.
    #[serde(default)]
    pub authoritative_definitions: Vec<AuthoritativeDefinition>,
}

/// What an operator compares with, and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Bound(pub Located<AnyList>);

impl JsonSchema for Bound {
    fn schema_name() -> Cow<'static, str> {
        "Bound".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({})
    }
}

impl<'de> Deserialize<'de> for Bound {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Located::deserialize(deserializer).map(Self)
    }
}

/// A value or a list of values, each as text.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct AnyList {
    /// The values.
    pub values: Vec<String>,
    /// Whether it was written as a list.
    pub is_list: bool,
}

impl AnyList {
    fn one(text: impl Into<String>) -> Self {
        Self {
            values: vec![text.into()],
            is_list: false,
        }
    }
}

impl JsonSchema for AnyList {
    fn schema_name() -> Cow<'static, str> {
        "AnyList".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({})
    }
}

impl<'de> Deserialize<'de> for AnyList {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = AnyList;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value or a list of values")
            }
            fn visit_unit<E: Error>(self) -> Result<AnyList, E> {
                Ok(AnyList::one("null"))
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<AnyList, E> {
                Ok(AnyList::one(value.to_string()))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<AnyList, E> {
                // An empty text is a value, too: one that counts as missing, say.
                Ok(AnyList::one(if text.is_empty() { "''" } else { text }))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<AnyList, A::Error> {
                let mut values = Vec::new();
                while let Some(item) = seq.next_element::<AnyList>()? {
                    values.push(item.values.join(", "));
                }
                Ok(AnyList {
                    values,
                    is_list: true,
                })
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<AnyList, A::Error> {
                let mut values = Vec::new();
                while let Some((key, item)) = map.next_entry::<String, AnyList>()? {
                    values.push(format!("{key}: {}", item.values.join(", ")));
                }
                Ok(AnyList {
                    values,
                    is_list: false,
                })
            }
        }
        deserializer.deserialize_any(V)
    }
}

/// Arguments of a metric, in their order; a value without a name has an empty one.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arguments(pub Vec<(String, AnyList)>);

impl JsonSchema for Arguments {
    fn schema_name() -> Cow<'static, str> {
        "Arguments".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({})
    }
}

impl<'de> Deserialize<'de> for Arguments {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> Visitor<'de> for V {
            type Value = Arguments;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("arguments")
            }
            fn visit_unit<E: Error>(self) -> Result<Arguments, E> {
                Ok(Arguments::default())
            }
            fn visit_bool<E: Error>(self, value: bool) -> Result<Arguments, E> {
                Ok(Arguments(vec![(
                    String::new(),
                    AnyList::one(value.to_string()),
                )]))
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Arguments, E> {
                Ok(Arguments(vec![(String::new(), AnyList::one(text))]))
            }
            fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Arguments, A::Error> {
                let mut all = Vec::new();
                while let Some(item) = seq.next_element::<AnyList>()? {
                    all.push((String::new(), item));
                }
                Ok(Arguments(all))
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Arguments, A::Error> {
                let mut all = Vec::new();
                while let Some(entry) = map.next_entry::<String, AnyList>()? {
                    all.push(entry);
                }
                Ok(Arguments(all))
            }
        }
        deserializer.deserialize_any(V)
    }
}
