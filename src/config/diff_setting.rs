//! `[diff]` and `[changes]`: how two states of a mesh are compared, and how much changes matter.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::value::MapAccessDeserializer;

use crate::document::Located;

/// `[diff]`.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct DiffSettings {
    /// Projects that consumers query from, all of them: what none of their statements names counts one
    /// class less.
    #[serde(default)]
    pub projects: Vec<String>,
    /// How far back their statements are looked for, for example `90d`, by the criticality of the
    /// product: `tier_1`, `tier_2`, `tier_3`; `default` for all else, 30 days where missing.
    #[serde(default)]
    pub window: BTreeMap<String, Located<String>>,
    /// `off` where use lowers nothing.
    #[serde(default)]
    pub usage: UsageSetting,
    /// The file of entries that accept changes, or a glob of several; `accepted-changes.toml` where
    /// missing.
    pub accepted: Option<Located<String>>,
}

/// Whether use lowers a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum UsageSetting {
    /// Where it is known.
    #[default]
    On,
    /// Never.
    Off,
}

/// What `[changes]` says of a rule.
#[derive(Debug, Clone, JsonSchema)]
#[serde(untagged)]
#[schemars(untagged)]
pub(crate) enum ChangeSetting {
    /// The least class of its changes: `breaking`, `risky`.
    Class(String),
    /// Its changes are left out.
    Off(OffTable),
}

/// Why changes of a rule are left out.
#[derive(Debug, Clone, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct OffTable {
    /// The reason.
    pub off: String,
}

impl<'de> Deserialize<'de> for ChangeSetting {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> serde::de::Visitor<'de> for V {
            type Value = ChangeSetting;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a class, or a table with the reason why it is `off`")
            }
            fn visit_str<E: serde::de::Error>(self, word: &str) -> Result<Self::Value, E> {
                Ok(ChangeSetting::Class(word.to_owned()))
            }
            fn visit_map<A: serde::de::MapAccess<'de>>(
                self,
                map: A,
            ) -> Result<Self::Value, A::Error> {
                OffTable::deserialize(MapAccessDeserializer::new(map)).map(ChangeSetting::Off)
            }
        }
        deserializer.deserialize_any(V)
    }
}
