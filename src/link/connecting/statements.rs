//! Statements of the warehouse's history, read for the views and tables that they name, the columns
//! that they join and filter by, and what they write.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::column_sources::CatalogSchema;
use super::sql_readings::Readings;
use super::steps::{Met, Pointed};
use super::temporary_tables;
use super::used::{StatementUse, telling};
use crate::catalog::{AssetIx, LineageEdge, Predicate, Provenance, Registry, Strings, Sym};
use crate::link::facts::{Settled, Shape, Statements};
use crate::link::full_names::split;
use crate::link::resolver::Resolver;
use crate::system::ProvenanceKind;
use sql::{Defaults, Dialect, Mentions, Place};

/// Filters kept of a set.
const PREDICATES: usize = 8;
/// What a statement is told to use, until all wildcards are met. There may be many columns: they are
/// numbers.
#[derive(Debug, Clone)]
struct UnresolvedUse {
    usage: sql::Usage,
    /// The place of a table among those of the statement, and its column.
    columns: Vec<(u32, Sym)>,
    /// The place of a table among those of the statement, and where all its columns go.
    stars: Vec<(u32, Place)>,
    mentions: Mentions,
    parsed: bool,
}

impl UnresolvedUse {
    fn new(
        reading: &sql::Reading,
        defaults: Defaults<'_>,
        schema: &CatalogSchema<'_>,
        strings: &Strings,
    ) -> Self {
        let mut usage = reading.usage(defaults, schema);
        let columns = std::mem::take(&mut usage.columns);
        let tables = &usage.tables;
        let place = |table: &String| u32::try_from(tables.binary_search(table).ok()?).ok();
        let columns = columns
            .iter()
            .filter_map(|source| Some((place(&source.relation)?, strings.get(&source.column)?)));
        let stars = reading.stars(defaults);
        let stars = stars.iter();
        let stars = stars.filter_map(|star| Some((place(&star.relation)?, star.place)));
        Self {
            columns: columns.collect(),
            stars: stars.collect(),
            mentions: Mentions::default(),
            parsed: reading.is_parsed(),
            usage,
        }
    }
}

/// The texts of shapes, each once, and the places of those that share it: they differ in project or
/// destination.
fn by_text(shapes: &[Shape]) -> Vec<((&str, Dialect), Vec<usize>)> {
    let mut places: FxHashMap<(&str, Dialect), usize> = FxHashMap::default();
    let mut texts: Vec<((&str, Dialect), Vec<usize>)> = Vec::new();
    for (at, shape) in shapes.iter().enumerate() {
        if shape.text.is_empty() {
            continue;
        }
        let text = (shape.text.as_str(), shape.dialect);
        let place = *places.entry(text).or_insert(texts.len());
        if place == texts.len() {
            texts.push((text, Vec::new()));
        }
        texts[place].1.push(at);
    }
    texts
}

/// Reads each distinct statement once, and not again where a relation has the same SQL: what each
/// shape uses, and edges of those that write. A wildcard gets its number as it is met; other names
/// that nothing describes are no use of anything.
pub(in crate::link) fn read<'a>(
    pointed: Pointed<'a>,
    facts: &Settled,
    statements: &Statements,
    readings: &Readings<'_>,
) -> (Met<'a>, Vec<StatementUse>, Vec<LineageEdge>) {
    let Pointed {
        mut registry,
        mut resolver,
    } = pointed;
    let shapes = &statements.shapes;
    let schema = CatalogSchema::new(&registry, &facts.aliases);
    let strings = &registry.strings;
    let usage = |reading: &sql::Reading, shape: &Shape| {
        let project = registry.str(shape.project);
        let defaults = Defaults {
            project: Some(project).filter(|p| !p.is_empty()),
            dataset: None,
        };
        UnresolvedUse::new(reading, defaults, &schema, strings)
    };
    let found: Vec<Vec<(usize, UnresolvedUse)>> = by_text(shapes)
        .into_par_iter()
        .map(|((text, dialect), alike)| {
            let reading = readings.reading(text, dialect);
            let mentions = sql::mentions(text, dialect);
            let of = |at: usize| {
                let mentions = mentions.clone();
                let usage = usage(&reading, &shapes[at]);
                (at, UnresolvedUse { mentions, ..usage })
            };
            alike.into_iter().map(of).collect()
        })
        .collect();
    drop(schema);
    let mut used: Vec<Option<UnresolvedUse>> = vec![None; shapes.len()];
    for (at, unresolved) in found.into_iter().flatten() {
        used[at] = Some(unresolved);
    }
    for name in used
        .iter()
        .flatten()
        .flat_map(|unresolved| &unresolved.usage.tables)
    {
        resolver.wildcard(&mut registry, name);
    }
    for name in &facts.wildcards {
        resolver.wildcard(&mut registry, name);
    }
    let known = NameResolution {
        registry: &registry,
        resolver: &resolver,
        facts,
    };
    let used: Vec<StatementUse> = used
        .into_iter()
        .zip(shapes)
        .map(|(unresolved, shape)| known.used(unresolved, shape))
        .collect();
    let edges = edges(&registry, statements, &used);
    (Met { registry, resolver }, used, edges)
}

