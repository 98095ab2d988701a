//! What isn't a table or view.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{CriticalityTier, LifecycleLine, LifecycleStatus};

/// Something that isn't a relation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct AssetLine {
    /// `kind:id`.
    pub id: String,
    /// What it is known by for longer than a build: its id.
    pub key: String,
    /// Id without its kind.
    pub name: String,
    /// Site-relative address.
    pub url: String,
    /// Display name.
    pub title: String,
    /// Ids that it had before, as its manifest says (products).
    pub renamed_from: Vec<String>,
    /// Life-cycle state.
    pub status: LifecycleStatus,
    /// Days in its life and what comes after it (domains, DMEs, products); missing where nothing is
    /// stated.
    pub lifecycle: Option<LifecycleLine>,
    /// Text about it.
    pub description: Option<String>,
    /// Version (products, contracts).
    pub version: Option<String>,
    /// Ids of domains (DMEs, products), or of the parent (domains).
    pub domains: Vec<String>,
    /// Id of its DME (products).
    pub dme: Option<String>,
    /// Id of its team.
    pub team: Option<String>,
    /// Day on which it was set up (DMEs).
    pub created: Option<String>,
    /// `tier_1` … (products).
    pub criticality: Option<CriticalityTier>,
    /// Whether it holds master data (products).
    pub master_data: Option<bool>,
    /// Full names of its productive tables.
    pub tables: Vec<String>,
    /// Full names of its unified views.
    pub views: Vec<String>,
    /// Ids of its products (DMEs).
    pub products: Vec<String>,
    /// Ids of what it reads (exposures, products).
    pub reads: Vec<String>,
    /// Full names of what it writes (jobs).
    pub writes: Vec<String>,
    /// `dashboard`, `notebook` … (exposures).
    pub kind: Option<String>,
    /// Address outside (exposures).
    pub link: Option<String>,
}
