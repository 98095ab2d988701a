//! How a command ends, and what it tells of findings.

use std::io;
use std::process::ExitCode;

use crate::diagnostic::{Finding, Severity};
use crate::pipeline::BuildError;

/// Why a command could not run.
pub(super) enum Failure {
    /// Message and help.
    Said(String, String),
    /// There is no portal, for what the findings say.
    Build(BuildError),
    /// Nobody reads the output any more, as in `vitrina list views | head`.
    Silent,
}

impl From<BuildError> for Failure {
    fn from(error: BuildError) -> Self {
        Self::Build(error)
    }
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::BrokenPipe => Self::Silent,
            _ => Self::Said(
                format!("the output can't be written: {error}"),
                String::new(),
            ),
        }
    }
}

/// Exit status: 0 clean, 1 findings at or above the threshold.
pub(super) type Outcome = Result<ExitCode, Failure>;

/// "2 errors, 1 warning; 1 suppressed": what may stay isn't counted among the others.
pub(super) fn counts(findings: &[Finding]) -> String {
    let mut line = tally(findings.iter().filter(|f| !f.is_set_aside()));
    line += &set_aside(findings);
    line
}

/// "; 1 suppressed; 2 in a baseline": how many may stay, nothing where none may.
pub(super) fn set_aside(findings: &[Finding]) -> String {
    let suppressed = findings.iter().filter(|f| f.suppressed().is_some()).count();
    let baselined = findings.iter().filter(|f| f.baseline().is_some()).count();
    let mut line = String::new();
    for (count, word) in [(suppressed, "suppressed"), (baselined, "in a baseline")] {
        if count > 0 {
            append!(line, "; {count} {word}");
        }
    }
    line
}

/// "2 errors, 1 warning".
pub(super) fn tally<'f>(findings: impl Iterator<Item = &'f Finding> + Clone) -> String {
    let count = |s| findings.clone().filter(|f| f.severity == s).count();
    let parts: Vec<String> = [Severity::Error, Severity::Warning, Severity::Info]
        .map(|severity| (count(severity), severity.word()))
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, word)| {
            if n == 1 {
                format!("1 {word}")
            } else {
                format!("{n} {word}s")
            }
        })
        .collect();
    if parts.is_empty() {
        "no findings".into()
    } else {
        parts.join(", ")
    }
}
