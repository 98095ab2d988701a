//! Where columns come from.

use super::{AssetIx, Sym};

/// How a column comes from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Derivation {
    /// A literal or a function of nothing.
    Constant,
    /// Taken as it is.
    Identity,
    /// Computed row by row.
    Transformation,
    /// Computed from many rows.
    Aggregation,
    /// Not known; [`ColumnLineage::why`] says why.
    Unknown,
}

impl Derivation {
    /// The word used in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Identity => "identity",
            Self::Transformation => "transformation",
            Self::Aggregation => "aggregation",
            Self::Unknown => "unknown",
        }
    }
}

/// A column of another relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ColumnRef {
    /// The relation.
    pub asset: AssetIx,
    /// Path of the column or field.
    pub column: Sym,
}

/// Where one column of a relation comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnLineage {
    /// The column, by name.
    pub column: Sym,
    /// How it comes about.
    pub how: Derivation,
    /// From which columns; a range of [`super::Catalog::column_refs`].
    pub sources: std::ops::Range<u32>,
    /// Why that is unknown.
    pub why: Option<Sym>,
    /// What says so: `view SQL`, `dbt SQL`, `OpenLineage`.
    pub by: &'static str,
}
