//! The common case of a row of JSON, read without a parser: one object of texts without escapes. What is
//! otherwise is left to the parser, which also says what is wrong with it.

use std::borrow::Cow;

use memchr::memchr;

use super::row::{Keys, Row};
use super::shape::Shape;

/// What JSON takes for blanks.
const BLANKS: [char; 4] = [' ', '\t', '\r', '\n'];

/// A row, where it is a flat object of texts without escapes, numbers and the like.
pub(super) fn read<'a>(text: &'a str, shape: &Shape, keys: &mut Keys) -> Option<Row<'a>> {
    let text = text.trim_matches(BLANKS);
    // One look at all bytes, without branches, so that nothing of it has to be asked of each text.
    let is_special = |byte: u8| byte < b' ' || byte == b'\\';
    if text.bytes().fold(false, |any, byte| any | is_special(byte)) {
        return None;
    }
    let mut rest = Rest { text, at: 0 };
    let mut row = Row::default();
    let mut more = rest.passes(b'{');
    let mut at = 0;
    while more {
        let column = keys.column(shape, at, rest.string()?);
        at += 1;
        if !rest.passes(b':') {
            return None;
        }
        let is_list = column.is_some_and(|column| shape.list == shape.columns.get(column).copied());
        let value = match is_list {
            // Of other values no text is gathered.
            true => Some(rest.string()?),
            false => rest.value()?,
        };
        if let Some(column) = column {
            row.set(column, value.map(Cow::Borrowed));
        }
        more = rest.passes(b',');
    }
    (at > 0 && rest.passes(b'}') && rest.at == text.len()).then_some(row)
}

/// A text, and how far it was read.
struct Rest<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Rest<'a> {
    fn next(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    /// Passes over blanks and a byte, if it is what comes next.
    fn passes(&mut self, byte: u8) -> bool {
        while self.next() == Some(b' ') {
            self.at += 1;
        }
        let is_next = self.next() == Some(byte);
        self.at += usize::from(is_next);
        is_next
    }

    fn string(&mut self) -> Option<&'a str> {
        if !self.passes(b'"') {
            return None;
        }
        let rest = self.text.as_bytes().get(self.at..)?;
        let end = self.at + memchr(b'"', rest)?;
        let string = self.text.get(self.at..end);
        self.at = end + 1;
        string
    }

    /// A value; nothing in it where it is null.
    fn value(&mut self) -> Option<Option<&'a str>> {
        while self.next() == Some(b' ') {
            self.at += 1;
        }
        if self.next() == Some(b'"') {
            return self.string().map(Some);
        }
        let rest = self.text.get(self.at..)?;
        let word = rest.split([',', '}', ' ']).next()?;
        self.at += word.len();
        match word {
            "null" => Some(None),
            "true" | "false" => Some(Some(word)),
            _ => is_count(word).then_some(Some(word)),
        }
    }
}

/// Whether a number is written as it is printed: no sign, no fraction, not too long for 64 bits.
fn is_count(word: &str) -> bool {
    let begins = word == "0" || !word.starts_with('0');
    (1..20).contains(&word.len()) && begins && word.bytes().all(|byte| byte.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde::de::DeserializeSeed;

    use super::super::row::{Keys, Row, RowSeed};
    use super::Shape;

    const SHAPE: Shape = Shape {
        name: "TABLES",
        columns: &["a", "bc", "list"],
        needed: 1,
        synonyms: &[("b_c", "bc")],
        list: Some("list"),
        field: None,
        names_persons: false,
    };

    fn parsed<'a>(text: &'a str, keys: &mut Keys) -> Option<Row<'a>> {
        let mut json = serde_json::Deserializer::from_str(text);
        let row = RowSeed(&SHAPE, keys).deserialize(&mut json).ok()?;
        json.end().ok()?;
        Some(row)
    }

    #[test]
    fn a_flat_row_needs_no_parser() {
        let mut keys = Keys::default();
        for (text, a) in [
            (r#"{"a":"x","bc":null,"z":"y"}"#, "x"),
            ("{ \"bc\": 12, \"a\": \"é}\" }\r\n", "é}"),
            (r#"{"a":"x","A":true}"#, "true"),
            (r#"{"z":false,"list":"one","a":"x"}"#, "x"),
        ] {
            let row = super::read(text, &SHAPE, &mut keys).unwrap();
            assert_eq!(row.texts::<1>(), [Some(a)], "{text}");
        }
    }

    proptest! {
        #[test]
        fn what_is_read_is_what_the_parser_reads(
            rows in prop::collection::vec(
                prop::collection::vec(
                    prop_oneof![
                        Just("{".to_owned()), Just("}".to_owned()), Just(",".to_owned()),
                        Just(":".to_owned()), Just(" ".to_owned()), Just("\t".to_owned()),
                        Just("\"a\":".to_owned()), Just("\"b_c\":".to_owned()),
                        Just("\"list\":".to_owned()), Just("\"z\":".to_owned()),
                        Just("\"x\"".to_owned()), Just("\"\"".to_owned()),
                        Just("\"x\\n\"".to_owned()), Just("\"\u{1}\"".to_owned()),
                        Just("[\"x\"]".to_owned()), Just("null".to_owned()),
                        Just("nul".to_owned()), Just("true".to_owned()),
                        "-?[0-9]{1,21}(\\.[0-9])?", "\"[^\"]{0,3}\"",
                    ],
                    0..9,
                ),
                1..3,
            ),
            is_closed in any::<bool>(),
        ) {
            let mut known = (Keys::default(), Keys::default());
            for row in rows {
                let text = match is_closed {
                    true => format!("{{{}}}", row.concat()),
                    false => row.concat(),
                };
                if let Some(row) = super::read(&text, &SHAPE, &mut known.0) {
                    let expected = parsed(&text, &mut known.1);
                    prop_assert_eq!(Some(format!("{row:?}")), expected.map(|row| format!("{row:?}")));
                }
            }
        }
    }
}
