//! Authored texts and what they show.

use std::sync::Arc;

use super::AssetIx;
use crate::diagnostic::FileId;

/// A guide.
#[derive(Debug, Clone)]
pub(crate) struct Guide {
    /// Itself.
    pub asset: AssetIx,
    /// Its file.
    pub file: FileId,
    /// Markdown, without front matter.
    pub text: String,
    /// Lines of the file before the text.
    pub lines_before: u32,
    /// Its place among the guides of its folder; those without come last.
    pub order: Option<i64>,
    /// Ids of the audiences that it is written for; everyone where it names none.
    pub audiences: Vec<String>,
}

/// A long description.
#[derive(Debug, Clone)]
pub(crate) struct LongDescription {
    /// Its file.
    pub file: FileId,
    /// Markdown, without front matter.
    pub text: String,
    /// Lines of the file before the text.
    pub lines_before: u32,
    /// Ids of the audiences that it is written for; everyone where it names none.
    pub audiences: Vec<String>,
}

/// An image that a text shows.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    /// Path of its file.
    pub path: String,
    /// Site-relative address, made of its content.
    pub href: String,
    /// The file.
    pub bytes: Arc<[u8]>,
}
