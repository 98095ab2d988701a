//! What manifests and other sources say of tables and views that move, and have to say afterwards.

use std::collections::{BTreeMap, BTreeSet};

use super::asked_move::Move;
use super::plan_state::State;
use super::remarks::few;
use super::step_list::Steps;
use crate::catalog::{AssetIx, Catalog, OwnershipSource, Product};

/// ` (orders.yaml:3)`, where a product is written.
fn place(state: &State<'_>, product: &Product) -> String {
    let c = state.catalog;
    let at = c.asset(product.asset).pos;
    at.map_or(String::new(), |pos| format!(" ({})", c.at(pos)))
}

fn product_of<'s>(state: &State<'s>, relation: AssetIx) -> Option<&'s Product> {
    let c = state.catalog;
    c.product(c.relation(relation)?.product?)
}

/// Output ports of other DMEs that are views of the move: product and names of its ports.
fn ports<'s>(state: &State<'s>, one: &Move) -> BTreeMap<&'s str, (&'s Product, Vec<String>)> {
    let c = state.catalog;
    let after = state.owner(one.to);
    let mut out: BTreeMap<&str, (&Product, Vec<String>)> = BTreeMap::new();
    for view in &one.views {
        let (Some(product), Some(port)) = (
            product_of(state, *view),
            c.relation(*view).and_then(|view| c.port_of(view)),
        ) else {
            continue;
        };
        let owner = product.environment.map(|dme| c.name(dme));
        if owner != after && after.is_some() {
            let (_, ports) = out
                .entry(c.name(product.asset))
                .or_insert((product, Vec::new()));
            ports.push(port.name.clone());
        }
    }
    for (_, ports) in out.values_mut() {
        ports.sort();
        ports.dedup();
    }
    out
}

/// The new tables in manifests, with what is promised of the old ones. These stay where they are declared
/// until they are retired.
pub(super) fn declare(
    steps: &mut Steps<'_>,
    moves: &[Move],
    ready: &mut BTreeMap<AssetIx, BTreeSet<u32>>,
) {
    let state = steps.state;
    let c = state.catalog;
    for one in moves {
        let (from, to) = (state.name(one.from), state.name(one.to));
        let holds = product_of(state, one.from);
        let declared = product_of(state, one.to);
        let ports = ports(state, one);
        let promise = missing_promise(state, one);
        if declared.is_some() && ports.is_empty() && promise.is_none()
            || holds.is_none() && ports.is_empty()
        {
            continue;
        }
        let (before, after) = (state.owner(one.from), state.owner(one.to));
        let mut what = match (declared, holds) {
            (Some(there), _) => {
                format!("In product {}{}", c.name(there.asset), place(state, there))
            }
            (None, Some(here)) if before == after => format!(
                "List {to} in product {}{}",
                c.name(here.asset),
                place(state, here)
            ),
            _ => format!(
                "List {to} in a product of {}",
                after.map_or("its owner".to_owned(), |dme| format!("dme:{dme}"))
            ),
        };
        if declared.is_some() {
            match (&promise, ports.is_empty()) {
                (Some(_), _) => what.push_str(&format!(": for {to}")),
                (None, false) => what.push_str(", which has the table"),
                (None, true) => {}
            }
        }
        if let Some(promise) = &promise {
            what.push_str(&format!(", promise what is promised of {from} ({promise})"));
        }
        for (id, (product, ports)) in &ports {
            what.push_str(&format!(
                ", and move the output port {} there from product {id}{}",
                few(ports),
                place(state, product)
            ));
        }
        if let Some(here) = holds {
            what.push_str(&format!(
                "; {from} stays in product {} until it is retired",
                c.name(here.asset)
            ));
        }
        let step = steps.add(what, Some(one.to), &[]);
        step.command = Some("vitrina check".to_owned());
        step.undo.what = "take the change of the manifests back".to_owned();
        let n = step.n;
        for view in &one.views {
            ready.entry(*view).or_default().insert(n);
        }
    }
}

/// What is promised of how new the old table's data is, where nothing is promised of the new one's.
pub(super) fn missing_promise(state: &State<'_>, one: &Move) -> Option<String> {
    let promised = |ix: AssetIx| state.line(ix)?.freshness.as_ref();
    match promised(one.to) {
        None => promised(one.from).map(|was| was.text.clone()),
        Some(_) => None,
    }
}

/// Lets the mesh as it will be promise what steps of manifests say: of the new tables what is promised of the
/// old ones and not of them, and of views what it was.
pub(crate) fn promise_as_before(before: &Catalog, moves: &[Move], after: &mut Catalog) {
    let objective = |c: &Catalog, ix| c.operations.health.get(&ix)?.objective.clone();
    for one in moves {
        let to = after.find_relation(before.name(one.to));
        let promised = objective(before, one.from);
        if let Some(to) = to.filter(|to| promised.is_some() && objective(after, *to).is_none()) {
            after.operations.health.entry(to).or_default().objective = promised;
        }
        for view in &one.views {
            let promised = objective(before, *view);
            let view = after.find_relation(before.name(*view));
            if let Some(view) = view.filter(|view| objective(after, *view) != promised) {
                after.operations.health.entry(view).or_default().objective = promised;
            }
        }
    }
}

/// Labels and tools that name the former owner of views, which have another one once they are replaced.
pub(super) fn correct_owners(steps: &mut Steps<'_>, moves: &[Move], made: &BTreeMap<AssetIx, u32>) {
    let state = steps.state;
    let c = state.catalog;
    let mut stale: BTreeMap<(&str, &str, &str), BTreeMap<String, u32>> = BTreeMap::new();
    for one in moves {
        let (Some(before), Some(after)) = (state.owner(one.from), state.owner(one.to)) else {
            continue;
        };
        if before == after {
            continue;
        }
        for view in &one.views {
            let (Some(relation), Some(n)) = (c.relation(*view), made.get(view)) else {
                continue;
            };
            for candidate in c.owner_candidates_of(relation) {
                let source = match candidate.source {
                    OwnershipSource::Label => "a label",
                    OwnershipSource::Dbt | OwnershipSource::Tool => "another tool",
                    _ => continue,
                };
                if c.name(candidate.dme) == before {
                    let views = stale.entry((source, before, after)).or_default();
                    views.insert(state.name(*view).to_owned(), *n);
                }
            }
        }
    }
    for ((source, before, after), views) in stale {
        let names: Vec<String> = views.keys().cloned().collect();
        let after_steps: Vec<u32> = views.into_values().collect();
        let what = format!(
            "Where {source} names dme:{before} as the owner of {}, write dme:{after}",
            few(&names)
        );
        let step = steps.add(what, None, &after_steps);
        step.who = Some(after.to_owned());
        step.undo.what = format!("write dme:{before} again");
    }
}

/// Products that say that they read a table that moves.
pub(super) fn inputs(steps: &mut Steps<'_>, one: &Move, told: u32) {
    let state = steps.state;
    let c = state.catalog;
    let (from, to) = (state.name(one.from), state.name(one.to));
    for product in &c.products {
        let mut ports = product.inputs.iter();
        if !ports.any(|port| port.relations.contains(&one.from)) {
            continue;
        }
        let id = c.name(product.asset);
        let at = place(state, product);
        let what = format!(
            "Once product {id} reads it: in its input ports{at}, write {to} in place of {from}"
        );
        let step = steps.add(what, None, &[told]);
        step.who = product.environment.map(|dme| c.name(dme).to_owned());
        step.undo.what = "take the change of the manifest back".to_owned();
    }
}
