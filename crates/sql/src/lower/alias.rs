//! Aliases of relations and of their columns.

use sqlparser::ast::{TableAlias, TableAliasColumnDef};

use super::super::form::{Alias, Sym};
use super::names::Lower;

impl Lower<'_> {
    pub(super) fn alias(&mut self, alias: Option<&TableAlias>) -> Option<Alias> {
        let alias = alias?;
        Some(Alias {
            name: self.ident(&alias.name),
            columns: self.alias_columns(&alias.columns),
            at: alias.at.as_ref().map(|at| self.ident(at)),
        })
    }

    pub(super) fn alias_columns(&mut self, columns: &[TableAliasColumnDef]) -> Vec<Sym> {
        self.idents(columns.iter().map(|column| &column.name))
    }
}
