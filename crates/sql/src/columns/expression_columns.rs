//! Which columns go into an expression.

use std::rc::Rc;

use super::super::form::{
    Cast, Choice, Collected, Computed, Expr, Made, Plain, Query, Step, Sym, Type,
};
use super::column_scope::{Env, Item, Scope};
use super::known_relation::Relation;
use super::known_relation::same;
use super::limits::TOO_LARGE;
use super::lineage::Derivation;
use super::output::structure;
use super::resolution::Engine;
use super::value::{self, Column, Shape, Sum, Value};

/// Named windows may refer to each other; this many times is enough.
const WINDOWS: usize = 16;

impl Engine<'_> {
    /// The value of an expression.
    pub(super) fn value(&mut self, expr: &Expr, scope: &Scope<'_>, env: &Env<'_>) -> Rc<Value> {
        if self.spend(1) {
            return Value::unknown(TOO_LARGE);
        }
        match expr {
            Expr::Constant => Rc::new(Value::constant()),
            Expr::Unknown(why) => Value::unknown(self.names.text(*why)),
            Expr::Name(names) => self.named(names, scope),
            Expr::Row => structure(&self.star(scope)),
            Expr::Window(_) => self.sum_of(std::slice::from_ref(expr), Shape::Opaque, scope, env),
            Expr::Computed(computed) => self.computed(computed, scope, env),
            Expr::Choice(choice) => self.choice(choice, scope, env),
            Expr::Struct(fields) => {
                let mut sum = Sum::new();
                let mut columns = Vec::with_capacity(fields.len());
                for field in fields {
                    let value = self.value(&field.value, scope, env);
                    self.spend(value.size());
                    sum.add(&value);
                    columns.push(Column {
                        name: self.names.text(field.name).into(),
                        value,
                    });
                }
                sum.computed(Shape::Fields(Rc::new(columns)))
            }
            Expr::Array { elements, typed } => {
                let mut values = Vec::with_capacity(elements.len());
                for element in elements {
                    values.push(self.value(element, scope, env));
                }
                let array = self.element(&value::either(&values));
                // The fields may have been given other names by a type that isn't seen here.
                if *typed && matches!(array.shape, Shape::Fields(_) | Shape::Any(_)) {
                    let mut hidden = array.as_ref().clone();
                    hidden.shape = Shape::Hidden("a field of a typed array");
                    return Rc::new(hidden);
                }
                array
            }
            Expr::Element(value) => {
                let value = self.value(value, scope, env);
                self.element(&value)
            }
            Expr::Cast(cast) => self.cast(cast, scope, env),
            Expr::Access { root, steps } => self.access(root, steps, scope, env),
            Expr::Collected(collected) => self.collected(collected, scope, env),
            Expr::Lambda { params, body } => self.lambda(params, body, scope, env),
            Expr::Subquery(query) => {
                let relation = self.subquery(query, Some(scope), env);
                self.scalar(&relation)
            }
            Expr::Exists(query) => self.exists(query, scope, env),
        }
    }

    /// All that goes into some parts, computed to one value.
    pub(super) fn sum_of(
        &mut self,
        parts: &[Expr],
        shape: Shape,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Rc<Value> {
        let mut sum = Sum::new();
        self.gather(parts, &mut sum, scope, env);
        sum.computed(shape)
    }

    /// Adds up all that goes into some parts.
    pub(super) fn gather(
        &mut self,
        parts: &[Expr],
        sum: &mut Sum,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) {
        for part in parts {
            if self.spend(1) {
                sum.add(&Value::unknown(TOO_LARGE));
                return;
            }
            if let Expr::Window(name) = part {
                self.named_window(self.names.text(*name), sum, scope, env);
                continue;
            }
            let value = self.value(part, scope, env);
            self.spend(value.size());
            sum.add(&value);
        }
    }

    fn computed(&mut self, computed: &Computed, scope: &Scope<'_>, env: &Env<'_>) -> Rc<Value> {
        let mut sum = Sum::new();
        self.gather(&computed.parts, &mut sum, scope, env);
        match computed.made {
            Made::ByRow => {}
            Made::ByPlace => sum.how = sum.how.max(Derivation::Transformation),
            Made::OfMany => sum.how = Derivation::Aggregation,
        }
        sum.computed(match computed.fields {
            Plain::Scalar => Shape::Scalar,
            Plain::Opaque => Shape::Opaque,
            Plain::Tuple => Shape::Hidden("a field of a tuple"),
            Plain::Typed => Shape::Hidden("a field of a typed STRUCT"),
        })
    }

    fn choice(&mut self, choice: &Choice, scope: &Scope<'_>, env: &Env<'_>) -> Rc<Value> {
        let mut extra = Sum::new();
        self.gather(&choice.tests, &mut extra, scope, env);
        let mut values = Vec::with_capacity(choice.results.len());
        for result in &choice.results {
            values.push(self.value(result, scope, env));
        }
        let either = value::either(&values);
        self.spend(either.size());
        self.lifted(&either, Derivation::Transformation, extra)
    }

    fn collected(&mut self, collected: &Collected, scope: &Scope<'_>, env: &Env<'_>) -> Rc<Value> {
        let first = self.value(&collected.first, scope, env);
        let mut extra = Sum::new();
        self.gather(&collected.extra, &mut extra, scope, env);
        if collected.several {
            extra.unknown = Some("an aggregate of several arguments".into());
        }
        self.lifted(&first, Derivation::Aggregation, extra)
    }

    /// What the rows of a named window are divided and ordered by.
    fn named_window(&mut self, name: &str, sum: &mut Sum, scope: &Scope<'_>, env: &Env<'_>) {
        let names = self.names;
        let mut name = name;
        for _ in 0..WINDOWS {
            let mut windows = scope.windows.iter();
            let Some(window) = windows.find(|window| same(names.text(window.name), name)) else {
                break;
            };
            self.gather(&window.parts, sum, scope, env);
            match window.base {
                Some(base) => name = names.text(base),
                None => return,
            }
        }
        sum.add(&Value::unknown(format!("no window `{name}`")));
    }

    fn cast(&mut self, cast: &Cast, scope: &Scope<'_>, env: &Env<'_>) -> Rc<Value> {
        let mut value = self.value(&cast.value, scope, env);
        for to in &cast.types {
            self.spend(1);
            if let Type::Fields(names) = to {
                value = self.cast_to_fields(&value, names);
                continue;
            }
            let mut sum = Sum::new();
            sum.add(&value);
            value = sum.computed(match (&value.shape, to) {
                (Shape::Scalar, _) => Shape::Scalar,
                (_, Type::Date) | (Shape::Fields(_) | Shape::Any(_), _) => {
                    Shape::Hidden("a field of what was cast")
                }
                _ => Shape::Opaque,
            });
        }
        value
    }

    /// `CAST(value AS STRUCT<a INT64, b STRING>)`: structs pair by position, and of anything else
    /// each field is made of the whole.
    fn cast_to_fields(&mut self, value: &Rc<Value>, names: &[Sym]) -> Rc<Value> {
        let mut whole = Sum::new();
        whole.add(value);
        let parts: Vec<Rc<Value>> = match self.fields(value) {
            Some(fields) if fields.len() == names.len() => {
                fields.into_iter().map(|field| field.value).collect()
            }
            None if !matches!(value.shape, Shape::Hidden(_)) => {
                vec![Rc::clone(value); names.len()]
            }
            _ => return whole.computed(Shape::Hidden("a field of what was cast")),
        };
        let mut fields = Vec::with_capacity(names.len());
        for (part, name) in parts.iter().zip(names) {
            self.spend(part.size());
            let mut sum = Sum::new();
            sum.add(part);
            fields.push(Column {
                name: self.names.text(*name).into(),
                value: sum.computed(match part.shape {
                    Shape::Scalar => Shape::Scalar,
                    Shape::Fields(_) | Shape::Any(_) => Shape::Hidden("a field of what was cast"),
                    _ => Shape::Opaque,
                }),
            });
        }
        whole.computed(Shape::Fields(Rc::new(fields)))
    }

    /// `root.field[0].field`
    fn access(
        &mut self,
        root: &Expr,
        steps: &[Step],
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Rc<Value> {
        let mut value = self.value(root, scope, env);
        for step in steps {
            value = match step {
                Step::Field(name) => self.field(&value, self.names.text(*name)),
                Step::Call(call) if value.sources.is_empty() => self.value(call, scope, env),
                Step::Call(_) | Step::Unclear => Value::unknown("a field whose name is computed"),
                Step::Index(parts) => {
                    let mut extra = Sum::new();
                    self.gather(parts, &mut extra, scope, env);
                    self.lifted(&value, Derivation::Transformation, extra)
                }
            };
        }
        value
    }

    /// The parameters of a lambda stand for nothing of their own, and hide columns.
    fn lambda(
        &mut self,
        params: &[Sym],
        body: &Expr,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Rc<Value> {
        let mut inner = Scope::within(Some(scope));
        let columns = params
            .iter()
            .map(|param| Column {
                name: self.names.text(*param).into(),
                value: Rc::new(Value {
                    shape: Shape::Opaque,
                    ..Value::constant()
                }),
            })
            .collect();
        inner
            .items
            .push(Item::unnamed(Rc::new(Relation::of(columns, Vec::new())), 0));
        self.value(body, &inner, env)
    }

    /// The value of a subquery that gives one.
    pub(super) fn scalar(&mut self, relation: &Relation) -> Rc<Value> {
        if let Some(value) = &relation.value {
            return Rc::clone(value);
        }
        match (relation.columns.as_slice(), relation.rest.as_slice()) {
            ([one], []) => Rc::clone(&one.value),
            (_, [rest, ..]) => Value::unknown(Rc::clone(&rest.reason)),
            (many, []) => {
                let mut sum = Sum::new();
                for column in many {
                    sum.add(&column.value);
                }
                sum.computed(Shape::Hidden("a subquery of several columns"))
            }
        }
    }

    /// EXISTS: what a subquery selects says little of where its truth comes from.
    fn exists(&mut self, query: &Query, scope: &Scope<'_>, env: &Env<'_>) -> Rc<Value> {
        let relation = self.subquery(query, Some(scope), env);
        let mut sum = Sum::new();
        sum.add(&self.scalar(&relation));
        if sum.sources.is_empty() {
            return Value::unknown("EXISTS hangs on rows, not on columns");
        }
        sum.computed(Shape::Scalar)
    }
}
