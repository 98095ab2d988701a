//! What is promised about the age of data, and when the warehouse says that it changed.

use rustc_hash::FxHashMap;

use crate::link::service_levels::age;

use crate::catalog::{
    AssetIx, Clock, FreshnessObjective, Health, Inventory, Kind, PerRelation, Registry, Relation,
    Sla,
};
use crate::manifest::Document;
use crate::manifest::kinds::DataProduct;
use crate::system::Evidence;

/// Takes what is promised where it is tighter than what a tool expects.
pub(in crate::link) fn tighten_objectives(
    found: Vec<(AssetIx, FreshnessObjective)>,
    known: &mut FxHashMap<AssetIx, Health>,
    clock: &Clock,
) {
    for (asset, objective) in found {
        let health = known.entry(asset).or_default();
        if health
            .objective
            .as_ref()
            .is_none_or(|known| objective.is_tighter(known, clock))
        {
            health.objective = Some(objective);
        }
    }
}

/// What products and contracts promise about the age of tables and views.
pub(in crate::link) fn freshness_objectives(
    c: &Inventory,
    documents: &[Document<DataProduct>],
    targets: &PerRelation<AssetIx>,
    contracts: &PerRelation<(AssetIx, u32)>,
    clock: &Clock,
) -> Vec<(AssetIx, FreshnessObjective)> {
    let logical = logical_names(c, documents);
    let mut found: Vec<(AssetIx, FreshnessObjective)> = Vec::new();
    for relation in &c.relations {
        let mut best: Option<FreshnessObjective> = None;
        let mut offer = |sla: &Sla, by: &str| {
            let tighter =
                |p: &FreshnessObjective| best.as_ref().is_none_or(|best| p.is_tighter(best, clock));
            if let Some(objective) = age(sla, by, clock).filter(tighter) {
                best = Some(objective);
            }
        };
        if let Some(product) = relation.product.and_then(|p| c.product(p)) {
            let by = format!("product {}", c.title(product.asset));
            let names = |of: &Relation| {
                let port = c.port_of(of).map(|p| p.name.clone());
                let table = logical.get(&of.asset).copied().map(str::to_owned);
                [port, table]
            };
            for sla in &product.sla {
                // Of a view that reads the product's own tables, those have the promise.
                let is_carried = || {
                    relation.is_view()
                        && targets
                            .of(relation.asset)
                            .iter()
                            .filter_map(|t| c.relation(*t))
                            .any(|t| {
                                t.product == relation.product && is_about(c, sla, t, &names(t))
                            })
                };
                if is_about(c, sla, relation, &names(relation)) && !is_carried() {
                    offer(sla, &by);
                }
            }
        }
        for (contract, table) in contracts.of(relation.asset) {
            let contract = &c.contracts[c.detail(*contract)];
            let by = format!("contract {}", c.title(contract.asset));
            let names = contract
                .tables
                .get(*table as usize)
                .map_or([None, None], |t| {
                    [Some(t.name.clone()), Some(t.physical_name.clone())]
                });
            for sla in contract
                .sla
                .iter()
                .filter(|s| is_about(c, s, relation, &names))
            {
                offer(sla, &by);
            }
        }
        found.extend(best.map(|b| (relation.asset, b)));
    }
    found
}

/// What manifests call the tables of products, which the warehouse may call otherwise.
fn logical_names<'d>(
    c: &Inventory,
    documents: &'d [Document<DataProduct>],
) -> FxHashMap<AssetIx, &'d str> {
    let mut names: FxHashMap<AssetIx, &'d str> = FxHashMap::default();
    for document in documents {
        let product = c.find(Kind::Product, document.body.id.as_str());
        let Some(product) = product.and_then(|p| c.product(p)) else {
            continue;
        };
        for (ix, table) in product.tables.iter().zip(&document.body.tables) {
            names.entry(*ix).or_insert(table.name.as_str());
        }
    }
    names
}

/// `TABLE_STORAGE` tells when data changed last.
pub(in crate::link) fn storage_times(c: &Registry, known: &mut FxHashMap<AssetIx, Health>) {
    for relation in &c.relations {
        let Some(text) = relation.modified.map(|m| c.strings.resolve(m)) else {
            continue;
        };
        if let Some(moment) = crate::export::time::parse(text) {
            let health = known.entry(relation.asset).or_default();
            if health.loaded.is_none_or(|(at, _)| at < moment.at) {
                health.loaded = Some((moment.at, Evidence::TableStorage));
            }
            if health.loads.last().is_none_or(|at| *at < moment.at) {
                health.loads.push(moment.at);
            }
        }
    }
}

/// Whether a service level is about a relation: it names no element, or it, or a column of it. `names`
/// are what it is called beside its name in the warehouse.
fn is_about(c: &Registry, sla: &Sla, relation: &Relation, names: &[Option<String>]) -> bool {
    let Some(elements) = &sla.element else {
        return true;
    };
    let full = c.name(relation.asset);
    let (dataset, table) = (c.str(relation.dataset), c.str(relation.table));
    let path = format!("{dataset}.{table}");
    let called = names.iter().flatten().map(String::as_str);
    let called: Vec<&str> = [full, path.as_str(), table]
        .into_iter()
        .chain(called)
        .collect();
    elements.split(',').map(str::trim).any(|element| {
        called.iter().any(|name| {
            let rest = element
                .split_at_checked(name.len())
                .filter(|(head, _)| !name.is_empty() && head.eq_ignore_ascii_case(name));
            rest.is_some_and(|(_, rest)| rest.is_empty() || rest.starts_with('.'))
        })
    })
}
