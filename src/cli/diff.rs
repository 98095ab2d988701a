//! `vitrina diff`.

mod change_printer;
mod side_reading;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::outcome::{Failure, Outcome};
use crate::diff::{self, Change, ChangeCounts, UnreadableLine, UseWindow};
use crate::lines::{ChangeClass, ChangeLine};
use crate::neutral;
use side_reading::{accepted, side};

pub(super) use side_reading::of_mesh;

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The state before: a mesh root, or a portal that was built.
    old: PathBuf,
    /// The state after it: likewise.
    new: PathBuf,
    /// How to print the changes.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Exit with status 1 from changes of this class on that nobody accepted.
    #[arg(long, value_enum, default_value = "breaking")]
    fail_on: FailOn,
    /// Only what a DME owns, or owned: dme:ID.
    #[arg(long, value_name = "dme:ID")]
    only: Option<String>,
    /// Print safe changes one by one, instead of their number.
    #[arg(long)]
    all: bool,
    /// Let the state of data at a moment fail like what somebody changed.
    #[arg(long)]
    operational: bool,
    /// Projects that consumers query from, all of them: what none of their statements names counts one
    /// class less.
    #[arg(long, value_name = "PROJECT", value_delimiter = ',')]
    projects: Vec<String>,
    /// How many days such statements are looked for.
    #[arg(long, value_name = "N", default_value_t = 30)]
    days: u32,
    /// Entries that accept changes [default: accepted-changes.toml in NEW, where that is a mesh root].
    #[arg(long, value_name = "FILE")]
    accepted: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// One JSON array.
    Json,
    /// A JSON object a line.
    Ndjson,
    /// A comment for a pull request, below 65,536 characters.
    Markdown,
}

/// From which class on the exit status is 1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum FailOn {
    /// Breaking changes.
    Breaking,
    /// Risky ones as well.
    Risky,
    /// What can't be told as well.
    Unknown,
    /// Nothing.
    Never,
}

impl FailOn {
    const fn is_met_by(self, class: ChangeClass) -> bool {
        match (self, class) {
            (Self::Never, _) | (_, ChangeClass::Safe) => false,
            (Self::Unknown, _) | (_, ChangeClass::Breaking) => true,
            (Self::Risky, class) => matches!(class, ChangeClass::Risky),
            (Self::Breaking, _) => false,
        }
    }
}

impl From<UnreadableLine> for Failure {
    fn from(error: UnreadableLine) -> Self {
        Self::Said(
            error.to_string(),
            "build the portal again with `vitrina build`".into(),
        )
    }
}

impl Diff {
    pub(super) fn run(self) -> Outcome {
        let old = side("OLD", &self.old)?;
        let new = side("NEW", &self.new)?;
        let entries = accepted(self.accepted.as_deref(), &self.new)?;
        let window = UseWindow {
            projects: self.projects.clone(),
            days: self.days,
        };
        let mut changes = diff::changes(&old, &new, Some(&window))?;
        let remarks = diff::accept(&entries, &old, &mut changes)?;
        if let Some(only) = &self.only {
            let dme = only
                .strip_prefix("dme:")
                .filter(|dme| old.has_dme(dme) || new.has_dme(dme));
            let dme = dme.ok_or_else(|| {
                let help = "write it as dme:ID; `vitrina list dmes` lists them".to_owned();
                Failure::Said(format!("neither side has the DME `{only}`"), help)
            })?;
            changes.retain(|c| {
                let owners = [&c.owner_before, &c.owner_after];
                owners.iter().any(|owner| owner.as_deref() == Some(dme))
            });
        }
        self.print(&changes)?;
        let mut err = anstream::stderr();
        for remark in &remarks {
            writeln!(err, "remark: {}", neutral::line(remark))?;
        }
        writeln!(err, "{}", ChangeCounts::of(&changes).text())?;
        Ok(self.status(&changes))
    }

    fn status(&self, changes: &[Change]) -> ExitCode {
        let counts = |change: &&Change| {
            change.accepted.is_none() && (self.operational || !change.rule.is_operational())
        };
        // Data that got worse is safe to those who read a change; asked for, it counts.
        let fails = |change: &Change| {
            self.fail_on.is_met_by(change.class)
                || (self.operational && self.fail_on != FailOn::Never && change.is_worse_data())
        };
        match changes.iter().filter(counts).any(fails) {
            true => ExitCode::from(1),
            false => ExitCode::SUCCESS,
        }
    }

    fn print(&self, changes: &[Change]) -> Result<(), Failure> {
        let mut out = anstream::stdout().lock();
        match self.format {
            Format::Human => {
                let colour = std::io::stdout().is_terminal();
                change_printer::human(changes, self.all, colour, &mut out)?;
            }
            Format::Json => {
                let lines: Vec<ChangeLine> = changes.iter().map(Change::line).collect();
                neutral::json::write_pretty(&mut out, &lines)?;
            }
            Format::Ndjson => {
                for change in changes {
                    neutral::json::write(&mut out, &change.line())?;
                    writeln!(out)?;
                }
            }
            Format::Markdown => out.write_all(diff::markdown(changes).as_bytes())?,
        }
        out.flush()?;
        Ok(())
    }
}
