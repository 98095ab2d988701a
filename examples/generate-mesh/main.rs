//! Writes a synthetic mesh root of any size, for benchmarks: settings, manifests, contracts,
//! guides, and exports as `BigQuery` writes them. The same arguments give identical bytes.
//!
//! Names, descriptions, column counts, the forms of view SQL and the number of references follow
//! the distributions of a real warehouse: skewed, with long tails, and a share of things that are
//! wrong.
//!
//! ```text
//! cargo run --release --example generate-mesh -- --tables 6000 --dmes 90 --seed 7 DIR
//! cargo run --release --example generate-mesh -- --operations --jobs 1000000 DIR
//! cargo run --release --example generate-mesh -- --audiences 5 DIR
//! cargo run --release --example generate-mesh -- --shape warehouse --operations DIR
//! cargo run --release --example generate-mesh -- --format parquet DIR   # or ndjson.gz
//! cargo run --release --example generate-mesh -- --next DIR   # tomorrow's exports, in place
//! cargo run --release --example generate-mesh -- --edit one-row DIR   # one-manifest, sql-1-percent
//! ```
#![allow(
    clippy::disallowed_methods,
    reason = "writes files of its own, outside the library"
)]

mod audiences;
mod columns;
mod english;
mod export_file;
mod guides;
mod json;
mod labels;
mod manifests;
mod mesh;
mod names;
mod next;
mod operations;
mod organization;
mod parquet_file;
mod portuguese;
mod products;
mod random;
mod rows;
mod shape;
mod spanish;
mod sql;
mod text;
mod view;
mod warehouse;
mod words;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Parser;

use crate::export_file::Format;
use crate::mesh::Mesh;
use crate::next::edit::Edit;
use crate::shape::Shape;

/// Says that a folder was made here and may be replaced.
const MARKER: &str = ".generated-mesh";
/// Everything else that is written into the folder.
const CONTENT: &[&str] = &["vitrina.toml", "manifests", "guides", "exports"];

/// Write a synthetic mesh root for benchmarks.
#[derive(Debug, Parser)]
struct Arguments {
    /// Productive tables; each gets a unified view.
    #[arg(long, default_value_t = 6000, value_parser = clap::value_parser!(u32).range(1..=10_000_000))]
    tables: u32,
    /// Data Mesh Environments that the tables are spread over.
    #[arg(long, default_value_t = 90, value_parser = clap::value_parser!(u32).range(1..=5000))]
    dmes: u32,
    /// Another seed, another mesh.
    #[arg(long, default_value_t = 7)]
    seed: u64,
    /// What the mesh is like; `warehouse` has what real ones have and the plain one lacks.
    #[arg(long, value_enum, default_value_t, hide_default_value = true)]
    shape: Shape,
    /// What exports of the warehouse are written as. JOBS in Parquet stays NDJSON, since it holds
    /// lists of records; the APIs of other systems answer as they do.
    #[arg(long, value_enum, default_value_t, hide_default_value = true)]
    format: Format,
    /// Write exports of operations too: JOBS, OpenLineage, Monte Carlo, Airflow, MLflow. The rest
    /// stays as it is without them.
    #[arg(long)]
    operations: bool,
    /// Rows of JOBS; 20 for each table where not given.
    #[arg(long, requires = "operations", value_parser = clap::value_parser!(u32).range(0..=1_000_000_000))]
    jobs: Option<u32>,
    /// OpenLineage events; a START and a COMPLETE for each table and day where not given.
    #[arg(long, requires = "operations", value_parser = clap::value_parser!(u32).range(0..=1_000_000_000))]
    events: Option<u32>,
    /// Days over which pipelines run.
    #[arg(long, requires = "operations", default_value_t = 3, value_parser = clap::value_parser!(u32).range(1..=1000))]
    days: u32,
    /// So many audiences, with grants of their own, DMEs and datasets that hide what isn't granted, and
    /// columns with policy tags. The rest stays as it is without them.
    #[arg(long, value_name = "N", default_value_t = 0, hide_default_value = true, value_parser = clap::value_parser!(u32).range(0..=100))]
    audiences: u32,
    /// Make the exports of a mesh that was made here those of the next day, in place: 1 % of rows
    /// change, 0.1 % go, 0.1 % are new. Copy the folder first where today's are needed.
    #[arg(long, conflicts_with_all = ["tables", "dmes", "operations", "audiences", "shape", "format"])]
    next: bool,
    /// Change one thing in a mesh that was made here, in place; each time another one.
    #[arg(long, value_enum, conflicts_with_all = ["next", "tables", "dmes", "operations", "audiences", "shape", "format"])]
    edit: Option<Edit>,
    /// Folder to write; must be empty, missing, or made by this program.
    dir: PathBuf,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let done = match arguments.edit {
        Some(change) => edit(&arguments, change),
        None if arguments.next => next_day(&arguments),
        None => generate(&arguments),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}: {error}", arguments.dir.display());
            ExitCode::from(2)
        }
    }
}

