//! What no export tells of a move, and how to find it out.

use std::collections::BTreeSet;

use super::access_findings::{dataset, to_authorize};
use super::asked_move::Move;
use super::plan_state::State;
use super::replacement::Replacement;
use super::storage_findings::place;
use crate::catalog::Relation;
use crate::lines::PlanUnknown;
use crate::system::Topic;

/// What isn't known so far.
#[derive(Default)]
struct Questions(BTreeSet<PlanUnknown>);

impl Questions {
    fn add(&mut self, what: String, why: &str, command: String) {
        let why = why.to_owned();
        self.0.insert(PlanUnknown { what, why, command });
    }
}

/// What isn't known, sorted.
pub(super) fn of(
    state: &State<'_>,
    moves: &[Move],
    replacements: &[Replacement],
) -> Vec<PlanUnknown> {
    let c = state.catalog;
    let mut out = Questions::default();
    for one in moves {
        if let (Some(old), Some(new)) = (c.relation(one.from), c.relation(one.to)) {
            contents(state, (old, new), &mut out);
            places(state, one, new, &mut out);
            readers(state, one, (old, new), &mut out);
        }
    }
    for replacement in replacements.iter().filter(|r| r.after.is_ok()) {
        if let Some(view) = c.relation(replacement.view)
            && view.system.reads_as_owner()
        {
            out.add(
                format!(
                    "whether the owner of {} may read the tables that it gets",
                    state.name(replacement.view)
                ),
                "the view reads with the rights of its owner",
                format!("{};", grants(state, view)),
            );
        }
    }
    for replacement in replacements {
        if let Some(view) = c.relation(replacement.view)
            && let Some(command) = view.system.show_view_options(parts(state, view))
        {
            out.add(
                format!(
                    "which options {} has: security_barrier, security_invoker, check_option",
                    state.name(replacement.view)
                ),
                "the statement takes away those that it doesn't name",
                command,
            );
        }
    }
    out.0.into_iter().collect()
}

/// What the tables hold.
fn contents(state: &State<'_>, (old, new): (&Relation, &Relation), out: &mut Questions) {
    let c = state.catalog;
    let (from, to) = (state.name(old.asset), state.name(new.asset));
    out.add(
        format!("whether {to} has the rows of {from}"),
        "exports have counts at most",
        counts(state, old, new),
    );
    if !c.tells.of(new.project, Topic::Grants) {
        out.add(
            format!("who may read {to}"),
            "consumers without access get an error, or nothing",
            format!("export its grants, or run `{}`", grants(state, new)),
        );
    }
    if c.grants_of(old)
        .iter()
        .any(|grant| grant.person && grant.reads)
    {
        out.add(
            format!("whether the persons who may read {from} may read {to}"),
            "persons are counted, not named",
            format!(
                "compare `{}` with that of the old table",
                grants(state, new)
            ),
        );
    }
    let [project, dataset, _] = parts(state, new);
    if new.system.show_dataset(project, dataset).is_some() {
        out.add(
            format!("how far back {from} and {to} can be read as they were"),
            "no export has the time travel of datasets",
            [old, new].map(|relation| show(state, relation)).join("; "),
        );
    }
    if !new.columns_complete {
        out.add(
            format!("which columns {to} has"),
            "the statement of the view fails where one is missing",
            "export COLUMNS of its dataset".to_owned(),
        );
    }
}

/// Where datasets lie.
fn places(state: &State<'_>, one: &Move, new: &Relation, out: &mut Questions) {
    let c = state.catalog;
    if new.system.has_locations() {
        for relation in [Some(new)]
            .into_iter()
            .chain(one.views.iter().map(|v| c.relation(*v)))
        {
            if let Some(relation) = relation
                && place(state, relation).is_none()
            {
                out.add(
                    format!("where the dataset {} lies", full(state, relation)),
                    "no query reads two locations",
                    show(state, relation),
                );
            }
        }
    }
}

/// Who reads the tables, and what of them.
fn readers(state: &State<'_>, one: &Move, (old, new): (&Relation, &Relation), out: &mut Questions) {
    for relation in [old, new] {
        if let Some(command) = relation.system.show_row_policies(parts(state, relation)) {
            let name = state.name(relation.asset);
            let what = format!("whom row access policies of {name} let see which rows");
            out.add(what, "no export has their grantees", command);
        }
    }
    let from = state.name(old.asset);
    let is_listed = dataset(state, new).is_some_and(|dataset| dataset.access_listed);
    if to_authorize(state, one).next().is_some() && !is_listed {
        out.add(
            format!("what the dataset {} authorizes", full(state, new)),
            "a view reads past grants only where the dataset of its table says so",
            show(state, new),
        );
    }
    out.add(
        format!("what reads {from} outside of the exported projects"),
        "statements count where they ran: other projects have a history of their own",
        format!("search the statements of other projects for {from}"),
    );
}

/// Project, dataset and name.
pub(super) fn parts<'s>(state: &'s State<'_>, relation: &Relation) -> [&'s str; 3] {
    [relation.project, relation.dataset, relation.table].map(|part| state.catalog.str(part))
}

/// `project.dataset`.
pub(super) fn full(state: &State<'_>, relation: &Relation) -> String {
    let parts = [relation.project, relation.dataset].map(|part| state.catalog.str(part));
    parts.join(".").trim_start_matches('.').to_owned()
}

/// What prints the access list of a dataset.
pub(super) fn show(state: &State<'_>, relation: &Relation) -> String {
    let [project, dataset] = [relation.project, relation.dataset].map(|p| state.catalog.str(p));
    let command = relation.system.show_dataset(project, dataset);
    command.unwrap_or_else(|| format!("show what {} is set to", full(state, relation)))
}

fn grants(state: &State<'_>, relation: &Relation) -> String {
    match relation.system.most_authorized() {
        Some(_) => show(state, relation),
        None => format!(
            "SHOW GRANTS ON {}",
            written(relation, state.name(relation.asset))
        ),
    }
}

/// A full name as SQL has it.
pub(super) fn written(relation: &Relation, name: &str) -> String {
    let dialect = relation.system.dialect();
    let parts: Vec<&str> = name.split('.').collect();
    dialect.table(&parts).unwrap_or_else(|| name.to_owned())
}

/// The statement that counts the rows of both.
pub(super) fn counts(state: &State<'_>, old: &Relation, new: &Relation) -> String {
    let count = |relation: &Relation| {
        let by_partition = relation.system.rows_by_partition(parts(state, relation));
        by_partition
            .filter(|_| relation.partition_filter)
            .unwrap_or_else(|| {
                let name = written(relation, state.name(relation.asset));
                format!("(SELECT COUNT(*) FROM {name})")
            })
    };
    let (before, after) = (count(old), count(new));
    format!("SELECT {before} AS rows_before, {after} AS rows_after")
}
