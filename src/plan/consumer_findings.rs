//! What reads and writes the old table past the views that move, and what depends on these views.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::asked_move::{Move, views_below, views_naming};
use super::plan_rule::PlanRule;
use super::plan_state::State;
use super::remarks::{Remarks, few};
use super::replacement::Replacement;
use crate::catalog::AssetIx;
use crate::lines::ReaderKind;
use crate::system::wildcard_prefix;

pub(super) fn find(state: &State<'_>, one: &Move, remarks: &mut Remarks) {
    let from = state.name(one.from);
    let readers = direct_readers(state, one);
    if !readers.is_empty() {
        let message = format!(
            "{} read{} {from} past the view: no replaced view moves that",
            few(&readers),
            if readers.len() == 1 { "s" } else { "" }
        );
        remarks.add(PlanRule::DirectReader, from, message, readers);
    }
    let writers = direct_writers(state, one.from);
    if !writers.is_empty() {
        let is_written = !direct_writers(state, one.to).is_empty();
        let to = state.name(one.to);
        let write = if writers.len() == 1 {
            "writes"
        } else {
            "write"
        };
        let message = match is_written {
            true => format!(
                "{} {write} {from}; what writes {to} is something else",
                few(&writers)
            ),
            false => format!(
                "{} {write} {from}, and nothing is known to write {to}",
                few(&writers)
            ),
        };
        remarks.add(PlanRule::DirectWriter, from, message, writers);
    }
    let wildcards = wildcard_readers(state, one);
    if !wildcards.is_empty() {
        let message = format!(
            "{} read{} {from} by a name that ends in *: a view in its place would break them",
            few(&wildcards),
            if wildcards.len() == 1 { "s" } else { "" }
        );
        remarks.add(PlanRule::WildcardReader, from, message, wildcards);
    }
}

/// Views that are made anew because a view that moves gets other columns.
pub(super) fn followers(state: &State<'_>, replacements: &[Replacement], remarks: &mut Remarks) {
    let moving = replacements.iter().filter(|of| of.moves);
    let moving: FxHashSet<AssetIx> = moving.map(|of| of.view).collect();
    let mut followers: BTreeMap<AssetIx, Vec<String>> = BTreeMap::new();
    for follower in replacements.iter().filter(|of| !of.moves) {
        for view in views_below(state.catalog, follower.view) {
            if moving.contains(&view) {
                let of_it = followers.entry(view).or_default();
                of_it.push(state.name(follower.view).to_owned());
            }
        }
    }
    for (view, followers) in followers {
        let name = state.name(view);
        let message = format!(
            "{} take{} columns of {name} and must be made anew to have those that it gets",
            few(&followers),
            if followers.len() == 1 { "s" } else { "" }
        );
        remarks.add(PlanRule::ViewOverIt, name, message, followers);
    }
}

/// What reads the old table beside the views that move: views, then jobs, products, models, exposures and
/// service accounts. Persons are counted.
pub(super) fn direct_readers(state: &State<'_>, one: &Move) -> Vec<String> {
    let views = views_beside(state, one).into_iter();
    let mut out: Vec<String> = views
        .map(|view| format!("view {}", state.name(view)))
        .collect();
    out.extend(other_readers(state, one));
    out
}

/// Views whose SQL names the old table, beside those that move; by name.
pub(super) fn views_beside(state: &State<'_>, one: &Move) -> Vec<AssetIx> {
    let mut views = views_naming(state.catalog, one.from);
    views.retain(|view| !one.views.contains(view));
    views
}

/// What reads the old table beside views.
pub(super) fn other_readers(state: &State<'_>, one: &Move) -> Vec<String> {
    let mut out = Vec::new();
    let Some(line) = state.line(one.from) else {
        return out;
    };
    for reader in &line.readers {
        let id = match reader.kind {
            ReaderKind::ServiceAccount => reader.id.as_str(),
            _ => reader.id.split_once(':').map_or(&*reader.id, |(_, id)| id),
        };
        out.push(format!("{} {id}", reader.kind.as_str()));
    }
    if line.readers_more > 0 {
        out.push(format!("{} more", line.readers_more));
    }
    let persons = line.usage.as_ref().map_or(0, |usage| {
        usage.users.saturating_sub(usage.service_accounts as usize)
    });
    match persons {
        0 => {}
        1 => out.push("1 person".to_owned()),
        n => out.push(format!("{n} persons")),
    }
    out
}

/// What writes a table: jobs, and what else is known to make it of other tables.
pub(super) fn direct_writers(state: &State<'_>, table: AssetIx) -> Vec<String> {
    let c = state.catalog;
    let health = c.operations.health.get(&table);
    let jobs = health.map_or(&[][..], |health| &health.writers);
    let mut all: Vec<AssetIx> = jobs.to_vec();
    for source in c.graph.upstream(table) {
        let edges = c.graph.provenances(*source, table);
        all.extend(edges.filter_map(|provenance| provenance.job));
    }
    let mut names: Vec<String> = all
        .iter()
        .map(|ix| format!("job {}", state.name(*ix)))
        .collect();
    if let Some(node) = c.relation(table).and_then(|relation| relation.dbt.as_ref()) {
        names.push(format!("model {}", c.str(node.unique_id)));
    }
    names.sort();
    names.dedup();
    names
}

/// Views whose SQL names the old table by a name that ends in `*`, beside those that move.
pub(super) fn wildcard_readers(state: &State<'_>, one: &Move) -> Vec<String> {
    let c = state.catalog;
    let table = one.from;
    let name = state.name(table);
    let is_meant = |text: &str| wildcard_prefix(text).is_some_and(|start| name.starts_with(start));
    let mut found = Vec::new();
    let beside = c.graph.downstream(table).iter();
    for view in beside.filter(|view| !one.views.contains(view)) {
        let Some(relation) = c.relation(*view) else {
            continue;
        };
        let Some(query) = relation
            .query
            .as_ref()
            .filter(|_| relation.system.has_wildcards())
        else {
            continue;
        };
        let defaults = crate::link::defaults(c, relation);
        let references = sql::references(c.str(query.text), query.dialect, defaults);
        if references.tables.iter().any(|text| is_meant(text)) {
            found.push(state.name(*view).to_owned());
        }
    }
    found
}
