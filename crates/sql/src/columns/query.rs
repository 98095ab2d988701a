//! Queries: common table expressions and set operations.

use std::rc::Rc;

use sqlparser::ast::{Cte, Ident, Query, SetExpr, TableAliasColumnDef, Values};

use super::super::Dialect;
use super::engine::{Engine, TOO_LARGE, same};
use super::relation::{Relation, Rest};
use super::scope::{Env, Scope};
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
        if let Some(with) = &query.with {
            if with.recursive {
                // All of them are in sight of each other; none is taken for a table.
                ctes.extend(with.cte_tables.iter().map(|cte| {
                    let name = cte.alias.name.value.clone();
                    let later = Relation::unknown(&name, "a reference to a later WITH query");
                    (name, Rc::new(later))
                }));
            }
            let recursive = with.recursive || self.dialect == Dialect::MsSql;
            for cte in &with.cte_tables {
                let relation = {
                    let env = Env {
                        ctes: &ctes,
                        parent: Some(env),
                    };
                    self.cte(cte, recursive, parent, &env)
                };
                ctes.push((cte.alias.name.value.clone(), relation));
            }
        }
        let env = Env {
            ctes: &ctes,
            parent: Some(env),
        };
        if query.pipe_operators.is_empty() {
            self.set_expr(&query.body, parent, &env)
        } else {
            self.piped(query, parent, &env)
        }
    }

    fn cte(
        &mut self,
        cte: &Cte,
        recursive: bool,
        parent: Option<&Scope<'_>>,
        env: &Env<'_>,
    ) -> Rc<Relation> {
        let columns = &cte.alias.columns;
        if recursive && let SetExpr::SetOperation { .. } = cte.query.body.as_ref() {
            return self.recursive(cte, parent, env);
        }
        let relation = self.query(&cte.query, parent, env);
        self.renamed(relation, columns)
    }

    /// A query that may read itself: gone through until nothing changes.
    fn recursive(&mut self, cte: &Cte, parent: Option<&Scope<'_>>, env: &Env<'_>) -> Rc<Relation> {
        let columns = &cte.alias.columns;
        let name = &cte.alias.name.value;
        let mut anchor = cte.query.body.as_ref();
        while let SetExpr::SetOperation { left, .. } = anchor {
            anchor = left.as_ref();
        }
        let mut current = if cte.query.with.is_some() {
            Rc::new(Relation::unknown(name, "recursion within WITH"))
        } else {
            let relation = self.set_expr(anchor, parent, env);
            self.renamed(relation, columns)
        };
        for _ in 0..ROUNDS {
            let itself = [(name.clone(), Rc::clone(&current))];
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
    pub(super) fn set_expr(
        &mut self,
        body: &SetExpr,
        parent: Option<&Scope<'_>>,
        env: &Env<'_>,
    ) -> Rc<Relation> {
        if self.spend(1) {
            return Rc::new(Relation::unknown("", TOO_LARGE));
        }
        match body {
            SetExpr::Select(select) => self.select(select, parent, env),
            SetExpr::Query(query) => self.query(query, parent, env),
            SetExpr::SetOperation { .. } => self.set_operation(body, parent, env),
            SetExpr::Values(values) => self.values(values, parent, env),
            SetExpr::Table(table) => {
                let parts: Vec<Ident> = table
                    .schema_name
                    .iter()
                    .chain(&table.table_name)
                    .map(|part| Ident::new(part.as_str()))
                    .collect();
                self.named_table(&parts, env)
            }
            SetExpr::Insert(_) | SetExpr::Update(_) | SetExpr::Delete(_) | SetExpr::Merge(_) => {
                Rc::new(Relation::unknown("", "a statement that changes data"))
            }
        }
    }

    fn values(
        &mut self,
        values: &Values,
        parent: Option<&Scope<'_>>,
        env: &Env<'_>,
    ) -> Rc<Relation> {
        let scope = Scope::within(parent);
        let mut rows: Vec<Vec<Rc<Value>>> = Vec::new();
        for row in &values.rows {
            for (at, expr) in row.content.iter().enumerate() {
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

    /// A relation whose columns an alias renames: `AS t(a, b)`.
    pub(super) fn renamed(
        &mut self,
        relation: Rc<Relation>,
        names: &[TableAliasColumnDef],
    ) -> Rc<Relation> {
        if names.is_empty() {
            return relation;
        }
        if relation.columns.is_empty()
            && let (Some(value), [name]) = (&relation.value, names)
        {
            let column = Column {
                name: name.name.value.as_str().into(),
                value: Rc::clone(value),
            };
            return Rc::new(Relation::of(vec![column], Vec::new()));
        }
        let certain = relation.certain();
        if relation.value.is_some() || names.len() > certain {
            let columns = names
                .iter()
                .map(|name| Column {
                    name: name.name.value.as_str().into(),
                    value: Value::unknown(match relation.rest.first() {
                        Some(rest) => rest.reason.to_string(),
                        None => "more names than columns".to_owned(),
                    }),
                })
                .collect();
            return Rc::new(Relation::of(columns, relation.rest.clone()));
        }
        let mut columns = relation.columns.as_ref().clone();
        for (column, name) in columns.iter_mut().zip(names) {
            column.name = name.name.value.as_str().into();
        }
        Rc::new(Relation::of(columns, relation.rest.clone()))
    }
}

/// The same columns with nothing known of their sources.
pub(super) fn without_sources(relation: &Relation, why: &str) -> Relation {
    let why: Rc<str> = why.into();
    let columns = relation
        .columns
        .iter()
        .map(|column| Column {
            name: Rc::clone(&column.name),
            value: Value::unknown(Rc::clone(&why)),
        })
        .collect();
    let rest = relation
        .rest
        .iter()
        .map(|rest| Rest {
            base: None,
            ..rest.clone()
        })
        .collect();
    Relation::of(columns, rest)
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
