//! Types whose literals are alike, and their literals, dialect by dialect.

use super::dialect::Dialect;

/// Types whose literals are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ValueClass {
    /// Texts.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers with a fixed number of decimals.
    Decimal,
    /// Numbers with a floating point.
    Float,
    /// True and false.
    Bool,
    /// Days.
    Date,
    /// Date and time without a time zone.
    DateTime,
    /// A moment.
    Timestamp,
    /// Times of day.
    Time,
}

impl ValueClass {
    /// Whether values of the two can be equal.
    #[must_use]
    pub fn compares(self, other: Self) -> bool {
        self == other || self.is_number() && other.is_number()
    }

    /// Whether values are, or lie on, a day.
    #[must_use]
    pub fn is_dated(self) -> bool {
        matches!(self, Self::Date | Self::DateTime | Self::Timestamp)
    }

    fn is_number(self) -> bool {
        matches!(self, Self::Whole | Self::Decimal | Self::Float)
    }
}

impl Dialect {
    /// The class of a type; `None` for those that no literal is compared with, and unknown ones.
    #[must_use]
    pub fn class_of(self, data_type: &str) -> Option<ValueClass> {
        let text = base(data_type);
        let sql_server = self == Dialect::MsSql;
        Some(match text.as_str() {
            // Neither compares with anything.
            "text" | "ntext" if sql_server => return None,
            "string" | "varchar" | "char" | "character" | "character varying" | "text"
            | "nvarchar" | "nchar" | "varchar2" | "nvarchar2" | "bpchar" | "citext"
            | "fixedstring" | "tinytext" | "mediumtext" | "longtext" => ValueClass::Text,
            "int" | "integer" | "bigint" | "smallint" | "tinyint" | "byteint" | "mediumint"
            | "hugeint" | "int2" | "int4" | "int8" | "int16" | "int32" | "int64" | "int128"
            | "int256" | "uint8" | "uint16" | "uint32" | "uint64" | "uint128" | "uint256"
            | "ubigint" | "uinteger" | "usmallint" | "utinyint" | "long" | "short" | "byte" => {
                ValueClass::Whole
            }
            "numeric" | "decimal" | "bignumeric" | "bigdecimal" | "number" | "dec"
            | "decimal32" | "decimal64" | "decimal128" | "decimal256" => ValueClass::Decimal,
            "float" | "float4" | "float8" | "float32" | "float64" | "double"
            | "double precision" | "real" => ValueClass::Float,
            "bool" | "boolean" => ValueClass::Bool,
            "bit" if sql_server => ValueClass::Bool,
            "date" | "date32" => ValueClass::Date,
            "datetimeoffset" if sql_server => ValueClass::Timestamp,
            "datetime" | "datetime2" | "smalldatetime" | "datetime64" => ValueClass::DateTime,
            // A number of the row's version.
            "timestamp" if sql_server => return None,
            "timestamp" if self.is_bigquery() || self == Dialect::Databricks => {
                ValueClass::Timestamp
            }
            "timestamp"
            | "timestamp_ntz"
            | "timestampntz"
            | "timestamp without time zone"
            | "timestamp_s"
            | "timestamp_ms" => ValueClass::DateTime,
            "timestamptz"
            | "timestamp_tz"
            | "timestampltz"
            | "timestamp_ltz"
            | "timestamp with time zone"
            | "timestamp with local time zone" => ValueClass::Timestamp,
            "time" | "time without time zone" if self != Dialect::ClickHouse => ValueClass::Time,
            _ => return None,
        })
    }

    /// Two literals of a class, the lesser first: of classes with days, of these.
    #[must_use]
    pub fn literals(self, class: ValueClass, days: [&str; 2]) -> [String; 2] {
        let sql_server = self == Dialect::MsSql;
        let own = |low: &str, high: &str| [low.to_owned(), high.to_owned()];
        match class {
            ValueClass::Text => own("'value'", "'value z'"),
            ValueClass::Whole | ValueClass::Decimal => own("1", "10"),
            ValueClass::Float => own("1.0", "10.0"),
            ValueClass::Bool if sql_server => own("1", "0"),
            ValueClass::Bool => own("TRUE", "FALSE"),
            ValueClass::Time if sql_server => {
                own("CAST('09:00:00' AS TIME)", "CAST('18:00:00' AS TIME)")
            }
            ValueClass::Time => own("TIME '09:00:00'", "TIME '18:00:00'"),
            ValueClass::Date | ValueClass::DateTime | ValueClass::Timestamp => {
                days.map(|day| moment(day, class, self))
            }
        }
    }

    /// Whether it is known which types there are.
    #[must_use]
    pub fn has_known_types(self) -> bool {
        self != Dialect::Generic
    }

    /// Whether columns of true and false have a type of their own; elsewhere they are numbers.
    #[must_use]
    pub fn has_booleans(self) -> bool {
        // ClickHouse has one since 2021, and `UInt8` before.
        !matches!(
            self,
            Dialect::MySql | Dialect::ClickHouse | Dialect::Generic
        )
    }

    /// Whether it has `ILIKE`.
    #[must_use]
    pub fn has_ilike(self) -> bool {
        use Dialect::{ClickHouse, Databricks, DuckDb, Postgres, Redshift, Snowflake};
        matches!(
            self,
            ClickHouse | Databricks | DuckDb | Postgres | Redshift | Snowflake
        )
    }

    /// Whether the number of rows is limited by `TOP` at the beginning of a query, and not by `LIMIT`
    /// at its end.
    #[must_use]
    pub fn limits_by_top(self) -> bool {
        self == Dialect::MsSql
    }
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

/// A literal of a day, or of its first moment.
fn moment(day: &str, class: ValueClass, dialect: Dialect) -> String {
    use Dialect::{BigQuery, DuckDb, MsSql, Postgres, Redshift};
    match (class, dialect) {
        (ValueClass::Date, MsSql) => format!("CAST('{day}' AS DATE)"),
        (ValueClass::Date, _) => format!("DATE '{day}'"),
        (ValueClass::DateTime, BigQuery) => format!("DATETIME '{day} 00:00:00'"),
        (ValueClass::DateTime, MsSql) => format!("CAST('{day}T00:00:00' AS DATETIME2)"),
        (ValueClass::Timestamp, BigQuery) => format!("TIMESTAMP '{day} 00:00:00+00'"),
        (ValueClass::Timestamp, MsSql) => format!("CAST('{day}T00:00:00+00:00' AS DATETIMEOFFSET)"),
        (ValueClass::Timestamp, Postgres | Redshift | DuckDb) => {
            format!("TIMESTAMP WITH TIME ZONE '{day} 00:00:00+00'")
        }
        _ => format!("TIMESTAMP '{day} 00:00:00'"),
    }
}
