//! Who may see what after a move, and which authorizations that takes.

use std::collections::{BTreeMap, BTreeSet};

use super::asked_move::Move;
use super::plan_rule::PlanRule;
use super::plan_state::State;
use super::remarks::{Remarks, few};
use crate::catalog::{AssetIx, DatasetProperties, Relation, RowPolicy};
use crate::lines::{ChangeClass, RelationLine};
use crate::system::Topic;

pub(super) fn find(state: &State<'_>, one: &Move, remarks: &mut Remarks) {
    let c = state.catalog;
    let (Some(old_relation), Some(new_relation)) = (c.relation(one.from), c.relation(one.to))
    else {
        return;
    };
    authorizations(state, one, new_relation, remarks);
    access(state, one, (old_relation, new_relation), remarks);
    row_policies(state, (old_relation, new_relation), remarks);
    if let (Some(old), Some(new)) = (state.line(one.from), state.line(one.to)) {
        let tells = |relation: &Relation| c.tells.of(relation.project, Topic::PolicyTags);
        let told = (tells(old_relation), tells(new_relation));
        policy_tags(old, new, told, remarks);
    }
}

/// What is known of the dataset of a table or view.
pub(super) fn dataset<'s>(
    state: &'s State<'_>,
    relation: &Relation,
) -> Option<&'s DatasetProperties> {
    let c = state.catalog;
    c.dataset_properties(c.str(relation.project), c.str(relation.dataset))
}

/// Views that read the new table past grants once its dataset authorizes them: those that aren't in it,
/// where the system has such lists.
pub(super) fn to_authorize<'s>(
    state: &'s State<'_>,
    one: &'s Move,
) -> impl Iterator<Item = &'s Relation> {
    let to = state.catalog.relation(one.to);
    let views = one
        .views
        .iter()
        .filter_map(|view| state.catalog.relation(*view));
    views.filter(move |view| {
        to.is_some_and(|to| {
            to.system.most_authorized().is_some()
                && (view.project, view.dataset) != (to.project, to.dataset)
        })
    })
}

fn authorizations(state: &State<'_>, one: &Move, new: &Relation, remarks: &mut Remarks) {
    let Some(there) = dataset(state, new) else {
        return;
    };
    let here = state
        .catalog
        .relation(one.from)
        .and_then(|old| dataset(state, old));
    for view in to_authorize(state, one) {
        if there.authorizes(view) == Some(false) {
            let name = state.name(view.asset);
            let message = format!(
                "{name} isn't authorized to read the dataset of {}: queries of it fail for who may not read that table",
                state.name(one.to)
            );
            let finding = remarks.add(PlanRule::AuthorizationMissing, name, message, Vec::new());
            // Where it isn't authorized now either, grants on the tables have to do.
            if here.and_then(|here| here.authorizes(view)) == Some(false) {
                finding.class = ChangeClass::Safe;
            }
        }
    }
}

/// Datasets that can't authorize all views that all moves bring to them.
pub(super) fn full_lists(state: &State<'_>, moves: &[Move], remarks: &mut Remarks) {
    let c = state.catalog;
    let mut comes: BTreeMap<[&str; 2], (&Relation, BTreeSet<String>)> = BTreeMap::new();
    for one in moves {
        let Some(new) = c.relation(one.to) else {
            continue;
        };
        let Some(there) = dataset(state, new) else {
            continue;
        };
        for view in to_authorize(state, one) {
            if there.authorizes(view) != Some(true) {
                let name = [new.project, new.dataset].map(|part| c.str(part));
                let (_, views) = comes.entry(name).or_insert((new, BTreeSet::new()));
                views.insert(state.name(view.asset).to_owned());
            }
        }
    }
    for (new, views) in comes.into_values() {
        let listed = dataset(state, new).map_or(0, |there| there.authorized.len());
        if let Some(most) = new.system.most_authorized()
            && listed + views.len() > most
        {
            let message = format!(
                "the dataset of {} authorizes {listed} readers of at most {most}: {} more don't fit",
                state.name(new.asset),
                views.len()
            );
            let views = views.into_iter().collect();
            let name = state.name(new.asset);
            remarks.add(PlanRule::AuthorizationFull, name, message, views);
        }
    }
}

/// Who may read a table by a grant; persons aside.
fn grantees(state: &State<'_>, ix: AssetIx) -> BTreeSet<String> {
    let c = state.catalog;
    let grants = c.relation(ix).map(|relation| c.grants_of(relation));
    let grants = grants.into_iter().flatten();
    grants
        .filter(|grant| grant.reads && !grant.person)
        .map(|grant| c.str(grant.grantee).to_owned())
        .collect()
}

