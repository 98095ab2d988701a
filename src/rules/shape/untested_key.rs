//! `untested-key`: nothing tests that the values of a key don't repeat.
//!
//! Passes: the column of the key has a test of uniqueness, or the system holds the key. Fails: a
//! contract states a primary key, tests of the project are exported, and none is about it.

use crate::catalog::{AssetIx, Catalog, Derivation, Quality, Relation};
use crate::diagnostic::{Argument, Finding, Pos, Rule, text};
use crate::rules::context::Context;
use crate::rules::first_names::first_names;
use crate::rules::place::place;
use crate::system::{Assertion, Topic};

/// Through so many views a key is followed.
const FARTHEST: usize = 16;

pub(super) fn check(context: &Context<'_>, findings: &mut Vec<Finding>) {
    let catalog = context.catalog;
    for relation in catalog.relations.iter().filter(|r| r.is_described()) {
        let has_keys = relation
            .properties
            .as_ref()
            .is_some_and(|p| !p.keys.is_empty());
        if !has_keys && catalog.contracts_of(relation).is_empty()
            || !context.is_on(Rule::UntestedKey, catalog.owner(relation))
        {
            continue;
        }
        let mut untested = keys(catalog, relation);
        untested.retain(|key| is_untested(catalog, relation, key));
        let Some(first) = untested.first() else {
            continue;
        };
        let pos = first.pos.or_else(|| place(catalog, relation));
        let names: Vec<String> = untested.iter().map(|key| key.columns.join(" + ")).collect();
        findings.push(
            Finding::new(
                Rule::UntestedKey,
                text!(
                    "no test says that values of a key of `{relation}` don't repeat: {keys}",
                    relation = Argument::Asset(catalog.subject(relation.asset)),
                    keys = first_names(names.iter().map(String::as_str))
                ),
            )
            .at(pos)
            .about(catalog.subject(relation.asset))
            .help("add a test of uniqueness where the table is built, for example dbt's `unique`, and export its results"),
        );
    }
}

/// Columns whose values, taken together, don't repeat.
#[derive(Clone)]
struct Key<'c> {
    columns: Vec<&'c str>,
    /// Where a contract states it.
    pos: Option<Pos>,
}

/// Keys that contracts state and the system lists, each once.
fn keys<'c>(catalog: &'c Catalog, relation: &Relation) -> Vec<Key<'c>> {
    let mut all: Vec<Key<'c>> = Vec::new();
    let mut add = |columns: Vec<&'c str>, pos| {
        let is_same = |key: &Key<'_>| {
            key.columns.len() == columns.len() && columns.iter().all(|c| names(&key.columns, c))
        };
        if !columns.is_empty() && !all.iter().any(is_same) {
            all.push(Key { columns, pos });
        }
    };
    for (contract, table) in catalog.contracts_of(relation) {
        let contract = catalog.contracts.get(catalog.detail(*contract));
        let Some(table) = contract.and_then(|c| c.tables.get(*table as usize)) else {
            continue;
        };
        let primary = || table.columns.iter().filter(|c| c.primary_key);
        let pos = primary().next().map(|c| c.pos.0);
        add(primary().map(|c| c.physical_path.as_str()).collect(), pos);
        for column in table.columns.iter().filter(|c| c.unique) {
            add(vec![column.physical_path.as_str()], Some(column.pos.0));
        }
    }
    for key in relation.properties.iter().flat_map(|p| &p.keys) {
        add(key.columns.iter().map(|c| catalog.str(*c)).collect(), None);
    }
    all
}

fn names(columns: &[&str], name: &str) -> bool {
    columns
        .iter()
        .any(|column| column.eq_ignore_ascii_case(name))
}

/// Whether tests are exported, and none is about the key: of the relation, or of the tables whose rows a
/// view only shows.
fn is_untested<'c>(catalog: &'c Catalog, relation: &'c Relation, key: &Key<'c>) -> bool {
    let (mut relation, mut columns) = (relation, key.columns.clone());
    let mut told = false;
    for _ in 0..FARTHEST {
        if is_tested(catalog, relation, &columns) {
            return false;
        }
        told |= catalog.tells.of(relation.project, Topic::Tests);
        let Some((source, of)) = shown(catalog, relation, &columns) else {
            break;
        };
        (relation, columns) = (source, of);
    }
    told
}

/// The relation whose columns a view shows, where it reads no other, and their names there.
fn shown<'c>(
    catalog: &'c Catalog,
    view: &Relation,
    columns: &[&str],
) -> Option<(&'c Relation, Vec<&'c str>)> {
    let [reference] = catalog.references_of(view) else {
        return None;
    };
    let by_name = catalog.lineage_by_column(view);
    let source = |column: &&str| {
        let lineage = by_name.of(column)?;
        match catalog.column_refs_of(lineage) {
            [source] if lineage.how == Derivation::Identity => {
                (source.asset == reference.asset).then(|| catalog.str(source.column))
            }
            _ => None,
        }
    };
    let columns = columns.iter().map(source).collect::<Option<Vec<_>>>()?;
    Some((catalog.relation(reference.asset)?, columns))
}

/// Whether a test or a contract's rule says that the values of these columns don't repeat, or the system
/// holds it. Where those of one column don't, those of several don't either.
fn is_tested(catalog: &Catalog, relation: &Relation, columns: &[&str]) -> bool {
    let mut keys = relation.properties.iter().flat_map(|p| &p.keys);
    let held = keys.any(|key| {
        let mut own = key.columns.iter().map(|c| catalog.str(*c));
        key.enforced == Some(true) && own.all(|c| names(columns, c))
    });
    held || has_test(catalog, relation.asset, columns) || has_rule(catalog, relation, columns)
}

fn has_test(catalog: &Catalog, relation: AssetIx, columns: &[&str]) -> bool {
    let health = catalog.operations.health.get(&relation);
    let checks = health.iter().flat_map(|h| &h.checks);
    let mut checks = checks.filter_map(|n| catalog.operations.checks.get(*n as usize));
    checks.any(|check| match check.asserts {
        Assertion::Unique => check.column.as_ref().is_some_and(|c| names(columns, c)),
        // Of which columns no export says.
        Assertion::UniqueTogether => columns.len() > 1,
        Assertion::NotNull | Assertion::Other => false,
    })
}

fn has_rule(catalog: &Catalog, relation: &Relation, columns: &[&str]) -> bool {
    let demands = |rules: &[Quality]| rules.iter().any(|rule| rule.unique);
    catalog
        .contracts_of(relation)
        .iter()
        .any(|(contract, table)| {
            let contract = catalog.contracts.get(catalog.detail(*contract));
            let table = contract.and_then(|c| c.tables.get(*table as usize));
            table.is_some_and(|table| {
                let mut own = table.columns.iter();
                demands(&table.quality)
                    || own.any(|c| names(columns, &c.physical_path) && demands(&c.quality))
            })
        })
}
