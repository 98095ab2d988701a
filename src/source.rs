//! The only reader of input: a sorted walk of the mesh root, and files opened within it. Symbolic
//! links are not followed, every error names its path, and sizes are bounded.
#![allow(
    clippy::disallowed_methods,
    clippy::disallowed_types,
    reason = "this is the wrapper that the lint points to"
)]

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use crate::diagnostic::{FileId, Finding, Pos, Rule};

/// Largest manifest or guide, in bytes.
pub const MAX_TEXT: u64 = 16 << 20;
/// Largest export that has to be held in memory as a whole (Parquet, JSON documents), in bytes.
pub const MAX_WHOLE: u64 = 4 << 30;
/// Deepest folder below the mesh root.
pub const MAX_DEPTH: usize = 64;

/// The input files, sorted by path.
#[derive(Debug, Default)]
pub struct SourceTree {
    root: PathBuf,
    files: Vec<String>,
    /// Contents, where the files aren't on disk.
    memory: Option<Vec<Vec<u8>>>,
}

/// Why a mesh root can't be used at all.
#[derive(Debug)]
pub struct RootError {
    /// The sentence for the user.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl SourceTree {
    /// Walks `root`. Paths matched by a pattern of `exclude` (as in a `.gitignore`), hidden files
    /// and what lies under `skip` (the output folder) are left out; what can't be read is a
    /// finding.
    ///
    /// # Errors
    /// Where the root is missing or isn't a folder.
    pub fn walk(
        root: &Path,
        exclude: &[String],
        skip: Option<&Path>,
        findings: &mut Vec<Finding>,
    ) -> Result<Self, RootError> {
        check_root(root)?;
        let excluded = exclusions(exclude)?;
        let skip = skip.and_then(|p| std::fs::canonicalize(p).ok());
        let mut files = Vec::new();
        let walk = walkdir::WalkDir::new(root)
            .follow_links(false)
            .follow_root_links(true)
            .sort_by_file_name()
            .max_depth(MAX_DEPTH)
            .into_iter()
            .filter_entry(|e| {
                let folder = e.file_type().is_dir();
                let hidden = e.file_name().as_encoded_bytes().starts_with(b".");
                let left_out = || {
                    excluded
                        .matched(relative(root, e.path()), folder)
                        .is_ignore()
                };
                let output =
                    || folder && skip.is_some() && std::fs::canonicalize(e.path()).ok() == skip;
                e.depth() == 0 || !(hidden || left_out() || output())
            });
        for entry in walk {
            match entry {
                Err(error) => findings.push(walk_error(root, &error)),
                Ok(entry) if entry.file_type().is_symlink() => {
                    let path = relative(root, entry.path()).display().to_string();
                    findings.push(
                        Finding::new(
                            Rule::SymbolicLink,
                            format!("`{path}` is a symbolic link and was not read"),
                        )
                        .path(path)
                        .help("put the file itself under the mesh root, or exclude the link in vitrina.toml"),
                    );
                }
                Ok(entry) if entry.file_type().is_file() => {
                    match relative(root, entry.path()).to_str() {
                        Some(path) => files.push(path.replace('\\', "/")),
                        None => findings.push(
                            Finding::new(
                                Rule::NotUtf8,
                                "a file's name isn't UTF-8 and the file was not read",
                            )
                            .path(relative(root, entry.path()).display().to_string())
                            .help("rename the file"),
                        ),
                    }
                }
                Ok(_) => {}
            }
        }
        files.sort_unstable();
        Ok(Self {
            root: root.to_path_buf(),
            files,
            memory: None,
        })
    }

    /// A tree of files that are held in memory, by path.
    #[must_use]
    pub fn in_memory(files: impl IntoIterator<Item = (String, Vec<u8>)>) -> Self {
        let mut files: Vec<(String, Vec<u8>)> = files.into_iter().collect();
        files.sort();
        let (files, memory) = files.into_iter().unzip();
        Self {
            root: PathBuf::new(),
            files,
            memory: Some(memory),
        }
    }

    /// All files with their ids, in order.
    pub fn iter(&self) -> impl Iterator<Item = (FileId, &str)> {
        self.files
            .iter()
            .enumerate()
            .map(|(i, path)| (FileId(u32::try_from(i).unwrap_or(u32::MAX)), path.as_str()))
    }

    /// Path of a file, relative to the root, with `/`.
    #[must_use]
    pub fn path(&self, id: FileId) -> &str {
        self.files.get(id.0 as usize).map_or("", String::as_str)
    }

    /// The paths of all files, in order of id.
    #[must_use]
    pub fn paths(&self) -> &[String] {
        &self.files
    }

    /// Reads a manifest or a guide.
    ///
    /// # Errors
    /// A finding where it can't be read, is too large or isn't UTF-8.
    pub fn text(&self, id: FileId) -> Result<String, Box<Finding>> {
        let bytes = self.whole(id, MAX_TEXT)?;
        match String::from_utf8(bytes) {
            Ok(text) if text.starts_with('\u{feff}') => Ok(text['\u{feff}'.len_utf8()..].into()),
            Ok(text) => Ok(text),
            Err(error) => Err(Box::new(not_utf8(self.path(id), id, error.as_bytes()))),
        }
    }

