//! What is promised of a relation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A contract about a relation, as it is now.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ContractVersion {
    /// Id without its kind.
    pub name: String,
    /// Version.
    pub version: String,
    /// Its state, as written.
    pub status: String,
    /// What the contract calls the relation.
    pub table: Option<String>,
}

/// A service level that the relation's product or a contract about it promises.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ServiceLevel {
    /// `availability`, `latency`, `retention` …
    pub property: String,
    /// How much, as written.
    pub value: String,
    /// Of what.
    pub unit: Option<String>,
    /// The part that it is about; missing where it is about all.
    pub element: Option<String>,
    /// Id of the product or contract.
    pub by: String,
}

/// The tightest promise on the age of a relation's data.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Freshness {
    /// Seconds after which the data counts as late; where it is due by a time of day, those of a day.
    pub seconds: i64,
    /// The time of each day, in UTC, by which new data has to be there: `06:30:00Z`.
    pub daily_by: Option<String>,
    /// As declared: `24 h`, `daily by 06:30 UTC`.
    pub text: String,
    /// What says so: `product orders`, `contract urn:…`, `dbt source freshness`.
    pub by: String,
}
