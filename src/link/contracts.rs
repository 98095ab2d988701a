//! Data contracts: read as documents, then attached to the tables that their servers and schema
//! objects name.

use super::Linker;
use super::entities::{approvers, members, properties, support};
use super::names::{join, split};
use super::products::sla;
use crate::catalog::{
    AssetIx, Contract, ContractColumn, ContractRole, ContractTable, Kind, Property, Quality, Status,
};
use crate::diagnostic::{FileId, Finding, Pos, Rule};
use crate::manifest::bitol;

impl Linker<'_> {
    /// `kind: DataContract`. Several versions of one contract may stand side by side; the first
    /// read has the plain id, the others `id@version`.
    pub(super) fn contracts(&mut self) {
        let manifests = self.manifests;
        for document in &manifests.contracts {
            let contract = &document.body;
            let file = document.pos.file;
            let id = contract.id.as_str();
            let taken = self.catalog.find(Kind::Contract, id).is_some_and(|ix| {
                let detail = self.catalog.asset(ix).detail as usize;
                self.catalog.contracts[detail].version != contract.version
            });
            let name = if taken {
                format!("{id}@{}", contract.version)
            } else {
                id.to_owned()
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
            self.catalog.contracts.push(convert(asset, contract, file));
        }
        self.bind_contracts();
    }

    /// Finds the relation of each schema object: its server's project and dataset with its
    /// physical name, which may be qualified already.
    fn bind_contracts(&mut self) {
        let manifests = self.manifests;
        for i in 0..self.catalog.contracts.len() {
            let asset = self.catalog.contracts[i].asset;
            let pos = self.catalog.asset(asset).pos;
            let document = manifests
                .contracts
                .iter()
                .find(|d| Some(d.body.id.pos(d.pos.file)) == pos);
            let Some(document) = document else { continue };
            for (t, object) in document.body.schema.iter().enumerate() {
                let physical = object
                    .physical_name
                    .as_ref()
                    .map_or(object.name.as_str(), |p| p.as_str());
                let mut found = None;
                let mut candidates = vec![physical.to_owned()];
                for server in &document.body.servers {
                    candidates.push(complete(server, physical));
                }
                for candidate in &candidates {
                    let (p, d, t) = split(candidate);
                    let (p, d) = self.facts.aliases.resolve(p, d);
                    found = found.or_else(|| self.catalog.find_relation(&join(p, d, t)));
                }
                if found.is_none() && !document.body.servers.is_empty() && !self.facts.is_empty() {
                    let name = candidates.last().cloned().unwrap_or_default();
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
        let mut findings = Vec::new();
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
        for product in &self.catalog.products {
            for port in &product.outputs {
                let Some(contract) = port.contract else {
                    continue;
                };
                for ix in &port.relations {
                    let detail = self.catalog.asset(*ix).detail as usize;
                    let known = &mut self.catalog.relations[detail].contracts;
                    if !known.iter().any(|(k, _)| *k == contract) {
                        known.push((contract, u32::MAX));
                    }
                }
            }
        }
        for contract in &self.catalog.contracts {
            for table in &contract.tables {
                let Some(relation) = table.relation.and_then(|ix| self.catalog.relation(ix)) else {
                    continue;
                };
                let known: Vec<&str> = self
                    .catalog
                    .columns_of(relation)
                    .iter()
                    .map(|c| self.catalog.str(c.path))
                    .collect();
                // Where no warehouse lists the columns, there may be more.
                if known.is_empty() || !relation.columns_complete {
                    continue;
                }
                for column in table.columns.iter().filter(|c| c.depth == 0) {
                    let is = |k: &&str| {
                        k.eq_ignore_ascii_case(&column.path)
                            || column
                                .physical_name
                                .as_ref()
                                .is_some_and(|p| k.eq_ignore_ascii_case(p))
                    };
                    if !known.iter().any(is) {
                        let name = self.catalog.name(relation.asset);
                        let help = match crate::diagnostic::nearest(
                            &column.path,
                            known.iter().copied(),
                        ) {
                            Some(near) => format!(
                                "did you mean `{near}`? Else correct the contract, or restore the column"
                            ),
                            None => "correct the contract, or restore the column".to_owned(),
                        };
                        findings.push(
                            Finding::new(
                                Rule::ContractColumn,
                                format!(
                                    "the contract states column `{}`, which `{name}` doesn't have",
                                    column.path
                                ),
                            )
                            .at(Pos {
                                line: column.line,
                                column: 1,
                                file: table.pos.file,
                            })
                            .asset(self.catalog.id(relation.asset))
                            .help(help),
                        );
                    }
                }
            }
        }
        self.findings.append(&mut findings);
    }
}

/// The full name of a physical name on a server.
fn complete(server: &bitol::ContractServer, physical: &str) -> String {
    let project = server
        .project
        .as_deref()
        .or(server.database.as_deref())
        .or(server.catalog.as_deref());
    let dataset = server.dataset.as_deref().or(server.schema.as_deref());
    let (p, d, t) = split(physical);
    let project = if p.is_empty() {
        project.unwrap_or("")
    } else {
        p
    };
    let dataset = if d.is_empty() {
        dataset.unwrap_or("")
    } else {
        d
    };
    join(project, dataset, t)
}

fn convert(asset: AssetIx, contract: &bitol::DataContract, file: FileId) -> Contract {
    let parts = &contract.description.0;
    let mut all = properties(&contract.authoritative_definitions, &[]);
    all.extend(contract.custom_properties.iter().map(|p| Property {
        name: p.property.clone(),
        value: p.value.0.clone(),
        is_url: false,
    }));
    Contract {
        asset,
        id: contract.id.value.clone(),
        version: contract.version.clone(),
        status: contract.status.clone(),
        standard: format!("ODCS {}", contract.api_version),
        tenant: contract.tenant.clone(),
        domain: contract.domain.as_ref().map(|d| d.value.clone()),
        product: contract.data_product.as_ref().map(|d| d.value.clone()),
        tags: contract.tags.clone(),
        purpose: parts.purpose.clone(),
        usage: parts.usage.clone(),
        limitations: parts.limitations.clone(),
        servers: contract
            .servers
            .iter()
            .map(|s| Property {
                name: s.server.clone().unwrap_or_default(),
                value: {
                    let place = complete(s, "*");
                    let kind = s.kind.clone().unwrap_or_default();
                    match &s.environment {
                        Some(environment) => format!("{kind} {place} ({environment})"),
                        None => format!("{kind} {place}"),
                    }
                },
                is_url: false,
            })
            .collect(),
        tables: contract
            .schema
            .iter()
            .map(|object| {
                let mut columns = Vec::new();
                for property in &object.properties {
                    flatten(property, "", 0, &mut columns);
                }
                ContractTable {
                    name: object.name.value.clone(),
                    physical_name: object
                        .physical_name
                        .as_ref()
                        .map_or_else(|| object.name.value.clone(), |p| p.value.clone()),
                    physical_type: object.physical_type.clone(),
                    business_name: object.business_name.clone(),
                    description: object.description.clone(),
                    granularity: object.data_granularity_description.clone(),
                    tags: object.tags.clone(),
                    columns,
                    quality: object.quality.iter().map(quality).collect(),
                    relation: None,
                    pos: object.name.pos(file),
                }
            })
            .collect(),
        team: contract.team.name.as_ref().map(|n| n.value.clone()),
        members: members(&contract.team.members),
        roles: contract
            .roles
            .iter()
            .map(|r| ContractRole {
                role: r.role.clone(),
                access: r.access.clone(),
                description: r.description.clone(),
                approvers: approvers(&r.first_level_approvers, &r.second_level_approvers),
            })
            .collect(),
        sla: sla(&contract.sla_properties),
        support: support(&contract.support),
        properties: all,
    }
}

/// A property and what is nested in it, items of arrays included.
fn flatten(property: &bitol::Property, parent: &str, depth: usize, out: &mut Vec<ContractColumn>) {
    let name = property.name.as_ref().map_or("item", |n| n.as_str());
    let path = if parent.is_empty() {
        name.to_owned()
    } else {
        format!("{parent}.{name}")
    };
    let mut data_type = property
        .physical_type
        .clone()
        .or_else(|| property.logical_type.clone())
        .unwrap_or_default();
    if let Some(items) = &property.items
        && let Some(inner) = items.physical_type.as_ref().or(items.logical_type.as_ref())
    {
        data_type = format!("{data_type} of {inner}");
    }
    out.push(ContractColumn {
        path: path.clone(),
        physical_name: property.physical_name.clone(),
        depth,
        data_type,
        description: property
            .description
            .clone()
            .or_else(|| property.business_name.clone()),
        required: property.required,
        primary_key: property.primary_key,
        unique: property.unique,
        partitioned: property.partitioned,
        classification: property.classification.clone(),
        critical: property.critical_data_element,
        tags: property.tags.clone(),
        quality: property.quality.iter().map(quality).collect(),
        line: property.name.as_ref().map_or(1, |n| n.line),
    });
    let inner = property
        .items
        .iter()
        .flat_map(|i| &i.properties)
        .chain(&property.properties);
    for nested in inner {
        flatten(nested, &path, depth + 1, out);
    }
}

fn quality(rule: &bitol::Quality) -> Quality {
    let mut text = rule
        .description
        .clone()
        .or_else(|| rule.name.clone())
        .or_else(|| rule.metric.clone())
        .or_else(|| rule.rule.clone())
        .unwrap_or_else(|| "quality rule".to_owned());
    let bounds = [
        ("must be", &rule.must_be),
        ("must be greater than", &rule.must_be_greater_than),
        ("must be at least", &rule.must_be_greater_or_equal_to),
        ("must be less than", &rule.must_be_less_than),
        ("must be at most", &rule.must_be_less_or_equal_to),
        ("must be between", &rule.must_be_between),
    ];
    let metric = rule.metric.as_deref().or(rule.rule.as_deref());
    for (words, bound) in bounds {
        if let Some(bound) = bound {
            let metric = metric.map_or(String::new(), |m| format!("{m} "));
            text = format!("{text} ({metric}{words} {})", bound.0);
        }
    }
    Quality { text }
}
