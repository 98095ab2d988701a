//! What a part is told of the whole: states of what is visible, and how fresh it is. A reader of a view
//! seldom sees its tables; judged on what is visible alone, a view over a broken table would look fine.
//!
//! Nothing else crosses over. Causes, places and ways are those that the part itself knows; where they
//! don't explain the state, the cause is one that the reader may not see. So what a part shows follows
//! from the part and these few bits.

use rustc_hash::FxHashMap;

use super::ages::Ages;
use super::all_verdicts::{states, verdicts};
use super::flood::Flood;
use super::{DeclaredAge, Insight, ReleaseChecks, State, Verdict, following};
use crate::catalog::{AssetIx, Catalog, small};

/// The state of a visible asset, as the whole has it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct DeclaredVerdict {
    /// Whether it can be used now.
    pub state: State,
    /// Whether the evidence comes from an export that is older than allowed.
    pub outdated: bool,
    /// Whether states that somebody keeps to themselves were left out.
    pub judged_on_part: bool,
}

/// What a part is told of the whole, by its own indices.
#[derive(Debug, Clone, Default)]
pub(crate) struct DeclaredVerdicts {
    /// By asset; nothing for one that is only listed.
    pub verdicts: Vec<Option<DeclaredVerdict>>,
    /// By view that reads something that isn't visible, with a promise or without.
    pub ages: FxHashMap<AssetIx, DeclaredAge>,
    /// By product, whether each of its release checks is passed; nothing where that isn't known, or isn't
    /// told.
    pub releases: FxHashMap<AssetIx, Vec<Option<bool>>>,
}

/// Verdicts of all assets of a whole catalog, judged as if what is `closed` weren't there; what depends on
/// it says so. Views of which `ageless` holds are judged as if their data were of no known age.
#[must_use]
pub(crate) fn verdicts_without(
    catalog: &Catalog,
    closed: impl Fn(AssetIx) -> bool + Copy,
    ageless: impl Fn(AssetIx) -> bool,
) -> Vec<Verdict> {
    let mut ages = Ages::of(catalog);
    for view in catalog.relations.iter().filter(|r| r.is_view()) {
        if ageless(view.asset) {
            ages.forget(view.asset);
        }
    }
    let (mut verdicts, _) = verdicts(catalog, &ages, closed);
    let assets = (0..small(catalog.assets.len())).map(AssetIx);
    let closed: Vec<AssetIx> = assets.filter(|ix| closed(*ix)).collect();
    let below = Flood::new(catalog, &closed, |_, _| false, |_| false);
    for (i, verdict) in verdicts.iter_mut().enumerate() {
        verdict.judged_on_part = below.at(i).is_some();
    }
    verdicts
}

/// What came of the release checks of all products of a whole catalog, as if what is `closed` weren't there.
#[must_use]
pub(crate) fn releases_without(
    catalog: &Catalog,
    closed: impl Fn(AssetIx) -> bool + Copy,
) -> ReleaseChecks {
    ReleaseChecks::of(catalog, closed)
}

/// All that follows from a part of a catalog, with the verdicts that the whole declares.
#[must_use]
pub(crate) fn insight_of_part(part: &Catalog, declared: &DeclaredVerdicts) -> Insight {
    let mut ages = Ages::of(part);
    ages.declare(part, &declared.ages);
    let mut insight = following(part, ages);
    for (i, own) in (0u32..).zip(&mut insight.verdicts) {
        if part.is_partial(AssetIx(i)) {
            own.known = (0, 0);
        }
        if part.is_listed(AssetIx(i)) {
            *own = Verdict::default();
        }
        if let Some(Some(declared)) = declared.verdicts.get(i as usize) {
            *own = told(own, *declared);
        }
    }
    insight.states = states(part, &insight.verdicts);
    insight.releases.declare(part, &declared.releases);
    insight
}

/// The verdict that the whole declares, explained by what the part knows itself, where that explains it.
fn told(own: &Verdict, declared: DeclaredVerdict) -> Verdict {
    let explained = own.state == declared.state;
    Verdict {
        state: declared.state,
        wrong: own.wrong.filter(|_| explained),
        unseen: !explained && declared.state >= State::WithCare,
        known: own.known,
        outdated: declared.outdated,
        judged_on_part: declared.judged_on_part,
    }
}
