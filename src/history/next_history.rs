//! From the record of the former build and what this one saw to the record of this one.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashMap;
use serde_json::value::RawValue;

use super::asset_state::{Facts, Field};
use super::changed_facts::{Change, Exports, changes};
use super::compaction;
use super::history_bounds::FORTNIGHT;
use super::history_entry::{Category, Entry, id};
use super::history_record::{Counts, History, Source, State};
use super::month;
use super::reversal::undone_by;

/// What a build saw of an asset.
#[derive(Debug)]
pub(crate) struct ObservedAsset {
    /// What it is known by for longer than a build.
    pub key: String,
    /// Which of [`Observation::sources`] it comes from.
    pub source: String,
    /// Names that it says it had before.
    pub former_names: Vec<String>,
    /// What its page shows, as it is recorded.
    facts: Box<RawValue>,
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
            facts: facts.recorded()?,
        })
    }

    fn parsed(&self) -> Facts<'static> {
        parsed(&self.facts)
    }
}

/// What a record holds that isn't facts is nothing.
fn parsed(facts: &RawValue) -> Facts<'static> {
    serde_json::from_str(facts.get()).unwrap_or_default()
}

/// What a build saw.
#[derive(Debug, Default)]
pub(crate) struct Observation {
    /// The id that the mesh gets where it has none yet.
    pub mesh: String,
    /// The moment of the build in seconds since 1970; 0 where its input tells none.
    pub now: i64,
    /// Each key once, in any order.
    pub assets: Vec<ObservedAsset>,
    /// What tells which assets there are, and whether it tells of all: only then what is missing is
    /// gone.
    pub sources: BTreeMap<String, bool>,
    /// Kinds of exports that tell of tables and views.
    pub exports: BTreeSet<String>,
    /// How many there are.
    pub counts: Counts,
}

/// The history with this build in it. Without a former one all is a baseline.
#[must_use]
pub(crate) fn next(former: Option<History>, mut seen: Observation) -> History {
    let mut history = former.unwrap_or_else(|| History::of(std::mem::take(&mut seen.mesh)));
    seen.assets.sort_by(|a, b| a.key.cmp(&b.key));
    seen.assets.dedup_by(|later, first| later.key == first.key);
    let states = std::mem::take(&mut history.states);
    let (states, found) = {
        let mut merge = Merge {
            exports: exports(&history, &seen),
            renames: renames(&states, &seen.assets),
            history: &history,
            now: seen.now,
            sources: &seen.sources,
            states: Vec::with_capacity(seen.assets.len()),
            found: Vec::new(),
        };
        merge.all(states, seen.assets);
        (merge.states, merge.found)
    };
    history.states = states;
    let Observation {
        now,
        sources,
        exports,
        counts,
        ..
    } = seen;
    record(&mut history, found, now);
    let told = sources.into_keys();
    let told = told.chain(
        exports
            .into_iter()
            .map(|export| format!("{EXPORT}{export}")),
    );
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
    compaction::compact(&mut history);
    history.index();
    history
}

/// What the name of a source begins with that is a kind of export.
const EXPORT: &str = "export:";

/// Which kinds of exports came and went against the former builds. One that stays away for a
/// fortnight is no longer waited for.
fn exports(history: &History, seen: &Observation) -> Exports {
    let known = |export: &String| history.sources.contains_key(&format!("{EXPORT}{export}"));
    let mut former = history.sources.iter().filter_map(|(name, source)| {
        let export = name.strip_prefix(EXPORT)?;
        (source.last > seen.now.saturating_sub(FORTNIGHT)).then_some(export)
    });
    Exports {
        arrived: !seen.exports.iter().all(known),
        left: former.any(|export| !seen.exports.contains(export)),
    }
}

/// New keys by the former ones that they take the place of: an asset says what it was called before.
fn renames(states: &[State], assets: &[ObservedAsset]) -> BTreeMap<String, String> {
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
    renames
}

/// A change, with whose it is.
struct Found {
    key: String,
    owner: String,
    change: FoundChange,
}

enum FoundChange {
    /// Of a fact.
    Fact(Change),
    /// It came.
    Added(String),
    /// It is gone.
    Removed(String),
    /// It is back: it was never gone. What it is called, where a build saw it come.
    Back(Option<String>),
    /// It had this name.
    Renamed(String),
}

