//! JSON objects in which a key stands twice: the last one wins, as in most parsers. A derived reader
//! refuses such an object; it is then read once more, in a way that costs more.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use rustc_hash::{FxHashMap, FxHashSet};
use serde::Deserialize;
use serde::de::value::{MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, Error as _, IntoDeserializer, MapAccess, Visitor};
use serde_json::value::RawValue;

/// Deepest nesting that is read, as in serde_json.
const MAX_DEPTH: u8 = 127;
/// Most keys that are compared each with each; beyond, a set is cheaper.
const MOST_COMPARED: usize = 24;

/// Whether a derived reader gave up because a key stands twice.
pub(super) fn is_repeated(error: &serde_json::Error) -> bool {
    error.to_string().starts_with("duplicate field `")
}

/// Reads a JSON text, the last one of equal keys being taken.
pub(super) fn read<'a, T: Deserialize<'a>>(text: &'a str) -> serde_json::Result<T> {
    let value: &'a RawValue = serde_json::from_str(text)?;
    T::deserialize(LastWins { value, depth: 0 })
}

/// Reads an object as a list of its entries, in their order. Where a key stands twice, the last one
/// is taken.
pub(super) fn entries<'de: 'a, 'a, D: Deserializer<'de>, V: Deserialize<'de>>(
    deserializer: D,
) -> Result<Vec<(Cow<'a, str>, V)>, D::Error> {
    struct Entries<'a, V>(PhantomData<(&'a (), V)>);
    impl<'de: 'a, 'a, V: Deserialize<'de>> Visitor<'de> for Entries<'a, V> {
        type Value = Vec<(Cow<'a, str>, V)>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
            let mut entries = Vec::new();
            while let Some(key) = map.next_key::<Text<'a>>()? {
                entries.push((key.0, map.next_value()?));
            }
            keep_last(&mut entries);
            Ok(entries)
        }
    }
    deserializer.deserialize_map(Entries(PhantomData))
}

/// A string that is borrowed where it holds no escape.
#[derive(Debug, Deserialize)]
pub(super) struct Text<'a>(#[serde(borrow)] pub(super) Cow<'a, str>);

