//! Runs, merged of their events. Of a run only numbers are kept, so that millions of them fit.

use std::hash::{DefaultHasher, Hash, Hasher};

use rustc_hash::FxHashMap;

use super::dataset_names::number;
use crate::diagnostic::Pos;
use crate::export::fact::Outcome;
use crate::export::time::Seconds;

/// A hash that is the same in every run of the program.
pub(super) fn hash(value: impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    value.hash(&mut hasher);
    hasher.finish()
}

/// What an event says of its run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Kind {
    Start,
    Running,
    Complete,
    Fail,
    Abort,
    Other,
}

impl Kind {
    /// Reads an `eventType`; nothing where it is none.
    pub(super) fn parse(text: &str) -> Option<Self> {
        const ALL: [(&str, Kind); 6] = [
            ("START", Kind::Start),
            ("RUNNING", Kind::Running),
            ("COMPLETE", Kind::Complete),
            ("FAIL", Kind::Fail),
            ("ABORT", Kind::Abort),
            ("OTHER", Kind::Other),
        ];
        ALL.iter()
            .find(|(word, _)| text.trim().eq_ignore_ascii_case(word))
            .map(|(_, kind)| *kind)
    }
}

/// One event of a run.
#[derive(Debug)]
pub(super) struct EventOfRun<'a> {
    pub(super) job: u32,
    pub(super) kind: Kind,
    pub(super) at: Option<Seconds>,
    pub(super) inputs: &'a [u32],
    pub(super) outputs: &'a [u32],
    pub(super) pos: Pos,
}

/// A run.
#[derive(Debug)]
pub(super) struct Run {
    /// Hash of its id.
    pub(super) key: u64,
    pub(super) job: u32,
    /// Numbers of sets of datasets.
    pub(super) inputs: u32,
    pub(super) outputs: u32,
    pub(super) outcome: Outcome,
    pub(super) started: Option<Seconds>,
    pub(super) ended: Option<Seconds>,
    /// Time of its newest event.
    pub(super) last: Option<Seconds>,
    pub(super) pos: Pos,
}

/// All runs, in the order of their first appearance.
#[derive(Debug, Default)]
pub(super) struct Runs {
    ids: FxHashMap<u64, u32>,
    all: Vec<Run>,
    sets: Sets,
}

impl Runs {
    /// Adds what an event says. Events come in any order, and each any number of times.
    pub(super) fn add(&mut self, key: u64, event: &EventOfRun<'_>) {
        let fresh = number(self.all.len());
        let id = *self.ids.entry(key).or_insert(fresh);
        if id == fresh {
            self.all.push(Run {
                key,
                job: event.job,
                inputs: self.sets.union(None, &[]),
                outputs: self.sets.union(None, &[]),
                outcome: Outcome::Running,
                started: None,
                ended: None,
                last: None,
                pos: event.pos,
            });
        }
        let Some(run) = self.all.get_mut(id as usize) else {
            return;
        };
        run.inputs = self.sets.union(Some(run.inputs), event.inputs);
        run.outputs = self.sets.union(Some(run.outputs), event.outputs);
        run.last = run.last.max(event.at);
        let end = match event.kind {
            Kind::Start | Kind::Running => {
                run.started = match (run.started, event.at) {
                    (Some(a), Some(b)) => Some(a.min(b)),
                    (a, b) => a.or(b),
                };
                return;
            }
            Kind::Other => return,
            Kind::Complete => Outcome::Success,
            Kind::Fail | Kind::Abort => Outcome::Failed,
        };
        // Of two ends the later one in time counts, of ends without a time the one told last.
        if run.outcome == Outcome::Running || event.at >= run.ended {
            run.outcome = end;
            run.ended = event.at;
        }
    }

    /// All runs.
    pub(super) fn all(&self) -> &[Run] {
        &self.all
    }

    /// The datasets of a set.
    pub(super) fn set(&self, id: u32) -> &[u32] {
        self.sets.all.get(id as usize).map_or(&[], Vec::as_slice)
    }
}

/// Sets of datasets; runs of one job share theirs.
#[derive(Debug, Default)]
struct Sets {
    ids: FxHashMap<Vec<u32>, u32>,
    all: Vec<Vec<u32>>,
}

impl Sets {
    /// The set that holds these as well.
    fn union(&mut self, set: Option<u32>, more: &[u32]) -> u32 {
        let mut merged = Vec::new();
        if let Some(id) = set
            && let Some(old) = self.all.get(id as usize)
        {
            if more.iter().all(|n| old.binary_search(n).is_ok()) {
                return id;
            }
            merged.clone_from(old);
        }
        merged.extend_from_slice(more);
        merged.sort_unstable();
        merged.dedup();
        if let Some(id) = self.ids.get(&merged) {
            return *id;
        }
        let id = number(self.all.len());
        self.ids.insert(merged.clone(), id);
        self.all.push(merged);
        id
    }
}
