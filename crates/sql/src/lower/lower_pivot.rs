//! PIVOT and UNPIVOT, and which names expressions hold.

use std::convert::Infallible;
use std::ops::ControlFlow;

use sqlparser::ast::{Expr, ExprWithAlias, Ident, PivotValueSource, visit_expressions};

use super::super::form::{Pivot, PivotedColumn, Sym, Unpivot};
use super::names::Lower;

impl Lower<'_> {
    pub(super) fn pivot(
        &mut self,
        aggregates: &[ExprWithAlias],
        by: &[Expr],
        values: &PivotValueSource,
    ) -> Pivot {
        let used = self.used(aggregates.iter().map(|one| &one.expr).chain(by));
        let by: Vec<&Expr> = by.iter().collect();
        let by = self.gathered(&by);
        let values = match values {
            PivotValueSource::List(list) => {
                let names = list.iter().map(|item| match &item.alias {
                    Some(alias) => Some(self.ident(alias)),
                    None => {
                        let name = self.pivot_name(&item.expr)?;
                        Some(self.sym(&name))
                    }
                });
                Some(names.collect())
            }
            PivotValueSource::Any(_) | PivotValueSource::Subquery(_) => None,
        };
        let aggregates = aggregates.iter().map(|one| {
            let alias = one.alias.as_ref().map(|alias| self.ident(alias));
            (alias, self.value(&one.expr))
        });
        Pivot {
            aggregates: aggregates.collect(),
            by,
            used,
            values,
        }
    }

    /// The columns that expressions name; `None` where they name more than plain columns.
    fn used<'e>(&mut self, exprs: impl Iterator<Item = &'e Expr>) -> Option<Vec<PivotedColumn>> {
        let mut used: Vec<PivotedColumn> = Vec::new();
        let mut plain = true;
        for expr in exprs {
            let ControlFlow::Continue(()) = visit_expressions(expr, |expr| {
                let found = match expr {
                    Expr::Identifier(ident) => Some((None, ident)),
                    Expr::CompoundIdentifier(names) => match names.as_slice() {
                        [table, column] => Some((Some(table), column)),
                        _ => {
                            plain = false;
                            None
                        }
                    },
                    Expr::CompoundFieldAccess { .. }
                    | Expr::Subquery(_)
                    | Expr::Exists { .. }
                    | Expr::InSubquery { .. } => {
                        plain = false;
                        None
                    }
                    _ => None,
                };
                if let Some((table, column)) = found {
                    let one = PivotedColumn {
                        table: table.map(|table| self.ident(table)),
                        column: self.ident(column),
                    };
                    if !used.contains(&one) {
                        used.push(one);
                    }
                }
                ControlFlow::<Infallible>::Continue(())
            });
        }
        plain.then_some(used)
    }

    pub(super) fn unpivot(
        &mut self,
        value: &Expr,
        name: &Ident,
        columns: &[ExprWithAlias],
    ) -> Unpivot {
        Unpivot {
            targets: self.plain_names(value),
            name: self.ident(name),
            groups: columns
                .iter()
                .map(|item| self.plain_names(&item.expr))
                .collect(),
        }
    }

    /// The names in `a` or `(a, b)`; none where there is anything else.
    fn plain_names(&mut self, expr: &Expr) -> Vec<Sym> {
        let names: Option<Vec<&Ident>> = match expr {
            Expr::Nested(inner) => plain_name(inner).map(|ident| vec![ident]),
            Expr::Tuple(list) => list.iter().map(plain_name).collect(),
            other => plain_name(other).map(|ident| vec![ident]),
        };
        self.idents(names.unwrap_or_default())
    }
}

fn plain_name(expr: &Expr) -> Option<&Ident> {
    match expr {
        Expr::Identifier(ident) => Some(ident),
        _ => None,
    }
}

/// Hands over what columns are qualified by.
pub(super) fn symbols(expr: &Expr, found: &mut impl FnMut(&Ident)) {
    let ControlFlow::Continue(()) = visit_expressions(expr, |expr| {
        if let Expr::CompoundIdentifier(names) = expr
            && let [symbol, _] = names.as_slice()
        {
            found(symbol);
        }
        ControlFlow::<Infallible>::Continue(())
    });
}
