//! From a text to the tree of the query that decides its columns.

use std::collections::HashSet;

use sqlparser::ast::{Ident, Query};

use super::super::lexer::{self, Kind, Token};
use super::super::matching::Matching;
use super::super::path::{self, symbol, unquoted};
use super::super::scan::{self, Entry, Stretch};
use super::super::size::Size;
use super::super::statement::{self, Form, Piece};
use super::super::{Defaults, Dialect, SqlError, Text, announced, convert, parse, position};
use super::Schema;
use super::engine::{Context, Engine};

/// A text, split; the last statement of it counts.
pub(super) struct Prepared<'a> {
    sql: &'a str,
    pub(super) dialect: Dialect,
    tokens: Vec<Token>,
    temporary: HashSet<String>,
    piece: Piece,
}

/// What is said of statements none of which gives columns, such as those of a script.
pub const NO_QUERY: &str = "there is no query in it";

/// Longest text that is read for its columns, in bytes. Warehouses allow one megabyte.
const LONGEST: usize = 4 << 20;

impl<'a> Prepared<'a> {
    /// Whether the script defines functions before its query.
    pub(super) fn defines_functions(&self) -> bool {
        let start = self
            .tokens
            .get(self.piece.from)
            .map_or(0, |t| t.start as usize);
        let before = self.sql.get(..start).unwrap_or_default();
        before.to_ascii_lowercase().contains("function")
    }

