//! `renamed-from-present`, `renamed-from-clash`: what was renamed and isn't, and two that say that they
//! were the same thing.
//!
//! Passes: a view of the old name over the new one; a table that something reads and no export
//! describes; a name that holds until a day to come. Fails: the table of the old name beside the new
//! one; two products of one former id.

use rustc_hash::{FxHashMap, FxHashSet};

use super::declared_at::declared_at;
use crate::catalog::{AssetIx, Catalog, Kind, Relation, start_of_day};
use crate::diagnostic::{Argument, Finding, Pos, Rule, text};

pub(super) fn check(catalog: &Catalog, findings: &mut Vec<Finding>) {
    let mut first: FxHashMap<&str, AssetIx> = FxHashMap::default();
    for product in &catalog.products {
        let pos = catalog.asset(product.asset).pos;
        for name in catalog.renames.former_names(product.asset) {
            if let Some(old) = catalog.find(Kind::Product, name) {
                findings.push(present(catalog, product.asset, (name, old), pos));
            }
            clash(catalog, &mut first, product.asset, name, pos, findings);
        }
    }
    // Full names aren't ids of products.
    let mut first: FxHashMap<&str, AssetIx> = FxHashMap::default();
    for relation in &catalog.relations {
        let Some(renamed) = catalog.renames.of(relation.asset) else {
            continue;
        };
        let pos = declared_at(catalog, relation);
        for name in &renamed.from {
            if let Some(old) = kept(catalog, relation, name) {
                findings.push(present(catalog, relation.asset, (name, old), pos));
            }
            clash(catalog, &mut first, relation.asset, name, pos, findings);
        }
        columns(catalog, relation, &renamed.columns, pos, findings);
    }
}

fn present(
    catalog: &Catalog,
    asset: AssetIx,
    (name, old): (&str, AssetIx),
    pos: Option<Pos>,
) -> Finding {
    let asset_name = Argument::Asset(catalog.subject(asset));
    let (message, help) = if old == asset {
        let message = text!(
            "`{asset}` was renamed from its own name",
            asset = asset_name
        );
        (
            message,
            "name what it was called before, or remove the name",
        )
    } else {
        let message = text!(
            "`{asset}` was renamed from `{name}`, which is still there",
            asset = asset_name,
            name
        );
        (
            message,
            "remove what is left of the old one, or keep a view of the old name over the new one; where both are meant to stay, remove `renamedFrom`",
        )
    };
    Finding::new(Rule::RenamedFromPresent, message)
        .at(pos)
        .about(catalog.subject(asset))
        .detail(name)
        .help(help)
}

/// The table or view that goes by a former name of `new` and isn't kept for those who still ask.
fn kept(catalog: &Catalog, new: &Relation, name: &str) -> Option<AssetIx> {
    let old = catalog.find_relation(name)?;
    if old == new.asset {
        // Spelled as its system doesn't tell apart, or a mistake.
        return (catalog.name(old) == name).then_some(old);
    }
    let until = new.previous.iter().find(|previous| previous.name == name);
    let until = until.and_then(|previous| start_of_day(previous.until.as_deref()?));
    // Without a day of today's, one that is stated may be to come.
    let holds = |until: i64| {
        catalog
            .operations
            .clock
            .has_come(until + 86_400)
            .is_none_or(|over| !over)
    };
    let relation = catalog.relation(old)?;
    let both = relation.is_described() && new.is_described();
    (both && !until.is_some_and(holds) && !reads(catalog, relation, new.asset)).then_some(old)
}

/// Whether a view reads a relation, directly or through other views.
fn reads(catalog: &Catalog, view: &Relation, relation: AssetIx) -> bool {
    let mut seen = FxHashSet::default();
    let mut ahead = vec![view];
    while let Some(view) = ahead.pop().filter(|view| view.is_view()) {
        for reference in catalog.references_of(view) {
            if reference.asset == relation {
                return true;
            }
            if seen.insert(reference.asset) {
                ahead.extend(catalog.relation(reference.asset));
            }
        }
    }
    false
}

fn clash<'c>(
    catalog: &Catalog,
    first: &mut FxHashMap<&'c str, AssetIx>,
    asset: AssetIx,
    name: &'c str,
    pos: Option<Pos>,
    findings: &mut Vec<Finding>,
) {
    let other = *first.entry(name).or_insert(asset);
    if other != asset {
        findings.push(
            Finding::new(
                Rule::RenamedFromClash,
                text!(
                    "`{asset}` and `{other}` both were renamed from `{name}`",
                    asset = Argument::Asset(catalog.subject(asset)),
                    other = Argument::Asset(catalog.subject(other)),
                    name
                ),
            )
            .at(pos)
            .about(catalog.subject(asset))
            .detail(name)
            .help("leave `renamedFrom` with the one that took its place"),
        );
    }
}

/// Columns of one relation that say that they were the same.
fn columns(
    catalog: &Catalog,
    relation: &Relation,
    renamed: &[(String, Vec<String>)],
    pos: Option<Pos>,
    findings: &mut Vec<Finding>,
) {
    let mut first: FxHashMap<&str, &str> = FxHashMap::default();
    let all = renamed.iter();
    let all = all.flat_map(|(column, from)| from.iter().map(move |name| (column, name)));
    for (column, name) in all {
        let other = *first.entry(name).or_insert(column);
        if other != column {
            findings.push(
                Finding::new(
                    Rule::RenamedFromClash,
                    text!(
                        "columns `{column}` and `{other}` of `{relation}` both were renamed from `{name}`",
                        column,
                        other,
                        relation = Argument::Asset(catalog.subject(relation.asset)),
                        name
                    ),
                )
                .at(pos)
                .about(catalog.subject(relation.asset))
                .detail(name)
                .help("leave `renamedFrom` with the one that took its place"),
            );
        }
    }
}
