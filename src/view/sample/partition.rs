//! Which columns of a view are, as they are, the columns that the tables below it are partitioned
//! by: what a query has to filter so that it reads few partitions, or so that it runs at all.

use rustc_hash::FxHashMap;

use super::literal::{Class, class};
use super::name;
use crate::catalog::{AssetIx, Catalog, Column, Derivation, Relation, RelationKind, Sym};
use crate::sql::{self, Defaults, Dialect, Schema};
use crate::view::Views;

/// Most partition columns and most tables that are kept of a view.
const MOST: usize = 64;
/// What BigQuery calls the partition of a row where no column decides it.
const PSEUDO: [&str; 4] = [
    "_PARTITIONTIME",
    "_partitiontime",
    "_PARTITIONDATE",
    "_partitiondate",
];

/// Partition columns by relation, followed through views.
#[derive(Debug, Default)]
pub(in crate::view) struct Partitions {
    of: FxHashMap<AssetIx, Reached>,
}

#[derive(Debug, Default, Clone)]
struct Reached {
    /// A column of the relation, and the table that is partitioned by it.
    columns: Vec<(Sym, AssetIx)>,
    /// Tables below, or itself, each query of which has to filter.
    required: Vec<AssetIx>,
}

/// A column that is a partition column, as it is.
pub(super) struct Pruned<'a> {
    pub(super) column: &'a Column,
    pub(super) class: Class,
}

