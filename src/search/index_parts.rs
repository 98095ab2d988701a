//! Documents to what an index is put together of, group by group: runs, stored texts, values of
//! facets.

use std::ops::Range;

use search_core::{Fields, ProfileWriter};
use tantivy::{DocId, TantivyDocument};

use super::asset_documents::Documents;
use super::document_groups::groups;
use super::run::{Run, RunError};
use super::run_key::{RunKey, RunKeyMaker};
use super::run_merger::PlacedRun;
use super::run_writer::RunWriter;
use crate::catalog::AssetIx;

/// Runs of former builds.
pub(crate) trait KeptRuns: Sync {
    /// A run, as it was put.
    fn get(&self, key: &RunKey) -> Option<Vec<u8>>;
    /// Keeps a run.
    fn put(&self, key: &RunKey, run: &[u8]);
}

/// Keeps nothing.
pub(crate) struct NoRuns;

impl KeptRuns for NoRuns {
    fn get(&self, _: &RunKey) -> Option<Vec<u8>> {
        None
    }

    fn put(&self, _: &RunKey, _: &[u8]) {}
}

/// All that the index is put together of.
pub(super) struct IndexParts {
    pub runs: Vec<PlacedRun>,
    pub profiles: ProfileWriter,
    /// The documents in the order of the index, as they were added to the profiles.
    pub order: Vec<u32>,
    fields: Fields,
    /// What results show, by group, and where that of each asset is.
    texts: Vec<String>,
    of_asset: Vec<(usize, Range<usize>)>,
}

impl IndexParts {
    /// Takes each group of documents; its words from `kept`, where they are there.
    pub(super) fn of(documents: &Documents<'_>, kept: &dyn KeptRuns) -> Result<Self, RunError> {
        let (schema, fields) = search_core::schema();
        let places = places(documents.order());
        let mut parts = Self {
            runs: Vec::new(),
            profiles: ProfileWriter::default(),
            order: vec![0; places.len()],
            fields,
            texts: Vec::new(),
            of_asset: vec![(0, 0..0); places.len()],
        };
        let place_of = |ix: &AssetIx| places.get(ix.ix()).copied().unwrap_or_default();
        let mut key = RunKeyMaker::default();
        let mut added = 0;
        for group in groups(documents.catalog()) {
            let mut of_group = Vec::with_capacity(group.len());
            let mut texts = String::new();
            for ix in &group {
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
                key.add(&document);
                of_group.push(document);
            }
            // There may be a million of them.
            texts.shrink_to_fit();
            parts.texts.push(texts);
            let key = key.take();
            let run = match kept.get(&key).and_then(Run::of_bytes) {
                Some(run) => run,
                None => {
                    let mut writer = RunWriter::new(&schema, &fields);
                    of_group.iter().for_each(|document| writer.add(document));
                    let run = writer.finish();
                    kept.put(&key, &run.to_bytes());
                    run
                }
            };
            let documents = group.iter().map(place_of).collect();
            parts.runs.push(PlacedRun { run, documents });
        }
        Ok(parts)
    }

    /// What results show, in the order of the index.
    pub(super) fn stored(
        &self,
        documents: &Documents<'_>,
    ) -> impl Iterator<Item = TantivyDocument> {
        documents.order().iter().map(|ix| {
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
