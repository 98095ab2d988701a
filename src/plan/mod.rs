//! What it takes to let views point to other tables: what that means for whom, which statements to run in
//! which order, the way back, and what `vitrina diff` will say of it. Nothing is run here.

mod access_findings;
mod asked_move;
mod column_findings;
mod consumer_findings;
mod derived_columns;
mod glob_map;
mod input_digest;
mod manifest_steps;
mod open_questions;
mod plan_rule;
mod plan_state;
mod plan_step;
mod plan_text;
mod promise_findings;
mod reader_steps;
mod remarks;
mod replacement;
mod step_list;
mod storage_findings;
mod view_order;
mod view_statements;

pub(crate) use asked_move::{Asked, Move, Refused, moves};
pub(crate) use manifest_steps::promise_as_before;
pub(crate) use plan_rule::PlanRule;
pub(crate) use plan_state::State;
pub(crate) use plan_text::{human, markdown};
pub(crate) use replacement::{Replacement, replacements};

use std::collections::{BTreeMap, BTreeSet};

use crate::catalog::Catalog;
use crate::lines::{ChangeLine, MovePlan, PlanInput, PlannedMove};
use remarks::Remarks;

/// The plan of moves; `expects` is what differs once the replacements are made.
pub(crate) fn plan(
    state: &State<'_>,
    asked: &Asked,
    moves: &[Move],
    replacements: &[Replacement],
    expects: Vec<ChangeLine>,
) -> MovePlan {
    let mut remarks = Remarks::default();
    let by_view = BTreeMap::from_iter(replacements.iter().map(|of| (of.view, of)));
    for one in moves {
        storage_findings::find(state, one, &mut remarks);
        access_findings::find(state, one, &mut remarks);
        column_findings::find(state, one, &by_view, &mut remarks);
        consumer_findings::find(state, one, &mut remarks);
        promise_findings::find(state, one, &mut remarks);
    }
    access_findings::full_lists(state, moves, &mut remarks);
    consumer_findings::followers(state, replacements, &mut remarks);
    view_statements::find(state, replacements, &mut remarks);
    let inputs = input_digest::inputs(state, moves, replacements);
    MovePlan {
        version: 1,
        vitrina: env!("CARGO_PKG_VERSION").to_owned(),
        asked: asked.text(),
        as_of: state.as_of.clone(),
        digest: input_digest::together(&inputs),
        inputs,
        moves: moves
            .iter()
            .flat_map(|one| one.views.iter().map(move |view| (one, *view)))
            .map(|(one, view)| PlannedMove {
                view: state.name(view).to_owned(),
                from: state.name(one.from).to_owned(),
                to: state.name(one.to).to_owned(),
                dme_before: state.owner(one.from).map(str::to_owned),
                dme_after: state.owner(one.to).map(str::to_owned),
            })
            .collect(),
        steps: plan_step::steps(state, moves, replacements, &remarks),
        cannot_tell: open_questions::of(state, moves, replacements),
        findings: remarks.sorted(),
        expects,
    }
}

/// Keys of the tables that views are to point to.
pub(crate) fn new_tables(catalog: &Catalog, moves: &[Move]) -> BTreeSet<String> {
    let keys = moves.iter().map(|one| catalog.key(one.to).to_string());
    keys.collect()
}

/// Keys of what a plan was made of and is another now, or is gone.
pub(crate) fn changed_inputs(state: &State<'_>, plan: &MovePlan) -> Vec<String> {
    let is_another = |input: &&PlanInput| input_digest::of_key(state, &input.key) != input.digest;
    let changed = plan.inputs.iter().filter(is_another);
    changed.map(|input| input.key.clone()).collect()
}
