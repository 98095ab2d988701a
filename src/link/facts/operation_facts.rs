//! What exports say of jobs, runs, incidents and the like, taken in so that memory grows with the
//! mesh and not with the number of events.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::{FxHashMap, FxHashSet};

use super::dropped_relations::Drops;
use super::folded_statements::Statements;
use super::hash::hash;
use super::relation_loads::Loads;
use super::script_texts::Scripts;
use super::withheld::Withheld;
use crate::catalog::{AssetIx, Sym};
use crate::diagnostic::Pos;
use crate::export::fact::{CheckResult, Derivation, Outcome};
use crate::privacy::Text;
use crate::system::{Assertion, Evidence, Exporter, JobSystem, Topic};

/// Newest runs kept of a job.
const RUNS: usize = 30;

/// A job as the exports describe it.
#[derive(Debug)]
pub(in crate::link) struct RawJob {
    pub key: String,
    pub system: JobSystem,
    pub name: String,
    pub description: Option<String>,
    pub owners: Vec<String>,
    pub schedule: Option<String>,
    pub paused: bool,
    pub tags: Vec<String>,
    pub pos: Pos,
    /// Newest runs by time, with what tells them apart.
    pub runs: Vec<RawRun>,
    pub succeeded: usize,
    pub failed: usize,
    pub last_success: Option<i64>,
    /// Lineage leads through it, since it connects too much to say what with what.
    pub wide: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::link) struct RawRun {
    pub id: u64,
    pub outcome: Outcome,
    pub started: Option<i64>,
    pub ended: Option<i64>,
}

impl RawRun {
    pub(in crate::link) fn time(&self) -> i64 {
        self.ended.or(self.started).unwrap_or(i64::MIN)
    }
}

impl RawJob {
    fn add(&mut self, run: RawRun, known: bool) {
        if known {
            // Told before: what is later in time wins, and only the newest are still there.
            let Some(at) = self.runs.iter().position(|r| r.id == run.id) else {
                return;
            };
            let before = self.runs[at];
            if before.time() > run.time() || before.outcome != Outcome::Running {
                return;
            }
            self.runs.remove(at);
        }
        match run.outcome {
            Outcome::Success => {
                self.succeeded += 1;
                self.last_success = self.last_success.max(run.ended.or(run.started));
            }
            Outcome::Failed => self.failed += 1,
            Outcome::Running | Outcome::Skipped => {}
        }
        let at = self.runs.partition_point(|r| r.time() >= run.time());
        if at < RUNS {
            self.runs.insert(at, run);
            self.runs.truncate(RUNS);
        }
    }
}

/// An incident as exported last.
#[derive(Debug)]
pub(in crate::link) struct RawIncident {
    pub exporter: Exporter,
    pub title: String,
    pub kind: Option<String>,
    pub severity: Option<String>,
    pub open: bool,
    pub relations: BTreeSet<u32>,
    pub started: Option<i64>,
    pub ended: Option<i64>,
    pub url: Option<String>,
}

#[derive(Debug)]
pub(in crate::link) struct RawMonitor {
    pub exporter: Exporter,
    pub title: String,
    pub kind: Option<String>,
    pub status: Option<String>,
    pub paused: bool,
    pub relations: BTreeSet<u32>,
}

#[derive(Debug)]
pub(in crate::link) struct RawCheck {
    pub title: Option<String>,
    pub asserts: Assertion,
    pub column: Option<String>,
    pub result: CheckResult,
    pub at: Option<i64>,
    pub message: Option<String>,
    pub by: Evidence,
    /// Whether it looks at this relation alone.
    pub alone: bool,
    /// The job whose run tells it, as of a [`RawColumnEdge`].
    pub job: Option<u64>,
}

/// Status, run and time of a model's version.
pub(in crate::link) type RawVersion = (Option<String>, Option<String>, Option<i64>);
/// From, to, and the job that made an edge.
pub(in crate::link) type RawEnds = (u32, u32, Option<u32>);

