//! One edit may show in many assets: a grant on a dataset in each of its views, a team of a DME in each of
//! its products and tables. It is told once, where it was made, with the names of the others.

use std::collections::BTreeMap;

use super::change::Change;
use super::change_rule::ChangeRule;
use super::side::{Side, UnreadableLine};
use super::side_pair::Sides;
use crate::lines::ChangeClass;

/// How many of the others are named.
const NAMED: usize = 3;

/// Tells each edit once.
pub(super) fn fold(sides: &Sides<'_>, changes: &mut Vec<Change>) -> Result<(), UnreadableLine> {
    into_others(changes);
    shared(changes);
    // What a product says is its owner's, whoever owns what it holds for.
    for change in changes.iter_mut() {
        if change.key.starts_with("product:") && change.owner().is_none() {
            let owner = |side: &Side| -> Result<Option<String>, UnreadableLine> {
                let line = side.products.get(&change.key)?;
                Ok(line.and_then(|line| line.dme.clone()))
            };
            let (before, after) = (owner(sides.old)?, owner(sides.new)?);
            change.owner_before = before;
            change.owner_after = after;
        }
    }
    Ok(())
}

/// Puts changes to those that they follow from.
fn into_others(changes: &mut Vec<Change>) {
    let mut by_key: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (i, change) in changes.iter().enumerate() {
        by_key.entry(&change.key).or_default().push(i);
    }
    let head = |i: usize, change: &Change| {
        let mut keys = change.origin.keys.iter().rev();
        keys.find_map(|key| {
            let all = by_key.get(key.as_str())?;
            let mut follows = all.iter().copied().filter(|at| *at != i);
            follows.find(|at| {
                changes
                    .get(*at)
                    .is_some_and(|head| follows_from(change, head))
            })
        })
    };
    let heads: Vec<Option<usize>> = changes
        .iter()
        .enumerate()
        .map(|(i, change)| head(i, change))
        .collect();
    let mut members: BTreeMap<(usize, ChangeRule, (String, String)), Vec<usize>> = BTreeMap::new();
    let mut gone = vec![false; changes.len()];
    for (i, change) in changes.iter().enumerate() {
        let Some(at) = last(&heads, i) else { continue };
        let owners = match change.rule {
            ChangeRule::OwnerChanged => (change.old.clone(), change.new.clone()),
            _ => Default::default(),
        };
        members
            .entry((at, change.rule, owners))
            .or_default()
            .push(i);
        gone[i] = true;
    }
    for ((at, rule, (old, new)), members) in members {
        let of: Vec<Change> = members
            .iter()
            .filter_map(|i| changes.get(*i).cloned())
            .collect();
        let names = names(of.iter().map(|change| change.name.as_str()));
        let Some(head) = changes.get_mut(at) else {
            continue;
        };
        let note = match rule {
            ChangeRule::VerdictWorse => format!("worse by that is the data of {names}"),
            ChangeRule::VerdictBetter => format!("better by that is the data of {names}"),
            ChangeRule::PointerMovedWithin | ChangeRule::PointerMovedAcross => {
                format!("by it, so does {names}")
            }
            ChangeRule::OwnerChanged if head.rule == ChangeRule::DmeRemoved => match new.as_str() {
                "" => format!("nobody owns what it owned: {names}"),
                other => format!("{other} owns what it owned: {names}"),
            },
            ChangeRule::OwnerChanged if head.rule == ChangeRule::DmeAdded => match old.as_str() {
                "" => format!("it owns what nobody owned: {names}"),
                other => format!("it owns what {other} owned: {names}"),
            },
            _ => format!("the same holds for {names}"),
        };
        head.note(note);
        for change in &of {
            head.take_owners(change);
            if !change.rule.is_operational() && rank(change.class) > rank(head.class) {
                head.class(change.class);
            }
        }
    }
    let mut gone = gone.into_iter();
    changes.retain(|_| !gone.next().unwrap_or_default());
}

/// The head of the head and so on; nothing where it is told itself, or heads go round in a circle.
fn last(heads: &[Option<usize>], from: usize) -> Option<usize> {
    let mut at = from;
    for _ in 0..heads.len() {
        match heads.get(at).copied().flatten() {
            Some(head) => at = head,
            None => return (at != from).then_some(at),
        }
    }
    None
}

