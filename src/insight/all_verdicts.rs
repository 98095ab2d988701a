//! Can it be used now? What is wrong with an asset itself, and with what lies upstream of it, by how
//! many steps. `docs/verdicts.md` has the rules.

use rustc_hash::FxHashMap;

use super::ages::Ages;
use super::flood::Flood;
use super::own_faults::{OwnFaults, own};
use super::verdict::{Fault, NEAR, State, Verdict, Ways, Wrong};
use crate::catalog::{AssetIx, Catalog, Relation, small};
use crate::system::Exporter;

/// Verdicts of all assets, and the ways to what is wrong. What is `closed` has no say: it is judged
/// as if it weren't there, and nothing is known through it.
pub(super) fn verdicts(
    c: &Catalog,
    ages: &Ages,
    closed: impl Fn(AssetIx) -> bool + Copy,
) -> (Vec<Verdict>, Ways) {
    let exports = c.operations.exports.iter().filter(|e| e.stale);
    let stale: Vec<Exporter> = exports.map(|e| e.format).collect();
    let mut all: Vec<OwnFaults> = vec![OwnFaults::default(); c.assets.len()];
    for relation in c.relations.iter().filter(|r| !closed(r.asset)) {
        all[relation.asset.ix()] = own(c, ages, relation, &stale);
    }
    let late = |ix: AssetIx| {
        let own = all.get(ix.ix()).and_then(|o| o.breaking);
        own.is_some_and(|(fault, _)| fault == Fault::Late)
    };
    let sources = sources(c, &all, |own| own.breaking.map(|b| b.0));
    let past = |from, to| late(from) && ages.is_older_in(from, to);
    let breaking = Flood::new(c, &sources, past, closed);
    let sources = self::sources(c, &all, |own| own.other.map(|b| b.0));
    let other = Flood::new(c, &sources, |_, _| false, closed);
    let outdated: Vec<AssetIx> = all
        .iter()
        .zip(0u32..)
        .filter(|(own, _)| own.outdated)
        .map(|(_, i)| AssetIx(i))
        .collect();
    let outdated = Flood::new(c, &outdated, |_, _| false, closed);
    let mut verdicts: Vec<Verdict> = Vec::with_capacity(c.assets.len());
    for i in 0..c.assets.len() {
        let wrong = wrong(&all, breaking.at(i), other.at(i));
        verdicts.push(Verdict {
            state: wrong.map_or(State::Unknown, |w| w.fault.at(w.steps)),
            wrong,
            outdated: match wrong {
                Some(wrong) => all[wrong.at.ix()].outdated,
                None => outdated.at(i).is_some(),
            },
            ..Verdict::default()
        });
    }
    for relation in &c.relations {
        let targets: &[AssetIx] = match relation.is_view() {
            true => c.targets_of(relation),
            false => std::slice::from_ref(&relation.asset),
        };
        let known = targets.iter().filter(|t| all[t.ix()].basis.evidence);
        let verdict = &mut verdicts[relation.asset.ix()];
        verdict.known = (small(known.count()), small(targets.len()));
        if verdict.wrong.is_none() {
            verdict.state = quiet(ages, &all, relation, targets, closed);
        }
    }
    let ways = Ways {
        breaking: breaking.up,
        other: other.up,
    };
    (verdicts, ways)
}

/// Assets with a fault, the worst first, then by name.
fn sources(
    c: &Catalog,
    all: &[OwnFaults],
    fault: impl Fn(&OwnFaults) -> Option<Fault>,
) -> Vec<AssetIx> {
    let faults = all.iter().zip(0u32..);
    let mut sources: Vec<(Fault, AssetIx)> = faults
        .filter_map(|(own, i)| Some((fault(own)?, AssetIx(i))))
        .collect();
    sources.sort_by(|a, b| (a.0, c.name(a.1)).cmp(&(b.0, c.name(b.1))));
    sources.into_iter().map(|s| s.1).collect()
}

/// What to name of the nearest fault that breaks and the nearest other one: the first, unless it is
/// far and the other is nearer.
fn wrong(
    all: &[OwnFaults],
    breaking: Option<(AssetIx, u32)>,
    other: Option<(AssetIx, u32)>,
) -> Option<Wrong> {
    let ((at, steps), breaks) = match (breaking, other) {
        (Some(near), far) if near.1 <= NEAR || far.is_none_or(|far| near.1 <= far.1) => {
            (near, true)
        }
        (_, far) => (far?, false),
    };
    let own = all.get(at.ix())?;
    let own_fault = if breaks { own.breaking } else { own.other };
    let (fault, cause) = own_fault?;
    Some(Wrong {
        fault,
        cause,
        at,
        steps,
    })
}

/// The state of a relation of which nothing is known to be wrong: its own, or the weakest of the
/// tables that a view reaches.
fn quiet(
    ages: &Ages,
    all: &[OwnFaults],
    relation: &Relation,
    targets: &[AssetIx],
    closed: impl Fn(AssetIx) -> bool,
) -> State {
    let basis = |ix: &AssetIx| all[ix.ix()].basis;
    let own = basis(&relation.asset);
    let of = own.state();
    if !relation.is_view() || of == State::Usable {
        return of;
    }
    let newest = |t: &AssetIx| !ages.is_superseded(*t);
    let targets = || targets.iter().filter(|t| !closed(**t));
    let any = targets().any(newest);
    let counted = targets().filter(|t| !any || newest(t));
    let weakest = counted.map(|t| basis(t).state()).reduce(State::weakest);
    match (of, weakest) {
        (of, None) => of,
        (State::NoPromise, Some(State::Unknown)) => of,
        // What is promised of the view itself and can't be measured.
        (State::Unknown, Some(State::NoPromise)) if own.objective => of,
        (_, Some(weakest)) => weakest,
    }
}

/// Unified views by their state.
#[derive(Debug, Default)]
pub(crate) struct States {
    /// All of them.
    pub all: StateCounts,
    /// Those with one owner, by DME.
    pub by_dme: FxHashMap<AssetIx, StateCounts>,
}

/// How many have each state.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct StateCounts([usize; State::ALL.len()]);

impl StateCounts {
    /// How many have this one.
    #[must_use]
    pub(crate) const fn of(&self, state: State) -> usize {
        self.0[state as usize]
    }

    /// How many there are.
    #[must_use]
    pub(crate) fn total(&self) -> usize {
        self.0.iter().sum()
    }
}

/// Counts unified views by their state.
pub(super) fn states(c: &Catalog, verdicts: &[Verdict]) -> States {
    let mut states = States::default();
    for relation in c.open_relations().filter(|r| r.unified) {
        let state = verdicts
            .get(relation.asset.ix())
            .map_or(State::Unknown, |v| v.state);
        states.all.0[state as usize] += 1;
        if let Some(dme) = c.owner(relation) {
            states.by_dme.entry(dme).or_default().0[state as usize] += 1;
        }
    }
    states
}
