//! Why a portal can't be built.

use std::borrow::Cow;
use std::error::Error;
use std::fmt;

use super::audience_errors::{AudienceError, LeakError, OtherAudienceError};
use super::credentials;
use super::kept_pages_error::KeptPagesError;
use crate::diagnostic::{self, Finding};
use crate::lines::FindingLine;
use crate::output::OutputError;
use crate::source::RootError;

/// Why there is no site. Findings about anything but the settings are no errors.
#[derive(Debug)]
#[non_exhaustive]
pub enum BuildError {
    /// The mesh root can't be opened.
    Root(RootError),
    /// `SOURCE_DATE_EPOCH` is no moment.
    Epoch(EpochError),
    /// `vitrina.toml` isn't understood as a whole.
    Settings(SettingsError),
    /// The templates that `vitrina.toml` names can't be used.
    Theme(SettingsError),
    /// Texts that people wrote name what an audience may not see.
    Texts(SettingsError),
    /// The audience that was asked for can't have a portal.
    Audience(AudienceError),
    /// The folder, or the record of former builds, is of another audience.
    OtherAudience(OtherAudienceError),
    /// A portal would hold names that its readers must not see.
    Leaks(LeakError),
    /// What former builds kept isn't what this one would make.
    KeptPages(KeptPagesError),
    /// The site can't be written.
    Output(OutputError),
}

impl BuildError {
    /// How to mend it.
    #[must_use]
    pub fn help(&self) -> Cow<'static, str> {
        match self {
            Self::Root(error) => error.help().into(),
            Self::Epoch(_) => format!(
                "write for example {EPOCH}=$(date +%s), or unset it: then the newest moment of the exports serves"
            )
            .into(),
            Self::Settings(_) => "settings are read as a whole or not at all, since they say what to leave out; mend what is listed above".into(),
            Self::Texts(_) => "take the names that are listed above out of the texts, or let `redact = true` under [access] replace them".into(),
            Self::Theme(_) => "mend what is listed above, or remove `templates` from [theme]".into(),
            Self::Audience(error) => error.help().into(),
            Self::OtherAudience(error) => error.help().into(),
            Self::Leaks(_) => LeakError::help().into(),
            Self::KeptPages(_) => KeptPagesError::help().into(),
            Self::Output(error) => error.help(),
        }
    }

    /// What is wrong with the settings or the theme, where that is why.
    pub fn findings(&self) -> impl Iterator<Item = FindingLine> {
        let (findings, paths) = self.placed();
        diagnostic::lines(findings, paths)
    }

    /// The same as it is printed, and the paths of the files that it names.
    #[must_use]
    pub(crate) fn placed(&self) -> (&[Finding], &[String]) {
        match self {
            Self::Settings(error) | Self::Theme(error) | Self::Texts(error) => {
                (&error.findings, &error.paths)
            }
            _ => (&[], &[]),
        }
    }
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Root(error) => error.fmt(f),
            Self::Epoch(error) => error.fmt(f),
            Self::Settings(error) | Self::Theme(error) | Self::Texts(error) => error.fmt(f),
            Self::Audience(error) => error.fmt(f),
            Self::OtherAudience(error) => error.fmt(f),
            Self::Leaks(error) => error.fmt(f),
            Self::KeptPages(error) => error.fmt(f),
            Self::Output(error) => error.fmt(f),
        }
    }
}

/// A kind of error says the same sentence as the error within it, so what comes next is its source.
impl Error for BuildError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            Self::Root(error) => error.source(),
            Self::Epoch(error) => error.source(),
            Self::Settings(error) | Self::Theme(error) | Self::Texts(error) => error.source(),
            Self::Audience(error) => error.source(),
            Self::OtherAudience(error) => error.source(),
            Self::Leaks(error) => error.source(),
            Self::KeptPages(error) => error.source(),
            Self::Output(error) => error.source(),
        }
    }
}

impl From<RootError> for BuildError {
    fn from(error: RootError) -> Self {
        Self::Root(error)
    }
}

impl From<EpochError> for BuildError {
    fn from(error: EpochError) -> Self {
        Self::Epoch(error)
    }
}

impl From<SettingsError> for BuildError {
    fn from(error: SettingsError) -> Self {
        Self::Settings(error)
    }
}

impl From<AudienceError> for BuildError {
    fn from(error: AudienceError) -> Self {
        Self::Audience(error)
    }
}

impl From<OtherAudienceError> for BuildError {
    fn from(error: OtherAudienceError) -> Self {
        Self::OtherAudience(error)
    }
}

impl From<KeptPagesError> for BuildError {
    fn from(error: KeptPagesError) -> Self {
        Self::KeptPages(error)
    }
}

impl From<OutputError> for BuildError {
    fn from(error: OutputError) -> Self {
        Self::Output(error)
    }
}

/// Most problems of settings or templates that are told one by one.
const MAX_SHOWN: usize = 100;

/// Why settings can't be used: everything that is wrong with them, or the first of very much.
#[derive(Debug)]
pub struct SettingsError {
    /// What has the problems.
    what: &'static str,
    problems: usize,
    findings: Vec<Finding>,
    paths: Vec<String>,
}

impl SettingsError {
    /// `findings` of `what`, in the order in which they are told; `paths` are those of the files they name.
    pub(super) fn new(mut findings: Vec<Finding>, what: &'static str, paths: Vec<String>) -> Self {
        let problems = findings.len();
        findings.truncate(MAX_SHOWN);
        credentials::taken_out(&mut findings);
        Self {
            what,
            problems,
            findings,
            paths,
        }
    }
}

impl fmt::Display for SettingsError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "nothing was done: {} has ", self.what)?;
        match self.problems {
            1 => f.write_str("a problem"),
            n if n > MAX_SHOWN => {
                write!(f, "{n} problems, of which the first {MAX_SHOWN} are told")
            }
            n => write!(f, "{n} problems"),
        }
    }
}

impl Error for SettingsError {}

/// The variable that says which moment ages are counted from, in seconds since 1970.
pub(super) const EPOCH: &str = "SOURCE_DATE_EPOCH";

/// Why the value of `SOURCE_DATE_EPOCH` is no moment.
#[derive(Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum EpochError {
    /// It is set, to nothing.
    Empty,
    /// It begins with this, and isn't a whole number of seconds.
    NotSeconds(String),
    /// It begins with this, and is after the year 9999.
    TooLate(String),
}

impl fmt::Display for EpochError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let expected = "where a whole number of seconds since 1970 is expected";
        match self {
            Self::Empty => write!(f, "{EPOCH} is empty, {expected}"),
            Self::NotSeconds(value) => write!(f, "{EPOCH} is `{value}`, {expected}"),
            Self::TooLate(value) => {
                write!(f, "{EPOCH} is `{value}`, a moment after the year 9999")
            }
        }
    }
}

impl Error for EpochError {}
