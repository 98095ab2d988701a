//! Pipe syntax: `FROM t |> WHERE … |> SELECT …`.

use std::rc::Rc;

use super::super::form::{Expr, Grouped, Pipe, Sym};
use super::column_scope::{Env, Item, Scope};
use super::known_relation::same;
use super::known_relation::{Lookup, Relation};
use super::limits::TOO_LARGE;
use super::output::Output;
use super::resolution::Engine;
use super::value::Column;

impl Engine<'_> {
    /// The columns of what a scope holds after some pipe operators.
    pub(super) fn piped(
        &mut self,
        operators: &[Pipe],
        mut scope: Scope<'_>,
        env: &Env<'_>,
    ) -> Rc<Relation> {
        for operator in operators {
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
    fn pipe(&mut self, operator: &Pipe, scope: &mut Scope<'_>, env: &Env<'_>) -> bool {
        let names = self.names;
        match operator {
            Pipe::Rows => {}
            Pipe::Value(value) => {
                let value = self.value(value, scope, env);
                replace(scope, Rc::new(Relation::rows(value)));
            }
            Pipe::Select(items) => {
                let mut output = Output::default();
                self.project_all(items, scope, env, &mut output);
                replace(scope, Rc::new(output.into_relation()));
            }
            Pipe::Extend(items) => {
                let mut output = self.star(scope);
                self.project_all(items, scope, env, &mut output);
                replace_columns(scope, Rc::new(output.into_relation()));
            }
            Pipe::Set(None) => return false,
            Pipe::Set(Some(assignments)) => return self.assign(assignments, scope, env),
            Pipe::Drop(columns) => {
                let mut output = self.star(scope);
                let held = output.columns.len() + output.rest.len();
                if self.spend(columns.len() * held / 8) {
                    return false;
                }
                for name in columns {
                    except(&mut output, names.text(*name));
                }
                // What stood behind a column that is gone moves up.
                let kept = |column: &Column| {
                    let mut gone = columns.iter().map(|name| names.text(*name));
                    (!gone.any(|name| same(&column.name, name))).then(|| column.clone())
                };
                let mut left = Output::default();
                left.append(&output.columns, &output.rest, &[], kept);
                replace_columns(scope, Rc::new(left.into_relation()));
            }
            Pipe::Rename(renamed) => return self.rename(renamed, scope),
            Pipe::As(alias) => {
                let relation = Rc::new(self.star(scope).into_relation());
                replace(scope, relation);
                self.name_all(scope, Some(*alias));
            }
            Pipe::Aggregate { groups, aggregates } => {
                let mut output = Output::default();
                for group in groups {
                    self.grouped(group, scope, env, &mut output);
                }
                for (name, value) in aggregates {
                    output.columns.push(Column {
                        name: names.text(*name).into(),
                        value: self.value(value, scope, env),
                    });
                }
                replace(scope, Rc::new(output.into_relation()));
            }
            Pipe::Join(join) => {
                let group = scope.items.last().map_or(0, |item| item.group);
                self.join(join, group, scope, env);
            }
            Pipe::Combine { by_name, queries } => {
                let mut operands = vec![Rc::new(self.star(scope).into_relation())];
                for query in queries {
                    operands.push(self.subquery(query, scope.parent, env));
                }
                let relation = self.combined(&operands, *by_name);
                replace(scope, relation);
            }
            // What EXCEPT takes away is in no row of the result.
            Pipe::Except => {
                let relation = Rc::new(self.star(scope).into_relation());
                replace(scope, relation);
            }
            Pipe::Pivot(pivot, alias) => {
                let relation = self.pivot(scope, pivot, env);
                replace(scope, Rc::new(relation));
                self.name_all(scope, *alias);
            }
            Pipe::Unpivot(unpivot, alias) => {
                let relation = self.unpivot(scope, unpivot);
                replace(scope, Rc::new(relation));
                self.name_all(scope, *alias);
            }
            Pipe::Call(name, alias) => {
                let what = format!("table function `{}`", names.text(*name));
                replace(scope, Rc::new(Relation::unknown("", what)));
                self.name_all(scope, *alias);
            }
        }
        true
    }

    /// Gives columns other values; false where one isn't there, or that is too much work.
    fn assign(
        &mut self,
        assignments: &[(Sym, Expr)],
        scope: &mut Scope<'_>,
        env: &Env<'_>,
    ) -> bool {
        let names = self.names;
        // A list of assignments sees the columns as they were before it.
        let mut output = self.star(scope);
        if self.spend(assignments.len() * output.columns.len() / 8) {
            return false;
        }
        for (name, value) in assignments {
            let name = names.text(*name);
            let value = self.value(value, scope, env);
            let mut columns = output.columns.iter_mut();
            match columns.find(|column| same(&column.name, name)) {
                Some(column) => column.value = value,
                None if output.rest.is_empty() => return false,
                None => {
                    except(&mut output, name);
                    output.columns.push(Column {
                        name: name.into(),
                        value,
                    });
                }
            }
        }
        replace_columns(scope, Rc::new(output.into_relation()));
        true
    }

    /// Gives columns other names; false where that is too much work.
    fn rename(&mut self, renamed: &[(Sym, Sym)], scope: &mut Scope<'_>) -> bool {
        let names = self.names;
        let mut output = self.star(scope);
        let held = output.columns.len() + output.rest.len();
        if self.spend(renamed.len() * held / 8) {
            return false;
        }
        for (old, new) in renamed {
            let old = names.text(*old);
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
                name: names.text(*new).into(),
                value,
            });
        }
        for column in &mut output.columns {
            let mut renamed = renamed.iter();
            if let Some((_, new)) = renamed.find(|(old, _)| same(&column.name, names.text(*old))) {
                column.name = names.text(*new).into();
            }
        }
        replace_columns(scope, Rc::new(output.into_relation()));
        true
    }

    /// Adds what rows are grouped by: the parts of ROLLUP, CUBE and GROUPING SETS, each once.
    fn grouped(&mut self, group: &Grouped, scope: &Scope<'_>, env: &Env<'_>, output: &mut Output) {
        let name = self.names.text(group.name);
        let mut columns = output.columns.iter();
        if group.within && columns.any(|column| same(&column.name, name)) {
            return;
        }
        output.columns.push(Column {
            name: name.into(),
            value: self.value(&group.value, scope, env),
        });
    }

    /// Gives all there is in a scope a name.
    fn name_all(&self, scope: &mut Scope<'_>, alias: Option<Sym>) {
        if let (Some(item), Some(alias)) = (scope.items.last_mut(), alias) {
            item.alias = Some(self.names.text(alias).to_owned());
        }
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
pub(super) fn replace(scope: &mut Scope<'_>, relation: Rc<Relation>) {
    scope.named.clear();
    scope.using.clear();
    scope.lateral.clear();
    scope.items = vec![Item::unnamed(relation, 0)];
}
