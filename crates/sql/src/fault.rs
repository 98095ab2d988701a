//! Where a broken text is at fault.
//!
//! Where a subquery in FROM or a CASE fails, the parser tries to read it as a join in parentheses
//! or as a name, and tells what is wrong with that. So these are read once more by themselves.

use sqlparser::keywords::Keyword;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::{Token, TokenWithSpan};

use super::dialect::Dialect;
use super::references::SqlErrorKind;

/// How deep the parser may nest: its functions call each other at each level, and their frames must fit
/// a thread's stack also where nothing is optimized.
pub(super) const DEPTH: usize = 120;
/// Said beyond that.
pub(super) const TOO_DEEP: &str = "nested too deep to parse: 120 levels are the limit";

/// So many within each other are read again.
const ROUNDS: usize = 16;

/// Why a piece couldn't be parsed.
#[derive(Debug, Clone)]
pub(super) struct Failure {
    /// Index of the token at fault, if the parser knew.
    pub(super) token: Option<usize>,
    pub(super) kind: SqlErrorKind,
    pub(super) message: String,
}

/// The failure that is left once what the parser took for something else was read by itself.
pub(super) fn refined(tokens: &[TokenWithSpan], dialect: Dialect, first: Failure) -> Failure {
    let mut found = first;
    let mut after = 0;
    for _ in 0..ROUNDS {
        let Some(fault) = place(tokens, &found) else {
            break;
        };
        let again = if let Some(open) = subquery(tokens, after, fault) {
            after = open + 1;
            again(tokens, after, dialect, |parser| {
                parser.parse_query()?;
                parser.expect_token(&Token::RParen).map(drop)
            })
        } else if let Some(case) = case(tokens, after, fault) {
            after = case + 1;
            again(tokens, case, dialect, |parser| {
                parser.next_token();
                parser.parse_case_expr().map(drop)
            })
        } else {
            break;
        };
        if let Some(again) = again
            && place(tokens, &again).is_some()
        {
            found = again;
        }
    }
    found
}

/// The token at fault among those that were handed over.
fn place(tokens: &[TokenWithSpan], failure: &Failure) -> Option<usize> {
    match failure.token {
        Some(token) => {
            let line = token as u64 + 1;
            tokens
                .iter()
                .position(|token| token.span.start.line == line)
        }
        None => failure.message.contains("EOF").then_some(tokens.len()),
    }
}

/// What is wrong with what begins at `from`, if anything is.
fn again(
    tokens: &[TokenWithSpan],
    from: usize,
    dialect: Dialect,
    read: impl FnOnce(&mut Parser<'_>) -> Result<(), ParserError>,
) -> Option<Failure> {
    let mut parser = Parser::new(dialect.parser())
        .with_recursion_limit(DEPTH)
        .with_tokens_with_locations(tokens.get(from..)?.to_vec());
    read(&mut parser).err().map(failure)
}

/// The outermost parenthesis with a query in it that isn't closed before the fault.
fn subquery(tokens: &[TokenWithSpan], after: usize, fault: usize) -> Option<usize> {
    let mut open: Vec<(usize, bool)> = Vec::new();
    for (at, token) in tokens.iter().enumerate().take(fault).skip(after) {
        match token.token {
            Token::LParen => {
                let query = is_keyword(tokens, at + 1, Keyword::SELECT)
                    || is_keyword(tokens, at + 1, Keyword::WITH);
                open.push((at, query));
            }
            Token::RParen => {
                open.pop();
            }
            _ => {}
        }
    }
    open.into_iter().find(|(_, query)| *query).map(|(at, _)| at)
}

/// The CASE just before the fault.
fn case(tokens: &[TokenWithSpan], after: usize, fault: usize) -> Option<usize> {
    (after..fault)
        .rev()
        .take(2)
        .find(|&at| is_keyword(tokens, at, Keyword::CASE))
}

fn is_keyword(tokens: &[TokenWithSpan], at: usize, keyword: Keyword) -> bool {
    match tokens.get(at).map(|token| &token.token) {
        Some(Token::Word(word)) => word.keyword == keyword,
        _ => false,
    }
}

/// Takes the place out of the parser's message: it is the number of a token, not of a line.
pub(super) fn failure(error: ParserError) -> Failure {
    let (kind, message) = match error {
        ParserError::RecursionLimitExceeded => (SqlErrorKind::TooLarge, TOO_DEEP.to_owned()),
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => {
            (SqlErrorKind::Syntax, message)
        }
    };
    const PLACE: &str = " at Line: ";
    let Some(at) = message.rfind(PLACE) else {
        return Failure {
            token: None,
            kind,
            message,
        };
    };
    let number = message[at + PLACE.len()..]
        .split(',')
        .next()
        .and_then(|number| number.trim().parse::<usize>().ok());
    Failure {
        token: number.and_then(|number| number.checked_sub(1)),
        kind,
        message: message[..at].to_owned(),
    }
}
