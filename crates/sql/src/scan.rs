//! Finds where tables are named, from the tokens alone.
//!
//! It knows clauses, parentheses and scopes but no expressions, so it needs no
//! valid SQL: what it doesn't know it passes over. One pass, a stack of its own.

mod clause;
mod open;
mod table;

pub(super) use open::is_unclosed;

use super::dialect::Dialect;
use super::keyword::Key;
use super::lexer::{Kind, Token};
use super::path::{Path, keyword};
use super::scope::{CteSpan, ScopeId, Scopes};

/// A place where a table is named.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mention {
    pub(super) path: Path,
    pub(super) scope: Option<ScopeId>,
    /// How the name goes on, for legacy functions over many tables.
    pub(super) suffix: &'static str,
}

/// What a scan found.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) mentions: Vec<Mention>,
    pub(super) scopes: Scopes,
    /// Names that only a collapsed token can carry through the parser.
    pub(super) unusual: Vec<Path>,
    /// `TABLE name` in place of a query.
    pub(super) table_queries: Vec<Path>,
    /// Words before a table that the parser would take for its name.
    pub(super) noise: Vec<usize>,
    /// Arrays that are named like tables: `FROM t, t.items AS i WITH OFFSET`.
    pub(super) arrays: Vec<Path>,
    /// The FOR of each `FOR SYSTEM_TIME AS OF` that follows an alias.
    pub(super) versions: Vec<usize>,
}

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

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
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
enum Alias {
    Settled,
    /// A table was just named; its alias may follow. Else its last part serves.
    Due(Option<usize>),
    /// After AS.
    Named,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum With {
    Outside,
    Name,
    /// After the name (its token), before the body.
    Body(usize),
    After,
}

#[derive(Debug, Clone, Copy)]
struct Frame {
    shape: Shape,
    /// A query began here.
    query: bool,
    /// Within FROM: a comma leads to another table.
    from: bool,
    /// The next token names a table.
    expect: bool,
    lateral: bool,
    /// Commas separate something else, as in LATERAL VIEW … AS a, b.
    other_list: bool,
    /// USING will bring a source.
    using: bool,
    alias: Alias,
    with: With,
    recursive: Option<usize>,
    scope: Option<ScopeId>,
    outer: Option<ScopeId>,
    /// The token that opened it.
    opened: usize,
}

impl Frame {
    fn new(shape: Shape, outer: Option<ScopeId>) -> Frame {
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

struct Scan<'a> {
    sql: &'a str,
    start: usize,
    tokens: &'a [Token],
    dialect: Dialect,
    findings: Findings,
    /// Never empty.
    frames: Vec<Frame>,
    /// Frame depth and index of the common table expressions in sight.
    ctes: Vec<(usize, usize)>,
    /// Not every parenthesis is closed.
    unclosed: bool,
}

impl Scan<'_> {
    fn top(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    fn before(&self, at: usize) -> Option<Kind> {
        at.checked_sub(1).and_then(|at| self.kind(at))
    }

    fn is_key(&self, at: usize, key: Key) -> bool {
        keyword(self.tokens, at, key)
    }

    /// The scope of the select at hand.
    fn scope(&mut self) -> ScopeId {
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

    /// A word that means nothing by itself: the name of a common table expression, if one is due.
    fn name(&mut self, at: usize) {
        let frame = self.top();
        if frame.with == With::Name {
            frame.with = With::Body(at);
        }
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
                    self.before(at - 1) == Some(Kind::Symbol(b'.')) || open::is_function(key)
                }
                _ => false,
            };
            Frame::new(if call { Shape::Call } else { Shape::Plain }, inner)
        };
        self.frames.push(child);
    }

    /// No alias followed the table just named: its last part serves.
    fn settle(&mut self, at: usize) {
        if let Alias::Due(Some(last)) = self.top().alias {
            let scope = self.scope();
            self.findings.scopes.alias(scope, last, at);
        }
    }

    fn close(&mut self, at: usize) {
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
    fn end_ctes(&mut self, depth: usize, at: usize) {
        while let Some(&(of, cte)) = self.ctes.last() {
            if of < depth {
                break;
            }
            self.findings.scopes.end_cte(cte, at);
            self.ctes.pop();
        }
    }
}
