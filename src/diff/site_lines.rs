//! The lines of a built site, whichever files they stand in.

use std::fmt;
use std::sync::Arc;

use rustc_hash::FxHashSet;

use super::site_completeness::{IncompleteFile, counted, whole};
use crate::lines::{FILES, LineFiles};

/// A line of a built site that can't be read.
#[derive(Debug)]
pub(crate) struct UnreadableLine {
    /// The file within the site.
    pub(crate) file: Arc<str>,
    /// 1-based line.
    pub(crate) line: usize,
    /// What is wrong with it.
    pub(crate) error: serde_json::Error,
}

impl UnreadableLine {
    pub(super) fn new(file: &Arc<str>, line: usize, error: serde_json::Error) -> Self {
        let file = Arc::clone(file);
        Self { file, line, error }
    }
}

impl fmt::Display for UnreadableLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, error } = self;
        write!(f, "{file}:{line} can't be read: {error}")
    }
}

/// Reads files of a site.
pub(super) struct SiteLines<R> {
    /// Gives the text of a file, or nothing where there is none.
    read: R,
    files: LineFiles,
}

/// A file of lines.
pub(super) struct FileText {
    /// Its path within the site.
    pub(super) file: Arc<str>,
    pub(super) text: String,
}

impl<R> SiteLines<R> {
    /// `fields` are those that lines of the site can have.
    pub(super) fn new<E: From<UnreadableLine> + From<IncompleteFile>>(
        fields: &FxHashSet<String>,
        mut read: R,
    ) -> Result<Self, E>
    where
        R: FnMut(&str) -> Result<Option<String>, E>,
    {
        // Older versions had one file a kind, and none that says so.
        let text = match fields.contains("FileLine.file") {
            true => Some(whole(FILES, read(FILES)?)?),
            false => None,
        };
        let files = LineFiles::of_site(text.as_deref());
        let files = files.map_err(|wrong| UnreadableLine {
            file: FILES.into(),
            line: wrong.line,
            error: wrong.error,
        })?;
        Ok(Self { read, files })
    }

    /// The files of a kind, as they were written; of a kind that `may_lack`, those that are there.
    pub(super) fn of<E: From<IncompleteFile>>(
        &mut self,
        kind: &str,
        may_lack: bool,
    ) -> Result<Vec<FileText>, E>
    where
        R: FnMut(&str) -> Result<Option<String>, E>,
    {
        let mut texts = Vec::new();
        for of in self.files.of(kind) {
            let text = (self.read)(&of.path)?;
            if may_lack && text.is_none() {
                continue;
            }
            let text = whole(&of.path, text)?;
            if let Some(lines) = of.lines {
                counted(&of.path, count(&text), (lines, FILES))?;
            }
            let file = of.path.into();
            texts.push(FileText { file, text });
        }
        Ok(texts)
    }
}

/// Number of lines.
pub(super) fn count(text: &str) -> usize {
    text.lines().filter(|line| !line.is_empty()).count()
}
