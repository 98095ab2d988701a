//! Where columns come from.

use super::{AssetIx, Sym};
use crate::system::SqlOrigin;

/// How a column comes from others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Derivation {
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
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Constant => "constant",
            Self::Identity => "identity",
            Self::Transformation => "transformation",
            Self::Aggregation => "aggregation",
            Self::Unknown => "unknown",
        }
    }
}

/// What says where a column comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum LineageSource {
    /// Read from the SQL of the relation, which is from here.
    Sql(SqlOrigin),
    /// A run's event states it, column by column.
    Event,
}

impl LineageSource {
    /// In words, as they are shown.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Sql(SqlOrigin::Definition) => "view SQL",
            Self::Sql(SqlOrigin::Compiled) => "dbt SQL",
            Self::Sql(SqlOrigin::Run) => "OpenLineage SQL",
            Self::Event => "OpenLineage",
        }
    }

    /// Whether what an event states goes before it.
    #[must_use]
    pub(crate) const fn yields_to_events(self) -> bool {
        matches!(self, Self::Sql(origin) if !origin.is_of_a_sure_dialect())
    }
}

/// A column of another relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct ColumnRef {
    /// The relation.
    pub asset: AssetIx,
    /// Path of the column or field.
    pub column: Sym,
}

impl ColumnLineage {
    /// Why nothing is known of a column that exports name and the relation's own SQL, whose columns
    /// are all known, doesn't.
    pub(crate) const UNNAMED: &'static str = "the statement doesn't name this column";
}

/// Where one column of a relation comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ColumnLineage {
    /// The column, by name.
    pub column: Sym,
    /// How it comes about.
    pub how: Derivation,
    /// From which columns; a range of [`super::Catalog::column_refs`].
    pub sources: std::ops::Range<u32>,
    /// Why that is unknown.
    pub why: Option<Sym>,
    /// What says so.
    pub by: LineageSource,
}

/// What an event of a run states of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StatedSource {
    /// The relation.
    pub of: AssetIx,
    /// Its column.
    pub column: Sym,
    /// Where that comes from.
    pub source: ColumnRef,
    /// How.
    pub how: Derivation,
    /// The job whose run says so; none where a dataset tells of it by itself.
    pub job: Option<AssetIx>,
}
