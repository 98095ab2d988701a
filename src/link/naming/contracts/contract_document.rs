//! From the document of a contract to what the catalog keeps of it.

use super::quality_text::quality;
use crate::catalog::{
    AssetIx, Contract, ContractColumn, ContractRef, ContractRole, ContractTable, Property, Quality,
    Relationship, WrittenAt,
};
use crate::diagnostic::{FileId, Finding, Pos, Subject};
use crate::link::full_names::{join, split};
use crate::link::naming::shared_fields::{
    approvers, definitions, members, properties, sla, support,
};
use crate::manifest::bitol::{self, AnyText};
use crate::privacy::{Text, without_secrets};

/// The full name of a physical name on a server.
pub(super) fn complete(server: &bitol::ContractServer, physical: &str) -> String {
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

/// What of a document is read under one heading: its file, its asset, and what is wrong.
struct Reader<'a> {
    file: FileId,
    asset: &'a Subject,
    findings: &'a mut Vec<Finding>,
}

/// The contract of a document.
pub(super) fn convert(
    asset: AssetIx,
    subject: &Subject,
    contract: &bitol::DataContract,
    file: FileId,
    findings: &mut Vec<Finding>,
) -> Contract {
    let mut reader = Reader {
        file,
        asset: subject,
        findings,
    };
    let parts = &contract.description.0;
    let mut all = properties(&contract.authoritative_definitions, &[]);
    all.extend(custom(&contract.custom_properties));
    all.extend(contract.team.description.as_ref().map(|text| Property {
        name: "about the team".to_owned(),
        value: text.clone(),
        is_url: false,
    }));
    let described = definitions(&parts.authoritative_definitions);
    let team = definitions(&contract.team.authoritative_definitions);
    Contract {
        asset,
        id: contract.id.value.clone(),
        version: contract.version.clone(),
        versions: Vec::new(),
        status: contract.status.clone(),
        standard: format!("ODCS {}", contract.api_version),
        tenant: contract.tenant.clone(),
        domain: contract.domain.as_ref().map(|d| d.value.clone()),
        product: contract.data_product.as_ref().map(|d| d.value.clone()),
        tags: contract.tags.clone(),
        purpose: parts.purpose.clone(),
        usage: parts.usage.clone(),
        limitations: parts.limitations.clone(),
        servers: contract.servers.iter().map(server).collect(),
        tables: contract.schema.iter().map(|t| reader.table(t)).collect(),
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
        definitions: described
            .into_iter()
            .map(|d| ("description", d))
            .chain(team.into_iter().map(|d| ("team", d)))
            .collect(),
    }
}

/// Type, place in it, environment, and how it is reached.
fn server(server: &bitol::ContractServer) -> Property {
    let place = complete(server, "*");
    let mut value = server.kind.clone().unwrap_or_default();
    if place != "*" {
        value = format!("{value} {place}");
    }
    if let Some(environment) = &server.environment {
        value = format!("{value} ({environment})");
    }
    let more: [(&str, &Option<AnyText>); 10] = [
        ("host", &server.host),
        ("port", &server.port),
        ("location", &server.location),
        ("endpoint", &server.endpoint_url),
        ("account", &server.account),
        ("region", &server.region),
        ("path", &server.path),
        ("format", &server.format),
        ("topic", &server.topic),
        ("warehouse", &server.warehouse),
    ];
    for (name, text) in more {
        if let Some(AnyText(text)) = text {
            value = format!("{value}, {name} {text}");
        }
    }
    if let Some(text) = &server.description {
        value = format!("{value}: {text}");
    }
    Property {
        name: server.server.clone().unwrap_or_default(),
        // A host or an endpoint may be an address with a password in it.
        value: without_secrets(value.trim(), Text::Prose).into_owned(),
        is_url: false,
    }
}

fn custom(all: &[bitol::StandardProperty]) -> Vec<Property> {
    all.iter()
        .map(|p| Property {
            name: p.property.clone(),
            value: p.value.0.clone(),
            is_url: false,
        })
        .collect()
}

fn refs(names: &[String]) -> Vec<ContractRef> {
    names
        .iter()
        .map(|text| ContractRef {
            text: text.clone(),
            ..ContractRef::default()
        })
        .collect()
}

/// `of` is what a relationship without `from` belongs to.
fn relationships(all: &[bitol::Relationship], of: &str) -> Vec<Relationship> {
    all.iter()
        .map(|r| Relationship {
            kind: r.kind.clone().unwrap_or_else(|| "foreignKey".to_owned()),
            from: match r.from.values.as_slice() {
                [] => refs(&[of.to_owned()]),
                from => refs(from),
            },
            to: refs(&r.to.values),
            properties: custom(&r.custom_properties),
        })
        .collect()
}

impl Reader<'_> {
    fn table(&mut self, object: &bitol::SchemaObject) -> ContractTable {
        let mut columns = Vec::new();
        for property in &object.properties {
            self.flatten(property, object.name.as_str(), None, &mut columns);
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
            quality: self.quality(&object.quality),
            relationships: relationships(&object.relationships, object.name.as_str()),
            definitions: definitions(&object.authoritative_definitions),
            relation: None,
            pos: WrittenAt(object.name.pos(self.file)),
        }
    }

    fn quality(&mut self, all: &[bitol::Quality]) -> Vec<Quality> {
        all.iter()
            .map(|rule| quality(rule, self.file, self.asset, self.findings))
            .collect()
    }

    /// A property and what is nested in it, items of arrays included. `parent` is the place of
    /// the column that holds it.
    fn flatten(
        &mut self,
        property: &bitol::Property,
        table: &str,
        parent: Option<usize>,
        out: &mut Vec<ContractColumn>,
    ) {
        let name = property.name.as_ref().map_or("item", |n| n.as_str());
        let physical = property.physical_name.as_deref().unwrap_or(name);
        let (path, physical_path, depth) = match parent.and_then(|at| out.get(at)) {
            Some(of) => (
                format!("{}.{name}", of.path),
                format!("{}.{physical}", of.physical_path),
                of.depth + 1,
            ),
            None => (name.to_owned(), physical.to_owned(), 0),
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
        // An array of arrays holds what the innermost one holds.
        let mut items = property.items.as_deref();
        let mut nested: Vec<&bitol::Property> = Vec::new();
        let mut rules = self.quality(&property.quality);
        while let Some(item) = items {
            nested.extend(&item.properties);
            rules.extend(self.quality(&item.quality));
            items = item.items.as_deref();
        }
        nested.extend(&property.properties);
        let place = out.len();
        let start = Pos::start(self.file);
        out.push(ContractColumn {
            physical_path,
            physical_name: property.physical_name.clone(),
            depth,
            data_type,
            business_name: property.business_name.clone(),
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
            quality: rules,
            examples: property.examples.values.clone(),
            sources: refs(&property.transform_source_objects),
            transform_logic: property.transform_logic.clone(),
            transform_description: property.transform_description.clone(),
            relationships: relationships(&property.relationships, &format!("{table}.{path}")),
            definitions: definitions(&property.authoritative_definitions),
            pos: WrittenAt(property.name.as_ref().map_or(start, |n| n.pos(self.file))),
            path,
        });
        for property in nested {
            self.flatten(property, table, Some(place), out);
        }
    }
}
