//! How many row access policies a table has: who reads it may get fewer rows, or more.

use super::change::Asset;
use super::change_rule::ChangeRule;
use super::relation_pairs::Pairs;
use super::side_pair::{Sides, Which};
use crate::lines::RelationLine;

const FIELD: &str = "RelationLine.row_policies";

/// What is new of a table that has policies on a side. A side on which nothing has any may lack their
/// export: what it can't tell is said once, by `silent`.
pub(super) fn compare(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    asset: &mut Asset<'_>,
) {
    let (was, is) = (old.row_policies, new.row_policies);
    if was == is || !sides.both_tell(FIELD) || !have_any(sides) {
        return;
    }
    let (rule, message) = if was < is {
        let more = "who reads it may get fewer rows";
        let message = format!("it has {} now: {more}", policies(is));
        (ChangeRule::RowPolicyAdded, message)
    } else {
        let message = format!(
            "it had {} and has {is}: who reads it may get other rows",
            policies(was)
        );
        (ChangeRule::RowPolicyRemoved, message)
    };
    asset.changed(rule, was.to_string(), is.to_string(), message);
}

/// The side that has no policy at all, where the other one's show in a table.
pub(super) fn silent(sides: &Sides<'_>, pairs: &Pairs<'_>) -> Option<Which> {
    let mut both = pairs.common.iter();
    let differ = both.any(|pair| pair.old.row_policies != pair.new.row_policies);
    if !differ || !sides.both_tell(FIELD) {
        return None;
    }
    match (sides.old.has_row_policies(), sides.new.has_row_policies()) {
        (true, false) => Some(Which::New),
        (false, true) => Some(Which::Old),
        _ => None,
    }
}

/// Whether the export of policies is there on both sides.
pub(super) fn have_any(sides: &Sides<'_>) -> bool {
    sides.old.has_row_policies() && sides.new.has_row_policies()
}

fn policies(n: usize) -> String {
    match n {
        1 => "1 row access policy".to_owned(),
        n => format!("{n} row access policies"),
    }
}
