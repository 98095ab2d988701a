//! What is known to depend on a relation that changes, and what follows for its class where nothing is.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::change::Change;
use super::change_rule::ChangeRule;
use super::relation_kinds::is_there;
use super::side::UnreadableLine;
use super::side_pair::Sides;
use crate::lines::{ChangeClass, RelationLine};

/// From which statements it follows that nobody uses something: those of these projects, all that
/// consumers query from, of so many days.
#[derive(Debug, Clone)]
pub(crate) struct UseWindow {
    pub(crate) projects: Vec<String>,
    pub(crate) days: u32,
}

/// Whether nobody notices such a change who doesn't query what changed.
fn is_met_by_queries(rule: ChangeRule) -> bool {
    matches!(
        rule,
        ChangeRule::ViewRemoved
            | ChangeRule::TableRemoved
            | ChangeRule::LeftEntryPoint
            | ChangeRule::Renamed
            | ChangeRule::ColumnRemoved
            | ChangeRule::ColumnRenamed
            | ChangeRule::ColumnRetyped
            | ChangeRule::ColumnNarrowed
            | ChangeRule::ColumnNullable
            | ChangeRule::ColumnNested
            | ChangeRule::CollationChanged
            | ChangeRule::PartitionFilterRequired
    )
}

/// Names what depends on the relations of changes that queries notice. Where statements are known and
/// none of them is about such a relation, and nothing else is, the change is one class lower.
pub(super) fn apply(
    sides: &Sides<'_>,
    window: Option<&UseWindow>,
    changes: &mut [Change],
) -> Result<(), UnreadableLine> {
    let matters = |change: &Change| {
        is_met_by_queries(change.rule)
            && matches!(change.class, ChangeClass::Breaking | ChangeClass::Risky)
    };
    if !changes.iter().any(matters) {
        return Ok(());
    }
    let views = views_by_reference(sides)?;
    let known = window.and_then(|window| Some((window, since(sides, window)?)));
    for change in changes.iter_mut().filter(|change| matters(change)) {
        let old = sides.old.relations.get(&change.key)?;
        let new = sides.new.relations.get(&change.key)?;
        let lines = [old.as_deref(), new.as_deref()];
        change.named_by = readers(&lines);
        if let Some(views) = views.get(&change.name) {
            change
                .named_by
                .extend(views.iter().map(|view| format!("view {view}")));
        }
        let last = lines
            .iter()
            .flatten()
            .filter_map(|line| line.last_named.as_deref())
            .max();
        if let Some((window, since)) = &known
            && change.named_by.is_empty()
            && last.is_none_or(|last| last < since.as_str())
        {
            let projects = window.projects.join(", ");
            let days = window.days;
            change.lower(&format!(
                "no statement of {projects} in {days} days names it"
            ));
        }
    }
    Ok(())
}

/// Views of the new side, by what their SQL names.
fn views_by_reference(sides: &Sides<'_>) -> Result<BTreeMap<String, Vec<String>>, UnreadableLine> {
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in sides.new.relations.all() {
        let line = line?;
        if is_there(&line) {
            for name in &line.references {
                out.entry(name.clone()).or_default().push(line.name.clone());
            }
        }
    }
    Ok(out)
}

/// The first day of the window, where all statements of it are known: of each project, up to the day
/// before the one that the new side speaks of.
fn since(sides: &Sides<'_>, window: &UseWindow) -> Option<String> {
    if !sides.both_tell("RelationLine.last_named") || window.projects.is_empty() {
        return None;
    }
    let today: Date = sides.new.day()?.parse().ok()?;
    let since = today
        .checked_sub(i64::from(window.days).days())
        .ok()?
        .to_string();
    let yesterday = today.yesterday().ok()?.to_string();
    let covers = |project: &String| {
        let mut windows = sides.new.statements().iter();
        windows.any(|of| of.project == *project && of.from <= since && of.until >= yesterday)
    };
    window.projects.iter().all(covers).then_some(since)
}

/// What reads a relation, as either side knows it; persons are counted.
fn readers(lines: &[Option<&RelationLine>]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in lines.iter().flatten() {
        for reader in &line.readers {
            let bare = reader
                .id
                .split_once(':')
                .map_or(reader.id.as_str(), |(_, id)| id);
            let id = match reader.kind.as_str() {
                "service account" => reader.id.as_str(),
                _ => bare,
            };
            out.push(format!("{} {id}", reader.kind.as_str()));
        }
    }
    out.sort();
    out.dedup();
    let more = lines.iter().flatten().map(|line| line.readers_more).max();
    if let Some(more @ 1..) = more {
        out.push(format!("{more} more"));
    }
    let persons = lines.iter().flatten().filter_map(|line| {
        let usage = line.usage.as_ref()?;
        Some(usage.users.saturating_sub(usage.service_accounts as usize))
    });
    match persons.max() {
        None | Some(0) => {}
        Some(1) => out.push("1 person".to_owned()),
        Some(n) => out.push(format!("{n} persons")),
    }
    out
}
