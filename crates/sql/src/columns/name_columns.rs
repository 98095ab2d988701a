//! What the names in an expression stand for.

use std::rc::Rc;

use super::super::Dialect;
use super::super::form::{Name, Word};
use super::super::functions::{Niladic, niladic};
use super::column_scope::{Item, Scope, split_quoted};
use super::known_relation::same;
use super::known_relation::{Lookup, Relation};
use super::limits::TOO_LARGE;
use super::lineage::Derivation;
use super::resolution::Engine;
use super::value::{Shape, Sum, Value};

/// Columns that BigQuery adds to tables of some sorts.
fn is_pseudo(name: &str) -> bool {
    [
        "_TABLE_SUFFIX",
        "_PARTITIONTIME",
        "_PARTITIONDATE",
        "_FILE_NAME",
        "_CHANGE_TYPE",
        "_CHANGE_TIMESTAMP",
    ]
    .iter()
    .any(|pseudo| pseudo.eq_ignore_ascii_case(name))
}

impl Engine<'_> {
    /// What a dotted name stands for.
    pub(super) fn named(&mut self, names: &[Name], scope: &Scope<'_>) -> Rc<Value> {
        match names {
            [one] => self.resolve(&[self.names.word(*one)], scope),
            many => self.resolve(&self.names.words(many), scope),
        }
    }

    /// What a dotted name, spelled out, stands for.
    pub(super) fn resolve(&mut self, names: &[Word<'_>], scope: &Scope<'_>) -> Rc<Value> {
        let [first, rest @ ..] = names else {
            return Value::unknown("an empty name");
        };
        if !first.is_quoted() && first.text.starts_with('@') {
            return Rc::new(Value::constant());
        }
        // It is looked for in each of the relations.
        if self.spend(scope.items.len() / 8) {
            return Value::unknown(TOO_LARGE);
        }
        if !rest.is_empty() {
            // The last part is the column: no name of it holds a dot.
            if self.dialect.quotes_whole_names()
                && let Some(mut split) = split_quoted(&names[..names.len() - 1])
            {
                split.extend(names.last());
                return self.resolve(&split, scope);
            }
            let mut next = Some(scope);
            while let Some(here) = next {
                if let Some(value) = self.qualified(first, rest, names, here) {
                    return value;
                }
                match self.here(first.text, here) {
                    Lookup::No => {
                        let found = here.written_otherwise(names, self.defaults);
                        if let Some((item, count)) = found
                            && let Some((column, rest)) = names[count..].split_first()
                        {
                            let relation = Rc::clone(&item.relation);
                            let value = match self.lookup(&relation, column.text) {
                                Lookup::Yes(value) | Lookup::Maybe(value) => value,
                                Lookup::No => Value::unknown(format!(
                                    "no column `{}` in `{}`",
                                    column.text,
                                    names[count - 1].text
                                )),
                            };
                            return self.path(value, rest);
                        }
                    }
                    Lookup::Yes(value) => return self.path(value, rest),
                    Lookup::Maybe(_) => break,
                }
                next = here.parent;
            }
        }
        let value = self.name(first, scope);
        self.path(value, rest)
    }

    fn path(&mut self, mut value: Rc<Value>, fields: &[Word<'_>]) -> Rc<Value> {
        for field in fields {
            value = self.field(&value, field.text);
        }
        value
    }

    /// `alias.column`, if there is such a relation in this scope.
    fn qualified(
        &mut self,
        first: &Word<'_>,
        rest: &[Word<'_>],
        names: &[Word<'_>],
        scope: &Scope<'_>,
    ) -> Option<Rc<Value>> {
        let (item, rest) = match scope.item(first.text) {
            Some(item) => (item, rest),
            None => {
                let (item, count) = scope.written(names)?;
                (item, &names[count..])
            }
        };
        if let Some(why) = &scope.poison {
            return Some(Value::unknown(Rc::clone(why)));
        }
        let twice = scope
            .items
            .iter()
            .filter(|other| {
                item.alias.is_some()
                    && other
                        .alias
                        .as_deref()
                        .is_some_and(|alias| same(alias, first.text))
            })
            .count();
        if twice > 1 {
            return Some(Value::unknown(format!(
                "several relations go by `{}`",
                first.text
            )));
        }
        let (column, rest) = rest.split_first()?;
        let relation = Rc::clone(&item.relation);
        self.exact = column.is_quoted();
        let value = match self.lookup(&relation, column.text) {
            Lookup::Yes(value) | Lookup::Maybe(value) => value,
            Lookup::No => match self.pseudo(&relation, column.text) {
                Some(value) => value,
                None => {
                    // A column by the name of the relation may be meant.
                    return match self.here(first.text, scope) {
                        Lookup::No => Some(Value::unknown(format!(
                            "no column `{}` in `{}`",
                            column.text, first.text
                        ))),
                        _ if relation.value.is_some() => Some(Value::unknown(format!(
                            "no field `{}` in `{}`",
                            column.text, first.text
                        ))),
                        _ => None,
                    };
                }
            },
        };
        Some(self.path(value, rest))
    }

    fn pseudo(&mut self, relation: &Relation, name: &str) -> Option<Rc<Value>> {
        if !self.dialect.is_bigquery() || !is_pseudo(name) {
            return None;
        }
        let base = relation.table?;
        let table = Rc::clone(self.origin(base)?.0);
        let id = self.source(&table, &name.to_ascii_uppercase());
        Some(Value::stored(id))
    }

    /// What a single name stands for, from the innermost scope outwards.
    fn name(&mut self, word: &Word<'_>, scope: &Scope<'_>) -> Rc<Value> {
        let name = word.text;
        let called = match word.is_quoted() {
            false => niladic(name, self.dialect),
            true => Niladic::No,
        };
        if called == Niladic::Reserved {
            return Rc::new(Value::constant());
        }
        self.exact = word.is_quoted();
        let mut perhaps: Option<Rc<Value>> = None;
        let mut next = Some(scope);
        while let Some(here) = next {
            match self.here(name, here) {
                Lookup::No => {}
                Lookup::Yes(value) if perhaps.is_none() => return value,
                Lookup::Yes(_) => return ambiguous(name),
                Lookup::Maybe(_) if perhaps.is_some() => return ambiguous(name),
                Lookup::Maybe(value) => perhaps = Some(value),
            }
            next = here.parent;
        }
        // A column of that name would go first, if there were one for sure.
        if called == Niladic::Function {
            return Rc::new(Value::constant());
        }
        if let Some(value) = perhaps {
            return value;
        }
        let mut next = Some(scope);
        while let Some(here) = next {
            let mut tables = here
                .items
                .iter()
                .filter(|item| item.relation.table.is_some());
            if let Some(item) = tables.next()
                && tables.next().is_none()
            {
                let relation = Rc::clone(&item.relation);
                if let Some(value) = self.pseudo(&relation, name) {
                    return value;
                }
            }
            next = here.parent;
        }
        Value::unknown(format!("no such column: `{name}`"))
    }

    /// What a single name stands for in one scope.
    pub(super) fn here(&mut self, name: &str, scope: &Scope<'_>) -> Lookup {
        if let Some(why) = &scope.poison {
            return Lookup::Yes(Value::unknown(Rc::clone(why)));
        }
        let found = self.column(name, scope, 0..scope.items.len(), None);
        let mut named = scope
            .lateral
            .iter()
            .filter(|column| same(&column.name, name));
        match (found, named.next(), named.next()) {
            (found, None, _) => found,
            (Lookup::No, Some(column), None) => Lookup::Yes(Rc::clone(&column.value)),
            (found @ Lookup::Yes(_), Some(_), _) => found,
            _ => Lookup::Yes(ambiguous(name)),
        }
    }

    /// The column `name` of some of a scope's relations.
    pub(super) fn column(
        &mut self,
        name: &str,
        scope: &Scope<'_>,
        items: std::ops::Range<usize>,
        group: Option<usize>,
    ) -> Lookup {
        let merged = scope.using.iter().find(|merged| {
            group.is_none_or(|group| group == merged.group) && same(&merged.column.name, name)
        });
        if let Some(merged) = merged {
            return Lookup::Yes(Rc::clone(&merged.column.value));
        }
        let mut sure: Vec<Rc<Value>> = Vec::new();
        let mut perhaps: Vec<Rc<Value>> = Vec::new();
        let mut elements = 0usize;
        let mut made = 0usize;
        let mut row = None;
        for item in scope.items.get(items).unwrap_or_default() {
            if group.is_none() && item.alias.as_deref().is_some_and(|alias| same(alias, name)) {
                row = Some(item);
            }
            match self.lookup(&item.relation, name) {
                Lookup::Yes(value) => {
                    made += usize::from(item.made);
                    sure.push(value);
                }
                Lookup::Maybe(value) => {
                    let element = item.relation.value.is_some();
                    elements += usize::from(element || self.is_partial(&item.relation));
                    perhaps.push(value);
                }
                Lookup::No => {}
            }
        }
        if row.is_none() && group.is_none() && sure.is_empty() && perhaps.is_empty() {
            row = scope.named.iter().find(|item| {
                let alias = item.alias.as_deref();
                alias.is_some_and(|alias| same(alias, name))
            });
        }
        if let Some(item) = row {
            let whole = self.row(item);
            // A name of a relation and of a column: which of them is meant differs by dialect.
            // In BigQuery a range variable hides the columns of its name; elsewhere it is the
            // other way round. The columns of a relation of which nothing is known are left out
            // of account, as otherwise no alias could be relied on.
            return match (sure.as_slice(), self.dialect) {
                ([], _) => Lookup::Yes(whole),
                ([one], _) if one.sources == whole.sources && one.unknown.is_none() => {
                    Lookup::Yes(Rc::clone(one))
                }
                (_, Dialect::BigQuery | Dialect::BigQueryLegacy) => Lookup::Yes(whole),
                ([one], _) => Lookup::Yes(Rc::clone(one)),
                _ => Lookup::Yes(ambiguous(name)),
            };
        }
        match (sure.as_slice(), perhaps.as_slice()) {
            ([], []) => Lookup::No,
            ([], [one]) => Lookup::Maybe(Rc::clone(one)),
            // Elements of an array of which nothing is known seldom are structs, and of a column
            // that two relations have the warehouse asks which one is meant.
            ([one], others) if others.len() == elements => Lookup::Yes(Rc::clone(one)),
            // Nobody gives what a function makes the name of a column that is there.
            ([one], _) if made == 1 => Lookup::Yes(Rc::clone(one)),
            _ => Lookup::Yes(ambiguous(name)),
        }
    }

    /// The value of a whole row.
    pub(super) fn row(&mut self, item: &Item) -> Rc<Value> {
        let relation = &item.relation;
        if let Some(value) = &relation.value {
            return Rc::clone(value);
        }
        let mut sum = Sum::new();
        self.spend(relation.columns.len());
        for column in relation.columns.iter() {
            sum.add(&column.value);
        }
        if !sum.sources.is_empty() {
            sum.how = sum.how.max(Derivation::Transformation);
        }
        let Some(rest) = relation.rest.first() else {
            return sum.computed(Shape::Fields(Rc::clone(&relation.columns)));
        };
        if sum.unknown.is_none() {
            sum.unknown = Some(Rc::clone(&rest.reason));
        }
        let shape = match rest.base {
            Some(base)
                if relation.columns.is_empty()
                    && relation.rest.len() == 1
                    && rest.except.is_empty() =>
            {
                Shape::Path {
                    base,
                    extra: Vec::new(),
                }
            }
            _ => Shape::Hidden("a row whose columns aren't known"),
        };
        sum.computed(shape)
    }
}

fn ambiguous(name: &str) -> Rc<Value> {
    Value::unknown(format!("`{name}` could be a column of several relations"))
}
