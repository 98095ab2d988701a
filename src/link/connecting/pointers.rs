//! Pointers from SQL: what each view's statement names, resolved to assets.

use rayon::prelude::*;
use rustc_hash::{FxHashMap, FxHashSet};

use super::sql_readings::{Readings, own_statement};
use super::steps::Pointed;
use crate::catalog::{
    AssetIx, LineageEdge, PerRelation, Query, Reference, Registry, Relation, SqlProblem, Strings,
};
use crate::diagnostic::{Argument, Finding, Pos, Rule, Text, text};
use crate::link::resolver::Resolver;
use crate::link::wildcards::newest;
use crate::system::{ProvenanceKind, wildcard_prefix};
use sql::{Defaults, Method, Place, Star};

/// What views' SQL names.
#[derive(Default)]
pub(in crate::link) struct Pointers {
    /// Sorted by name.
    pub(in crate::link) references: PerRelation<Reference>,
    pub(in crate::link) edges: Vec<LineageEdge>,
    /// Statements that don't parse.
    pub(in crate::link) problems: FxHashMap<AssetIx, SqlProblem>,
    /// What relations' SQL takes by `*`, by asset.
    pub(in crate::link) stars: PerRelation<(AssetIx, Place)>,
    /// Views whose result has columns that their SQL doesn't list.
    pub(in crate::link) open_views: FxHashSet<AssetIx>,
}

/// What the SQL of a relation says of other relations.
struct Named {
    /// Of views alone: what tools built is known by their edges.
    references: Option<sql::References>,
    stars: Vec<Star>,
    open: bool,
}

/// What edges of one provenance lead to, and from where.
type Sources = FxHashMap<AssetIx, Vec<AssetIx>>;

/// Resolves the names in every view's SQL. A relation that only a tool describes takes the tool's
/// edges. What SQL names and nothing describes is added as it is met: later statements spell it as
/// the first one does.
pub(in crate::link) fn follow<'a>(
    mut registry: Registry,
    mut resolver: Resolver<'a>,
    readings: &Readings<'_>,
    tool_edges: &[LineageEdge],
    findings: &mut Vec<Finding>,
) -> (Pointed<'a>, Pointers) {
    let parsed: Vec<Option<Named>> = registry
        .relations
        .par_iter()
        .map(|relation| {
            let query = relation.query.as_ref()?;
            let is_read = relation.is_view() || query.is_display_only();
            is_read.then(|| named(&registry, relation, query, readings))
        })
        .collect();
    let by_tool = sources(tool_edges, ProvenanceKind::stands_in_for_sql);
    let by_usage = sources(tool_edges, ProvenanceKind::lists_references);
    let mut pointers = Pointers::default();
    let mut stars: Vec<(usize, Vec<Star>)> = Vec::new();
    for (i, named) in parsed.into_iter().enumerate() {
        let references = named.and_then(|named| {
            if named.open {
                pointers.open_views.insert(registry.relations[i].asset);
            }
            if !named.stars.is_empty() {
                stars.push((i, named.stars));
            }
            named.references
        });
        let used = by_usage.get(&registry.relations[i].asset);
        let used = used.map_or(&[][..], Vec::as_slice);
        match references {
            Some(found) => {
                let names = (&mut registry, &mut resolver);
                pointers.resolve(names, (i, found), used, findings);
            }
            None if !used.is_empty() => pointers.take_edges(&registry, i, used),
            None => pointers.take_tool_edges(&registry, i, &by_tool),
        }
    }
    for (i, stars) in &stars {
        pointers.take_stars((&registry, &mut resolver), *i, stars, &by_usage);
    }
    wildcard_sources(&mut registry, &mut resolver, &mut pointers.edges);
    let pointed = Pointed { registry, resolver };
    (pointed, pointers)
}

/// What the SQL of a relation names, from what is kept of its reading.
fn named(
    registry: &Registry,
    relation: &Relation,
    query: &Query,
    readings: &Readings<'_>,
) -> Named {
    let defaults = defaults(registry, relation);
    let read = |text| readings.reading(registry.str(text), query.dialect);
    let reading = read(query.text);
    let references = (!query.is_display_only()).then(|| reading.references(defaults));
    let mut stars = reading.stars(defaults);
    // `CREATE VIEW v (a, b) AS` gives names to columns by their order.
    if !stars.is_empty()
        && let Some(whole) = own_statement(registry, query).map(read)
        && whole.is_parsed()
    {
        stars = whole.stars(defaults);
    }
    Named {
        references,
        stars,
        open: relation.is_view() && reading.is_parsed() && reading.ends_in_star(),
    }
}