/// Leaves of equal keys the last value, at the place of the first.
pub(super) fn keep_last<V>(entries: &mut Vec<(Cow<'_, str>, V)>) {
    if !has_repeated(entries) {
        return;
    }
    let mut place: FxHashMap<String, usize> = FxHashMap::default();
    let mut kept = Vec::with_capacity(entries.len());
    for (key, value) in entries.drain(..) {
        match place.get(key.as_ref()) {
            Some(at) => kept[*at] = (key, value),
            None => {
                place.insert(key.to_string(), kept.len());
                kept.push((key, value));
            }
        }
    }
    *entries = kept;
}

fn has_repeated<V>(entries: &[(Cow<'_, str>, V)]) -> bool {
    if entries.len() <= MOST_COMPARED {
        return (1..entries.len()).any(|i| entries[..i].iter().any(|(k, _)| *k == entries[i].0));
    }
    let mut seen: FxHashSet<&str> = FxHashSet::default();
    entries.iter().any(|(key, _)| !seen.insert(key.as_ref()))
}

/// A value, read so that the last one of equal keys is taken, in objects within it as well.
#[derive(Clone, Copy)]
struct LastWins<'de> {
    value: &'de RawValue,
    depth: u8,
}

impl<'de> IntoDeserializer<'de, serde_json::Error> for LastWins<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for LastWins<'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> serde_json::Result<V::Value> {
        if self.depth > MAX_DEPTH {
            return Err(serde_json::Error::custom("recursion limit exceeded"));
        }
        let text: &'de str = self.value.get();
        let below = move |value: &'de RawValue| LastWins {
            value,
            depth: self.depth + 1,
        };
        match text.as_bytes().first() {
            Some(b'{') => {
                let mut json = serde_json::Deserializer::from_str(text);
                let object: Vec<(Cow<'de, str>, &'de RawValue)> = entries(&mut json)?;
                let values = object
                    .into_iter()
                    .map(|(key, value)| (Key(key), below(value)));
                visitor.visit_map(MapDeserializer::new(values))
            }
            Some(b'[') => {
                let list: Vec<&'de RawValue> = serde_json::from_str(text)?;
                visitor.visit_seq(SeqDeserializer::new(list.into_iter().map(below)))
            }
            _ => self.value.deserialize_any(visitor),
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> serde_json::Result<V::Value> {
        if self.value.get() == "null" {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        name: &'static str,
        visitor: V,
    ) -> serde_json::Result<V::Value> {
        // By such a name serde_json is asked for a value unread.
        if name.starts_with('$') {
            self.value.deserialize_newtype_struct(name, visitor)
        } else {
            visitor.visit_newtype_struct(self)
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> serde_json::Result<V::Value> {
        self.value.deserialize_enum(name, variants, visitor)
    }

    fn deserialize_ignored_any<V: Visitor<'de>>(self, visitor: V) -> serde_json::Result<V::Value> {
        self.value.deserialize_ignored_any(visitor)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf unit
        unit_struct seq tuple tuple_struct map struct identifier
    }
}

/// A key; serde's own deserializer of a `Cow` knows no newtypes and lends nothing.
struct Key<'de>(Cow<'de, str>);

impl<'de> IntoDeserializer<'de, serde_json::Error> for Key<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Key<'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> serde_json::Result<V::Value> {
        match self.0 {
            Cow::Borrowed(key) => visitor.visit_borrowed_str(key),
            Cow::Owned(key) => visitor.visit_string(key),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> serde_json::Result<V::Value> {
        visitor.visit_newtype_struct(self)
    }

    serde::forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "tests write their input")]
mod tests {
    use serde::Deserialize;
    use serde_json::value::RawValue;

    use crate::export::json_values::{Pairs, Scalar, object};

    #[derive(Deserialize, Default)]
    #[serde(bound(deserialize = "'de: 'a"), default)]
    struct Outer<'a> {
        name: Scalar<'a>,
        inner: Option<Inner<'a>>,
        list: Option<Vec<Inner<'a>>>,
        raw: Option<&'a RawValue>,
        pairs: Option<Pairs<'a>>,
    }

    #[derive(Deserialize, Default)]
    #[serde(bound(deserialize = "'de: 'a"), default)]
    struct Inner<'a> {
        k: Scalar<'a>,
    }

    #[test]
    fn the_last_of_equal_keys_wins_at_every_depth() {
        let text = r#"{"name": "a", "inner": {"k": 1, "k": 2}, "list": [{"k": true, "k": "\u0041"}, {}],
            "raw": {"x": 1, "x": 2}, "pairs": {"p": "1", "q": null, "p": "2"}, "other": [{}], "name": null, "name": "b"}"#;
        let read: Outer<'_> = object(text).unwrap();
        assert_eq!(read.name.get(), Some("b"));
        assert_eq!(read.inner.unwrap().k.get(), Some("2"));
        let list = read.list.unwrap();
        assert_eq!(list[0].k.get(), Some("A"));
        assert_eq!(list[1].k.get(), None);
        assert_eq!(read.raw.unwrap().get(), r#"{"x": 1, "x": 2}"#);
        let pairs = read.pairs.unwrap().0;
        let pairs: Vec<_> = pairs.iter().map(|(k, v)| (k.as_ref(), v.get())).collect();
        assert_eq!(pairs, [("p", Some("2")), ("q", None)]);
    }

    #[test]
    fn what_is_wrong_beside_a_repeated_key_is_still_said() {
        let found = object::<Outer<'_>>(r#"{"name": "a", "name": "b", "list": "x"}"#);
        let message = found.err().unwrap().to_string();
        assert!(message.starts_with("invalid type: string"), "{message}");
        let deep = format!(
            r#"{{"name": 1, "name": 2, "other": {}{}}}"#,
            "[".repeat(9000),
            "]".repeat(9000)
        );
        assert_eq!(object::<Outer<'_>>(&deep).unwrap().name.get(), Some("2"));
    }
}
