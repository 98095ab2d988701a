//! Which contracts are about which tables and views.

mod contract_column_check;

use std::cmp::Ordering;

use rustc_hash::FxHashSet;

use crate::catalog::{AssetIx, Inventory, PerRelation};
use crate::diagnostic::Finding;
use crate::link::naming::contracts::contract_version;

/// The contracts of each relation, with the index of the contract's table. Compares columns.
pub(in crate::link) fn attached(
    c: &Inventory,
    findings: &mut Vec<Finding>,
) -> PerRelation<(AssetIx, u32)> {
    let mut about: Vec<Vec<(AssetIx, u32)>> = vec![Vec::new(); c.relations.len()];
    for contract in &c.contracts {
        for (t, table) in (0u32..).zip(&contract.tables) {
            let Some(ix) = table.relation else { continue };
            about[c.detail(ix)].push((contract.asset, t));
        }
    }
    // A port may name a contract about other tables, those behind it.
    let mut named: FxHashSet<(AssetIx, AssetIx)> = FxHashSet::default();
    for product in &c.products {
        for port in &product.outputs {
            let Some(contract) = port.contract else {
                continue;
            };
            for ix in &port.relations {
                named.insert((*ix, contract));
                let known = &mut about[c.detail(*ix)];
                if !known.iter().any(|(k, _)| *k == contract) {
                    known.push((contract, u32::MAX));
                }
            }
        }
    }
    let mut attached = PerRelation::default();
    for (relation, mut all) in c.relations.iter().zip(about) {
        if all.len() > 1 {
            all = without_older(c, relation.asset, &all, &named);
        }
        attached.set(relation.asset, all);
    }
    for contract in &c.contracts {
        for (t, table) in (0u32..).zip(&contract.tables) {
            if let Some(relation) = table.relation.and_then(|ix| c.relation(ix))
                && attached.of(relation.asset).contains(&(contract.asset, t))
            {
                contract_column_check::missing_columns(c, table, relation, findings);
            }
        }
    }
    attached
}

/// Of the contracts of a relation, of each contract one version: the one that its port names, else
/// the newest.
fn without_older(
    c: &Inventory,
    relation: AssetIx,
    all: &[(AssetIx, u32)],
    named: &FxHashSet<(AssetIx, AssetIx)>,
) -> Vec<(AssetIx, u32)> {
    let contract = |ix: AssetIx| &c.contracts[c.detail(ix)];
    let is_better = |a: AssetIx, b: AssetIx| {
        let is_named = |k| named.contains(&(relation, k));
        let newer = || contract_version::compare(&contract(a).version, &contract(b).version);
        is_named(a).cmp(&is_named(b)).then_with(newer) == Ordering::Greater
    };
    all.iter()
        .filter(|(k, _)| {
            !all.iter()
                .any(|(other, _)| contract(*other).id == contract(*k).id && is_better(*other, *k))
        })
        .copied()
        .collect()
}
