//! `vitrina explain`.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Serialize;

use super::outcome::{Failure, Outcome};
use crate::diagnostic::rule::{ClassedRuleInfo, Example, ExampleFile, Form};
use crate::diagnostic::{Gate, Rule, Severity, nearest};
use crate::diff::ChangeRule;
use crate::plan::PlanRule;
use crate::{neutral, pipeline};

#[derive(Debug, Args)]
pub(super) struct Explain {
    /// Id of a rule, as in error[unknown-id]; all of them are listed where missing.
    rule: Option<String>,
    /// List the rules of changes, which `vitrina diff` goes by.
    #[arg(long, conflicts_with = "rule")]
    changes: bool,
    /// List the rules of plans, which `vitrina plan move` goes by.
    #[arg(long, conflicts_with_all = ["rule", "changes"])]
    plans: bool,
    /// Mesh root whose settings say how loud a rule is [default: manifests, where it is there].
    #[arg(long, value_name = "DIR")]
    root: Option<PathBuf>,
    /// How to print it.
    #[arg(long, value_enum, default_value = "human")]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Human,
    /// JSON: one object, or an array of all.
    Json,
}

impl Explain {
    pub(super) fn run(self) -> Outcome {
        let severities = self.severities()?;
        let lines = |rule: &Rule| Line::new(*rule, severities.get(rule).copied());
        let of_change = |rule: &ChangeRule| Line::of_class(rule.info(), "change");
        let of_plan = |rule: &PlanRule| Line::of_class(rule.info(), "plan");
        let mut out = anstream::stdout().lock();
        match &self.rule {
            None => {
                let lines: Vec<Line> = match (self.changes, self.plans) {
                    (true, _) => ChangeRule::ALL.iter().map(of_change).collect(),
                    (_, true) => PlanRule::ALL.iter().map(of_plan).collect(),
                    _ => Rule::ALL.iter().map(lines).collect(),
                };
                match self.format {
                    Format::Json => neutral::json::write_pretty(&mut out, &lines)?,
                    Format::Human => list(&lines, &mut out)?,
                }
            }
            Some(id) => {
                let rule = Rule::parse(id);
                let change = ChangeRule::parse(id);
                let (line, fails, passes) = match (rule, change, PlanRule::parse(id)) {
                    (Some(rule), ..) => (lines(&rule), &rule.info().fails, &rule.info().passes),
                    (None, Some(rule), _) => {
                        let info = rule.info();
                        (of_change(&rule), &info.fails, &info.passes)
                    }
                    (None, None, Some(rule)) => {
                        let info = rule.info();
                        (of_plan(&rule), &info.fails, &info.passes)
                    }
                    (None, None, None) => return Err(unknown(id)),
                };
                match self.format {
                    Format::Json => neutral::json::write_pretty(&mut out, &line)?,
                    Format::Human => print(&line, fails, passes, &mut out)?,
                }
            }
        }
        out.flush()?;
        Ok(ExitCode::SUCCESS)
    }

    /// Severities as the settings have them; none where there are no settings to ask.
    fn severities(&self) -> Result<BTreeMap<Rule, Severity>, Failure> {
        let root = self.root.as_deref().unwrap_or(Path::new("manifests"));
        match pipeline::severities(root) {
            Ok(severities) => Ok(severities),
            // What is wrong with them is what may have to be explained.
            Err(error) if self.root.is_none() || !error.placed().0.is_empty() => {
                Ok(BTreeMap::new())
            }
            Err(error) => Err(error.into()),
        }
    }
}

fn unknown(id: &str) -> Failure {
    let rules = Rule::ALL.iter().map(|r| r.info().id);
    let changes = ChangeRule::ALL.iter().map(|r| r.info().id);
    let plans = PlanRule::ALL.iter().map(|r| r.info().id);
    let help = match nearest(id, rules.chain(changes).chain(plans)) {
        Some(near) => format!("did you mean `{near}`?"),
        None => "`vitrina explain` lists all".to_owned(),
    };
    Failure::Said(format!("there is no rule `{id}`"), help)
}

