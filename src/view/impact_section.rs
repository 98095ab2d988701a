//! What breaks if it moves: everything downstream, counted, and the nearest of it by name.

use std::collections::VecDeque;

use rustc_hash::FxHashSet;

use super::model::{Dependent, ImpactPart};
use super::{Views, counted};
use crate::catalog::{AssetIx, Derivation, Kind, Relation};

/// Dependents named.
const NAMED: usize = 24;
/// Assets looked at to find them.
const LOOKED: usize = 2000;

/// What depends on a relation.
pub(super) fn impact_part(views: &Views<'_>, relation: &Relation) -> Option<ImpactPart> {
    let c = views.reader;
    let impact = views.reader.impact_of(relation.asset);
    if impact.assets == 0 {
        return None;
    }
    let counts: Vec<(usize, Dependent)> = [
        (impact.assets, Dependent::Asset),
        (impact.views, Dependent::View),
        (impact.models, Dependent::Model),
        (impact.exposures, Dependent::Exposure),
        (impact.products, Dependent::Product),
        (impact.dmes, Dependent::Dme),
    ]
    .into_iter()
    .map(|(n, of)| (n as usize, of))
    .filter(|(n, _)| *n > 0)
    .collect();
    let all = (impact.views + impact.models + impact.exposures) as usize;
    let nearest = nearest(views, relation.asset);
    let mut notes = Vec::new();
    // Those who use what the reader may not see aren't counted.
    if c.knows_use() && (impact.users > 0 || !views.is_part()) {
        notes.push(format!(
            "{} used what {} in the last 30 days.",
            super::usage_section::people(impact.users as usize),
            match views.is_part() {
                true => "you may see of that",
                false => "depends on it",
            }
        ));
    }
    let unclear = unresolved_readers(views, relation);
    if unclear > 0 {
        notes.push(format!(
            "{} read it in a way that isn't resolved by column.",
            counted(unclear, "view")
        ));
    }
    Some(ImpactPart {
        counts,
        more: all.saturating_sub(nearest.len()),
        nearest: nearest.into_iter().map(|ix| views.link(ix)).collect(),
        note: (!notes.is_empty()).then(|| notes.join(" ")),
    })
}

/// Unified views, models and exposures downstream, nearest first, then by name.
fn nearest(views: &Views<'_>, start: AssetIx) -> Vec<AssetIx> {
    let c = views.reader;
    let mut seen = FxHashSet::from_iter([start]);
    let mut queue = VecDeque::from([start]);
    let mut found = Vec::new();
    while let Some(ix) = queue.pop_front() {
        let mut next: Vec<AssetIx> = c.downstream(ix).to_vec();
        next.truncate(LOOKED);
        next.sort_by(|a, b| c.name(*a).cmp(c.name(*b)));
        for to in next {
            if seen.len() > LOOKED || !seen.insert(to) {
                continue;
            }
            let shown =
                matches!(c.asset(to).kind, Kind::Model | Kind::Exposure) || c.is_unified(to);
            if shown {
                found.push(to);
                if found.len() == NAMED {
                    return found;
                }
            }
            queue.push_back(to);
        }
    }
    found
}

/// Views that read a relation and have columns of unknown sources.
fn unresolved_readers(views: &Views<'_>, relation: &Relation) -> usize {
    let c = views.reader;
    c.downstream(relation.asset)
        .iter()
        .filter(|ix| {
            c.is_view(**ix)
                && c.column_lineage_at(**ix)
                    .iter()
                    .any(|l| l.how == Derivation::Unknown)
        })
        .count()
}
