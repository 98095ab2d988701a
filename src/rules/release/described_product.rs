//! `product-undescribed`, `relation-undescribed`, `columns-undescribed`: consumers can't tell what a
//! product, one of its tables or views, or a column of these holds.
//!
//! Passes: a view whose column is taken as it is from a column that has a text. Fails: a column
//! without one, where the exports tell those of others.

use rustc_hash::FxHashSet;

use super::release_candidate::Candidate;
use crate::catalog::{AssetIx, Catalog, Column, Derivation, Presence, Relation};
use crate::diagnostic::{Argument, Finding, Rule, text};
use crate::system::Topic;

/// Columns named in a finding.
const NAMED: usize = 3;

pub(super) fn check(candidate: &Candidate<'_>, findings: &mut Vec<Finding>) {
    let catalog = candidate.catalog;
    let product = candidate.product.asset;
    if !is_described(catalog, product, catalog.name(product)) {
        findings.push(
            candidate
                .finding(
                    Rule::ProductUndescribed,
                    text!(
                        "product `{product}` has no description that says more than its name",
                        product = Argument::Asset(catalog.subject(product))
                    ),
                )
                .help("say in `description` what it holds, and for whom"),
        );
    }
    for relation in candidate.relations.iter().filter(|r| r.is_described()) {
        relation_text(candidate, relation, findings);
        let dme = catalog.owner(relation);
        if candidate.context.is_on(Rule::ColumnsUndescribed, dme) {
            column_texts(candidate, relation, findings);
        }
    }
}

/// Whether there is a text about an asset that isn't just what it is called.
fn is_described(catalog: &Catalog, ix: AssetIx, name: &str) -> bool {
    let description = catalog.asset(ix).description;
    let text = description.map_or("", |text| catalog.str(text).trim());
    let is_name = |name: &str| text.eq_ignore_ascii_case(name);
    let says_more = !text.is_empty() && !is_name(name) && !is_name(catalog.title(ix));
    says_more || catalog.long_descriptions.contains_key(&ix)
}

fn relation_text(candidate: &Candidate<'_>, relation: &Relation, findings: &mut Vec<Finding>) {
    let catalog = candidate.catalog;
    if is_described(catalog, relation.asset, catalog.str(relation.table)) {
        return;
    }
    findings.push(
        candidate
            .relation_finding(
                Rule::RelationUndescribed,
                relation,
                text!(
                    "`{relation}` has no description that says more than its name",
                    relation = Argument::Asset(catalog.subject(relation.asset))
                ),
            )
            .help("describe it in the warehouse, or in `description` where the product lists it"),
    );
}

fn column_texts(candidate: &Candidate<'_>, relation: &Relation, findings: &mut Vec<Finding>) {
    let catalog = candidate.catalog;
    // Exports that have no place for texts about columns tell nothing of those that are missing.
    if !catalog
        .tells
        .of(relation.project, Topic::ColumnDescriptions)
    {
        return;
    }
    let columns = catalog.columns_of(relation).iter();
    let listed = columns.filter(|c| c.depth == 0 && c.presence == Presence::Listed);
    let all = listed.clone().count();
    let mut bare: Vec<&Column> = listed.filter(|c| !has_text(catalog, c)).collect();
    if !bare.is_empty() {
        let told = told_elsewhere(candidate, relation);
        let lineage = catalog.lineage_by_column(relation);
        bare.retain(|column| {
            let name = catalog.str(column.path);
            let known = lineage.of(name);
            !told.contains(name.to_ascii_lowercase().as_str())
                && !known.is_some_and(|known| is_told_at_source(catalog, known))
        });
    }
    let limit = candidate
        .context
        .limit(Rule::ColumnsUndescribed, catalog.owner(relation));
    if bare.is_empty() || u64::try_from(bare.len()).unwrap_or(u64::MAX) <= limit {
        return;
    }
    let name = |column: &&Column| catalog.str(column.path).to_owned();
    let names = Argument::Names(bare.iter().take(NAMED).map(name).collect());
    let columns = match bare.len().saturating_sub(NAMED) {
        0 => names,
        more => Argument::Text(Box::new(text!("{names} and {more} more", names, more))),
    };
    findings.push(
        candidate
            .relation_finding(
                Rule::ColumnsUndescribed,
                relation,
                text!(
                    "`{relation}` describes {described} of its {all} columns; not {columns}",
                    relation = Argument::Asset(catalog.subject(relation.asset)),
                    described = all - bare.len(),
                    all,
                    columns
                ),
            )
            .help("describe them in the warehouse, in dbt or in a contract"),
    );
}

fn has_text(catalog: &Catalog, column: &Column) -> bool {
    let text = column.description.map(|text| catalog.str(text));
    text.is_some_and(|text| !text.trim().is_empty())
}

/// Columns that contracts describe, by either of their names in lower case.
fn told_elsewhere(candidate: &Candidate<'_>, relation: &Relation) -> FxHashSet<String> {
    let catalog = candidate.catalog;
    let contracts = catalog.contracts_of(relation).iter();
    let tables = contracts.filter_map(|(ix, table)| {
        let contract = catalog.contracts.get(catalog.detail(*ix))?;
        contract.tables.get(*table as usize)
    });
    let columns = tables.flat_map(|table| &table.columns);
    let described = columns.filter(|column| column.description.is_some());
    let names = described.flat_map(|column| [&column.path, &column.physical_path]);
    names.map(|name| name.to_ascii_lowercase()).collect()
}

/// Whether a column is another as it is, and that one has a text.
fn is_told_at_source(catalog: &Catalog, lineage: &crate::catalog::ColumnLineage) -> bool {
    let (Derivation::Identity, [source]) = (lineage.how, catalog.column_refs_of(lineage)) else {
        return false;
    };
    let relation = catalog.relation(source.asset);
    let mut columns = relation.map_or(&[][..], |r| catalog.columns_of(r)).iter();
    let column = columns.find(|column| column.path == source.column);
    column.is_some_and(|column| has_text(catalog, column))
}
