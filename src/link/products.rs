//! Data products, ours and those of the standard, with their tables and ports.

use super::Linker;
use super::entities::{lifecycle, properties, status, support};
use super::listings::Claimed;
use crate::catalog::{
    AssetIx, Catalog, InputPort, Kind, OutputPort, PreviousName, Product, Release, ReleaseCheck,
    Sla, Status, Tier,
};
use crate::diagnostic::{FileId, Pos};
use crate::manifest::kinds;

impl Linker<'_> {
    /// `kind: DataProduct`, ours.
    pub(super) fn products(&mut self) {
        let manifests = self.manifests;
        for document in &manifests.products {
            let product = &document.body;
            let file = document.pos.file;
            let added = self.add(
                Kind::Product,
                product.id.as_str(),
                product.name.as_deref(),
                product.description.as_deref(),
                self.catalog.products.len(),
                product.id.pos(file),
            );
            let Some(asset) = added else { continue };
            self.catalog.assets[asset.ix()].status = status(product.status);
            let built = self.product(asset, product, file);
            self.catalog.products.push(built);
        }
    }

    fn product(&mut self, asset: AssetIx, product: &kinds::DataProduct, file: FileId) -> Product {
        let environment = self.named(
            Kind::Dme,
            product.environment.as_str(),
            product.environment.pos(file),
            "environment",
        );
        if let Some(dme) = environment {
            let detail = self.catalog.asset(dme).detail as usize;
            self.catalog.environments[detail].products.push(asset);
        }
        let domain = product
            .domain
            .as_ref()
            .and_then(|d| self.named(Kind::Domain, d.as_str(), d.pos(file), "domain"));
        let home = environment.and_then(|dme| self.catalog.home_domain(dme));
        if let Some(domain) = domain.or(home) {
            let detail = self.catalog.asset(domain).detail as usize;
            self.catalog.domains[detail].products.push(asset);
        }
        let project = self.only_project(product.environment.as_str());
        let project = project.as_deref();
        let team = self.team(product.team.as_ref(), file);
        let tables = product
            .tables
            .iter()
            .map(|t| self.product_table(asset, t, project, file))
            .collect();
        let outputs = product
            .output_ports
            .iter()
            .map(|p| self.output_port(asset, p, project, file))
            .collect::<Vec<_>>();
        for (index, port) in (0u32..).zip(&outputs) {
            for relation in port.relations.clone() {
                self.claim_port(asset, index, relation);
            }
        }
        let inputs = product
            .input_ports
            .iter()
            .map(|p| {
                let pos = p.name.pos(file);
                let contract = self.contract_named(p.contract_id.as_ref(), p.version.as_deref());
                let mut relations = self.contract_relations(contract);
                if let Some(name) = &p.physical_name {
                    let full = self.qualified(name.as_str(), project);
                    relations.insert(0, self.named_or_newest(&full));
                }
                InputPort {
                    name: p.name.value.clone(),
                    version: p.version.clone(),
                    relations,
                    contract,
                    contract_id: p.contract_id.as_ref().map(|k| k.value.clone()),
                    pos,
                }
            })
            .collect();
        Product {
            asset,
            version: product.version.clone(),
            tags: product.tags.clone(),
            domain: domain.or(home),
            domain_text: None,
            environment,
            criticality: product.criticality.map(|c| match c {
                kinds::Criticality::Tier1 => Tier::One,
                kinds::Criticality::Tier2 => Tier::Two,
                kinds::Criticality::Tier3 => Tier::Three,
            }),
            master_data: product.master_data,
            team,
            support: support(&product.support),
            tables,
            inputs,
            outputs,
            sla: sla(&product.sla_properties),
            checks: product
                .release_checks
                .iter()
                .map(|c| ReleaseCheck {
                    id: c.id.clone(),
                    kind: c.kind.clone(),
                    required: c.required,
                })
                .collect(),
            releases: product
                .releases
                .iter()
                .map(|r| Release {
                    version: r.version.clone(),
                    date: r.date.clone(),
                    notes: r.notes.clone(),
                })
                .collect(),
            lifecycle: lifecycle(&product.lifecycle, file),
            properties: properties(
                &product.authoritative_definitions,
                &product.custom_properties,
            ),
            standard: crate::manifest::API_VERSION.to_owned(),
        }
    }

    /// The project of a DME, where all of its servers share one that isn't a glob.
    fn only_project(&self, dme: &str) -> Option<String> {
        let servers = &self
            .manifests
            .environments
            .iter()
            .find(|d| d.body.id.as_str() == dme)?
            .body
            .servers;
        let first = servers.first()?.project.as_str();
        let one = servers.iter().all(|s| s.project.as_str() == first);
        (one && !first.contains(['*', '?', '[', '{'])).then(|| first.to_owned())
    }

    /// The relation of this full name; of a wildcard the newest table, which stands for the others.
    fn named_or_newest(&mut self, full: &str) -> AssetIx {
        let number = self.wildcard(full);
        let wildcard = number.and_then(|number| self.catalog.wildcards.get(number));
        match wildcard.map(|wildcard| wildcard.newest) {
            Some(newest) => newest,
            None => self.relation_named(full),
        }
    }

    fn product_table(
        &mut self,
        product_ix: AssetIx,
        table: &kinds::ProductTable,
        project: Option<&str>,
        file: FileId,
    ) -> AssetIx {
        let full = self.qualified(table.physical_name.as_str(), project);
        let ix = self.named_or_newest(&full);
        let pos = table.physical_name.pos(file);
        self.dangling(ix, product_ix, pos, "table");
        self.describe(ix, &table.description);
        self.lifecycle_of(ix, table.status.map(status), &table.lifecycle);
        let previous = table
            .previous_names
            .iter()
            .map(|p| PreviousName {
                name: self.qualified(p.name.as_str(), project),
                until: p.until.clone(),
                environment: p
                    .environment
                    .as_ref()
                    .and_then(|e| self.named(Kind::Dme, e.as_str(), e.pos(file), "environment")),
            })
            .collect();
        let detail = self.catalog.asset(ix).detail as usize;
        let relation = &mut self.catalog.relations[detail];
        relation.previous = previous;
        relation.product = relation.product.or(Some(product_ix));
        let contract = self.contract_named(table.contract_id.as_ref(), None);
        self.attach(contract, ix, &table.name);
        ix
    }

    fn output_port(
        &mut self,
        product: AssetIx,
        port: &kinds::OutputPort,
        project: Option<&str>,
        file: FileId,
    ) -> OutputPort {
        let contract = self.contract_named(port.contract_id.as_ref(), port.version.as_deref());
        let mut relations = Vec::new();
        if let Some(name) = &port.physical_name {
            let full = self.qualified(name.as_str(), project);
            let ix = self.relation_named(&full);
            self.dangling(ix, product, name.pos(file), "output port");
            self.describe(ix, &port.description);
            self.lifecycle_of(ix, port.status.map(status), &port.lifecycle);
            for input in &port.declared_inputs {
                let input = self.qualified(input.as_str(), project);
                let from = self.relation_named(&input);
                self.declared.push((ix, from));
            }
            relations.push(ix);
            self.attach(contract, ix, port.name.as_str());
        } else {
            relations = self.contract_relations(contract);
        }
        OutputPort {
            name: port.name.value.clone(),
            version: port.version.clone(),
            kind: port.kind.clone(),
            description: port.description.clone(),
            relations,
            status: port.status.map(status),
            lifecycle: lifecycle(&port.lifecycle, file),
            contract,
            contract_id: port.contract_id.as_ref().map(|k| k.value.clone()),
            audiences: port
                .audiences
                .iter()
                .map(|a| (a.name.value.clone(), a.grantee.clone(), a.role.clone()))
                .collect(),
            pos: port.name.pos(file),
        }
    }

    pub(super) fn claim_port(&mut self, product: AssetIx, index: u32, relation: AssetIx) {
        let detail = self.catalog.asset(relation).detail as usize;
        let relation = &mut self.catalog.relations[detail];
        if relation.port.is_none() {
            relation.product = Some(product);
            relation.port = Some(index);
        }
    }

    /// What a manifest claims; whether it is in the warehouse is asked once all is read.
    fn dangling(&mut self, relation: AssetIx, product: AssetIx, pos: Pos, what: &'static str) {
        self.claimed.push(Claimed {
            relation,
            product,
            pos,
            what,
        });
    }

    /// A manifest's text serves where the warehouse has none.
    fn describe(&mut self, ix: AssetIx, text: &Option<String>) {
        if let Some(text) = text.as_deref().filter(|t| !t.trim().is_empty()) {
            let sym = self.sym(text);
            let asset = &mut self.catalog.assets[ix.ix()];
            asset.description = asset.description.or(Some(sym));
        }
    }

    fn lifecycle_of(&mut self, ix: AssetIx, status: Option<Status>, lifecycle: &kinds::Lifecycle) {
        let asset = &mut self.catalog.assets[ix.ix()];
        if let Some(status) = status {
            asset.status = status;
            self.stated.insert(ix);
        }
        let detail = asset.detail as usize;
        if let Some(by) = &lifecycle.replaced_by {
            self.catalog.relations[detail].replaced_by = Some(by.value.clone());
        }
    }
}

pub(super) fn sla(properties: &[kinds::SlaProperty]) -> Vec<Sla> {
    properties
        .iter()
        .map(|s| Sla {
            property: s.property.value.clone(),
            value: match &s.value_ext {
                Some(ext) if ext != s.value.as_str() => format!("{} to {ext}", s.value.as_str()),
                _ => s.value.value.clone(),
            },
            unit: s.unit.clone(),
            element: s.element.clone(),
            driver: s.driver.clone(),
            description: s.description.clone(),
        })
        .collect()
}

/// What products read: relation, product, place of the input port.
pub(super) fn input_edges(catalog: &Catalog) -> Vec<(AssetIx, AssetIx, Pos)> {
    catalog
        .products
        .iter()
        .flat_map(|p| {
            p.inputs.iter().flat_map(move |port| {
                port.relations
                    .iter()
                    .map(move |relation| (*relation, p.asset, port.pos))
            })
        })
        .collect()
}