/// Edges to what statements write from what they read, by way of temporary tables too.
pub(in crate::link) fn edges(
    registry: &Registry,
    statements: &Statements,
    used: &[StatementUse],
) -> Vec<LineageEdge> {
    let mut edges = Vec::new();
    // A wildcard may name thousands of tables, and many statements may read it: which of them did
    // last is told of the tables that another stands for.
    let mut wildcards: BTreeMap<(AssetIx, usize), Provenance> = BTreeMap::new();
    for (number, shape) in (0u32..).zip(&statements.shapes) {
        let Some(to) = shape.destination.map(AssetIx) else {
            continue;
        };
        let provenance = Provenance {
            how: ProvenanceKind::Jobs,
            pos: shape.pos,
            job: None,
            seen: shape.last,
        };
        let mut sources: BTreeSet<AssetIx> = BTreeSet::new();
        for of in temporary_tables::makers(statements, used, number) {
            let Some(used) = used.get(of as usize) else {
                continue;
            };
            sources.extend(&used.relations);
            for wildcard in &used.wildcards {
                let last = wildcards.entry((to, *wildcard)).or_insert(provenance);
                if provenance.seen > last.seen {
                    *last = provenance;
                }
            }
            // A text may be one that can't be read, or be made as a script runs: the warehouse
            // knows.
            if used.relations.is_empty() {
                let shape = statements.shapes.get(of as usize);
                let referenced = shape.map_or(&[][..], |s| s.referenced.as_slice());
                sources.extend(referenced.iter().map(|r| AssetIx(*r)));
            }
        }
        sources.remove(&to);
        edges.extend(sources.into_iter().map(|from| LineageEdge {
            from,
            to,
            provenance,
        }));
    }
    for ((to, wildcard), provenance) in wildcards {
        let Some(wildcard) = registry.wildcards.get(wildcard) else {
            continue;
        };
        let others = wildcard.others().filter(|from| *from != to);
        edges.extend(others.map(|from| LineageEdge {
            from,
            to,
            provenance,
        }));
    }
    edges
}

/// What names in statements are resolved with, once all wildcards are met.
struct NameResolution<'a> {
    registry: &'a Registry,
    resolver: &'a Resolver<'a>,
    facts: &'a Settled,
}

