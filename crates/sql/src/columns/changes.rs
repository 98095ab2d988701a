//! Stars with EXCEPT, REPLACE, RENAME.

use std::collections::HashMap;
use std::rc::Rc;

use super::super::form::Changes;
use super::column_scope::{Env, Scope};
use super::known_relation::{Lookup, Relation};
use super::output::Output;
use super::resolution::Engine;
use super::value::Column;

impl Engine<'_> {
    /// A star with EXCEPT, REPLACE, RENAME.
    pub(super) fn modified(
        &mut self,
        part: Output,
        changes: Option<&Changes>,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Output {
        let Some(changes) = changes else {
            return part;
        };
        if changes.like {
            return Relation::unknown("", "a star with ILIKE").rest_only();
        }
        let names = self.names;
        let removed = changes.removed.iter();
        let removed: Vec<String> = removed.map(|name| names.text(*name).to_owned()).collect();
        // In the order of the text, so that the outcome doesn't hang on hashing.
        let mut replaced: Vec<(String, Column)> = Vec::new();
        for (name, value) in &changes.replaced {
            let name = names.text(*name);
            let column = Column {
                name: name.into(),
                value: self.value(value, scope, env),
            };
            replaced.push((name.to_lowercase(), column));
        }
        let relation = part.into_relation();
        let mut changed: HashMap<String, Option<Column>> = HashMap::new();
        for name in &removed {
            changed.insert(name.clone(), None);
        }
        for (name, column) in &replaced {
            changed.insert(name.clone(), Some(column.clone()));
        }
        let mut late: Vec<Column> = Vec::new();
        for (name, column) in &replaced {
            if relation.find(name).is_none() && !relation.rest.is_empty() {
                late.push(column.clone());
            }
        }
        for (old, new) in &changes.renamed {
            let lower = names.text(*old).to_lowercase();
            let value = match changed.get(&lower) {
                Some(Some(column)) => Rc::clone(&column.value),
                _ => match self.lookup(&relation, &lower) {
                    Lookup::Yes(value) | Lookup::Maybe(value) => value,
                    Lookup::No => continue,
                },
            };
            let column = Column {
                name: names.text(*new).into(),
                value,
            };
            if relation.find(&lower).is_none() {
                late.push(column.clone());
            }
            changed.insert(lower, Some(column));
        }
        let mut except = removed;
        except.extend(replaced.into_iter().map(|(name, _)| name));
        let renamed = changes.renamed.iter();
        except.extend(renamed.map(|(old, _)| names.text(*old).to_lowercase()));
        let mut output = Output::default();
        output.append(
            &relation.columns,
            &relation.rest,
            &except,
            |column| match changed.get(&column.name.to_lowercase()) {
                Some(Some(new)) => Some(new.clone()),
                Some(None) => None,
                None => Some(column.clone()),
            },
        );
        output.columns.extend(late);
        output
    }
}

impl Relation {
    fn rest_only(self) -> Output {
        Output {
            columns: Vec::new(),
            rest: self.rest,
            ..Output::default()
        }
    }
}
