//! Whether a state shows what an entry accepted.

use super::change_rule::ChangeRule;
use super::relation_kinds::is_there;
use super::side::{Side, UnreadableLine};
use crate::lines::{ColumnLine, LifecycleStatus, Nullability, RelationLine};

/// What was accepted: as it stands in an entry.
pub(super) struct Accepted<'e> {
    pub(super) rule: ChangeRule,
    pub(super) asset: &'e str,
    pub(super) column: &'e str,
    pub(super) old: &'e str,
    pub(super) new: &'e str,
}

/// Whether `side` is already as the change made it.
pub(super) fn is_spent(side: &Side, accepted: &Accepted<'_>) -> Result<bool, UnreadableLine> {
    if let Some(dataset) = accepted.asset.strip_prefix("dataset:") {
        return nobody_has(side, &format!("relation:{dataset}."), accepted);
    }
    // What a contract or an audience holds for shows in tables and views.
    if accepted.asset.starts_with("contract:") || accepted.asset.starts_with("audience:") {
        return nobody_has(side, "relation:", accepted);
    }
    let relation = side.relations.get(accepted.asset)?;
    let Some(relation) = relation.filter(|line| is_there(line)) else {
        // What is gone is gone, with all that was of it.
        let of = |kind: &str| accepted.asset.starts_with(kind);
        let domains = side.domains.as_ref();
        let is_known = side.products.has(accepted.asset)
            || side.dmes.has(accepted.asset)
            || domains.map_or(of("domain:"), |domains| domains.has(accepted.asset));
        let is_gone = accepted.new.is_empty() && (of("product:") || of("dme:") || of("domain:"));
        return Ok(!is_known && (of("relation:") || is_gone));
    };
    if !accepted.column.is_empty() {
        let columns = relation.columns.iter();
        let mut listed = columns.filter(|c| c.missing.is_none());
        let column = listed.find(|c| c.name == accepted.column);
        return Ok(column_is(accepted, column));
    }
    Ok(relation_is(accepted, &relation))
}

fn column_is(accepted: &Accepted<'_>, column: Option<&ColumnLine>) -> bool {
    let new = accepted.new;
    let Some(column) = column else {
        // It is gone, or has the name that the entry gives.
        return accepted.rule != ChangeRule::ColumnAdded;
    };
    match accepted.rule {
        ChangeRule::ColumnNullable | ChangeRule::ColumnRequired => {
            column.nullability.map(Nullability::as_str) == Some(new)
        }
        ChangeRule::PolicyTagAdded => column.policy_tags.iter().any(|tag| tag == new),
        ChangeRule::PolicyTagRemoved => !column.policy_tags.iter().any(|tag| tag == accepted.old),
        _ => !new.is_empty() && column.data_type == new,
    }
}

fn relation_is(accepted: &Accepted<'_>, line: &RelationLine) -> bool {
    let (old, new) = (accepted.old, accepted.new);
    let lacks = |names: &[String]| !names.iter().any(|name| name == old);
    match accepted.rule {
        ChangeRule::LeftEntryPoint => !line.unified,
        ChangeRule::KindChanged => line.kind.as_str().ends_with(new),
        ChangeRule::AudienceRemoved => lacks(&line.audiences),
        ChangeRule::GrantRemoved => !line.grants.iter().any(|grant| grant.grantee == old),
        ChangeRule::ContractRemoved => lacks(&line.contracts),
        ChangeRule::PartitionFilterRequired => line.requires_filter,
        ChangeRule::RowPolicyAdded | ChangeRule::RowPolicyRemoved => {
            line.row_policies.to_string() == new
        }
        ChangeRule::MustBeRecreated => line.star_columns.join(", ") == new,
        ChangeRule::RetiredEarly => line.status == LifecycleStatus::Retired,
        ChangeRule::EndOfLifeEarlier => {
            let end = line.lifecycle.as_ref().and_then(|l| l.end_of_life.as_ref());
            end.is_some_and(|end| end == new)
        }
        ChangeRule::OwnerChanged => {
            let owner = line.owner.as_ref();
            let owner = owner.map_or("", |owner| match &owner.dme {
                Some(dme) => dme,
                None => owner.decided_by.as_str(),
            });
            owner == new
        }
        ChangeRule::ColumnReordered => {
            let names = line.columns.iter().map(|column| column.name.as_str());
            let order = names.filter(|name| new.split(", ").any(|other| other == *name));
            order.collect::<Vec<_>>().join(", ") == new
        }
        _ => false,
    }
}

/// Whether nothing whose key begins like this still has what the entry says is gone.
fn nobody_has(side: &Side, start: &str, accepted: &Accepted<'_>) -> Result<bool, UnreadableLine> {
    for line in side.relations.all_like(start) {
        if !relation_is(accepted, &*line?) {
            return Ok(false);
        }
    }
    Ok(true)
}
