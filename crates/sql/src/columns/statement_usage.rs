//! How a statement uses relations: which it reads, joins by and filters by, and their columns.

use std::collections::BTreeSet;

use super::super::form::{Body, Constraint, Dotted, Factor, Joined, Query, Select, Term, Turned};
use super::super::operator::Operator;
use super::column_scope::{Env, Scope};
use super::known_relation::{Lookup, Relation};
use super::lineage::{Derivation, Source};
use super::resolution::Engine;
use super::value::{Shape, SourceId, Value};

/// No more conditions than this are kept of one statement.
const MOST: usize = 1_000;

/// How a statement uses relations. What values it compares with is never kept.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Usage {
    /// The relations it names, by full name, sorted, each once.
    pub tables: Vec<String>,
    /// Columns of two relations that it joins by equality: the lesser first, sorted, each once.
    pub joins: Vec<(Source, Source)>,
    /// Columns that it compares with something that holds no column, and how: of each SELECT those
    /// that AND connects, sorted, each once.
    pub filters: Vec<Vec<(Source, Operator)>>,
    /// Columns that its result is made of, that it joins by, or that it compares with something
    /// else; sorted, each once, up to a thousand.
    pub columns: Vec<Source>,
}

/// Adds what a statement joins and filters by, and the columns that it uses.
pub(super) fn conditions(engine: &mut Engine<'_>, query: &Query, usage: &mut Usage) {
    let mut found = Found::default();
    let env = Env {
        ctes: &[],
        parent: None,
    };
    found.query(engine, query, &env, 0);
    let given = result(engine, query, &env);
    let mut columns: BTreeSet<&Source> = BTreeSet::new();
    columns.extend(found.joins.iter().flat_map(|(one, other)| [one, other]));
    columns.extend(found.filters.iter().flatten().map(|(source, _)| source));
    let left = MOST.saturating_sub(columns.len());
    columns.extend(given.iter().take(left));
    usage.columns = columns.into_iter().cloned().collect();
    usage.joins = found.joins.into_iter().collect();
    usage.filters = found.filters;
}

/// The columns that the result of a query is made of, as far as they are known.
fn result(engine: &mut Engine<'_>, query: &Query, env: &Env<'_>) -> Vec<Source> {
    let result = engine.query(query, None, env);
    let values = result.columns.iter().map(|column| &column.value);
    let known = values.filter(|value| value.unknown.is_none());
    let mut sources: Vec<SourceId> = known.flat_map(|value| &value.sources).copied().collect();
    sources.sort_unstable();
    sources.dedup();
    let sources = sources.into_iter().take(MOST);
    sources.filter_map(|id| engine.published(id)).collect()
}

#[derive(Debug, Default)]
struct Found {
    joins: BTreeSet<(Source, Source)>,
    filters: Vec<Vec<(Source, Operator)>>,
    /// Those of the SELECT at hand.
    own: BTreeSet<(Source, Operator)>,
    /// Number of those in `filters`.
    kept: usize,
}

impl Found {
    fn is_full(&self) -> bool {
        self.joins.len() + self.kept + self.own.len() >= MOST
    }

    /// Conditions of a query and of the queries in its WITH and FROM.
    fn query(&mut self, engine: &mut Engine<'_>, query: &Query, env: &Env<'_>, depth: usize) {
        if depth > 64 || self.is_full() {
            return;
        }
        let mut ctes: Vec<(String, std::rc::Rc<Relation>)> = Vec::new();
        for cte in &query.with {
            let name = engine.names.text(cte.name);
            let relation = {
                let env = Env {
                    ctes: &ctes,
                    parent: Some(env),
                };
                self.query(engine, &cte.query, &env, depth + 1);
                if query.recursive {
                    std::rc::Rc::new(Relation::unknown(name, "a recursive query"))
                } else {
                    let relation = engine.query(&cte.query, None, &env);
                    engine.renamed(relation, &cte.columns)
                }
            };
            ctes.push((name.to_owned(), relation));
        }
        let env = Env {
            ctes: &ctes,
            parent: Some(env),
        };
        let mut bodies = vec![&query.body];
        while let Some(body) = bodies.pop() {
            match body {
                Body::Select(select) => self.select(engine, select, &env, depth),
                Body::Query(query) => self.query(engine, query, &env, depth + 1),
                Body::Set { first, others } => {
                    bodies.extend(others.iter().rev().map(|operand| &operand.body));
                    bodies.push(first);
                }
                Body::Values(_) | Body::Table(_) | Body::Change => {}
            }
        }
    }

