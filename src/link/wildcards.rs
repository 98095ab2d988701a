//! Wildcards (`events_*`): which tables they name, and which of those tells the columns.

use std::ops::Range;

use rustc_hash::FxHashMap;

use super::Linker;
use super::names::split;
use crate::catalog::{AssetIx, Catalog, How, Sym, Wildcard};
use crate::diagnostic::Pos;
use crate::export::time;

/// Described tables, by dataset and name, so that those of a wildcard stand side by side.
#[derive(Debug, Default)]
pub(super) struct Shards {
    tables: Vec<AssetIx>,
    datasets: FxHashMap<(Sym, Sym), Range<usize>>,
}

impl Shards {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let mut by_dataset: FxHashMap<(Sym, Sym), Vec<AssetIx>> = FxHashMap::default();
        let mut order = Vec::new();
        for relation in &catalog.relations {
            // A wildcard reads tables, never views; and a source that dbt names by one is none.
            let is_one = !relation.is_view()
                && relation.is_described()
                && !catalog.str(relation.table).ends_with('*');
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
            tables.sort_by(|a, b| name(catalog, *a).cmp(name(catalog, *b)));
            let start = shards.tables.len();
            shards.tables.append(&mut tables);
            shards.datasets.insert(key, start..shards.tables.len());
        }
        shards
    }

    /// The tables of a dataset whose names begin with a prefix, by name.
    pub(super) fn members(
        &self,
        catalog: &Catalog,
        [project, dataset, prefix]: [&str; 3],
    ) -> &[AssetIx] {
        let strings = &catalog.strings;
        let key = strings.get(project).zip(strings.get(dataset));
        let Some(range) = key.and_then(|key| self.datasets.get(&key)) else {
            return &[];
        };
        let tables = self.tables.get(range.clone()).unwrap_or_default();
        beginning(tables, prefix, |table| name(catalog, *table))
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

fn name(catalog: &Catalog, table: AssetIx) -> &str {
    catalog.relation(table).map_or("", |r| catalog.str(r.table))
}

/// The table whose columns a wildcard has: that of the greatest [`rank`].
pub(super) fn newest(catalog: &Catalog, members: &[AssetIx]) -> Option<AssetIx> {
    let relations = members.iter().filter_map(|t| catalog.relation(*t));
    let newest = relations.max_by_key(|r| {
        let created = r.created.map(|c| catalog.str(c));
        rank(!r.columns.is_empty(), created, catalog.str(r.table))
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

/// Wildcards met so far, by full name: the number of each in the catalog; none where no export
/// describes a table of it.
#[derive(Debug, Default)]
pub(super) struct Met {
    shards: Option<Shards>,
    numbers: FxHashMap<String, Option<usize>>,
}

impl Met {
    /// The tables that wildcards may name; made when the first one is met.
    pub(super) fn shards(&mut self, catalog: &Catalog) -> &Shards {
        self.shards.get_or_insert_with(|| Shards::new(catalog))
    }

    /// The number of a wildcard that was met before.
    pub(super) fn number(&self, full: &str) -> Option<usize> {
        if !full.ends_with('*') {
            return None;
        }
        self.numbers.get(full).copied().flatten()
    }
}

impl Linker<'_> {
    /// The number in [`Catalog::wildcards`] of the wildcard of this full name.
    pub(super) fn wildcard(&mut self, full: &str) -> Option<usize> {
        if !full.ends_with('*') {
            return None;
        }
        if let Some(known) = self.met.numbers.get(full) {
            return *known;
        }
        let c = &self.catalog;
        let (project, dataset, table) = split(full);
        let (project, dataset) = self.facts.aliases.resolve(project, dataset);
        let shards = self.met.shards(c);
        let prefix = table.strip_suffix('*').unwrap_or(table);
        let tables = shards.members(c, [project, dataset, prefix]).to_vec();
        let number = match newest(c, &tables) {
            Some(newest) => Some(self.catalog.wildcards.add(Wildcard { newest, tables })),
            None => None,
        };
        self.met.numbers.insert(full.to_owned(), number);
        number
    }

    /// A source that dbt names by a wildcard is made of the tables of that.
    pub(super) fn wildcard_sources(&mut self) {
        let c = &self.catalog;
        let sources: Vec<(AssetIx, String, Pos)> = c
            .relations
            .iter()
            .filter(|r| r.dbt.is_some() && c.str(r.table).ends_with('*'))
            .filter_map(|r| {
                let node = r.dbt.as_ref()?;
                Some((r.asset, c.name(r.asset).to_owned(), node.pos))
            })
            .collect();
        for (source, name, pos) in sources {
            let number = self.wildcard(&name);
            let known = number.and_then(|number| self.catalog.wildcards.get(number));
            for table in known.map_or_else(Vec::new, |w| w.tables.clone()) {
                self.edge(table, source, How::Dbt, pos);
            }
        }
    }
}
