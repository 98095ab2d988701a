//! The command line: arguments here, one command a file.

mod arguments;
mod build;
mod build_report;
mod cache_argument;
mod check;
mod check_report;
mod diff;
mod explain;
mod gate_arguments;
mod kept_findings;
mod lineage;
mod list;
mod notices;
mod outcome;
mod peak_memory;
mod plan;
mod portal_audience;
mod progress;
mod repository;
mod schema;
mod search;
mod serve;
mod told_build;
mod unjudged_dates;
mod version_findings;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

use crate::diagnostic;
use crate::neutral;
use crate::pipeline::BuildError;
use outcome::Failure;

/// Builds a searchable static portal of a data mesh: where the data is, whose it is, where it
/// comes from.
#[derive(Debug, Parser)]
#[command(name = "vitrina", version, max_term_width = 100)]
pub struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Build the portal.
    Build(build::Build),
    /// Report what is wrong with the mesh, without building.
    Check(check::Check),
    /// Say what changed between two states of the mesh, and what that is to consumers.
    Diff(diff::Diff),
    /// Say what a rule means, why it matters and how to mend what it finds.
    Explain(explain::Explain),
    /// Search the built portal.
    Search(search::Search),
    /// List what is in the mesh.
    List(list::List),
    /// Show where an asset comes from and what depends on it.
    Lineage(lineage::Lineage),
    /// Plan how views get to point to other tables.
    Plan(plan::Plan),
    /// Print the JSON Schemas of the manifest kinds.
    Schema(schema::Schema),
    /// Build the portal and show it on this machine.
    Serve(serve::Serve),
    /// Print whose work is in this program, and under which licences.
    Notices(notices::Notices),
}

/// Runs a command. Exit status: 0 clean, 1 findings at or above the threshold, 2 could not run.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let result = match cli.command {
        Command::Build(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Diff(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Search(command) => command.run(),
        Command::Lineage(command) => command.run(),
        Command::List(command) => command.run(),
        Command::Plan(command) => command.run(),
        Command::Schema(command) => command.run(),
        Command::Serve(command) => command.run(),
        Command::Notices(command) => command.run(),
    };
    result.unwrap_or_else(|failure| {
        #[allow(
            clippy::let_underscore_must_use,
            reason = "where even this can't be written, the status still tells"
        )]
        let _ = tell(failure);
        ExitCode::from(2)
    })
}

/// What a build failed for, on stderr.
fn found(error: &BuildError) -> io::Result<()> {
    let mut err = anstream::stderr().lock();
    if let BuildError::Leaks(error) = error {
        for line in error.lines() {
            writeln!(err, "{line}")?;
        }
    }
    let colour = io::stderr().is_terminal();
    let (findings, paths) = error.placed();
    diagnostic::print_human(findings, paths, colour, true, &mut err)
}

/// Why a command could not run, on stderr.
fn tell(failure: Failure) -> io::Result<()> {
    let (message, help) = match failure {
        Failure::Silent => return Ok(()),
        Failure::Said(message, help) => (message, help),
        Failure::Build(error) => {
            found(&error)?;
            (error.to_string(), error.help().into_owned())
        }
    };
    let red = anstyle::Style::new()
        .bold()
        .fg_color(Some(anstyle::AnsiColor::Red.into()));
    let mut err = anstream::stderr();
    writeln!(err, "{red}error{red:#}: {}", neutral::line(&message))?;
    match help.as_str() {
        "" => Ok(()),
        help => writeln!(err, "help: {}", neutral::line(help)),
    }
}
