//! Snowflake, Redshift, Databricks, and Trino among the others.

use sqlparser::tokenizer::Token as ParserToken;

use super::super::convert::Convert;
use super::super::dialect::Dialect;
use super::super::keyword::Key;
use super::super::lexer::Kind;
use super::super::path::symbol;

/// What may follow the path in a JSON function of the standard.
const AFTER_PATH: [&str; 11] = [
    "DEFAULT",
    "EMPTY",
    "ERROR",
    "FALSE",
    "KEEP",
    "NULL",
    "OMIT",
    "RETURNING",
    "TRUE",
    "WITH",
    "WITHOUT",
];

impl Convert<'_> {
    /// Hands over a mended form of what begins at `at`; returns the next token, if there was cause.
    pub(super) fn mend_system(&mut self, at: usize) -> Option<usize> {
        match self.tokens[at].kind {
            Kind::Pipe => self.pipe(at),
            Kind::Symbol(b'{') if self.dialect == Dialect::Snowflake => self.object(at),
            // `t@v1`, a version by its number: not reported.
            Kind::Parameter
                if self.dialect == Dialect::Databricks
                    && at > self.start
                    && self.tokens[at - 1].end == self.tokens[at].start
                    && self.text(at).starts_with('@') =>
            {
                Some(at + 1)
            }
            Kind::Operator if self.dialect == Dialect::Generic => self.arrow(at),
            Kind::String if self.dialect == Dialect::Generic => self.json_path(at),
            Kind::Word(_) if self.follows_dot(at) => None,
            Kind::Word(Key::All) => self.like(at),
            Kind::Word(Key::For) => self.version(at),
            Kind::Word(Key::From) if self.dialect == Dialect::Databricks => self.scalar(at),
            Kind::Word(Key::MatchRecognize) => self.recognize(at),
            Kind::Word(Key::Other | Key::Array) => {
                if self.dialect == Dialect::Redshift
                    && matches!(self.kind(at + 1), Some(Kind::Word(_)))
                    && symbol(self.tokens, at + 2, b'(')
                    && self.is_word(at, "APPROXIMATE")
                {
                    // `APPROXIMATE COUNT(DISTINCT x)`: #2408; #2480 is for PERCENTILE_DISC.
                    return Some(at + 1);
                }
                let mended = self.division(at).or_else(|| self.type_of_cast(at));
                mended.or_else(|| self.common_word(at))
            }
            _ => None,
        }
    }

    /// `OPTION (MAXRECURSION 0)`, which ends a query of SQL Server: the parser knows it with `=`
    /// alone (not reported). It names no table.
    pub(super) fn query_hint(&mut self, at: usize) -> Option<usize> {
        if !symbol(self.tokens, at + 1, b'(') || !self.is_word(at, "OPTION") {
            return None;
        }
        let next = self.close(at + 1)? + 1;
        matches!(self.kind(next), None | Some(Kind::Symbol(b';'))).then_some(next)
    }

    /// `a div b`: the parser has it in MySQL alone (not reported).
    fn division(&mut self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        let divides = self.dialect == Dialect::Databricks
            && self.is_word(at, "DIV")
            && matches!(
                self.kind(before),
                Some(
                    Kind::Word(Key::Other)
                        | Kind::Quoted
                        | Kind::Number
                        | Kind::Symbol(b')' | b']')
                )
            )
            && matches!(
                self.kind(at + 1),
                Some(Kind::Word(Key::Other) | Kind::Quoted | Kind::Number | Kind::Symbol(b'('))
            );
        if !divides {
            return None;
        }
        self.push(ParserToken::Div, at);
        Some(at + 1)
    }

    /// `{*}` and `{t.* ILIKE 'a%'}`, objects of whole rows: not reported.
    fn object(&mut self, at: usize) -> Option<usize> {
        let mut star = at + 1;
        while matches!(self.kind(star)?, Kind::Word(_) | Kind::Quoted)
            && symbol(self.tokens, star + 1, b'.')
        {
            star += 2;
        }
        if !symbol(self.tokens, star, b'*') {
            return None;
        }
        let close = (star..self.tokens.len().min(star + 64))
            .find(|&close| symbol(self.tokens, close, b'}'))?;
        self.push(ParserToken::make_word("OBJECT_CONSTRUCT", None), at);
        self.push(ParserToken::LParen, at);
        self.push(ParserToken::Mul, star);
        self.push(ParserToken::RParen, close);
        Some(close + 1)
    }

    /// `data -> 'key'` looks into JSON; what else follows an arrow is the body of a function,
    /// which is how the parser would read this too.
    pub(super) fn arrow(&mut self, at: usize) -> Option<usize> {
        let json = matches!(self.kind(at + 1), Some(Kind::String | Kind::Number));
        if !json || self.text(at) != "->" {
            return None;
        }
        self.push(ParserToken::LongArrow, at);
        Some(at + 1)
    }

    /// `JSON_VALUE(x, 'lax $.a' NULL ON EMPTY)`: what comes after the path names no column, and
    /// the parser doesn't know it (not reported).
    fn json_path(&mut self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        if !symbol(self.tokens, before, b',') || !self.is_any(at + 1, &AFTER_PATH) {
            return None;
        }
        let next = self.end(at + 1, |kind| {
            matches!(
                kind,
                Kind::Symbol(b',') | Kind::Word(Key::Select | Key::From)
            )
        })?;
        self.push(ParserToken::SingleQuotedString(String::new()), at);
        Some(next)
    }

    /// `CAST(x AS ROW(a BIGINT, b ARRAY(VARCHAR)))`, `CAST(x AS MAP(VARCHAR, INT))`,
    /// `CAST(x AS STRUCT<a: INT>)`, `x::ARRAY(INT)`: any type serves, and the parser doesn't know
    /// these everywhere (not reported).
    fn type_of_cast(&mut self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        let nested = symbol(self.tokens, at + 1, b'<')
            || (symbol(self.tokens, at + 1, b'(')
                && !matches!(self.kind(at + 2), Some(Kind::Number)));
        if !nested {
            return None;
        }
        if self.kind(before) == Some(Kind::Operator) && self.text(before) == "::" {
            let close = self.close(at + 1)?;
            self.type_of_value(at, close);
            return Some(close + 1);
        }
        if !self.top().cast || !self.is_key(before, Key::As) {
            return None;
        }
        let next = self.end(at + 1, |_| false)?;
        if symbol(self.tokens, next - 1, b'>') || symbol(self.tokens, next - 1, b')') {
            self.type_of_value(at, next - 1);
        } else {
            self.keyword("DATE", at);
        }
        Some(next)
    }

    /// The end of the parenthesis that `from` stands in; none where what `stops` comes before it.
    fn end(&mut self, from: usize, stops: impl Fn(Kind) -> bool) -> Option<usize> {
        self.look(0)?;
        let mut depth = 0usize;
        let mut at = from;
        loop {
            match self.kind(at)? {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') if depth == 0 => break,
                Kind::Symbol(b')') => depth -= 1,
                kind if depth == 0 && stops(kind) => return None,
                _ => {}
            }
            at += 1;
        }
        self.look(at + 1 - from)?;
        Some(at)
    }
}
