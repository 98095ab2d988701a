//! `personal-data-open`: a column with personal data may be read by others than those for whom it is
//! meant.
//!
//! Passes: a policy tag on the column, or a row access policy on the table. Fails: a contract calls the
//! column `personal`, and an audience that the settings don't list may read it.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{AssetIx, Catalog, Column, ColumnRef, Derivation, Grant, Relation};
use crate::diagnostic::{Argument, Finding, Pos, Rule, text};
use crate::rules::context::Context;
use crate::rules::first_names::first_names;
use crate::rules::place::place;
use crate::system::{Principals, Topic};

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let catalog = context.catalog;
    let personal = personal_columns(context);
    for (relation, columns) in by_relation(catalog, &personal) {
        let open: Vec<&Column> = columns
            .iter()
            .filter(|c| c.policy_tags.is_none())
            .copied()
            .collect();
        if open.is_empty()
            || has_row_policies(relation)
            || !context.is_on(Rule::PersonalDataOpen, catalog.owner(relation))
        {
            continue;
        }
        let readers = outsiders(context, relation);
        let told = |topic| catalog.tells.of(relation.project, topic);
        // Where no export tells who may read it, others with policy tags show that this one lacks them.
        let is_open = !readers.is_empty() || !told(Topic::Grants) && told(Topic::PolicyTags);
        if !is_open {
            continue;
        }
        let subject = catalog.subject(relation.asset);
        let columns = first_names(open.iter().map(|c| catalog.str(c.path)));
        let name = Argument::Asset(subject.clone());
        let message = match readers.is_empty() {
            true => text!(
                "personal data in `{name}` has no policy tag: {columns}",
                name,
                columns
            ),
            false => text!(
                "personal data in `{name}` may be read by {readers}: {columns}",
                name,
                readers = first_names(readers),
                columns
            ),
        };
        let stated = open.iter().find_map(|c| {
            let column = ColumnRef {
                asset: relation.asset,
                column: c.path,
            };
            personal.get(&column).copied().flatten()
        });
        findings.push(
            Finding::new(Rule::PersonalDataOpen, message)
                .at(stated.or_else(|| place(catalog, relation)))
                .about(subject)
                .help("put a policy tag on the column, leave it out, or list who may read it under `[personal] audiences`; what masks values in other ways no export tells"),
        );
    }
}

fn has_row_policies(relation: &Relation) -> bool {
    let properties = relation.properties.as_ref();
    properties.is_some_and(|p| !p.row_policies.is_empty())
}

/// Columns that contracts classify as personal, with the place where they do, and those that show the
/// same values.
fn personal_columns(context: &Context<'_>) -> FxHashMap<ColumnRef, Option<Pos>> {
    let catalog = context.catalog;
    let mut personal: FxHashMap<ColumnRef, Option<Pos>> = FxHashMap::default();
    let mut found: Vec<ColumnRef> = Vec::new();
    for relation in &catalog.relations {
        for (contract, table) in catalog.contracts_of(relation) {
            let contract = catalog.contracts.get(catalog.detail(*contract));
            let table = contract.and_then(|c| c.tables.get(*table as usize));
            let classified = table.into_iter().flat_map(|t| &t.columns).filter(|column| {
                let class = column.classification.as_deref();
                class.is_some_and(|class| context.settings.personal.is_personal(class))
            });
            for stated in classified {
                let own = catalog.columns_of(relation).iter().find(|c| {
                    let path = catalog.str(c.path);
                    [&stated.physical_path, &stated.path]
                        .iter()
                        .any(|name| name.eq_ignore_ascii_case(path))
                });
                let Some(own) = own else { continue };
                let column = ColumnRef {
                    asset: relation.asset,
                    column: own.path,
                };
                if personal.insert(column, Some(stated.pos.0)).is_none() {
                    found.push(column);
                }
            }
        }
    }
    if found.is_empty() {
        return personal;
    }
    let shown = shown_in(catalog);
    while let Some(column) = found.pop() {
        for other in shown.get(&column).into_iter().flatten() {
            personal.entry(*other).or_insert_with(|| {
                found.push(*other);
                None
            });
        }
    }
    personal
}

/// Of each column, those that show its values as they are. A view of a table with row access policies
/// shows each reader the rows that the table would.
fn shown_in(catalog: &Catalog) -> FxHashMap<ColumnRef, Vec<ColumnRef>> {
    let mut shown: FxHashMap<ColumnRef, Vec<ColumnRef>> = FxHashMap::default();
    let filtered: FxHashSet<AssetIx> = catalog
        .relations
        .iter()
        .filter(|r| has_row_policies(r))
        .map(|r| r.asset)
        .collect();
    for relation in &catalog.relations {
        for lineage in catalog.column_lineage_of(relation) {
            if lineage.how != Derivation::Identity {
                continue;
            }
            for source in catalog.column_refs_of(lineage) {
                if relation.is_view() && filtered.contains(&source.asset) {
                    continue;
                }
                let column = ColumnRef {
                    asset: relation.asset,
                    column: lineage.column,
                };
                shown.entry(*source).or_default().push(column);
            }
        }
    }
    shown
}

/// Relations with columns of personal data, in the order of the catalog.
fn by_relation<'c>(
    catalog: &'c Catalog,
    personal: &FxHashMap<ColumnRef, Option<Pos>>,
) -> Vec<(&'c Relation, Vec<&'c Column>)> {
    let mut assets: Vec<AssetIx> = personal.keys().map(|column| column.asset).collect();
    assets.sort_unstable();
    assets.dedup();
    let assets: BTreeMap<usize, AssetIx> = assets
        .into_iter()
        .map(|ix| (catalog.detail(ix), ix))
        .collect();
    let of = |asset: AssetIx| {
        let relation = catalog.relation(asset)?;
        let columns = catalog.columns_of(relation).iter();
        let is_personal = |c: &&Column| {
            personal.contains_key(&ColumnRef {
                asset,
                column: c.path,
            })
        };
        Some((relation, columns.filter(is_personal).collect()))
    };
    assets.into_values().filter_map(of).collect()
}

/// Audiences and groups that may read a relation and aren't listed for personal data. Who owns the data,
/// services, and persons who were let in one by one don't count.
fn outsiders<'c>(context: &Context<'c>, relation: &'c Relation) -> Vec<&'c str> {
    let catalog = context.catalog;
    let (mut readers, _) = catalog.audiences_of(relation);
    let is_trusted = |grant: &&Grant| {
        Principals::lets_write(catalog.str(grant.privilege))
            || Principals::is_service_grantee(catalog.str(grant.grantee))
    };
    let name = |grant: &Grant| catalog.audience_name(catalog.str(grant.grantee));
    let (trusted, others): (Vec<&Grant>, Vec<&Grant>) =
        catalog.grants_of(relation).iter().partition(is_trusted);
    let allowed = &context.settings.personal.audiences;
    readers.retain(|reader| {
        let listed = allowed.iter().any(|name| {
            let audience = catalog.audiences.iter().find(|a| a.label == *name);
            name == reader
                || catalog.audience_name(name) == *reader
                || audience.is_some_and(|a| a.id == *reader)
        });
        let is_named = |grants: &[&Grant]| grants.iter().any(|grant| name(grant) == *reader);
        !listed && (is_named(&others) || !is_named(&trusted))
    });
    readers
}
