//! Which columns go into an expression.

use std::rc::Rc;

use sqlparser::ast::{
    AccessExpr, BinaryOperator, DataType, Expr, Ident, JsonPathElem, Query, Subscript,
};

use super::super::mend::FIELDS_OF_TYPE;
use super::Derivation;
use super::engine::{Engine, TOO_LARGE};
use super::parts::{Parts, parts};
use super::relation::Relation;
use super::scope::{Env, Scope};
use super::value::{self, Column, Shape, Sum, Value};

impl Engine<'_> {
    /// The value of an expression.
    pub(super) fn value(&mut self, expr: &Expr, scope: &Scope<'_>, env: &Env<'_>) -> Rc<Value> {
        if self.spend(1) {
            return Value::unknown(TOO_LARGE);
        }
        let mut expr = expr;
        loop {
            match expr {
                Expr::Nested(inner) | Expr::Named { expr: inner, .. } => expr = inner.as_ref(),
                Expr::Collate { expr: inner, .. } | Expr::OuterJoin(inner) => {
                    expr = inner.as_ref();
                }
                _ => break,
            }
        }
        match expr {
            Expr::Identifier(ident) => self.resolve(std::slice::from_ref(ident), scope),
            Expr::CompoundIdentifier(idents) => self.resolve(idents, scope),
            Expr::CompoundFieldAccess { root, access_chain } => {
                self.access(root, access_chain, scope, env)
            }
            Expr::Struct { values, fields } => {
                let names = fields.iter().map(|field| field.field_name.as_ref());
                self.built(values, &names.collect::<Vec<_>>(), scope, env)
            }
            // A struct without names.
            Expr::Tuple(values) if self.dialect.is_bigquery() => {
                self.built(values, &vec![None; values.len()], scope, env)
            }
            Expr::Subquery(query) => {
                let relation = self.query(query, Some(scope), env);
                self.scalar(&relation)
            }
            Expr::Exists { subquery, .. } => self.exists(subquery, scope, env),
            Expr::Function(function) => self.function(function, scope, env),
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => {
                let mut tests: Vec<&Expr> = operand.iter().map(|inner| &**inner).collect();
                let mut results: Vec<&Expr> = Vec::with_capacity(conditions.len() + 1);
                for when in conditions {
                    tests.push(&when.condition);
                    results.push(&when.result);
                }
                results.extend(else_result.iter().map(|inner| &**inner));
                self.blend(&results, &tests, scope, env)
            }
            Expr::Cast {
                expr: inner,
                data_type,
                ..
            }
            | Expr::Convert {
                expr: inner,
                data_type: Some(data_type),
                ..
            } => {
                let value = self.value(inner, scope, env);
                if let Some(names) = fields_of_type(data_type) {
                    return self.cast_to_fields(&value, &names);
                }
                let mut sum = Sum::new();
                sum.add(&value);
                sum.computed(match (&value.shape, data_type) {
                    (Shape::Scalar, _) => Shape::Scalar,
                    (_, DataType::Date) | (Shape::Fields(_) | Shape::Any(_), _) => {
                        Shape::Hidden("a field of what was cast")
                    }
                    _ => Shape::Opaque,
                })
            }
            Expr::Array(array) => {
                let elements: Vec<Rc<Value>> = array
                    .elem
                    .iter()
                    .map(|element| self.value(element, scope, env))
                    .collect();
                let either = value::either(&elements);
                let lifted = self.lifted(&either, Derivation::Transformation, Sum::new());
                // The fields may have been given other names by a type that isn't seen here.
                let built = matches!(lifted.shape, Shape::Fields(_) | Shape::Any(_));
                if built && array.named && self.dialect.is_bigquery() {
                    let mut hidden = lifted.as_ref().clone();
                    hidden.shape = Shape::Hidden("a field of a typed array");
                    return Rc::new(hidden);
                }
                lifted
            }
            Expr::Tuple(_) | Expr::Dictionary(_) | Expr::Map(_) => {
                self.sum(&[expr], Shape::Hidden("a field of a tuple"), scope, env)
            }
            Expr::Value(_) | Expr::TypedString(_) => Rc::new(Value::constant()),
            Expr::Lambda(lambda) => self.lambda(lambda, scope, env),
            // `||` also joins arrays, whose elements may have fields.
            Expr::JsonAccess { .. }
            | Expr::Prior(_)
            | Expr::BinaryOp {
                op: BinaryOperator::StringConcat,
                ..
            } => self.sum(&[expr], Shape::Opaque, scope, env),
            _ => self.sum(&[expr], Shape::Scalar, scope, env),
        }
    }

    /// All that goes into some expressions, computed to one value.
    pub(super) fn sum(
        &mut self,
        exprs: &[&Expr],
        shape: Shape,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Rc<Value> {
        let mut sum = Sum::new();
        self.gather(exprs, &mut sum, scope, env);
        sum.computed(shape)
    }

    /// Adds up all that goes into some expressions. Chains of operators are as deep as they
    /// are long, so their parts wait in a list.
    pub(super) fn gather(
        &mut self,
        exprs: &[&Expr],
        sum: &mut Sum,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) {
        let mut pending: Vec<&Expr> = exprs.iter().rev().copied().collect();
        while let Some(expr) = pending.pop() {
            let value = match parts(expr, &mut pending) {
                Parts::Pushed => {
                    if self.spend(1) {
                        sum.add(&Value::unknown(TOO_LARGE));
                        return;
                    }
                    continue;
                }
                Parts::Query(tested, query) => {
                    pending.push(tested);
                    let relation = self.query(query, Some(scope), env);
                    self.scalar(&relation)
                }
                Parts::Whole => self.value(expr, scope, env),
                Parts::Unclear => Value::unknown("an expression of unknown parts"),
            };
            self.spend(value.size());
            sum.add(&value);
        }
    }

    /// One of `results`, by what `tests` say.
    pub(super) fn blend(
        &mut self,
        results: &[&Expr],
        tests: &[&Expr],
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Rc<Value> {
        let mut extra = Sum::new();
        self.gather(tests, &mut extra, scope, env);
        let mut values = Vec::with_capacity(results.len());
        for result in results {
            values.push(self.value(result, scope, env));
        }
        let either = value::either(&values);
        self.spend(either.size());
        self.lifted(&either, Derivation::Transformation, extra)
    }

    /// A struct built of `values`.
    fn built(
        &mut self,
        values: &[Expr],
        names: &[Option<&Ident>],
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Rc<Value> {
        let parts = values.iter().enumerate().map(|(at, expr)| {
            let name = match (names.get(at), expr) {
                (Some(Some(name)), _) => name.value.clone(),
                (Some(None), _) => String::new(),
                (None, Expr::Named { name, .. }) => name.value.clone(),
                (None, expr) => self.implied(expr),
            };
            (name, expr)
        });
        let parts = parts.collect();
        self.composed(parts, scope, env)
    }

    /// A struct of values with their names.
    pub(super) fn composed(
        &mut self,
        parts: Vec<(String, &Expr)>,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Rc<Value> {
        let mut sum = Sum::new();
        let mut fields = Vec::with_capacity(parts.len());
        for (name, expr) in parts {
            let value = self.value(expr, scope, env);
            self.spend(value.size());
            sum.add(&value);
            fields.push(Column {
                name: name.into(),
                value,
            });
        }
        sum.computed(Shape::Fields(Rc::new(fields)))
    }

    /// `CAST(value AS STRUCT<a INT64, b STRING>)`: structs pair by position, and of anything else
    /// each field is made of the whole.
    fn cast_to_fields(&mut self, value: &Rc<Value>, names: &[&str]) -> Rc<Value> {
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
                name: (*name).into(),
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
        chain: &[AccessExpr],
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Rc<Value> {
        let mut chain = chain;
        // The first dots may belong to a dotted name.
        let mut names: Vec<Ident> = match root {
            Expr::Identifier(ident) => vec![ident.clone()],
            Expr::CompoundIdentifier(idents) => idents.clone(),
            _ => Vec::new(),
        };
        let mut value = if names.is_empty() {
            self.value(root, scope, env)
        } else {
            while let [AccessExpr::Dot(Expr::Identifier(ident)), rest @ ..] = chain {
                names.push(ident.clone());
                chain = rest;
            }
            self.resolve(&names, scope)
        };
        for step in chain {
            value = match step {
                AccessExpr::Dot(Expr::Identifier(ident)) => self.field(&value, &ident.value),
                AccessExpr::Dot(Expr::CompoundIdentifier(idents)) => {
                    for ident in idents {
                        value = self.field(&value, &ident.value);
                    }
                    value
                }
                // A function in a dataset: what stands before it isn't a column.
                AccessExpr::Dot(call @ Expr::Function(_)) if value.sources.is_empty() => {
                    self.value(call, scope, env)
                }
                AccessExpr::Dot(_) => Value::unknown("a field whose name is computed"),
                AccessExpr::Subscript(subscript) => {
                    let mut extra = Sum::new();
                    match subscript {
                        Subscript::Index { index } => {
                            self.gather(&[index], &mut extra, scope, env);
                        }
                        Subscript::Slice {
                            lower_bound,
                            upper_bound,
                            stride,
                        } => {
                            for bound in [lower_bound, upper_bound, stride].into_iter().flatten() {
                                self.gather(&[bound], &mut extra, scope, env);
                            }
                        }
                    }
                    self.lifted(&value, Derivation::Transformation, extra)
                }
            };
        }
        value
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
        let relation = self.query(query, Some(scope), env);
        let mut sum = Sum::new();
        sum.add(&self.scalar(&relation));
        if sum.sources.is_empty() {
            return Value::unknown("EXISTS hangs on rows, not on columns");
        }
        sum.computed(Shape::Scalar)
    }
}

/// The names of the fields of a type, where it is that of a struct.
fn fields_of_type(data_type: &DataType) -> Option<Vec<&str>> {
    match data_type {
        DataType::Struct(fields, _) => fields
            .iter()
            .map(|field| field.field_name.as_ref().map(|name| name.value.as_str()))
            .collect(),
        DataType::Custom(name, _) => {
            let name = name.0.last()?.as_ident()?;
            let names = name.value.strip_prefix(FIELDS_OF_TYPE)?;
            Some(names.strip_prefix('\n')?.split('\n').collect())
        }
        _ => None,
    }
}

/// Adds the expressions in a path into JSON that are computed.
pub(super) fn keys<'e>(path: &'e [JsonPathElem], pending: &mut Vec<&'e Expr>) {
    for element in path {
        if let JsonPathElem::Bracket { key } | JsonPathElem::ColonBracket { key } = element {
            pending.push(key);
        }
    }
}
