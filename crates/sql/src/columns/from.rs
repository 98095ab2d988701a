//! FROM: which relations a select reads.

use std::rc::Rc;

use sqlparser::ast::{Ident, ObjectName, TableAlias, TableFactor, TableWithJoins};

use super::super::{Dialect, path};
use super::Derivation;
use super::engine::{Engine, TOO_LARGE};
use super::relation::Relation;
use super::scope::{Env, Item, Scope};
use super::table_function::mark_made;
use super::value::{Column, Shape, Sum, Value};

impl Engine<'_> {
    /// Adds the relations of a FROM to a scope.
    pub(super) fn from(&mut self, from: &[TableWithJoins], scope: &mut Scope<'_>, env: &Env<'_>) {
        for table in from {
            let group = scope.items.last().map_or(0, |item| item.group + 1);
            self.joined(table, group, scope, env);
        }
    }

    /// The value of an element of an array.
    pub(super) fn element(&mut self, array: &Rc<Value>) -> Rc<Value> {
        self.lifted(array, Derivation::Transformation, Sum::new())
    }

    fn joined(
        &mut self,
        table: &TableWithJoins,
        group: usize,
        scope: &mut Scope<'_>,
        env: &Env<'_>,
    ) {
        self.factor(&table.relation, group, scope, env);
        for join in &table.joins {
            self.join(join, group, scope, env);
        }
    }

    /// Adds one entry of a FROM.
    pub(super) fn factor(
        &mut self,
        factor: &TableFactor,
        group: usize,
        scope: &mut Scope<'_>,
        env: &Env<'_>,
    ) {
        if self.spend(1) {
            scope.poison = Some(TOO_LARGE.into());
            return;
        }
        match factor {
            TableFactor::Table {
                name,
                alias,
                args: None,
                json_path: None,
                ..
            } => self.table_factor(name, alias.as_ref(), group, scope, env),
            TableFactor::Derived {
                lateral,
                subquery,
                alias,
                ..
            } => {
                let relation = {
                    // An APPLY sees what stands before it.
                    let parent = if *lateral || self.dialect == Dialect::MsSql {
                        Some(&*scope)
                    } else {
                        scope.parent
                    };
                    self.query(subquery, parent, env)
                };
                self.push(relation, alias.as_ref(), group, scope);
            }
            TableFactor::UNNEST { .. } => self.unnest(factor, group, scope, env),
            TableFactor::NestedJoin {
                table_with_joins,
                alias,
            } => {
                let mut inner = Scope::within(scope.parent);
                self.joined(table_with_joins, 0, &mut inner, env);
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
            TableFactor::Pivot { alias, .. } => {
                let relation = self.pivot(factor, scope, env);
                self.push(Rc::new(relation), alias.as_ref(), group, scope);
            }
            TableFactor::Unpivot { alias, .. } => {
                let relation = self.unpivot(factor, scope, env);
                self.push(Rc::new(relation), alias.as_ref(), group, scope);
            }
            TableFactor::MatchRecognize { alias, .. } => {
                let relation = self.recognized(factor, scope, env);
                self.push(Rc::new(relation), alias.as_ref(), group, scope);
            }
            other => {
                if self.table_function(other, group, scope, env) {
                    return;
                }
                let (what, alias) = opaque(other);
                let relation = Rc::new(Relation::unknown("", what));
                self.push(relation, alias, group, scope);
            }
        }
    }

    pub(super) fn push(
        &mut self,
        relation: Rc<Relation>,
        alias: Option<&TableAlias>,
        group: usize,
        scope: &mut Scope<'_>,
    ) {
        let relation = match alias {
            Some(alias) => self.renamed(relation, &alias.columns),
            None => relation,
        };
        scope.items.push(Item {
            alias: alias.map(|alias| alias.name.value.clone()),
            parts: Vec::new(),
            relation,
            group,
            merged: Vec::new(),
            made: false,
        });
    }

    fn table_factor(
        &mut self,
        name: &ObjectName,
        alias: Option<&TableAlias>,
        group: usize,
        scope: &mut Scope<'_>,
        env: &Env<'_>,
    ) {
        let idents: Vec<Ident> = name
            .0
            .iter()
            .filter_map(|part| part.as_ident().cloned())
            .collect();
        if idents.len() != name.0.len() || idents.is_empty() {
            let relation = Rc::new(Relation::unknown("", "a name that is computed"));
            self.push(relation, alias, group, scope);
            return;
        }
        // The parser splits `a.b` quoted as a whole; both parts then stand at one place.
        let whole = matches!(idents.as_slice(), [a, b, ..] if a.span == b.span);
        let array = idents.len() > 1
            && !whole
            && self.dialect.has_array_joins()
            && in_sight(&idents[0].value, scope);
        let relation = if array {
            let value = self.resolve(&idents, scope);
            Rc::new(Relation::rows(self.element(&value)))
        } else {
            self.named_table(&idents, env)
        };
        let last = idents.last().map(|ident| ident.value.clone());
        let items = scope.items.len();
        // `FROM t, t.items AS i AT n`
        let place = alias.and_then(|alias| alias.at.as_ref()).map(|at| {
            let mut sum = Sum::new();
            if let Some(value) = &relation.value {
                sum.add(value);
            }
            Column {
                name: at.value.as_str().into(),
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
            item.alias = last;
            item.parts = idents.into_iter().map(|ident| ident.value).collect();
        }
    }

    /// The relation of that name: a common table expression or a table.
    pub(super) fn named_table(&mut self, idents: &[Ident], env: &Env<'_>) -> Rc<Relation> {
        if let [one] = idents {
            if let Some(relation) = env.find(&one.value) {
                return relation;
            }
            if self.temporary.contains(&one.value.to_ascii_lowercase()) {
                let reason = "a temporary table";
                return Rc::new(Relation::unknown(&one.value, reason));
            }
        }
        let parts: Vec<String> = idents.iter().map(|ident| ident.value.clone()).collect();
        match path::full_name(&parts, self.dialect, self.defaults) {
            Some(name) => self.table(&name),
            None => Rc::new(Relation::unknown(&parts.join("."), "no table's name")),
        }
    }

    fn unnest(&mut self, factor: &TableFactor, group: usize, scope: &mut Scope<'_>, env: &Env<'_>) {
        let TableFactor::UNNEST {
            alias,
            array_exprs,
            with_offset,
            with_offset_alias,
            with_ordinality,
        } = factor
        else {
            return;
        };
        let mut sum = Sum::new();
        let mut elements = Vec::with_capacity(array_exprs.len());
        for expr in array_exprs {
            let value = self.value(expr, scope, env);
            sum.add(&value);
            elements.push(self.element(&value));
        }
        let place = sum.computed(Shape::Scalar);
        let pair = *with_ordinality
            && alias
                .as_ref()
                .is_some_and(|alias| alias.columns.len() == elements.len() + 1);
        let named = alias.as_ref().map_or(0, |alias| alias.columns.len());
        let named = named - usize::from(*with_ordinality && named > 0);
        let relation = match elements.as_slice() {
            // Rows and maps come apart: `UNNEST(pairs) AS t (a, b)`.
            [one] if named > 1 => {
                let mut columns = self.apart(one, named);
                if *with_ordinality {
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
                if pair || (more && *with_ordinality) {
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
        if *with_offset {
            let name = with_offset_alias
                .as_ref()
                .map_or("offset", |alias| alias.value.as_str());
            let column = Column {
                name: name.into(),
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

/// What is said of an entry whose columns aren't known, and its alias.
fn opaque(factor: &TableFactor) -> (String, Option<&TableAlias>) {
    match factor {
        TableFactor::Table { name, alias, .. } | TableFactor::Function { name, alias, .. } => {
            let name = name.0.last().and_then(|part| part.as_ident());
            let name = name.map_or("", |ident| ident.value.as_str());
            let what = if name.eq_ignore_ascii_case("EXTERNAL_QUERY") {
                "EXTERNAL_QUERY".to_owned()
            } else {
                format!("table function `{name}`")
            };
            (what, alias.as_ref())
        }
        TableFactor::TableFunction { alias, .. } => ("a table function".to_owned(), alias.as_ref()),
        TableFactor::JsonTable { alias, .. } => ("JSON_TABLE".to_owned(), alias.as_ref()),
        TableFactor::OpenJsonTable { alias, .. } => ("OPENJSON".to_owned(), alias.as_ref()),
        TableFactor::XmlTable { alias, .. } => ("XMLTABLE".to_owned(), alias.as_ref()),
        TableFactor::SemanticView { alias, .. } => ("SEMANTIC_VIEW".to_owned(), alias.as_ref()),
        _ => ("an entry of FROM that isn't understood".to_owned(), None),
    }
}
