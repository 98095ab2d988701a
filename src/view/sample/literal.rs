//! Conditions with literals of a column's type in place of values, which history isn't asked for.

use sql::Dialect;

/// The days that conditions name.
#[derive(Debug, Clone)]
pub(in crate::view) struct Days {
    /// A week before `to`.
    from: String,
    /// The day of the newest moment of the input.
    to: String,
}

/// A day all the same, where the input tells of no moment: the reader puts another one in.
const SOME_DAY: i64 = 20_454;

impl Days {
    /// Of a moment in seconds since 1970.
    pub(in crate::view) fn before(now: Option<i64>) -> Self {
        let day = now.map_or(SOME_DAY, |now| now.div_euclid(86_400));
        let date = |day: i64| {
            let text = crate::view::chart::moment_date(day.saturating_mul(86_400));
            match text.is_empty() {
                true => "2026-01-01".to_owned(),
                false => text,
            }
        };
        Self {
            from: date(day - 7),
            to: date(day),
        }
    }
}

/// Types whose literals are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Class {
    Text,
    Whole,
    Decimal,
    Float,
    Bool,
    Date,
    /// Date and time without a time zone.
    DateTime,
    /// A moment.
    Timestamp,
    Time,
}

impl Class {
    /// Whether values of the two can be equal.
    pub(super) fn compares(self, other: Self) -> bool {
        self == other || self.is_number() && other.is_number()
    }

    pub(super) fn is_dated(self) -> bool {
        matches!(self, Self::Date | Self::DateTime | Self::Timestamp)
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Whole | Self::Decimal | Self::Float)
    }
}

/// The class of a type; `None` for those that no literal is compared with, and unknown ones.
pub(super) fn class(data_type: &str, dialect: Dialect) -> Option<Class> {
    let text = base(data_type);
    let bigquery = matches!(dialect, Dialect::BigQuery | Dialect::BigQueryLegacy);
    let sql_server = dialect == Dialect::MsSql;
    Some(match text.as_str() {
        // Neither compares with anything.
        "text" | "ntext" if sql_server => return None,
        "string" | "varchar" | "char" | "character" | "character varying" | "text" | "nvarchar"
        | "nchar" | "varchar2" | "nvarchar2" | "bpchar" | "citext" | "fixedstring" | "tinytext"
        | "mediumtext" | "longtext" => Class::Text,
        "int" | "integer" | "bigint" | "smallint" | "tinyint" | "byteint" | "mediumint"
        | "hugeint" | "int2" | "int4" | "int8" | "int16" | "int32" | "int64" | "int128"
        | "int256" | "uint8" | "uint16" | "uint32" | "uint64" | "uint128" | "uint256"
        | "ubigint" | "uinteger" | "usmallint" | "utinyint" | "long" | "short" | "byte" => {
            Class::Whole
        }
        "numeric" | "decimal" | "bignumeric" | "bigdecimal" | "number" | "dec" | "decimal32"
        | "decimal64" | "decimal128" | "decimal256" => Class::Decimal,
        "float" | "float4" | "float8" | "float32" | "float64" | "double" | "double precision"
        | "real" => Class::Float,
        "bool" | "boolean" => Class::Bool,
        "bit" if sql_server => Class::Bool,
        "date" | "date32" => Class::Date,
        "datetimeoffset" if sql_server => Class::Timestamp,
        "datetime" | "datetime2" | "smalldatetime" | "datetime64" => Class::DateTime,
        // A number of the row's version.
        "timestamp" if sql_server => return None,
        "timestamp" if bigquery || dialect == Dialect::Databricks => Class::Timestamp,
        "timestamp"
        | "timestamp_ntz"
        | "timestampntz"
        | "timestamp without time zone"
        | "timestamp_s"
        | "timestamp_ms" => Class::DateTime,
        "timestamptz"
        | "timestamp_tz"
        | "timestampltz"
        | "timestamp_ltz"
        | "timestamp with time zone"
        | "timestamp with local time zone" => Class::Timestamp,
        "time" | "time without time zone" if dialect != Dialect::ClickHouse => Class::Time,
        _ => return None,
    })
}

