//! Names as a dialect writes them: bare where that means the same, else in quotes.

use super::dialect::Dialect;

impl Dialect {
    /// The name of a column, a table or an alias; `None` where quotes couldn't hold it.
    #[must_use]
    pub fn identifier(self, name: &str) -> Option<String> {
        if name.is_empty() || !holds(name) {
            return None;
        }
        if is_bare(name, self) {
            return Some(name.to_owned());
        }
        let (open, close) = self.quotes();
        Some(format!("{open}{name}{close}"))
    }

    /// The full name of a table by its parts, of which none is empty; `None` where it can't be written.
    #[must_use]
    pub fn table(self, parts: &[&str]) -> Option<String> {
        if self.quotes_whole_names() {
            let name = parts.join(".");
            return holds(&name).then(|| format!("`{name}`"));
        }
        let parts: Option<Vec<String>> = parts.iter().map(|part| self.identifier(part)).collect();
        Some(parts?.join("."))
    }

    /// A field of a column by its path; `None` where fields aren't reached by dots, or it can't be
    /// written.
    #[must_use]
    pub fn field(self, path: &str) -> Option<String> {
        if !matches!(self, Dialect::BigQuery | Dialect::Databricks) {
            return None;
        }
        let parts: Option<Vec<String>> =
            path.split('.').map(|part| self.identifier(part)).collect();
        Some(parts?.join("."))
    }

    /// What opens and closes a quoted name.
    fn quotes(self) -> (char, char) {
        match self {
            Dialect::BigQuery
            | Dialect::BigQueryLegacy
            | Dialect::Databricks
            | Dialect::MySql
            | Dialect::ClickHouse => ('`', '`'),
            Dialect::MsSql => ('[', ']'),
            Dialect::Postgres
            | Dialect::Snowflake
            | Dialect::Redshift
            | Dialect::DuckDb
            | Dialect::Generic => ('"', '"'),
        }
    }
}

/// Whether quotes of any dialect hold a text without an escape.
fn holds(name: &str) -> bool {
    !name.contains(|c: char| matches!(c, '`' | '"' | '\'' | '[' | ']' | '\\') || c.is_control())
}

/// Whether a name means the same without quotes.
fn is_bare(name: &str, dialect: Dialect) -> bool {
    let simple = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
        && !name.starts_with(|c: char| c.is_ascii_digit());
    let upper = name.bytes().any(|b| b.is_ascii_uppercase());
    let lower = name.bytes().any(|b| b.is_ascii_lowercase());
    let folded = match dialect {
        // Names without quotes are made lower-case.
        Dialect::Postgres => !upper,
        // They are made upper-case, and tools write them in lower case; what is mixed was quoted.
        Dialect::Snowflake => !(upper && lower),
        _ => true,
    };
    let word = name.to_ascii_uppercase();
    let free = dialect == Dialect::Snowflake && FREE_IN_SNOWFLAKE.contains(&word.as_str());
    simple && folded && (free || RESERVED.binary_search(&word.as_str()).is_err())
}

/// Common names of [`RESERVED`] that Snowflake takes as they are: there quotes would keep the lower
/// case that tools write.
const FREE_IN_SNOWFLAKE: [&str; 14] = [
    "CHANGE", "CONTAINS", "FORMAT", "INDEX", "KEY", "KEYS", "LINES", "LOAD", "NEW", "NO", "OPEN",
    "OPTION", "RANGE", "READ",
];

