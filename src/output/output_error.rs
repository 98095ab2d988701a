//! What to say where a site can't be written, and it is true: which file, and what has become of
//! the former site.

use std::borrow::Cow;
use std::error::Error;
use std::ffi::OsString;
use std::path::PathBuf;
use std::{fmt, io};

/// Why a site can't be written.
#[derive(Debug)]
#[non_exhaustive]
pub enum OutputError {
    /// The path of the output folder ends in no name.
    Nameless(PathBuf),
    /// The output folder is, or contains, the mesh root.
    HoldsRoot(PathBuf),
    /// Another build is writing the output folder.
    Busy(PathBuf),
    /// The output isn't a folder.
    NotAFolder(PathBuf),
    /// The output is a link.
    Link {
        /// The output, as it was named.
        out: PathBuf,
        /// The folder that it leads to, where there is one.
        target: Option<PathBuf>,
    },
    /// The file of that path is in the place of a site's record and isn't one.
    NotARecord(PathBuf),
    /// The output folder holds files that vitrina didn't write.
    NotASite {
        /// The output folder.
        out: PathBuf,
        /// The name of one of the files.
        example: OsString,
    },
    /// Something that vitrina didn't write stands where pages go.
    InTheWay {
        /// The output folder.
        out: PathBuf,
        /// What stands there, relative to it.
        paths: Vec<PathBuf>,
    },
    /// Something that vitrina didn't make stands where it keeps things of its own.
    Foreign {
        /// Where.
        path: PathBuf,
        /// What it is: "a link", "not a folder".
        what: &'static str,
    },
    /// The folder for a site under construction holds files, and nothing says whose they are.
    Unmarked(PathBuf),
    /// Something else was put in the place of the folder that the build was writing.
    Exchanged(PathBuf),
    /// The new site is in place; the former one, at that path, still holds files of others.
    LeftOver(PathBuf),
    /// The new site is in place; what others put into the former one meanwhile had no place in it.
    KeptBeside {
        /// The folder that it was moved to.
        folder: PathBuf,
        /// What was moved, relative to the site.
        paths: Vec<PathBuf>,
    },
    /// The file system says so.
    Io(FileError),
}

impl OutputError {
    /// How to mend it.
    #[must_use]
    pub fn help(&self) -> Cow<'static, str> {
        const ANOTHER: &str = "choose an empty or new folder with --out; nothing was changed";
        const REMOVE: &str = "remove it, or choose another folder with --out";
        let help = match self {
            Self::Nameless(_) => "name a folder with --out, for example `--out site`",
            Self::HoldsRoot(_) => "choose a folder beside the mesh root with --out",
            Self::Busy(_) => "wait until it is done",
            Self::NotAFolder(_) | Self::Link { target: None, .. } => REMOVE,
            Self::Link {
                target: Some(real), ..
            } => {
                let real = real.display();
                return format!("name the folder that it leads to: `--out {real}`").into();
            }
            Self::NotARecord(_) | Self::NotASite { .. } => ANOTHER,
            Self::InTheWay { .. } | Self::Foreign { .. } => {
                "move it away, or choose another folder with --out; nothing was changed"
            }
            Self::Unmarked(_) => {
                "look into it, and move it away, or remove it where a killed build left it; nothing was changed"
            }
            Self::Exchanged(_) => {
                "look who else writes there, remove what was put there, and build again"
            }
            Self::LeftOver(_) => "move them to where they belong, and build again",
            Self::KeptBeside { folder, .. } => {
                return format!("nothing is lost: see `{}`", folder.display()).into();
            }
            Self::Io(fault) => return fault.help(),
        };
        help.into()
    }
}

