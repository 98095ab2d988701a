//! Glossary terms.

use super::described::{Described, Names};
use super::shared_fields::{properties, status};
use super::teams::{Teams, team};
use super::unknown_names;
use crate::catalog::{Audience, Glossary, Kind};
use crate::diagnostic::{Finding, Rule, text};
use crate::link::asset_ids::{nearest_asset, resolve_id};
use crate::manifest::{Document, kinds};

/// `kind: GlossaryTerm`.
pub(in crate::link) fn terms(
    names: &mut Names<'_>,
    teams: &mut Teams,
    audiences: &[Audience],
    documents: &[Document<kinds::GlossaryTerm>],
) -> Vec<Glossary> {
    let mut terms: Vec<Glossary> = Vec::new();
    let mut links = Vec::new();
    for document in documents {
        let term = &document.body;
        let file = document.pos.file;
        let added = names.add(&Described {
            kind: Kind::Term,
            name: term.id.as_str(),
            title: term.name.as_deref(),
            description: term.description.as_deref(),
            status: status(term.status),
            detail: terms.len(),
            pos: term.id.pos(file),
        });
        let Some(asset) = added else { continue };
        let unknown = unknown_names::audiences_of_text(audiences, &term.audience.0, file);
        let unknown = unknown.map(|finding| finding.about(Kind::Term.subject(term.id.as_str())));
        names.findings.extend(unknown);
        let domain = term
            .domain
            .as_ref()
            .and_then(|d| names.named(Kind::Domain, d.as_str(), d.pos(file), "domain"));
        let team = team(names, teams, term.team.as_ref(), file);
        links.push((terms.len(), term, file));
        terms.push(Glossary {
            asset,
            tags: term.tags.clone(),
            synonyms: term.synonyms.clone(),
            related: Vec::new(),
            domain,
            team,
            assets: Vec::new(),
            properties: properties(&term.authoritative_definitions, &[]),
        });
    }
    for (i, term, file) in links {
        for id in &term.related {
            if let Some(other) = names.named(Kind::Term, id.as_str(), id.pos(file), "related") {
                terms[i].related.push(other);
            }
        }
        for id in &term.assets {
            let pos = id.pos(file);
            match resolve_id(&names.registry, id.as_str()) {
                Some(asset) => {
                    terms[i].assets.push(asset);
                    if let Some(relation) = names.registry.relation_mut(asset) {
                        relation.terms.push(terms[i].asset);
                    }
                }
                None => {
                    let help = nearest_asset(&names.registry, id.as_str());
                    names.findings.push(
                        Finding::new(
                            Rule::UnknownId,
                            text!(
                                "`assets` names `{id}`, which isn't in the catalog",
                                id = id.as_str()
                            ),
                        )
                        .at(pos)
                        .about(Kind::Term.subject(term.id.as_str()))
                        .help(help),
                    );
                }
            }
        }
    }
    terms
}
