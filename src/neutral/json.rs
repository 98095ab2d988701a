//! JSON in which characters that act are escaped: the values are exact, and nothing raw reaches a
//! terminal or an editor.

use std::borrow::Cow;
use std::cell::RefCell;
use std::io;

use serde::Serialize;

use super::acts;
use super::json_line::Line;

thread_local! {
    /// A line in the making: it is written to its place as a whole, once it was looked at as a whole.
    static LINE: RefCell<Vec<u8>> = const { RefCell::new(Vec::new()) };
}

/// Writes a value on one line.
///
/// # Errors
/// As `out` says, and where the value isn't representable.
pub(crate) fn write(out: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    LINE.with_borrow_mut(|line| {
        line.clear();
        value.serialize(Line(line))?;
        out.write_all(line)
    })
}

/// A value on one line, with its end.
///
/// # Errors
/// Where the value isn't representable.
pub(crate) fn line(value: &impl Serialize) -> io::Result<Vec<u8>> {
    LINE.with_borrow_mut(|line| {
        line.clear();
        value.serialize(Line(line))?;
        line.push(b'\n');
        // As long as it is, where the buffer is as long as the longest.
        Ok(line.clone())
    })
}

/// The same of a value that holds JSON as it was written.
///
/// # Errors
/// As [`write`] says.
pub(crate) fn write_with_raw(out: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    LINE.with_borrow_mut(|line| {
        line.clear();
        serde_json::to_writer(&mut *line, value)?;
        if !suspicious(line) {
            return out.write_all(line);
        }
        let json = std::str::from_utf8(line).map_err(io::Error::other)?;
        out.write_all(escaped(json).as_bytes())
    })
}

/// A value on one line.
///
/// # Errors
/// Where the value isn't representable.
pub(crate) fn bytes(value: &impl Serialize) -> io::Result<Vec<u8>> {
    let mut line = Vec::new();
    value.serialize(Line(&mut line))?;
    Ok(line)
}

/// Writes a value with indentation and a line feed at the end.
///
/// # Errors
/// As `out` says, and where the value isn't representable.
pub(crate) fn write_pretty(out: &mut dyn io::Write, value: &impl Serialize) -> io::Result<()> {
    let json = serde_json::to_string_pretty(value)?;
    out.write_all(escaped(&json).as_bytes())?;
    out.write_all(b"\n")
}

/// JSON with escapes: what acts stands within strings alone, since all else of JSON is ASCII.
#[must_use]
pub(crate) fn escaped(json: &str) -> Cow<'_, str> {
    // Line feeds of the layout stay; serde_json escapes those of strings.
    if !has_acting(json) {
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

/// Looks at characters only where bytes may begin one that acts, a piece at a time.
fn has_acting(json: &str) -> bool {
    const PIECE: usize = 64;
    let mut pieces = json.as_bytes().chunks(PIECE).enumerate();
    pieces.any(|(n, piece)| {
        suspicious(piece)
            && piece.iter().enumerate().any(|(i, byte)| {
                let begins = *byte == 0x7f || *byte >= 0xc2;
                let c = begins.then(|| json[n * PIECE + i..].chars().next());
                c.flatten().is_some_and(acts)
            })
    })
}

/// Most texts are ASCII; without a branch a byte, many are looked at at once.
fn suspicious(json: &[u8]) -> bool {
    json.iter().fold(false, |any, b| any | (*b >= 0x7f))
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
