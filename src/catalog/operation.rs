//! What happens to the data: jobs and their runs, freshness, incidents, use. Times are seconds
//! since 1970-01-01 00:00 UTC.

use rustc_hash::FxHashMap;

use super::{
    AssetIx, Clock, FreshnessObjective, ListingDoubt, NamedBy, StarUse, StatementWindow, Usage,
};
use crate::system::{Assertion, Evidence, Exporter, JobSystem};

/// What happened in the mesh, as far as exports tell.
#[derive(Debug, Default)]
pub(crate) struct Operations {
    /// Runs of jobs, in the order of [`super::Inventory::jobs`].
    pub runs: Vec<Runs>,
    /// Results of tests and assertions.
    pub checks: Vec<Check>,
    /// Incidents, newest first.
    pub incidents: Vec<Incident>,
    /// Monitors.
    pub monitors: Vec<Monitor>,
    /// What is known of the state of relations; those missing here have nothing.
    pub health: FxHashMap<AssetIx, Health>,
    /// When relations were defined, or their columns or options changed, last, where a statement
    /// says so; of those of a product with release checks, when they were made as well.
    pub defined: FxHashMap<AssetIx, i64>,
    /// Use of relations; those missing here were not used.
    pub usage: FxHashMap<AssetIx, Usage>,
    /// Addresses of the service accounts that ran statements, sorted.
    pub service_accounts: Vec<String>,
    /// What statements name relations; those missing here are named by none that is known.
    pub named_by: FxHashMap<AssetIx, NamedBy>,
    /// Of each project whose statements are known, since when and until when; by name.
    pub statements: Vec<StatementWindow>,
    /// How statements take all columns of relations; those missing here are only named by statements
    /// that list what they take.
    pub star_uses: FxHashMap<AssetIx, StarUse>,
    /// Why relations that their dataset's listing lacks may be there all the same.
    pub doubts: FxHashMap<AssetIx, ListingDoubt>,
    /// Age of each export.
    pub exports: Vec<ExportAge>,
    /// Newest time in the input, `YYYY-MM-DD`, where any is known.
    pub as_of: Option<String>,
    /// The moment that ages are counted from: `SOURCE_DATE_EPOCH`, or else the newest moment of
    /// the exports.
    pub clock: Clock,
}

/// How a run ended, or that it hasn't.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Outcome {
    /// Begun, and no end of it is known.
    Running,
    /// Ended well.
    Success,
    /// Ended with an error.
    Failed,
    /// Did nothing.
    Skipped,
}

impl Outcome {
    /// The word used in output.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Running => "running",
            Self::Success => "success",
            Self::Failed => "failed",
            Self::Skipped => "skipped",
        }
    }
}

/// A run of a job.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Run {
    /// How it ended.
    pub outcome: Outcome,
    /// When it began.
    pub started: Option<i64>,
    /// When it ended.
    pub ended: Option<i64>,
}

/// Something that reads and writes tables: an OpenLineage job, an Airflow DAG.
#[derive(Debug, Clone)]
pub(crate) struct Job {
    /// Its asset; the asset's name is the job's key.
    pub asset: AssetIx,
    /// What runs it.
    pub system: JobSystem,
    /// Who answers for it; no addresses of persons.
    pub owners: Vec<String>,
    /// When it runs, as written.
    pub schedule: Option<String>,
    /// Whether it is switched off.
    pub paused: bool,
    /// Tags.
    pub tags: Vec<String>,
    /// Relations that it reads, by name.
    pub reads: Vec<AssetIx>,
    /// Relations that it writes, by name.
    pub writes: Vec<AssetIx>,
}

/// The runs of a job.
#[derive(Debug, Clone, Default)]
pub(crate) struct Runs {
    /// The newest of them (at most 30), newest first.
    pub newest: Vec<Run>,
    /// Number of runs that ended well, of those known.
    pub succeeded: usize,
    /// Number of runs that failed, of those known.
    pub failed: usize,
    /// End of the last run that ended well.
    pub last_success: Option<i64>,
}

