//! Those who read the old table past the view.

use super::asked_move::Move;
use super::consumer_findings::{direct_writers, other_readers, views_beside, wildcard_readers};
use super::manifest_steps;
use super::open_questions::{parts, written};
use super::remarks::few;
use super::step_list::Steps;
use crate::catalog::Kind;
use crate::lines::PlanUndo;
use crate::system::{ViewReplacement, shell_quoted};

/// Days in which readers past a view should have moved.
const DAYS: u32 = 30;

/// Those who read the old table past the view, and a view that keeps its name for them.
pub(super) fn tell(steps: &mut Steps<'_>, one: &Move, verified: u32) -> Vec<u32> {
    let state = steps.state;
    let (from, to) = (state.name(one.from), state.name(one.to));
    let mut told = Vec::new();
    let views: Vec<String> = views_beside(state, one)
        .into_iter()
        .map(|view| state.name(view).to_owned())
        .collect();
    if !views.is_empty() {
        let what = format!(
            "Point what else names {from} to {to} too, by a plan of its own, or let it read the view: {}",
            few(&views)
        );
        let step = steps.add(what, Some(one.from), &[verified]);
        let map = shell_quoted(&format!("{from}={to}"));
        step.command = Some(format!("vitrina plan move --map {map}"));
        told.push(step.n);
    }
    let readers = other_readers(state, one);
    if !readers.is_empty() {
        let what = format!(
            "Tell who reads {from} past the view to read the view, or {to}, within {DAYS} days: {}",
            few(&readers)
        );
        let n = steps.add(what, Some(one.from), &[verified]).n;
        manifest_steps::inputs(steps, one, n);
        told.push(n);
    }
    if !told.is_empty() {
        let kept = keep_name(steps, one, &told);
        told.extend(kept);
    }
    told
}

/// A view in the place of the old table, for those who can't read anything else in time.
fn keep_name(steps: &mut Steps<'_>, one: &Move, told: &[u32]) -> Option<u32> {
    let state = steps.state;
    let (from, to) = (state.name(one.from), state.name(one.to));
    let table = state.catalog.relation(one.from)?;
    let target = state.catalog.relation(one.to)?;
    let is_table = state.catalog.asset(one.from).kind == Kind::Table;
    if !wildcard_readers(state, one).is_empty()
        || !is_table
        || table.system.view_replacement() == ViewReplacement::Unknown
    {
        return None;
    }
    let writers = direct_writers(state, one.from);
    let stopped = match writers.is_empty() {
        true => String::new(),
        false => format!(
            " What writes it has to have stopped, since no view can be written: {}.",
            few(&writers)
        ),
    };
    let what = format!(
        "If some can't move in time: keep the name {from} as a view over {to}, in the place of the table, which is renamed. Who may read the table must be granted the view.{stopped}"
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
    let is_elsewhere = (table.project, table.dataset) != (target.project, target.dataset);
    let [there, its_dataset, _] = parts(state, target);
    let authorize = |adds| {
        let command = target
            .system
            .authorize([there, its_dataset], [project, dataset, name], adds);
        command.filter(|_| is_elsewhere)
    };
    let old = written(table, from);
    let new = written(table, to);
    let moved = written(table, &format!("{project}.{dataset}.{kept}"));
    let step = steps.add(what, Some(one.from), told);
    step.sql = Some(format!(
        "ALTER TABLE {old} RENAME TO {renamed};\nCREATE VIEW {old} AS SELECT * FROM {new};"
    ));
    step.undo = PlanUndo {
        what: "drop the view that keeps the name, and give the table its name again".to_owned(),
        sql: Some(format!(
            "DROP VIEW {old};\nALTER TABLE {moved} RENAME TO {back};"
        )),
        command: authorize(false),
    };
    step.command = authorize(true);
    Some(step.n)
}
