//! GoogleSQL literals, as `TABLE_OPTIONS.option_value` holds them.

use std::borrow::Cow;

/// Deepest nesting of arrays and structs.
const MAX_DEPTH: usize = 32;

/// A literal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Literal<'a> {
    Null,
    /// A string, also one with its type before it: `TIMESTAMP "2026-01-01"`.
    Text(Cow<'a, str>),
    /// A number, bool or anything else that is one word.
    Word(&'a str),
    Array(Vec<Literal<'a>>),
    /// `STRUCT("k", "v")` or `("k", "v")`.
    Struct(Vec<Literal<'a>>),
}

impl Literal<'_> {
    /// What it is, in an error.
    pub(super) const fn kind(&self) -> &'static str {
        match self {
            Self::Null => "NULL",
            Self::Text(_) => "a string",
            Self::Word(_) => "a number or word",
            Self::Array(_) => "an array",
            Self::Struct(_) => "a struct",
        }
    }
}

/// Why a text is no literal.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Invalid {
    pub(super) message: String,
    /// Offset in the text.
    pub(super) offset: usize,
}

/// Reads a whole text as one literal.
pub(super) fn parse(text: &str) -> Result<Literal<'_>, Invalid> {
    let mut parser = Parser { text, at: 0 };
    let literal = parser.literal(0)?;
    parser.space();
    if parser.at < text.len() {
        return Err(parser.wrong("the end was expected"));
    }
    Ok(literal)
}

