//! JSON objects whose values are still unread, and where these stand in their record.

use std::borrow::Cow;

use serde::de::{Deserialize, Deserializer};
use serde_json::value::RawValue;

use super::json_values::Scalar;
use super::repeated_keys::entries;
use crate::diagnostic::Pos;

/// An object's entries in their order, each value unread.
#[derive(Debug)]
pub(super) struct Object<'a>(Vec<(Cow<'a, str>, &'a RawValue)>);

impl<'de: 'a, 'a> Deserialize<'de> for Object<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        entries(deserializer).map(Self)
    }
}

impl<'a> Object<'a> {
    /// Reads a value; nothing where it is no object.
    pub(super) fn read(raw: &'a RawValue) -> Option<Self> {
        Self::of_text(raw.get())
    }

    /// Reads a text; nothing where it is no object.
    pub(super) fn of_text(text: &'a str) -> Option<Self> {
        if !text.trim_ascii_start().starts_with('{') {
            return None;
        }
        serde_json::from_str(text).ok()
    }

    /// All entries.
    pub(super) fn entries(&self) -> &[(Cow<'a, str>, &'a RawValue)] {
        &self.0
    }

    /// The value of a key, which clients write as `createdTime` or as `created_time`.
    pub(super) fn get(&self, name: &str) -> Option<&'a RawValue> {
        self.0
            .iter()
            .find(|(key, _)| key.as_ref() == name)
            .or_else(|| self.0.iter().find(|(key, _)| same(key, name)))
            .map(|(_, value)| *value)
    }

    /// A scalar as text; nothing where it is missing, null, empty, a list or an object.
    pub(super) fn text(&self, name: &str) -> Option<Cow<'a, str>> {
        text(self.get(name)?)
    }

    /// The first of these keys that has a text.
    pub(super) fn first(&self, names: &[&str]) -> Option<Cow<'a, str>> {
        names.iter().find_map(|name| self.text(name))
    }

    /// The elements of a list; none where the value isn't one.
    pub(super) fn list(&self, name: &str) -> Vec<&'a RawValue> {
        self.get(name).and_then(list).unwrap_or_default()
    }

    /// An object in this one.
    pub(super) fn object(&self, name: &str) -> Option<Object<'a>> {
        Object::read(self.get(name)?)
    }
}

/// A scalar as text; nothing where it is null, empty, a list or an object.
pub(super) fn text(raw: &RawValue) -> Option<Cow<'_, str>> {
    let scalar: Scalar<'_> = serde_json::from_str(raw.get()).ok()?;
    scalar.0.filter(|text| !text.trim().is_empty())
}

/// The elements of a list; nothing where the value isn't one.
pub(super) fn list(raw: &RawValue) -> Option<Vec<&RawValue>> {
    if !raw.get().starts_with('[') {
        return None;
    }
    serde_json::from_str(raw.get()).ok()
}

/// Whether two keys are the same but for case and `_`.
fn same(a: &str, b: &str) -> bool {
    fn plain(text: &str) -> impl Iterator<Item = u8> + '_ {
        text.bytes()
            .filter(|b| *b != b'_')
            .map(|b| b.to_ascii_lowercase())
    }
    plain(a).eq(plain(b))
}

/// Finds the places of values in a record, in little time where they come in order.
#[derive(Debug)]
pub(super) struct Places<'a> {
    text: &'a str,
    start: Pos,
    offset: usize,
    pos: Pos,
}

impl<'a> Places<'a> {
    /// In a record that begins at `start`.
    pub(super) const fn new(text: &'a str, start: Pos) -> Self {
        Self {
            text,
            start,
            offset: 0,
            pos: start,
        }
    }

    /// The place of a value of the record.
    pub(super) fn of(&mut self, raw: &RawValue) -> Pos {
        let offset = (raw.get().as_ptr() as usize).wrapping_sub(self.text.as_ptr() as usize);
        if offset < self.offset {
            *self = Self::new(self.text, self.start);
        }
        let Some(passed) = self.text.get(self.offset..offset) else {
            return self.start;
        };
        let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        let lines = passed.bytes().filter(|b| *b == b'\n').count();
        self.pos.line = self.pos.line.saturating_add(count(lines));
        self.pos.column = match passed.rfind('\n') {
            Some(i) => count(passed[i + 1..].chars().count()).saturating_add(1),
            None => self
                .pos
                .column
                .saturating_add(count(passed.chars().count())),
        };
        self.offset = offset;
        self.pos
    }
}
