//! FROM: which relations a select reads.

use std::rc::Rc;

use super::super::Dialect;
use super::super::form::{
    Constraint, Factor, Join, Joined, Joining, Name, Table, Turn, Turned, Unnest,
};
use super::super::full_name::full_name;
use super::alias::mark_made;
use super::column_scope::{Env, Item, Scope};
use super::known_relation::Relation;
use super::limits::TOO_LARGE;
use super::resolution::Engine;
use super::value::{Column, Shape, Sum};

impl Engine<'_> {
    /// Adds the relations of a FROM to a scope.
    pub(super) fn add_from(&mut self, from: &[Joined], scope: &mut Scope<'_>, env: &Env<'_>) {
        for table in from {
            let group = scope.items.last().map_or(0, |item| item.group + 1);
            self.joined(table, group, scope, env);
        }
    }

    fn joined(&mut self, table: &Joined, group: usize, scope: &mut Scope<'_>, env: &Env<'_>) {
        self.factor(&table.factor, group, scope, env);
        for join in &table.joins {
            self.join(join, group, scope, env);
        }
    }

    /// Adds one more relation to those of `group`.
    pub(super) fn join(&mut self, join: &Join, group: usize, scope: &mut Scope<'_>, env: &Env<'_>) {
        let right = scope.items.len();
        self.factor(&join.factor, group, scope, env);
        let kept = match join.joining {
            Joining::Both(kept) => kept,
            Joining::Semi => {
                scope.items.truncate(right);
                return;
            }
            Joining::Apply => return,
            Joining::RightSemi => {
                scope.poison = Some("a right semi join".into());
                return;
            }
            Joining::Array => {
                scope.poison = Some("ARRAY JOIN".into());
                return;
            }
        };
        match &join.constraint {
            Constraint::Using(names) => {
                let names = self.texts(names);
                self.using(&names, kept, group, right, scope);
            }
            Constraint::Natural => self.natural(kept, group, right, scope),
            Constraint::On(_) => {}
        }
    }

    /// Adds one entry of a FROM.
    pub(super) fn factor(
        &mut self,
        factor: &Factor,
        group: usize,
        scope: &mut Scope<'_>,
        env: &Env<'_>,
    ) {
        if self.spend(1) {
            scope.poison = Some(TOO_LARGE.into());
            return;
        }
        match factor {
            Factor::Table(table) => self.table_factor(table, group, scope, env),
            Factor::Derived {
                lateral,
                query,
                alias,
            } => {
                let relation = {
                    // An APPLY sees what stands before it.
                    let parent = if *lateral || self.dialect == Dialect::MsSql {
                        Some(&*scope)
                    } else {
                        scope.parent
                    };
                    self.subquery(query, parent, env)
                };
                self.push(relation, alias.as_ref(), group, scope);
            }
            Factor::Unnest(unnest) => self.unnest(unnest, group, scope, env),
            Factor::Nested(joined, alias) => {
                let mut inner = Scope::within(scope.parent);
                self.joined(joined, 0, &mut inner, env);
                if alias.is_some() {
                    let relation = Rc::new(self.star(&inner).into_relation());
                    self.push(relation, alias.as_ref(), group, scope);
                    return;
                }
                if !inner.using.is_empty() {
                    scope.poison = Some("USING within parentheses".into());
                }
                if inner.poison.is_some() {
                    scope.poison.clone_from(&inner.poison);
                }
                scope
                    .items
                    .extend(inner.items.into_iter().map(|item| Item { group, ..item }));
            }
            Factor::Turned(turned) => self.turned(turned, group, scope, env),
            Factor::Recognize(recognize) => {
                let mut inner = Scope::within(scope.parent);
                self.factor(&recognize.factor, 0, &mut inner, env);
                let relation = self.recognized(recognize, inner, env);
                self.push(Rc::new(relation), recognize.alias.as_ref(), group, scope);
            }
            Factor::Listed(listed) => {
                let value = self.sum_of(&listed.parts, Shape::Opaque, scope, env);
                let columns = listed.names.iter().map(|name| Column {
                    name: self.names.text(*name).into(),
                    value: Rc::clone(&value),
                });
                let relation = Relation::of(columns.collect(), Vec::new());
                self.push(Rc::new(relation), listed.alias.as_ref(), group, scope);
                mark_made(scope);
            }
            Factor::Function(function) => {
                if !self.table_function(function, group, scope, env) {
                    let what = self.names.text(function.what);
                    let relation = Rc::new(Relation::unknown("", what));
                    self.push(relation, function.alias.as_ref(), group, scope);
                }
            }
        }
    }

    /// A relation with some PIVOT and UNPIVOT, each of what stands before it.
    fn turned(&mut self, turned: &Turned, group: usize, scope: &mut Scope<'_>, env: &Env<'_>) {
        let Some((last, before)) = turned.turns.split_last() else {
            return;
        };
        if self.spend(before.len()) {
            scope.poison = Some(TOO_LARGE.into());
            return;
        }
        let mut inner = Scope::within(scope.parent);
        self.factor(&turned.factor, 0, &mut inner, env);
        for (turn, alias) in before {
            let relation = self.turn(turn, &inner, env);
            inner = Scope::within(scope.parent);
            self.push(Rc::new(relation), alias.as_ref(), 0, &mut inner);
        }
        let (turn, alias) = last;
        let relation = self.turn(turn, &inner, env);
        self.push(Rc::new(relation), alias.as_ref(), group, scope);
    }

    fn turn(&mut self, turn: &Turn, inner: &Scope<'_>, env: &Env<'_>) -> Relation {
        match turn {
            Turn::Pivot(pivot) => self.pivot(inner, pivot, env),
            Turn::Unpivot(unpivot) => self.unpivot(inner, unpivot),
        }
    }

    fn table_factor(&mut self, table: &Table, group: usize, scope: &mut Scope<'_>, env: &Env<'_>) {
        let names = self.names;
        let words = names.words(&table.name);
        let array = match words.as_slice() {
            [first, _, ..] => {
                !table.whole && self.dialect.has_array_joins() && in_sight(first.text, scope)
            }
            _ => false,
        };
        let relation = if array {
            let value = self.resolve(&words, scope);
            Rc::new(Relation::rows(self.element(&value)))
        } else {
            self.named_table(&table.name, env)
        };
        let alias = table.alias.as_deref();
        let items = scope.items.len();
        // `FROM t, t.items AS i AT n`
        let place = alias.and_then(|alias| alias.at).map(|at| {
            let mut sum = Sum::new();
            if let Some(value) = &relation.value {
                sum.add(value);
            }
            Column {
                name: names.text(at).into(),
                value: sum.computed(Shape::Scalar),
            }
        });
        self.push(relation, alias, group, scope);
        if let Some(place) = place {
            let relation = Rc::new(Relation::of(vec![place], Vec::new()));
            self.push(relation, None, group, scope);
        }
        if alias.is_none()
            && let Some(item) = scope.items.get_mut(items)
        {
            item.alias = words.last().map(|word| word.text.to_owned());
            item.parts = words.iter().map(|word| word.text.to_owned()).collect();
        }
    }

    /// The relation of that name: a common table expression or a table.
    pub(super) fn named_table(&mut self, name: &[Name], env: &Env<'_>) -> Rc<Relation> {
        let names = self.names;
        let parts: Vec<&str> = name.iter().map(|part| names.text(part.text())).collect();
        if let [one] = parts.as_slice() {
            if let Some(relation) = env.find(one) {
                return relation;
            }
            let lower = one.to_ascii_lowercase();
            let temporary = self.temporary;
            let found = temporary.binary_search_by(|known| (**known).cmp(lower.as_str()));
            if found.is_ok() {
                return Rc::new(Relation::unknown(one, "a temporary table"));
            }
        }
        match full_name(&parts, self.dialect, self.defaults) {
            Some(name) => self.table(&name),
            None => Rc::new(Relation::unknown(&parts.join("."), "no table's name")),
        }
    }

    fn unnest(&mut self, unnest: &Unnest, group: usize, scope: &mut Scope<'_>, env: &Env<'_>) {
        let Unnest {
            arrays,
            alias,
            offset,
            ordinality,
        } = unnest;
        let mut sum = Sum::new();
        let mut elements = Vec::with_capacity(arrays.len());
        for expr in arrays {
            let value = self.value(expr, scope, env);
            sum.add(&value);
            elements.push(self.element(&value));
        }
        let place = sum.computed(Shape::Scalar);
        let pair = *ordinality
            && alias
                .as_ref()
                .is_some_and(|alias| alias.columns.len() == elements.len() + 1);
        let named = alias.as_ref().map_or(0, |alias| alias.columns.len());
        let named = named - usize::from(*ordinality && named > 0);
        let relation = match elements.as_slice() {
            // Rows and maps come apart: `UNNEST(pairs) AS t (a, b)`.
            [one] if named > 1 => {
                let mut columns = self.apart(one, named);
                if *ordinality {
                    columns.push(Column {
                        name: "ordinality".into(),
                        value: Rc::clone(&place),
                    });
                }
                Relation::of(columns, Vec::new())
            }
            [one] if !pair => Relation::rows(Rc::clone(one)),
            many => {
                let more = named > many.len();
                let mut columns: Vec<Column> = match more {
                    true => self.spread(many, named),
                    false => many
                        .iter()
                        .map(|value| Column {
                            name: "".into(),
                            value: Rc::clone(value),
                        })
                        .collect(),
                };
                if pair || (more && *ordinality) {
                    columns.push(Column {
                        name: "ordinality".into(),
                        value: Rc::clone(&place),
                    });
                }
                Relation::of(columns, Vec::new())
            }
        };
        self.push(Rc::new(relation), alias.as_ref(), group, scope);
        if alias
            .as_ref()
            .is_some_and(|alias| !alias.columns.is_empty())
        {
            mark_made(scope);
        }
        if let Some(name) = offset {
            let column = Column {
                name: self.names.text(*name).into(),
                value: place,
            };
            let relation = Rc::new(Relation::of(vec![column], Vec::new()));
            self.push(relation, None, group, scope);
        }
    }
}

/// Whether an alias of this FROM or one around it can be walked into.
fn in_sight(name: &str, scope: &Scope<'_>) -> bool {
    let mut next = Some(scope);
    while let Some(here) = next {
        if here.item(name).is_some() {
            return true;
        }
        next = here.parent;
    }
    false
}
