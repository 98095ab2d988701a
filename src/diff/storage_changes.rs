//! How a table is stored, as far as queries notice.

use super::change::Asset;
use super::change_rule::ChangeRule;
use super::side_pair::{Sides, Told};
use crate::lines::RelationLine;

pub(super) fn compare(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    asset: &mut Asset<'_>,
) {
    // The list of columns tells by which a table is partitioned.
    let is_told = old.columns_complete && new.columns_complete;
    // One that has no place for NULL has none for partitions.
    let is_told = is_told && sides.silent(old, new, Told::Nullability).is_none();
    if !is_told || !sides.both_tell("RelationLine.partitioned_by") {
        return;
    }
    let (was, is) = (old.partitioned_by.join(", "), new.partitioned_by.join(", "));
    let has_options = sides.silent(old, new, Told::Options).is_none();
    match (old.requires_filter, new.requires_filter) {
        _ if !has_options => {}
        (false, true) => {
            let message = format!("each query has to filter {is} now");
            asset.changed(ChangeRule::PartitionFilterRequired, "", &is, message);
        }
        (true, false) => {
            let message = format!("queries need not filter {was} any more");
            asset.changed(ChangeRule::PartitionFilterDropped, &was, "", message);
        }
        _ => {}
    }
    if was != is {
        let or_nothing = |columns: &str| match columns {
            "" => "nothing".to_owned(),
            columns => columns.to_owned(),
        };
        let (before, after) = (or_nothing(&was), or_nothing(&is));
        let message = format!("it was partitioned by {before} and is by {after}");
        asset.changed(ChangeRule::PartitionColumnChanged, was, is, message);
    }
}
