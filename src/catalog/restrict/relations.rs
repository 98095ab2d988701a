//! Tables and views of a part of a catalog.

use std::ops::Range;

use super::fact_rule::FactRule;
use super::kept_properties;
use super::under_way::{Restriction, extend};
use super::{beside_sql, columns_of_runs, relation_lineage, stubs};
use crate::catalog::{AssetIx, Column, DbtNode, Grant, Label, Places, Query, Relation, Sym};
use crate::system::{ProvenanceKind, SqlOrigin};

/// Tables and views, with all that they have a range of.
pub(super) fn relations(part: &mut Restriction<'_>) {
    for at in 0..part.old.len() {
        let Some(old) = part.from.relation(part.old[at]) else {
            continue;
        };
        let Some(asset) = part.ix(old.asset) else {
            continue;
        };
        let relation = match part.is_open(old.asset) {
            true => open(part, asset, old),
            false => listed(part, asset, old),
        };
        let places = match part.keeps(FactRule::Positions) {
            true => Places::default(),
            false => part.from.places_of(old),
        };
        part.to.inventory.registry.places.push(places);
        part.place(asset, part.to.inventory.registry.relations.len());
        part.to.inventory.registry.relations.push(relation);
    }
}

/// What a relation's SQL is to the audience.
#[derive(Clone, Copy)]
struct Shown {
    /// It names nothing that may not be seen, or its owners publish what it names.
    whole: bool,
    /// It names no hidden column either.
    text: bool,
}

/// All of a relation.
fn open(part: &mut Restriction<'_>, asset: AssetIx, old: &Relation) -> Relation {
    let ends = relation_lineage::ends(part, old.asset);
    part.to.targets.set(asset, ends.targets);
    let (references, whole) = stubs::references(part, asset, old);
    part.to.references.set(asset, references);
    let shown = shown(part, old, whole);
    let lineage = relation_lineage::column_lineage(part, asset, old, shown.text);
    part.to.column_lineage.set(asset, lineage);
    if shown.text {
        beside_sql::of_sql(part, asset, old);
    }
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
        properties: _,
        rows,
        bytes,
        dbt,
        tags,
        replaced_by,
        previous,
    } = old.clone();
    let product = product.and_then(|p| part.ix(p));
    let query = query.filter(|_| shown.text);
    let replaced_by = replaced_by.filter(|name| part.knows(name));
    Relation {
        asset,
        project: part.sym(project),
        dataset: part.sym(dataset),
        table: part.sym(table),
        kind,
        unified,
        columns: columns(part, old, shown.whole),
        columns_complete,
        labels: labels(part, old),
        grants: grants(part, old),
        product,
        port: port.filter(|_| product.is_some()),
        terms: part.sorted(&terms),
        query: query.map(|q| self::query(part, q)),
        dialect,
        system,
        created: part.opt_sym(created),
        modified: part.opt_sym(modified),
        partition_filter,
        properties: kept_properties::table(part, old),
        rows,
        bytes,
        dbt: dbt.map(|node| Box::new(self::dbt(part, *node))),
        tags: part.syms(&tags),
        replaced_by,
        // What it was called before is mostly nobody's name now: whether it is would tell of a hidden one.
        previous: match part.keeps(FactRule::FormerNames) {
            true => Vec::new(),
            false => previous
                .into_iter()
                .map(|p| crate::catalog::PreviousName {
                    environment: None,
                    ..p
                })
                .collect(),
        },
    }
}

/// Of a listed view: what it is called, and what it is.
fn listed(part: &mut Restriction<'_>, asset: AssetIx, old: &Relation) -> Relation {
    if !part.keeps(FactRule::Listed) {
        return open(part, asset, old);
    }
    let product = old.product.and_then(|p| part.ix(p));
    let here = &part.to.inventory.registry;
    let none = |len: usize| crate::catalog::small(len)..crate::catalog::small(len);
    let columns = none(here.columns.len());
    let labels = none(here.labels.len());
    let grants = none(here.grants.len());
    Relation {
        asset,
        project: part.sym(old.project),
        dataset: part.sym(old.dataset),
        table: part.sym(old.table),
        kind: old.kind,
        unified: old.unified,
        columns,
        columns_complete: false,
        labels,
        grants,
        product,
        port: old.port.filter(|_| product.is_some()),
        terms: Vec::new(),
        query: None,
        dialect: None,
        system: old.system,
        created: None,
        modified: None,
        partition_filter: false,
        properties: None,
        rows: None,
        bytes: None,
        dbt: None,
        tags: Vec::new(),
        replaced_by: None,
        previous: Vec::new(),
    }
}

fn shown(part: &Restriction<'_>, old: &Relation, whole: bool) -> Shown {
    if !part.keeps(FactRule::Sql) {
        return Shown {
            whole: true,
            text: true,
        };
    }
    let c = part.from;
    let hides = beside_sql::names_hidden_columns(part, old);
    let tells = match old.query.as_ref().map(|query| query.origin) {
        None | Some(SqlOrigin::Definition) => true,
        // The table's own dbt node says what the text names.
        Some(SqlOrigin::Compiled) => c.graph.upstream(old.asset).iter().all(|from| {
            let mut by = c.graph.provenances(*from, old.asset);
            part.is_open(*from) || !by.any(|p| p.how == ProvenanceKind::Dbt)
        }),
        // A run's text is the run's, and what it names isn't told beside it.
        Some(SqlOrigin::Run) => false,
    };
    // Where the parser gave up, names may be missing of what the text names.
    let is_read = c.sql_problem(old).is_none();
    Shown {
        whole,
        text: whole && tells && !hides && is_read,
    }
}

