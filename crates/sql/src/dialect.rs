//! The SQL dialects and what sets them apart: lexical rules, and what more than one place asks.

use sqlparser::dialect as parser;

use super::widened_dialect::{More, Wider};

/// A dialect of SQL: decides how text splits into tokens and how names resolve.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize, serde::Deserialize,
)]
pub enum Dialect {
    /// GoogleSQL, BigQuery's standard SQL.
    BigQuery,
    /// BigQuery's legacy SQL, with `[project:dataset.table]` names.
    BigQueryLegacy,
    /// PostgreSQL and its close relatives.
    Postgres,
    /// Snowflake.
    Snowflake,
    /// Amazon Redshift.
    Redshift,
    /// DuckDB.
    DuckDb,
    /// Databricks and Spark SQL.
    Databricks,
    /// MySQL and MariaDB.
    MySql,
    /// Microsoft SQL Server, Synapse and Fabric.
    MsSql,
    /// ClickHouse.
    ClickHouse,
    /// Anything else: the common ground of the others.
    Generic,
}

static BIGQUERY: Wider<parser::BigQueryDialect> = Wider {
    base: parser::BigQueryDialect,
    more: More {
        lambdas: true,
        free_words: true,
        ..More::NOTHING
    },
};

static SNOWFLAKE: Wider<parser::SnowflakeDialect> = Wider {
    base: parser::SnowflakeDialect,
    more: More {
        order_by_all: true,
        ..More::NOTHING
    },
};

static REDSHIFT: Wider<parser::RedshiftSqlDialect> = Wider {
    base: parser::RedshiftSqlDialect {},
    more: More::NOTHING,
};

static DATABRICKS: Wider<parser::DatabricksDialect> = Wider {
    base: parser::DatabricksDialect,
    more: More {
        parenthesized: true,
        order_by_all: true,
        plain_intervals: true,
        sample_first: true,
        ..More::NOTHING
    },
};

static GENERIC: Wider<parser::GenericDialect> = Wider {
    base: parser::GenericDialect,
    more: More {
        lambdas: true,
        versions: true,
        ..More::NOTHING
    },
};

impl Dialect {
    /// The dialect of a dbt `adapter_type`; an unknown one is [`Dialect::Generic`].
    pub fn from_adapter(name: &str) -> Dialect {
        match name.trim().to_ascii_lowercase().as_str() {
            "bigquery" => Dialect::BigQuery,
            "postgres" | "postgresql" | "alloydb" | "greenplum" | "materialize" | "risingwave"
            | "cratedb" => Dialect::Postgres,
            "snowflake" => Dialect::Snowflake,
            "redshift" => Dialect::Redshift,
            "duckdb" | "motherduck" => Dialect::DuckDb,
            "databricks" | "spark" | "hive" | "impala" | "fabricspark" | "glue" => {
                Dialect::Databricks
            }
            "mysql" | "mysql5" | "mariadb" | "singlestore" | "tidb" | "doris" | "starrocks" => {
                Dialect::MySql
            }
            "sqlserver" | "synapse" | "fabric" | "mssql" => Dialect::MsSql,
            "clickhouse" => Dialect::ClickHouse,
            _ => Dialect::Generic,
        }
    }

