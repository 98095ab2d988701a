//! Strings, quoted names, numbers, parameters and templating.

use super::cursor::{Lexer, is_word, quote};
use super::token::Kind;

impl Lexer<'_> {
    /// A string whose quote is at `self.at`; `start` is that of its prefix.
    pub(super) fn string(&mut self, start: usize) {
        let prefix = &self.bytes[start..self.at];
        let has = |letter: u8| prefix.iter().any(|byte| byte | 0x20 == letter);
        let escapes = (self.rules.backslash || has(b'e')) && !(self.rules.raw_prefix && has(b'r'));
        // In a raw string of BigQuery a backslash still keeps a quote from closing it.
        let escapes = escapes || (self.rules.triple_quotes && has(b'r'));
        let mark = self.bytes[self.at];
        let triple = self.rules.triple_quotes && self.starts(&[mark; 3]);
        let (width, bit) = match (mark, triple) {
            (b'\'', false) => (1, quote::SINGLE),
            (b'\'', true) => (3, quote::TRIPLE_SINGLE),
            (_, false) => (1, quote::DOUBLE),
            (_, true) => (3, quote::TRIPLE_DOUBLE),
        };
        let opening = self.at;
        if self.unclosed & bit == 0 {
            let mut at = opening + width;
            while at < self.bytes.len() {
                let byte = self.bytes[at];
                if byte == b'\\' && escapes {
                    at += 2;
                } else if byte != mark {
                    at += 1;
                } else if triple {
                    if self.bytes[at..].starts_with(&[mark; 3]) {
                        self.at = at + 3;
                        return self.push(Kind::String, start);
                    }
                    at += 1;
                } else if self.bytes.get(at + 1) == Some(&mark) && !self.rules.triple_quotes {
                    at += 2;
                } else {
                    self.at = at + 1;
                    return self.push(Kind::String, start);
                }
            }
            self.unclosed |= bit;
        }
        self.fail(opening, "string without an end");
        self.symbol(mark);
    }

    pub(super) fn quoted(&mut self, close: u8, bit: u32) {
        let start = self.at;
        if self.unclosed & bit == 0 {
            let mut at = start + 1;
            while at < self.bytes.len() {
                let byte = self.bytes[at];
                if byte != close {
                    at += 1;
                } else if self.bytes.get(at + 1) == Some(&close) {
                    at += 2;
                } else {
                    self.at = at + 1;
                    return self.push(Kind::Quoted, start);
                }
            }
            self.unclosed |= bit;
        }
        self.fail(start, "quoted name without an end");
        self.symbol(self.bytes[start]);
    }

    pub(super) fn number(&mut self) {
        let start = self.at;
        let digits = |lexer: &mut Self| {
            while lexer.peek(0).is_ascii_digit()
                || (lexer.peek(0) == b'_' && lexer.peek(1).is_ascii_digit())
            {
                lexer.at += 1;
            }
        };
        if self.peek(0) == b'0' && self.peek(1) | 0x20 == b'x' && self.peek(2).is_ascii_hexdigit() {
            self.at += 2;
            while self.peek(0).is_ascii_hexdigit() {
                self.at += 1;
            }
            return self.push(Kind::Number, start);
        }
        digits(self);
        if self.peek(0) == b'.' && self.peek(1) != b'.' && !self.in_dashed_name(start) {
            self.at += 1;
            digits(self);
        }
        if self.peek(0) | 0x20 == b'e' {
            let sign = usize::from(matches!(self.peek(1), b'+' | b'-'));
            if self.peek(1 + sign).is_ascii_digit() {
                self.at += 1 + sign;
                digits(self);
            }
        }
        self.push(Kind::Number, start);
    }

    /// Whether the digits at `start` go on a dashed name, as in `proj-12.ds.t`; in `a-12.5` they
    /// are a number that is taken off.
    fn in_dashed_name(&self, start: usize) -> bool {
        let [.., word, dash] = self.out.tokens.as_slice() else {
            return false;
        };
        self.rules.numeric_part
            && dash.kind == Kind::Symbol(b'-')
            && dash.end as usize == start
            && word.end == dash.start
            && matches!(word.kind, Kind::Word(_) | Kind::Number)
            && self.dot_leads_to_name()
    }

    /// Whether what follows the dot right here is a part of a name, not the fraction of a number.
    fn dot_leads_to_name(&self) -> bool {
        let part = &self.bytes[self.at + 1..];
        let length = part.iter().take_while(|&&byte| is_word(byte)).count();
        let exponent = matches!(part, [b'e' | b'E', b'0'..=b'9' | b'+' | b'-', ..]);
        match part.first() {
            Some(b'`') => true,
            Some(_) if length == 0 => false,
            // Tables follow on projects after two dots.
            Some(_) if part.get(length) == Some(&b'.') => true,
            Some(first) => !first.is_ascii_digit() && !exponent,
            None => false,
        }
    }

    pub(super) fn brace(&mut self) {
        let start = self.at;
        let (close, bit): (&str, u32) = match self.peek(1) {
            b'{' => ("}}", quote::TEMPLATE),
            b'%' => ("%}", quote::CONTROL),
            b'#' => ("#}", quote::REMARK),
            _ => return self.symbol(b'{'),
        };
        if self.unclosed & bit == 0 {
            if let Some(length) = self.text[start + 2..].find(close) {
                self.fail(start, "templating block");
                self.at = start + 2 + length + 2;
                if bit == quote::TEMPLATE {
                    self.push(Kind::Template, start);
                }
                return;
            }
            self.unclosed |= bit;
        }
        self.symbol(b'{');
    }

    pub(super) fn dollar(&mut self) {
        let start = self.at;
        if self.peek(1) == b'{' {
            if self.unclosed & quote::SUBSTITUTION == 0 {
                if let Some(length) = self.text[start..].find('}') {
                    self.fail(start, "templating block");
                    self.at = start + length + 1;
                    return self.push(Kind::Template, start);
                }
                self.unclosed |= quote::SUBSTITUTION;
            }
            return self.symbol(b'$');
        }
        let mut end = start + 1;
        while self.bytes.get(end).copied().is_some_and(is_word) {
            end += 1;
        }
        if self.rules.dollar_quotes && self.bytes.get(end) == Some(&b'$') {
            if self.unclosed & quote::DOLLAR == 0 {
                let tag = &self.text[start..=end];
                if let Some(length) = self.text[end + 1..].find(tag) {
                    self.at = end + 1 + length + tag.len();
                    return self.push(Kind::String, start);
                }
                self.unclosed |= quote::DOLLAR;
                self.fail(start, "string without an end");
            }
            return self.symbol(b'$');
        }
        if end == start + 1 {
            return self.symbol(b'$');
        }
        self.at = end;
        self.push(Kind::Parameter, start);
    }

    pub(super) fn at_sign(&mut self) {
        let start = self.at;
        if self.rules.stage {
            let stage = |byte: u8| {
                is_word(byte) || matches!(byte, b'.' | b'%' | b'~' | b'/' | b'$' | b'-' | b'=')
            };
            self.at += 1;
            loop {
                if self.peek(0) == b'"' {
                    let rest = &self.bytes[self.at + 1..];
                    let Some(length) = rest.iter().position(|byte| matches!(byte, b'"' | b'\n'))
                    else {
                        break;
                    };
                    self.at += length + 2;
                } else if stage(self.peek(0)) && !self.starts(b"--") {
                    self.at += 1;
                } else {
                    break;
                }
            }
            return self.push(Kind::Parameter, start);
        }
        let signs = 1 + usize::from(self.peek(1) == b'@');
        if !is_word(self.peek(signs)) {
            return self.operator(b'@');
        }
        self.at += signs;
        while is_word(self.peek(0)) {
            self.at += 1;
        }
        self.push(Kind::Parameter, start);
    }

    pub(super) fn question(&mut self) {
        if matches!(self.peek(1), b'|' | b'&' | b'-' | b'#') {
            return self.operator(b'?');
        }
        self.symbol(b'?');
    }

    /// Whether the word right before a quote belongs to the string.
    pub(super) fn is_prefix(&self, word: &[u8]) -> bool {
        match word {
            [one] => match one | 0x20 {
                b'r' => self.rules.raw_prefix,
                b'e' => self.rules.escape_prefix,
                b'b' | b'x' | b'n' => true,
                _ => false,
            },
            [one, two] => {
                self.rules.raw_prefix
                    && matches!((one | 0x20, two | 0x20), (b'r', b'b') | (b'b', b'r'))
            }
            _ => false,
        }
    }
}
