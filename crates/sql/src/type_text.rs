//! Reads types as the systems write them: `ARRAY<STRUCT<a INT64>>`, `timestamp(3) without time zone`,
//! `struct<a:decimal(10,2)>`, `Nullable(String)`, `integer[]`.

use super::data_type::{DataType, Field};
use super::dialect::Dialect;
use super::lexer::{Kind, Token, lex};

/// Longest text that is read.
const LONGEST: usize = 1 << 20;
/// How deep types lie in each other at most.
const DEEPEST: usize = 48;

/// The type that `text` says; `None` where it isn't understood.
pub(super) fn parse(dialect: Dialect, text: &str) -> Option<DataType> {
    // The lexer takes one byte order mark for none; a type that begins with two would then be one that
    // begins with one, which is none.
    if text.len() > LONGEST || text.starts_with('\u{feff}') {
        return None;
    }
    let lexed = lex(text, dialect.rules());
    if lexed.error.is_some() {
        return None;
    }
    let mut parser = Parser {
        dialect,
        text,
        tokens: &lexed.tokens,
        at: 0,
        half_closed: false,
        depth: 0,
    };
    let data_type = parser.data_type()?;
    (parser.at == parser.tokens.len()).then_some(data_type)
}

struct Parser<'a> {
    dialect: Dialect,
    text: &'a str,
    tokens: &'a [Token],
    at: usize,
    /// Of `<>`, one token, the first half is read.
    half_closed: bool,
    depth: usize,
}

impl<'a> Parser<'a> {
    fn data_type(&mut self) -> Option<DataType> {
        self.depth += 1;
        if self.depth > DEEPEST {
            return None;
        }
        let mut data_type = self.without_suffix()?;
        while self.takes(b'[') {
            let length = match self.kind() {
                Some(Kind::Number) => Some(self.next()?.to_owned()),
                _ => None,
            };
            if !self.takes(b']') {
                return None;
            }
            // Elsewhere a length that is written isn't held.
            let length = length.filter(|_| self.dialect == Dialect::DuckDb);
            data_type = DataType::Array(Box::new(data_type), length);
        }
        self.skip_attributes()?;
        self.depth -= 1;
        Some(data_type)
    }

    fn without_suffix(&mut self) -> Option<DataType> {
        let (mut name, quoted) = self.words()?;
        if !quoted && let Some(data_type) = self.with_parts(&name)? {
            return Some(data_type);
        }
        let mut parameters = match self.takes(b'(') {
            true => self.parameters()?,
            false => Vec::new(),
        };
        // `timestamp(3) with time zone`, `int(11) unsigned`
        if matches!(self.kind(), Some(Kind::Word(_))) && !self.begins_attribute() {
            name.push(' ');
            name.push_str(&self.words()?.0);
            if parameters.is_empty() && self.takes(b'(') {
                parameters = self.parameters()?;
            }
        }
        Some(plain(self.dialect, name, parameters, quoted))
    }

    /// A type with parts that are types, if `name` is one.
    fn with_parts(&mut self, name: &str) -> Option<Option<DataType>> {
        let open = match self.kind() {
            Some(Kind::Symbol(b'(')) => b')',
            Some(Kind::Symbol(b'<')) => b'>',
            Some(Kind::Operator) if self.here() == "<>" => b'>',
            _ => return Some(None),
        };
        let one = |mut parts: Vec<Field>| {
            let part = parts.pop()?;
            parts.is_empty().then(|| Box::new(part.data_type))
        };
        Some(Some(match name {
            "ARRAY" | "LIST" => DataType::Array(one(self.parts(open, false)?)?, None),
            "RANGE" => DataType::Range(one(self.parts(open, false)?)?),
            // Whether a value can be missing, or how it is stored, is no part of its type.
            "NULLABLE" | "LOWCARDINALITY" => *one(self.parts(open, false)?)?,
            "STRUCT" | "ROW" | "OBJECT" | "TUPLE" | "RECORD" => {
                DataType::Struct(self.parts(open, true)?)
            }
            "NESTED" => DataType::Array(Box::new(DataType::Struct(self.parts(open, true)?)), None),
            "MAP" => {
                let mut parts = self.parts(open, false)?.into_iter();
                let (key, value) = (parts.next()?.data_type, parts.next()?.data_type);
                if parts.next().is_some() {
                    return None;
                }
                DataType::Map(Box::new(key), Box::new(value))
            }
            _ => return Some(None),
        }))
    }

    /// Types between brackets; those of fields have a name before them, mostly.
    fn parts(&mut self, close: u8, fields_of_struct: bool) -> Option<Vec<Field>> {
        let mut fields = Vec::new();
        self.open();
        if self.takes(close) {
            return Some(fields);
        }
        loop {
            let name = match fields_of_struct && self.names_field() {
                true => {
                    let name = self.next()?.to_owned();
                    self.takes(b':');
                    name
                }
                false => String::new(),
            };
            let data_type = self.data_type()?;
            fields.push(Field { name, data_type });
            if self.takes(close) {
                return Some(fields);
            }
            if !self.takes(b',') {
                return None;
            }
        }
    }