impl fmt::Display for OutputError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Nameless(out) => write!(f, "`{}` can't be an output folder", out.display()),
            Self::HoldsRoot(out) => write!(
                f,
                "the output folder `{}` is, or contains, the mesh root",
                out.display()
            ),
            Self::Busy(out) => write!(f, "another build is writing `{}`", out.display()),
            Self::NotAFolder(out) => write!(f, "the output `{}` is not a folder", out.display()),
            Self::Link { out, .. } => write!(
                f,
                "the output `{}` is a link, and none is followed when writing",
                out.display()
            ),
            Self::NotARecord(path) => write!(
                f,
                "`{}` isn't the record of a site, so nobody knows what vitrina wrote there",
                path.display()
            ),
            Self::NotASite { out, example } => write!(
                f,
                "the output folder `{}` holds files that vitrina didn't write, `{}` for one",
                out.display(),
                example.display()
            ),
            Self::InTheWay { out, paths } => write!(
                f,
                "in the output folder `{}` something that vitrina didn't write stands where pages go: {}",
                out.display(),
                named(paths)
            ),
            Self::Foreign { path, what } => write!(
                f,
                "`{}` is {what}, which vitrina didn't make, and it writes there",
                path.display()
            ),
            Self::Unmarked(path) => write!(
                f,
                "`{}` holds files, nothing says that vitrina wrote them, and it writes there",
                path.display()
            ),
            Self::Exchanged(path) => write!(
                f,
                "something else was put in the place of `{}`, which the build was writing",
                path.display()
            ),
            Self::LeftOver(path) => write!(
                f,
                "the new site is in place, but `{}` still holds files of others",
                path.display()
            ),
            Self::KeptBeside { paths, .. } => write!(
                f,
                "the new site is in place, but {}, put into the former one meanwhile, found something else of that name in it",
                named(paths)
            ),
            Self::Io(fault) => fault.fmt(f),
        }
    }
}

impl Error for OutputError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Io(fault) => fault.source(),
            _ => None,
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
pub struct FileError {
    path: PathBuf,
    error: io::Error,
    state: State,
    /// What it can't be: written or removed.
    done: &'static str,
}

impl FileError {
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
    pub(super) fn reported(mut self, former: bool) -> OutputError {
        if self.state == State::Untouched && !former {
            self.state = State::Absent;
        }
        OutputError::Io(self)
    }

    fn help(&self) -> Cow<'static, str> {
        let fate = match self.state {
            State::Absent => "nothing was published",
            State::Untouched => "the former site is untouched",
            State::Partly => "the site is partly replaced: build again",
            State::Published => "the new site is in place",
        };
        match self.error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                format!("free some space; {fate}").into()
            }
            io::ErrorKind::PermissionDenied
                if matches!(self.state, State::Absent | State::Untouched) =>
            {
                "give the build write permission there, or choose another folder with --out".into()
            }
            io::ErrorKind::PermissionDenied => {
                format!("give the build write permission there; {fate}").into()
            }
            _ => format!("{fate}; check the folder and the disk that it is on").into(),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` can't be {}: ", self.path.display(), self.done)?;
        match self.error.kind() {
            io::ErrorKind::StorageFull => f.write_str("the disk is full"),
            io::ErrorKind::PermissionDenied => f.write_str("permission denied"),
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                f.write_str("something else of that name is in the way")
            }
            _ => self.error.fmt(f),
        }
    }
}

/// "`a`, `b` and 3 more".
fn named(paths: &[PathBuf]) -> String {
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

impl Error for FileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.error)
    }
}

/// Why there is no place to write to.
#[derive(Debug)]
pub(super) enum Problem {
    /// Something of somebody else.
    Reported(OutputError),
    /// The file system says so.
    Failed(FileError),
}

impl From<FileError> for Problem {
    fn from(fault: FileError) -> Self {
        Self::Failed(fault)
    }
}

/// What to tell of it; `former` says whether there was a site before.
pub(super) fn reported(problem: Problem, former: bool) -> OutputError {
    match problem {
        Problem::Reported(error) => error,
        Problem::Failed(fault) => fault.reported(former),
    }
}
