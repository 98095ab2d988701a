//! PIVOT and UNPIVOT.

use std::ops::ControlFlow;
use std::rc::Rc;

use sqlparser::ast::{
    Expr, ExprWithAlias, PivotValueSource, TableFactor, Value as Literal, visit_expressions,
};

use super::super::lexer::Kind;
use super::Derivation;
use super::engine::{Engine, same};
use super::relation::{Lookup, Relation};
use super::scope::{Env, Scope};
use super::value::{self, Column, Shape, Sum, Value};

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
        let star = self.star(&inner);
        if let Some(rest) = star.rest.first() {
            return Relation::unknown(&rest.relation, Rc::clone(&rest.reason));
        }
        // What the aggregates and FOR name is used up; the rows are grouped by the others.
        let mut used: Vec<String> = Vec::new();
        let mut plain = true;
        let aggregates = aggregate_functions.iter().map(|function| &function.expr);
        for expr in aggregates.chain(value_column) {
            let _ = visit_expressions(expr, |expr| {
                match expr {
                    Expr::Identifier(ident) => used.push(ident.value.to_lowercase()),
                    Expr::CompoundIdentifier(_)
                    | Expr::CompoundFieldAccess { .. }
                    | Expr::Subquery(_)
                    | Expr::Exists { .. }
                    | Expr::InSubquery { .. } => plain = false,
                    _ => {}
                }
                ControlFlow::<()>::Continue(())
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
        let mut values = Vec::with_capacity(aggregate_functions.len());
        for function in aggregate_functions {
            let value = self.value(&function.expr, &inner, env);
            let alias = function.alias.as_ref().map(|alias| alias.value.clone());
            values.push((alias, value));
        }
        let named = match value_source {
            PivotValueSource::List(list) if self.dialect.is_bigquery() => {
                self.pivoted(list, &values, &mut columns)
            }
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
                None => self.literal(&item.expr),
            };
            for (alias, value) in aggregates {
                let name = match (&name, alias) {
                    (Some(name), Some(alias)) => format!("{alias}_{name}"),
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

    /// The text of a string literal that would do as a name.
    fn literal(&self, expr: &Expr) -> Option<String> {
        let Expr::Value(value) = expr else {
            return None;
        };
        if !matches!(value.value, Literal::SingleQuotedString(_)) {
            return None;
        }
        // The parser gets strings without their text; a line is the number of a token.
        let index = usize::try_from(value.span.start.line)
            .ok()?
            .checked_sub(1)?;
        let token = self.tokens.get(index)?;
        if token.kind != Kind::String {
            return None;
        }
        let text = self.sql.get(token.start as usize..token.end as usize)?;
        let name = text
            .strip_prefix('\'')
            .and_then(|text| text.strip_suffix('\''))
            .or_else(|| {
                text.strip_prefix('"')
                    .and_then(|text| text.strip_suffix('"'))
            })?;
        let mut bytes = name.bytes();
        let first = bytes.next()?;
        let fits = (first.is_ascii_alphabetic() || first == b'_')
            && bytes.all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
        fits.then(|| name.to_owned())
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
        let star = self.star(&inner);
        if let Some(rest) = star.rest.first() {
            return Relation::unknown(&rest.relation, Rc::clone(&rest.reason));
        }
        let targets = identifiers(value);
        let mut picked: Vec<Vec<Rc<Value>>> = vec![Vec::new(); targets.len()];
        let mut used: Vec<String> = Vec::new();
        for item in list {
            let names = identifiers(&item.expr);
            if names.len() != targets.len() || names.is_empty() {
                return Relation::unknown("", "UNPIVOT over more than plain columns");
            }
            for (name, values) in names.into_iter().zip(&mut picked) {
                let found = self.column(&name, &inner, 0..inner.items.len(), None);
                values.push(match found {
                    Lookup::Yes(value) | Lookup::Maybe(value) => value,
                    Lookup::No => Value::unknown(format!("no column `{name}` to unpivot")),
                });
                used.push(name);
            }
        }
        let mut columns: Vec<Column> = star
            .columns
            .into_iter()
            .filter(|column| !used.iter().any(|name| same(name, &column.name)))
            .collect();
        for (target, values) in targets.iter().zip(&picked) {
            columns.push(Column {
                name: target.as_str().into(),
                value: value::either(values),
            });
        }
        // The names of columns, told as values.
        let constant = Sum {
            how: Derivation::Constant,
            sources: Vec::new(),
            unknown: None,
        };
        columns.push(Column {
            name: name.value.as_str().into(),
            value: constant.either(Shape::Scalar),
        });
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
