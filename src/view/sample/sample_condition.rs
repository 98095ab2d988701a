//! Conditions with literals of a column's type in place of values, which history isn't asked for.

use sql::{Dialect, Operator, ValueClass};

use crate::catalog;
use crate::facets::Feed;

/// The days that conditions name.
#[derive(Debug, Clone)]
pub(in crate::view) struct Days {
    /// The Monday before `to`.
    from: String,
    /// The last Monday up to the newest moment of the input: pages change by it once a week.
    to: String,
}

/// A day all the same, where the input tells of no moment: the reader puts another one in.
const SOME_DAY: i64 = 20_454;

impl Days {
    /// Of a moment in seconds since 1970.
    pub(in crate::view) fn before(now: Option<i64>) -> Self {
        let day = now.map_or(SOME_DAY, |now| now.div_euclid(86_400));
        // 1970 began with a Thursday.
        let monday = day - (day + 3).rem_euclid(7);
        let date = |day: i64| {
            let known = catalog::day(day.saturating_mul(86_400));
            known.unwrap_or_else(|| "2026-01-01".to_owned())
        };
        Self {
            from: date(monday - 7),
            to: date(monday),
        }
    }

    /// Feeds a fingerprint.
    pub(in crate::view) fn feed(&self, feed: &mut Feed<'_>) {
        let Self { from, to } = self;
        feed.add(&(from, to));
    }
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
    operator: Operator,
    class: Option<ValueClass>,
    dialect: Dialect,
    days: &Days,
) -> Option<String> {
    use Operator::*;
    if matches!(operator, IsNull | IsNotNull) {
        return Some(format!("{column} {operator}"));
    }
    let class = class?;
    let [low, high] = dialect.literals(class, [&days.from, &days.to]);
    // Of two values, all others say nothing.
    if class == ValueClass::Bool && !matches!(operator, Equal | NotEqual) {
        return None;
    }
    let is_text = class == ValueClass::Text;
    Some(match operator {
        IsNull | IsNotNull => format!("{column} {operator}"),
        Equal | NotEqual | Greater | GreaterOrEqual => format!("{column} {operator} {low}"),
        Less | LessOrEqual => format!("{column} {operator} {high}"),
        In | NotIn => format!("{column} {operator} ({low}, {high})"),
        Between | NotBetween => format!("{column} {operator} {low} AND {high}"),
        Like | NotLike if !is_text => return None,
        ILike | NotILike if !is_text || !dialect.has_ilike() => return None,
        Like | NotLike | ILike | NotILike => format!("{column} {operator} 'value%'"),
    })
}

/// The comparison that leaves few partitions of a table: by the operator of a real statement where
/// that does, else the newest ones.
pub(super) fn recent(
    column: &str,
    operator: Option<Operator>,
    class: ValueClass,
    dialect: Dialect,
    days: &Days,
) -> Option<String> {
    let usual = match class.is_dated() {
        true => Operator::GreaterOrEqual,
        false => Operator::Equal,
    };
    let operator = operator.filter(|o| match *o {
        Operator::Equal | Operator::In | Operator::Between => true,
        Operator::Greater | Operator::GreaterOrEqual => class.is_dated(),
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_their_literals() {
        // 2026-11-27.
        let days = Days::before(Some(1_795_737_600));
        let of = |data_type: &str, operator: Operator, dialect: Dialect| {
            condition("k", operator, dialect.class_of(data_type), dialect, &days)
        };
        use Dialect::{BigQuery, ClickHouse, MsSql, Postgres, Snowflake};
        use Operator::*;
        let cases = [
            ("STRING(10)", Equal, BigQuery, Some("k = 'value'")),
            ("STRING", In, BigQuery, Some("k IN ('value', 'value z')")),
            ("STRING", Like, BigQuery, Some("k LIKE 'value%'")),
            ("STRING", ILike, BigQuery, None),
            ("INT64", Greater, BigQuery, Some("k > 1")),
            ("INT64", Like, BigQuery, None),
            (
                "NUMERIC(10, 2)",
                Between,
                BigQuery,
                Some("k BETWEEN 1 AND 10"),
            ),
            ("FLOAT64", Less, BigQuery, Some("k < 10.0")),
            ("BOOL", Equal, BigQuery, Some("k = TRUE")),
            ("BOOL", In, BigQuery, None),
            (
                "DATE",
                GreaterOrEqual,
                BigQuery,
                Some("k >= DATE '2026-11-16'"),
            ),
            (
                "DATE",
                Between,
                BigQuery,
                Some("k BETWEEN DATE '2026-11-16' AND DATE '2026-11-23'"),
            ),
            (
                "DATETIME",
                GreaterOrEqual,
                BigQuery,
                Some("k >= DATETIME '2026-11-16 00:00:00'"),
            ),
            (
                "TIMESTAMP",
                GreaterOrEqual,
                BigQuery,
                Some("k >= TIMESTAMP '2026-11-16 00:00:00+00'"),
            ),
            ("TIME", LessOrEqual, BigQuery, Some("k <= TIME '18:00:00'")),
            ("JSON", Equal, BigQuery, None),
            ("JSON", IsNotNull, BigQuery, Some("k IS NOT NULL")),
            ("ARRAY<STRING>", Equal, BigQuery, None),
            ("", Equal, BigQuery, None),
            ("VARCHAR(16777216)", Equal, Snowflake, Some("k = 'value'")),
            (
                "TIMESTAMP_NTZ(9)",
                GreaterOrEqual,
                Snowflake,
                Some("k >= TIMESTAMP '2026-11-16 00:00:00'"),
            ),
            (
                "timestamp(6) with time zone",
                GreaterOrEqual,
                Postgres,
                Some("k >= TIMESTAMP WITH TIME ZONE '2026-11-16 00:00:00+00'"),
            ),
            (
                "date",
                GreaterOrEqual,
                MsSql,
                Some("k >= CAST('2026-11-16' AS DATE)"),
            ),
            ("timestamp", Equal, MsSql, None),
            (
                "LowCardinality(Nullable(String))",
                Equal,
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
