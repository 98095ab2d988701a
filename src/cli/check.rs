//! `vitrina check`.

use std::io::{self, IsTerminal, Write};
use std::path::Path;
use std::process::ExitCode;

use clap::Args;

use super::arguments::{AllArg, AudienceArg, FindingFormat, RootArg, Threshold, USUAL_OUT};
use super::cache_argument::{Cache, CacheArg};
use super::check_report;
use super::gate_arguments::GateArgs;
use super::kept_findings::{self, KeepArgs};
use super::outcome::{Failure, Outcome, set_aside, tally};
use super::progress::Progress;
use super::{repository, unjudged_dates};
use crate::diagnostic::{self, Finding, Gate, Rule, Severity};
use crate::gate::Judged;
use crate::lines::FindingLine;
use crate::mesh::Mesh;
use crate::{pipeline, report};

#[derive(Debug, Args)]
pub(super) struct Check {
    #[command(flatten)]
    root: RootArg,
    #[command(flatten)]
    audience: AudienceArg,
    /// How to print the findings.
    #[arg(long, value_enum, default_value = "human")]
    format: FindingFormat,
    #[command(flatten)]
    all: AllArg,
    /// Exit with status 1 from this severity of findings on.
    #[arg(long, value_enum, default_value = "error")]
    fail_on: Threshold,
    /// Make the pages as well, without writing them, and say which of their links lead nowhere.
    #[arg(long)]
    rendered: bool,
    #[command(flatten)]
    gate: GateArgs,
    #[command(flatten)]
    keep: KeepArgs,
    #[command(flatten)]
    cache: CacheArg,
}

impl Check {
    pub(super) fn run(self) -> Outcome {
        let former = self.gate.former(self.audience.id())?;
        let cache = self.cache.of_reading(Path::new(USUAL_OUT));
        let cache = cache.as_ref().map(Cache::used);
        let progress = Progress::new();
        let stage = |step| progress.step(step);
        let loaded = pipeline::load_keeping(&self.root.root, cache.as_ref(), &stage);
        drop(progress);
        let loaded = loaded.and_then(|mesh| {
            let mut mesh = pipeline::seen_by(mesh, self.audience.id())?;
            if self.rendered {
                pipeline::look_at_pages(&mut mesh)?;
            }
            Ok(mesh)
        });
        let mut mesh = match loaded {
            Ok(mesh) => mesh,
            Err(error) => {
                // A program that reads stdout is told what is wrong with the settings like anything
                // else; people find it above the reason why there is no more to tell.
                let (findings, paths) = error.placed();
                if self.format != FindingFormat::Human && !findings.is_empty() {
                    self.print(findings, paths, None)?;
                    return Err(Failure::Said(error.to_string(), error.help().into_owned()));
                }
                return Err(error.into());
            }
        };
        let least = self.fail_on.least();
        let (mut judged, gone) = self.gate.judge(&mut mesh, former, least)?;
        let is_told = |finding: &Finding| {
            finding.rule != Rule::EmptyRoot && finding.severity >= Severity::Warning
        };
        if mesh.is_empty && !judged.findings.iter().any(is_told) {
            self.print(&judged.findings, &mesh.catalog.files, None)?;
            return Err(nothing_checked());
        }
        let done = self.keep.run(&self.root.root, &mesh, &mut judged)?;
        self.print(
            &judged.findings,
            &mesh.catalog.files,
            Some((&mesh, &judged, &gone)),
        )?;
        tell(&judged, gone.len())?;
        kept_findings::tell(&mesh.set_aside, &done)?;
        unjudged_dates::tell(&mesh.catalog)?;
        Ok(ExitCode::from(u8::from(judged.failing() > 0)))
    }

    /// Findings on stdout; `paths` are those of the files that they name, `judged` what came of them.
    fn print(
        &self,
        findings: &[Finding],
        paths: &[String],
        judged: Option<(&Mesh, &Judged, &[FindingLine])>,
    ) -> io::Result<()> {
        let colour = io::stdout().is_terminal();
        let mut out = anstream::stdout().lock();
        match self.format {
            FindingFormat::Human => {
                diagnostic::print_human(findings, paths, colour, self.all.all, &mut out)?;
            }
            FindingFormat::Json => diagnostic::print_json(findings, paths, &mut out)?,
            format => {
                let way = repository::way_to(&self.root.root);
                let report = check_report::report(findings, paths, way, judged);
                match format {
                    FindingFormat::Github => report::print_github(&report, &mut out)?,
                    FindingFormat::Junit => report::print_junit(&report, &mut out)?,
                    FindingFormat::Markdown => report::print_markdown(&report, &mut out)?,
                    _ => {
                        let omitted = report::print_sarif(&report, &mut out)?;
                        if omitted > 0 {
                            let message = "results are left out: SARIF holds 5,000 at most";
                            writeln!(anstream::stderr(), "{omitted} {message}")?;
                        }
                    }
                }
            }
        }
        out.flush()
    }
}

/// A gate that looked at nothing is no open gate.
fn nothing_checked() -> Failure {
    Failure::Said(
        "nothing was checked: the mesh root holds no manifest, and no export describes a table"
            .into(),
        "correct `--root`, or add manifests".into(),
    )
}

/// How many findings there are, gate by gate, and what isn't judged.
fn tell(judged: &Judged, gone: usize) -> io::Result<()> {
    let mut err = anstream::stderr().lock();
    let of = |gate: Gate| {
        let live = move |finding: &&Finding| finding.gate() == gate && !finding.is_set_aside();
        judged.findings.iter().filter(live)
    };
    let operational = of(Gate::Operational).count();
    let mut line = tally(of(Gate::Authored));
    if operational > 0 {
        line += &format!("; operational: {}", tally(of(Gate::Operational)));
    }
    line += &set_aside(&judged.findings);
    for (count, word) in [(judged.passed_over, "not new"), (gone, "gone")] {
        if count > 0 {
            line += &format!("; {count} {word}");
        }
    }
    writeln!(err, "{line}")
}
