//! Where columns come from: read from SQL, told by OpenLineage. What isn't certain is unknown, with
//! the reason.

mod column_spelling;
mod known_columns;
mod listed_columns;
mod nested_fields;
mod read_columns;
mod saved_columns;
mod seen_lineage;
mod star_columns;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

pub(in crate::link) use self::known_columns::CatalogSchema;
use self::listed_columns::{beyond_limit, documented_only, list_columns};
use self::read_columns::{Read, derivation, found_columns, read_columns};
pub(in crate::link) use self::seen_lineage::lineage_as_seen;
use super::column_edges::{Sources, missing, named_by_columns};
use super::listings::Doubts;
use super::pointers::{problem, unparsed};
use super::sql_readings::Readings;
use super::steps::Met;
use crate::catalog::{
    AssetIx, ColumnLineage, ColumnRef, Derivation, LineageEdge, LineageSource, PerRelation,
    Registry, SqlProblem, StatedSource, Sym, small,
};
use crate::diagnostic::Finding;
use crate::export::fact;
use crate::link::facts::RawColumnEdge;
use crate::link::full_names::{Aliases, split};
use crate::link::resolver::Resolver;

/// Where columns come from.
#[derive(Default)]
pub(in crate::link) struct Lineage {
    pub(in crate::link) columns: PerRelation<ColumnLineage>,
    /// Source columns; each of `columns` has a range of them.
    pub(in crate::link) refs: Vec<ColumnRef>,
    /// What events state of columns, each with its job.
    pub(in crate::link) stated: Vec<StatedSource>,
    /// Edges of relations that columns name, and that nothing else does.
    pub(in crate::link) edges: Vec<LineageEdge>,
    /// SQL that tools built relations with and that doesn't parse.
    pub(in crate::link) problems: FxHashMap<AssetIx, SqlProblem>,
    /// The columns that `*` gives views now, where the warehouse lists those of their creation.
    pub(in crate::link) star_columns: FxHashMap<AssetIx, Vec<Sym>>,
}

/// The registry with all relations and their columns, and where columns come from.
pub(in crate::link) struct Traced {
    pub(in crate::link) registry: Registry,
    pub(in crate::link) lineage: Lineage,
}

/// What is known of relations before their columns are traced.
pub(in crate::link) struct Known<'k> {
    pub(in crate::link) aliases: &'k Aliases,
    pub(in crate::link) readings: &'k Readings<'k>,
    pub(in crate::link) edges: &'k [LineageEdge],
    pub(in crate::link) doubts: &'k Doubts,
    /// Views whose result has columns that their SQL doesn't list.
    pub(in crate::link) open_views: &'k FxHashSet<AssetIx>,
}

/// The column lineage of every relation that SQL or OpenLineage tell of. Lists the columns of those
/// whose no warehouse lists. It is the last step that meets names: the resolver ends here, so that no
/// relation is added afterwards.
pub(in crate::link) fn trace(
    met: Met<'_>,
    known: &Known<'_>,
    stated_by_tools: BTreeSet<RawColumnEdge>,
    findings: &mut Vec<Finding>,
) -> Traced {
    let Known {
        aliases,
        readings,
        edges,
        doubts,
        open_views,
    } = *known;
    let Met {
        mut registry,
        mut resolver,
    } = met;
    doubts.take_for_external(&mut registry, &mut resolver);
    let mut schema = CatalogSchema::new(&registry, aliases);
    schema.derive(edges, |relation, schema| {
        found_columns(&registry, relation, schema, readings)
    });
    let schema = schema;
    let read: Vec<Option<Read>> = registry
        .relations
        .par_iter()
        .map(|relation| {
            let is_open = open_views.contains(&relation.asset);
            read_columns(&registry, relation, &schema, readings, is_open)
        })
        .collect();
    drop(schema);
    let mut by_relation: BTreeMap<u32, Vec<RawColumnEdge>> = BTreeMap::new();
    for edge in stated_by_tools {
        by_relation.entry(edge.to).or_default().push(edge);
    }
    let mut out = Lineage::default();
    let mut named: Vec<LineageEdge> = Vec::new();
    for (i, read) in read.into_iter().enumerate() {
        let asset = registry.relations[i].asset;
        let mut columns = Vec::new();
        if let Some(read) = read {
            let relation = &registry.relations[i];
            if let Some(error) = read.error {
                let problem = problem(error);
                findings.extend(unparsed(&registry, relation, &problem));
                out.problems.insert(asset, problem);
            }
            if let Some(limit) = read.limit {
                findings.push(beyond_limit(&registry, relation, limit));
            }
            if let Some(columns) = read.outdated {
                let columns = columns.iter().map(|name| registry.intern(name)).collect();
                out.star_columns.insert(asset, columns);
            }
            let mut sources = Sources::default();
            for column in read.columns {
                let refs = &mut out.refs;
                let names = (&mut registry, &mut resolver);
                let read = resolve(names, column, read.by, refs, &mut sources);
                columns.push(read);
            }
            named_by_columns(&registry, &registry.relations[i], &sources, &mut named);
        }
        if let Some(edges) = by_relation.remove(&asset.0) {
            stated_columns(&registry, &mut columns, &mut out.refs, &edges);
            out.stated.extend(edges.iter().map(stated_source));
        }
        out.columns.set(asset, columns);
    }
    out.stated.sort_by_key(|stated| stated.of);
    out.edges = missing(named, edges);
    list_columns(&mut registry, &out.columns);
    documented_only(&registry, findings);
    Traced {
        registry,
        lineage: out,
    }
}

