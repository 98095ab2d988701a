//! View SQL to the tables and views it names.
//!
//! A statement is split into tokens by a lexer of our own, which keeps
//! positions and never fails. A scan over the tokens finds where tables are
//! named; the parser then says what the statement is, and where it does, its
//! tree is what counts. Where it doesn't, the scan's findings serve.

use std::collections::HashSet;

mod columns;
mod convert;
mod dialect;
mod fault;
mod keyword;
mod lexer;
mod literals;
mod matching;
mod mend;
mod parse;
mod path;
mod scan;
mod scope;
mod script;
mod size;
mod statement;
mod walk;
mod wider;

#[cfg(test)]
mod accepted_tests;
#[cfg(test)]
mod tests;

pub use columns::{
    Columns, Derivation, Lineage, NO_QUERY, OutputColumn, Schema, Source, Usage, columns,
    fingerprint, usage,
};
pub use dialect::Dialect;
pub use literals::without_literals;
pub use script::{Step, steps};

use lexer::{Kind, Token};
use scan::{Entry, Findings, Stretch};
use size::Size;
use statement::{Form, Piece};

/// What completes partly qualified names.
#[derive(Debug, Clone, Copy, Default)]
pub struct Defaults<'a> {
    /// The project (or database, or catalog) of names that have none.
    pub project: Option<&'a str>,
    /// The dataset (or schema) of names that have none.
    pub dataset: Option<&'a str>,
}

/// How references were found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Method {
    /// From the syntax tree of the whole text.
    Parsed,
    /// At least in part by a scan, because the text couldn't be parsed.
    Inferred,
}

/// Why a text couldn't be parsed, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SqlError {
    /// Line in the given text, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong there.
    pub message: String,
}

/// The tables and views that a text names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct References {
    /// `project.dataset.name`, unquoted, sorted, each once. Names of
    /// INFORMATION_SCHEMA keep all their parts; where a default is missing, so is the part.
    pub tables: Vec<String>,
    /// How they were found.
    pub method: Method,
    /// Why the parser gave up, if it did.
    pub error: Option<SqlError>,
}

/// Longest text that is looked at: its tokens take some 25 times as much memory. BigQuery's longest
/// query has 1 MiB.
const LONGEST: usize = 16 << 20;

/// Finds the tables and views that `sql` names directly.
pub fn references(sql: &str, dialect: Dialect, defaults: Defaults<'_>) -> References {
    let mut references = References {
        tables: Vec::new(),
        method: Method::Parsed,
        error: None,
    };
    if sql.len() > LONGEST {
        references.method = Method::Inferred;
        references.error = Some(SqlError {
            line: 1,
            column: 1,
            message: "the text is too large: 16 MiB are the limit".to_owned(),
        });
        return references;
    }
    let dialect = announced(sql)
        .filter(|_| dialect.is_bigquery())
        .unwrap_or(dialect);
    let lexed = lexer::lex(sql, dialect.rules());
    let script = statement::split(sql, &lexed.tokens, dialect);
    let text = Text {
        sql,
        tokens: &lexed.tokens,
        dialect,
        temporary: script
            .temporary
            .iter()
            .map(|&token| path::unquoted(sql, &lexed.tokens[token]).to_ascii_lowercase())
            .collect(),
    };
    let mut error = lexed
        .error
        .map(|error| (error.offset, error.message.to_owned()));
    let mut names: Vec<Vec<String>> = Vec::new();
    for piece in &script.pieces {
        if let Err((offset, message)) = text.read(piece, error.is_some(), &mut names)
            && error.is_none()
        {
            error = Some((offset, message));
        }
    }
    references.tables = names
        .iter()
        .filter_map(|parts| path::full_name(parts, dialect, defaults))
        .collect();
    references.tables.sort_unstable();
    references.tables.dedup();
    if let Some((offset, message)) = error {
        references.method = Method::Inferred;
        references.error = Some(position(sql, offset, message));
    }
    references
}

/// The dialect that a first line such as `#legacySQL` asks for.
fn announced(sql: &str) -> Option<Dialect> {
    let first = sql.trim_start().lines().next()?;
    let word = first.strip_prefix('#')?.trim();
    if word.eq_ignore_ascii_case("legacySQL") {
        Some(Dialect::BigQueryLegacy)
    } else if word.eq_ignore_ascii_case("standardSQL") {
        Some(Dialect::BigQuery)
    } else {
        None
    }
}

/// A text on its way to names.
struct Text<'a> {
    sql: &'a str,
    tokens: &'a [Token],
    dialect: Dialect,
    /// Names of temporary tables, in lower case.
    temporary: HashSet<String>,
}