impl Runs {
    /// No run is known.
    pub(super) const NONE: Self = Self {
        newest: Vec::new(),
        succeeded: 0,
        failed: 0,
        last_success: None,
    };

    /// The last run that has ended: what the data comes from.
    #[must_use]
    pub(crate) fn last_ended(&self) -> Option<&Run> {
        self.newest
            .iter()
            .find(|r| matches!(r.outcome, Outcome::Success | Outcome::Failed))
    }

    /// The last run: the one that began last, whether it has ended or not.
    #[must_use]
    pub(crate) fn last_run(&self) -> Option<&Run> {
        let mut last: Option<&Run> = None;
        for run in self.newest.iter().filter(|r| r.outcome != Outcome::Skipped) {
            let began = |r: &Run| r.started.or(r.ended);
            // Of equals the first stays: it ended last.
            if last.is_none_or(|l| began(l) < began(run)) {
                last = Some(run);
            }
        }
        last
    }

    /// When the last run began, where no end of it is known and it is at work for far longer than
    /// runs take.
    #[must_use]
    pub(crate) fn stuck_since(&self, clock: &Clock) -> Option<i64> {
        let last = self.last_run().filter(|r| r.outcome == Outcome::Running)?;
        let began = last.started?;
        let usual = self.mean_duration().unwrap_or(21_600).max(900);
        let is_stuck = clock.is_older(began, usual.saturating_mul(4));
        is_stuck.is_some_and(|stuck| stuck).then_some(began)
    }

    /// Mean duration of the runs known, in seconds.
    #[must_use]
    pub(crate) fn mean_duration(&self) -> Option<i64> {
        let all: Vec<i64> = self
            .newest
            .iter()
            .filter_map(|r| Some(r.ended? - r.started?))
            .filter(|d| *d >= 0)
            .collect();
        let n = i64::try_from(all.len()).ok().filter(|n| *n > 0)?;
        Some(all.iter().sum::<i64>() / n)
    }
}

/// A version of an ML model.
#[derive(Debug, Clone)]
pub(crate) struct ModelVersion {
    /// Version.
    pub version: String,
    /// Status or stage, as written.
    pub status: Option<String>,
    /// Run that made it.
    pub run: Option<String>,
    /// When it was made.
    pub created: Option<i64>,
}

/// A registered ML model: a consumer of tables and views.
#[derive(Debug, Clone)]
pub(crate) struct Model {
    /// Its asset.
    pub asset: AssetIx,
    /// Versions, newest first.
    pub versions: Vec<ModelVersion>,
    /// Aliases.
    pub aliases: Vec<String>,
    /// Tags.
    pub tags: Vec<String>,
    /// When it changed last.
    pub changed: Option<i64>,
}

/// What came of a check.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum CheckResult {
    /// As it should be.
    Pass,
    /// Nothing is known.
    Unknown,
    /// Wrong, yet tolerated.
    Warn,
    /// Wrong.
    Fail,
}

/// The newest result of a test or assertion.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Check {
    /// Its id.
    pub id: String,
    /// What people call it, where that differs from its id: the name of a dbt test.
    pub title: Option<String>,
    /// What it asserts.
    pub asserts: Assertion,
    /// Column that it is about.
    pub column: Option<String>,
    /// What came of it.
    pub result: CheckResult,
    /// When.
    pub at: Option<i64>,
    /// What it says.
    pub message: Option<String>,
    /// What says so.
    pub by: Evidence,
    /// Whether it looks at this relation alone; else its id and words may name another.
    pub alone: bool,
    /// The job whose run tells it; none where nothing says so.
    pub job: Option<AssetIx>,
    /// What other jobs told of it before, in the order of telling.
    pub before: Vec<Check>,
}

impl Check {
    /// The newest result, of those told at one moment the last.
    #[must_use]
    pub(crate) fn newest(all: impl Iterator<Item = Self>) -> Option<Self> {
        let all: Vec<Self> = all.collect();
        let newest = (0..all.len()).max_by_key(|place| all.get(*place).and_then(|of| of.at))?;
        let mut before = all;
        let check = (newest < before.len()).then(|| before.remove(newest))?;
        Some(Self { before, ..check })
    }
}

