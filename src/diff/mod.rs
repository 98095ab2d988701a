//! What differs between two states of a mesh, and what that is to consumers. Lines go in, changes come
//! out; where the lines come from, a mesh root or a built site, is no matter.

mod acceptance;
mod access_changes;
mod arrivals;
mod asset_changes;
mod change;
mod change_counts;
mod change_rule;
mod column_changes;
mod column_order;
mod column_pairs;
mod column_types;
mod dependents;
mod lifecycle_changes;
mod listing;
mod markdown_report;
mod owner_changes;
mod pointer_changes;
mod promise_changes;
mod relation_changes;
mod relation_kinds;
mod relation_pairs;
mod semantic_version;
mod side;
mod side_pair;
mod spent;
mod storage_changes;
mod untold;

use std::collections::BTreeSet;

pub(crate) use acceptance::{Entry, accept, entries, to_paste};
pub(crate) use change::Change;
pub(crate) use change_counts::ChangeCounts;
pub(crate) use change_rule::{ChangeRule, ChangeRuleInfo};
pub(crate) use dependents::UseWindow;
pub(crate) use markdown_report::markdown;
pub(crate) use side::{SCHEMA, Side, UnreadableLine};

use crate::lines::ChangeClass;
use relation_pairs::{Pair, Pairs, Tie};
use side_pair::Sides;

/// All changes from one state to another, breaking ones first. What statements of `window` don't name is
/// used by nobody; without one that is never said.
///
/// # Errors
/// Where a line of a built site can't be read.
pub(crate) fn changes(
    old: &Side,
    new: &Side,
    window: Option<&UseWindow>,
) -> Result<Vec<Change>, UnreadableLine> {
    let sides = Sides { old, new };
    let pairs = Pairs::of(&sides)?;
    let outputs = outputs(&sides)?;
    let mut out = Vec::new();
    for pair in &pairs.common {
        let found = common(&sides, pair);
        let is_facing = pair.old.unified
            || pair.new.unified
            || outputs.contains(&pair.old.name)
            || outputs.contains(&pair.new.name);
        out.extend(for_consumers(found, is_facing));
    }
    for line in &pairs.fresh {
        out.extend(arrivals::added(&sides, line));
    }
    for line in &pairs.gone {
        let found = arrivals::removed(&sides, line, &pairs.gone, &pairs.fresh)?;
        let is_facing = line.unified || outputs.contains(&line.name);
        out.extend(for_consumers(found, is_facing));
    }
    dependents::apply(&sides, window, &mut out)?;
    asset_changes::compare(&sides, &mut out)?;
    asset_changes::versions(&sides, &mut out)?;
    out.extend(untold::compare(&sides));
    change::sort(&mut out);
    Ok(out)
}

fn common(sides: &Sides<'_>, pair: &Pair<'_>) -> Vec<Change> {
    let (old, new) = (&*pair.old, &*pair.new);
    let mut found = relation_changes::compare(sides, old, new, pair.tie == Tie::KeptView);
    if pair.tie == Tie::Name {
        return found;
    }
    let mut asset = relation_changes::asset(Some(old), Some(new));
    let is_kept = pair.tie == Tie::KeptView;
    let is = match is_kept {
        true => new.references.first().map_or("", String::as_str),
        false => new.name.as_str(),
    };
    let message = format!("it is {is} now");
    let change = asset.changed(ChangeRule::Renamed, &old.name, is, message);
    if is_kept {
        change
            .class(ChangeClass::Safe)
            .note("a view keeps the former name");
    }
    found.append(&mut asset.changes);
    found
}

/// Names of what products publish, on either side.
fn outputs(sides: &Sides<'_>) -> Result<BTreeSet<String>, UnreadableLine> {
    let mut out = BTreeSet::new();
    for side in [sides.old, sides.new] {
        for product in side.products.all() {
            out.extend(product?.views.iter().cloned());
        }
    }
    Ok(out)
}

/// What consumers don't enter by changes for its owner and for who reads it past its view: one class
/// lower.
fn for_consumers(mut changes: Vec<Change>, is_facing: bool) -> Vec<Change> {
    if !is_facing {
        for change in &mut changes {
            change.lower("it is neither an entry point nor an output of a product");
        }
    }
    changes
}
