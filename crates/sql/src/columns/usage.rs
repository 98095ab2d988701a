//! How a statement uses relations: which it reads, joins by and filters by.

use std::collections::BTreeSet;

use sqlparser::ast::{
    BinaryOperator, Expr, JoinConstraint, Query, Select, SetExpr, TableFactor, TableWithJoins,
};

use super::super::{Defaults, Dialect, references};
use super::condition::{compares, constraint, is_fixed, turned};
use super::engine::Engine;
use super::prepare::Prepared;
use super::relation::Lookup;
use super::scope::{Env, Scope};
use super::value::{Shape, Value};
use super::{Derivation, Schema, Source};

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
    pub filters: Vec<Vec<(Source, &'static str)>>,
}

/// Finds how `sql` uses the relations that it reads.
pub fn usage(sql: &str, dialect: Dialect, defaults: Defaults<'_>, schema: &dyn Schema) -> Usage {
    let mut usage = Usage {
        tables: references(sql, dialect, defaults).tables,
        ..Usage::default()
    };
    // What can't be parsed names tables, and no column that could be counted.
    let Ok(prepared) = Prepared::new(sql, dialect) else {
        return usage;
    };
    if prepared.dialect == Dialect::BigQueryLegacy || prepared.plain().is_some() {
        return usage;
    }
    let found = prepared.read(defaults, schema, |query, engine| {
        let mut found = Found::default();
        let env = Env {
            ctes: &[],
            parent: None,
        };
        found.query(engine, query, &env, 0);
        found
    });
    if let Ok(found) = found {
        usage.joins = found.joins.into_iter().collect();
        usage.filters = found.filters;
    }
    usage
}

