//! What conditions are made of: the condition of a join, how operators compare, what holds no column.

use std::convert::Infallible;
use std::ops::ControlFlow;

use sqlparser::ast::{BinaryOperator, Expr, Join, JoinConstraint, JoinOperator, visit_expressions};

/// The condition of a join, where it has one.
pub(super) fn constraint(join: &Join) -> Option<&JoinConstraint> {
    match &join.join_operator {
        JoinOperator::Join(constraint)
        | JoinOperator::Inner(constraint)
        | JoinOperator::Left(constraint)
        | JoinOperator::LeftOuter(constraint)
        | JoinOperator::Right(constraint)
        | JoinOperator::RightOuter(constraint)
        | JoinOperator::FullOuter(constraint)
        | JoinOperator::StraightJoin(constraint) => Some(constraint),
        _ => None,
    }
}

/// How an operator compares.
pub(super) fn compares(operator: &BinaryOperator) -> Option<&'static str> {
    Some(match operator {
        BinaryOperator::Eq => "=",
        BinaryOperator::NotEq => "!=",
        BinaryOperator::Lt => "<",
        BinaryOperator::LtEq => "<=",
        BinaryOperator::Gt => ">",
        BinaryOperator::GtEq => ">=",
        _ => return None,
    })
}

/// The same comparison with its sides changed.
pub(super) fn turned(name: &'static str) -> &'static str {
    match name {
        "<" => ">",
        "<=" => ">=",
        ">" => "<",
        ">=" => "<=",
        other => other,
    }
}

/// Whether no column goes into an expression.
pub(super) fn is_fixed(expr: &Expr) -> bool {
    let mut fixed = true;
    let ControlFlow::Continue(()) = visit_expressions(expr, |expr| {
        match expr {
            Expr::Identifier(ident) if ident.value.starts_with('@') => {}
            Expr::Identifier(_)
            | Expr::CompoundIdentifier(_)
            | Expr::Subquery(_)
            | Expr::Exists { .. }
            | Expr::InSubquery { .. } => fixed = false,
            _ => {}
        }
        ControlFlow::<Infallible>::Continue(())
    });
    fixed
}
