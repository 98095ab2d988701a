//! Our tokens as the parser's.
//!
//! What a string says never matters here, so strings are handed over empty.
//! A token's location is its index: the parser's errors lead back to the text.

mod handover;
mod keyword;
mod punctuation;

pub(super) use handover::{Convert, Later, quoted};

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token as ParserToken, TokenWithSpan, Word};

use super::dialect::Dialect;
use super::keyword::Key;
use super::lexer::{Kind, Token};
use super::path::{self, Path, symbol, unquoted};
use super::scan::Findings;
use handover::Frame;

/// Converts `tokens[from..to]`, mending what the parser doesn't know.
pub(super) fn convert(
    sql: &str,
    tokens: &[Token],
    from: usize,
    to: usize,
    dialect: Dialect,
    findings: &Findings,
) -> Vec<TokenWithSpan> {
    let mut convert = Convert {
        sql,
        tokens: &tokens[..to],
        dialect,
        unusual: &findings.unusual,
        tables: &findings.table_queries,
        arrays: &findings.arrays,
        noise: &findings.noise,
        versions: &findings.versions,
        start: from,
        unclosed: false,
        looked: 0,
        frames: vec![Frame::default()],
        later: Vec::new(),
        hoisted: Vec::new(),
        commas: Vec::new(),
        again: None,
        out: Vec::with_capacity(to - from + 1),
    };
    let mut at = from;
    while at < to {
        convert.catch_up(at);
        at = convert.step(at).max(at + 1);
    }
    convert.catch_up(to);
    convert.out
}

/// The path that begins at `at`, taken off the front of `paths`, which are in order.
fn due(paths: &mut &[Path], at: usize) -> Option<Path> {
    while let [path, rest @ ..] = *paths {
        if path.first > at {
            return None;
        }
        *paths = rest;
        if path.first == at {
            return Some(*path);
        }
    }
    None
}

/// Whether `at` is the next of `places`, which are in order; it is taken off their front.
fn is_due(places: &mut &[usize], at: usize) -> bool {
    while let [place, rest @ ..] = *places {
        if *place > at {
            return false;
        }
        *places = rest;
        if *place == at {
            return true;
        }
    }
    false
}

