//! A walk under way: the files of folders, and findings for what isn't one.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use walkdir::{DirEntry, WalkDir};

use super::mesh_root::{MAX_DEPTH, SETTINGS, reason};
use super::regular_file;
use super::selection::{Selection, is_near_settings};
use crate::diagnostic::{Finding, Rule, text};

/// A walk under way.
pub(super) struct Walk<'a> {
    pub(super) selection: &'a Selection<'a>,
    pub(super) findings: &'a mut Vec<Finding>,
    /// Files by path, with their real path where they were reached through a link.
    pub(super) files: Vec<(String, Option<PathBuf>)>,
    /// Links that are to be followed: path and real path.
    pub(super) links: Vec<(PathBuf, PathBuf)>,
    /// Real paths that were read through a link already.
    pub(super) taken: BTreeSet<PathBuf>,
    /// The settings, where they are a link with its real path.
    pub(super) settings: Option<Option<PathBuf>>,
}

impl Walk<'_> {
    /// Walks a folder, whose path under the root is `path` where a link leads to it.
    pub(super) fn folder(&mut self, real: &Path, path: &Path) {
        let selection = self.selection;
        let top = path.as_os_str().is_empty();
        let depth = MAX_DEPTH.saturating_sub(path.components().count());
        let walk = WalkDir::new(real)
            .follow_links(false)
            .sort_by_file_name()
            .max_depth(depth)
            .into_iter()
            .filter_entry(|e| {
                let is_dir = e.file_type().is_dir();
                e.depth() == 0
                    || (top && e.depth() == 1 && !is_dir && is_settings(e))
                    || (selection.keeps(&below(real, path, e.path()), e.path(), is_dir)
                        // What a link leads to may lie in a part that is left out.
                        && (top || !selection.excludes(relative(selection.root, e.path()), is_dir)))
            });
        for entry in walk {
            let entry = match entry {
                Ok(entry) => entry,
                Err(error) => {
                    let at = error.path().map(|p| below(real, path, p));
                    self.findings.push(walk_error(at.as_deref(), &error));
                    continue;
                }
            };
            let at = below(real, path, entry.path());
            let kind = entry.file_type();
            if kind.is_dir() {
                if entry.depth() == depth {
                    self.findings.push(too_deep(&at));
                }
                continue;
            }
            if top && entry.depth() == 1 && self.settings(&entry) {
                continue;
            }
            if kind.is_symlink() {
                self.links.push((at.into_owned(), entry.into_path()));
            } else if !kind.is_file() {
                self.findings.push(special(&at, kind));
            } else if top {
                self.file(&at, None);
            } else {
                self.file(&at, Some(entry.path()));
            }
        }
    }

    /// Takes the settings, and says so of what only has nearly their name; false where the entry is
    /// to be read like any other.
    fn settings(&mut self, entry: &DirEntry) -> bool {
        let Some(name) = entry.file_name().to_str() else {
            return false;
        };
        let root = self.selection.root;
        let own = || std::fs::canonicalize(root.join(SETTINGS));
        if name == SETTINGS {
            let link = entry.file_type().is_symlink();
            // One that can't be followed was refused before the walk.
            self.settings = Some(own().ok().filter(|_| link));
            return true;
        }
        if !is_near_settings(name) {
            return false;
        }
        // Where case doesn't count, the file was read under this name.
        if own().is_ok_and(|real| real == entry.path()) {
            self.settings = Some(None);
            return true;
        }
        self.findings.push(
            Finding::new(
                Rule::SettingsName,
                text!(
                    "`{name}` isn't read as settings: their file is called `{file}`",
                    name,
                    file = SETTINGS
                ),
            )
            .at_path(name)
            .help(text!(
                "rename it to `{file}` if it holds settings, or exclude it in `{file}`",
                file = SETTINGS
            )),
        );
        name.starts_with('.')
    }

    /// Takes a file; `real` is its path where a link leads to it.
    pub(super) fn file(&mut self, at: &Path, real: Option<&Path>) {
        let Some(path) = at.to_str() else {
            self.findings.push(not_utf8_name(at));
            return;
        };
        if let Some(real) = real {
            // Twice the same manifest would describe everything in it twice. Other files are what
            // their folder makes of them: a guide, or part of an export.
            let manifest = path.ends_with(".yaml") || path.ends_with(".yml");
            let visible = Selection::is_visible(relative(self.selection.root, real));
            if (manifest && visible) || !self.taken.insert(real.to_path_buf()) {
                return self.twice(at);
            }
        }
        let path = if cfg!(windows) {
            path.replace('\\', "/")
        } else {
            path.to_owned()
        };
        if path.ends_with(SETTINGS) && path.ends_with(&format!("/{SETTINGS}")) {
            self.findings.push(
                Finding::new(
                    Rule::SettingsName,
                    text!(
                        "`{path}` isn't read as settings: they stand at the top of the mesh root",
                        path
                    ),
                )
                .at_path(path.as_str())
                .help("move it to the top, name its folder with --root, or exclude it in vitrina.toml"),
            );
        }
        self.files.push((path, real.map(Path::to_path_buf)));
    }

    /// Says that a link isn't read, since its target is.
    pub(super) fn twice(&mut self, path: &Path) {
        let path = path.display().to_string();
        self.findings.push(
            Finding::new(
                Rule::LinkedTwice,
                text!(
                    "`{path}` leads to what is read under another path, and isn't read twice",
                    path
                ),
            )
            .at_path(path)
            .help("remove one of the two, or exclude the link in vitrina.toml"),
        );
    }
}

