//! Tables and views of a part of a catalog.

use std::ops::Range;

use rustc_hash::FxHashSet;

use super::kept_properties;
use super::under_way::Restriction;
use crate::catalog::{
    AssetIx, Column, ColumnLineage, ColumnRef, Completeness, DatasetListing, DbtNode, Derivation,
    FirstContact, Grant, Label, OwnerCandidate, OwnershipDecision, Predicate, PreviousName, Query,
    Reference, Relation, Sym, small,
};

/// Tables and views, with all that they have a range of.
pub(super) fn relations(part: &mut Restriction<'_>) {
    datasets(part);
    for old in &part.from.relations {
        let Some(asset) = part.ix(old.asset) else {
            continue;
        };
        let relation = relation(part, asset, old);
        let places = part.from.places_of(old);
        part.to.inventory.registry.places.push(places);
        part.place(asset, part.to.inventory.registry.relations.len());
        part.to.inventory.registry.relations.push(relation);
    }
    for old in &part.from.relations {
        let first_contact = part.from.first_contact.get(&old.asset);
        let whole = part.keeps_all(part.from.targets_of(old));
        if let (Some(asset), Some(first_contact), true) = (part.ix(old.asset), first_contact, whole)
            && let Some(dme) = part.ix(first_contact.dme)
            && part.keeps_all(part.from.dmes_of(old))
        {
            part.to.first_contact.insert(
                asset,
                FirstContact {
                    dme,
                    ..*first_contact
                },
            );
        }
    }
}

/// Datasets that something kept is in. Of one that the rest has a share in nothing is said to be all.
fn datasets(part: &mut Restriction<'_>) {
    let kept = part.from.relations.iter();
    let kept = kept.filter(|old| part.ix(old.asset).is_some());
    let kept: FxHashSet<(Sym, Sym)> = kept.map(|old| (old.project, old.dataset)).collect();
    for old in &part.from.datasets {
        if kept.contains(&(old.project, old.dataset)) {
            let listed = match part.left.contains(&old.dataset) {
                true => Completeness::Unlisted,
                false => old.listed,
            };
            let (project, dataset) = (part.sym(old.project), part.sym(old.dataset));
            part.to.inventory.datasets.push(DatasetListing {
                project,
                dataset,
                listed,
            });
        }
    }
}

fn relation(part: &mut Restriction<'_>, asset: AssetIx, old: &Relation) -> Relation {
    let c = part.from;
    let named = c.references_of(old);
    let reads_left = named.iter().any(|r| part.ix(r.asset).is_none());
    let whole = !reads_left && part.keeps_all(c.targets_of(old));
    let targets = part.all(c.targets_of(old));
    let references = references(part, named);
    let lineage = column_lineage(part, c.column_lineage_of(old), whole);
    let contracts = c.contracts_of(old).iter();
    let contracts: Vec<(AssetIx, u32)> = contracts
        .filter_map(|(contract, table)| Some((part.ix(*contract)?, *table)))
        .collect();
    let filters = filters(part, c.filters.of(old.asset), whole);
    part.to.filters.set(asset, filters);
    part.to.references.set(asset, references);
    stars(part, asset, old, whole);
    part.to.targets.set(asset, targets);
    part.to.column_lineage.set(asset, lineage);
    part.to.contracts_of.set(asset, contracts);
    own(part, asset, old);
    if let Some(problem) = c.sql_problem(old).filter(|_| whole) {
        part.to.sql_problems.insert(asset, problem.clone());
    }
    let product = old.product.and_then(|p| part.ix(p));
    Relation {
        asset,
        project: part.sym(old.project),
        dataset: part.sym(old.dataset),
        table: part.sym(old.table),
        columns: columns(part, old, whole),
        labels: labels(part, old),
        grants: grants(part, old),
        product,
        port: old.port.filter(|_| product.is_some()),
        terms: part.all(&old.terms),
        query: old.query.as_ref().filter(|_| whole).map(|q| query(part, q)),
        created: part.opt_sym(old.created),
        modified: part.opt_sym(old.modified),
        dbt: old.dbt.as_ref().map(|node| Box::new(dbt(part, node))),
        tags: old.tags.iter().map(|tag| part.sym(*tag)).collect(),
        replaced_by: part.name_of_kept(old.replaced_by.as_ref()),
        previous: old
            .previous
            .iter()
            .filter(|p| p.environment.is_none_or(|d| part.ix(d).is_some()))
            .map(|p| PreviousName {
                environment: p.environment.and_then(|d| part.ix(d)),
                ..p.clone()
            })
            .collect(),
        kind: old.kind,
        unified: old.unified,
        columns_complete: old.columns_complete,
        dialect: old.dialect,
        system: old.system,
        partition_filter: old.partition_filter,
        properties: kept_properties::table(part, old),
        rows: old.rows,
        bytes: old.bytes,
    }
}

/// Who owns a relation, as far as the part tells.
fn own(part: &mut Restriction<'_>, asset: AssetIx, old: &Relation) {
    let dmes = part.all(part.from.dmes_of(old));
    let decision = match part.from.decision(old) {
        OwnershipDecision::Owned(by) => {
            candidate(part, &by).map_or_else(OwnershipDecision::default, OwnershipDecision::Owned)
        }
        decision if dmes.len() > 1 => decision,
        _ => OwnershipDecision::Unowned,
    };
    let candidates = part.from.owner_candidates_of(old).iter();
    let candidates = candidates.filter_map(|of| candidate(part, of)).collect();
    part.to.ownership.set(asset, candidates, decision, dmes);
}