/// Words that some dialect, or its parser, takes for something else than a name. Quotes around one
/// more than a dialect asks for do no harm.
const RESERVED: [&str; 222] = [
    "ALL",
    "ALTER",
    "ANALYSE",
    "ANALYZE",
    "AND",
    "ANTI",
    "ANY",
    "ARRAY",
    "AS",
    "ASC",
    "ASOF",
    "ASSERT_ROWS_MODIFIED",
    "ASYMMETRIC",
    "AT",
    "AUTHORIZATION",
    "BEGIN",
    "BETWEEN",
    "BINARY",
    "BOTH",
    "BREAK",
    "BROWSE",
    "BULK",
    "BY",
    "CALL",
    "CASCADE",
    "CASE",
    "CAST",
    "CEIL",
    "CHANGE",
    "CHECK",
    "CLUSTER",
    "COLLATE",
    "COLUMN",
    "COMMIT",
    "CONNECT",
    "CONNECTION",
    "CONSTRAINT",
    "CONTAINS",
    "CONVERT",
    "CREATE",
    "CROSS",
    "CUBE",
    "CURRENT",
    "CURRENT_CATALOG",
    "CURRENT_DATE",
    "CURRENT_ROLE",
    "CURRENT_SCHEMA",
    "CURRENT_TIME",
    "CURRENT_TIMESTAMP",
    "CURRENT_USER",
    "CURSOR",
    "DATABASE",
    "DECLARE",
    "DEFAULT",
    "DEFERRABLE",
    "DEFINE",
    "DELETE",
    "DESC",
    "DESCRIBE",
    "DISTINCT",
    "DISTRIBUTE",
    "DIV",
    "DO",
    "DROP",
    "ELSE",
    "END",
    "ENUM",
    "ESCAPE",
    "EXCEPT",
    "EXCLUDE",
    "EXEC",
    "EXECUTE",
    "EXISTS",
    "EXPLAIN",
    "EXTRACT",
    "FALSE",
    "FETCH",
    "FINAL",
    "FLOOR",
    "FOLLOWING",
    "FOR",
    "FOREIGN",
    "FORMAT",
    "FREEZE",
    "FROM",
    "FULL",
    "FUNCTION",
    "GLOBAL",
    "GRANT",
    "GROUP",
    "GROUPING",
    "GROUPS",
    "HASH",
    "HAVING",
    "HIGH_PRIORITY",
    "IF",
    "IGNORE",
    "ILIKE",
    "IN",
    "INCREMENT",
    "INDEX",
    "INITIALLY",
    "INNER",
    "INSERT",
    "INTERSECT",
    "INTERVAL",
    "INTO",
    "IS",
    "ISNULL",
    "JOIN",
    "KEY",
    "KEYS",
    "KILL",
    "LAMBDA",
    "LATERAL",
    "LEADING",
    "LEFT",
    "LIKE",
    "LIMIT",
    "LINES",
    "LOAD",
    "LOCALTIME",
    "LOCALTIMESTAMP",
    "LOCK",
    "LOOKUP",
    "MAP",
    "MATCH",
    "MATCH_CONDITION",
    "MATCH_RECOGNIZE",
    "MAXVALUE",
    "MERGE",
    "MINUS",
    "MOD",
    "NATURAL",
    "NEW",
    "NO",
    "NOT",
    "NOTNULL",
    "NULL",
    "NULLS",
    "OF",
    "OFFSET",
    "ON",
    "ONLY",
    "OPEN",
    "OPTION",
    "OR",
    "ORDER",
    "OUTER",
    "OVER",
    "OVERLAPS",
    "OVERLAY",
    "PARTITION",
    "PIVOT",
    "PLACING",
    "POSITION",
    "PRECEDING",
    "PREWHERE",
    "PRIMARY",
    "PRIOR",
    "PROCEDURE",
    "PROTO",
    "QUALIFY",
    "RANGE",
    "READ",
    "RECURSIVE",
    "REFERENCES",
    "REGEXP",
    "RENAME",
    "REPLACE",
    "RESPECT",
    "RETURNING",
    "REVOKE",
    "RIGHT",
    "RLIKE",
    "ROLLUP",
    "ROW",
    "ROWS",
    "SAMPLE",
    "SCHEMA",
    "SELECT",
    "SEMI",
    "SESSION_USER",
    "SET",
    "SETTINGS",
    "SIMILAR",
    "SOME",
    "SORT",
    "START",
    "STRUCT",
    "SUBSTRING",
    "SYMMETRIC",
    "SYSTEM_USER",
    "TABLE",
    "TABLESAMPLE",
    "THEN",
    "TO",
    "TOP",
    "TRAILING",
    "TREAT",
    "TRIGGER",
    "TRIM",
    "TRUE",
    "TRY_CAST",
    "TRY_CONVERT",
    "UNBOUNDED",
    "UNION",
    "UNIQUE",
    "UNNEST",
    "UNPIVOT",
    "UPDATE",
    "USE",
    "USER",
    "USING",
    "VALUES",
    "VIEW",
    "WHEN",
    "WHERE",
    "WINDOW",
    "WITH",
    "WITHIN",
    "XOR",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reserved_words_are_sorted() {
        assert!(RESERVED.is_sorted_by(|a, b| a < b));
    }

    #[test]
    fn names_are_quoted_where_they_have_to_be() {
        let cases = [
            (Dialect::BigQuery, "city", Some("city")),
            (Dialect::BigQuery, "Order", Some("`Order`")),
            (Dialect::BigQuery, "net-total", Some("`net-total`")),
            (Dialect::BigQuery, "1st", Some("`1st`")),
            (Dialect::BigQuery, "año", Some("`año`")),
            (Dialect::BigQuery, "a`b", None),
            (Dialect::BigQuery, "a\nb", None),
            (Dialect::BigQuery, "", None),
            (Dialect::Postgres, "City", Some("\"City\"")),
            (Dialect::Postgres, "city", Some("city")),
            (Dialect::Snowflake, "CITY", Some("CITY")),
            (Dialect::Snowflake, "City", Some("\"City\"")),
            (Dialect::Snowflake, "order date", Some("\"order date\"")),
            (Dialect::Snowflake, "say \"no\"", None),
            (Dialect::MsSql, "order", Some("[order]")),
            (Dialect::MySql, "order", Some("`order`")),
            (Dialect::Databricks, "a.b", Some("`a.b`")),
            (Dialect::Redshift, "City", Some("City")),
        ];
        for (dialect, name, wanted) in cases {
            assert_eq!(
                dialect.identifier(name).as_deref(),
                wanted,
                "{dialect:?} {name}"
            );
        }
    }
}
