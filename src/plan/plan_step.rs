//! What to do, in its order, and the way back from each step.

use std::collections::{BTreeMap, BTreeSet};

use super::access_findings::{dataset, to_authorize};
use super::asked_move::Move;
use super::open_questions::{counts, full, parts};
use super::plan_rule::PlanRule;
use super::plan_state::State;
use super::remarks::Remarks;
use super::replacement::{Replacement, Sql};
use super::step_list::Steps;
use super::view_statements::{command, problem, statement};
use super::{manifest_steps, reader_steps};
use crate::catalog::{AssetIx, AuthorizedReader, Relation};
use crate::lines::{PlanStep, PlanUndo};
use crate::system::ViewReplacement;

/// All steps, in their order.
pub(super) fn steps(
    state: &State<'_>,
    moves: &[Move],
    replacements: &[Replacement],
    remarks: &Remarks,
) -> Vec<PlanStep> {
    let mut steps = Steps {
        state,
        all: Vec::new(),
    };
    // What has to be done before each view is replaced.
    let mut ready: BTreeMap<AssetIx, BTreeSet<u32>> = BTreeMap::new();
    let to_grant = remarks.hurt([PlanRule::AccessLost, PlanRule::KmsDiffers]);
    for one in moves {
        let mut done = vec![fill(&mut steps, one)];
        done.extend(grant(&mut steps, one, &to_grant));
        for view in &one.views {
            ready.entry(*view).or_default().extend(&done);
        }
    }
    authorize(&mut steps, moves, &mut ready);
    manifest_steps::declare(&mut steps, moves, &mut ready);
    let made = replace(&mut steps, replacements, &ready);
    manifest_steps::correct_owners(&mut steps, moves, &made);
    let made: Vec<u32> = made.into_values().collect();
    let verified = verify(&mut steps, &made);
    let mut before_end: Vec<BTreeSet<u32>> = Vec::with_capacity(moves.len());
    for one in moves {
        let told = reader_steps::tell(&mut steps, one, verified);
        before_end.push(told.into_iter().chain([verified]).collect());
    }
    revoke(&mut steps, moves, replacements, verified, &mut before_end);
    for (one, before) in moves.iter().zip(before_end) {
        retire(&mut steps, one, &before.into_iter().collect::<Vec<_>>());
    }
    steps.all
}

fn fill(steps: &mut Steps<'_>, one: &Move) -> u32 {
    let state = steps.state;
    let (from, to) = (state.name(one.from), state.name(one.to));
    let what = format!("Fill {to}, and compare it with {from}: rows, oldest day, columns");
    let c = state.catalog;
    let counts = match (c.relation(one.from), c.relation(one.to)) {
        (Some(old), Some(new)) => Some(format!("{};", counts(state, old, new))),
        _ => None,
    };
    let step = steps.add(what, Some(one.to), &[]);
    step.verify = counts;
    step.n
}

fn grant(steps: &mut Steps<'_>, one: &Move, wanted: &BTreeSet<&str>) -> Option<u32> {
    let to = steps.state.name(one.to);
    if !wanted.contains(to) {
        return None;
    }
    let what = format!("Grant what is missing on {to}, as far as it is wanted: see the findings");
    let step = steps.add(what, Some(one.to), &[]);
    step.undo.what = "revoke what was granted".to_owned();
    Some(step.n)
}

fn retire(steps: &mut Steps<'_>, one: &Move, after: &[u32]) {
    let state = steps.state;
    let (from, to) = (state.name(one.from), state.name(one.to));
    let product = state.catalog.relation(one.from).and_then(|r| r.product);
    let what = match product {
        Some(product) => format!(
            "Retire {from}: give it an `endOfLife` and `replacedBy: {to}` in product {}; drop it, and take it out there, once that day has come and no statement names it",
            state.name(product)
        ),
        None => format!("Retire {from}: drop it once no statement names it"),
    };
    let step = steps.add(what, Some(one.from), after);
    step.undo.what = match product {
        Some(_) => "until it is dropped: take both out again",
        None => "until it is dropped there is nothing to undo",
    }
    .to_owned();
}

fn authorize(steps: &mut Steps<'_>, moves: &[Move], ready: &mut BTreeMap<AssetIx, BTreeSet<u32>>) {
    let state = steps.state;
    let mut done = BTreeSet::new();
    for one in moves {
        let Some(to) = state.catalog.relation(one.to) else {
            continue;
        };
        let [project, name, _] = parts(state, to);
        for view in to_authorize(state, one) {
            let is_there = dataset(state, to).and_then(|there| there.authorizes(view));
            if is_there == Some(true) || !done.insert((full(state, to), view.asset)) {
                continue;
            }
            let seems = match is_there {
                None => ", unless it is: no export lists what it authorizes",
                _ => "",
            };
            let what = format!(
                "Authorize {} to read the dataset {}{seems}",
                state.name(view.asset),
                full(state, to)
            );
            let reader = parts(state, view);
            let command = |adds| to.system.authorize([project, name], reader, adds);
            let step = steps.add(what, Some(one.to), &[]);
            step.command = command(true);
            step.undo = PlanUndo {
                what: "take the view out of the list again".to_owned(),
                sql: None,
                command: command(false),
            };
            ready.entry(view.asset).or_default().insert(step.n);
        }
    }
}

