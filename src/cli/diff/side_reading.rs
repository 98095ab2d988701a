//! What a path is, a mesh root or a site that was built, read as a side of a comparison.

use std::io;
use std::path::Path;

use crate::catalog::Kind;
use crate::cli::outcome::Failure;
use crate::cli::portal_audience::audience_of;
use crate::cli::progress;
use crate::diagnostic::finding_line;
use crate::diff::{
    self, ChangeRules, Entry, IncompleteFile, SCHEMA, Side, Unread, UnreadableLine, UseWindow,
};
use crate::lines::schema;
use crate::mesh::Mesh;
use crate::pipeline;
use crate::source::{BuiltSite, MAX_TEXT, named_file};

/// What the settings of a mesh root say of comparing it.
pub(super) struct SideSettings {
    pub(super) window: Option<UseWindow>,
    pub(super) rules: ChangeRules,
    /// The audience that sees the side; nothing where it is the whole mesh.
    pub(super) audience: Option<String>,
    /// Files of entries, below the root; nothing where the settings name none.
    accepted: Option<Vec<String>>,
}

impl Default for SideSettings {
    /// Those of a site, which has none.
    fn default() -> Self {
        Self {
            window: Some(UseWindow::default()),
            rules: ChangeRules::default(),
            audience: None,
            accepted: None,
        }
    }
}

/// The state in `path`, which people called `name`; of a mesh root, what `audience` sees of it.
pub(super) fn side(
    name: &str,
    path: &Path,
    audience: Option<&str>,
) -> Result<(Side, SideSettings), Failure> {
    if !path.exists() {
        return Err(Failure::Said(
            format!("{name} `{}` isn't there", path.display()),
            format!("give as {name} a mesh root, or a portal that was built"),
        ));
    }
    match BuiltSite::in_folder(path) {
        Some(site) if site.has_settings() => Err(Failure::Said(
            format!(
                "{name} `{}` is a mesh root and a portal at once",
                path.display()
            ),
            "build the portal into a folder of its own".into(),
        )),
        Some(site) => {
            let settings = SideSettings {
                audience: audience_of(path, &site)?,
                ..SideSettings::default()
            };
            Ok((of_site(path, &site)?, settings))
        }
        None => of_root(name, path, audience),
    }
}

/// Why a site can't be read.
enum Unreadable {
    File(String, io::Error),
    Line(UnreadableLine),
    Incomplete(IncompleteFile),
}

impl From<IncompleteFile> for Unreadable {
    fn from(file: IncompleteFile) -> Self {
        Self::Incomplete(file)
    }
}

impl From<UnreadableLine> for Unreadable {
    fn from(line: UnreadableLine) -> Self {
        Self::Line(line)
    }
}

/// The lines of a portal that was built.
pub(in crate::cli) fn of_site(path: &Path, site: &BuiltSite) -> Result<Side, Failure> {
    let read = |file: &str| {
        let text = site.text(file);
        text.map_err(|error| Unreadable::File(file.to_owned(), error))
    };
    let read_all = || {
        let text = read(SCHEMA)?.unwrap_or_default();
        let schema = serde_json::from_str(&text).map_err(|error| UnreadableLine {
            file: SCHEMA.into(),
            line: error.line(),
            error,
        })?;
        Side::of_site(&schema, read)
    };
    read_all().map_err(|error| {
        let what = match error {
            Unreadable::File(file, error) => format!("{file} can't be read: {error}"),
            Unreadable::Line(line) => line.to_string(),
            Unreadable::Incomplete(file) => file.to_string(),
        };
        Failure::Said(
            format!("the portal `{}` can't be compared: {what}", path.display()),
            "copy all of its api/v1, or build it again with `vitrina build`".into(),
        )
    })
}

