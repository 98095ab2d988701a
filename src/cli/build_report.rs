//! What a build says of itself when it is done: how long its stages took, how much it wrote.

use std::io::{self, Write};
use std::time::Duration;

use clap::ValueEnum;
use serde::Serialize;

use super::peak_memory;
use super::progress::Timings;

/// How timings are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(super) enum TimingsFormat {
    /// A line a stage, on stderr.
    Table,
    /// One object, on stdout.
    Json,
}

/// What `--timings=json` prints. Times are by the clock, in seconds; stages may overlap.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct BuildReport<'a> {
    stages: Vec<StageReport>,
    seconds: f64,
    assets: usize,
    files: usize,
    /// Bytes; nothing where the system doesn't tell.
    peak_memory: Option<u64>,
    portals: &'a [PortalReport],
}

#[derive(Debug, Serialize)]
struct StageReport {
    name: &'static str,
    seconds: f64,
}

/// What was built for one audience; where a build is of the whole there is none.
#[derive(Debug, Clone, Serialize)]
pub(super) struct PortalReport {
    /// Id of the audience.
    pub(super) audience: String,
    /// Pages and other files.
    pub(super) files: usize,
    /// Assets that it sees.
    pub(super) assets: usize,
}

/// What there is to say of a build.
pub(super) struct Summary<'a> {
    pub(super) elapsed: Duration,
    pub(super) assets: usize,
    pub(super) files: usize,
    pub(super) portals: &'a [PortalReport],
}

/// Prints how long the stages took, where that is asked.
pub(super) fn print_timings(
    format: Option<TimingsFormat>,
    timings: &Timings,
    summary: &Summary<'_>,
) -> io::Result<()> {
    match format {
        None => Ok(()),
        Some(TimingsFormat::Table) => {
            let mut err = anstream::stderr().lock();
            for (stage, took) in timings {
                writeln!(err, "{stage:>16} {:6.3} s", took.as_secs_f64())?;
            }
            Ok(())
        }
        Some(TimingsFormat::Json) => {
            let stage = |(name, took): &(&'static str, Duration)| StageReport {
                name,
                seconds: rounded(*took),
            };
            let report = BuildReport {
                stages: timings.iter().map(stage).collect(),
                seconds: rounded(summary.elapsed),
                assets: summary.assets,
                files: summary.files,
                peak_memory: peak_memory::peak(),
                portals: summary.portals,
            };
            let mut out = anstream::stdout().lock();
            serde_json::to_writer(&mut out, &report)?;
            writeln!(out)
        }
    }
}

/// Seconds, to the thousandth.
fn rounded(time: Duration) -> f64 {
    (time.as_secs_f64() * 1000.0).round() / 1000.0
}

/// `, 223 MiB of memory`; nothing where the system doesn't tell.
pub(super) fn memory() -> String {
    let mebibytes = |bytes: u64| format!(", {} MiB of memory", bytes >> 20);
    peak_memory::peak().map(mebibytes).unwrap_or_default()
}
