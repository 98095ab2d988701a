//! Glossary terms, and assets by their ids.

use super::entities::{properties, status};
use super::naming::{Described, Names};
use super::teams::team;
use crate::catalog::{AssetIx, Glossary, Kind, Registry, Team};
use crate::diagnostic::{Finding, Rule, nearest};
use crate::manifest::{Document, kinds};

/// `kind: GlossaryTerm`.
pub(super) fn terms(
    names: &mut Names<'_>,
    teams: &mut Vec<Team>,
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
                            format!(
                                "`assets` names `{}`, which isn't in the catalog",
                                id.as_str()
                            ),
                        )
                        .at(pos)
                        .asset(format!("term:{}", term.id.as_str()))
                        .help(help),
                    );
                }
            }
        }
    }
    terms
}

/// The asset that a wrong `kind:id` most likely means.
fn nearest_asset(c: &Registry, id: &str) -> String {
    let (kind, name) = id.split_once(':').unwrap_or(("", id));
    let same = c.assets.iter().filter(|asset| asset.kind.as_str() == kind);
    match nearest(name, same.map(|asset| c.str(asset.name))) {
        // Full names of one dataset have most of their letters in common.
        Some(near) if nearest(last(name), [last(near)]).is_some() => {
            format!("did you mean `{kind}:{near}`?")
        }
        _ => "write `kind:id` of something in the catalog, for example `view:project.dataset.name`"
            .to_owned(),
    }
}

/// The asset that `kind:id`, or an id alone, names.
#[must_use]
pub fn resolve_id(registry: &Registry, id: &str) -> Option<AssetIx> {
    let id = id.trim();
    if let Some((kind, name)) = id.split_once(':')
        && let Some(kind) = Kind::parse(kind)
    {
        return match kind {
            Kind::View | Kind::Table => registry.find_relation(name),
            _ => registry.find(kind, name),
        };
    }
    Kind::ALL
        .into_iter()
        .find_map(|kind| registry.find(kind, id))
}

/// The last part of a full name.
fn last(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}
