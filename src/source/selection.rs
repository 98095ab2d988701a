//! What belongs to the input: not what is hidden, what the settings leave out, nor sites.

use std::io::Read as _;
use std::path::{Component, Path, PathBuf};

use ignore::gitignore::{Gitignore, GitignoreBuilder};

use super::mesh_root::{RootError, SETTINGS};

/// What is kept of a mesh root.
pub(super) struct Selection<'a> {
    /// The root's real path.
    pub(super) root: &'a Path,
    excluded: Gitignore,
    /// The real path of the output folder.
    output: Option<PathBuf>,
}

impl<'a> Selection<'a> {
    /// `exclude` holds lines of a `.gitignore`.
    pub(super) fn new(
        root: &'a Path,
        exclude: &[String],
        output: Option<&Path>,
    ) -> Result<Self, RootError> {
        Ok(Self {
            root,
            excluded: exclusions(exclude)?,
            // One that isn't there yet holds nothing.
            output: output.and_then(|p| std::fs::canonicalize(p).ok()),
        })
    }

    /// Whether an entry of a walk is kept: its path under the root, through links as well, and its
    /// real path.
    pub(super) fn keeps(&self, path: &Path, real: &Path, is_dir: bool) -> bool {
        let hidden = path
            .file_name()
            .is_some_and(|name| is_hidden(name.as_encoded_bytes()));
        if hidden || self.excluded.matched(path, is_dir).is_ignore() {
            return false;
        }
        !(is_dir && (self.output.as_deref() == Some(real) || is_site(real) || is_cache(real)))
    }

    /// Whether the settings leave out what a link leads to, `target` being its path under the root.
    pub(super) fn excludes(&self, target: &Path, is_dir: bool) -> bool {
        self.excluded
            .matched_path_or_any_parents(target, is_dir)
            .is_ignore()
    }

    /// Whether a real path lies in the output folder.
    pub(super) fn is_output(&self, real: &Path) -> bool {
        self.output.as_ref().is_some_and(|o| real.starts_with(o))
    }

    /// Whether a walk comes by a path under the root that isn't excluded.
    pub(super) fn is_visible(target: &Path) -> bool {
        !target
            .components()
            .any(|c| matches!(c, Component::Normal(name) if is_hidden(name.as_encoded_bytes())))
    }
}

/// Whether a folder is a site that vitrina wrote, by its record: `vitrina check` doesn't know where
/// sites go, and there may be several.
fn is_site(folder: &Path) -> bool {
    begins_with(
        &folder.join(".vitrina-files"),
        b"# Files written by vitrina",
    )
}

/// Whether a folder is one that vitrina keeps in what it needn't read again, by its tag. The usual one
/// is hidden, but it may have any name.
fn is_cache(folder: &Path) -> bool {
    begins_with(
        &folder.join("CACHEDIR.TAG"),
        b"Signature: 8a477f597d28d172789f06886806bc55\n# What vitrina read",
    )
}

/// Whether there is a file that begins with these bytes.
fn begins_with(path: &Path, heading: &[u8]) -> bool {
    // What isn't a file might be waited for.
    if !std::fs::symlink_metadata(path).is_ok_and(|meta| meta.is_file()) {
        return false;
    }
    let mut found = Vec::new();
    std::fs::File::open(path)
        .and_then(|file| file.take(heading.len() as u64).read_to_end(&mut found))
        .is_ok_and(|_| found == heading)
}

fn is_hidden(name: &[u8]) -> bool {
    name.starts_with(b".")
}

/// Whether a name at the top is one that people may take for the settings' name.
pub(super) fn is_near_settings(name: &str) -> bool {
    let lower = name.to_lowercase();
    if name == SETTINGS || lower.len() > 2 * SETTINGS.len() {
        return false;
    }
    let bare = lower.trim_start_matches('.');
    let (stem, extension) = bare.split_once('.').unwrap_or((bare, ""));
    let known = [
        "", "tml", "yaml", "yml", "json", "ini", "cfg", "conf", "config",
    ];
    (stem == "vitrina" && known.contains(&extension))
        || bare.starts_with(SETTINGS)
        || strsim::damerau_levenshtein(bare, SETTINGS) <= 2
}

fn exclusions(patterns: &[String]) -> Result<Gitignore, RootError> {
    let error = |e: ignore::Error| RootError::Exclude(Box::new(e));
    let mut builder = GitignoreBuilder::new("");
    for pattern in patterns {
        // To git `./drafts` means nothing at all; people mean `/drafts` by it.
        let (not, rest) = match pattern.strip_prefix('!') {
            Some(rest) => ("!", rest),
            None => ("", pattern.as_str()),
        };
        let line = match rest.strip_prefix("./") {
            Some(rest) => format!("{not}/{}", rest.trim_start_matches("./")),
            None => pattern.clone(),
        };
        builder.add_line(None, &line).map_err(error)?;
    }
    builder.build().map_err(error)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_near_the_settings() {
        for name in [
            "Vitrina.toml",
            "VITRINA.TOML",
            "vitrina.tml",
            "vitrina.yaml",
            "vitrina",
            ".vitrina.toml",
            "vitrna.toml",
            "vitrina.toml.txt",
            "vitrina.toml~",
        ] {
            assert!(is_near_settings(name), "{name}");
        }
        for name in [
            "vitrina.toml",
            "vitrina.md",
            "vitrina.png",
            "orders.toml",
            "README.md",
        ] {
            assert!(!is_near_settings(name), "{name}");
        }
    }

    #[test]
    fn patterns_from_the_root_on() {
        let root = Path::new("/r");
        let selection = Selection::new(root, &["./drafts/".into(), "!./drafts/ok/".into()], None);
        let selection = selection.unwrap();
        let keeps = |path: &str| selection.keeps(Path::new(path), &root.join(path), true);
        assert!(!keeps("drafts"));
        assert!(keeps("guides/drafts"));
        assert!(selection.excludes(Path::new("drafts/a.md"), false));
    }
}
