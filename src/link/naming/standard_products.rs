//! Products of the Open Data Product Standard.

use super::described::{Described, Names};
use super::products::{ProductNames, Products, name_port};
use super::shared_fields::{properties, support};
use super::teams::team_named;
use crate::catalog::{
    AssetIx, InputPort, Kind, Lifecycle, OutputPort, Product, Property, Status, WrittenAt,
};
use crate::diagnostic::FileId;
use crate::manifest::{Document, bitol};

/// `kind: DataProduct` of the Open Data Product Standard. Its tables are known through the
/// contracts of its ports only; its DME is the custom property `environment`, or else follows
/// from where those tables lie.
pub(in crate::link) fn products(
    names: &mut Names<'_>,
    known: &mut ProductNames<'_>,
    out: &mut Products,
    documents: &[Document<bitol::StandardProduct>],
) {
    for document in documents {
        let product = &document.body;
        let file = document.pos.file;
        let parts = &product.description.0;
        let added = names.add(&Described {
            kind: Kind::Product,
            name: product.id.as_str(),
            title: product.name.as_deref(),
            description: parts.purpose.as_deref(),
            status: Status::from_text(&product.status),
            detail: out.all.len(),
            pos: product.id.pos(file),
        });
        let Some(asset) = added else { continue };
        let built = read(names, known, asset, product, file);
        for (index, port) in (0u32..).zip(&built.outputs) {
            name_port(&mut names.registry, asset, index, &port.relations);
        }
        out.all.push(built);
    }
}

fn read(
    names: &mut Names<'_>,
    known: &mut ProductNames<'_>,
    asset: AssetIx,
    product: &bitol::StandardProduct,
    file: FileId,
) -> Product {
    let environment = product
        .custom_properties
        .iter()
        .find(|p| matches!(p.property.as_str(), "environment" | "dme"))
        .and_then(|p| names.registry.find(Kind::Dme, &p.value.0));
    if let Some(dme) = environment {
        known.environments[names.registry.detail(dme)]
            .products
            .push(asset);
    }
    let domain = product
        .domain
        .as_ref()
        .and_then(|d| names.registry.find(Kind::Domain, d.as_str()));
    if let Some(domain) = domain {
        known.domains[names.registry.detail(domain)]
            .products
            .push(asset);
    }
    let team = match &product.team.name {
        Some(name) => team_named(names, known.teams, name.as_str(), name.pos(file)),
        None => None,
    };
    let (registry, contracts) = (&names.registry, &known.contracts);
    let outputs = product
        .output_ports
        .iter()
        .map(|p| {
            let contract = contracts.named(registry, p.contract_id.as_ref(), p.version.as_deref());
            OutputPort {
                name: p.name.value.clone(),
                version: p.version.clone(),
                kind: p.kind.clone(),
                relations: contracts.relations(registry, contract),
                status: None,
                lifecycle: Lifecycle::default(),
                contract,
                contract_id: p.contract_id.as_ref().map(|k| k.value.clone()),
                audiences: Vec::new(),
                is_for_nobody: false,
                pos: WrittenAt(p.name.pos(file)),
            }
        })
        .collect();
    let inputs = product
        .input_ports
        .iter()
        .map(|p| {
            let contract = contracts.named(registry, p.contract_id.as_ref(), p.version.as_deref());
            InputPort {
                name: p.name.value.clone(),
                version: p.version.clone(),
                relations: contracts.relations(registry, contract),
                contract,
                contract_id: p.contract_id.as_ref().map(|k| k.value.clone()),
                pos: WrittenAt(p.name.pos(file)),
            }
        })
        .collect();
    Product {
        asset,
        version: product.version.as_ref().map(|v| v.value.clone()),
        version_pos: product.version.as_ref().map(|v| WrittenAt(v.pos(file))),
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
        on_call: None,
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
