//! Systems that hold tables, and how each compares their names.

use serde::{Deserialize, Serialize};
use sql::Dialect;

/// What a system makes of a name that stands without quotes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Folding {
    /// Nothing: names that differ in case are different names.
    Exact,
    /// Upper case.
    Upper,
    /// Lower case.
    Lower,
    /// It keeps the case and doesn't compare it.
    Ignored,
}

/// A kind of system.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum System {
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
    /// The system that a dbt adapter, or the scheme of an address, means.
    #[must_use]
    pub fn of(word: &str) -> Option<Self> {
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

    /// What it makes of a name without quotes.
    #[must_use]
    pub const fn folding(self) -> Folding {
        match self {
            Self::BigQuery | Self::MySql | Self::ClickHouse => Folding::Exact,
            Self::Snowflake | Self::Oracle => Folding::Upper,
            Self::Postgres | Self::Redshift | Self::Databricks | Self::Trino => Folding::Lower,
            Self::DuckDb | Self::MsSql => Folding::Ignored,
        }
    }

    /// Whether a name in quotes keeps its case; else it is compared as one without.
    #[must_use]
    pub const fn quotes_keep_case(self) -> bool {
        matches!(self, Self::Snowflake | Self::Oracle | Self::Postgres)
    }

    /// The dialect of its SQL.
    #[must_use]
    pub const fn dialect(self) -> Dialect {
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
    pub(super) const fn port(self) -> Option<&'static str> {
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

/// How a name is spelled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Spelling {
    /// Whose name it is.
    pub system: System,
    /// Of project, dataset and table: whether it stands in quotes, where the export shows that.
    pub quoted: [Option<bool>; 3],
}

impl Spelling {
    /// A name of which no export shows whether it needs quotes.
    #[must_use]
    pub const fn unsure(system: System) -> Self {
        Self {
            system,
            quoted: [None; 3],
        }
    }

    /// A name as its system writes it into SQL: `DB.SCHEMA."Table"`.
    #[must_use]
    pub fn of_sql(system: System, name: &str) -> Self {
        let mut quoted = [None; 3];
        let (mut within, mut start) = (None, true);
        let mut parts: Vec<bool> = Vec::new();
        for c in name.trim().chars() {
            if start {
                parts.push(matches!(c, '"' | '`' | '['));
                start = false;
            }
            match (within, c) {
                (Some(close), c) if c == close => within = None,
                (Some(_), _) => {}
                (None, '"' | '`') => within = Some(c),
                (None, '[') => within = Some(']'),
                (None, '.') => start = true,
                (None, _) => {}
            }
        }
        for (slot, part) in quoted.iter_mut().rev().zip(parts.iter().rev()) {
            *slot = Some(*part);
        }
        Self { system, quoted }
    }

    /// Whether the export shows of all parts whether they stand in quotes.
    #[must_use]
    pub fn is_sure(&self) -> bool {
        !self.system.quotes_keep_case() || self.quoted.iter().all(Option::is_some)
    }

    /// The name as the system keeps it. A part of which no export shows quotes is folded, unless it
    /// mixes cases: such a one is most likely written as it is kept.
    #[must_use]
    pub fn kept(&self, parts: [&str; 3]) -> [String; 3] {
        let mut quoted = self.quoted.iter();
        parts.map(|part| {
            let quoted = quoted.next().copied().flatten();
            let keeps = self.system.quotes_keep_case();
            let mixed = || {
                let lower = part.chars().any(char::is_lowercase);
                lower && part.chars().any(char::is_uppercase)
            };
            match keeps && quoted.unwrap_or_else(mixed) {
                true => part.to_owned(),
                false => self.folded(part),
            }
        })
    }

    /// A part of a name as the system keeps it without quotes.
    #[must_use]
    pub fn folded(&self, part: &str) -> String {
        match self.system.folding() {
            Folding::Upper => part.to_uppercase(),
            Folding::Lower => part.to_lowercase(),
            Folding::Exact | Folding::Ignored => part.to_owned(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Spelling, System};

    #[test]
    fn names_are_kept_as_their_system_does() {
        let kept = |system, sql: &str, parts: [&str; 3]| {
            Spelling::of_sql(system, sql).kept(parts).join(".")
        };
        let snow = System::Snowflake;
        assert_eq!(kept(snow, "db.s.t", ["db", "s", "t"]), "DB.S.T");
        assert_eq!(kept(snow, "db.s.\"t\"", ["db", "s", "t"]), "DB.S.t");
        assert_eq!(kept(snow, "\"a.b\".s.t", ["a.b", "s", "t"]), "a.b.S.T");
        assert_eq!(kept(snow, "", ["db", "S", "Tt"]), "DB.S.Tt");
        assert_eq!(
            kept(System::Postgres, "\"D\".\"s\".\"T\"", ["D", "s", "T"]),
            "D.s.T"
        );
        assert_eq!(
            kept(System::Databricks, "`D`.`s`.`T`", ["D", "s", "T"]),
            "d.s.t"
        );
        assert_eq!(
            kept(System::BigQuery, "`D`.`s`.`T`", ["D", "s", "T"]),
            "D.s.T"
        );
    }
}
