//! What relations and columns are called: by the manifest's fields or by the name that the adapter
//! writes into SQL, and whether the case of a column's name counts.

use std::borrow::Cow;

use super::manifest_entry::Node;
use super::node_graph::FullName;
use crate::export::json_values::Scalar;

/// How a warehouse names things.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Naming {
    /// dbt lists the fields of a struct among the columns.
    pub(super) lists_fields: bool,
    /// A column may have fields, so that a dot leads to one.
    pub(super) has_fields: bool,
    /// Names without quotes are upper case; with quotes, their case counts.
    upper: bool,
    /// The case of a column's name always counts.
    exact: bool,
    /// Database, schema and alias make up the full name.
    by_fields: bool,
}

impl Naming {
    /// The naming of a dbt adapter.
    pub(super) fn of(adapter: &str) -> Self {
        Self {
            lists_fields: adapter == "bigquery",
            has_fields: matches!(
                adapter,
                "bigquery"
                    | "databricks"
                    | "spark"
                    | "hive"
                    | "impala"
                    | "glue"
                    | "fabricspark"
                    | "duckdb"
                    | "motherduck"
                    | "trino"
                    | "presto"
                    | "athena"
                    | "starburst"
            ),
            upper: matches!(adapter, "snowflake" | "oracle" | "exasol"),
            exact: adapter == "clickhouse",
            by_fields: matches!(
                adapter,
                "bigquery" | "postgres" | "redshift" | "snowflake" | "databricks" | "duckdb"
            ),
        }
    }

    /// Whether a column of another case is another column.
    pub(super) fn is_exact(self, quoted: bool) -> bool {
        self.exact || (self.upper && quoted)
    }

    /// The spelling that the warehouse gives a name without quotes, where that isn't the same.
    pub(super) fn folded(self, name: &str) -> Option<String> {
        self.upper.then(|| name.to_uppercase())
    }

    /// Takes the full name out of a node. Where the adapter isn't one whose fields are known to
    /// make up the name, or a field is missing, the name that it writes into SQL counts.
    pub(super) fn full_name<'a>(self, node: &mut Node<'a>) -> FullName<'a> {
        let table = [&mut node.identifier, &mut node.alias]
            .into_iter()
            .find(|t| t.get().is_some())
            .map(std::mem::take)
            .unwrap_or_else(|| std::mem::take(&mut node.name));
        let fields = FullName {
            database: std::mem::take(&mut node.database),
            schema: std::mem::take(&mut node.schema),
            table,
        };
        if self.by_fields && fields.name().is_some() {
            return fields;
        }
        let parts = node.relation_name.get().and_then(parts);
        let text = |part: &String| Scalar(Some(Cow::Owned(part.clone())));
        match parts.as_deref() {
            Some([schema, table]) => FullName {
                database: Scalar(None),
                schema: text(schema),
                table: text(table),
            },
            Some([database, schema, table]) => FullName {
                database: text(database),
                schema: text(schema),
                table: text(table),
            },
            _ => fields,
        }
    }
}

/// The parts of a name as SQL writes it, without their quotes. Nothing where it is something else,
/// as a call or a path.
fn parts(name: &str) -> Option<Vec<String>> {
    let mut parts = Vec::new();
    let mut rest = name.trim();
    loop {
        let mut part = String::new();
        let close = match rest.chars().next()? {
            quote @ ('"' | '`') => Some(quote),
            '[' => Some(']'),
            _ => None,
        };
        if let Some(close) = close {
            rest = &rest[1..];
            loop {
                let at = rest.find(close)?;
                part.push_str(&rest[..at]);
                rest = &rest[at + 1..];
                // Twice, it stands for itself.
                if !rest.starts_with(close) {
                    break;
                }
                part.push(close);
                rest = &rest[1..];
            }
        } else {
            let end = rest.find('.').unwrap_or(rest.len());
            let plain = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$' | '#' | '-');
            if !rest[..end].chars().all(plain) {
                return None;
            }
            part.push_str(&rest[..end]);
            rest = &rest[end..];
        }
        if part.is_empty() || part.contains('/') {
            return None;
        }
        parts.push(part);
        if rest.is_empty() {
            return Some(parts);
        }
        rest = rest.strip_prefix('.')?;
    }
}

#[cfg(test)]
mod tests {
    use super::parts;

    #[test]
    fn names_in_sql_come_apart() {
        let found = |name: &str| parts(name).map(|p| p.join(" | "));
        for (name, expected) in [
            (r#""DW"."ORDERS""#, "DW | ORDERS"),
            ("dw.orders", "dw | orders"),
            ("`a-b`.`c.d`.`e`", "a-b | c.d | e"),
            ("[shop].[dbo].[my]]table]", "shop | dbo | my]table"),
            (r#"db."say ""hi""".t"#, r#"db | say "hi" | t"#),
            ("orders", "orders"),
        ] {
            assert_eq!(found(name).as_deref(), Some(expected), "{name}");
        }
        for name in [
            "",
            "a..b",
            "a.",
            "read_csv('x.csv')",
            "delta.`/a/b`",
            "\"a",
            "a b.c",
            "\"a\"b",
        ] {
            assert_eq!(found(name), None, "{name}");
        }
    }
}
