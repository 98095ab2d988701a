//! Functions in a select list that make rows, and of them columns: Spark's generators.

use std::rc::Rc;

use sqlparser::ast::{Expr, FunctionArg, FunctionArgExpr, SelectItem, Value as Literal};

use super::super::Dialect;
use super::engine::Engine;
use super::function::argument;
use super::relation::Relation;
use super::scope::{Env, Scope};
use super::table_function::function_of;
use super::value::{self, Column};

/// More columns or rows than any text spells out.
const MOST: usize = 10_000;

impl Engine<'_> {
    /// The columns of `explode(x)`, `posexplode(x) AS (a, b)` and the like in a select list;
    /// `None` where the item is another expression, or its columns aren't told by the text.
    pub(super) fn generated(
        &mut self,
        item: &SelectItem,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Option<Relation> {
        if self.dialect != Dialect::Databricks {
            return None;
        }
        let (expr, names): (&Expr, Vec<&str>) = match item {
            SelectItem::UnnamedExpr(expr) => (expr, Vec::new()),
            SelectItem::ExprWithAlias { expr, alias } => (expr, vec![alias.value.as_str()]),
            SelectItem::ExprWithAliases { expr, aliases } => (
                expr,
                aliases.iter().map(|alias| alias.value.as_str()).collect(),
            ),
            _ => return None,
        };
        let (name, args) = function_of(expr)?;
        let known = [
            "EXPLODE",
            "EXPLODE_OUTER",
            "INLINE",
            "INLINE_OUTER",
            "POSEXPLODE",
            "POSEXPLODE_OUTER",
            "STACK",
        ];
        if !known.contains(&name.as_str()) {
            return None;
        }
        let relation = self.made(&name, &args, names.len(), scope, env)?;
        if names.is_empty() {
            return Some(relation);
        }
        if !relation.rest.is_empty() || relation.columns.len() != names.len() {
            return None;
        }
        let columns = relation.columns.iter().zip(names);
        let columns = columns.map(|(column, name)| Column {
            name: name.into(),
            value: Rc::clone(&column.value),
        });
        Some(Relation::of(columns.collect(), Vec::new()))
    }

    /// `stack(2, 'a', x, 'b', y)`: rows spelled out one after the other.
    pub(super) fn stack(
        &mut self,
        args: &[&FunctionArg],
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Option<Relation> {
        let (count, cells) = args.split_first()?;
        let rows = match argument(count) {
            FunctionArgExpr::Expr(Expr::Value(value)) => match &value.value {
                Literal::Number(number, _) => number.to_string().parse::<usize>().ok()?,
                _ => return None,
            },
            _ => return None,
        };
        if rows == 0 || rows > MOST || cells.is_empty() || cells.len() > MOST {
            return None;
        }
        let width = cells.len().div_ceil(rows);
        let mut columns = Vec::with_capacity(width);
        for at in 0..width {
            let mut values = Vec::with_capacity(rows);
            for cell in cells.iter().skip(at).step_by(width) {
                let FunctionArgExpr::Expr(expr) = argument(cell) else {
                    return None;
                };
                values.push(self.value(expr, scope, env));
            }
            columns.push(Column {
                name: format!("col{at}").into(),
                value: value::either(&values),
            });
        }
        Some(Relation::of(columns, Vec::new()))
    }
}
