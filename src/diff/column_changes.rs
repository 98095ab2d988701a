//! Columns and fields of one table or view.

use std::collections::BTreeSet;

use sql::Dialect;

use super::change::Asset;
use super::change_rule::ChangeRule;
use super::column_order;
use super::column_pairs::{ColumnPairs, lists_any, parent};
use super::column_renames::{ColumnPair, ColumnRenames};
use super::column_types::{self, has_fields};
use super::folding::names;
use super::listing::{Answer, dataset};
use super::side_pair::{Sides, Told};
use crate::lines::{ChangeClass, ColumnLine, DatasetFact, Derivation, Nullability, RelationLine};

pub(super) fn compare(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    asset: &mut Asset<'_>,
) {
    if old.columns == new.columns {
        return;
    }
    let pairs = ColumnPairs::new(old, new);
    let renamed = ColumnRenames::of(&pairs);
    let dialect = new.dialect.as_deref().or(old.dialect.as_deref());
    let dialect = Dialect::from_adapter(dialect.unwrap_or_default());
    let before = Fields::of(old);
    let after = Fields::of(new);
    let both: Vec<ColumnPair<'_>> = pairs.common.iter().copied().chain(renamed.all()).collect();
    let tells_collation = sides.both_tell("ColumnLine.collation")
        && sides.silent(old, new, Told::Nullability).is_none();
    for (was, is) in &both {
        let listed = before.has_below(&was.name) && after.has_below(&is.name);
        let (from, to) = (&was.data_type, &is.data_type);
        column_types::compare(dialect, &is.name, from, to, listed, asset);
        nullability(was, is, asset);
        if tells_collation {
            collation(was, is, asset);
        }
    }
    policy_tags(sides, old, new, &both, asset);
    for (was, is) in &renamed.declared {
        let message = format!("{} is {} now", was.name, is.name);
        asset
            .changed(ChangeRule::ColumnRenamed, &was.name, &is.name, message)
            .column(&was.name);
    }
    let mut nested = nested(&pairs);
    nested.retain(|(was, is)| !renamed.has(was) && !renamed.has(is));
    let mut gone: Vec<&ColumnLine> = pairs.gone.clone();
    gone.retain(|c| !renamed.has(c) && !after.hides(&c.name));
    let mut fresh: Vec<&ColumnLine> = pairs.fresh.clone();
    fresh.retain(|c| !renamed.has(c) && !before.hides(&c.name));
    for (was, is) in &nested {
        let message = format!("{} is {} now", was.name, is.name);
        asset
            .changed(ChangeRule::ColumnNested, &was.name, &is.name, message)
            .column(&was.name);
    }
    gone.retain(|c| !nested.iter().any(|(was, _)| was.name == c.name));
    fresh.retain(|c| {
        !nested
            .iter()
            .any(|(_, is)| is.name == c.name || parent(&is.name) == Some(&c.name))
    });
    removed(sides, old, new, &outermost(&gone), &fresh, asset);
    added(sides, old, &outermost(&fresh), asset);
    column_order::compare(&both, asset);
}

/// Which fields a side lists.
struct Fields<'a> {
    parents: BTreeSet<&'a str>,
    /// Records whose fields it doesn't list.
    closed: BTreeSet<&'a str>,
}

impl<'a> Fields<'a> {
    fn of(relation: &'a RelationLine) -> Self {
        let columns = &relation.columns;
        let parents: BTreeSet<&str> = columns.iter().filter_map(|c| parent(&c.name)).collect();
        let records = columns.iter().filter(|c| has_fields(&c.data_type));
        let records = records.map(|c| c.name.as_str());
        let closed = records.filter(|name| !parents.contains(name)).collect();
        Self { parents, closed }
    }

    fn has_below(&self, path: &str) -> bool {
        self.parents.contains(path)
    }

    /// Whether a field isn't listed because none of its record is.
    fn hides(&self, path: &str) -> bool {
        let mut at = path;
        while let Some(above) = parent(at) {
            if self.closed.contains(above) {
                return true;
            }
            at = above;
        }
        false
    }
}

/// Columns that became fields of a record that wasn't there, or stand above one that isn't any more.
fn nested<'a>(pairs: &ColumnPairs<'a>) -> Vec<ColumnPair<'a>> {
    let is_under = |deep: &ColumnLine, flat: &ColumnLine, all: &[&ColumnLine]| {
        leaf(&deep.name).eq_ignore_ascii_case(leaf(&flat.name))
            && parent(&deep.name)
                .is_some_and(|record| all.iter().any(|column| column.name == record))
    };
    let mut found = Vec::new();
    for was in &pairs.gone {
        let mut same = pairs.fresh.iter().filter(|is| {
            is.data_type == was.data_type
                && (is_under(is, was, &pairs.fresh) || is_under(was, is, &pairs.gone))
        });
        if let (Some(is), None) = (same.next(), same.next()) {
            found.push((*was, *is));
        }
    }
    found
}

/// The last name of a path.
fn leaf(path: &str) -> &str {
    path.rsplit('.').next().unwrap_or(path)
}

/// Without fields of records that are among them.
fn outermost<'a>(columns: &[&'a ColumnLine]) -> Vec<&'a ColumnLine> {
    let names: BTreeSet<&str> = columns.iter().map(|c| c.name.as_str()).collect();
    let is_outer = |column: &&&ColumnLine| {
        let mut at = column.name.as_str();
        while let Some(above) = parent(at) {
            if names.contains(above) {
                return false;
            }
            at = above;
        }
        true
    };
    columns.iter().filter(is_outer).copied().collect()
}

