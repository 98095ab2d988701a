//! Functions in FROM whose columns are known by their names: they unnest, split or number.

use std::rc::Rc;

use super::super::form::{Call, Cells, Expr, Function, Generated, LateralView, Sym};
use super::alias::mark_made;
use super::column_scope::{Env, Item, Scope};
use super::known_relation::Relation;
use super::lineage::Derivation;
use super::resolution::Engine;
use super::table_function_names::{Made, columns_of, is_record, is_series};
use super::value::{self, Column, Shape, Sum, Value};

impl Engine<'_> {
    /// Adds a table function whose columns are known; false where they aren't.
    pub(super) fn table_function(
        &mut self,
        function: &Function,
        group: usize,
        scope: &mut Scope<'_>,
        env: &Env<'_>,
    ) -> bool {
        let Some(call) = &function.call else {
            return false;
        };
        let alias = function.alias.as_ref();
        let count = alias.map_or(0, |alias| alias.columns.len());
        let Some(mut relation) = self.made(call, count, scope, env) else {
            return false;
        };
        let name = self.names.text(call.name).to_lowercase();
        if function.ordinality {
            let mut columns = relation.columns.as_ref().clone();
            if let (Some(value), true) = (&relation.value, columns.is_empty()) {
                let alias = alias.map(|alias| self.names.text(alias.name));
                columns.push(Column {
                    name: alias.unwrap_or(&name).into(),
                    value: Rc::clone(value),
                });
            }
            columns.push(Column {
                name: "ordinality".into(),
                value: self.computed_of(call, scope, env),
            });
            relation = Relation::of(columns, relation.rest);
        }
        let at = scope.items.len();
        self.push(Rc::new(relation), alias, group, scope);
        mark_made(scope);
        if alias.is_none()
            && let Some(item) = scope.items.get_mut(at)
        {
            item.alias = Some(name);
        }
        true
    }

    /// `LATERAL VIEW explode(x) t AS a, b`
    pub(super) fn lateral_view(
        &mut self,
        view: &LateralView,
        scope: &mut Scope<'_>,
        env: &Env<'_>,
    ) {
        let group = scope.items.last().map_or(0, |item| item.group);
        let names = &view.columns;
        let made = match &view.call {
            Some(call) => self.made(call, names.len(), scope, env),
            None => None,
        };
        let named = |(value, name): (Rc<Value>, &Sym)| Column {
            name: self.names.text(*name).into(),
            value,
        };
        let relation = match made {
            Some(relation) if names.is_empty() => relation,
            Some(relation) if relation.columns.len() == names.len() => {
                let values = relation.columns.iter();
                let values = values.map(|column| Rc::clone(&column.value));
                Relation::of(values.zip(names).map(named).collect(), Vec::new())
            }
            _ => {
                // Whatever the function is, it makes its columns of what it is given.
                let value = self.sum_of(&view.parts, Shape::Opaque, scope, env);
                let named = |name: &Sym| Column {
                    name: self.names.text(*name).into(),
                    value: Rc::clone(&value),
                };
                match names.is_empty() {
                    true => Relation::unknown("", "LATERAL VIEW of a function of unknown columns"),
                    false => Relation::of(names.iter().map(named).collect(), Vec::new()),
                }
            }
        };
        scope.items.push(Item {
            alias: view.name.map(|name| self.names.text(name).to_owned()),
            made: true,
            ..Item::unnamed(Rc::new(relation), group)
        });
    }

    /// The columns of `explode(x)`, `posexplode(x) AS (a, b)` and the like in a select list; `None`
    /// where they aren't told by the text.
    pub(super) fn generated(
        &mut self,
        generated: &Generated,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Option<Relation> {
        let names = &generated.names;
        let relation = self.made(&generated.call, names.len(), scope, env)?;
        if names.is_empty() {
            return Some(relation);
        }
        if !relation.rest.is_empty() || relation.columns.len() != names.len() {
            return None;
        }
        let columns = relation.columns.iter().zip(names);
        let columns = columns.map(|(column, name)| Column {
            name: self.names.text(*name).into(),
            value: Rc::clone(&column.value),
        });
        Some(Relation::of(columns.collect(), Vec::new()))
    }

    /// The relation that a function makes; `names` columns are named by its alias.
    pub(super) fn made(
        &mut self,
        call: &Call,
        names: usize,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Option<Relation> {
        let name = self.names.text(call.name);
        if self.dialect.is_bigquery()
            && let Some(relation) = self.extended(name, call, scope, env)
        {
            return Some(relation);
        }
        if let Some(cells) = &call.cells
            && let relation = self.stack(cells, scope, env)
            && (names == 0 || names == relation.columns.len())
        {
            return Some(relation);
        }
        if is_record(name) && names > 0 {
            let value = self.computed_of(call, scope, env);
            let columns = (0..names).map(|at| Column {
                name: format!("c{at}").into(),
                value: Rc::clone(&value),
            });
            return Some(Relation::of(columns.collect(), Vec::new()));
        }
        if name == "INLINE" || name == "INLINE_OUTER" {
            let value = self.first_of(call, scope, env)?;
            let element = self.element(&value);
            return Some(self.star_of_value(&element).into_relation());
        }
        let Some(list) = columns_of(name, self.dialect) else {
            if !is_series(name) {
                return None;
            }
            let value = match name {
                "UNNEST" => {
                    let array = self.first_of(call, scope, env)?;
                    self.element(&array)
                }
                _ => self.computed_of(call, scope, env),
            };
            return Some(Relation::rows(value));
        };
        let whole = self.computed_of(call, scope, env);
        let value = match list.iter().any(|(_, made)| matches!(made, Made::Element)) {
            true => {
                let array = self.first_of(call, scope, env)?;
                self.element(&array)
            }
            false => Rc::clone(&whole),
        };
        let mut columns: Vec<Column> = list
            .iter()
            .map(|(name, made)| Column {
                name: (*name).into(),
                value: match made {
                    Made::Element => Rc::clone(&value),
                    Made::Computed => Rc::clone(&whole),
                },
            })
            .collect();
        // A map explodes to two columns, and only the names tell that it is one.
        if name.contains("EXPLODE") && names == columns.len() + 1 && !name.starts_with("VARIANT") {
            columns.pop();
            for name in ["key", "value"] {
                columns.push(Column {
                    name: name.into(),
                    value: Rc::clone(&whole),
                });
            }
        }
        Some(Relation::of(columns, Vec::new()))
    }

    /// `stack(2, 'a', x, 'b', y)`: rows spelled out one after the other.
    fn stack(&mut self, cells: &Cells, scope: &Scope<'_>, env: &Env<'_>) -> Relation {
        let rows = cells.rows as usize;
        let width = cells.cells.len().div_ceil(rows.max(1));
        let mut columns = Vec::with_capacity(width);
        for at in 0..width {
            let mut values = Vec::with_capacity(rows);
            for cell in cells.cells.iter().skip(at).step_by(width) {
                values.push(self.value(cell, scope, env));
            }
            columns.push(Column {
                name: format!("col{at}").into(),
                value: value::either(&values),
            });
        }
        Relation::of(columns, Vec::new())
    }

    /// `APPENDS(TABLE t, …)`, `CHANGES(TABLE t, …)`: the rows of a table and what became of them.
    fn extended(
        &mut self,
        name: &str,
        call: &Call,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Option<Relation> {
        if name != "APPENDS" && name != "CHANGES" {
            return None;
        }
        let Some(Expr::Subquery(query)) = &call.input else {
            return None;
        };
        let table = self.subquery(query, Some(scope), env);
        let mut columns = table.columns.as_ref().clone();
        columns.extend(["_CHANGE_TYPE", "_CHANGE_TIMESTAMP"].map(|name| Column {
            name: name.into(),
            value: Rc::new(Value::constant()),
        }));
        Some(Relation::of(columns, table.rest.clone()))
    }

    /// The value of the argument that is taken apart.
    fn first_of(&mut self, call: &Call, scope: &Scope<'_>, env: &Env<'_>) -> Option<Rc<Value>> {
        let input = call.input.as_ref()?;
        Some(self.value(input, scope, env))
    }

    fn computed_of(&mut self, call: &Call, scope: &Scope<'_>, env: &Env<'_>) -> Rc<Value> {
        let value = self.sum_of(&call.parts, Shape::Scalar, scope, env);
        self.lifted(&value, Derivation::Transformation, Sum::new())
    }
}
