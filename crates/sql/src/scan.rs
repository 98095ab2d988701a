//! Finds where tables are named, from the tokens alone.
//!
//! It knows clauses, parentheses and scopes but no expressions, so it needs no
//! valid SQL: what it doesn't know it passes over. One pass, a stack of its own.

mod scan_keywords;
mod scan_parentheses;
mod scan_table;
mod state;

pub(super) use scan_parentheses::is_unclosed;
pub(super) use state::Findings;

use super::dialect::Dialect;
use super::keyword::Key;
use super::lexer::{Kind, Token};
use super::scope::CteSpan;
use state::{Alias, Frame, Scan, Shape, With};

/// How a stretch of tokens begins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Entry {
    /// A query or an expression.
    Query,
    /// MERGE or DELETE after the target: USING brings the source.
    Using,
    /// UPDATE after the target.
    Update,
}

/// What to scan: tokens `from..to`, and how they begin.
#[derive(Debug, Clone, Copy)]
pub(super) struct Stretch {
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) entry: Entry,
    /// The token that names the target of a change.
    pub(super) target: Option<usize>,
}

/// Scans a stretch of `tokens`; the indices found are those of `tokens`.
pub(super) fn scan(sql: &str, tokens: &[Token], dialect: Dialect, stretch: Stretch) -> Findings {
    let Stretch {
        from,
        to,
        entry,
        target,
    } = stretch;
    let mut scan = Scan {
        sql,
        start: from,
        tokens: &tokens[..to],
        dialect,
        findings: Findings::default(),
        frames: vec![Frame::new(Shape::Statement, None)],
        ctes: Vec::new(),
        unclosed: is_unclosed(&tokens[from..to]),
    };
    scan.findings.scopes.lenient = scan.unclosed;
    if entry != Entry::Query {
        let scope = scan.scope();
        if let Some(token) = target {
            scan.findings.scopes.alias(scope, token, token);
        }
        scan.top().using = entry == Entry::Using;
        scan.top().from = entry == Entry::Update;
    }
    let mut at = from;
    while at < to {
        at = scan.step(at).max(at + 1);
    }
    while scan.frames.len() > 1 {
        scan.close(to);
    }
    scan.settle(to);
    scan.end_ctes(0, to);
    scan.findings
}

impl Scan<'_> {
    /// Handles the token at `at`; returns the index of the next.
    fn step(&mut self, at: usize) -> usize {
        let kind = self.tokens[at].kind;
        if self.top().alias != Alias::Settled && self.alias(at, kind) {
            return at + 1;
        }
        match kind {
            Kind::Symbol(b'(') => self.open(at),
            Kind::Symbol(b')') => {
                while self.frames.len() > 1 {
                    let shape = self.top().shape;
                    self.close(at);
                    if shape != Shape::Bracket {
                        break;
                    }
                }
            }
            Kind::Symbol(b'[' | b'{') if !self.top().expect => {
                let frame = *self.top();
                let inner = frame.scope.or(frame.outer);
                self.frames.push(Frame::new(Shape::Bracket, inner));
            }
            Kind::Symbol(b']' | b'}') if self.top().shape == Shape::Bracket => self.close(at),
            Kind::Symbol(b',') => self.comma(),
            Kind::Pipe => {
                let frame = self.top();
                frame.from = false;
                frame.expect = false;
                frame.with = With::Outside;
                if self.is_key(at + 1, Key::As) {
                    self.top().alias = Alias::Due(None);
                }
            }
            Kind::Word(Key::Other) if !self.top().expect => self.name(at),
            Kind::Word(key) if !matches!(self.before(at), Some(Kind::Symbol(b'.' | b':'))) => {
                return self.word(at, key);
            }
            _ if self.top().expect => return self.table(at),
            Kind::Quoted => self.name(at),
            Kind::Template if self.is_key(at + 1, Key::As) => self.name(at),
            _ => {}
        }
        at + 1
    }

    fn comma(&mut self) {
        let frame = self.top();
        if frame.with == With::After {
            frame.with = With::Name;
        } else if frame.from && !frame.other_list {
            frame.expect = true;
            frame.lateral = false;
        }
    }

    /// Reads what may be the alias of the table just named; true if it was.
    fn alias(&mut self, at: usize, kind: Kind) -> bool {
        let state = self.top().alias;
        let kind = self.as_alias(at, kind);
        if self.begins_table(at, kind) {
            self.settle(at);
            let top = self.top();
            top.alias = Alias::Settled;
            top.expect = true;
            return false;
        }
        match (kind, state) {
            (Kind::Word(Key::As), Alias::Due(_)) => {
                self.top().alias = Alias::Named;
                return true;
            }
            (Kind::Symbol(b'('), Alias::Due(None)) => return false,
            (Kind::Quoted | Kind::Word(_), Alias::Named)
            | (Kind::Quoted | Kind::Word(Key::Other), Alias::Due(_)) => {
                let scope = self.scope();
                self.findings.scopes.alias(scope, at, at);
                self.top().alias = Alias::Settled;
                self.version(at + 1);
                return true;
            }
            (_, Alias::Due(Some(last))) => {
                let scope = self.scope();
                self.findings.scopes.alias(scope, last, at);
            }
            _ => {}
        }
        self.top().alias = Alias::Settled;
        false
    }

    fn open(&mut self, at: usize) {
        self.push_frame(at);
        self.top().opened = at;
    }

    fn push_frame(&mut self, at: usize) {
        let before = self.before(at);
        let frame = *self.top();
        let inner = frame.scope.or(frame.outer);
        let child = if let With::Body(name) = frame.with {
            if matches!(before, Some(Kind::Word(Key::As | Key::Materialized)))
                || self.begins_query(at + 1)
            {
                // It sees itself without RECURSIVE in Transact-SQL.
                let hidden = match self.dialect {
                    Dialect::MsSql => name,
                    _ => usize::MAX,
                };
                let cte = self.findings.scopes.cte(CteSpan {
                    name,
                    from: frame.recursive.unwrap_or(hidden),
                    to: usize::MAX,
                });
                self.ctes.push((self.frames.len() - 1, cte));
                self.top().with = With::After;
                Frame::new(Shape::Cte(cte), frame.outer)
            } else {
                Frame::new(Shape::Plain, inner)
            }
        } else if frame.expect {
            let scope = self.scope();
            let mut child = Frame::new(
                Shape::Group,
                if frame.lateral {
                    Some(scope)
                } else {
                    frame.outer
                },
            );
            child.scope = Some(scope);
            child.from = true;
            child.expect = true;
            let parent = self.top();
            parent.expect = false;
            parent.lateral = false;
            parent.alias = Alias::Due(None);
            child
        } else {
            let call = match before {
                Some(Kind::Quoted) => true,
                Some(Kind::Word(key)) => {
                    self.before(at - 1) == Some(Kind::Symbol(b'.'))
                        || scan_parentheses::is_function(key)
                }
                _ => false,
            };
            Frame::new(if call { Shape::Call } else { Shape::Plain }, inner)
        };
        self.frames.push(child);
    }
}
