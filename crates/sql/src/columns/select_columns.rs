//! One SELECT and its list.

use std::collections::HashSet;
use std::rc::Rc;

use super::super::Dialect;
use super::super::form::{Item, Rows, Select};
use super::column_scope::{Env, Scope};
use super::known_relation::Relation;
use super::output::{Output, structure};
use super::resolution::Engine;
use super::value::{Column, Shape};

impl Engine<'_> {
    pub(super) fn select(
        &mut self,
        select: &Select,
        parent: Option<&Scope<'_>>,
        env: &Env<'_>,
    ) -> Rc<Relation> {
        let mut scope = Scope::within(parent);
        scope.windows = &select.windows;
        self.add_from(&select.from, &mut scope, env);
        for view in &select.views {
            self.lateral_view(view, &mut scope, env);
        }
        let mut output = Output::default();
        if select.items.is_empty() {
            output = self.star(&scope);
        }
        self.project_all(&select.items, &mut scope, env, &mut output);
        if let Some(exclude) = &select.exclude {
            let names = exclude.iter().map(|name| self.names.text(*name));
            let names: Vec<String> = names.map(str::to_owned).collect();
            let gone: HashSet<&str> = names.iter().map(String::as_str).collect();
            let part = std::mem::take(&mut output);
            output.overfull = part.overfull;
            output.append(&part.columns, &part.rest, &names, |column| {
                let is_gone = gone.contains(column.name.to_lowercase().as_str());
                (!is_gone).then(|| column.clone())
            });
        }
        match select.rows {
            Rows::Columns => Rc::new(output.into_relation()),
            Rows::Struct => {
                let value = structure(&output);
                let mut relation = output.into_relation();
                relation.value = Some(value);
                Rc::new(relation)
            }
            Rows::Value => match (output.columns.as_slice(), output.rest.as_slice()) {
                ([one], []) => Rc::new(Relation::rows(Rc::clone(&one.value))),
                _ => Rc::new(Relation::unknown("", "SELECT AS VALUE of several columns")),
            },
        }
    }

    /// Adds the columns of a select list.
    pub(super) fn project_all(
        &mut self,
        items: &[Item],
        scope: &mut Scope<'_>,
        env: &Env<'_>,
        output: &mut Output,
    ) {
        let lateral = matches!(
            self.dialect,
            Dialect::Snowflake
                | Dialect::Redshift
                | Dialect::Databricks
                | Dialect::DuckDb
                | Dialect::ClickHouse
        );
        for item in items {
            let item = match item {
                Item::Generated(generated) => match self.generated(generated, scope, env) {
                    Some(relation) => {
                        output.append(&relation.columns, &relation.rest, &[], |column| {
                            Some(column.clone())
                        });
                        continue;
                    }
                    None => &generated.otherwise,
                },
                item => item,
            };
            let (part, changes) = match item {
                Item::Column { name, value } => {
                    let column = Column {
                        name: self.names.text(*name).into(),
                        value: self.value(value, scope, env),
                    };
                    if lateral && !column.name.is_empty() {
                        scope.lateral.push(column.clone());
                    }
                    output.columns.push(column);
                    continue;
                }
                Item::Columns { names, value } => {
                    let value = self.sum_of(value, Shape::Opaque, scope, env);
                    output.columns.extend(names.iter().map(|name| Column {
                        name: self.names.text(*name).into(),
                        value: Rc::clone(&value),
                    }));
                    continue;
                }
                // No generator is another one's other item.
                Item::Generated(_) => continue,
                Item::Star(changes) => (self.star(scope), changes),
                Item::StarOfName(name, changes) => (self.star_of_name(name, scope), changes),
                Item::StarOfValue(value, changes) => {
                    let value = self.value(value, scope, env);
                    (self.star_of_value(&value), changes)
                }
            };
            let part = self.modified(part, changes.as_deref(), scope, env);
            output.add(&part);
        }
    }
}
