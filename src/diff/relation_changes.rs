//! One table or view that is on both sides.

use super::change::{Asset, Change};
use super::change_rule::ChangeRule;
use super::relation_kinds::bare;
use super::side_pair::Sides;
use super::{
    access_changes, blind_spots, column_changes, lifecycle_changes, owner_changes, pointer_changes,
    promise_changes, recreation, row_policies, storage_changes,
};
use crate::lines::{ChangeClass, RelationKind, RelationLine, VerdictLine, VerdictState};

/// What is new of a relation: `old` and `new` are its lines, whose keys differ where it was renamed.
pub(super) fn compare(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    replaced_by_view: bool,
) -> Vec<Change> {
    let mut asset = asset(Some(old), Some(new));
    if !replaced_by_view {
        kind(old, new, &mut asset);
        pointer_changes::compare(sides, old, new, &mut asset);
        storage_changes::compare(sides, old, new, &mut asset);
        row_policies::compare(sides, old, new, &mut asset);
    }
    entry_point(old, new, &mut asset);
    if bare(old.kind) != bare(new.kind)
        && let Some(why) = sides.new.why_incomplete(&new.name)
    {
        // What isn't listed may be taken for something else.
        for change in &mut asset.changes {
            change.class(ChangeClass::Unknown).note(why.clone());
        }
    }
    column_changes::compare(sides, old, new, &mut asset);
    recreation::compare(sides, old, new, &mut asset);
    if !pointer_changes::brought_owner(old, new, &mut asset) {
        owner_changes::of_relation(old, new, &mut asset);
    }
    access_changes::compare(sides, old, new, &mut asset);
    promise_changes::compare(sides, old, new, &mut asset);
    lifecycle_changes::of_relation(sides, old, new, &mut asset);
    verdict(old, new, &mut asset);
    blind_spots::settle(sides, old, new, &mut asset);
    asset.changes
}

/// A relation whose changes are looked for.
pub(super) fn asset<'a>(old: Option<&'a RelationLine>, new: Option<&'a RelationLine>) -> Asset<'a> {
    let line = old.or(new);
    let owner = |line: Option<&'a RelationLine>| line?.owner.as_ref()?.dme.as_deref();
    Asset {
        key: line.map_or("", |line| &line.key),
        name: line.map_or("", |line| &line.name),
        owner_before: owner(old),
        owner_after: owner(new),
        product: line.and_then(|line| line.product.as_deref()),
        changes: Vec::new(),
    }
}

fn kind(old: &RelationLine, new: &RelationLine, asset: &mut Asset<'_>) {
    let (from, to) = (bare(old.kind), bare(new.kind));
    if from == to {
        return;
    }
    let (was, is) = (from.as_str(), to.as_str());
    let message = format!("it was a {was} and is a {is}");
    let change = asset.changed(ChangeRule::KindChanged, was, is, message);
    if (from, to) == (RelationKind::MaterializedView, RelationKind::View) {
        change.class(ChangeClass::Safe);
    }
}

fn entry_point(old: &RelationLine, new: &RelationLine, asset: &mut Asset<'_>) {
    match (old.unified, new.unified) {
        (true, false) => {
            let message = "it is no entry point any more".to_owned();
            asset.changed(ChangeRule::LeftEntryPoint, "entry point", "", message);
        }
        (false, true) => {
            let message = "it is an entry point now".to_owned();
            asset.changed(ChangeRule::JoinedEntryPoint, "", "entry point", message);
        }
        _ => {}
    }
}

/// How far data is from being usable; that nothing is promised or known of it is no fault.
const fn badness(state: VerdictState) -> u8 {
    match state {
        VerdictState::Usable | VerdictState::NoPromise | VerdictState::Unknown => 0,
        VerdictState::WithCare => 1,
        VerdictState::Broken => 2,
    }
}

fn verdict(old: &RelationLine, new: &RelationLine, asset: &mut Asset<'_>) {
    let (Some(old), Some(new)) = (&old.verdict, &new.verdict) else {
        return;
    };
    let at = |line: &VerdictLine| {
        let id = line.at.as_deref()?;
        let name = id.strip_prefix("table:").or(id.strip_prefix("view:"));
        Some(match name {
            Some(name) => format!("relation:{name}"),
            None => id.to_owned(),
        })
    };
    let (better_by, worse_by) = (at(old), at(new));
    let rule = match badness(old.state).cmp(&badness(new.state)) {
        std::cmp::Ordering::Less => ChangeRule::VerdictWorse,
        std::cmp::Ordering::Equal => return,
        std::cmp::Ordering::Greater => ChangeRule::VerdictBetter,
    };
    let (was, is) = (old.state.as_str(), new.state.as_str());
    let message = format!("its data was {was} and is {is}");
    // What somebody changed is what data is worse or better for, mostly.
    if let Some(cause) = asset.changes.first_mut() {
        cause.note(message);
        return;
    }
    let change = asset.changed(rule, was, is, message);
    if !new.cause.is_empty() {
        change.note(new.cause.clone());
    }
    let cause = match rule {
        ChangeRule::VerdictWorse => worse_by,
        _ => better_by,
    };
    if let Some(cause) = cause.filter(|cause| *cause != change.key) {
        change.shared(cause, 2);
    }
}
