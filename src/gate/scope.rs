//! What a run is about: all of the mesh, or some of its DMEs, products, teams, domains, relations.

use rustc_hash::FxHashSet;

use crate::catalog::{AssetIx, Catalog, Kind};
use crate::diagnostic::{Argument, Finding, Subject, Text, nearest, text};
use crate::lines::FindingLine;
use crate::link::{nearest_asset, resolve_id};

/// What a run is about.
#[derive(Debug, Default)]
pub(crate) struct Scope {
    /// Keys of assets; none where all of the mesh is meant.
    keys: Option<FxHashSet<String>>,
    /// Keys of those that were named themselves.
    named: FxHashSet<String>,
    /// Number of assets in it.
    assets: usize,
}

/// An id that nothing has.
#[derive(Debug)]
pub(crate) struct UnknownScope {
    /// As written.
    pub id: String,
    /// What may be meant.
    pub help: Text,
}

impl Scope {
    /// All that the catalog holds.
    #[must_use]
    pub(crate) fn everything(catalog: &Catalog) -> Self {
        Self {
            keys: None,
            named: FxHashSet::default(),
            assets: catalog.assets.len(),
        }
    }

    /// What the ids name, and what is theirs: of a DME its products and what it owns, of a team and
    /// of a domain the DMEs and products.
    ///
    /// # Errors
    /// Each id that nothing has.
    pub(crate) fn of(catalog: &Catalog, ids: &[String]) -> Result<Self, Vec<UnknownScope>> {
        let mut found = FxHashSet::default();
        let mut named = FxHashSet::default();
        let mut unknown = Vec::new();
        for id in ids {
            match meant(catalog, id) {
                Ok(ix) => {
                    found.insert(ix);
                    named.insert(catalog.key(ix).to_string());
                    theirs(catalog, ix, &mut found);
                }
                Err(help) => unknown.push(UnknownScope {
                    id: id.clone(),
                    help,
                }),
            }
        }
        if !unknown.is_empty() {
            return Err(unknown);
        }
        let owned = catalog.relations.iter().filter(|relation| {
            let product = relation.product.is_some_and(|ix| found.contains(&ix));
            let owner = catalog.owner(relation);
            product
                || owner.is_some_and(|ix| found.contains(&ix))
                || found.contains(&relation.asset)
        });
        let is_relation = |ix: &&AssetIx| catalog.relation(**ix).is_some();
        #[allow(clippy::iter_over_hash_type, reason = "counted, not listed")]
        let others = found.iter().filter(|ix| !is_relation(ix)).count();
        Ok(Self {
            assets: others + owned.count(),
            named,
            keys: Some(
                found
                    .into_iter()
                    .map(|ix| catalog.key(ix).to_string())
                    .collect(),
            ),
        })
    }

    /// Number of assets that it holds.
    #[must_use]
    pub(crate) const fn assets(&self) -> usize {
        self.assets
    }

    /// Whether an asset was named itself.
    #[must_use]
    pub(crate) fn names(&self, subject: &Subject) -> bool {
        self.named.contains(&subject.key)
    }

    /// Whether a line of another run is about something in it.
    #[must_use]
    pub(crate) fn holds_line(&self, line: &FindingLine) -> bool {
        let Some(keys) = &self.keys else { return true };
        // Ids of DMEs and products are their keys.
        let all = [&line.key, &line.dme, &line.product];
        all.into_iter().flatten().any(|key| keys.contains(key))
    }

    /// Whether a finding is about something in it.
    #[must_use]
    pub(crate) fn holds(&self, finding: &Finding) -> bool {
        let Some(keys) = &self.keys else { return true };
        let whose = [finding.environment(), finding.product()];
        let mut all = finding.subjects.iter().chain(whose.into_iter().flatten());
        all.any(|subject| keys.contains(&subject.key))
    }
}

/// Kinds of which a run can be about one alone, besides tables and views.
const KINDS: [Kind; 4] = [Kind::Dme, Kind::Product, Kind::Team, Kind::Domain];

/// The asset that `kind:id` names, or an id alone that only one has; else what may be meant.
fn meant(catalog: &Catalog, id: &str) -> Result<AssetIx, Text> {
    let id = id.trim();
    if id.contains(':') {
        return resolve_id(catalog, id).ok_or_else(|| nearest_asset(catalog, id));
    }
    let named = KINDS.into_iter().filter_map(|kind| catalog.find(kind, id));
    let found: Vec<AssetIx> = named.chain(catalog.find_relation(id)).collect();
    if let [one] = found[..] {
        return Ok(one);
    }
    if !found.is_empty() {
        let ids = found.iter().map(|ix| catalog.id(*ix)).collect();
        return Err(text!(
            "several have this name: write one of {ids}",
            ids = Argument::Names(ids)
        ));
    }
    let assets = catalog.assets.iter();
    let names: Vec<(Kind, &str)> = assets
        .filter(|asset| KINDS.contains(&asset.kind))
        .map(|asset| (asset.kind, catalog.str(asset.name)))
        .collect();
    let near = nearest(id, names.iter().map(|(_, name)| *name));
    let near = near.and_then(|near| names.iter().find(|(_, name)| *name == near));
    Err(match near {
        Some((kind, name)) => text!("did you mean `{kind}:{name}`?", kind = kind.as_str(), name),
        None => nearest_asset(catalog, id),
    })
}

/// Adds what belongs to an asset, but for relations.
fn theirs(catalog: &Catalog, ix: AssetIx, found: &mut FxHashSet<AssetIx>) {
    match catalog.asset(ix).kind {
        Kind::Dme => {
            let products = catalog.products.iter();
            let own = products.filter(|product| product.environment == Some(ix));
            found.extend(own.map(|product| product.asset));
        }
        Kind::Team => {
            for dme in catalog
                .environments
                .iter()
                .filter(|dme| dme.team == Some(ix))
            {
                found.insert(dme.asset);
                theirs(catalog, dme.asset, found);
            }
            let products = catalog.products.iter();
            let own = products.filter(|product| product.team == Some(ix));
            found.extend(own.map(|product| product.asset));
        }
        Kind::Domain => {
            for domain in catalog
                .domains
                .iter()
                .filter(|domain| within(catalog, domain.asset, ix))
            {
                found.insert(domain.asset);
                found.extend(domain.products.iter().copied());
                for dme in &domain.environments {
                    found.insert(*dme);
                    theirs(catalog, *dme, found);
                }
            }
        }
        _ => {}
    }
}

/// Whether a domain is another, or lies below it. Parents never form a circle.
fn within(catalog: &Catalog, domain: AssetIx, above: AssetIx) -> bool {
    let mut at = Some(domain);
    // Deeper than any real tree: what goes on longer is a circle after all.
    for _ in 0..64 {
        match at {
            Some(ix) if ix == above => return true,
            Some(ix) => at = catalog.domain(ix).and_then(|domain| domain.parent),
            None => return false,
        }
    }
    false
}
