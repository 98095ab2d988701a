//! Which facts came and went with what told them: exports by kind, by file and by dataset, and
//! manifests that can't be read.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::asset_state::{Facts, Field};
use super::history_bounds::FORTNIGHT;
use super::history_record::{History, Source, State, UNREAD};
use super::observation::{Observation, ObservedAsset};
use super::recorded_facts::parsed;

/// What the name of a source begins with that is a kind of export.
const EXPORT: &str = "export:";
/// The same of a file of an export.
const FILE: &str = "file:";

/// What a build's exports are against those before, for the assets of one source: a fact may come or
/// go with its source. Sets of fields have a bit each.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Exports {
    /// What tells these is there for the first time.
    pub(super) arrived: u32,
    /// What tells these isn't there, and may come back.
    pub(super) left: u32,
    /// What tells these stayed away: from now on it is no longer known.
    pub(super) given_up: u32,
    /// A file is there for the first time.
    pub(super) has_new_file: bool,
    /// A manifest can't be read that could be.
    pub(super) is_unread: bool,
}

impl Exports {
    /// What holds for assets that no export describes.
    pub(super) fn of_manifests(self) -> Self {
        Self {
            is_unread: self.is_unread,
            ..Self::default()
        }
    }
}

/// What came and went, of the mesh and by source.
#[derive(Debug, Default)]
pub(super) struct Arrivals {
    of_all: Exports,
    has_left: bool,
    has_ended: bool,
    /// By source, which fields its assets had, and have.
    fields: FxHashMap<String, [u32; 2]>,
}

impl Arrivals {
    /// Compares the exports and manifests of this build with those of the former ones. What stays away
    /// for a fortnight is no longer waited for, and forgotten.
    pub(super) fn of(history: &mut History, states: &[State], seen: &Observation) -> Self {
        let mut arrivals = Self {
            of_all: Exports {
                is_unread: unread(history, seen),
                ..Exports::default()
            },
            ..Self::default()
        };
        let of_exports = Field::set(Field::is_of_exports);
        let sources = &mut history.sources;
        let knows = |sources: &BTreeMap<String, Source>, kind: &str, name: &String| {
            sources.contains_key(&format!("{kind}{name}"))
        };
        let knows_files = sources.keys().any(|name| name.starts_with(FILE));
        let mut kinds = seen.exports.iter();
        if !kinds.all(|export| knows(sources, EXPORT, export)) {
            arrivals.of_all.arrived = of_exports;
        }
        let mut files = seen.files.iter();
        arrivals.of_all.has_new_file = knows_files && !files.all(|file| knows(sources, FILE, file));
        let of_all = &mut arrivals.of_all;
        sources.retain(|name, source| {
            let is_awaited = source.last > seen.now.saturating_sub(FORTNIGHT);
            if let Some(export) = name.strip_prefix(EXPORT)
                && !seen.exports.contains(export)
            {
                match is_awaited {
                    true => of_all.left = of_exports,
                    false => of_all.given_up = of_exports,
                }
                return is_awaited;
            }
            if let Some(file) = name.strip_prefix(FILE)
                && !seen.files.contains(file)
            {
                arrivals.has_left |= is_awaited;
                arrivals.has_ended |= !is_awaited;
                return is_awaited;
            }
            true
        });
        if arrivals.of_all.has_new_file || arrivals.has_left || arrivals.has_ended {
            arrivals.fields = fields(states, &seen.assets);
        }
        arrivals
    }

    /// Whether a file is there for the first time.
    pub(super) const fn has_new_file(&self) -> bool {
        self.of_all.has_new_file
    }

    /// For the assets of a source. A file is taken to tell of a dataset what none told before.
    pub(super) fn of_source(&self, source: &str) -> Exports {
        let mut exports = self.of_all;
        let Some([before, now]) = self.fields.get(source) else {
            return exports;
        };
        let of_exports = Field::set(Field::is_of_exports);
        if self.of_all.has_new_file {
            exports.arrived |= of_exports & !before;
        }
        if self.has_left {
            exports.left |= of_exports & !now;
        }
        if self.has_ended {
            exports.given_up |= of_exports & !now;
        }
        exports
    }
}

/// Names under which a build's exports and unread manifests are recorded as sources.
pub(super) fn names(seen: &Observation) -> impl Iterator<Item = String> {
    let exports = seen.exports.iter().map(|name| format!("{EXPORT}{name}"));
    let files = seen.files.iter().map(|name| format!("{FILE}{name}"));
    let unread = seen.unread.iter().map(|name| format!("{UNREAD}{name}"));
    exports.chain(files).chain(unread)
}

/// Whether a manifest can't be read that a former build could, within a fortnight.
fn unread(history: &mut History, seen: &Observation) -> bool {
    let is_first = history.sources.is_empty();
    history.sources.retain(|name, _| {
        let path = name.strip_prefix(UNREAD);
        path.is_none_or(|path| seen.unread.contains(path))
    });
    let mut is_unread = false;
    for path in &seen.unread {
        let source = Source {
            // What never told anything isn't waited for.
            since: if is_first { i64::MIN } else { seen.now },
            last: seen.now,
        };
        let name = format!("{UNREAD}{path}");
        let known = history.sources.entry(name).or_insert(source);
        is_unread |= known.since > seen.now.saturating_sub(FORTNIGHT);
    }
    is_unread
}

fn fields(states: &[State], assets: &[ObservedAsset]) -> FxHashMap<String, [u32; 2]> {
    let had = |facts: &Facts<'_>| {
        let has = facts.fields().filter(|field| field.is_of_exports());
        has.fold(0, |set, field| set | field.bit())
    };
    let mut fields: FxHashMap<String, [u32; 2]> = FxHashMap::default();
    let mut add = |source: &String, at: usize, set: u32| match fields.get_mut(source) {
        Some(sets) => sets[at] |= set,
        None => {
            let mut sets = [0; 2];
            sets[at] = set;
            fields.insert(source.clone(), sets);
        }
    };
    for state in states {
        add(&state.source, 0, had(&parsed(&state.facts)));
    }
    for asset in assets {
        add(&asset.source, 1, had(&asset.parsed()));
    }
    fields
}
