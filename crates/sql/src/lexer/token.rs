//! What a text is split into.

use super::super::keyword::Key;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An unquoted word.
    Word(Key),
    /// A quoted identifier.
    Quoted,
    /// A string literal of any sort.
    String,
    /// A numeric literal.
    Number,
    /// A parameter, a variable or a stage: `@x`, `@@x`, `$1`, `?`, `:x`.
    Parameter,
    /// `{{ … }}` or `${ … }`
    Template,
    /// One byte of punctuation.
    Symbol(u8),
    /// Several bytes of punctuation.
    Operator,
    /// `|>`
    Pipe,
    /// `=>`
    Arrow,
}

/// A token: what it is and where.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Token {
    pub(crate) kind: Kind,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

/// What stopped the lexer from understanding the text in full.
#[derive(Debug, Clone, Copy)]
pub(crate) struct LexError {
    pub(crate) offset: usize,
    pub(crate) message: &'static str,
}

/// The tokens of a text.
#[derive(Debug, Default)]
pub(crate) struct Lexed {
    pub(crate) tokens: Vec<Token>,
    /// The first thing that isn't SQL: an open quote, a templating block.
    pub(crate) error: Option<LexError>,
}
