//! Where a pipe operator begins and ends.

use sqlparser::tokenizer::Token as ParserToken;

use super::super::super::convert::Convert;
use super::super::super::lexer::Kind;

impl Convert<'_> {
    /// Hands over the beginning of an operator; goes on at `next`.
    pub(super) fn operator_of(&mut self, name: &str, at: usize, next: usize) -> usize {
        self.push(ParserToken::VerticalBarRightAngleBracket, at);
        self.keyword(name, at + 1);
        self.top().piped = true;
        next
    }

    /// The token after the operator that holds `at`.
    pub(super) fn operator_end(&mut self, at: usize) -> Option<usize> {
        self.look(0)?;
        let mut depth = 0usize;
        let mut end = at;
        while let Some(kind) = self.kind(end) {
            match kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') if depth == 0 => break,
                Kind::Symbol(b')') => depth -= 1,
                Kind::Pipe if depth == 0 => break,
                _ => {}
            }
            end += 1;
        }
        self.look(end - at)?;
        Some(end)
    }
}
