//! Finds where tables are named, from the tokens alone.
//!
//! It knows clauses, parentheses and scopes but no expressions, so it needs no
//! valid SQL: what it doesn't know it passes over. One pass, a stack of its own.

use super::dialect::Dialect;
use super::keyword::Key;
use super::lexer::{Kind, Token};
use super::path::{self, Path, keyword, symbol};
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

/// Scans `tokens[from..to]`, adding to `findings`. Indices stay those of `tokens`.
pub(super) fn scan(
    sql: &str,
    tokens: &[Token],
    from: usize,
    to: usize,
    entry: Entry,
    target_alias: Option<usize>,
    dialect: Dialect,
    findings: &mut Findings,
) {
    let mut scan = Scan {
        sql,
        tokens: &tokens[..to],
        dialect,
        findings,
        frames: vec![Frame::new(Shape::Statement, None)],
        ctes: Vec::new(),
    };
    if entry != Entry::Query {
        let scope = scan.scope();
        if let Some(token) = target_alias {
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
    scan.end_ctes(0, to);
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
        }
    }
}

struct Scan<'a> {
    sql: &'a str,
    tokens: &'a [Token],
    dialect: Dialect,
    findings: &'a mut Findings,
    /// Never empty.
    frames: Vec<Frame>,
    /// Frame depth and index of the common table expressions in sight.
    ctes: Vec<(usize, usize)>,
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
            Kind::Symbol(b']' | b'}') => {
                if self.top().shape == Shape::Bracket {
                    self.close(at);
                }
            }
            Kind::Symbol(b',') => self.comma(),
            Kind::Pipe => {
                let frame = self.top();
                frame.from = false;
                frame.expect = false;
            }
            Kind::Word(Key::Other) if !self.top().expect => self.name(at),
            Kind::Word(key) if self.before(at) != Some(Kind::Symbol(b'.')) => {
                return self.word(at, key);
            }
            _ if self.top().expect => return self.table(at),
            Kind::Quoted => self.name(at),
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
        let before = self.before(at);
        let frame = *self.top();
        let inner = frame.scope.or(frame.outer);
        let child = if let With::Body(name) = frame.with {
            if self.is_key(at.wrapping_sub(1), Key::As)
                || self.is_key(at.wrapping_sub(1), Key::Materialized)
            {
                let cte = self.findings.scopes.cte(CteSpan {
                    name,
                    from: frame.recursive.unwrap_or(usize::MAX),
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
                if frame.lateral { Some(scope) } else { frame.outer },
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
                    self.before(at - 1) == Some(Kind::Symbol(b'.')) || is_function(key)
                }
                _ => false,
            };
            Frame::new(if call { Shape::Call } else { Shape::Plain }, inner)
        };
        self.frames.push(child);
    }

    fn close(&mut self, at: usize) {
        if let Alias::Due(Some(last)) = self.top().alias {
            let scope = self.scope();
            self.findings.scopes.alias(scope, last, at);
        }
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

    /// Handles an unquoted word that isn't part of a dotted name.
    fn word(&mut self, at: usize, key: Key) -> usize {
        let before = self.before(at);
        let frame = *self.top();
        if frame.with == With::Name && key != Key::Select && key != Key::From {
            self.name(at);
            return at + 1;
        }
        match key {
            Key::Select => {
                if before != Some(Kind::Pipe) {
                    let outer = frame.outer;
                    let scope = self.findings.scopes.open(outer);
                    self.top().scope = Some(scope);
                }
                let top = self.top();
                top.query = true;
                top.from = false;
                top.expect = false;
                top.other_list = false;
                top.with = With::Outside;
            }
            Key::From if before == Some(Kind::Word(Key::Delete)) => {
                self.top().using = true;
                return path::read(self.tokens, at + 1, self.dialect)
                    .map_or(at + 1, |path| path.end);
            }
            Key::From if self.is_clause(at) => {
                if frame.shape == Shape::Group && !frame.query {
                    self.top().scope = None;
                }
                self.scope();
                let top = self.top();
                top.query = true;
                top.from = true;
                top.expect = true;
                top.lateral = false;
                top.other_list = false;
                top.with = With::Outside;
            }
            Key::From => {}
            Key::Join | Key::StraightJoin => {
                if before == Some(Kind::Word(Key::Array)) {
                    self.top().other_list = true;
                } else if frame.shape != Shape::Call || frame.query {
                    self.scope();
                    let top = self.top();
                    top.from = true;
                    top.expect = true;
                    top.lateral = false;
                    top.other_list = false;
                }
            }
            Key::Using if frame.using => {
                let top = self.top();
                top.using = false;
                top.from = true;
                top.expect = true;
            }
            Key::Lateral => {
                let top = self.top();
                top.lateral = top.expect;
                if keyword(self.tokens, at + 1, Key::View) {
                    let top = self.top();
                    top.other_list = true;
                    top.expect = false;
                }
            }
            Key::With if !frame.expect => {
                if frame.with == With::Outside && self.is_with(at) {
                    let recursive = self.is_key(at + 1, Key::Recursive);
                    let top = self.top();
                    top.with = With::Name;
                    top.recursive = recursive.then_some(at);
                    return at + 1 + usize::from(recursive);
                }
            }
            Key::Table if !frame.expect => return self.table_query(at),
            Key::Table
                if !matches!(
                    self.kind(at + 1),
                    Some(Kind::Symbol(b'(' | b',' | b')' | b'.')) | None
                ) => {}
            Key::Only | Key::Each
                if frame.expect
                    && matches!(
                        self.kind(at + 1),
                        Some(Kind::Word(_) | Kind::Quoted | Kind::Symbol(b'('))
                    )
                    && !self.ends_table(at + 1) => {}
            Key::Values if frame.expect && symbol(self.tokens, at + 1, b'(') => {
                let top = self.top();
                top.from = false;
                top.expect = false;
                top.query = true;
            }
            Key::Union | Key::Intersect | Key::Except | Key::Minus if self.is_set(at, key) => {
                let top = self.top();
                top.from = false;
                top.expect = false;
                top.query = true;
                top.other_list = false;
                if before != Some(Kind::Pipe) {
                    top.scope = None;
                }
            }
            Key::Where
            | Key::Group
            | Key::Having
            | Key::Order
            | Key::Limit
            | Key::Qualify
            | Key::Returning
            | Key::Set => {
                let top = self.top();
                top.from = false;
                top.expect = false;
            }
            Key::Window | Key::Fetch | Key::Prewhere | Key::Settings | Key::Format
                if !frame.expect =>
            {
                self.top().from = false;
            }
            Key::Cluster | Key::Distribute | Key::Sort | Key::Connect
                if !frame.expect && self.is_key(at + 1, Key::By) =>
            {
                self.top().from = false;
            }
            Key::Start if !frame.expect && self.is_key(at + 1, Key::With) => {
                self.top().from = false;
                return at + 2;
            }
            Key::For if !frame.expect => {
                if self.kind(at + 1) == Some(Kind::Word(Key::Update)) {
                    self.top().from = false;
                }
            }
            _ if frame.expect => return self.table(at),
            _ => self.name(at),
        }
        at + 1
    }

    /// Whether the FROM at `at` is a clause, not part of a function or of a comparison.
    fn is_clause(&mut self, at: usize) -> bool {
        let before = self.before(at);
        let frame = *self.top();
        if before == Some(Kind::Word(Key::Distinct))
            && matches!(
                self.before(at - 1),
                Some(Kind::Word(Key::Is | Key::Not))
            )
        {
            return false;
        }
        if matches!(self.kind(at + 1), Some(Kind::Word(Key::First | Key::Last)))
            && matches!(
                self.kind(at + 2),
                Some(Kind::Word(Key::Over | Key::Ignore))
            )
        {
            return false;
        }
        frame.shape != Shape::Call || frame.query
    }

    /// Whether the WITH at `at` begins common table expressions.
    fn is_with(&self, at: usize) -> bool {
        let mut next = at + 1;
        if self.is_key(next, Key::Recursive) {
            next += 1;
        }
        if !matches!(self.kind(next), Some(Kind::Word(_) | Kind::Quoted)) {
            return false;
        }
        next += 1;
        match self.kind(next) {
            Some(Kind::Word(Key::As)) => matches!(
                self.kind(next + 1),
                Some(Kind::Symbol(b'(') | Kind::Word(Key::Materialized | Key::Not))
            ),
            // A list of columns: AS must follow it.
            Some(Kind::Symbol(b'(')) => {
                let close = (next + 1..self.tokens.len())
                    .find(|&at| {
                        !matches!(
                            self.tokens[at].kind,
                            Kind::Word(_) | Kind::Quoted | Kind::Symbol(b',')
                        )
                    })
                    .unwrap_or(next);
                symbol(self.tokens, close, b')') && self.is_key(close + 1, Key::As)
            }
            _ => false,
        }
    }

    fn is_set(&mut self, at: usize, key: Key) -> bool {
        match key {
            // `* EXCEPT (a, b)`
            Key::Except => {
                self.before(at) != Some(Kind::Symbol(b'*'))
                    && matches!(
                        self.kind(at + 1),
                        Some(Kind::Symbol(b'(') | Kind::Word(_) | Kind::Template)
                    )
            }
            Key::Minus => {
                matches!(
                    self.kind(at + 1),
                    Some(Kind::Symbol(b'(') | Kind::Word(Key::Select | Key::All))
                )
            }
            _ => true,
        }
    }

    /// Whether the token can't begin the name of a table.
    fn ends_table(&self, at: usize) -> bool {
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
    fn table_query(&mut self, at: usize) -> usize {
        let begins = match self.before(at) {
            None | Some(Kind::Symbol(b'(' | b',' | b';') | Kind::Arrow) => true,
            Some(Kind::Word(Key::All | Key::Distinct | Key::As | Key::Union)) => true,
            _ => false,
        };
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
    fn table(&mut self, at: usize) -> usize {
        if self.ends_table(at) && matches!(self.kind(at), Some(Kind::Word(_))) {
            self.top().expect = false;
            return self.step(at);
        }
        let top = self.top();
        top.expect = false;
        top.lateral = false;
        let Some(path) = path::read(self.tokens, at, self.dialect) else {
            self.top().alias = Alias::Due(None);
            return at + 1;
        };
        if path.unusual {
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
        self.mention(path, Some(scope), "");
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

/// Whether a word before a parenthesis makes it the arguments of a function.
fn is_function(key: Key) -> bool {
    matches!(
        key,
        Key::Other
            | Key::Left
            | Key::Right
            | Key::If
            | Key::Replace
            | Key::Format
            | Key::Last
            | Key::First
            | Key::Offset
            | Key::Unnest
            | Key::Sample
    )
}

