//! What all files of an entry say together; handed on when the last one is read, since events come
//! in any order.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::dataset_names::{Tables, number};
use super::merged_runs::Runs;
use crate::diagnostic::{Finding, Pos, Rule, text};
use crate::export::fact::{AssetFact, Fact, FactSink, OperationFact, Outcome};
use crate::export::time::Seconds;
use crate::system::{Evidence, JobSystem};

/// Most pairs of input and output that one run may stand for: they grow with the product, and of a run
/// of a hundred tables by a hundred nobody can tell which comes from which.
const MAX_PAIRS: usize = 10_000;

/// When something was told last, and where.
type Last = (Option<Seconds>, Pos);

/// A job, with the newest that was said about it.
#[derive(Debug)]
pub(super) struct Job {
    pub(super) key: String,
    pub(super) name: String,
    pub(super) pos: Pos,
    pub(super) description: Option<(Option<Seconds>, String)>,
    pub(super) owners: BTreeSet<String>,
    pub(super) tags: BTreeSet<String>,
}

/// A change of a dataset's life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Change {
    Renamed { from: u32, to: u32 },
    Dropped(u32),
    Made(u32),
}

/// A use of a dataset by a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Use {
    pub(super) job: u32,
    pub(super) table: u32,
    pub(super) writes: bool,
    pub(super) success: bool,
}

/// All that is kept from event to event.
#[derive(Debug, Default)]
pub(super) struct EntryState {
    pub(super) tables: Tables,
    pub(super) runs: Runs,
    job_ids: FxHashMap<String, u32>,
    jobs: Vec<Job>,
    /// Hashes of what was seen: events, facets, column edges.
    pub(super) seen: FxHashSet<u64>,
    /// Place of the first mention of each dataset, by its number.
    places: Vec<Pos>,
    edges: BTreeMap<(u32, u32, Option<u32>), Last>,
    uses: BTreeMap<Use, Last>,
    changes: BTreeMap<Change, Last>,
    /// Jobs that have more pairs than that.
    wide: BTreeSet<u32>,
}

fn later(last: &mut Last, at: Option<Seconds>, pos: Pos) {
    if at > last.0 {
        *last = (at, pos);
    }
}

impl EntryState {
    /// The number of a job.
    pub(super) fn job(&mut self, namespace: &str, name: &str, pos: Pos) -> u32 {
        let key = match namespace {
            "" => name.to_owned(),
            namespace => format!("{namespace}/{name}"),
        };
        if let Some(id) = self.job_ids.get(&key) {
            return *id;
        }
        let id = number(self.jobs.len());
        self.jobs.push(Job {
            key: key.clone(),
            name: name.to_owned(),
            pos,
            description: None,
            owners: BTreeSet::new(),
            tags: BTreeSet::new(),
        });
        self.job_ids.insert(key, id);
        id
    }

    /// A job, to say more about it.
    pub(super) fn job_mut(&mut self, id: u32) -> Option<&mut Job> {
        self.jobs.get_mut(id as usize)
    }

    /// The key of a job.
    pub(super) fn job_key(&self, id: u32) -> Option<&str> {
        Some(self.jobs.get(id as usize)?.key.as_str())
    }

    /// Remembers where datasets were mentioned first.
    pub(super) fn mention(&mut self, pos: Pos) {
        while number(self.places.len()) < self.tables.len() {
            self.places.push(pos);
        }
    }

    /// Adds an edge.
    pub(super) fn edge(
        &mut self,
        from: u32,
        to: u32,
        job: Option<u32>,
        at: Option<Seconds>,
        pos: Pos,
    ) {
        later(
            self.edges.entry((from, to, job)).or_insert((at, pos)),
            at,
            pos,
        );
    }

    /// Adds a use.
    pub(super) fn uses(&mut self, what: Use, at: Option<Seconds>, pos: Pos) {
        later(self.uses.entry(what).or_insert((at, pos)), at, pos);
    }

    /// Adds a change; of one that comes again and again, as writes do, the newest is kept.
    pub(super) fn change(&mut self, change: Change, at: Option<Seconds>, pos: Pos) {
        later(self.changes.entry(change).or_insert((at, pos)), at, pos);
    }

    /// Adds edges from each input to each output, as one run or job has them; where those are too
    /// many, lineage goes through the job.
    pub(super) fn pairs(
        &mut self,
        (inputs, outputs): (&[u32], &[u32]),
        job: u32,
        at: Option<Seconds>,
        pos: Pos,
        sink: &mut dyn FactSink,
    ) {
        if inputs.len().saturating_mul(outputs.len()) > MAX_PAIRS {
            if self.wide.insert(job) {
                let message = text!(
                    "a run has {inputs} inputs and {outputs} outputs; more than {limit} pairs are too many to connect each with each, so lineage leads through its job",
                    inputs = inputs.len(),
                    outputs = outputs.len(),
                    limit = MAX_PAIRS
                );
                sink.problem(
                    Finding::new(Rule::WideRun, message)
                        .at(pos)
                        .help("where it matters which output comes of which input, export a run for each step of the job, or column lineage"),
                );
            }
            return;
        }
        for from in inputs {
            for to in outputs {
                self.edge(*from, *to, Some(job), at, pos);
            }
        }
    }

