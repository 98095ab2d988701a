//! The record of all builds so far, and how it is written: lines of JSON, compressed.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::io::{self, Write};

use rustc_hash::FxHashMap;
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

use super::asset_state::RENAMED;
use super::history_bounds::{
    ENTRY_AGE, FORMER_NAMES, FORTNIGHT, GONE_AGE, RECORD_BYTES, STRANGE_SHARE,
};
use super::history_entry::{Category, Entry};
use super::{MeshId, urn};
use crate::neutral;

/// Level of the compressor: the next ones take twice the time for a tenth of the size.
const LEVEL: i32 = 1;

/// Version of the form of a record. The first one had columns by field, as other facts.
pub(super) const VERSION: u32 = 2;

/// What the name of a source begins with that is a manifest which can't be read.
pub(super) const UNREAD: &str = "unread:";

/// How many there are of what grows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Counts {
    /// DMEs.
    pub dmes: usize,
    /// Data products.
    pub products: usize,
    /// Tables that an export describes.
    pub tables: usize,
    /// Unified views.
    pub views: usize,
}

/// Where states come from: a dataset, the manifests, a kind of export.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Source {
    /// When it was seen first.
    pub(super) since: i64,
    /// When it was there last.
    pub(super) last: i64,
}

/// What is known of an asset.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct State {
    #[serde(rename = "k")]
    pub(super) key: String,
    /// Where it comes from.
    #[serde(rename = "from")]
    pub(super) source: String,
    /// When it came, where that was seen.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) first: Option<i64>,
    /// Since when it is gone.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) gone: Option<i64>,
    /// [`super::Facts`], as they were written.
    #[serde(rename = "f")]
    pub(super) facts: Box<RawValue>,
}

/// What is known of assets, taken out of a record: most of its bytes, and no page shows it.
#[derive(Debug)]
pub(crate) struct States(Vec<State>);

/// Many changes that a feed tells as one entry, as it was published.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct PublishedFold {
    /// A number made of what it says.
    pub text: u32,
    /// The moment of the build since which it says that.
    pub updated: i64,
}

/// What of the feeds the next build has to know.
#[derive(Debug, Default)]
pub(crate) struct Published {
    /// By path, with the key of the asset that each is about.
    pub feeds: BTreeMap<String, String>,
    /// By id.
    pub folds: BTreeMap<String, PublishedFold>,
}

/// Which entries were left out: month of the change, owner, category.
pub(super) type Dropped = (String, String, Category);

/// What all builds so far saw.
#[derive(Debug, Clone, Default)]
pub(crate) struct History {
    /// Known by for longer than a title and an address: `urn:uuid:…`.
    pub(super) mesh: String,
    /// Whether the settings of a build stated it.
    pub(super) is_stated: bool,
    /// The audience whose portal it is of; nothing where that shows the whole mesh.
    pub(super) audience: Option<String>,
    /// The moment of the newest build; 0 where its input tells none.
    pub(super) built: i64,
    /// Number of builds that saw a change.
    pub(super) build: u32,
    /// Whether a next build that sees the same would add nothing but its moment.
    pub(super) is_settled: bool,
    /// By month, `2026-11`.
    pub(super) months: BTreeMap<String, Counts>,
    pub(super) sources: BTreeMap<String, Source>,
    /// Numbers of entries that are left out.
    pub(super) dropped: BTreeMap<Dropped, u64>,
    /// Feeds that were published once: readers still ask for them.
    /// By path, with the key of the asset that each is about.
    pub(super) feeds: BTreeMap<String, String>,
    /// What the feeds of the former site told as one entry, by id.
    pub(super) folds: BTreeMap<String, PublishedFold>,
    /// By moment, key, rule and member.
    pub(super) entries: Vec<Entry>,
    /// By key.
    pub(super) states: Vec<State>,
    /// Entries of each asset, as numbers in `entries`, oldest first.
    pub(super) by_key: FxHashMap<String, Vec<u32>>,
}

/// A line of the record.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(super) enum Line {
    Head {
        version: u32,
        mesh: String,
        #[serde(default)]
        stated: bool,
        #[serde(default)]
        audience: Option<String>,
        built: i64,
        build: u32,
    },
    Month(String, Counts),
    Source(String, Source),
    Dropped(Dropped, u64),
    Feed(String, String),
    Fold(String, PublishedFold),
    Entry(Entry),
    State(State),
    /// The last one: how many lines stand before it.
    End(usize),
}

