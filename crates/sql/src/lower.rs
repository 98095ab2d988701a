//! The parser's tree to a form: what its columns hang on, once, so that the tree can be dropped.

mod alias;
mod by_name;
mod condition;
mod constant;
mod expression;
mod from;
mod function;
mod gather;
mod group;
mod implied;
mod lambda;
mod names;
mod parts;
mod pipe;
mod pivot;
mod query;
mod select;
mod table_function;
mod unit;

use sqlparser::ast::Query;

use super::Dialect;
use super::form::{self, Interner};
use super::lexer::Token;
use names::Lower;

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
        value: Lower::value,
        query: Lower::query,
    };
    lower.query(query)
}
