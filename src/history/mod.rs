//! What changed from build to build. Each build compares what pages show of each asset with what the
//! former build recorded, and appends the differences to one record, which it publishes with the site.
//! Values in, values out: what was read comes in as bytes, and the record leaves as bytes.
//!
//! An entry is made only of what a page shows. What is seen for the first time, an asset's source or a
//! kind of export, is a baseline and no change; what this build's input can't tell is kept as it was.
//! Not so in the portal of an audience: there, what a build doesn't see is forgotten (`forgotten`).

mod asset_state;
mod changed_facts;
mod compaction;
mod export_arrivals;
mod forgotten;
mod found_changes;
mod history_bounds;
mod history_entry;
mod history_record;
mod later_record;
mod next_history;
mod observation;
mod record_reading;
mod recorded_facts;
mod reversal;
#[cfg(test)]
mod tests;

pub(crate) use asset_state::{Facts, Field, LIST_SEPARATOR};
pub(crate) use history_entry::{Category, Entry};
pub(crate) use history_record::{Counts, History, Published, PublishedFold, States};
pub(crate) use later_record::at_a_later_moment;
pub(crate) use next_history::next;
pub(crate) use observation::{Observation, ObservedAsset};
pub(crate) use record_reading::{Damage, audience_of, read};

/// The record's name in a site.
pub(crate) const FILE: &str = "history.ndjson.zst";

/// The month of a moment, `2026-11`; nothing where no moment is known.
fn month(at: i64) -> Option<String> {
    let at = jiff::Timestamp::from_second(at).ok().filter(|_| at != 0)?;
    Some(at.strftime("%Y-%m").to_string())
}

/// What a mesh is known by for longer than a title and an address.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum MeshId {
    /// Its settings say so: `urn:uuid:…`.
    Stated(String),
    /// Made by the first build, and kept.
    Made(String),
}

impl MeshId {
    /// The id that the settings state; or else one made of what the mesh is called and where it is
    /// published, for a mesh that has none yet: later changes of either keep it.
    #[must_use]
    pub(crate) fn new(stated: Option<&str>, title: &str, base_url: Option<&str>) -> Self {
        match stated {
            Some(id) => Self::Stated(id.to_owned()),
            None => Self::Made(urn(&[title, base_url.unwrap_or_default()])),
        }
    }

    /// The id, `urn:uuid:…`.
    #[must_use]
    pub(crate) fn as_str(&self) -> &str {
        let (Self::Stated(id) | Self::Made(id)) = self;
        id
    }
}

impl Default for MeshId {
    fn default() -> Self {
        Self::Made(String::new())
    }
}

/// A `urn:uuid:` made of texts: version 8 of RFC 9562, what its maker says.
fn urn(of: &[&str]) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in of {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    let mut bytes = [0; 16];
    hasher.finalize_xof().fill(&mut bytes);
    bytes[6] = bytes[6] & 0x0f | 0x80;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let hex = format!("{:032x}", u128::from_be_bytes(bytes));
    let parts = [
        &hex[..8],
        &hex[8..12],
        &hex[12..16],
        &hex[16..20],
        &hex[20..],
    ];
    format!("urn:uuid:{}", parts.join("-"))
}