/// Whether a change is what another one, at one of its origins, looks like from it.
fn follows_from(change: &Change, head: &Change) -> bool {
    let moves = [
        ChangeRule::PointerMovedWithin,
        ChangeRule::PointerMovedAcross,
    ];
    if change.rule.is_operational() {
        return !head.rule.is_operational() || head.rule == change.rule;
    }
    if moves.contains(&change.rule) {
        return moves.contains(&head.rule);
    }
    if change.rule == ChangeRule::OwnerChanged {
        match head.rule {
            ChangeRule::DmeRemoved => return change.old == head.name,
            ChangeRule::DmeAdded => return change.new == head.name,
            _ => {}
        }
    }
    change.rule == head.rule && change.old == head.old && change.new == head.new
}

/// Makes one change of those that several assets show in the same way.
fn shared(changes: &mut Vec<Change>) {
    type Edit = (String, ChangeRule, String, String, Option<String>);
    let mut groups: BTreeMap<Edit, Vec<usize>> = BTreeMap::new();
    for (i, change) in changes.iter().enumerate() {
        if let (Some(key), 1..) = (change.origin.keys.last(), change.origin.shared_by) {
            let (old, new) = (change.old.clone(), change.new.clone());
            let edit = (key.clone(), change.rule, old, new, change.column.clone());
            groups.entry(edit).or_default().push(i);
        }
    }
    let mut gone = vec![false; changes.len()];
    let mut made = Vec::new();
    for ((key, ..), members) in groups {
        let of: Vec<&Change> = members.iter().filter_map(|i| changes.get(*i)).collect();
        let needed = of.iter().map(|change| change.origin.shared_by).min();
        if needed.is_none_or(|needed| of.len() < needed) {
            continue;
        }
        made.extend(one(&key, &of));
        for i in members {
            gone[i] = true;
        }
    }
    let mut gone = gone.into_iter();
    changes.retain(|_| !gone.next().unwrap_or_default());
    changes.extend(made);
}

/// The change about `key` that several assets show.
fn one(key: &str, of: &[&Change]) -> Option<Change> {
    let first = *of.first()?;
    let mut change = first.clone();
    change.key = key.to_owned();
    change.name = match key.split_once(':') {
        Some((_, name)) => name.to_owned(),
        None => key.to_owned(),
    };
    let all = |same: fn(&Change, &Change) -> bool| of.iter().all(|other| same(first, other));
    if !all(|a, b| a.owner_before == b.owner_before && a.owner_after == b.owner_after) {
        change.owner_before = None;
        change.owner_after = None;
    }
    if !all(|a, b| a.product == b.product) {
        change.product = None;
    }
    change
        .notes
        .retain(|note| of.iter().all(|other| other.notes.contains(note)));
    let is_alone = key == format!("relation:{}", first.name);
    if of.len() > 1 || !is_alone {
        let names = names(of.iter().map(|change| change.name.as_str()));
        let inherits = key.starts_with("dataset:") && first.class != ChangeClass::Unknown;
        change.notes.insert(
            0,
            match (inherits, of.len()) {
                (true, 1) => format!("{names} inherits it"),
                (true, n) => format!("{n} tables and views inherit it: {names}"),
                (false, _) => format!("it holds for {names}"),
            },
        );
    }
    for other in of {
        change.take_owners(other);
        if rank(other.class) > rank(change.class) {
            change.class = other.class;
        }
    }
    Some(change)
}

/// The first few, by name, and how many there are beyond.
pub(super) fn names<'n>(all: impl Iterator<Item = &'n str>) -> String {
    let mut all: Vec<&str> = all.collect();
    all.sort_unstable();
    all.dedup();
    let mut text = all
        .iter()
        .take(NAMED)
        .copied()
        .collect::<Vec<_>>()
        .join(", ");
    if all.len() > NAMED {
        append!(text, " and {} more", all.len() - NAMED);
    }
    text
}

/// How much a class matters.
pub(super) const fn rank(class: ChangeClass) -> u8 {
    match class {
        ChangeClass::Safe => 0,
        ChangeClass::Unknown => 1,
        ChangeClass::Risky => 2,
        ChangeClass::Breaking => 3,
    }
}
