//! What conditions are made of: terms that compare a column with another, or with what holds none.

use std::convert::Infallible;
use std::ops::ControlFlow;

use sqlparser::ast::{BinaryOperator, Expr, visit_expressions};

use super::super::form::{Dotted, Side, Term};
use super::super::operator::Operator;
use super::names::Lower;

impl Lower<'_> {
    /// The terms of a condition that AND connects; only those that pair columns unless it `filters`.
    pub(super) fn terms(&mut self, condition: &Expr, filters: bool) -> Vec<Term> {
        let mut terms = Vec::new();
        let mut pending = vec![condition];
        while let Some(expr) = pending.pop() {
            match expr {
                Expr::Nested(inner) => pending.push(inner),
                Expr::BinaryOp {
                    left,
                    op: BinaryOperator::And,
                    right,
                } => {
                    pending.push(right);
                    pending.push(left);
                }
                Expr::BinaryOp { left, op, right } => {
                    terms.extend(self.compared(left, op, right, filters));
                }
                _ if filters => terms.extend(self.filter_term(expr)),
                _ => {}
            }
        }
        terms
    }

    fn compared(
        &mut self,
        left: &Expr,
        operator: &BinaryOperator,
        right: &Expr,
        filters: bool,
    ) -> Option<Term> {
        let operator = compares(operator)?;
        let left = self.side(left);
        let right = self.side(right);
        let pairs = operator == Operator::Equal && left.name.is_some() && right.name.is_some();
        let tells = (left.name.is_some() && right.fixed) || (right.name.is_some() && left.fixed);
        (pairs || (filters && tells)).then_some(Term::Compared {
            left,
            operator,
            right,
        })
    }

    fn side(&mut self, expr: &Expr) -> Side {
        Side {
            name: self.column(expr),
            fixed: is_fixed(expr),
        }
    }

    /// A term that compares one column.
    fn filter_term(&mut self, expr: &Expr) -> Option<Term> {
        let (expr, negated, names) = match expr {
            Expr::InList {
                expr,
                list,
                negated,
            } if list.iter().all(is_fixed) => (expr, *negated, [Operator::In, Operator::NotIn]),
            Expr::Between {
                expr,
                negated,
                low,
                high,
            } if is_fixed(low) && is_fixed(high) => {
                (expr, *negated, [Operator::Between, Operator::NotBetween])
            }
            Expr::Like {
                expr,
                pattern,
                negated,
                ..
            } if is_fixed(pattern) => (expr, *negated, [Operator::Like, Operator::NotLike]),
            Expr::ILike {
                expr,
                pattern,
                negated,
                ..
            } if is_fixed(pattern) => (expr, *negated, [Operator::ILike, Operator::NotILike]),
            Expr::IsNull(inner) => (inner, false, [Operator::IsNull, Operator::IsNotNull]),
            Expr::IsNotNull(inner) => (inner, true, [Operator::IsNull, Operator::IsNotNull]),
            _ => return None,
        };
        let column = self.column(expr)?;
        Some(Term::Filter(column, names[usize::from(negated)]))
    }

    /// The column that an expression is, as it is.
    fn column(&mut self, expr: &Expr) -> Option<Dotted> {
        let mut expr = expr;
        while let Expr::Nested(inner) = expr {
            expr = inner.as_ref();
        }
        match expr {
            Expr::Identifier(ident) => Some(self.dotted(std::slice::from_ref(ident))),
            Expr::CompoundIdentifier(idents) => Some(self.dotted(idents)),
            _ => None,
        }
    }
}

/// How an operator compares.
fn compares(operator: &BinaryOperator) -> Option<Operator> {
    Some(match operator {
        BinaryOperator::Eq => Operator::Equal,
        BinaryOperator::NotEq => Operator::NotEqual,
        BinaryOperator::Lt => Operator::Less,
        BinaryOperator::LtEq => Operator::LessOrEqual,
        BinaryOperator::Gt => Operator::Greater,
        BinaryOperator::GtEq => Operator::GreaterOrEqual,
        _ => return None,
    })
}

/// Whether no column goes into an expression.
fn is_fixed(expr: &Expr) -> bool {
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
