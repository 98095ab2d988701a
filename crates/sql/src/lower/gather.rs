//! What goes into an expression, one beside the other.

use sqlparser::ast::Expr;

use super::super::form::{self, Choice, Computed, Made};
use super::expression_parts::{Parts, parts};
use super::names::Lower;

/// So many names before one are looked at for the same.
const REPEATED: usize = 32;

impl Lower<'_> {
    /// All that goes into some expressions.
    pub(super) fn gathered(&mut self, exprs: &[&Expr]) -> Vec<form::Expr> {
        let mut into = Vec::new();
        self.gather(exprs, &mut into);
        into
    }

    /// Adds all that goes into some expressions. Chains of operators are as deep as they are long, so
    /// their parts wait in a list.
    pub(super) fn gather(&mut self, exprs: &[&Expr], into: &mut Vec<form::Expr>) {
        let mut pending: Vec<&Expr> = exprs.iter().rev().copied().collect();
        while let Some(expr) = pending.pop() {
            match parts(expr, &mut pending) {
                Parts::Pushed => {}
                Parts::Query(tested, query) => {
                    pending.push(tested);
                    into.push(form::Expr::Subquery(Box::new(self.subquery(query))));
                }
                Parts::Whole => {
                    let value = self.operand(expr);
                    flatten(value, into);
                }
                Parts::Unclear => {
                    let why = self.sym("an expression of unknown parts");
                    into.push(form::Expr::Unknown(why));
                }
            }
        }
    }

    /// One of `results`, by what `tests` say.
    pub(super) fn choice(&mut self, results: &[&Expr], tests: &[&Expr]) -> form::Expr {
        form::Expr::Choice(Box::new(Choice {
            tests: self.gathered(tests),
            results: results.iter().map(|result| self.operand(result)).collect(),
        }))
    }
}

/// Adds what goes into a value to a list in which only that matters.
pub(super) fn flatten(value: form::Expr, into: &mut Vec<form::Expr>) {
    match value {
        form::Expr::Constant => {}
        form::Expr::Computed(Computed {
            made: Made::ByRow,
            parts,
            ..
        }) => into.extend(parts),
        form::Expr::Choice(choice) => {
            for result in choice.results {
                flatten(result, into);
            }
            into.extend(choice.tests);
        }
        form::Expr::Struct(fields) => {
            for field in fields {
                flatten(field.value, into);
            }
        }
        form::Expr::Array { elements, .. } => {
            for element in elements {
                flatten(element, into);
            }
        }
        form::Expr::Element(value) => flatten(*value, into),
        form::Expr::Cast(cast) => flatten(cast.value, into),
        name @ form::Expr::Name(_) => {
            // Conditions name the same column again and again.
            if !into.iter().rev().take(REPEATED).any(|known| *known == name) {
                into.push(name);
            }
        }
        other => into.push(other),
    }
}
