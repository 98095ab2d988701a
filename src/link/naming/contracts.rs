//! Data contracts: read as documents, then bound to the tables that their servers and schema
//! objects name.

mod contract_document;
pub(in crate::link) mod contract_version;
mod quality_text;

use std::cmp::Ordering;
use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use super::described::{Described, Names};
use crate::catalog::{AssetIx, Contract, Kind, Registry, Status};
use crate::diagnostic::{Finding, Rule, text};
use crate::document::Located;
use crate::link::facts::Settled;
use crate::link::resolver::Resolver;
use crate::manifest::Document;
use crate::manifest::bitol::{ContractServer, DataContract};

/// Contracts as they are named.
#[derive(Debug, Default)]
pub(in crate::link) struct Contracts {
    pub(in crate::link) all: Vec<Contract>,
    /// By contract, the place of its document among those that were read.
    pub(in crate::link) documents: Vec<usize>,
    /// Assets of the ids that stand in several versions, newest first.
    versions: FxHashMap<String, Vec<AssetIx>>,
}

/// `kind: DataContract`. Several versions of one contract may stand side by side; the newest
/// has the plain id, the others `id@version`.
pub(in crate::link) fn contracts(
    names: &mut Names<'_>,
    facts: &Settled,
    documents: &[Document<DataContract>],
) -> Contracts {
    let mut contracts = Contracts::default();
    let mut newest: FxHashMap<&str, &str> = FxHashMap::default();
    for document in documents {
        let version = document.body.version.as_str();
        let known = newest.entry(document.body.id.as_str()).or_insert(version);
        if contract_version::compare(version, known) == Ordering::Greater {
            *known = version;
        }
    }
    for (place, document) in documents.iter().enumerate() {
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
        let added = names.add(&Described {
            kind: Kind::Contract,
            name: &name,
            title: contract.name.as_deref(),
            description: parts.purpose.as_deref(),
            status: Status::from_text(&contract.status),
            detail: contracts.all.len(),
            pos: contract.id.pos(file),
        });
        let Some(asset) = added else { continue };
        let subject = names.registry.subject(asset);
        let built =
            contract_document::convert(asset, &subject, contract, file, &mut names.findings);
        contracts.all.push(built);
        contracts.documents.push(place);
    }
    contracts.versions = tell_versions(&names.registry, &mut contracts.all);
    bind(names, facts, &mut contracts, documents);
    contracts
}

/// Tells the versions of one contract of each other.
fn tell_versions(
    registry: &Registry,
    contracts: &mut [Contract],
) -> FxHashMap<String, Vec<AssetIx>> {
    let mut by_id: BTreeMap<&str, Vec<&Contract>> = BTreeMap::new();
    for contract in contracts.iter() {
        by_id.entry(&contract.id).or_default().push(contract);
    }
    let mut versions = FxHashMap::default();
    let mut others = Vec::new();
    for (id, mut all) in by_id {
        if all.len() > 1 {
            all.sort_by(|a, b| contract_version::compare(&b.version, &a.version));
            let all: Vec<AssetIx> = all.iter().map(|k| k.asset).collect();
            others.extend(all.iter().map(|ix| (*ix, all.clone())));
            versions.insert(id.to_owned(), all);
        }
    }
    for (ix, mut all) in others {
        all.retain(|other| *other != ix);
        contracts[registry.detail(ix)].versions = all;
    }
    versions
}

impl Contracts {
    /// The contract that a manifest names, in the version that fits its own; none, silently, where
    /// no document has that id: the contract may live elsewhere.
    pub(in crate::link) fn named(
        &self,
        registry: &Registry,
        id: Option<&Located<String>>,
        version: Option<&str>,
    ) -> Option<AssetIx> {
        let id = id?.as_str();
        let Some(all) = self.versions.get(id) else {
            return registry.find(Kind::Contract, id);
        };
        let versions: Vec<&str> = all
            .iter()
            .map(|ix| self.all[registry.detail(*ix)].version.as_str())
            .collect();
        all.get(contract_version::wanted_version(version, &versions))
            .copied()
    }

    /// Tables of a contract that are in the catalog.
    pub(in crate::link) fn relations(
        &self,
        registry: &Registry,
        contract: Option<AssetIx>,
    ) -> Vec<AssetIx> {
        let Some(contract) = contract else {
            return Vec::new();
        };
        let tables = self.all[registry.detail(contract)].tables.iter();
        tables.filter_map(|t| t.relation).collect()
    }

    /// A product says that this contract is about this relation. The contract's table is the one
    /// of that name, or its only one.
    pub(in crate::link) fn attach(
        &mut self,
        registry: &Registry,
        contract: Option<AssetIx>,
        relation: AssetIx,
        name: &str,
    ) {
        let Some(contract) = contract else { return };
        let short = registry
            .relation(relation)
            .map_or("", |r| registry.str(r.table));
        let tables = &mut self.all[registry.detail(contract)].tables;
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
}

/// Finds the relation of each schema object: its server's project and dataset with its
/// physical name, which may be qualified already.
fn bind(
    names: &mut Names<'_>,
    facts: &Settled,
    contracts: &mut Contracts,
    documents: &[Document<DataContract>],
) {
    for (contract, place) in contracts.all.iter_mut().zip(&contracts.documents) {
        let Some(document) = documents.get(*place) else {
            continue;
        };
        let servers = &document.body.servers;
        for (table, object) in contract.tables.iter_mut().zip(&document.body.schema) {
            let physical = object
                .physical_name
                .as_ref()
                .map_or(object.name.as_str(), |p| p.as_str());
            let found = relation_on(&names.registry, &names.resolver, servers, physical);
            if found.is_none() && !servers.is_empty() && !facts.is_empty() {
                let name = servers.last().map_or(physical.to_owned(), |s| {
                    contract_document::complete(s, physical)
                });
                names.findings.push(
                    Finding::new(
                        Rule::ContractUnattached,
                        text!(
                            "the contract names `{name}`, which no export describes",
                            name
                        ),
                    )
                    .at(object
                        .physical_name
                        .as_ref()
                        .unwrap_or(&object.name)
                        .pos(document.pos.file))
                    .about(names.registry.subject(contract.asset))
                    .help("correct the server or the physicalName, or export that dataset"),
                );
            }
            table.relation = found;
        }
    }
}

/// The relation of this name, as it is or on one of a contract's servers.
pub(in crate::link) fn relation_on(
    registry: &Registry,
    resolver: &Resolver<'_>,
    servers: &[ContractServer],
    name: &str,
) -> Option<AssetIx> {
    let completed = servers.iter().map(|s| contract_document::complete(s, name));
    std::iter::once(name.to_owned())
        .chain(completed)
        .find_map(|candidate| resolver.known(registry, &candidate))
}
