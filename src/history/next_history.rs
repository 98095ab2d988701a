//! From the record of the former build and what this one saw to the record of this one.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::asset_state::{Facts, Field};
use super::changed_facts::{Change, changes};
use super::compaction;
use super::export_arrivals::{Arrivals, names};
use super::forgotten;
use super::found_changes::{Found, FoundChange, name, record};
use super::history_record::{History, Source, State};
use super::observation::{Observation, ObservedAsset};
use super::recorded_facts::{parsed, recorded};
use super::reversal::names_before;
use super::{MeshId, month};

/// The history with this build in it. Without a former one all is a baseline.
#[must_use]
pub(crate) fn next(former: Option<History>, mut seen: Observation) -> History {
    let mut history = former.unwrap_or_default();
    match std::mem::take(&mut seen.mesh) {
        MeshId::Stated(id) => (history.mesh, history.is_stated) = (id, true),
        MeshId::Made(id) if history.mesh.is_empty() => history.mesh = id,
        MeshId::Made(_) => {}
    }
    history.audience = seen.audience.take();
    seen.assets.sort_by(|a, b| a.key.cmp(&b.key));
    seen.assets.dedup_by(|later, first| later.key == first.key);
    let states = std::mem::take(&mut history.states);
    let arrivals = Arrivals::of(&mut history, &states, &seen);
    let told: Vec<String> = names(&seen).collect();
    let is_part = history.audience.is_some();
    let (states, found, other_level, keeps_facts) = {
        let mut merge = Merge {
            is_part,
            arrivals,
            renames: renames(&history, &states, &seen),
            history: &history,
            now: seen.now,
            sources: &seen.sources,
            states: Vec::with_capacity(seen.assets.len()),
            found: Vec::new(),
            other_level: FxHashSet::default(),
            keeps_facts: false,
        };
        merge.all(states, seen.assets);
        let Merge {
            states,
            found,
            other_level,
            keeps_facts,
            ..
        } = merge;
        (states, found, other_level, keeps_facts)
    };
    history.states = states;
    let Observation {
        now,
        sources,
        counts,
        names,
        ..
    } = seen;
    record(&mut history, found, now);
    let told: BTreeSet<String> = sources.into_keys().chain(told).collect();
    if is_part {
        forgotten::forget(&mut history, &names, &other_level, now);
        history.sources.retain(|name, _| told.contains(name));
    }
    let told_now = told.len();
    for name in told {
        let source = history.sources.entry(name);
        source
            .or_insert(Source {
                since: now,
                last: now,
            })
            .last = now;
    }
    if let Some(month) = month(now) {
        history.months.insert(month, counts);
    }
    history.built = now;
    // What else was there last at this moment couldn't be told from what is there now.
    let at_this = history.sources.values().filter(|of| of.last == now).count();
    history.is_settled = !keeps_facts && other_level.is_empty() && at_this == told_now;
    compaction::compact(&mut history);
    history.index();
    history
}

/// New keys by the former ones that they take the place of: an asset says what it was called before, or
/// it is called again what it was until lately.
fn renames(history: &History, states: &[State], seen: &Observation) -> BTreeMap<String, String> {
    let assets = seen.assets.as_slice();
    let is_seen = |key: &str| assets.binary_search_by(|a| a.key.as_str().cmp(key)).is_ok();
    let is_known = |key: &str| states.binary_search_by(|s| s.key.as_str().cmp(key)).is_ok();
    let mut renames = BTreeMap::new();
    for asset in assets.iter().filter(|asset| !is_known(&asset.key)) {
        let Some((space, _)) = asset.key.split_once(':') else {
            continue;
        };
        for name in &asset.former_names {
            let former = format!("{space}:{name}");
            if is_known(&former) && !is_seen(&former) {
                renames.entry(former).or_insert_with(|| asset.key.clone());
            }
        }
    }
    let absent = states
        .iter()
        .filter(|s| s.gone.is_none() && !is_seen(&s.key));
    for state in absent {
        let Some((space, _)) = state.key.split_once(':') else {
            continue;
        };
        let names = names_before(history, &state.key, seen.now).into_iter();
        let mut keys = names.map(|(_, name)| format!("{space}:{name}"));
        if let Some(key) = keys.find(|key| is_seen(key) && !is_known(key)) {
            renames.entry(state.key.clone()).or_insert(key);
        }
    }
    renames
}

struct Merge<'m> {
    /// Whether an audience sees this, not everyone.
    is_part: bool,
    history: &'m History,
    now: i64,
    sources: &'m BTreeMap<String, bool>,
    arrivals: Arrivals,
    renames: BTreeMap<String, String>,
    states: Vec<State>,
    found: Vec<Found>,
    /// Keys of what is shown more or less of than before.
    other_level: FxHashSet<String>,
    /// Whether something is recorded of an asset that this build's input can't tell.
    keeps_facts: bool,
}

