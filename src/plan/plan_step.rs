//! What to do, in its order, and the way back from each step.

use std::collections::BTreeSet;

use super::access_findings::{dataset, to_authorize};
use super::asked_move::Move;
use super::consumer_findings::{direct_readers, wildcard_readers};
use super::open_questions::{full, written};
use super::plan_rule::PlanRule;
use super::plan_state::State;
use super::remarks::{Remarks, few};
use super::replacement::{Replacement, Sql};
use super::view_statements::{command, problem, statement};
use crate::catalog::{AssetIx, AuthorizedReader, Kind, Relation};
use crate::lines::{PlanStep, PlanUndo};
use crate::system::ViewReplacement;

/// Days in which readers past a view should have moved.
const DAYS: u32 = 30;

/// The steps so far.
struct Steps<'s> {
    state: &'s State<'s>,
    all: Vec<PlanStep>,
}

impl Steps<'_> {
    /// Adds a step that comes after `after`; its number.
    fn add(&mut self, what: String, who: Option<AssetIx>, after: &[u32]) -> &mut PlanStep {
        let n = u32::try_from(self.all.len() + 1).unwrap_or(u32::MAX);
        let who = who.and_then(|ix| self.state.owner(ix));
        self.all.push(PlanStep {
            n,
            after: after.to_vec(),
            what,
            who: who.map(str::to_owned),
            sql: None,
            command: None,
            verify: None,
            undo: PlanUndo {
                what: "nothing to undo".to_owned(),
                sql: None,
                command: None,
            },
        });
        let last = self.all.len() - 1;
        &mut self.all[last]
    }
}

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
    let mut ready = Vec::new();
    for one in moves {
        ready.push(fill(&mut steps, one));
        ready.extend(grant(&mut steps, one, remarks));
    }
    ready.extend(authorize(&mut steps, moves));
    ready.extend(manifests(&mut steps, moves));
    let made = replace(&mut steps, replacements, &ready);
    let verified = verify(&mut steps, &made);
    let mut told = vec![verified];
    for one in moves {
        told.extend(tell(&mut steps, one, verified));
    }
    told.extend(revoke(&mut steps, moves, replacements, verified));
    for one in moves {
        let (from, to) = (state.name(one.from), state.name(one.to));
        let what = format!(
            "Retire {from}: give it an `endOfLife` and `replacedBy: {to}` in its product, and drop it once that day has come and no statement names it"
        );
        let step = steps.add(what, Some(one.from), &told);
        step.undo.what = "until it is dropped: take both out again".to_owned();
    }
    steps.all
}

fn fill(steps: &mut Steps<'_>, one: &Move) -> u32 {
    let (from, to) = (steps.state.name(one.from), steps.state.name(one.to));
    let what = format!("Fill {to}, and compare it with {from}: rows, oldest day, columns");
    let counts = steps.state.catalog.relation(one.to).map(|relation| {
        let count = |name: &str| format!("(SELECT COUNT(*) FROM {})", written(relation, name));
        let (before, after) = (count(from), count(to));
        format!("SELECT {before} AS rows_before, {after} AS rows_after;")
    });
    let step = steps.add(what, Some(one.to), &[]);
    step.verify = counts;
    step.n
}

fn grant(steps: &mut Steps<'_>, one: &Move, remarks: &Remarks) -> Option<u32> {
    if !remarks.has(PlanRule::AccessLost) && !remarks.has(PlanRule::KmsDiffers) {
        return None;
    }
    let to = steps.state.name(one.to);
    let what = format!("Grant what is missing on {to}, as far as it is wanted: see the findings");
    let step = steps.add(what, Some(one.to), &[]);
    step.undo.what = "revoke what was granted".to_owned();
    Some(step.n)
}

fn parts<'s>(state: &'s State<'_>, relation: &Relation) -> [&'s str; 3] {
    [relation.project, relation.dataset, relation.table].map(|part| state.catalog.str(part))
}

