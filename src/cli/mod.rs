//! The command line: arguments here, one command a file.

mod build;
mod check;
mod explain;
mod lineage;
mod list;
mod notices;
mod repository;
mod schema;
mod search;
mod serve;

use std::io::{self, IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand, ValueEnum};

use crate::diagnostic::{self, Finding, Severity};
use crate::neutral;
use crate::pipeline::{BuildError, Mesh};

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
    /// Say what a rule means, why it matters and how to mend what it finds.
    Explain(explain::Explain),
    /// Search the built portal.
    Search(search::Search),
    /// List what is in the mesh.
    List(list::List),
    /// Show where an asset comes from and what depends on it.
    Lineage(lineage::Lineage),
    /// Print the JSON Schemas of the manifest kinds.
    Schema(schema::Schema),
    /// Build the portal and show it on this machine.
    Serve(serve::Serve),
    /// Print whose work is in this program, and under which licences.
    Notices(notices::Notices),
}

/// Where the mesh is.
#[derive(Debug, Args)]
struct RootArg {
    /// Mesh root: the folder with vitrina.toml, manifests and exports.
    #[arg(long, value_name = "DIR", default_value = "manifests")]
    root: PathBuf,
}

/// Where the portal is.
#[derive(Debug, Args)]
struct OutArg {
    /// Folder of the portal.
    #[arg(long, value_name = "DIR", default_value = "site")]
    out: PathBuf,
}

/// How many findings people get to see.
#[derive(Debug, Clone, Copy, Args)]
struct AllArg {
    /// Print every finding, remarks too, instead of the first few of each rule.
    #[arg(long)]
    all: bool,
}

/// How findings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FindingFormat {
    /// For people.
    Human,
    /// One JSON array.
    Json,
    /// SARIF 2.1.0.
    Sarif,
    /// Annotations of a GitHub Actions run.
    Github,
}

/// From which severity the exit status is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Threshold {
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
    fn status(self, findings: &[Finding]) -> ExitCode {
        let least = match self {
            Self::Info => Severity::Info,
            Self::Warning => Severity::Warning,
            Self::Error => Severity::Error,
            Self::Never => return ExitCode::SUCCESS,
        };
        if findings.iter().any(|f| f.severity >= least) {
            ExitCode::from(1)
        } else {
            ExitCode::SUCCESS
        }
    }
}

/// Runs a command. Exit status: 0 clean, 1 findings at or above the threshold, 2 could not run.
#[must_use]
pub fn run(cli: Cli) -> ExitCode {
    let result = match cli.command {
        Command::Build(command) => command.run(),
        Command::Check(command) => command.run(),
        Command::Explain(command) => command.run(),
        Command::Search(command) => command.run(),
        Command::Lineage(command) => command.run(),
        Command::List(command) => command.run(),
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

/// Why a command could not run.
enum Failure {
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

type Outcome = Result<ExitCode, Failure>;

/// Findings on stderr, for people; of remarks how many there are, unless all are asked for.
fn report(mesh: &Mesh, all: AllArg) -> io::Result<()> {
    let mut err = anstream::stderr().lock();
    let colour = io::stderr().is_terminal();
    let paths = &mesh.catalog.files;
    diagnostic::print_human(&mesh.findings, paths, colour, all.all, &mut err)
}

/// What a build failed for, on stderr.
fn found(error: &BuildError) -> io::Result<()> {
    let mut err = anstream::stderr().lock();
    let colour = io::stderr().is_terminal();
    diagnostic::print_human(&error.findings, &error.paths, colour, true, &mut err)
}

/// Why a command could not run, on stderr.
fn tell(failure: Failure) -> io::Result<()> {
    let (message, help) = match failure {
        Failure::Silent => return Ok(()),
        Failure::Said(message, help) => (message, help),
        Failure::Build(error) => {
            found(&error)?;
            (error.message, error.help)
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

/// "2 errors, 1 warning".
fn tally(findings: &[Finding]) -> String {
    let count = |s| findings.iter().filter(|f| f.severity == s).count();
    let parts: Vec<String> = [
        (count(Severity::Error), "error"),
        (count(Severity::Warning), "warning"),
        (count(Severity::Info), "remark"),
    ]
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
