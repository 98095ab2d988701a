//! Where the new table lies, how it is cut into partitions, and how long it keeps data.

use std::collections::BTreeMap;

use sql::{Defaults, Dialect, Source, Usage};

use super::asked_move::Move;
use super::derived_columns::ColumnsToBe;
use super::plan_rule::PlanRule;
use super::plan_state::State;
use super::remarks::Remarks;
use crate::catalog::{AssetIx, Relation, Status, Sym, span};
use crate::lines::ChangeClass;
use crate::link::defaults;
use crate::system::PARTITION_COLUMNS;

pub(super) fn find(state: &State<'_>, one: &Move, remarks: &mut Remarks) {
    let c = state.catalog;
    let (Some(old), Some(new)) = (c.relation(one.from), c.relation(one.to)) else {
        return;
    };
    let (from, to) = (state.name(one.from), state.name(one.to));
    if old.dialect.is_some() && new.dialect.is_some() && old.system != new.system {
        let (was, is) = (old.system.as_str(), new.system.as_str());
        let message = format!("{from} is in {was} and {to} in {is}: no view reaches both");
        remarks.add(PlanRule::SystemDiffers, to, message, Vec::new());
        return;
    }
    if matches!(c.asset(one.to).status, Status::Deprecated | Status::Retired) {
        let status = c.asset(one.to).status.as_str();
        let message = format!("{to} is {status}");
        remarks.add(PlanRule::TargetEnding, to, message, Vec::new());
    }
    location(state, one, (old, new), remarks);
    filter(state, one, (old, new), remarks);
    partitions(state, (old, new), remarks);
    pseudocolumn(state, one, (old, new), remarks);
    history(state, (old, new), remarks);
    key(state, (old, new), remarks);
}

fn location(
    state: &State<'_>,
    one: &Move,
    (_, new): (&Relation, &Relation),
    remarks: &mut Remarks,
) {
    if !new.system.has_locations() {
        return;
    }
    let Some(there) = place(state, new) else {
        return;
    };
    for view in &one.views {
        let Some(relation) = state.catalog.relation(*view) else {
            continue;
        };
        if let Some(here) = place(state, relation)
            && !here.eq_ignore_ascii_case(there)
        {
            let (name, to) = (state.name(*view), state.name(one.to));
            let message = format!("{name} lies in {here} and {to} in {there}: no query reads both");
            remarks.add(PlanRule::LocationDiffers, name, message, Vec::new());
        }
    }
}

/// Where the dataset of a table or view lies.
pub(super) fn place<'s>(state: &'s State<'_>, relation: &Relation) -> Option<&'s str> {
    let c = state.catalog;
    let (project, dataset) = (c.str(relation.project), c.str(relation.dataset));
    let location = c.dataset_properties(project, dataset)?.location?;
    Some(c.str(location))
}

fn partitioned_by(state: &State<'_>, relation: &Relation) -> Vec<String> {
    let c = state.catalog;
    let columns = c.columns_of(relation).iter();
    let by = columns.filter(|column| column.partitioning);
    by.map(|column| c.str(column.path).to_owned()).collect()
}

fn filter(
    state: &State<'_>,
    one: &Move,
    (old, new): (&Relation, &Relation),
    remarks: &mut Remarks,
) {
    if !new.partition_filter {
        return;
    }
    let by = partitioned_by(state, new);
    if old.partition_filter && by == partitioned_by(state, old) {
        return;
    }
    for view in &one.views {
        let filters = filtered(state, *view, one.from);
        let filters_it = by.iter().any(|column| filters.contains(column))
            || (by.is_empty()
                && filters
                    .iter()
                    .any(|f| PARTITION_COLUMNS.contains(&f.as_str())));
        if filters_it {
            continue;
        }
        let (name, to) = (state.name(*view), state.name(one.to));
        let column = match by.first() {
            Some(column) => column.as_str(),
            None => crate::system::PARTITION_TIME,
        };
        let message = format!(
            "each query of {to} has to filter {column}; {name} doesn't, so its consumers would have to"
        );
        remarks.add(PlanRule::FilterRequired, name, message, by.clone());
    }
}

/// Columns of `from` that the SQL of a view filters by.
fn filtered(state: &State<'_>, view: AssetIx, from: AssetIx) -> Vec<String> {
    let c = state.catalog;
    let filters = usage(state, view).into_iter();
    let filters = filters.flat_map(|usage| usage.filters).flatten();
    let of_it = filters.filter(|(source, _)| c.find_relation(&source.relation) == Some(from));
    of_it.map(|(source, _)| source.column).collect()
}

/// What the SQL of a view takes of which tables.
fn usage(state: &State<'_>, view: AssetIx) -> Option<Usage> {
    let (text, dialect, defaults) = sql_of(state, view)?;
    let schema = ColumnsToBe {
        catalog: state.catalog,
        changed: BTreeMap::new(),
        found: BTreeMap::new(),
    };
    Some(sql::usage(text, dialect, defaults, &schema))
}

fn sql_of<'s>(state: &'s State<'_>, view: AssetIx) -> Option<(&'s str, Dialect, Defaults<'s>)> {
    let c = state.catalog;
    let relation = c.relation(view)?;
    let query = relation.query.as_ref()?;
    Some((c.str(query.text), query.dialect, defaults(c, relation)))
}

