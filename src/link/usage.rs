//! Who uses what: statements of the warehouse's history, read for the views and tables that they
//! name, the columns that they join and filter by, and what they write.

mod counting;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;

use self::counting::Counting;
use super::Linker;
use super::columns::CatalogSchema;
use super::facts::Shape;
use super::names::split;
use super::scripts;
use crate::catalog::{AssetIx, Edge, How, Kind, Predicate, Provenance, Sym};
use sql::{Defaults, Dialect};

/// Filters kept of a set.
const PREDICATES: usize = 8;
/// Comparisons, those first that say most about what is looked for: of several of one column, the
/// first is kept.
const TELLING: [&str; 10] = [
    "=", "IN", "BETWEEN", ">=", ">", "LIKE", "ILIKE", "<=", "<", "!=",
];

/// What the statements of one shape use.
#[derive(Debug, Default)]
pub(super) struct Used {
    pub(super) relations: Vec<AssetIx>,
    /// Numbers of wildcards, of which `relations` holds the newest table only.
    wildcards: Vec<usize>,
    joins: Vec<((AssetIx, Sym), (AssetIx, Sym))>,
    filters: Vec<(AssetIx, Predicate)>,
    /// What each SELECT filters of each relation.
    shapes: Vec<(AssetIx, Vec<Predicate>)>,
    /// Names without a dataset: temporary tables of a script, if any tables.
    bare: Vec<String>,
    /// Whether the text was read; else `relations` are what the warehouse says.
    read: bool,
}

impl Used {
    /// Names without a dataset.
    pub(super) fn bare(&self) -> &[String] {
        &self.bare
    }
}

