//! `vitrina check`.

use std::io::{IsTerminal, Write};

use clap::Args;

use super::{AllArg, FindingFormat, Outcome, RootArg, Threshold, repository, tally};
use crate::{diagnostic, pipeline};

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
        let mesh = pipeline::load(&self.root.root, None, &|_| {})?;
        let (findings, paths) = (&mesh.findings, &mesh.catalog.files);
        let colour = std::io::stdout().is_terminal();
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
        out.flush()?;
        writeln!(anstream::stderr(), "{}", tally(findings))?;
        Ok(self.fail_on.status(findings))
    }
}
