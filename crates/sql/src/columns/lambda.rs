//! Lambdas: functions as arguments.

use std::rc::Rc;

use sqlparser::ast::{BinaryOperator, Expr, Ident, LambdaFunction, OneOrManyWithParens};

use super::super::Dialect;
use super::engine::Engine;
use super::relation::Relation;
use super::scope::{Env, Item, Scope};
use super::value::{Column, Shape, Value};

impl Engine<'_> {
    /// `x -> f(x)`
    pub(super) fn lambda(
        &mut self,
        lambda: &LambdaFunction,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Rc<Value> {
        let params = match &lambda.params {
            OneOrManyWithParens::One(one) => std::slice::from_ref(one),
            OneOrManyWithParens::Many(many) => many.as_slice(),
        };
        let names: Vec<&Ident> = params.iter().map(|param| &param.name).collect();
        self.lambda_of(&names, &lambda.body, scope, env)
    }

    /// The parameters of `x -> f(x)` and `(x, y) -> f(x, y)` where the parser takes the arrow for
    /// an operator, which binds tighter than most of what stands in the body.
    pub(super) fn arrow_params<'e>(&self, expr: &'e Expr) -> Option<Vec<&'e Ident>> {
        // There it reads JSON.
        if matches!(
            self.dialect,
            Dialect::Postgres | Dialect::Redshift | Dialect::MySql
        ) {
            return None;
        }
        let one = |expr: &'e Expr| match expr {
            Expr::Identifier(ident) => Some(ident),
            _ => None,
        };
        let mut expr = expr;
        loop {
            expr = match expr {
                Expr::BinaryOp {
                    left,
                    op: BinaryOperator::Arrow,
                    ..
                } => {
                    return match left.as_ref() {
                        Expr::Nested(inner) => one(inner).map(|ident| vec![ident]),
                        Expr::Tuple(list) => list.iter().map(one).collect(),
                        other => one(other).map(|ident| vec![ident]),
                    };
                }
                Expr::BinaryOp { left, .. }
                | Expr::IsDistinctFrom(left, _)
                | Expr::IsNotDistinctFrom(left, _) => left,
                Expr::IsNull(inner)
                | Expr::IsNotNull(inner)
                | Expr::IsTrue(inner)
                | Expr::IsNotTrue(inner)
                | Expr::IsFalse(inner)
                | Expr::IsNotFalse(inner)
                | Expr::InList { expr: inner, .. }
                | Expr::InSubquery { expr: inner, .. }
                | Expr::InUnnest { expr: inner, .. }
                | Expr::Between { expr: inner, .. }
                | Expr::Like { expr: inner, .. }
                | Expr::ILike { expr: inner, .. }
                | Expr::RLike { expr: inner, .. }
                | Expr::Cast { expr: inner, .. }
                | Expr::CompoundFieldAccess { root: inner, .. } => inner,
                _ => return None,
            };
        }
    }

    /// The parameters of a lambda stand for nothing of their own, and hide columns.
    pub(super) fn lambda_of(
        &mut self,
        params: &[&Ident],
        body: &Expr,
        scope: &Scope<'_>,
        env: &Env<'_>,
    ) -> Rc<Value> {
        let mut inner = Scope::within(Some(scope));
        let columns = params
            .iter()
            .map(|param| Column {
                name: param.value.as_str().into(),
                value: Rc::new(Value {
                    shape: Shape::Opaque,
                    ..Value::constant()
                }),
            })
            .collect();
        inner.items.push(Item {
            alias: None,
            parts: Vec::new(),
            relation: Rc::new(Relation::of(columns, Vec::new())),
            group: 0,
            merged: Vec::new(),
            made: false,
        });
        self.value(body, &inner, env)
    }
}
