//! What keywords mean to the scan.

use super::super::dialect::Dialect;
use super::super::keyword::Key;
use super::super::lexer::Kind;
use super::super::path::{self, keyword, symbol};
use super::state::{Alias, Frame, Scan, Shape, With};

impl Scan<'_> {
    /// Handles an unquoted word that isn't part of a dotted name.
    pub(super) fn word(&mut self, at: usize, key: Key) -> usize {
        self.leave_call(at, key);
        let before = self.before(at);
        let frame = *self.top();
        if frame.with == With::Name && key != Key::Select && key != Key::From {
            self.name(at);
            return at + 1;
        }
        match key {
            Key::Select => self.begin_select(before, frame),
            Key::From if before == Some(Kind::Word(Key::Delete)) => {
                self.top().using = true;
                return path::read(self.tokens, at + 1, self.dialect)
                    .map_or(at + 1, |path| path.end);
            }
            Key::From if self.is_clause(at) => self.begin_from(frame),
            Key::From => {}
            Key::Join if before == Some(Kind::Word(Key::For)) => {}
            Key::StraightJoin if !frame.from => {}
            Key::Join | Key::StraightJoin => self.begin_join(before, frame),
            Key::Using if frame.using => {
                let top = self.top();
                top.using = false;
                top.from = true;
                top.expect = true;
            }
            Key::Using if frame.from && !symbol(self.tokens, at + 1, b'(') => {
                self.top().other_list = true;
            }
            Key::Lateral => self.begin_lateral(at),
            Key::With if !frame.expect => {
                if frame.with == With::Outside && self.is_with(at) {
                    return self.begin_with(at);
                }
            }
            Key::Table if !frame.expect || self.is_table_in_parentheses(at, before) => {
                self.top().expect = false;
                return self.table_query(at);
            }
            Key::Call if before == Some(Kind::Pipe) => return self.called(at),
            Key::Only | Key::Each | Key::Stream if frame.expect && self.is_noise(at, key) => {
                self.findings.noise.push(at);
            }
            Key::Unpivot if frame.expect && before != Some(Kind::Symbol(b'(')) => {}
            Key::Pivot | Key::Unpivot | Key::Summarize | Key::Describe
                if at == self.start
                    || matches!(before, Some(Kind::Symbol(b'(') | Kind::Word(Key::As))) =>
            {
                // DuckDB: `PIVOT t ON …`
                let expect = matches!(self.dialect, Dialect::DuckDb | Dialect::Generic)
                    && frame.shape != Shape::Call;
                let top = self.top();
                top.from = false;
                top.expect = expect;
            }
            Key::Rows if frame.expect && self.is_key(at + 1, Key::From) => {
                // `ROWS FROM (f(…), g(…))`
                self.pass_table();
                return at + 2;
            }
            // `FROM VALUES (1, 2), (3, 4) AS v`
            Key::Values
                if frame.expect
                    && frame.from
                    && before != Some(Kind::Symbol(b'('))
                    && symbol(self.tokens, at + 1, b'(') =>
            {
                self.pass_table();
                return self.after_rows(at + 1);
            }
            Key::Values
                if frame.expect
                    && (symbol(self.tokens, at + 1, b'(')
                        || before == Some(Kind::Symbol(b'('))) =>
            {
                self.end_from();
                self.top().query = true;
            }
            Key::Union | Key::Intersect | Key::Except | Key::Minus if self.is_set(at, key) => {
                self.end_from();
                let top = self.top();
                top.query = true;
                top.other_list = false;
                if before != Some(Kind::Pipe) {
                    top.scope = None;
                }
            }
            Key::Start if !frame.expect && self.is_key(at + 1, Key::With) => {
                self.top().from = false;
                return at + 2;
            }
            _ if self.ends_from(at, key, frame) => self.end_from(),
            Key::For if !frame.expect => {}
            // It begins no table, so that none is due.
            _ if frame.expect && self.ends_table(at) => {
                self.top().expect = false;
                return self.word(at, key);
            }
            _ if frame.expect => return self.table(at),
            _ => self.name(at),
        }
        at + 1
    }

    fn begin_select(&mut self, before: Option<Kind>, frame: Frame) {
        if before != Some(Kind::Pipe) {
            let scope = self.findings.scopes.open(frame.outer);
            self.top().scope = Some(scope);
        }
        let top = self.top();
        top.query = true;
        top.from = false;
        top.expect = false;
        top.other_list = false;
        top.with = With::Outside;
    }

    fn begin_from(&mut self, frame: Frame) {
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

    fn begin_join(&mut self, before: Option<Kind>, frame: Frame) {
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

    fn begin_lateral(&mut self, at: usize) {
        let top = self.top();
        top.lateral = top.expect;
        if keyword(self.tokens, at + 1, Key::View) {
            let top = self.top();
            top.other_list = true;
            top.expect = false;
        }
    }

    fn begin_with(&mut self, at: usize) -> usize {
        let recursive = self.is_key(at + 1, Key::Recursive);
        let top = self.top();
        top.with = With::Name;
        top.recursive = recursive.then_some(at);
        at + 1 + usize::from(recursive)
    }

    /// `|> CALL function(…)`
    fn called(&mut self, at: usize) -> usize {
        let Some(path) = path::read(self.tokens, at + 1, self.dialect) else {
            return at + 1;
        };
        if path.unusual {
            self.findings.unusual.push(path);
        }
        path.end
    }

    /// Something else stands where a table was due; its alias may follow.
    fn pass_table(&mut self) {
        let top = self.top();
        top.expect = false;
        top.alias = Alias::Due(None);
    }

    fn end_from(&mut self) {
        let top = self.top();
        top.from = false;
        top.expect = false;
    }

    /// Whether the word at `at` begins a clause after FROM.
    fn ends_from(&self, at: usize, key: Key, frame: Frame) -> bool {
        match key {
            Key::Where
            | Key::Group
            | Key::Having
            | Key::Order
            | Key::Limit
            | Key::Qualify
            | Key::Returning
            | Key::Set => true,
            Key::Window | Key::Fetch | Key::Prewhere | Key::Settings | Key::Format => !frame.expect,
            Key::Cluster | Key::Distribute | Key::Sort | Key::Connect => {
                !frame.expect && self.is_key(at + 1, Key::By)
            }
            Key::For => !frame.expect && self.is_key(at + 1, Key::Update),
            _ => false,
        }
    }

    /// `(TABLE t`
    fn is_table_in_parentheses(&self, at: usize, before: Option<Kind>) -> bool {
        before == Some(Kind::Symbol(b'('))
            && matches!(
                self.kind(at + 1),
                Some(Kind::Word(Key::Other) | Kind::Quoted)
            )
    }

    /// Whether the FROM at `at` is a clause, not part of a function or of a comparison.
    fn is_clause(&mut self, at: usize) -> bool {
        let before = self.before(at);
        let frame = *self.top();
        if before == Some(Kind::Word(Key::Distinct))
            && matches!(self.before(at - 1), Some(Kind::Word(Key::Is | Key::Not)))
        {
            return false;
        }
        // `FOR SYSTEM_TIME FROM a TO b`
        if matches!(before, Some(Kind::Word(Key::Other)))
            && self.before(at - 1) == Some(Kind::Word(Key::For))
        {
            return false;
        }
        if matches!(self.kind(at + 1), Some(Kind::Word(Key::First | Key::Last)))
            && matches!(self.kind(at + 2), Some(Kind::Word(Key::Over | Key::Ignore)))
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
        match self.kind(next) {
            // Templating stands for some of the list.
            Some(Kind::Template) => return true,
            Some(Kind::Word(_) | Kind::Quoted) => {}
            _ => return false,
        }
        next += 1;
        match self.kind(next) {
            Some(Kind::Word(Key::As)) => matches!(
                self.kind(next + 1),
                Some(Kind::Symbol(b'(') | Kind::Word(Key::Materialized | Key::Not))
            ),
            Some(Kind::Symbol(b'(')) if self.begins_query(next + 1) => true,
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

    /// The index after the rows, each in parentheses, that begin at `at`.
    fn after_rows(&self, at: usize) -> usize {
        let mut depth = 0usize;
        let mut next = at;
        while let Some(kind) = self.kind(next) {
            match kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth = depth.saturating_sub(1),
                Kind::Symbol(b',') if depth == 0 && symbol(self.tokens, next + 1, b'(') => {}
                _ if depth == 0 => break,
                _ => {}
            }
            next += 1;
        }
        next
    }

    /// Whether the word at `at` only says how the table after it is read.
    fn is_noise(&self, at: usize, key: Key) -> bool {
        let next = self.kind(at + 1);
        let table = matches!(next, Some(Kind::Word(Key::Other) | Kind::Quoted));
        let group = next == Some(Kind::Symbol(b'('));
        match key {
            Key::Only => {
                matches!(
                    self.dialect,
                    Dialect::Postgres | Dialect::Redshift | Dialect::Generic
                ) && (table || group)
            }
            Key::Each => self.dialect == Dialect::BigQueryLegacy && (table || group),
            _ => self.dialect == Dialect::Databricks && (table || group),
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
}
