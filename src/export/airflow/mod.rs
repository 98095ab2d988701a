//! Airflow: what its REST API (2.x and 3.x) answers about DAGs, their runs and assets, in its
//! envelopes (`{"dag_runs": […]}`) or one element a line.

mod element;
mod uri;

#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use rustc_hash::FxHashSet;
use serde_json::value::RawValue;

use self::element::Walk;
use super::fact::{Fact, FactSink, OperationFact};
use super::input::Input;
use super::moments::Moments;
use super::object::{Object, Places};
use super::problems::{Problems, Unusable};
use super::records::{self, Next};
use super::repeated::Repeated;
use crate::diagnostic::{FileId, Finding, Pos, Rule, text};
use crate::source::SourceTree;
use crate::system::JobSystem;

const HELP: &str = "write what the REST API answers for dags, dagRuns, assets (datasets) and their events, or the elements one a line";

/// What all files of an entry say together.
#[derive(Debug, Default)]
struct Known {
    /// DAGs by key, with the place that speaks of each first and whether some file describes it.
    dags: BTreeMap<String, (Pos, bool)>,
    /// By envelope, how many entries there are by the API's own count, how many the files hold, and
    /// where the first of them begins.
    pages: BTreeMap<&'static str, (usize, usize, Pos)>,
    /// Hashes of elements.
    seen: FxHashSet<u64>,
}

/// Reads the files that one `[[exports]]` entry of format airflow matches.
pub fn read(tree: &SourceTree, files: &[FileId], sink: &mut dyn FactSink) {
    let mut known = Known::default();
    for file in files {
        let input = Input::new(tree, *file);
        let mut problems = Problems::new(*file);
        let name = input.plain_name();
        let lines = name.ends_with(".ndjson") || name.ends_with(".jsonl");
        let mut moments = Moments::default();
        let mut repeated = Repeated::default();
        records::each(
            &input,
            lines,
            HELP,
            &mut problems,
            sink,
            &mut |text, pos, problems, sink| {
                let raw: &RawValue = serde_json::from_str(text)?;
                let Some(record) = Object::read(raw) else {
                    return Err(Unusable::row("the row isn't a JSON object", HELP).into());
                };
                let mut walk = Walk {
                    places: Places::new(text, pos),
                    known: &mut known,
                    moments: &mut moments,
                    repeated: &mut repeated,
                    problems,
                    sink,
                };
                if walk.record(raw, &record) {
                    Ok(Next::GoOn)
                } else {
                    Err(Unusable::row("the row is nothing that is read of Airflow", HELP).into())
                }
            },
        );
        problems.finish(sink);
        repeated.finish(&input, sink);
        moments.finish(*file, sink);
    }
    for (key, (total, held, pos)) in &known.pages {
        if held < total {
            sink.problem(
                Finding::new(
                    Rule::ExportLimit,
                    text!(
                        "the API tells of {total} entries of `{key}`, and the export holds {held}",
                        total,
                        key,
                        held
                    ),
                )
                .at(*pos)
                .help("ask for the other pages as well (`limit` and `offset`, or the cursor), and keep each answer as a file"),
            );
        }
    }
    for (key, (pos, described)) in &known.dags {
        if !described {
            sink.fact(
                *pos,
                Fact::Operation(OperationFact::Job {
                    key,
                    system: JobSystem::Airflow,
                    name: key.strip_prefix("airflow/").unwrap_or(key),
                    description: None,
                    owners: Vec::new(),
                    schedule: None,
                    paused: None,
                    tags: Vec::new(),
                }),
            );
        }
    }
}
