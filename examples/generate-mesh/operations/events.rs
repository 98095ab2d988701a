//! `OpenLineage` events: a `START` with inputs and a `COMPLETE` with outputs for each run of a
//! table's pipeline. Runs overlap; a few fail, a few never end, a few events come twice.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::Path;

use super::Amounts;
use super::airflow::dag;
use super::moment::{DAY, iso};
use crate::columns;
use crate::json::{Row, object};
use crate::manifests::create;
use crate::mesh::Mesh;
use crate::random::{Permutation, Random};
use crate::text::TODAY;

/// So many runs begin between the first and the second event of a run.
const OVERLAP: usize = 500;
/// Columns of which a facet tells the sources.
const FACET_COLUMNS: usize = 8;
const PRODUCER: &str = "https://airflow.example.com";
const SCHEMA: &str = "https://openlineage.io/spec/2-0-2/OpenLineage.json";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    Complete,
    Fail,
    /// The first event comes again in place of the second.
    Open,
    /// The second event comes in place of the first, too.
    Lost,
}

struct Run {
    id: String,
    table: usize,
    start: usize,
    end: usize,
    outcome: Outcome,
}

struct Events<'m> {
    mesh: &'m Mesh,
    order: Permutation,
    /// Runs in all, and the seconds over which they begin.
    runs: usize,
    period: usize,
    out: BufWriter<File>,
    line: String,
    written: usize,
    limit: usize,
}

pub(super) fn write(mesh: &Mesh, path: &Path, amounts: Amounts) -> io::Result<usize> {
    let runs = match amounts.events {
        Some(events) => events.div_ceil(2),
        None => mesh.tables * amounts.days,
    };
    let mut events = Events {
        mesh,
        order: Permutation::new(mesh.tables, &mut Random::of(mesh.seed, "events", 0)),
        runs,
        period: amounts.days * DAY,
        out: create(path)?,
        line: String::new(),
        written: 0,
        limit: amounts.events.unwrap_or(2 * runs),
    };
    let overlap = OVERLAP.min(runs);
    for step in 0..runs + overlap {
        if step < runs {
            let run = events.run(step);
            events.event(&run, run.outcome == Outcome::Lost)?;
        }
        if step >= overlap {
            let run = events.run(step - overlap);
            events.event(&run, run.outcome != Outcome::Open)?;
        }
    }
    events.out.flush()?;
    Ok(events.written)
}

impl Events<'_> {
    fn run(&self, number: usize) -> Run {
        let mut random = Random::of(self.mesh.seed, "run", number);
        let first = (TODAY * DAY).saturating_sub(self.period);
        let start = first + number * self.period / self.runs.max(1);
        let table = self.order.apply(number % self.mesh.tables);
        let late = self.mesh.shape.is_late(self.mesh, table);
        Run {
            id: random.uuid(),
            table,
            start,
            end: start + random.between(20, 2400),
            outcome: match random.below(1000) {
                _ if late => Outcome::Fail,
                0..20 => Outcome::Fail,
                20..25 => Outcome::Open,
                25..30 => Outcome::Lost,
                _ => Outcome::Complete,
            },
        }
    }

    fn event(&mut self, run: &Run, last: bool) -> io::Result<()> {
        if self.written == self.limit {
            return Ok(());
        }
        let mesh = self.mesh;
        let inputs = inputs(mesh, run.table);
        self.line.clear();
        object(&mut self.line, |row| {
            let (moment, kind) = match (last, run.outcome) {
                (false, _) => (run.start, "START"),
                (true, Outcome::Fail) => (run.end, "FAIL"),
                (true, _) => (run.end, "COMPLETE"),
            };
            row.text("eventTime", &iso(moment));
            row.text("eventType", kind);
            row.object("run", |row| row.text("runId", &run.id));
            row.object("job", |row| {
                let dag = dag(mesh.dataset_of(run.table));
                row.text("namespace", "airflow");
                row.text("name", &format!("{dag}.{}", mesh.name(run.table)));
            });
            if last {
                row.list("outputs", [run.table], |table, row| {
                    dataset(mesh, table, row);
                    if let Some(input) = inputs.first()
                        && Random::of(mesh.seed, "facet", table).in_thousand(50)
                    {
                        row.object("facets", |row| {
                            row.object("columnLineage", |row| {
                                column_lineage(mesh, table, *input, row);
                            });
                        });
                    }
                });
            } else {
                row.list("inputs", &inputs, |input, row| dataset(mesh, *input, row));
            }
            row.text("producer", PRODUCER);
            row.text("schemaURL", SCHEMA);
        });
        self.line.push('\n');
        self.written += 1;
        self.out.write_all(self.line.as_bytes())
    }
}

fn dataset(mesh: &Mesh, table: usize, row: &mut Row<'_>) {
    row.text("namespace", "bigquery");
    row.text("name", &mesh.table_path(table));
}

/// Tables that come before it, mostly of the same DME, so that pipelines have an order.
fn inputs(mesh: &Mesh, table: usize) -> Vec<usize> {
    let mut random = Random::of(mesh.seed, "pipeline", table);
    let start = mesh.dme_of(table).tables.start;
    let mut taken = Vec::new();
    for _ in 0..=random.rank(4) {
        let other = if table > start && random.in_thousand(850) {
            start + random.below(table - start)
        } else if table > 0 {
            mesh.popularity.apply(random.rank(mesh.tables)) % table
        } else {
            continue;
        };
        if !taken.contains(&other) {
            taken.push(other);
        }
    }
    taken
}

fn column_lineage(mesh: &Mesh, table: usize, input: usize, row: &mut Row<'_>) {
    let sources = columns::of_table(mesh, input);
    let path = mesh.table_path(input);
    row.text("_producer", PRODUCER);
    row.text("_schemaURL", SCHEMA);
    row.object("fields", |row| {
        let columns = columns::of_table(mesh, table);
        for column in columns.iter().take(FACET_COLUMNS) {
            let same = sources.iter().find(|source| source.name == column.name);
            let Some(source) = same.or_else(|| sources.first()) else {
                continue;
            };
            row.object(&column.name, |row| {
                row.list("inputFields", [source], |source, row| {
                    row.text("namespace", "bigquery");
                    row.text("name", &path);
                    row.text("field", &source.name);
                    row.list("transformations", [same.is_some()], |same, row| {
                        row.text("type", "DIRECT");
                        row.text("subtype", if same { "IDENTITY" } else { "TRANSFORMATION" });
                    });
                });
            });
        }
    });
}
