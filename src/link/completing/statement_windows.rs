//! Of which days statements are known.

use std::collections::BTreeMap;

use crate::catalog::{Registry, StatementWindow};
use crate::link::connecting::used::StatementUse;
use crate::link::facts::Statements;

/// The first and the last day of each project's statements, by its name. What was exported of a
/// project that ran none is unknown here, as are days before its first statement.
pub(in crate::link) fn of(
    registry: &Registry,
    statements: &Statements,
    used: &[StatementUse],
) -> Vec<StatementWindow> {
    let mut all: BTreeMap<&str, StatementWindow> = BTreeMap::new();
    for (key, _) in statements.sorted() {
        let Some(shape) = statements.shapes.get(key.shape as usize) else {
            continue;
        };
        if key.day == i32::MIN {
            continue;
        }
        let window = all
            .entry(registry.str(shape.project))
            .or_insert(StatementWindow {
                project: shape.project,
                from: key.day,
                until: key.day,
                unknown: None,
            });
        window.from = window.from.min(key.day);
        window.until = window.until.max(key.day);
        // What the warehouse says is all of it, but for views: these are told by what they lead to.
        let of = used.get(key.shape as usize);
        if shape.referenced.is_empty()
            && shape.wildcards.is_empty()
            && of.is_none_or(StatementUse::may_name_more)
        {
            window.unknown = window.unknown.max(Some(key.day));
        }
    }
    all.into_values().collect()
}
