//! What a path is, a mesh root or a site that was built, read as a side of a comparison.

use std::io;
use std::path::Path;

use crate::catalog::Kind;
use crate::cli::outcome::Failure;
use crate::diagnostic::Rule;
use crate::diff::{self, Entry, SCHEMA, Side, UnreadableLine};
use crate::lines::schema;
use crate::mesh::Mesh;
use crate::pipeline;
use crate::source::{BuiltSite, MAX_TEXT, named_file};

/// The state in `path`, which people called `name`.
pub(super) fn side(name: &str, path: &Path) -> Result<Side, Failure> {
    match BuiltSite::in_folder(path) {
        Some(site) if site.has_settings() => Err(Failure::Said(
            format!(
                "{name} `{}` is a mesh root and a portal at once",
                path.display()
            ),
            "build the portal into a folder of its own".into(),
        )),
        Some(site) => of_site(path, &site),
        None => of_root(name, path),
    }
}

/// Why a site can't be read.
enum Unreadable {
    File(&'static str, io::Error),
    Line(UnreadableLine),
}

impl From<UnreadableLine> for Unreadable {
    fn from(line: UnreadableLine) -> Self {
        Self::Line(line)
    }
}

fn of_site(path: &Path, site: &BuiltSite) -> Result<Side, Failure> {
    let read = |file| {
        site.text(file)
            .map_err(|error| Unreadable::File(file, error))
    };
    let read_all = || {
        let text = read(SCHEMA)?;
        let schema = serde_json::from_str(&text).map_err(|error| UnreadableLine {
            file: SCHEMA,
            line: error.line(),
            error,
        })?;
        Side::of_site(&schema, read)
    };
    read_all().map_err(|error| {
        let what = match error {
            Unreadable::File(file, error) => format!("{file} can't be read: {error}"),
            Unreadable::Line(line) => line.to_string(),
        };
        Failure::Said(
            format!("the portal `{}` can't be compared: {what}", path.display()),
            "build it again with `vitrina build`".into(),
        )
    })
}

fn of_root(name: &str, path: &Path) -> Result<Side, Failure> {
    let mesh = pipeline::load(path, None, &|_| {})?;
    if mesh.findings.iter().any(|f| f.rule == Rule::EmptyRoot) {
        return Err(Failure::Said(
            format!(
                "{name} `{}` is neither a mesh root nor a portal: there is no manifest, no export and no {SCHEMA}",
                path.display()
            ),
            "name a folder with vitrina.toml, or one that `vitrina build` wrote".into(),
        ));
    }
    Ok(of_mesh(&mesh))
}

/// A mesh that was loaded.
pub(in crate::cli) fn of_mesh(mesh: &Mesh) -> Side {
    let catalog = mesh.catalog();
    Side::of_lines(
        &schema(),
        catalog.views().chain(catalog.tables()),
        catalog.assets(Kind::Product),
        catalog.assets(Kind::Dme),
        catalog.datasets(),
        catalog.mesh(),
    )
}

/// Name of the entries within a mesh root.
const ACCEPTED: &str = "accepted-changes.toml";

/// The entries that accept changes: of the file that was named, or of the new mesh root.
pub(super) fn accepted(named: Option<&Path>, new: &Path) -> Result<Vec<Entry>, Failure> {
    let usual = new.join(ACCEPTED);
    let path = named.unwrap_or(&usual);
    let failed = |what: String| {
        let message = format!("`{}` can't be read: {what}", path.display());
        Failure::Said(message, "`vitrina diff` prints entries to paste".into())
    };
    match named_file(path, MAX_TEXT) {
        Ok(Some(text)) => diff::entries(&text).map_err(failed),
        Ok(None) if named.is_some() => Err(failed("there is no such file".into())),
        Ok(None) => Ok(Vec::new()),
        Err(error) => Err(failed(error.to_string())),
    }
}
