//! Who may use a relation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A grant that isn't a person's.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct GrantLine {
    /// Who, as the warehouse writes it.
    pub grantee: String,
    /// Which role.
    pub role: String,
    /// Whether it is a grant on the dataset.
    pub inherited: bool,
}
