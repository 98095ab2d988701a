//! BigQuery's expressions and clauses.

mod bigquery_types;

use sqlparser::tokenizer::Token as ParserToken;

use super::super::convert::{Convert, quoted};
use super::super::keyword::Key;
use super::super::lexer::Kind;
use super::super::matching::Matching;
use super::super::path::{self, symbol};

impl Convert<'_> {
    /// Hands over a mended form of what begins at `at`; returns the next token, if there was cause.
    pub(super) fn mend_bigquery(&mut self, at: usize) -> Option<usize> {
        match self.tokens[at].kind {
            // `UNPIVOT (… IN (a AS 1, b AS 'two'))`: not reported.
            Kind::Number | Kind::String if at > 0 && self.is_key(at - 1, Key::As) => {
                let value = self.text(at).to_owned();
                self.push(quoted(value, '`'), at);
                Some(at + 1)
            }
            Kind::Symbol(b',') => self.comma(at),
            // The parser has no shifts in this dialect (not reported).
            Kind::Operator if self.text(at) == "<<" => {
                self.push(ParserToken::Ampersand, at);
                Some(at + 1)
            }
            Kind::Symbol(b'>')
                if symbol(self.tokens, at + 1, b'>')
                    && self.tokens[at + 1].start == self.tokens[at].end =>
            {
                self.push(ParserToken::Ampersand, at);
                Some(at + 2)
            }
            Kind::Pipe => self.pipe(at),
            Kind::Word(_) if self.follows_dot(at) => None,
            Kind::Word(Key::Model) => self.model(at),
            Kind::Word(Key::Select) => self.select(at),
            Kind::Word(Key::Full | Key::Left | Key::Inner | Key::Outer) => {
                // `FULL OUTER UNION ALL BY NAME`: not reported.
                let next = at + 1 + usize::from(self.is_key(at + 1, Key::Outer));
                self.is_set(next).then_some(next)
            }
            Kind::Word(Key::All | Key::Distinct) if at > 0 && self.is_set(at - 1) => {
                self.set_operation(at)
            }
            Kind::Word(Key::All) => self.like(at),
            Kind::Word(Key::For) => self.version(at),
            Kind::Word(Key::From) => self.scalar(at),
            Kind::Word(Key::Group) => self.group_and_order(at),
            Kind::Word(Key::Window) => self.piped_window(at),
            Kind::Word(Key::Over) => self.piped_over(at),
            Kind::Word(Key::Join) => {
                self.top().joined = false;
                None
            }
            Kind::Word(Key::On | Key::Using) => self.nested_join(at),
            Kind::Word(Key::Having) => self.having_bound(at),
            Kind::Word(Key::Order) if self.commas.last() == Some(&at) => {
                self.commas.pop();
                self.push(ParserToken::Comma, at);
                Some(at + 2)
            }
            Kind::Word(Key::Offset) => self.offset(at),
            Kind::Word(Key::MatchRecognize) => self.recognize(at),
            Kind::Word(Key::Other | Key::Array) => {
                let mended = self.word(at).or_else(|| self.grouping_sets(at));
                mended.or_else(|| self.common_word(at))
            }
            _ => None,
        }
    }

    /// `WITH OFFSET JOIN`: the parser takes the join for an alias (not reported).
    fn offset(&mut self, at: usize) -> Option<usize> {
        let before = at.checked_sub(1)?;
        let clause = matches!(
            self.kind(at + 1)?,
            Kind::Word(
                Key::Cross
                    | Key::Full
                    | Key::Inner
                    | Key::Join
                    | Key::Left
                    | Key::On
                    | Key::Qualify
                    | Key::Right
                    | Key::Using
                    | Key::Window
            )
        );
        if !clause || !self.is_key(before, Key::With) {
            return None;
        }
        self.keyword("OFFSET", at);
        self.keyword("AS", at);
        self.push(quoted("offset".to_owned(), '`'), at);
        Some(at + 1)
    }

    fn comma(&mut self, at: usize) -> Option<usize> {
        let next = self.kind(at + 1);
        // A comma after the last common table expression, and after the last item of a pipe
        // operator (not reported; the parser allows it in `SELECT a, b, FROM t`).
        let last = next == Some(Kind::Word(Key::Select))
            || (self.top().piped
                && matches!(
                    next,
                    None | Some(Kind::Pipe | Kind::Symbol(b')') | Kind::Word(Key::Group))
                ));
        if last {
            return Some(at + 1);
        }
        // `UNNEST(a, b, mode => 'PAD')`: not reported.
        let mode = self.kind(at + 2) == Some(Kind::Arrow)
            && self.kind(at + 3) == Some(Kind::String)
            && symbol(self.tokens, at + 4, b')')
            && self.is_word(at + 1, "MODE");
        mode.then_some(at + 4)
    }

    /// `a JOIN b JOIN c ON … ON …`: the parser wants parentheses around the inner join in this
    /// dialect (not reported; it has a switch that would let it take unnested arrays, which go
    /// without a condition, for inner joins).
    fn nested_join(&mut self, at: usize) -> Option<usize> {
        if !std::mem::replace(&mut self.top().joined, true) {
            return None;
        }
        self.look(0)?;
        let mut depth = 0usize;
        let mut due = 1usize;
        for index in (self.start..at).rev() {
            match self.kind(index)? {
                Kind::Symbol(b')') => depth += 1,
                Kind::Symbol(b'(') => depth = depth.checked_sub(1)?,
                Kind::Word(Key::On | Key::Using) if depth == 0 => due += 1,
                Kind::Word(Key::Join) if depth == 0 => due -= 1,
                _ => {}
            }
            if due == 0 {
                self.look(at - index)?;
                self.insert(index + 1, vec![ParserToken::LParen])?;
                self.push(ParserToken::RParen, at);
                return None;
            }
        }
        None
    }

    /// `ARRAY_AGG(x HAVING MAX y ORDER BY z)`: the parser takes one of both (not reported). What
    /// the order names goes into the value as well.
    fn having_bound(&mut self, at: usize) -> Option<usize> {
        let bound = self.is_any(at + 1, &["MAX", "MIN"])
            && matches!(
                self.kind(at + 2),
                Some(Kind::Word(Key::Other) | Kind::Quoted)
            );
        if !bound {
            return None;
        }
        self.look(0)?;
        let mut depth = 0usize;
        let mut next = at + 2;
        loop {
            match self.kind(next)? {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') if depth == 0 => return None,
                Kind::Symbol(b')') => depth -= 1,
                Kind::Word(Key::Order) if depth == 0 && self.is_key(next + 1, Key::By) => break,
                _ => {}
            }
            next += 1;
        }
        self.look(next - at)?;
        self.commas.push(next);
        self.keyword("ORDER", at);
        self.keyword("BY", at);
        Some(at + 2)
    }

    fn is_set(&self, at: usize) -> bool {
        matches!(
            self.kind(at),
            Some(Kind::Word(Key::Union | Key::Intersect | Key::Except))
        )
    }

    /// `MODEL m` as an argument: an expression in its place (not reported).
    fn model(&mut self, at: usize) -> Option<usize> {
        let begins = at > 0
            && (symbol(self.tokens, at - 1, b'(') || symbol(self.tokens, at - 1, b','))
            && matches!(self.kind(at + 1), Some(Kind::Word(_) | Kind::Quoted));
        if !begins {
            return None;
        }
        let path = path::read(self.tokens, at + 1, self.dialect)?;
        self.keyword("NULL", at);
        Some(path.end)
    }

    /// `SELECT WITH DIFFERENTIAL_PRIVACY OPTIONS (…)`, `SELECT WITH AGGREGATION_THRESHOLD`:
    /// not reported.
    fn select(&mut self, at: usize) -> Option<usize> {
        const CLAUSES: [&str; 3] = [
            "AGGREGATION_THRESHOLD",
            "ANONYMIZATION",
            "DIFFERENTIAL_PRIVACY",
        ];
        if !self.is_key(at + 1, Key::With) || !self.is_any(at + 2, &CLAUSES) {
            return None;
        }
        let next = match self.is_word(at + 3, "OPTIONS") {
            true => self.close(at + 4)? + 1,
            false => at + 3,
        };
        self.keyword("SELECT", at);
        Some(next)
    }

    /// `UNION ALL CORRESPONDING BY (a)`, `UNION ALL BY NAME ON (a)`: how columns match
    /// (not reported). Which columns come of it is told by the quantifier before BY NAME, as the
    /// rows don't matter: none for those of both operands, ALL for those of the left one,
    /// DISTINCT for those that both have.
    fn set_operation(&mut self, at: usize) -> Option<usize> {
        let mut next = at + 1;
        while matches!(self.kind(next), Some(Kind::Word(_)))
            && (self.is_key(next, Key::On)
                || self.is_key(next, Key::By)
                || self.is_word(next, "NAME")
                || self.is_word(next, "STRICT")
                || self.is_word(next, "CORRESPONDING"))
        {
            let list = self.is_key(next, Key::On) || self.is_key(next, Key::By);
            next += 1;
            if list && symbol(self.tokens, next, b'(') {
                next = self.close(next)? + 1;
            }
        }
        if next == at + 1 {
            return None;
        }
        let matching = Matching::of(|index, word| self.is_word(index, word), at - 1);
        let quantifier = match matching {
            Some(Matching::Full) if self.is_key(at - 1, Key::Union) => "",
            Some(Matching::Left) if self.is_key(at - 1, Key::Union) => "ALL",
            Some(Matching::Inner) if !self.is_key(at - 1, Key::Except) => "DISTINCT",
            // The columns are those of the left operand.
            _ => {
                let word = self.text(at).to_owned();
                self.keyword(&word, at);
                return Some(next);
            }
        };
        if !quantifier.is_empty() {
            self.keyword(quantifier, at);
        }
        self.keyword("BY", at);
        self.keyword("NAME", at);
        Some(next)
    }

    fn word(&mut self, at: usize) -> Option<usize> {
        let bytes = self.text(at).len();
        if symbol(self.tokens, at + 1, b'<') && matches!(bytes, 5 | 6) {
            return self.type_arguments(at);
        }
        if bytes == 6
            && symbol(self.tokens, at + 1, b'(')
            && symbol(self.tokens, at + 2, b')')
            && self.is_word(at, "STRUCT")
        {
            // A literal has a field (not reported); a call may have none.
            self.push(quoted("STRUCT".to_owned(), '`'), at);
            return Some(at + 1);
        }
        if bytes == 11 && self.is_word(at, "GRAPH_TABLE") && symbol(self.tokens, at + 1, b'(') {
            let close = self.close(at + 1)?;
            // Not reported.
            self.push(quoted("GRAPH_TABLE".to_owned(), '`'), at);
            self.push(ParserToken::LParen, at);
            self.push(ParserToken::RParen, at);
            return Some(close + 1);
        }
        None
    }
}
