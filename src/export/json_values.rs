//! What the JSON readers share: scalars taken leniently, and serde_json's errors in plain words.

use std::borrow::Cow;
use std::fmt;

use serde::Deserialize;
use serde::de::{self, Deserializer, Visitor};

use super::repeated_keys::{self, entries};

/// A scalar as text, whichever way the tool wrote it: string, number or bool. Missing where it is
/// null.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Scalar<'a>(pub(super) Option<Cow<'a, str>>);

impl Scalar<'_> {
    /// The text, unless it is missing or empty.
    pub(super) fn get(&self) -> Option<&str> {
        self.0.as_deref().filter(|text| !text.is_empty())
    }

    /// Whether it says yes.
    pub(super) fn is_true(&self) -> bool {
        self.get().is_some_and(|v| v.eq_ignore_ascii_case("true"))
    }
}

impl<'de: 'a, 'a> Deserialize<'de> for Scalar<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor(None)).map(Self)
    }
}

/// Reads a [`Scalar`]; the field is the column that an error names.
pub(super) struct ScalarVisitor(pub(super) Option<&'static str>);

impl ScalarVisitor {
    fn wrong<E: de::Error>(&self, found: &str) -> E {
        let what = self.0.map_or("the value".to_owned(), |c| format!("`{c}`"));
        E::custom(format_args!("{what} is {found} where text was expected"))
    }
}

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Option<Cow<'de, str>>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string, number or bool")
    }

    fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(v)))
    }

    fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(v.to_owned())))
    }

    fn visit_bool<E>(self, v: bool) -> Result<Self::Value, E> {
        Ok(Some(Cow::Borrowed(if v { "true" } else { "false" })))
    }

    fn visit_i64<E>(self, v: i64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(v.to_string())))
    }

    fn visit_u64<E>(self, v: u64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(v.to_string())))
    }

    fn visit_f64<E>(self, v: f64) -> Result<Self::Value, E> {
        Ok(Some(Cow::Owned(v.to_string())))
    }

    fn visit_unit<E>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_seq<A: de::SeqAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
        Err(self.wrong("a list"))
    }

    fn visit_map<A: de::MapAccess<'de>>(self, _: A) -> Result<Self::Value, A::Error> {
        Err(self.wrong("an object"))
    }
}

/// An error of serde_json in plain words, with the byte of `text` that it points at.
pub(super) struct Wrong {
    /// What was expected and what stands there.
    pub(super) message: String,
    /// Offset in the text.
    pub(super) offset: usize,
}

/// Says in plain words what is wrong with `text`.
pub(super) fn explain(text: &str, error: &serde_json::Error) -> Wrong {
    let full = error.to_string();
    let bare = full
        .rsplit_once(" at line ")
        .map_or(full.as_str(), |(message, _)| message);
    let offset = offset_of(text, error.line(), error.column());
    let found = text
        .get(offset..)
        .and_then(|rest| rest.chars().next())
        .map_or_else(
            || "the text ends".to_owned(),
            |c| match c {
                '\n' | '\r' => "the line ends".to_owned(),
                c if c.is_control() => format!("U+{:04X} found", u32::from(c)),
                c => format!("`{c}` found"),
            },
        );
    let message = match bare {
        "EOF while parsing a string" => "the text ends inside a string".to_owned(),
        "EOF while parsing a list" => "the text ends inside a list".to_owned(),
        "EOF while parsing an object" => "the text ends inside an object".to_owned(),
        "EOF while parsing a value" => "the text ends where a value was expected".to_owned(),
        "expected value" => format!("a value was expected and {found}"),
        "expected ident" => format!("`true`, `false` or `null` was expected and {found}"),
        "expected `:`" => format!("`:` was expected after a key and {found}"),
        "expected `,` or `]`" => format!("`,` or `]` was expected in a list and {found}"),
        "expected `,` or `}`" => format!("`,` or `}}` was expected in an object and {found}"),
        "key must be a string" => {
            format!("a key in double quotes was expected and {found}")
        }
        "trailing comma" => "a comma stands before a closing bracket".to_owned(),
        "trailing characters" => format!("the value is complete, yet {found} after it"),
        "invalid escape" => "a string holds an escape that JSON doesn't know".to_owned(),
        "invalid number" => format!("a digit was expected in a number and {found}"),
        "number out of range" => "a number is out of range".to_owned(),
        "lone leading surrogate in hex escape" | "unexpected end of hex escape" => {
            "a string holds half of a surrogate pair".to_owned()
        }
        "recursion limit exceeded" => "lists or objects are nested too deeply".to_owned(),
        m if m.starts_with("control character") => {
            "a string holds a line break, tab or other control character that isn't escaped"
                .to_owned()
        }
        m => plain_type_error(m).unwrap_or_else(|| m.to_owned()),
    };
    Wrong { message, offset }
}

/// Turns serde's "invalid type: sequence, expected a map" into plain words.
fn plain_type_error(message: &str) -> Option<String> {
    let rest = message
        .strip_prefix("invalid type: ")
        .or_else(|| message.strip_prefix("invalid value: "))?;
    let (found, expected) = rest.rsplit_once(", expected ")?;
    let found = match found {
        "sequence" => "a list",
        "map" => "an object",
        "null" => "null",
        f if f.starts_with("string") => "a string",
        f if f.starts_with("boolean") => "a bool",
        f if f.starts_with("integer") || f.starts_with("floating point") => "a number",
        f => f,
    };
    let expected = match expected {
        "a map" => "an object",
        "a sequence" => "a list",
        e if e.starts_with("struct ") => "an object",
        e => e,
    };
    Some(format!("{expected} was expected and {found} found"))
}

/// The byte that serde_json's line and column (both count from 1, columns in bytes) point at.
fn offset_of(text: &str, line: usize, column: usize) -> usize {
    let mut start = 0;
    for _ in 1..line {
        match text[start..].find('\n') {
            Some(i) => start += i + 1,
            None => break,
        }
    }
    let mut offset = (start + column.saturating_sub(1)).min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// What is wrong where a list stands in the place of an object.
pub(super) const NO_OBJECT: &str = "an object was expected and a list found";

/// Reads an object. Derived readers of structs would take a list as well, field by field.
pub(super) fn object<'a, T: Deserialize<'a>>(text: &'a str) -> serde_json::Result<T> {
    if text.starts_with('[') {
        return Err(de::Error::custom(NO_OBJECT));
    }
    read(text)
}

/// Reads a text. Where a key stands twice, the last one is taken.
pub(super) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> serde_json::Result<T> {
    match serde_json::from_str(text) {
        Err(error) if repeated_keys::is_repeated(&error) => repeated_keys::read(text),
        outcome => outcome,
    }
}

/// An object's entries in their order, with scalars as values.
#[derive(Debug, Default)]
pub(super) struct Pairs<'a>(pub(super) Vec<(Cow<'a, str>, Scalar<'a>)>);

impl<'de: 'a, 'a> Deserialize<'de> for Pairs<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        entries(deserializer).map(Self)
    }
}
