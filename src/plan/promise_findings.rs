//! What is promised of the new table, and where its data comes from.

use rustc_hash::FxHashSet;

use super::asked_move::Move;
use super::plan_rule::PlanRule;
use super::plan_state::State;
use super::remarks::{Remarks, few};
use crate::catalog::{AssetIx, Kind, span};
use crate::insight::State as Verdict;
use crate::lines::ServiceLevel;

pub(super) fn find(state: &State<'_>, one: &Move, remarks: &mut Remarks) {
    freshness(state, one, remarks);
    service_levels(state, one, remarks);
    lineage(state, one, remarks);
    for view in &one.views {
        if *view == one.to || reaches(state, *view).contains(&one.to) {
            let (name, to) = (state.name(*view), state.name(one.to));
            let message = format!("{to} is made of {name}, which would be made of {to}");
            remarks.add(PlanRule::Cycle, name, message, Vec::new());
        }
    }
}

fn freshness(state: &State<'_>, one: &Move, remarks: &mut Remarks) {
    let (from, to) = (state.name(one.from), state.name(one.to));
    let most = |ix: AssetIx| Some(state.line(ix)?.freshness.as_ref()?.seconds);
    let message = match (most(one.from), most(one.to)) {
        (Some(was), Some(is)) if is > was => Some(format!(
            "data of {from} is promised to be at most {} old, that of {to} {}",
            span(was),
            span(is)
        )),
        (Some(was), None) => Some(format!(
            "data of {from} is promised to be at most {} old; of {to} nothing is promised",
            span(was)
        )),
        _ => None,
    };
    if let Some(message) = message {
        remarks.add(PlanRule::FreshnessWorse, to, message, Vec::new());
    }
    let verdict = |ix: AssetIx| state.insight.verdict_of(ix).map(|verdict| verdict.state);
    if let (Some(was), Some(is)) = (verdict(one.from), verdict(one.to))
        && matches!(is, Verdict::WithCare | Verdict::Broken)
        && is > was
    {
        let (was, is) = (was.as_str(), is.as_str());
        let message = format!("the data of {from} is {was}, that of {to} {is}");
        remarks.add(PlanRule::FreshnessWorse, to, message, Vec::new());
    }
}

fn service_levels(state: &State<'_>, one: &Move, remarks: &mut Remarks) {
    let levels = |ix: AssetIx| state.line(ix).map_or(&[][..], |line| &line.service_levels);
    let is_kept = |was: &ServiceLevel| {
        let mut there = levels(one.to).iter();
        there
            .any(|is| (&is.property, &is.value, &is.unit) == (&was.property, &was.value, &was.unit))
    };
    let lost: Vec<String> = levels(one.from)
        .iter()
        .filter(|was| !is_kept(was))
        .map(|was| {
            let unit = was.unit.as_deref().unwrap_or_default();
            let text = format!("{} {} {unit}", was.property, was.value);
            text.trim_end().to_owned()
        })
        .collect();
    if !lost.is_empty() {
        let (from, to) = (state.name(one.from), state.name(one.to));
        let message = format!("what is promised of {from} isn't of {to}: {}", few(&lost));
        remarks.add(PlanRule::ServiceLevelLost, to, message, lost);
    }
}

/// Tables that a table is made of, however many steps away, by name.
pub(super) fn sources(state: &State<'_>, table: AssetIx) -> Vec<String> {
    let c = state.catalog;
    let mut seen = FxHashSet::from_iter([table]);
    let mut queue = vec![table];
    while let Some(ix) = queue.pop() {
        for up in c.graph.upstream(ix) {
            if seen.insert(*up) {
                queue.push(*up);
            }
        }
    }
    seen.remove(&table);
    let tables = seen.iter().filter(|ix| c.asset(**ix).kind == Kind::Table);
    let mut names: Vec<String> = tables.map(|ix| state.name(*ix).to_owned()).collect();
    names.sort();
    names
}

/// All that depends on an asset.
fn reaches(state: &State<'_>, start: AssetIx) -> FxHashSet<AssetIx> {
    let mut seen = FxHashSet::default();
    let mut queue = vec![start];
    while let Some(ix) = queue.pop() {
        for down in state.catalog.graph.downstream(ix) {
            if seen.insert(*down) {
                queue.push(*down);
            }
        }
    }
    seen
}

fn lineage(state: &State<'_>, one: &Move, remarks: &mut Remarks) {
    let (was, is) = (sources(state, one.from), sources(state, one.to));
    let (from, to) = (state.name(one.from), state.name(one.to));
    let beside = |some: &[String], others: &[String], own: &str| -> Vec<String> {
        let alone = some
            .iter()
            .filter(|name| others.binary_search(name).is_err() && *name != own);
        alone.cloned().collect()
    };
    let lost = beside(&was, &is, to);
    let gained = beside(&is, &was, from);
    if is.is_empty() && !was.is_empty() {
        let message = format!("{from} is made of {}; of {to} it isn't known", few(&lost));
        remarks.add(PlanRule::LineageLost, to, message, lost);
        return;
    }
    if !lost.is_empty() {
        let message = format!("{from} is made of {}, {to} isn't", few(&lost));
        remarks.add(PlanRule::LineageLost, to, message, lost);
    }
    if !gained.is_empty() {
        let message = format!("{to} is made of {}, {from} isn't", few(&gained));
        remarks.add(PlanRule::LineageGained, to, message, gained);
    }
}
