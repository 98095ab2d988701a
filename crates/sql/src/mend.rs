//! What systems accept and the parser doesn't, said in words that it knows.
//!
//! Only what can't change which tables are named is changed. Each mend says which report to the
//! parser's authors (apache/datafusion-sqlparser-rs) it waits for; "not reported" where none was
//! found.

mod bigquery;
mod clause;
mod pipe;
mod system;

use sqlparser::tokenizer::Token as ParserToken;

use super::convert::{Convert, quoted};
use super::dialect::Dialect;
use super::keyword::Key;
use super::lexer::Kind;
use super::path::{keyword, symbol, unquoted};

/// What is due before a certain token is handed over.
#[derive(Debug, Clone, Copy)]
pub(super) enum Later {
    /// A parenthesis that isn't in the text is closed.
    Close,
    /// An operator that does nothing ends the one before it.
    Nothing,
    /// An alias follows without AS.
    As,
    /// What stands in empty parentheses.
    Null,
    /// The value before it is a row.
    Value,
    /// The value before it gets the name at the given token.
    Name(usize),
    /// The parenthesis that comes builds a struct.
    Struct,
    /// What was handed over from `from` on belongs at `to`.
    Move { from: usize, to: usize },
}

/// The name of the column that is the whole row after `|> SELECT AS VALUE`: nobody else's.
pub(super) const VALUE_OF_ROW: &str = "SELECT AS VALUE";

/// What the name of a type begins with that lists the fields of a struct, each on a line.
pub(super) const FIELDS_OF_TYPE: &str = "FIELDS OF TYPE";

/// How many tokens may be looked at ahead of their turn: what is nested too often stays as it is.
const LOOK: usize = 4_000_000;

impl Convert<'_> {
    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn is_key(&self, at: usize, key: Key) -> bool {
        keyword(self.tokens, at, key)
    }

    fn is_word(&self, at: usize, word: &str) -> bool {
        matches!(self.kind(at), Some(Kind::Word(_))) && self.text(at).eq_ignore_ascii_case(word)
    }

    fn is_any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word(at, word))
    }

    fn follows_dot(&self, at: usize) -> bool {
        at > 0 && symbol(self.tokens, at - 1, b'.')
    }

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

    /// `|> WHERE TRUE`
    fn nothing(&mut self, at: usize) {
        self.push(ParserToken::VerticalBarRightAngleBracket, at);
        self.keyword("WHERE", at);
        self.keyword("TRUE", at);
    }

    /// Counts tokens that are looked at ahead; `None` once there were too many.
    fn look(&mut self, tokens: usize) -> Option<()> {
        self.looked += tokens;
        (self.looked <= LOOK).then_some(())
    }

    /// The parenthesis that closes the one at `at`.
    fn close(&mut self, at: usize) -> Option<usize> {
        if self.unclosed || !symbol(self.tokens, at, b'(') {
            return None;
        }
        self.look(0)?;
        let tokens = self.tokens;
        let mut depth = 0usize;
        for (index, token) in tokens.iter().enumerate().skip(at) {
            match token.kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => {
                    depth -= 1;
                    if depth == 0 {
                        self.look(index - at)?;
                        return Some(index);
                    }
                }
                _ => {}
            }
        }
        self.unclosed = true;
        None
    }

    /// The parenthesis that the one at `at` closes.
    fn opening(&mut self, at: usize) -> Option<usize> {
        self.look(0)?;
        let mut depth = 0usize;
        for index in (self.start..=at).rev() {
            match self.kind(index)? {
                Kind::Symbol(b')') => depth += 1,
                Kind::Symbol(b'(') => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        self.look(at - index)?;
                        return Some(index);
                    }
                }
                _ => {}
            }
        }
        self.look(at - self.start)?;
        None
    }

    /// Where the token at `at` was put among those handed over.
    fn place(&mut self, at: usize) -> Option<usize> {
        self.look(self.out.len())?;
        let line = at as u64 + 1;
        self.out
            .iter()
            .position(|token| token.span.start.line == line)
    }

    /// Puts tokens before the one at `at`, which was handed over already.
    fn insert(&mut self, at: usize, tokens: Vec<ParserToken>) -> Option<()> {
        let place = self.place(at)?;
        let span = self.out.get(place)?.span;
        let tokens = tokens
            .into_iter()
            .map(|token| sqlparser::tokenizer::TokenWithSpan { token, span });
        self.out.splice(place..place, tokens).for_each(drop);
        Some(())
    }
}
