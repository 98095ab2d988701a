//! Pointers from SQL: what each view's statement names, resolved to assets.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::sql_readings::Readings;
use super::steps::Pointed;
use crate::catalog::{
    AssetIx, LineageEdge, PerRelation, Reference, Registry, Relation, SqlProblem, Strings,
};
use crate::diagnostic::{Argument, Finding, Pos, Rule, Text, text};
use crate::link::resolver::Resolver;
use crate::system::{ProvenanceKind, wildcard_prefix};
use sql::{Defaults, Method};

/// What views' SQL names.
#[derive(Default)]
pub(in crate::link) struct Pointers {
    /// Sorted by name.
    pub(in crate::link) references: PerRelation<Reference>,
    pub(in crate::link) edges: Vec<LineageEdge>,
    /// Statements that don't parse.
    pub(in crate::link) problems: FxHashMap<AssetIx, SqlProblem>,
}

/// What edges of one provenance lead to, and from where.
type Sources = FxHashMap<AssetIx, Vec<AssetIx>>;

/// Resolves the names in every view's SQL. A relation that only a tool describes takes the tool's
/// edges. What SQL names and nothing describes is added as it is met: later statements spell it as
/// the first one does.
pub(in crate::link) fn follow<'a>(
    mut registry: Registry,
    mut resolver: Resolver<'a>,
    readings: &Readings,
    tool_edges: &[LineageEdge],
    findings: &mut Vec<Finding>,
) -> (Pointed<'a>, Pointers) {
    let parsed: Vec<Option<sql::References>> = registry
        .relations
        .par_iter()
        .map(|relation| {
            let query = relation.query.as_ref().filter(|q| !q.is_display_only())?;
            if !relation.is_view() {
                return None;
            }
            let defaults = defaults(&registry, relation);
            let text = registry.str(query.text);
            Some(readings.reading(text, query.dialect).references(defaults))
        })
        .collect();
    let by_tool = sources(tool_edges, ProvenanceKind::stands_in_for_sql);
    let by_usage = sources(tool_edges, ProvenanceKind::lists_references);
    let mut pointers = Pointers::default();
    for (i, references) in parsed.into_iter().enumerate() {
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
    wildcard_sources(&mut registry, &mut resolver, &mut pointers.edges);
    let pointed = Pointed { registry, resolver };
    (pointed, pointers)
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
pub(in crate::link) fn defaults<'r>(registry: &'r Registry, relation: &Relation) -> Defaults<'r> {
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
