//! Whether an asset can be used now, and what depends on it.

use crate::catalog::AssetIx;

/// How near to what is asked about something has to be wrong to break it: its own pointers (0 steps)
/// and their direct sources (1 step). Further up it is something to know.
pub(crate) const NEAR: u32 = 1;

/// Whether an asset can be used now. `docs/verdicts.md` has the table; what comes later here wins,
/// where several are known of one asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub(crate) enum State {
    /// Nothing was exported that tells.
    #[default]
    Unknown,
    /// Nothing is known to be wrong, and there is nothing to judge by.
    NoPromise,
    /// Something was promised or is watched, and it is as it should be.
    Usable,
    /// Something to know: a check that failed, a small incident, trouble some steps upstream.
    WithCare,
    /// Its own pointers or their direct sources are missing, failed, late, or have an incident.
    Broken,
}

impl State {
    /// All of them, the worst last.
    pub(crate) const ALL: [Self; 5] = [
        Self::Unknown,
        Self::NoPromise,
        Self::Usable,
        Self::WithCare,
        Self::Broken,
    ];

    /// The word used in output.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::NoPromise => "no promise",
            Self::Usable => "usable",
            Self::WithCare => "with care",
            Self::Broken => "broken",
        }
    }

    /// The state of what reads two sources of which none has anything wrong: the weakest counts, and
    /// of a source that nothing is known of nothing is promised either.
    #[must_use]
    pub(crate) fn weakest(self, other: Self) -> Self {
        if self == other { self } else { Self::NoPromise }
    }
}

/// What can be wrong with an asset; what comes first is named first, where several are as near.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Fault {
    /// It isn't in the warehouse.
    Missing,
    /// An incident is open.
    Incident,
    /// The last run that ended of what writes it failed.
    Failed,
    /// Its data is older than promised.
    Late,
    /// An incident of low severity is open.
    SmallIncident,
    /// A test or an assertion didn't pass.
    Check,
    /// The last run of what writes it began long ago, and no end of it is known.
    Stuck,
    /// It is retired.
    Retired,
}

impl Fault {
    /// All of them.
    #[cfg(test)]
    const ALL: [Self; 8] = [
        Self::Missing,
        Self::Incident,
        Self::Failed,
        Self::Late,
        Self::SmallIncident,
        Self::Check,
        Self::Stuck,
        Self::Retired,
    ];

    /// In words, as the documentation has it.
    #[cfg(test)]
    const fn words(self) -> &'static str {
        match self {
            Self::Missing => "isn't in the warehouse",
            Self::Incident => "open incident",
            Self::Failed => "last run failed",
            Self::Late => "late against a promise",
            Self::SmallIncident => "open incident of low severity",
            Self::Check => "test or assertion not passed",
            Self::Stuck => "last run never ended",
            Self::Retired => "retired",
        }
    }

    /// Whether what reads it directly is broken by it.
    #[must_use]
    pub(crate) const fn breaks(self) -> bool {
        matches!(
            self,
            Self::Missing | Self::Incident | Self::Failed | Self::Late
        )
    }

    /// The state of an asset that has this so many steps upstream.
    #[must_use]
    pub(crate) const fn at(self, steps: u32) -> State {
        if self.breaks() && steps <= NEAR {
            State::Broken
        } else {
            State::WithCare
        }
    }
}

/// What an asset with nothing wrong can be judged by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct VerdictBasis {
    /// Something was exported about its state: a load, a run, a check, an incident.
    pub evidence: bool,
    /// An age of its data is promised.
    pub objective: bool,
    /// It is known when it was loaded.
    pub loaded: bool,
    /// A monitor watches it, a check was run, its uptime is measured.
    pub watched: bool,
}

impl VerdictBasis {
    /// The state that follows.
    #[must_use]
    pub(crate) const fn state(self) -> State {
        match self {
            Self { watched: true, .. } => State::Usable,
            Self {
                objective: true,
                loaded: true,
                ..
            } => State::Usable,
            // What is promised and can't be measured isn't known to be kept.
            Self {
                objective: true, ..
            } => State::Unknown,
            Self { evidence: true, .. } => State::NoPromise,
            _ => State::Unknown,
        }
    }
}

/// What exactly is wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Cause {
    /// Its data is older than its [`crate::catalog::Health::objective`] allows.
    Late,
    /// The last run of a job failed.
    Run {
        /// The job.
        job: AssetIx,
        /// When it failed.
        at: Option<i64>,
    },
    /// An incident, in [`crate::catalog::Operations::incidents`].
    Incident(u32),
    /// A check, in [`crate::catalog::Operations::checks`].
    Check(u32),
    /// A run of a job began long ago, and no end of it is known.
    Stuck {
        /// The job.
        job: AssetIx,
        /// When it began.
        since: i64,
    },
    /// It is retired.
    Retired,
    /// It isn't in the warehouse.
    Missing,
}

/// What is wrong, where, and how far away.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Wrong {
    /// What sort of thing it is.
    pub fault: Fault,
    /// What exactly.
    pub cause: Cause,
    /// The asset that has it: itself or something upstream.
    pub at: AssetIx,
    /// How many tables lie between, that one included; views are pointers and don't count.
    pub steps: u32,
}

