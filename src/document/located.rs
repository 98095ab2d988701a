//! A value that remembers where it was written.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::de::{Deserialize, Deserializer, MapAccess, Visitor};

use crate::diagnostic::{FileId, Pos};

/// Name under which [`crate::document::decode`] recognizes a [`Located`].
pub(crate) const MARKER: &str = "$vitrina::Located";
/// Its fields, in order.
pub(crate) const FIELDS: [&str; 3] = ["line", "column", "value"];

/// A value with its 1-based line and column in the manifest.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Located<T> {
    /// The value.
    pub value: T,
    /// 1-based line.
    pub line: u32,
    /// 1-based column, in characters.
    pub column: u32,
}

impl<T> Located<T> {
    /// The place, given the file.
    #[must_use]
    pub(crate) const fn pos(&self, file: FileId) -> Pos {
        Pos {
            file,
            line: self.line,
            column: self.column,
        }
    }
}

impl Located<String> {
    /// The text.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        &self.value
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Located<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct V<T>(PhantomData<T>);
        impl<'de, T: Deserialize<'de>> Visitor<'de> for V<T> {
            type Value = Located<T>;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a value with its place")
            }
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Located<T>, A::Error> {
                map.next_key::<&str>()?;
                let line = map.next_value()?;
                map.next_key::<&str>()?;
                let column = map.next_value()?;
                map.next_key::<&str>()?;
                let value = map.next_value()?;
                Ok(Located {
                    value,
                    line,
                    column,
                })
            }
        }
        deserializer.deserialize_struct(MARKER, &FIELDS, V(PhantomData))
    }
}

impl<T: JsonSchema> JsonSchema for Located<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}
