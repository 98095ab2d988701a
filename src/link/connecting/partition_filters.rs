//! By which columns views filter what they read, where a table below has to be filtered by its
//! partition: a view that does so itself needs no filter of who queries it.

use rayon::prelude::*;
use rustc_hash::FxHashSet;

use super::column_sources::CatalogSchema;
use super::pointers::defaults;
use super::sql_readings::Readings;
use crate::catalog::{AssetIx, Kind, LineageGraph, PerRelation, Predicate, Registry, RelationKind};
use crate::link::full_names::Aliases;
use sql::Operator;

/// A column of a relation, and how a view filters by it.
type Filter = (AssetIx, String, Operator);

/// The filters of the views above tables that have to be filtered, from what is kept of their SQL.
pub(in crate::link) fn of(
    registry: &mut Registry,
    graph: &LineageGraph,
    aliases: &Aliases,
    readings: &Readings<'_>,
) -> PerRelation<(AssetIx, Predicate)> {
    let schema = CatalogSchema::new(registry, aliases);
    let found: Vec<(AssetIx, Vec<Filter>)> = readers(registry, graph)
        .into_par_iter()
        .map(|reader| (reader, filters(registry, &schema, readings, reader)))
        .collect();
    drop(schema);
    let mut all = PerRelation::default();
    for (reader, filters) in found {
        let filters = filters.into_iter().map(|(relation, column, operator)| {
            let column = registry.intern(&column);
            (relation, Predicate { column, operator })
        });
        all.set(reader, filters);
    }
    all
}

/// Tables that each query has to filter, and the views that read them through views alone.
fn readers(registry: &Registry, graph: &LineageGraph) -> Vec<AssetIx> {
    let relations = registry.relations.iter();
    let required = relations.filter(|r| r.partition_filter && r.kind != RelationKind::View);
    let mut found: Vec<AssetIx> = required.map(|r| r.asset).collect();
    let mut seen: FxHashSet<AssetIx> = found.iter().copied().collect();
    let mut at = 0;
    while let Some(from) = found.get(at).copied() {
        at += 1;
        let views = graph.downstream(from).iter().copied();
        let views = views.filter(|to| registry.asset(*to).kind == Kind::View);
        found.extend(views.filter(|to| seen.insert(*to)));
    }
    found
}

fn filters(
    registry: &Registry,
    schema: &CatalogSchema<'_>,
    readings: &Readings<'_>,
    reader: AssetIx,
) -> Vec<Filter> {
    let Some(relation) = registry.relation(reader) else {
        return Vec::new();
    };
    let Some(query) = &relation.query else {
        return Vec::new();
    };
    let reading = readings.reading(registry.str(query.text), query.dialect);
    let usage = reading.usage(defaults(registry, relation), schema);
    let filters = usage.filters.into_iter().flatten();
    let known = filters.filter_map(|(source, operator)| {
        let from = registry.find_relation(&source.relation)?;
        Some((from, source.column, operator))
    });
    known.collect()
}
