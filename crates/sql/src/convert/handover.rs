//! Tokens on their way to the parser: what is to be handed over, what was, and a look ahead.

use sqlparser::keywords::Keyword;
use sqlparser::tokenizer::{Token as ParserToken, TokenWithSpan, Word};

use super::super::dialect::Dialect;
use super::super::keyword::Key;
use super::super::lexer::{Kind, Token};
use super::super::location;
use super::super::path::{Path, keyword, symbol};

/// How many tokens may be looked at ahead of their turn: what is nested too often stays as it is.
const LOOK: usize = 4_000_000;

/// What is due before a certain token is handed over.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Later {
    /// A parenthesis that isn't in the text is closed.
    Close,
    /// An operator that does nothing ends the one before it.
    Nothing,
    /// An alias follows without AS.
    As,
    /// What stands in empty parentheses.
    Null,
    /// The value before it is a row.
    Value,
    /// The value before it gets the name at the given token.
    Name(usize),
    /// The parenthesis that comes builds a struct.
    Struct,
    /// What was handed over from `from` on belongs at `to`.
    Move { from: usize, to: usize },
}

/// What is known of the parenthesis at hand, or of the statement around all of them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Frame {
    /// It holds the arguments of CAST.
    pub(crate) cast: bool,
    /// A pipe operator begins in it.
    pub(crate) piped: bool,
    /// It holds the clauses of MATCH_RECOGNIZE.
    pub(crate) recognizes: bool,
    /// The last join in it has its condition.
    pub(crate) joined: bool,
}

pub(crate) struct Convert<'a> {
    pub(crate) sql: &'a str,
    pub(crate) tokens: &'a [Token],
    pub(crate) dialect: Dialect,
    pub(crate) unusual: &'a [Path],
    pub(crate) tables: &'a [Path],
    pub(crate) arrays: &'a [Path],
    pub(crate) noise: &'a [usize],
    pub(crate) versions: &'a [usize],
    /// The token that the piece begins with.
    pub(crate) start: usize,
    /// A parenthesis was found that nothing closes: don't look again.
    pub(crate) unclosed: bool,
    /// How many tokens were looked at ahead of their turn.
    pub(crate) looked: usize,
    /// Never empty.
    pub(crate) frames: Vec<Frame>,
    /// What is due once a token is reached; the last comes first.
    pub(crate) later: Vec<(usize, Later)>,
    /// Bodies of queries that `|> WITH` put common table expressions before.
    pub(crate) hoisted: Vec<usize>,
    /// Where an `ORDER BY` goes on a list that was begun before it; the last comes first.
    pub(crate) commas: Vec<usize>,
    /// Tokens that are handed over once more, after what is mended right now.
    pub(crate) again: Option<(usize, usize)>,
    pub(crate) out: Vec<TokenWithSpan>,
}

impl Convert<'_> {
    #[inline]
    pub(crate) fn push(&mut self, token: ParserToken, at: usize) {
        self.out.push(TokenWithSpan {
            token,
            span: location::span(at),
        });
    }

    pub(crate) fn keyword(&mut self, word: &str, at: usize) {
        self.push(ParserToken::make_keyword(word), at);
    }

    #[inline]
    pub(crate) fn text(&self, at: usize) -> &str {
        let token = &self.tokens[at];
        &self.sql[token.start as usize..token.end as usize]
    }

    /// Whether a pipe operator is at hand, or was begun around the parenthesis at hand.
    pub(crate) fn is_piped(&self) -> bool {
        self.frames.iter().any(|frame| frame.piped)
    }

    #[inline]
    pub(crate) fn top(&mut self) -> &mut Frame {
        let last = self.frames.len() - 1;
        &mut self.frames[last]
    }

    #[inline]
    pub(crate) fn kind(&self, at: usize) -> Option<Kind> {
        self.tokens.get(at).map(|token| token.kind)
    }

    #[inline]
    pub(crate) fn is_key(&self, at: usize, key: Key) -> bool {
        keyword(self.tokens, at, key)
    }

    pub(crate) fn is_word(&self, at: usize, word: &str) -> bool {
        matches!(self.kind(at), Some(Kind::Word(_))) && self.text(at).eq_ignore_ascii_case(word)
    }

    pub(crate) fn is_any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is_word(at, word))
    }

    pub(crate) fn follows_dot(&self, at: usize) -> bool {
        at > 0 && symbol(self.tokens, at - 1, b'.')
    }

    /// `|> WHERE TRUE`
    pub(crate) fn nothing(&mut self, at: usize) {
        self.push(ParserToken::VerticalBarRightAngleBracket, at);
        self.keyword("WHERE", at);
        self.keyword("TRUE", at);
    }

    /// Counts tokens that are looked at ahead; `None` once there were too many.
    pub(crate) fn look(&mut self, tokens: usize) -> Option<()> {
        self.looked += tokens;
        (self.looked <= LOOK).then_some(())
    }

    /// The parenthesis that closes the one at `at`.
    pub(crate) fn close(&mut self, at: usize) -> Option<usize> {
        if self.unclosed || !symbol(self.tokens, at, b'(') {
            return None;
        }
        self.look(0)?;
        let tokens = self.tokens;
        let mut depth = 0usize;
        for (index, token) in tokens.iter().enumerate().skip(at) {
            match token.kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => {
                    depth -= 1;
                    if depth == 0 {
                        self.look(index - at)?;
                        return Some(index);
                    }
                }
                _ => {}
            }
        }
        self.unclosed = true;
        None
    }

    /// The parenthesis that the one at `at` closes.
    pub(crate) fn opening(&mut self, at: usize) -> Option<usize> {
        self.look(0)?;
        let mut depth = 0usize;
        for index in (self.start..=at).rev() {
            match self.kind(index)? {
                Kind::Symbol(b')') => depth += 1,
                Kind::Symbol(b'(') => {
                    depth = depth.checked_sub(1)?;
                    if depth == 0 {
                        self.look(at - index)?;
                        return Some(index);
                    }
                }
                _ => {}
            }
        }
        self.look(at - self.start)?;
        None
    }

    /// Where the token at `at` was put among those handed over.
    pub(crate) fn place(&mut self, at: usize) -> Option<usize> {
        self.look(self.out.len())?;
        let span = location::span(at);
        self.out.iter().position(|token| token.span == span)
    }

    /// Puts tokens before the one at `at`, which was handed over already.
    pub(crate) fn insert(&mut self, at: usize, tokens: Vec<ParserToken>) -> Option<()> {
        let place = self.place(at)?;
        let span = self.out.get(place)?.span;
        let tokens = tokens
            .into_iter()
            .map(|token| sqlparser::tokenizer::TokenWithSpan { token, span });
        self.out.splice(place..place, tokens).for_each(drop);
        Some(())
    }
}

pub(crate) fn quoted(value: String, mark: char) -> ParserToken {
    ParserToken::Word(Word {
        value,
        quote_style: Some(mark),
        keyword: Keyword::NoKeyword,
    })
}
