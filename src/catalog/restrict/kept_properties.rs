//! What tables and datasets of a part of a catalog are set to.

use rustc_hash::FxHashSet;

use super::fact_rule::FactRule;
use super::under_way::Restriction;
use crate::catalog::{
    Completeness, DatasetListing, DatasetProperties, Relation, RowPolicy, Sym, TableProperties,
    UniqueKey,
};

/// What a table or view is set to. Names of keys and policies, which say whom they are for, go; what
/// lies on a hidden column goes whole.
pub(super) fn table(part: &mut Restriction<'_>, old: &Relation) -> Option<Box<TableProperties>> {
    let TableProperties {
        partitioning,
        expires,
        kms_key,
        max_staleness,
        collation,
        column_collations,
        row_policies,
        keys,
    } = old.properties.as_deref()?;
    let keeps = part.keeps(FactRule::TableProperties);
    let of = old.asset;
    let shows = |part: &Restriction<'_>, columns: &[Sym]| {
        columns.iter().all(|column| {
            let name = part.from.str(*column);
            part.shows_name(of, name)
        })
    };
    let mut collations = Vec::new();
    for (path, collation) in column_collations {
        if shows(part, &[*path]) {
            collations.push((part.sym(*path), part.sym(*collation)));
        }
    }
    let mut policies = Vec::new();
    let unnamed = part.to.inventory.registry.strings.intern("");
    for RowPolicy {
        name,
        columns,
        fingerprint,
    } in row_policies
    {
        let shown: Vec<Sym> = columns
            .iter()
            .copied()
            .filter(|c| shows(part, &[*c]))
            .collect();
        policies.push(RowPolicy {
            name: if keeps { unnamed } else { part.sym(*name) },
            columns: part.syms(&shown),
            fingerprint: *fingerprint,
        });
    }
    let mut kept = Vec::new();
    for UniqueKey {
        name,
        primary,
        enforced,
        columns,
    } in keys
    {
        if shows(part, columns) {
            kept.push(UniqueKey {
                name: part.sym(*name),
                primary: *primary,
                enforced: *enforced,
                columns: part.syms(columns),
            });
        }
    }
    Some(Box::new(TableProperties {
        partitioning: *partitioning,
        expires: part.opt_sym(*expires),
        kms_key: part.opt_sym(kms_key.filter(|_| !keeps)),
        max_staleness: part.opt_sym(*max_staleness),
        collation: part.opt_sym(*collation),
        column_collations: collations,
        row_policies: policies,
        keys: kept,
    }))
}

/// Datasets that something kept is in, and what those are set to that something open is in. What else is
/// in them isn't told, and so not whether anything lists all of it, nor who reads them.
pub(super) fn datasets(part: &mut Restriction<'_>) {
    let from = part.from;
    let keeps = part.keeps(FactRule::Datasets);
    let (mut kept, mut open) = (FxHashSet::default(), FxHashSet::default());
    for old in &from.relations {
        let dataset = (old.project, old.dataset);
        if part.ix(old.asset).is_some() {
            kept.insert(dataset);
        }
        if part.is_open(old.asset) {
            open.insert(dataset);
        }
    }
    for DatasetListing {
        project,
        dataset,
        listed,
    } in &from.datasets
    {
        if !keeps || kept.contains(&(*project, *dataset)) {
            let listing = DatasetListing {
                project: part.sym(*project),
                dataset: part.sym(*dataset),
                listed: if keeps {
                    Completeness::Unlisted
                } else {
                    *listed
                },
            };
            part.to.inventory.datasets.push(listing);
        }
    }
    for old in &from.dataset_properties {
        if open.contains(&(old.project, old.dataset)) {
            let DatasetProperties {
                project,
                dataset,
                location,
                collation,
                table_expiration,
                partition_expiration,
                kms_key,
                case_insensitive,
                access_listed: _,
                authorized: _,
            } = old;
            let properties = DatasetProperties {
                project: part.sym(*project),
                dataset: part.sym(*dataset),
                location: part.opt_sym(*location),
                collation: part.opt_sym(*collation),
                table_expiration: *table_expiration,
                partition_expiration: *partition_expiration,
                kms_key: part.opt_sym(kms_key.filter(|_| !keeps)),
                case_insensitive: *case_insensitive,
                access_listed: false,
                authorized: Vec::new(),
            };
            part.to.inventory.dataset_properties.push(properties);
        }
    }
}
