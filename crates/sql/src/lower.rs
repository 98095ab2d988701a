//! The parser's tree to a form: what its columns hang on, once, so that the tree can be dropped.

mod condition;
mod constant;
mod expression;
mod from;
mod function;
mod group;
mod implied;
mod lambda;
mod parts;
mod pipe;
mod pivot;
mod query;
mod select;
mod table_function;
mod unit;

use sqlparser::ast::{Ident, ObjectName, Query};

use super::Dialect;
use super::form::{self, Dotted, Interner, Mark, Name, Sym};
use super::lexer::Token;

/// What lowering goes by.
pub(super) struct Lower<'t> {
    sql: &'t str,
    tokens: &'t [Token],
    dialect: Dialect,
    names: &'t mut Interner,
}

/// Lowers a query. What stands in the text is looked up by the number of a token.
pub(super) fn query(
    query: &Query,
    sql: &str,
    tokens: &[Token],
    dialect: Dialect,
    names: &mut Interner,
) -> form::Query {
    let mut lower = Lower {
        sql,
        tokens,
        dialect,
        names,
    };
    lower.query(query)
}

impl Lower<'_> {
    fn sym(&mut self, text: &str) -> Sym {
        self.names.sym(text)
    }

    fn ident(&mut self, ident: &Ident) -> Sym {
        self.names.sym(&ident.value)
    }

    fn idents<'i>(&mut self, idents: impl IntoIterator<Item = &'i Ident>) -> Vec<Sym> {
        idents.into_iter().map(|ident| self.ident(ident)).collect()
    }

    fn word(&mut self, ident: &Ident) -> Name {
        let mark = match ident.quote_style {
            None => Mark::None,
            Some('`') => Mark::Backtick,
            Some(_) => Mark::Other,
        };
        Name::new(self.ident(ident), mark)
    }

    fn dotted(&mut self, idents: &[Ident]) -> Dotted {
        idents.iter().map(|ident| self.word(ident)).collect()
    }

    /// The parts of a name that aren't computed.
    fn object(&mut self, name: &ObjectName) -> Dotted {
        let idents = name.0.iter().filter_map(|part| part.as_ident());
        idents.map(|ident| self.word(ident)).collect()
    }

    /// The last part of a name.
    fn last(&mut self, name: &ObjectName) -> Option<Sym> {
        let ident = name.0.last()?.as_ident()?;
        Some(self.ident(ident))
    }
}
