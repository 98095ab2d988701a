//! Pipe syntax: `FROM t |> WHERE … |> SELECT …`.

use std::rc::Rc;

use sqlparser::ast::{
    AssignmentTarget, Expr, ExprWithAliasAndOrderBy, FunctionArgExpr, FunctionArguments, Ident,
    PipeOperator, Query, SelectFlavor, SelectItem, SetExpr,
};

use super::super::mend::VALUE_OF_ROW;
use super::engine::{Engine, TOO_LARGE, same};
use super::function::{argument, called};
use super::pivot::Pivoting;
use super::relation::{Lookup, Relation};
use super::scope::{Env, Item, Scope};
use super::select::Output;
use super::value::Column;

impl Engine<'_> {
    /// The columns of a query with pipe operators.
    pub(super) fn piped(
        &mut self,
        query: &Query,
        parent: Option<&Scope<'_>>,
        env: &Env<'_>,
    ) -> Rc<Relation> {
        let mut scope = Scope::within(parent);
        match query.body.as_ref() {
            SetExpr::Select(select) if select.flavor == SelectFlavor::FromFirstNoSelect => {
                self.from(&select.from, &mut scope, env);
            }
            body => {
                let relation = self.set_expr(body, parent, env);
                replace(&mut scope, relation);
            }
        }
        for operator in &query.pipe_operators {
            if !self.pipe(operator, &mut scope, env) {
                let why = match self.is_exhausted() {
                    true => TOO_LARGE,
                    false => "pipe syntax",
                };
                return Rc::new(Relation::unknown("", why));
            }
        }
        Rc::new(self.star(&scope).into_relation())
    }

    /// Applies one operator; false where that isn't known how.
    fn pipe(&mut self, operator: &PipeOperator, scope: &mut Scope<'_>, env: &Env<'_>) -> bool {
        match operator {
            PipeOperator::Limit { .. }
            | PipeOperator::Where { .. }
            | PipeOperator::OrderBy { .. }
            | PipeOperator::TableSample { .. } => {}
            PipeOperator::Select { exprs } => {
                if let [SelectItem::ExprWithAlias { expr, alias }] = exprs.as_slice()
                    && alias.value == VALUE_OF_ROW
                {
                    let value = self.value(expr, scope, env);
                    replace(scope, Rc::new(Relation::rows(value)));
                    return true;
                }
                let mut output = Output::default();
                self.project_all(exprs, scope, env, &mut output);
                replace(scope, Rc::new(output.into_relation()));
            }
            PipeOperator::Extend { exprs } => {
                let mut output = self.star(scope);
                self.project_all(exprs, scope, env, &mut output);
                replace_columns(scope, Rc::new(output.into_relation()));
            }
            PipeOperator::Set { assignments } => {
                // A list of assignments sees the columns as they were before it.
                let mut output = self.star(scope);
                if self.spend(assignments.len() * output.columns.len() / 8) {
                    return false;
                }
                for assignment in assignments {
                    let AssignmentTarget::ColumnName(name) = &assignment.target else {
                        return false;
                    };
                    let [part] = name.0.as_slice() else {
                        return false;
                    };
                    let value = self.value(&assignment.value, scope, env);
                    let Some(ident) = part.as_ident() else {
                        return false;
                    };
                    let column = output
                        .columns
                        .iter_mut()
                        .find(|column| same(&column.name, &ident.value));
                    match column {
                        Some(column) => column.value = value,
                        None if output.rest.is_empty() => return false,
                        None => {
                            except(&mut output, &ident.value);
                            output.columns.push(Column {
                                name: ident.value.as_str().into(),
                                value,
                            });
                        }
                    }
                }
                replace_columns(scope, Rc::new(output.into_relation()));
            }
            PipeOperator::Drop { columns } => {
                let mut output = self.star(scope);
                let held = output.columns.len() + output.rest.len();
                if self.spend(columns.len() * held / 8) {
                    return false;
                }
                for name in columns {
                    except(&mut output, &name.value);
                }
                // What stood behind a column that is gone moves up.
                let kept = |column: &Column| {
                    (!columns.iter().any(|name| same(&column.name, &name.value)))
                        .then(|| column.clone())
                };
                let mut left = Output::default();
                left.append(&output.columns, &output.rest, &[], kept);
                replace_columns(scope, Rc::new(left.into_relation()));
            }
            PipeOperator::Rename { mappings } => {
                let mut output = self.star(scope);
                let held = output.columns.len() + output.rest.len();
                if self.spend(mappings.len() * held / 8) {
                    return false;
                }
                for mapping in mappings {
                    let old = &mapping.ident.value;
                    let known = output.columns.iter().any(|column| same(&column.name, old));
                    if output.rest.is_empty() || known {
                        continue;
                    }
                    let value = match self.here(old, scope) {
                        Lookup::Yes(value) | Lookup::Maybe(value) => value,
                        Lookup::No => continue,
                    };
                    except(&mut output, old);
                    output.columns.push(Column {
                        name: mapping.alias.value.as_str().into(),
                        value,
                    });
                }
                for column in &mut output.columns {
                    let mapping = mappings
                        .iter()
                        .find(|mapping| same(&column.name, &mapping.ident.value));
                    if let Some(mapping) = mapping {
                        column.name = mapping.alias.value.as_str().into();
                    }
                }
                replace_columns(scope, Rc::new(output.into_relation()));
            }
            PipeOperator::As { alias } => {
                let relation = Rc::new(self.star(scope).into_relation());
                replace(scope, relation);
                name(scope, Some(alias));
            }
            PipeOperator::Aggregate {
                full_table_exprs,
                group_by_expr,
            } => {
                let mut output = Output::default();
                for item in group_by_expr {
                    match &item.expr.alias {
                        None => self.grouped(&item.expr.expr, scope, env, &mut output),
                        Some(_) => output.columns.push(self.aggregated(item, scope, env)),
                    }
                }
                for item in full_table_exprs {
                    output.columns.push(self.aggregated(item, scope, env));
                }
                replace(scope, Rc::new(output.into_relation()));
            }
            PipeOperator::Join(join) => {
                let group = scope.items.last().map_or(0, |item| item.group);
                self.join(join, group, scope, env);
            }
            PipeOperator::Union {
                set_quantifier,
                queries,
            }
            | PipeOperator::Intersect {
                set_quantifier,
                queries,
            } => {
                let mut operands = vec![Rc::new(self.star(scope).into_relation())];
                for query in queries {
                    operands.push(self.query(query, scope.parent, env));
                }
                let relation = self.combined(&operands, *set_quantifier);
                replace(scope, relation);
            }
            // What EXCEPT takes away is in no row of the result.
            PipeOperator::Except { .. } => {
                let relation = Rc::new(self.star(scope).into_relation());
                replace(scope, relation);
            }
            PipeOperator::Pivot {
                aggregate_functions,
                value_column,
                value_source,
                alias,
            } => {
                let by = match value_column.as_slice() {
                    [one] => Expr::Identifier(one.clone()),
                    many => Expr::CompoundIdentifier(many.to_vec()),
                };
                let pivoting = Pivoting {
                    aggregates: aggregate_functions,
                    by: vec![by],
                    values: value_source,
                };
                let relation = self.pivot_of(scope, &pivoting, env);
                replace(scope, Rc::new(relation));
                name(scope, alias.as_ref());
            }
            PipeOperator::Unpivot {
                value_column,
                name_column,
                unpivot_columns,
                alias,
            } => {
                let groups = unpivot_columns.iter().map(|name| vec![name.value.clone()]);
                let targets = [value_column.value.clone()];
                let groups = groups.collect();
                let relation = self.unpivot_of(scope, &targets, &name_column.value, groups);
                replace(scope, Rc::new(relation));
                name(scope, alias.as_ref());
            }
            PipeOperator::Call { function, alias } => {
                let called = called(&function.name);
                let relation = Relation::unknown("", format!("table function `{called}`"));
                replace(scope, Rc::new(relation));
                name(scope, alias.as_ref());
            }
        }
        true
    }

    /// Adds what rows are grouped by: the parts of ROLLUP, CUBE and GROUPING SETS, each once.
    fn grouped(&mut self, expr: &Expr, scope: &Scope<'_>, env: &Env<'_>, output: &mut Output) {
        let mut pending = vec![(expr, false)];
        while let Some((expr, within)) = pending.pop() {
            match expr {
                Expr::Function(function)
                    if matches!(
                        called(&function.name).as_str(),
                        "ROLLUP" | "CUBE" | "GROUPING_SETS"
                    ) =>
                {
                    if let FunctionArguments::List(list) = &function.args {
                        pending.extend(list.args.iter().rev().filter_map(|arg| {
                            match argument(arg) {
                                FunctionArgExpr::Expr(expr) => Some((expr, true)),
                                _ => None,
                            }
                        }));
                    }
                }
                Expr::Tuple(parts) if within => {
                    pending.extend(parts.iter().rev().map(|part| (part, true)));
                }
                Expr::Nested(inner) if within => pending.push((inner.as_ref(), true)),
                Expr::Value(_) if within => {}
                expr => {
                    let name = self.implied(expr);
                    let known = within
                        && output
                            .columns
                            .iter()
                            .any(|column| same(&column.name, &name));
                    if !known {
                        output.columns.push(Column {
                            name: name.into(),
                            value: self.value(expr, scope, env),
                        });
                    }
                }
            }
        }
    }

    fn aggregated(
        &mut self,
        item: &ExprWithAliasAndOrderBy,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Column {
        let item = &item.expr;
        let name = match &item.alias {
            Some(alias) => alias.value.clone(),
            None => self.implied(&item.expr),
        };
        Column {
            name: name.into(),
            value: self.value(&item.expr, scope, env),
        }
    }
}