fn access(
    state: &State<'_>,
    one: &Move,
    (old, new): (&Relation, &Relation),
    remarks: &mut Remarks,
) {
    let (was, is) = (grantees(state, one.from), grantees(state, one.to));
    // Where no export could tell grants on the new one, nothing is known.
    if is.is_empty() && !state.catalog.tells.of(new.project, Topic::Grants) {
        return;
    }
    let lost: Vec<String> = was.difference(&is).cloned().collect();
    if lost.is_empty() {
        return;
    }
    let (from, to) = (state.name(one.from), state.name(one.to));
    let here = dataset(state, old);
    let authorized = one.views.iter().map(|view| {
        let view = state.catalog.relation(*view)?;
        here?.authorizes(view)
    });
    let authorized: Vec<Option<bool>> = authorized.collect();
    let past_grants =
        new.system.reads_as_owner() || authorized.iter().all(|told| *told == Some(true));
    let message = match past_grants {
        true => format!(
            "{} may read {from} and not {to}; through the view that makes no difference",
            few(&lost)
        ),
        false => format!("{} may read {from} and not {to}", few(&lost)),
    };
    let finding = remarks.add(PlanRule::AccessLost, to, message, lost);
    if past_grants {
        finding.class = ChangeClass::Safe;
    } else if !authorized.contains(&Some(false)) {
        finding.class = ChangeClass::Unknown;
    }
}

fn row_policies(state: &State<'_>, (old, new): (&Relation, &Relation), remarks: &mut Remarks) {
    let of = |relation: &Relation| -> Vec<RowPolicy> {
        let properties = relation.properties.as_ref();
        properties.map_or(Vec::new(), |p| p.row_policies.clone())
    };
    let (was, is) = (of(old), of(new));
    let beside = |some: &[RowPolicy], others: &[RowPolicy]| -> Vec<String> {
        let is_there = |one: &RowPolicy| others.iter().any(|o| o.fingerprint == one.fingerprint);
        let alone = some.iter().filter(|one| !is_there(one));
        alone
            .map(|one| state.catalog.str(one.name).to_owned())
            .collect()
    };
    let (lost, gained) = (beside(&was, &is), beside(&is, &was));
    let (from, to) = (state.name(old.asset), state.name(new.asset));
    if !lost.is_empty() {
        let message = match is.is_empty() {
            true => format!(
                "{from} shows rows by {}; {to} has no row access policy: whoever may read it sees every row",
                few(&lost)
            ),
            false => format!("{from} shows rows by {}, which {to} lacks", few(&lost)),
        };
        let finding = remarks.add(PlanRule::RowPolicyLost, to, message, lost);
        if old.project != new.project && !has_row_policies(state, new) {
            finding.class = ChangeClass::Unknown;
        }
    }
    if !gained.is_empty() {
        let message = format!(
            "{to} shows rows by {}, which {from} lacks: rows may be missing",
            few(&gained)
        );
        remarks.add(PlanRule::RowPolicyGained, to, message, gained);
    }
}

/// Whether exports have row access policies of any table of the project of `relation`: one that has none
/// may not be exported.
fn has_row_policies(state: &State<'_>, relation: &Relation) -> bool {
    let there = state.catalog.relations.iter();
    let mut there = there.filter(|of| of.project == relation.project);
    there.any(|of| {
        of.properties
            .as_ref()
            .is_some_and(|p| !p.row_policies.is_empty())
    })
}

/// `told` says whether exports have policy tags of the old table's project, and of the new one's.
fn policy_tags(old: &RelationLine, new: &RelationLine, told: (bool, bool), remarks: &mut Remarks) {
    let (mut lost, mut gained) = (Vec::new(), Vec::new());
    for was in &old.columns {
        let Some(is) = new.columns.iter().find(|is| is.name == was.name) else {
            continue;
        };
        let lacks =
            |some: &[String], others: &[String]| some.iter().any(|tag| !others.contains(tag));
        if lacks(&was.policy_tags, &is.policy_tags) {
            lost.push(was.name.clone());
        }
        if lacks(&is.policy_tags, &was.policy_tags) {
            gained.push(was.name.clone());
        }
    }
    let (from, to) = (&old.name, &new.name);
    if !lost.is_empty() {
        let message = format!(
            "{} of {to} lack policy tags that they have in {from}",
            few(&lost)
        );
        let finding = remarks.add(PlanRule::PolicyTagLost, to, message, lost);
        if !told.1 {
            finding.class = ChangeClass::Unknown;
        }
    }
    if !gained.is_empty() {
        let message = format!(
            "{} of {to} have policy tags that they lack in {from}",
            few(&gained)
        );
        let finding = remarks.add(PlanRule::PolicyTagGained, to, message, gained);
        if !told.0 {
            finding.class = ChangeClass::Unknown;
        }
    }
}
