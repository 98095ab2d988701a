//! Documents to what an index is put together of, group by group: runs, stored texts, values of
//! facets.

use std::borrow::Borrow;
use std::ops::Range;

use search_core::{Document, Fields, ProfileWriter};
use tantivy::schema::Schema;
use tantivy::{DocId, TantivyDocument};

use super::asset_documents::Documents;
use super::document_groups::groups;
use super::index_part::{PARTS, Part, PerPart};
use super::merged_part::MergedPart;
use super::run::{Run, RunError};
use super::run_key::{RunKey, RunKeyMaker, key};
use super::run_merger::{PartWords, PlacedRun};
use super::run_writer::RunWriter;
use crate::catalog::AssetIx;

/// What former builds left of an index.
pub(crate) trait KeptRuns: Sync {
    /// Whether anything is kept at all.
    fn keeps(&self) -> bool;
    /// Whether there is something of a key, though it may be damaged. It counts as used.
    fn has(&self, key: &RunKey) -> bool;
    /// What is kept, as it was put.
    fn get(&self, key: &RunKey) -> Option<Vec<u8>>;
    /// Keeps something.
    fn put(&self, key: &RunKey, bytes: &[u8]);
}

/// Keeps nothing.
pub(crate) struct NoRuns;

impl KeptRuns for NoRuns {
    fn keeps(&self) -> bool {
        false
    }

    fn has(&self, _: &RunKey) -> bool {
        false
    }

    fn get(&self, _: &RunKey) -> Option<Vec<u8>> {
        None
    }

    fn put(&self, _: &RunKey, _: &[u8]) {}
}

/// All that the index is put together of.
pub(super) struct IndexParts<'d> {
    documents: &'d Documents<'d>,
    kept: &'d dyn KeptRuns,
    schema: Schema,
    pub fields: Fields,
    groups: Vec<Group>,
    pub profiles: ProfileWriter,
    /// The documents in the order of the index, as they were added to the profiles.
    pub order: Vec<u32>,
    /// What results show, by group, and where that of each asset is.
    texts: Vec<String>,
    of_asset: Vec<(usize, Range<usize>)>,
    /// Of the words of a part in all documents.
    merged: PerPart<RunKey>,
    /// Of what isn't words.
    shown: RunKey,
}

/// Documents that are indexed together.
struct Group {
    assets: Vec<AssetIx>,
    /// The places of its assets in the index.
    places: Vec<DocId>,
    keys: PerPart<RunKey>,
    /// Those that were made now.
    runs: PerPart<Option<Run>>,
}

impl<'d> IndexParts<'d> {
    /// Takes each group of documents, and makes what `kept` hasn't of its words.
    pub(super) fn of(
        documents: &'d Documents<'d>,
        kept: &'d dyn KeptRuns,
    ) -> Result<Self, RunError> {
        let (schema, fields) = search_core::schema();
        let places = places(documents.order());
        let mut parts = Self {
            documents,
            kept,
            schema,
            fields,
            groups: Vec::new(),
            profiles: ProfileWriter::default(),
            order: vec![0; places.len()],
            texts: Vec::new(),
            of_asset: vec![(0, 0..0); places.len()],
            merged: PerPart::default(),
            shown: RunKey::default(),
        };
        let mut maker = RunKeyMaker::default();
        let (mut shown, keeps) = (blake3::Hasher::new(), kept.keeps());
        let mut added = 0;
        for assets in groups(documents.catalog()) {
            let place_of = |ix: &AssetIx| places.get(ix.ix()).copied().unwrap_or_default();
            let mut of_group = Vec::with_capacity(assets.len());
            let mut texts = String::new();
            for ix in &assets {
                let document = documents.document(*ix);
                let begin = texts.len();
                texts.push_str(&serde_json::to_string(&document.stored)?);
                if let Some(place) = parts.of_asset.get_mut(ix.ix()) {
                    *place = (parts.texts.len(), begin..texts.len());
                }
                parts.profiles.add(&document.facets, document.name_rank);
                if let Some(order) = parts.order.get_mut(place_of(ix) as usize) {
                    *order = added;
                }
                added += 1;
                if keeps {
                    maker.add(&document);
                }
                of_group.push(document);
            }
            if keeps {
                let ranks = of_group.iter().map(|document| document.name_rank);
                let ranks: Vec<[u8; 4]> = ranks.map(u32::to_le_bytes).collect();
                shown.update(&(texts.len() as u64).to_le_bytes());
                shown.update(texts.as_bytes());
                shown.update(ranks.as_flattened());
            }
            // There may be a million of them.
            texts.shrink_to_fit();
            parts.texts.push(texts);
            let mut group = Group {
                places: assets.iter().map(place_of).collect(),
                assets,
                keys: maker.take(),
                runs: PerPart::default(),
            };
            let wanted = group.keys.each_ref().map(|key| !kept.has(key));
            if wanted.contains(&true) {
                parts.make_runs(&mut group, &wanted, of_group.iter());
            }
            parts.groups.push(group);
        }
        if keeps {
            parts.shown = key(&shown);
            parts.merged = parts.merged_keys();
        }
        Ok(parts)
    }