    /// Reads a file of at most `limit` bytes, undoing `.gz` and `.zst`.
    ///
    /// # Errors
    /// A finding where it can't be read or is too large.
    pub fn whole(&self, id: FileId, limit: u64) -> Result<Vec<u8>, Box<Finding>> {
        let mut bytes = Vec::new();
        self.open(id)
            .and_then(|reader| reader.take(limit + 1).read_to_end(&mut bytes))
            .map_err(|e| Box::new(self.unreadable(id, &e)))?;
        if bytes.len() as u64 > limit {
            return Err(Box::new(
                Finding::new(
                    Rule::TooLarge,
                    format!("`{}` is larger than {} MiB", self.path(id), limit >> 20),
                )
                .at(Pos::start(id))
                .help("split the file"),
            ));
        }
        Ok(bytes)
    }

    /// Opens a file as a stream, undoing `.gz` and `.zst`.
    ///
    /// # Errors
    /// As the file system or the decompressor says.
    pub fn open(&self, id: FileId) -> io::Result<Box<dyn BufRead + Send>> {
        let path = self.path(id);
        if let Some(memory) = &self.memory {
            let bytes = memory.get(id.0 as usize).cloned().unwrap_or_default();
            return decompressed(path, io::Cursor::new(bytes));
        }
        let full = self.root.join(path);
        // A link put in place of the file since the walk is refused as well.
        if !std::fs::symlink_metadata(&full)?.is_file() {
            return Err(io::Error::other("it is no regular file any more"));
        }
        decompressed(path, File::open(full)?)
    }

    /// The finding for a file that can't be read.
    #[must_use]
    pub fn unreadable(&self, id: FileId, error: &io::Error) -> Finding {
        let path = self.path(id);
        Finding::new(
            Rule::Unreadable,
            format!("`{path}` can't be read: {}", reason(error)),
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
}

/// A stream of a file's bytes, undoing `.gz` and `.zst`.
fn decompressed(
    path: &str,
    raw: impl Read + Send + 'static,
) -> io::Result<Box<dyn BufRead + Send>> {
    Ok(match path.rsplit_once('.') {
        Some((_, "gz")) => Box::new(BufReader::with_capacity(
            1 << 16,
            flate2::read::MultiGzDecoder::new(raw),
        )),
        Some((_, "zst")) => Box::new(BufReader::with_capacity(
            1 << 16,
            zstd::stream::read::Decoder::new(raw)?,
        )),
        _ => Box::new(BufReader::with_capacity(1 << 18, raw)),
    })
}

/// What went wrong, without the operating system's error number.
fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::PermissionDenied => "permission denied".into(),
        io::ErrorKind::NotFound => "it is not there any more".into(),
        io::ErrorKind::UnexpectedEof => "the compressed data ends too early".into(),
        _ => error.to_string(),
    }
}

/// The finding for bytes that aren't UTF-8, pointing at the first of them.
#[must_use]
pub fn not_utf8(path: &str, file: FileId, bytes: &[u8]) -> Finding {
    let valid = match std::str::from_utf8(bytes) {
        Ok(_) => bytes.len(),
        Err(error) => error.valid_up_to(),
    };
    let before = &bytes[..valid];
    let line_start = before
        .iter()
        .rposition(|b| *b == b'\n')
        .map_or(0, |i| i + 1);
    let line = before.iter().filter(|b| **b == b'\n').count() + 1;
    let column = String::from_utf8_lossy(&before[line_start..])
        .chars()
        .count()
        + 1;
    let byte = bytes.get(valid).copied().unwrap_or_default();
    let utf16 = bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]);
    Finding::new(
        Rule::NotUtf8,
        if utf16 {
            format!("`{path}` is UTF-16, not UTF-8")
        } else {
            format!("`{path}` isn't UTF-8: byte 0x{byte:02x} stands where a character should begin")
        },
    )
    .at(Pos {
        file,
        line: u32::try_from(line).unwrap_or(u32::MAX),
        column: u32::try_from(column).unwrap_or(u32::MAX),
    })
    .help("save the file as UTF-8")
}

fn relative<'a>(root: &Path, path: &'a Path) -> &'a Path {
    path.strip_prefix(root).unwrap_or(path)
}

fn check_root(root: &Path) -> Result<(), RootError> {
    match std::fs::metadata(root) {
        Ok(meta) if meta.is_dir() => Ok(()),
        Ok(_) => Err(RootError {
            message: format!("the mesh root `{}` isn't a folder", root.display()),
            help: "name the folder that holds vitrina.toml with --root".into(),
        }),
        Err(error) => Err(RootError {
            message: format!(
                "the mesh root `{}` can't be opened: {}",
                root.display(),
                match error.kind() {
                    io::ErrorKind::NotFound => "there is no such folder".into(),
                    _ => reason(&error),
                }
            ),
            help: "name the folder that holds vitrina.toml with --root".into(),
        }),
    }
}

fn exclusions(patterns: &[String]) -> Result<Gitignore, RootError> {
    let error = |e: ignore::Error| RootError {
        message: format!("a pattern of `exclude` in vitrina.toml is wrong: {e}"),
        help: "write it as in a .gitignore, for example \"drafts/**\"".into(),
    };
    let mut builder = GitignoreBuilder::new("");
    for pattern in patterns {
        builder.add_line(None, pattern).map_err(error)?;
    }
    builder.build().map_err(error)
}

fn walk_error(root: &Path, error: &walkdir::Error) -> Finding {
    let path = error
        .path()
        .map_or(String::new(), |p| relative(root, p).display().to_string());
    let why = error.io_error().map_or("it can't be listed".into(), reason);
    Finding::new(Rule::Unreadable, format!("`{path}` can't be read: {why}"))
        .path(path)
        .help("give the build read permission on it, or exclude it in vitrina.toml")
}
