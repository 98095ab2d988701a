//! Files of a site that was built: read as those of a mesh root are, within its folder.

use std::io::{self, Read as _};
use std::path::{Path, PathBuf};

use super::mesh_root::SETTINGS;
use super::{MAX_WHOLE, regular_file};

/// The file that makes a folder a site that can be read.
const MARK: &str = "api/v1/schema.json";

/// A site that was built.
#[derive(Debug)]
pub(crate) struct BuiltSite {
    /// Its real path.
    folder: PathBuf,
}

impl BuiltSite {
    /// The site in a folder; nothing where there is none.
    pub(crate) fn in_folder(folder: &Path) -> Option<Self> {
        let folder = std::fs::canonicalize(folder).ok()?;
        let is_site = folder.join(MARK).is_file();
        is_site.then_some(Self { folder })
    }

    /// Whether its folder is a mesh root as well.
    pub(crate) fn has_settings(&self) -> bool {
        self.folder.join(SETTINGS).is_file()
    }

    /// The text of one of its files; nothing where there is no such file.
    ///
    /// # Errors
    /// Where it can't be read, isn't text, leads out of the site or is too large.
    pub(crate) fn text(&self, path: &str) -> io::Result<Option<String>> {
        let file = match regular_file::open(&self.folder, &self.folder.join(path)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let mut text = String::new();
        let read = file.take(MAX_WHOLE + 1).read_to_string(&mut text)?;
        if read as u64 > MAX_WHOLE {
            return Err(io::Error::other("it is too large"));
        }
        Ok(Some(text))
    }
}

/// The text of a file that somebody named; nothing where there is none.
///
/// # Errors
/// Where it can't be read, isn't a regular file or text, or is too large.
pub(crate) fn named_file(path: &Path, most: u64) -> io::Result<Option<String>> {
    let real = match std::fs::canonicalize(path) {
        Ok(real) => real,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error),
    };
    let file = regular_file::open(Path::new(""), &real)?;
    let mut text = String::new();
    let read = file.take(most + 1).read_to_string(&mut text)?;
    if read as u64 > most {
        return Err(io::Error::other("it is too large"));
    }
    Ok(Some(text))
}
