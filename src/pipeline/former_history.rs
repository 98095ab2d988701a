//! The history that former builds recorded.

use std::io;
use std::path::Path;

use crate::diagnostic::{Finding, Rule, text};
use crate::history::{self, Damage, History, MeshId};
use crate::mesh::Mesh;
use crate::output::{self, FormerSite};

/// Whether there is a record at `previous`, or in the site there.
#[must_use]
pub(crate) fn is_there(previous: &Path) -> bool {
    !matches!(output::previous(previous, history::FILE), Ok(None))
}

/// Reads the record at `previous`, or else of the former site. Without one there is no past, and
/// nothing to say; of another mesh, nothing is taken. What is damaged is a finding, and what precedes
/// the damage is kept.
pub(super) fn read(
    former: &FormerSite<'_>,
    previous: Option<&Path>,
    mesh: &Mesh,
) -> (Option<History>, Option<Finding>) {
    let named = previous.map(|path| output::previous(path, history::FILE));
    let (path, bytes) = match (previous, named) {
        (Some(path), Some(Ok(Some(bytes)))) => (shown(path), Ok(Some(bytes))),
        (Some(path), Some(Err(error))) => (shown(path), Err(error)),
        // A folder that is there and holds none is a past of which nothing is known.
        (Some(path), Some(Ok(None))) if path.is_dir() => return (None, None),
        _ => (history::FILE.to_owned(), former.bytes(history::FILE)),
    };
    let (past, finding) = match bytes {
        Ok(None) => return (None, None),
        Ok(Some(bytes)) => {
            let (past, damage) = history::read(&bytes);
            let stated = mesh.settings.mesh_id();
            match past.as_ref() {
                Some(past) if let Some(other) = past.other_mesh(stated) => {
                    (None, Some(of_another(other, stated.unwrap_or_default())))
                }
                Some(past) if stated.is_none() && is_strange(past, mesh) => (None, Some(strange())),
                _ => (past, damage.map(damaged)),
            }
        }
        Err(error) => (None, Some(unread(&error))),
    };
    (past, finding.map(|finding| finding.at_path(path)))
}

/// A path as it may be published: what stands above its last name is of the machine.
fn shown(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy());
    match name {
        Some(name) if path.is_dir() => format!("{name}/{}", history::FILE),
        Some(name) => name.into_owned(),
        None => history::FILE.to_owned(),
    }
}

/// Whether a record is surely of another mesh, though neither says which one it is.
fn is_strange(past: &History, mesh: &Mesh) -> bool {
    let (settings, reader) = (&mesh.settings, mesh.reader());
    let (title, base_url) = (settings.config.title.as_ref(), settings.base_url());
    let is_called = title.is_some() || base_url.is_some();
    let made = is_called.then(|| MeshId::new(None, settings.title(), base_url.as_deref()));
    past.is_strange(made.as_ref(), reader.assets().len(), |key| {
        reader.find_key(key).is_some()
    })
}

fn damaged(damage: Damage) -> Finding {
    let help = match damage.line {
        1 => {
            "delete the file, or put a whole one in its place or name one with `--previous`; without it, this build is seen as the first"
        }
        _ => {
            "name a whole one with `--previous`; without it, what follows that line is seen as for the first time"
        }
    };
    Finding::new(
        Rule::HistoryDamaged,
        text!(
            "the history of former builds is damaged at line {line}: {why}",
            line = damage.line,
            why = damage.why
        ),
    )
    .help(help)
}

fn strange() -> Finding {
    Finding::new(
        Rule::HistoryDamaged,
        text!("the history of former builds is of another mesh: hardly anything that it knows is here"),
    )
    .help("name the record of this mesh's former site with `--previous`; where it is of this mesh all the same, write the id that the record begins with into vitrina.toml as `id`")
}

fn of_another(other: &str, mesh: &str) -> Finding {
    Finding::new(
        Rule::HistoryDamaged,
        text!(
            "the history of former builds is of another mesh: its id is {other}, and `id` in vitrina.toml is {mesh}",
            other,
            mesh
        ),
    )
    .help("name the record of this mesh's former site with `--previous`; without it, this build is seen as the first")
}

fn unread(error: &io::Error) -> Finding {
    let error = error.to_string();
    Finding::new(
        Rule::HistoryDamaged,
        text!("the history of former builds can't be read: {error}", error),
    )
    .help("name another with `--previous`; without it, this build is seen as the first")
}
