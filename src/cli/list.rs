//! `vitrina list`: the same lines as `/api/v1/*.ndjson`.

use std::io::{self, Write};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use serde::Serialize;
use serde_json::Value;

use super::arguments::{AudienceArg, RootArg};
use super::outcome::Outcome;
use super::progress;
use crate::catalog::Kind;
use crate::{neutral, pipeline};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    Views,
    Tables,
    Products,
    Dmes,
    Domains,
    Contracts,
    Exposures,
    Jobs,
    Models,
    Teams,
    Terms,
    Guides,
    Datasets,
    Mesh,
    Edges,
    Findings,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// Columns for people.
    Table,
    /// A JSON object a line.
    Ndjson,
    /// One JSON array.
    Json,
    /// Lists within a cell are separated by spaces.
    Csv,
}

#[derive(Debug, Args)]
pub(super) struct List {
    /// What to list.
    #[arg(value_enum)]
    what: What,
    #[command(flatten)]
    root: RootArg,
    #[command(flatten)]
    audience: AudienceArg,
    /// How to print it.
    #[arg(long, value_enum, default_value = "table")]
    format: Format,
}

impl List {
    pub(super) fn run(self) -> Outcome {
        let mesh = progress::load(&self.root.root)?;
        let mesh = pipeline::seen_by(mesh, self.audience.id())?;
        let catalog = mesh.catalog();
        let out = Printer::new(self.format, self.what);
        let kind = match self.what {
            What::Views => return out.all(catalog.views()),
            What::Tables => return out.all(catalog.tables()),
            What::Datasets => return out.all(catalog.datasets()),
            What::Mesh => return out.all(std::iter::once(catalog.mesh())),
            What::Edges => return out.all(catalog.edges()),
            What::Findings => return out.all(mesh.findings()),
            What::Products => Kind::Product,
            What::Dmes => Kind::Dme,
            What::Domains => Kind::Domain,
            What::Contracts => Kind::Contract,
            What::Exposures => Kind::Exposure,
            What::Jobs => Kind::Job,
            What::Models => Kind::Model,
            What::Teams => Kind::Team,
            What::Terms => Kind::Term,
            What::Guides => Kind::Guide,
        };
        out.all(catalog.assets(kind))
    }
}

/// Columns of the table for people.
fn columns(what: What) -> &'static [&'static str] {
    match what {
        What::Views => &["name", "owner", "targets", "title"],
        What::Tables => &["name", "kind", "owner", "title"],
        What::Datasets => &["name", "system", "listed", "tells"],
        What::Mesh => &["version", "as_of", "entry_points", "usage"],
        What::Edges => &["from", "to", "provenance"],
        What::Findings => &["severity", "rule", "file", "line", "message"],
        What::Products => &["name", "dme", "version", "status", "title"],
        What::Dmes => &["name", "team", "created", "status", "title"],
        _ => &["name", "status", "title"],
    }
}

struct Printer {
    format: Format,
    what: What,
    out: io::BufWriter<io::StdoutLock<'static>>,
    rows: Vec<Vec<String>>,
    first: bool,
}

impl Printer {
    fn new(format: Format, what: What) -> Self {
        Self {
            format,
            what,
            out: io::BufWriter::new(io::stdout().lock()),
            rows: Vec::new(),
            first: true,
        }
    }

    fn all(mut self, lines: impl Iterator<Item = impl Serialize>) -> Outcome {
        for line in lines {
            self.line(&line)?;
        }
        self.finish()?;
        Ok(ExitCode::SUCCESS)
    }

    fn line(&mut self, line: &impl Serialize) -> io::Result<()> {
        match self.format {
            Format::Ndjson => {
                neutral::json::write(&mut self.out, line)?;
                writeln!(self.out)
            }
            Format::Json => {
                self.out
                    .write_all(if self.first { b"[\n" } else { b",\n" })?;
                self.first = false;
                neutral::json::write(&mut self.out, line)
            }
            Format::Csv => {
                let value = serde_json::to_value(line)?;
                let Value::Object(fields) = value else {
                    return Ok(());
                };
                let mut csv = csv::Writer::from_writer(Vec::new());
                if self.first {
                    csv.write_record(fields.keys())?;
                    self.first = false;
                }
                csv.write_record(fields.values().map(|value| match value {
                    Value::Number(number) => number.to_string(),
                    other => neutral::csv::cell(&cell(other)).into_owned(),
                }))?;
                let bytes = csv
                    .into_inner()
                    .map_err(|e| io::Error::other(e.to_string()))?;
                self.out.write_all(&bytes)
            }
            Format::Table => {
                let value = serde_json::to_value(line)?;
                let row = columns(self.what)
                    .iter()
                    .map(|c| {
                        let text = value.get(*c).map_or(String::new(), cell);
                        neutral::line(&text).into_owned()
                    })
                    .collect();
                self.rows.push(row);
                Ok(())
            }
        }
    }

    fn finish(&mut self) -> io::Result<()> {
        match self.format {
            Format::Json => self
                .out
                .write_all(if self.first { b"[]\n" } else { b"\n]\n" })?,
            Format::Table => self.table()?,
            Format::Ndjson | Format::Csv => {}
        }
        self.out.flush()
    }

    fn table(&mut self) -> io::Result<()> {
        let head: Vec<String> = columns(self.what)
            .iter()
            .map(|c| c.to_uppercase())
            .collect();
        let mut widths: Vec<usize> = head.iter().map(|c| c.chars().count()).collect();
        for row in &self.rows {
            for (width, cell) in widths.iter_mut().zip(row) {
                *width = (*width).max(cell.chars().count()).min(72);
            }
        }
        for row in std::iter::once(&head).chain(&self.rows) {
            let last = row.len() - 1;
            let mut line = String::new();
            for (i, (cell, width)) in row.iter().zip(&widths).enumerate() {
                line.push_str(cell);
                if i < last {
                    let pad = width.saturating_sub(cell.chars().count()) + 2;
                    line.extend(std::iter::repeat_n(' ', pad));
                }
            }
            writeln!(self.out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// A value as the text of a cell.
fn cell(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(items) => items.iter().map(cell).collect::<Vec<_>>().join(" "),
        Value::Object(fields) => match fields
            .get("dme")
            .or(fields.get("name"))
            .or(fields.get("by"))
        {
            Some(main) => match (main, fields.get("decided_by")) {
                (Value::Null, Some(decided)) => cell(decided),
                _ => cell(main),
            },
            None => fields
                .iter()
                .map(|(k, v)| format!("{k}={}", cell(v)))
                .collect::<Vec<_>>()
                .join(" "),
        },
        other => other.to_string(),
    }
}