/// A rule in JSON.
#[derive(Serialize)]
struct Line {
    id: &'static str,
    /// As the settings have it.
    severity: &'static str,
    default: &'static str,
    gate: &'static str,
    group: &'static str,
    limit: Option<u64>,
    summary: &'static str,
    what: &'static str,
    why: &'static str,
    mend: &'static str,
    fails: ExampleLine,
    passes: ExampleLine,
}

#[derive(Serialize)]
struct ExampleLine {
    /// `path:line` of the finding.
    place: Option<&'static str>,
    files: Vec<FileLine>,
}

#[derive(Serialize)]
struct FileLine {
    path: &'static str,
    /// How the file comes from the text: `text`, `link`, `hex` or `repeat=N`.
    form: String,
    text: &'static str,
}

impl Line {
    fn new(rule: Rule, severity: Option<Severity>) -> Self {
        let info = rule.info();
        let severity = severity.unwrap_or(info.severity);
        Self {
            id: info.id,
            severity: severity.as_str(),
            default: info.severity.as_str(),
            gate: info.gate.as_str(),
            group: info.group.as_str(),
            limit: info.limit,
            summary: info.summary,
            what: info.what,
            why: info.why,
            mend: info.mend,
            fails: ExampleLine::new(&info.fails),
            passes: ExampleLine::new(&info.passes),
        }
    }

    /// One of changes or of plans, whose class stands for a severity.
    fn of_class(info: &ClassedRuleInfo, group: &'static str) -> Self {
        Self {
            id: info.id,
            severity: info.class.as_str(),
            default: info.class.as_str(),
            gate: Gate::Authored.as_str(),
            group,
            limit: None,
            summary: info.summary,
            what: info.what,
            why: info.why,
            mend: info.mend,
            fails: ExampleLine::new(&info.fails),
            passes: ExampleLine::new(&info.passes),
        }
    }
}

impl ExampleLine {
    fn new(example: &Example) -> Self {
        let line = |file: &ExampleFile| FileLine {
            path: file.path,
            form: match file.form {
                Form::Text => "text".to_owned(),
                Form::Link => "link".to_owned(),
                Form::Hex => "hex".to_owned(),
                Form::Repeat(times) => format!("repeat={times}"),
            },
            text: file.text,
        };
        Self {
            place: example.place,
            files: example.files.iter().map(line).collect(),
        }
    }
}

fn list(lines: &[Line], out: &mut dyn Write) -> io::Result<()> {
    let width = lines.iter().map(|l| l.id.len()).max().unwrap_or_default();
    for Line {
        id,
        severity,
        summary,
        ..
    } in lines
    {
        writeln!(out, "{severity:<7}  {id:<width$}  {summary}")?;
    }
    Ok(())
}

fn print(line: &Line, fails: &Example, passes: &Example, out: &mut dyn Write) -> io::Result<()> {
    writeln!(out, "{}[{}]: {}", line.severity, line.id, line.summary)?;
    if line.severity != line.default {
        writeln!(
            out,
            "vitrina.toml sets it to {}; it is {} otherwise.",
            line.severity, line.default
        )?;
    }
    if let Some(more) = line
        .what
        .strip_prefix(line.summary)
        .filter(|m| !m.is_empty())
    {
        writeln!(out, "{}", more.trim_start())?;
    }
    if line.gate == Gate::Operational.as_str() {
        writeln!(
            out,
            "\nIt belongs to the operational gate: see `vitrina check --gate`."
        )?;
    }
    if let Some(limit) = line.limit {
        writeln!(
            out,
            "\nIts limit is {limit} unless vitrina.toml says another."
        )?;
    }
    writeln!(out, "\nWhy it matters:\n{}", line.why)?;
    writeln!(out, "\nHow to mend it:\n{}", line.mend)?;
    match fails.place {
        Some(place) => writeln!(out, "\nFails, at {place}:")?,
        None => writeln!(out, "\nFails:")?,
    }
    print_files(fails, out)?;
    writeln!(out, "\nPasses:")?;
    print_files(passes, out)
}

/// Each file with its path above it, as in a listing.
fn print_files(example: &Example, out: &mut dyn Write) -> io::Result<()> {
    for file in &example.files {
        writeln!(out, "  {}", file.caption())?;
        for line in file.text.lines() {
            writeln!(out, "  | {line}")?;
        }
    }
    Ok(())
}
