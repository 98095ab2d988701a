//! What is known to depend on a relation that changes, and what follows for its class where nothing is.

use std::collections::BTreeMap;

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::change::Change;
use super::change_rule::ChangeRule;
use super::relation_kinds::{is_there, is_view};
use super::side::UnreadableLine;
use super::side_pair::Sides;
use crate::lines::{
    ChangeClass, ColumnLine, CriticalityTier, ReaderKind, ReferenceMethod, RelationLine,
};

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
            | ChangeRule::RowPolicyAdded
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
        let new = match (
            sides.new.relations.get(&change.key)?,
            sides.renamed.get(&change.name),
        ) {
            (None, Some(name)) => sides.new.relations.get(&format!("relation:{name}"))?,
            (new, _) => new,
        };
        let lines: Vec<&RelationLine> = [old.as_deref(), new.as_deref()]
            .into_iter()
            .flatten()
            .collect();
        change.named_by = readers(&lines);
        let views = views.get(&change.name).map_or(&[][..], Vec::as_slice);
        let names = views.iter().map(|view| format!("view {}", view.name));
        change.named_by.extend(names);
        let Some(window) = window.filter(|window| !window.projects.is_empty()) else {
            continue;
        };
        let days = days(sides, window, &lines)?;
        let unused = match known_since(sides, &window.projects, days) {
            Ok(since) => match unread(sides, &lines, &since)? {
                Some(why) => Err(why),
                None => unused(sides, window, change, &lines, views, &since),
            },
            Err(why) => Err(why),
        };
        let projects = window.projects.join(", ");
        match unused {
            Ok(what) => change.lower(&format!(
                "no statement of {projects} in {days} days names {what}"
            )),
            Err(why) => _ = change.note(format!("use doesn't lower it: {why}")),
        }
    }
    Ok(())
}

/// What no statement since that day names: the relation, or the column of it. Else why that isn't so.
fn unused(
    sides: &Sides<'_>,
    window: &UseWindow,
    change: &Change,
    lines: &[&RelationLine],
    views: &[Naming],
    since: &str,
) -> Result<&'static str, String> {
    let named = lines.iter().filter_map(|line| line.last_named.as_deref());
    let named = named.max().filter(|last| *last >= since);
    // What writes a column names it as well.
    if let Some(column) = &change.column {
        let all = lines.iter().flat_map(|line| around(line, column));
        let last = all.filter_map(|of| of.last_named.as_deref()).max();
        if let Some(last) = last.filter(|last| *last >= since) {
            return Err(format!("a statement of {last} may name {column}"));
        }
    }
    if change.named_by.is_empty() && named.is_none() {
        return Ok("it");
    }
    let Some(column) = &change.column else {
        return Err(match named {
            Some(last) => format!("a statement of {last} names it"),
            None => format!("it is named by {}", change.named_by.join(", ")),
        });
    };
    if let Some(view) = views.iter().find(|view| !view.is_read || view.takes_all) {
        let does = match view.is_read {
            true => "takes all its columns",
            false => "has SQL that isn't read",
        };
        return Err(format!("view {} {does}", view.name));
    }
    // What NEW lacks, its statements can't be told to name.
    let [.., newest] = lines else {
        return Err("nothing is known of it".to_owned());
    };
    if around(newest, column).next().is_none() {
        let until = window.projects.iter().map(|project| {
            let mut windows = sides.old.statements().iter();
            windows
                .find(|of| of.project == *project)
                .map(|of| of.until.as_str())
        });
        let until = until.min().flatten();
        if until.is_none() || named > until {
            return Err("statements that are newer than OLD name its table or view".to_owned());
        }
    }
    match lines.iter().find_map(|line| need(line, column)) {
        Some(why) => Err(why),
        None => Ok("this column of it"),
    }
}

