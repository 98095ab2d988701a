//! Products of the Open Data Product Standard.

use super::Linker;
use super::entities::{properties, support};
use crate::catalog::{AssetIx, InputPort, Kind, Lifecycle, OutputPort, Product, Property, Status};
use crate::diagnostic::FileId;
use crate::manifest::bitol;

impl Linker<'_> {
    /// `kind: DataProduct` of the Open Data Product Standard. Its tables are known through the
    /// contracts of its ports only; its DME is the custom property `environment`, or else follows
    /// from where those tables lie.
    pub(super) fn standard_products(&mut self) {
        let manifests = self.manifests;
        for document in &manifests.standard_products {
            let product = &document.body;
            let file = document.pos.file;
            let parts = &product.description.0;
            let added = self.add(
                Kind::Product,
                product.id.as_str(),
                product.name.as_deref(),
                parts.purpose.as_deref(),
                self.catalog.products.len(),
                product.id.pos(file),
            );
            let Some(asset) = added else { continue };
            self.catalog.assets[asset.ix()].status = Status::from_text(&product.status);
            let built = self.standard_product(asset, product, file);
            for (index, port) in (0u32..).zip(&built.outputs) {
                for relation in port.relations.clone() {
                    self.claim_port(asset, index, relation);
                }
            }
            self.catalog.products.push(built);
        }
    }

    fn standard_product(
        &mut self,
        asset: AssetIx,
        product: &bitol::StandardProduct,
        file: FileId,
    ) -> Product {
        let environment = product
            .custom_properties
            .iter()
            .find(|p| matches!(p.property.as_str(), "environment" | "dme"))
            .and_then(|p| self.catalog.find(Kind::Dme, &p.value.0));
        if let Some(dme) = environment {
            let detail = self.catalog.asset(dme).detail as usize;
            self.catalog.environments[detail].products.push(asset);
        }
        let domain = product
            .domain
            .as_ref()
            .and_then(|d| self.catalog.find(Kind::Domain, d.as_str()));
        if let Some(domain) = domain {
            let detail = self.catalog.asset(domain).detail as usize;
            self.catalog.domains[detail].products.push(asset);
        }
        let team = match &product.team.name {
            Some(name) => self.team_named(name.as_str(), name.pos(file)),
            None => None,
        };
        let outputs = product
            .output_ports
            .iter()
            .map(|p| {
                let contract = self.contract_named(p.contract_id.as_ref(), p.version.as_deref());
                OutputPort {
                    name: p.name.value.clone(),
                    version: p.version.clone(),
                    kind: p.kind.clone(),
                    description: p.description.clone(),
                    relations: self.contract_relations(contract),
                    status: None,
                    lifecycle: Lifecycle::default(),
                    contract,
                    contract_id: p.contract_id.as_ref().map(|k| k.value.clone()),
                    audiences: Vec::new(),
                    pos: p.name.pos(file),
                }
            })
            .collect();
        let inputs = product
            .input_ports
            .iter()
            .map(|p| {
                let contract = self.contract_named(p.contract_id.as_ref(), p.version.as_deref());
                InputPort {
                    name: p.name.value.clone(),
                    version: p.version.clone(),
                    relations: self.contract_relations(contract),
                    contract,
                    contract_id: p.contract_id.as_ref().map(|k| k.value.clone()),
                    pos: p.name.pos(file),
                }
            })
            .collect();
        Product {
            asset,
            version: product.version.clone(),
            tags: product.tags.clone(),
            domain,
            domain_text: product
                .domain
                .as_ref()
                .filter(|_| domain.is_none())
                .map(|d| d.value.clone()),
            environment,
            criticality: None,
            master_data: false,
            team,
            support: support(&product.support),
            tables: Vec::new(),
            inputs,
            outputs,
            sla: Vec::new(),
            checks: Vec::new(),
            releases: Vec::new(),
            lifecycle: Lifecycle {
                valid_from: product.product_created_ts.clone(),
                ..Lifecycle::default()
            },
            properties: standard_properties(product),
            standard: format!("ODPS {}", product.api_version),
        }
    }
}

fn standard_properties(product: &bitol::StandardProduct) -> Vec<Property> {
    let parts = &product.description.0;
    let text = |name: &str, value: &Option<String>| {
        value.as_ref().map(|v| Property {
            name: name.to_owned(),
            value: v.clone(),
            is_url: false,
        })
    };
    let mut all = properties(&product.authoritative_definitions, &[]);
    all.extend(text("usage", &parts.usage));
    all.extend(text("limitations", &parts.limitations));
    all.extend(text("tenant", &product.tenant));
    all.extend(product.management_ports.iter().map(|p| {
        Property {
            name: format!("management port {}", p.name),
            value: [&p.content, &p.kind, &p.url, &p.description]
                .into_iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join(", "),
            is_url: false,
        }
    }));
    all.extend(product.custom_properties.iter().map(|p| Property {
        name: p.property.clone(),
        value: p.value.0.clone(),
        is_url: false,
    }));
    all
}
