//! A text, read once: the names in it, and the form of its query.

mod star_answers;
mod star_reading;
mod statement_reading;
mod temporary_stars;
mod view_reading;

#[cfg(test)]
mod star_tests;
#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

use super::Dialect;
use super::columns::{self, Columns, Context, Schema, Usage};
use super::form::{Interner, Names, Sym};
use super::full_name::full_name;
use super::lexer::{self, Kind, LONGEST, Token};
use super::parse::{TOO_LARGE, within};
use super::path::{Defaults, unquoted};
use super::references::{Method, References, SqlError, SqlErrorKind};
use super::statement::{self, Form, Piece};
use star_reading::Starred;
use statement_reading::{Body, Fault, Text};
use temporary_stars::Gathered;

/// Said of statements none of which gives columns.
const NO_QUERY: &str = "there is no query in it";

/// Longest text that is read for its columns, in bytes. Warehouses allow one megabyte.
const LONGEST_QUERY: usize = 4 << 20;

/// So many bytes do for most readings that are written down.
const USUAL_BYTES: usize = 512;

/// What a text says, for any defaults and any schema: the tables and views that it names, where the
/// columns of its last statement come from, and how it uses what it reads. Small, as it holds names
/// and no literals; the text and its tree are not kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Reading {
    dialect: Dialect,
    names: Names,
    /// The parts of each name of a table.
    tables: Vec<Vec<Sym>>,
    /// Why not all of it could be parsed.
    error: Option<SqlError>,
    /// The query that decides its columns, or why there is none.
    statement: Result<Statement, SqlError>,
    /// What any of its statements takes by `*`.
    stars: Starred,
}

/// The query that decides a text's columns.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Statement {
    body: Body,
    /// Where it begins: line and column.
    start: (u32, u32),
    /// The names that `CREATE VIEW v (a, b) AS` gives the columns.
    header: Vec<Sym>,
    /// The script defines functions before it.
    functions: bool,
    /// Some set operation matches columns by name in a way that the form doesn't show.
    by_name: bool,
    /// Temporary tables of the script, in lower case, sorted.
    temporary: Vec<Box<str>>,
}

/// Reads a text.
#[must_use]
pub fn read(sql: &str, dialect: Dialect) -> Reading {
    if sql.len() > LONGEST {
        return too_large(dialect);
    }
    let dialect = announced(sql)
        .filter(|_| dialect.is_bigquery())
        .unwrap_or(dialect);
    let lexed = lexer::lex(sql, dialect.rules());
    let script = statement::split(sql, &lexed.tokens, dialect);
    let names = script.temporary.iter();
    let names = names.filter_map(|&token| lexed.tokens.get(token));
    let names = names.map(|token| unquoted(sql, token).to_ascii_lowercase().into());
    let mut temporary: Vec<Box<str>> = names.collect();
    temporary.sort_unstable();
    let text = Text {
        sql,
        tokens: &lexed.tokens,
        dialect,
        temporary: &temporary,
        made: &script.temporary,
    };
    let mut interner = Interner::default();
    let mut error: Option<Fault> = lexed.error.map(|error| Fault {
        offset: error.offset,
        kind: SqlErrorKind::Syntax,
        message: error.message.to_owned(),
    });
    let mut statement = query_of(sql, &script.pieces, error.as_ref());
    let mut tables = Vec::new();
    let mut stars = Gathered::default();
    let last = script.pieces.len().saturating_sub(1);
    for (at, piece) in script.pieces.iter().enumerate() {
        let wanted = at == last && statement.is_ok();
        let aside = !wanted && error.is_none() && text.may_take_all(piece);
        let mut own = Interner::default();
        let names = if aside { &mut own } else { &mut interner };
        let mut found = text.read(piece, error.is_some(), wanted || aside, names);
        if aside {
            let body = found.body.take();
            text.stars_aside(piece, body, &own.into_names(), &mut interner, &mut stars);
        }
        text.stars_of_rows(piece, &mut interner, &mut stars);
        for parts in found.names {
            tables.push(parts.iter().map(|part| interner.sym(part)).collect());
        }
        match found.body {
            Some(Ok(body)) => statement = Ok(Some(body)),
            Some(Err(fault)) => statement = Err(fault),
            None => {}
        }
        error = error.or(found.fault);
    }
    if let ([only], Err(fault), Some(found)) = (script.pieces.as_slice(), &mut statement, &error)
        && only.form == Form::Other
        && fault.kind == SqlErrorKind::NoQuery
        && is_alone(&lexed.tokens, only)
    {
        // A text that begins like no statement: the parser knows whether it is one.
        fault.clone_from(found);
    }
    tables.sort_unstable();
    tables.dedup();
    let statement = match (statement, script.pieces.last()) {
        (Ok(Some(body)), Some(piece)) => Ok(Statement {
            start: place(
                sql,
                lexed.tokens.get(piece.from).map_or(0, |t| t.start as usize),
            ),
            header: text
                .header(piece)
                .unwrap_or_default()
                .iter()
                .map(|name| interner.sym(name))
                .collect(),
            functions: text.defines_functions(piece),
            by_name: dialect.is_bigquery() && text.matches_by_name(piece),
            temporary: temporary.clone(),
            body,
        }),
        (Err(fault), _) => Err(position(sql, fault)),
        _ => Err(position(sql, no_query())),
    };
    let names = interner.into_names();
    let of_last = match (&statement, script.pieces.last()) {
        (Ok(statement), Some(piece)) => {
            let place = text.place(piece, !statement.header.is_empty());
            star_reading::stars(&statement.body, place, &text, &names)
        }
        _ => Starred::default(),
    };
    Reading {
        dialect,
        tables,
        error: error.map(|fault| position(sql, fault)),
        stars: of_last.and(stars, &names),
        names,
        statement,
    }
}

