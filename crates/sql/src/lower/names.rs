//! What lowering goes by, and how it takes names over.

use sqlparser::ast::{Expr, Ident, ObjectName, Query};

use super::super::Dialect;
use super::super::form::{self, Dotted, Interner, Mark, Name, Sym};
use super::super::lexer::Token;

/// What lowering goes by.
pub(super) struct Lower<'t> {
    pub(super) sql: &'t str,
    pub(super) tokens: &'t [Token],
    pub(super) dialect: Dialect,
    pub(super) names: &'t mut Interner,
    /// Expressions hold expressions and queries, which are made of them: what lowers those is given, so
    /// that the files still stand one upon the other.
    pub(super) value: fn(&mut Lower<'t>, &Expr) -> form::Expr,
    pub(super) query: fn(&mut Lower<'t>, &Query) -> form::Query,
}

impl Lower<'_> {
    /// An expression within another.
    pub(super) fn operand(&mut self, expr: &Expr) -> form::Expr {
        (self.value)(self, expr)
    }

    /// A query within an expression, a FROM or a pipe operator.
    pub(super) fn subquery(&mut self, query: &Query) -> form::Query {
        (self.query)(self, query)
    }

    pub(super) fn sym(&mut self, text: &str) -> Sym {
        self.names.sym(text)
    }

    pub(super) fn ident(&mut self, ident: &Ident) -> Sym {
        self.names.sym(&ident.value)
    }

    pub(super) fn idents<'i>(&mut self, idents: impl IntoIterator<Item = &'i Ident>) -> Vec<Sym> {
        idents.into_iter().map(|ident| self.ident(ident)).collect()
    }

    pub(super) fn word(&mut self, ident: &Ident) -> Name {
        let mark = match ident.quote_style {
            None => Mark::None,
            Some('`') => Mark::Backtick,
            Some(_) => Mark::Other,
        };
        Name::new(self.ident(ident), mark)
    }

    pub(super) fn dotted(&mut self, idents: &[Ident]) -> Dotted {
        idents.iter().map(|ident| self.word(ident)).collect()
    }

    /// The parts of a name that aren't computed.
    pub(super) fn object(&mut self, name: &ObjectName) -> Dotted {
        let idents = name.0.iter().filter_map(|part| part.as_ident());
        idents.map(|ident| self.word(ident)).collect()
    }

    /// The last part of a name.
    pub(super) fn last(&mut self, name: &ObjectName) -> Option<Sym> {
        let ident = name.0.last()?.as_ident()?;
        Some(self.ident(ident))
    }
}
