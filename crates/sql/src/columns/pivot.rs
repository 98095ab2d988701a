//! PIVOT and UNPIVOT.

use std::collections::HashSet;
use std::ops::ControlFlow;
use std::rc::Rc;

use sqlparser::ast::{Expr, ExprWithAlias, PivotValueSource, TableFactor, visit_expressions};

use super::super::Dialect;
use super::Derivation;
use super::engine::Engine;
use super::relation::{Lookup, Relation};
use super::scope::{Env, Scope};
use super::value::{self, Column, Shape, Sum, Value};

/// What PIVOT says beside the relation that it turns.
pub(super) struct Pivoting<'p> {
    pub(super) aggregates: &'p [ExprWithAlias],
    pub(super) by: Vec<Expr>,
    pub(super) values: &'p PivotValueSource,
}

impl Engine<'_> {
    /// The columns of `table PIVOT (aggregates FOR column IN (values))`.
    pub(super) fn pivot(
        &mut self,
        factor: &TableFactor,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Relation {
        let TableFactor::Pivot {
            table,
            aggregate_functions,
            value_column,
            value_source,
            ..
        } = factor
        else {
            return Relation::unknown("", "PIVOT");
        };
        let mut inner = Scope::within(scope.parent);
        self.factor(table, 0, &mut inner, env);
        let pivoting = Pivoting {
            aggregates: aggregate_functions,
            by: value_column.clone(),
            values: value_source,
        };
        self.pivot_of(&inner, &pivoting, env)
    }

    /// The relations of a scope, turned.
    pub(super) fn pivot_of(
        &mut self,
        inner: &Scope<'_>,
        pivoting: &Pivoting<'_>,
        env: &Env<'_>,
    ) -> Relation {
        let star = self.star(inner);
        if let Some(rest) = star.rest.first() {
            return Relation::unknown(&rest.relation, Rc::clone(&rest.reason));
        }
        // What the aggregates and FOR name is used up; the rows are grouped by the others.
        let mut used: Vec<String> = Vec::new();
        let mut plain = true;
        let aggregates = pivoting.aggregates.iter().map(|function| &function.expr);
        for expr in aggregates.chain(&pivoting.by) {
            let ControlFlow::Continue(()) = visit_expressions(expr, |expr| {
                match expr {
                    Expr::Identifier(ident) => used.push(ident.value.to_lowercase()),
                    Expr::CompoundIdentifier(names) => match names.as_slice() {
                        [table, column] if inner.item(&table.value).is_some() => {
                            used.push(column.value.to_lowercase());
                        }
                        _ => plain = false,
                    },
                    Expr::CompoundFieldAccess { .. }
                    | Expr::Subquery(_)
                    | Expr::Exists { .. }
                    | Expr::InSubquery { .. } => plain = false,
                    _ => {}
                }
                ControlFlow::<std::convert::Infallible>::Continue(())
            });
        }
        if !plain {
            return Relation::unknown("", "PIVOT over more than plain columns");
        }
        let mut columns: Vec<Column> = star
            .columns
            .into_iter()
            .filter(|column| !used.contains(&column.name.to_lowercase()))
            .collect();
        // Which rows an aggregate is made of hangs on what FOR names.
        let by: Vec<&Expr> = pivoting.by.iter().collect();
        let by = self.sum(&by, Shape::Scalar, inner, env);
        let mut values = Vec::with_capacity(pivoting.aggregates.len());
        for function in pivoting.aggregates {
            let value = self.value(&function.expr, inner, env);
            let mut sum = Sum::new();
            sum.add(&value);
            sum.add(&by);
            sum.how = Derivation::Aggregation;
            let alias = function.alias.as_ref().map(|alias| alias.value.clone());
            values.push((alias, sum.computed(Shape::Opaque)));
        }
        let named = match pivoting.values {
            PivotValueSource::List(list) => self.pivoted(list, &values, &mut columns),
            _ => false,
        };
        if named {
            return Relation::of(columns, Vec::new());
        }
        let mut relation = Relation::unknown("", "the columns of PIVOT are named by values");
        for rest in &mut relation.rest {
            rest.at = columns.len();
        }
        Relation::of(columns, relation.rest)
    }

    /// Adds a column for each value and aggregate; false where a name isn't known.
    fn pivoted(
        &self,
        list: &[ExprWithAlias],
        aggregates: &[(Option<String>, Rc<Value>)],
        columns: &mut Vec<Column>,
    ) -> bool {
        let before = columns.len();
        for item in list {
            let name = match &item.alias {
                Some(alias) => Some(alias.value.clone()),
                None => self.pivot_name(&item.expr),
            };
            for (alias, value) in aggregates {
                let name = match (&name, alias) {
                    // An alias of the only aggregate goes unused in Spark.
                    (Some(name), Some(_))
                        if self.dialect == Dialect::Databricks && aggregates.len() == 1 =>
                    {
                        name.clone()
                    }
                    (Some(name), Some(alias)) if self.dialect.is_bigquery() => {
                        format!("{alias}_{name}")
                    }
                    (Some(name), Some(alias)) => format!("{name}_{alias}"),
                    (Some(name), None) if aggregates.len() == 1 => name.clone(),
                    _ => {
                        columns.truncate(before);
                        return false;
                    }
                };
                columns.push(Column {
                    name: name.into(),
                    value: Rc::clone(value),
                });
            }
        }
        true
    }

    /// The columns of `table UNPIVOT (value FOR name IN (columns))`.
    pub(super) fn unpivot(
        &mut self,
        factor: &TableFactor,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Relation {
        let TableFactor::Unpivot {
            table,
            value,
            name,
            columns: list,
            ..
        } = factor
        else {
            return Relation::unknown("", "UNPIVOT");
        };
        let mut inner = Scope::within(scope.parent);
        self.factor(table, 0, &mut inner, env);
        let groups: Vec<Vec<String>> = list.iter().map(|item| identifiers(&item.expr)).collect();
        self.unpivot_of(&inner, &identifiers(value), &name.value, groups)
    }

    /// The relations of a scope with some columns told as rows: a group of `groups` each, in the
    /// columns `targets`, beside its name in the column `name`.
    pub(super) fn unpivot_of(
        &mut self,
        inner: &Scope<'_>,
        targets: &[String],
        name: &str,
        groups: Vec<Vec<String>>,
    ) -> Relation {
        let star = self.star(inner);
        if let Some(rest) = star.rest.first() {
            return Relation::unknown(&rest.relation, Rc::clone(&rest.reason));
        }
        let mut picked: Vec<Vec<Rc<Value>>> = vec![Vec::new(); targets.len()];
        let mut used: Vec<String> = Vec::new();
        for names in groups {
            if names.len() != targets.len() || names.is_empty() {
                return Relation::unknown("", "UNPIVOT over more than plain columns");
            }
            for (name, values) in names.into_iter().zip(&mut picked) {
                let found = self.column(&name, inner, 0..inner.items.len(), None);
                values.push(match found {
                    Lookup::Yes(value) | Lookup::Maybe(value) => value,
                    Lookup::No => Value::unknown(format!("no column `{name}` to unpivot")),
                });
                used.push(name);
            }
        }
        let used: HashSet<String> = used.iter().map(|name| name.to_lowercase()).collect();
        let mut columns: Vec<Column> = star
            .columns
            .into_iter()
            .filter(|column| column.name.is_empty() || !used.contains(&column.name.to_lowercase()))
            .collect();
        // The names of columns, told as values.
        let label = Column {
            name: name.into(),
            value: Rc::new(Value::constant()),
        };
        let told = targets.iter().zip(&picked).map(|(target, values)| Column {
            name: target.as_str().into(),
            value: value::either(values),
        });
        // The name stands behind the values in BigQuery and SQL Server, before them elsewhere.
        if self.dialect.is_bigquery() || self.dialect == Dialect::MsSql {
            columns.extend(told);
            columns.push(label);
        } else {
            columns.push(label);
            columns.extend(told);
        }
        Relation::of(columns, Vec::new())
    }
}

/// The names in `a` or `(a, b)`; none where there is anything else.
fn identifiers(expr: &Expr) -> Vec<String> {
    let one = |expr: &Expr| match expr {
        Expr::Identifier(ident) => Some(ident.value.clone()),
        _ => None,
    };
    match expr {
        Expr::Nested(inner) => one(inner).into_iter().collect(),
        Expr::Tuple(list) => list
            .iter()
            .map(one)
            .collect::<Option<Vec<_>>>()
            .unwrap_or_default(),
        other => one(other).into_iter().collect(),
    }
}
