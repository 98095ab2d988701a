//! The scan of a portal of one file, for fuzz targets.

use std::io;

use super::{Written, scan};
use crate::catalog::{HiddenName, HiddenNames, NameForm};

struct OneFile<'f> {
    path: &'f str,
    bytes: Vec<u8>,
}

impl Written for OneFile<'_> {
    fn paths(&self) -> Vec<String> {
        vec![self.path.to_owned()]
    }

    fn read(&self, path: &str) -> io::Result<Vec<u8>> {
        match path == self.path {
            true => Ok(self.bytes.clone()),
            false => Err(io::ErrorKind::NotFound.into()),
        }
    }
}

/// Whether a full name is found in a file.
///
/// # Errors
/// Where the file can't be read.
pub(crate) fn is_found(full_name: &str, path: &str, bytes: Vec<u8>) -> io::Result<bool> {
    let name = HiddenName {
        name: full_name.to_owned(),
        form: NameForm::Full,
        id: String::new(),
    };
    let hidden = HiddenNames::new(vec![name], std::iter::empty());
    Ok(!scan(&OneFile { path, bytes }, &hidden)?.is_empty())
}
