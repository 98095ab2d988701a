//! What systems accept and the parser doesn't, said in words that it knows.
//!
//! Only what can't change which tables are named is changed. Each mend says which report to the
//! parser's authors (apache/datafusion-sqlparser-rs) it waits for; "not reported" where none was
//! found.

mod bigquery_syntax;
mod names;
mod other_systems;
mod pipe_operators;
mod shared_clauses;

use sqlparser::tokenizer::Token as ParserToken;

use super::convert::{Convert, Later, quoted};
use super::dialect::Dialect;
use super::lexer::Kind;
use super::path::unquoted;

pub(super) use names::{FIELDS_OF_TYPE, VALUE_OF_ROW};

impl Convert<'_> {
    /// Hands over a mended form of what begins at `at`; returns the next token, if there was cause.
    pub(super) fn mend(&mut self, at: usize) -> Option<usize> {
        match self.dialect {
            Dialect::BigQuery | Dialect::BigQueryLegacy => self.mend_bigquery(at),
            Dialect::Snowflake | Dialect::Redshift | Dialect::Databricks | Dialect::Generic => {
                self.mend_system(at)
            }
            Dialect::DuckDb if self.kind(at) == Some(Kind::Operator) => self.arrow(at),
            Dialect::MsSql => self.query_hint(at),
            _ => None,
        }
    }

    /// Does what is due before the token at `at`.
    pub(super) fn catch_up(&mut self, at: usize) {
        while let Some(&(due, later)) = self.later.last()
            && due <= at
        {
            self.later.pop();
            let place = due.saturating_sub(1);
            match later {
                Later::Close => self.push(ParserToken::RParen, place),
                Later::Nothing => self.nothing(place),
                Later::As => self.keyword("AS", place),
                Later::Null => self.keyword("NULL", place),
                Later::Value => {
                    self.keyword("AS", place);
                    self.push(quoted(VALUE_OF_ROW.to_owned(), '`'), place);
                }
                Later::Name(token) => {
                    let name = unquoted(self.sql, &self.tokens[token]).into_owned();
                    self.keyword("AS", place);
                    self.push(quoted(name, '`'), place);
                }
                Later::Struct => self.keyword("STRUCT", place),
                Later::Move { from, to } => {
                    if let Some(moved) = self.out.get_mut(to..) {
                        moved.rotate_left(from.saturating_sub(to).min(moved.len()));
                    }
                }
            }
        }
    }
}