    /// Hands what counts to the sink.
    pub(super) fn finish(mut self, sink: &mut dyn FactSink) {
        for id in 0..self.tables.len() {
            // A dataset that goes by another name is told under that one.
            if self.tables.resolve(id) == id
                && !self.tables.is_temporary(id)
                && let Some(pos) = self.places.get(id as usize)
            {
                sink.fact(
                    *pos,
                    Fact::Asset(AssetFact::Relation {
                        name: self.tables.name(id),
                        kind: None,
                        created: None,
                        base: None,
                    }),
                );
                if let Some(spelling) = self.tables.spelling(id) {
                    sink.spelled(*pos, self.tables.name(id), spelling);
                }
            }
        }
        for job in &self.jobs {
            job.emit(sink);
        }
        self.finish_runs(sink);
        self.bridge();
        let key = |id: u32| self.jobs.get(id as usize).map(|job| job.key.as_str());
        for (what, (at, pos)) in &self.uses {
            if let Some(job) = key(what.job)
                && !self.tables.is_temporary(what.table)
            {
                sink.fact(
                    *pos,
                    Fact::Operation(OperationFact::JobUses {
                        job,
                        name: self.tables.name(what.table),
                        writes: what.writes,
                        at: *at,
                        success: what.success,
                    }),
                );
            }
        }
        for id in &self.wide {
            if let (Some(of), Some(job)) = (self.jobs.get(*id as usize), key(*id)) {
                sink.fact(of.pos, Fact::Operation(OperationFact::JobWide { job }));
            }
        }
        for ((from, to, job), (at, pos)) in &self.edges {
            sink.fact(
                *pos,
                Fact::Operation(OperationFact::JobEdge {
                    from: self.tables.name(*from),
                    to: self.tables.name(*to),
                    job: job.and_then(key),
                    at: *at,
                }),
            );
        }
        // What was renamed and dropped is followed in the order of time.
        let mut changes: Vec<(Last, Change)> =
            self.changes.iter().map(|(c, last)| (*last, *c)).collect();
        changes.sort_unstable();
        for ((at, pos), change) in changes {
            let fact = match change {
                Change::Renamed { from, to } => Fact::Operation(OperationFact::Renamed {
                    from: self.tables.name(from),
                    to: self.tables.name(to),
                    at,
                }),
                Change::Dropped(id) | Change::Made(id) => Fact::Operation(OperationFact::Dropped {
                    name: self.tables.name(id),
                    gone: matches!(change, Change::Dropped(_)),
                    at,
                }),
            };
            sink.fact(pos, fact);
        }
    }

    /// Lays edges past temporary tables: what was read to make one flows to what was made of it.
    fn bridge(&mut self) {
        let tables = &self.tables;
        if !(0..tables.len()).any(|id| tables.is_temporary(id)) {
            return;
        }
        let mut into: BTreeMap<u32, Vec<u32>> = BTreeMap::new();
        for (from, to, _) in self.edges.keys() {
            if tables.is_temporary(*to) {
                into.entry(*to).or_default().push(*from);
            }
        }
        let mut found = Vec::new();
        for ((from, to, job), (at, pos)) in &self.edges {
            if !tables.is_temporary(*from) || tables.is_temporary(*to) {
                continue;
            }
            let mut stack = vec![*from];
            let mut passed: BTreeSet<u32> = BTreeSet::new();
            while let Some(id) = stack.pop() {
                if !passed.insert(id) {
                    continue;
                }
                if tables.is_temporary(id) {
                    stack.extend(into.get(&id).into_iter().flatten().copied());
                } else if tables.resolve(id) != tables.resolve(*to) {
                    found.push((id, *to, *job, *at, *pos));
                }
            }
        }
        self.edges
            .retain(|(from, to, _), _| !tables.is_temporary(*from) && !tables.is_temporary(*to));
        for (from, to, job, at, pos) in found {
            self.edge(from, to, job, at, pos);
        }
    }

    fn finish_runs(&mut self, sink: &mut dyn FactSink) {
        let runs = std::mem::take(&mut self.runs);
        // Runs of one job have the same datasets: these are taken once.
        let mut shared: BTreeMap<(u32, u32, u32, bool), Last> = BTreeMap::new();
        for run in runs.all() {
            let success = run.outcome == Outcome::Success;
            if let Some(job) = self.jobs.get(run.job as usize) {
                // Nobody reads this id; it only tells runs apart.
                let id = format!("{:016x}", run.key);
                sink.fact(
                    run.pos,
                    Fact::Operation(OperationFact::Run {
                        job: &job.key,
                        id: &id,
                        outcome: run.outcome,
                        started: run.started,
                        ended: run.ended,
                    }),
                );
            }
            if let (true, Some(at)) = (success, run.ended) {
                for output in runs.set(run.outputs) {
                    if self.tables.is_temporary(*output) {
                        continue;
                    }
                    sink.fact(
                        run.pos,
                        Fact::Operation(OperationFact::Loaded {
                            name: self.tables.name(*output),
                            at,
                            by: Evidence::OpenLineageRun,
                        }),
                    );
                }
            }
            let at = run.ended.or(run.last);
            let last = shared
                .entry((run.job, run.inputs, run.outputs, success))
                .or_insert((at, run.pos));
            later(last, at, run.pos);
        }
        for ((job, inputs, outputs, success), (at, pos)) in shared {
            let (inputs, outputs) = (runs.set(inputs), runs.set(outputs));
            for (tables, writes) in [(inputs, false), (outputs, true)] {
                for table in tables {
                    let what = Use {
                        job,
                        table: *table,
                        writes,
                        success,
                    };
                    self.uses(what, at, pos);
                }
            }
            self.pairs((inputs, outputs), job, at, pos, sink);
        }
    }
}

impl Job {
    fn emit(&self, sink: &mut dyn FactSink) {
        sink.fact(
            self.pos,
            Fact::Operation(OperationFact::Job {
                key: &self.key,
                system: JobSystem::OpenLineage,
                name: &self.name,
                description: self.description.as_ref().map(|(_, text)| text.as_str()),
                owners: self.owners.iter().map(String::as_str).collect(),
                schedule: None,
                paused: None,
                tags: self.tags.iter().map(String::as_str).collect(),
            }),
        );
    }
}
