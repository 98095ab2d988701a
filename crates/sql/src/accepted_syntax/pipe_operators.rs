//! Pipe operators: those that the parser lacks, and forms of others that it refuses.
//!
//! The parser's list of them is apache/datafusion-sqlparser-rs #1758, filled by #1759 and #1879;
//! DISTINCT, WITH, ASSERT, GROUP AND ORDER BY, WINDOW and MATCH_RECOGNIZE aren't on it, nor are
//! they reported apart from it.

mod operator;
mod pipe_clauses;

use sqlparser::tokenizer::Token as ParserToken;

use super::super::convert::{Convert, Later, quoted};
use super::super::dialect::Dialect;
use super::super::keyword::Key;
use super::super::lexer::Kind;
use super::super::path::symbol;
use super::names::RECOGNIZED;

/// Where the body of a query begins, after its common table expressions.
struct Head {
    at: usize,
    /// There are common table expressions before it.
    with: bool,
}

impl Convert<'_> {
    /// Hands over what the operator at `at` comes to, if the parser wouldn't take it as it is.
    pub(super) fn pipe(&mut self, at: usize) -> Option<usize> {
        let name = at + 1;
        match self.kind(name)? {
            // It changes no column.
            Kind::Word(Key::Distinct) => {
                self.nothing(at);
                self.top().piped = true;
                Some(name + 1)
            }
            Kind::Word(Key::With) => self.piped_with(at),
            // The older name of EXTEND with window functions.
            Kind::Word(Key::Window) => Some(self.operator_of("EXTEND", at, name + 1)),
            Kind::Word(Key::Select) => {
                let mut next = name + 1;
                if self.is_key(next, Key::All) || self.is_key(next, Key::Distinct) {
                    next += 1;
                }
                if self.is_key(next, Key::As) && self.is_word(next + 1, "STRUCT") {
                    next += 2;
                } else if self.is_key(next, Key::As) && self.is_word(next + 1, "VALUE") {
                    return self.piped_value(at, next + 2);
                }
                (next > name + 1).then(|| self.operator_of("SELECT", at, next))
            }
            Kind::Word(Key::Except | Key::Intersect | Key::Minus)
                if self.dialect == Dialect::Databricks =>
            {
                self.piped_set(at)
            }
            Kind::Word(Key::Unpivot) => self.piped_unpivot(at),
            Kind::Word(Key::Pivot) => {
                self.piped_pivot(name + 1);
                self.pivot_by_expression(at)
            }
            Kind::Word(Key::MatchRecognize) => {
                // The rows so far become a table, as the parser wants one before it.
                self.close(name + 1)?;
                let head = self.head(at)?;
                let mut begin = vec![
                    quoted(RECOGNIZED.to_owned(), '`'),
                    ParserToken::make_keyword("AS"),
                    ParserToken::LParen,
                ];
                let after = head.with || self.hoisted.contains(&head.at);
                begin.insert(
                    0,
                    match after {
                        true => ParserToken::Comma,
                        false => ParserToken::make_keyword("WITH"),
                    },
                );
                self.insert(head.at, begin)?;
                self.push(ParserToken::RParen, at);
                self.keyword("FROM", at);
                self.push(quoted(RECOGNIZED.to_owned(), '`'), at);
                Some(name)
            }
            Kind::Word(Key::Other) if self.is_word(name, "ASSERT") => {
                // `|> ASSERT a, 'message', b` reads all of them and passes the rows on.
                let end = self.operator_end(name)?;
                let next = self.operator_of("WHERE", at, name + 1);
                self.push(ParserToken::LParen, name);
                self.later.push((end, Later::Close));
                Some(next)
            }
            Kind::Word(Key::Other) if self.is_word(name, "STATIC_DESCRIBE") => {
                self.nothing(at);
                Some(name + 1)
            }
            Kind::Word(Key::Other) if self.is_word(name, "DROP") => {
                // The parser reads on past a parenthesis that closes (not reported; #2137 and
                // #2156 stop it at `;` and at `|>`).
                let end = (name + 1..self.tokens.len())
                    .find(|&end| {
                        !matches!(
                            self.tokens[end].kind,
                            Kind::Word(_) | Kind::Quoted | Kind::Symbol(b',' | b'.')
                        )
                    })
                    .filter(|&end| symbol(self.tokens, end, b')'))?;
                self.look(end - name)?;
                self.later.push((end, Later::Nothing));
                None
            }
            _ => None,
        }
    }

    /// The body of the query whose operator is at `at`.
    fn head(&mut self, at: usize) -> Option<Head> {
        self.look(0)?;
        let mut depth = 0usize;
        let mut head = at;
        while head > self.start {
            match self.kind(head - 1) {
                Some(Kind::Symbol(b')')) => depth += 1,
                Some(Kind::Symbol(b'(')) if depth == 0 => break,
                Some(Kind::Symbol(b'(')) => depth -= 1,
                _ => {}
            }
            head -= 1;
        }
        self.look(at - head)?;
        if !self.is_key(head, Key::With) {
            return Some(Head {
                at: head,
                with: false,
            });
        }
        let first = head + 1 + usize::from(self.is_key(head + 1, Key::Recursive));
        Some(Head {
            at: self.after_ctes(first)?,
            with: true,
        })
    }

    /// The token after the common table expressions, the first of which has its name at `at`.
    fn after_ctes(&mut self, at: usize) -> Option<usize> {
        let mut next = at;
        loop {
            if !matches!(self.kind(next)?, Kind::Word(_) | Kind::Quoted) {
                return None;
            }
            next += 1;
            if symbol(self.tokens, next, b'(') {
                next = self.close(next)? + 1;
            }
            if !self.is_key(next, Key::As) {
                return None;
            }
            next = self.close(next + 1)? + 1;
            if !symbol(self.tokens, next, b',') {
                return Some(next);
            }
            next += 1;
            // The comma was the last.
            if matches!(
                self.kind(next),
                None | Some(Kind::Pipe | Kind::Word(Key::Select | Key::From))
            ) {
                return Some(next);
            }
        }
    }

    /// `|> WITH a AS (…)`: the expressions move to the beginning of the query.
    fn piped_with(&mut self, at: usize) -> Option<usize> {
        let recursive = self.is_key(at + 2, Key::Recursive);
        let first = at + 2 + usize::from(recursive);
        let end = self.after_ctes(first)?;
        let head = self.head(at)?;
        let to = self.place(head.at)?;
        self.look(self.out.len() - to)?;
        let from = self.out.len();
        if head.with || self.hoisted.contains(&head.at) {
            self.push(ParserToken::Comma, at + 1);
        } else {
            self.keyword("WITH", at + 1);
            if recursive {
                self.keyword("RECURSIVE", at + 1);
            }
        }
        self.hoisted.push(head.at);
        self.top().piped = true;
        self.later.push((end, Later::Move { from, to }));
        Some(first)
    }

    /// `|> EXCEPT (…)`: the parser asks for DISTINCT, which Databricks leaves out (not reported).
    fn piped_set(&mut self, at: usize) -> Option<usize> {
        let next = at + 2;
        if self.is_key(next, Key::Distinct) && !self.is_key(at + 1, Key::Minus) {
            return None;
        }
        let name = match self.is_key(at + 1, Key::Intersect) {
            true => "INTERSECT",
            false => "EXCEPT",
        };
        let quantifier = self.is_key(next, Key::All) || self.is_key(next, Key::Distinct);
        let next = self.operator_of(name, at, next + usize::from(quantifier));
        self.keyword("DISTINCT", at + 1);
        Some(next)
    }

    /// `|> UNPIVOT`: the parser knows only plain names here, and more as part of FROM
    /// (not reported).
    fn piped_unpivot(&mut self, at: usize) -> Option<usize> {
        let nulls = self.is_any(at + 2, &["INCLUDE", "EXCLUDE"]);
        let open = at + 2 + 2 * usize::from(nulls);
        let close = self.close(open)?;
        let plain = !nulls
            && !symbol(self.tokens, open + 1, b'(')
            && (open..close).all(|at| !self.is_key(at, Key::As));
        if plain {
            return None;
        }
        self.part_of_from(at)
    }

    /// `|> PIVOT (SUM(a) FOR EXTRACT(MONTH FROM b) IN (1))`, `FOR (b, c) IN`: as with UNPIVOT.
    fn pivot_by_expression(&mut self, at: usize) -> Option<usize> {
        let close = self.close(at + 2)?;
        let by = (at + 3..close).find(|&at| self.is_key(at, Key::For))?;
        let list = (by..close)
            .find(|&at| self.is_key(at, Key::In) && symbol(self.tokens, at + 1, b'('))?;
        let plain = (by + 1..list).all(|at| {
            matches!(
                self.kind(at),
                Some(Kind::Word(_) | Kind::Quoted | Kind::Symbol(b'.'))
            )
        });
        if plain {
            return None;
        }
        self.part_of_from(at)
    }

    /// Makes the operator at `at` a part of FROM, after all that stands before it.
    fn part_of_from(&mut self, at: usize) -> Option<usize> {
        let head = self.head(at)?;
        let begin = vec![ParserToken::make_keyword("FROM"), ParserToken::LParen];
        self.insert(head.at, begin)?;
        self.push(ParserToken::RParen, at);
        Some(at + 1)
    }

    /// `(FROM t |> …)` as an expression: the parser takes only SELECT and WITH for the beginning
    /// of a query there (not reported).
    pub(super) fn scalar(&mut self, at: usize) -> Option<usize> {
        if at < self.start + 2 || !symbol(self.tokens, at - 1, b'(') {
            return None;
        }
        let query = matches!(
            self.kind(at - 2)?,
            Kind::Word(
                Key::From
                    | Key::Join
                    | Key::As
                    | Key::Materialized
                    | Key::All
                    | Key::Distinct
                    | Key::Exists
                    | Key::Array
                    | Key::In
            )
        );
        if query {
            return None;
        }
        self.keyword("WITH", at);
        self.push(quoted("no table".to_owned(), '`'), at);
        self.keyword("AS", at);
        self.push(ParserToken::LParen, at);
        self.keyword("SELECT", at);
        self.push(ParserToken::Number("1".to_owned(), false), at);
        self.push(ParserToken::RParen, at);
        self.keyword("FROM", at);
        Some(at + 1)
    }
}
