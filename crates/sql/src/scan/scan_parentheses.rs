//! Parentheses: what opens a call, and what a missing one leaves open.

use super::super::dialect::Dialect;
use super::super::keyword::Key;
use super::super::lexer::{Kind, Token};
use super::super::path::symbol;
use super::state::{Alias, Scan, Shape};

/// Whether a word before a parenthesis makes it the arguments of a function.
pub(super) fn is_function(key: Key) -> bool {
    matches!(
        key,
        Key::Other
            | Key::Left
            | Key::Right
            | Key::If
            | Key::Replace
            | Key::Format
            | Key::Identifier
            | Key::Last
            | Key::First
            | Key::Offset
            | Key::Unnest
            | Key::Sample
    )
}

/// Whether there are parentheses that nothing closes.
pub(crate) fn is_unclosed(tokens: &[Token]) -> bool {
    let mut open = 0usize;
    let mut closed = 0usize;
    for token in tokens {
        match token.kind {
            Kind::Symbol(b'(') => open += 1,
            Kind::Symbol(b')') => closed += 1,
            _ => {}
        }
    }
    open > closed
}

/// How far back another FROM is looked for in the same call.
const NEAR: usize = 64;

impl Scan<'_> {
    /// In `SELECT COUNT(DISTINCT x AS n FROM t` the arguments end where the clause begins.
    pub(super) fn leave_call(&mut self, at: usize, key: Key) {
        if !self.unclosed || !self.ends_call(at, key) {
            return;
        }
        while self.frames.len() > 1 {
            let frame = *self.top();
            let within = matches!(frame.shape, Shape::Call | Shape::Plain | Shape::Bracket);
            if !within || frame.query {
                break;
            }
            self.close(at);
        }
    }

    /// Whether the word at `at` can't stand among the arguments of the function at hand.
    fn ends_call(&mut self, at: usize, key: Key) -> bool {
        let frame = *self.top();
        if frame.shape != Shape::Call || frame.query {
            return false;
        }
        match key {
            Key::Where => true,
            Key::Join => self.before(at) != Some(Kind::Word(Key::For)),
            Key::From => {
                let compares = self.before(at) == Some(Kind::Word(Key::Distinct))
                    && matches!(self.before(at - 1), Some(Kind::Word(Key::Is | Key::Not)));
                if compares {
                    return false;
                }
                // `EXTRACT(DAY FROM x)` has one of its own.
                let first = (frame.opened + 1).max(at.saturating_sub(NEAR));
                !self.takes_from(frame.opened)
                    || (first..at).any(|token| self.is_key(token, Key::From))
            }
            _ => false,
        }
    }

    /// Whether FROM belongs to the arguments of the function whose parenthesis is at `open`.
    fn takes_from(&self, open: usize) -> bool {
        let Some(name) = open.checked_sub(1).and_then(|at| self.tokens.get(at)) else {
            return false;
        };
        let name = &self.sql[name.start as usize..name.end as usize];
        [
            "EXTRACT",
            "TRIM",
            "LTRIM",
            "RTRIM",
            "BTRIM",
            "SUBSTRING",
            "SUBSTR",
            "OVERLAY",
            "DATE_PART",
        ]
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
    }

    /// A word of a clause that BigQuery doesn't have is any other word where an alias may stand.
    pub(super) fn as_alias(&self, at: usize, kind: Kind) -> Kind {
        let Kind::Word(key) = kind else {
            return kind;
        };
        let free = self.dialect == Dialect::BigQuery
            && !symbol(self.tokens, at + 1, b'(')
            && matches!(
                key,
                Key::Anti
                    | Key::Asof
                    | Key::Clone
                    | Key::Connect
                    | Key::Copy
                    | Key::Each
                    | Key::First
                    | Key::Format
                    | Key::Global
                    | Key::Identifier
                    | Key::Last
                    | Key::Minus
                    | Key::Model
                    | Key::Offset
                    | Key::Only
                    | Key::Pivot
                    | Key::Prewhere
                    | Key::Sample
                    | Key::Semi
                    | Key::Settings
                    | Key::Sort
                    | Key::Start
                    | Key::Stream
                    | Key::Tables
                    | Key::Unpivot
                    | Key::View
            );
        if free { Kind::Word(Key::Other) } else { kind }
    }

    /// Whether another table begins where an alias may stand, as where templating left two
    /// branches side by side: an alias has no dots.
    pub(super) fn begins_table(&mut self, at: usize, kind: Kind) -> bool {
        let frame = *self.top();
        frame.from
            && matches!(frame.alias, Alias::Due(_))
            && matches!(kind, Kind::Word(Key::Other) | Kind::Quoted)
            && symbol(self.tokens, at + 1, b'.')
    }
}
