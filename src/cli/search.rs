//! `vitrina search`.

use std::io::Write;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use super::{Failure, OutArg, Outcome, one_line};
use crate::search;
use crate::view::grouped;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    Text,
    Json,
}

#[derive(Debug, Args)]
pub(super) struct Search {
    /// Words; all must match, the last one as a prefix. Also "phrases", -not, kind: dme: domain:
    /// owner: tag: column: audience:
    #[arg(required = true)]
    query: Vec<String>,
    #[command(flatten)]
    out: OutArg,
    /// How many results to print.
    #[arg(long, short = 'n', default_value_t = 10)]
    limit: usize,
    /// How to print them.
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

impl Search {
    pub(super) fn run(self) -> Outcome {
        let text = self.query.join(" ");
        let results = search::query(&self.out.out, &text, self.limit).map_err(|error| {
            let site = self.out.out.display();
            let message = if self
                .out
                .out
                .join(search::FOLDER)
                .join("meta.json")
                .is_file()
            {
                format!("the search index in `{site}` can't be read: {error}")
            } else {
                format!("there is no search index in `{site}`")
            };
            Failure::Said(
                message,
                "run `vitrina build` first, or name the portal with --out".into(),
            )
        })?;
        let mut out = anstream::stdout().lock();
        match self.format {
            Format::Json => {
                serde_json::to_writer_pretty(&mut out, &results).map_err(std::io::Error::from)?;
                writeln!(out)?;
            }
            Format::Text => {
                let bold = anstyle::Style::new().bold();
                let dim = anstyle::Style::new().dimmed();
                for hit in &results.hits {
                    let owner = hit
                        .dme
                        .as_ref()
                        .map_or(String::new(), |d| format!(" · {}", one_line(d)));
                    writeln!(
                        out,
                        "{bold}{}{bold:#}  {dim}{}{owner}{dim:#}",
                        one_line(&hit.title),
                        hit.kind
                    )?;
                    writeln!(out, "  {}", one_line(&hit.id))?;
                    if let Some(text) = &hit.description {
                        writeln!(out, "  {}", one_line(text))?;
                    }
                    if !hit.columns.is_empty() {
                        writeln!(out, "  columns: {}", one_line(&hit.columns.join(", ")))?;
                    }
                }
                out.flush()?;
                writeln!(
                    anstream::stderr(),
                    "{} of {} results",
                    results.hits.len(),
                    grouped(results.total)
                )?;
            }
        }
        Ok(if results.total == 0 {
            ExitCode::from(1)
        } else {
            ExitCode::SUCCESS
        })
    }
}
