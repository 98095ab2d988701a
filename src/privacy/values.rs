//! Values of keys that name a secret: where they end, and whether they are more than a word about it.

/// Words that stand where a secret would.
const STAND_INS: [&str; 12] = [
    "true", "false", "null", "none", "nil", "yes", "no", "redacted", "hidden", "masked",
    "required", "optional",
];

/// How words begin that tell what a secret is like, before a number: `sha256`, `uuidv4`.
const LIKENESSES: [&str; 17] = [
    "sha", "md", "uuidv", "uuid", "hs", "rs", "es", "rsa", "aes", "base", "level", "version",
    "varchar", "char", "int", "utf", "oauth",
];

/// What secrets are long in: `64-char`.
const UNITS: [&str; 6] = ["char", "bit", "byte", "letter", "digit", "hex"];

/// Words of SQL after which a key and a value are compared.
const COMPARING: [&str; 12] = [
    "where", "and", "or", "on", "when", "having", "not", "if", "iff", "countif", "qualify",
    "select",
];

/// A value, without the quotes around it.
#[derive(Debug, Clone, Copy)]
pub(super) struct Value {
    pub(super) start: usize,
    pub(super) end: usize,
    /// Whether there are quotes around it, other than those of names in BigQuery.
    pub(super) quoted: bool,
}

impl Value {
    /// Whether it is a name in SQL that quotes names like this: `"u"."token" = "t"."token"`.
    pub(super) fn is_name(self, text: &str, sign: usize) -> bool {
        let key = text[..sign].trim_end_matches(' ').ends_with('"');
        text[self.end..].starts_with("\".") || key && text[self.end..].starts_with('"')
    }
}

/// The value after a sign; one without quotes is looked at for at most so many bytes. That of a header
/// or a cookie goes on after a space.
pub(super) fn after(text: &str, sign: usize, header: bool, cookie: bool, most: usize) -> Value {
    // `:=`, `==`, `=>`
    let rest = text[sign + 1..].trim_start_matches(['=', '>', ':']);
    let rest = rest.trim_start_matches(' ');
    let start = text.len() - rest.len();
    let until = |mark: &str| {
        let value = start + mark.len();
        let end = text[value..].find(mark).map_or(text.len(), |i| value + i);
        Value {
            start: value,
            end,
            quoted: true,
        }
    };
    if rest.starts_with("\\\"") {
        return until("\\\"");
    }
    // A row of CSV that nobody has read.
    let doubled = text[..sign].trim_end_matches(' ').ends_with("\"\"");
    if doubled && rest.starts_with("\"\"") {
        return until("\"\"");
    }
    if let Some(quote) = rest
        .bytes()
        .next()
        .filter(|b| matches!(b, b'"' | b'\'' | b'`'))
    {
        return Value {
            start: start + 1,
            end: closing(text, start + 1, quote),
            quoted: quote != b'`',
        };
    }
    let line = cookie || header && has_scheme(&rest[..rest.floor_char_boundary(256)]);
    let rest = &rest[..rest.floor_char_boundary(most)];
    let ends = |c: char| match line {
        true => matches!(c, '\n' | '"' | '\'' | '`'),
        false => c.is_whitespace() || matches!(c, ';' | '&' | ',' | '"' | '\'' | '`' | ')' | '}'),
    };
    Value {
        start,
        end: start + rest.find(ends).unwrap_or(rest.len()),
        quoted: false,
    }
}

/// Where the quote is that ends a text; escaped and doubled ones don't.
fn closing(text: &str, from: usize, quote: u8) -> usize {
    let bytes = text.as_bytes();
    let mut at = from;
    while let Some(byte) = bytes.get(at).copied() {
        let doubled = byte == quote && bytes.get(at + 1) == Some(&quote);
        if byte == quote && !doubled {
            return at;
        }
        at += if byte == b'\\' || doubled { 2 } else { 1 };
    }
    text.len()
}

/// Whether a value says how it grants something: `Bearer …`.
pub(super) fn has_scheme(value: &str) -> bool {
    let mut words = value.split_whitespace();
    let (Some(scheme), Some(secret)) = (words.next(), words.next()) else {
        return false;
    };
    match scheme.to_ascii_lowercase().as_str() {
        "basic"
        | "bearer"
        | "negotiate"
        | "digest"
        | "ntlm"
        | "apikey"
        | "sharedkey"
        | "sharedaccesssignature"
        | "aws4-hmac-sha256" => true,
        "token" | "key" | "oauth" | "jwt" | "splunk" | "geniekey" | "sso-key" => {
            secret.len() >= 16 || looks_made(secret)
        }
        _ => false,
    }
}

