//! Data contracts: read as documents, then attached to the tables that their servers and schema
//! objects name.

mod check;
mod convert;
mod quality;
mod references;
mod version;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::Linker;
use crate::catalog::{AssetIx, Contract, Kind, Status};
use crate::diagnostic::{Finding, Rule};
use crate::document::Located;

/// What the linker remembers of contracts.
#[derive(Debug, Default)]
pub(super) struct ContractIndex {
    /// By contract, the place of its document among those that were read.
    documents: Vec<usize>,
    /// Assets of the ids that stand in several versions, newest first.
    versions: FxHashMap<String, Vec<AssetIx>>,
}

impl Linker<'_> {
    /// `kind: DataContract`. Several versions of one contract may stand side by side; the newest
    /// has the plain id, the others `id@version`.
    pub(super) fn contracts(&mut self) {
        let manifests = self.manifests;
        let mut newest: FxHashMap<&str, &str> = FxHashMap::default();
        for document in &manifests.contracts {
            let version = document.body.version.as_str();
            let known = newest.entry(document.body.id.as_str()).or_insert(version);
            if version::compare(version, known) == Ordering::Greater {
                *known = version;
            }
        }
        for (place, document) in manifests.contracts.iter().enumerate() {
            let contract = &document.body;
            let file = document.pos.file;
            let id = contract.id.as_str();
            let is_newest = newest.get(id) == Some(&contract.version.as_str());
            let name = if is_newest {
                id.to_owned()
            } else {
                format!("{id}@{}", contract.version)
            };
            let parts = &contract.description.0;
            let added = self.add(
                Kind::Contract,
                &name,
                contract.name.as_deref(),
                parts.purpose.as_deref(),
                self.catalog.contracts.len(),
                contract.id.pos(file),
            );
            let Some(asset) = added else { continue };
            self.catalog.assets[asset.ix()].status = Status::from_text(&contract.status);
            let id = self.catalog.id(asset);
            let built = convert::convert(asset, &id, contract, file, self.findings);
            self.catalog.contracts.push(built);
            self.contract_index.documents.push(place);
        }
        self.contract_versions();
        self.bind_contracts();
    }

    /// Tells the versions of one contract of each other.
    fn contract_versions(&mut self) {
        let mut by_id: BTreeMap<&str, Vec<&Contract>> = BTreeMap::new();
        for contract in &self.catalog.contracts {
            by_id.entry(&contract.id).or_default().push(contract);
        }
        let mut versions = FxHashMap::default();
        let mut others = Vec::new();
        for (id, mut all) in by_id {
            if all.len() > 1 {
                all.sort_by(|a, b| version::compare(&b.version, &a.version));
                let all: Vec<AssetIx> = all.iter().map(|k| k.asset).collect();
                others.extend(all.iter().map(|ix| (*ix, all.clone())));
                versions.insert(id.to_owned(), all);
            }
        }
        for (ix, mut all) in others {
            all.retain(|other| *other != ix);
            let detail = self.catalog.asset(ix).detail as usize;
            self.catalog.contracts[detail].versions = all;
        }
        self.contract_index.versions = versions;
    }

    fn contract(&self, ix: AssetIx) -> &Contract {
        &self.catalog.contracts[self.catalog.asset(ix).detail as usize]
    }

    /// The contract that a manifest names, in the version that fits its own; none, silently, where
    /// no document has that id: the contract may live elsewhere.
    pub(super) fn contract_named(
        &self,
        id: Option<&Located<String>>,
        version: Option<&str>,
    ) -> Option<AssetIx> {
        let id = id?.as_str();
        let Some(all) = self.contract_index.versions.get(id) else {
            return self.catalog.find(Kind::Contract, id);
        };
        let versions: Vec<&str> = all
            .iter()
            .map(|ix| self.contract(*ix).version.as_str())
            .collect();
        all.get(version::meant(version, &versions)).copied()
    }

    /// Finds the relation of each schema object: its server's project and dataset with its
    /// physical name, which may be qualified already.
    fn bind_contracts(&mut self) {
        let manifests = self.manifests;
        for i in 0..self.catalog.contracts.len() {
            let asset = self.catalog.contracts[i].asset;
            let Some(document) = manifests.contracts.get(self.contract_index.documents[i]) else {
                continue;
            };
            let servers = &document.body.servers;
            for (t, object) in document.body.schema.iter().enumerate() {
                let physical = object
                    .physical_name
                    .as_ref()
                    .map_or(object.name.as_str(), |p| p.as_str());
                let found = self.relation_on(servers, physical);
                if found.is_none() && !servers.is_empty() && !self.facts.is_empty() {
                    let name = servers
                        .last()
                        .map_or(physical.to_owned(), |s| convert::complete(s, physical));
                    self.findings.push(
                        Finding::new(
                            Rule::ContractUnattached,
                            format!("the contract names `{name}`, which no export describes"),
                        )
                        .at(object
                            .physical_name
                            .as_ref()
                            .unwrap_or(&object.name)
                            .pos(document.pos.file))
                        .asset(self.catalog.id(asset))
                        .help("correct the server or the physicalName, or export that dataset"),
                    );
                }
                self.catalog.contracts[i].tables[t].relation = found;
            }
        }
    }

    /// Tables of a contract that are in the catalog.
    pub(super) fn contract_relations(&self, contract: Option<AssetIx>) -> Vec<AssetIx> {
        let Some(contract) = contract else {
            return Vec::new();
        };
        let detail = self.catalog.asset(contract).detail as usize;
        self.catalog.contracts[detail]
            .tables
            .iter()
            .filter_map(|t| t.relation)
            .collect()
    }

    /// A product says that this contract is about this relation. The contract's table is the one
    /// of that name, or its only one.
    pub(super) fn attach(&mut self, contract: Option<AssetIx>, relation: AssetIx, name: &str) {
        let Some(contract) = contract else { return };
        let detail = self.catalog.asset(contract).detail as usize;
        let short = self
            .catalog
            .relation(relation)
            .map_or(String::new(), |r| self.catalog.str(r.table).to_owned());
        let tables = &mut self.catalog.contracts[detail].tables;
        if tables.iter().any(|t| t.relation == Some(relation)) {
            return;
        }
        let at = tables
            .iter()
            .position(|t| t.relation.is_none() && (t.physical_name == short || t.name == name))
            .or((tables.len() == 1 && tables[0].relation.is_none()).then_some(0));
        if let Some(at) = at {
            tables[at].relation = Some(relation);
        }
    }

    /// Tells relations of their contracts, and compares columns.
    pub(super) fn attach_contracts(&mut self) {
        for contract in &self.catalog.contracts {
            for (t, table) in (0u32..).zip(&contract.tables) {
                let Some(ix) = table.relation else { continue };
                let detail = self.catalog.asset(ix).detail as usize;
                self.catalog.relations[detail]
                    .contracts
                    .push((contract.asset, t));
            }
        }
        // A port may name a contract about other tables, those behind it.
        let mut named: FxHashSet<(AssetIx, AssetIx)> = FxHashSet::default();
        for product in &self.catalog.products {
            for port in &product.outputs {
                let Some(contract) = port.contract else {
                    continue;
                };
                for ix in &port.relations {
                    named.insert((*ix, contract));
                    let detail = self.catalog.asset(*ix).detail as usize;
                    let known = &mut self.catalog.relations[detail].contracts;
                    if !known.iter().any(|(k, _)| *k == contract) {
                        known.push((contract, u32::MAX));
                    }
                }
            }
        }
        for i in 0..self.catalog.relations.len() {
            if self.catalog.relations[i].contracts.len() > 1 {
                let kept = self.without_older(i, &named);
                self.catalog.relations[i].contracts = kept;
            }
        }
        let c = &self.catalog;
        let mut findings = Vec::new();
        for contract in &c.contracts {
            for (t, table) in (0u32..).zip(&contract.tables) {
                if let Some(relation) = table.relation.and_then(|ix| c.relation(ix))
                    && relation.contracts.contains(&(contract.asset, t))
                {
                    check::missing_columns(c, table, relation, &mut findings);
                }
            }
        }
        self.findings.append(&mut findings);
    }

    /// The contracts of a relation, of each contract one version: the one that its port names, else
    /// the newest.
    fn without_older(
        &self,
        relation: usize,
        named: &FxHashSet<(AssetIx, AssetIx)>,
    ) -> Vec<(AssetIx, u32)> {
        let relation = &self.catalog.relations[relation];
        let is_better = |a: AssetIx, b: AssetIx| {
            let is_named = |k| named.contains(&(relation.asset, k));
            let newer = || version::compare(&self.contract(a).version, &self.contract(b).version);
            is_named(a).cmp(&is_named(b)).then_with(newer) == Ordering::Greater
        };
        relation
            .contracts
            .iter()
            .filter(|(k, _)| {
                !relation.contracts.iter().any(|(other, _)| {
                    self.contract(*other).id == self.contract(*k).id && is_better(*other, *k)
                })
            })
            .copied()
            .collect()
    }
}