fn partitions(state: &State<'_>, (old, new): (&Relation, &Relation), remarks: &mut Remarks) {
    let (from, to) = (state.name(old.asset), state.name(new.asset));
    let (was, is) = (partitioned_by(state, old), partitioned_by(state, new));
    let by_ingestion = |relation: &Relation| {
        let partitioning = relation.properties.as_ref().and_then(|p| p.partitioning);
        partitioning.is_some_and(|partitioning| partitioning.by_ingestion)
    };
    let is_cut = |by: &[String], relation: &Relation| !by.is_empty() || by_ingestion(relation);
    if !is_cut(&was, old) || was == is && by_ingestion(old) == by_ingestion(new) {
        return;
    }
    let by = |by: &[String]| match by {
        [] => "the time at which rows come in".to_owned(),
        by => by.join(", "),
    };
    if is_cut(&is, new) {
        let message = format!(
            "{from} is partitioned by {} and {to} by {}: queries that filter the former read all of the latter",
            by(&was),
            by(&is)
        );
        remarks.add(PlanRule::PartitionColumn, to, message, is);
    } else {
        let message = format!(
            "{from} is partitioned by {} and {to} isn't: each query reads all of it",
            by(&was)
        );
        remarks.add(PlanRule::PruningLost, to, message, was);
    }
}

fn pseudocolumn(
    state: &State<'_>,
    one: &Move,
    (old, new): (&Relation, &Relation),
    remarks: &mut Remarks,
) {
    let properties = new.properties.as_ref().and_then(|p| p.partitioning);
    if properties.is_some_and(|partitioning| partitioning.by_ingestion) {
        return;
    }
    // Where a column of the old table decides, none of these is its.
    if !partitioned_by(state, old).is_empty() {
        return;
    }
    for view in &one.views {
        let used = pseudocolumns(state, *view, one.from);
        if !used.is_empty() {
            let (name, to) = (state.name(*view), state.name(one.to));
            let message = format!("{name} names {}, which {to} doesn't have", used.join(", "));
            remarks.add(PlanRule::PseudocolumnUsed, name, message, used);
        }
    }
}

/// Pseudocolumns that the SQL of a view names, comments and texts aside, and that may be those of `from`.
fn pseudocolumns(state: &State<'_>, view: AssetIx, from: AssetIx) -> Vec<String> {
    let c = state.catalog;
    let Some((text, dialect, _)) = sql_of(state, view) else {
        return Vec::new();
    };
    let text = sql::without_literals(text, dialect);
    let is_part = |c: char| c.is_alphanumeric() || c == '_';
    let words: Vec<&str> = text.split(|c| !is_part(c)).collect();
    let mut named: Vec<&str> = PARTITION_COLUMNS.to_vec();
    named.retain(|column| words.contains(column));
    if named.is_empty() {
        return Vec::new();
    }
    let usage = usage(state, view);
    let sources = usage.iter().flat_map(|usage| {
        let filters = usage.filters.iter().flatten().map(|(source, _)| source);
        usage.columns.iter().chain(filters)
    });
    let sources: Vec<&Source> = sources.collect();
    let is_of_it = |column: &&str| {
        let mut its = sources
            .iter()
            .filter(|source| source.column == *column)
            .peekable();
        its.peek().is_none() || its.any(|source| c.find_relation(&source.relation) == Some(from))
    };
    let of_it = named.into_iter().filter(is_of_it);
    of_it.map(str::to_owned).collect()
}

fn history(state: &State<'_>, (old, new): (&Relation, &Relation), remarks: &mut Remarks) {
    let (from, to) = (state.name(old.asset), state.name(new.asset));
    // Of a table without properties no export told any.
    let is_told = old.properties.is_some() || old.project == new.project;
    let kept = |relation: &Relation| {
        let own = relation.properties.as_ref().and_then(|p| p.partitioning);
        own.and_then(|partitioning| partitioning.expiration)
    };
    let words = |kept: Option<i64>| match kept {
        Some(seconds) => format!("for {}", span(seconds)),
        None if is_told => "for ever".to_owned(),
        None => "for a time that no export tells".to_owned(),
    };
    if let Some(is) = kept(new)
        && kept(old).is_none_or(|was| was > is)
    {
        let message = format!(
            "{from} keeps partitions {} and {to} {}",
            words(kept(old)),
            words(Some(is))
        );
        let finding = remarks.add(PlanRule::HistoryShorter, to, message, Vec::new());
        if !is_told {
            finding.class = ChangeClass::Unknown;
        }
    }
    let expires = |relation: &Relation| relation.properties.as_ref().and_then(|p| p.expires);
    if let Some(at) = expires(new) {
        let message = format!("{to} is dropped at {}", state.catalog.str(at));
        remarks.add(PlanRule::HistoryShorter, to, message, Vec::new());
    }
    if let (Some(was), Some(is)) = (old.rows, new.rows)
        && is < was
    {
        let message = format!("{from} has {was} rows and {to} {is}");
        let finding = remarks.add(PlanRule::HistoryShorter, to, message, Vec::new());
        finding.class = ChangeClass::Unknown;
    }
}

fn key(state: &State<'_>, (old, new): (&Relation, &Relation), remarks: &mut Remarks) {
    let key = |relation: &Relation| -> Option<Sym> {
        relation.properties.as_ref().and_then(|p| p.kms_key)
    };
    if let Some(is) = key(new)
        && key(old) != Some(is)
    {
        let to = state.name(new.asset);
        let message = format!(
            "{to} is encrypted with {}: whoever reads it needs that key to be usable",
            state.catalog.str(is)
        );
        remarks.add(PlanRule::KmsDiffers, to, message, Vec::new());
    }
}
