//! A text on its way to tokens: where the lexer stands in it, and what it found.

use super::super::dialect::Rules;
use super::token::{Kind, LexError, Lexed, Token};

/// Kinds of quoting, as bits: one that was once found open to the end isn't searched again.
pub(super) mod quote {
    pub(in super::super) const SINGLE: u32 = 1;
    pub(in super::super) const DOUBLE: u32 = 2;
    pub(in super::super) const BACKTICK: u32 = 4;
    pub(in super::super) const BRACKET: u32 = 8;
    pub(in super::super) const TRIPLE_SINGLE: u32 = 16;
    pub(in super::super) const TRIPLE_DOUBLE: u32 = 32;
    pub(in super::super) const DOLLAR: u32 = 64;
    pub(in super::super) const TEMPLATE: u32 = 128;
    pub(in super::super) const CONTROL: u32 = 256;
    pub(in super::super) const REMARK: u32 = 512;
    pub(in super::super) const SUBSTITUTION: u32 = 1024;
}

pub(super) struct Lexer<'a> {
    pub(super) bytes: &'a [u8],
    pub(super) text: &'a str,
    pub(super) rules: Rules,
    pub(super) at: usize,
    pub(super) out: Lexed,
    pub(super) unclosed: u32,
}

impl Lexer<'_> {
    #[inline]
    pub(super) fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    #[inline]
    pub(super) fn starts(&self, prefix: &[u8]) -> bool {
        self.bytes[self.at..].starts_with(prefix)
    }

    #[inline]
    pub(super) fn push(&mut self, kind: Kind, start: usize) {
        self.out.tokens.push(Token {
            kind,
            start: start as u32,
            end: self.at as u32,
        });
    }

    pub(super) fn fail(&mut self, offset: usize, message: &'static str) {
        if self.out.error.is_none() {
            self.out.error = Some(LexError { offset, message });
        }
    }

    #[inline]
    pub(super) fn symbol(&mut self, byte: u8) {
        let start = self.at;
        self.at += 1;
        self.push(Kind::Symbol(byte), start);
    }

    pub(super) fn operator(&mut self, byte: u8) {
        let start = self.at;
        const OPERATORS: [&str; 46] = [
            "!~~*", "->>", "#>>", "<=>", "!~*", "~~*", "!~~", "&<|", "|&>", "<<|", "|>>", "?-|",
            "?||", "@-@", "<->", "||/", "->", "#>", "#-", "@>", "<@", "@?", "@@", "||", "|/", "!~",
            "~~", "~*", "~=", "&&", "<<", "<=", "<>", "<^", ">=", ">^", "!=", "!!", "==", "::",
            ":=", "?|", "?&", "##", "**", "//",
        ];
        if matches!(
            byte,
            b'(' | b')' | b',' | b';' | b'.' | b'+' | b'*' | b'[' | b']'
        ) {
            return self.symbol(byte);
        }
        if self.starts(b"|>") && !self.starts(b"|>>") {
            self.at += 2;
            return self.push(Kind::Pipe, start);
        }
        if self.starts(b"=>") {
            self.at += 2;
            return self.push(Kind::Arrow, start);
        }
        if !matches!(self.peek(1), b'!'..=b'~') || self.peek(1).is_ascii_alphanumeric() {
            return self.symbol(byte);
        }
        for operator in OPERATORS {
            if operator.as_bytes()[0] == byte && self.starts(operator.as_bytes()) {
                self.at += operator.len();
                return self.push(Kind::Operator, start);
            }
        }
        self.symbol(byte);
    }
}

/// Whether a byte may stand in an unquoted word.
#[inline]
pub(super) fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
