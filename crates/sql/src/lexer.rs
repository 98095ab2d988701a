//! Text to tokens: lenient, linear, and never failing.
//!
//! Tokens are ranges of the text, so nothing is copied. Comments and white
//! space leave no tokens; templating (`{{ … }}`) leaves one, so that what it
//! stands for is known to be missing.

mod literal;

use super::dialect::Rules;
use super::keyword::Key;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
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
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) start: u32,
    pub(super) end: u32,
}

/// What stopped the lexer from understanding the text in full.
#[derive(Debug, Clone, Copy)]
pub(super) struct LexError {
    pub(super) offset: usize,
    pub(super) message: &'static str,
}

/// The tokens of a text.
#[derive(Debug, Default)]
pub(super) struct Lexed {
    pub(super) tokens: Vec<Token>,
    /// The first thing that isn't SQL: an open quote, a templating block.
    pub(super) error: Option<LexError>,
}

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

/// Kinds of quoting, as bits: one that was once found open to the end isn't searched again.
mod quote {
    pub(super) const SINGLE: u32 = 1;
    pub(super) const DOUBLE: u32 = 2;
    pub(super) const BACKTICK: u32 = 4;
    pub(super) const BRACKET: u32 = 8;
    pub(super) const TRIPLE_SINGLE: u32 = 16;
    pub(super) const TRIPLE_DOUBLE: u32 = 32;
    pub(super) const DOLLAR: u32 = 64;
    pub(super) const TEMPLATE: u32 = 128;
    pub(super) const CONTROL: u32 = 256;
    pub(super) const REMARK: u32 = 512;
    pub(super) const SUBSTITUTION: u32 = 1024;
}

struct Lexer<'a> {
    bytes: &'a [u8],
    text: &'a str,
    rules: Rules,
    at: usize,
    out: Lexed,
    unclosed: u32,
}

impl Lexer<'_> {
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    fn starts(&self, prefix: &[u8]) -> bool {
        self.bytes[self.at..].starts_with(prefix)
    }

    fn push(&mut self, kind: Kind, start: usize) {
        self.out.tokens.push(Token {
            kind,
            start: start as u32,
            end: self.at as u32,
        });
    }

    fn fail(&mut self, offset: usize, message: &'static str) {
        if self.out.error.is_none() {
            self.out.error = Some(LexError { offset, message });
        }
    }

    fn symbol(&mut self, byte: u8) {
        let start = self.at;
        self.at += 1;
        self.push(Kind::Symbol(byte), start);
    }

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

    fn operator(&mut self, byte: u8) {
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
fn is_word(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || byte == b'_' || byte >= 0x80
}
