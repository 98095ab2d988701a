//! What follows from a catalog: whether assets can be used now, what depends on them, how critical,
//! covered and fresh they are. Typed values of the catalog alone; pages put them into words.

mod ages;
mod all_verdicts;
mod attainment;
mod bypass;
mod column_impact;
mod coverage;
mod criticality;
mod declared_verdicts;
mod flood;
mod impact;
mod master_data;
mod own_faults;
mod productive;
mod readiness;
mod release_checks;
mod release_results;
mod score;
mod service_level;
#[cfg(test)]
pub(crate) mod tests;
mod verdict;

pub(crate) use ages::DeclaredAge;
pub(crate) use all_verdicts::{StateCounts, States};
pub(crate) use attainment::{AttainedDay, Attainment};
pub(crate) use bypass::{Bypass, Direct, Reader};
pub(crate) use column_impact::ColumnImpacts;
pub(crate) use coverage::{Answers, Coverage, Question, is_watched};
pub(crate) use criticality::{Criticality, Reason};
pub(crate) use declared_verdicts::{
    DeclaredVerdict, DeclaredVerdicts, insight_of_part, releases_without, verdicts_without,
};
pub(crate) use impact::{Impact, impacts};
pub(crate) use master_data::{Candidate, Declared, Home, MasterData};
pub(crate) use productive::{is_productive, stands_for};
pub(crate) use readiness::{Lack, Need, Readiness};
pub(crate) use release_checks::{Newer, ReleaseAnswer, ReleaseChecks, ReleaseResult};
pub(crate) use score::{Part, PartFinding, Point, Score, scores};
pub(crate) use service_level::{DAYS, RelationServiceLevel, ServiceLevelSummary, ServiceLevels};
pub(crate) use verdict::{Cause, Fault, State, Verdict, Ways, Wrong};

use crate::catalog::{AssetIx, Catalog, Sym};
use crate::system::Evidence;
use ages::Ages;

/// What follows from a catalog. Its indices are those of that catalog.
#[derive(Debug, Default)]
pub(crate) struct Insight {
    /// Verdict by asset.
    verdicts: Vec<Verdict>,
    /// How to get from each asset to what is wrong upstream of it.
    pub ways: Ways,
    /// Unified views by their state.
    pub states: States,
    /// Impact by asset.
    impact: Vec<Impact>,
    /// Impact by column.
    column_impact: ColumnImpacts,
    /// When data was written.
    ages: Ages,
    /// What productive tables and unified views have of what they should have.
    pub coverage: Coverage,
    /// How critical products are, and tables without one on which much depends.
    pub criticality: Vec<Criticality>,
    /// What is read past the unified views.
    pub bypass: Bypass,
    /// What the rest of the mesh refers to.
    pub master_data: MasterData,
    /// How fresh data is against what is promised.
    pub service: ServiceLevels,
    /// What came of the release checks of products.
    pub releases: ReleaseChecks,
    /// What DMEs lack of what they need.
    pub readiness: Readiness,
}

/// All that follows from a catalog.
#[must_use]
#[inline(never)]
pub(crate) fn insight(catalog: &Catalog) -> Insight {
    following(catalog, Ages::of(catalog))
}

/// All that follows from a catalog whose data is so old.
fn following(catalog: &Catalog, ages: Ages) -> Insight {
    let ((verdicts, ways), (impact, column_impact)) = rayon::join(
        || all_verdicts::verdicts(catalog, &ages, |_| false),
        || {
            rayon::join(
                || impact::impacts(catalog),
                || column_impact::column_impacts(catalog),
            )
        },
    );
    let ((coverage, service), (bypass, master_data)) = rayon::join(
        || (Coverage::of(catalog), ServiceLevels::of(catalog, &ages)),
        || (Bypass::of(catalog), MasterData::of(catalog, &impact)),
    );
    Insight {
        states: all_verdicts::states(catalog, &verdicts),
        criticality: criticality::criticality(catalog, &impact),
        releases: ReleaseChecks::of(catalog, |_| false),
        readiness: Readiness::of(catalog),
        verdicts,
        ways,
        impact,
        column_impact,
        ages,
        coverage,
        bypass,
        master_data,
        service,
    }
}

impl Insight {
    /// Verdict on an asset.
    #[must_use]
    pub(crate) fn verdict_of(&self, ix: AssetIx) -> Option<&Verdict> {
        self.verdicts.get(ix.ix())
    }

    /// Impact of an asset.
    #[must_use]
    pub(crate) fn impact_of(&self, ix: AssetIx) -> Impact {
        self.impact.get(ix.ix()).copied().unwrap_or_default()
    }

    /// What depends on a column of a relation; nothing where nothing is known to.
    #[must_use]
    pub(crate) fn column_impact(&self, relation: AssetIx, column: Sym) -> Option<&Impact> {
        self.column_impact.of(relation, column)
    }

    /// How many jobs make something of a column, however many steps away.
    #[must_use]
    pub(crate) fn column_jobs(&self, relation: AssetIx, column: Sym) -> u32 {
        self.column_impact.jobs(relation, column)
    }

    /// When the data of a relation was written last, and what says so. A view that promises an age is
    /// as old as the oldest table that it reaches.
    #[must_use]
    pub(crate) fn loaded(&self, catalog: &Catalog, ix: AssetIx) -> Option<(i64, Evidence)> {
        self.ages.loaded(catalog, ix)
    }

    /// When the oldest of the tables that a view reads and that the reader may not see was loaded, and
    /// what says so; nothing where they publish no such thing, and of a whole catalog.
    #[must_use]
    pub(crate) fn unseen_load(&self, view: AssetIx) -> Option<(i64, Evidence)> {
        self.ages.unseen_load(view)
    }

    /// Moments at which the data of a relation was written, sorted; none where they aren't known.
    #[must_use]
    pub(crate) fn loads<'c>(&self, catalog: &'c Catalog, ix: AssetIx) -> &'c [i64] {
        self.ages.loads(catalog, ix).0
    }

    /// Whether a relation is a shard of a wildcard and a newer one was loaded.
    #[must_use]
    pub(crate) fn is_superseded(&self, ix: AssetIx) -> bool {
        self.ages.is_superseded(ix)
    }

    /// How much of the last [`DAYS`] days the promise on a relation was kept; nothing where none is
    /// made, or too few loads are known to tell.
    #[must_use]
    pub(crate) fn attainment(&self, catalog: &Catalog, ix: AssetIx) -> Option<Attainment> {
        self.ages.attainment(catalog, ix, DAYS)
    }
}
