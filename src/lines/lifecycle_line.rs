//! Days in the life of an asset.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What is stated of the life of an asset. Of a table or view each field is what its output port says,
/// or else its table in the product's manifest, or else its product.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(default)]
pub struct LifecycleLine {
    /// First day.
    pub valid_from: Option<String>,
    /// Last day.
    pub valid_to: Option<String>,
    /// Day on which its deprecation was announced.
    pub deprecation_date: Option<String>,
    /// Day after which it no longer works.
    pub end_of_life: Option<String>,
    /// Id of what replaces it; as written where nothing is called so.
    pub replaced_by: Option<String>,
}