/// Where edges come from that are known so, by what they lead to.
fn sources(edges: &[LineageEdge], is_known_so: fn(ProvenanceKind) -> bool) -> Sources {
    let mut sources = Sources::default();
    for edge in edges.iter().filter(|e| is_known_so(e.provenance.how)) {
        sources.entry(edge.to).or_default().push(edge.from);
    }
    sources
}

/// What completes the names in a relation's SQL.
pub(crate) fn defaults<'r>(registry: &'r Registry, relation: &Relation) -> Defaults<'r> {
    let query = relation.query.as_ref();
    let dataset = query.and_then(|q| q.dataset).unwrap_or(relation.dataset);
    Defaults {
        project: Some(registry.str(relation.project)).filter(|p| !p.is_empty()),
        dataset: Some(registry.str(dataset)).filter(|d| !d.is_empty()),
    }
}

impl Pointers {
    /// `used` is what the warehouse says that the view uses, where it says that.
    fn resolve(
        &mut self,
        (registry, resolver): (&mut Registry, &mut Resolver<'_>),
        (i, found): (usize, sql::References),
        used: &[AssetIx],
        findings: &mut Vec<Finding>,
    ) {
        let relation = &registry.relations[i];
        let view = relation.asset;
        let Some(pos) = registry.places_of(relation).query else {
            return;
        };
        let how = match found.method {
            Method::Parsed => ProvenanceKind::Sql,
            Method::Inferred => ProvenanceKind::SqlInferred,
        };
        if let Some(error) = found.error {
            let problem = problem(error);
            findings.extend(unparsed(registry, relation, &problem));
            self.problems.insert(view, problem);
        }
        let mut references = Vec::with_capacity(found.tables.len());
        for full in &found.tables {
            let members = match wildcard_prefix(full) {
                Some(_) => resolver.members(registry, full),
                None => Vec::new(),
            };
            if let Some(meant) = meant(registry, i, resolver.parts(full), used) {
                reads_from(registry, i, meant);
                references.push(reference_to(registry, meant));
                self.edges.push(LineageEdge::new(meant, view, how, pos));
                continue;
            }
            let sources = if members.is_empty() {
                vec![resolver.relation(registry, full)]
            } else {
                members
            };
            let name = resolver.undone(full);
            let name = registry.intern(&name);
            for asset in sources {
                references.push(Reference { name, asset });
                self.edges.push(LineageEdge::new(asset, view, how, pos));
            }
        }
        if how == ProvenanceKind::SqlInferred {
            references.extend(used.iter().map(|from| reference_to(registry, *from)));
        }
        self.store(&registry.strings, view, references);
    }

    /// Takes down what a relation's SQL takes by `*`, once all that SQL names is met.
    fn take_stars(
        &mut self,
        (registry, resolver): (&Registry, &mut Resolver<'_>),
        i: usize,
        stars: &[Star],
        by_usage: &Sources,
    ) {
        let relation = registry.relations[i].asset;
        let used = by_usage.get(&relation).map_or(&[][..], Vec::as_slice);
        let mut found: Vec<(AssetIx, Place)> = Vec::with_capacity(stars.len());
        for star in stars {
            let name = star.relation.as_str();
            let meant = meant(registry, i, resolver.parts(name), used);
            // A wildcard has the columns of its newest table.
            let newest = || {
                wildcard_prefix(name)?;
                newest(registry, &resolver.members(registry, name))
            };
            let taken = meant.or_else(newest);
            let taken = taken.or_else(|| resolver.known(registry, name));
            found.extend(taken.map(|of| (of, star.place)));
        }
        found.sort_unstable_by_key(|(of, place)| (*of, std::cmp::Reverse(*place)));
        found.dedup_by_key(|(of, _)| *of);
        self.stars.set(relation, found);
    }

    /// References of a view of which no SQL is read: what its edges say.
    fn take_edges(&mut self, registry: &Registry, i: usize, sources: &[AssetIx]) {
        let relation = &registry.relations[i];
        if relation.is_view() {
            let references = sources.iter().map(|from| reference_to(registry, *from));
            self.store(&registry.strings, relation.asset, references.collect());
        }
    }

    /// References of a relation that only a tool built: its edges.
    fn take_tool_edges(&mut self, registry: &Registry, i: usize, by_tool: &Sources) {
        let relation = &registry.relations[i];
        if relation.dbt.is_some() {
            let sources = by_tool.get(&relation.asset).map_or(&[][..], Vec::as_slice);
            self.take_edges(registry, i, sources);
        }
    }

    fn store(&mut self, strings: &Strings, view: AssetIx, mut references: Vec<Reference>) {
        references.sort_by(|a, b| {
            (strings.resolve(a.name), a.asset).cmp(&(strings.resolve(b.name), b.asset))
        });
        references.dedup();
        self.references.set(view, references);
    }
}

/// What a name means that may have got its dataset from the view, though the statement was printed
/// relative to a search path: the only table of that name which the view uses.
fn meant(registry: &Registry, i: usize, [p, d, t]: [&str; 3], used: &[AssetIx]) -> Option<AssetIx> {
    let of = &registry.relations[i];
    if used.is_empty() || (p, d) != (registry.str(of.project), registry.str(of.dataset)) {
        return None;
    }
    let mut alike = used.iter().copied().filter(|ix| {
        let relation = registry.relation(*ix);
        relation.is_some_and(|r| registry.str(r.table).eq_ignore_ascii_case(t))
    });
    // It stands there once for each file that tells of it.
    alike.next().filter(|one| alike.all(|other| other == *one))
}

/// Notes in which dataset the names of a statement stand that have none.
fn reads_from(registry: &mut Registry, i: usize, meant: AssetIx) {
    let dataset = registry.relation(meant).map(|r| r.dataset);
    let of = &mut registry.relations[i];
    if let Some(query) = of.query.as_mut() {
        query.dataset = dataset.filter(|d| *d != of.dataset).or(query.dataset);
    }
}

fn reference_to(registry: &Registry, from: AssetIx) -> Reference {
    Reference {
        name: registry.asset(from).name,
        asset: from,
    }
}

/// A source that dbt names by a wildcard is made of the tables of that.
fn wildcard_sources(
    registry: &mut Registry,
    resolver: &mut Resolver<'_>,
    edges: &mut Vec<LineageEdge>,
) {
    let sources: Vec<(AssetIx, String, Pos)> = registry
        .relations
        .iter()
        .filter(|r| r.dbt.is_some() && r.system.is_wildcard(registry.str(r.table)))
        .filter_map(|r| {
            let pos = registry.places_of(r).dbt?;
            Some((r.asset, registry.name(r.asset).to_owned(), pos))
        })
        .collect();
    for (source, name, pos) in sources {
        let number = resolver.wildcard(registry, &name);
        let known = number.and_then(|number| registry.wildcards.get(number));
        let tables = known.map_or(&[][..], |w| w.tables.as_slice()).iter();
        edges
            .extend(tables.map(|table| LineageEdge::new(*table, source, ProvenanceKind::Dbt, pos)));
    }
}

/// Where and why the parser gave up, as the catalog keeps it.
pub(in crate::link) fn problem(error: sql::SqlError) -> SqlProblem {
    SqlProblem {
        line: error.line,
        column: error.column,
        message: error.message,
    }
}

/// Says that a relation's SQL doesn't parse.
pub(in crate::link) fn unparsed(
    registry: &Registry,
    relation: &Relation,
    problem: &SqlProblem,
) -> Option<Finding> {
    let query = relation.query.as_ref()?;
    let text = registry.str(query.text);
    let excerpt = text
        .lines()
        .nth(problem.line.saturating_sub(1) as usize)
        .map_or(Text::default(), |l| {
            let l: String = l.trim().chars().take(80).collect();
            text!(": `{line}`", line = l)
        });
    let message = text!(
        "the SQL of `{relation}` doesn't parse at its line {line}, column {column}{excerpt}: {error}",
        relation = Argument::Asset(registry.subject(relation.asset)),
        line = problem.line,
        column = problem.column,
        excerpt,
        error = problem.message
    );
    let help = match query.is_display_only() {
        true => {
            "where its columns come from isn't known; if the statement is valid in the warehouse, report it as a gap of the parser"
        }
        false => {
            "check the references that the page lists; if the statement is valid in the warehouse, report it as a gap of the parser"
        }
    };
    Some(
        Finding::new(Rule::SqlUnparsed, message)
            .at(registry.places_of(relation).query)
            .about(registry.subject(relation.asset))
            .help(help),
    )
}

/// The place of a relation's SQL, or else of the relation.
pub(in crate::link) fn pos_of(registry: &Registry, ix: AssetIx) -> Option<Pos> {
    let relation = registry.relation(ix);
    relation.map_or(registry.asset(ix).pos, |r| registry.defined_at(r))
}