/// Columns; policy tags of a view that reads the rest may be the rest's.
fn columns(part: &mut Restriction<'_>, old: &Relation, whole: bool) -> Range<u32> {
    let mut columns = Vec::new();
    for column in slice(&part.from.columns, &old.columns) {
        columns.push(Column {
            path: part.sym(column.path),
            data_type: part.sym(column.data_type),
            description: part.opt_sym(column.description),
            policy_tags: part.opt_sym(column.policy_tags.filter(|_| whole)),
            ..*column
        });
    }
    extend(&mut part.to.inventory.registry.columns, columns)
}

fn labels(part: &mut Restriction<'_>, old: &Relation) -> Range<u32> {
    let mut labels = Vec::new();
    for label in slice(&part.from.labels, &old.labels) {
        labels.push(Label {
            key: part.sym(label.key),
            value: part.sym(label.value),
            shown: label.shown,
        });
    }
    extend(&mut part.to.inventory.registry.labels, labels)
}

fn grants(part: &mut Restriction<'_>, old: &Relation) -> Range<u32> {
    let mut grants = Vec::new();
    for grant in slice(&part.from.grants, &old.grants) {
        grants.push(Grant {
            grantee: part.sym(grant.grantee),
            privilege: part.sym(grant.privilege),
            ..*grant
        });
    }
    extend(&mut part.to.inventory.registry.grants, grants)
}

fn references(part: &mut Restriction<'_>, old: &[Reference]) -> Vec<Reference> {
    let mut references = Vec::new();
    for reference in old {
        if let Some(asset) = part.ix(reference.asset) {
            let name = part.sym(reference.name);
            references.push(Reference { name, asset });
        }
    }
    references
}

/// By which columns it filters what it reads: its SQL says so, which is kept `whole` or not at all.
fn filters(
    part: &mut Restriction<'_>,
    old: &[(AssetIx, Predicate)],
    whole: bool,
) -> Vec<(AssetIx, Predicate)> {
    let mut filters = Vec::new();
    for (from, filter) in old.iter().filter(|_| whole) {
        if let Some(from) = part.ix(*from) {
            let column = part.sym(filter.column);
            filters.push((from, Predicate { column, ..*filter }));
        }
    }
    filters
}

/// What its SQL takes by `*`, which is kept `whole` or not at all.
fn stars(part: &mut Restriction<'_>, asset: AssetIx, old: &Relation, whole: bool) {
    if !whole {
        return;
    }
    let stars = part.from.stars.of(old.asset).iter();
    let stars = stars.filter_map(|(of, place)| Some((part.ix(*of)?, *place)));
    let mut stars: Vec<_> = stars.collect();
    stars.sort_unstable();
    part.to.stars.set(asset, stars);
    if part.from.open_views.contains(&old.asset) {
        part.to.open_views.insert(asset);
    }
    if let Some(columns) = part.from.star_columns.get(&old.asset) {
        let columns = columns.iter().map(|column| part.sym(*column)).collect();
        part.to.star_columns.insert(asset, columns);
    }
}

fn candidate(part: &Restriction<'_>, old: &OwnerCandidate) -> Option<OwnerCandidate> {
    let by = match old.by {
        Some(by) => Some(part.ix(by)?),
        None => None,
    };
    let dme = part.ix(old.dme)?;
    Some(OwnerCandidate { dme, by, ..*old })
}

/// Where columns come from; what comes from the rest isn't known.
fn column_lineage(
    part: &mut Restriction<'_>,
    old: &[ColumnLineage],
    whole: bool,
) -> Vec<ColumnLineage> {
    let mut all = Vec::new();
    for lineage in old {
        let refs = part.from.column_refs_of(lineage);
        let known = refs.iter().all(|r| part.ix(r.asset).is_some());
        let mut sources = Vec::new();
        for source in refs.iter().filter(|_| known) {
            if let Some(asset) = part.ix(source.asset) {
                let column = part.sym(source.column);
                sources.push(ColumnRef { asset, column });
            }
        }
        all.push(ColumnLineage {
            column: part.sym(lineage.column),
            how: if known {
                lineage.how
            } else {
                Derivation::Unknown
            },
            sources: extend(&mut part.to.column_refs, sources),
            // The reason may quote what isn't kept.
            why: part.opt_sym(lineage.why.filter(|_| whole)),
            by: lineage.by,
        });
    }
    all
}

fn query(part: &mut Restriction<'_>, old: &Query) -> Query {
    Query {
        text: part.sym(old.text),
        ddl: part.opt_sym(old.ddl),
        dataset: part.opt_sym(old.dataset),
        ..*old
    }
}

fn dbt(part: &mut Restriction<'_>, old: &DbtNode) -> DbtNode {
    DbtNode {
        unique_id: part.sym(old.unique_id),
        access: part.opt_sym(old.access),
        group: part.opt_sym(old.group),
        group_owner: part.opt_sym(old.group_owner),
        version: part.opt_sym(old.version),
        deprecation_date: part.opt_sym(old.deprecation_date),
        ..*old
    }
}

/// Adds values to those of all relations; the range that they have there.
fn extend<T>(all: &mut Vec<T>, more: Vec<T>) -> Range<u32> {
    let start = small(all.len());
    all.extend(more);
    start..small(all.len())
}

/// What a range of a relation holds.
fn slice<'c, T>(all: &'c [T], range: &Range<u32>) -> &'c [T] {
    let range = range.start as usize..range.end as usize;
    all.get(range).unwrap_or_default()
}
