//! What only seems to have changed, because one side can't see it: what follows from a view's SQL that it
//! hasn't, from a listing that it lacks, from manifests that can't be read.

use std::collections::BTreeSet;

use super::change::{Asset, Change};
use super::change_rule::ChangeRule;
use super::listing::dataset;
use super::relation_kinds::{bare, inferred, is_view};
use super::side_pair::{Sides, Told, Which, tells};
use crate::lines::{ChangeClass, OwnershipBasis, RelationLine};

/// What a side can't see of a relation that the other one sees.
#[derive(Clone, Copy, Default)]
struct Blind {
    /// Where it points.
    sql: bool,
    /// What it is.
    kind: bool,
    /// What manifests say.
    manifests: bool,
    /// What its labels say.
    labels: bool,
}

impl Blind {
    /// Whether it can't see what is promised, for one reason or another.
    const fn to_promises(self) -> bool {
        self.to_targets() || self.manifests
    }

    /// Whether it takes another way to what it says, so that it may see more as well as less.
    const fn to_targets(self) -> bool {
        self.sql || self.kind
    }

    const fn to_owner(self) -> bool {
        self.to_promises() || self.labels
    }
}

/// Whether the SQL of a view is known on the other side alone.
pub(super) fn lacks_sql(line: &RelationLine, other: &RelationLine) -> bool {
    is_view(line.kind)
        && is_view(other.kind)
        && line.references_by.is_none()
        && other.references_by.is_some()
}

fn blind(sides: &Sides<'_>, which: Which, old: &RelationLine, new: &RelationLine) -> Blind {
    let (line, other, manifests) = match which {
        Which::Old => (old, new, sides.old_has_unread),
        Which::New => (new, old, sides.new_has_unread),
    };
    let is_silent = |told| sides.silent(old, new, told) == Some(which);
    Blind {
        sql: lacks_sql(line, other),
        kind: bare(old.kind) != bare(new.kind) && is_silent(Told::Listing),
        manifests,
        labels: is_silent(Told::Options),
    }
}

/// Leaves out of the changes of a relation what only seems to be one; what may be one is unknown.
pub(super) fn settle(
    sides: &Sides<'_>,
    old: &RelationLine,
    new: &RelationLine,
    asset: &mut Asset<'_>,
) {
    let before = blind(sides, Which::Old, old, new);
    let after = blind(sides, Which::New, old, new);
    let are_granted = old.grants != new.grants;
    let other_way = before.to_targets() || after.to_targets();
    let basis = |line: &RelationLine| line.owner.as_ref().map(|owner| owner.decided_by);
    let by_targets = basis(old) != basis(new) || basis(new) == Some(OwnershipBasis::Upstream);
    asset.changes.retain_mut(|change| match change.rule {
        ChangeRule::KindChanged | ChangeRule::LeftEntryPoint | ChangeRule::JoinedEntryPoint => {
            !before.kind && !after.kind
        }
        ChangeRule::VerdictBetter | ChangeRule::VerdictWorse => {
            !before.to_promises() && !after.to_promises() && sees_the_same(sides, old, new)
        }
        ChangeRule::OwnerChanged => {
            !(other_way && by_targets) && owner(sides, change, before.to_owner(), after.to_owner())
        }
        ChangeRule::TeamChanged => is_seen(change, before.manifests, after.manifests),
        ChangeRule::AudienceAdded | ChangeRule::AudienceRemoved => {
            are_granted || is_seen(change, before.manifests, after.manifests)
        }
        // A view's are those of the columns that its SQL takes.
        ChangeRule::PolicyTagAdded | ChangeRule::PolicyTagRemoved => {
            let hides = |which| hides_tags(sides, which, old, new);
            let before = before.sql || inferred(old) || hides(Which::Old);
            is_seen(
                change,
                before,
                after.sql || inferred(new) || hides(Which::New),
            )
        }
        rule if is_promise(rule) => {
            let before = other_way || before.manifests;
            is_seen(change, before, other_way || after.manifests)
        }
        rule => life(rule, change, before.manifests, after.manifests),
    });
}

