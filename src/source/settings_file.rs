//! The file of the settings. It is read before the walk, since it says what to leave out of it, and
//! it is read as a whole or not at all: whoever writes one counts on what it says.

use std::collections::BTreeMap;
use std::io;
use std::path::{Path, PathBuf};

use super::mesh_root::{RootError, SETTINGS, real_root, reason};
use super::refusal::too_large;
use super::{SourceTree, regular_file};
use crate::diagnostic::{FileId, Finding, Pos, Rule, Text, text};

/// Largest file of settings, in bytes: each of its lines may become a finding.
const MAX_SETTINGS: u64 = 1 << 20;

/// What stands at the top of a mesh root under the name of the settings.
#[derive(Debug)]
pub(crate) enum SettingsFile {
    /// Nothing.
    Missing,
    /// A text.
    Text(String),
    /// Something that can't be read.
    Faulty(Box<Finding>),
}

/// Reads the settings of a mesh root. Their file has the number that a walk gives it.
///
/// # Errors
/// Where the root is missing or isn't a folder.
pub(crate) fn settings(root: &Path) -> Result<SettingsFile, RootError> {
    let root = real_root(root)?;
    Ok(match find(&root) {
        Ok(None) => SettingsFile::Missing,
        Err(finding) => SettingsFile::Faulty(finding),
        Ok(Some(real)) => {
            let tree = SourceTree {
                root,
                files: vec![SETTINGS.to_owned()],
                linked: BTreeMap::from([(0, real)]),
                memory: None,
            };
            match tree.text(FileId::SETTINGS) {
                Ok(text) => SettingsFile::Text(text),
                Err(finding) => SettingsFile::Faulty(finding),
            }
        }
    })
}

/// The real path of the file, where there is something of its name.
fn find(root: &Path) -> Result<Option<PathBuf>, Box<Finding>> {
    let full = root.join(SETTINGS);
    let unreadable = |error: &io::Error| {
        fault(
            Rule::Unreadable,
            text!(
                "`{file}` can't be read: {error}",
                file = SETTINGS,
                error = reason(error)
            ),
            "give the build read permission on it",
        )
    };
    let meta = match std::fs::symlink_metadata(&full) {
        Ok(meta) => meta,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(unreadable(&error)),
    };
    let real = if meta.is_symlink() {
        let link = |what: Text| {
            fault(
                Rule::SymbolicLink,
                text!(
                    "`{file}` is a symbolic link that {what}",
                    file = SETTINGS,
                    what
                ),
                "put the file itself at the top of the mesh root, or let the link lead to a file within the root",
            )
        };
        match std::fs::canonicalize(&full) {
            Ok(real) if real.starts_with(root) => real,
            Ok(_) => return Err(link("leads out of the mesh root".into())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(link("leads to nothing".into()));
            }
            Err(error) => {
                return Err(link(text!(
                    "can't be followed: {error}",
                    error = reason(&error)
                )));
            }
        }
    } else {
        full
    };
    let meta = std::fs::symlink_metadata(&real).map_err(|e| unreadable(&e))?;
    if !meta.is_file() {
        return Err(fault(
            Rule::Unreadable,
            text!(
                "`{file}` is {found}, not a file",
                file = SETTINGS,
                found = regular_file::name(meta.file_type())
            ),
            "put a file there, or remove it; without settings every one has its default",
        ));
    }
    if meta.len() > MAX_SETTINGS {
        return Err(fault(
            Rule::TooLarge,
            too_large(SETTINGS, MAX_SETTINGS),
            "settings are a few lines; look at what was written into it",
        ));
    }
    Ok(Some(real))
}

fn fault(rule: Rule, message: Text, help: &'static str) -> Box<Finding> {
    Box::new(
        Finding::new(rule, message)
            .at(Pos::start(FileId::SETTINGS))
            .help(help),
    )
}
