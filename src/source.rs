//! The only reader of input: a sorted walk of the mesh root, and files opened within it. Nothing
//! outside of the root is read, links that lead out of it included; every error names its path,
//! sizes are bounded, and text is UTF-8 whatever it was saved as.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the wrapper that the lint points to"
)]

mod built_site;
mod compressed;
mod encoding;
mod folder_walk;
mod mesh_root;
mod refusal;
mod regular_file;
mod selection;
mod settings_file;
mod symbolic_links;
mod walk;

use std::collections::BTreeMap;
use std::fs::{File, Metadata};
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use crate::diagnostic::{FileId, Finding, Pos, Rule, text};
use mesh_root::{real_root, reason};
use refusal::Refusal;

pub(crate) use built_site::{BuiltSite, named_file};
pub(crate) use encoding::not_utf8;
pub use mesh_root::RootError;
#[cfg(test)]
pub(crate) use mesh_root::SETTINGS;
pub(crate) use refusal::too_large;
pub(crate) use settings_file::{SettingsFile, settings};

/// Largest manifest or guide, in bytes.
pub(crate) const MAX_TEXT: u64 = 16 << 20;
/// Largest export that has to be held in memory as a whole (Parquet, JSON documents), in bytes.
pub(crate) const MAX_WHOLE: u64 = 4 << 30;

/// The input files: the settings, where there are any, then all others sorted by path.
#[derive(Debug, Default)]
pub(crate) struct SourceTree {
    /// Its real path, which no link is a part of.
    root: PathBuf,
    files: Vec<String>,
    /// Real paths of the files that were reached through a link.
    linked: BTreeMap<u32, PathBuf>,
    /// Contents, where the files aren't on disk.
    memory: Option<Vec<Vec<u8>>>,
}

impl SourceTree {
    /// Walks `root`. Paths matched by a pattern of `exclude` (as in a `.gitignore`), hidden files
    /// and what lies under `skip` (the output folder) are left out; links are followed where they
    /// lead to something within the root; what can't be read is a finding.
    ///
    /// # Errors
    /// Where the root is missing or isn't a folder.
    pub(crate) fn walk(
        root: &Path,
        exclude: &[String],
        skip: Option<&Path>,
        findings: &mut Vec<Finding>,
    ) -> Result<Self, RootError> {
        let root = real_root(root)?;
        let found = {
            let selection = selection::Selection::new(&root, exclude, skip)?;
            walk::walk(&selection, findings)
        };
        Ok(Self {
            files: found.files,
            linked: found.linked,
            root,
            memory: None,
        })
    }

    /// A tree of files that are held in memory, by path.
    #[must_use]
    pub(crate) fn in_memory(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let mut files: Vec<(String, Vec<u8>)> = files.into_iter().collect();
        files.sort();
        let (files, memory) = files.into_iter().unzip();
        Self {
            root: PathBuf::new(),
            files,
            linked: BTreeMap::new(),
            memory: Some(memory),
        }
    }

