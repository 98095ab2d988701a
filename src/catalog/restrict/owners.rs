//! Who owns what in a part of a catalog: decided anew, of what the audience may know.

use rustc_hash::FxHashSet;

use super::fact_rule::FactRule;
use super::under_way::Restriction;
use super::{relation_lineage, stubs};
use crate::catalog::{
    AssetIx, OwnerCandidate, OwnershipDecision, OwnershipSource, Relation, decided, meant,
    nearest_owners,
};

/// Owners of all relations: of what is told of each, then what the rest has from upstream.
pub(super) fn owners(part: &mut Restriction<'_>) {
    let relations: Vec<&Relation> = part
        .old
        .iter()
        .filter_map(|ix| part.from.relation(*ix))
        .collect();
    for old in &relations {
        if let Some(asset) = part.ix(old.asset) {
            let Owned {
                candidates,
                decision,
                dmes,
            } = owned(part, old);
            part.to.ownership.set(asset, candidates, decision, dmes);
        }
    }
    let mut inherited = Vec::new();
    for old in &relations {
        let Some(asset) = part.open(old.asset) else {
            continue;
        };
        let is_unowned = part.to.ownership.decision(asset) == OwnershipDecision::Unowned;
        if is_unowned && old.is_described() {
            let owner = |ix: AssetIx| part.to.ownership.owner(ix);
            let above = nearest_owners(&part.to.graph, asset, owner);
            inherited.push((asset, above));
        }
    }
    for (asset, above) in inherited {
        let above: Vec<OwnerCandidate> = above
            .into_iter()
            .map(|(dme, by)| OwnerCandidate {
                source: OwnershipSource::Upstream,
                dme,
                pos: None,
                by: Some(by),
            })
            .collect();
        let decision = match above.as_slice() {
            [] => continue,
            [one] => OwnershipDecision::Owned(*one),
            _ => OwnershipDecision::Several,
        };
        let dmes = above.iter().map(|candidate| candidate.dme).collect();
        part.to.ownership.set(asset, above, decision, dmes);
    }
}

struct Owned {
    candidates: Vec<OwnerCandidate>,
    decision: OwnershipDecision,
    dmes: Vec<AssetIx>,
}

/// What is told of one relation itself, and of what it reads as far as its owners publish that.
fn owned(part: &Restriction<'_>, old: &Relation) -> Owned {
    let told = part.from.owner_candidates_of(old);
    let is_inside = told
        .iter()
        .any(|of| of.source == OwnershipSource::Infrastructure && of.by.is_none());
    let by_targets = old.is_view() && (old.unified || !is_inside);
    let mut tied = true;
    let mut holders: Vec<OwnerCandidate> = Vec::new();
    let mut add = |dmes: Vec<AssetIx>, by: Option<AssetIx>| {
        tied &= dmes.len() > 1;
        holders.extend(dmes.into_iter().map(|dme| OwnerCandidate {
            source: OwnershipSource::Infrastructure,
            dme,
            pos: None,
            by,
        }));
    };
    if by_targets {
        let ends = relation_lineage::ends(part, old.asset);
        for target in ends.targets {
            if let Some(of_whole) = part.old.get(target.ix()) {
                add(held(part, *of_whole), Some(target));
            }
        }
        for unseen in ends.unseen {
            if stubs::publishes(part, &[unseen], |of| of.owner) || !part.keeps(FactRule::Owners) {
                add(held(part, unseen), None);
            }
        }
    } else {
        add(held(part, old.asset), None);
    }
    let mut dmes: Vec<AssetIx> = holders.iter().map(|of| of.dme).collect();
    let mut seen = FxHashSet::default();
    holders.retain(|of| seen.insert(of.dme));
    holders.sort_by_key(|of| of.dme);
    let mut itself: Vec<OwnerCandidate> = told
        .iter()
        .filter_map(|of| of_itself(part, old.asset, of))
        .collect();
    itself.extend(by_unclear_words(part, old.asset));
    let mut said = FxHashSet::default();
    itself.retain(|of| said.insert((of.source, of.dme, of.by)));
    itself.sort_by_key(|of| (of.source, of.dme));
    holders.extend(itself);
    holders.sort_by_key(|of| of.source);
    let decision = decided(old.is_view(), &holders, tied);
    if dmes.is_empty() {
        dmes.extend(decision.owner());
    }
    dmes.sort_unstable();
    dmes.dedup();
    Owned {
        candidates: holders,
        decision,
        dmes,
    }
}

/// The DMEs of the part whose infrastructure holds a relation; of a view, its tables.
fn held(part: &Restriction<'_>, old: AssetIx) -> Vec<AssetIx> {
    let Some(relation) = part.from.relation(old) else {
        return Vec::new();
    };
    if relation.is_view() && !part.is_open(old) {
        return part.sorted(part.from.dmes_of(relation));
    }
    let told = part.from.owner_candidates_of(relation).iter();
    let told = told.filter(|of| of.source == OwnershipSource::Infrastructure);
    let mut dmes: Vec<AssetIx> = told.filter_map(|of| part.ix(of.dme)).collect();
    dmes.sort_unstable();
    dmes.dedup();
    dmes
}

/// What a relation's own product, labels, dbt node and tools say.
fn of_itself(
    part: &Restriction<'_>,
    relation: AssetIx,
    old: &OwnerCandidate,
) -> Option<OwnerCandidate> {
    let jobs = part.from.ownership.jobs_of(relation, old);
    let is_dark = jobs.is_some_and(|jobs| !jobs.iter().any(|job| part.tells(Some(*job))));
    if is_dark && part.keeps(FactRule::RunFacts) {
        return None;
    }
    let OwnerCandidate {
        source,
        dme,
        pos,
        by,
    } = *old;
    if matches!(
        source,
        OwnershipSource::Infrastructure | OwnershipSource::Upstream
    ) {
        return None;
    }
    let by = match by {
        Some(by) => Some(part.ix(by)?),
        None => None,
    };
    Some(OwnerCandidate {
        source,
        dme: part.ix(dme)?,
        pos: pos.filter(|_| !part.keeps(FactRule::Positions)),
        by,
    })
}

/// What words mean among the DMEs of the part: in the whole a hidden one may have gone first, or several
/// may have been meant.
fn by_unclear_words(part: &Restriction<'_>, old: AssetIx) -> Vec<OwnerCandidate> {
    let words = part.from.ownership.unclear(old).iter();
    let named = words
        .filter(|word| part.tells(word.job))
        .filter_map(|word| {
            let dme = meant(&word.meanings, |dme| part.ix(dme).is_some())?;
            Some(OwnerCandidate {
                source: word.source,
                dme: part.ix(dme)?,
                pos: None,
                by: None,
            })
        });
    named.collect()
}
