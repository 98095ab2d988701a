//! What a table or view is set to, beside what it holds: partitions, collation, who may see which rows,
//! keys.

use super::Sym;

/// What a table or view is set to. Most have nothing of it told.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct TableProperties {
    /// How it is cut into partitions. By which columns they say themselves
    /// ([`super::Column::partitioning`]), and whether each query has to filter says the relation
    /// ([`super::Relation::partition_filter`]).
    pub partitioning: Option<Partitioning>,
    /// When it is dropped, as written.
    pub expires: Option<Sym>,
    /// Key that it is encrypted with.
    pub kms_key: Option<Sym>,
    /// How old an answer may be, as written.
    #[cfg_attr(
        not(test),
        allow(dead_code, reason = "for rules; tests hold what is read")
    )]
    pub max_staleness: Option<Sym>,
    /// How texts of new columns are compared; as binary where nothing is told.
    pub collation: Option<Sym>,
    /// How texts of columns are compared: path and collation, sorted by path. Others are compared as
    /// binary.
    pub column_collations: Vec<(Sym, Sym)>,
    /// Policies of who may see which rows, sorted by name.
    pub row_policies: Vec<RowPolicy>,
    /// Keys: the primary one first, then sorted by name.
    pub keys: Vec<UniqueKey>,
}

/// How a table is cut into partitions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Partitioning {
    /// What a partition holds, where that is told.
    #[cfg_attr(
        not(test),
        allow(dead_code, reason = "for rules; tests hold what is read")
    )]
    pub unit: Option<PartitionUnit>,
    /// Whether rows go by the time at which they come in: queries name `_PARTITIONTIME`, which no list
    /// of columns has.
    pub by_ingestion: bool,
    /// How long a partition is kept, in seconds; for ever where nothing is told.
    pub expiration: Option<i64>,
}

/// What a partition holds.
#[cfg_attr(
    not(test),
    allow(dead_code, reason = "for rules; tests hold what is read")
)]
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PartitionUnit {
    /// An hour.
    Hour,
    /// A day.
    Day,
    /// A month.
    Month,
    /// A year.
    Year,
    /// A range of whole numbers.
    Range,
}

/// A policy of who may see which rows. To whom it grants them no export tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowPolicy {
    /// Its name.
    pub name: Sym,
    /// Columns of the table that its condition names, sorted; the condition itself isn't kept, since it
    /// may hold values and addresses of persons.
    pub columns: Vec<Sym>,
    /// Equal where conditions are, white space aside. It is made of their values as well, which could be
    /// guessed from it: never to be published.
    pub fingerprint: u64,
}

/// Columns whose values don't repeat, as the system's own list of constraints says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UniqueKey {
    /// Name of the constraint.
    pub name: Sym,
    /// Whether it is the primary key: none of its columns is NULL.
    pub primary: bool,
    /// Whether the system holds it; nothing where that isn't told.
    pub enforced: Option<bool>,
    /// Its columns, in the order of the key.
    pub columns: Vec<Sym>,
}

impl TableProperties {
    /// The primary key.
    #[must_use]
    #[cfg_attr(
        not(test),
        allow(dead_code, reason = "for rules; tests hold what is read")
    )]
    pub(crate) fn primary_key(&self) -> Option<&UniqueKey> {
        self.keys.iter().find(|key| key.primary)
    }
}