#[derive(Debug, Default)]
struct Found {
    joins: BTreeSet<(Source, Source)>,
    filters: Vec<Vec<(Source, &'static str)>>,
    /// Those of the SELECT at hand.
    own: BTreeSet<(Source, &'static str)>,
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
        let mut ctes: Vec<(String, std::rc::Rc<super::Relation>)> = Vec::new();
        if let Some(with) = &query.with {
            for cte in &with.cte_tables {
                let relation = {
                    let env = Env {
                        ctes: &ctes,
                        parent: Some(env),
                    };
                    self.query(engine, &cte.query, &env, depth + 1);
                    if with.recursive {
                        let reason = "a recursive query";
                        let name = &cte.alias.name.value;
                        std::rc::Rc::new(super::Relation::unknown(name, reason))
                    } else {
                        let relation = engine.query(&cte.query, None, &env);
                        engine.renamed(relation, &cte.alias.columns)
                    }
                };
                ctes.push((cte.alias.name.value.clone(), relation));
            }
        }
        let env = Env {
            ctes: &ctes,
            parent: Some(env),
        };
        let mut bodies = vec![query.body.as_ref()];
        while let Some(body) = bodies.pop() {
            match body {
                SetExpr::Select(select) => self.select(engine, select, &env, depth),
                SetExpr::Query(query) => self.query(engine, query, &env, depth + 1),
                SetExpr::SetOperation { left, right, .. } => {
                    bodies.push(right.as_ref());
                    bodies.push(left.as_ref());
                }
                _ => {}
            }
        }
    }

    fn select(&mut self, engine: &mut Engine<'_>, select: &Select, env: &Env<'_>, depth: usize) {
        let mut scope = Scope::default();
        engine.from(&select.from, &mut scope, env);
        for table in &select.from {
            self.factor(engine, &table.relation, env, depth);
            for join in &table.joins {
                self.factor(engine, &join.relation, env, depth);
            }
            self.joins(engine, table, &scope, env);
        }
        if let Some(condition) = &select.selection {
            self.conditions(engine, condition, &scope, true);
            // One SELECT is one shape: what another one filters isn't mixed in.
            let own = std::mem::take(&mut self.own);
            self.kept += own.len();
            if !own.is_empty() {
                self.filters.push(own.into_iter().collect());
            }
        }
    }

    fn factor(
        &mut self,
        engine: &mut Engine<'_>,
        factor: &TableFactor,
        env: &Env<'_>,
        depth: usize,
    ) {
        let mut pending = vec![factor];
        while let Some(factor) = pending.pop() {
            match factor {
                TableFactor::Derived { subquery, .. } => {
                    self.query(engine, subquery, env, depth + 1);
                }
                TableFactor::NestedJoin {
                    table_with_joins, ..
                } => {
                    pending.push(&table_with_joins.relation);
                    pending.extend(table_with_joins.joins.iter().map(|join| &join.relation));
                }
                TableFactor::Pivot { table, .. } | TableFactor::Unpivot { table, .. } => {
                    pending.push(table);
                }
                _ => {}
            }
        }
    }

    fn joins(
        &mut self,
        engine: &mut Engine<'_>,
        table: &TableWithJoins,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) {
        // USING is resolved against what stands before it: the entries are gone through again.
        let mut before = Scope::default();
        engine.factor(&table.relation, 0, &mut before, env);
        for join in &table.joins {
            match constraint(join) {
                Some(JoinConstraint::On(condition)) => {
                    self.conditions(engine, condition, scope, false);
                    engine.join(join, 0, &mut before, env);
                }
                Some(JoinConstraint::Using(names)) => {
                    let mut after = Scope::default();
                    engine.factor(&join.relation, 0, &mut after, env);
                    let names = names
                        .iter()
                        .filter_map(|name| name.0.last().and_then(|part| part.as_ident()));
                    for name in names {
                        let left =
                            engine.column(&name.value, &before, 0..before.items.len(), Some(0));
                        let right =
                            engine.column(&name.value, &after, 0..after.items.len(), Some(0));
                        if let (
                            Lookup::Yes(left) | Lookup::Maybe(left),
                            Lookup::Yes(right) | Lookup::Maybe(right),
                        ) = (left, right)
                        {
                            self.equal(engine, &left, &right);
                        }
                    }
                    engine.join(join, 0, &mut before, env);
                }
                _ => engine.join(join, 0, &mut before, env),
            }
        }
    }

    /// The terms of a condition that AND connects.
    fn conditions(
        &mut self,
        engine: &mut Engine<'_>,
        condition: &Expr,
        scope: &Scope<'_>,
        filters: bool,
    ) {
        let mut pending = vec![condition];
        while let Some(expr) = pending.pop() {
            if self.is_full() || engine.spend(1) {
                return;
            }
            match expr {
                Expr::Nested(inner) => pending.push(inner),
                Expr::BinaryOp {
                    left,
                    op: BinaryOperator::And,
                    right,
                } => {
                    pending.push(right);
                    pending.push(left);
                }
                Expr::BinaryOp { left, op, right } => {
                    let Some(name) = compares(op) else {
                        continue;
                    };
                    let sides = (
                        self.stored(engine, left, scope),
                        self.stored(engine, right, scope),
                    );
                    match sides {
                        (Some(one), Some(other)) if *op == BinaryOperator::Eq => {
                            self.pair(one, other);
                        }
                        (Some(source), None) if filters && is_fixed(right) => {
                            self.own.insert((source, name));
                        }
                        (None, Some(source)) if filters && is_fixed(left) => {
                            self.own.insert((source, turned(name)));
                        }
                        _ => {}
                    }
                }
                Expr::InList {
                    expr,
                    list,
                    negated,
                } if list.iter().all(is_fixed) => {
                    self.filter(engine, expr, scope, filters, ["IN", "NOT IN"], *negated);
                }
                Expr::Between {
                    expr,
                    negated,
                    low,
                    high,
                } if is_fixed(low) && is_fixed(high) => {
                    let names = ["BETWEEN", "NOT BETWEEN"];
                    self.filter(engine, expr, scope, filters, names, *negated);
                }
                Expr::Like {
                    expr,
                    pattern,
                    negated,
                    ..
                } if is_fixed(pattern) => {
                    self.filter(engine, expr, scope, filters, ["LIKE", "NOT LIKE"], *negated);
                }
                Expr::ILike {
                    expr,
                    pattern,
                    negated,
                    ..
                } if is_fixed(pattern) => {
                    let names = ["ILIKE", "NOT ILIKE"];
                    self.filter(engine, expr, scope, filters, names, *negated);
                }
                Expr::IsNull(inner) | Expr::IsNotNull(inner) => {
                    let negated = matches!(expr, Expr::IsNotNull(_));
                    let names = ["IS NULL", "IS NOT NULL"];
                    self.filter(engine, inner, scope, filters, names, negated);
                }
                _ => {}
            }
        }
    }

    fn filter(
        &mut self,
        engine: &mut Engine<'_>,
        expr: &Expr,
        scope: &Scope<'_>,
        filters: bool,
        names: [&'static str; 2],
        negated: bool,
    ) {
        if !filters {
            return;
        }
        if let Some(source) = self.stored(engine, expr, scope) {
            self.own.insert((source, names[usize::from(negated)]));
        }
    }

    /// The stored column that an expression is, as it is.
    fn stored(&self, engine: &mut Engine<'_>, expr: &Expr, scope: &Scope<'_>) -> Option<Source> {
        let mut expr = expr;
        while let Expr::Nested(inner) = expr {
            expr = inner.as_ref();
        }
        let value = match expr {
            Expr::Identifier(ident) => engine.resolve(std::slice::from_ref(ident), scope),
            Expr::CompoundIdentifier(idents) => engine.resolve(idents, scope),
            _ => return None,
        };
        identity(engine, &value)
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
