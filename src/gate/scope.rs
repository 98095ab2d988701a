//! What a run is about: all of the mesh, or some of its DMEs, products, teams, domains, relations.

use rustc_hash::FxHashSet;

use crate::catalog::{AssetIx, Catalog, Kind};
use crate::diagnostic::{Finding, Subject, Text};
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
            match resolve_id(catalog, id) {
                Some(ix) => {
                    found.insert(ix);
                    named.insert(catalog.key(ix).to_string());
                    theirs(catalog, ix, &mut found);
                }
                None => unknown.push(UnknownScope {
                    id: id.clone(),
                    help: nearest_asset(catalog, id),
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
