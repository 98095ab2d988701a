//! Addresses.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// An address that an asset had in a former build, and which leads to the one it has now. The next
/// build reads it from here. Each line of an asset holds these two fields as well.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct AddressLine {
    /// What the asset is known by for longer than a build.
    pub key: String,
    /// Site-relative address.
    pub url: String,
}
