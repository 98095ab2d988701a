//! `vitrina notices`.

use std::io::Write;
use std::process::ExitCode;

use clap::Args;

use super::outcome::Outcome;

/// Made by `scripts/notices`.
const NOTICES: &str = include_str!("../../THIRD-PARTY.txt");

#[derive(Debug, Args)]
pub(super) struct Notices {}

impl Notices {
    pub(super) fn run(self) -> Outcome {
        std::io::stdout().lock().write_all(NOTICES.as_bytes())?;
        Ok(ExitCode::SUCCESS)
    }
}
