//! The names that relations go by in their FROM.

use rustc_hash::FxHashSet;
use sqlparser::ast::{TableAlias, TableFactor};

/// The name that a table goes by in its FROM.
pub(super) fn alias_of(factor: &TableFactor) -> Option<String> {
    let named = |alias: &Option<TableAlias>| {
        alias
            .as_ref()
            .map(|alias| alias.name.value.to_ascii_lowercase())
    };
    match factor {
        TableFactor::Table {
            name, alias, args, ..
        } => named(alias).or_else(|| {
            args.is_none()
                .then(|| name.0.last().and_then(|part| part.as_ident()))
                .flatten()
                .map(|ident| ident.value.to_ascii_lowercase())
        }),
        TableFactor::Derived { alias, .. }
        | TableFactor::TableFunction { alias, .. }
        | TableFactor::Function { alias, .. }
        | TableFactor::UNNEST { alias, .. }
        | TableFactor::NestedJoin { alias, .. }
        | TableFactor::Pivot { alias, .. }
        | TableFactor::Unpivot { alias, .. }
        | TableFactor::MatchRecognize { alias, .. }
        | TableFactor::JsonTable { alias, .. }
        | TableFactor::OpenJsonTable { alias, .. } => named(alias),
        _ => None,
    }
}

/// All names that `factor` brings into its FROM. Iterative: joins nest.
pub(super) fn collect_aliases(factor: &TableFactor, into: &mut FxHashSet<String>) {
    let mut pending = vec![factor];
    while let Some(factor) = pending.pop() {
        into.extend(alias_of(factor));
        match factor {
            TableFactor::NestedJoin {
                table_with_joins, ..
            } => {
                pending.push(&table_with_joins.relation);
                pending.extend(table_with_joins.joins.iter().map(|join| &join.relation));
            }
            TableFactor::Pivot { table, .. }
            | TableFactor::Unpivot { table, .. }
            | TableFactor::MatchRecognize { table, .. } => pending.push(table),
            _ => {}
        }
    }
}
