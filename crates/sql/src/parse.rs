//! Runs the parser over one piece of a script.

use sqlparser::ast::Query;
use sqlparser::parser::{Parser, ParserError};
use sqlparser::tokenizer::TokenWithSpan;

use super::dialect::Dialect;
use super::fault::{self, DEPTH, Failure, TOO_DEEP};
use super::location;
use super::references::SqlErrorKind;
use super::size::Size;
use super::statement::Form;
use super::tree_walk;

/// Up to so many operators the tree fits any thread's stack.
const SHALLOW: usize = 400;
/// Said where no thread can be had that has a stack as large.
pub(super) const TOO_LARGE: &str = "the statement is too large to parse";
/// Stack for each operator in a chain: freeing the tree recurses once for each.
const STACK_FOR_OPERATOR: usize = 2048;
/// Stack for a tree or a form that nests deep.
pub(super) const DEEP: usize = 16 << 20;
/// Up to so many brackets within brackets a tree or a form can be gone through on any thread's stack.
const NESTED: usize = 12;

/// Why a piece couldn't be parsed, in two ways.
#[derive(Debug)]
pub(super) struct Failed {
    /// As the parser says.
    pub(super) first: Failure,
    /// Where the text is at fault.
    pub(super) refined: Failure,
}

/// What a piece was parsed to.
#[derive(Debug)]
pub(super) struct Parsed<T> {
    /// The parts of the names of the tables in it.
    pub(super) tables: Vec<Vec<String>>,
    /// What was read of its query.
    pub(super) read: Option<T>,
}

/// Parses the tokens, lists the tables they name and hands the tree of a query to `read`. The tree is
/// gone after that.
///
/// `size` bounds how deep the tree can lean to one side.
pub(super) fn piece<T: Send>(
    tokens: Vec<TokenWithSpan>,
    form: Form,
    dialect: Dialect,
    size: Size,
    read: Option<impl FnOnce(&Query) -> T + Send>,
) -> Result<Parsed<T>, Failed> {
    // A long chain of operators makes a deep tree, and freeing it takes as much stack.
    let parsed = match is_deep(size) {
        false => run(tokens, form, dialect, read),
        true => on_stack(DEEP + size.lean() * STACK_FOR_OPERATOR, move || {
            run(tokens, form, dialect, read)
        })
        .unwrap_or_else(|| {
            Err(Failed {
                first: too_large(),
                refined: too_large(),
            })
        }),
    };
    parsed.map_err(|failed| match size.deepest > DEPTH {
        // Where the parser gave up a level, it may have tried something else and failed at that.
        true => Failed {
            refined: Failure {
                token: None,
                kind: SqlErrorKind::TooLarge,
                message: TOO_DEEP.to_owned(),
            },
            ..failed
        },
        false => failed,
    })
}

/// Whether what is made of a statement may nest too deep for any thread's stack.
pub(super) fn is_deep(size: Size) -> bool {
    size.lean() > SHALLOW || size.deepest > NESTED
}

/// Runs something on a stack of its own; `None` where no thread can be had, or it panicked.
pub(super) fn on_stack<T: Send>(size: usize, run: impl FnOnce() -> T + Send) -> Option<T> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .stack_size(size)
            .spawn_scoped(scope, run);
        thread.ok()?.join().ok()
    })
}

/// Runs something, on a stack of its own where it goes deep; `None` where none can be had.
pub(super) fn within<T: Send>(deep: bool, run: impl FnOnce() -> T + Send) -> Option<T> {
    match deep {
        true => on_stack(DEEP, run),
        false => Some(run()),
    }
}

fn too_large() -> Failure {
    Failure {
        token: None,
        kind: SqlErrorKind::TooLarge,
        message: TOO_LARGE.to_owned(),
    }
}

fn reserved(token: usize) -> Failure {
    Failure {
        token: Some(token),
        kind: SqlErrorKind::Syntax,
        message: "a reserved word where a name is due".to_owned(),
    }
}

fn run<T>(
    tokens: Vec<TokenWithSpan>,
    form: Form,
    dialect: Dialect,
    read: Option<impl FnOnce(&Query) -> T>,
) -> Result<Parsed<T>, Failed> {
    let mut parser = Parser::new(dialect.parser())
        .with_recursion_limit(DEPTH)
        .with_tokens_with_locations(tokens);
    match parse(&mut parser, form, dialect, read) {
        Ok(Ok(parsed)) => Ok(parsed),
        Ok(Err(token)) => Err(Failed {
            first: reserved(token),
            refined: reserved(token),
        }),
        Err(error) => Err(refused(parser.into_tokens(), form, dialect, error)),
    }
}

/// Where and why the parser refused some tokens.
fn refused(
    mut tokens: Vec<TokenWithSpan>,
    form: Form,
    dialect: Dialect,
    error: ParserError,
) -> Failed {
    location::show(&mut tokens);
    let mut parser = Parser::new(dialect.parser())
        .with_recursion_limit(DEPTH)
        .with_tokens_with_locations(tokens);
    let again = parse(&mut parser, form, dialect, None::<fn(&Query)>);
    let first = fault::failure(again.err().unwrap_or(error));
    Failed {
        refined: fault::refined(&parser.into_tokens(), dialect, first.clone()),
        first,
    }
}

/// The inner error is the token of a reserved word where a name is due.
fn parse<T>(
    parser: &mut Parser<'_>,
    form: Form,
    dialect: Dialect,
    read: Option<impl FnOnce(&Query) -> T>,
) -> Result<Result<Parsed<T>, usize>, ParserError> {
    use sqlparser::tokenizer::Token;
    let only = |tables| Parsed { tables, read: None };
    match form {
        Form::Query => {
            let query = parser.parse_query()?;
            parser.expect_token(&Token::EOF)?;
            Ok(
                tree_walk::tables(query.as_ref(), dialect).map(|tables| Parsed {
                    tables,
                    read: read.map(|read| read(query.as_ref())),
                }),
            )
        }
        Form::Expression => {
            let expression = parser.parse_expr()?;
            parser.expect_token(&Token::EOF)?;
            Ok(tree_walk::tables(&expression, dialect).map(only))
        }
        Form::Change { .. } | Form::Other => {
            let statement = parser.parse_statement()?;
            parser.expect_token(&Token::EOF)?;
            Ok(tree_walk::tables(&statement, dialect).map(only))
        }
        Form::Table => Ok(Ok(only(Vec::new()))),
    }
}
