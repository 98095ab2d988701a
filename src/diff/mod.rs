//! What differs between two states of a mesh, and what that is to consumers. Lines go in, changes come
//! out; where the lines come from, a mesh root or a built site, is no matter.

mod acceptance;
mod accepted_lines;
mod access_changes;
mod arrivals;
mod asset_changes;
mod blind_spots;
mod change;
mod change_counts;
mod change_markdown;
mod change_rule;
mod change_rules;
mod column_changes;
mod column_order;
mod column_pairs;
mod column_renames;
mod column_types;
mod dependents;
mod folding;
mod lifecycle_changes;
mod listing;
mod origin;
mod owner_changes;
mod pointer_changes;
mod product_versions;
mod promise_changes;
mod recreation;
mod relation_changes;
mod relation_kinds;
mod relation_pairs;
mod row_policies;
mod semantic_version;
mod side;
mod side_pair;
mod site_completeness;
mod site_lines;
mod spent;
mod star_takers;
mod storage_changes;
mod target_changes;
mod unread;
mod unread_changes;
mod untold;

use std::collections::BTreeSet;

pub(crate) use acceptance::{Entry, accept, entries, to_paste};
#[cfg_attr(
    not(test),
    allow(
        unused_imports,
        reason = "for what takes spent entries out of their file"
    )
)]
pub(crate) use accepted_lines::spent_lines;
pub(crate) use change::Change;
pub(crate) use change_counts::ChangeCounts;
pub(crate) use change_markdown::markdown;
pub(crate) use change_rule::ChangeRule;
pub(crate) use change_rules::{ChangeRules, ChangeSaid};
pub(crate) use dependents::UseWindow;
pub(crate) use product_versions::UnraisedVersion;
pub(crate) use semantic_version::says_break;
pub(crate) use side::{SCHEMA, Side, UnreadableLine};
pub(crate) use site_completeness::IncompleteFile;
pub(crate) use unread::{Unread, is_unread};

use crate::lines::{ChangeClass, RelationLine};
use relation_kinds::is_view;
use relation_pairs::{Pair, Pairs, Tie};
use side_pair::Sides;

/// How two states are compared.
#[derive(Debug, Default)]
pub(crate) struct Options {
    /// What its statements don't name is used by nobody; without one that is never said.
    pub(crate) window: Option<UseWindow>,
    /// What the settings say of rules.
    pub(crate) rules: ChangeRules,
}

/// All changes from one state to another, breaking ones first, and what there is to say of those that
/// the settings leave out.
///
/// # Errors
/// Where a line of a built site can't be read.
pub(crate) fn changes(
    old: &Side,
    new: &Side,
    options: &Options,
) -> Result<(Vec<Change>, Vec<String>), UnreadableLine> {
    let pairs = Pairs::of(old, new)?;
    let renamed = pairs.renamed();
    let sides = Sides::new(old, new, &renamed);
    let mut out = found(&sides, &pairs, options)?;
    product_versions::note(&sides, &mut out)?;
    out.extend(untold::compare(&sides, &pairs));
    out.extend(unread_changes::compare(old, new));
    folding::fold(&sides, &mut out)?;
    let remarks = options.rules.apply(&mut out);
    change::sort(&mut out);
    Ok((out, remarks))
}

/// Products of which something breaks though their version doesn't say so, sorted.
///
/// # Errors
/// Where a line of a built site can't be read.
pub(crate) fn unraised_versions(
    old: &Side,
    new: &Side,
    options: &Options,
) -> Result<Vec<UnraisedVersion>, UnreadableLine> {
    let pairs = Pairs::of(old, new)?;
    let renamed = pairs.renamed();
    let sides = Sides::new(old, new, &renamed);
    // Not folded: what one edit changes may be of several products.
    let mut changes = found(&sides, &pairs, options)?;
    options.rules.apply(&mut changes);
    product_versions::unraised(&sides, &changes)
}

/// Each change by itself.
fn found(
    sides: &Sides<'_>,
    pairs: &Pairs<'_>,
    options: &Options,
) -> Result<Vec<Change>, UnreadableLine> {
    let outputs = outputs(sides)?;
    let is_facing = |line: &RelationLine| line.unified || outputs.contains(&line.name);
    let mut out = Vec::new();
    for pair in &pairs.common {
        let mut found = common(sides, pair);
        if pair.tie == Tie::KeptView {
            kept_promises(sides, pair, &mut found)?;
        }
        let facing = is_facing(&pair.old) || is_facing(&pair.new);
        out.extend(for_consumers(found, facing));
    }
    for line in &pairs.fresh {
        out.extend(arrivals::added(sides, line));
    }
    for line in &pairs.gone {
        let found = arrivals::removed(sides, line, &pairs.gone, &pairs.fresh)?;
        out.extend(for_consumers(found, is_facing(line)));
    }
    star_takers::raise(sides, is_facing, &mut out)?;
    target_changes::raise(sides, is_facing, &mut out)?;
    dependents::apply(sides, options.window.as_ref(), &mut out)?;
    asset_changes::compare(sides, &mut out)?;
    Ok(out)
}

fn common(sides: &Sides<'_>, pair: &Pair<'_>) -> Vec<Change> {
    let (old, new) = (&*pair.old, &*pair.new);
    let mut found = relation_changes::compare(sides, old, new, pair.tie == Tie::KeptView);
    // Only views are entry points: one that became a table is told by its kind.
    if is_view(old.kind) != is_view(new.kind) {
        let kind = [ChangeRule::LeftEntryPoint, ChangeRule::JoinedEntryPoint];
        found.retain(|change| !kind.contains(&change.rule));
    }
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

/// Leaves out promises and audiences of a former name that hold for the new one.
fn kept_promises(
    sides: &Sides<'_>,
    pair: &Pair<'_>,
    found: &mut Vec<Change>,
) -> Result<(), UnreadableLine> {
    let heir = pair.new.references.first();
    let heir = heir.map(|name| sides.new.relations.get(&format!("relation:{name}")));
    if let Some(heir) = heir.transpose()?.flatten() {
        found.retain(|change| match change.rule {
            ChangeRule::ServiceLevelWeakened => !promise_changes::promises(&heir, &change.old),
            ChangeRule::ContractRemoved => !heir.contracts.contains(&change.old),
            ChangeRule::AudienceRemoved => {
                pair.old.grants != pair.new.grants || !heir.audiences.contains(&change.old)
            }
            _ => true,
        });
    }
    Ok(())
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