/// The verdict on one asset.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Verdict {
    /// Whether it can be used now.
    pub state: State,
    /// Why not, or why with care.
    pub wrong: Option<Wrong>,
    /// Whether something is wrong that the reader may not see. Then [`Verdict::wrong`] is nothing, and
    /// nothing more may be said of it: not what, where, since when or how far away.
    pub unseen: bool,
    /// Productive sources upstream of which something is known, and all of them; `(0, 0)` where the
    /// reader may not see all of them.
    pub known: (u32, u32),
    /// Whether the evidence comes from an export that is older than allowed.
    pub outdated: bool,
    /// Whether it depends on something of which the reader isn't told the state either: it was judged
    /// on the rest, on what the reader may see.
    pub judged_on_part: bool,
}

/// The way from each asset up to what is wrong: the next asset on it, by asset. Empty where there is
/// nothing wrong anywhere.
#[derive(Debug, Default)]
pub(crate) struct Ways {
    /// To the nearest fault that breaks.
    pub breaking: Vec<u32>,
    /// To the nearest other one.
    pub other: Vec<u32>,
}

impl Ways {
    /// No next asset.
    pub(crate) const NONE: u32 = u32::MAX;

    /// The assets between `from` and `wrong`, the latter not included; at most `most` of them, and
    /// whether there are more.
    #[must_use]
    pub(crate) fn between(
        &self,
        from: AssetIx,
        wrong: &Wrong,
        most: usize,
    ) -> (Vec<AssetIx>, bool) {
        let up = if wrong.fault.breaks() {
            &self.breaking
        } else {
            &self.other
        };
        let mut between = Vec::new();
        let mut at = from;
        while at != wrong.at {
            let next = up.get(at.ix()).copied().unwrap_or(Self::NONE);
            if next == Self::NONE || next == wrong.at.0 {
                break;
            }
            if between.len() == most {
                return (between, true);
            }
            at = AssetIx(next);
            between.push(at);
        }
        (between, false)
    }
}

#[cfg(test)]
mod tests {
    use super::{Fault, NEAR, State, VerdictBasis};

    const DOC: &str = include_str!("../../docs/verdicts.md");

    /// The rows of the table below this heading of the documentation.
    fn table(heading: &str) -> Vec<String> {
        let (_, rest) = DOC.split_once(&format!("## {heading}\n")).unwrap();
        let rest = rest.split("\n## ").next().unwrap();
        let rows = rest.lines().filter(|l| l.starts_with('|'));
        rows.skip(2).map(str::to_owned).collect()
    }

    #[test]
    fn the_documentation_says_what_each_fault_does_at_each_distance() {
        let rows: Vec<String> = Fault::ALL
            .iter()
            .map(|f| {
                let [own, near, far] = [0, NEAR, NEAR + 1].map(|steps| f.at(steps).as_str());
                format!("| {} | {own} | {near} | {far} |", f.words())
            })
            .collect();
        assert_eq!(table("What is wrong, and how far away"), rows);
        assert!(Fault::ALL.is_sorted(), "named in this order");
    }

    #[test]
    fn the_documentation_says_what_follows_from_what_is_known() {
        let yes = |b: bool| if b { "yes" } else { "no" };
        let mut rows = Vec::new();
        for bits in 0..16u8 {
            let basis = VerdictBasis {
                evidence: bits & 8 > 0,
                objective: bits & 4 > 0,
                loaded: bits & 2 > 0,
                watched: bits & 1 > 0,
            };
            // A load, a monitor or a check is evidence.
            if basis.evidence || !(basis.loaded || basis.watched) {
                rows.push(format!(
                    "| {} | {} | {} | {} | {} |",
                    yes(basis.evidence),
                    yes(basis.objective),
                    yes(basis.loaded),
                    yes(basis.watched),
                    basis.state().as_str()
                ));
            }
        }
        assert_eq!(table("Nothing is wrong"), rows);
    }

    #[test]
    fn the_documentation_says_which_of_several_sources_counts() {
        let quiet = [State::Usable, State::NoPromise, State::Unknown];
        let mut rows = Vec::new();
        for (i, a) in quiet.into_iter().enumerate() {
            for b in quiet.into_iter().skip(i) {
                assert_eq!(a.weakest(b), b.weakest(a));
                rows.push(format!(
                    "| {} | {} | {} |",
                    a.as_str(),
                    b.as_str(),
                    a.weakest(b).as_str()
                ));
            }
        }
        assert_eq!(table("Several sources"), rows);
    }

    #[test]
    fn the_documentation_has_the_states_in_their_order() {
        let mut states = State::ALL;
        states.sort_by(|a, b| b.cmp(a));
        let words: Vec<String> = table("States")
            .iter()
            .map(|row| row.split('|').nth(1).unwrap().trim().to_owned())
            .collect();
        assert_eq!(words, states.map(|s| format!("*{}*", s.as_str())));
    }
}
