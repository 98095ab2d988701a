//! Glossary terms, what ends with what it belongs to, and who holds what.

use super::Linker;
use super::entities::{properties, status};
use crate::catalog::{AssetIx, Glossary, Kind, Status};
use crate::diagnostic::{Finding, Rule, nearest};

impl Linker<'_> {
    /// `kind: GlossaryTerm`.
    pub(super) fn terms(&mut self) {
        let manifests = self.manifests;
        let mut links = Vec::new();
        for document in &manifests.terms {
            let term = &document.body;
            let file = document.pos.file;
            let added = self.add(
                Kind::Term,
                term.id.as_str(),
                term.name.as_deref(),
                term.description.as_deref(),
                self.catalog.terms.len(),
                term.id.pos(file),
            );
            let Some(asset) = added else { continue };
            self.catalog.assets[asset.ix()].status = status(term.status);
            let domain = term
                .domain
                .as_ref()
                .and_then(|d| self.named(Kind::Domain, d.as_str(), d.pos(file), "domain"));
            let team = self.team(term.team.as_ref(), file);
            links.push((self.catalog.terms.len(), term, file));
            self.catalog.terms.push(Glossary {
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
                if let Some(other) = self.named(Kind::Term, id.as_str(), id.pos(file), "related") {
                    self.catalog.terms[i].related.push(other);
                }
            }
            for id in &term.assets {
                let pos = id.pos(file);
                match self.find_id(id.as_str()) {
                    Some(asset) => {
                        self.catalog.terms[i].assets.push(asset);
                        let term = self.catalog.terms[i].asset;
                        if self.catalog.relation(asset).is_some() {
                            let detail = self.catalog.asset(asset).detail as usize;
                            self.catalog.relations[detail].terms.push(term);
                        }
                    }
                    None => {
                        let help = self.nearest_asset(id.as_str());
                        self.findings.push(
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
    }

    /// The asset that a wrong `kind:id` most likely means.
    fn nearest_asset(&self, id: &str) -> String {
        let c = &self.catalog;
        let (kind, name) = id.split_once(':').unwrap_or(("", id));
        let same = c.assets.iter().filter(|asset| asset.kind.as_str() == kind);
        match nearest(name, same.map(|asset| c.str(asset.name))) {
            // Full names of one dataset have most of their letters in common.
            Some(near) if nearest(last(name), [last(near)]).is_some() => {
                format!("did you mean `{kind}:{near}`?")
            }
            _ => "write `kind:id` of something in the catalog, for example `view:project.dataset.name`".to_owned(),
        }
    }

    /// `kind:id`, or an id alone, which is looked for among all kinds.
    pub(super) fn find_id(&self, id: &str) -> Option<AssetIx> {
        resolve_id(&self.catalog, id)
    }

    /// What a product's or DME's end means for what is in it, unless a manifest says otherwise. A
    /// deprecated DME still serves its tables; a retired one doesn't.
    pub(super) fn statuses(&mut self) {
        for i in 0..self.catalog.relations.len() {
            let relation = &self.catalog.relations[i];
            let asset = relation.asset;
            if self.stated.contains(&asset) {
                continue;
            }
            let product = relation
                .product
                .map_or(Status::Active, |p| self.catalog.asset(p).status);
            let dme = match (relation.is_view(), relation.owner()) {
                (false, Some(dme)) => self.catalog.asset(dme).status,
                _ => Status::Active,
            };
            let dme = if dme == Status::Retired {
                dme
            } else {
                Status::Active
            };
            let worst = product.max(dme);
            if worst != Status::Active {
                self.catalog.assets[asset.ix()].status = worst;
            }
        }
    }

    /// What DMEs and teams hold.
    pub(super) fn belongings(&mut self) {
        for i in 0..self.catalog.relations.len() {
            let relation = &self.catalog.relations[i];
            let (asset, unified, is_view) = (relation.asset, relation.unified, relation.is_view());
            let Some(dme) = relation.owner() else {
                continue;
            };
            if !relation.is_described() {
                continue;
            }
            let detail = self.catalog.asset(dme).detail as usize;
            let environment = &mut self.catalog.environments[detail];
            if unified {
                environment.views.push(asset);
            } else if !is_view {
                environment.tables.push(asset);
            }
        }
        let mut owned: Vec<(AssetIx, AssetIx)> = Vec::new();
        for d in &self.catalog.domains {
            owned.extend(d.team.map(|t| (t, d.asset)));
        }
        for d in &self.catalog.environments {
            owned.extend(d.team.map(|t| (t, d.asset)));
        }
        for p in &self.catalog.products {
            let inherited = p
                .environment
                .and_then(|d| self.catalog.environment(d)?.team);
            owned.extend(p.team.or(inherited).map(|t| (t, p.asset)));
        }
        for (team, asset) in owned {
            let detail = self.catalog.asset(team).detail as usize;
            self.catalog.teams[detail].owns.push(asset);
        }
    }
}

/// The asset that `kind:id`, or an id alone, names.
#[must_use]
pub fn resolve_id(catalog: &crate::catalog::Catalog, id: &str) -> Option<AssetIx> {
    let id = id.trim();
    if let Some((kind, name)) = id.split_once(':')
        && let Some(kind) = Kind::parse(kind)
    {
        return match kind {
            Kind::View | Kind::Table => catalog.find_relation(name),
            _ => catalog.find(kind, name),
        };
    }
    Kind::ALL
        .into_iter()
        .find_map(|kind| catalog.find(kind, id))
}

/// The last part of a full name.
fn last(name: &str) -> &str {
    name.rsplit_once('.').map_or(name, |(_, last)| last)
}
