//! What rows are grouped by.

use sqlparser::ast::{Expr, FunctionArgExpr, FunctionArguments};

use super::super::form::Grouped;
use super::lower_function::{argument, called};
use super::names::Lower;

impl Lower<'_> {
    /// What an item of GROUP BY names: the parts of ROLLUP, CUBE and GROUPING SETS.
    pub(super) fn grouped(&mut self, expr: &Expr, into: &mut Vec<Grouped>) {
        let mut pending = vec![(expr, false)];
        while let Some((expr, within)) = pending.pop() {
            match expr {
                Expr::Function(function)
                    if matches!(
                        called(&function.name).as_str(),
                        "ROLLUP" | "CUBE" | "GROUPING_SETS"
                    ) =>
                {
                    if let FunctionArguments::List(list) = &function.args {
                        let args = list.args.iter().rev();
                        pending.extend(args.filter_map(|arg| match argument(arg) {
                            FunctionArgExpr::Expr(expr) => Some((expr, true)),
                            _ => None,
                        }));
                    }
                }
                Expr::Tuple(parts) if within => {
                    pending.extend(parts.iter().rev().map(|part| (part, true)));
                }
                Expr::Nested(inner) if within => pending.push((inner.as_ref(), true)),
                Expr::Value(_) if within => {}
                expr => into.push(Grouped {
                    name: self.implied(expr),
                    value: self.value(expr),
                    within,
                }),
            }
        }
    }
}
