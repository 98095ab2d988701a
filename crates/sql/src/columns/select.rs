//! One SELECT and its list.

use std::collections::HashSet;
use std::rc::Rc;

use super::super::Dialect;
use super::super::form::{Item, Rows, Select};
use super::engine::Engine;
use super::relation::{Relation, Rest};
use super::scope::{Env, Scope};
use super::value::{Column, Shape, Sum, Value};

/// The columns of a select list, as they come up.
#[derive(Debug, Default)]
pub(super) struct Output {
    pub(super) columns: Vec<Column>,
    pub(super) rest: Vec<Rest>,
    /// There were more columns than are kept.
    pub(super) overfull: bool,
    /// How many names all of `rest` don't hold.
    pub(super) excepted: usize,
}

/// Most columns of a relation, as in BigQuery: stars over stars double them at each step.
const MOST_COLUMNS: usize = 10_000;
/// Most stars in a list whose columns aren't known: those double as well.
const MOST_STARS: usize = 1_000;
/// Most names that the stars of a list are told not to hold, all of them together.
const MOST_EXCEPTED: usize = 200_000;

/// What stands for columns beyond that.
pub(super) fn too_many() -> Rest {
    Rest::of_anything("more columns than a table may have: 10,000 is the limit")
}

impl Output {
    /// Adds columns, with stars among them kept in their places.
    pub(super) fn append(
        &mut self,
        columns: &[Column],
        rests: &[Rest],
        except: &[String],
        mut keep: impl FnMut(&Column) -> Option<Column>,
    ) {
        for (at, column) in columns.iter().enumerate() {
            if self.overfull || self.columns.len() >= MOST_COLUMNS {
                self.overfull = true;
                return;
            }
            if !rests.is_empty() {
                self.append_rests(rests.iter().filter(|rest| rest.at == at), except);
            }
            if let Some(column) = keep(column) {
                self.columns.push(column);
            }
        }
        self.append_rests(rests.iter().filter(|rest| rest.at >= columns.len()), except);
    }

    fn append_rests<'r>(&mut self, rests: impl Iterator<Item = &'r Rest>, except: &[String]) {
        for rest in rests {
            self.excepted += rest.except.len() + except.len();
            if self.rest.len() >= MOST_STARS || self.excepted > MOST_EXCEPTED {
                self.overfull = true;
                return;
            }
            let mut rest = rest.clone();
            rest.at = self.columns.len();
            rest.except.extend_from_slice(except);
            self.rest.push(rest);
        }
    }

    fn add(&mut self, part: &Output) {
        self.overfull |= part.overfull;
        if self.overfull {
            return;
        }
        self.append(&part.columns, &part.rest, &[], |column| {
            Some(column.clone())
        });
    }

    pub(super) fn into_relation(self) -> Relation {
        if self.overfull {
            return Relation::of(Vec::new(), vec![too_many()]);
        }
        Relation::of(self.columns, self.rest)
    }
}

impl Engine<'_> {
    pub(super) fn select(
        &mut self,
        select: &Select,
        parent: Option<&Scope<'_>>,
        env: &Env<'_>,
    ) -> Rc<Relation> {
        let mut scope = Scope::within(parent);
        scope.windows = &select.windows;
        self.from(&select.from, &mut scope, env);
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
                    let value = self.sum(value, Shape::Opaque, scope, env);
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

/// The struct that columns make.
pub(super) fn structure(output: &Output) -> Rc<Value> {
    let mut sum = Sum::new();
    for column in &output.columns {
        sum.add(&column.value);
    }
    match output.rest.first() {
        None => sum.computed(Shape::Fields(Rc::new(output.columns.clone()))),
        Some(rest) => {
            sum.unknown = Some(Rc::clone(&rest.reason));
            sum.computed(Shape::Hidden("a struct whose fields aren't known"))
        }
    }
}