/// Whether an entry at the top is the file of the settings, or may be meant as such though hidden.
fn is_settings(entry: &DirEntry) -> bool {
    let name = entry.file_name();
    name == SETTINGS || (name.as_encoded_bytes() == b".vitrina.toml")
}

/// The path under the root of something in a folder, which a link may lead to.
fn below<'p>(real: &Path, path: &Path, entry: &'p Path) -> Cow<'p, Path> {
    let rest = relative(real, entry);
    if path.as_os_str().is_empty() {
        Cow::Borrowed(rest)
    } else {
        Cow::Owned(path.join(rest))
    }
}

pub(super) fn relative<'p>(root: &Path, path: &'p Path) -> &'p Path {
    path.strip_prefix(root).unwrap_or(path)
}

fn walk_error(path: Option<&Path>, error: &walkdir::Error) -> Finding {
    let path = path.map_or(String::new(), |p| p.display().to_string());
    let why = error.io_error().map_or("it can't be listed".into(), reason);
    Finding::new(
        Rule::Unreadable,
        text!("`{path}` can't be read: {why}", path, why),
    )
    .at_path(path)
    .help("give the build read permission on it, or exclude it in vitrina.toml")
}

fn too_deep(at: &Path) -> Finding {
    let path = at.display().to_string();
    Finding::new(
        Rule::TooLarge,
        text!(
            "`{path}` lies {limit} folders deep, the limit; what is in it was not read",
            path,
            limit = MAX_DEPTH
        ),
    )
    .at_path(path)
    .help("move it further up, or exclude it in vitrina.toml")
}

/// The finding for what is no file, no folder and no link.
pub(super) fn special(at: &Path, kind: std::fs::FileType) -> Finding {
    let path = at.display().to_string();
    Finding::new(
        Rule::Unreadable,
        text!(
            "`{path}` is {kind} and was not read",
            path,
            kind = regular_file::name(kind)
        ),
    )
    .at_path(path)
    .help("put a file in its place, or exclude it in vitrina.toml")
}

fn not_utf8_name(at: &Path) -> Finding {
    Finding::new(
        Rule::NotUtf8,
        "a file's name isn't UTF-8 and the file was not read",
    )
    .at_path(at.display().to_string())
    .help("rename the file")
}
