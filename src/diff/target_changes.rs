//! What the tables that a view leads to are like to those who query it: others may have to be filtered, lie
//! elsewhere or be older.

use std::cmp::Ordering;
use std::collections::BTreeMap;

use super::change::Change;
use super::change_rule::ChangeRule;
use super::folding::names;
use super::promise_changes::newer;
use super::relation_kinds::is_view;
use super::row_policies;
use super::side::{Side, UnreadableLine};
use super::side_pair::Sides;
use crate::lines::{ChangeClass, Freshness, RelationLine};

/// Raises what isn't as harmless as it looks: pointers to tables that differ in what queries notice, and
/// filters that queries of a view need because a table of it does. `is_facing` says whether consumers
/// enter by a relation.
pub(super) fn raise(
    sides: &Sides<'_>,
    is_facing: impl Fn(&RelationLine) -> bool,
    changes: &mut [Change],
) -> Result<(), UnreadableLine> {
    for change in changes.iter_mut().filter(|change| is_move(change)) {
        let old = sides.old.relations.get(&change.key)?;
        let new = sides.new.relations.get(&change.key)?;
        let (Some(old), Some(new)) = (old, new) else {
            continue;
        };
        let before = targets(sides.old, &old)?;
        let after = targets(sides.new, &new)?;
        let differences = differences(sides, &before, &after);
        if !differences.is_empty() && is_facing(&new) {
            change.class(ChangeClass::Risky);
        }
        for difference in differences {
            change.note(difference);
        }
    }
    below(sides, is_facing, changes)
}

fn is_move(change: &Change) -> bool {
    let rules = [
        ChangeRule::PointerMovedWithin,
        ChangeRule::PointerMovedAcross,
    ];
    rules.contains(&change.rule)
}

/// The tables that a view leads to.
fn targets(side: &Side, view: &RelationLine) -> Result<Vec<RelationLine>, UnreadableLine> {
    let mut out = Vec::new();
    for name in &view.targets {
        let line = side.relations.get(&format!("relation:{name}"))?;
        out.extend(line.map(std::borrow::Cow::into_owned));
    }
    Ok(out)
}

/// What queries notice of other tables, in words.
fn differences(sides: &Sides<'_>, old: &[RelationLine], new: &[RelationLine]) -> Vec<String> {
    let mut out = Vec::new();
    let of_both = |line: &&RelationLine| old.iter().any(|other| other.name == line.name);
    for line in new.iter().filter(|line| !of_both(line)) {
        let name = &line.name;
        if line.requires_filter && !old.iter().any(|line| line.requires_filter) {
            let columns = line.partitioned_by.join(", ");
            out.push(format!("each query of {name} has to filter {columns}"));
        }
        if line.row_policies > 0
            && row_policies::have_any(sides)
            && !old.iter().any(|line| line.row_policies > 0)
        {
            out.push(format!("{name} shows rows by row access policies"));
        }
        out.extend(other_promise(old, line));
        if !old.is_empty()
            && let Some(location) = sides.new.location(name)
            && let Some(before) = old.iter().find_map(|line| sides.old.location(&line.name))
            && !before.eq_ignore_ascii_case(location)
        {
            out.push(format!("{name} lies in {location}, not in {before}"));
        }
    }
    out
}

/// What is promised of how new the data of a table is, where it isn't as good as for each of `old`.
fn other_promise(old: &[RelationLine], line: &RelationLine) -> Option<String> {
    let name = &line.name;
    let before = old.iter().map(|line| line.freshness.as_ref());
    let before: Vec<&Freshness> = before.collect::<Option<_>>()?;
    let (first, rest) = before.split_first()?;
    let Some(is) = &line.freshness else {
        return Some(format!("how new the data of {name} is isn't promised"));
    };
    let is_older = |was: &&Freshness| newer(was, is) == Some(Ordering::Less);
    if is_older(first) && rest.iter().all(is_older) {
        let text = &is.text;
        return Some(format!(
            "data of {name} may be as old as {text}, which is older than before"
        ));
    }
    before.iter().all(|was| newer(was, is).is_none()).then(|| {
        let (was, is) = (&first.text, &is.text);
        format!("data of {name} is promised to be as new as {is}, not {was}: which is newer can't be told")
    })
}

/// What each view over a table has with it, and how much that is to who enters by such a view.
fn of_views(rule: ChangeRule, views: &str) -> Option<(ChangeClass, String)> {
    match rule {
        ChangeRule::PartitionFilterRequired => {
            let note = format!("so has each query of {views}, unless their SQL does");
            Some((ChangeClass::Breaking, note))
        }
        ChangeRule::RowPolicyAdded | ChangeRule::RowPolicyRemoved => {
            let note = format!("so may who reads {views}");
            Some((ChangeClass::Risky, note))
        }
        _ => None,
    }
}

/// What changes of a table changes of each view over it.
fn below(
    sides: &Sides<'_>,
    is_facing: impl Fn(&RelationLine) -> bool,
    changes: &mut [Change],
) -> Result<(), UnreadableLine> {
    let needs = |change: &&mut Change| of_views(change.rule, "").is_some();
    let mut views: BTreeMap<String, (Vec<String>, bool)> = BTreeMap::new();
    for change in changes.iter_mut().filter(needs) {
        views.entry(change.name.clone()).or_default();
    }
    if views.is_empty() {
        return Ok(());
    }
    for line in sides.new.relations.all() {
        let line = line?;
        if !is_view(line.kind) {
            continue;
        }
        for target in &line.targets {
            if let Some((names, facing)) = views.get_mut(target) {
                names.push(line.name.clone());
                *facing |= is_facing(&line);
            }
        }
    }
    for change in changes.iter_mut().filter(needs) {
        let Some((over, facing)) = views.get(&change.name) else {
            continue;
        };
        if over.is_empty() {
            continue;
        }
        let names = names(over.iter().map(String::as_str));
        let Some((class, note)) = of_views(change.rule, &names) else {
            continue;
        };
        change.note(note);
        if *facing {
            change.class(class);
        }
    }
    Ok(())
}
