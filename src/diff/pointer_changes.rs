//! Which tables a view leads to.

use super::blind_spots::lacks_sql;
use super::change::{Asset, Change};
use super::change_rule::ChangeRule;
use super::listing::dataset;
use super::relation_kinds::{inferred, is_view};
use super::side_pair::{Sides, Told};
use crate::lines::RelationLine;

pub(super) fn compare(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    asset: &mut Asset<'_>,
) {
    if !is_view(old.kind) || !is_view(new.kind) {
        return;
    }
    let list = |names: &[String]| names.join(", ");
    let now = |names: &[String]| {
        let mut now: Vec<String> = names
            .iter()
            .map(|name| sides.renamed.get(name).unwrap_or(name).clone())
            .collect();
        now.sort();
        now
    };
    let lacks = match (lacks_sql(old, new), lacks_sql(new, old)) {
        (false, false) => None,
        (true, _) => Some(("OLD", "", "its SQL")),
        (_, true) => Some(("NEW", "its SQL", "")),
    };
    if let Some((side, was, is)) = lacks {
        // Where the SQL of no view is known, that is said once.
        if sides.silent(old, new, Told::Statements).is_none() {
            let message = format!("{side} lacks its SQL: where it points isn't known");
            let of = format!("dataset:{}", dataset(&new.name));
            asset
                .changed(ChangeRule::NotCompared, was, is, message)
                .shared(of, 2);
        }
        return;
    }
    if inferred(old) || inferred(new) {
        // A text that can't be parsed any more may say anything.
        if inferred(old) != inferred(new) || now(&old.references) != new.references {
            let side = if inferred(new) { "NEW" } else { "OLD" };
            let message = format!("where it points isn't known: its SQL in {side} can't be parsed");
            let (was, is) = (list(&old.references), list(&new.references));
            asset.changed(ChangeRule::PointerUnknown, was, is, message);
        }
        return;
    }
    // A table that has another name is told of itself.
    if now(&old.targets) == new.targets {
        return;
    }
    let (was, is) = (list(&old.targets), list(&new.targets));
    let or_none = |names: &str| match names {
        "" => "no table".to_owned(),
        names => names.to_owned(),
    };
    let (before, after) = (or_none(&was), or_none(&is));
    // A view whose own SQL is as it was moves with the views that it names.
    let above_others = |change: &mut Change| {
        if now(&old.references) == new.references {
            let names = new.references.iter();
            change.from(names.map(|name| format!("relation:{name}")));
        }
    };
    if old.dmes == new.dmes {
        let message = format!("it pointed to {before} and points to {after}");
        let change = asset.changed(ChangeRule::PointerMovedWithin, was, is, message);
        above_others(change);
    } else {
        let dmes = |dmes: &[String]| match dmes {
            [] => "nobody".to_owned(),
            dmes => dmes.join(", "),
        };
        let (from, to) = (dmes(&old.dmes), dmes(&new.dmes));
        let message = format!("it pointed to {before} of {from} and points to {after} of {to}");
        let change = asset.changed(ChangeRule::PointerMovedAcross, was, is, message);
        above_others(change);
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