    fn select(&mut self, engine: &mut Engine<'_>, select: &Select, env: &Env<'_>, depth: usize) {
        let mut scope = Scope::default();
        engine.add_from(&select.from, &mut scope, env);
        for table in &select.from {
            self.factor(engine, &table.factor, env, depth);
            for join in &table.joins {
                self.factor(engine, &join.factor, env, depth);
            }
            self.joins(engine, table, &scope, env);
        }
        self.conditions(engine, &select.terms, &scope, true);
        // One SELECT is one shape: what another one filters isn't mixed in.
        let own = std::mem::take(&mut self.own);
        self.kept += own.len();
        if !own.is_empty() {
            self.filters.push(own.into_iter().collect());
        }
    }

    fn factor(&mut self, engine: &mut Engine<'_>, factor: &Factor, env: &Env<'_>, depth: usize) {
        let mut pending = vec![factor];
        while let Some(factor) = pending.pop() {
            match factor {
                Factor::Derived { query, .. } => self.query(engine, query, env, depth + 1),
                Factor::Nested(joined, _) => {
                    pending.push(&joined.factor);
                    pending.extend(joined.joins.iter().map(|join| &join.factor));
                }
                Factor::Turned(turned) => {
                    let Turned { factor, .. } = turned.as_ref();
                    pending.push(factor);
                }
                Factor::Table(_)
                | Factor::Unnest(_)
                | Factor::Recognize(_)
                | Factor::Listed(_)
                | Factor::Function(_) => {}
            }
        }
    }

    fn joins(&mut self, engine: &mut Engine<'_>, table: &Joined, scope: &Scope<'_>, env: &Env<'_>) {
        // USING is resolved against what stands before it: the entries are gone through again.
        let mut before = Scope::default();
        engine.factor(&table.factor, 0, &mut before, env);
        for join in &table.joins {
            match &join.constraint {
                Constraint::On(terms) => self.conditions(engine, terms, scope, false),
                Constraint::Using(names) if join.pairs => {
                    let mut after = Scope::default();
                    engine.factor(&join.factor, 0, &mut after, env);
                    for name in names {
                        let name = engine.names.text(*name);
                        let left = engine.column(name, &before, 0..before.items.len(), Some(0));
                        let right = engine.column(name, &after, 0..after.items.len(), Some(0));
                        if let (
                            Lookup::Yes(left) | Lookup::Maybe(left),
                            Lookup::Yes(right) | Lookup::Maybe(right),
                        ) = (left, right)
                        {
                            self.equal(engine, &left, &right);
                        }
                    }
                }
                Constraint::Using(_) | Constraint::Natural => {}
            }
            engine.join(join, 0, &mut before, env);
        }
    }

    /// The terms of a condition that AND connects.
    fn conditions(
        &mut self,
        engine: &mut Engine<'_>,
        terms: &[Term],
        scope: &Scope<'_>,
        filters: bool,
    ) {
        for term in terms {
            if self.is_full() || engine.spend(1) {
                return;
            }
            match term {
                Term::Compared {
                    left,
                    operator,
                    right,
                } => {
                    let sides = (
                        stored(engine, left.name.as_ref(), scope),
                        stored(engine, right.name.as_ref(), scope),
                    );
                    match sides {
                        (Some(one), Some(other)) if *operator == Operator::Equal => {
                            self.pair(one, other);
                        }
                        (Some(source), None) if filters && right.fixed => {
                            self.own.insert((source, *operator));
                        }
                        (None, Some(source)) if filters && left.fixed => {
                            self.own.insert((source, operator.turned()));
                        }
                        _ => {}
                    }
                }
                Term::Filter(column, operator) => {
                    if let Some(source) = stored(engine, Some(column), scope) {
                        self.own.insert((source, *operator));
                    }
                }
            }
        }
    }

    fn equal(&mut self, engine: &Engine<'_>, left: &Value, right: &Value) {
        if let (Some(one), Some(other)) = (identity(engine, left), identity(engine, right)) {
            self.pair(one, other);
        }
    }

    fn pair(&mut self, one: Source, other: Source) {
        if one.relation == other.relation && one.column == other.column {
            return;
        }
        self.joins.insert(match one <= other {
            true => (one, other),
            false => (other, one),
        });
    }
}

/// The stored column that a name stands for, as it is.
fn stored(engine: &mut Engine<'_>, name: Option<&Dotted>, scope: &Scope<'_>) -> Option<Source> {
    let value = engine.named(name?, scope);
    identity(engine, &value)
}

/// The one stored column that a value is, as it is.
fn identity(engine: &Engine<'_>, value: &Value) -> Option<Source> {
    match (value.sources.as_slice(), &value.shape) {
        ([one], Shape::Path { .. })
            if value.unknown.is_none() && value.how == Derivation::Identity =>
        {
            engine.published(*one)
        }
        _ => None,
    }
}
