//! `vitrina build`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use clap::Args;

use super::arguments::{AllArg, AudienceArg, OutArg, RootArg, Threshold};
use super::outcome::{Outcome, counts, report};
use crate::mesh::Mesh;
use crate::pipeline::Built;
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
    /// Print how long each stage took; with RAYON_NUM_THREADS=1 that is CPU time.
    #[arg(long)]
    timings: bool,
    /// Don't print findings, only how many there are.
    #[arg(long, short, conflicts_with = "all")]
    quiet: bool,
    #[command(flatten)]
    all: AllArg,
}

/// When each stage began.
type Stages = Mutex<Vec<(&'static str, Instant)>>;

impl Build {
    pub(super) fn run(self) -> Outcome {
        let start = Instant::now();
        let stages = Stages::default();
        if self.all_audiences {
            return self.for_all(start, stages);
        }
        let (mesh, built) = pipeline::build_after(
            &self.root.root,
            &self.out.out,
            self.previous.as_deref(),
            self.audience.id(),
            pipeline::Durability::Disk,
            &|stage| note(&stages, stage),
        )?;
        self.tell(stages)?;
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
            "built {} files of {} assets into {} in {:.1} s{}; {}",
            grouped(built.files),
            grouped(mesh.catalog.assets.len()),
            self.shown(),
            start.elapsed().as_secs_f64(),
            unchanged(built),
            counts(&mesh.findings)
        )?;
        Ok(self.fail_on.status(&mesh.findings))
    }

    /// A portal for each audience. What is found of the whole is for `vitrina check`.
    fn for_all(self, start: Instant, stages: Stages) -> Outcome {
        let mut lines = Vec::new();
        let mut status = ExitCode::SUCCESS;
        let mut notes = Vec::new();
        let mut each = |mesh: &Mesh, folder: &str, files: usize| {
            notes.extend(replaced_names(mesh));
            notes.extend(sees_nothing(mesh));
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
            &|stage| note(&stages, stage),
            &mut each,
        )?;
        self.tell(stages)?;
        tell_of_the_clock()?;
        let mut err = anstream::stderr().lock();
        for line in notes.iter().chain(&lines) {
            writeln!(err, "{}", neutral::line(line))?;
        }
        writeln!(
            err,
            "built {} files of {} portals into {} in {:.1} s{}",
            grouped(built.files),
            grouped(lines.len()),
            self.shown(),
            start.elapsed().as_secs_f64(),
            unchanged(built)
        )?;
        Ok(status)
    }

    fn shown(&self) -> String {
        neutral::line(&self.out.out.display().to_string()).into_owned()
    }

    /// How long the stages took, where that is asked, and that there is no past.
    fn tell(&self, stages: Stages) -> io::Result<()> {
        let mut err = anstream::stderr().lock();
        if self.timings {
            let stages = stages.into_inner().unwrap_or_else(PoisonError::into_inner);
            let ends = stages
                .iter()
                .skip(1)
                .map(|(_, at)| *at)
                .chain([Instant::now()]);
            for ((stage, at), end) in stages.iter().zip(ends) {
                writeln!(err, "{stage:>16} {:6.3} s", (end - *at).as_secs_f64())?;
            }
        }
        if let Some(previous) = &self.previous
            && !self.all_audiences
            && !pipeline::is_there(previous)
        {
            writeln!(
                err,
                "note: there is no history of former builds at {}",
                neutral::line(&previous.display().to_string())
            )?;
        }
        Ok(())
    }
}

/// How many files didn't have to be written, where some hadn't.
fn unchanged(built: Built) -> String {
    match built.unchanged {
        0 => String::new(),
        unchanged if unchanged == built.files => ", all as they were".to_owned(),
        unchanged => format!(", {} of them as they were", grouped(unchanged)),
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

fn note(stages: &Stages, stage: &'static str) {
    let mut stages = stages.lock().unwrap_or_else(PoisonError::into_inner);
    stages.push((stage, Instant::now()));
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
