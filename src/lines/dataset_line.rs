//! Datasets.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{DatasetFact, ListingCompleteness};

/// A dataset, as far as exports list what is in it: whether what a list of tables and views lacks isn't
/// there, and what isn't said of them isn't so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct DatasetLine {
    /// What it is known by for longer than a build: `dataset:project.dataset`.
    pub key: String,
    /// `project.dataset`.
    pub name: String,
    /// The system that it is in (`bigquery`, `snowflake`, `postgres` …), where the listing of a
    /// warehouse tells.
    pub system: Option<String>,
    /// The dialect of that system's SQL and types: the system's word, or `generic`.
    pub dialect: Option<String>,
    /// Whether all of its tables and views are listed.
    pub listed: ListingCompleteness,
    /// Why the listing seems `partial`, in a sentence.
    pub partial_why: Option<String>,
    /// What is known of at least one of its tables and views, and can therefore be told of all.
    pub tells: Vec<DatasetFact>,
    /// Where it lies: `EU`, `europe-west3`.
    pub location: Option<String>,
    /// How texts of new tables are compared.
    pub collation: Option<String>,
    /// Seconds after which new tables are dropped.
    pub table_expiration: Option<i64>,
    /// Seconds after which partitions of new tables are dropped.
    pub partition_expiration: Option<i64>,
    /// Whether exports list the options of the tables and views of its project: labels, filters that they
    /// require.
    #[serde(default)]
    pub options_listed: bool,
    /// Whether all that it authorizes is known.
    #[serde(default)]
    pub access_listed: bool,
    /// What reads its tables for whoever asks: `view:project.dataset.name`, `dataset:project.dataset` (all
    /// views of it), `routine:project.dataset.name`; sorted.
    #[serde(default)]
    pub authorized: Vec<String>,
}
