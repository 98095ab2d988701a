//! Baselines that `vitrina check` writes, and what it takes out of suppressions and baselines.

use std::io::{self, Write};
use std::path::Path;

use clap::Args;

use super::outcome::Failure;
use crate::gate::{Judged, SetAside, baseline_of};
use crate::mesh::Mesh;
use crate::pipeline::{self, Pruned};

#[derive(Debug, Args)]
pub(super) struct KeepArgs {
    /// List what keeps the gate shut in `baseline/` under the mesh root, a file a DME: it stays visible
    /// and keeps the gate shut no more.
    #[arg(long, conflicts_with_all = ["prune", "audience"])]
    write_baseline: bool,
    /// Remove suppressions and lines of baselines that nothing is found of any more.
    #[arg(long, conflicts_with_all = ["only", "release", "audience"])]
    prune: bool,
}

/// What was done.
#[derive(Debug, Default)]
pub(super) struct Done {
    /// Paths of the baselines that changed.
    written: Vec<String>,
    pruned: Option<Pruned>,
}

impl KeepArgs {
    /// Writes what is asked for; what a baseline lists then keeps the gate shut no more.
    pub(super) fn run(
        &self,
        root: &Path,
        mesh: &Mesh,
        judged: &mut Judged,
    ) -> Result<Done, Failure> {
        let mut done = Done::default();
        if self.write_baseline {
            let all = judged.findings.iter().zip(&judged.fails);
            let failing = all.filter(|(_, fails)| **fails).map(|(finding, _)| finding);
            let written = pipeline::write_baselines(root, mesh, failing);
            done.written = written.map_err(|(path, error)| {
                let help =
                    "the folder `baseline` and its files must be no links, and must be writable";
                Failure::Said(
                    format!("`{path}` can't be written: {error}"),
                    help.to_owned(),
                )
            })?;
            let all = judged.findings.iter_mut().zip(&mut judged.fails);
            for (finding, fails) in all.filter(|(_, fails)| **fails) {
                if let Some(path) = baseline_of(&mesh.catalog, finding) {
                    finding.standing_mut().baseline = Some(path);
                    *fails = false;
                }
            }
        }
        if self.prune {
            done.pruned = Some(pipeline::prune(root, mesh));
        }
        Ok(done)
    }
}

/// What was written, and what could be removed.
pub(super) fn tell(set_aside: &SetAside, done: &Done) -> io::Result<()> {
    let mut err = anstream::stderr().lock();
    for path in &done.written {
        writeln!(err, "wrote {path}")?;
    }
    if let Some(pruned) = &done.pruned {
        let suppressions = counted(pruned.suppressions, "suppression");
        let lines = counted(pruned.lines, "line");
        writeln!(err, "removed {suppressions} and {lines} of baselines")?;
        for (place, why) in &pruned.left {
            let place = crate::neutral::line(place);
            writeln!(err, "{place} stays: {}", crate::neutral::line(why))?;
        }
    } else if set_aside.baselines.spent() > 0 {
        let lines = counted(set_aside.baselines.spent(), "line");
        writeln!(
            err,
            "baselines have {lines} of what is mended; `--prune` removes it"
        )?;
    }
    if set_aside.undated > 0 {
        let suppressions = counted(set_aside.undated, "suppression");
        writeln!(
            err,
            "whether {suppressions} ended wasn't judged: no day is known; set SOURCE_DATE_EPOCH"
        )?;
    }
    Ok(())
}

fn counted(n: usize, word: &str) -> String {
    match n {
        1 => format!("1 {word}"),
        n => format!("{n} {word}s"),
    }
}
