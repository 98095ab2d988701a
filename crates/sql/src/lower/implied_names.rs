//! Names of columns that the text gives none.

use sqlparser::ast::{AccessExpr, Expr};

use super::super::Dialect;
use super::super::form::Sym;
use super::names::Lower;

impl Lower<'_> {
    /// The name that a column without an alias gets.
    pub(super) fn implied(&mut self, expr: &Expr) -> Sym {
        let mut expr = expr;
        let postgres = matches!(self.dialect, Dialect::Postgres | Dialect::Redshift);
        loop {
            let ident = match expr {
                Expr::Nested(inner) => {
                    expr = inner;
                    continue;
                }
                Expr::Identifier(ident) => Some(ident),
                Expr::CompoundIdentifier(idents) => idents.last(),
                // `f.value:sku`
                Expr::JsonAccess { value, .. } if self.dialect == Dialect::Snowflake => {
                    expr = value;
                    continue;
                }
                Expr::CompoundFieldAccess { access_chain, .. } => match access_chain.last() {
                    Some(AccessExpr::Dot(Expr::Identifier(ident))) => Some(ident),
                    _ => None,
                },
                Expr::Cast { expr: inner, .. } if postgres => {
                    expr = inner;
                    continue;
                }
                Expr::Function(function) if postgres => {
                    let name = function.name.0.last().and_then(|part| part.as_ident());
                    let name = name.map(|ident| ident.value.to_ascii_lowercase());
                    return self.sym(&name.unwrap_or_default());
                }
                _ => None,
            };
            return self.sym(ident.map_or("", |ident| &ident.value));
        }
    }
}
