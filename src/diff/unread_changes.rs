//! Manifests that one side can't read: what they may say is neither gone nor new.

use super::change::{Asset, Change};
use super::change_rule::ChangeRule;
use super::side::Side;
use super::unread::Unread;

/// Files that `side` can't read and the other one can, if it has them; the first finding on each.
pub(super) fn of_one_side<'a>(side: &'a Side, other: &Side) -> Vec<&'a Unread> {
    let mut out: Vec<&Unread> = Vec::new();
    for unread in side.unread.iter().filter(|one| one.may_be_manifest()) {
        let same = |of: &Unread| of.file == unread.file && of.message == unread.message;
        let is_known = out.iter().any(|of| of.file == unread.file);
        if !is_known && !other.unread.iter().any(same) {
            out.push(unread);
        }
    }
    out
}

/// Says of each file that one side can't read that what it says isn't known.
pub(super) fn compare(old: &Side, new: &Side) -> Vec<Change> {
    let of_new = of_one_side(new, old).into_iter().map(|one| ("NEW", one));
    let of_old = of_one_side(old, new).into_iter().map(|one| ("OLD", one));
    let mut out = Vec::new();
    for (side, unread) in of_new.chain(of_old) {
        let key = format!("file:{}", unread.file);
        let mut asset = Asset {
            key: &key,
            name: &unread.file,
            owner_before: None,
            owner_after: None,
            product: None,
            changes: Vec::new(),
        };
        let place = match unread.line {
            Some(line) => format!("{}:{line}", unread.file),
            None => unread.file.clone(),
        };
        let message = format!(
            "{place} can't be read in {side}, and what it describes isn't known: {}",
            unread.message
        );
        let (was, is) = match side {
            "OLD" => ("", unread.file.as_str()),
            _ => (unread.file.as_str(), ""),
        };
        asset.changed(ChangeRule::NotCompared, was, is, message);
        out.append(&mut asset.changes);
    }
    out
}
