//! How a view gets another query and stays the view that it was: with its grants, and with what is
//! authorized for it elsewhere.

use sql::Dialect;

use super::warehouse::System;

/// How a view gets another query.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ViewReplacement {
    /// `CREATE OR REPLACE VIEW` keeps its grants and authorizations, and not its options: these have to
    /// stand in the statement.
    Replaced,
    /// `CREATE OR REPLACE VIEW` makes another one, which takes the grants over where the statement says
    /// so.
    CopiedGrants,
    /// `ALTER VIEW … AS` changes the query alone.
    Altered,
    /// `CREATE OR REPLACE VIEW` works where the former columns stay, with their types and in their order,
    /// before new ones.
    SameColumns,
    /// Nothing is known.
    Unknown,
}

impl System {
    /// How a view gets another query.
    #[must_use]
    pub(crate) const fn view_replacement(self) -> ViewReplacement {
        match self {
            Self::BigQuery => ViewReplacement::Replaced,
            Self::Snowflake => ViewReplacement::CopiedGrants,
            Self::Databricks => ViewReplacement::Altered,
            Self::Postgres => ViewReplacement::SameColumns,
            Self::Oracle
            | Self::Redshift
            | Self::Trino
            | Self::DuckDb
            | Self::MsSql
            | Self::MySql
            | Self::ClickHouse => ViewReplacement::Unknown,
        }
    }

    /// Whether a statement can create views whose query is in a dialect: none can in legacy SQL.
    #[must_use]
    pub(crate) const fn creates_views_in(self, dialect: Dialect) -> bool {
        !matches!((self, dialect), (Self::BigQuery, Dialect::BigQueryLegacy))
    }

    /// Most views, datasets and routines that a dataset's access list may hold, where views read past
    /// grants by such a list (<https://cloud.google.com/bigquery/quotas>: authorized resources).
    #[must_use]
    pub(crate) const fn most_authorized(self) -> Option<usize> {
        match self {
            Self::BigQuery => Some(2_500),
            _ => None,
        }
    }

    /// Whether a query can't read tables of two locations.
    #[must_use]
    pub(crate) const fn has_locations(self) -> bool {
        matches!(self, Self::BigQuery)
    }

    /// Whether a view reads its tables with the rights of its owner, so that who queries it needs none on
    /// them.
    #[must_use]
    pub(crate) const fn reads_as_owner(self) -> bool {
        matches!(self, Self::Snowflake | Self::Postgres | Self::Databricks)
    }
}