#[derive(Debug)]
pub(in crate::link) struct RawModel {
    pub description: Option<String>,
    pub aliases: Vec<String>,
    pub tags: Vec<String>,
    pub changed: Option<i64>,
    /// By version: status, run, when it was made.
    pub versions: BTreeMap<String, RawVersion>,
    pub pos: Pos,
}

/// A column edge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::link) struct RawColumnEdge {
    pub to: u32,
    pub to_column: Sym,
    pub from: u32,
    pub from_column: Sym,
    pub how: Derivation,
    /// The job whose run says so, by a hash of its key; once jobs are named, by its index.
    pub job: Option<u64>,
}

/// An `[[exports]]` entry as it is read.
#[derive(Debug)]
pub(in crate::link) struct RawExport {
    pub format: Exporter,
    pub path: String,
    pub files: usize,
    pub max_age: Option<i64>,
    pub newest: Option<i64>,
    pub pos: Option<Pos>,
}

/// What is told of the state of relations.
#[derive(Debug, Default)]
pub(in crate::link) struct RawStates {
    pub loads: BTreeMap<u32, Loads>,
    /// When a statement defined a relation or changed its columns or options, last.
    pub defined: BTreeMap<u32, i64>,
    pub objectives: BTreeMap<u32, (i64, Evidence)>,
    /// By relation and id, the newest result that each job and each other source tells, in the order of
    /// telling.
    pub checks: BTreeMap<(u32, String), Vec<RawCheck>>,
    pub incidents: BTreeMap<String, RawIncident>,
    pub monitors: BTreeMap<String, RawMonitor>,
    pub uptime: BTreeMap<(u32, i32), u16>,
    /// What exports say that they tell of a project.
    pub told: BTreeSet<(Sym, Topic)>,
}

/// All of that.
#[derive(Debug, Default)]
pub(in crate::link) struct Operations {
    pub jobs: Vec<RawJob>,
    job_by_key: FxHashMap<String, u32>,
    runs: FxHashSet<u64>,
    /// Job, relation, whether it writes: when last.
    pub uses: BTreeMap<(u32, u32, bool), Option<i64>>,
    /// From, to, job: where it stands, when it was seen last.
    pub edges: BTreeMap<RawEnds, (Pos, Option<i64>)>,
    pub column_edges: BTreeSet<RawColumnEdge>,
    /// When a run that read a relation ended well, last.
    pub reads: BTreeMap<u32, i64>,
    pub states: RawStates,
    pub models: BTreeMap<String, RawModel>,
    pub renames: Vec<(u32, u32, Option<i64>)>,
    pub gone: BTreeMap<u32, (bool, Option<i64>)>,
    pub teams: Vec<RawNamed>,
    pub domains: Vec<RawNamed>,
    pub statements: Statements,
    pub drops: Drops,
    pub(super) scripts: Scripts,
    /// Owners as tools name them; sorted once all is read.
    pub owners: Vec<ToolOwner>,
    pub exports: Vec<RawExport>,
}

/// The owner of a relation, as a tool names them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::link) struct ToolOwner {
    /// Number of the relation.
    pub relation: u32,
    pub owner: Sym,
    /// Where it stands.
    pub pos: Pos,
    /// Key of the job whose run says so, where one does.
    pub job: Option<Sym>,
}

/// A team or domain of another catalog.
#[derive(Debug)]
pub(in crate::link) struct RawNamed {
    pub id: String,
    pub title: Option<String>,
    pub description: Option<String>,
    pub parent: Option<String>,
    pub owner: Option<String>,
    pub pos: Pos,
}