struct Parser<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Parser<'a> {
    fn rest(&self) -> &'a str {
        self.text.get(self.at..).unwrap_or("")
    }

    fn peek(&self) -> Option<char> {
        self.rest().chars().next()
    }

    fn space(&mut self) {
        self.at = self.text.len() - self.rest().trim_start().len();
    }

    fn eat(&mut self, c: char) -> bool {
        self.space();
        let found = self.peek() == Some(c);
        if found {
            self.at += c.len_utf8();
        }
        found
    }

    fn wrong(&self, expected: &str) -> Invalid {
        let found = match self.peek() {
            Some(c) if c.is_control() => format!("U+{:04X} found", u32::from(c)),
            Some(c) => format!("`{c}` found"),
            None => "the text ends".to_owned(),
        };
        Invalid {
            message: format!("{expected} and {found}"),
            offset: self.at,
        }
    }

    fn literal(&mut self, depth: usize) -> Result<Literal<'a>, Invalid> {
        if depth > MAX_DEPTH {
            return Err(Invalid {
                message: "it is nested too deeply".to_owned(),
                offset: self.at,
            });
        }
        self.space();
        match self.peek() {
            Some('"' | '\'') => Ok(Literal::Text(self.string(false)?)),
            Some('[') => Ok(Literal::Array(self.items('[', ']', depth)?)),
            Some('(') => Ok(Literal::Struct(self.items('(', ')', depth)?)),
            Some(c) if c.is_ascii_digit() || "+-.".contains(c) => Ok(Literal::Word(self.word())),
            Some(c) if c.is_ascii_alphabetic() => self.named(depth),
            _ => Err(self.wrong("a literal was expected")),
        }
    }

    /// Something that begins with a word: a prefixed string, a typed literal, a constant.
    fn named(&mut self, depth: usize) -> Result<Literal<'a>, Invalid> {
        let start = self.at;
        let word = self.word();
        let quoted = matches!(self.peek(), Some('"' | '\''));
        if quoted
            && ["r", "b", "rb", "br"]
                .iter()
                .any(|p| word.eq_ignore_ascii_case(p))
        {
            let raw = word.contains(['r', 'R']);
            return Ok(Literal::Text(self.string(raw)?));
        }
        self.space();
        if self.peek() == Some('<') {
            self.type_parameters()?;
            self.space();
        }
        match self.peek() {
            Some('"' | '\'') => Ok(Literal::Text(self.string(false)?)),
            Some('(') if word.eq_ignore_ascii_case("STRUCT") => {
                Ok(Literal::Struct(self.items('(', ')', depth)?))
            }
            Some('[') if word.eq_ignore_ascii_case("ARRAY") => {
                Ok(Literal::Array(self.items('[', ']', depth)?))
            }
            Some('r' | 'R') if !word.is_empty() => {
                // `JSON r'...'`: the raw string is read by the next turn.
                self.literal(depth + 1)
            }
            _ if word.eq_ignore_ascii_case("NULL") => Ok(Literal::Null),
            _ if word.eq_ignore_ascii_case("INTERVAL") => {
                let rest = self.rest();
                let end = rest.find([',', ']', ')']).unwrap_or(rest.len());
                self.at += end;
                Ok(Literal::Word(self.text[start..self.at].trim_end()))
            }
            Some(',' | ']' | ')') | None => Ok(Literal::Word(word)),
            Some(_) => Err(self.wrong("the end of the literal was expected")),
        }
    }

    fn word(&mut self) -> &'a str {
        let rest = self.rest();
        let end = rest
            .find(|c: char| !(c.is_alphanumeric() || "_.+-".contains(c)))
            .unwrap_or(rest.len());
        self.at += end;
        &rest[..end]
    }

    /// `<STRING, ARRAY<INT64>>`, passed over.
    fn type_parameters(&mut self) -> Result<(), Invalid> {
        let mut open = 0_usize;
        for (i, c) in self.rest().char_indices() {
            match c {
                '<' => open += 1,
                '>' => open -= 1,
                c if c.is_alphanumeric() || "_, ()".contains(c) => {}
                _ => break,
            }
            if open == 0 {
                self.at += i + 1;
                return Ok(());
            }
        }
        Err(self.wrong("type parameters were expected"))
    }

    fn items(
        &mut self,
        open: char,
        close: char,
        depth: usize,
    ) -> Result<Vec<Literal<'a>>, Invalid> {
        self.eat(open);
        let mut items = Vec::new();
        if self.eat(close) {
            return Ok(items);
        }
        loop {
            items.push(self.literal(depth + 1)?);
            self.space();
            // `STRUCT("k" AS key)`: the name is passed over.
            if self
                .rest()
                .get(..3)
                .is_some_and(|w| w.eq_ignore_ascii_case("as "))
            {
                self.at += 3;
                self.space();
                self.word();
            }
            if self.eat(close) {
                return Ok(items);
            }
            if !self.eat(',') {
                return Err(self.wrong(&format!("`,` or `{close}` was expected")));
            }
        }
    }

    /// A string at its opening quote.
    fn string(&mut self, raw: bool) -> Result<Cow<'a, str>, Invalid> {
        let start = self.at;
        let rest = self.rest();
        let quote = ["\"\"\"", "'''", "\"", "'"]
            .into_iter()
            .find(|q| rest.starts_with(q))
            .unwrap_or("\"");
        self.at += quote.len();
        let mut owned: Option<String> = None;
        let mut plain = self.at;
        loop {
            let rest = self.rest();
            let first = quote.as_bytes()[0] as char;
            let Some(i) = rest.find([first, '\\']) else {
                return Err(Invalid {
                    message: "a string isn't closed".to_owned(),
                    offset: start,
                });
            };
            self.at += i;
            if self.rest().starts_with(quote) {
                let tail = &self.text[plain..self.at];
                self.at += quote.len();
                return Ok(match owned {
                    None => Cow::Borrowed(tail),
                    Some(text) => Cow::Owned(text + tail),
                });
            }
            if self.peek() != Some('\\') {
                self.at += 1;
            } else if raw {
                // A backslash keeps its place and shields the next character.
                self.at += 1 + self.rest()[1..].chars().next().map_or(0, char::len_utf8);
            } else {
                let text = owned.get_or_insert_default();
                text.push_str(&self.text[plain..self.at]);
                let c = self.escape()?;
                text.push(c);
                plain = self.at;
            }
        }
    }

    /// An escape at its backslash.
    fn escape(&mut self) -> Result<char, Invalid> {
        let start = self.at;
        let invalid = || Invalid {
            message: "a string holds an escape that isn't known".to_owned(),
            offset: start,
        };
        self.at += 1;
        let c = self.peek().ok_or_else(invalid)?;
        let (skip, digits, radix) = match c {
            'x' | 'X' => (1, 2, 16),
            'u' => (1, 4, 16),
            'U' => (1, 8, 16),
            '0'..='7' => (0, 3, 8),
            _ => {
                self.at += c.len_utf8();
                return Ok(match c {
                    'a' => '\u{7}',
                    'b' => '\u{8}',
                    'f' => '\u{c}',
                    'n' => '\n',
                    'r' => '\r',
                    't' => '\t',
                    'v' => '\u{b}',
                    '\\' | '?' | '"' | '\'' | '`' => c,
                    _ => return Err(invalid()),
                });
            }
        };
        let number = self.rest().get(skip..skip + digits).ok_or_else(invalid)?;
        if !number.chars().all(|d| d.is_digit(radix)) {
            return Err(invalid());
        }
        self.at += skip + digits;
        u32::from_str_radix(number, radix)
            .ok()
            .and_then(char::from_u32)
            .ok_or_else(invalid)
    }
}
