//! `vitrina build`.

use std::io::{self, Write};
use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::arguments::{AllArg, AudienceArg, OutArg, RootArg, Threshold};
use super::build_report::{PortalReport, Summary, TimingsFormat, memory, print_timings};
use super::cache_argument::{Cache, CacheArg, VerifyCacheArg};
use super::outcome::{Failure, Outcome, counts};
use super::progress::{Progress, Timings};
use super::told_build::{THRESHOLDS, ToldBuild};
use crate::config::Settings;
use crate::mesh::Mesh;
use crate::pipeline::{Asked, Begun, BuildError, Built, CacheUse, Ended, KeptPagesError};
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
    #[command(flatten)]
    cache: CacheArg,
    #[command(flatten)]
    verify_cache: VerifyCacheArg,
}

impl Build {
    pub(super) fn run(self) -> Outcome {
        let cache = self.cache.of_output(&self.out.out)?;
        let cache = cache.as_ref().map(Cache::used);
        let verified = cache.map(|cache| CacheUse {
            looked_at_again: self.verify_cache.share(),
            ..cache
        });
        match self.build(verified.as_ref()) {
            Err(Failure::Build(BuildError::KeptPages(error))) => {
                tell_unlike(&error)?;
                let cache = cache.filter(|_| error.is_discarded());
                self.build(cache.as_ref())?;
                Ok(ExitCode::from(2))
            }
            outcome => outcome,
        }
    }

    fn build(&self, cache: Option<&CacheUse<'_>>) -> Outcome {
        let progress = Progress::new();
        let stage = |step| progress.step(step);
        let out = &self.out.out;
        let begun = pipeline::begin(&self.root.root, Some(out), cache, &stage)?;
        let asked = Asked {
            out,
            previous: self.previous.as_deref(),
            audience: self.audience.id(),
            durability: pipeline::Durability::Disk,
        };
        let made = begun.made_of(&asked, self.all_audiences);
        let each = self.all_audiences;
        let same = made.as_ref();
        let same = same.and_then(|made| ToldBuild::of_former(&begun, &asked, made, each, self.all));
        if let Some((told, built)) = same {
            return self.tell_unchanged(&told, &built, progress);
        }
        let (settings, ended, told) = match self.all_audiences {
            true => self.for_all(begun, &asked, progress)?,
            false => self.for_one(begun, &asked, progress)?,
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
        progress: Progress,
    ) -> Result<(Settings, Ended, ToldBuild), Failure> {
        let stage = |step| progress.step(step);
        let (mesh, built, ended) = pipeline::build_begun(begun, asked, &stage)?;
        let summary = Summary {
            elapsed: progress.elapsed(),
            assets: mesh.catalog.assets.len(),
            built: &built,
            portals: &[],
        };
        self.tell(&progress.finish(), &summary)?;
        let notes = replaced_names(&mesh).into_iter().chain(sees_nothing(&mesh));
        let told = ToldBuild::of(&mesh, &built, notes.collect(), self.all, ended.keeps())?;
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
            "built {} of {} assets into {} in {:.1} s{}; {}",
            summary.files(),
            grouped(summary.assets),
            self.shown(),
            summary.elapsed.as_secs_f64(),
            memory(),
            counts(&mesh.findings)
        )?;
        Ok((mesh.settings, ended, told))
    }

    /// A portal for each audience. What is found of the whole is for `vitrina check`.
    fn for_all(
        &self,
        begun: Begun,
        asked: &Asked<'_>,
        progress: Progress,
    ) -> Result<(Settings, Ended, ToldBuild), Failure> {
        let settings = begun.settings().clone();
        let mut lines = Vec::new();
        let mut portals = Vec::new();
        let mut fails = [false; 3];
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
            for (fails, threshold) in fails.iter_mut().zip(THRESHOLDS) {
                *fails |= threshold.is_met_by(&mesh.findings);
            }
        };
        let (built, ended) =
            pipeline::build_audiences(begun, asked, &|step| progress.step(step), &mut each)?;
        let summary = Summary {
            elapsed: progress.elapsed(),
            assets: portals.iter().map(|portal| portal.assets).sum(),
            built: &built,
            portals: &portals,
        };
        self.tell(&progress.finish(), &summary)?;
        tell_of_the_clock()?;
        notes.extend(lines);
        let told = ToldBuild::of_several(&built, summary.assets, notes, fails);
        told.print_notes()?;
        tell_reused(&ended)?;
        writeln!(
            anstream::stderr(),
            "built {} of {} portals into {} in {:.1} s{}",
            summary.files(),
            grouped(portals.len()),
            self.shown(),
            summary.elapsed.as_secs_f64(),
            memory()
        )?;
        Ok((settings, ended, told))
    }

    /// What the former build said, of a site that would be the same.
    fn tell_unchanged(&self, told: &ToldBuild, built: &Built, progress: Progress) -> Outcome {
        let elapsed = progress.elapsed();
        let summary = Summary {
            elapsed,
            assets: told.assets,
            built,
            portals: &[],
        };
        self.tell(&progress.finish(), &summary)?;
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
            "nothing changed: {} files in {} are as they were{}, seen in {:.1} s{counts}",
            grouped(built.unchanged),
            self.shown(),
            match built.files - built.unchanged {
                0 => String::new(),
                n => format!(", and {} name the new moment", grouped(n)),
            },
            elapsed.as_secs_f64()
        )?;
        Ok(ExitCode::from(u8::from(told.fails(self.fail_on))))
    }

    fn shown(&self) -> String {
        neutral::line(&self.out.out.display().to_string()).into_owned()
    }

    /// How long the stages took, where that is asked, and that there is no past.
    fn tell(&self, timings: &Timings, summary: &Summary<'_>) -> io::Result<()> {
        print_timings(self.timings, timings, summary)?;
        if let Some(previous) = &self.previous
            && !self.all_audiences
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

/// What needn't be read again, where there was any, and what came of looking at it again.
fn tell_reused(ended: &Ended) -> io::Result<()> {
    let mut told = ended.reused().into_iter().chain(ended.verified());
    told.try_for_each(|line| writeln!(anstream::stderr(), "{line}"))
}

/// That what was kept is of no use, and what becomes of it.
fn tell_unlike(error: &KeptPagesError) -> io::Result<()> {
    let mut err = anstream::stderr().lock();
    for line in error.lines() {
        writeln!(err, "{line}")?;
    }
    let what = match error.is_discarded() {
        true => "the cache is discarded, and all is built anew",
        false => {
            "the cache can't be discarded, as another run writes to it: all is built anew without it"
        }
    };
    writeln!(err, "error: {error}: {what}")
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