/// Whether a value stands where a secret would: a variable, stars, `true`.
pub(super) fn stands_in(word: &str) -> bool {
    let letter = |c: char| c.is_ascii_alphabetic() || c == '_';
    let variable = |open: &str| {
        word.strip_prefix(open)
            .is_some_and(|name| name.starts_with(letter))
    };
    let shell = |name: &str| name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    let angled = word.strip_prefix('<').and_then(|w| w.strip_suffix('>'));
    let blank = |b: u8| matches!(b, b'*' | b'x' | b'X' | b'.' | b'-' | b'?');
    word.starts_with("{{")
        || variable("${")
        || variable("$(")
        || word.strip_prefix('$').is_some_and(shell)
        || angled.is_some_and(|w| w.chars().all(|c| letter(c) || matches!(c, ' ' | '-')))
        || word.len() >= 3 && word.bytes().all(blank)
        || STAND_INS.iter().any(|w| w.eq_ignore_ascii_case(word))
}

/// Whether a word is no word of a sentence.
pub(super) fn looks_made(word: &str) -> bool {
    word.len() >= 6 && word.bytes().any(|b| b.is_ascii_digit()) && !describes(word)
}

/// Whether a word tells what a secret is like: `sha256-hash`, `64-char`, a date.
pub(super) fn describes(word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let (number, rest) = number_of(&word);
    let count = !number.is_empty()
        && rest
            .strip_prefix('-')
            .is_some_and(|unit| UNITS.iter().any(|u| unit.starts_with(u)));
    let date = number.len() == 4
        && rest.starts_with('-')
        && rest.len() >= 6
        && rest
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b':' | b't' | b'z' | b'.' | b'+'));
    let like = LIKENESSES.iter().any(|like| {
        word.strip_prefix(like).is_some_and(|rest| {
            let (number, rest) = number_of(rest.trim_start_matches('-'));
            (1..=4).contains(&number.len()) && (rest.is_empty() || is_words(rest))
        })
    });
    count || date || like
}

/// Digits that a text begins with, and what follows them.
fn number_of(text: &str) -> (&str, &str) {
    let end = text.find(|c: char| !c.is_ascii_digit());
    text.split_at(end.unwrap_or(text.len()))
}

/// Whether a text is words with a dash before each.
fn is_words(text: &str) -> bool {
    text.is_empty()
        || text.starts_with('-') && text.bytes().all(|b| b == b'-' || b.is_ascii_alphabetic())
}

/// Whether SQL compares a key with what follows, which may be any word.
pub(super) fn compares(before: &str, key: &str) -> bool {
    let before = before.trim_end_matches(['"', '`']);
    if before.ends_with('.') || key.bytes().filter(|b| *b == b'.').count() == 1 {
        return true;
    }
    let open = |c: char| c.is_whitespace() || matches!(c, '(' | '"' | '`');
    let before = before.trim_end_matches(open);
    let word = before.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_');
    word.take(1)
        .any(|word| COMPARING.iter().any(|w| w.eq_ignore_ascii_case(word)))
}

/// What the place in a statement is that was come to. A text that holds what begins a comment counts
/// as one: what is taken out of it is the value of a secret all the same.
#[derive(Debug, Default)]
pub(super) struct Sql {
    at: usize,
    last: u8,
    line: bool,
    block: bool,
    /// An odd number of quotes stands before it in its line.
    quote: bool,
}

impl Sql {
    /// Goes on to a byte.
    pub(super) fn advance(&mut self, bytes: &[u8], to: usize) {
        while self.at < to {
            let Some(byte) = bytes.get(self.at).copied() else {
                return;
            };
            match (self.last, byte) {
                (_, b'\n') => (self.line, self.quote) = (false, false),
                (b'-', b'-') => self.line = true,
                (b'/', b'*') => self.block = true,
                (b'*', b'/') => self.block = false,
                (_, b'\'') if !self.line && !self.block => self.quote = !self.quote,
                _ => {}
            }
            self.last = byte;
            self.at += 1;
        }
    }

    pub(super) fn is_comment(&self) -> bool {
        self.line || self.block
    }

    pub(super) fn is_literal(&self) -> bool {
        self.quote
    }
}
