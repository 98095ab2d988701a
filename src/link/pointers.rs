//! Pointers from SQL: what each view's statement names, resolved to assets.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::Linker;
use super::names::{join, split};
use crate::catalog::{AssetIx, How, Reference, SqlProblem, small};
use crate::diagnostic::{Finding, Pos, Rule};
use sql::{Defaults, Method};

/// What edges of one provenance lead to, and from where.
type Sources = FxHashMap<AssetIx, Vec<AssetIx>>;

impl Linker<'_> {
    /// Parses every view's SQL (in parallel: it is the dearest step of linking), resolves the
    /// names and adds the edges. A relation that only a tool describes takes the tool's edges.
    pub(super) fn references(&mut self) {
        let parsed: Vec<Option<sql::References>> = self
            .catalog
            .relations
            .par_iter()
            .map(|relation| {
                let query = relation.query.as_ref().filter(|q| !q.display_only)?;
                if !relation.is_view() {
                    return None;
                }
                let defaults = Defaults {
                    project: Some(self.catalog.str(relation.project)).filter(|p| !p.is_empty()),
                    dataset: Some(self.catalog.str(relation.dataset)).filter(|d| !d.is_empty()),
                };
                let text = self.catalog.str(query.text);
                Some(sql::references(text, query.dialect, defaults))
            })
            .collect();
        let mut tool: Sources = FxHashMap::default();
        let mut usage: Sources = FxHashMap::default();
        for edge in &self.edges {
            let sources = match edge.provenance.how {
                How::Dbt => &mut tool,
                How::ViewUsage => &mut usage,
                _ => continue,
            };
            sources.entry(edge.to).or_default().push(edge.from);
        }
        for (i, references) in parsed.into_iter().enumerate() {
            let used = usage.get(&self.catalog.relations[i].asset);
            let used = used.map_or(&[][..], Vec::as_slice);
            match references {
                Some(references) => self.resolve(i, references, used),
                None if !used.is_empty() => self.take_edges(i, used),
                None => self.take_tool_edges(i, &tool),
            }
        }
        self.wildcard_sources();
    }

    /// `used` is what the warehouse says that the view uses, where it says that.
    fn resolve(&mut self, i: usize, found: sql::References, used: &[AssetIx]) {
        let view = self.catalog.relations[i].asset;
        let (how, pos) = match &mut self.catalog.relations[i].query {
            Some(query) => {
                query.method = found.method;
                query.problem = found.error.map(|e| SqlProblem {
                    line: e.line,
                    column: e.column,
                    message: e.message,
                });
                let how = match found.method {
                    Method::Parsed => How::Sql,
                    Method::Inferred => How::SqlInferred,
                };
                (how, query.pos)
            }
            None => return,
        };
        self.unparsed(i);
        let mut references = Vec::with_capacity(found.tables.len());
        for name in &found.tables {
            let (p, d, t) = split(name);
            let (p, d) = self.facts.aliases.resolve(p, d);
            let (p, d, t) = (p.to_owned(), d.to_owned(), t.to_owned());
            let name = join(&p, &d, &t);
            let members = match t.strip_suffix('*') {
                Some(prefix) => {
                    let shards = self.met.shards(&self.catalog);
                    shards.members(&self.catalog, [&p, &d, prefix]).to_vec()
                }
                None => Vec::new(),
            };
            if let Some(meant) = self.meant(i, [&p, &d, &t], used) {
                self.reads_from(i, meant);
                references.push(self.reference_to(meant));
                self.edge(meant, view, how, pos);
                continue;
            }
            let sources = if members.is_empty() {
                vec![self.relation_named(&name)]
            } else {
                members
            };
            let name = self.sym(&name);
            for source in sources {
                references.push(Reference {
                    name,
                    asset: source,
                });
                self.edge(source, view, how, pos);
            }
        }
        if how == How::SqlInferred {
            references.extend(used.iter().map(|from| self.reference_to(*from)));
        }
        self.store(i, references);
    }

    /// What a name means that may have got its dataset from the view, though the statement was
    /// printed relative to a search path: the only table of that name which the view uses.
    fn meant(&self, i: usize, [p, d, t]: [&str; 3], used: &[AssetIx]) -> Option<AssetIx> {
        let c = &self.catalog;
        let of = &c.relations[i];
        if used.is_empty() || (p, d) != (c.str(of.project), c.str(of.dataset)) {
            return None;
        }
        let mut alike = used.iter().copied().filter(|ix| {
            let relation = c.relation(*ix);
            relation.is_some_and(|r| c.str(r.table).eq_ignore_ascii_case(t))
        });
        // It stands there once for each file that tells of it.
        alike.next().filter(|one| alike.all(|other| other == *one))
    }

    /// Notes in which dataset the names of a statement stand that have none.
    fn reads_from(&mut self, i: usize, meant: AssetIx) {
        let dataset = self.catalog.relation(meant).map(|r| r.dataset);
        let of = &mut self.catalog.relations[i];
        if let Some(query) = of.query.as_mut() {
            query.dataset = dataset.filter(|d| *d != of.dataset).or(query.dataset);
        }
    }

    fn reference_to(&self, from: AssetIx) -> Reference {
        Reference {
            name: self.catalog.asset(from).name,
            asset: from,
        }
    }

    /// References of a view of which no SQL is read: what its edges say.
    fn take_edges(&mut self, i: usize, sources: &[AssetIx]) {
        if self.catalog.relations[i].is_view() {
            let references = sources.iter().map(|from| self.reference_to(*from));
            self.store(i, references.collect());
        }
    }

    /// References of a relation that only a tool built: its edges.
    fn take_tool_edges(&mut self, i: usize, tool: &Sources) {
        let relation = &self.catalog.relations[i];
        if relation.dbt.is_some() {
            let sources = tool.get(&relation.asset).map_or(&[][..], Vec::as_slice);
            self.take_edges(i, sources);
        }
    }

    fn store(&mut self, i: usize, mut references: Vec<Reference>) {
        let strings = &self.catalog.strings;
        references.sort_by(|a, b| {
            (strings.resolve(a.name), a.asset).cmp(&(strings.resolve(b.name), b.asset))
        });
        references.dedup();
        let start = small(self.catalog.references.len());
        self.catalog.references.append(&mut references);
        self.catalog.relations[i].references = start..small(self.catalog.references.len());
    }

    pub(super) fn unparsed(&mut self, i: usize) {
        let relation = &self.catalog.relations[i];
        let Some(query) = &relation.query else { return };
        let Some(problem) = &query.problem else {
            return;
        };
        let text = self.catalog.str(query.text);
        let excerpt = text
            .lines()
            .nth(problem.line.saturating_sub(1) as usize)
            .map_or(String::new(), |l| {
                let l: String = l.trim().chars().take(80).collect();
                format!(": `{l}`")
            });
        let message = format!(
            "the SQL of `{}` doesn't parse at its line {}, column {}{excerpt}: {}",
            self.catalog.name(relation.asset),
            problem.line,
            problem.column,
            problem.message
        );
        let help = match query.display_only {
            true => {
                "where its columns come from isn't known; if the statement is valid in the warehouse, report it as a gap of the parser"
            }
            false => {
                "check the references that the page lists; if the statement is valid in the warehouse, report it as a gap of the parser"
            }
        };
        let finding = Finding::new(Rule::SqlUnparsed, message)
            .at(query.pos)
            .asset(self.catalog.id(relation.asset))
            .help(help);
        self.findings.push(finding);
    }
}

/// The place of a relation's SQL, or else of the relation.
pub(super) fn pos_of(catalog: &crate::catalog::Catalog, ix: AssetIx) -> Option<Pos> {
    catalog
        .relation(ix)
        .and_then(|r| r.query.as_ref())
        .map(|q| q.pos)
        .or(catalog.asset(ix).pos)
}
