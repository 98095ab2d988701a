//! Runs the parser over one piece of a script.

use sqlparser::ast::Query;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::TokenWithSpan;

use super::dialect::Dialect;
use super::fault;
use super::size::Size;
use super::statement::Form;
use super::walk;

/// How deep the parser may nest: its functions call each other at each level, and their frames must fit
/// a thread's stack also where nothing is optimized.
pub(super) const DEPTH: usize = 120;
/// Said beyond that.
const TOO_DEEP: &str = "nested too deep to parse: 120 levels are the limit";
/// Up to so many operators the tree fits any thread's stack.
const SHALLOW: usize = 400;
/// Said where no thread can be had that has a stack as large.
const TOO_LARGE: &str = "the statement is too large to parse";
/// Stack for each operator in a chain: freeing the tree recurses once for each.
const STACK_FOR_OPERATOR: usize = 2048;
const STACK: usize = 8 << 20;
/// Up to so many brackets within brackets a tree can be resolved on any thread's stack.
const NESTED: usize = 12;

/// Why a piece couldn't be parsed.
#[derive(Debug)]
pub(super) struct Failure {
    /// Index of the token at fault, if the parser knew.
    pub(super) token: Option<usize>,
    pub(super) message: String,
}

/// Parses the tokens and lists the tables they name.
///
/// `size` bounds how deep the tree can lean to one side.
pub(super) fn tables(
    tokens: Vec<TokenWithSpan>,
    form: Form,
    dialect: Dialect,
    size: Size,
) -> Result<Vec<Vec<String>>, Failure> {
    // Where the parser gave up a level, it may have tried something else and failed at that.
    let named = move |failure: Failure| match size.deepest > DEPTH {
        true => Failure {
            token: None,
            message: TOO_DEEP.to_owned(),
        },
        false => failure,
    };
    if size.lean() <= SHALLOW {
        return run(tokens, form, dialect).map_err(named);
    }
    // A long chain of operators makes a deep tree, and freeing it takes as much stack.
    std::thread::Builder::new()
        .stack_size(STACK + size.lean() * STACK_FOR_OPERATOR)
        .spawn(move || run(tokens, form, dialect))
        .map_err(|_| too_large())?
        .join()
        .unwrap_or_else(|_| Err(too_large()))
        .map_err(named)
}

/// Parses a query and hands its tree to `read`.
pub(super) fn query<T: Send>(
    tokens: Vec<TokenWithSpan>,
    dialect: Dialect,
    size: Size,
    read: impl FnOnce(&Query) -> T + Send,
) -> Result<T, Failure> {
    let run = move || -> Result<T, Failure> {
        let mut parser = Parser::new(dialect.parser())
            .with_recursion_limit(DEPTH)
            .with_tokens_with_locations(tokens);
        let query = parser.parse_query().map_err(failure)?;
        parser
            .expect_token(&sqlparser::tokenizer::Token::EOF)
            .map_err(failure)?;
        // It also finds reserved words where names are due.
        walk::tables(query.as_ref(), dialect).map_err(reserved)?;
        Ok(read(query.as_ref()))
    };
    if size.lean() <= SHALLOW && size.deepest <= NESTED {
        return run();
    }
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(2 * STACK + size.lean() * STACK_FOR_OPERATOR)
            .spawn_scoped(scope, run);
        match thread {
            Ok(thread) => thread.join().unwrap_or_else(|_| Err(too_large())),
            Err(_) => Err(too_large()),
        }
    })
}

fn too_large() -> Failure {
    Failure {
        token: None,
        message: TOO_LARGE.to_owned(),
    }
}

fn reserved(token: usize) -> Failure {
    Failure {
        token: Some(token),
        message: "a reserved word where a name is due".to_owned(),
    }
}

fn run(
    tokens: Vec<TokenWithSpan>,
    form: Form,
    dialect: Dialect,
) -> Result<Vec<Vec<String>>, Failure> {
    let mut parser = Parser::new(dialect.parser())
        .with_recursion_limit(DEPTH)
        .with_tokens_with_locations(tokens);
    match parse(&mut parser, form, dialect) {
        Ok(found) => found.map_err(reserved),
        Err(error) => {
            let tokens = parser.into_tokens();
            Err(fault::refined(&tokens, dialect, failure(error)))
        }
    }
}

fn parse(
    parser: &mut Parser<'_>,
    form: Form,
    dialect: Dialect,
) -> Result<Result<Vec<Vec<String>>, usize>, ParserError> {
    use sqlparser::tokenizer::Token;
    match form {
        Form::Query => {
            let query = parser.parse_query()?;
            parser.expect_token(&Token::EOF)?;
            Ok(walk::tables(query.as_ref(), dialect))
        }
        Form::Expression => {
            let expression = parser.parse_expr()?;
            parser.expect_token(&Token::EOF)?;
            Ok(walk::tables(&expression, dialect))
        }
        Form::Change { .. } | Form::Other => {
            let statement = parser.parse_statement()?;
            parser.expect_token(&Token::EOF)?;
            Ok(walk::tables(&statement, dialect))
        }
        Form::Table => Ok(Ok(Vec::new())),
    }
}

/// Takes the place out of the parser's message: it is the number of a token, not of a line.
pub(super) fn failure(error: ParserError) -> Failure {
    let message = match error {
        ParserError::RecursionLimitExceeded => TOO_DEEP.to_owned(),
        ParserError::ParserError(message) | ParserError::TokenizerError(message) => message,
    };
    const PLACE: &str = " at Line: ";
    let Some(at) = message.rfind(PLACE) else {
        return Failure {
            token: None,
            message,
        };
    };
    let number = message[at + PLACE.len()..]
        .split(',')
        .next()
        .and_then(|number| number.trim().parse::<usize>().ok());
    Failure {
        token: number.and_then(|number| number.checked_sub(1)),
        message: message[..at].to_owned(),
    }
}
