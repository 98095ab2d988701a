//! Who may use a table or view.

use std::collections::BTreeSet;

use super::change::{Asset, Change};
use super::change_rule::ChangeRule;
use super::listing::{Answer, dataset};
use super::side_pair::{Sides, Told};
use crate::lines::{ChangeClass, DatasetFact, GrantLine, RelationLine};

pub(super) fn compare(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    asset: &mut Asset<'_>,
) {
    let before = sides.old.says(old, DatasetFact::Grants);
    let after = sides.new.says(new, DatasetFact::Grants);
    // What no export tells of a dataset is neither gone nor new.
    let is_silent = sides.silent(old, new, Told::Grants).is_some();
    if is_silent || before == Answer::No || after == Answer::No {
        return;
    }
    let is_sure = before == Answer::Yes && after == Answer::Yes;
    let known = asset.changes.len();
    audiences(old, new, asset);
    // Who is of an audience that lost or got access is granted it no more, or newly: the same change. Of
    // an audience that settings name it isn't known who that is.
    let changed = asset.changes[known..].iter();
    let changed: Vec<String> = changed.map(|c| format!("{}{}", c.old, c.new)).collect();
    let is_grantee = |name: &String| {
        let mut all = old.grants.iter().chain(&new.grants);
        all.any(|grant| grant.grantee == *name)
    };
    if changed.iter().all(is_grantee) {
        grants(old, new, &changed, asset);
    }
    persons(old, new, asset);
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
    let (lost, got) = (beyond(old, new), beyond(new, old));
    // Audiences are names that settings give to grantees, or what a manifest says of an output.
    let are_granted = !lost.is_empty() || !got.is_empty();
    let is_named_otherwise = !are_granted && !after.is_subset(&before) && !before.is_subset(&after);
    for audience in before.difference(&after) {
        let message = format!("{audience} may not use it any more");
        let change = asset.changed(ChangeRule::AudienceRemoved, *audience, "", message);
        if is_named_otherwise {
            named_otherwise(change.class(ChangeClass::Safe));
        } else if are_of_dataset(&of_audience(&lost, audience)) {
            change.shared(dataset_key(&old.name), 1);
        } else if let (false, Some(product)) = (are_granted, &old.product) {
            change.shared(format!("product:{product}"), 2);
        }
    }
    for audience in after.difference(&before) {
        let message = format!("{audience} may use it now");
        let change = asset.changed(ChangeRule::AudienceAdded, "", *audience, message);
        if is_named_otherwise {
            named_otherwise(change);
        } else if !are_granted {
            change.shared(format!("audience:{audience}"), 2);
        } else if are_of_dataset(&of_audience(&got, audience)) {
            change.shared(dataset_key(&new.name), 1);
        }
    }
}

fn named_otherwise(change: &mut Change) {
    let names = [change.old.as_str(), change.new.as_str()];
    let key = format!("audience:{}", names.concat());
    change
        .note("its grants are the same: settings call those who have them otherwise")
        .shared(key, 1);
}

/// Grants that `line` has and `other` hasn't.
fn beyond<'l>(line: &'l RelationLine, other: &RelationLine) -> Vec<&'l GrantLine> {
    let all = line.grants.iter();
    all.filter(|grant| !other.grants.contains(grant)).collect()
}

/// Those of the grants that make an audience: its own, where it is a grantee that settings don't name.
fn of_audience<'l>(grants: &[&'l GrantLine], audience: &str) -> Vec<&'l GrantLine> {
    let own = grants.iter().filter(|grant| grant.grantee == audience);
    let own: Vec<&GrantLine> = own.copied().collect();
    match own.is_empty() {
        true => grants.to_vec(),
        false => own,
    }
}

/// Whether all of these grants, of which there are some, are on the dataset.
fn are_of_dataset(grants: &[&GrantLine]) -> bool {
    !grants.is_empty() && grants.iter().all(|grant| grant.inherited)
}

fn dataset_key(relation: &str) -> String {
    format!("dataset:{}", dataset(relation))
}

/// Grants to others than those that were `told` of as audiences.
fn grants(old: &RelationLine, new: &RelationLine, told: &[String], asset: &mut Asset<'_>) {
    let grantees = |line: &RelationLine| -> BTreeSet<String> {
        let names = line.grants.iter().map(|grant| grant.grantee.clone());
        names.filter(|name| !told.contains(name)).collect()
    };
    let is_of_dataset = |line: &RelationLine, grantee: &str| {
        let of = line.grants.iter().filter(|g| g.grantee == grantee);
        are_of_dataset(&of.collect::<Vec<_>>())
    };
    let (before, after) = (grantees(old), grantees(new));
    for grantee in before.difference(&after) {
        let message = format!("{grantee} has no grant on it any more");
        let change = asset.changed(ChangeRule::GrantRemoved, grantee.as_str(), "", message);
        if is_of_dataset(old, grantee) {
            change.shared(dataset_key(&old.name), 1);
        }
    }
    for grantee in after.difference(&before) {
        let message = format!("{grantee} has a grant on it now");
        let change = asset.changed(ChangeRule::GrantAdded, "", grantee.as_str(), message);
        if is_of_dataset(new, grantee) {
            change.shared(dataset_key(&new.name), 1);
        }
    }
}

/// Persons are counted, never named; of whom a dataset gave a grant isn't told apart.
fn persons(old: &RelationLine, new: &RelationLine, asset: &mut Asset<'_>) {
    let (before, after) = (old.person_grants, new.person_grants);
    let count = |n: usize| match n {
        1 => "1 to a person".to_owned(),
        n => format!("{n} to persons"),
    };
    let key = dataset_key(&new.name);
    if after < before {
        let fewer = count(before - after);
        let message = format!("grants that aren't there any more: {fewer}");
        asset
            .changed(ChangeRule::GrantRemoved, fewer, "", message)
            .class(ChangeClass::Risky)
            .shared(key, 2);
    } else if after > before {
        let more = count(after - before);
        let message = format!("grants that are new: {more}");
        asset
            .changed(ChangeRule::GrantAdded, "", more, message)
            .shared(key, 2);
    }
}
