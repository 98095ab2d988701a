//! Values as lines of JSON, as serde_json writes them, but that characters which act are escaped at once.
//! Lines are a fourth of a site's bytes: names of fields are written as they are, texts looked at many bytes
//! at a time.

use serde::ser::{
    Serialize, SerializeMap, SerializeSeq, SerializeStruct, SerializeStructVariant, SerializeTuple,
    SerializeTupleStruct, SerializeTupleVariant, Serializer,
};
use serde_json::Error;

use super::{acts, marked_bytes};

/// A line, to which is appended what is serialized. Values of serde_json's own that stand for written
/// JSON are none of ours.
pub(super) struct Line<'l>(pub(super) &'l mut Vec<u8>);

/// A list or an object, to which members are added.
pub(super) struct Members<'l> {
    line: &'l mut Vec<u8>,
    is_first: bool,
    end: &'static [u8],
}

const MARKS: [bool; 256] = marked_bytes::marks(b"\"\\\t\n");

/// Appends a text in quotes.
fn quote(line: &mut Vec<u8>, text: &str) {
    line.push(b'"');
    let bytes = text.as_bytes();
    // What stands before `copied` is given already, what stands before `at` is looked at.
    let (mut copied, mut at) = (0, 0);
    while let Some(ahead) = marked_bytes::first(&bytes[at..], &MARKS) {
        let found = at + ahead;
        // A mark is never a byte within a character, so the cut is at one.
        let Some(c) = text[found..].chars().next() else {
            break;
        };
        if !(acts(c) || c.is_ascii()) {
            at = found + c.len_utf8();
            continue;
        }
        line.extend_from_slice(&bytes[copied..found]);
        match c {
            '"' => line.extend_from_slice(b"\\\""),
            '\\' => line.extend_from_slice(b"\\\\"),
            '\n' => line.extend_from_slice(b"\\n"),
            '\r' => line.extend_from_slice(b"\\r"),
            '\t' => line.extend_from_slice(b"\\t"),
            '\u{8}' => line.extend_from_slice(b"\\b"),
            '\u{c}' => line.extend_from_slice(b"\\f"),
            c => {
                for unit in c.encode_utf16(&mut [0; 2]) {
                    line.extend_from_slice(format!("\\u{unit:04x}").as_bytes());
                }
            }
        }
        at = found + c.len_utf8();
        copied = at;
    }
    line.extend_from_slice(&bytes[copied..]);
    line.push(b'"');
}

impl<'l> Line<'l> {
    /// The name of a field or a variant, which has nothing to escape.
    fn name(&mut self, name: &'static str) {
        self.0.push(b'"');
        self.0.extend_from_slice(name.as_bytes());
        self.0.extend_from_slice(b"\":");
    }

    fn members(self, begin: &[u8], end: &'static [u8]) -> Members<'l> {
        self.0.extend_from_slice(begin);
        Members {
            line: self.0,
            is_first: true,
            end,
        }
    }

    fn variant(mut self, name: &'static str, begin: &[u8], end: &'static [u8]) -> Members<'l> {
        self.0.push(b'{');
        self.name(name);
        self.members(begin, end)
    }
}

impl Members<'_> {
    /// Where the next member goes.
    fn next(&mut self) -> Line<'_> {
        if !self.is_first {
            self.line.push(b',');
        }
        self.is_first = false;
        Line(self.line)
    }

    fn close(self) -> Result<(), Error> {
        self.line.extend_from_slice(self.end);
        Ok(())
    }
}

/// What serde_json writes of values that have no text.
macro_rules! plain {
    ($($method:ident($kind:ty))*) => { $(
        fn $method(self, value: $kind) -> Result<(), Error> {
            serde_json::Serializer::new(self.0).$method(value)
        }
    )* };
}

impl<'l> Serializer for Line<'l> {
    type Ok = ();
    type Error = Error;
    type SerializeSeq = Members<'l>;
    type SerializeTuple = Members<'l>;
    type SerializeTupleStruct = Members<'l>;
    type SerializeTupleVariant = Members<'l>;
    type SerializeMap = Members<'l>;
    type SerializeStruct = Members<'l>;
    type SerializeStructVariant = Members<'l>;

    plain! {
        serialize_bool(bool) serialize_i8(i8) serialize_i16(i16) serialize_i32(i32) serialize_i64(i64)
        serialize_i128(i128) serialize_u8(u8) serialize_u16(u16) serialize_u32(u32) serialize_u64(u64)
        serialize_u128(u128) serialize_f32(f32) serialize_f64(f64) serialize_bytes(&[u8])
        serialize_unit_struct(&'static str)
    }

    fn serialize_char(self, value: char) -> Result<(), Error> {
        self.serialize_str(value.encode_utf8(&mut [0; 4]))
    }

    fn serialize_str(self, value: &str) -> Result<(), Error> {
        quote(self.0, value);
        Ok(())
    }

    fn serialize_none(self) -> Result<(), Error> {
        self.serialize_unit()
    }

    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_unit(self) -> Result<(), Error> {
        self.0.extend_from_slice(b"null");
        Ok(())
    }

    fn serialize_unit_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
    ) -> Result<(), Error> {
        self.serialize_str(variant)
    }

