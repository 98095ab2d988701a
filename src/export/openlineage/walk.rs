//! An event while it is read: what its parts are asked for, and what is said where they aren't so.

use serde_json::value::RawValue;

use super::dataset_names::Table;
use super::entry_state::EntryState;
use super::merged_runs::hash;
use crate::diagnostic::{Pos, Text, text};
use crate::export::fact::FactSink;
use crate::export::json_object::{Object, Places, list};
use crate::export::row_problems::{Problems, Unusable};
use crate::export::time::Seconds;

/// An event that is being read.
pub(super) struct EventReader<'w> {
    pub(super) places: Places<'w>,
    pub(super) pos: Pos,
    pub(super) at: Option<Seconds>,
    /// Number of the event's job.
    pub(super) job: Option<u32>,
    pub(super) known: &'w mut EntryState,
    pub(super) problems: &'w mut Problems,
    pub(super) sink: &'w mut dyn FactSink,
}

/// A value that isn't null.
pub(super) fn present<'a>(object: &Object<'a>, key: &str) -> Option<&'a RawValue> {
    object.get(key).filter(|raw| raw.get() != "null")
}

impl<'w> EventReader<'w> {
    /// Reports a value.
    pub(super) fn wrong(&mut self, raw: &RawValue, message: impl Into<Text>) {
        let pos = self.places.of(raw);
        let help = "mend what writes this value, or leave it out; the rest of the event is used";
        self.problems.row(self.sink, || {
            Unusable::row(message, help).finding(raw.get(), pos)
        });
    }

    /// The elements of a list; what is no list is reported.
    pub(super) fn list(&mut self, object: &Object<'w>, key: &str) -> Vec<&'w RawValue> {
        let Some(raw) = present(object, key) else {
            return Vec::new();
        };
        list(raw).unwrap_or_else(|| {
            self.wrong(raw, text!("`{key}` isn't a list", key));
            Vec::new()
        })
    }

    /// A nested object; what is no object is reported.
    pub(super) fn object(&mut self, object: &Object<'w>, key: &str) -> Option<Object<'w>> {
        let raw = present(object, key)?;
        let nested = Object::read(raw);
        if nested.is_none() {
            self.wrong(raw, text!("`{key}` isn't an object", key));
        }
        nested
    }

    /// The dataset that an object names.
    pub(super) fn named(&mut self, object: &Object<'w>, raw: &RawValue) -> Option<u32> {
        let namespace = object.text("namespace").unwrap_or_default();
        let table = object
            .text("name")
            .and_then(|name| Table::parse(&namespace, &name));
        if table.is_none() {
            self.wrong(raw, "the dataset has no name that can be used");
        }
        let id = self.known.tables.add(table?);
        self.known.mention(self.pos);
        Some(id)
    }

    /// Whether a facet wasn't read before; events repeat theirs again and again.
    pub(super) fn is_new(&mut self, about: (&str, u32), raw: &RawValue, timed: bool) -> bool {
        let at = self.at.filter(|_| timed);
        self.known
            .seen
            .insert(hash((about, self.job, raw.get(), at)))
    }
}
