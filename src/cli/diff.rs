//! `vitrina diff`.

mod change_printer;
mod change_report;
mod side_reading;

use std::io::{IsTerminal, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::arguments::AudienceArg;
use super::outcome::{Failure, Outcome};
use super::repository;
use crate::diagnostic::nearest;
use crate::diff::{self, Change, ChangeCounts, Options, UnreadableLine, UseWindow};
use crate::lines::{ChangeClass, ChangeLine};
use crate::pipeline::Whose;
use crate::{neutral, report};
use side_reading::{ACCEPTED, accepted, prune, side};

pub(super) use side_reading::{of_mesh, of_site};

#[derive(Debug, Args)]
pub(super) struct Diff {
    /// The state before: a mesh root, or a portal that was built.
    old: PathBuf,
    /// The state after it: likewise.
    new: PathBuf,
    #[command(flatten)]
    audience: AudienceArg,
    /// How to print the changes.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
    /// Exit with status 1 from changes of this class on that nobody accepted.
    #[arg(long, value_enum, default_value = "breaking")]
    fail_on: FailOn,
    /// Only what a DME owns, or owned: dme:ID, or its id alone.
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
    /// How many days such statements are looked for, however critical a product is [default: 30].
    #[arg(long, value_name = "N")]
    days: Option<u32>,
    /// Whether use lowers a class, where the settings of NEW don't say.
    #[arg(long, value_enum)]
    usage: Option<Usage>,
    /// Entries that accept changes [default: accepted-changes.toml in NEW, or what its settings say,
    /// where that is a mesh root].
    #[arg(long, value_name = "FILE")]
    accepted: Option<PathBuf>,
    /// Take entries out of these files that are spent, because OLD is already as they accepted it.
    #[arg(long)]
    prune: bool,
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
    /// SARIF 2.1.0, for code scanning.
    Sarif,
    /// Annotations of a run of GitHub Actions.
    Github,
    /// JUnit XML, a case a change.
    Junit,
}

/// Whether use lowers a class.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Usage {
    /// Where it is known.
    On,
    /// Never.
    Off,
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
        let (old, of_old) = side("OLD", &self.old, self.audience.id())?;
        let (new, settings) = side("NEW", &self.new, self.audience.id())?;
        self.of_one_audience(of_old.audience.as_deref(), settings.audience.as_deref())?;
        let entries = accepted(self.accepted.as_deref(), &self.new, &settings)?;
        if self.prune {
            let gone = prune(self.accepted.as_deref(), &self.new, &settings, &old)?;
            writeln!(anstream::stderr(), "{gone} lines of spent entries removed")?;
        }
        let options = Options {
            window: self.window(settings.window),
            rules: settings.rules,
        };
        let (mut changes, mut remarks) = diff::changes(&old, &new, &options)?;
        remarks.extend(diff::accept(&entries, &old, &mut changes)?);
        if let Some(only) = &self.only {
            // Changes are told by DME, so an id alone is that of one.
            let dme = only.strip_prefix("dme:").unwrap_or(only).trim();
            if !old.has_dme(dme) && !new.has_dme(dme) {
                let help = match nearest(dme, old.dme_ids().chain(new.dme_ids())) {
                    Some(near) => format!("did you mean `dme:{near}`?"),
                    None => "write the id of a DME; `vitrina list dmes` lists them".to_owned(),
                };
                let message = format!("neither side has the DME `{only}`");
                return Err(Failure::Said(message, help));
            }
            changes.retain(|change| change.is_of(dme));
        }
        self.print(&changes, settings.audience)?;
        let mut err = anstream::stderr();
        for remark in &remarks {
            writeln!(err, "remark: {}", neutral::line(remark))?;
        }
        writeln!(err, "{}", ChangeCounts::of(&changes).text())?;
        Ok(self.status(&changes))
    }

    /// Refuses sides that show different parts of a mesh: what only one of them may show would seem to
    /// come or go.
    fn of_one_audience(&self, old: Option<&str>, new: Option<&str>) -> Result<(), Failure> {
        let asked = self.audience.id();
        if old == new && asked.is_none_or(|asked| old == Some(asked)) {
            return Ok(());
        }
        let [old, new] = [old, new].map(Whose::of);
        Err(Failure::Said(
            format!("OLD is of {old} and NEW of {new}"),
            "compare what one audience sees: build its portals with `--audience`, or name it here where a side is a mesh root".to_owned(),
        ))
    }

    /// What the settings say of use, as far as arguments don't say otherwise.
    fn window(&self, settings: Option<UseWindow>) -> Option<UseWindow> {
        let mut window = match self.usage {
            Some(Usage::Off) => return None,
            Some(Usage::On) => settings.unwrap_or_default(),
            None => settings?,
        };
        if !self.projects.is_empty() {
            window.projects.clone_from(&self.projects);
        }
        if let Some(days) = self.days {
            window.days = days;
            window.by_tier.clear();
        }
        Some(window)
    }

    fn status(&self, changes: &[Change]) -> ExitCode {
        match changes.iter().any(|change| self.fails(change)) {
            true => ExitCode::from(1),
            false => ExitCode::SUCCESS,
        }
    }

    fn fails(&self, change: &Change) -> bool {
        if change.accepted.is_some() || (change.rule.is_operational() && !self.operational) {
            return false;
        }
        // Data that got worse is safe to those who read a change; asked for, it counts.
        self.fail_on.is_met_by(change.class)
            || (self.operational && self.fail_on != FailOn::Never && change.is_worse_data())
    }

    /// Prints changes as reports of findings are printed; accepted ones are in a baseline.
    fn report(
        &self,
        changes: &[Change],
        audience: Option<String>,
        out: &mut dyn Write,
    ) -> Result<(), Failure> {
        let accepted = match &self.accepted {
            Some(file) => file.display().to_string(),
            None => ACCEPTED.to_owned(),
        };
        let way = repository::way_to(&self.new);
        let report = change_report::report(
            changes,
            |change| self.fails(change),
            &accepted,
            way,
            audience,
        );
        match self.format {
            Format::Github => report::print_github(&report, out)?,
            Format::Junit => report::print_junit(&report, out)?,
            _ => {
                let omitted = report::print_sarif(&report, out)?;
                if omitted > 0 {
                    let message = "results are left out: SARIF holds 5,000 at most";
                    writeln!(anstream::stderr(), "{omitted} {message}")?;
                }
            }
        }
        Ok(())
    }

    fn print(&self, changes: &[Change], audience: Option<String>) -> Result<(), Failure> {
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
            Format::Sarif | Format::Github | Format::Junit => {
                self.report(changes, audience, &mut out)?;
            }
        }
        out.flush()?;
        Ok(())
    }
}