    fn serialize_newtype_struct<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        value.serialize(self)
    }

    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Error> {
        let mut members = self.variant(variant, b"", b"}");
        value.serialize(members.next())?;
        members.close()
    }

    fn serialize_seq(self, _: Option<usize>) -> Result<Members<'l>, Error> {
        Ok(self.members(b"[", b"]"))
    }

    fn serialize_tuple(self, _: usize) -> Result<Members<'l>, Error> {
        Ok(self.members(b"[", b"]"))
    }

    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Members<'l>, Error> {
        Ok(self.members(b"[", b"]"))
    }

    fn serialize_tuple_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Members<'l>, Error> {
        Ok(self.variant(variant, b"[", b"]}"))
    }

    fn serialize_map(self, _: Option<usize>) -> Result<Members<'l>, Error> {
        Ok(self.members(b"{", b"}"))
    }

    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Members<'l>, Error> {
        Ok(self.members(b"{", b"}"))
    }

    fn serialize_struct_variant(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        _: usize,
    ) -> Result<Members<'l>, Error> {
        Ok(self.variant(variant, b"{", b"}}"))
    }
}

/// Members of lists, which are all alike.
macro_rules! list {
    ($($kind:ident $method:ident)*) => { $(
        impl $kind for Members<'_> {
            type Ok = ();
            type Error = Error;

            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
                value.serialize(self.next())
            }

            fn end(self) -> Result<(), Error> {
                self.close()
            }
        }
    )* };
}

list! {
    SerializeSeq serialize_element
    SerializeTuple serialize_element
    SerializeTupleStruct serialize_field
    SerializeTupleVariant serialize_field
}

/// Fields of objects.
macro_rules! object {
    ($($kind:ident)*) => { $(
        impl $kind for Members<'_> {
            type Ok = ();
            type Error = Error;

            fn serialize_field<T: Serialize + ?Sized>(
                &mut self,
                name: &'static str,
                value: &T,
            ) -> Result<(), Error> {
                let mut line = self.next();
                line.name(name);
                value.serialize(line)
            }

            fn end(self) -> Result<(), Error> {
                self.close()
            }
        }
    )* };
}

object! { SerializeStruct SerializeStructVariant }

impl SerializeMap for Members<'_> {
    type Ok = ();
    type Error = Error;

    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Error> {
        let line = self.next().0;
        let start = line.len();
        key.serialize(Line(line))?;
        // A number is a text where it is a key.
        if line.get(start) != Some(&b'"') {
            line.insert(start, b'"');
            line.push(b'"');
        }
        line.push(b':');
        Ok(())
    }

    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Error> {
        value.serialize(Line(self.line))
    }

    fn end(self) -> Result<(), Error> {
        self.close()
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;
    use serde::Serialize;

    use super::Line;
    use crate::neutral::json::escaped;

    #[derive(Debug, Clone, Serialize)]
    enum Kind {
        Unit,
        Newtype(String),
        Tuple(u8, Option<char>),
        Struct { a: f64, b: () },
    }

    #[derive(Debug, Clone, Serialize)]
    struct Newtype(i64);

    #[derive(Debug, Clone, Serialize)]
    struct All {
        text: String,
        kinds: Vec<Kind>,
        by_number: BTreeMap<u32, bool>,
        by_text: BTreeMap<String, (Newtype, f32)>,
        #[serde(flatten)]
        rest: BTreeMap<String, Option<i8>>,
    }

    fn kind() -> impl Strategy<Value = Kind> {
        prop_oneof![
            Just(Kind::Unit),
            any::<String>().prop_map(Kind::Newtype),
            any::<(u8, Option<char>)>().prop_map(|(a, b)| Kind::Tuple(a, b)),
            any::<f64>().prop_map(|a| Kind::Struct { a, b: () }),
        ]
    }

    proptest! {
        #[test]
        fn a_line_is_what_serde_json_writes(
            text in any::<String>(),
            ascii in "[ -~\u{1}-\u{1f}\u{7f}]{0,40}",
            kinds in prop::collection::vec(kind(), 0..4),
            by_number in any::<BTreeMap<u32, bool>>(),
            by_text in any::<BTreeMap<String, (i64, f32)>>(),
            rest in prop::collection::btree_map("[x-z]{3}", any::<Option<i8>>(), 0..3),
        ) {
            let by_text = by_text.into_iter().map(|(key, (a, b))| (key, (Newtype(a), b))).collect();
            let all = All { text: text + &ascii, kinds, by_number, by_text, rest };
            let mut line = Vec::new();
            all.serialize(Line(&mut line)).unwrap();
            let written = serde_json::to_string(&all).unwrap();
            prop_assert_eq!(String::from_utf8(line).unwrap(), escaped(&written));
        }
    }
}
