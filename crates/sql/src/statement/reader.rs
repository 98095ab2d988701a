//! Where a statement is read, and what stands there.

use super::super::dialect::Dialect;
use super::super::keyword::Key;
use super::super::lexer::{Kind, Token};
use super::super::path::{self, Path, symbol};
use super::piece::{Form, Piece, Script};

pub(super) struct Reader<'a> {
    pub(super) sql: &'a str,
    pub(super) tokens: &'a [Token],
    pub(super) dialect: Dialect,
    pub(super) at: usize,
    pub(super) script: &'a mut Script,
}

impl Reader<'_> {
    pub(super) fn text(&self, at: usize) -> &str {
        match self.tokens.get(at) {
            Some(token) if matches!(token.kind, Kind::Word(_)) => {
                &self.sql[token.start as usize..token.end as usize]
            }
            _ => "",
        }
    }

    pub(super) fn is(&self, at: usize, word: &str) -> bool {
        self.text(at).eq_ignore_ascii_case(word)
    }

    pub(super) fn any(&self, at: usize, words: &[&str]) -> bool {
        words.iter().any(|word| self.is(at, word))
    }

    pub(super) fn eat(&mut self, words: &[&str]) -> bool {
        let found = self.any(self.at, words);
        self.at += usize::from(found);
        found
    }

    pub(super) fn push(&mut self, from: usize, to: usize, form: Form) {
        if from < to {
            let inserts = false;
            self.script.pieces.push(Piece {
                from,
                to,
                form,
                inserts,
            });
        }
    }

    pub(super) fn rest(&mut self, form: Form) {
        self.push(self.at, self.tokens.len(), form);
        self.at = self.tokens.len();
    }

    /// The first of `words` outside parentheses and CASE, from `self.at` on.
    pub(super) fn find(&self, words: &[&str]) -> Option<usize> {
        let mut depth = 0usize;
        let mut cases = 0usize;
        for at in self.at..self.tokens.len() {
            match self.tokens[at].kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth = depth.saturating_sub(1),
                Kind::Word(Key::Case) if depth == 0 => cases += 1,
                Kind::Word(Key::End) if depth == 0 && cases > 0 => cases -= 1,
                Kind::Word(_) if depth == 0 && cases == 0 && self.any(at, words) => {
                    return Some(at);
                }
                _ => {}
            }
        }
        None
    }

    /// Skips a parenthesis with all in it, if one stands here.
    pub(super) fn skip_parentheses(&mut self) {
        if !symbol(self.tokens, self.at, b'(') {
            return;
        }
        let mut depth = 0usize;
        while let Some(token) = self.tokens.get(self.at) {
            self.at += 1;
            match token.kind {
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => {
                    depth -= 1;
                    if depth == 0 {
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    pub(super) fn skip_path(&mut self) -> Option<Path> {
        let path = path::read(self.tokens, self.at, self.dialect)?;
        self.at = path.end;
        Some(path)
    }
}
