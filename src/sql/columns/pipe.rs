//! Pipe syntax: `FROM t |> WHERE … |> SELECT …`.

use std::rc::Rc;

use sqlparser::ast::{
    AssignmentTarget, ExprWithAliasAndOrderBy, PipeOperator, Query, SelectFlavor, SetExpr,
};

use super::engine::{Engine, same};
use super::relation::Relation;
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
                return Rc::new(Relation::unknown("", "pipe syntax"));
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
                let mut output = Output::default();
                self.project_all(exprs, scope, env, &mut output);
                replace(scope, Rc::new(output.into_relation()));
            }
            PipeOperator::Extend { exprs } => {
                let mut output = self.star(scope);
                self.project_all(exprs, scope, env, &mut output);
                replace(scope, Rc::new(output.into_relation()));
            }
            PipeOperator::Set { assignments } => {
                let mut output = self.star(scope);
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
                        None => return false,
                    }
                }
                replace(scope, Rc::new(output.into_relation()));
            }
            PipeOperator::Drop { columns } => {
                let mut output = self.star(scope);
                if !output.rest.is_empty() {
                    return false;
                }
                output
                    .columns
                    .retain(|column| !columns.iter().any(|name| same(&column.name, &name.value)));
                replace(scope, Rc::new(output.into_relation()));
            }
            PipeOperator::Rename { mappings } => {
                let mut output = self.star(scope);
                if !output.rest.is_empty() {
                    return false;
                }
                for column in &mut output.columns {
                    let mapping = mappings
                        .iter()
                        .find(|mapping| same(&column.name, &mapping.ident.value));
                    if let Some(mapping) = mapping {
                        column.name = mapping.alias.value.as_str().into();
                    }
                }
                replace(scope, Rc::new(output.into_relation()));
            }
            PipeOperator::As { alias } => {
                let relation = Rc::new(self.star(scope).into_relation());
                replace(scope, relation);
                if let Some(item) = scope.items.last_mut() {
                    item.alias = Some(alias.value.clone());
                }
            }
            PipeOperator::Aggregate {
                full_table_exprs,
                group_by_expr,
            } => {
                let mut output = Output::default();
                for item in group_by_expr.iter().chain(full_table_exprs) {
                    let column = self.aggregated(item, scope, env);
                    output.columns.push(column);
                }
                replace(scope, Rc::new(output.into_relation()));
            }
            PipeOperator::Join(join) => {
                let group = scope.items.last().map_or(0, |item| item.group);
                self.join(join, group, scope, env);
            }
            _ => return false,
        }
        true
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

/// Makes `relation` all there is in a scope.
fn replace(scope: &mut Scope<'_>, relation: Rc<Relation>) {
    scope.using.clear();
    scope.lateral.clear();
    scope.items = vec![Item {
        alias: None,
        parts: Vec::new(),
        relation,
        group: 0,
        merged: Vec::new(),
    }];
}
