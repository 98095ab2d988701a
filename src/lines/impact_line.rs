//! What depends on tables, views and columns.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What depends on an asset, however many steps away.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ImpactLine {
    /// All assets.
    pub assets: u32,
    /// Unified views.
    pub views: u32,
    /// Data products.
    pub products: u32,
    /// DMEs.
    pub dmes: u32,
    /// ML models.
    pub models: u32,
    /// Dashboards, notebooks, applications.
    pub exposures: u32,
    /// Distinct users of the last 30 days.
    pub users: u32,
    /// All assets upstream.
    pub upstream: u32,
}
