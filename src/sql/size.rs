//! How large a statement is, and how large it may be: the parser's tree takes a multiple of the text's
//! memory, and the stack that its depth asks for.

use super::keyword::Key;
use super::lexer::{Kind, Token};

/// Most tokens: a tree takes about 1 KiB for each. BigQuery's longest query has 1 MiB, which is fewer.
const TOKENS: usize = 400_000;
/// Said beyond that.
const MANY_TOKENS: &str = "the statement is too large to parse: 400,000 tokens are the limit";
/// Most selects: each takes about 17 KiB, whatever is in it.
const SELECTS: usize = 20_000;
/// Said beyond that.
const MANY_SELECTS: &str = "the statement is too large to parse: 20,000 selects are the limit";
/// More operators than this could nest too deep for any stack.
const OPERATORS: usize = 60_000;
/// Said beyond that.
const MANY_OPERATORS: &str =
    "the statement is too large to parse: 60,000 operators and set operations are the limit";

/// What a statement asks for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Size {
    tokens: usize,
    selects: usize,
    /// How many operators there are: the tree can lean as deep to one side.
    pub(super) operators: usize,
    /// How many brackets stand within each other.
    pub(super) deepest: usize,
}

impl Size {
    pub(super) fn of(tokens: &[Token]) -> Size {
        let mut size = Size {
            tokens: tokens.len(),
            ..Size::default()
        };
        let mut depth = 0usize;
        for token in tokens {
            size.operators += usize::from(chains(token.kind));
            match token.kind {
                Kind::Symbol(b'(' | b'[') | Kind::Word(Key::Case) => {
                    depth += 1;
                    size.deepest = size.deepest.max(depth);
                }
                Kind::Symbol(b')' | b']') | Kind::Word(Key::End) => {
                    depth = depth.saturating_sub(1);
                }
                Kind::Word(Key::Select) => size.selects += 1,
                _ => {}
            }
        }
        size
    }

    /// Which limit it passes.
    pub(super) fn beyond(&self) -> Option<&'static str> {
        match self {
            Size { tokens, .. } if *tokens > TOKENS => Some(MANY_TOKENS),
            Size { selects, .. } if *selects > SELECTS => Some(MANY_SELECTS),
            Size { operators, .. } if *operators > OPERATORS => Some(MANY_OPERATORS),
            _ => None,
        }
    }
}

/// Whether a token can make the tree lean one level deeper.
fn chains(kind: Kind) -> bool {
    match kind {
        Kind::Operator | Kind::Pipe => true,
        Kind::Symbol(byte) => matches!(
            byte,
            b'+' | b'-' | b'*' | b'/' | b'%' | b'=' | b'<' | b'>' | b'&' | b'|' | b'^' | b'~'
        ),
        Kind::Word(key) => matches!(
            key,
            Key::And
                | Key::Union
                | Key::Intersect
                | Key::Except
                | Key::Minus
                | Key::Not
                | Key::Is
                | Key::In
                | Key::Like
                | Key::Pivot
                | Key::Unpivot
        ),
        _ => false,
    }
}
