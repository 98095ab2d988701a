//! Wildcards (`events_*`): which tables they name, and which of those tells the columns.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Registry, Sym};
use crate::export::time;

/// Described tables of systems that have wildcards, by dataset and name, so that those of a wildcard stand side by side.
#[derive(Debug, Default)]
pub(super) struct Shards {
    tables: Vec<AssetIx>,
    datasets: FxHashMap<(Sym, Sym), Range<usize>>,
}

impl Shards {
    pub(super) fn new(registry: &Registry) -> Self {
        let mut by_dataset: FxHashMap<(Sym, Sym), Vec<AssetIx>> = FxHashMap::default();
        let mut order = Vec::new();
        for relation in &registry.relations {
            // A wildcard reads tables, never views; and a source that dbt names by one is none.
            let is_one = relation.system.has_wildcards()
                && !relation.is_view()
                && relation.is_described()
                && !relation.system.is_wildcard(registry.str(relation.table));
            if is_one {
                let key = (relation.project, relation.dataset);
                let slot = by_dataset.entry(key).or_insert_with(|| {
                    order.push(key);
                    Vec::new()
                });
                slot.push(relation.asset);
            }
        }
        let mut shards = Self::default();
        for key in order {
            let mut tables = by_dataset.remove(&key).unwrap_or_default();
            tables.sort_by(|a, b| name(registry, *a).cmp(name(registry, *b)));
            let start = shards.tables.len();
            shards.tables.append(&mut tables);
            shards.datasets.insert(key, start..shards.tables.len());
        }
        shards
    }

    /// The tables of a dataset whose names begin with a prefix, by name.
    pub(super) fn members(
        &self,
        registry: &Registry,
        [project, dataset, prefix]: [&str; 3],
    ) -> &[AssetIx] {
        let strings = &registry.strings;
        let key = strings.get(project).zip(strings.get(dataset));
        let Some(range) = key.and_then(|key| self.datasets.get(&key)) else {
            return &[];
        };
        let tables = self.tables.get(range.clone()).unwrap_or_default();
        beginning(tables, prefix, |table| name(registry, *table))
    }
}

/// Those whose names begin with a prefix, of some that are sorted by name.
pub(super) fn beginning<'t, 'n, T>(
    sorted: &'t [T],
    prefix: &str,
    name: impl Fn(&T) -> &'n str,
) -> &'t [T] {
    let start = sorted.partition_point(|one| name(one) < prefix);
    let rest = &sorted[start..];
    let end = rest.partition_point(|one| name(one).starts_with(prefix));
    &rest[..end]
}

fn name(registry: &Registry, table: AssetIx) -> &str {
    registry
        .relation(table)
        .map_or("", |r| registry.str(r.table))
}

/// The table whose columns a wildcard has: that of the greatest [`rank`].
pub(super) fn newest(registry: &Registry, members: &[AssetIx]) -> Option<AssetIx> {
    let relations = members.iter().filter_map(|t| registry.relation(*t));
    let newest = relations.max_by_key(|r| {
        let created = r.created.map(|c| registry.str(c));
        rank(!r.columns.is_empty(), created, registry.str(r.table))
    });
    newest.map(|r| r.asset)
}

/// Of the tables of a wildcard, the one that was created last tells the columns, as in BigQuery; of
/// several at one moment, and where no export tells moments, the one with the greatest name. One whose
/// columns aren't known serves only where those of no other are.
pub(super) fn rank<'n>(
    has_columns: bool,
    created: Option<&str>,
    name: &'n str,
) -> (bool, Option<i64>, &'n str) {
    let created = created.and_then(time::parse);
    (has_columns, created.map(|moment| moment.at), name)
}