/// Columns that may be seen. Policy tags of a view that reads the rest may be the rest's.
fn columns(part: &mut Restriction<'_>, old: &Relation, whole: bool) -> Range<u32> {
    let mut columns = Vec::new();
    let mut places: Vec<u8> = Vec::new();
    let seen = part.by.seen_lineage.get(old.asset);
    let seen = seen.filter(|_| part.keeps(FactRule::Columns));
    let shown = match seen.and_then(|seen| seen.columns.as_ref()) {
        Some(columns) => columns_of_runs::told_of(part, old, columns),
        None => columns_of_runs::told(part, old),
    };
    let hides = part.hides_columns_of(old.asset);
    for column in &*shown {
        if hides && !part.shows(old.asset, column.path) {
            continue;
        }
        let Column {
            path,
            data_type,
            description,
            depth,
            required,
            partitioning,
            clustering,
            policy_tags,
            presence,
        } = *column;
        places.extend(Some(clustering).filter(|place| *place > 0));
        let data_type = match hides && holds_hidden(part, old.asset, path) {
            true => outer_type(part, data_type),
            false => part.sym(data_type),
        };
        columns.push(Column {
            path: part.sym(path),
            data_type,
            description: part.opt_sym(description),
            depth,
            required,
            partitioning,
            clustering,
            policy_tags: part.opt_sym(policy_tags.filter(|_| whole)),
            presence,
        });
    }
    // A gap would tell of a hidden column in the key.
    places.sort_unstable();
    for column in columns.iter_mut().filter(|column| column.clustering > 0) {
        let place = places.partition_point(|place| *place < column.clustering);
        column.clustering = u8::try_from(place + 1).unwrap_or(u8::MAX);
    }
    extend(&mut part.to.inventory.registry.columns, columns)
}

/// Whether a field of a column is hidden: its type names it.
fn holds_hidden(part: &Restriction<'_>, relation: AssetIx, path: Sym) -> bool {
    let c = part.from;
    let path = c.str(path);
    let mut hidden = part.hidden_of(relation).iter();
    hidden.any(|column| {
        let inner = c.str(*column).strip_prefix(path);
        inner.is_some_and(|rest| rest.starts_with('.'))
    })
}

/// A type without what it holds.
fn outer_type(part: &mut Restriction<'_>, data_type: Sym) -> Sym {
    let text = part.from.str(data_type);
    let outer = text.split(['<', '(']).next().unwrap_or(text).trim();
    part.to.inventory.registry.strings.intern(outer)
}

/// Labels that are published; of those that name owners, the ones that name somebody who may be seen.
fn labels(part: &mut Restriction<'_>, old: &Relation) -> Range<u32> {
    let mut labels = Vec::new();
    let keeps = part.keeps(FactRule::Labels);
    for label in part.from.all_labels_of(old) {
        let Label { key, value, shown } = *label;
        let names_owner = (part.by.names_owner)(part.from.str(key));
        let is_known = !names_owner || part.knows_word(part.from.str(value));
        if !keeps || shown && is_known {
            labels.push(Label {
                key: part.sym(key),
                value: part.sym(value),
                shown,
            });
        }
    }
    extend(&mut part.to.inventory.registry.labels, labels)
}

/// Grants of the audience itself. Who else may read isn't told, nor how many.
fn grants(part: &mut Restriction<'_>, old: &Relation) -> Range<u32> {
    let mut grants = Vec::new();
    let keeps = part.keeps(FactRule::Grants);
    for grant in part.from.grants_of(old) {
        let Grant {
            grantee,
            privilege,
            inherited,
            person,
            reads,
        } = *grant;
        if !keeps || !person && is_own(part, grantee) {
            grants.push(Grant {
                grantee: part.sym(grantee),
                privilege: part.sym(privilege),
                inherited,
                person,
                reads,
            });
        }
    }
    extend(&mut part.to.inventory.registry.grants, grants)
}

/// Whether a grantee stands for the audience.
fn is_own(part: &Restriction<'_>, grantee: Sym) -> bool {
    let known = part.from.access.grantees.get(&grantee);
    known.is_some_and(|of| of.reached.binary_search(&part.by.seen.of).is_ok())
}

fn query(part: &mut Restriction<'_>, old: Query) -> Query {
    let Query {
        text,
        ddl,
        dialect,
        dataset,
        origin,
    } = old;
    Query {
        text: part.sym(text),
        ddl: part.opt_sym(ddl),
        dialect,
        dataset: part.opt_sym(dataset),
        origin,
    }
}

fn dbt(part: &mut Restriction<'_>, old: DbtNode) -> DbtNode {
    let DbtNode {
        resource_type,
        unique_id,
        access,
        group,
        group_owner,
        contract_enforced,
        version,
        deprecation_date,
    } = old;
    let keeps = part.keeps(FactRule::DbtGroups);
    let known =
        |part: &Restriction<'_>, word: &Sym| !keeps || part.knows_word(part.from.str(*word));
    let group = group.filter(|word| known(part, word));
    let group_owner = group_owner.filter(|word| known(part, word));
    DbtNode {
        resource_type,
        unique_id: part.sym(unique_id),
        access: part.opt_sym(access),
        group: part.opt_sym(group),
        group_owner: part.opt_sym(group_owner),
        contract_enforced,
        version: part.opt_sym(version),
        deprecation_date: part.opt_sym(deprecation_date),
    }
}
