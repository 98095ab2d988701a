//! What is known to depend on a relation that changes, and what follows for its class where nothing is.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::change::Change;
use super::change_rule::ChangeRule;
use super::relation_kinds::is_there;
use super::side::UnreadableLine;
use super::side_pair::Sides;
use crate::lines::{ChangeClass, CriticalityTier, ReaderKind, ReferenceMethod, RelationLine};

/// From which statements it follows that nobody uses something: those of these projects, all that
/// consumers query from, of so many days.
#[derive(Debug, Clone)]
pub(crate) struct UseWindow {
    pub(crate) projects: Vec<String>,
    pub(crate) days: u32,
    /// Other numbers of days, by how critical the product is that something is of.
    pub(crate) by_tier: Vec<(CriticalityTier, u32)>,
}

impl Default for UseWindow {
    fn default() -> Self {
        Self {
            projects: Vec::new(),
            days: 30,
            by_tier: Vec::new(),
        }
    }
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
    for change in changes.iter_mut().filter(|change| matters(change)) {
        let old = sides.old.relations.get(&change.key)?;
        let new = sides.new.relations.get(&change.key)?;
        let lines: Vec<&RelationLine> = [old.as_deref(), new.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        change.named_by = readers(&lines);
        let views = views.get(&change.name).map_or(&[][..], Vec::as_slice);
        let names = views.iter().map(|view| format!("view {}", view.name));
        change.named_by.extend(names);
        let Some(window) = window else { continue };
        let days = days(sides, window, &lines)?;
        let Some(since) = since(sides, &window.projects, days) else {
            continue;
        };
        let projects = window.projects.join(", ");
        let named = lines.iter().filter_map(|line| line.last_named.as_deref());
        if change.named_by.is_empty() && named.max().is_none_or(|last| last < since.as_str()) {
            change.lower(&format!(
                "no statement of {projects} in {days} days names it"
            ));
        } else if let Some(column) = change.column.clone()
            && sides.both_tell("ColumnLine.used")
            && sides.both_tell("RelationLine.star_uses")
            && views.iter().all(|view| view.is_read && !view.takes_all)
            && lines.iter().all(|line| is_unused(line, &column, &since))
        {
            change.lower(&format!(
                "no statement of {projects} in {days} days names this column of it"
            ));
        }
    }
    Ok(())
}

/// Whether nothing needs a column of a relation: no statement since that day, nothing that is made of its
/// values, and nothing that may take all columns or of which the columns aren't known.
fn is_unused(line: &RelationLine, column: &str, since: &str) -> bool {
    let is_below = |path: &str| {
        let rest = path.strip_prefix(column);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let mut of = line.columns.iter().filter(|of| is_below(&of.name));
    let mut readers = line.readers.iter();
    line.unparsed == 0
        && line.star_uses.is_none()
        && line.readers_more == 0
        && readers.all(|reader| reader.kind == ReaderKind::ServiceAccount)
        && of.all(|column| {
            let is_made_of = column.impact.is_some();
            let used = column.used.as_ref();
            !is_made_of
                && used.is_none_or(|used| {
                    let last = used.last.as_deref();
                    used.jobs + used.products + used.models == 0
                        && last.is_none_or(|last| last < since)
                })
        })
}

/// How many days count for a relation: those for how critical its product is.
fn days(
    sides: &Sides<'_>,
    window: &UseWindow,
    lines: &[&RelationLine],
) -> Result<u32, UnreadableLine> {
    let mut days = None;
    for product in lines.iter().filter_map(|line| line.product.as_ref()) {
        for side in [sides.old, sides.new] {
            let line = side.products.get(&format!("product:{product}"))?;
            let tier = line.and_then(|line| line.criticality);
            let mut by_tier = window.by_tier.iter();
            let found = by_tier.find(|(of, _)| Some(*of) == tier);
            days = days.max(found.map(|(_, days)| *days));
        }
    }
    Ok(days.unwrap_or(window.days))
}

/// A view whose SQL names a relation.
struct Naming {
    name: String,
    /// Whether its SQL is read.
    is_read: bool,
    /// Whether it takes all columns of the relation.
    takes_all: bool,
}

/// Views of the new side, by what their SQL names.
fn views_by_reference(sides: &Sides<'_>) -> Result<BTreeMap<String, Vec<Naming>>, UnreadableLine> {
    let mut out: BTreeMap<String, Vec<Naming>> = BTreeMap::new();
    for line in sides.new.relations.all() {
        let line = line?;
        if is_there(&line) {
            for name in &line.references {
                out.entry(name.clone()).or_default().push(Naming {
                    name: line.name.clone(),
                    is_read: line.references_by == Some(ReferenceMethod::Parsed),
                    takes_all: line.stars.iter().any(|star| star.relation == *name),
                });
            }
        }
    }
    Ok(out)
}

/// The first of so many days, where all statements of these are known: of each project, up to the day
/// before the one that the new side speaks of.
fn since(sides: &Sides<'_>, projects: &[String], days: u32) -> Option<String> {
    if !sides.both_tell("RelationLine.last_named") || projects.is_empty() {
        return None;
    }
    let today: Date = sides.new.day()?.parse().ok()?;
    let since = today.checked_sub(i64::from(days).days()).ok()?.to_string();
    let yesterday = today.yesterday().ok()?.to_string();
    let covers = |project: &String| {
        let mut windows = sides.new.statements().iter();
        windows.any(|of| of.project == *project && of.from <= since && of.until >= yesterday)
    };
    projects.iter().all(covers).then_some(since)
}

/// What reads a relation, as either side knows it; persons are counted.
fn readers(lines: &[&RelationLine]) -> Vec<String> {
    let mut out: Vec<String> = Vec::new();
    for line in lines {
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
    let more = lines.iter().map(|line| line.readers_more).max();
    if let Some(more @ 1..) = more {
        out.push(format!("{more} more"));
    }
    let persons = lines.iter().filter_map(|line| {
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
