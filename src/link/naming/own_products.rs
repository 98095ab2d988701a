//! Data products of our own manifests, with their tables and ports.

use super::described::{Described, Names};
use super::on_call::on_call;
use super::products::{NamedByProduct, ProductNames, Products, name_port};
use super::shared_fields::{lifecycle, properties, sla, status, support};
use super::teams::team;
use crate::catalog::{
    AssetIx, InputPort, Kind, OutputPort, PreviousName, Product, Registry, Release, ReleaseCheck,
    Renamed, Tier, WaitsFor, WrittenAt,
};
use crate::diagnostic::FileId;
use crate::link::full_names::split;
use crate::manifest::{Document, kinds};
use crate::privacy::{Text, publishable};

/// `kind: DataProduct`, ours.
pub(in crate::link) fn products(
    names: &mut Names<'_>,
    known: &mut ProductNames<'_>,
    out: &mut Products,
    documents: &[Document<kinds::DataProduct>],
) {
    for document in documents {
        let product = &document.body;
        let file = document.pos.file;
        let added = names.add(&Described {
            kind: Kind::Product,
            name: product.id.as_str(),
            title: product.name.as_deref(),
            description: product.description.as_deref(),
            status: status(product.status),
            detail: out.all.len(),
            pos: product.id.pos(file),
        });
        let Some(asset) = added else { continue };
        let built = read(names, known, out, asset, product, file);
        out.all.push(built);
    }
}

fn read(
    names: &mut Names<'_>,
    known: &mut ProductNames<'_>,
    out: &mut Products,
    asset: AssetIx,
    product: &kinds::DataProduct,
    file: FileId,
) -> Product {
    let environment = names.named(
        Kind::Dme,
        product.environment.as_str(),
        product.environment.pos(file),
        "environment",
    );
    if let Some(dme) = environment {
        known.environments[names.registry.detail(dme)]
            .products
            .push(asset);
    }
    let domain = product
        .domain
        .as_ref()
        .and_then(|d| names.named(Kind::Domain, d.as_str(), d.pos(file), "domain"));
    let home = environment.and_then(|dme| {
        let environment = known.environments.get(names.registry.detail(dme))?;
        environment.domains.first().copied()
    });
    if let Some(domain) = domain.or(home) {
        known.domains[names.registry.detail(domain)]
            .products
            .push(asset);
    }
    let project = known.projects.get(product.environment.as_str());
    let reader = Reader {
        asset,
        project: project.copied().flatten(),
        file,
    };
    let team = team(names, known.teams, product.team.as_ref(), file);
    let tables = product
        .tables
        .iter()
        .map(|t| reader.table(names, known, out, t))
        .collect();
    let outputs = product
        .output_ports
        .iter()
        .map(|p| reader.output_port(names, known, out, p))
        .collect::<Vec<_>>();
    for (index, port) in (0u32..).zip(&outputs) {
        name_port(&mut names.registry, asset, index, &port.relations);
    }
    let inputs = product
        .input_ports
        .iter()
        .map(|p| reader.input_port(names, known, p))
        .collect();
    out.renames.add(
        asset,
        Renamed {
            from: former(&product.renamed_from, str::to_owned),
            columns: Vec::new(),
        },
    );
    Product {
        asset,
        version: product.version.as_ref().map(|v| v.value.clone()),
        version_pos: product.version.as_ref().map(|v| WrittenAt(v.pos(file))),
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
        on_call: on_call(known.owners, product.on_call.as_ref()),
        support: support(&product.support),
        tables,
        inputs,
        outputs,
        sla: sla(&product.sla_properties),
        checks: release_checks(&product.release_checks, file),
        releases: releases(&product.releases),
        lifecycle: lifecycle(&product.lifecycle, file),
        properties: properties(
            &product.authoritative_definitions,
            &product.custom_properties,
        ),
        standard: crate::manifest::API_VERSION.to_owned(),
    }
}

fn release_checks(written: &[kinds::ReleaseCheck], file: FileId) -> Vec<ReleaseCheck> {
    let check = |c: &kinds::ReleaseCheck| ReleaseCheck {
        id: c.id.value.clone(),
        kind: c.kind.clone(),
        required: c.required,
        waits_for: c.waits_for.as_ref().and_then(waits_for),
        pos: WrittenAt(c.id.pos(file)),
    };
    written.iter().map(check).collect()
}

fn releases(written: &[kinds::Release]) -> Vec<Release> {
    let release = |r: &kinds::Release| Release {
        version: r.version.clone(),
        date: r.date.clone(),
        notes: r.notes.clone(),
    };
    written.iter().map(release).collect()
}

/// Names that something had before.
fn former(written: &kinds::OneOrMore, full: impl Fn(&str) -> String) -> Vec<String> {
    written.0.iter().map(|name| full(name.as_str())).collect()
}

/// The one key that is written; the reader has left out what has several. Names in exports have lost
/// the addresses of persons, so that these lose them too.
fn waits_for(written: &kinds::WaitsFor) -> Option<WaitsFor> {
    let name = |name: &Option<String>| {
        let name = name.as_deref()?;
        Some(publishable(name, Text::Prose).into_owned())
    };
    let dbt_test = name(&written.dbt_test).map(WaitsFor::DbtTest);
    let quality = name(&written.quality).map(WaitsFor::Quality);
    let monitor = name(&written.monitor).map(WaitsFor::Monitor);
    let job = name(&written.job).map(WaitsFor::Job);
    dbt_test.or(quality).or(monitor).or(job)
}

/// One product of ours, as it is read.
struct Reader<'r> {
    asset: AssetIx,
    /// What completes names: the only project of its DME.
    project: Option<&'r str>,
    file: FileId,
}