impl Linker<'_> {
    /// Reads each distinct statement once. To be called before the graph is made, since statements
    /// that write make edges.
    pub(super) fn statements(&mut self) -> Vec<Used> {
        let shapes = &self.facts.operations.statements.shapes;
        let schema = CatalogSchema::new(&self.catalog, &self.facts.aliases);
        let used: Vec<Option<sql::Usage>> = shapes
            .par_iter()
            .map(|shape| {
                if shape.text.is_empty() {
                    return None;
                }
                let project = self.catalog.str(shape.project);
                let defaults = Defaults {
                    project: Some(project).filter(|p| !p.is_empty()),
                    dataset: None,
                };
                let usage = sql::usage(&shape.text, Dialect::BigQuery, defaults, &schema);
                Some(usage)
            })
            .collect();
        for name in used.iter().flatten().flat_map(|usage| &usage.tables) {
            self.wildcard(name);
        }
        for name in self.facts.wildcards.clone() {
            self.wildcard(&name);
        }
        let shapes = &self.facts.operations.statements.shapes;
        let used: Vec<Used> = used
            .into_iter()
            .zip(shapes)
            .map(|(usage, shape)| self.used(usage, shape))
            .collect();
        let edges = self.statement_edges(&used);
        self.edges.extend(edges);
        used
    }

    /// Edges to what statements write from what they read, by way of temporary tables too.
    fn statement_edges(&self, used: &[Used]) -> Vec<Edge> {
        let statements = &self.facts.operations.statements;
        let mut edges = Vec::new();
        // A wildcard may name thousands of tables, and many statements may read it: which of them did
        // last is told of the tables that another stands for.
        let mut wildcards: BTreeMap<(AssetIx, usize), Provenance> = BTreeMap::new();
        for (number, shape) in (0u32..).zip(&statements.shapes) {
            let Some(to) = shape.destination.map(AssetIx) else {
                continue;
            };
            let provenance = Provenance {
                how: How::Jobs,
                pos: shape.pos,
                job: None,
                seen: shape.last,
            };
            let mut sources: BTreeSet<AssetIx> = BTreeSet::new();
            for of in scripts::makers(statements, used, number) {
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
            edges.extend(sources.into_iter().map(|from| Edge {
                from,
                to,
                provenance,
            }));
        }
        for ((to, wildcard), provenance) in wildcards {
            let Some(wildcard) = self.catalog.wildcards.get(wildcard) else {
                continue;
            };
            let others = wildcard.others().filter(|from| *from != to);
            edges.extend(others.map(|from| Edge {
                from,
                to,
                provenance,
            }));
        }
        edges
    }

    fn used(&self, usage: Option<sql::Usage>, shape: &Shape) -> Used {
        let met = &self.met;
        let Some(usage) = usage else {
            let wildcards = shape.wildcards.iter();
            let named = wildcards.filter_map(|number| self.facts.wildcards.get(*number));
            return Used {
                relations: shape.referenced.iter().map(|r| AssetIx(*r)).collect(),
                wildcards: named.filter_map(|name| met.number(name)).collect(),
                ..Used::default()
            };
        };
        let find = |name: &str| {
            let wildcard = met.number(name);
            let known = wildcard.and_then(|number| self.catalog.wildcards.get(number));
            known.map(|w| w.newest).or_else(|| self.known(name))
        };
        let column = |source: &sql::Source| {
            let relation = find(&source.relation)?;
            Some((relation, self.catalog.strings.get(&source.column)?))
        };
        let mut relations: Vec<AssetIx> = usage.tables.iter().filter_map(|t| find(t)).collect();
        let bare: Vec<String> = usage
            .tables
            .iter()
            .filter(|t| !t.contains('.'))
            .cloned()
            .collect();
        let mut wildcards: Vec<usize> = usage.tables.iter().filter_map(|t| met.number(t)).collect();
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
        filters.sort_unstable();
        filters.dedup();
        shapes.sort_unstable();
        shapes.dedup();
        Used {
            relations,
            wildcards,
            bare,
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

    /// Adds what bare names mean that the default dataset of a job completes: the warehouse knows.
    fn completed(
        &self,
        bare: &[String],
        shape: &Shape,
        relations: &mut Vec<AssetIx>,
        wildcards: &mut Vec<usize>,
    ) {
        let c = &self.catalog;
        let is_bare = |table: &str| bare.iter().any(|name| name == table);
        let referenced = shape.referenced.iter().map(|raw| AssetIx(*raw));
        relations.extend(referenced.filter(|ix| {
            let relation = c.relation(*ix);
            relation.is_some_and(|relation| is_bare(c.str(relation.table)))
        }));
        for number in &shape.wildcards {
            let name = self.facts.wildcards.get(*number);
            let name = name.filter(|name| is_bare(split(name).2));
            if let Some(number) = name.and_then(|name| self.met.number(name)) {
                wildcards.push(number);
                relations.extend(c.wildcards.get(number).map(|known| known.newest));
            }
        }
    }

    /// The relation of this full name, aliases undone, if the catalog has it.
    fn known(&self, name: &str) -> Option<AssetIx> {
        let (p, d, t) = split(name);
        let (p, d) = self.facts.aliases.resolve(p, d);
        self.catalog.find_relation(&super::join(p, d, t))
    }

    /// Counts by relation and week. Statements that write a table are the mesh's own work: they
    /// count as use of views, and not as somebody's reading of a base table.
    pub(super) fn usage(&mut self, used: &[Used]) {
        let statements = &self.facts.operations.statements;
        let counts = statements.sorted();
        let today = self.catalog.now.map_or_else(
            || counts.iter().map(|(k, _)| k.day).max().unwrap_or(0),
            |now| i32::try_from(now.div_euclid(86_400)).unwrap_or(0),
        );
        let mut all: BTreeMap<AssetIx, Counting> = BTreeMap::new();
        // There may be thousands of tables to a wildcard: they are counted as one.
        let mut wildcards: BTreeMap<usize, Counting> = BTreeMap::new();
        for (key, n) in &counts {
            let shape = &statements.shapes[key.shape as usize];
            let Some(used) = used.get(key.shape as usize) else {
                continue;
            };
            for relation in &used.relations {
                let is_view = self.catalog.asset(*relation).kind == Kind::View;
                // What the warehouse says it read may have been read by way of a view.
                if !is_view && (shape.destination.is_some() || !used.read) {
                    continue;
                }
                let counting = all.entry(*relation).or_default();
                counting.add(*key, *n, today, shape.project);
                counting.last = counting.last.max(shape.last);
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
            let Some(wildcard) = self.catalog.wildcards.get(*number) else {
                continue;
            };
            for table in wildcard.others() {
                all.entry(table).or_default().add_all(counting);
            }
        }
        let services = &statements.services;
        self.catalog.usage = all
            .into_iter()
            .map(|(relation, counting)| (relation, counting.finish(services)))
            .collect();
    }
}

/// How little a comparison says about what is looked for.
fn telling(operator: &str) -> usize {
    let at = TELLING.iter().position(|known| *known == operator);
    at.unwrap_or(TELLING.len())
}