/// A type in lower case, without its parameters and what wraps it.
fn base(data_type: &str) -> String {
    let lower = data_type.trim().to_ascii_lowercase();
    let mut text = lower.as_str();
    while let Some(inner) = ["nullable(", "lowcardinality("]
        .iter()
        .find_map(|wrap| text.strip_prefix(wrap)?.strip_suffix(')'))
    {
        text = inner.trim();
    }
    let mut out = String::with_capacity(text.len());
    let mut depth = 0usize;
    for c in text.chars() {
        match c {
            '(' => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            c if depth == 0 => out.push(c),
            _ => {}
        }
    }
    let words: Vec<&str> = out.split_whitespace().collect();
    let words = words.strip_suffix(&["unsigned"]).unwrap_or(&words);
    words.join(" ")
}

/// Whether a type holds several values, whose rows no `=` picks.
pub(super) fn is_repeated(data_type: &str) -> bool {
    let lower = data_type.trim().to_ascii_lowercase();
    lower.starts_with("array") || lower.ends_with("[]") || lower.starts_with("map<")
}

/// A comparison of a column by an operator as history has it; `None` where the type has none such.
/// The class is missing where no literal goes with the type.
pub(super) fn condition(
    column: &str,
    operator: &str,
    class: Option<Class>,
    dialect: Dialect,
    days: &Days,
) -> Option<String> {
    if matches!(operator, "IS NULL" | "IS NOT NULL") {
        return Some(format!("{column} {operator}"));
    }
    let class = class?;
    let [low, high] = values(class, dialect, days);
    Some(match operator {
        "=" | "!=" => format!("{column} {operator} {low}"),
        // Of two values, all of these say nothing.
        _ if class == Class::Bool => return None,
        "<" | "<=" => format!("{column} {operator} {high}"),
        ">" | ">=" => format!("{column} {operator} {low}"),
        "IN" | "NOT IN" => format!("{column} {operator} ({low}, {high})"),
        "BETWEEN" | "NOT BETWEEN" => format!("{column} {operator} {low} AND {high}"),
        "LIKE" | "NOT LIKE" if class == Class::Text => format!("{column} {operator} 'value%'"),
        "ILIKE" | "NOT ILIKE" if class == Class::Text && has_ilike(dialect) => {
            format!("{column} {operator} 'value%'")
        }
        _ => return None,
    })
}

/// The comparison that leaves few partitions of a table: by the operator of a real statement where
/// that does, else the newest ones.
pub(super) fn recent(
    column: &str,
    operator: Option<&str>,
    class: Class,
    dialect: Dialect,
    days: &Days,
) -> Option<String> {
    let usual = if class.is_dated() { ">=" } else { "=" };
    let operator = operator.filter(|o| match *o {
        "=" | "IN" | "BETWEEN" => true,
        ">" | ">=" => class.is_dated(),
        _ => false,
    });
    condition(
        column,
        operator.unwrap_or(usual),
        Some(class),
        dialect,
        days,
    )
}

fn has_ilike(dialect: Dialect) -> bool {
    use Dialect::{ClickHouse, Databricks, DuckDb, Postgres, Redshift, Snowflake};
    matches!(
        dialect,
        ClickHouse | Databricks | DuckDb | Postgres | Redshift | Snowflake
    )
}

/// Two literals of a class, the lesser first.
fn values(class: Class, dialect: Dialect, days: &Days) -> [String; 2] {
    let sql_server = dialect == Dialect::MsSql;
    let own = |low: &str, high: &str| [low.to_owned(), high.to_owned()];
    match class {
        Class::Text => own("'value'", "'value z'"),
        Class::Whole | Class::Decimal => own("1", "10"),
        Class::Float => own("1.0", "10.0"),
        Class::Bool if sql_server => own("1", "0"),
        Class::Bool => own("TRUE", "FALSE"),
        Class::Time if sql_server => own("CAST('09:00:00' AS TIME)", "CAST('18:00:00' AS TIME)"),
        Class::Time => own("TIME '09:00:00'", "TIME '18:00:00'"),
        Class::Date | Class::DateTime | Class::Timestamp => {
            [&days.from, &days.to].map(|day| moment(day, class, dialect))
        }
    }
}

