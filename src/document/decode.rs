//! From a YAML tree to typed manifests, through serde. Keys that a type doesn't know are passed
//! over here: the validator has reported them already.

use std::fmt;

use serde::de::value::{StrDeserializer, StringDeserializer, U32Deserializer};
use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error as _, IntoDeserializer, MapAccess, SeqAccess,
    VariantAccess, Visitor,
};

use super::located::{FIELDS, MARKER};
use super::node::{Kind, Node};

/// Why a tree doesn't fit a type.
#[derive(Debug)]
pub(crate) struct DecodeError(pub(crate) String);

impl fmt::Display for DecodeError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for DecodeError {}
impl serde::de::Error for DecodeError {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// Decodes a tree.
pub(crate) fn decode<'n, T: serde::Deserialize<'n>>(node: &'n Node) -> Result<T, DecodeError> {
    T::deserialize(NodeDeserializer { node, fields: None })
}

#[derive(Clone, Copy)]
struct NodeDeserializer<'n> {
    node: &'n Node,
    fields: Option<&'static [&'static str]>,
}

fn plain<'n>(node: &'n Node) -> NodeDeserializer<'n> {
    NodeDeserializer { node, fields: None }
}

impl<'n> NodeDeserializer<'n> {
    fn text(self) -> Result<&'n str, DecodeError> {
        self.node.text().ok_or_else(|| {
            DecodeError::custom(format!("expected text, found {}", self.node.describe()))
        })
    }

    fn parse<T: std::str::FromStr>(self, what: &str) -> Result<T, DecodeError> {
        self.text()?.parse().map_err(|_| {
            DecodeError::custom(format!("expected {what}, found {}", self.node.describe()))
        })
    }
}

macro_rules! numbers {
    ($($method:ident $visit:ident $type:ty),*) => {
        $(fn $method<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, DecodeError> {
            visitor.$visit(self.parse::<$type>("a number")?)
        })*
    };
}

impl<'n> Deserializer<'n> for NodeDeserializer<'n> {
    type Error = DecodeError;

    fn deserialize_any<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.kind {
            _ if self.node.is_null() => visitor.visit_unit(),
            Kind::Scalar { text, plain } => match text.as_str() {
                "true" if *plain => visitor.visit_bool(true),
                "false" if *plain => visitor.visit_bool(false),
                _ => visitor.visit_borrowed_str(text),
            },
            Kind::Seq(items) => visitor.visit_seq(Items(items.iter())),
            Kind::Map(entries) => visitor.visit_map(Entries {
                entries: entries.iter(),
                value: None,
                fields: self.fields,
            }),
        }
    }

    fn deserialize_bool<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_bool(self.parse("true or false")?)
    }

    numbers!(deserialize_i8 visit_i8 i8, deserialize_i16 visit_i16 i16, deserialize_i32 visit_i32 i32,
             deserialize_i64 visit_i64 i64, deserialize_u8 visit_u8 u8, deserialize_u16 visit_u16 u16,
             deserialize_u32 visit_u32 u32, deserialize_u64 visit_u64 u64, deserialize_f32 visit_f32 f32,
             deserialize_f64 visit_f64 f64);

    fn deserialize_str<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        visitor.visit_borrowed_str(self.text()?)
    }

    fn deserialize_string<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        self.deserialize_str(visitor)
    }

    fn deserialize_option<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        if self.node.is_null() {
            visitor.visit_none()
        } else {
            visitor.visit_some(self)
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'n>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'n>>(self, visitor: V) -> Result<V::Value, DecodeError> {
        match &self.node.kind {
            Kind::Seq(items) => visitor.visit_seq(Items(items.iter())),
            _ => Err(DecodeError::custom(format!(
                "expected a list, found {}",
                self.node.describe()
            ))),
        }
    }

    fn deserialize_struct<V: Visitor<'n>>(
        self,
        name: &'static str,
        fields: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        if name == MARKER {
            return visitor.visit_map(LocatedEntries {
                node: self.node,
                next: 0,
            });
        }
        NodeDeserializer {
            node: self.node,
            fields: Some(fields),
        }
        .deserialize_any(visitor)
    }

    fn deserialize_enum<V: Visitor<'n>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, DecodeError> {
        visitor.visit_enum(Variant(self.text()?))
    }

    serde::forward_to_deserialize_any! {
        <V: Visitor<'n>>
        char bytes byte_buf unit unit_struct tuple tuple_struct map identifier ignored_any
    }
}