impl Reader<'_> {
    /// A full name from the name that a manifest gives, completed by the DME's only project.
    fn qualified(&self, name: &str) -> String {
        let (p, dataset, _) = split(name);
        match self.project {
            Some(project) if p.is_empty() && !dataset.is_empty() => format!("{project}.{name}"),
            _ => name.to_owned(),
        }
    }

    /// What a table or port says of the names that it and its columns had before.
    fn renamed(&self, written: &kinds::OneOrMore, columns: &[kinds::RenamedColumn]) -> Renamed {
        let columns = columns.iter();
        Renamed {
            from: former(written, |name| self.qualified(name)),
            columns: columns
                .map(|c| (c.name.clone(), former(&c.renamed_from, str::to_owned)))
                .collect(),
        }
    }
}

impl Reader<'_> {
    fn table(
        &self,
        names: &mut Names<'_>,
        known: &mut ProductNames<'_>,
        out: &mut Products,
        table: &kinds::ProductTable,
    ) -> AssetIx {
        let file = self.file;
        let full = self.qualified(table.physical_name.as_str());
        let ix = names.relation_or_newest(&full);
        out.named_by_products.push(NamedByProduct {
            relation: ix,
            product: self.asset,
            pos: table.physical_name.pos(file),
            what: "table",
        });
        describe(&mut names.registry, ix, &table.description);
        out.lifecycle_of(
            &mut names.registry,
            ix,
            table.status.map(status),
            &table.lifecycle,
        );
        let mut renamed = self.renamed(&table.renamed_from, &table.columns);
        // A table that moved had another name as well.
        let moved = table.previous_names.iter();
        renamed
            .from
            .extend(moved.map(|p| self.qualified(p.name.as_str())));
        out.renames.add(ix, renamed);
        let previous = table
            .previous_names
            .iter()
            .map(|p| PreviousName {
                name: self.qualified(p.name.as_str()),
                until: p.until.clone(),
                environment: p
                    .environment
                    .as_ref()
                    .and_then(|e| names.named(Kind::Dme, e.as_str(), e.pos(file), "environment")),
            })
            .collect();
        if let Some(relation) = names.registry.relation_mut(ix) {
            relation.previous = previous;
            relation.product = relation.product.or(Some(self.asset));
            let detail = names.registry.detail(ix);
            if let Some(places) = names.registry.places.get_mut(detail) {
                let listed = table.physical_name.pos(file);
                places.listed = places.listed.or(Some(listed));
            }
        }
        let registry = &names.registry;
        let contract = known
            .contracts
            .named(registry, table.contract_id.as_ref(), None);
        known.contracts.attach(registry, contract, ix, &table.name);
        ix
    }

    fn output_port(
        &self,
        names: &mut Names<'_>,
        known: &mut ProductNames<'_>,
        out: &mut Products,
        port: &kinds::OutputPort,
    ) -> OutputPort {
        let file = self.file;
        let (id, version) = (port.contract_id.as_ref(), port.version.as_deref());
        let contract = known.contracts.named(&names.registry, id, version);
        let relations = if let Some(name) = &port.physical_name {
            let full = self.qualified(name.as_str());
            let ix = names.relation(&full);
            out.named_by_products.push(NamedByProduct {
                relation: ix,
                product: self.asset,
                pos: name.pos(file),
                what: "output port",
            });
            describe(&mut names.registry, ix, &port.description);
            out.lifecycle_of(
                &mut names.registry,
                ix,
                port.status.map(status),
                &port.lifecycle,
            );
            let renamed = self.renamed(&port.renamed_from, &port.columns);
            out.renames.add(ix, renamed);
            for input in &port.declared_inputs {
                let from = names.relation(&self.qualified(input.as_str()));
                out.declared.push((ix, from, input.pos(file)));
            }
            let contracts = &mut known.contracts;
            contracts.attach(&names.registry, contract, ix, port.name.as_str());
            vec![ix]
        } else {
            known.contracts.relations(&names.registry, contract)
        };
        OutputPort {
            name: port.name.value.clone(),
            version: port.version.clone(),
            kind: port.kind.clone(),
            relations,
            status: port.status.map(status),
            lifecycle: lifecycle(&port.lifecycle, file),
            contract,
            contract_id: port.contract_id.as_ref().map(|k| k.value.clone()),
            is_for_nobody: port.audiences.as_ref().is_some_and(Vec::is_empty),
            audiences: port
                .audiences
                .iter()
                .flatten()
                .map(|a| (a.name.value.clone(), a.grantee.clone(), a.role.clone()))
                .collect(),
            pos: WrittenAt(port.name.pos(file)),
        }
    }

    fn input_port(
        &self,
        names: &mut Names<'_>,
        known: &ProductNames<'_>,
        port: &kinds::InputPort,
    ) -> InputPort {
        let (id, version) = (port.contract_id.as_ref(), port.version.as_deref());
        let contract = known.contracts.named(&names.registry, id, version);
        let mut relations = known.contracts.relations(&names.registry, contract);
        if let Some(name) = &port.physical_name {
            let full = self.qualified(name.as_str());
            relations.insert(0, names.relation_or_newest(&full));
        }
        InputPort {
            name: port.name.value.clone(),
            version: port.version.clone(),
            relations,
            contract,
            contract_id: port.contract_id.as_ref().map(|k| k.value.clone()),
            pos: WrittenAt(port.name.pos(self.file)),
        }
    }
}

/// A manifest's text serves where the warehouse has none.
fn describe(registry: &mut Registry, ix: AssetIx, text: &Option<String>) {
    if let Some(text) = text.as_deref().filter(|t| !t.trim().is_empty()) {
        let sym = registry.intern(text);
        let asset = &mut registry.assets[ix.ix()];
        asset.description = asset.description.or(Some(sym));
    }
}