impl Operations {
    /// The job with this key.
    pub(super) fn job(&mut self, withheld: &mut Withheld, key: &str, pos: Pos) -> u32 {
        if let Some(job) = self.job_by_key.get(key) {
            return *job;
        }
        // A namespace may be an address with a password in it, which changes.
        let shown = withheld.shown(key, Text::Prose, Some(pos));
        let next = u32::try_from(self.jobs.len()).unwrap_or(u32::MAX);
        let job = self.job_by_key.get(&*shown).copied().unwrap_or(next);
        self.job_by_key.insert(key.to_owned(), job);
        if job != next {
            return job;
        }
        self.job_by_key.insert(shown.clone().into_owned(), job);
        self.jobs.push(RawJob {
            name: shown.rsplit('/').next().unwrap_or(&shown).to_owned(),
            key: shown.into_owned(),
            system: JobSystem::default(),
            description: None,
            owners: Vec::new(),
            schedule: None,
            paused: false,
            tags: Vec::new(),
            pos,
            runs: Vec::new(),
            succeeded: 0,
            failed: 0,
            last_success: None,
            wide: false,
        });
        job
    }

    /// Jobs by a hash of their keys.
    fn jobs_by_hash(&self) -> FxHashMap<u64, u32> {
        let keys = self.job_by_key.iter();
        keys.map(|(key, job)| (hash(&key.as_str()), *job)).collect()
    }

    /// Says of each column edge and check which asset its job is. One that is none is nobody's to see.
    pub(in crate::link) fn name_jobs(&mut self, asset: impl Fn(u32) -> Option<AssetIx>) {
        let jobs = self.jobs_by_hash();
        let named = |key: u64| {
            let asset = jobs.get(&key).and_then(|job| asset(*job));
            asset.map_or(u64::MAX, |ix| u64::from(ix.0))
        };
        let edges = std::mem::take(&mut self.column_edges).into_iter();
        let edges = edges.map(|edge| RawColumnEdge {
            job: edge.job.map(named),
            ..edge
        });
        self.column_edges = edges.collect();
        for check in self.states.checks.values_mut().flatten() {
            check.job = check.job.map(named);
        }
    }

    pub(super) fn run(&mut self, job: u32, id: &str, run: RawRun) {
        let id = hash(&(job, id));
        let known = !self.runs.insert(id);
        self.jobs[job as usize].add(RawRun { id, ..run }, known);
    }

    pub(super) fn uses(&mut self, job: u32, relation: u32, writes: bool, at: Option<i64>) {
        let slot = self.uses.entry((job, relation, writes)).or_insert(at);
        *slot = (*slot).max(at);
    }

    pub(super) fn edge(&mut self, ends: RawEnds, pos: Pos, at: Option<i64>) {
        let slot = self.edges.entry(ends).or_insert((pos, at));
        slot.1 = slot.1.max(at);
    }

    pub(super) fn loaded(&mut self, relation: u32, at: i64, by: Evidence) {
        self.states.loads.entry(relation).or_default().add(at, by);
    }

    pub(super) fn defined(&mut self, relation: u32, at: i64) {
        let slot = self.states.defined.entry(relation).or_insert(at);
        *slot = (*slot).max(at);
    }

    pub(super) fn check(&mut self, relation: u32, id: &str, check: RawCheck) {
        let known = self.states.checks.entry((relation, id.to_owned()));
        let known = known.or_default();
        let before = known.iter().position(|of| of.job == check.job);
        match before {
            Some(at) if known[at].at > check.at => {}
            Some(at) => {
                known.remove(at);
                known.push(check);
            }
            None => known.push(check),
        }
    }

    pub(super) fn incident(&mut self, id: &str, incident: RawIncident) {
        match self.states.incidents.get_mut(id) {
            None => {
                self.states.incidents.insert(id.to_owned(), incident);
            }
            Some(before) => {
                // A later export tells the end.
                let newer = incident.ended >= before.ended;
                let relations = std::mem::take(&mut before.relations);
                if newer {
                    *before = incident;
                }
                before.relations.extend(relations);
            }
        }
    }

    /// Says that the export at hand speaks of this moment.
    pub(super) fn seen(&mut self, at: i64) {
        if let Some(export) = self.exports.last_mut() {
            export.newest = export.newest.max(Some(at));
        }
    }
}
