//! Tables and views that came or went.

use super::change::{Asset, Change};
use super::change_rule::ChangeRule;
use super::listing::dataset;
use super::relation_changes::asset;
use super::relation_kinds::is_view;
use super::relation_pairs::Relation;
use super::side_pair::{Sides, Told, tells};
use crate::lines::{ChangeClass, RelationKind, RelationLine};

/// What is on the new side alone. What is in a dataset that wasn't known before needn't be new.
pub(super) fn added(sides: &Sides<'_>, new: &RelationLine) -> Vec<Change> {
    let mut asset = asset(None, Some(new));
    let of = dataset(&new.name);
    let is_first_listed = tells(sides.old, of, Told::Listing) == Some(false)
        && tells(sides.new, of, Told::Listing) == Some(true);
    if is_first_listed || !sides.old.knows_dataset_of(&new.name) {
        return asset.changes;
    }
    let (rule, kind) = match is_view(new.kind) {
        true => (ChangeRule::ViewAdded, "view"),
        false => (ChangeRule::TableAdded, "table"),
    };
    let message = format!("this {kind} is new");
    asset.changed(rule, "", new.kind.as_str(), message);
    asset.changes
}

/// What is on the old side alone; `fresh` is what is on the new side alone.
pub(super) fn removed(
    sides: &Sides<'_>,
    old: &RelationLine,
    gone: &[Relation<'_>],
    fresh: &[Relation<'_>],
) -> Result<Vec<Change>, super::side::UnreadableLine> {
    let mut asset = asset(Some(old), None);
    let named = sides.new.relations.get(&old.key)?;
    // A warehouse's listing decides what is missing, where it is complete.
    let is_missing = named.is_some_and(|line| line.kind == RelationKind::Missing);
    let why = match is_missing {
        true => None,
        false => sides.new.why_incomplete(&old.name),
    };
    match why {
        None => gone_for_good(sides, old, &mut asset),
        Some(why) => {
            let message = format!("it isn't in NEW, and may be there all the same: {why}");
            asset.changed(ChangeRule::RelationUnseen, old.kind.as_str(), "", message);
        }
    }
    if let (Some(change), Some(heir)) = (asset.changes.last_mut(), heir(old, gone, fresh)) {
        let by = if is_view(old.kind) {
            "it has the same columns, targets and grants"
        } else {
            "it has the same columns and grants"
        };
        change.note(format!("probably {} now: {by}", heir.name));
    }
    Ok(asset.changes)
}

fn gone_for_good(sides: &Sides<'_>, old: &RelationLine, asset: &mut Asset<'_>) {
    let (rule, kind) = match is_view(old.kind) {
        true => (ChangeRule::ViewRemoved, "view"),
        false => (ChangeRule::TableRemoved, "table"),
    };
    let end = old
        .lifecycle
        .as_ref()
        .and_then(|l| l.end_of_life.as_deref());
    let message = match end {
        Some(end) => format!("this {kind} is gone; it was announced to work until {end}"),
        None => format!("this {kind} is gone"),
    };
    let change = asset.changed(rule, old.kind.as_str(), "", message);
    if let (Some(end), Some(today)) = (end, sides.new.day())
        && end <= today
    {
        change
            .class(ChangeClass::Risky)
            .note("its end was announced, and has come");
    }
}

/// What is so like a relation that it is probably the same under another name.
fn heir<'l>(
    old: &RelationLine,
    gone: &[Relation<'_>],
    fresh: &'l [Relation<'_>],
) -> Option<&'l RelationLine> {
    if old.columns.is_empty() {
        return None;
    }
    let mut like = fresh.iter().filter(|new| is_like(old, new));
    let (first, second) = (like.next()?, like.next());
    let rivals = gone.iter().filter(|other| is_like(other, old)).count();
    (second.is_none() && rivals == 1).then_some(first)
}

fn is_like(a: &RelationLine, b: &RelationLine) -> bool {
    let columns = |line: &RelationLine| -> Vec<(String, String)> {
        let all = line.columns.iter();
        all.map(|c| (c.name.clone(), c.data_type.clone())).collect()
    };
    is_view(a.kind) == is_view(b.kind)
        && (!is_view(a.kind) || a.targets == b.targets)
        && a.columns.len() == b.columns.len()
        && columns(a) == columns(b)
        && a.grants == b.grants
}
