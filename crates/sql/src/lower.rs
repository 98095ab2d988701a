//! The parser's tree to a form: what its columns hang on, once, so that the tree can be dropped.

mod alias;
mod by_name;
mod condition;
mod constant;
mod date_units;
mod expression_parts;
mod gather;
mod implied_names;
mod lower_expression;
mod lower_from;
mod lower_function;
mod lower_group_by;
mod lower_lambda;
mod lower_pipe;
mod lower_pivot;
mod lower_query;
mod lower_select;
mod lower_table_function;
mod names;

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
