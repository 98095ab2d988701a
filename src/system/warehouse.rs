//! Systems that hold tables, and how each compares their names.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use sql::Dialect;

/// What a system makes of a name that stands without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Folding {
    /// Nothing: names that differ in case are different names.
    Exact,
    /// Upper case.
    Upper,
    /// Lower case.
    Lower,
    /// It keeps the case and doesn't compare it.
    Ignored,
}

/// What a view gives that takes `*` of a table which has other columns by now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum StarOfView {
    /// The columns of now.
    Current,
    /// Those of its creation.
    AsCreated,
    /// Nothing: a query of it fails until it is created again.
    Refused,
    /// Not known.
    Unknown,
}

/// A kind of system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub(crate) enum System {
    /// BigQuery.
    BigQuery,
    /// Snowflake.
    Snowflake,
    /// Oracle, and those that fold as it does.
    Oracle,
    /// PostgreSQL and its close relatives.
    Postgres,
    /// Amazon Redshift.
    Redshift,
    /// Databricks, Spark, Hive, Glue.
    Databricks,
    /// Trino, Presto, Athena.
    Trino,
    /// DuckDB.
    DuckDb,
    /// Microsoft SQL Server, Synapse, Fabric.
    MsSql,
    /// MySQL and MariaDB.
    MySql,
    /// ClickHouse.
    ClickHouse,
}

impl System {
    /// The system of what no export tells the system of.
    pub(crate) const ASSUMED: Self = Self::BigQuery;

    /// The system that a dbt adapter, or the scheme of an address, means.
    #[must_use]
    pub(crate) fn of(word: &str) -> Option<Self> {
        Some(match word.trim().to_ascii_lowercase().as_str() {
            "bigquery" => Self::BigQuery,
            "snowflake" => Self::Snowflake,
            "oracle" | "exasol" | "db2" => Self::Oracle,
            "postgres" | "postgresql" | "alloydb" | "greenplum" | "materialize" | "risingwave" => {
                Self::Postgres
            }
            "redshift" => Self::Redshift,
            "databricks" | "unitycatalog" | "spark" | "hive" | "impala" | "glue" | "awsglue"
            | "fabricspark" => Self::Databricks,
            "trino" | "presto" | "starburst" | "athena" | "awsathena" => Self::Trino,
            "duckdb" | "motherduck" => Self::DuckDb,
            "sqlserver" | "mssql" | "synapse" | "azuresynapse" | "fabric" => Self::MsSql,
            "mysql" | "mariadb" => Self::MySql,
            "clickhouse" => Self::ClickHouse,
            _ => return None,
        })
    }

    /// The word used in output; [`System::of`] reads it.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::BigQuery => "bigquery",
            Self::Snowflake => "snowflake",
            Self::Oracle => "oracle",
            Self::Postgres => "postgres",
            Self::Redshift => "redshift",
            Self::Databricks => "databricks",
            Self::Trino => "trino",
            Self::DuckDb => "duckdb",
            Self::MsSql => "mssql",
            Self::MySql => "mysql",
            Self::ClickHouse => "clickhouse",
        }
    }

    /// What it makes of a name without quotes.
    #[must_use]
    pub(crate) const fn folding(self) -> Folding {
        match self {
            Self::BigQuery | Self::MySql | Self::ClickHouse => Folding::Exact,
            Self::Snowflake | Self::Oracle => Folding::Upper,
            Self::Postgres | Self::Redshift | Self::Databricks | Self::Trino => Folding::Lower,
            Self::DuckDb | Self::MsSql => Folding::Ignored,
        }
    }

    /// Whether a name in quotes keeps its case; else it is compared as one without.
    #[must_use]
    pub(crate) const fn quotes_keep_case(self) -> bool {
        matches!(self, Self::Snowflake | Self::Oracle | Self::Postgres)
    }

    /// What a view gives that takes `*` of a table which has other columns by now.
    #[must_use]
    pub(crate) const fn star_of_view(self) -> StarOfView {
        match self {
            Self::BigQuery => StarOfView::Current,
            Self::Snowflake => StarOfView::Refused,
            Self::Postgres
            | Self::Redshift
            | Self::Databricks
            | Self::Trino
            | Self::MsSql
            | Self::MySql
            | Self::Oracle => StarOfView::AsCreated,
            Self::DuckDb | Self::ClickHouse => StarOfView::Unknown,
        }
    }

    /// The dialect of its SQL.
    #[must_use]
    pub(crate) const fn dialect(self) -> Dialect {
        match self {
            Self::BigQuery => Dialect::BigQuery,
            Self::Snowflake => Dialect::Snowflake,
            Self::Postgres => Dialect::Postgres,
            Self::Redshift => Dialect::Redshift,
            Self::Databricks => Dialect::Databricks,
            Self::DuckDb => Dialect::DuckDb,
            Self::MsSql => Dialect::MsSql,
            Self::MySql => Dialect::MySql,
            Self::ClickHouse => Dialect::ClickHouse,
            Self::Oracle | Self::Trino => Dialect::Generic,
        }
    }

    /// The port that an address needn't name.
    pub(crate) const fn port(self) -> Option<&'static str> {
        Some(match self {
            Self::Oracle => "1521",
            Self::Postgres => "5432",
            Self::Redshift => "5439",
            Self::Databricks => "10000",
            Self::Trino => "8080",
            Self::MsSql => "1433",
            Self::MySql => "3306",
            Self::ClickHouse => "8123",
            Self::BigQuery | Self::Snowflake | Self::DuckDb => return None,
        })
    }
}

/// The warehouse whose information_schema was exported.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub(crate) enum WarehouseDialect {
    /// PostgreSQL and its close relatives.
    Postgres,
    /// Amazon Redshift.
    Redshift,
    /// Snowflake.
    Snowflake,
    /// Databricks.
    Databricks,
    /// Trino.
    Trino,
    /// MySQL and MariaDB.
    Mysql,
}

impl WarehouseDialect {
    /// All of them.
    pub(crate) const ALL: [Self; 6] = [
        Self::Postgres,
        Self::Redshift,
        Self::Snowflake,
        Self::Databricks,
        Self::Trino,
        Self::Mysql,
    ];

    /// The word used in settings.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Postgres => "postgres",
            Self::Redshift => "redshift",
            Self::Snowflake => "snowflake",
            Self::Databricks => "databricks",
            Self::Trino => "trino",
            Self::Mysql => "mysql",
        }
    }

    /// The system that it means.
    #[must_use]
    pub(crate) const fn system(self) -> System {
        match self {
            Self::Postgres => System::Postgres,
            Self::Redshift => System::Redshift,
            Self::Snowflake => System::Snowflake,
            Self::Databricks => System::Databricks,
            Self::Trino => System::Trino,
            Self::Mysql => System::MySql,
        }
    }
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;
    use serde::de::value::{Error, StrDeserializer};

    use super::WarehouseDialect;

    #[test]
    fn dialects_are_read_by_the_words_that_settings_are_told() {
        for dialect in WarehouseDialect::ALL {
            let word = StrDeserializer::<Error>::new(dialect.as_str());
            assert_eq!(WarehouseDialect::deserialize(word), Ok(dialect));
        }
        let schema = schemars::schema_for!(WarehouseDialect).to_value();
        let words = schema["oneOf"].as_array().map_or(0, Vec::len);
        assert_eq!(words, WarehouseDialect::ALL.len(), "{schema}");
    }
}
