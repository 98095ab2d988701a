//! What a build saw, for the history.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;
use serde_json::value::RawValue;

use super::MeshId;
use super::asset_state::{Facts, Field};
use super::history_record::Counts;
use super::recorded_facts::{parsed, recorded};

/// What a build saw of an asset.
#[derive(Debug)]
pub(crate) struct ObservedAsset {
    /// What it is known by for longer than a build.
    pub key: String,
    /// Which of [`Observation::sources`] it comes from.
    pub source: String,
    /// Names that it says it had before.
    pub former_names: Vec<String>,
    /// The fields that it has, a bit each.
    pub(super) fields: u32,
    /// What its page shows, as it is recorded.
    pub(super) facts: Box<RawValue>,
}

impl ObservedAsset {
    /// An asset with what its page shows.
    ///
    /// # Errors
    /// As writing the facts says.
    pub(crate) fn new(
        key: String,
        source: String,
        former_names: Vec<String>,
        facts: &Facts<'_>,
    ) -> serde_json::Result<Self> {
        Ok(Self {
            key,
            source,
            former_names,
            fields: facts.set_of_fields(),
            facts: recorded(facts)?,
        })
    }

    pub(super) fn parsed(&self) -> Facts<'static> {
        parsed(&self.facts)
    }
}

/// What a build saw.
#[derive(Debug, Default)]
pub(crate) struct Observation {
    /// Its id; one that is made counts where it has none yet.
    pub mesh: MeshId,
    /// The audience that sees it; nothing where it is the whole mesh.
    pub audience: Option<String>,
    /// Of an audience, all names that it may read; else none.
    pub names: FxHashSet<String>,
    /// The moment of the build in seconds since 1970; 0 where its input tells none.
    pub now: i64,
    /// Each key once, in any order.
    pub assets: Vec<ObservedAsset>,
    /// What tells which assets there are, and whether it tells of all: only then what is missing is
    /// gone.
    pub sources: BTreeMap<String, bool>,
    /// Kinds of exports that tell of tables and views.
    pub exports: BTreeSet<String>,
    /// Files of exports, as far as they are the same from day to day.
    pub files: BTreeSet<String>,
    /// Projects with fields that exports have a place for, whether or not an asset has them.
    pub told: BTreeSet<(String, Field)>,
    /// Files that may be manifests, and can't be read as a whole.
    pub unread: BTreeSet<String>,
    /// How many there are.
    pub counts: Counts,
}