/// The column that a path names, the fields below it and the records that it is in.
fn around<'l>(line: &'l RelationLine, column: &'l str) -> impl Iterator<Item = &'l ColumnLine> {
    let is_in = |path: &str, record: &str| {
        let start = path.get(..record.len());
        let rest = path.get(record.len()..).unwrap_or_default();
        start.is_some_and(|start| start.eq_ignore_ascii_case(record))
            && (rest.is_empty() || rest.starts_with('.'))
    };
    let all = line.columns.iter();
    all.filter(move |of| is_in(&of.name, column) || is_in(column, &of.name))
}

/// What needs a column of a relation beyond what statements name: takes all columns, or values of it.
fn need(line: &RelationLine, column: &str) -> Option<String> {
    if line.star_uses.is_some() {
        return Some("statements take all its columns by *".to_owned());
    }
    let mut readers = line.readers.iter();
    if line.readers_more > 0 || readers.any(|reader| reader.kind != ReaderKind::ServiceAccount) {
        return Some("which columns what reads it needs isn't known".to_owned());
    }
    let is_needed = |column: &ColumnLine| {
        let is_made_of = column.impact.is_some();
        let used = column.used.as_ref();
        is_made_of || used.is_some_and(|used| used.jobs + used.products + used.models > 0)
    };
    around(line, column)
        .any(is_needed)
        .then(|| format!("something is made of {column}"))
}

/// Why statements since that day may name a relation although they aren't known to: they can't be read in
/// full. Those that name a view are told by the warehouse as those of its tables.
fn unread(
    sides: &Sides<'_>,
    lines: &[&RelationLine],
    since: &str,
) -> Result<Option<String>, UnreadableLine> {
    let why = "can't be read in full: its text is missing, is cut off, or runs another one";
    let is_recent = |line: &RelationLine| {
        let last = line.last_unparsed.clone();
        last.filter(|last| last.as_str() >= since)
    };
    for line in lines {
        if let Some(last) = is_recent(line) {
            return Ok(Some(format!("a statement of {last} that names it {why}")));
        }
        for target in line.targets.iter().filter(|_| is_view(line.kind)) {
            for side in [sides.old, sides.new] {
                let target_line = side.relations.get(&format!("relation:{target}"))?;
                if let Some(last) = target_line.as_deref().and_then(is_recent) {
                    return Ok(Some(format!(
                        "a statement of {last} that reads {target}, by way of it perhaps, {why}"
                    )));
                }
            }
        }
    }
    Ok(None)
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
/// before the one that the new side speaks of. Else why they aren't.
fn known_since(sides: &Sides<'_>, projects: &[String], days: u32) -> Result<String, String> {
    let fields = [
        "RelationLine.last_named",
        "RelationLine.last_unparsed",
        "RelationLine.star_uses",
        "ColumnLine.last_named",
        "StatementWindowLine.unknown",
    ];
    if !fields.iter().all(|field| sides.both_tell(field)) {
        return Err("an older version wrote one side, and doesn't tell all use".to_owned());
    }
    let today = sides.new.day().and_then(|day| day.parse::<Date>().ok());
    let first = today.and_then(|day| day.checked_sub(i64::from(days).days()).ok());
    let yesterday = today.and_then(|day| day.yesterday().ok());
    let (Some(since), Some(yesterday)) = (first, yesterday) else {
        return Err("of which day NEW speaks isn't known".to_owned());
    };
    let (since, yesterday) = (since.to_string(), yesterday.to_string());
    if sides.new.is_stale() {
        return Err("an export of NEW is older than it may be".to_owned());
    }
    for project in projects {
        let mut windows = sides.new.statements().iter();
        let Some(of) = windows.find(|of| of.project == *project) else {
            return Err(format!(
                "no export of jobs covers the project {project}, or its id is written otherwise"
            ));
        };
        if of.from > since || of.until < yesterday {
            return Err(format!(
                "of {project} the statements from {} to {} are known, not those from {since} to {yesterday}",
                of.from, of.until
            ));
        }
        if let Some(day) = of.unknown.as_ref().filter(|day| **day >= since) {
            return Err(format!(
                "what a statement of {project} of {day} names isn't known: its text is missing, is cut off, or runs another one"
            ));
        }
    }
    Ok(since)
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
