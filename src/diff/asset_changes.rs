//! Data products, DMEs and domains.

use std::collections::BTreeMap;

use super::change::{Asset, Change};
use super::change_rule::ChangeRule;
use super::side::{Both, Stored, UnreadableLine};
use super::side_pair::Sides;
use super::{blind_spots, lifecycle_changes, owner_changes};
use crate::lines::{AssetLine, ChangeClass};

/// The rules of what comes and goes of a kind.
#[derive(Clone, Copy)]
struct Rules {
    added: ChangeRule,
    removed: ChangeRule,
    noun: &'static str,
}

pub(super) fn compare(sides: &Sides<'_>, out: &mut Vec<Change>) -> Result<(), UnreadableLine> {
    let products = Rules {
        added: ChangeRule::ProductAdded,
        removed: ChangeRule::ProductRemoved,
        noun: "data product",
    };
    let dmes = Rules {
        added: ChangeRule::DmeAdded,
        removed: ChangeRule::DmeRemoved,
        noun: "DME",
    };
    of_kind(
        sides,
        products,
        &sides.old.products,
        &sides.new.products,
        out,
    )?;
    of_kind(sides, dmes, &sides.old.dmes, &sides.new.dmes, out)?;
    let domains = Rules {
        added: ChangeRule::DomainAdded,
        removed: ChangeRule::DomainRemoved,
        noun: "domain",
    };
    match (&sides.old.domains, &sides.new.domains) {
        (Some(before), Some(after)) => of_kind(sides, domains, before, after, out),
        _ => Ok(()),
    }
}

fn of_kind(
    sides: &Sides<'_>,
    rules: Rules,
    before: &Stored<AssetLine>,
    after: &Stored<AssetLine>,
    out: &mut Vec<Change>,
) -> Result<(), UnreadableLine> {
    let noun = rules.noun;
    for (old, new) in renamed_tied(before.unequal(after)?) {
        let (old, new) = (old.as_deref(), new.as_deref());
        let mut asset = asset(old, new);
        match (old, new) {
            (Some(old), Some(new)) => {
                if old.key != new.key {
                    let message = format!("it is {} now", new.name);
                    asset
                        .changed(ChangeRule::Renamed, &old.name, &new.name, message)
                        .class(ChangeClass::Risky)
                        .note("no query names it; manifests that do have to name it anew");
                }
                if new.key.starts_with("domain:") {
                    parent(old, new, &mut asset);
                }
                owner_changes::of_asset(old, new, &mut asset);
                lifecycle_changes::of_asset(sides, old, new, &mut asset);
                blind_spots::settle_asset(sides, &mut asset);
            }
            // A manifest that can't be read may describe it.
            (Some(_), None) if sides.new_has_unread => {}
            (None, Some(_)) if sides.old_has_unread => {}
            (Some(old), None) => {
                let message = format!("this {noun} is gone");
                let change = asset.changed(rules.removed, &old.title, "", message);
                let end = old
                    .lifecycle
                    .as_ref()
                    .and_then(|l| l.end_of_life.as_deref());
                if let (Some(end), Some(today)) = (end, sides.new.day())
                    && end <= today
                {
                    change
                        .class(ChangeClass::Risky)
                        .note(format!("its end was announced for {end}, and has come"));
                }
                // Who is split up or merged into another says what comes after it.
                let heir = old
                    .lifecycle
                    .as_ref()
                    .and_then(|l| l.replaced_by.as_deref());
                if let Some(heir) = heir
                    && after.has(heir)
                {
                    change.note(format!("{heir} replaces it, as was announced"));
                    if rules.removed != ChangeRule::ProductRemoved {
                        change.class(ChangeClass::Safe);
                    }
                }
            }
            (None, Some(new)) => {
                let message = format!("this {noun} is new");
                asset.changed(rules.added, "", &new.title, message);
            }
            (None, None) => {}
        }
        out.extend(asset.changes);
    }
    Ok(())
}

/// The domain that a domain lies within.
fn parent(old: &AssetLine, new: &AssetLine, asset: &mut Asset<'_>) {
    if old.domains == new.domains {
        return;
    }
    let (was, is) = (old.domains.join(", "), new.domains.join(", "));
    let place = |parent: &str| match parent {
        "" => "at the top".to_owned(),
        parent => format!("within {parent}"),
    };
    let message = format!("it was {} and is {}", place(&was), place(&is));
    asset.changed(ChangeRule::DomainMoved, was, is, message);
}

/// What is gone, put together with what says that it was called so.
fn renamed_tied(lines: Vec<Both<'_, AssetLine>>) -> Vec<Both<'_, AssetLine>> {
    let claims = |line: &AssetLine, name: &String| line.renamed_from.contains(name);
    let mut heirs: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (old, _) in lines.iter().filter(|(_, new)| new.is_none()) {
        let Some(old) = old else { continue };
        let fresh = lines
            .iter()
            .filter_map(|(old, new)| if old.is_none() { new.as_deref() } else { None });
        let claiming = fresh.filter(|new| claims(new, &old.name));
        heirs.insert(
            old.key.clone(),
            claiming.map(|new| new.key.clone()).collect(),
        );
    }
    // Two that claim one name, or one that claims two: which it is isn't known.
    let taken: Vec<String> = heirs.values().flatten().cloned().collect();
    let is_only = |key: &String| taken.iter().filter(|other| *other == key).count() == 1;
    let (mut fresh, mut out): (Vec<_>, Vec<_>) =
        lines.into_iter().partition(|(old, _)| old.is_none());
    for (old, new) in &mut out {
        let (Some(was), None) = (&old, &new) else {
            continue;
        };
        if let Some([heir]) = heirs.get(&was.key).map(Vec::as_slice)
            && is_only(heir)
        {
            let mut found = fresh.iter_mut();
            let found = found.find(|(_, line)| line.as_ref().is_some_and(|l| l.key == *heir));
            *new = found.and_then(|(_, line)| line.take());
        }
    }
    out.extend(fresh);
    out
}

fn asset<'a>(old: Option<&'a AssetLine>, new: Option<&'a AssetLine>) -> Asset<'a> {
    let line = old.or(new);
    let owner = |line: Option<&'a AssetLine>| {
        let line = line?;
        let dme = line.key.strip_prefix("dme:");
        dme.or(line.dme.as_deref())
    };
    Asset {
        key: line.map_or("", |line| &line.key),
        name: line.map_or("", |line| &line.name),
        owner_before: owner(old),
        owner_after: owner(new),
        product: None,
        changes: Vec::new(),
    }
}