fn authorize(steps: &mut Steps<'_>, moves: &[Move]) -> Vec<u32> {
    let state = steps.state;
    let mut done = BTreeSet::new();
    let mut numbers = Vec::new();
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
            let command = |adds| {
                let view = parts(state, view);
                to.system.authorize([project, name], view, adds)
            };
            let step = steps.add(what, Some(one.to), &[]);
            step.command = command(true);
            step.undo = PlanUndo {
                what: "take the view out of the list again".to_owned(),
                sql: None,
                command: command(false),
            };
            numbers.push(step.n);
        }
    }
    numbers
}

/// Products whose tables move.
fn manifests(steps: &mut Steps<'_>, moves: &[Move]) -> Vec<u32> {
    let state = steps.state;
    let c = state.catalog;
    let mut numbers = Vec::new();
    for one in moves {
        let (from, to) = (state.name(one.from), state.name(one.to));
        let listing = c.products.iter();
        let listing = listing.filter(|product| product.tables.contains(&one.from));
        for product in listing {
            let id = c.name(product.asset);
            let at = c.asset(product.asset).pos;
            let at = at.map_or(String::new(), |pos| format!(" ({})", c.at(pos)));
            let (before, after) = (state.owner(one.from), state.owner(one.to));
            let what = match before == after {
                true => format!(
                    "In the manifest of product {id}{at}, write {to} in place of {from}, with `renamedFrom: [{from}]`"
                ),
                false => format!(
                    "Move {from} from the manifest of product {id}{at} to a product of {}, as {to} with `renamedFrom: [{from}]`",
                    after.map_or("its new owner".to_owned(), |dme| format!("dme:{dme}"))
                ),
            };
            let step = steps.add(what, Some(one.from), &[]);
            step.command = Some("vitrina check".to_owned());
            step.undo.what = "take the change of the manifest back".to_owned();
            numbers.push(step.n);
        }
    }
    numbers
}

/// Products that say that they read a table that moves.
fn inputs(steps: &mut Steps<'_>, one: &Move, told: u32) {
    let state = steps.state;
    let c = state.catalog;
    let (from, to) = (state.name(one.from), state.name(one.to));
    for product in &c.products {
        let mut ports = product.inputs.iter();
        if !ports.any(|port| port.relations.contains(&one.from)) {
            continue;
        }
        let id = c.name(product.asset);
        let at = c.asset(product.asset).pos;
        let at = at.map_or(String::new(), |pos| format!(" ({})", c.at(pos)));
        let what = format!(
            "Once product {id} reads it: in its input ports{at}, write {to} in place of {from}"
        );
        let step = steps.add(what, None, &[told]);
        step.who = product.environment.map(|dme| c.name(dme).to_owned());
        step.undo.what = "take the change of the manifest back".to_owned();
    }
}

