//! Data products and DMEs.

use std::borrow::Cow;

use super::change::{Asset, Change};
use super::change_rule::ChangeRule;
use super::semantic_version::{Step, is_semantic, step};
use super::side::{Stored, UnreadableLine};
use super::side_pair::Sides;
use super::{lifecycle_changes, owner_changes};
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
    of_kind(sides, dmes, &sides.old.dmes, &sides.new.dmes, out)
}

fn of_kind(
    sides: &Sides<'_>,
    rules: Rules,
    before: &Stored<AssetLine>,
    after: &Stored<AssetLine>,
    out: &mut Vec<Change>,
) -> Result<(), UnreadableLine> {
    let noun = rules.noun;
    for (old, new) in before.unequal(after)? {
        let (old, new) = (old.as_deref(), new.as_deref());
        let mut asset = asset(old, new);
        match (old, new) {
            (Some(old), Some(new)) => {
                owner_changes::of_asset(old, new, &mut asset);
                lifecycle_changes::of_asset(sides, old, new, &mut asset);
            }
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

/// Notes at what breaks that the version of its product doesn't say so; only semantic versions say
/// anything.
pub(super) fn versions(sides: &Sides<'_>, changes: &mut [Change]) -> Result<(), UnreadableLine> {
    for change in changes {
        let (ChangeClass::Breaking, Some(product)) = (change.class, &change.product) else {
            continue;
        };
        let key = format!("product:{product}");
        let old = sides.old.products.get(&key)?;
        let new = sides.new.products.get(&key)?;
        let version = |line: &Option<Cow<'_, AssetLine>>| line.as_ref()?.version.clone();
        let (Some(was), Some(is)) = (version(&old), version(&new)) else {
            continue;
        };
        if is_semantic(&was) && is_semantic(&is) && step(&was, &is) != Some(Step::Major) {
            let note = match was == is {
                true => format!("the version of {product} stays {is}"),
                false => {
                    format!("the version of {product}, {was} before and {is} now, doesn't say so")
                }
            };
            change.note(note);
        }
    }
    Ok(())
}
