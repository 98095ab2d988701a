//! Whether the files of a built site are there as they were written: what a copy lost isn't gone from the
//! mesh.

use std::fmt;
use std::sync::Arc;

/// A file of a built site that isn't there as a whole.
#[derive(Debug)]
pub(crate) struct IncompleteFile {
    /// The file within the site.
    pub(crate) file: Arc<str>,
    /// What is wrong with it, after its name.
    pub(crate) what: String,
}

impl IncompleteFile {
    pub(super) fn new(file: &str, what: String) -> Self {
        let file = file.into();
        Self { file, what }
    }
}

impl fmt::Display for IncompleteFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.file, self.what)
    }
}

/// The text of a file that has to be there. Each line that is written has an end.
pub(super) fn whole(file: &str, text: Option<String>) -> Result<String, IncompleteFile> {
    let Some(text) = text else {
        return Err(IncompleteFile::new(file, " is missing".to_owned()));
    };
    if !text.is_empty() && !text.ends_with('\n') {
        let what = format!(":{} can't be read: it is cut off", text.lines().count());
        return Err(IncompleteFile::new(file, what));
    }
    Ok(text)
}

/// Whether as many lines are there as another file says: of one file, or of all of a kind.
pub(super) fn counted(
    file: &str,
    there: usize,
    (expected, by): (usize, &str),
) -> Result<(), IncompleteFile> {
    if there == expected {
        return Ok(());
    }
    let what = format!(" has {there} lines, and {by} says {expected}");
    Err(IncompleteFile::new(file, what))
}