/// Gives all there is in a scope a name.
fn name(scope: &mut Scope<'_>, alias: Option<&Ident>) {
    if let (Some(item), Some(alias)) = (scope.items.last_mut(), alias) {
        item.alias = Some(alias.value.clone());
    }
}

/// Says of the columns that aren't known one by one that `name` isn't among them.
fn except(output: &mut Output, name: &str) {
    for rest in &mut output.rest {
        rest.except.push(name.to_lowercase());
    }
}

/// Makes `relation` all there is in a scope, but what had a name keeps it: aliases reach the
/// columns as they were before EXTEND, SET, DROP and RENAME.
fn replace_columns(scope: &mut Scope<'_>, relation: Rc<Relation>) {
    let mut named = std::mem::take(&mut scope.named);
    named.extend(scope.items.drain(..).filter(|item| item.alias.is_some()));
    replace(scope, relation);
    scope.named = named;
}

/// Makes `relation` all there is in a scope.
fn replace(scope: &mut Scope<'_>, relation: Rc<Relation>) {
    scope.named.clear();
    scope.using.clear();
    scope.lateral.clear();
    scope.items = vec![Item {
        alias: None,
        parts: Vec::new(),
        relation,
        group: 0,
        merged: Vec::new(),
        made: false,
    }];
}
