//! The two sides, and what both can tell.

use std::collections::BTreeMap;

use super::listing::dataset;
use super::side::Side;
use super::unread_changes;
use crate::lines::{DatasetFact, ListingCompleteness, RelationLine};

/// The state before and the one after.
#[derive(Clone, Copy)]
pub(super) struct Sides<'a> {
    pub(super) old: &'a Side,
    pub(super) new: &'a Side,
    /// What tables and views were called in the old state, and what they are called now, where that isn't
    /// the same.
    pub(super) renamed: &'a BTreeMap<String, String>,
    /// Whether the old side alone has a manifest that can't be read.
    pub(super) old_has_unread: bool,
    /// Whether the new side alone has one.
    pub(super) new_has_unread: bool,
}

/// What exports tell of the tables and views of a dataset, or don't.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Told {
    /// All that there are.
    Listing,
    Columns,
    Nullability,
    Grants,
    Policies,
    Options,
    Statements,
}

impl Told {
    /// All, each with what it is called.
    pub(super) const ALL: [(Self, &'static str); 7] = [
        (Self::Listing, "which tables and views there are"),
        (Self::Columns, "columns"),
        (
            Self::Nullability,
            "which columns may be NULL and how tables are partitioned",
        ),
        (Self::Grants, "grants"),
        (Self::Policies, "policy tags"),
        (Self::Options, "labels and options of tables"),
        (Self::Statements, "the SQL of views"),
    ];
}

/// One of the two.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Which {
    Old,
    New,
}

impl Which {
    /// How it is called.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Old => "OLD",
            Self::New => "NEW",
        }
    }
}

impl<'a> Sides<'a> {
    pub(super) fn new(old: &'a Side, new: &'a Side, renamed: &'a BTreeMap<String, String>) -> Self {
        Self {
            old,
            new,
            renamed,
            old_has_unread: !unread_changes::of_one_side(old, new).is_empty(),
            new_has_unread: !unread_changes::of_one_side(new, old).is_empty(),
        }
    }

    /// Whether lines of both sides can have a field, which stands as `Type.field`.
    pub(super) fn both_tell(&self, field: &str) -> bool {
        self.old.tells(field) && self.new.tells(field)
    }

    /// The side whose exports don't tell something of the dataset of a relation, where those of the other
    /// side do; nothing where an older version wrote the lines of either.
    pub(super) fn silent(
        &self,
        old: &RelationLine,
        new: &RelationLine,
        what: Told,
    ) -> Option<Which> {
        let before = tells(self.old, dataset(&old.name), what)?;
        let after = tells(self.new, dataset(&new.name), what)?;
        match (before, after) {
            (true, false) => Some(Which::New),
            (false, true) => Some(Which::Old),
            _ => None,
        }
    }
}

/// Whether a side's exports tell something of a dataset; nothing where it knows no such dataset, or an older
/// version wrote its lines.
pub(super) fn tells(side: &Side, dataset: &str, what: Told) -> Option<bool> {
    let line = side.datasets.as_ref()?.get(dataset)?;
    let fact = match what {
        // How a partial listing came to be is said of what it lacks.
        Told::Listing => return Some(line.listed != ListingCompleteness::No),
        Told::Options => {
            let is_written = side.tells("DatasetLine.options_listed");
            return is_written.then_some(line.options_listed);
        }
        Told::Columns => DatasetFact::Columns,
        Told::Nullability => DatasetFact::Nullability,
        Told::Grants => DatasetFact::Grants,
        Told::Policies => DatasetFact::Policies,
        Told::Statements => DatasetFact::Statements,
    };
    Some(line.tells.contains(&fact))
}