impl Convert<'_> {
    /// Hands over the token at `at`, and those that belong to it; returns the next.
    fn step(&mut self, at: usize) -> usize {
        // `TABLE t` becomes `(SELECT * FROM t)`, and so does `TABLE(t)`, whose TABLE is noise.
        if let Some(table) = due(&mut self.tables, at + 1) {
            self.push(ParserToken::LParen, at);
            self.keyword("SELECT", at);
            self.push(ParserToken::Mul, at);
            self.keyword("FROM", at);
            let mut next = at + 1;
            while next < table.end {
                next = self.step(next).max(next + 1);
            }
            if symbol(self.tokens, at, b'(') {
                self.frames.push(Frame::default());
            } else {
                self.push(ParserToken::RParen, at);
            }
            return next;
        }
        if let Some(path) = due(&mut self.unusual, at) {
            self.name(&path);
            return path.end;
        }
        if let Some(path) = due(&mut self.arrays, at) {
            return self.array(&path);
        }
        if is_due(&mut self.noise, at) {
            return at + 1;
        }
        if is_due(&mut self.versions, at) {
            return self.after_version(at);
        }
        if let Some(next) = self.mend(at) {
            if let Some((from, to)) = self.again.take() {
                self.repeat(from, to);
            }
            return next;
        }
        self.hand_over(at)
    }

    /// Hands over the token at `at` as it is; returns the next.
    fn hand_over(&mut self, at: usize) -> usize {
        let token = self.tokens[at];
        match token.kind {
            Kind::Word(_) if at > 0 && symbol(self.tokens, at - 1, b'.') => {
                // After a dot no word is a keyword.
                let value = self.text(at).to_owned();
                self.push(
                    ParserToken::Word(Word {
                        value,
                        quote_style: None,
                        keyword: Keyword::NoKeyword,
                    }),
                    at,
                );
            }
            Kind::Word(_) => {
                let value = self.text(at).to_owned();
                let keyword = keyword::keyword(&value);
                let word = Word {
                    value,
                    quote_style: None,
                    keyword,
                };
                self.push(ParserToken::Word(word), at);
            }
            Kind::Quoted => {
                let mark = self.text(at).as_bytes()[0];
                let value = unquoted(self.sql, &token).into_owned();
                self.push(quoted(value, mark as char), at);
            }
            Kind::String => self.push(ParserToken::SingleQuotedString(String::new()), at),
            Kind::Number => {
                let number = ParserToken::Number(self.text(at).to_owned(), false);
                self.push(number, at);
            }
            Kind::Parameter => {
                let text = self.text(at);
                let token = match text.as_bytes()[0] {
                    b'@' => ParserToken::make_word(text, None),
                    _ => ParserToken::Placeholder(text.to_owned()),
                };
                self.push(token, at);
            }
            Kind::Template => {
                let token = quoted(self.text(at).to_owned(), '`');
                self.push(token, at);
            }
            Kind::Pipe => {
                self.push(ParserToken::VerticalBarRightAngleBracket, at);
                self.top().piped = true;
            }
            Kind::Arrow => self.push(ParserToken::RArrow, at),
            Kind::Symbol(b'>')
                if symbol(self.tokens, at + 1, b'>') && self.tokens[at + 1].start == token.end =>
            {
                self.push(ParserToken::ShiftRight, at);
                return at + 2;
            }
            Kind::Symbol(byte) => {
                match byte {
                    b'(' => {
                        let inner = at > self.start;
                        self.frames.push(Frame {
                            cast: inner && self.is_cast(at - 1),
                            recognizes: inner
                                && path::keyword(self.tokens, at - 1, Key::MatchRecognize),
                            ..Frame::default()
                        });
                    }
                    b')' if self.frames.len() > 1 => {
                        self.frames.pop();
                    }
                    _ => {}
                }
                let token = self.symbol(byte);
                self.push(token, at);
            }
            Kind::Operator => self.operator(at),
        }
        at + 1
    }

    /// Hands over the tokens from `from` to `to` besides their turn.
    fn repeat(&mut self, from: usize, to: usize) {
        let due = (
            self.unusual,
            self.tables,
            self.arrays,
            self.noise,
            self.versions,
        );
        let mut next = from;
        while next < to {
            next = self.step(next).max(next + 1);
        }
        (
            self.unusual,
            self.tables,
            self.arrays,
            self.noise,
            self.versions,
        ) = due;
    }

    fn is_cast(&self, at: usize) -> bool {
        matches!(self.tokens[at].kind, Kind::Word(_))
            && ["CAST", "TRY_CAST", "SAFE_CAST"]
                .iter()
                .any(|word| word.eq_ignore_ascii_case(self.text(at)))
    }

    /// A name that only collapsed tokens can carry.
    fn name(&mut self, path: &Path) {
        let parts = path::parts(self.sql, self.tokens, path, self.dialect);
        if self.dialect.quotes_whole_names() {
            return self.push(quoted(parts.join("."), '`'), path.first);
        }
        for (index, part) in parts.into_iter().enumerate() {
            if index > 0 {
                self.push(ParserToken::Period, path.first);
            }
            self.push(quoted(part, '`'), path.first);
        }
    }

    /// `t.items AS i WITH OFFSET` is `UNNEST(t.items) AS i WITH OFFSET`: the parser knows the
    /// clause after UNNEST alone (apache/datafusion-sqlparser-rs #493 and #528).
    fn array(&mut self, path: &Path) -> usize {
        self.keyword("UNNEST", path.first);
        self.push(ParserToken::LParen, path.first);
        let mut next = path.first;
        while next < path.end {
            next = self.step(next).max(next + 1);
        }
        self.push(ParserToken::RParen, path.first);
        if path::keyword(self.tokens, path.end, Key::With) {
            let last = path.end - 1;
            let name = unquoted(self.sql, &self.tokens[last]).into_owned();
            self.keyword("AS", last);
            self.push(quoted(name, '`'), last);
        }
        path.end
    }
}