    pub(super) fn new(sql: &'a str, dialect: Dialect) -> Result<Prepared<'a>, SqlError> {
        if sql.len() > LONGEST {
            return Err(position(
                sql,
                0,
                "the text is too large: 4 MiB are the limit".to_owned(),
            ));
        }
        let dialect = announced(sql)
            .filter(|_| dialect.is_bigquery())
            .unwrap_or(dialect);
        let lexed = lexer::lex(sql, dialect.rules());
        if let Some(error) = lexed.error {
            return Err(position(sql, error.offset, error.message.to_owned()));
        }
        let tokens = lexed.tokens;
        let script = statement::split(sql, &tokens, dialect);
        let temporary = script
            .temporary
            .iter()
            .filter_map(|&token| tokens.get(token))
            .map(|token| unquoted(sql, token).to_ascii_lowercase())
            .collect();
        let piece = match script.pieces.as_slice() {
            [.., piece] if piece.form == Form::Query => *piece,
            [only] if only.form == Form::Other && is_alone(&tokens, only) => {
                return Err(no_statement(sql, &tokens, dialect, only));
            }
            _ => return Err(position(sql, 0, NO_QUERY.to_owned())),
        };
        Ok(Prepared {
            sql,
            dialect,
            tokens,
            temporary,
            piece,
        })
    }

    pub(super) fn context<'c>(&'c self, defaults: Defaults<'c>) -> Context<'c> {
        Context {
            sql: self.sql,
            tokens: &self.tokens,
            dialect: self.dialect,
            defaults,
            temporary: &self.temporary,
            by_name: self.dialect.is_bigquery() && self.matches_by_name(),
        }
    }

    /// The tables of `SELECT * FROM a UNION ALL SELECT * FROM b`, which needs no parser.
    pub(super) fn plain(&self) -> Option<Vec<Vec<Ident>>> {
        let text = Text {
            sql: self.sql,
            tokens: &self.tokens,
            dialect: self.dialect,
            temporary: HashSet::new(),
        };
        if !text.is_plain(&self.piece) {
            return None;
        }
        let tokens = &self.tokens[..self.piece.to];
        let mut names = Vec::new();
        let mut at = self.piece.from;
        while at + 3 < self.piece.to {
            let path = path::read(tokens, at + 3, self.dialect)?;
            let parts = path::parts(self.sql, tokens, &path, self.dialect);
            names.push(parts.into_iter().map(Ident::new).collect());
            at = path.end + 2;
        }
        Some(names)
    }

    /// Parses the query and hands its tree to `read`.
    pub(super) fn read<T: Send>(
        &self,
        defaults: Defaults<'_>,
        schema: &dyn Schema,
        read: impl FnOnce(&Query, &mut Engine<'_>) -> T + Send,
    ) -> Result<T, SqlError> {
        let Piece { from, to, .. } = self.piece;
        let stretch = Stretch {
            from,
            to,
            entry: Entry::Query,
            target: None,
        };
        let size = Size::of(&self.tokens[from..to]);
        if let Some(limit) = size.beyond() {
            let start = self.tokens[from].start as usize;
            return Err(position(self.sql, start, limit.to_owned()));
        }
        let findings = scan::scan(self.sql, &self.tokens, self.dialect, stretch);
        let converted = convert::convert(self.sql, &self.tokens, from, to, self.dialect, &findings);
        let context = self.context(defaults);
        parse::query(converted, self.dialect, size, move |query| {
            let mut engine = Engine::new(context, schema);
            read(query, &mut engine)
        })
        .map_err(|failure| {
            let token = failure.token.filter(|&token| token < to);
            let offset = match token {
                Some(token) => self.tokens[token].start,
                // Past the end of the piece.
                None if failure.message.contains("EOF") => self.tokens[to - 1].end,
                None => self.tokens[from].start,
            };
            position(self.sql, offset as usize, failure.message)
        })
    }

    /// Whether some set operation matches columns by name in a way that the parser isn't told.
    fn matches_by_name(&self) -> bool {
        let is = |at: usize, word: &str| {
            self.tokens.get(at).is_some_and(|token| {
                matches!(token.kind, Kind::Word(_))
                    && self
                        .sql
                        .get(token.start as usize..token.end as usize)
                        .is_some_and(|text| text.eq_ignore_ascii_case(word))
            })
        };
        (self.piece.from..self.piece.to).any(|at| {
            let set = is(at, "UNION") || is(at, "INTERSECT") || is(at, "EXCEPT");
            set && Matching::of(is, at) == Some(Matching::Other)
        })
    }

    /// The names that `CREATE VIEW v (a, b) AS` gives the columns.
    pub(super) fn header(&self) -> Option<Vec<String>> {
        let tokens = &self.tokens[..self.piece.from];
        let start = tokens
            .iter()
            .rposition(|token| token.kind == Kind::Symbol(b';'))
            .map_or(0, |at| at + 1);
        let word = |at: usize| match tokens.get(at) {
            Some(token) if matches!(token.kind, Kind::Word(_)) => self
                .sql
                .get(token.start as usize..token.end as usize)
                .unwrap_or_default()
                .to_ascii_uppercase(),
            _ => String::new(),
        };
        if word(start) != "CREATE" {
            return None;
        }
        let view = (start..tokens.len().min(start + 12)).find(|&at| word(at) == "VIEW")?;
        let mut at = view + 1;
        if word(at) == "IF" {
            at += 3;
        }
        at = path::read(tokens, at, self.dialect)?.end;
        if !symbol(tokens, at, b'(') {
            return None;
        }
        let mut names = Vec::new();
        let mut depth = 0usize;
        let mut due = false;
        for token in &tokens[at..] {
            match token.kind {
                Kind::Symbol(b'(' | b'<' | b'[') => {
                    depth += 1;
                    due = depth == 1;
                }
                Kind::Symbol(b')' | b'>' | b']') => {
                    depth = depth.saturating_sub(1);
                    if depth == 0 {
                        return (!names.is_empty()).then_some(names);
                    }
                }
                Kind::Symbol(b',') if depth == 1 => due = true,
                Kind::Word(_) | Kind::Quoted if due => {
                    names.push(unquoted(self.sql, token).into_owned());
                    due = false;
                }
                _ => {}
            }
        }
        None
    }
}

/// Whether a text has no other statement.
fn is_alone(tokens: &[Token], piece: &Piece) -> bool {
    let ends = |token: &Token| token.kind == Kind::Symbol(b';');
    !tokens[..piece.from].iter().any(ends) && tokens[piece.to..].iter().all(ends)
}

/// Why a text that begins like no statement can't be read: the parser knows whether it is one.
fn no_statement(sql: &str, tokens: &[Token], dialect: Dialect, piece: &Piece) -> SqlError {
    let text = Text {
        sql,
        tokens,
        dialect,
        temporary: HashSet::new(),
    };
    match text.read(piece, false, &mut Vec::new()) {
        Ok(()) => position(sql, 0, NO_QUERY.to_owned()),
        Err((offset, message)) => position(sql, offset, message),
    }
}
