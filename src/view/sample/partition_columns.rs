//! Which columns of a view are, as they are, the columns that the tables below it are partitioned
//! by: what a query has to filter so that it reads few partitions, or so that it runs at all.

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Derivation, Relation, RelationKind, Sym};
use crate::facets::Feed;
use crate::reader::Reader;
use crate::system::PARTITION_COLUMNS;
use sql::ValueClass;

/// Most partition columns and most tables that are kept of a view.
pub(super) const MOST: usize = 64;

/// Partition columns by relation, followed through views.
#[derive(Debug, Default)]
pub(in crate::view) struct Partitions {
    pub(in crate::view) of: FxHashMap<AssetIx, Reached>,
}

/// A column of a relation, the table that is partitioned by it, and its class where neither the
/// column's nor the table's type tells.
pub(super) type Way = (Sym, AssetIx, Option<ValueClass>);

#[derive(Debug, Default, Clone)]
pub(in crate::view) struct Reached {
    pub(super) columns: Vec<Way>,
    /// Tables below, or itself, each query of which has to filter.
    pub(super) required: Vec<AssetIx>,
}

impl Reached {
    /// Tables each query of which has to filter.
    pub(in crate::view) fn required(&self) -> &[AssetIx] {
        &self.required
    }

    /// Feeds a fingerprint.
    pub(in crate::view) fn feed(&self, to: &mut Feed<'_>) {
        let Self { columns, required } = self;
        for (column, table, class) in columns {
            to.add(&(column, table, format!("{class:?}")));
        }
        to.add(required);
    }
}

impl Partitions {
    /// Follows the partition columns of all tables through the views above them.
    pub(in crate::view) fn new(c: Reader<'_>) -> Self {
        let mut of: FxHashMap<AssetIx, Reached> = FxHashMap::default();
        let mut pending: Vec<AssetIx> = Vec::new();
        // A materialized view has partitions of its own.
        for relation in c
            .relations()
            .iter()
            .filter(|r| r.kind != RelationKind::View)
        {
            let asset = relation.asset;
            let columns: Vec<Way> = c
                .columns_of(relation)
                .iter()
                .filter(|k| k.partitioning && k.depth == 0)
                .map(|k| (k.path, asset, None))
                .collect();
            let required = Vec::from_iter(relation.partition_filter.then_some(asset));
            if !columns.is_empty() || !required.is_empty() {
                of.insert(asset, Reached { columns, required });
                pending.push(asset);
            }
        }
        let pseudo: Vec<Sym> = PARTITION_COLUMNS
            .iter()
            .filter_map(|name| c.symbol(name))
            .collect();
        if !pseudo.is_empty() {
            for source in c
                .source_columns()
                .iter()
                .filter(|r| pseudo.contains(&r.column))
            {
                let asset = source.asset;
                if c.relation(asset)
                    .is_none_or(|r| r.kind == RelationKind::View || !r.system.has_partition_time())
                {
                    continue;
                }
                let reached = of.entry(asset).or_insert_with(|| {
                    pending.push(asset);
                    Reached::default()
                });
                let class = match c.str(source.column).to_ascii_uppercase().ends_with("DATE") {
                    true => ValueClass::Date,
                    false => ValueClass::Timestamp,
                };
                add(&mut reached.columns, (source.column, asset, Some(class)));
            }
        }
        let mut at = 0;
        while let Some(from) = pending.get(at).copied() {
            at += 1;
            let Some(source) = of.get(&from).cloned() else {
                continue;
            };
            for to in c.downstream(from) {
                let view = c.relation(*to).filter(|r| r.kind == RelationKind::View);
                let Some(view) = view else { continue };
                let target = of.entry(*to).or_default();
                let mut more = false;
                for table in &source.required {
                    more |= add(&mut target.required, *table);
                }
                for found in through(c, view, from, &source.columns) {
                    more |= add(&mut target.columns, found);
                }
                if more {
                    pending.push(*to);
                }
            }
        }
        Self { of }
    }
}

/// The columns of a view that are, as they are, one of these of the relation that it reads.
fn through(c: Reader<'_>, view: &Relation, from: AssetIx, columns: &[Way]) -> Vec<Way> {
    let mut found = Vec::new();
    if columns.is_empty() {
        return found;
    }
    for lineage in c.column_lineage_of(view) {
        if lineage.how != Derivation::Identity {
            continue;
        }
        for source in c.column_refs_of(lineage).iter().filter(|r| r.asset == from) {
            let same = |name: Sym| same(c, name, source.column);
            let ways = columns.iter().filter(|(name, ..)| same(*name));
            found.extend(ways.map(|(_, table, class)| (lineage.column, *table, *class)));
        }
    }
    found
}

pub(super) fn same(c: Reader<'_>, one: Sym, other: Sym) -> bool {
    one == other || c.str(one).eq_ignore_ascii_case(c.str(other))
}

/// Adds what isn't there yet, and says whether it did.
fn add<T: PartialEq>(all: &mut Vec<T>, one: T) -> bool {
    let new = all.len() < MOST && !all.contains(&one);
    if new {
        all.push(one);
    }
    new
}
