//! What datasets and tables are set to: where they lie, how long they keep data, who reads past their
//! grants, by which rows access is cut, and which columns are keys.

use serde::{Deserialize, Serialize};

use super::fact_parts::Name;
use crate::export::time::Seconds;

/// A setting of a dataset or table.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) enum PropertyFact<'a> {
    /// What a dataset is set to.
    Dataset(DatasetProperty<'a>),
    /// A label of a dataset.
    DatasetLabel {
        /// Project.
        project: &'a str,
        /// Dataset.
        dataset: &'a str,
        /// Key.
        key: &'a str,
        /// Value.
        value: &'a str,
    },
    /// Something reads a dataset's tables whoever asks for it.
    Authorized {
        /// Project.
        project: &'a str,
        /// Dataset that is read.
        dataset: &'a str,
        /// What reads it.
        reader: AuthorizedReader<'a>,
    },
    /// What a table or view is set to.
    Table(TableProperty<'a>),
    /// How a table is cut into partitions.
    Partitioning {
        /// The relation.
        name: Name<'a>,
        /// What a partition holds; missing where the export doesn't say.
        unit: Option<PartitionUnit>,
        /// Whether rows go by the time at which they come in, which no column holds.
        by_ingestion: bool,
        /// How long a partition is kept.
        expiration: Option<Seconds>,
    },
    /// How texts of a column are compared.
    ColumnCollation {
        /// The relation.
        name: Name<'a>,
        /// Path of the column.
        path: &'a str,
        /// For example `und:ci`.
        collation: &'a str,
    },
    /// Who may see which rows of a table.
    RowPolicy {
        /// The relation.
        name: Name<'a>,
        /// Name of the policy.
        policy: &'a str,
        /// The condition, which may hold values and addresses of persons.
        predicate: Option<&'a str>,
    },
    /// A constraint says that values don't repeat.
    Constraint {
        /// The relation.
        name: Name<'a>,
        /// Name of the constraint, unique in its relation.
        constraint: &'a str,
        /// What it says.
        kind: ConstraintKind,
        /// Whether the system holds it; missing where the export doesn't say.
        enforced: Option<bool>,
    },
    /// A column that a constraint is about.
    KeyColumn {
        /// The relation.
        name: Name<'a>,
        /// Name of the constraint, of whatever kind.
        constraint: &'a str,
        /// The column.
        column: &'a str,
        /// 1-based place in the key.
        place: Option<u32>,
    },
}

/// What a dataset is set to; missing is what isn't told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct DatasetProperty<'a> {
    /// Project.
    pub project: &'a str,
    /// Dataset.
    pub dataset: &'a str,
    /// For example `EU`, `europe-west3`.
    pub location: Option<&'a str>,
    /// How texts of new tables are compared.
    pub collation: Option<&'a str>,
    /// After how long new tables are dropped.
    pub table_expiration: Option<Seconds>,
    /// After how long partitions of new tables are dropped.
    pub partition_expiration: Option<Seconds>,
    /// Key that new tables are encrypted with.
    pub kms_key: Option<&'a str>,
    /// Whether names of its tables are compared without case.
    pub case_insensitive: Option<bool>,
    /// Whether all who have access to it are told.
    pub access_listed: bool,
}

/// What a table or view is set to; missing is what isn't told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) struct TableProperty<'a> {
    /// The relation.
    pub name: Name<'a>,
    /// When it is dropped, as written.
    pub expires: Option<&'a str>,
    /// Key that it is encrypted with.
    pub kms_key: Option<&'a str>,
    /// How old an answer may be, as written.
    pub max_staleness: Option<&'a str>,
    /// How texts of new columns are compared.
    pub collation: Option<&'a str>,
}

/// What a dataset lets read its tables, with no grant to whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
pub(crate) enum AuthorizedReader<'a> {
    /// A view.
    View(Name<'a>),
    /// All views of a dataset: its project and its name.
    Dataset(&'a str, &'a str),
    /// A routine, its name in the place of a table's.
    Routine(Name<'a>),
}

/// What a partition holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
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

impl PartitionUnit {
    /// `DAY`, `HOUR` … in either case.
    #[must_use]
    pub(in crate::export) fn parse(word: &str) -> Option<Self> {
        [
            ("HOUR", Self::Hour),
            ("DAY", Self::Day),
            ("MONTH", Self::Month),
            ("YEAR", Self::Year),
        ]
        .into_iter()
        .find_map(|(name, unit)| name.eq_ignore_ascii_case(word).then_some(unit))
    }
}

/// Which constraint says that values don't repeat.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum ConstraintKind {
    /// `PRIMARY KEY`.
    PrimaryKey,
    /// `UNIQUE`.
    Unique,
}

impl ConstraintKind {
    /// `constraint_type`; nothing for the others, such as `FOREIGN KEY` and `CHECK`.
    #[must_use]
    pub(in crate::export) fn parse(word: &str) -> Option<Self> {
        [("PRIMARY KEY", Self::PrimaryKey), ("UNIQUE", Self::Unique)]
            .into_iter()
            .find_map(|(name, kind)| name.eq_ignore_ascii_case(word).then_some(kind))
    }
}

impl<'a> PropertyFact<'a> {
    /// The one relation that it is about, if it is about one.
    pub(in crate::export) const fn relation_mut(&mut self) -> Option<&mut Name<'a>> {
        match self {
            Self::Table(TableProperty { name, .. })
            | Self::Partitioning { name, .. }
            | Self::ColumnCollation { name, .. }
            | Self::RowPolicy { name, .. }
            | Self::Constraint { name, .. }
            | Self::KeyColumn { name, .. } => Some(name),
            Self::Dataset(_) | Self::DatasetLabel { .. } | Self::Authorized { .. } => None,
        }
    }
}
