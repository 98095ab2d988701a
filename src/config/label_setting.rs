//! `[labels]`: keys of warehouse labels that carry meaning.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::document::Located;

/// One word or several.
#[derive(Debug, Clone, Default, JsonSchema)]
#[serde(untagged)]
#[schemars(untagged)]
pub(crate) enum Words {
    /// None.
    #[default]
    #[schemars(skip)]
    None,
    /// One.
    One(String),
    /// Several.
    Many(Vec<String>),
}

impl<'de> Deserialize<'de> for Words {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V;
        impl<'de> serde::de::Visitor<'de> for V {
            type Value = Words;
            fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str("a text or a list of texts")
            }
            fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Words, E> {
                Ok(Words::One(text.to_owned()))
            }
            fn visit_bool<E: serde::de::Error>(self, flag: bool) -> Result<Words, E> {
                Ok(Words::One(flag.to_string()))
            }
            fn visit_seq<A: serde::de::SeqAccess<'de>>(
                self,
                mut seq: A,
            ) -> Result<Words, A::Error> {
                let mut words = Vec::new();
                while let Some(word) = seq.next_element()? {
                    words.push(word);
                }
                Ok(Words::Many(words))
            }
        }
        deserializer.deserialize_any(V)
    }
}

impl Words {
    /// All of them, or the default.
    pub(super) fn or<'a>(&'a self, default: &[&'a str]) -> Vec<&'a str> {
        match self {
            Self::None => default.to_vec(),
            Self::One(word) => vec![word],
            Self::Many(words) => words.iter().map(String::as_str).collect(),
        }
    }
}

/// `[labels]`: keys, globs allowed.
#[derive(Debug, Clone, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LabelSettings {
    /// Keys whose value names an owner; `owner*` where missing.
    #[serde(default)]
    pub owner: Located<Words>,
    /// Keys whose value names a DME; `dme` where missing.
    #[serde(default)]
    pub dme: Located<Words>,
    /// Keys that say that a table, a view or a dataset is hidden from who may not query it; `hidden`,
    /// `visibility` and `access` where missing. `hidden` as the value says so, and of keys other than
    /// the latter two also `true`, `yes` and no value at all.
    #[serde(default)]
    pub hidden: Located<Words>,
}