impl Merge<'_> {
    fn all(&mut self, former: Vec<State>, assets: Vec<ObservedAsset>) {
        let mut renamed: FxHashMap<String, State> = FxHashMap::default();
        let mut rest = Vec::with_capacity(former.len());
        for state in former {
            match self.renames.get(&state.key) {
                Some(key) => drop(renamed.insert(key.clone(), state)),
                None => rest.push(state),
            }
        }
        let mut former = rest.into_iter().peekable();
        for asset in assets {
            while let Some(gone) = former.next_if(|state| state.key < asset.key) {
                self.absent(gone);
            }
            let same = former.next_if(|state| state.key == asset.key);
            match same.or_else(|| renamed.remove(&asset.key)) {
                Some(state) => self.known(state, asset),
                None => self.unknown(asset),
            }
        }
        for gone in former {
            self.absent(gone);
        }
    }

    /// Nothing of it is recorded.
    fn unknown(&mut self, asset: ObservedAsset) {
        // The first sight of a source is a baseline; so is what a new file tells of a dataset of which
        // nothing lists all.
        let came = self.history.sources.contains_key(&asset.source)
            && !(self.arrivals.has_new_file() && self.sources.get(&asset.source) == Some(&false));
        if came {
            let facts = asset.parsed();
            let noun = noun(&asset.key, &facts);
            self.found(&asset.key, &facts, FoundChange::Added(noun));
        }
        self.states.push(State {
            key: asset.key,
            source: asset.source,
            first: came.then_some(self.now),
            gone: None,
            facts: asset.facts,
        });
    }

    fn known(&mut self, mut state: State, asset: ObservedAsset) {
        let was_gone = state.gone.take().is_some();
        let former = (state.key != asset.key).then(|| name(&state.key).to_owned());
        state.key.clone_from(&asset.key);
        state.source.clone_from(&asset.source);
        let is_same = asset.facts.get() == state.facts.get();
        if is_same && !was_gone && former.is_none() {
            return self.states.push(state);
        }
        let new = asset.parsed();
        if self.is_part && parsed(&state.facts).value(Field::Level) != new.value(Field::Level) {
            self.other_level.insert(state.key.clone());
            // What was there to be found can be used from now on: of what it was before nothing is told.
            if new.value(Field::Level).is_none() {
                self.opened(&state.key, &new);
            }
            state.facts = asset.facts;
            return self.states.push(state);
        }
        if was_gone {
            let came = state.first.map(|_| noun(&state.key, &new));
            self.found(&state.key, &new, FoundChange::Back(came));
        }
        if let Some(former) = former.filter(|_| !self.is_part) {
            self.found(&state.key, &new, FoundChange::Renamed(former));
        }
        if !is_same {
            self.compare(&mut state, asset, &new);
        }
        self.states.push(state);
    }

    fn opened(&mut self, key: &str, new: &Facts<'static>) {
        let [rule, ..] = Field::Audience.rules();
        for (member, _) in new.all(Field::Audience) {
            let change = Change {
                field: Field::Audience,
                rule,
                member: member.to_owned(),
                old: String::new(),
                new: String::new(),
            };
            self.found(key, new, FoundChange::Fact(change));
        }
    }

    fn compare(&mut self, state: &mut State, asset: ObservedAsset, new: &Facts<'static>) {
        let is_relation = state.key.starts_with("relation:");
        let exports = self.arrivals.of_source(&state.source);
        let exports = match is_relation {
            true => exports,
            false => exports.of_manifests(),
        };
        let (changes, kept) = changes(&parsed(&state.facts), new, exports, is_relation);
        // What an audience doesn't see it isn't told from memory.
        let kept = kept.filter(|_| !self.is_part);
        let kept = kept.and_then(|kept| recorded(&kept).ok());
        self.keeps_facts |= kept.is_some();
        state.facts = kept.unwrap_or(asset.facts);
        for change in changes {
            self.found(&state.key, new, FoundChange::Fact(change));
        }
    }

    /// This build doesn't see it.
    fn absent(&mut self, mut state: State) {
        if self.is_part {
            return;
        }
        let is_told = self.sources.get(&state.source) == Some(&true);
        if state.gone.is_none() && is_told {
            state.gone = Some(self.now);
            let facts = parsed(&state.facts);
            let noun = noun(&state.key, &facts);
            self.found(&state.key, &facts, FoundChange::Removed(noun));
        }
        self.states.push(state);
    }

    fn found(&mut self, key: &str, facts: &Facts<'static>, change: FoundChange) {
        let owner = facts.value(Field::Owner).or(key.strip_prefix("dme:"));
        self.found.push(Found {
            key: key.to_owned(),
            owner: owner.unwrap_or_default().to_owned(),
            change,
        });
    }
}

/// What an asset is called in rules: `view`, `table`, `product` …
fn noun(key: &str, facts: &Facts<'_>) -> String {
    let space = key.split_once(':').map_or(key, |(space, _)| space);
    let kind = facts.value(Field::Kind).unwrap_or_default();
    match space {
        "relation" if kind.ends_with("view") => "view",
        "relation" => "table",
        other => other,
    }
    .to_owned()
}
