//! Content of assets that others belong to: what they are themselves, and their members, which come and
//! go by themselves.

use super::feed::Feed;
use crate::catalog::{Asset, Domain, Environment, Glossary, Relation, Team};

/// The label of an asset; its description and its place are facets of their own.
pub(super) fn label(of: &Asset, to: &mut Feed<'_>) {
    let Asset {
        kind,
        name,
        title,
        description: _,
        detail: _,
        pos: _,
        status,
        href,
    } = of;
    to.add(kind);
    to.add(name);
    to.add(title);
    to.add(status);
    to.add(href);
}

/// What of a relation a link to it tells.
pub(super) fn relation_label(of: &Relation, to: &mut Feed<'_>) {
    to.add(&of.project);
    to.add(&of.dataset);
    to.add(&of.table);
    to.add(&of.kind);
    to.add(&of.unified);
    to.add(&of.system);
}

/// A part of a relation; those that stand in ranges are read by their own facets.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum PartOfRelation {
    /// What changes when somebody works on it.
    Record,
    /// What changes when data does.
    Figures,
    /// Its SQL.
    Query,
}

pub(super) fn relation(of: &Relation, part: PartOfRelation, to: &mut Feed<'_>) {
    let Relation {
        asset: _,
        project,
        dataset,
        table,
        kind,
        unified,
        columns: _,
        columns_complete,
        labels: _,
        grants: _,
        product,
        port,
        terms,
        query,
        dialect,
        system,
        created,
        modified,
        partition_filter,
        properties,
        rows,
        bytes,
        dbt,
        tags,
        replaced_by,
        previous,
    } = of;
    match part {
        PartOfRelation::Record => {
            to.add(&(project, dataset, table));
            to.add(&(kind, unified, columns_complete));
            to.add(&(product, port, terms));
            to.add(&(dialect, system, partition_filter));
            to.add(&(properties, dbt, tags));
            to.add(&(replaced_by, previous));
        }
        PartOfRelation::Figures => {
            to.add(&(created, modified));
            to.add(&(rows, bytes));
        }
        PartOfRelation::Query => to.add(query),
    }
}

/// A DME: itself, or else what belongs to it.
pub(super) fn environment(of: &Environment, members: bool, to: &mut Feed<'_>) {
    let Environment {
        asset: _,
        tags,
        domains,
        created,
        lifecycle,
        team,
        framework,
        servers,
        roles,
        sdks,
        support,
        incidents,
        training,
        rules,
        properties,
        products,
        tables,
        views,
    } = of;
    if members {
        to.add(&(products, tables, views));
        return;
    }
    to.add(&(tags, domains, created));
    to.add(&(lifecycle, team, framework));
    to.add(&(servers, roles, sdks));
    to.add(&(support, incidents, training));
    to.add(&(rules, properties));
}

/// A domain: itself, or else what belongs to it.
pub(super) fn domain(of: &Domain, members: bool, to: &mut Feed<'_>) {
    let Domain {
        asset: _,
        parent,
        path,
        tags,
        lifecycle,
        split_into,
        merged_into,
        team,
        support,
        properties,
        children,
        environments,
        products,
    } = of;
    if members {
        to.add(&(children, environments, products));
        return;
    }
    to.add(&(parent, path, tags));
    to.add(&(lifecycle, split_into, merged_into));
    to.add(&(team, support, properties));
}

/// A team: itself, or else what belongs to it.
pub(super) fn team(of: &Team, members: bool, to: &mut Feed<'_>) {
    let Team {
        asset: _,
        has_manifest,
        tags,
        parent,
        children,
        members: persons,
        support,
        on_call,
        also_known_as,
        owns,
    } = of;
    if members {
        to.add(&(children, owns));
        return;
    }
    to.add(&(has_manifest, tags, parent));
    to.add(&(persons, support, on_call));
    to.add(also_known_as);
}

/// A glossary term: itself, or else what it is about.
pub(super) fn term(of: &Glossary, members: bool, to: &mut Feed<'_>) {
    let Glossary {
        asset: _,
        tags,
        synonyms,
        related,
        domain,
        team,
        assets,
        properties,
    } = of;
    if members {
        to.add(assets);
        return;
    }
    to.add(&(tags, synonyms, related));
    to.add(&(domain, team, properties));
}