    /// All files with their ids, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = (FileId, &str)> {
        self.files
            .iter()
            .enumerate()
            .map(|(i, path)| (FileId(u32::try_from(i).unwrap_or(u32::MAX)), path.as_str()))
    }

    /// Path of a file, relative to the root, with `/`.
    #[must_use]
    pub(crate) fn path(&self, id: FileId) -> &str {
        self.files.get(id.0 as usize).map_or("", String::as_str)
    }

    /// The file at a path.
    #[must_use]
    pub(crate) fn id(&self, path: &str) -> Option<FileId> {
        let index = match self.files.split_first() {
            // The settings, where there are any, come before the others.
            Some((first, _)) if first == path => 0,
            Some((_, others)) => others.binary_search_by(|f| f.as_str().cmp(path)).ok()? + 1,
            None => return None,
        };
        u32::try_from(index).ok().map(FileId)
    }

    /// How many bytes a file takes where it lies, compressed as it is; 0 where that can't be told.
    #[must_use]
    pub(crate) fn size(&self, id: FileId) -> u64 {
        if let Some(memory) = &self.memory {
            return memory.get(id.0 as usize).map_or(0, |b| b.len() as u64);
        }
        let path = match self.linked.get(&id.0) {
            Some(real) => real.clone(),
            None => self.root.join(self.path(id)),
        };
        std::fs::metadata(path).map_or(0, |found| found.len())
    }

    /// Opens a file as it lies on disk, compressed and encoded as it is.
    ///
    /// # Errors
    /// As the file system says, or where the files of the tree aren't on disk.
    pub(crate) fn raw(&self, id: FileId) -> io::Result<File> {
        if self.memory.is_some() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        match self.linked.get(&id.0) {
            Some(real) => regular_file::open(&self.root, real),
            None => regular_file::open(&self.root, &self.root.join(self.path(id))),
        }
    }

    /// What the file system tells of a file, which no link leads to.
    ///
    /// # Errors
    /// As the file system says, or where the files of the tree aren't on disk.
    pub(crate) fn metadata(&self, id: FileId) -> io::Result<Metadata> {
        if self.memory.is_some() {
            return Err(io::ErrorKind::Unsupported.into());
        }
        match self.linked.get(&id.0) {
            Some(real) => std::fs::symlink_metadata(real),
            None => std::fs::symlink_metadata(self.root.join(self.path(id))),
        }
    }

    /// The real path of the mesh root.
    #[must_use]
    pub(crate) fn root(&self) -> &Path {
        &self.root
    }

    /// Whether a file is compressed, by the end of its name.
    #[must_use]
    pub(crate) fn is_compressed(&self, id: FileId) -> bool {
        let path = self.path(id);
        compressed::inner(path) != path
    }

    /// The paths of all files, in order of id.
    #[must_use]
    pub(crate) fn paths(&self) -> &[String] {
        &self.files
    }

    /// Reads a manifest or a guide.
    ///
    /// # Errors
    /// A finding where it can't be read, is too large or isn't text.
    pub(crate) fn text(&self, id: FileId) -> Result<String, Box<Finding>> {
        let bytes = self.whole(id, MAX_TEXT)?;
        String::from_utf8(bytes)
            .map_err(|error| Box::new(not_utf8(self.path(id), id, error.as_bytes())))
    }

    /// Reads a file of at most `limit` bytes, undoing `.gz` and `.zst`.
    ///
    /// # Errors
    /// A finding where it can't be read or is too large.
    pub(crate) fn whole(&self, id: FileId, limit: u64) -> Result<Vec<u8>, Box<Finding>> {
        let mut bytes = Vec::new();
        self.open_whole(id)
            .and_then(|reader| reader.take(limit + 1).read_to_end(&mut bytes))
            .map_err(|e| Box::new(self.unreadable(id, &e)))?;
        if bytes.len() as u64 > limit {
            return Err(Box::new(
                Finding::new(Rule::TooLarge, too_large(self.path(id), limit))
                    .at(Pos::start(id))
                    .help("split the file"),
            ));
        }
        Ok(bytes)
    }

    /// The first bytes of a file, at most `limit`; fewer where it can't be read.
    #[must_use]
    pub(crate) fn head(&self, id: FileId, limit: u64) -> Vec<u8> {
        let mut head = Vec::new();
        if let Ok(reader) = self.open(id) {
            #[allow(
                clippy::let_underscore_must_use,
                reason = "a guess is made of what is there; whoever reads the whole file says what is wrong"
            )]
            let _ = reader.take(limit).read_to_end(&mut head);
        }
        head
    }

    /// Opens a file as a stream, undoing `.gz` and `.zst`; text is UTF-8 without a byte-order mark.
    ///
    /// # Errors
    /// As the file system, the decompressor or the decoder says.
    pub(crate) fn open(&self, id: FileId) -> io::Result<Box<dyn BufRead + Send>> {
        self.opened(id, false)
    }

    /// [`SourceTree::open`] for a reader that holds all of it in memory: a compressed file may expand
    /// less far.
    ///
    /// # Errors
    /// As the file system, the decompressor or the decoder says.
    pub(crate) fn open_whole(&self, id: FileId) -> io::Result<Box<dyn BufRead + Send>> {
        self.opened(id, true)
    }

    fn opened(&self, id: FileId, whole: bool) -> io::Result<Box<dyn BufRead + Send>> {
        let ratios = match whole {
            true => compressed::AS_A_WHOLE,
            false => compressed::IN_ROWS,
        };
        let path = self.path(id);
        let stream = if let Some(memory) = &self.memory {
            let bytes = memory.get(id.0 as usize).cloned();
            // No id but a tree's own is ever asked for.
            compressed::undone(path, io::Cursor::new(bytes.unwrap_or_default()), ratios)?
        } else {
            compressed::undone(path, self.raw(id)?, ratios)?
        };
        if binary(path) {
            return Ok(stream);
        }
        encoding::decoded(stream)
    }

    /// The finding for a file that can't be read.
    #[must_use]
    pub(crate) fn unreadable(&self, id: FileId, error: &io::Error) -> Finding {
        if let Some(finding) = self.refused(Pos::start(id), error) {
            return finding;
        }
        let path = self.path(id);
        Finding::new(
            Rule::Unreadable,
            text!(
                "`{path}` can't be read: {error}",
                path,
                error = reason(error)
            ),
        )
        .at(Pos::start(id))
        .help(match error.kind() {
            io::ErrorKind::PermissionDenied => "give the build read permission on it",
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => {
                "export the file again; it may have been cut off while it was written or copied"
            }
            _ => "check the file and the disk that it is on",
        })
    }

    /// The finding for a file that isn't read on because of its encoding or a limit; none where
    /// the error is another one. `pos` is as far as its reader came.
    #[must_use]
    pub(crate) fn refused(&self, pos: Pos, error: &io::Error) -> Option<Finding> {
        Some(Refusal::of(error)?.finding(self.path(pos.file), pos))
    }
}

/// Whether a file holds no text.
fn binary(path: &str) -> bool {
    let path = compressed::inner(path);
    let extension = path.rsplit_once('.').map_or("", |(_, e)| e);
    ["parquet", "png", "jpg", "jpeg", "gif", "webp", "avif"]
        .iter()
        .any(|binary| extension.eq_ignore_ascii_case(binary))
}