/// Whether both sides list the datasets that a relation names: what one doesn't list may be there, and what
/// the other one lacks is missing.
fn sees_the_same(sides: &Sides<'_>, old: &RelationLine, new: &RelationLine) -> bool {
    let names = old.references.iter().chain(&new.references);
    let mut names = names.chain(&old.targets).chain(&new.targets);
    names.all(|name| {
        let of = dataset(name);
        let is_listed = |side| tells(side, of, Told::Listing).unwrap_or_default();
        is_listed(sides.old) == is_listed(sides.new)
    })
}

/// Whether one side doesn't tell the policy tags of what a view takes its columns from, where the other does.
fn hides_tags(sides: &Sides<'_>, which: Which, old: &RelationLine, new: &RelationLine) -> bool {
    let (side, other) = match which {
        Which::Old => (sides.old, sides.new),
        Which::New => (sides.new, sides.old),
    };
    let sources = |line: &RelationLine| {
        let sources = line.columns.iter().flat_map(|column| &column.sources);
        let names = sources.filter_map(|source| Some(source.rsplit_once(':')?.0.to_owned()));
        names.collect::<BTreeSet<String>>()
    };
    let told = |side, name: &str| tells(side, dataset(name), Told::Policies);
    let mut names = sources(old).into_iter().chain(sources(new));
    names.any(|name| told(side, &name) == Some(false) && told(other, &name) == Some(true))
}

/// The same of a product, DME or domain.
pub(super) fn settle_asset(sides: &Sides<'_>, asset: &mut Asset<'_>) {
    let (before, after) = (sides.old_has_unread, sides.new_has_unread);
    asset.changes.retain_mut(|change| match change.rule {
        ChangeRule::OwnerChanged => owner(sides, change, before, after),
        ChangeRule::TeamChanged => is_seen(change, before, after),
        _ => true,
    });
}

const fn is_promise(rule: ChangeRule) -> bool {
    matches!(
        rule,
        ChangeRule::ServiceLevelRaised
            | ChangeRule::ServiceLevelWeakened
            | ChangeRule::ServiceLevelChanged
            | ChangeRule::ContractAdded
            | ChangeRule::ContractRemoved
            | ChangeRule::ContractVersion
    )
}

/// Whether a change is one: what a blind side lacks isn't gone, or new; what both have may be of
/// something else that the blind side still sees.
fn is_seen(change: &mut Change, before: bool, after: bool) -> bool {
    if change.new.is_empty() {
        return !after;
    }
    if change.old.is_empty() {
        return !before;
    }
    if before || after {
        change
            .class(ChangeClass::Unknown)
            .note("one side doesn't tell all that it is made of");
    }
    true
}

/// Owners that are nobody, several, or gone with what describes them are what a blind side takes for one.
fn owner(sides: &Sides<'_>, change: &mut Change, before: bool, after: bool) -> bool {
    let is_other = |owner: &str| matches!(owner, "" | "several" | "tie");
    if after && (is_other(&change.new) || !sides.new.has_dme(&change.old)) {
        return false;
    }
    if before && (is_other(&change.old) || !sides.old.has_dme(&change.new)) {
        return false;
    }
    is_seen(change, before, after)
}

/// What a product says of its life isn't taken back, or new, where its manifest can't be read.
fn life(rule: ChangeRule, change: &mut Change, before: bool, after: bool) -> bool {
    match rule {
        ChangeRule::Undeprecated => !after,
        ChangeRule::Deprecated
        | ChangeRule::EndOfLifeSet
        | ChangeRule::Retired
        | ChangeRule::RetiredEarly => !before,
        ChangeRule::EndOfLifeEarlier | ChangeRule::EndOfLifeLater => is_seen(change, before, after),
        _ => true,
    }
}
