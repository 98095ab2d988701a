//! Writes a mesh root of graphs that are hard on a lineage: a cycle, a view of itself, a table of
//! 1,000 columns, a union of 50 tables, a star of 10,000 nodes, a chain of 200 views. The same
//! arguments give identical bytes.
//!
//! ```text
//! cargo run --release --example generate-graph -- DIR
//! cargo run --release --example generate-graph -- --only star --star 3000 DIR
//! ```
#![allow(
    clippy::disallowed_methods,
    reason = "writes files of its own, outside the library"
)]

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Parser, ValueEnum};
use serde_json::json;

/// Says that a folder was made here and may be replaced.
const MARKER: &str = ".generated-graph";
/// Project of the tables, and of the views.
const CORE: &str = "graphs-core";
const UNIFIED: &str = "graphs-unified";
const CREATED: &str = "2026-01-15 08:00:00.000000 UTC";
/// Views of the cycle.
const CYCLE: usize = 10;

/// Write a mesh root of graphs that are hard on a lineage.
#[derive(Debug, Parser)]
struct Arguments {
    /// Graphs to write; all of them where not given.
    #[arg(long, value_enum)]
    only: Vec<Shape>,
    /// Columns of the wide table.
    #[arg(long, default_value_t = 1000)]
    columns: usize,
    /// Tables of the union.
    #[arg(long, default_value_t = 50)]
    union: usize,
    /// Nodes of the star.
    #[arg(long, default_value_t = 10_000)]
    star: usize,
    /// Views of the chain.
    #[arg(long, default_value_t = 200)]
    chain: usize,
    /// Folder to write; must be empty, missing, or made by this program.
    dir: PathBuf,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Shape {
    /// Views that read each other in a circle, with a table into it and a view out of it.
    Cycle,
    /// A view that reads itself.
    Itself,
    /// A table of many columns, and views that pass them on, rename them and sum them.
    Wide,
    /// A view over many tables.
    Union,
    /// A table that many views read.
    Star,
    /// A view over a view over a view.
    Chain,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match generate(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {}: {error}", arguments.dir.display());
            ExitCode::from(2)
        }
    }
}

fn generate(arguments: &Arguments) -> io::Result<()> {
    let dir = arguments.dir.as_path();
    prepare(dir)?;
    manifests(dir)?;
    let mut exports = Exports::create(&dir.join("exports/bigquery"))?;
    for shape in Shape::value_variants() {
        if !arguments.only.is_empty() && !arguments.only.contains(shape) {
            continue;
        }
        match shape {
            Shape::Cycle => cycle(&mut exports)?,
            Shape::Itself => itself(&mut exports)?,
            Shape::Wide => wide(arguments.columns, &mut exports)?,
            Shape::Union => union(arguments.union, &mut exports)?,
            Shape::Star => star(arguments.star, &mut exports)?,
            Shape::Chain => chain(arguments.chain, &mut exports)?,
        }
    }
    exports.finish()
}

/// Makes the folder, or empties it if it was made here.
fn prepare(dir: &Path) -> io::Result<()> {
    fs::create_dir_all(dir)?;
    let marker = dir.join(MARKER);
    if !marker.exists() && fs::read_dir(dir)?.next().is_some() {
        let message = "folder is not empty and was not made by generate-graph";
        return Err(io::Error::new(io::ErrorKind::AlreadyExists, message));
    }
    fs::write(
        &marker,
        "Made by the example generate-graph; its content may be replaced.\n",
    )?;
    for name in ["manifests", "exports"] {
        let path = dir.join(name);
        if path.is_dir() {
            fs::remove_dir_all(path)?;
        }
    }
    Ok(())
}

fn manifests(dir: &Path) -> io::Result<()> {
    fs::write(
        dir.join("vitrina.toml"),
        format!(
            "title = \"Hard graphs\"\nlanguage = \"en\"\n\n[entry_points]\n\
             datasets = [\"{UNIFIED}.*\"]\n\n[[exports]]\nformat = \"bigquery\"\n\
             path = \"exports/bigquery/**\"\n"
        ),
    )?;
    fs::create_dir_all(dir.join("manifests"))?;
    fs::write(
        dir.join("manifests/graphs.yaml"),
        format!(
            "apiVersion: vitrina/v1\nkind: Domain\nid: graphs\nname: Graphs\nstatus: active\n\
             team: {{name: graph-data}}\n\
             ---\napiVersion: vitrina/v1\nkind: Team\nid: graph-data\nname: Graph data\n\
             members:\n  - {{username: ana.perez@example.com, name: Ana Perez, role: owner}}\n\
             ---\napiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: graphs\n\
             name: Graphs DME\nstatus: active\ndomains: [graphs]\nteam: {{name: graph-data}}\n\
             servers:\n  - {{server: prod, type: bigquery, environment: prod, project: {CORE}}}\n"
        ),
    )
}

