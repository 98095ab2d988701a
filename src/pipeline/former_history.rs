//! The history that former builds recorded.

use std::io;
use std::path::Path;

use crate::diagnostic::{Finding, Rule, text};
use crate::history::{self, Damage, History};
use crate::output::{self, FormerSite};

/// Reads the record at `previous`, or else of the former site; `mesh` is the id that the settings
/// state. Without one there is no past, and
/// nothing to say; of another mesh, nothing is taken. What is damaged is a finding, and what precedes the damage is kept.
pub(super) fn read(
    former: &FormerSite<'_>,
    previous: Option<&Path>,
    mesh: Option<&str>,
) -> (Option<History>, Option<Finding>) {
    let named = previous.map(|path| output::previous(path, history::FILE));
    let (path, bytes) = match (previous, named) {
        (Some(path), Some(Ok(Some(bytes)))) => (path.display().to_string(), Ok(Some(bytes))),
        (Some(path), Some(Err(error))) => (path.display().to_string(), Err(error)),
        // A folder that is there and holds none is a past of which nothing is known.
        (Some(path), Some(Ok(None))) if path.is_dir() => return (None, None),
        _ => (history::FILE.to_owned(), former.bytes(history::FILE)),
    };
    let (past, finding) = match bytes {
        Ok(None) => return (None, None),
        Ok(Some(bytes)) => {
            let (past, damage) = history::read(&bytes);
            match past.as_ref().and_then(|past| past.other_mesh(mesh)) {
                Some(other) => (None, Some(of_another(other, mesh.unwrap_or_default()))),
                None => (past, damage.map(damaged)),
            }
        }
        Err(error) => (None, Some(unread(&error))),
    };
    (past, finding.map(|finding| finding.at_path(path)))
}

fn damaged(damage: Damage) -> Finding {
    Finding::new(
        Rule::HistoryDamaged,
        text!(
            "the history of former builds is damaged at line {line}: {why}",
            line = damage.line,
            why = damage.why
        ),
    )
    .help("name a whole one with `--previous`; without it, what follows that line is seen as for the first time")
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
