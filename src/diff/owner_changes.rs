//! Who answers for an asset.

use super::change::Asset;
use super::change_rule::ChangeRule;
use crate::lines::{AssetLine, ChangeClass, Owner, OwnershipBasis, RelationLine};

/// What stands for an owner: a DME, `several` or `tie`; nothing where nobody owns it.
fn owner(owner: Option<&Owner>) -> &str {
    owner.map_or("", |owner| match &owner.dme {
        Some(dme) => dme,
        None => owner.decided_by.as_str(),
    })
}

fn or_nobody(owner: &str) -> &str {
    match owner {
        "" => "nobody",
        "several" => "several DMEs",
        "tie" => "several DMEs that contradict each other",
        owner => owner,
    }
}

pub(super) fn of_relation(old: &RelationLine, new: &RelationLine, asset: &mut Asset<'_>) {
    let (was, is) = (owner(old.owner.as_ref()), owner(new.owner.as_ref()));
    let team = |line: &RelationLine| line.owner.as_ref().and_then(|owner| owner.team.clone());
    let known = asset.changes.len();
    changed(was, is, team(old).as_deref(), team(new).as_deref(), asset);
    for change in &mut asset.changes[known..] {
        change.from(dme_key(is)).from(above(old));
    }
    let lost = asset.changes.last_mut();
    let lost = lost.filter(|c| c.rule == ChangeRule::OwnerChanged && c.new.is_empty());
    if let (Some(change), Some(owner)) = (lost, &old.owner)
        && !can_tell(new, owner.decided_by)
    {
        change.class(ChangeClass::Unknown).note(format!(
            "what decided it before ({}) isn't in NEW",
            owner.decided_by.as_str()
        ));
    }
}

/// Keys of what gives a relation its owner and team, the nearest first.
pub(super) fn above(line: &RelationLine) -> Vec<String> {
    let owner = line.owner.as_ref().and_then(|owner| owner.dme.as_ref());
    let product = line.product.as_ref().map(|id| format!("product:{id}"));
    let dme = owner.map(|id| format!("dme:{id}"));
    product.into_iter().chain(dme).collect()
}

/// Whether a line could have an owner that is decided in this way.
fn can_tell(line: &RelationLine, by: OwnershipBasis) -> bool {
    match by {
        OwnershipBasis::Infrastructure | OwnershipBasis::OutputPort => true,
        OwnershipBasis::Label => !line.labels.is_empty(),
        OwnershipBasis::Dbt => line.dbt.is_some(),
        OwnershipBasis::Upstream => line.references_by.is_some(),
        OwnershipBasis::Tool | OwnershipBasis::Several | OwnershipBasis::Tie => false,
    }
}

pub(super) fn of_asset(old: &AssetLine, new: &AssetLine, asset: &mut Asset<'_>) {
    let (was, is) = (old.dme.as_deref(), new.dme.as_deref());
    let (was, is) = (was.unwrap_or_default(), is.unwrap_or_default());
    let known = asset.changes.len();
    changed(was, is, old.team.as_deref(), new.team.as_deref(), asset);
    for change in &mut asset.changes[known..] {
        change.from(dme_key(is)).from(dme_key(was));
    }
}

/// The key of a DME, where there is one.
fn dme_key(id: &str) -> Option<String> {
    (!id.is_empty()).then(|| format!("dme:{id}"))
}

/// Another owner brings another team, which isn't said again.
fn changed(
    was: &str,
    is: &str,
    team_before: Option<&str>,
    team_after: Option<&str>,
    asset: &mut Asset<'_>,
) {
    if was != is {
        let (before, after) = (or_nobody(was), or_nobody(is));
        let message = format!("it belonged to {before} and belongs to {after}");
        let change = asset.changed(ChangeRule::OwnerChanged, was, is, message);
        if is.is_empty() {
            change.class(ChangeClass::Breaking);
        } else if was.is_empty() {
            change.class(ChangeClass::Safe);
        }
    } else if team_before != team_after {
        let (was, is) = (
            team_before.unwrap_or_default(),
            team_after.unwrap_or_default(),
        );
        let (before, after) = (or_nobody(was), or_nobody(is));
        let message = format!("{before} answered for it, and {after} does now");
        asset.changed(ChangeRule::TeamChanged, was, is, message);
    }
}
