//! Names of tables and their aliases, written into a text.

use super::dialect::Dialect;

/// A full name as its dialect writes it; `None` where it can't be.
pub(super) fn written(dialect: Dialect, name: &str, decorator: &str) -> Option<String> {
    match dialect {
        Dialect::BigQuery => dialect.table(&[name]),
        Dialect::BigQueryLegacy => {
            // What can be written in backticks can be in brackets.
            dialect.table(&[name])?;
            let mut parts = name.rsplitn(3, '.');
            let (table, dataset) = (parts.next()?, parts.next());
            let project = parts
                .next()
                .map(|part| format!("{part}:"))
                .unwrap_or_default();
            let dataset = dataset.map(|part| format!("{part}.")).unwrap_or_default();
            Some(format!("[{project}{dataset}{table}{decorator}]"))
        }
        _ => {
            let parts: Vec<&str> = name.split('.').collect();
            dialect.table(&parts)
        }
    }
}

/// The alias that means what a name without quotes means.
pub(super) fn alias_of(dialect: Dialect, name: &str) -> Option<String> {
    let folded = match dialect {
        Dialect::Postgres | Dialect::Redshift => name.to_lowercase(),
        Dialect::Snowflake => name.to_uppercase(),
        _ => name.to_owned(),
    };
    let alias = dialect.identifier(&folded)?;
    if alias == folded {
        return Some(name.to_owned());
    }
    match dialect {
        Dialect::BigQueryLegacy => Some(format!("[{folded}]")),
        _ => Some(alias),
    }
}