fn removed(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    gone: &[&ColumnLine],
    fresh: &[&ColumnLine],
    asset: &mut Asset<'_>,
) {
    let is_sure = sides.new.tells("RelationLine.columns_complete") && new.columns_complete;
    if !gone.is_empty() && !is_sure && (gone.len() > 1 || !lists_any(new)) {
        return unseen(sides, old, new, gone, asset);
    }
    for column in gone {
        let (name, data_type) = (&column.name, &column.data_type);
        let change = if is_sure {
            let message = format!("{name} ({data_type}) is gone");
            asset.changed(ChangeRule::ColumnRemoved, data_type, "", message)
        } else {
            let message = format!("{name} isn't in NEW, which doesn't list all columns");
            asset.changed(ChangeRule::ColumnUnseen, data_type, "", message)
        };
        change.column(name);
        if let Some(is) = successor(column, gone, fresh) {
            change.note(format!(
                "probably {} now: it is the same of the same column",
                is.name
            ));
        }
    }
}

/// Says of all columns at once that they may be there: of the dataset, where NEW lists none of several tables
/// and views of it.
fn unseen(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    gone: &[&ColumnLine],
    asset: &mut Asset<'_>,
) {
    if lists_any(new) {
        let names = names(gone.iter().map(|column| column.name.as_str()));
        let message = format!("{names} aren't in NEW, which doesn't list all columns");
        asset.changed(ChangeRule::ColumnUnseen, names, "", message);
    } else if sides.silent(old, new, Told::Columns).is_none() {
        let message = "NEW lists none of its columns".to_owned();
        asset
            .changed(ChangeRule::ColumnUnseen, "columns", "", message)
            .shared(format!("dataset:{}", dataset(&new.name)), 2);
    }
}

/// The new column that is made of the same as one that is gone, where there is one such on either side.
fn successor<'a>(
    was: &ColumnLine,
    gone: &[&ColumnLine],
    fresh: &[&'a ColumnLine],
) -> Option<&'a ColumnLine> {
    let is_like = |a: &ColumnLine, b: &ColumnLine| {
        a.derivation == Some(Derivation::Identity)
            && b.derivation == a.derivation
            && a.sources == b.sources
            && !a.sources.is_empty()
            && a.data_type == b.data_type
    };
    let mut like = fresh.iter().filter(|is| is_like(was, is));
    let (first, second) = (like.next()?, like.next());
    let rivals = gone.iter().filter(|other| is_like(other, was)).count();
    (second.is_none() && rivals == 1).then_some(*first)
}

fn added(sides: &Sides<'_>, old: &RelationLine, fresh: &[&ColumnLine], asset: &mut Asset<'_>) {
    // Columns that are seen for the first time needn't be new.
    let told = sides.old.tells("RelationLine.columns_complete");
    if if told {
        !old.columns_complete
    } else {
        old.columns.is_empty()
    } {
        return;
    }
    for column in fresh {
        let (name, data_type) = (&column.name, &column.data_type);
        let message = format!("{name} ({data_type}) is new");
        asset
            .changed(ChangeRule::ColumnAdded, "", data_type, message)
            .column(name);
    }
}

fn nullability(old: &ColumnLine, new: &ColumnLine, asset: &mut Asset<'_>) {
    let name = &new.name;
    let (rule, message) = match (old.nullability, new.nullability) {
        (Some(Nullability::Required), Some(Nullability::Nullable)) => (
            ChangeRule::ColumnNullable,
            format!("{name} may be NULL now"),
        ),
        (Some(Nullability::Nullable), Some(Nullability::Required)) => (
            ChangeRule::ColumnRequired,
            format!("{name} is never NULL now"),
        ),
        _ => return,
    };
    let word = |column: &ColumnLine| column.nullability.map_or("", Nullability::as_str);
    asset
        .changed(rule, word(old), word(new), message)
        .column(name);
}

fn collation(old: &ColumnLine, new: &ColumnLine, asset: &mut Asset<'_>) {
    let (was, is) = (&old.collation, &new.collation);
    if was == is {
        return;
    }
    let or_binary = |collation: &Option<String>| match collation.as_deref() {
        None | Some("") => "binary".to_owned(),
        Some(collation) => collation.to_owned(),
    };
    let name = &new.name;
    let (before, after) = (or_binary(was), or_binary(is));
    let message = format!("texts of {name} were compared as {before}, and are as {after}");
    asset
        .changed(ChangeRule::CollationChanged, before, after, message)
        .column(name);
}

fn policy_tags(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    pairs: &[ColumnPair<'_>],
    asset: &mut Asset<'_>,
) {
    let before = sides.old.says(old, DatasetFact::Policies);
    let after = sides.new.says(new, DatasetFact::Policies);
    let is_silent = sides.silent(old, new, Told::Policies).is_some();
    if is_silent || before == Answer::No || after == Answer::No {
        return;
    }
    for (was, is) in pairs {
        let name = &is.name;
        for tag in is
            .policy_tags
            .iter()
            .filter(|tag| !was.policy_tags.contains(tag))
        {
            let message = format!("who reads {name} needs access by {tag} now");
            let change = asset.changed(ChangeRule::PolicyTagAdded, "", tag, message);
            change.column(name);
            if before == Answer::Perhaps {
                change.note("OLD may have had it and not told");
            }
        }
        for tag in was
            .policy_tags
            .iter()
            .filter(|tag| !is.policy_tags.contains(tag))
        {
            let message = format!("{tag} doesn't protect {name} any more");
            let change = asset.changed(ChangeRule::PolicyTagRemoved, tag, "", message);
            change.column(name);
            if after == Answer::Perhaps {
                change
                    .class(ChangeClass::Unknown)
                    .note("NEW may have it and not tell");
            }
        }
    }
}