impl Text<'_> {
    /// Adds the names in `piece`; where the parser gave up, says why and at which byte.
    fn read(
        &self,
        piece: &Piece,
        hopeless: bool,
        names: &mut Vec<Vec<String>>,
    ) -> Result<(), (usize, String)> {
        let (from, entry, target) = match piece.form {
            Form::Table => {
                let path = path::read(self.tokens, piece.from, self.dialect);
                names.extend(
                    path.map(|path| path::parts(self.sql, self.tokens, &path, self.dialect)),
                );
                return Ok(());
            }
            Form::Change {
                source,
                entry,
                alias,
            } => (source, entry, alias),
            _ => (piece.from, Entry::Query, None),
        };
        let stretch = Stretch {
            from,
            to: piece.to,
            entry,
            target,
        };
        let findings = scan::scan(self.sql, self.tokens, self.dialect, stretch);
        if hopeless || self.is_plain(piece) {
            self.infer(&findings, names);
            return Ok(());
        }
        let size = Size::of(&self.tokens[piece.from..piece.to]);
        if let Some(limit) = size.beyond() {
            self.infer(&findings, names);
            let start = self.tokens[piece.from].start;
            return Err((start as usize, limit.to_owned()));
        }
        let tokens = convert::convert(
            self.sql,
            self.tokens,
            piece.from,
            piece.to,
            self.dialect,
            &findings,
        );
        match parse::tables(tokens, piece.form, self.dialect, size) {
            Ok(_) if self.dialect == Dialect::BigQueryLegacy => {
                self.infer(&findings, names);
                Ok(())
            }
            Ok(found) => {
                names.extend(found.into_iter().filter(|parts| !self.is_temporary(parts)));
                Ok(())
            }
            Err(failure) => {
                self.infer(&findings, names);
                let token = failure.token.filter(|&token| token < piece.to);
                let offset = match token {
                    Some(token) => self.tokens[token].start,
                    // Past the end of the piece.
                    None if failure.message.contains("EOF") => self.tokens[piece.to - 1].end,
                    None => self.tokens[piece.from].start,
                };
                Err((offset as usize, failure.message))
            }
        }
    }

    /// Whether the piece is `SELECT * FROM name`, or several of them by UNION ALL, as most
    /// views that only publish a table are. There is nothing to parse in it.
    fn is_plain(&self, piece: &Piece) -> bool {
        use keyword::Key::{All, From, Select, Union};
        let tokens = &self.tokens[..piece.to];
        let mut at = piece.from;
        if piece.form != Form::Query {
            return false;
        }
        loop {
            let select = path::keyword(tokens, at, Select)
                && path::symbol(tokens, at + 1, b'*')
                && path::keyword(tokens, at + 2, From);
            if !select
                || !matches!(
                    tokens.get(at + 3).map(|token| token.kind),
                    Some(Kind::Quoted)
                )
            {
                return false;
            }
            let Some(table) = path::read(tokens, at + 3, self.dialect) else {
                return false;
            };
            at = table.end;
            if at == piece.to {
                return !table.broken;
            }
            if table.broken
                || !path::keyword(tokens, at, Union)
                || !path::keyword(tokens, at + 1, All)
            {
                return false;
            }
            at += 2;
        }
    }

    /// Adds what the scan found, less what isn't a table.
    fn infer(&self, findings: &Findings, names: &mut Vec<Vec<String>>) {
        let known = findings.scopes.names(self.sql, self.tokens);
        for mention in &findings.mentions {
            let path = mention.path;
            let mut parts = path::parts(self.sql, self.tokens, &path, self.dialect);
            let skip = match parts.as_slice() {
                [] => true,
                [one] => known.is_cte(one, path.first),
                [first, ..] => {
                    self.dialect.has_array_joins()
                        && known.is_alias(first, mention.scope, path.first)
                }
            };
            if skip || self.is_temporary(&parts) {
                continue;
            }
            if let Some(last) = parts.last_mut() {
                last.push_str(mention.suffix);
            }
            names.push(parts);
        }
    }

    fn is_temporary(&self, parts: &[String]) -> bool {
        !self.temporary.is_empty()
            && matches!(parts, [one] if self.temporary.contains(&one.to_ascii_lowercase()))
    }
}

/// The line and column of a byte.
fn position(sql: &str, offset: usize, message: String) -> SqlError {
    let before = sql.get(..offset).unwrap_or(sql);
    let line = before.bytes().filter(|&byte| byte == b'\n').count();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before[start..].chars().count();
    SqlError {
        line: u32::try_from(line + 1).unwrap_or(u32::MAX),
        column: u32::try_from(column + 1).unwrap_or(u32::MAX),
        message,
    }
}