/// A literal of a day, or of its first moment.
fn moment(day: &str, class: Class, dialect: Dialect) -> String {
    use Dialect::{BigQuery, DuckDb, MsSql, Postgres, Redshift};
    match (class, dialect) {
        (Class::Date, MsSql) => format!("CAST('{day}' AS DATE)"),
        (Class::Date, _) => format!("DATE '{day}'"),
        (Class::DateTime, BigQuery) => format!("DATETIME '{day} 00:00:00'"),
        (Class::DateTime, MsSql) => format!("CAST('{day}T00:00:00' AS DATETIME2)"),
        (Class::Timestamp, BigQuery) => format!("TIMESTAMP '{day} 00:00:00+00'"),
        (Class::Timestamp, MsSql) => format!("CAST('{day}T00:00:00+00:00' AS DATETIMEOFFSET)"),
        (Class::Timestamp, Postgres | Redshift | DuckDb) => {
            format!("TIMESTAMP WITH TIME ZONE '{day} 00:00:00+00'")
        }
        _ => format!("TIMESTAMP '{day} 00:00:00'"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_their_literals() {
        // 2026-11-27.
        let days = Days::before(Some(1_795_737_600));
        let of = |data_type: &str, operator: &str, dialect: Dialect| {
            condition("k", operator, class(data_type, dialect), dialect, &days)
        };
        use Dialect::{BigQuery, ClickHouse, MsSql, Postgres, Snowflake};
        let cases = [
            ("STRING(10)", "=", BigQuery, Some("k = 'value'")),
            ("STRING", "IN", BigQuery, Some("k IN ('value', 'value z')")),
            ("STRING", "LIKE", BigQuery, Some("k LIKE 'value%'")),
            ("STRING", "ILIKE", BigQuery, None),
            ("INT64", ">", BigQuery, Some("k > 1")),
            ("INT64", "LIKE", BigQuery, None),
            (
                "NUMERIC(10, 2)",
                "BETWEEN",
                BigQuery,
                Some("k BETWEEN 1 AND 10"),
            ),
            ("FLOAT64", "<", BigQuery, Some("k < 10.0")),
            ("BOOL", "=", BigQuery, Some("k = TRUE")),
            ("BOOL", "IN", BigQuery, None),
            ("DATE", ">=", BigQuery, Some("k >= DATE '2026-11-20'")),
            (
                "DATE",
                "BETWEEN",
                BigQuery,
                Some("k BETWEEN DATE '2026-11-20' AND DATE '2026-11-27'"),
            ),
            (
                "DATETIME",
                ">=",
                BigQuery,
                Some("k >= DATETIME '2026-11-20 00:00:00'"),
            ),
            (
                "TIMESTAMP",
                ">=",
                BigQuery,
                Some("k >= TIMESTAMP '2026-11-20 00:00:00+00'"),
            ),
            ("TIME", "<=", BigQuery, Some("k <= TIME '18:00:00'")),
            ("JSON", "=", BigQuery, None),
            ("JSON", "IS NOT NULL", BigQuery, Some("k IS NOT NULL")),
            ("ARRAY<STRING>", "=", BigQuery, None),
            ("", "=", BigQuery, None),
            ("VARCHAR(16777216)", "=", Snowflake, Some("k = 'value'")),
            (
                "TIMESTAMP_NTZ(9)",
                ">=",
                Snowflake,
                Some("k >= TIMESTAMP '2026-11-20 00:00:00'"),
            ),
            (
                "timestamp(6) with time zone",
                ">=",
                Postgres,
                Some("k >= TIMESTAMP WITH TIME ZONE '2026-11-20 00:00:00+00'"),
            ),
            ("date", ">=", MsSql, Some("k >= CAST('2026-11-20' AS DATE)")),
            ("timestamp", "=", MsSql, None),
            (
                "LowCardinality(Nullable(String))",
                "=",
                ClickHouse,
                Some("k = 'value'"),
            ),
        ];
        for (data_type, operator, dialect, wanted) in cases {
            assert_eq!(
                of(data_type, operator, dialect).as_deref(),
                wanted,
                "{dialect:?} {data_type} {operator}"
            );
        }
    }
}