/// Whether a text has a query that gives columns, which is still to be read; else why not.
fn query_of(sql: &str, pieces: &[Piece], error: Option<&Fault>) -> Result<Option<Body>, Fault> {
    if sql.len() > LONGEST_QUERY {
        return Err(Fault {
            offset: 0,
            kind: SqlErrorKind::TooLarge,
            message: "the text is too large: 4 MiB are the limit".to_owned(),
        });
    }
    if let Some(error) = error {
        return Err(error.clone());
    }
    match pieces {
        [.., piece] if piece.form == Form::Query => Ok(None),
        _ => Err(no_query()),
    }
}

fn no_query() -> Fault {
    Fault {
        offset: 0,
        kind: SqlErrorKind::NoQuery,
        message: NO_QUERY.to_owned(),
    }
}

fn too_large(dialect: Dialect) -> Reading {
    let fault = |limit: &str| SqlError {
        line: 1,
        column: 1,
        kind: SqlErrorKind::TooLarge,
        message: format!("the text is too large: {limit} are the limit"),
    };
    Reading {
        dialect,
        names: Names::default(),
        tables: Vec::new(),
        error: Some(fault("16 MiB")),
        statement: Err(fault("4 MiB")),
        stars: Starred::default(),
    }
}

/// The dialect that a first line such as `#legacySQL` asks for.
pub(super) fn announced(sql: &str) -> Option<Dialect> {
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

/// Whether a text has no other statement.
fn is_alone(tokens: &[Token], piece: &Piece) -> bool {
    let ends = |token: &Token| token.kind == Kind::Symbol(b';');
    !tokens[..piece.from].iter().any(ends) && tokens[piece.to..].iter().all(ends)
}

/// The line and column of a byte, from 1.
pub(super) fn place(sql: &str, offset: usize) -> (u32, u32) {
    let before = sql.get(..offset).unwrap_or(sql);
    let line = before.bytes().filter(|&byte| byte == b'\n').count();
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    let column = before[start..].chars().count();
    (
        u32::try_from(line + 1).unwrap_or(u32::MAX),
        u32::try_from(column + 1).unwrap_or(u32::MAX),
    )
}

fn position(sql: &str, fault: Fault) -> SqlError {
    let (line, column) = place(sql, fault.offset);
    SqlError {
        line,
        column,
        kind: fault.kind,
        message: fault.message,
    }
}

impl Reading {
    /// The tables and views that the text names directly.
    #[must_use]
    pub fn references(&self, defaults: Defaults<'_>) -> References {
        let mut tables: Vec<String> = self
            .tables
            .iter()
            .filter_map(|parts| {
                let parts: Vec<&str> = parts.iter().map(|part| self.names.text(*part)).collect();
                full_name(&parts, self.dialect, defaults)
            })
            .collect();
        tables.sort_unstable();
        tables.dedup();
        References {
            tables,
            method: match self.error {
                None => Method::Parsed,
                Some(_) => Method::Inferred,
            },
            error: self.error.clone(),
        }
    }

    /// Where each column that the text gives comes from, one step back.
    #[must_use]
    pub fn columns(&self, defaults: Defaults<'_>, schema: &dyn Schema) -> Columns {
        let failed = |error: SqlError| Columns {
            error: Some(error),
            ..Columns::default()
        };
        let statement = match &self.statement {
            Ok(statement) => statement,
            Err(error) => return failed(error.clone()),
        };
        let context = self.context(statement, defaults);
        let columns = match &statement.body {
            Body::Tables(tables) => Some(columns::of_tables(tables, context, schema)),
            Body::Query { query, deep } => {
                within(*deep, || columns::of_query(query, context, schema))
            }
        };
        let Some(mut columns) = columns else {
            let (line, column) = statement.start;
            return failed(SqlError {
                line,
                column,
                kind: SqlErrorKind::TooLarge,
                message: TOO_LARGE.to_owned(),
            });
        };
        if !statement.header.is_empty() {
            let names = statement.header.iter().map(|name| self.names.text(*name));
            columns::rename(&mut columns, &names.collect::<Vec<_>>());
        }
        for column in &mut columns.columns {
            // The bodies of functions may read anything.
            if statement.functions
                && column
                    .lineage
                    .as_ref()
                    .is_ok_and(|l| l.how > columns::Derivation::Identity)
            {
                column.lineage = Err("the script defines functions".to_owned());
            }
            if self.dialect == Dialect::BigQueryLegacy {
                column.lineage = Err("legacy SQL".to_owned());
            }
        }
        columns
    }

    /// How the text uses the relations that it reads.
    #[must_use]
    pub fn usage(&self, defaults: Defaults<'_>, schema: &dyn Schema) -> Usage {
        let usage = Usage {
            tables: self.references(defaults).tables,
            ..Usage::default()
        };
        // What can't be parsed names tables, and no column that could be counted.
        let Ok(statement) = &self.statement else {
            return usage;
        };
        let Body::Query { query, deep } = &statement.body else {
            return usage;
        };
        if self.dialect == Dialect::BigQueryLegacy {
            return usage;
        }
        let context = self.context(statement, defaults);
        let found = within(*deep, || {
            let mut found = Usage::default();
            columns::conditions(query, context, schema, &mut found);
            found
        });
        match found {
            Some(found) => Usage {
                tables: usage.tables,
                ..found
            },
            None => usage,
        }
    }

    /// Writes it down.
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let deep = self.is_deep();
        let mut bytes = Vec::with_capacity(USUAL_BYTES);
        bytes.push(u8::from(deep));
        // What is in memory has a length, which is all that this could fail for.
        within(deep, || postcard::to_extend(self, bytes))
            .and_then(Result::ok)
            .unwrap_or_default()
    }

    /// Reads back what [`Reading::to_bytes`] wrote in this version; `None` where it isn't that. Bytes
    /// from elsewhere may nest deeper than any stack: check that they are unchanged before.
    #[must_use]
    pub fn from_bytes(bytes: &[u8]) -> Option<Reading> {
        let (deep, rest) = bytes.split_first()?;
        within(*deep != 0, || postcard::from_bytes(rest).ok())?
    }

    fn is_deep(&self) -> bool {
        matches!(
            self.statement,
            Ok(Statement {
                body: Body::Query { deep: true, .. },
                ..
            })
        )
    }

    fn context<'c>(&'c self, statement: &'c Statement, defaults: Defaults<'c>) -> Context<'c> {
        Context {
            names: &self.names,
            dialect: self.dialect,
            defaults,
            temporary: &statement.temporary,
            by_name: statement.by_name,
        }
    }
}
