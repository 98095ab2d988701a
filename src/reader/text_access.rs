//! Authored texts, and the files that they point to.

use super::Reader;
use crate::catalog::{AssetIx, Image, LongDescription};
use crate::diagnostic::FileId;
use crate::facets::{Facet, Question, Set};

impl<'a> Reader<'a> {
    /// The long description of an asset. Facet: text.
    #[must_use]
    pub(crate) fn long_description(self, ix: AssetIx) -> Option<&'a LongDescription> {
        self.source.of(Facet::Text, ix).long_descriptions.get(&ix)
    }

    /// Path of an input file; of the facet that the file was read with.
    #[must_use]
    pub(crate) fn path(self, file: FileId) -> &'a str {
        self.source.known().path(file)
    }

    /// The asset whose page shows the Markdown file at a path. Set: names.
    #[must_use]
    pub(crate) fn document_at(self, path: &str) -> Option<AssetIx> {
        self.source
            .asked(Question::Document, path)
            .documents
            .get(&self.source.asked(Question::Document, path).file(path)?)
            .copied()
    }

    /// The image at a path. Set: names.
    #[must_use]
    pub(crate) fn image_at(self, path: &str) -> Option<&'a Image> {
        let images = &self.source.asked(Question::Image, path).images;
        let found = images
            .binary_search_by(|i| i.path.as_str().cmp(path))
            .ok()?;
        images.get(found)
    }

    /// All images of texts, by path. Set: images.
    #[must_use]
    pub(crate) fn images(self) -> &'a [Image] {
        &self.source.whole(Set::Everything).catalog.images
    }

    /// Paths of the input files, by [`FileId`]. Set: files.
    #[must_use]
    pub(crate) fn files(self) -> &'a [String] {
        &self.source.whole(Set::Everything).catalog.files
    }
}
