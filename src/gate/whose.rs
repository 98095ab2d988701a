//! Whose a finding is: the DME that answers for it, and the product that it keeps from being released.

use std::sync::Arc;

use rustc_hash::FxHashMap;

use crate::catalog::{Asset, AssetIx, Catalog, Kind};
use crate::diagnostic::{Finding, Pos, Rule, Subject};
use crate::link::resolve_id;

/// Tells each finding whose it is: by its asset, or else by the document that it stands in.
pub(crate) fn tell_whose(catalog: &Catalog, findings: &mut [Finding]) {
    let mut whose = Whose::new(catalog);
    for finding in findings {
        let subject = subject(finding).and_then(|id| resolve_id(catalog, id));
        let asset = subject.or_else(|| whose.documents.at(finding.pos()?));
        let Some(asset) = asset else { continue };
        let (environment, product) = whose.of(asset);
        if environment.is_none() && product.is_none() {
            continue;
        }
        let environment = environment.map(|ix| whose.subject(ix));
        let product = product.map(|ix| whose.subject(ix));
        let standing = finding.standing_mut();
        standing.environment = environment;
        standing.product = product;
    }
}

/// The id of what says whose a finding is. A table that isn't there is anybody's: the product that
/// names it answers for the name.
fn subject(finding: &Finding) -> Option<&str> {
    match finding.rule {
        Rule::Dangling => finding.subjects.last().map(|subject| subject.id.as_str()),
        _ => finding.asset(),
    }
}

/// Where the documents of manifests begin, sorted.
pub(super) struct Documents(Vec<(Pos, AssetIx)>);

impl Documents {
    pub(super) fn new(catalog: &Catalog) -> Self {
        let described = |kind| {
            matches!(
                kind,
                Kind::Dme | Kind::Product | Kind::Contract | Kind::Domain | Kind::Team | Kind::Term
            )
        };
        // The place of a team that is only named lies in the document of what names it.
        let has_own = |asset: &Asset| {
            let team = catalog.teams.get(asset.detail as usize);
            asset.kind != Kind::Team || team.is_some_and(|team| team.has_manifest)
        };
        let assets = catalog.assets.iter().zip(0u32..);
        let mut documents: Vec<(Pos, AssetIx)> = assets
            .filter(|(asset, _)| described(asset.kind) && has_own(asset))
            .filter_map(|(asset, ix)| Some((asset.pos?, AssetIx(ix))))
            .collect();
        documents.sort_unstable();
        Self(documents)
    }

    /// The asset whose document holds a place: the last that begins before it, or the file's first.
    pub(super) fn at(&self, pos: Pos) -> Option<AssetIx> {
        let documents = &self.0;
        let end = documents.partition_point(|(at, _)| (at.file, at.line) <= (pos.file, pos.line));
        let before = end.checked_sub(1).and_then(|last| documents.get(last));
        let of_file = |(at, _): &&(Pos, AssetIx)| at.file == pos.file;
        let found = before.filter(of_file);
        found
            .or_else(|| documents.get(end).filter(of_file))
            .map(|(_, ix)| *ix)
    }
}

struct Whose<'c> {
    catalog: &'c Catalog,
    documents: Documents,
    /// The product whose output port a contract is for.
    contracts: FxHashMap<AssetIx, AssetIx>,
    subjects: FxHashMap<AssetIx, Arc<Subject>>,
}

impl<'c> Whose<'c> {
    fn new(catalog: &'c Catalog) -> Self {
        let mut contracts = FxHashMap::default();
        for product in &catalog.products {
            for contract in product.outputs.iter().filter_map(|port| port.contract) {
                contracts.entry(contract).or_insert(product.asset);
            }
        }
        Self {
            catalog,
            documents: Documents::new(catalog),
            contracts,
            subjects: FxHashMap::default(),
        }
    }

    /// The DME and the product of an asset.
    fn of(&self, asset: AssetIx) -> (Option<AssetIx>, Option<AssetIx>) {
        let catalog = self.catalog;
        match catalog.asset(asset).kind {
            Kind::Dme => (Some(asset), None),
            Kind::Product => {
                let product = catalog.product(asset);
                (product.and_then(|product| product.environment), Some(asset))
            }
            Kind::Contract => match self.contracts.get(&asset) {
                Some(product) => self.of(*product),
                None => (None, None),
            },
            _ => match catalog.relation(asset) {
                Some(relation) => (catalog.owner(relation), relation.product),
                None => (None, None),
            },
        }
    }

    fn subject(&mut self, asset: AssetIx) -> Arc<Subject> {
        let catalog = self.catalog;
        let subject = self.subjects.entry(asset);
        Arc::clone(subject.or_insert_with(|| Arc::new(catalog.subject(asset))))
    }
}
