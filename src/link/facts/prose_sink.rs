//! What people wrote about assets taken in, one text at a time.

use super::column_sink::depth;
use super::gathered::Facts;
use super::raw_facts::{Listing, RawColumn};
use crate::catalog::{Column, Label, Presence};
use crate::diagnostic::Pos;
use crate::export::fact::ProseFact;

/// Takes a text.
pub(super) fn prose(facts: &mut Facts, pos: Pos, fact: ProseFact<'_>) {
    match fact {
        ProseFact::Documented(documented) => {
            let relation = facts.relation(documented.name, pos);
            let column = Column {
                path: facts.text(&documented.path, pos),
                data_type: facts.text(&documented.data_type, pos),
                description: documented
                    .description
                    .filter(|d| !d.trim().is_empty())
                    .map(|d| facts.text(&d, pos)),
                depth: depth(&documented.path),
                required: None,
                partitioning: false,
                clustering: 0,
                policy_tags: None,
                presence: Presence::Listed,
            };
            facts.raw_columns.push(RawColumn {
                relation,
                ordinal: 0,
                listing: match documented.exact {
                    true => Listing::DocumentedExactly,
                    false => Listing::Documented,
                },
                column,
                job: None,
            });
        }
        ProseFact::Title { name, text } => {
            let text = facts.text(&text, pos);
            let entry = facts.entry(name, pos);
            entry.title = entry.title.or(Some(text));
        }
        ProseFact::Description { name, text } => {
            if !text.trim().is_empty() {
                let text = facts.text(&text, pos);
                let entry = facts.entry(name, pos);
                entry.description = entry.description.or(Some(text));
            }
        }
        ProseFact::Label { name, key, value } => {
            let label = Label {
                key: facts.text(&key, pos),
                // Compared with names of teams, some of which are addresses.
                value: facts.withheld.intern_raw(&mut facts.strings, &value),
                // What a tool calls `meta` may hold anything.
                shown: facts.exporter.capabilities().is_warehouse()
                    || facts.withheld.allowed.meta(&key),
            };
            let relation = facts.relation(name, pos);
            facts.raw_labels.push((relation, label, pos));
        }
        ProseFact::Tag { name, tag } => {
            let tag = facts.text(&tag, pos);
            let entry = facts.entry(name, pos);
            if !entry.tags.contains(&tag) {
                entry.tags.push(tag);
            }
        }
    }
}
