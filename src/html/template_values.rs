//! Values of templates read as what they are. tera's own reader makes a copy of each key and value
//! first; lists of findings and assets have many.

use serde::de::value::{MapDeserializer, SeqDeserializer, StrDeserializer};
use serde::de::{DeserializeOwned, IntoDeserializer, Visitor};
use serde::{Deserializer, forward_to_deserialize_any};
use tera::value::Key;
use tera::{Error, Kwargs, TeraResult, Value};

/// The arguments of a component.
///
/// # Errors
/// Where they aren't what it takes.
pub(super) fn arguments<A: DeserializeOwned>(given: &Kwargs) -> TeraResult<A> {
    A::deserialize(MapDeserializer::new(given.iter().map(entry))).map_err(Error::message)
}

fn entry<'de>((key, value): (&'de Key<'static>, &'de Value)) -> (&'de str, Borrowed<'de>) {
    // Templates have no other keys.
    (key.as_str().unwrap_or_default(), Borrowed(value))
}

/// A value that is read where it stands.
struct Borrowed<'de>(&'de Value);

impl<'de> Deserializer<'de> for Borrowed<'de> {
    type Error = <&'de Value as Deserializer<'de>>::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let Self(value) = self;
        if let Some(text) = value.as_str() {
            visitor.visit_str(text)
        } else if let Some(map) = value.as_map() {
            visitor.visit_map(MapDeserializer::new(map.iter().map(entry)))
        } else if let Some(list) = value.as_array() {
            visitor.visit_seq(SeqDeserializer::new(list.iter().map(Self)))
        } else {
            value.deserialize_any(visitor)
        }
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        match self.0.is_none() || self.0.is_undefined() {
            true => visitor.visit_none(),
            false => visitor.visit_some(self),
        }
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        name: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        match self.0.as_str() {
            Some(text) => {
                let text: StrDeserializer<'_, Self::Error> = text.into_deserializer();
                text.deserialize_enum(name, variants, visitor)
            }
            None => self.0.deserialize_enum(name, variants, visitor),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Self::Error> {
        visitor.visit_newtype_struct(self)
    }

    forward_to_deserialize_any! {
        bool u8 u16 u32 u64 i8 i16 i32 i64 i128 u128 f32 f64 char str string unit
        seq bytes byte_buf map unit_struct
        tuple_struct struct tuple ignored_any identifier
    }
}

impl<'de> IntoDeserializer<'de, <&'de Value as Deserializer<'de>>::Error> for Borrowed<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}
