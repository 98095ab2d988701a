//! Fingerprints of facets, sets and answers.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::OnceLock;

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::feed::{Feed, Of};
use super::mesh_facts::MeshFacts;
use super::{Derived, Facet, Facts, Question, Set};
use crate::catalog::AssetIx;

/// Makes fingerprints of one mesh, each as often as it is asked for: who asks keeps them.
pub(crate) struct Fingerprints<'a> {
    mesh: MeshFacts<'a>,
    derived: &'a dyn Derived,
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
        Self {
            mesh: MeshFacts::new(of, keys),
            derived,
            by_key: OnceLock::new(),
        }
    }

    /// How many assets there are.
    #[must_use]
    pub(crate) fn assets(&self) -> usize {
        self.mesh.keys.len()
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

    /// What makes fingerprints of facets, one after the other.
    #[must_use]
    pub(crate) fn prints(&self) -> Prints<'_> {
        Prints {
            of: self,
            feed: self.mesh.feed(Of::Content),
        }
    }

    /// The fingerprint of something of the mesh as a whole.
    #[must_use]
    pub(crate) fn set(&self, set: Set) -> u64 {
        let mut feed = self.mesh.feed(Of::Content);
        self.mesh.set(set, self.derived, &mut feed);
        feed.fingerprint()
    }

    /// The fingerprint of the answer to a question.
    #[must_use]
    pub(crate) fn answer(&self, question: Question, text: &str) -> u64 {
        let mut feed = self.mesh.feed(Of::Content);
        self.mesh.answer(question, text, self.derived, &mut feed);
        feed.fingerprint()
    }
}

/// Makes fingerprints of facets, one after the other, in one place.
pub(crate) struct Prints<'f> {
    of: &'f Fingerprints<'f>,
    feed: Feed<'f>,
}

impl Prints<'_> {
    /// The fingerprint of some facets of an asset together, which are bits.
    #[must_use]
    pub(crate) fn together(&mut self, facets: u64, ix: AssetIx) -> u64 {
        self.feed.clear();
        for facet in Facet::all_of(facets) {
            self.feed.takes(Of::Content);
            self.feed.add(&(facet as u8));
            if facet == Facet::Places {
                self.feed.takes(Of::Places);
            }
            let mesh = &self.of.mesh;
            mesh.facet(facet, ix, self.of.derived, &mut self.feed);
        }
        self.feed.fingerprint()
    }

    /// The fingerprint of a facet of an asset.
    #[must_use]
    pub(crate) fn facet(&mut self, facet: Facet, ix: AssetIx) -> u64 {
        self.together(facet.bit(), ix)
    }
}
