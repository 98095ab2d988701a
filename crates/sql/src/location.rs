//! The locations that the parser is told: numbers of tokens.
//!
//! The parser tries much that it takes back, and writes for each try where it failed, unless the line is
//! 0. So the number stands in the column, and a text that it refuses is parsed once more with lines.

use sqlparser::tokenizer::{Location, Span, TokenWithSpan};

/// The span of the token of that number.
pub(super) fn span(token: usize) -> Span {
    let start = Location {
        line: 0,
        column: token as u64 + 1,
    };
    Span { start, end: start }
}

/// The number of the token whose span begins there.
pub(super) fn token(span: Span) -> Option<usize> {
    usize::try_from(span.start.column).ok()?.checked_sub(1)
}

/// Has the parser's errors tell the numbers of tokens, as lines.
pub(super) fn show(tokens: &mut [TokenWithSpan]) {
    for token in tokens {
        let start = Location {
            line: token.span.start.column,
            column: 1,
        };
        token.span = Span { start, end: start };
    }
}
