//! Our tokens as the parser's.
//!
//! What a string says never matters here, so strings are handed over empty.
//! A token's location is its index: the parser's errors lead back to the text.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Location, Span, Token as ParserToken, TokenWithSpan, Word};

use super::dialect::Dialect;
use super::lexer::{Kind, Token};
use super::path::{self, Path, symbol, unquoted};
use super::scan::Findings;

/// The location that stands for a token's index.
fn location(index: usize) -> Location {
    Location {
        line: index as u64 + 1,
        column: 1,
    }
}

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
        unusual: starting(&findings.unusual, from),
        tables: starting(&findings.table_queries, from),
        noise: &findings.noise,
        unclosed: false,
        out: Vec::with_capacity(to - from + 1),
    };
    let mut at = from;
    while at < to {
        at = convert.step(at).max(at + 1);
    }
    convert.out
}

/// The paths that begin at `from` or later; they are in order.
fn starting(paths: &[Path], from: usize) -> &[Path] {
    &paths[paths.partition_point(|path| path.first < from)..]
}

pub(super) struct Convert<'a> {
    sql: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) dialect: Dialect,
    unusual: &'a [Path],
    tables: &'a [Path],
    noise: &'a [usize],
    /// A parenthesis was found that nothing closes: don't look again.
    pub(super) unclosed: bool,
    out: Vec<TokenWithSpan>,
}

impl Convert<'_> {
    pub(super) fn push(&mut self, token: ParserToken, at: usize) {
        let start = location(at);
        self.out.push(TokenWithSpan {
            token,
            span: Span { start, end: start },
        });
    }

    pub(super) fn keyword(&mut self, word: &str, at: usize) {
        self.push(ParserToken::make_keyword(word), at);
    }

    pub(super) fn text(&self, at: usize) -> &str {
        let token = &self.tokens[at];
        &self.sql[token.start as usize..token.end as usize]
    }

    /// Hands over the token at `at`, and those that belong to it; returns the next.
    fn step(&mut self, at: usize) -> usize {
        // `TABLE t` becomes `(SELECT * FROM t)`.
        if let [table, rest @ ..] = self.tables
            && table.first == at + 1
        {
            let table = *table;
            self.tables = rest;
            self.push(ParserToken::LParen, at);
            self.keyword("SELECT", at);
            self.push(ParserToken::Mul, at);
            self.keyword("FROM", at);
            let mut next = at + 1;
            while next < table.end {
                next = self.step(next).max(next + 1);
            }
            self.push(ParserToken::RParen, at);
            return next;
        }
        if let [path, rest @ ..] = self.unusual
            && path.first == at
        {
            let path = *path;
            self.unusual = rest;
            let value = path::parts(self.sql, self.tokens, &path, self.dialect).join(".");
            self.push(quoted(value, '`'), at);
            return path.end;
        }
        if let [noise, rest @ ..] = self.noise
            && *noise == at
        {
            self.noise = rest;
            return at + 1;
        }
        if self.dialect.is_bigquery()
            && let Some(next) = self.mend(at)
        {
            return next;
        }
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
                let word = ParserToken::make_word(self.text(at), None);
                self.push(word, at);
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
            Kind::Pipe => self.push(ParserToken::VerticalBarRightAngleBracket, at),
            Kind::Arrow => self.push(ParserToken::RArrow, at),
            Kind::Symbol(b'>')
                if symbol(self.tokens, at + 1, b'>') && self.tokens[at + 1].start == token.end =>
            {
                self.push(ParserToken::ShiftRight, at);
                return at + 2;
            }
            Kind::Symbol(byte) => {
                let token = self.symbol(byte);
                self.push(token, at);
            }
            Kind::Operator => self.operator(at),
        }
        at + 1
    }

    fn symbol(&self, byte: u8) -> ParserToken {
        use ParserToken as T;
        match byte {
            b',' => T::Comma,
            b'=' => T::Eq,
            b'<' => T::Lt,
            b'>' => T::Gt,
            b'+' => T::Plus,
            b'-' => T::Minus,
            b'*' => T::Mul,
            b'/' => T::Div,
            b'%' => T::Mod,
            b'(' => T::LParen,
            b')' => T::RParen,
            b'.' => T::Period,
            b':' => T::Colon,
            b';' => T::SemiColon,
            b'\\' => T::Backslash,
            b'[' => T::LBracket,
            b']' => T::RBracket,
            b'&' => T::Ampersand,
            b'|' => T::Pipe,
            b'^' => T::Caret,
            b'{' => T::LBrace,
            b'}' => T::RBrace,
            b'#' => T::Sharp,
            b'~' => T::Tilde,
            b'!' => T::ExclamationMark,
            b'@' => T::AtSign,
            b'?' if matches!(self.dialect, Dialect::Postgres | Dialect::Redshift) => T::Question,
            b'?' => T::Placeholder("?".to_owned()),
            other => T::Char(char::from(other)),
        }
    }

    fn operator(&mut self, at: usize) {
        use ParserToken as T;
        let token = match self.text(at) {
            "!~~*" => T::ExclamationMarkDoubleTildeAsterisk,
            "->>" => T::LongArrow,
            "#>>" => T::HashLongArrow,
            "<=>" => T::Spaceship,
            "!~*" => T::ExclamationMarkTildeAsterisk,
            "~~*" => T::DoubleTildeAsterisk,
            "!~~" => T::ExclamationMarkDoubleTilde,
            "&<|" => T::AmpersandLeftAngleBracketVerticalBar,
            "|&>" => T::VerticalBarAmpersandRightAngleBracket,
            "<<|" => T::ShiftLeftVerticalBar,
            "|>>" => T::VerticalBarShiftRight,
            "?-|" => T::QuestionMarkDashVerticalBar,
            "?||" => T::QuestionMarkDoubleVerticalBar,
            "@-@" => T::AtDashAt,
            "<->" => T::TwoWayArrow,
            "||/" => T::PGCubeRoot,
            "->" => T::Arrow,
            "#>" => T::HashArrow,
            "#-" => T::HashMinus,
            "@>" => T::AtArrow,
            "<@" => T::ArrowAt,
            "@?" => T::AtQuestion,
            "@@" => T::AtAt,
            "||" => T::StringConcat,
            "|/" => T::PGSquareRoot,
            "!~" => T::ExclamationMarkTilde,
            "~~" => T::DoubleTilde,
            "~*" => T::TildeAsterisk,
            "~=" => T::TildeEqual,
            "&&" => T::Overlap,
            "<<" => T::ShiftLeft,
            "<=" => T::LtEq,
            "<>" | "!=" => T::Neq,
            "<^" => T::LeftAngleBracketCaret,
            ">=" => T::GtEq,
            ">^" => T::RightAngleBracketCaret,
            "!!" => T::DoubleExclamationMark,
            "==" => T::DoubleEq,
            "::" => T::DoubleColon,
            ":=" => T::Assignment,
            "?|" => T::QuestionPipe,
            "?&" => T::QuestionAnd,
            "##" => T::DoubleSharp,
            "//" if self.dialect == Dialect::DuckDb => T::DuckIntDiv,
            other => T::Char(other.chars().next().unwrap_or(' ')),
        };
        self.push(token, at);
    }
}

pub(super) fn quoted(value: String, mark: char) -> ParserToken {
    ParserToken::Word(Word {
        value,
        quote_style: Some(mark),
        keyword: Keyword::NoKeyword,
    })
}
