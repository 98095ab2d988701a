//! Relations under the names that aliases give them and their columns.

use std::rc::Rc;

use super::super::form::{Alias, Sym};
use super::column_scope::{Item, Scope};
use super::known_relation::Relation;
use super::resolution::Engine;
use super::value::{Column, Value};

impl Engine<'_> {
    /// Adds a relation to a scope.
    pub(super) fn push(
        &mut self,
        relation: Rc<Relation>,
        alias: Option<&Alias>,
        group: usize,
        scope: &mut Scope<'_>,
    ) {
        let relation = match alias {
            Some(alias) => self.renamed(relation, &alias.columns),
            None => relation,
        };
        scope.items.push(Item {
            alias: alias.map(|alias| self.names.text(alias.name).to_owned()),
            ..Item::unnamed(relation, group)
        });
    }

    /// A relation whose columns an alias renames: `AS t(a, b)`.
    pub(super) fn renamed(&mut self, relation: Rc<Relation>, names: &[Sym]) -> Rc<Relation> {
        if names.is_empty() {
            return relation;
        }
        if relation.columns.is_empty()
            && let (Some(value), [name]) = (&relation.value, names)
        {
            let column = Column {
                name: self.names.text(*name).into(),
                value: Rc::clone(value),
            };
            return Rc::new(Relation::of(vec![column], Vec::new()));
        }
        let certain = relation.certain();
        if relation.value.is_some() || names.len() > certain {
            let columns = names
                .iter()
                .map(|name| Column {
                    name: self.names.text(*name).into(),
                    value: Value::unknown(match relation.rest.first() {
                        Some(rest) => rest.reason.to_string(),
                        None => "more names than columns".to_owned(),
                    }),
                })
                .collect();
            return Rc::new(Relation::of(columns, relation.rest.clone()));
        }
        let mut columns = relation.columns.as_ref().clone();
        for (column, name) in columns.iter_mut().zip(names) {
            column.name = self.names.text(*name).into();
        }
        Rc::new(Relation::of(columns, relation.rest.clone()))
    }
}

/// Says that the columns of the last entry are made by it.
pub(super) fn mark_made(scope: &mut Scope<'_>) {
    if let Some(item) = scope.items.last_mut() {
        item.made = true;
    }
}
