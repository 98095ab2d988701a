//! What people wrote about assets taken in, one text at a time.

use super::asset_sink::depth;
use super::{Facts, Listing, RawColumn};
use crate::catalog::{Column, Label, Presence};
use crate::diagnostic::Pos;
use crate::export::fact::ProseFact;

impl Facts {
    /// Takes a text.
    pub(super) fn prose(&mut self, pos: Pos, fact: ProseFact<'_>) {
        match fact {
            ProseFact::Documented(documented) => {
                let relation = self.relation(documented.name, pos);
                let column = Column {
                    path: self.text(&documented.path, pos),
                    data_type: self.text(&documented.data_type, pos),
                    description: documented
                        .description
                        .filter(|d| !d.trim().is_empty())
                        .map(|d| self.text(&d, pos)),
                    depth: depth(&documented.path),
                    required: false,
                    partitioning: false,
                    clustering: 0,
                    policy_tags: None,
                    presence: Presence::Listed,
                };
                self.raw_columns.push(RawColumn {
                    relation,
                    ordinal: 0,
                    listing: match documented.exact {
                        true => Listing::DocumentedExactly,
                        false => Listing::Documented,
                    },
                    column,
                });
            }
            ProseFact::Title { name, text } => {
                let text = self.text(&text, pos);
                let entry = self.entry(name, pos);
                entry.title = entry.title.or(Some(text));
            }
            ProseFact::Description { name, text } => {
                if !text.trim().is_empty() {
                    let text = self.text(&text, pos);
                    let entry = self.entry(name, pos);
                    entry.description = entry.description.or(Some(text));
                }
            }
            ProseFact::Label { name, key, value } => {
                let label = Label {
                    key: self.text(&key, pos),
                    // Compared with names of teams, some of which are addresses.
                    value: self.withheld.intern_raw(&mut self.strings, &value),
                    // What a tool calls `meta` may hold anything.
                    shown: self.exporter.capabilities().is_warehouse()
                        || self.withheld.allowed.meta(&key),
                };
                let relation = self.relation(name, pos);
                self.raw_labels.push((relation, label, pos));
            }
            ProseFact::Tag { name, tag } => {
                let tag = self.text(&tag, pos);
                let entry = self.entry(name, pos);
                if !entry.tags.contains(&tag) {
                    entry.tags.push(tag);
                }
            }
        }
    }
}
