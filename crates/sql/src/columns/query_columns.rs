//! Queries: common table expressions and set operations.

use std::rc::Rc;

use super::super::Dialect;
use super::super::form::{Body, Cte, Expr, Operand, Query};
use super::column_scope::{Env, Scope};
use super::known_relation::{Relation, same, without_sources};
use super::limits::TOO_LARGE;
use super::pipe_columns;
use super::resolution::Engine;
use super::value::{self, Column, Value};

/// How often a recursive query is gone through before it is given up.
const ROUNDS: usize = 6;

impl Engine<'_> {
    /// The columns of a query. `parent` is the scope that a correlated one looks out to.
    pub(super) fn query(
        &mut self,
        query: &Query,
        parent: Option<&Scope<'_>>,
        env: &Env<'_>,
    ) -> Rc<Relation> {
        if self.spend(1) {
            return Rc::new(Relation::unknown("", TOO_LARGE));
        }
        let mut ctes: Vec<(String, Rc<Relation>)> = Vec::new();
        if query.recursive {
            // All of them are in sight of each other; none is taken for a table.
            ctes.extend(query.with.iter().map(|cte| {
                let name = self.names.text(cte.name).to_owned();
                let later = Relation::unknown(&name, "a reference to a later WITH query");
                (name, Rc::new(later))
            }));
        }
        let recursive = query.recursive || self.dialect == Dialect::MsSql;
        for cte in &query.with {
            let relation = {
                let env = Env {
                    ctes: &ctes,
                    parent: Some(env),
                };
                self.cte(cte, recursive, parent, &env)
            };
            ctes.push((self.names.text(cte.name).to_owned(), relation));
        }
        let env = Env {
            ctes: &ctes,
            parent: Some(env),
        };
        if query.pipes.is_empty() {
            self.body(&query.body, parent, &env)
        } else {
            let mut scope = Scope::within(parent);
            match &query.body {
                Body::Select(select) if select.bare => {
                    self.add_from(&select.from, &mut scope, &env);
                }
                body => {
                    let relation = self.body(body, parent, &env);
                    pipe_columns::replace(&mut scope, relation);
                }
            }
            self.piped(&query.pipes, scope, &env)
        }
    }

    fn cte(
        &mut self,
        cte: &Cte,
        recursive: bool,
        parent: Option<&Scope<'_>>,
        env: &Env<'_>,
    ) -> Rc<Relation> {
        let columns = &cte.columns;
        if recursive && let Body::Set { .. } = &cte.query.body {
            return self.recursive(cte, parent, env);
        }
        let relation = self.query(&cte.query, parent, env);
        self.renamed(relation, columns)
    }

    /// A query that may read itself: gone through until nothing changes.
    fn recursive(&mut self, cte: &Cte, parent: Option<&Scope<'_>>, env: &Env<'_>) -> Rc<Relation> {
        let columns = &cte.columns;
        let name = self.names.text(cte.name);
        let anchor = match &cte.query.body {
            Body::Set { first, .. } => first,
            other => other,
        };
        let mut current = if !cte.query.with.is_empty() {
            Rc::new(Relation::unknown(name, "recursion within WITH"))
        } else {
            let relation = self.body(anchor, parent, env);
            self.renamed(relation, columns)
        };
        for _ in 0..ROUNDS {
            let itself = [(name.to_owned(), Rc::clone(&current))];
            let env = Env {
                ctes: &itself,
                parent: Some(env),
            };
            let next = self.query(&cte.query, parent, &env);
            let next = self.renamed(next, columns);
            if alike(&current, &next) {
                return next;
            }
            current = next;
        }
        Rc::new(without_sources(&current, "recursion that doesn't settle"))
    }

    /// The columns of the body of a query.
    fn body(&mut self, body: &Body, parent: Option<&Scope<'_>>, env: &Env<'_>) -> Rc<Relation> {
        if self.spend(1) {
            return Rc::new(Relation::unknown("", TOO_LARGE));
        }
        match body {
            Body::Select(select) => self.select(select, parent, env),
            Body::Query(query) => self.query(query, parent, env),
            Body::Set { first, others } => self.set_operation(first, others, parent, env),
            Body::Values(rows) => self.values(rows, parent, env),
            Body::Table(name) => self.named_table(name, env),
            Body::Change => Rc::new(Relation::unknown("", "a statement that changes data")),
        }
    }

    /// The columns of operands that set operators connect.
    fn set_operation(
        &mut self,
        first: &Body,
        others: &[Operand],
        parent: Option<&Scope<'_>>,
        env: &Env<'_>,
    ) -> Rc<Relation> {
        let mut batch = vec![self.body(first, parent, env)];
        for operand in others {
            // What EXCEPT takes away is in no row of the result.
            if operand.taken {
                continue;
            }
            let right = self.body(&operand.body, parent, env);
            match operand.by_name {
                Some(by_name) => {
                    let left = self.by_position(&batch);
                    batch = vec![self.matched(by_name, &left, &right)];
                }
                None => batch.push(right),
            }
        }
        self.combined(&batch, None)
    }

    fn values(
        &mut self,
        values: &[Vec<Expr>],
        parent: Option<&Scope<'_>>,
        env: &Env<'_>,
    ) -> Rc<Relation> {
        let scope = Scope::within(parent);
        let mut rows: Vec<Vec<Rc<Value>>> = Vec::new();
        for row in values {
            for (at, expr) in row.iter().enumerate() {
                let value = self.value(expr, &scope, env);
                match rows.get_mut(at) {
                    Some(column) => column.push(value),
                    None => rows.push(vec![value]),
                }
            }
        }
        let columns = rows
            .iter()
            .enumerate()
            .map(|(at, values)| Column {
                name: match self.dialect {
                    Dialect::DuckDb => format!("col{at}").into(),
                    Dialect::Databricks => format!("col{}", at + 1).into(),
                    Dialect::MySql => format!("column_{at}").into(),
                    _ => format!("column{}", at + 1).into(),
                },
                value: value::either(values),
            })
            .collect();
        Rc::new(Relation::of(columns, Vec::new()))
    }
}

/// Whether two rounds of a recursive query came to the same.
fn alike(one: &Relation, other: &Relation) -> bool {
    one.columns.len() == other.columns.len()
        && one.rest.len() == other.rest.len()
        && one.columns.iter().zip(other.columns.iter()).all(|(a, b)| {
            (a.name.is_empty() || same(&a.name, &b.name))
                && a.value.how == b.value.how
                && a.value.sources == b.value.sources
                && a.value.unknown == b.value.unknown
        })
}
