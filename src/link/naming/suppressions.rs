//! Findings that may stay for a while: of which rule, and about what.

use super::contracts::Contracts;
use super::described::Names;
use super::owners::Owners;
use super::teams::Teams;
use crate::catalog::{AssetIx, Covered, Kind, Product, Suppression};
use crate::diagnostic::{FileId, Finding, Rule, nearest, text};
use crate::document::Located;
use crate::link::asset_ids::{nearest_asset, resolve_id};
use crate::link::glob_pattern::{fault, is_pattern};
use crate::manifest::{Document, Manifests, bitol, kinds};
use crate::privacy::{Text, publishable};

/// What stands beside an entry.
#[derive(Clone, Copy)]
enum Beside<'a> {
    /// An asset; `asset` can't name another.
    Asset(AssetIx),
    /// A DME: `asset` names what it owns.
    Dme(AssetIx),
    /// A product, with its tables and ports: `asset` names some of them.
    Product(AssetIx, &'a [AssetIx]),
    /// A table or port: `asset` names some of what it is.
    Relations(&'a [AssetIx]),
    /// An input port: what it reads is another's, so the entry is about the reading alone.
    Use(&'a [AssetIx]),
    /// A text.
    File,
}

/// Reads entries wherever they stand.
struct Reader<'n, 'a> {
    names: &'n mut Names<'a>,
    owners: &'n Owners,
    teams: &'n Teams,
    found: Vec<Suppression>,
}

/// Those of all manifests and texts, in the order of their places. One that can't be understood
/// suppresses nothing.
pub(in crate::link) fn suppressions(
    names: &mut Names<'_>,
    manifests: &Manifests,
    (owners, teams): (&Owners, &Teams),
    products: &[Product],
    contracts: &Contracts,
) -> Vec<Suppression> {
    let mut reader = Reader {
        names,
        owners,
        teams,
        found: Vec::new(),
    };
    for Document { pos, body } in &manifests.domains {
        reader.of(Kind::Domain, &body.id, pos.file, &body.suppressions);
    }
    for Document { pos, body } in &manifests.teams {
        reader.of(Kind::Team, &body.id, pos.file, &body.suppressions);
    }
    for Document { pos, body } in &manifests.terms {
        reader.of(Kind::Term, &body.id, pos.file, &body.suppressions);
    }
    for Document { pos, body } in &manifests.environments {
        if let Some(dme) = reader.names.described(Kind::Dme, &body.id, pos.file) {
            reader.all(Beside::Dme(dme), pos.file, &body.suppressions);
        }
    }
    for Document { pos, body } in &manifests.products {
        if let Some(asset) = reader.names.described(Kind::Product, &body.id, pos.file) {
            let product = &products[reader.names.registry.detail(asset)];
            reader.product(product, body, pos.file);
        }
    }
    for Document { pos, body } in &manifests.standard_products {
        if let Some(asset) = reader.names.described(Kind::Product, &body.id, pos.file) {
            let product = &products[reader.names.registry.detail(asset)];
            let relations = relations_of(product);
            let beside = Beside::Product(asset, &relations);
            reader.all(beside, pos.file, &body.suppressions);
        }
    }
    for (contract, place) in contracts.all.iter().zip(&contracts.documents) {
        let Some(Document { pos, body }) = manifests.contracts.get(*place) else {
            continue;
        };
        let beside = Beside::Asset(contract.asset);
        reader.all(beside, pos.file, &body.suppressions);
        for (table, object) in contract.tables.iter().zip(&body.schema) {
            // What is said of a table that no export has is said of the contract.
            let relation: Vec<AssetIx> = table.relation.into_iter().collect();
            let beside = match relation.is_empty() {
                true => Beside::Asset(contract.asset),
                false => Beside::Relations(&relation),
            };
            reader.all(beside, pos.file, &object.suppressions);
            reader.columns(beside, pos.file, &object.properties, "");
        }
    }
    for text in manifests.guides.iter().chain(&manifests.descriptions) {
        reader.all(Beside::File, text.file, &text.front.suppressions);
    }
    let mut found = reader.found;
    found.sort_by_key(|s| s.pos);
    found
}

/// The tables of a product and what its output ports are.
fn relations_of(product: &Product) -> Vec<AssetIx> {
    let ports = product.outputs.iter().flat_map(|p| &p.relations);
    product.tables.iter().chain(ports).copied().collect()
}

impl Reader<'_, '_> {
    fn of(&mut self, kind: Kind, id: &Located<String>, file: FileId, all: &[kinds::Suppression]) {
        if let Some(asset) = self.names.described(kind, id, file) {
            self.all(Beside::Asset(asset), file, all);
        }
    }

    fn product(&mut self, product: &Product, written: &kinds::DataProduct, file: FileId) {
        let relations = relations_of(product);
        let beside = Beside::Product(product.asset, &relations);
        self.all(beside, file, &written.suppressions);
        for (table, written) in product.tables.iter().zip(&written.tables) {
            let beside = Beside::Relations(std::slice::from_ref(table));
            self.all(beside, file, &written.suppressions);
        }
        for (port, written) in product.outputs.iter().zip(&written.output_ports) {
            self.all(
                Beside::Relations(&port.relations),
                file,
                &written.suppressions,
            );
        }
        for (port, written) in product.inputs.iter().zip(&written.input_ports) {
            self.all(Beside::Use(&port.relations), file, &written.suppressions);
        }
    }

    /// Of the columns of a contract: the column is the one beside which the entry stands.
    fn columns(
        &mut self,
        beside: Beside<'_>,
        file: FileId,
        properties: &[bitol::Property],
        above: &str,
    ) {
        for property in properties {
            let is_nested = !property.properties.is_empty() || property.items.is_some();
            if property.suppressions.is_empty() && !is_nested {
                continue;
            }
            let name = property.physical_name.as_deref();
            let name = name.or(property.name.as_ref().map(Located::as_str));
            let path = match (above, name) {
                (above, None) => above.to_owned(),
                ("", Some(name)) => name.to_owned(),
                (above, Some(name)) => format!("{above}.{name}"),
            };
            let first = self.found.len();
            self.all(beside, file, &property.suppressions);
            for suppression in self.found.iter_mut().skip(first) {
                suppression.column.get_or_insert_with(|| path.clone());
            }
            self.columns(beside, file, &property.properties, &path);
            if let Some(items) = &property.items {
                self.columns(beside, file, std::slice::from_ref(items), &path);
            }
        }
    }

    fn all(&mut self, beside: Beside<'_>, file: FileId, all: &[kinds::Suppression]) {
        for written in all {
            if !self.is_complete(written, file) {
                continue;
            }
            let Some(covered) = self.covered(beside, written, file) else {
                continue;
            };
            let by = written.by.as_deref().map(str::trim).filter(|by| {
                let known = self.teams.find(&self.names.registry, by).is_some();
                known || self.owners.shown(by).is_some()
            });
            self.found.push(Suppression {
                rule: written.rule.value.clone(),
                covered,
                column: written.column.clone(),
                reason: publishable(written.reason.trim(), Text::Prose).into_owned(),
                until: written.until.clone(),
                by: by.map(str::to_owned),
                pos: written.rule.pos(file),
            });
        }
    }

    /// Whether its rule is known and a reason given.
    fn is_complete(&mut self, written: &kinds::Suppression, file: FileId) -> bool {
        let rule = written.rule.as_str();
        let findings = &mut self.names.findings;
        // Rules of other tools are theirs to know.
        if Rule::parse(rule).is_none() && !rule.contains('/') {
            let ids = Rule::ALL.iter().map(|rule| rule.info().id);
            findings.push(
                Finding::new(
                    Rule::UnknownId,
                    text!(
                        "`suppressions` names rule `{rule}`, which there isn't",
                        rule
                    ),
                )
                .at(written.rule.pos(file))
                .help(match nearest(rule, ids) {
                    Some(near) => text!("did you mean `{near}`?", near),
                    None => "write the id of a rule, as `vitrina explain` lists them".into(),
                }),
            );
            return false;
        }
        if written.reason.trim().is_empty() {
            findings.push(
                Finding::new(Rule::MissingField, "a suppression says no reason")
                    .at(written.rule.pos(file))
                    .help("say in `reason` why the finding may stay"),
            );
            return false;
        }
        true
    }

    /// What an entry is about; nothing, with a finding, where `asset` names what it can't be.
    fn covered(
        &mut self,
        beside: Beside<'_>,
        written: &kinds::Suppression,
        file: FileId,
    ) -> Option<Covered> {
        let Some(asset) = &written.asset else {
            return Some(match beside {
                Beside::Asset(asset) | Beside::Dme(asset) | Beside::Product(asset, _) => {
                    Covered::Document(asset)
                }
                Beside::Relations(relations) => Covered::Relations(relations.to_vec()),
                Beside::Use(relations) => Covered::Use(relations.to_vec()),
                Beside::File => Covered::File(file),
            });
        };
        let among = match beside {
            Beside::Product(_, relations) | Beside::Relations(relations) => relations,
            Beside::Asset(_) | Beside::Dme(_) | Beside::Use(_) | Beside::File => &[],
        };
        let may_name_several = !matches!(beside, Beside::Asset(_) | Beside::Use(_) | Beside::File);
        if may_name_several && is_pattern(asset.as_str()) {
            if let Some(finding) = fault(asset, file, "write several entries with shorter patterns")
            {
                self.names.findings.push(finding);
                return None;
            }
            let pattern = asset.value.clone();
            return Some(match beside {
                Beside::Dme(dme) => Covered::Owned(dme, pattern),
                _ => Covered::Among(among.to_vec(), pattern),
            });
        }
        let registry = &self.names.registry;
        let named = resolve_id(registry, asset.as_str());
        // A table that was dropped: what suppresses something of it is no longer needed, and no fault.
        if named.is_none() && asset.as_str().contains('.') {
            let name = asset.value.clone();
            match beside {
                Beside::Dme(dme) => return Some(Covered::Owned(dme, name)),
                Beside::Product(_, relations) => {
                    return Some(Covered::Among(relations.to_vec(), name));
                }
                Beside::Asset(_) | Beside::Relations(_) | Beside::Use(_) | Beside::File => {}
            }
        }
        let covered = named.and_then(|named| match beside {
            Beside::Asset(own) | Beside::Dme(own) | Beside::Product(own, _) if own == named => {
                Some(Covered::Document(own))
            }
            Beside::Dme(dme) if registry.relation(named).is_some() => {
                Some(Covered::Owned(dme, registry.name(named).to_owned()))
            }
            _ => among
                .contains(&named)
                .then(|| Covered::Relations(vec![named])),
        });
        if covered.is_none() {
            let (absent, help) = match named {
                None => (
                    "which isn't in the catalog",
                    nearest_asset(registry, asset.as_str()),
                ),
                Some(_) => (
                    "which isn't what the suppression stands beside",
                    "write it beside that asset, or in the manifest of the DME that owns it".into(),
                ),
            };
            self.names.findings.push(
                Finding::new(
                    Rule::UnknownId,
                    text!(
                        "`suppressions` names `{id}`, {absent}",
                        id = asset.as_str(),
                        absent
                    ),
                )
                .at(asset.pos(file))
                .help(help),
            );
        }
        covered
    }
}
