//! What is told of columns: where each comes from, and how.

use serde::{Deserialize, Serialize};

use super::super::references::SqlError;

/// How a column comes of its sources; where several ways meet, the greatest counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Derivation {
    /// From no column.
    Constant,
    /// As it is, be it under another name.
    Identity,
    /// Computed, row by row.
    Transformation,
    /// Computed of many rows.
    Aggregation,
}

/// A column, or a field of one, of a relation that a statement reads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Source {
    /// The full name of the relation.
    pub relation: String,
    /// The column; fields of it follow after dots.
    pub column: String,
}

/// Where a column comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lineage {
    /// How it comes of them.
    pub how: Derivation,
    /// What goes into it, sorted, each once.
    pub sources: Vec<Source>,
}

/// A column that a statement gives.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OutputColumn {
    /// Its name.
    pub name: String,
    /// Where it comes from, or why that isn't known: a sentence for people, in which names stand in
    /// backticks. Nothing depends on which one it is.
    pub lineage: Result<Lineage, String>,
}

/// The columns that a statement gives.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// As far as they are known, in their order.
    pub columns: Vec<OutputColumn>,
    /// What `*` stands for but couldn't be told: there are more columns than those listed.
    /// Relations by name, or else the reason.
    pub open: Vec<String>,
    /// Why the statement couldn't be read.
    pub error: Option<SqlError>,
    /// The limit that kept some of it from being traced; isn't written down.
    #[serde(skip)]
    pub limit: Option<&'static str>,
}
