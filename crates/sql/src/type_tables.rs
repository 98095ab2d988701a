//! What is known of the types of each dialect: synonyms, limits that aren't written, and what coerces
//! to what. `docs/types.md` shows these tables.

mod database_types;
mod type_table;
mod warehouse_types;

use super::dialect::Dialect;
use database_types::{DUCKDB, GENERIC, MSSQL, MYSQL, POSTGRES};
pub(super) use type_table::TypeTable;
use warehouse_types::{BIGQUERY, DATABRICKS, REDSHIFT, SNOWFLAKE};

impl Dialect {
    /// What is known of its types.
    pub(super) fn types(self) -> &'static TypeTable {
        match self {
            Dialect::BigQuery | Dialect::BigQueryLegacy => &BIGQUERY,
            Dialect::Postgres => &POSTGRES,
            Dialect::Snowflake => &SNOWFLAKE,
            Dialect::Redshift => &REDSHIFT,
            Dialect::DuckDb => &DUCKDB,
            Dialect::Databricks => &DATABRICKS,
            Dialect::MySql => &MYSQL,
            Dialect::MsSql => &MSSQL,
            Dialect::ClickHouse | Dialect::Generic => &GENERIC,
        }
    }
}
