//! Teams, contracts and audiences that manifests name and nothing describes. Each place is told of,
//! in the same words.

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;

use super::contracts::Contracts;
use super::described::Names;
use super::teams::Teams;
use crate::catalog::Audience;
use crate::diagnostic::{FileId, Finding, Rule, nearest, text};
use crate::document::Located;
use crate::manifest::Manifests;
use crate::system::Principals;

/// A name in a manifest that may be nothing's.
struct Unknown<'m> {
    id: &'m Located<String>,
    file: FileId,
    rule: Rule,
}

/// Teams that are neither described by a manifest or an export nor in place, by their members.
/// Where nothing describes any team, their names are all that there is.
pub(in crate::link) fn teams(names: &mut Names<'_>, teams: &Teams, manifests: &Manifests) {
    if teams.all.is_empty() {
        return;
    }
    let domains = manifests.domains.iter();
    let domains = domains.map(|d| (d.body.team.as_ref(), d.pos.file));
    let dmes = manifests.environments.iter();
    let dmes = dmes.map(|d| (d.body.team.as_ref(), d.pos.file));
    let products = manifests.products.iter();
    let products = products.map(|d| (d.body.team.as_ref(), d.pos.file));
    let terms = manifests.terms.iter();
    let terms = terms.map(|d| (d.body.team.as_ref(), d.pos.file));
    let mut all: Vec<Unknown<'_>> = Vec::new();
    let mut in_place: FxHashSet<&str> = FxHashSet::default();
    for (team, file) in domains.chain(dmes).chain(products).chain(terms) {
        let Some(team) = team else { continue };
        if team.members.is_empty() {
            all.push(Unknown {
                id: &team.name,
                file,
                rule: Rule::UnknownId,
            });
        } else {
            in_place.insert(team.name.as_str());
        }
    }
    all.retain(|named| {
        !in_place.contains(named.id.as_str())
            && teams.find(&names.registry, named.id.as_str()).is_none()
    });
    let help = "add a Team manifest for it, list its `members` here, or correct `team`";
    let known: Vec<&str> = teams
        .all
        .iter()
        .map(|team| names.registry.name(team.asset))
        .collect();
    let mut findings = unknown(
        &all,
        "`team` names team",
        "no manifest describes",
        &known,
        help,
    );
    names.findings.append(&mut findings);
}

/// Contracts that no document has. A product of the standard may name contracts of others: it is
/// only told of where there are contracts at all.
pub(in crate::link) fn contracts(
    names: &mut Names<'_>,
    contracts: &Contracts,
    manifests: &Manifests,
) {
    let mut all: Vec<Unknown<'_>> = Vec::new();
    for document in &manifests.products {
        let (file, product) = (document.pos.file, &document.body);
        let tables = product.tables.iter().map(|t| &t.contract_id);
        let outputs = product.output_ports.iter().map(|p| &p.contract_id);
        let inputs = product.input_ports.iter().map(|p| &p.contract_id);
        all.extend(
            tables
                .chain(outputs)
                .chain(inputs)
                .flatten()
                .map(|id| Unknown {
                    id,
                    file,
                    rule: Rule::UnknownId,
                }),
        );
    }
    if !manifests.contracts.is_empty() {
        for document in &manifests.standard_products {
            let (file, product) = (document.pos.file, &document.body);
            let ports = product.output_ports.iter().chain(&product.input_ports);
            let ids = ports.flat_map(|p| {
                let behind = p.input_contracts.iter().map(|k| &k.id);
                p.contract_id.iter().chain(behind)
            });
            all.extend(ids.map(|id| Unknown {
                id,
                file,
                rule: Rule::UnknownContract,
            }));
        }
    }
    all.retain(|named| {
        contracts
            .named(&names.registry, Some(named.id), None)
            .is_none()
    });
    let help = "add the contract (kind: DataContract), or correct its id";
    let known: Vec<&str> = manifests
        .contracts
        .iter()
        .map(|document| document.body.id.as_str())
        .collect();
    let words = "a `contractId` names contract";
    let mut findings = unknown(&all, words, "no document describes", &known, help);
    names.findings.append(&mut findings);
}

/// Audiences of ports that the settings don't have, nor are told of by their grantee. Where the
/// settings have none, names are all that there is.
pub(in crate::link) fn audiences(
    names: &mut Names<'_>,
    audiences: &[Audience],
    manifests: &Manifests,
) {
    if audiences.is_empty() {
        return;
    }
    let is_known = |name: &str| {
        let defined = audiences.iter();
        defined.clone().any(|a| a.id == name || a.label == name)
            || defined
                .clone()
                .any(|a| a.grantees.iter().any(|g| g == name))
            || Principals::has_form(name)
    };
    let mut all: Vec<Unknown<'_>> = Vec::new();
    for document in &manifests.products {
        let ports = document.body.output_ports.iter();
        let named = ports.flat_map(|port| port.audiences.iter().flatten());
        all.extend(
            named
                .filter(|a| a.grantee.is_none() && !is_known(a.name.as_str()))
                .map(|a| Unknown {
                    id: &a.name,
                    file: document.pos.file,
                    rule: Rule::UnknownId,
                }),
        );
    }
    let help = "add it under [[audiences]] in vitrina.toml, name its `grantee` here, or correct it";
    let known: Vec<&str> = audiences.iter().map(|a| a.id.as_str()).collect();
    let words = "`audiences` names audience";
    let mut findings = unknown(&all, words, "vitrina.toml doesn't define", &known, help);
    names.findings.append(&mut findings);
}

/// Audiences of a text that the settings don't have: nobody reads what is for them alone.
pub(in crate::link) fn audiences_of_text<'a>(
    audiences: &'a [Audience],
    named: &'a [Located<String>],
    file: FileId,
) -> impl Iterator<Item = Finding> + 'a {
    let known = move || audiences.iter().map(|audience| audience.id.as_str());
    let unknown = named
        .iter()
        .filter(move |id| known().all(|known| known != id.as_str()));
    unknown.map(move |id| {
        let help = match nearest(id.as_str(), known()) {
            Some(near) => text!("did you mean `{near}`?", near),
            None => "add it under [[audiences]] in vitrina.toml, or correct it".into(),
        };
        Finding::new(
            Rule::UnknownId,
            text!(
                "`audience` names `{audience}`, which no [[audiences]] of the settings describes",
                audience = id.as_str()
            ),
        )
        .at(id.pos(file))
        .help(help)
    })
}

/// A finding for each name; the nearest of the known ones is looked for once a name.
fn unknown(
    all: &[Unknown<'_>],
    words: &str,
    absent: &str,
    known: &[&str],
    help: &'static str,
) -> Vec<Finding> {
    let mut near: BTreeMap<&str, Option<&str>> = BTreeMap::new();
    all.iter()
        .map(|named| {
            let id = named.id.as_str();
            let near = *near
                .entry(id)
                .or_insert_with(|| nearest(id, known.iter().copied()));
            Finding::new(
                named.rule,
                text!("{words} `{id}`, which {absent}", words, id, absent),
            )
            .at(named.id.pos(named.file))
            .help(match near {
                Some(near) => text!("did you mean `{near}`?", near),
                None => help.into(),
            })
        })
        .collect()
}
