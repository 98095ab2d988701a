//! How relations are used. Persons are counted, never named.

use super::{AssetIx, Sym};
use sql::Operator;

/// The days of which statements of a project are known, in days since 1970-01-01.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct StatementWindow {
    /// The project that they ran in; what they name may be in others.
    pub project: Sym,
    /// Day of the first.
    pub from: i32,
    /// Day of the last.
    pub until: i32,
    /// Day of the last of which it isn't known what it names: neither its text nor the warehouse says so.
    pub unknown: Option<i32>,
}

/// A service account whose statements name a relation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ServiceReader {
    /// In [`super::Operations::service_accounts`].
    pub account: u32,
    /// Day of the last of them, in days since 1970-01-01.
    pub last: Option<i32>,
    /// Number of statements of the last 30 days.
    pub queries: u32,
}

/// What statements name a relation, those that write another included. A `*` at the end of a name names
/// all tables that it stands for. Persons are neither named nor counted.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct NamedBy {
    /// The last of them, whoever ran it.
    pub last: Option<i64>,
    /// Service accounts, first those with the most statements.
    pub services: Vec<ServiceReader>,
    /// The last that may name each column, sorted by column; also of those that write the relation.
    pub columns: Vec<(Sym, i64)>,
}

impl NamedBy {
    /// When the last statement ran that may name a column.
    #[must_use]
    pub(crate) fn column(&self, column: Sym) -> Option<i64> {
        let at = self.columns.binary_search_by_key(&column, |(of, _)| *of);
        self.columns.get(at.ok()?).map(|(_, last)| *last)
    }
}

/// Use of a relation in one week.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Week {
    /// Monday, in days since 1970-01-01.
    pub monday: i32,
    /// Statements that name it.
    pub queries: u32,
    /// Distinct users that ran them.
    pub users: u32,
}

/// A column that statements join by, or filter by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct UsagePattern {
    /// Column of this relation.
    pub column: Sym,
    /// What it is joined to: relation and column. None for a filter.
    pub joined: Option<(AssetIx, Sym)>,
    /// Operator of a filter; None for a join.
    pub operator: Option<Operator>,
    /// Number of statements.
    pub count: u32,
}

/// A column that a statement compares with values, and how.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Predicate {
    /// Column of the relation.
    pub column: Sym,
    /// How.
    pub operator: Operator,
}

/// What one SELECT filters of a relation: each column once, and nothing of any other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FilterShape {
    /// What it compares, by column.
    pub predicates: Vec<Predicate>,
    /// Number of statements.
    pub count: u32,
}

/// How a column is used. Persons aren't counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct ColumnUse {
    /// Which column of the relation.
    pub column: Sym,
    /// The last statement that used it, whoever ran it.
    pub last: Option<i64>,
    /// Statements of service accounts that used it in the last 30 days.
    pub queries: u32,
    /// Distinct service accounts that ran these.
    pub service_accounts: u32,
}

/// How a relation is used. Statements that name it directly count; persons are counted, never named.
#[derive(Debug, Clone, Default)]
pub(crate) struct Usage {
    /// By week, oldest first.
    pub weeks: Vec<Week>,
    /// Statements of the last 30 days.
    pub queries: u32,
    /// Distinct users of the last 30 days; indices that mean nothing outside of the build, sorted.
    pub users: Vec<u32>,
    /// Last statement.
    pub last: Option<i64>,
    /// Most frequent joins, first the most frequent.
    pub joins: Vec<UsagePattern>,
    /// Most frequent filters.
    pub filters: Vec<UsagePattern>,
    /// Most frequent sets of filters.
    pub shapes: Vec<FilterShape>,
    /// Projects that it was queried from in the last 30 days with the number of statements, most first.
    pub projects: Vec<(Sym, u32)>,
    /// Of `users`, service accounts.
    pub service_accounts: u32,
    /// Use of columns that statements name, sorted by column.
    pub columns: Vec<ColumnUse>,
}

impl Usage {
    /// Use of a column; nothing where no statement names it.
    #[must_use]
    pub(crate) fn column(&self, column: Sym) -> Option<&ColumnUse> {
        let at = self.columns.binary_search_by_key(&column, |of| of.column);
        self.columns.get(at.ok()?)
    }
}
