//! Arguments that commands share.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::diagnostic::{Finding, Severity};

/// Where the mesh is.
#[derive(Debug, Args)]
pub(super) struct RootArg {
    /// Mesh root: the folder with vitrina.toml, manifests and exports.
    #[arg(long, value_name = "DIR", default_value = "manifests")]
    pub(super) root: PathBuf,
}

/// Whose part of the mesh is asked for.
#[derive(Debug, Args)]
pub(super) struct AudienceArg {
    /// Only what this audience may see: the id of an [[audiences]] entry.
    #[arg(long, value_name = "ID")]
    audience: Option<String>,
}

impl AudienceArg {
    pub(super) fn id(&self) -> Option<&str> {
        self.audience.as_deref()
    }
}

/// The folder of the portal, where none is named.
pub(super) const USUAL_OUT: &str = "site";

/// Where the portal is.
#[derive(Debug, Args)]
pub(super) struct OutArg {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR", default_value = USUAL_OUT)]
    pub(super) out: PathBuf,
}

/// How many findings people get to see.
#[derive(Debug, Clone, Copy, Args)]
pub(super) struct AllArg {
    /// Print every finding, remarks too, instead of the first few of each rule.
    #[arg(long)]
    pub(super) all: bool,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum FindingFormat {
    /// For people.
    Human,
    /// One JSON array.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of a GitHub Actions run.
    Github,
    /// JUnit XML.
    Junit,
    /// Markdown for a change request, at most as long as a comment may be.
    Markdown,
}

/// From which severity the exit status is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum Threshold {
    /// Anything.
    Info,
    /// Warnings and errors.
    Warning,
    /// Errors.
    Error,
    /// Nothing.
    Never,
}

impl Threshold {
    /// Whether one of these findings is as loud as that; what is let be doesn't count.
    pub(super) fn is_met_by(self, findings: &[Finding]) -> bool {
        let least = self.least();
        // What is said of suppressions is for `check`, and for the run of what they are about.
        let counts = |f: &Finding| {
            !f.is_set_aside()
                && !f.rule.is_of_suppressions()
                && least.is_some_and(|least| f.severity >= least)
        };
        findings.iter().any(counts)
    }

    /// The least severity that counts; none where nothing does.
    pub(super) const fn least(self) -> Option<Severity> {
        match self {
            Self::Info => Some(Severity::Info),
            Self::Warning => Some(Severity::Warning),
            Self::Error => Some(Severity::Error),
            Self::Never => None,
        }
    }
}
