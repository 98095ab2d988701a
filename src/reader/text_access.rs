//! Authored texts, and the files that they point to.

use super::Reader;
use crate::catalog::{AssetIx, Image, LongDescription};
use crate::diagnostic::FileId;

impl<'a> Reader<'a> {
    /// The long description of an asset. Facet: text.
    #[must_use]
    pub(crate) fn long_description(self, ix: AssetIx) -> Option<&'a LongDescription> {
        self.catalog.long_descriptions.get(&ix)
    }

    /// Path of an input file; of the facet that the file was read with.
    #[must_use]
    pub(crate) fn path(self, file: FileId) -> &'a str {
        self.catalog.path(file)
    }

    /// The asset whose page shows the Markdown file at a path. Set: names.
    #[must_use]
    pub(crate) fn document_at(self, path: &str) -> Option<AssetIx> {
        self.catalog
            .documents
            .get(&self.catalog.file(path)?)
            .copied()
    }

    /// The image at a path. Set: names.
    #[must_use]
    pub(crate) fn image_at(self, path: &str) -> Option<&'a Image> {
        let images = &self.catalog.images;
        let found = images
            .binary_search_by(|i| i.path.as_str().cmp(path))
            .ok()?;
        images.get(found)
    }

    /// All images of texts, by path. Set: images.
    #[must_use]
    pub(crate) fn images(self) -> &'a [Image] {
        &self.catalog.images
    }

    /// Paths of the input files, by [`FileId`]. Set: files.
    #[must_use]
    pub(crate) fn files(self) -> &'a [String] {
        &self.catalog.files
    }
}