/// One column with its sources, which go to `refs`; the relations among them to `sources`.
fn resolve(
    (registry, resolver): (&mut Registry, &mut Resolver<'_>),
    column: sql::OutputColumn,
    by: LineageSource,
    refs: &mut Vec<ColumnRef>,
    sources: &mut Sources,
) -> ColumnLineage {
    let start = small(refs.len());
    let (how, why) = match column.lineage {
        Ok(lineage) => {
            for source in &lineage.sources {
                let asset = match sources.met.get(&source.relation) {
                    Some(asset) => *asset,
                    None => {
                        let name = &source.relation;
                        let (asset, wildcard) = resolver.relation_or_newest(registry, name);
                        sources.relations.insert(asset);
                        sources.wildcards.extend(wildcard);
                        sources.met.insert(name.clone(), asset);
                        asset
                    }
                };
                let column = registry.intern(&source.column);
                refs.push(ColumnRef { asset, column });
            }
            (derivation(lineage.how), None)
        }
        Err(why) => {
            let why = true_names(resolver, &why);
            (Derivation::Unknown, Some(registry.intern(&why)))
        }
    };
    ColumnLineage {
        column: registry.intern(&column.name),
        how,
        sources: start..small(refs.len()),
        why,
        by,
    }
}

/// A reason with the names in it, which stand in backticks, as the catalog has them.
fn true_names(resolver: &Resolver<'_>, why: &str) -> String {
    let parts = why.split('`').enumerate().map(|(i, part)| {
        let (p, d, _) = split(part);
        if i % 2 == 0 || p.is_empty() || d.is_empty() {
            return part.to_owned();
        }
        resolver.undone(part)
    });
    parts.collect::<Vec<_>>().join("`")
}

/// What OpenLineage tells takes the place of what SQL leaves unknown.
fn stated_columns(
    registry: &Registry,
    columns: &mut Vec<ColumnLineage>,
    all_refs: &mut Vec<ColumnRef>,
    edges: &[RawColumnEdge],
) {
    let mut places: FxHashMap<String, usize> = FxHashMap::default();
    for (at, read) in columns.iter().enumerate() {
        let name = registry.str(read.column).to_lowercase();
        places.entry(name).or_insert(at);
    }
    for of in edges.chunk_by(|a, b| a.to_column == b.to_column) {
        let column = of[0].to_column;
        let name = registry.str(column).to_lowercase();
        let known = places.get(&name).copied();
        if let Some(at) = known
                && columns[at].how != Derivation::Unknown
                // What a run states goes before what its statement may mean: the dialect is a guess.
                && !columns[at].by.yields_to_events()
        {
            continue;
        }
        let from = small(all_refs.len());
        let mut refs: Vec<ColumnRef> = of
            .iter()
            .map(|e| ColumnRef {
                asset: AssetIx(e.from),
                column: e.from_column,
            })
            .collect();
        refs.sort_unstable();
        refs.dedup();
        all_refs.append(&mut refs);
        let how = of.iter().map(|e| e.how).max();
        let lineage = ColumnLineage {
            column,
            how: how.map_or(Derivation::Transformation, stated_derivation),
            sources: from..small(all_refs.len()),
            why: None,
            by: LineageSource::Event,
        };
        match known {
            Some(at) => columns[at] = lineage,
            None => {
                places.insert(name, columns.len());
                columns.push(lineage);
            }
        }
    }
}

fn stated_source(edge: &RawColumnEdge) -> StatedSource {
    StatedSource {
        of: AssetIx(edge.to),
        column: edge.to_column,
        source: ColumnRef {
            asset: AssetIx(edge.from),
            column: edge.from_column,
        },
        how: stated_derivation(edge.how),
        job: edge
            .job
            .map(|job| AssetIx(u32::try_from(job).unwrap_or(u32::MAX))),
    }
}

fn stated_derivation(how: fact::Derivation) -> Derivation {
    match how {
        fact::Derivation::Identity => Derivation::Identity,
        fact::Derivation::Aggregation => Derivation::Aggregation,
        fact::Derivation::Transformation => Derivation::Transformation,
    }
}
