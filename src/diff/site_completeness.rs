//! Whether the files of a built site are there as they were written: what a copy lost isn't gone from the
//! mesh.

use std::collections::BTreeMap;
use std::fmt;

use crate::lines::MeshLine;

/// The file that says how many lines the others have.
pub(super) const MESH: &str = "api/v1/mesh.ndjson";

/// A file of a built site that isn't there as a whole.
#[derive(Debug)]
pub(crate) struct IncompleteFile {
    /// The file within the site.
    pub(crate) file: &'static str,
    /// What is wrong with it, after its name.
    pub(crate) what: String,
}

impl fmt::Display for IncompleteFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}{}", self.file, self.what)
    }
}

/// The text of a file that has to be there. Each line that is written has an end.
pub(super) fn whole(file: &'static str, text: Option<String>) -> Result<String, IncompleteFile> {
    let Some(text) = text else {
        let what = " is missing".to_owned();
        return Err(IncompleteFile { file, what });
    };
    if !text.is_empty() && !text.ends_with('\n') {
        let what = format!(":{} can't be read: it is cut off", text.lines().count());
        return Err(IncompleteFile { file, what });
    }
    Ok(text)
}

/// Whether files have as many lines as the mesh says; those of older versions say nothing.
pub(super) fn counted(
    mesh: Option<&MeshLine>,
    texts: &BTreeMap<&'static str, String>,
) -> Result<(), IncompleteFile> {
    let Some(mesh) = mesh else {
        let what = " is empty, and has one line of each mesh".to_owned();
        return Err(IncompleteFile { file: MESH, what });
    };
    for (file, text) in texts {
        let name = file.rsplit('/').next().unwrap_or(file);
        let Some(expected) = mesh.lines.get(name.trim_end_matches(".ndjson")) else {
            continue;
        };
        let there = text.lines().filter(|line| !line.is_empty()).count();
        if there != *expected {
            let what = format!(" has {there} lines, and {MESH} says {expected}");
            return Err(IncompleteFile { file, what });
        }
    }
    Ok(())
}
