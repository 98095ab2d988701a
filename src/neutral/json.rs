//! JSON in which characters that act are escaped: the values are exact, and nothing raw reaches a
//! terminal or an editor.

use std::borrow::Cow;
use std::io;

use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

use super::acts;

/// Writes a value on one line.
///
/// # Errors
/// As `out` says, and where the value isn't representable.
pub fn write(out: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    value.serialize(&mut Serializer::with_formatter(out, Escaping))?;
    Ok(())
}

/// Writes a value with indentation and a line feed at the end.
///
/// # Errors
/// As `out` says, and where the value isn't representable.
pub fn write_pretty(out: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    let json = serde_json::to_string_pretty(value)?;
    out.write_all(escaped(&json).as_bytes())?;
    out.write_all(b"\n")
}

/// JSON with escapes: what acts stands within strings alone, since all else of JSON is ASCII.
#[must_use]
pub fn escaped(json: &str) -> Cow<'_, str> {
    // Line feeds of the layout stay; serde_json escapes those of strings.
    if !suspicious(json) || !json.contains(acts) {
        return Cow::Borrowed(json);
    }
    let mut out = String::with_capacity(json.len() + 16);
    for c in json.chars() {
        if acts(c) {
            for unit in c.encode_utf16(&mut [0; 2]) {
                append!(out, "\\u{unit:04x}");
            }
        } else {
            out.push(c);
        }
    }
    Cow::Owned(out)
}

/// Most strings are ASCII; without a branch a byte, many are looked at at once.
fn suspicious(json: &str) -> bool {
    json.bytes().fold(false, |any, b| any | (b >= 0x7f))
}

struct Escaping;

impl Formatter for Escaping {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + io::Write,
    {
        writer.write_all(escaped(fragment).as_bytes())
    }
}

#[cfg(test)]
mod tests {
    use super::{write, write_pretty};

    #[test]
    fn values_are_exact_and_nothing_acts() {
        let value = serde_json::json!({
            "a\u{202e}b": ["\u{7f}\u{9b}\u{200f}", "\u{e0001}", "\u{1b}\r\n\t", "índice 👩\u{200d}💻"],
        });
        let mut line = Vec::new();
        write(&mut line, &value).unwrap();
        let line = String::from_utf8(line).unwrap();
        assert_eq!(
            line,
            "{\"a\\u202eb\":[\"\\u007f\\u009b\\u200f\",\"\\udb40\\udc01\",\"\\u001b\\r\\n\\t\",\"índice 👩\u{200d}💻\"]}"
        );
        let mut pretty = Vec::new();
        write_pretty(&mut pretty, &value).unwrap();
        let pretty = String::from_utf8(pretty).unwrap();
        assert!(!pretty.contains(crate::neutral::acts), "{pretty}");
        for text in [line, pretty] {
            let read: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert_eq!(read, value);
        }
    }
}
