//! Text to tokens: lenient, linear, and never failing.
//!
//! Tokens are ranges of the text, so nothing is copied. Comments and white
//! space leave no tokens; templating (`{{ … }}`) leaves one, so that what it
//! stands for is known to be missing.

mod cursor;
mod literal_tokens;
mod token;

pub(crate) use token::{Kind, Lexed, Token};

use super::dialect::Rules;
use super::keyword::Key;
use cursor::{Lexer, is_word, quote};

/// Longest text that is looked at: its tokens take some 25 times as much memory. BigQuery's longest
/// query has 1 MiB.
pub(super) const LONGEST: usize = 16 << 20;

/// Splits `text` into tokens.
pub(super) fn lex(text: &str, rules: Rules) -> Lexed {
    let mut lexer = Lexer {
        bytes: text.as_bytes(),
        text,
        rules,
        at: 0,
        out: Lexed {
            tokens: Vec::with_capacity(text.len() / 6 + 4),
            error: None,
        },
        unclosed: 0,
    };
    lexer.run();
    lexer.out
}

impl Lexer<'_> {
    fn run(&mut self) {
        if self.starts("\u{feff}".as_bytes()) {
            self.at = 3;
        }
        while self.at < self.bytes.len() {
            self.step();
        }
    }

    fn step(&mut self) {
        let byte = self.bytes[self.at];
        match byte {
            b' ' | b'\t' | b'\n' | b'\r' | 0x0b | 0x0c => self.at += 1,
            b'-' if self.peek(1) == b'-' => self.skip_line(),
            b'#' if self.rules.hash_comment => self.skip_line(),
            b'/' if self.peek(1) == b'*' => self.skip_block(),
            b'/' if self.peek(1) == b'/' && self.rules.slash_comment => self.skip_line(),
            b'\'' => self.string(self.at),
            b'"' if self.rules.double_quoted_string => self.string(self.at),
            b'"' => self.quoted(b'"', quote::DOUBLE),
            b'`' if self.rules.backtick => self.quoted(b'`', quote::BACKTICK),
            b'[' if self.rules.bracket => self.quoted(b']', quote::BRACKET),
            b'0'..=b'9' if self.continues_name() => self.word(),
            b'0'..=b'9' => self.number(),
            b'.' if self.peek(1).is_ascii_digit() && !self.after_name() => self.number(),
            b'{' => self.brace(),
            b'$' => self.dollar(),
            b'@' => self.at_sign(),
            b'?' => self.question(),
            b'#' if self.rules.hash_word => self.word(),
            0xc2 if self.peek(1) == 0xa0 => self.at += 2,
            _ if is_word(byte) => self.word(),
            _ => self.operator(byte),
        }
    }

    /// Whether the token before ends a part of a name right here.
    fn after_name(&self) -> bool {
        self.out.tokens.last().is_some_and(|token| {
            token.end as usize == self.at && matches!(token.kind, Kind::Word(_) | Kind::Quoted)
        })
    }

    /// Whether a part of a name begins here, as in `project.220432379.sessions`.
    fn continues_name(&self) -> bool {
        let [.., name, dot] = self.out.tokens.as_slice() else {
            return false;
        };
        self.rules.numeric_part
            && dot.kind == Kind::Symbol(b'.')
            && dot.end as usize == self.at
            && name.end == dot.start
            && matches!(
                name.kind,
                Kind::Word(_) | Kind::Quoted | Kind::Number | Kind::Template
            )
    }

    fn skip_line(&mut self) {
        let rest = &self.bytes[self.at..];
        let length = rest
            .iter()
            .position(|byte| matches!(byte, b'\n' | b'\r'))
            .unwrap_or(rest.len());
        self.at += length;
    }

    fn skip_block(&mut self) {
        let start = self.at;
        self.at += 2;
        let mut depth = 1usize;
        while self.at < self.bytes.len() {
            if self.starts(b"*/") {
                self.at += 2;
                depth -= 1;
                if depth == 0 {
                    return;
                }
            } else if self.rules.nested_comments && self.starts(b"/*") {
                self.at += 2;
                depth += 1;
            } else {
                self.at += 1;
            }
        }
        self.fail(start, "comment without an end");
    }

    fn word(&mut self) {
        let start = self.at;
        self.at += 1;
        while self.at < self.bytes.len() {
            let byte = self.bytes[self.at];
            if byte == 0xc2 && self.peek(1) == 0xa0 {
                break;
            }
            if is_word(byte) || (byte == b'$' && self.rules.dollar_in_word) {
                self.at += 1;
            } else {
                break;
            }
        }
        let byte = self.peek(0);
        if (byte == b'\'' || (byte == b'"' && self.rules.double_quoted_string))
            && self.is_prefix(&self.bytes[start..self.at])
        {
            return self.string(start);
        }
        let key = Key::of(&self.bytes[start..self.at]);
        self.push(Kind::Word(key), start);
    }
}
