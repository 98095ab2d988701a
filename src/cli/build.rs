//! `vitrina build`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::arguments::{AllArg, AudienceArg, OutArg, RootArg, Threshold};
use super::build_report::{PortalReport, Summary, TimingsFormat, memory, print_timings};
use super::outcome::{Outcome, counts, report};
use super::progress::Progress;
use crate::mesh::Mesh;
use crate::view::grouped;
use crate::{neutral, pipeline};

#[derive(Debug, Args)]
pub(super) struct Build {
    #[command(flatten)]
    root: RootArg,
    #[command(flatten)]
    out: OutArg,
    /// What former builds recorded: a site, or its `history.ndjson.zst`. The site that is replaced
    /// serves where this is missing or there is nothing.
    #[arg(long, value_name = "FILE|DIR")]
    previous: Option<PathBuf>,
    #[command(flatten)]
    audience: AudienceArg,
    /// Build a portal for each audience, each in a folder of its own below `--out`: all of them take
    /// the places of the former ones, or none does.
    #[arg(long, conflicts_with = "audience")]
    all_audiences: bool,
    /// Exit with status 1 from this severity of findings on. The portal is built all the same.
    #[arg(long, value_enum, default_value = "never")]
    fail_on: Threshold,
    /// Print how long each stage took; with RAYON_NUM_THREADS=1 that is CPU time. `json` is one object
    /// on stdout, with files, assets and memory.
    #[arg(long, value_enum, value_name = "FORMAT", num_args = 0..=1, require_equals = true, default_missing_value = "table")]
    timings: Option<TimingsFormat>,
    /// Don't print findings, only how many there are.
    #[arg(long, short, conflicts_with = "all")]
    quiet: bool,
    #[command(flatten)]
    all: AllArg,
}

impl Build {
    pub(super) fn run(self) -> Outcome {
        let progress = Progress::new();
        if self.all_audiences {
            return self.for_all(progress);
        }
        let (mesh, built) = pipeline::build_after(
            &self.root.root,
            &self.out.out,
            self.previous.as_deref(),
            self.audience.id(),
            pipeline::Durability::Disk,
            &|step| progress.step(step),
        )?;
        let summary = Summary {
            elapsed: progress.elapsed(),
            assets: mesh.catalog.assets.len(),
            built: &built,
            portals: &[],
        };
        print_timings(self.timings, &progress.finish(), &summary)?;
        self.tell_of_the_past()?;
        if !self.quiet {
            report(&mesh, self.all)?;
        }
        if mesh.audience().is_some() {
            tell_of_the_clock()?;
        }
        for remark in replaced_names(&mesh).into_iter().chain(sees_nothing(&mesh)) {
            writeln!(anstream::stderr(), "{}", neutral::line(&remark))?;
        }
        writeln!(
            anstream::stderr(),
            "built {} of {} assets into {} in {:.1} s{}; {}",
            summary.files(),
            grouped(summary.assets),
            self.shown(),
            summary.elapsed.as_secs_f64(),
            memory(),
            counts(&mesh.findings)
        )?;
        Ok(self.fail_on.status(&mesh.findings))
    }

    /// A portal for each audience. What is found of the whole is for `vitrina check`.
    fn for_all(self, progress: Progress) -> Outcome {
        let mut lines = Vec::new();
        let mut portals = Vec::new();
        let mut status = ExitCode::SUCCESS;
        let mut notes = Vec::new();
        let mut each = |mesh: &Mesh, folder: &str, files: usize| {
            notes.extend(replaced_names(mesh));
            notes.extend(sees_nothing(mesh));
            portals.push(PortalReport {
                audience: mesh.audience().unwrap_or_default().to_owned(),
                files,
                assets: mesh.catalog.assets.len(),
            });
            lines.push(format!(
                "{}: {} files of {} assets in {folder}; {}",
                mesh.audience().unwrap_or_default(),
                grouped(files),
                grouped(mesh.catalog.assets.len()),
                counts(&mesh.findings)
            ));
            if self.fail_on.is_met_by(&mesh.findings) {
                status = ExitCode::from(1);
            }
        };
        let built = pipeline::build_audiences(
            &self.root.root,
            &self.out.out,
            self.previous.as_deref(),
            pipeline::Durability::Disk,
            &|step| progress.step(step),
            &mut each,
        )?;
        let summary = Summary {
            elapsed: progress.elapsed(),
            assets: portals.iter().map(|portal| portal.assets).sum(),
            built: &built,
            portals: &portals,
        };
        print_timings(self.timings, &progress.finish(), &summary)?;
        tell_of_the_clock()?;
        let mut err = anstream::stderr().lock();
        for line in notes.iter().chain(&lines) {
            writeln!(err, "{}", neutral::line(line))?;
        }
        writeln!(
            err,
            "built {} of {} portals into {} in {:.1} s{}",
            summary.files(),
            grouped(lines.len()),
            self.shown(),
            summary.elapsed.as_secs_f64(),
            memory()
        )?;
        Ok(status)
    }

    fn shown(&self) -> String {
        neutral::line(&self.out.out.display().to_string()).into_owned()
    }

    /// That there is no past where it was said to be.
    fn tell_of_the_past(&self) -> io::Result<()> {
        if let Some(previous) = &self.previous
            && !pipeline::is_there(&pipeline::past_of_audience(previous, self.audience.id()))
        {
            writeln!(
                anstream::stderr(),
                "note: there is no history of former builds at {}",
                neutral::line(&previous.display().to_string())
            )?;
        }
        Ok(())
    }
}

/// What `redact = true` made of texts of an audience, where it changed one.
fn replaced_names(mesh: &Mesh) -> Option<String> {
    let audience = mesh.audience()?;
    match mesh.replaced_names {
        0 => None,
        1 => Some(format!(
            "note: 1 name was replaced in texts of `{audience}`"
        )),
        n => Some(format!(
            "note: {} names were replaced in texts of `{audience}`",
            grouped(n)
        )),
    }
}

/// That a portal is empty, which is seldom meant.
fn sees_nothing(mesh: &Mesh) -> Option<String> {
    let audience = mesh.audience()?;
    mesh.catalog.assets.is_empty().then(|| {
        format!(
            "note: `{audience}` sees nothing: no output port and no grant names it, and nothing is listed for it"
        )
    })
}

/// What one audience sees of the clock is the newest moment of what all see, unless it is set.
pub(super) fn tell_of_the_clock() -> io::Result<()> {
    if pipeline::has_stated_clock() {
        return Ok(());
    }
    writeln!(
        anstream::stderr(),
        "note: ages count from the newest moment of all exports, of those as well that an audience may not see; SOURCE_DATE_EPOCH sets another"
    )
}