/// The marker of a mesh that was made here.
fn marker(arguments: &Arguments) -> io::Result<PathBuf> {
    let marker = arguments.dir.join(MARKER);
    if !marker.exists() {
        let message = "folder was not made by generate-mesh";
        return Err(io::Error::new(io::ErrorKind::NotFound, message));
    }
    Ok(marker)
}

fn edit(arguments: &Arguments, change: Edit) -> io::Result<()> {
    let marker = marker(arguments)?;
    let told = next::edit::write(&arguments.dir, &marker, change, arguments.seed)?;
    eprintln!("{}: {told}", arguments.dir.display());
    Ok(())
}

fn next_day(arguments: &Arguments) -> io::Result<()> {
    let marker = marker(arguments)?;
    let counts = next::write(&arguments.dir, &marker, arguments.seed)?;
    eprintln!("{}", arguments.dir.display());
    eprintln!("{:>12}{:>12}{:>12}", "changed", "gone", "new");
    for (name, count) in counts {
        eprintln!(
            "{:>12}{:>12}{:>12} rows in {name}",
            count.changed, count.gone, count.new
        );
    }
    Ok(())
}

fn generate(arguments: &Arguments) -> io::Result<()> {
    let dir = arguments.dir.as_path();
    prepare(dir)?;
    let tables = arguments.tables as usize;
    let mut mesh = Mesh::plan(
        tables,
        (arguments.dmes as usize).min(tables),
        arguments.seed,
        arguments.shape,
    );
    mesh.audiences = arguments.audiences as usize;
    let settings = if arguments.operations {
        operations::SETTINGS
    } else {
        ""
    };
    manifests::write(&mesh, dir, settings)?;
    let contracts = products::write(&mesh, dir)?;
    guides::write(&mesh, dir)?;
    let exports = dir.join("exports/bigquery");
    fs::create_dir_all(&exports)?;
    let mut counts = warehouse::write(&mesh, &exports, arguments.format)?;
    if arguments.operations {
        let amounts = operations::Amounts {
            jobs: arguments.jobs.map_or(20 * tables, |jobs| jobs as usize),
            events: arguments.events.map(|events| events as usize),
            days: arguments.days as usize,
        };
        counts.extend(operations::write(
            &mesh,
            &dir.join("exports"),
            amounts,
            arguments.format,
        )?);
    }

    eprintln!("{}", dir.display());
    let counted = |what: &str, count: usize| eprintln!("{count:>12} {what}");
    counted("productive tables, and as many unified views", mesh.tables);
    counted("domains", mesh.domains.len());
    counted("teams", mesh.teams.len());
    counted("Data Mesh Environments", mesh.dmes.len());
    counted("data products", mesh.products.len());
    counted("data contracts", contracts);
    counted("views with drift", drifting(&mesh));
    for (name, rows) in counts {
        counted(&format!("rows in {name}"), rows);
    }
    Ok(())
}

fn drifting(mesh: &Mesh) -> usize {
    (0..mesh.tables)
        .filter(|table| view::drift(mesh, *table) != view::Drift::None)
        .count()
}

/// Makes the folder, or empties it if it was made here.
fn prepare(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    let marker = dir.join(MARKER);
    if !marker.exists() && fs::read_dir(dir)?.next().is_some() {
        let message = "folder is not empty and was not made by generate-mesh";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
    }
    fs::write(
        &marker,
        "Made by the example generate-mesh; its content may be replaced.\n",
    )?;
    for name in CONTENT {
        let path = dir.join(name);
        match fs::symlink_metadata(&path) {
            Ok(found) if found.is_dir() => fs::remove_dir_all(&path)?,
            Ok(_) => fs::remove_file(&path)?,
            Err(_) => {}
        }
    }
    Ok(())
}
