//! One row of a view, its columns borrowed from the text or the page that holds it.

use std::borrow::Cow;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

use super::shape::{Shape, list};
use crate::diagnostic::text;
use crate::export::json_values::ScalarVisitor;
use crate::export::row_problems::Unusable;

/// Most columns that are read of a view.
const WIDTH: usize = 14;

/// The values of [`Shape::columns`], in that order. Absent, null and empty are the same.
#[derive(Debug, Default)]
pub(in crate::export) struct Row<'a>([Option<Cow<'a, str>>; WIDTH]);

impl<'a> Row<'a> {
    /// Sets the value of a column.
    pub(in crate::export) fn set(&mut self, column: usize, value: Option<Cow<'a, str>>) {
        if let Some(slot) = self.0.get_mut(column) {
            *slot = value.filter(|text| !text.is_empty());
        }
    }

    /// Whether a column has a value.
    fn has(&self, column: usize) -> bool {
        self.0.get(column).is_some_and(Option::is_some)
    }

    /// Refuses the row where it lacks what each row of its view needs.
    pub(in crate::export) fn complete(&self, shape: &Shape) -> Result<(), Box<Unusable>> {
        if (0..shape.needed).all(|i| self.has(i)) {
            return Ok(());
        }
        let needs = shape.needs().iter().enumerate();
        let missing: Vec<&str> = needs.filter(|(i, _)| !self.has(*i)).map(|n| *n.1).collect();
        Err(Unusable::row(
            text!("the row has no {columns}", columns = list(&missing)),
            text!(
                "each row of {view} needs {columns}",
                view = shape.name,
                columns = list(shape.needs())
            ),
        ))
    }

    /// The values of the first columns.
    pub(in crate::export) fn texts<const N: usize>(&self) -> [Option<&str>; N] {
        std::array::from_fn(|i| self.0.get(i).and_then(|v| v.as_deref()))
    }
}

/// Most keys of a row whose places are remembered.
const KEYS: usize = 64;

/// The keys of the row before, in their order, and the column that each is: the next row mostly has
/// the same, and one comparison tells.
#[derive(Debug, Default)]
pub(in crate::export) struct Keys(Vec<(Box<str>, Option<usize>)>);

impl Keys {
    /// The column that a key means, which is the one at that place of its row.
    pub(super) fn column(&mut self, shape: &Shape, at: usize, name: &str) -> Option<usize> {
        match self.0.get_mut(at) {
            Some((before, column)) if **before == *name => *column,
            Some(before) => {
                let column = shape.column(name);
                *before = (name.into(), column);
                column
            }
            None => {
                let column = shape.column(name);
                if at == self.0.len() && at < KEYS {
                    self.0.push((name.into(), column));
                }
                column
            }
        }
    }
}

/// Reads a JSON object as a row of a view.
pub(super) struct RowSeed<'k>(pub(super) &'k Shape, pub(super) &'k mut Keys);

impl<'de> DeserializeSeed<'de> for RowSeed<'_> {
    type Value = Row<'de>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Row<'de>, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for RowSeed<'_> {
    type Value = Row<'de>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Row<'de>, A::Error> {
        let mut row = Row::default();
        let mut at = 0;
        while let Some(key) = map.next_key_seed(Key(self.0, &mut *self.1, at))? {
            at += 1;
            match key {
                Some(i) => row.set(i, map.next_value_seed(Value(self.0, self.0.columns[i]))?),
                None => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(row)
    }
}

/// Reads a key as the index of its column, without keeping it.
struct Key<'k>(&'k Shape, &'k mut Keys, usize);

impl<'de> DeserializeSeed<'de> for Key<'_> {
    type Value = Option<usize>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Key<'_> {
    type Value = Option<usize>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a key")
    }

    fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
        Ok(self.1.column(self.0, self.2, v))
    }
}

/// Reads the value of a column.
struct Value<'k>(&'k Shape, &'static str);

impl<'de> DeserializeSeed<'de> for Value<'_> {
    type Value = Option<Cow<'de, str>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        if self.0.list == Some(self.1) {
            let mut names = Vec::new();
            Texts(&mut names).deserialize(deserializer)?;
            return Ok(Some(Cow::Owned(names.join("\n"))));
        }
        deserializer.deserialize_any(ScalarVisitor(Some(self.1)))
    }
}

/// Gathers every text of a value, however deep it lies: a list of names comes as a list, as one
/// text, or as a list of objects with a name in each.
struct Texts<'o>(&'o mut Vec<String>);

impl<'de> DeserializeSeed<'de> for Texts<'_> {
    type Value = ();

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<(), D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Texts<'_> {
    type Value = ();

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a list of texts")
    }

    fn visit_str<E>(self, v: &str) -> Result<(), E> {
        self.0.push(v.to_owned());
        Ok(())
    }

    fn visit_bool<E>(self, _: bool) -> Result<(), E> {
        Ok(())
    }

    fn visit_i64<E>(self, _: i64) -> Result<(), E> {
        Ok(())
    }

    fn visit_u64<E>(self, _: u64) -> Result<(), E> {
        Ok(())
    }

    fn visit_f64<E>(self, _: f64) -> Result<(), E> {
        Ok(())
    }

    fn visit_unit<E>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<(), A::Error> {
        while seq.next_element_seed(Texts(&mut *self.0))?.is_some() {}
        Ok(())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<(), A::Error> {
        while map.next_key::<IgnoredAny>()?.is_some() {
            map.next_value_seed(Texts(&mut *self.0))?;
        }
        Ok(())
    }
}
