//! Fingerprints, each made at most once.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::feed::Of;
use super::mesh_facts::MeshFacts;
use super::{Derived, Facet, Facts, Question, Set};
use crate::catalog::AssetIx;

/// Facets that pages of several assets read: their fingerprints are kept. The others are made where
/// they are asked for, by the page of the asset itself.
const KEPT: [Facet; 16] = [
    Facet::Label,
    Facet::Description,
    Facet::Record,
    Facet::Members,
    Facet::Columns,
    Facet::Upstream,
    Facet::Downstream,
    Facet::Proofs,
    Facet::Targets,
    Facet::Newest,
    Facet::ColumnSources,
    Facet::Verdict,
    Facet::Use,
    Facet::Owner,
    Facet::Contract,
    Facet::Runs,
];

/// Fingerprints of one mesh.
pub(crate) struct Fingerprints<'a> {
    mesh: MeshFacts<'a>,
    derived: &'a dyn Derived,
    /// Of each asset those of [`KEPT`]; 0 where it isn't made yet.
    kept: Vec<AtomicU64>,
    sets: [OnceLock<u64>; Set::ALL.len()],
    by_key: OnceLock<FxHashMap<u64, Option<AssetIx>>>,
}

impl<'a> Fingerprints<'a> {
    /// Of a mesh, and of what was made of it.
    #[must_use]
    pub(crate) fn new(of: Facts<'a>, derived: &'a dyn Derived) -> Self {
        let assets = u32::try_from(of.catalog.assets.len()).unwrap_or(u32::MAX);
        let keys = (0..assets).into_par_iter();
        let keys: Vec<u64> = keys
            .map(|ix| {
                let mut hasher = DefaultHasher::new();
                of.catalog.key(AssetIx(ix)).hash(&mut hasher);
                hasher.finish()
            })
            .collect();
        let mut kept = Vec::new();
        kept.resize_with(keys.len() * KEPT.len(), AtomicU64::default);
        Self {
            mesh: MeshFacts::new(of, keys),
            derived,
            kept,
            sets: Default::default(),
            by_key: OnceLock::new(),
        }
    }

    /// Hash of the key of an asset.
    #[must_use]
    pub(crate) fn key(&self, ix: AssetIx) -> u64 {
        self.mesh.keys.get(ix.ix()).copied().unwrap_or_default()
    }

    /// The asset of which this is the hash of the key; nothing where it is that of several.
    #[must_use]
    pub(crate) fn asset(&self, key: u64) -> Option<AssetIx> {
        let by_key = self.by_key.get_or_init(|| {
            let mut all = FxHashMap::default();
            for (ix, key) in (0u32..).zip(&self.mesh.keys) {
                let known = all.entry(*key);
                known
                    .and_modify(|of| *of = None)
                    .or_insert(Some(AssetIx(ix)));
            }
            all
        });
        by_key.get(&key).copied().flatten()
    }

    /// The fingerprint of a facet of an asset.
    #[must_use]
    pub(crate) fn facet(&self, facet: Facet, ix: AssetIx) -> u64 {
        let kept = KEPT.iter().position(|of| *of == facet);
        let kept = kept.and_then(|at| self.kept.get(ix.ix() * KEPT.len() + at));
        // Whichever thread makes it, it is the same.
        if let Some(known) = kept.map(|kept| kept.load(Ordering::Relaxed))
            && known != 0
        {
            return known;
        }
        let of = match facet {
            Facet::Places => Of::Places,
            _ => Of::Content,
        };
        let mut feed = self.mesh.feed(of);
        self.mesh.facet(facet, ix, self.derived, &mut feed);
        let made = feed.finish();
        if let Some(kept) = kept {
            kept.store(made, Ordering::Relaxed);
        }
        made
    }

    /// The fingerprint of something of the mesh as a whole.
    #[must_use]
    pub(crate) fn set(&self, set: Set) -> u64 {
        let make = || {
            let mut feed = self.mesh.feed(Of::Content);
            self.mesh.set(set, self.derived, &mut feed);
            feed.finish()
        };
        match self.sets.get(set as usize) {
            Some(kept) => *kept.get_or_init(make),
            None => make(),
        }
    }

    /// The fingerprint of the answer to a question.
    #[must_use]
    pub(crate) fn answer(&self, question: Question, text: &str) -> u64 {
        let mut feed = self.mesh.feed(Of::Content);
        self.mesh.answer(question, text, self.derived, &mut feed);
        feed.finish()
    }
}