fn of_root(
    name: &str,
    path: &Path,
    audience: Option<&str>,
) -> Result<(Side, SideSettings), Failure> {
    let mesh = progress::load(path)?;
    let mesh = pipeline::seen_by(mesh, audience)?;
    if mesh.is_empty {
        return Err(Failure::Said(
            format!(
                "{name} `{}` is neither a mesh root nor a portal: there is no manifest, no export and no {SCHEMA}",
                path.display()
            ),
            "name a folder with vitrina.toml, or one that `vitrina build` wrote".into(),
        ));
    }
    let accepted = mesh.settings.accepted.as_ref().map(|glob| {
        let files = mesh.catalog.files.iter();
        files.filter(|file| glob.is_match(file)).cloned().collect()
    });
    let settings = SideSettings {
        window: mesh.settings.use_window.clone(),
        rules: mesh.settings.changes.clone(),
        audience: audience.map(str::to_owned),
        accepted,
    };
    Ok((of_mesh(&mesh), settings))
}

/// A mesh that was loaded.
pub(in crate::cli) fn of_mesh(mesh: &Mesh) -> Side {
    let catalog = mesh.catalog();
    let unread = mesh.findings.iter();
    let unread =
        unread.filter(|finding| finding.foreign.is_none() && diff::is_unread(finding.rule));
    let unread = unread.filter_map(|finding| {
        let line = finding_line(finding, &mesh.catalog.files);
        Some(Unread {
            file: line.file?,
            line: line.line,
            message: line.message,
        })
    });
    Side::of_lines(
        &schema(),
        catalog.views().chain(catalog.tables()),
        [Kind::Product, Kind::Dme, Kind::Domain].map(|kind| catalog.assets(kind)),
        catalog.datasets(),
        catalog.mesh(),
        unread.collect(),
    )
}

/// Name of the entries within a mesh root.
pub(super) const ACCEPTED: &str = "accepted-changes.toml";

/// The entries that accept changes: of the file that was named, of those that the settings of the new mesh
/// root name, or of its usual one.
pub(super) fn accepted(
    named: Option<&Path>,
    new: &Path,
    settings: &SideSettings,
) -> Result<Vec<Entry>, Failure> {
    if let Some(path) = named {
        return entries(path, true);
    }
    let mut all = Vec::new();
    for file in accepted_files(settings) {
        all.extend(entries(&new.join(file), false)?);
    }
    Ok(all)
}

/// The files of a mesh root that hold such entries.
fn accepted_files(settings: &SideSettings) -> Vec<String> {
    match &settings.accepted {
        Some(files) => files.clone(),
        None => vec![ACCEPTED.to_owned()],
    }
}

/// Takes the entries that `old` shows to be spent out of their files; gives how many lines went.
pub(super) fn prune(
    named: Option<&Path>,
    new: &Path,
    settings: &SideSettings,
    old: &Side,
) -> Result<usize, Failure> {
    let (root, files) = match named {
        Some(path) => {
            let folder = path
                .parent()
                .filter(|folder| !folder.as_os_str().is_empty());
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            (folder.unwrap_or(Path::new(".")), vec![name.into_owned()])
        }
        None => (new, accepted_files(settings)),
    };
    let mut gone = 0;
    for file in files {
        let path = root.join(&file);
        let failed = |what: String| {
            let message = format!("`{}` can't be changed: {what}", path.display());
            Failure::Said(message, "take spent entries out by hand".into())
        };
        let text = named_file(&path, MAX_TEXT).map_err(|error| failed(error.to_string()))?;
        let Some(text) = text else { continue };
        let spent = diff::spent_lines(&text, old)?;
        let done = pipeline::without_lines(root, &file, &spent);
        gone += done.map_err(|error| failed(error.to_string()))?;
    }
    Ok(gone)
}

/// The entries of a file, which has to be there or need not.
fn entries(path: &Path, has_to_be: bool) -> Result<Vec<Entry>, Failure> {
    let failed = |what: String| {
        let message = format!("`{}` can't be read: {what}", path.display());
        Failure::Said(message, "`vitrina diff` prints entries to paste".into())
    };
    match named_file(path, MAX_TEXT) {
        Ok(Some(text)) => diff::entries(&text).map_err(|wrong| {
            let (line, column, message) = (wrong.line, wrong.column, wrong.message);
            let path = path.display();
            Failure::Said(
                format!("{path}:{line}:{column}: {message}: `{}`", wrong.written),
                "`vitrina diff` prints entries to paste".into(),
            )
        }),
        Ok(None) if has_to_be => Err(failed("there is no such file".into())),
        Ok(None) => Ok(Vec::new()),
        Err(error) => Err(failed(error.to_string())),
    }
}