struct Items<'n>(std::slice::Iter<'n, Node>);

impl<'n> SeqAccess<'n> for Items<'n> {
    type Error = DecodeError;
    fn next_element_seed<T: DeserializeSeed<'n>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, DecodeError> {
        self.0
            .next()
            .map(|n| seed.deserialize(plain(n)))
            .transpose()
    }
}

struct Entries<'n> {
    entries: std::slice::Iter<'n, (Node, Node)>,
    value: Option<&'n Node>,
    fields: Option<&'static [&'static str]>,
}

impl<'n> MapAccess<'n> for Entries<'n> {
    type Error = DecodeError;
    fn next_key_seed<K: DeserializeSeed<'n>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeError> {
        for (key, value) in self.entries.by_ref() {
            let known = |text: &str| self.fields.is_none_or(|f| f.contains(&text));
            // A missing value is the same as a missing key, so that defaults apply.
            if let Some(text) = key.text().filter(|t| known(t) && !value.is_null()) {
                self.value = Some(value);
                let key: StrDeserializer<'_, DecodeError> = text.into_deserializer();
                return seed.deserialize(key).map(Some);
            }
        }
        Ok(None)
    }
    fn next_value_seed<V: DeserializeSeed<'n>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, DecodeError> {
        match self.value.take() {
            Some(node) => seed.deserialize(plain(node)),
            None => Err(DecodeError::custom("a value without a key")),
        }
    }
}

struct LocatedEntries<'n> {
    node: &'n Node,
    next: usize,
}

impl<'n> MapAccess<'n> for LocatedEntries<'n> {
    type Error = DecodeError;
    fn next_key_seed<K: DeserializeSeed<'n>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, DecodeError> {
        FIELDS
            .get(self.next)
            .map(|name| seed.deserialize(serde::de::value::BorrowedStrDeserializer::new(name)))
            .transpose()
    }
    fn next_value_seed<V: DeserializeSeed<'n>>(
        &mut self,
        seed: V,
    ) -> Result<V::Value, DecodeError> {
        self.next += 1;
        let number = |n: u32| -> U32Deserializer<DecodeError> { n.into_deserializer() };
        match self.next {
            1 => seed.deserialize(number(self.node.line)),
            2 => seed.deserialize(number(self.node.column)),
            _ => seed.deserialize(plain(self.node)),
        }
    }
}

struct Variant<'n>(&'n str);

impl<'n> EnumAccess<'n> for Variant<'n> {
    type Error = DecodeError;
    type Variant = Self;
    fn variant_seed<V: DeserializeSeed<'n>>(
        self,
        seed: V,
    ) -> Result<(V::Value, Self), DecodeError> {
        let name: StringDeserializer<DecodeError> = self.0.to_owned().into_deserializer();
        Ok((seed.deserialize(name)?, self))
    }
}

impl<'n> VariantAccess<'n> for Variant<'n> {
    type Error = DecodeError;
    fn unit_variant(self) -> Result<(), DecodeError> {
        Ok(())
    }
    fn newtype_variant_seed<T: DeserializeSeed<'n>>(self, _: T) -> Result<T::Value, DecodeError> {
        Err(DecodeError::custom("a variant without a value"))
    }
    fn tuple_variant<V: Visitor<'n>>(self, _: usize, _: V) -> Result<V::Value, DecodeError> {
        Err(DecodeError::custom("a variant without a value"))
    }
    fn struct_variant<V: Visitor<'n>>(
        self,
        _: &'static [&'static str],
        _: V,
    ) -> Result<V::Value, DecodeError> {
        Err(DecodeError::custom("a variant without a value"))
    }
}