/// Name and type.
type Column = (String, &'static str);

/// Two columns that all graphs but the wide one have.
fn pair() -> Vec<Column> {
    vec![("id".to_owned(), "INT64"), ("amount".to_owned(), "NUMERIC")]
}

struct Exports {
    tables: BufWriter<File>,
    views: BufWriter<File>,
    columns: BufWriter<File>,
}

impl Exports {
    fn create(folder: &Path) -> io::Result<Self> {
        fs::create_dir_all(folder)?;
        let file = |name: &str| File::create(folder.join(name)).map(BufWriter::new);
        Ok(Self {
            tables: file("TABLES.ndjson")?,
            views: file("VIEWS.ndjson")?,
            columns: file("COLUMNS.ndjson")?,
        })
    }

    fn table(&mut self, dataset: &str, name: &str, columns: &[Column]) -> io::Result<String> {
        self.object([CORE, dataset, name], "BASE TABLE", columns)
    }

    fn view(
        &mut self,
        dataset: &str,
        name: &str,
        sql: &str,
        columns: &[Column],
    ) -> io::Result<String> {
        let row = json!({
            "table_catalog": UNIFIED,
            "table_schema": dataset,
            "table_name": name,
            "view_definition": sql,
            "use_standard_sql": "YES",
        });
        writeln!(self.views, "{row}")?;
        self.object([UNIFIED, dataset, name], "VIEW", columns)
    }

    /// Its path in backticks.
    fn object(
        &mut self,
        [project, dataset, name]: [&str; 3],
        kind: &str,
        columns: &[Column],
    ) -> io::Result<String> {
        let row = json!({
            "table_catalog": project,
            "table_schema": dataset,
            "table_name": name,
            "table_type": kind,
            "creation_time": CREATED,
        });
        writeln!(self.tables, "{row}")?;
        for (place, (column, data_type)) in columns.iter().enumerate() {
            let row = json!({
                "table_catalog": project,
                "table_schema": dataset,
                "table_name": name,
                "column_name": column,
                "ordinal_position": (place + 1).to_string(),
                "is_nullable": "YES",
                "data_type": data_type,
            });
            writeln!(self.columns, "{row}")?;
        }
        Ok(format!("`{project}.{dataset}.{name}`"))
    }

    fn finish(mut self) -> io::Result<()> {
        self.tables.flush()?;
        self.views.flush()?;
        self.columns.flush()
    }
}

fn cycle(exports: &mut Exports) -> io::Result<()> {
    let source = exports.table("cycle", "source", &pair())?;
    for number in 0..CYCLE {
        let before = (number + CYCLE - 1) % CYCLE;
        let mut sql = format!("SELECT id, amount FROM `{UNIFIED}.cycle.ring_{before}`");
        if number == 0 {
            sql = format!("{sql}\nUNION ALL\nSELECT id, amount FROM {source}");
        }
        exports.view("cycle", &format!("ring_{number}"), &sql, &pair())?;
    }
    let sql = format!("SELECT * FROM `{UNIFIED}.cycle.ring_0`");
    exports.view("cycle", "after_the_ring", &sql, &pair())?;
    Ok(())
}

fn itself(exports: &mut Exports) -> io::Result<()> {
    let sql = format!("SELECT id, amount FROM `{UNIFIED}.itself.itself`");
    exports.view("itself", "itself", &sql, &pair())?;
    Ok(())
}

fn wide(count: usize, exports: &mut Exports) -> io::Result<()> {
    let columns: Vec<Column> = (0..count)
        .map(|number| {
            let data_type = ["NUMERIC", "STRING", "INT64", "DATE"][number % 4];
            (format!("column_{number:04}"), data_type)
        })
        .collect();
    let path = exports.table("wide", "wide_source", &columns)?;
    let star = format!("SELECT * FROM {path}");
    exports.view("wide", "wide", &star, &columns)?;
    let renamed: Vec<Column> = columns
        .iter()
        .map(|(name, data_type)| (format!("{name}_renamed"), *data_type))
        .collect();
    let lines: Vec<String> = columns
        .iter()
        .map(|(name, _)| format!("  {name} AS {name}_renamed"))
        .collect();
    let sql = format!("SELECT\n{}\nFROM {path}", lines.join(",\n"));
    exports.view("wide", "wide_renamed", &sql, &renamed)?;
    // One column that comes from all of them.
    let all: Vec<String> = columns
        .iter()
        .map(|(name, _)| format!("CAST({name} AS STRING)"))
        .collect();
    let sql = format!(
        "SELECT CONCAT({}) AS everything FROM {path}",
        all.join(", ")
    );
    let everything = vec![("everything".to_owned(), "STRING")];
    exports.view("wide", "wide_everything", &sql, &everything)?;
    Ok(())
}

fn union(count: usize, exports: &mut Exports) -> io::Result<()> {
    let mut parts = Vec::with_capacity(count);
    for number in 0..count {
        let path = exports.table("union", &format!("part_{number:02}"), &pair())?;
        parts.push(format!("SELECT id, amount FROM {path}"));
    }
    let sql = parts.join("\nUNION ALL\n");
    exports.view("union", "all_parts", &sql, &pair())?;
    Ok(())
}

fn star(nodes: usize, exports: &mut Exports) -> io::Result<()> {
    let hub = exports.table("star", "hub", &pair())?;
    let sql = format!("SELECT id, amount FROM {hub}");
    for number in 1..nodes {
        exports.view("star", &format!("ray_{number:05}"), &sql, &pair())?;
    }
    Ok(())
}

fn chain(count: usize, exports: &mut Exports) -> io::Result<()> {
    let mut below = exports.table("chain", "first", &pair())?;
    for number in 1..=count {
        let sql = format!("SELECT * FROM {below}");
        below = exports.view("chain", &format!("link_{number:03}"), &sql, &pair())?;
    }
    Ok(())
}
