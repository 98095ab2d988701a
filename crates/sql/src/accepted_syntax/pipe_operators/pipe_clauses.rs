//! Clauses within pipe operators: windows, groups, aliases, values.

use sqlparser::tokenizer::Token as ParserToken;

use super::super::super::convert::{Convert, Later};
use super::super::super::keyword::Key;
use super::super::super::lexer::Kind;
use super::super::super::path::{symbol, unquoted};

impl Convert<'_> {
    /// `|> SELECT AS VALUE x`: the parser doesn't know it (not reported). The name tells the
    /// columns what is meant.
    pub(super) fn piped_value(&mut self, at: usize, next: usize) -> Option<usize> {
        let end = self.operator_end(next)?;
        let next = self.operator_of("SELECT", at, next);
        self.later.push((end, Later::Value));
        Some(next)
    }

    /// `|> PIVOT (SUM(a) FOR b IN ('x' y))`: the parser wants AS in this list (not reported).
    pub(super) fn piped_pivot(&mut self, open: usize) -> Option<()> {
        let close = self.close(open)?;
        let column = (open..close).find(|&at| self.is_key(at, Key::For))?;
        let list = (column..close)
            .find(|&at| self.is_key(at, Key::In) && symbol(self.tokens, at + 1, b'('))?;
        for at in (list + 2..close).rev() {
            let named = matches!(self.kind(at), Some(Kind::Word(_) | Kind::Quoted))
                && (symbol(self.tokens, at + 1, b',') || symbol(self.tokens, at + 1, b')'))
                && (matches!(
                    self.kind(at - 1),
                    Some(Kind::String | Kind::Number | Kind::Symbol(b')') | Kind::Word(Key::Null))
                ) || self.is_any(at - 1, &["TRUE", "FALSE"]));
            if named {
                self.later.push((at, Later::As));
            }
        }
        Some(())
    }

    /// `GROUP BY GROUPING SETS (a, (a, b), ())` of a pipe operator: the parser reads plain
    /// expressions there (not reported), so that it becomes a call.
    pub(in crate::accepted_syntax) fn grouping_sets(&mut self, at: usize) -> Option<usize> {
        let sets = self.is_word(at, "GROUPING")
            && self.is_word(at + 1, "SETS")
            && symbol(self.tokens, at + 2, b'(')
            && self.top().piped;
        if !sets {
            return None;
        }
        let close = self.close(at + 2)?;
        for at in (at + 3..close).rev() {
            if symbol(self.tokens, at, b'(') && symbol(self.tokens, at + 1, b')') {
                self.later.push((at + 1, Later::Null));
            }
        }
        self.push(ParserToken::make_word("GROUPING_SETS", None), at);
        Some(at + 2)
    }

    /// `GROUP AND ORDER BY`: the order makes no column.
    pub(in crate::accepted_syntax) fn group_and_order(&mut self, at: usize) -> Option<usize> {
        let ordered = self.is_key(at + 1, Key::And)
            && self.is_key(at + 2, Key::Order)
            && self.is_key(at + 3, Key::By);
        ordered.then(|| {
            self.keyword("GROUP", at);
            at + 3
        })
    }

    /// `|> SELECT SUM(a) OVER w WINDOW w AS (…)`: the parser has no place for the windows of an
    /// operator (not reported), so that what `w` stands for is said here.
    pub(in crate::accepted_syntax) fn piped_over(&mut self, at: usize) -> Option<usize> {
        if !matches!(self.kind(at + 1)?, Kind::Word(_) | Kind::Quoted) || !self.is_piped() {
            return None;
        }
        self.look(0)?;
        let name = unquoted(self.sql, &self.tokens[at + 1]).into_owned();
        // From here to the end of the operator, out of the parentheses around it.
        let mut depth = 0usize;
        let mut found = None;
        let mut next = at + 2;
        while let Some(kind) = self.kind(next) {
            match kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth = depth.saturating_sub(1),
                Kind::Pipe if depth == 0 => break,
                Kind::Word(Key::As)
                    if depth == 0
                        && symbol(self.tokens, next + 1, b'(')
                        && matches!(self.kind(next - 1), Some(Kind::Word(_) | Kind::Quoted))
                        && (self.is_key(next - 2, Key::Window)
                            || symbol(self.tokens, next - 2, b','))
                        && unquoted(self.sql, &self.tokens[next - 1])
                            .eq_ignore_ascii_case(&name) =>
                {
                    found = Some(next + 1);
                    break;
                }
                _ => {}
            }
            next += 1;
        }
        self.look(next - at)?;
        let open = found?;
        let close = self.close(open)?;
        self.look(close - open)?;
        self.keyword("OVER", at);
        self.again = Some((open, close + 1));
        Some(at + 2)
    }

    /// `|> SELECT … WINDOW w AS (…)`: the windows of an operator are left out.
    pub(in crate::accepted_syntax) fn piped_window(&mut self, at: usize) -> Option<usize> {
        if !self.top().piped {
            return None;
        }
        let mut next = at + 1;
        loop {
            if !matches!(self.kind(next)?, Kind::Word(_) | Kind::Quoted)
                || !self.is_key(next + 1, Key::As)
            {
                return None;
            }
            next = match symbol(self.tokens, next + 2, b'(') {
                true => self.close(next + 2)? + 1,
                false => next + 3,
            };
            if !symbol(self.tokens, next, b',') {
                return Some(next);
            }
            next += 1;
        }
    }
}
