//! Columns of a relation, nested fields below their parents.

use super::{Views, badge};
use super::model::{Badge, ColumnRow};
use crate::catalog::{Relation, RelationKind};

/// Nested fields shown on a page; beyond, only their number.
const MAX_NESTED: usize = 400;
/// Top-level columns shown on a page.
const MAX_COLUMNS: usize = 2000;
/// Longest type shown.
const MAX_TYPE: usize = 40;

/// The columns part of a page.
pub(super) struct Columns {
    pub rows: Vec<ColumnRow>,
    pub top: usize,
    pub nested_more: usize,
    pub described_percent: Option<usize>,
}

impl Views<'_> {
    pub(super) fn columns(&self, relation: &Relation) -> Columns {
        let c = self.catalog;
        let contract: Vec<&crate::catalog::ContractColumn> = relation
            .contracts
            .iter()
            .filter_map(|(asset, table)| {
                let contract = &c.contracts[c.asset(*asset).detail as usize];
                contract.tables.get(*table as usize)
            })
            .flat_map(|t| &t.columns)
            .collect();
        let (mut rows, mut nested, mut described, mut top) = (Vec::new(), 0, 0, 0);
        for column in c.columns_of(relation) {
            let path = c.str(column.path);
            let promise = contract.iter().find(|p| p.path.eq_ignore_ascii_case(path)).copied();
            let description = column
                .description
                .map(|d| c.str(d).trim())
                .or(promise.and_then(|p| p.description.as_deref()));
            if column.depth == 0 {
                top += 1;
                described += usize::from(description.is_some());
                if top > MAX_COLUMNS {
                    continue;
                }
            } else {
                nested += 1;
                if nested > MAX_NESTED {
                    continue;
                }
            }
            let mut badges: Vec<Badge> = Vec::new();
            if let Some(promise) = promise {
                badges.extend(promise.primary_key.then(|| badge("key", "info")));
                badges.extend(promise.classification.as_ref().map(|class| {
                    let open = matches!(class.as_str(), "public" | "internal");
                    badge(class.clone(), if open { "plain" } else { "warn" })
                }));
                badges.extend(promise.critical.then(|| badge("critical", "plain")));
            }
            badges.extend(column.partitioning.then(|| badge("partition", "plain")));
            badges.extend((column.clustering > 0).then(|| badge("cluster", "plain")));
            badges.extend(column.required.then(|| badge("required", "plain")));
            rows.push(ColumnRow {
                name: path.rsplit('.').next().unwrap_or(path).to_owned(),
                path: path.to_owned(),
                depth: usize::from(column.depth),
                data_type: short_type(c.str(column.data_type)),
                description: description.map(str::to_owned),
                badges,
            });
        }
        Columns {
            rows,
            top,
            nested_more: nested.max(MAX_NESTED) - MAX_NESTED,
            described_percent: (described * 100).checked_div(top),
        }
    }

    /// A query that runs as it is, against the asset itself.
    pub(super) fn sample_query(&self, relation: &Relation) -> Option<String> {
        let c = self.catalog;
        if !relation.is_described() || relation.kind == RelationKind::ExternalTable && !relation.unified {
            return None;
        }
        let columns: Vec<&crate::catalog::Column> = c
            .columns_of(relation)
            .iter()
            .filter(|k| k.depth == 0)
            .collect();
        if columns.is_empty() {
            return None;
        }
        let bigquery = relation
            .query
            .as_ref()
            .is_none_or(|q| matches!(q.dialect, crate::sql::Dialect::BigQuery | crate::sql::Dialect::BigQueryLegacy));
        let quote = if bigquery { '`' } else { '"' };
        let word = |name: &str| {
            let simple = name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
                && !name.starts_with(|c: char| c.is_ascii_digit());
            if simple && !RESERVED.contains(&name.to_ascii_uppercase().as_str()) {
                name.to_owned()
            } else {
                format!("{quote}{}{quote}", name.replace(quote, ""))
            }
        };
        let shown: Vec<String> = columns
            .iter()
            .take(6)
            .map(|k| format!("  {}", word(c.str(k.path))))
            .collect();
        let table = if bigquery {
            format!("`{}`", c.name(relation.asset).replace('`', ""))
        } else {
            [relation.project, relation.dataset, relation.table]
                .iter()
                .map(|s| c.str(*s))
                .filter(|s| !s.is_empty())
                .map(word)
                .collect::<Vec<_>>()
                .join(".")
        };
        // The partition column, or else the first date, keeps the query cheap.
        let dated = columns
            .iter()
            .find(|k| k.partitioning)
            .or_else(|| columns.iter().find(|k| matches!(c.str(k.data_type), "DATE" | "TIMESTAMP")));
        let filter = dated.filter(|_| bigquery).map_or(String::new(), |k| {
            let name = word(c.str(k.path));
            match c.str(k.data_type) {
                "DATE" => format!("\nWHERE {name} >= DATE_SUB(CURRENT_DATE(), INTERVAL 7 DAY)"),
                "TIMESTAMP" => format!("\nWHERE {name} >= TIMESTAMP_SUB(CURRENT_TIMESTAMP(), INTERVAL 7 DAY)"),
                _ => String::new(),
            }
        });
        Some(format!("SELECT\n{}\nFROM {table}{filter}\nLIMIT 100", shown.join(",\n")))
    }
}

/// Words that need quotes as column names in GoogleSQL, those met as column names.
const RESERVED: [&str; 28] = [
    "ALL", "AND", "ARRAY", "AS", "ASC", "AT", "BY", "CASE", "CAST", "CROSS", "CURRENT", "DEFAULT",
    "DESC", "END", "FROM", "FULL", "GROUP", "HASH", "INTERVAL", "LIMIT", "NEW", "ORDER",
    "PARTITION", "RANGE", "ROWS", "SET", "TO", "WINDOW",
];

/// Structs are shown by their fields below, so their type is shortened.
fn short_type(data_type: &str) -> String {
    if data_type.len() <= MAX_TYPE {
        return data_type.to_owned();
    }
    let head = data_type.split('<').next().unwrap_or("");
    let inner = data_type[head.len()..].trim_start_matches('<');
    match (head, inner.split('<').next()) {
        ("ARRAY", Some("STRUCT")) => "ARRAY<STRUCT<…>>".into(),
        ("STRUCT", _) => "STRUCT<…>".into(),
        _ => {
            let cut: String = data_type.chars().take(MAX_TYPE - 1).collect();
            format!("{cut}…")
        }
    }
}