impl Partitions {
    /// Follows the partition columns of all tables through the views above them.
    pub(in crate::view) fn new(c: &Catalog) -> Self {
        let mut of: FxHashMap<AssetIx, Reached> = FxHashMap::default();
        let mut pending: Vec<AssetIx> = Vec::new();
        // A materialized view has partitions of its own.
        for relation in c.relations.iter().filter(|r| r.kind != RelationKind::View) {
            let asset = relation.asset;
            let columns: Vec<(Sym, AssetIx)> = c
                .columns_of(relation)
                .iter()
                .filter(|k| k.partitioning && k.depth == 0)
                .map(|k| (k.path, asset))
                .collect();
            let required = Vec::from_iter(relation.partition_filter.then_some(asset));
            if !columns.is_empty() || !required.is_empty() {
                of.insert(asset, Reached { columns, required });
                pending.push(asset);
            }
        }
        let pseudo: Vec<Sym> = PSEUDO
            .iter()
            .filter_map(|name| c.strings.get(name))
            .collect();
        if !pseudo.is_empty() {
            for source in c.column_refs.iter().filter(|r| pseudo.contains(&r.column)) {
                let asset = source.asset;
                if c.relation(asset)
                    .is_none_or(|r| r.kind == RelationKind::View)
                {
                    continue;
                }
                let reached = of.entry(asset).or_insert_with(|| {
                    pending.push(asset);
                    Reached::default()
                });
                add(&mut reached.columns, (source.column, asset));
            }
        }
        let mut at = 0;
        while let Some(from) = pending.get(at).copied() {
            at += 1;
            let Some(source) = of.get(&from).cloned() else {
                continue;
            };
            for to in c.graph.downstream(from) {
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
fn through(
    c: &Catalog,
    view: &Relation,
    from: AssetIx,
    columns: &[(Sym, AssetIx)],
) -> Vec<(Sym, AssetIx)> {
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
            let tables = columns.iter().filter(|(name, _)| same(*name));
            found.extend(tables.map(|(_, table)| (lineage.column, *table)));
        }
    }
    found
}

fn same(c: &Catalog, one: Sym, other: Sym) -> bool {
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

impl Views<'_> {
    /// The columns that a query of a relation filters for the sake of partitions: those that are
    /// required, else the first one. A table that requires a filter which none of the columns
    /// gives is the error.
    pub(super) fn pruned(
        &self,
        relation: &Relation,
        dialect: Dialect,
    ) -> Result<Vec<Pruned<'_>>, AssetIx> {
        let c = self.catalog;
        let Some(reached) = self.partitions.of.get(&relation.asset) else {
            return Ok(Vec::new());
        };
        // In the relation's order, each with the tables that it prunes.
        let known: Vec<(Pruned<'_>, Vec<AssetIx>)> = c
            .columns_of(relation)
            .iter()
            .filter(|k| k.depth == 0)
            .filter_map(|column| {
                let tables: Vec<AssetIx> = reached
                    .columns
                    .iter()
                    .filter(|(name, _)| same(c, *name, column.path))
                    .map(|(_, table)| *table)
                    .collect();
                let table = *tables.first()?;
                let class = class(c.str(column.data_type), dialect)
                    .or_else(|| self.partition_class(table, dialect))?;
                let usable =
                    super::is_selectable(column) && name::column(c, column, dialect).is_some();
                usable.then_some((Pruned { column, class }, tables))
            })
            .collect();
        let mut chosen: Vec<usize> = Vec::new();
        for table in &reached.required {
            let covers = |i: usize| known.get(i).is_some_and(|(_, of)| of.contains(table));
            if chosen.iter().any(|i| covers(*i)) {
                continue;
            }
            match (0..known.len()).find(|i| covers(*i)) {
                Some(i) => chosen.push(i),
                None if self.is_filtered_within(relation, *table) => {}
                None => return Err(*table),
            }
        }
        // Beyond so many nobody kept count.
        if let Some(table) = reached.required.get(MOST - 1) {
            return Err(*table);
        }
        if chosen.is_empty() {
            chosen.push(0);
        }
        chosen.sort_unstable();
        let kept = known.into_iter().enumerate();
        Ok(kept
            .filter(|(i, _)| chosen.contains(i))
            .map(|(_, (pruned, _))| pruned)
            .collect())
    }

    /// The class of the column that a table is partitioned by.
    fn partition_class(&self, table: AssetIx, dialect: Dialect) -> Option<Class> {
        let c = self.catalog;
        let columns = c.columns_of(c.relation(table)?);
        match columns.iter().find(|k| k.partitioning) {
            Some(column) => class(c.str(column.data_type), dialect),
            None => None,
        }
    }

    /// The name of the column that a table is partitioned by.
    pub(super) fn partition_name(&self, table: AssetIx) -> &str {
        let c = self.catalog;
        let columns = c.relation(table).map_or(&[][..], |r| c.columns_of(r));
        let column = columns.iter().find(|k| k.partitioning);
        column.map_or("_PARTITIONTIME", |k| c.str(k.path))
    }

    /// Whether the view that reads a table, on the way down to it, filters the partition itself.
    fn is_filtered_within(&self, view: &Relation, table: AssetIx) -> bool {
        let c = self.catalog;
        let reader = c.path_to(view.asset, table).last().copied();
        let reader = c.relation(reader.unwrap_or(view.asset));
        let Some((reader, query)) = reader.and_then(|r| Some((r, r.query.as_ref()?))) else {
            return false;
        };
        let defaults = Defaults {
            project: Some(c.str(reader.project)).filter(|p| !p.is_empty()),
            dataset: Some(c.str(reader.dataset)).filter(|d| !d.is_empty()),
        };
        let usage = sql::usage(c.str(query.text), query.dialect, defaults, &Known(c));
        let partition = self.partition_name(table);
        let mut filters = usage.filters.iter().flatten();
        filters.any(|(source, operator)| {
            let prunes = !matches!(*operator, "IS NOT NULL" | "!=") && !operator.starts_with("NOT");
            let is_partition = source.column.eq_ignore_ascii_case(partition)
                || PSEUDO.contains(&source.column.as_str());
            prunes && is_partition && c.find_relation(&source.relation) == Some(table)
        })
    }
}

/// What the catalog knows of columns.
struct Known<'a>(&'a Catalog);

impl Known<'_> {
    fn columns_named(&self, relation: &str) -> Option<&[Column]> {
        let relation = self.0.relation(self.0.find_relation(relation)?)?;
        Some(self.0.columns_of(relation)).filter(|columns| !columns.is_empty())
    }
}

impl Schema for Known<'_> {
    fn columns(&self, relation: &str) -> Option<Vec<&str>> {
        let columns = self.columns_named(relation)?.iter();
        let top = columns.filter(|k| k.depth == 0);
        Some(top.map(|k| self.0.str(k.path)).collect())
    }

    fn has_field(&self, relation: &str, path: &str) -> Option<bool> {
        let mut columns = self.columns_named(relation)?.iter();
        let known = columns.any(|k| self.0.str(k.path).eq_ignore_ascii_case(path));
        (known || !path.contains('.')).then_some(known)
    }
}
