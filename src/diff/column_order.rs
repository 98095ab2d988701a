//! The order of the columns that are on both sides.

use std::collections::BTreeMap;

use super::change::Asset;
use super::change_rule::ChangeRule;
use super::column_pairs::parent;
use crate::lines::{ChangeClass, ColumnLine};

/// Says which columns stand elsewhere among those that stayed, for the columns and for the fields of
/// each record. What came or went before a column moves nothing.
pub(super) fn compare(common: &[(&ColumnLine, &ColumnLine)], asset: &mut Asset<'_>) {
    let mut by_parent: BTreeMap<&str, Vec<(&ColumnLine, &ColumnLine)>> = BTreeMap::new();
    for (old, new) in common {
        // Of lines without positions the order isn't known.
        if old.position > 0 && new.position > 0 {
            let record = parent(&new.name).unwrap_or_default();
            by_parent.entry(record).or_default().push((old, new));
        }
    }
    for (record, mut pairs) in by_parent {
        pairs.sort_by_key(|(old, _)| old.position);
        let positions: Vec<u32> = pairs.iter().map(|(_, new)| new.position).collect();
        if positions.is_sorted() {
            continue;
        }
        let stays = longest_rise(&positions);
        let moved = |pairs: &[(&ColumnLine, &ColumnLine)]| -> Vec<String> {
            let all = pairs
                .iter()
                .filter(|(_, new)| !stays.contains(&new.position));
            all.map(|(_, new)| new.name.clone()).collect()
        };
        let names = moved(&pairs).join(", ");
        let order = |pairs: &[(&ColumnLine, &ColumnLine)]| {
            let names = pairs.iter().map(|(_, new)| new.name.as_str());
            names.collect::<Vec<_>>().join(", ")
        };
        let was = order(&pairs);
        pairs.sort_by_key(|(_, new)| new.position);
        let is = order(&pairs);
        let message = format!("other order of columns: {names} moved");
        let change = asset.changed(ChangeRule::ColumnReordered, was, is, message);
        if !record.is_empty() {
            change
                .column(record)
                .class(ChangeClass::Risky)
                .note("set operations and INSERT take fields by their place");
        }
    }
}

/// The longest run of numbers, gaps allowed, that rises: what isn't in it was moved.
fn longest_rise(numbers: &[u32]) -> Vec<u32> {
    // The last number of the best run of each length, and what each number comes after.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(numbers.len());
    for (i, number) in numbers.iter().enumerate() {
        let at = ends.partition_point(|end| numbers[*end] < *number);
        before.push(at.checked_sub(1).map(|shorter| ends[shorter]));
        if at == ends.len() {
            ends.push(i);
        } else {
            ends[at] = i;
        }
    }
    let mut run = Vec::new();
    let mut next = ends.last().copied();
    while let Some(i) = next {
        run.push(numbers[i]);
        next = before[i];
    }
    run.reverse();
    run
}

#[cfg(test)]
mod tests {
    use super::longest_rise;

    #[test]
    fn few_moved() {
        assert_eq!(longest_rise(&[1, 2, 3]), [1, 2, 3]);
        assert_eq!(longest_rise(&[3, 1, 2]), [1, 2]);
        assert_eq!(longest_rise(&[2, 3, 4, 1]), [2, 3, 4]);
        assert_eq!(longest_rise(&[]), [0_u32; 0]);
    }
}
