//! Columns of a view or table.

use std::borrow::Cow;

use serde::Serialize;

/// The columns of a relation, as far as a page shows them.
#[derive(Debug, Clone, Default, Serialize)]
pub(crate) struct Columns<'a> {
    /// Columns in order, nested fields below their parents.
    pub rows: Vec<ColumnRow<'a>>,
    /// Whether rows say where columns come from.
    pub with_sources: bool,
    /// Number of top-level columns.
    pub count: usize,
    /// Nested fields that are not shown.
    pub nested_more: usize,
    /// Share of described columns, in percent.
    pub described_percent: Option<usize>,
}

/// A column, or a field within one.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ColumnRow<'a> {
    /// 0 for a column; for a field within one how far below.
    pub depth: u8,
    /// From the top, `customer.address.city`.
    pub path: &'a str,
    /// Last part of the path; the whole of it for a column.
    pub name: &'a str,
    /// Type, in short.
    pub data_type: Cow<'a, str>,
    /// Text about it; empty where there is none.
    pub description: &'a str,
    /// What is particular about it.
    pub tags: Vec<ColumnTag<'a>>,
    /// Resource names of the policy tags that a reader needs access by.
    pub policy_tags: Vec<&'a str>,
    /// What depends on it, in words.
    pub feeds: Option<String>,
    /// Where it comes from, where that is told.
    pub source: Option<ColumnSource<'a>>,
}

/// A badge of a column, which borrows its text: there are many.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct ColumnTag<'a> {
    /// Text to show.
    pub text: &'a str,
    /// How good that is.
    pub tone: super::Tone,
}

/// Where a column comes from.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum ColumnSource<'a> {
    /// That can't be said.
    Unknown {
        /// The reason.
        why: &'a str,
    },
    /// It is made of what the reader may not see.
    Unseen {
        /// Names that the owner publishes; none where it may not be named.
        names: Vec<&'a str>,
    },
    /// It is the same in all rows.
    Constant,
    /// It counts rows, whatever they hold.
    RowCount,
    /// It is made of columns.
    Columns {
        /// In which way.
        how: Derived,
        /// The first ones.
        columns: Vec<SourceColumn<'a>>,
        /// Those beyond.
        more: usize,
    },
}

/// In which way a column is made of others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Derived {
    /// It is that column.
    Same,
    /// Row by row.
    Computed,
    /// From many rows.
    Aggregated,
}

/// A column that another is made of.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct SourceColumn<'a> {
    /// Site-relative address of its table or view.
    pub href: &'a str,
    /// Dataset, where only that tells two tables apart.
    pub dataset: Option<&'a str>,
    /// Table or view.
    pub table: &'a str,
    /// Column.
    pub column: &'a str,
}