fn replace(steps: &mut Steps<'_>, replacements: &[Replacement], ready: &[u32]) -> Vec<u32> {
    let state = steps.state;
    let c = state.catalog;
    let mut numbers: Vec<u32> = Vec::new();
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
        let after: Vec<u32> = ready.iter().chain(numbers.last()).copied().collect();
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
        numbers.push(step.n);
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

/// Those who read the old table past the view, and a view that keeps its name for them.
fn tell(steps: &mut Steps<'_>, one: &Move, verified: u32) -> Vec<u32> {
    let state = steps.state;
    let readers = direct_readers(state, one);
    if readers.is_empty() {
        return Vec::new();
    }
    let (from, to) = (state.name(one.from), state.name(one.to));
    let what = format!(
        "Tell who reads {from} past the view to read the view, or {to}, within {DAYS} days: {}",
        few(&readers)
    );
    let told = steps.add(what, Some(one.from), &[verified]).n;
    inputs(steps, one, told);
    let Some(table) = state.catalog.relation(one.from) else {
        return vec![told];
    };
    let is_table = state.catalog.asset(one.from).kind == Kind::Table;
    if !wildcard_readers(state, one.from).is_empty()
        || !is_table
        || table.system.view_replacement() == ViewReplacement::Unknown
    {
        return vec![told];
    }
    let what = format!(
        "If some can't move in time: keep the name {from} as a view over {to}, in the place of the table, which is renamed"
    );
    let [project, dataset, name] = parts(state, table);
    let kept = format!("{name}_until_retired");
    let renamed = match table.system.view_replacement() {
        ViewReplacement::CopiedGrants | ViewReplacement::Altered => {
            written(table, &format!("{project}.{dataset}.{kept}"))
        }
        _ => table
            .system
            .dialect()
            .identifier(&kept)
            .unwrap_or(kept.clone()),
    };
    let back = match table.system.view_replacement() {
        ViewReplacement::CopiedGrants | ViewReplacement::Altered => written(table, from),
        _ => table
            .system
            .dialect()
            .identifier(name)
            .unwrap_or(name.to_owned()),
    };
    let old = written(table, from);
    let new = written(table, to);
    let moved = written(table, &format!("{project}.{dataset}.{kept}"));
    let step = steps.add(what, Some(one.from), &[told]);
    step.sql = Some(format!(
        "ALTER TABLE {old} RENAME TO {renamed};\nCREATE VIEW {old} AS SELECT * FROM {new};"
    ));
    step.undo = PlanUndo {
        what: "drop the view that keeps the name, and give the table its name again".to_owned(),
        sql: Some(format!(
            "DROP VIEW {old};\nALTER TABLE {moved} RENAME TO {back};"
        )),
        command: None,
    };
    vec![told, step.n]
}

/// Authorizations that nothing needs any more.
fn revoke(
    steps: &mut Steps<'_>,
    moves: &[Move],
    replacements: &[Replacement],
    verified: u32,
) -> Vec<u32> {
    let state = steps.state;
    let c = state.catalog;
    let moved: Vec<AssetIx> = moves.iter().map(|one| one.from).collect();
    let mut done = BTreeSet::new();
    let mut numbers = Vec::new();
    for one in moves {
        let Some(from) = c.relation(one.from) else {
            continue;
        };
        let stays = |view: &Relation| {
            let named = c.references_of(view).iter();
            let others = named.filter(|r| !moved.contains(&r.asset));
            let mut others = others.filter_map(|r| c.relation(r.asset));
            let comes = moves.iter().filter(|m| m.views.contains(&view.asset));
            let mut comes = comes.filter_map(|m| c.relation(m.to));
            let is_there = |r: &Relation| (r.project, r.dataset) == (from.project, from.dataset);
            others.any(is_there) || comes.any(is_there)
        };
        for view in &one.views {
            let Some(view) = c.relation(*view) else {
                continue;
            };
            let is_authorized = dataset(state, from).and_then(|here| here.authorizes(view));
            let is_made = replacements
                .iter()
                .any(|of| of.view == view.asset && of.after.is_ok());
            let by_dataset = AuthorizedReader::Dataset([view.project, view.dataset]);
            let with_others =
                dataset(state, from).is_some_and(|here| here.authorized.contains(&by_dataset));
            let lies_there = (view.project, view.dataset) == (from.project, from.dataset);
            if is_authorized == Some(false)
                || from.system.most_authorized().is_none()
                || !is_made
                || lies_there
                || with_others
                || stays(view)
                || !done.insert((full(state, from), view.asset))
            {
                continue;
            }
            let what = format!(
                "Revoke the authorization of {} at the dataset {}: it reads nothing there any more",
                state.name(view.asset),
                full(state, from)
            );
            let [project, name, _] = parts(state, from);
            let command = |adds| {
                let view = parts(state, view);
                from.system.authorize([project, name], view, adds)
            };
            let step = steps.add(what, Some(one.from), &[verified]);
            step.command = command(false);
            step.undo = PlanUndo {
                what: "authorize it again".to_owned(),
                sql: None,
                command: command(true),
            };
            numbers.push(step.n);
        }
    }
    numbers
}