    /// Whether a name stands here, before a type.
    fn names_field(&self) -> bool {
        let word = |at: usize| {
            let kind = self.tokens.get(at).map(|token| token.kind);
            matches!(kind, Some(Kind::Word(_) | Kind::Quoted))
        };
        let after = self.tokens.get(self.at + 1);
        let colon = after.is_some_and(|token| token.kind == Kind::Symbol(b':'));
        let goes_on = [
            "NOT",
            "NULL",
            "PRECISION",
            "VARYING",
            "UNSIGNED",
            "WITH",
            "WITHOUT",
        ];
        let goes_on = after.is_some_and(|token| {
            let text = self.text_of(token);
            goes_on.iter().any(|word| text.eq_ignore_ascii_case(word))
        });
        word(self.at) && (colon || word(self.at + 1) && !goes_on)
    }

    /// Parameters up to the parenthesis, the tokens of each as written.
    fn parameters(&mut self) -> Option<Vec<String>> {
        let mut parameters = vec![String::new()];
        let mut depth = 0usize;
        loop {
            match self.kind()? {
                Kind::Symbol(b')') if depth == 0 => {
                    self.at += 1;
                    let said = parameters.len() > 1 || !parameters[0].is_empty();
                    return Some(if said { parameters } else { Vec::new() });
                }
                Kind::Symbol(b',') if depth == 0 => {
                    self.at += 1;
                    parameters.push(String::new());
                    continue;
                }
                Kind::Symbol(b'(') => depth += 1,
                Kind::Symbol(b')') => depth -= 1,
                _ => {}
            }
            let word = matches!(self.kind()?, Kind::Word(_));
            let text = self.next()?;
            let last = parameters.last_mut()?;
            if last.ends_with(|c: char| c.is_alphanumeric()) && word {
                last.push(' ');
            }
            match word {
                true => last.push_str(&text.to_uppercase()),
                false => last.push_str(text),
            }
        }
    }

    /// The words of a name, in upper case; those in quotes as written, and whether there are any.
    fn words(&mut self) -> Option<(String, bool)> {
        let mut name = String::new();
        let mut quoted = false;
        while !self.begins_attribute() || name.is_empty() {
            match self.kind() {
                Some(Kind::Word(_)) => {
                    let text = self.next()?;
                    if !name.is_empty() && !name.ends_with('.') {
                        name.push(' ');
                    }
                    name.push_str(&text.to_uppercase());
                }
                Some(Kind::Quoted | Kind::String) => {
                    let text = self.next()?;
                    if !name.is_empty() && !name.ends_with('.') {
                        name.push(' ');
                    }
                    name.push_str(text);
                    quoted = true;
                }
                Some(Kind::Symbol(b'.')) if !name.is_empty() => {
                    self.at += 1;
                    name.push('.');
                }
                _ => break,
            }
        }
        (!name.is_empty()).then_some((name, quoted))
    }

    /// Whether something follows that is said of a column, not of its type.
    fn begins_attribute(&self) -> bool {
        let words = ["NOT", "NULL", "COMMENT", "OPTIONS", "DEFAULT"];
        matches!(self.kind(), Some(Kind::Word(_)))
            && words
                .iter()
                .any(|word| self.here().eq_ignore_ascii_case(word))
    }

    /// Skips `NOT NULL`, `COMMENT 'x'` and their like.
    fn skip_attributes(&mut self) -> Option<()> {
        while self.begins_attribute() {
            self.at += 1;
            if self.takes(b'(') {
                self.parameters()?;
            } else if matches!(self.kind(), Some(Kind::String | Kind::Number)) {
                self.at += 1;
            }
        }
        Some(())
    }

    fn kind(&self) -> Option<Kind> {
        self.tokens.get(self.at).map(|token| token.kind)
    }

    fn text_of(&self, token: &Token) -> &'a str {
        self.text
            .get(token.start as usize..token.end as usize)
            .unwrap_or_default()
    }

    fn here(&self) -> &'a str {
        self.tokens
            .get(self.at)
            .map_or("", |token| self.text_of(token))
    }

    fn next(&mut self) -> Option<&'a str> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(self.text_of(token))
    }

    /// Goes past an opening bracket; `<>` is one token, of which the other half closes.
    fn open(&mut self) {
        if self.here() == "<>" {
            self.half_closed = true;
        } else {
            self.at += 1;
        }
    }

    fn takes(&mut self, symbol: u8) -> bool {
        let closes = self.half_closed && symbol == b'>';
        let found = closes || self.kind() == Some(Kind::Symbol(symbol));
        if found {
            self.half_closed = false;
            self.at += 1;
        }
        found
    }
}

/// A type without parts, by the name that its dialect has for it.
fn plain(dialect: Dialect, name: String, mut parameters: Vec<String>, quoted: bool) -> DataType {
    if quoted {
        return DataType::Plain { name, parameters };
    }
    let table = dialect.types();
    let mut name = name;
    // A float of few bits is the single one.
    if name == "FLOAT"
        && matches!(
            dialect,
            Dialect::Postgres | Dialect::Redshift | Dialect::MsSql
        )
        && let [bits] = parameters.as_slice()
        && bits.parse().is_ok_and(|bits: u32| bits <= 24)
    {
        "REAL".clone_into(&mut name);
        parameters.clear();
    }
    if let Some((canonical, implied)) = table.canonical(&name) {
        canonical.clone_into(&mut name);
        if parameters.is_empty() {
            parameters = implied.iter().map(ToString::to_string).collect();
        }
    }
    // `int(10) unsigned`: a width to show.
    let counts = name.strip_suffix(" UNSIGNED").unwrap_or(&name);
    if table.bare.contains(&counts) {
        parameters.clear();
    }
    DataType::Plain { name, parameters }
}
