//! What the facets hold that only tables and views have, fed into a fingerprint.

use super::event_content::column_lineage;
use super::feed::Feed;
use super::keyed_content::{self, PartOfRelation};
use super::{Facet, Facts};
use crate::catalog::{AccessTo, AudienceIx, Relation};

/// Feeds a facet that only tables and views have.
pub(super) fn of_relation(of: Facts<'_>, facet: Facet, relation: &Relation, to: &mut Feed<'_>) {
    let c = of.catalog;
    match facet {
        Facet::Figures => keyed_content::relation(relation, PartOfRelation::Figures, to),
        Facet::Sql => sql(of, relation, to),
        Facet::Columns => {
            to.add(c.columns_of(relation));
            to.add(&c.star_columns.get(&relation.asset));
        }
        Facet::Targets => to.add(c.targets_of(relation)),
        Facet::Paths => {
            for target in c.targets_of(relation) {
                to.add(target);
                to.add(&c.path_to(relation.asset, *target));
            }
        }
        Facet::ColumnSources => column_sources(of, relation, to),
        Facet::ColumnImpact => column_impact(of, relation, to),
        Facet::Stubs => stubs(of, relation, to),
        Facet::Access => access(of, relation, to),
        Facet::Owner => to.add(&c.owner(relation)),
        Facet::Ownership => {
            to.add(&c.decision(relation));
            to.add(c.owner_candidates_of(relation));
            to.add(c.dmes_of(relation));
            to.add(&c.first_contact.get(&relation.asset));
        }
        Facet::ContractsOf => to.add(c.contracts_of(relation)),
        _ => {}
    }
}

fn sql(of: Facts<'_>, relation: &Relation, to: &mut Feed<'_>) {
    let c = of.catalog;
    keyed_content::relation(relation, PartOfRelation::Query, to);
    to.add(c.references_of(relation));
    to.add(&c.sql_problem(relation));
    to.add(c.stars.of(relation.asset));
    to.add(&c.open_views.contains(&relation.asset));
    to.add(c.filters.of(relation.asset));
}

fn column_sources(of: Facts<'_>, relation: &Relation, to: &mut Feed<'_>) {
    let c = of.catalog;
    for known in c.column_lineage_of(relation) {
        column_lineage(known, to);
        to.add(c.column_refs_of(known));
    }
}

fn column_impact(of: Facts<'_>, relation: &Relation, to: &mut Feed<'_>) {
    let c = of.catalog;
    let listed = c.columns_of(relation).iter().map(|column| column.path);
    let traced = c.column_lineage_of(relation).iter();
    for name in listed.chain(traced.map(|known| known.column)) {
        let ix = relation.asset;
        to.add(&name);
        to.add(&of.insight.column_impact(ix, name));
        to.add(&of.insight.column_jobs(ix, name));
    }
}

fn stubs(of: Facts<'_>, relation: &Relation, to: &mut Feed<'_>) {
    let c = of.catalog;
    to.add(&c.stubs.reads.get(&relation.asset));
    if c.stubs.columns.is_empty() {
        return;
    }
    let listed = c.columns_of(relation).iter().map(|column| column.path);
    let traced = c.column_lineage_of(relation).iter();
    for column in listed.chain(traced.map(|known| known.column)) {
        to.add(&column);
        to.add(&c.stubs.columns.get(&(relation.asset, column)));
    }
}

fn access(of: Facts<'_>, relation: &Relation, to: &mut Feed<'_>) {
    let c = of.catalog;
    to.add(c.grants_of(relation));
    let (names, persons) = c.audiences_of(relation);
    to.add(&names);
    to.add(&persons);
    for grant in c.grants_of(relation) {
        to.add(c.audience_name(c.str(grant.grantee)));
    }
    if let Some(port) = c.port_of(relation) {
        for (name, grantee, _) in &port.audiences {
            for named in std::iter::once(name).chain(grantee) {
                let audience = c.audience(named);
                to.add(&audience.map(|of| of.0));
            }
        }
    }
    // What each audience lacks follows from these.
    let AccessTo {
        both,
        declared,
        granted,
    } = c.access_to(relation);
    let ids = |all: Vec<AudienceIx>| {
        let all = all.into_iter();
        let known = all.map(|of| c.audiences.get(of.0 as usize));
        known.map(|of| of.map(|of| &of.id)).collect::<Vec<_>>()
    };
    to.add(&(ids(both), declared.map(ids), granted.map(ids)));
    to.add(&(relation.is_described(), c.is_listed(relation.asset)));
}
