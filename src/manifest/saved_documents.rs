//! Manifests that a former run read and had nothing to say of: their documents as trees, which are as
//! their schemas have them and only have to be decoded.

use super::kind::DocumentKind;
use super::manifests::Manifests;
use crate::diagnostic::FileId;
use crate::document::Node;
use crate::source::SourceTree;

/// Documents of manifests that were written down elsewhere, by what their files hold.
pub(crate) trait SavedDocuments {
    /// Whether anything is kept.
    fn keeps(&self) -> bool;
    /// What is known of a file.
    fn get(&self, tree: &SourceTree, file: FileId) -> Option<Vec<u8>>;
    /// What was read of a file that isn't known.
    fn put(&self, tree: &SourceTree, file: FileId, documents: &[u8]);
}

/// Nothing is known, and nothing is kept.
#[derive(Debug)]
pub(crate) struct NothingSaved;

impl SavedDocuments for NothingSaved {
    fn keeps(&self) -> bool {
        false
    }

    fn get(&self, _: &SourceTree, _: FileId) -> Option<Vec<u8>> {
        None
    }

    fn put(&self, _: &SourceTree, _: FileId, _: &[u8]) {}
}

/// The documents of a file, where they are known.
pub(super) fn of(
    saved: &dyn SavedDocuments,
    tree: &SourceTree,
    file: FileId,
) -> Option<Vec<(DocumentKind, Node)>> {
    postcard::from_bytes(&saved.get(tree, file)?).ok()
}

/// Saves the documents of a file.
pub(super) fn save(
    saved: &dyn SavedDocuments,
    tree: &SourceTree,
    file: FileId,
    documents: &[(DocumentKind, Node)],
) {
    if let Ok(bytes) = postcard::to_allocvec(documents) {
        saved.put(tree, file, &bytes);
    }
}

/// Adds saved documents to all others; says whether that was done, which it is for all or for none.
pub(super) fn add(
    documents: &[(DocumentKind, Node)],
    file: FileId,
    manifests: &mut Manifests,
) -> bool {
    let mut of_file = Manifests::default();
    let mut documents = documents.iter();
    if !documents.all(|(kind, node)| of_file.add(*kind, node, file).is_ok()) {
        return false;
    }
    manifests.append(of_file);
    true
}