/// The step of each view that is replaced.
fn replace(
    steps: &mut Steps<'_>,
    replacements: &[Replacement],
    ready: &BTreeMap<AssetIx, BTreeSet<u32>>,
) -> BTreeMap<AssetIx, u32> {
    let state = steps.state;
    let c = state.catalog;
    let mut numbers: BTreeMap<AssetIx, u32> = BTreeMap::new();
    for replacement in replacements {
        let Some(view) = c.relation(replacement.view) else {
            continue;
        };
        let name = state.name(replacement.view);
        let trouble = problem(state, replacement);
        let what = match (replacement.moves, &trouble) {
            (true, None) => format!("Replace {name}: only the reference changes"),
            (false, None) => {
                format!("Make {name} anew, so that it has the columns of what it reads")
            }
            (_, Some(why)) => format!("Give {name} its new query by hand: {why}"),
        };
        let made = |sql: &Sql| statement(c, view, sql).filter(|_| trouble.is_none());
        let after_sql = replacement.after.as_ref().ok();
        let sql = after_sql.and_then(&made).map(|made| made.sql);
        let run = |sql: &Sql| command(c, view, sql).filter(|_| trouble.is_none());
        let run_it = after_sql.and_then(run);
        let run_back = run(&replacement.before);
        let undo = made(&replacement.before).map(|made| made.sql);
        let mut after = ready.get(&replacement.view).cloned().unwrap_or_default();
        let reads = c.references_of(view).iter();
        after.extend(reads.filter_map(|r| numbers.get(&r.asset)));
        let after: Vec<u32> = after.into_iter().collect();
        let is_unknown = view.system.view_replacement() == ViewReplacement::Unknown;
        let query = replacement.after.as_ref().ok().filter(|_| is_unknown);
        let by_hand = query.map(|sql| format!("its new query: {}", sql.query));
        let step = steps.add(what, Some(replacement.view), &after);
        step.sql = sql;
        step.command = run_it;
        step.verify = by_hand;
        step.undo = PlanUndo {
            what: "give it its former query".to_owned(),
            sql: undo,
            command: run_back,
        };
        numbers.insert(replacement.view, step.n);
    }
    numbers
}

fn verify(steps: &mut Steps<'_>, made: &[u32]) -> u32 {
    let what = "Export anew, and compare with the exports before: the changes must be those that this plan expects";
    let step = steps.add(what.to_owned(), None, made);
    step.command = Some("vitrina diff OLD NEW".to_owned());
    step.undo.what = "undo the views in the order of their steps, since each takes the columns of what it reads; then the steps before, the last first".to_owned();
    step.n
}

/// Authorizations that nothing needs any more.
fn revoke(
    steps: &mut Steps<'_>,
    moves: &[Move],
    replacements: &[Replacement],
    verified: u32,
    before_end: &mut [BTreeSet<u32>],
) {
    let state = steps.state;
    let c = state.catalog;
    let moved: BTreeSet<AssetIx> = moves.iter().map(|one| one.from).collect();
    let made = replacements.iter().filter(|of| of.after.is_ok());
    let made: BTreeSet<AssetIx> = made.map(|of| of.view).collect();
    let mut comes: BTreeMap<AssetIx, Vec<AssetIx>> = BTreeMap::new();
    for one in moves {
        for view in &one.views {
            comes.entry(*view).or_default().push(one.to);
        }
    }
    let mut done: BTreeMap<(String, AssetIx), u32> = BTreeMap::new();
    for (one, before_end) in moves.iter().zip(before_end) {
        let Some(from) = c.relation(one.from) else {
            continue;
        };
        if from.system.most_authorized().is_none() {
            continue;
        }
        let stays = |view: &Relation| {
            let named = c.references_of(view).iter().map(|r| r.asset);
            let others = named.filter(|ix| !moved.contains(ix));
            let comes = comes.get(&view.asset).into_iter().flatten().copied();
            let mut there = others.chain(comes).filter_map(|ix| c.relation(ix));
            there.any(|r| (r.project, r.dataset) == (from.project, from.dataset))
        };
        let here = dataset(state, from);
        for view in one.views.iter().filter(|view| made.contains(*view)) {
            let Some(view) = c.relation(*view) else {
                continue;
            };
            let key = (full(state, from), view.asset);
            if let Some(n) = done.get(&key) {
                before_end.insert(*n);
                continue;
            }
            let by_dataset = AuthorizedReader::Dataset([view.project, view.dataset]);
            let with_others = here.is_some_and(|here| here.authorized.contains(&by_dataset));
            let lies_there = (view.project, view.dataset) == (from.project, from.dataset);
            let is_authorized = here.and_then(|here| here.authorizes(view));
            if is_authorized == Some(false) || lies_there || with_others || stays(view) {
                continue;
            }
            let what = format!(
                "Revoke the authorization of {} at the dataset {}{}: it reads nothing there any more",
                state.name(view.asset),
                full(state, from),
                if is_authorized.is_none() {
                    ", if it has one"
                } else {
                    ""
                }
            );
            let [project, name, _] = parts(state, from);
            let reader = parts(state, view);
            let command = |adds| from.system.authorize([project, name], reader, adds);
            let step = steps.add(what, Some(one.from), &[verified]);
            step.command = command(false);
            step.undo = PlanUndo {
                what: "authorize it again".to_owned(),
                sql: None,
                command: command(true),
            };
            before_end.insert(step.n);
            done.insert(key, step.n);
        }
    }
}