impl NameResolution<'_> {
    fn used(&self, unresolved: Option<UnresolvedUse>, shape: &Shape) -> StatementUse {
        let met = self.resolver;
        let Some(UnresolvedUse {
            usage,
            columns,
            stars,
            mentions,
            parsed,
        }) = unresolved
        else {
            let wildcards = shape.wildcards.iter();
            let named = wildcards.filter_map(|number| self.facts.wildcards.get(*number));
            return StatementUse {
                relations: shape.referenced.iter().map(|r| AssetIx(*r)).collect(),
                wildcards: named.filter_map(|name| met.met(name)).collect(),
                ..StatementUse::default()
            };
        };
        let find = |name: &str| {
            let wildcard = met.met(name);
            let known = wildcard.and_then(|number| self.registry.wildcards.get(number));
            known
                .map(|w| w.newest)
                .or_else(|| met.known(self.registry, name))
        };
        let column = |source: &sql::Source| {
            let relation = find(&source.relation)?;
            Some((relation, self.registry.strings.get(&source.column)?))
        };
        let found: Vec<Option<AssetIx>> = usage.tables.iter().map(|t| find(t)).collect();
        let mut tables = usage.tables.iter().zip(&found);
        let names_unknown = tables.any(|(table, found)| found.is_none() && table.contains('.'));
        let columns = columns.iter().filter_map(|(table, column)| {
            let relation = *found.get(*table as usize)?;
            Some((relation?, *column))
        });
        let mut columns: Vec<(AssetIx, Sym)> = columns.collect();
        columns.sort_unstable();
        columns.dedup();
        let stars = self.stars(&stars, &usage.tables, &found, shape);
        let mut relations: Vec<AssetIx> = found.into_iter().flatten().collect();
        let bare: Vec<String> = usage
            .tables
            .iter()
            .filter(|t| !t.contains('.'))
            .cloned()
            .collect();
        let mut wildcards: Vec<usize> = usage.tables.iter().filter_map(|t| met.met(t)).collect();
        if !bare.is_empty() {
            self.completed(&bare, shape, &mut relations, &mut wildcards);
        }
        relations.sort_unstable();
        relations.dedup();
        let (mut filters, mut shapes) = (Vec::new(), Vec::new());
        for select in &usage.filters {
            let mut own: Vec<(AssetIx, Predicate)> = select
                .iter()
                .filter_map(|(source, operator)| {
                    let (relation, column) = column(source)?;
                    let operator = *operator;
                    Some((relation, Predicate { column, operator }))
                })
                .collect();
            filters.extend_from_slice(&own);
            own.sort_by_key(|(relation, p)| (*relation, p.column, telling(p.operator)));
            own.dedup_by_key(|(relation, p)| (*relation, p.column));
            shapes.extend(own.chunk_by(|a, b| a.0 == b.0).map(|of| {
                let predicates = of.iter().take(PREDICATES).map(|(_, p)| *p);
                (of[0].0, predicates.collect::<Vec<_>>())
            }));
        }
        let (writes, writes_unknown) = self.written(&mentions, shape);
        filters.sort_unstable();
        filters.dedup();
        shapes.sort_unstable();
        shapes.dedup();
        StatementUse {
            relations,
            wildcards,
            columns: columns.into(),
            stars,
            mentions,
            parsed,
            bare,
            names_unknown,
            writes,
            writes_unknown,
            joins: usage
                .joins
                .iter()
                .filter_map(|(a, b)| Some((column(a)?, column(b)?)))
                .collect(),
            filters,
            shapes,
            read: true,
        }
    }

    /// The relations that a text says it writes, and whether it writes others, too.
    fn written(&self, mentions: &Mentions, shape: &Shape) -> (Vec<AssetIx>, bool) {
        let c = self.registry;
        let project = c.str(shape.project);
        let full = |name: &str| match name.matches('.').count() {
            1 if !project.is_empty() => [project, ".", name].concat(),
            _ => name.to_owned(),
        };
        let all = mentions.writes.iter().map(|name| full(name));
        let all: Vec<Option<AssetIx>> = all.map(|name| self.resolver.known(c, &name)).collect();
        let unknown = all.contains(&None);
        (all.into_iter().flatten().collect(), unknown)
    }

    /// What is taken by `*`: tables by their places, which are `found`; bare names as the warehouse knows
    /// them.
    fn stars(
        &self,
        stars: &[(u32, Place)],
        tables: &[String],
        found: &[Option<AssetIx>],
        shape: &Shape,
    ) -> Box<[(AssetIx, Place)]> {
        let c = self.registry;
        let mut taken: Vec<(AssetIx, Place)> = Vec::with_capacity(stars.len());
        for (table, place) in stars {
            let table = *table as usize;
            match (found.get(table), tables.get(table)) {
                (Some(Some(relation)), _) => taken.push((*relation, *place)),
                (_, Some(name)) if !name.contains('.') => {
                    let named = shape.referenced.iter().map(|raw| AssetIx(*raw));
                    let named = named.filter(|ix| {
                        let relation = c.relation(*ix);
                        relation.is_some_and(|relation| c.str(relation.table) == name)
                    });
                    taken.extend(named.map(|relation| (relation, *place)));
                }
                _ => {}
            }
        }
        taken.sort_unstable_by_key(|(of, place)| (*of, std::cmp::Reverse(*place)));
        taken.dedup_by_key(|(of, _)| *of);
        taken.into()
    }

    /// Adds what bare names mean that the default dataset of a job completes: the warehouse knows.
    fn completed(
        &self,
        bare: &[String],
        shape: &Shape,
        relations: &mut Vec<AssetIx>,
        wildcards: &mut Vec<usize>,
    ) {
        let c = self.registry;
        let is_bare = |table: &str| bare.iter().any(|name| name == table);
        let referenced = shape.referenced.iter().map(|raw| AssetIx(*raw));
        relations.extend(referenced.filter(|ix| {
            let relation = c.relation(*ix);
            relation.is_some_and(|relation| is_bare(c.str(relation.table)))
        }));
        for number in &shape.wildcards {
            let name = self.facts.wildcards.get(*number);
            let name = name.filter(|name| is_bare(split(name).2));
            if let Some(number) = name.and_then(|name| self.resolver.met(name)) {
                wildcards.push(number);
                relations.extend(c.wildcards.get(number).map(|known| known.newest));
            }
        }
    }
}
