//! Where a scan stands, and what it found.

use super::super::dialect::Dialect;
use super::super::keyword::Key;
use super::super::lexer::{Kind, Token};
use super::super::path::{Path, keyword};
use super::super::scope::{ScopeId, Scopes};

/// A place where a table is named.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Mention {
    pub(crate) path: Path,
    pub(crate) scope: Option<ScopeId>,
    /// How the name goes on, for legacy functions over many tables.
    pub(crate) suffix: &'static str,
}

/// What a scan found.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    pub(crate) mentions: Vec<Mention>,
    pub(crate) scopes: Scopes,
    /// Names that only a collapsed token can carry through the parser.
    pub(crate) unusual: Vec<Path>,
    /// `TABLE name` in place of a query.
    pub(crate) table_queries: Vec<Path>,
    /// Words before a table that the parser would take for its name.
    pub(crate) noise: Vec<usize>,
    /// Arrays that are named like tables: `FROM t, t.items AS i WITH OFFSET`.
    pub(crate) arrays: Vec<Path>,
    /// The FOR of each `FOR SYSTEM_TIME AS OF` that follows an alias.
    pub(crate) versions: Vec<usize>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    Statement,
    /// Parentheses where a table is due: a query or a group of joins.
    Group,
    /// Arguments of a function.
    Call,
    /// The body of a common table expression.
    Cte(usize),
    /// `[ … ]` or `{ … }`
    Bracket,
    Plain,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Alias {
    Settled,
    /// A table was just named; its alias may follow. Else its last part serves.
    Due(Option<usize>),
    /// After AS.
    Named,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum With {
    Outside,
    Name,
    /// After the name (its token), before the body.
    Body(usize),
    After,
}

#[derive(Debug, Clone, Copy)]
pub(super) struct Frame {
    pub(super) shape: Shape,
    /// A query began here.
    pub(super) query: bool,
    /// Within FROM: a comma leads to another table.
    pub(super) from: bool,
    /// The next token names a table.
    pub(super) expect: bool,
    pub(super) lateral: bool,
    /// Commas separate something else, as in LATERAL VIEW … AS a, b.
    pub(super) other_list: bool,
    /// USING will bring a source.
    pub(super) using: bool,
    pub(super) alias: Alias,
    pub(super) with: With,
    pub(super) recursive: Option<usize>,
    pub(super) scope: Option<ScopeId>,
    pub(super) outer: Option<ScopeId>,
    /// The token that opened it.
    pub(super) opened: usize,
}

impl Frame {
    pub(super) fn new(shape: Shape, outer: Option<ScopeId>) -> Frame {
        Frame {
            shape,
            query: false,
            from: false,
            expect: false,
            lateral: false,
            other_list: false,
            using: false,
            alias: Alias::Settled,
            with: With::Outside,
            recursive: None,
            scope: None,
            outer,
            opened: 0,
        }
    }
}

pub(super) struct Scan<'a> {
    pub(super) sql: &'a str,
    pub(super) start: usize,
    pub(super) tokens: &'a [Token],
    pub(super) dialect: Dialect,
    pub(super) findings: Findings,
    /// Never empty.
    pub(super) frames: Vec<Frame>,
    /// Frame depth and index of the common table expressions in sight.
    pub(super) ctes: Vec<(usize, usize)>,
    /// Not every parenthesis is closed.
    pub(super) unclosed: bool,
}

impl Scan<'_> {
    #[inline]
    pub(super) fn top(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    #[inline]
    pub(super) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    #[inline]
    pub(super) fn before(&self, at: usize) -> Option<Kind> {
        at.checked_sub(1).and_then(|at| self.kind(at))
    }

    #[inline]
    pub(super) fn is_key(&self, at: usize, key: Key) -> bool {
        keyword(self.tokens, at, key)
    }

    /// The scope of the select at hand.
    pub(super) fn scope(&mut self) -> ScopeId {
        let frame = *self.top();
        match frame.scope {
            Some(scope) => scope,
            None => {
                let scope = self.findings.scopes.open(frame.outer);
                self.top().scope = Some(scope);
                scope
            }
        }
    }

    /// A word that means nothing by itself: the name of a common table expression, if one is due.
    pub(super) fn name(&mut self, at: usize) {
        let frame = self.top();
        if frame.with == With::Name {
            frame.with = With::Body(at);
        }
    }

    /// No alias followed the table just named: its last part serves.
    pub(super) fn settle(&mut self, at: usize) {
        if let Alias::Due(Some(last)) = self.top().alias {
            let scope = self.scope();
            self.findings.scopes.alias(scope, last, at);
        }
    }

    pub(super) fn close(&mut self, at: usize) {
        self.settle(at);
        let depth = self.frames.len() - 1;
        self.end_ctes(depth, at);
        if let Some(Frame {
            shape: Shape::Cte(cte),
            ..
        }) = self.frames.pop()
        {
            self.findings.scopes.begin_cte(cte, at);
        }
    }

    /// Ends the sight of common table expressions at `depth` or deeper.
    pub(super) fn end_ctes(&mut self, depth: usize, at: usize) {
        while let Some(&(of, cte)) = self.ctes.last() {
            if of < depth {
                break;
            }
            self.findings.scopes.end_cte(cte, at);
            self.ctes.pop();
        }
    }

    pub(super) fn begins_query(&self, at: usize) -> bool {
        self.is_key(at, Key::Select) || self.is_key(at, Key::With)
    }
}
