//! Who may use a table or view.

use std::collections::BTreeSet;

use super::change::Asset;
use super::change_rule::ChangeRule;
use super::listing::Answer;
use super::side_pair::Sides;
use crate::lines::{ChangeClass, DatasetFact, RelationLine};

pub(super) fn compare(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    asset: &mut Asset<'_>,
) {
    let before = sides.old.says(old, DatasetFact::Grants);
    let after = sides.new.says(new, DatasetFact::Grants);
    if before == Answer::No || after == Answer::No {
        return;
    }
    let is_sure = before == Answer::Yes && after == Answer::Yes;
    let known = asset.changes.len();
    audiences(old, new, asset);
    // Who is of an audience that lost or got access is granted it no more, or newly: the same change.
    if asset.changes.len() == known {
        grants(old, new, asset);
    }
    persons(old.person_grants, new.person_grants, asset);
    if is_sure {
        return;
    }
    for change in &mut asset.changes[known..] {
        if change.class != ChangeClass::Safe {
            change
                .class(ChangeClass::Unknown)
                .note("whether both sides were given all grants isn't known");
        }
    }
}

fn audiences(old: &RelationLine, new: &RelationLine, asset: &mut Asset<'_>) {
    let before: BTreeSet<&str> = old.audiences.iter().map(String::as_str).collect();
    let after: BTreeSet<&str> = new.audiences.iter().map(String::as_str).collect();
    for audience in before.difference(&after) {
        let message = format!("{audience} may not use it any more");
        asset.changed(ChangeRule::AudienceRemoved, *audience, "", message);
    }
    for audience in after.difference(&before) {
        let message = format!("{audience} may use it now");
        asset.changed(ChangeRule::AudienceAdded, "", *audience, message);
    }
}

fn grants(old: &RelationLine, new: &RelationLine, asset: &mut Asset<'_>) {
    let grantees = |line: &RelationLine| -> BTreeSet<String> {
        line.grants.iter().map(|g| g.grantee.clone()).collect()
    };
    let (before, after) = (grantees(old), grantees(new));
    for grantee in before.difference(&after) {
        let message = format!("{grantee} has no grant on it any more");
        asset.changed(ChangeRule::GrantRemoved, grantee.as_str(), "", message);
    }
    for grantee in after.difference(&before) {
        let message = format!("{grantee} has a grant on it now");
        asset.changed(ChangeRule::GrantAdded, "", grantee.as_str(), message);
    }
}

/// Persons are counted, never named.
fn persons(before: usize, after: usize, asset: &mut Asset<'_>) {
    if before == after {
        return;
    }
    let (was, is) = (
        format!("{before} to persons"),
        format!("{after} to persons"),
    );
    if after < before {
        let message = format!("grants to persons: {before} were there, {after} are");
        asset
            .changed(ChangeRule::GrantRemoved, was, is, message)
            .class(ChangeClass::Risky);
    } else {
        let message = format!("grants to persons: {before} were there, {after} are");
        asset.changed(ChangeRule::GrantAdded, was, is, message);
    }
}
