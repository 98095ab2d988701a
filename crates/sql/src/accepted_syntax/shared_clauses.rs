//! Clauses that several systems have: versions of tables, MATCH_RECOGNIZE, LIKE ALL.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token as ParserToken, Word};

use super::super::convert::{Convert, Later, quoted};
use super::super::dialect::Dialect;
use super::super::keyword::Key;
use super::super::lexer::Kind;
use super::super::path::symbol;
use super::names::RECOGNIZED;

impl Convert<'_> {
    /// `x LIKE ALL (…)`, `x LIKE SOME (…)`: the parser knows ANY (not reported).
    pub(super) fn like(&mut self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        if !self.is_key(before, Key::Like) && !self.is_any(before, &["ILIKE", "RLIKE"]) {
            return None;
        }
        self.keyword("ANY", at);
        Some(at + 1)
    }

    /// Words of no meaning to the scan, in several systems.
    pub(super) fn common_word(&mut self, at: usize) -> Option<usize> {
        if self.top().recognizes {
            return self.pattern(at);
        }
        match self.text(at).len() {
            4 if self.is_word(at, "SOME") => self.like(at),
            // The parser takes these for the versions of a table wherever they follow one
            // (not reported).
            6 | 7
                if !symbol(self.tokens, at + 1, b'(')
                    && self.is_any(at, &["BEFORE", "CHANGES"]) =>
            {
                let value = self.text(at).to_owned();
                let word = Word {
                    value,
                    quote_style: None,
                    keyword: Keyword::NoKeyword,
                };
                self.push(ParserToken::Word(word), at);
                Some(at + 1)
            }
            // Numbers alone follow VERSION in the parser (not reported), anything may follow
            // TIMESTAMP.
            7 if self.is_key(at + 1, Key::As)
                && self.is_word(at + 2, "OF")
                && self.is_word(at, "VERSION")
                && self.dialect == Dialect::Databricks =>
            {
                self.keyword("TIMESTAMP", at);
                Some(at + 1)
            }
            _ => None,
        }
    }

    /// `FOR SYSTEM TIME AS OF`, `FOR VERSION AS OF`, `FOR TIMESTAMP AS OF`: the parser knows
    /// `FOR SYSTEM_TIME AS OF` and `TIMESTAMP AS OF`; for the latter two wait for
    /// apache/datafusion-sqlparser-rs #2486, the first isn't reported.
    pub(super) fn version(&mut self, at: usize) -> Option<usize> {
        if self.is_word(at + 1, "SYSTEM")
            && self.is_word(at + 2, "TIME")
            && self.is_key(at + 3, Key::As)
        {
            self.keyword("FOR", at);
            self.keyword("SYSTEM_TIME", at + 1);
            return Some(at + 3);
        }
        let named = ["TIMESTAMP", "VERSION", "SYSTEM_VERSION"];
        let found = matches!(self.dialect, Dialect::Databricks | Dialect::Generic)
            && self.is_key(at + 2, Key::As)
            && self.is_word(at + 3, "OF")
            && self.is_any(at + 1, &named);
        if !found {
            return None;
        }
        self.keyword("TIMESTAMP", at);
        Some(at + 2)
    }

    /// Passes over `FOR SYSTEM_TIME AS OF …`, which the parser wants before the alias and BigQuery
    /// after it (not reported). It names no table.
    pub(crate) fn after_version(&mut self, at: usize) -> usize {
        let mut depth = 0usize;
        let mut next = at + 1;
        // AS belongs to the clause.
        while next < self.tokens.len() && !self.is_word(next, "OF") {
            next += 1;
        }
        while let Some(kind) = self.kind(next) {
            match kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') if depth > 0 => depth -= 1,
                Kind::Symbol(b')' | b',') | Kind::Pipe if depth == 0 => break,
                Kind::Word(key) if depth == 0 && ends_version(key) => break,
                _ => {}
            }
            next += 1;
        }
        next
    }

    /// `(SELECT …) MATCH_RECOGNIZE (…)`: the parser wants a table before it (not reported), which
    /// the subquery becomes: `(WITH s AS (SELECT …) SELECT * FROM s MATCH_RECOGNIZE (…))`.
    pub(super) fn recognize(&mut self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        if !symbol(self.tokens, before, b')') || !symbol(self.tokens, at + 1, b'(') {
            return None;
        }
        let open = self.opening(before)?;
        if !self.is_key(open + 1, Key::Select) && !self.is_key(open + 1, Key::With) {
            return None;
        }
        let close = self.close(at + 1)?;
        let begin = vec![
            ParserToken::make_keyword("WITH"),
            quoted(RECOGNIZED.to_owned(), '`'),
            ParserToken::make_keyword("AS"),
            ParserToken::LParen,
        ];
        self.insert(open + 1, begin)?;
        self.keyword("SELECT", at);
        self.push(ParserToken::Mul, at);
        self.keyword("FROM", at);
        self.push(quoted(RECOGNIZED.to_owned(), '`'), at);
        self.keyword("MATCH_RECOGNIZE", at);
        self.later.push((close + 1, Later::Close));
        Some(at + 1)
    }

    /// Words within MATCH_RECOGNIZE: none of what is left out here names a column, and the parser
    /// knows only some of it (not reported).
    fn pattern(&mut self, at: usize) -> Option<usize> {
        if self.is_word(at, "PATTERN") && symbol(self.tokens, at + 1, b'(') {
            let close = self.close(at + 1)?;
            self.keyword("PATTERN", at);
            self.push(ParserToken::LParen, at);
            self.push(quoted("pattern".to_owned(), '`'), at);
            self.push(ParserToken::RParen, at);
            return Some(close + 1);
        }
        if self.is_word(at, "OPTIONS") && symbol(self.tokens, at + 1, b'(') {
            return Some(self.close(at + 1)? + 1);
        }
        if self.is_any(at, &["FINAL", "RUNNING"])
            && matches!(self.kind(at + 1), Some(Kind::Word(_)))
            && symbol(self.tokens, at + 2, b'(')
        {
            return Some(at + 1);
        }
        if self.is_any(at, &["INITIAL", "SEEK"]) && self.is_word(at + 1, "PATTERN") {
            return Some(at + 1);
        }
        let last = if self.is_word(at, "AFTER") && self.is_word(at + 1, "MATCH") {
            "PATTERN"
        } else if self.is_word(at, "SUBSET") {
            "DEFINE"
        } else {
            return None;
        };
        let next = (at + 1..self.tokens.len()).find(|&next| self.is_word(next, last))?;
        self.look(next - at)?;
        Some(next)
    }
}

/// Whether a word can't be part of the moment that `FOR SYSTEM_TIME AS OF` names.
fn ends_version(key: Key) -> bool {
    matches!(
        key,
        Key::Cross
            | Key::Except
            | Key::From
            | Key::Full
            | Key::Group
            | Key::Having
            | Key::Inner
            | Key::Intersect
            | Key::Join
            | Key::Left
            | Key::Limit
            | Key::MatchRecognize
            | Key::On
            | Key::Order
            | Key::Pivot
            | Key::Qualify
            | Key::Right
            | Key::Select
            | Key::Set
            | Key::Tablesample
            | Key::Union
            | Key::Unpivot
            | Key::Using
            | Key::When
            | Key::Where
            | Key::Window
    )
}
