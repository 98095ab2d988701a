//! Reads a table where one is due.

use super::super::dialect::Dialect;
use super::super::keyword::Key;
use super::super::lexer::Kind;
use super::super::path::{self, Path, symbol};
use super::super::scope::ScopeId;
use super::state::{Alias, Frame, Mention, Scan, Shape};

impl Scan<'_> {
    /// Whether the token can't begin the name of a table.
    pub(super) fn ends_table(&self, at: usize) -> bool {
        match self.kind(at) {
            Some(Kind::Word(key)) => match key {
                Key::Left | Key::Right | Key::Full | Key::Cross | Key::Inner | Key::Natural => {
                    !matches!(self.kind(at + 1), Some(Kind::Symbol(b'.')))
                }
                Key::On
                | Key::And
                | Key::Not
                | Key::When
                | Key::Then
                | Key::As
                | Key::By
                | Key::Using
                | Key::Case
                | Key::With
                | Key::Where
                | Key::Join
                | Key::Null
                | Key::Into => true,
                _ => false,
            },
            _ => true,
        }
    }

    /// `TABLE name` in place of a query or as the argument of a table function.
    pub(super) fn table_query(&mut self, at: usize) -> usize {
        let begins = match self.before(at) {
            _ if at == self.start => true,
            None | Some(Kind::Symbol(b'(' | b',' | b';') | Kind::Arrow) => true,
            Some(Kind::Word(Key::All | Key::Distinct | Key::As | Key::Union)) => true,
            _ => false,
        };
        if self.dialect == Dialect::Generic
            && self.before(at) == Some(Kind::Arrow)
            && symbol(self.tokens, at + 1, b'(')
        {
            return self.table_argument(at);
        }
        if !begins || !matches!(self.kind(at + 1), Some(Kind::Word(_) | Kind::Quoted)) {
            return at + 1;
        }
        let Some(path) = path::read(self.tokens, at + 1, self.dialect) else {
            return at + 1;
        };
        if path.unusual {
            self.findings.unusual.push(path);
        }
        if !symbol(self.tokens, path.end, b'(') {
            self.mention(path, None, "");
            self.findings.table_queries.push(path);
        }
        path.end
    }

    /// Trino's `input => TABLE(t)` and `input => TABLE(SELECT …)`.
    fn table_argument(&mut self, at: usize) -> usize {
        if self.begins_query(at + 2) {
            self.findings.noise.push(at);
            return at + 1;
        }
        match path::read(self.tokens, at + 2, self.dialect) {
            Some(path) if symbol(self.tokens, path.end, b')') => {
                self.findings.noise.push(at);
                self.mention(path, None, "");
                self.findings.table_queries.push(path);
                path.end + 1
            }
            _ => at + 1,
        }
    }

    /// Whether `WITH OFFSET` follows the path that ends at `at`: then it leads to an array.
    fn is_array(&self, at: usize) -> bool {
        let alias = match self.kind(at) {
            Some(Kind::Word(Key::As)) => 2,
            Some(Kind::Word(Key::Other) | Kind::Quoted) => 1,
            _ => 0,
        };
        self.dialect == Dialect::BigQuery
            && self.is_key(at + alias, Key::With)
            && self.is_key(at + alias + 1, Key::Offset)
    }

    /// Notes `FOR SYSTEM_TIME AS OF` at `at`, right after an alias.
    pub(super) fn version(&mut self, at: usize) {
        if !self.dialect.is_bigquery() || !self.is_key(at, Key::For) {
            return;
        }
        let of = (at + 2..at + 4).find(|&of| self.is_key(of, Key::As));
        if of.is_some() && matches!(self.kind(at + 1), Some(Kind::Word(Key::Other))) {
            self.findings.versions.push(at);
        }
    }

    fn mention(&mut self, path: Path, scope: Option<ScopeId>, suffix: &'static str) {
        if !path.broken {
            self.findings.mentions.push(Mention {
                path,
                scope,
                suffix,
            });
        }
    }

    /// Reads the table that is due at `at`; returns the index after it.
    pub(super) fn table(&mut self, at: usize) -> usize {
        if self.ends_table(at) && matches!(self.kind(at), Some(Kind::Word(_))) {
            // A keyword after a dot or a colon.
            self.top().expect = false;
            return at + 1;
        }
        if matches!(self.kind(at), Some(Kind::Symbol(b'`' | b'"' | b'\''))) {
            // A quote that nothing closes; the name follows.
            return at + 1;
        }
        let top = self.top();
        top.expect = false;
        top.lateral = false;
        let Some(path) = path::read(self.tokens, at, self.dialect) else {
            self.top().alias = Alias::Due(None);
            return at + 1;
        };
        let reserved = path.end == at + 1
            && self.is_key(at, Key::Table)
            && !symbol(self.tokens, path.end, b'(');
        if path.unusual || reserved {
            self.findings.unusual.push(path);
        }
        if symbol(self.tokens, path.end, b'(') && !self.is_hint(path.end) {
            self.top().alias = Alias::Due(None);
            if self.dialect == Dialect::BigQueryLegacy && path.end == at + 1 {
                return self.legacy_function(path);
            }
            return path.end;
        }
        let scope = self.scope();
        if self.is_array(path.end) && !path.unusual && !path.broken {
            self.findings.arrays.push(path);
        } else {
            self.mention(path, Some(scope), "");
        }
        self.top().alias = Alias::Due((!path.broken).then(|| path.end - 1));
        path.end
    }

    /// `table (NOLOCK)`
    fn is_hint(&self, at: usize) -> bool {
        self.dialect == Dialect::MsSql
            && matches!(self.kind(at + 1), Some(Kind::Word(Key::Other)))
            && symbol(self.tokens, at + 2, b')')
            && !symbol(self.tokens, at + 3, b'.')
    }

    /// Legacy functions that take tables; returns where to go on.
    fn legacy_function(&mut self, path: Path) -> usize {
        let token = self.tokens[path.first];
        let name = &self.sql[token.start as usize..token.end as usize];
        let suffix = match name.to_ascii_uppercase().as_str() {
            "FLATTEN" => "",
            "TABLE_QUERY" => ".*",
            "TABLE_DATE_RANGE" | "TABLE_DATE_RANGE_STRICT" => "*",
            _ => return path.end,
        };
        let scope = self.scope();
        let mut child = Frame::new(Shape::Call, Some(scope));
        let argument = path.end + 1;
        let Some(inner) = path::read(self.tokens, argument, self.dialect) else {
            // FLATTEN((SELECT …), field)
            child.scope = Some(scope);
            child.expect = true;
            self.frames.push(child);
            return argument;
        };
        if inner.unusual {
            self.findings.unusual.push(inner);
        }
        self.mention(inner, Some(scope), suffix);
        self.frames.push(child);
        inner.end
    }
}
