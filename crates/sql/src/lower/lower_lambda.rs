//! Lambdas: functions as arguments.

use sqlparser::ast::{BinaryOperator, Expr, Ident, LambdaFunction, OneOrManyWithParens};

use super::super::Dialect;
use super::super::form;
use super::names::Lower;

impl Lower<'_> {
    /// `x -> f(x)`
    pub(super) fn lambda(&mut self, lambda: &LambdaFunction) -> form::Expr {
        let params = match &lambda.params {
            OneOrManyWithParens::One(one) => std::slice::from_ref(one),
            OneOrManyWithParens::Many(many) => many.as_slice(),
        };
        let params: Vec<&Ident> = params.iter().map(|param| &param.name).collect();
        self.lambda_of(&params, &lambda.body)
    }

    pub(super) fn lambda_of(&mut self, params: &[&Ident], body: &Expr) -> form::Expr {
        form::Expr::Lambda {
            params: self.idents(params.iter().copied()),
            body: Box::new(self.operand(body)),
        }
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
}
