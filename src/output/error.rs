//! What to say where a site can't be written, and it is true: which file, and what has become of
//! the former site.

use std::io;
use std::path::{Path, PathBuf};

/// Why a site can't be written.
#[derive(Debug)]
pub struct OutputError {
    /// The sentence for the user.
    pub message: String,
    /// How to mend it.
    pub help: String,
}

impl OutputError {
    pub(super) fn new(message: impl Into<String>, help: impl Into<String>) -> Self {
        Self {
            message: message.into(),
            help: help.into(),
        }
    }
}

/// What has become of the published site when something failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum State {
    /// There was none, and there is none.
    Absent,
    /// Not a byte of it was changed.
    Untouched,
    /// Some of its files are new.
    Partly,
    /// The new site is in its place.
    Published,
}

/// A failed operation on one file or folder.
#[derive(Debug)]
pub(super) struct Fault {
    path: PathBuf,
    error: io::Error,
    state: State,
    /// What it can't be: written or removed.
    done: &'static str,
}

impl Fault {
    /// Nothing was changed so far.
    pub(super) fn new(path: impl Into<PathBuf>, error: io::Error) -> Self {
        Self {
            path: path.into(),
            error,
            state: State::Untouched,
            done: "written",
        }
    }

    /// The same of something that had to go.
    pub(super) fn removing(path: impl Into<PathBuf>, error: io::Error) -> Self {
        Self {
            done: "removed",
            ..Self::new(path, error)
        }
    }

    /// The same with what has become of the site.
    pub(super) fn with(mut self, state: State) -> Self {
        self.state = state;
        self
    }

    /// Whether the place, not what is in it, refuses writers.
    pub(super) fn is_denied(&self) -> bool {
        matches!(
            self.error.kind(),
            io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
        )
    }

    /// For the user; `former` says whether there was a site before.
    pub(super) fn told(&self, former: bool) -> OutputError {
        let state = match self.state {
            State::Untouched if !former => State::Absent,
            state => state,
        };
        let fate = match state {
            State::Absent => "nothing was published",
            State::Untouched => "the former site is untouched",
            State::Partly => "the site is partly replaced: build again",
            State::Published => "the new site is in place",
        };
        let kind = self.error.kind();
        let help = match kind {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                format!("free some space; {fate}")
            }
            io::ErrorKind::PermissionDenied
                if matches!(state, State::Absent | State::Untouched) =>
            {
                "give the build write permission there, or choose another folder with --out"
                    .to_owned()
            }
            io::ErrorKind::PermissionDenied => {
                format!("give the build write permission there; {fate}")
            }
            _ => format!("{fate}; check the folder and the disk that it is on"),
        };
        let reason = match kind {
            io::ErrorKind::StorageFull => "the disk is full".to_owned(),
            io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                "something else of that name is in the way".to_owned()
            }
            _ => self.error.to_string(),
        };
        OutputError::new(
            format!("`{}` can't be {}: {reason}", self.path.display(), self.done),
            help,
        )
    }
}

/// "`a`, `b` and 3 more".
pub(super) fn named(paths: &[PathBuf]) -> String {
    const SHOWN: usize = 5;
    let mut shown: Vec<String> = paths
        .iter()
        .take(SHOWN)
        .map(|path| format!("`{}`", path.display()))
        .collect();
    match (paths.len().saturating_sub(SHOWN), shown.pop()) {
        (_, None) => String::new(),
        (0, Some(last)) if shown.is_empty() => last,
        (0, Some(last)) => format!("{} and {last}", shown.join(", ")),
        (more, Some(last)) => {
            shown.push(last);
            format!("{} and {more} more", shown.join(", "))
        }
    }
}

/// Something that isn't ours where vitrina keeps things of its own.
pub(super) fn foreign(path: &Path, what: &str) -> OutputError {
    OutputError::new(
        format!(
            "`{}` is {what}, which vitrina didn't make, and it writes there",
            path.display()
        ),
        "move it away, or choose another folder with --out; nothing was changed",
    )
}

/// Why there is no place to write to.
#[derive(Debug)]
pub(super) enum Problem {
    /// Something of somebody else.
    Told(OutputError),
    /// The file system says so.
    Failed(Fault),
}

impl From<Fault> for Problem {
    fn from(fault: Fault) -> Self {
        Self::Failed(fault)
    }
}