/// [`Line`] as it is written, of what stands in a record.
#[derive(Serialize)]
#[serde(rename_all = "lowercase")]
enum Written<'r> {
    Head {
        version: u32,
        mesh: &'r str,
        #[serde(skip_serializing_if = "std::ops::Not::not")]
        stated: bool,
        #[serde(skip_serializing_if = "Option::is_none")]
        audience: Option<&'r str>,
        built: i64,
        build: u32,
    },
    Month(&'r str, Counts),
    Source(&'r str, Source),
    Dropped(&'r Dropped, u64),
    Feed(&'r str, &'r str),
    Fold(&'r str, PublishedFold),
    Entry(&'r Entry),
    State(&'r State),
    End(usize),
}

impl History {
    /// The id of the mesh that it is of, where that is another than this one: both were stated, and
    /// they differ.
    #[must_use]
    pub(crate) fn other_mesh(&self, stated: Option<&str>) -> Option<&str> {
        let is_other = self.is_stated && stated.is_some_and(|id| id != self.mesh);
        is_other.then_some(&*self.mesh)
    }

    /// Whether it is surely of another mesh, though neither says which one it is: of the smaller one's
    /// assets hardly any is in the other. `is_there` says whether this mesh, which has so many `assets`,
    /// has one with a key; `made` is the id that it would get as a new one, of its title and address.
    #[must_use]
    pub(crate) fn is_strange(
        &self,
        made: Option<&MeshId>,
        assets: usize,
        is_there: impl Fn(&str) -> bool,
    ) -> bool {
        if self.is_stated || made.is_some_and(|made| made.as_str() == self.mesh) {
            return false;
        }
        let known = self.states.iter().filter(|state| state.gone.is_none());
        let (mut count, mut there) = (0_usize, 0_usize);
        for state in known {
            count += 1;
            there += usize::from(is_there(&state.key));
        }
        there * STRANGE_SHARE < count.min(assets)
    }

    /// Changes of the last fortnight, newest first; those of one build by key.
    pub(crate) fn recent(&self) -> impl Iterator<Item = &Entry> {
        let from = self.built.saturating_sub(FORTNIGHT);
        let start = self.entries.partition_point(|entry| entry.at <= from);
        let recent = &self.entries[start.min(self.entries.len())..];
        recent
            .chunk_by(|a, b| a.at == b.at)
            .rev()
            .flat_map(<[Entry]>::iter)
    }

    /// Changes of an asset by its key, newest first; those that it had under former names after them.
    pub(crate) fn of_asset<'h>(&'h self, key: &str) -> impl Iterator<Item = &'h Entry> + use<'h> {
        let mut all: Vec<&Entry> = Vec::new();
        let (mut key, mut until) = (Cow::Borrowed(key), i64::MAX);
        for _ in 0..=FORMER_NAMES {
            let own = self.of_key(&key).filter(|entry| entry.at <= until);
            let from = all.len();
            all.extend(own);
            let renamed = all[from..].iter().find(|entry| entry.rule == RENAMED);
            let Some((renamed, (space, _))) = renamed.copied().zip(key.split_once(':')) else {
                break;
            };
            key = Cow::Owned(format!("{space}:{}", renamed.old));
            until = renamed.at;
        }
        all.into_iter()
    }

    /// Changes that are recorded under a key, newest first.
    pub(super) fn of_key(&self, key: &str) -> impl Iterator<Item = &Entry> {
        let numbers = self.by_key.get(key).into_iter().flatten().rev();
        numbers.filter_map(|n| self.entries.get(*n as usize))
    }

    /// What there was at the end of each month, oldest first.
    pub(crate) fn months(&self) -> impl Iterator<Item = (&str, Counts)> {
        self.months
            .iter()
            .map(|(month, counts)| (month.as_str(), *counts))
    }

    /// Feeds that were published once, by path, with the key of the asset that each is about.
    pub(crate) fn feeds(&self) -> impl Iterator<Item = (&str, &str)> {
        self.feeds
            .iter()
            .map(|(path, key)| (path.as_str(), key.as_str()))
    }

    /// What a feed of the former site told as one entry, by its id.
    pub(crate) fn fold(&self, id: &str) -> Option<PublishedFold> {
        self.folds.get(id).copied()
    }

    /// The moment of the newest build; 0 where its input tells none.
    #[must_use]
    pub(crate) const fn built(&self) -> i64 {
        self.built
    }

    /// The first moment at which a build that sees the same would have more to add than its moment. Until
    /// then what is recent stays so, what is waited for is waited for, and nothing is too old.
    #[must_use]
    pub(crate) fn holds_until(&self) -> i64 {
        if !self.is_settled {
            return self.built;
        }
        let entries = self.entries.iter().map(|entry| entry.at);
        let entries = entries.flat_map(|at| [(at, FORTNIGHT), (at, ENTRY_AGE)]);
        let sources = self.sources.values();
        let sources = sources.flat_map(|Source { since, last }| {
            [(*since, FORTNIGHT), (*last, FORTNIGHT), (*last, GONE_AGE)]
        });
        let gone = self.states.iter().filter_map(|state| state.gone);
        let gone = gone.map(|at| (at, GONE_AGE));
        let ends = entries.chain(sources).chain(gone);
        let ends = ends.map(|(at, most)| at.saturating_add(most));
        let next = ends.filter(|end| *end > self.built).min();
        next.unwrap_or(i64::MAX)
    }

    /// When the first build was of which anything is known; 0 where no moment is.
    #[must_use]
    pub(crate) fn first_build(&self) -> i64 {
        let sources = self.sources.iter();
        let read = sources.filter(|(name, _)| !name.starts_with(UNREAD));
        read.map(|(_, source)| source.since)
            .min()
            .unwrap_or_default()
    }

    /// An id for something of this mesh, `urn:uuid:…`; of the mesh itself where `what` is empty.
    #[must_use]
    pub(crate) fn urn(&self, what: &str) -> String {
        match what {
            "" => self.mesh.clone(),
            what => urn(&[&self.mesh, what]),
        }
    }

    /// Sorts entries and finds those of each asset.
    pub(super) fn index(&mut self) {
        self.entries.sort_by(|a, b| a.order().cmp(&b.order()));
        self.by_key.clear();
        for (n, entry) in (0..).zip(&self.entries) {
            match self.by_key.get_mut(&entry.key) {
                Some(numbers) => numbers.push(n),
                None => drop(self.by_key.insert(entry.key.clone(), vec![n])),
            }
        }
    }

    /// Takes out what it has of assets.
    pub(crate) fn take_states(&mut self) -> States {
        States(std::mem::take(&mut self.states))
    }

    /// The record as a file, with the states that were taken out of it and what is published in feeds.
    ///
    /// # Errors
    /// As the compressor says.
    pub(crate) fn bytes(&self, states: &States, of_feeds: &Published) -> io::Result<Vec<u8>> {
        let mut out = zstd::stream::write::Encoder::new(Vec::new(), LEVEL)?;
        out.include_checksum(true)?;
        self.write(states, of_feeds, &mut out)?;
        out.finish()
    }

    fn write(
        &self,
        States(states): &States,
        of_feeds: &Published,
        out: &mut dyn Write,
    ) -> io::Result<()> {
        let mut published: BTreeMap<&str, &str> = self.feeds().collect();
        published.extend(
            of_feeds
                .feeds
                .iter()
                .map(|(path, key)| (path.as_str(), key.as_str())),
        );
        let mut written = 0;
        let mut line = |line: &Written<'_>| {
            written += 1;
            neutral::json::write_with_raw(out, line)?;
            out.write_all(b"\n")
        };
        line(&Written::Head {
            version: VERSION,
            mesh: &self.mesh,
            stated: self.is_stated,
            audience: self.audience.as_deref(),
            built: self.built,
            build: self.build,
        })?;
        for (month, counts) in &self.months {
            line(&Written::Month(month, *counts))?;
        }
        // Were more written than can be read, the next build would have neither.
        let bytes: u64 = states.iter().map(|s| s.facts.get().len() as u64).sum();
        let fits = bytes < RECORD_BYTES / 2;
        for (name, source) in self.sources.iter().filter(|_| fits) {
            line(&Written::Source(name, *source))?;
        }
        for (of, n) in &self.dropped {
            line(&Written::Dropped(of, *n))?;
        }
        for (path, key) in published {
            line(&Written::Feed(path, key))?;
        }
        for (id, fold) in &of_feeds.folds {
            line(&Written::Fold(id, *fold))?;
        }
        for entry in &self.entries {
            line(&Written::Entry(entry))?;
        }
        for state in states.iter().filter(|_| fits) {
            line(&Written::State(state))?;
        }
        let before = written;
        neutral::json::write(out, &Written::End(before))?;
        out.write_all(b"\n")
    }
}
