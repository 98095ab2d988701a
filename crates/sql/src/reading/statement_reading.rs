//! A statement of a text to the names and the form of it.

use super::super::convert;
use super::super::dialect::Dialect;
use super::super::fault::Failure;
use super::super::form::{Dotted, Interner, Mark, Name, Query};
use super::super::keyword;
use super::super::lexer::{Kind, Token};
use super::super::references::SqlErrorKind;
use super::super::scan::{self, Findings};
use super::super::size::Size;
use super::super::statement::{Form, Piece};
use super::super::{lower, parse, path};

/// A text on its way to names.
pub(super) struct Text<'a> {
    pub(super) sql: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) dialect: Dialect,
    /// Names of temporary tables, in lower case, sorted.
    pub(super) temporary: &'a [Box<str>],
    /// The tokens where they are named as they are created, in order.
    pub(super) made: &'a [usize],
}

/// Why something couldn't be read, and where.
#[derive(Debug, Clone)]
pub(super) struct Fault {
    /// In bytes.
    pub(super) offset: usize,
    pub(super) kind: SqlErrorKind,
    pub(super) message: String,
}

/// What a piece is read to.
#[derive(Default)]
pub(super) struct Found {
    /// The parts of the names of tables.
    pub(super) names: Vec<Vec<String>>,
    /// Why the parser gave up.
    pub(super) fault: Option<Fault>,
    /// The query that it is, where that was asked for.
    pub(super) body: Option<Result<Body, Fault>>,
}

/// A query.
#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]
pub(super) enum Body {
    /// `SELECT * FROM a UNION ALL SELECT * FROM b`, which needs no parser.
    Tables(Vec<Dotted>),
    Query {
        query: Query,
        /// It may nest too deep for any thread's stack.
        deep: bool,
    },
}

impl Text<'_> {
    /// Reads the names in `piece`, without the parser where it is `hopeless`; its form too where it is
    /// `wanted`.
    pub(super) fn read(
        &self,
        piece: &Piece,
        hopeless: bool,
        wanted: bool,
        interner: &mut Interner,
    ) -> Found {
        let mut found = Found::default();
        let Some(stretch) = piece.stretch() else {
            let path = path::read(self.tokens, piece.from, self.dialect);
            found
                .names
                .extend(path.map(|path| path::parts(self.sql, self.tokens, &path, self.dialect)));
            return found;
        };
        let findings = scan::scan(self.sql, self.tokens, self.dialect, stretch);
        if self.is_plain(piece) {
            self.infer(&findings, &mut found.names);
            found.body = wanted.then(|| Ok(Body::Tables(self.tables(piece, interner))));
            return found;
        }
        if hopeless && !wanted {
            self.infer(&findings, &mut found.names);
            return found;
        }
        let size = Size::of(&self.tokens[piece.from..piece.to]);
        let (parsed, fault) = match size.beyond() {
            Some(limit) => {
                let fault = Fault {
                    offset: self.tokens[piece.from].start as usize,
                    kind: SqlErrorKind::TooLarge,
                    message: limit.to_owned(),
                };
                found.body = wanted.then(|| Err(fault.clone()));
                (None, Some(fault))
            }
            None => match self.parse(piece, &findings, size, wanted.then_some(interner)) {
                Ok(parsed) => {
                    let deep = parse::is_deep(size);
                    found.body = parsed.read.map(|query| Ok(Body::Query { query, deep }));
                    (Some(parsed.tables), None)
                }
                Err(failed) => {
                    found.body = wanted.then(|| Err(self.fault(failed.first, piece)));
                    (None, Some(self.fault(failed.refined, piece)))
                }
            },
        };
        match parsed {
            Some(tables) if !hopeless && self.dialect != Dialect::BigQueryLegacy => {
                let tables = tables.into_iter();
                found
                    .names
                    .extend(tables.filter(|parts| !self.is_temporary(parts)));
            }
            _ => self.infer(&findings, &mut found.names),
        }
        found.fault = fault.filter(|_| !hopeless);
        found
    }

    fn parse(
        &self,
        piece: &Piece,
        findings: &Findings,
        size: Size,
        interner: Option<&mut Interner>,
    ) -> Result<parse::Parsed<Query>, parse::Failed> {
        let (sql, all, dialect) = (self.sql, self.tokens, self.dialect);
        let tokens = convert::convert(sql, all, piece.from, piece.to, dialect, findings);
        let lower = interner.map(|interner| {
            move |query: &sqlparser::ast::Query| lower::query(query, sql, all, dialect, interner)
        });
        parse::piece(tokens, piece.form, dialect, size, lower)
    }

    /// Where a piece is at fault.
    fn fault(&self, failure: Failure, piece: &Piece) -> Fault {
        let token = failure.token.filter(|&token| token < piece.to);
        let offset = match token {
            Some(token) => self.tokens[token].start,
            // Past the end of the piece.
            None if failure.message.contains("EOF") => self.tokens[piece.to - 1].end,
            None => self.tokens[piece.from].start,
        };
        Fault {
            offset: offset as usize,
            kind: failure.kind,
            message: failure.message,
        }
    }

    /// The tables of a plain piece.
    fn tables(&self, piece: &Piece, interner: &mut Interner) -> Vec<Dotted> {
        let tokens = &self.tokens[..piece.to];
        let mut names = Vec::new();
        let mut at = piece.from;
        while at + 3 < piece.to
            && let Some(path) = path::read(tokens, at + 3, self.dialect)
        {
            let parts = path::parts(self.sql, tokens, &path, self.dialect);
            let parts = parts.iter();
            let name = parts.map(|part| Name::new(interner.sym(part), Mark::None));
            names.push(name.collect());
            at = path.end + 2;
        }
        names
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
        let [one] = parts else {
            return false;
        };
        let lower = one.to_ascii_lowercase();
        let found = self
            .temporary
            .binary_search_by(|known| (**known).cmp(lower.as_str()));
        found.is_ok()
    }
}