    /// Makes the runs of a group that are `wanted`, and keeps them.
    fn make_runs<'t>(
        &self,
        group: &mut Group,
        wanted: &PerPart<bool>,
        documents: impl Iterator<Item = impl Borrow<Document<'t>>>,
    ) {
        let mut writer = RunWriter::new(&self.schema, &self.fields, wanted);
        documents.for_each(|document| writer.add(document.borrow()));
        let runs = writer.finish().into_iter().zip(wanted).enumerate();
        for (at, (run, _)) in runs.filter(|(_, (_, wanted))| **wanted) {
            if self.kept.keeps() {
                self.kept.put(&group.keys[at], &run.to_bytes());
            }
            group.runs[at] = Some(run);
        }
    }

    /// A key of all that the index is made of, and of `more`.
    pub(super) fn key(&self, more: &[u8]) -> RunKey {
        let mut hasher = blake3::Hasher::new();
        hasher.update(b"index");
        hasher.update(self.merged.as_flattened());
        hasher.update(&self.shown).update(more);
        key(&hasher)
    }

    /// Of each part: which runs there are, and where their documents stand.
    fn merged_keys(&self) -> PerPart<RunKey> {
        let mut placed = blake3::Hasher::new();
        for group in &self.groups {
            placed.update(&(group.places.len() as u64).to_le_bytes());
            let places = group.places.iter();
            let places: Vec<[u8; 4]> = places.map(|place| place.to_le_bytes()).collect();
            placed.update(places.as_flattened());
        }
        let placed = key(&placed);
        Part::ALL.map(|part| {
            let mut hasher = blake3::Hasher::new();
            hasher.update(b"merged").update(&placed);
            for group in &self.groups {
                hasher.update(&group.keys[part as usize]);
            }
            let key = key(&hasher);
            // Though it may not be read, it is of use to the next build.
            self.kept.has(&key);
            key
        })
    }

    /// The words of each part: merged before, or in runs, which are made again where what was kept is
    /// damaged.
    pub(super) fn words(&mut self) -> PerPart<PartWords<'_>> {
        let merged = self.merged.each_ref().map(|key| {
            let kept = self.kept.get(key);
            kept.and_then(MergedPart::of_bytes)
        });
        let mut groups = std::mem::take(&mut self.groups);
        for group in &mut groups {
            let mut lost = [false; PARTS];
            for (at, run) in group.runs.iter_mut().enumerate() {
                if merged[at].is_none() && run.is_none() {
                    *run = self.kept.get(&group.keys[at]).and_then(Run::of_bytes);
                    lost[at] = run.is_none();
                }
            }
            if lost.contains(&true) {
                let assets = std::mem::take(&mut group.assets);
                let documents = assets.iter().map(|ix| self.documents.document(*ix));
                self.make_runs(group, &lost, documents);
            }
        }
        self.groups = groups;
        let mut part = 0..;
        merged.map(|merged| {
            let at = part.next().unwrap_or_default();
            let placed = self.groups.iter().filter_map(|group| {
                let (run, documents) = (group.runs[at].as_ref()?, group.places.as_slice());
                Some(PlacedRun { run, documents })
            });
            merged.map_or_else(|| PartWords::Runs(placed.collect()), PartWords::Merged)
        })
    }

    /// Keeps what was merged.
    pub(super) fn keep(&self, merged: &[(Part, MergedPart)]) {
        let keeps = self.kept.keeps();
        for (part, merged) in merged.iter().filter(|_| keeps) {
            let key = &self.merged[*part as usize];
            self.kept.put(key, &merged.to_bytes());
        }
    }

    /// What results show, in the order of the index.
    pub(super) fn stored(&self) -> impl Iterator<Item = TantivyDocument> {
        self.documents.order().iter().map(|ix| {
            let (group, range) = self.of_asset.get(ix.ix()).cloned().unwrap_or_default();
            let text = self.texts.get(group).and_then(|texts| texts.get(range));
            let mut document = TantivyDocument::default();
            document.add_text(self.fields.stored, text.unwrap_or_default());
            document
        })
    }
}

/// The place of each asset in the index.
fn places(order: &[AssetIx]) -> Vec<DocId> {
    let mut places = vec![0; order.len()];
    for (place, ix) in (0..).zip(order) {
        if let Some(own) = places.get_mut(ix.ix()) {
            *own = place;
        }
    }
    places
}
