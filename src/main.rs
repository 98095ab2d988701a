//! Parse, run, exit.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    vitrina::cli::run(vitrina::cli::Cli::parse())
}
