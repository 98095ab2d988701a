//! `vitrina check`.

use std::io::{self, IsTerminal, Write};

use clap::Args;

use super::arguments::{AllArg, FindingFormat, RootArg, Threshold};
use super::outcome::{Failure, Outcome, tally};
use super::repository;
use crate::diagnostic::{self, Finding};
use crate::pipeline;

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    root: RootArg,
    /// How to print the findings.
    #[arg(long, value_enum, default_value = "human")]
    format: FindingFormat,
    #[command(flatten)]
    all: AllArg,
    /// Exit with status 1 from this severity of findings on.
    #[arg(long, value_enum, default_value = "error")]
    fail_on: Threshold,
}

impl Check {
    pub(super) fn run(self) -> Outcome {
        let mesh = match pipeline::load(&self.root.root, None, &|_| {}) {
            Ok(mesh) => mesh,
            Err(error) => {
                // A program that reads stdout is told what is wrong with the settings like anything
                // else; people find it above the reason why there is no more to tell.
                let (findings, paths) = error.placed();
                if self.format != FindingFormat::Human && !findings.is_empty() {
                    self.print(findings, paths)?;
                    return Err(Failure::Said(error.to_string(), error.help().into_owned()));
                }
                return Err(error.into());
            }
        };
        self.print(&mesh.findings, &mesh.catalog.files)?;
        writeln!(anstream::stderr(), "{}", tally(&mesh.findings))?;
        Ok(self.fail_on.status(&mesh.findings))
    }

    /// Findings on stdout; `paths` are those of the files that they name.
    fn print(&self, findings: &[Finding], paths: &[String]) -> io::Result<()> {
        let colour = io::stdout().is_terminal();
        let mut out = anstream::stdout().lock();
        match self.format {
            FindingFormat::Human => {
                diagnostic::print_human(findings, paths, colour, self.all.all, &mut out)?;
            }
            FindingFormat::Json => diagnostic::print_json(findings, paths, &mut out)?,
            FindingFormat::Sarif => {
                let way = repository::way_to(&self.root.root);
                diagnostic::print_sarif(findings, paths, &way, &mut out)?;
            }
            FindingFormat::Github => {
                let way = repository::way_to(&self.root.root);
                diagnostic::print_github(findings, paths, &way, &mut out)?;
            }
        }
        out.flush()
    }
}
