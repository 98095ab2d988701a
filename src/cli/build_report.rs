//! What a build says of itself when it is done: how long its stages took, how much it wrote.

use std::io::{self, Write};
use std::time::Duration;

use clap::ValueEnum;
use serde::Serialize;

use super::peak_memory;
use super::progress::Timings;
use crate::neutral;
use crate::pipeline::Built;
use crate::view::grouped;

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
    /// Files that the former site had as they are, and which weren't written.
    unchanged: usize,
    bytes: u64,
    largest: Option<FileReport<'a>>,
    /// Bytes; nothing where the system doesn't tell.
    peak_memory: Option<u64>,
    portals: &'a [PortalReport],
}

#[derive(Debug, Serialize)]
struct FileReport<'a> {
    /// Below the folder of the site.
    path: &'a str,
    bytes: u64,
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
    pub(super) built: &'a Built,
    pub(super) portals: &'a [PortalReport],
}

impl Summary<'_> {
    /// `15,372 files (315.1 MB, the largest search.bin with 4.2 MB, 15,000 as they were)`.
    pub(super) fn files(&self) -> String {
        let Built {
            files,
            unchanged,
            bytes,
            largest,
        } = self.built;
        let mut told = format!("{} files ({}", grouped(*files), megabytes(*bytes));
        if let Some((path, bytes)) = largest {
            append!(
                told,
                ", the largest {} with {}",
                neutral::line(path),
                megabytes(*bytes)
            );
        }
        match unchanged {
            0 => {}
            all if all == files => told.push_str(", all as they were"),
            some => append!(told, ", {} as they were", grouped(*some)),
        }
        told + ")"
    }
}

/// Of a million bytes each.
fn megabytes(bytes: u64) -> String {
    format!("{}.{} MB", bytes / 1_000_000, bytes / 100_000 % 10)
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
                files: summary.built.files,
                unchanged: summary.built.unchanged,
                bytes: summary.built.bytes,
                largest: summary
                    .built
                    .largest
                    .as_ref()
                    .map(|(path, bytes)| FileReport {
                        path,
                        bytes: *bytes,
                    }),
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
