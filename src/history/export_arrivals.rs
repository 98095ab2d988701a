//! Which facts came and went with what told them: exports by kind, by file and by dataset, and
//! manifests that can't be read.

use std::collections::{BTreeMap, BTreeSet};

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
/// The same of a field that exports tell of a project: the field's word and the project follow.
const TOLD: &str = "told:";
/// Where so many assets of a project lack at once what all of them had, its rows are away.
const MANY: usize = 2;

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
    /// By project, what came and went in files that tell of others as well.
    projects: BTreeMap<String, Exports>,
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
        arrivals.projects = projects(sources, states, seen);
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
        if let Some(of) = self.projects.get(project(source)) {
            exports.arrived |= of.arrived;
            exports.left |= of.left;
            exports.has_new_file |= of.has_new_file;
        }
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
    let told = told(seen).into_iter();
    let told = told.map(|(project, field)| format!("{TOLD}{}:{project}", field.word()));
    exports.chain(files).chain(unread).chain(told)
}

/// The project of a dataset, as the source of its assets names it.
fn project(source: &str) -> &str {
    let dataset = source.strip_prefix("dataset:").unwrap_or_default();
    let names = dataset.rsplit_once('.');
    names.map_or("", |(project, _)| project)
}

/// Projects with each field that exports tell of some projects and not of others.
fn told(seen: &Observation) -> BTreeSet<(&str, Field)> {
    let told = seen.told.iter();
    let mut all: BTreeSet<_> = told.map(|(name, field)| (name.as_str(), *field)).collect();
    let mut sets: BTreeMap<&str, u32> = BTreeMap::new();
    // Assets of a source mostly come one after the other.
    for same in seen.assets.chunk_by(|a, b| a.source == b.source) {
        if let Some(asset) = same.first().filter(|a| a.source.starts_with("dataset:")) {
            let set = same.iter().fold(0, |set, asset| set | asset.fields);
            *sets.entry(project(&asset.source)).or_default() |= set;
        }
    }
    for (project, set) in sets {
        let fields = Field::ALL.iter().filter(|f| f.is_told_by_project());
        let has = fields.filter(|field| set & field.bit() != 0);
        all.extend(has.map(|field| (project, *field)));
    }
    all
}

/// Which fields came to projects and left them, though files and kinds of exports are the same. What
/// stays away for a fortnight is forgotten.
fn projects(
    sources: &mut BTreeMap<String, Source>,
    states: &[State],
    seen: &Observation,
) -> BTreeMap<String, Exports> {
    let told = told(seen);
    let is_first = !sources.keys().any(|name| name.starts_with(TOLD));
    let mut projects: BTreeMap<String, Exports> = BTreeMap::new();
    for (project, field) in &told {
        let is_known = sources.contains_key(&format!("{TOLD}{}:{project}", field.word()));
        // Records from before these were noted lack policy tags as well.
        if is_known || is_first && *field != Field::PolicyTag {
            continue;
        }
        let exports = projects.entry((*project).to_owned()).or_default();
        exports.arrived |= field.bit();
        exports.has_new_file |= *field == Field::ColumnDescription;
    }
    sources.retain(|name, source| {
        let Some((word, of)) = name
            .strip_prefix(TOLD)
            .and_then(|name| name.split_once(':'))
        else {
            return true;
        };
        let Some(field) = Field::ALL.iter().find(|field| field.word() == word) else {
            return false;
        };
        if told.contains(&(of, *field)) {
            return true;
        }
        let is_awaited = source.last > seen.now.saturating_sub(FORTNIGHT);
        let had = states
            .iter()
            .filter(|state| project(&state.source) == of && parsed(&state.facts).has(*field));
        // The last one of a project may be taken back; many go with their rows.
        if is_awaited && had.take(MANY).count() == MANY {
            projects.entry(of.to_owned()).or_default().left |= field.bit();
        }
        is_awaited
    });
    projects
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
        add(&asset.source, 1, asset.fields);
    }
    fields
}
