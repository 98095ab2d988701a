//! The entries of a manifest, with the fields that are read.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, IgnoredAny, Visitor};
use serde_json::value::RawValue;

use crate::export::json_values::Scalar;
use crate::export::repeated_keys::entries;

/// A model, seed, snapshot, test, source, metric …: whatever has a place in the graph.
#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"), default)]
#[derive(Default)]
pub(super) struct Node<'a> {
    pub(super) resource_type: Scalar<'a>,
    pub(super) database: Scalar<'a>,
    pub(super) schema: Scalar<'a>,
    pub(super) name: Scalar<'a>,
    pub(super) alias: Scalar<'a>,
    /// A source's name in the warehouse.
    pub(super) identifier: Scalar<'a>,
    /// Its full name as the adapter writes it into SQL.
    pub(super) relation_name: Scalar<'a>,
    /// Where its code stands; empty for what another project builds.
    pub(super) original_file_path: Scalar<'a>,
    pub(super) description: Scalar<'a>,
    pub(super) tags: Words<'a>,
    pub(super) meta: Option<&'a RawValue>,
    pub(super) config: Option<Config<'a>>,
    pub(super) columns: Option<Columns<'a, Column<'a>>>,
    pub(super) depends_on: Option<DependsOn<'a>>,
    pub(super) compiled_code: Scalar<'a>,
    /// Its name before dbt 1.3.
    pub(super) compiled_sql: Scalar<'a>,
    pub(super) raw_code: Option<&'a RawValue>,
    /// Its name before dbt 1.3.
    pub(super) raw_sql: Option<&'a RawValue>,
    pub(super) language: Scalar<'a>,
    pub(super) access: Scalar<'a>,
    pub(super) group: Scalar<'a>,
    pub(super) contract: Option<Contract<'a>>,
    pub(super) version: Scalar<'a>,
    pub(super) deprecation_date: Scalar<'a>,
    /// Set for a source whose data lies outside of the warehouse.
    pub(super) external: Option<IgnoredAny>,
    /// How old a source's data may be. Models have something else of this name.
    pub(super) freshness: Option<&'a RawValue>,
    /// The column that a test is about.
    pub(super) column_name: Scalar<'a>,
    /// What kind of test a generic test is.
    pub(super) test_metadata: Option<TestMetadata<'a>>,
    /// The node that a generic test stands with, and so is about.
    pub(super) attached_node: Scalar<'a>,
    /// The model that a unit test is about.
    pub(super) tested_node_unique_id: Scalar<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct Config<'a> {
    pub(super) enabled: Scalar<'a>,
    pub(super) materialized: Scalar<'a>,
    pub(super) tags: Words<'a>,
    pub(super) meta: Option<&'a RawValue>,
    pub(super) group: Scalar<'a>,
    pub(super) access: Scalar<'a>,
    pub(super) contract: Option<Contract<'a>>,
    pub(super) freshness: Option<&'a RawValue>,
    /// What dbt's own columns of a snapshot are called, where they have other names.
    pub(super) snapshot_meta_column_names: Option<&'a RawValue>,
    pub(super) hard_deletes: Scalar<'a>,
    /// Which rows a test looks at; all of them without it.
    pub(super) r#where: Scalar<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct TestMetadata<'a> {
    pub(super) name: Scalar<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct Contract<'a> {
    pub(super) enforced: Scalar<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct DependsOn<'a> {
    pub(super) nodes: Words<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct Column<'a> {
    pub(super) name: Scalar<'a>,
    pub(super) description: Scalar<'a>,
    pub(super) data_type: Scalar<'a>,
    /// Whether its name needs quotes, so that its case counts.
    pub(super) quote: Scalar<'a>,
    /// Resource names of BigQuery's policy tags.
    pub(super) policy_tags: Words<'a>,
}

/// A dashboard or the like.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct Exposure<'a> {
    pub(super) name: Scalar<'a>,
    pub(super) label: Scalar<'a>,
    #[serde(rename = "type")]
    pub(super) kind: Scalar<'a>,
    pub(super) description: Scalar<'a>,
    pub(super) url: Scalar<'a>,
    pub(super) owner: Option<Owner<'a>>,
    pub(super) maturity: Scalar<'a>,
    pub(super) depends_on: Option<DependsOn<'a>>,
    pub(super) config: Option<Config<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct Owner<'a> {
    pub(super) name: Scalar<'a>,
    /// One address or several.
    pub(super) email: Words<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct Group<'a> {
    pub(super) name: Scalar<'a>,
    pub(super) owner: Option<Owner<'a>>,
}

/// A node of a catalog.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct CatalogNode<'a> {
    pub(super) metadata: Option<CatalogMetadata<'a>>,
    pub(super) columns: Option<Columns<'a, CatalogColumn<'a>>>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct CatalogMetadata<'a> {
    #[serde(rename = "type")]
    pub(super) kind: Scalar<'a>,
    pub(super) comment: Scalar<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct CatalogColumn<'a> {
    pub(super) name: Scalar<'a>,
    #[serde(rename = "type")]
    pub(super) data_type: Scalar<'a>,
    pub(super) index: Scalar<'a>,
    pub(super) comment: Scalar<'a>,
}

/// Columns by name, in the order of the file.
pub(super) struct Columns<'a, C>(pub(super) Vec<(Cow<'a, str>, C)>);

impl<'de: 'a, 'a, C: Deserialize<'de>> Deserialize<'de> for Columns<'a, C> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        entries(deserializer).map(Self)
    }
}

/// A list of words, or just one.
#[derive(Debug, Default)]
pub(super) struct Words<'a>(pub(super) Vec<Scalar<'a>>);

impl Words<'_> {
    /// The words that aren't empty.
    pub(super) fn iter(&self) -> impl Iterator<Item = &str> {
        self.0.iter().filter_map(Scalar::get)
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Words<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct WordsVisitor;
        impl<'de> Visitor<'de> for WordsVisitor {
            type Value = Vec<Scalar<'de>>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a list of strings")
            }

            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
                Ok(vec![Scalar(Some(Cow::Borrowed(v)))])
            }

            fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
                Ok(vec![Scalar(Some(Cow::Owned(v.to_owned())))])
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Vec::new())
            }

            fn visit_seq<A: de::SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
                let mut words = Vec::new();
                while let Some(word) = seq.next_element()? {
                    words.push(word);
                }
                Ok(words)
            }
        }
        deserializer.deserialize_any(WordsVisitor).map(Self)
    }
}
