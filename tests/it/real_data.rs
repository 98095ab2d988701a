//! Metadata of real systems, found through `$VITRINA_REAL_DATA`. None of it is kept here; where it
//! is missing these tests show as ignored.

mod dbt;
pub(crate) mod mozilla;
mod standards;

use std::path::{Path, PathBuf};

/// The folder of a system's data.
fn data(system: &str) -> PathBuf {
    let root = std::env::var_os("VITRINA_REAL_DATA").unwrap();
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(root)
        .join(system)
}

/// The text of a file of a system's data.
#[track_caller]
fn read(path: &Path) -> String {
    std::fs::read_to_string(path).unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

/// The files of a folder by their extension, sorted.
#[track_caller]
fn files(folder: &Path, extension: &str) -> Vec<PathBuf> {
    let mut out: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap_or_else(|e| panic!("{}: {e}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == extension))
        .collect();
    out.sort_unstable();
    out
}
