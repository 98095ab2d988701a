//! Why a portal can't be built.

use crate::diagnostic::Finding;
use crate::output::OutputError;
use crate::source::RootError;

/// Why there is no site.
#[derive(Debug)]
pub struct BuildError {
    /// The sentence for the user.
    pub message: String,
    /// How to mend it.
    pub help: String,
    /// What is wrong with the settings, all of it.
    pub findings: Vec<Finding>,
    /// Paths of the files that findings name.
    pub paths: Vec<String>,
}

impl BuildError {
    pub(super) fn new(message: String, help: String) -> Self {
        Self {
            message,
            help,
            findings: Vec::new(),
            paths: Vec::new(),
        }
    }
}

impl From<RootError> for BuildError {
    fn from(error: RootError) -> Self {
        Self::new(error.message, error.help)
    }
}

impl From<OutputError> for BuildError {
    fn from(error: OutputError) -> Self {
        Self::new(error.message, error.help)
    }
}
