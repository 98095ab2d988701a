//! Which tables a view leads to.

use super::change::Asset;
use super::change_rule::ChangeRule;
use super::listing::Answer;
use super::relation_kinds::is_view;
use super::side::Side;
use super::side_pair::Sides;
use crate::lines::{DatasetFact, ReferenceMethod, RelationLine};

pub(super) fn compare(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    asset: &mut Asset<'_>,
) {
    if !is_view(old.kind) || !is_view(new.kind) {
        return;
    }
    let inferred = |line: &RelationLine| line.references_by == Some(ReferenceMethod::Inferred);
    let list = |names: &[String]| names.join(", ");
    let lacks_sql = |side: &Side, line: &RelationLine| {
        let says = side.says(line, DatasetFact::Statements);
        line.references_by.is_none() && says != Answer::Yes
    };
    if lacks_sql(sides.old, old) != lacks_sql(sides.new, new) {
        return;
    }
    if inferred(old) || inferred(new) {
        if old.references != new.references {
            let side = if inferred(new) { "NEW" } else { "OLD" };
            let message = format!("where it points isn't known: its SQL in {side} can't be parsed");
            let (was, is) = (list(&old.references), list(&new.references));
            asset.changed(ChangeRule::PointerUnknown, was, is, message);
        }
        return;
    }
    if old.targets == new.targets {
        return;
    }
    let (was, is) = (list(&old.targets), list(&new.targets));
    let or_none = |names: &str| match names {
        "" => "no table".to_owned(),
        names => names.to_owned(),
    };
    let (before, after) = (or_none(&was), or_none(&is));
    if old.dmes == new.dmes {
        let message = format!("it pointed to {before} and points to {after}");
        asset.changed(ChangeRule::PointerMovedWithin, was, is, message);
    } else {
        let dmes = |dmes: &[String]| match dmes {
            [] => "nobody".to_owned(),
            dmes => dmes.join(", "),
        };
        let (from, to) = (dmes(&old.dmes), dmes(&new.dmes));
        let message = format!("it pointed to {before} of {from} and points to {after} of {to}");
        asset.changed(ChangeRule::PointerMovedAcross, was, is, message);
    }
}

/// Whether the owner changed because a view leads to tables of another DME: that is one change, and it is
/// noted beside the pointer.
pub(super) fn brought_owner(old: &RelationLine, new: &RelationLine, asset: &mut Asset<'_>) -> bool {
    let follows = |line: &RelationLine| {
        let dme = line.owner.as_ref().and_then(|owner| owner.dme.as_deref());
        dme.is_some_and(|dme| line.dmes == [dme])
    };
    let mut changes = asset.changes.iter_mut();
    let moved = changes.find(|change| change.rule == ChangeRule::PointerMovedAcross);
    match moved {
        Some(moved) if follows(old) && follows(new) => {
            let owner = |line: &RelationLine| line.dmes.join(", ");
            moved.note(format!(
                "it belonged to {} and belongs to {}",
                owner(old),
                owner(new)
            ));
            true
        }
        _ => false,
    }
}
