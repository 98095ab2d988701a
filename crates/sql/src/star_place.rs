//! Who takes all columns of a relation by `*`, and where to.

use serde::{Deserialize, Serialize};

/// Where the columns go that `*` stands for, from what a change of them harms least to what it harms
/// most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Place {
    /// They are columns of the result, each by its name.
    Output,
    /// A list gives them names in their order: `CREATE VIEW v (a, b) AS`, `WITH c (a, b) AS`,
    /// `AS t (a, b)`.
    Header,
    /// A set operation pairs them in their order with those of another query.
    SetOperation,
    /// They are written in their order to the columns of a table.
    Insert,
}

/// A relation all of whose columns a text takes by `*`, also where the star leaves some out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Star {
    /// The full name of the relation.
    pub relation: String,
    /// Where its columns go: of several places, the one that a change harms most.
    pub place: Place,
}