/// An incident.
#[derive(Debug, Clone)]
pub(crate) struct Incident {
    /// The system that tells of it.
    pub exporter: Exporter,
    /// Id.
    pub id: String,
    /// One line.
    pub title: String,
    /// `freshness`, `volume` …, as written.
    pub kind: Option<String>,
    /// `SEV_1` …, as written.
    pub severity: Option<String>,
    /// Whether nobody has closed it.
    pub open: bool,
    /// Relations that it is about, by name.
    pub relations: Vec<AssetIx>,
    /// When it began.
    pub started: Option<i64>,
    /// When it was closed.
    pub ended: Option<i64>,
    /// Where it is handled.
    pub url: Option<String>,
}

/// A monitor of relations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Monitor {
    /// The system that tells of it.
    pub exporter: Exporter,
    /// Id.
    pub id: String,
    /// Its name.
    pub title: String,
    /// What it watches for, as written.
    pub kind: Option<String>,
    /// As written.
    pub status: Option<String>,
    /// Whether it is switched off.
    pub paused: bool,
    /// Relations that it watches, by name.
    pub relations: Vec<AssetIx>,
}

/// What is known of the state of one relation itself.
#[derive(Debug, Clone, Default)]
pub(crate) struct Health {
    /// Moments at which its data was written, sorted: of each minute the last, and before
    /// [`Health::fine_since`] of each hour.
    pub loads: Vec<i64>,
    /// Since when loads are known by the minute; nothing where all of them are.
    pub fine_since: Option<i64>,
    /// When its data was written last, and what says so.
    pub loaded: Option<(i64, Evidence)>,
    /// The tightest promise.
    pub objective: Option<FreshnessObjective>,
    /// In [`super::Operations::checks`].
    pub checks: Vec<u32>,
    /// In [`super::Operations::incidents`], newest first.
    pub incidents: Vec<u32>,
    /// In [`super::Operations::monitors`].
    pub monitors: Vec<u32>,
    /// Day (since 1970) and share of it in ‰, sorted.
    pub uptime: Vec<(i32, u16)>,
    /// Jobs that write it.
    pub writers: Vec<AssetIx>,
    /// Jobs that read it.
    pub readers: Vec<AssetIx>,
    /// Whether dbt looks at how fresh it is.
    pub source_freshness: bool,
}

/// An `[[exports]]` entry with its age.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ExportAge {
    /// The system that wrote it.
    pub format: Exporter,
    /// Its glob.
    pub path: String,
    /// Number of files.
    pub files: usize,
    /// Newest moment that it speaks of.
    pub newest: Option<i64>,
    /// Allowed age in seconds.
    pub max_age: Option<i64>,
    /// Whether it is older than that.
    pub stale: bool,
}

/// A number of seconds in words: `45 min`, `31 h`, `6 d`.
#[must_use]
pub(crate) fn span(seconds: i64) -> String {
    let seconds = seconds.max(0);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..7_200 => format!("{} min", seconds / 60),
        7_200..259_200 => format!("{} h", seconds / 3_600),
        63_072_000.. => format!("{} years", seconds / 31_536_000),
        _ => format!("{} d", seconds / 86_400),
    }
}

#[cfg(test)]
mod tests {
    use super::super::promised_age::tests::{NOW, flips};
    use super::{Clock, Outcome, Run, Runs};

    #[test]
    fn a_run_is_stuck_from_one_moment_on() {
        let run = |outcome, started, ended| Run {
            outcome,
            started: Some(started),
            ended,
        };
        for (began, stuck) in [
            (NOW - 3_600, false),
            (NOW - 4_000, false),
            (NOW - 4_001, true),
        ] {
            let runs = Runs {
                newest: vec![
                    run(Outcome::Running, began, None),
                    run(Outcome::Success, NOW - 9_000, Some(NOW - 8_000)),
                ],
                ..Runs::NONE
            };
            let is_stuck = |clock: &Clock| runs.stuck_since(clock).is_some();
            assert_eq!(flips(&is_stuck, NOW), stuck, "{began}");
        }
    }
}
