//! `vitrina build`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use clap::Args;

use super::arguments::{AllArg, AudienceArg, OutArg, RootArg, Threshold};
use super::cache_argument::{Cache, CacheArg};
use super::outcome::{Failure, Outcome, counts};
use super::told_build::{THRESHOLDS, ToldBuild};
use crate::config::Settings;
use crate::mesh::Mesh;
use crate::pipeline::{Asked, Begun, Ended};
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
    #[command(flatten)]
    cache: CacheArg,
}

/// When each stage began.
type Stages = Mutex<Vec<(&'static str, Instant)>>;

impl Build {
    pub(super) fn run(self) -> Outcome {
        let start = Instant::now();
        let stages = Stages::default();
        let cache = self.cache.of_output(&self.out.out)?;
        let cache = cache.as_ref().map(Cache::used);
        let stage = |stage| note(&stages, stage);
        let out = &self.out.out;
        let begun = pipeline::begin(&self.root.root, Some(out), cache.as_ref(), &stage)?;
        let asked = Asked {
            out,
            previous: self.previous.as_deref(),
            audience: self.audience.id(),
            durability: pipeline::Durability::Disk,
        };
        let made = begun.made_of(&asked, self.all_audiences);
        let former = made.and_then(|made| begun.unchanged(&asked, &made));
        if let Some(told) = former.and_then(|told| ToldBuild::from_bytes(&told, self.all)) {
            self.tell(&stages)?;
            return self.tell_unchanged(&told, start);
        }
        let (settings, ended, told) = match self.all_audiences {
            true => self.for_all(begun, &asked, start, &stages)?,
            false => self.for_one(begun, &asked, start, &stages)?,
        };
        let fails = told.fails(self.fail_on);
        ended.keep(
            &settings,
            &asked,
            self.all_audiences,
            made.as_ref(),
            told.to_bytes(),
        );
        Ok(ExitCode::from(u8::from(fails)))
    }

    /// One portal.
    fn for_one(
        &self,
        begun: Begun,
        asked: &Asked<'_>,
        start: Instant,
        stages: &Stages,
    ) -> Result<(Settings, Ended, ToldBuild), Failure> {
        let stage = |stage| note(stages, stage);
        let (mesh, built, ended) = pipeline::build_begun(begun, asked, &stage)?;
        self.tell(stages)?;
        let notes = replaced_names(&mesh).into_iter().chain(sees_nothing(&mesh));
        let told = ToldBuild::of(&mesh, built.files, notes.collect(), self.all, ended.keeps())?;
        if !self.quiet {
            told.print_findings()?;
        }
        if mesh.audience().is_some() {
            tell_of_the_clock()?;
        }
        told.print_notes()?;
        tell_reused(&ended)?;
        writeln!(
            anstream::stderr(),
            "built {} files of {} assets into {} in {:.1} s; {}",
            grouped(built.files),
            grouped(mesh.catalog.assets.len()),
            self.shown(),
            start.elapsed().as_secs_f64(),
            counts(&mesh.findings)
        )?;
        Ok((mesh.settings, ended, told))
    }

    /// A portal for each audience. What is found of the whole is for `vitrina check`.
    fn for_all(
        &self,
        begun: Begun,
        asked: &Asked<'_>,
        start: Instant,
        stages: &Stages,
    ) -> Result<(Settings, Ended, ToldBuild), Failure> {
        let settings = begun.settings().clone();
        let mut lines = Vec::new();
        let mut fails = [false; 3];
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
            for (fails, threshold) in fails.iter_mut().zip(THRESHOLDS) {
                *fails |= threshold.is_met_by(&mesh.findings);
            }
        };
        let (built, ended) =
            pipeline::build_audiences(begun, asked, &|stage| note(stages, stage), &mut each)?;
        self.tell(stages)?;
        tell_of_the_clock()?;
        let portals = lines.len();
        notes.extend(lines);
        let told = ToldBuild::of_several(built.files, notes, fails);
        told.print_notes()?;
        tell_reused(&ended)?;
        writeln!(
            anstream::stderr(),
            "built {} files of {} portals into {} in {:.1} s",
            grouped(built.files),
            grouped(portals),
            self.shown(),
            start.elapsed().as_secs_f64()
        )?;
        Ok((settings, ended, told))
    }

    /// What the former build said, of a site that would be the same.
    fn tell_unchanged(&self, told: &ToldBuild, start: Instant) -> Outcome {
        if !self.quiet {
            told.print_findings()?;
        }
        if self.audience.id().is_some() || self.all_audiences {
            tell_of_the_clock()?;
        }
        told.print_notes()?;
        let counts = match told.counts.as_str() {
            "" => String::new(),
            counts => format!("; {counts}"),
        };
        writeln!(
            anstream::stderr(),
            "nothing changed: {} files in {} are as they were, seen in {:.1} s{counts}",
            grouped(told.files),
            self.shown(),
            start.elapsed().as_secs_f64()
        )?;
        Ok(ExitCode::from(u8::from(told.fails(self.fail_on))))
    }

    fn shown(&self) -> String {
        neutral::line(&self.out.out.display().to_string()).into_owned()
    }

    /// How long the stages took, where that is asked, and that there is no past.
    fn tell(&self, stages: &Stages) -> io::Result<()> {
        let mut err = anstream::stderr().lock();
        if self.timings {
            let stages = stages.lock().unwrap_or_else(PoisonError::into_inner);
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

/// What needn't be read again, where there was any.
fn tell_reused(ended: &Ended) -> io::Result<()> {
    match ended.reused() {
        Some(reused) => writeln!(anstream::stderr(), "{reused}"),
        None => Ok(()),
    }
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
