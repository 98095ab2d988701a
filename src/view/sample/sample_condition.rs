//! Conditions with literals of a column's type in place of values, which history isn't asked for.

use sql::{Dialect, ValueClass};

use crate::catalog;

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
            let known = catalog::day(day.saturating_mul(86_400));
            known.unwrap_or_else(|| "2026-01-01".to_owned())
        };
        Self {
            from: date(day - 7),
            to: date(day),
        }
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
    operator: &str,
    class: Option<ValueClass>,
    dialect: Dialect,
    days: &Days,
) -> Option<String> {
    if matches!(operator, "IS NULL" | "IS NOT NULL") {
        return Some(format!("{column} {operator}"));
    }
    let class = class?;
    let [low, high] = dialect.literals(class, [&days.from, &days.to]);
    Some(match operator {
        "=" | "!=" => format!("{column} {operator} {low}"),
        // Of two values, all of these say nothing.
        _ if class == ValueClass::Bool => return None,
        "<" | "<=" => format!("{column} {operator} {high}"),
        ">" | ">=" => format!("{column} {operator} {low}"),
        "IN" | "NOT IN" => format!("{column} {operator} ({low}, {high})"),
        "BETWEEN" | "NOT BETWEEN" => format!("{column} {operator} {low} AND {high}"),
        "LIKE" | "NOT LIKE" if class == ValueClass::Text => format!("{column} {operator} 'value%'"),
        "ILIKE" | "NOT ILIKE" if class == ValueClass::Text && dialect.has_ilike() => {
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
    class: ValueClass,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_have_their_literals() {
        // 2026-11-27.
        let days = Days::before(Some(1_795_737_600));
        let of = |data_type: &str, operator: &str, dialect: Dialect| {
            condition("k", operator, dialect.class_of(data_type), dialect, &days)
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
