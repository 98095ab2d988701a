//! Who uses what, counted by relation.

mod star_counts;
mod usage_counter;

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use self::usage_counter::{Counting, Ran};
use crate::catalog::{AssetIx, Clock, Kind, Registry, StarUse, Usage};
use crate::link::connecting::used::StatementUse;
use crate::link::facts::Statements;

/// Use of relations.
pub(in crate::link) struct Counted {
    pub(in crate::link) usage: FxHashMap<AssetIx, Usage>,
    pub(in crate::link) star_uses: FxHashMap<AssetIx, StarUse>,
}

/// Counts by relation and week. Statements that write a table are the mesh's own work: they
/// count as use of views, and not as somebody's reading of a base table.
pub(in crate::link) fn count(
    registry: &Registry,
    clock: &Clock,
    statements: &Statements,
    used: &[StatementUse],
) -> Counted {
    let counts = statements.sorted();
    let star_uses = star_counts::count(&counts, statements, used);
    let newest = || counts.iter().map(|(k, _)| k.day).max().unwrap_or(0);
    let today = clock.today().unwrap_or_else(newest);
    let mut all: BTreeMap<AssetIx, Counting> = BTreeMap::new();
    // There may be thousands of tables to a wildcard: they are counted as one.
    let mut wildcards: BTreeMap<usize, Counting> = BTreeMap::new();
    for (key, n) in &counts {
        let shape = &statements.shapes[key.shape as usize];
        let Some(used) = used.get(key.shape as usize) else {
            continue;
        };
        let ran = Ran {
            by_service: statements.service_accounts.get(key.user as usize) == Some(&true),
            last: shape.last,
        };
        for relation in &used.relations {
            let is_view = registry.asset(*relation).kind == Kind::View;
            // What the warehouse says it read may have been read by way of a view.
            if !is_view && (shape.destination.is_some() || !used.read) {
                continue;
            }
            let counting = all.entry(*relation).or_default();
            counting.add(*key, *n, today, shape.project);
            counting.last = counting.last.max(shape.last);
            for column in used.columns_of(*relation) {
                counting.column(column, *key, *n, today, ran);
            }
        }
        if shape.destination.is_none() && used.read {
            for number in &used.wildcards {
                let counting = wildcards.entry(*number).or_default();
                counting.add(*key, *n, today, shape.project);
                counting.last = counting.last.max(shape.last);
            }
        }
        for ((a, x), (b, y)) in &used.joins {
            for (a, x, b, y) in [(*a, *x, *b, *y), (*b, *y, *a, *x)] {
                if let Some(counting) = all.get_mut(&a) {
                    *counting.joins.entry((x, b, y)).or_default() += n;
                }
            }
        }
        for (relation, predicate) in &used.filters {
            if let Some(counting) = all.get_mut(relation) {
                *counting.filters.entry(*predicate).or_default() += n;
            }
        }
        for (relation, shape) in &used.shapes {
            let Some(counting) = all.get_mut(relation) else {
                continue;
            };
            match counting.shapes.get_mut(shape) {
                Some(count) => *count += n,
                None => {
                    counting.shapes.insert(shape.clone(), *n);
                }
            }
        }
    }
    for (number, counting) in &wildcards {
        let Some(wildcard) = registry.wildcards.get(*number) else {
            continue;
        };
        for table in wildcard.others() {
            all.entry(table).or_default().add_all(counting);
        }
    }
    let service_accounts = &statements.service_accounts;
    let usage = all
        .into_iter()
        .map(|(relation, counting)| (relation, counting.finish(service_accounts)))
        .collect();
    Counted { usage, star_uses }
}
