//! Whether an asset can be used now, and what depends on it.

use super::{AssetIx, Promise};

/// Whether a view can be used now: the worst of what is known along its way upstream.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub enum State {
    /// Nothing was exported that tells.
    #[default]
    Unknown,
    /// Fresh, no incident, no failure.
    Ok,
    /// Something to know: a warning, a check that failed, an incident of low severity.
    Warning,
    /// Data is older than promised.
    Stale,
    /// The last run of what writes it failed.
    Failing,
    /// An incident is open.
    Incident,
}

impl State {
    /// The word used in output.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Ok => "ok",
            Self::Warning => "warning",
            Self::Stale => "stale",
            Self::Failing => "failing",
            Self::Incident => "incident",
        }
    }
}

/// Why an asset is in a state.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Cause {
    /// Its data is older than promised.
    Late {
        /// Age in seconds.
        age: i64,
        /// Promised.
        promise: Promise,
    },
    /// The last run of a job failed.
    Run {
        /// The job.
        job: AssetIx,
        /// When.
        at: Option<i64>,
    },
    /// An incident, in [`super::Catalog::incidents`].
    Incident(u32),
    /// A check, in [`super::Catalog::checks`].
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
    /// Fresh: loaded this long ago.
    Fresh {
        /// Age in seconds.
        age: i64,
    },
    /// No open incident, or last run fine, and no time of load known.
    Quiet,
}

/// The verdict on one asset.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Verdict {
    /// The worst state upstream, its own included.
    pub state: State,
    /// The asset that is in that state; itself or something upstream.
    pub at: Option<AssetIx>,
    /// Why.
    pub cause: Option<Cause>,
    /// Productive sources upstream of which something is known, and all of them.
    pub known: (u32, u32),
    /// Whether the evidence comes from an export that is older than allowed.
    pub outdated: bool,
}

/// What depends on an asset, however many steps away; each counted once.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Impact {
    /// All assets downstream.
    pub assets: u32,
    /// Unified views.
    pub views: u32,
    /// Products that publish or read something downstream.
    pub products: u32,
    /// DMEs that own something downstream.
    pub dmes: u32,
    /// ML models.
    pub models: u32,
    /// Dashboards, notebooks, applications.
    pub exposures: u32,
    /// Distinct users of what is downstream, in the last 30 days.
    pub users: u32,
    /// All assets upstream.
    pub upstream: u32,
}
