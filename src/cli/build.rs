//! `vitrina build`.

use std::io::Write;
use std::path::PathBuf;
use std::sync::{Mutex, PoisonError};
use std::time::Instant;

use clap::Args;

use super::arguments::{AllArg, AudienceArg, OutArg, RootArg, Threshold};
use super::outcome::{Outcome, counts, report};
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

impl Build {
    pub(super) fn run(self) -> Outcome {
        let start = Instant::now();
        let stages: Mutex<Vec<(&'static str, Instant)>> = Mutex::new(Vec::new());
        let (mesh, built) = pipeline::build_after(
            &self.root.root,
            &self.out.out,
            self.previous.as_deref(),
            self.audience.id(),
            pipeline::Durability::Disk,
            &|stage| {
                let mut stages = stages.lock().unwrap_or_else(PoisonError::into_inner);
                stages.push((stage, Instant::now()));
            },
        )?;
        if self.timings {
            let stages = stages.into_inner().unwrap_or_else(PoisonError::into_inner);
            let ends = stages
                .iter()
                .skip(1)
                .map(|(_, at)| *at)
                .chain([Instant::now()]);
            for ((stage, at), end) in stages.iter().zip(ends) {
                writeln!(
                    anstream::stderr(),
                    "{stage:>16} {:6.3} s",
                    (end - *at).as_secs_f64()
                )?;
            }
        }
        if let Some(previous) = &self.previous
            && !pipeline::is_there(previous)
        {
            writeln!(
                anstream::stderr(),
                "note: there is no history of former builds at {}",
                neutral::line(&previous.display().to_string())
            )?;
        }
        if !self.quiet {
            report(&mesh, self.all)?;
        }
        writeln!(
            anstream::stderr(),
            "built {} files of {} assets into {} in {:.1} s; {}",
            grouped(built.files),
            grouped(mesh.catalog.assets.len()),
            neutral::line(&self.out.out.display().to_string()),
            start.elapsed().as_secs_f64(),
            counts(&mesh.findings)
        )?;
        Ok(self.fail_on.status(&mesh.findings))
    }
}
