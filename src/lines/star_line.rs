//! Who takes all columns of a relation by `*`.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::StarPlace;

/// A relation all of whose columns the SQL of another takes by `*`, also where the star leaves some out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StarLine {
    /// Full name.
    pub relation: String,
    /// Where they go: `output` where each counts by its name; where they count by their order, `header`
    /// for a list that names them, `set operation` and `insert`.
    pub place: StarPlace,
}

/// Statements of the warehouse's history that take all columns of a relation by `*`, by where they go:
/// all that the export holds, those that write tables among them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct StarUses {
    /// Each column counts by its name.
    pub output: u32,
    /// A list names them in their order.
    pub header: u32,
    /// A set operation pairs them in their order.
    pub set_operation: u32,
    /// They are written to a table in their order.
    pub insert: u32,
}