    /// The word for it; but for the two that no adapter has, [`Dialect::from_adapter`] reads it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Dialect::BigQuery => "bigquery",
            Dialect::BigQueryLegacy => "bigquery-legacy",
            Dialect::Postgres => "postgres",
            Dialect::Snowflake => "snowflake",
            Dialect::Redshift => "redshift",
            Dialect::DuckDb => "duckdb",
            Dialect::Databricks => "databricks",
            Dialect::MySql => "mysql",
            Dialect::MsSql => "mssql",
            Dialect::ClickHouse => "clickhouse",
            Dialect::Generic => "generic",
        }
    }

    /// Whether this is one of BigQuery's two dialects. What sets dialects apart is what this crate is
    /// about, so it may ask for one by name, where a single construct hangs on it. What several places
    /// ask has a name of its own here, and what is asked outside has one always.
    pub(super) fn is_bigquery(self) -> bool {
        matches!(self, Dialect::BigQuery | Dialect::BigQueryLegacy)
    }

    /// Whether it is another language beside the system's own, in which its statements can't be run.
    #[must_use]
    pub fn is_legacy(self) -> bool {
        self == Dialect::BigQueryLegacy
    }

    /// Whether a column has the case of the statement that names it.
    #[must_use]
    pub fn keeps_case(self) -> bool {
        self.is_bigquery()
    }

    /// Whether one pair of quotes may hold a whole name, dots included.
    pub(super) fn quotes_whole_names(self) -> bool {
        self.is_bigquery()
    }

    /// Whether `FROM t, t.items` walks into an array of `t`.
    pub(super) fn has_array_joins(self) -> bool {
        matches!(self, Dialect::BigQuery | Dialect::Redshift)
    }

    /// The parser's dialect that is nearest, widened where the system accepts more.
    pub(super) fn parser(self) -> &'static dyn parser::Dialect {
        match self {
            Dialect::BigQuery | Dialect::BigQueryLegacy => &BIGQUERY,
            Dialect::Postgres => &parser::PostgreSqlDialect {},
            Dialect::Snowflake => &SNOWFLAKE,
            Dialect::Redshift => &REDSHIFT,
            Dialect::DuckDb => &parser::DuckDbDialect,
            Dialect::Databricks => &DATABRICKS,
            Dialect::MySql => &parser::MySqlDialect {},
            Dialect::MsSql => &parser::MsSqlDialect {},
            Dialect::ClickHouse => &parser::ClickHouseDialect {},
            Dialect::Generic => &GENERIC,
        }
    }

    /// How text splits into tokens.
    pub(super) fn rules(self) -> Rules {
        use Dialect::*;
        Rules {
            backtick: !matches!(self, Postgres | Redshift | Snowflake | MsSql),
            bracket: matches!(self, MsSql | BigQueryLegacy),
            double_quoted_string: matches!(self, BigQuery | BigQueryLegacy | MySql | Databricks),
            backslash: matches!(
                self,
                BigQuery | BigQueryLegacy | MySql | Snowflake | Databricks | ClickHouse | Redshift
            ),
            triple_quotes: self.is_bigquery(),
            raw_prefix: matches!(self, BigQuery | BigQueryLegacy | Databricks),
            escape_prefix: matches!(self, Postgres | Redshift | DuckDb | Generic),
            dollar_quotes: matches!(
                self,
                Postgres | Redshift | Snowflake | DuckDb | Databricks | Generic
            ),
            hash_comment: matches!(self, BigQuery | BigQueryLegacy | MySql),
            slash_comment: matches!(self, Snowflake | BigQueryLegacy),
            nested_comments: matches!(self, Postgres | DuckDb | MsSql | ClickHouse | Databricks),
            dollar_in_word: !self.is_bigquery(),
            hash_word: matches!(self, MsSql | Redshift),
            numeric_part: self.is_bigquery(),
            stage: matches!(self, Snowflake),
        }
    }
}

/// Lexical rules of a dialect.
#[derive(Debug, Clone, Copy)]
pub(super) struct Rules {
    /// `` `x` `` is an identifier.
    pub(super) backtick: bool,
    /// `[x]` is an identifier.
    pub(super) bracket: bool,
    /// `"x"` is a string rather than an identifier.
    pub(super) double_quoted_string: bool,
    /// A backslash escapes inside strings.
    pub(super) backslash: bool,
    /// `'''x'''` and `"""x"""`.
    pub(super) triple_quotes: bool,
    /// `r'x'`: a raw string.
    pub(super) raw_prefix: bool,
    /// `E'x'`: a string with backslash escapes.
    pub(super) escape_prefix: bool,
    /// `$$x$$` and `$tag$x$tag$`.
    pub(super) dollar_quotes: bool,
    /// `#` begins a comment.
    pub(super) hash_comment: bool,
    /// `//` begins a comment.
    pub(super) slash_comment: bool,
    /// `/* /* */ */`
    pub(super) nested_comments: bool,
    /// `$` is part of a word.
    pub(super) dollar_in_word: bool,
    /// `#x` is a word (a temporary table).
    pub(super) hash_word: bool,
    /// The part of a name after a dot may begin with a digit.
    pub(super) numeric_part: bool,
    /// `@stage/path`
    pub(super) stage: bool,
}