struct Merge<'m> {
    history: &'m History,
    now: i64,
    sources: &'m BTreeMap<String, bool>,
    exports: Exports,
    renames: BTreeMap<String, String>,
    states: Vec<State>,
    found: Vec<Found>,
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
                None => self.new(asset),
            }
        }
        for gone in former {
            self.absent(gone);
        }
    }

    /// Nothing of it is recorded.
    fn new(&mut self, asset: ObservedAsset) {
        // The first sight of a source is a baseline.
        let came = self.history.sources.contains_key(&asset.source);
        if came {
            let facts = asset.parsed();
            let noun = noun(&asset.key, &facts);
            self.found(&asset.key, &facts, FoundChange::Added(noun));
        }
        self.states.push(State {
            key: asset.key,
            source: asset.source,
            first: came.then_some(self.now),
            changed: None,
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
        if was_gone {
            let came = state.first.map(|_| noun(&state.key, &new));
            self.found(&state.key, &new, FoundChange::Back(came));
        }
        if let Some(former) = former {
            self.found(&state.key, &new, FoundChange::Renamed(former));
            state.changed = Some(self.now);
        }
        if !is_same {
            self.compare(&mut state, asset, &new);
        }
        self.states.push(state);
    }

    fn compare(&mut self, state: &mut State, asset: ObservedAsset, new: &Facts<'static>) {
        let exports = match state.key.starts_with("relation:") {
            true => self.exports,
            false => Exports::default(),
        };
        let (changes, kept) = changes(&parsed(&state.facts), new, exports);
        if !changes.is_empty() {
            state.changed = Some(self.now);
        }
        let kept = kept.and_then(|kept| kept.recorded().ok());
        state.facts = kept.unwrap_or(asset.facts);
        for change in changes {
            self.found(&state.key, new, FoundChange::Fact(change));
        }
    }

    /// This build doesn't see it.
    fn absent(&mut self, mut state: State) {
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

/// Appends what was found, or withdraws what it undoes.
fn record(history: &mut History, found: Vec<Found>, now: i64) {
    if found.is_empty() {
        return;
    }
    let build = history.build + 1;
    let mut withdrawn: BTreeSet<usize> = BTreeSet::new();
    let mut fresh: Vec<Entry> = Vec::new();
    for Found { key, owner, change } in found {
        let numbers = history.by_key.get(&key).map_or(&[][..], Vec::as_slice);
        let numbers: Vec<usize> = numbers.iter().map(|n| *n as usize).collect();
        let open: Vec<usize> = numbers
            .into_iter()
            .filter(|n| !withdrawn.contains(n))
            .collect();
        let entries: Vec<&Entry> = open
            .iter()
            .filter_map(|n| history.entries.get(*n))
            .collect();
        let undone = match &change {
            FoundChange::Back(_) => entries.iter().rposition(|e| is_whole(e, "-removed")),
            FoundChange::Fact(change) => undone_by(change, &entries, now),
            FoundChange::Added(_) | FoundChange::Removed(_) | FoundChange::Renamed(_) => None,
        };
        // What came within the fortnight and is gone again never was; its state is gone all the same.
        let undone = undone.or_else(|| match &change {
            FoundChange::Removed(_) => entries
                .iter()
                .rposition(|e| is_whole(e, "-added") && e.at > now.saturating_sub(FORTNIGHT)),
            _ => None,
        });
        if let Some(place) = undone {
            withdrawn.extend(open.get(place));
            continue;
        }
        let is_announced = entries.iter().any(|e| is_whole(e, "-added"));
        let Some(words) = told(change, &key, is_announced) else {
            continue;
        };
        fresh.push(Entry {
            id: fresh_id(&key, &words, &entries),
            key,
            category: words.category,
            rule: words.rule,
            member: words.member,
            old: words.old,
            new: words.new,
            at: now,
            build,
            owner,
        });
    }
    if !fresh.is_empty() {
        history.build = build;
    }
    let mut n = 0;
    history.entries.retain(|_| {
        n += 1;
        !withdrawn.contains(&(n - 1))
    });
    history.entries.append(&mut fresh);
}

/// Whether an entry says that an asset as a whole came or went.
fn is_whole(entry: &Entry, what: &str) -> bool {
    entry.category == Category::Lifecycle && entry.member.is_empty() && entry.rule.ends_with(what)
}

/// What an entry says.
struct Words {
    category: Category,
    rule: String,
    member: String,
    old: String,
    new: String,
}

impl Default for Words {
    fn default() -> Self {
        Self {
            category: Category::Lifecycle,
            rule: String::new(),
            member: String::new(),
            old: String::new(),
            new: String::new(),
        }
    }
}

/// The id of a change that no entry of its asset has.
fn fresh_id(key: &str, words: &Words, entries: &[&Entry]) -> String {
    let mut n = 0;
    loop {
        let id = id(key, &words.rule, &words.member, &words.old, &words.new, n);
        if entries.iter().all(|entry| entry.id != id) {
            return id;
        }
        n += 1;
    }
}

/// A change in the words of an entry; `is_announced` says whether one tells that the asset came.
fn told(change: FoundChange, key: &str, is_announced: bool) -> Option<Words> {
    let whole = |noun: String, what: &str| Words {
        rule: format!("{noun}-{what}"),
        ..Words::default()
    };
    Some(match change {
        FoundChange::Fact(change) => Words {
            category: change.field.category(),
            rule: change.rule.to_owned(),
            member: change.member,
            old: change.old,
            new: change.new,
        },
        FoundChange::Added(noun) => whole(noun, "added"),
        FoundChange::Removed(noun) => whole(noun, "removed"),
        FoundChange::Renamed(former) => Words {
            rule: "renamed".to_owned(),
            old: former,
            new: name(key).to_owned(),
            ..Words::default()
        },
        // That it came was withdrawn when it went.
        FoundChange::Back(Some(noun)) if !is_announced => whole(noun, "added"),
        FoundChange::Back(_) => return None,
    })
}

/// A key without what kind it is of.
fn name(key: &str) -> &str {
    key.split_once(':').map_or(key, |(_, name)| name)
}
