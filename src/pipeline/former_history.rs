//! The history that former builds recorded.

use std::io;
use std::path::Path;

use crate::diagnostic::{Finding, Rule, text};
use crate::history::{self, Damage, History};
use crate::output::{self, FormerSite};

/// Reads the record at `previous`, or else of the former site. Without one there is no past, and
/// nothing to say; what is damaged is a finding, and what precedes the damage is kept.
pub(super) fn read(
    former: &FormerSite<'_>,
    previous: Option<&Path>,
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
            (past, damage.map(damaged))
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

fn unread(error: &io::Error) -> Finding {
    let error = error.to_string();
    Finding::new(
        Rule::HistoryDamaged,
        text!("the history of former builds can't be read: {error}", error),
    )
    .help("name another with `--previous`; without it, this build is seen as the first")
}
