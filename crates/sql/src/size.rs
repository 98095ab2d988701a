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
/// Most joins whose conditions are still to come: `a JOIN b JOIN c ON … ON …` nests, and the parser
/// doesn't count how deep.
const JOINS: usize = 64;
/// Said beyond that.
const MANY_JOINS: &str =
    "the statement is too large to parse: 64 joins before their conditions are the limit";
/// A join within a join takes the stack of so many operators: half a megabyte where nothing is optimized.
const JOIN: usize = 256;

/// What a statement asks for.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Size {
    tokens: usize,
    selects: usize,
    joins: usize,
    operators: usize,
    /// How many brackets stand within each other.
    pub(super) deepest: usize,
}

impl Size {
    pub(super) fn of(tokens: &[Token]) -> Size {
        let mut size = Size {
            tokens: tokens.len(),
            ..Size::default()
        };
        let (mut depth, mut joins) = (0usize, 0usize);
        let mut before = None;
        // Whether an operand may have ended, so that a word behind it may be an operator.
        let mut ended = false;
        for (at, token) in tokens.iter().enumerate() {
            size.operators += usize::from(chains(token.kind));
            match token.kind {
                Kind::Word(Key::Other) => {
                    // `a OR b`, `a RLIKE b`, `a AT TIME ZONE b`; the name behind AS is none.
                    let is_name = matches!(before, Some(Kind::Word(Key::As)));
                    let is_operator = ended && !is_name;
                    size.operators += usize::from(is_operator);
                    ended = !is_operator;
                }
                Kind::Word(key) => {
                    match key {
                        Key::Case => depth += 1,
                        Key::End => depth = depth.saturating_sub(1),
                        Key::Select => size.selects += 1,
                        Key::Join => joins += usize::from(waits(before, tokens.get(at + 1))),
                        Key::On | Key::Using => joins = joins.saturating_sub(1),
                        _ => {}
                    }
                    ended = !is_clause(key);
                }
                Kind::Symbol(b'(' | b'[') => {
                    depth += 1;
                    ended = false;
                }
                Kind::Symbol(b')' | b']') => {
                    depth = depth.saturating_sub(1);
                    ended = true;
                }
                Kind::Quoted | Kind::String | Kind::Number | Kind::Parameter | Kind::Template => {
                    ended = true;
                }
                Kind::Symbol(_) | Kind::Operator | Kind::Pipe | Kind::Arrow => ended = false,
            }
            size.deepest = size.deepest.max(depth);
            size.joins = size.joins.max(joins);
            before = Some(token.kind);
        }
        size
    }

    /// How deep the tree can lean or nest where the parser doesn't count, in operators.
    pub(super) fn lean(&self) -> usize {
        self.operators + JOIN * self.joins.saturating_sub(1)
    }

    /// Which limit it passes.
    pub(super) fn beyond(&self) -> Option<&'static str> {
        match self {
            Size { tokens, .. } if *tokens > TOKENS => Some(MANY_TOKENS),
            Size { selects, .. } if *selects > SELECTS => Some(MANY_SELECTS),
            Size { joins, .. } if *joins > JOINS => Some(MANY_JOINS),
            Size { operators, .. } if *operators > OPERATORS => Some(MANY_OPERATORS),
            _ => None,
        }
    }
}

/// Whether a join between these may wait for its condition.
fn waits(before: Option<Kind>, after: Option<&Token>) -> bool {
    let is_bare = matches!(
        before,
        Some(Kind::Word(Key::Cross | Key::Natural | Key::Asof))
    );
    let is_array = after.is_some_and(|token| {
        matches!(
            token.kind,
            Kind::Word(Key::Unnest | Key::Lateral | Key::Table)
        )
    });
    !is_bare && !is_array
}

/// Whether no operand ends with that word.
fn is_clause(key: Key) -> bool {
    matches!(
        key,
        Key::Select
            | Key::Distinct
            | Key::From
            | Key::Where
            | Key::And
            | Key::On
            | Key::When
            | Key::Then
            | Key::Else
            | Key::By
            | Key::Having
            | Key::With
            | Key::As
            | Key::Case
            | Key::Join
            | Key::Not
            | Key::Over
            | Key::Union
    )
}

/// Whether a token can make the tree lean one level deeper.
fn chains(kind: Kind) -> bool {
    match kind {
        Kind::Operator | Kind::Pipe => true,
        Kind::Symbol(byte) => matches!(
            byte,
            b'+' | b'-'
                | b'*'
                | b'/'
                | b'%'
                | b'='
                | b'<'
                | b'>'
                | b'&'
                | b'|'
                | b'^'
                | b'~'
                | b':'
                | b'!'
                | b'?'
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

#[cfg(test)]
mod tests {
    use super::super::Dialect;
    use super::super::lexer;
    use super::Size;

    fn of(sql: &str) -> Size {
        Size::of(&lexer::lex(sql, Dialect::BigQuery.rules()).tokens)
    }

    #[test]
    fn words_that_chain() {
        for chain in [
            "a OR a OR a OR a",
            "a xor a xor a xor a",
            "a RLIKE b RLIKE c RLIKE d",
        ] {
            assert_eq!(of(chain).operators, 3, "{chain}");
        }
        assert!(of("a AT TIME ZONE 'x' AT TIME ZONE 'y'").operators >= 2);
        assert!(of("NULL OR NULL OR NULL").operators >= 2);
        assert_eq!(
            of("SELECT a AS b, CASE WHEN a THEN b ELSE c END AS d FROM t WHERE a").operators,
            0
        );
    }

    #[test]
    fn joins_that_wait() {
        assert_eq!(
            of("FROM a JOIN b ON x JOIN c ON y JOIN d USING (z)").joins,
            1
        );
        assert_eq!(of("FROM a JOIN b JOIN c JOIN d ON x ON y ON z").joins, 3);
        assert_eq!(
            of("FROM a CROSS JOIN b CROSS JOIN c JOIN UNNEST(d) NATURAL JOIN e").joins,
            0
        );
    }
}
