//! `run_results.json` and `sources.json`: what came of runs, tests and freshness checks, told of
//! the relations that the manifest beside them describes.

use serde::Deserialize;

use super::artifact::Artifact;
use super::json_file::{Held, Places};
use super::manifest_nodes::ManifestNodes;
use super::schema::Kind;
use super::source_freshness::Criteria;
use crate::diagnostic::{FileId, Finding, Pos, Rule, text};
use crate::export::fact::{Check, CheckResult, Fact, FactSink, Name, OperationFact};
use crate::export::json_values::{Scalar, object};
use crate::export::moments::Moments;
use crate::export::row_problems::Problems;
use crate::export::time::Seconds;
use crate::system::{Assertion, Evidence};

/// The commands that run something. Others, `dbt docs generate` for one, write results that say
/// "success" of models that were only compiled.
const RUNNING: [&str; 6] = ["build", "run", "seed", "snapshot", "test", "retry"];

/// The results of one file.
pub(super) struct Results<'a> {
    file: FileId,
    rows: Vec<Row<'a>>,
    kind: Kind,
    /// When the file was written.
    written: Option<Seconds>,
    /// Whether a success means that data was written.
    loads: bool,
    times: Times,
}

/// What is told of the file's times and rows.
struct Times {
    moments: Moments,
    problems: Problems,
}

struct Row<'a> {
    pos: Pos,
    matched: bool,
    result: Entry<'a>,
}

/// One result, of either artifact.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
struct Entry<'a> {
    unique_id: Scalar<'a>,
    status: Scalar<'a>,
    timing: Option<Vec<Timing<'a>>>,
    message: Scalar<'a>,
    /// Why the freshness of a source couldn't be found out.
    error: Scalar<'a>,
    max_loaded_at: Scalar<'a>,
    snapshotted_at: Scalar<'a>,
    criteria: Option<Criteria<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
struct Timing<'a> {
    completed_at: Scalar<'a>,
}

impl<'a> Results<'a> {
    /// Reads the results of a file.
    pub(super) fn read(
        held: &'a Held,
        artifact: &'a Artifact<'a>,
        sink: &mut dyn FactSink,
    ) -> Self {
        let mut times = Times {
            moments: Moments::default(),
            problems: Problems::new(held.file),
        };
        let start = Pos::start(held.file);
        let written = times.read(
            "metadata.generated_at",
            artifact.generated_at(),
            start,
            sink,
        );
        let kind = artifact.kind();
        let ran = artifact.which().map(|which| RUNNING.contains(&which));
        let mut rows = Vec::new();
        if kind == Kind::Sources || (kind == Kind::RunResults && ran != Some(false)) {
            let mut places = Places::new(held);
            for (i, value) in artifact.results().iter().enumerate() {
                let pos = places.of("", value);
                match object::<Entry<'a>>(value.get()) {
                    Ok(result) if result.unique_id.get().is_some() => rows.push(Row {
                        pos,
                        matched: false,
                        result,
                    }),
                    Ok(_) => times.problems.row(sink, || {
                        Finding::new(
                            Rule::ExportRow,
                            text!("`results[{index}]` has no `unique_id`", index = i),
                        )
                        .at(pos)
                        .help("write the artifact with dbt again")
                    }),
                    Err(error) => times
                        .problems
                        .row(sink, || held.entry(&format!("results[{i}]"), value, &error)),
                }
            }
        }
        Self {
            file: held.file,
            rows,
            kind,
            written,
            // The command stands at the end, so that a file that is cut off doesn't say it.
            loads: ran.unwrap_or(artifact.is_complete()),
            times,
        }
    }

    /// Tells what the manifest knows the relation of and that no manifest before it knew.
    pub(super) fn emit(&mut self, known: &ManifestNodes<'_>, sink: &mut dyn FactSink) {
        for row in &mut self.rows {
            let Some(id) = row.result.unique_id.get() else {
                continue;
            };
            if row.matched || !known.has(id) {
                continue;
            }
            row.matched = true;
            let facts = ResultFacts {
                id,
                pos: row.pos,
                written: self.written,
                result: &row.result,
            };
            let times = &mut self.times;
            match id.split_once('.').map_or("", |(kind, _)| kind) {
                "source" if self.kind == Kind::Sources => facts.source(known, times, sink),
                _ if self.kind == Kind::Sources => {}
                "test" | "unit_test" => facts.test(known, times, sink),
                "model" | "seed" | "snapshot" => facts.run(known, self.loads, times, sink),
                _ => {}
            }
        }
    }

    /// Reports what no manifest describes; not so where there was none that could be read.
    pub(super) fn finish(mut self, any_known: bool, sink: &mut dyn FactSink) {
        for row in self.rows.iter().filter(|row| any_known && !row.matched) {
            let id = row.result.unique_id.get().unwrap_or_default();
            // Hooks aren't in every manifest.
            if id.starts_with("operation.") {
                continue;
            }
            self.times.problems.row(sink, || {
                Finding::new(
                    Rule::ExportRow,
                    text!(
                        "there is a result of `{id}`, which the manifest doesn't describe",
                        id
                    ),
                )
                .at(row.pos)
                .help(
                    "put the manifest.json of the same run into the folder; the result is left out",
                )
            });
        }
        self.times.moments.finish(self.file, sink);
        self.times.problems.finish(sink);
    }
}

impl Times {
    fn read(
        &mut self,
        field: &str,
        text: Option<&str>,
        pos: Pos,
        sink: &mut dyn FactSink,
    ) -> Option<Seconds> {
        self.moments
            .read(field, text, pos, &mut self.problems, sink)
    }
}

/// Tells one result.
struct ResultFacts<'r, 'a> {
    id: &'r str,
    pos: Pos,
    written: Option<Seconds>,
    result: &'r Entry<'a>,
}

impl ResultFacts<'_, '_> {
    fn status(&self) -> String {
        let status = self.result.status.get().unwrap_or_default();
        status.to_ascii_lowercase()
    }

    /// When a node was done; where it has no times of its own, when the file was written.
    fn completed(&self, times: &mut Times, sink: &mut dyn FactSink) -> Option<Seconds> {
        let timing = self.result.timing.as_deref().unwrap_or_default();
        match timing.last().and_then(|t| t.completed_at.get()) {
            None => self.written,
            text => times.read("timing.completed_at", text, self.pos, sink),
        }
    }

    fn run(
        &self,
        known: &ManifestNodes<'_>,
        loads: bool,
        times: &mut Times,
        sink: &mut dyn FactSink,
    ) {
        let Some(name) = known.graph.relation(self.id) else {
            return;
        };
        // A success is told as well, so that it replaces a failure before it.
        let result = match self.status().as_str() {
            "success" if loads => CheckResult::Pass,
            "error" | "fail" | "runtime error" | "partial success" => CheckResult::Fail,
            _ => return,
        };
        let by = Evidence::DbtRun;
        let at = self.completed(times, sink);
        // A view that is built anew has no newer data for that.
        if result == CheckResult::Pass
            && known.writes(self.id)
            && let Some(at) = at
        {
            sink.fact(
                self.pos,
                Fact::Operation(OperationFact::Loaded { name, at, by }),
            );
        }
        let message = self.result.message.get();
        let message = message.filter(|_| result == CheckResult::Fail);
        let check = self.check(name, result, by);
        self.tell(
            Check {
                at,
                message,
                ..check
            },
            sink,
        );
    }

    fn test(&self, known: &ManifestNodes<'_>, times: &mut Times, sink: &mut dyn FactSink) {
        let result = match self.status().as_str() {
            "pass" => CheckResult::Pass,
            "warn" => CheckResult::Warn,
            "fail" | "error" | "runtime error" => CheckResult::Fail,
            "skipped" => CheckResult::Unknown,
            // Compiled only.
            _ => return,
        };
        let at = self.completed(times, sink);
        for name in known.tested(self.id) {
            let check = Check {
                title: known.test_name(self.id),
                asserts: known.asserts(self.id),
                column: known.column(self.id),
                at,
                message: self.result.message.get(),
                alone: known.is_of_one(self.id),
                ..self.check(name, result, Evidence::DbtTest)
            };
            self.tell(check, sink);
        }
    }

    fn source(&self, known: &ManifestNodes<'_>, times: &mut Times, sink: &mut dyn FactSink) {
        let Some(name) = known.graph.relation(self.id) else {
            return;
        };
        let (pos, by) = (self.pos, Evidence::DbtSourceFreshness);
        let loaded = self.result.max_loaded_at.get();
        if let Some(at) = times.read("max_loaded_at", loaded, pos, sink) {
            sink.fact(pos, Fact::Operation(OperationFact::Loaded { name, at, by }));
        }
        if let Some(criteria) = &self.result.criteria {
            criteria.emit(self.id, name, pos, &mut times.problems, sink);
        }
        let result = match self.status().as_str() {
            "pass" => CheckResult::Pass,
            "warn" => CheckResult::Warn,
            "error" => CheckResult::Fail,
            "runtime error" => CheckResult::Unknown,
            _ => return,
        };
        let at = match self.result.snapshotted_at.get() {
            None => self.written,
            text => times.read("snapshotted_at", text, pos, sink),
        };
        let message = self.result.error.get();
        let check = self.check(name, result, by);
        self.tell(
            Check {
                at,
                message,
                ..check
            },
            sink,
        );
    }

    /// A check of the node's own that says nothing more; callers add what they know.
    fn check<'c>(&'c self, name: Name<'c>, result: CheckResult, by: Evidence) -> Check<'c> {
        Check {
            name,
            id: self.id,
            title: None,
            asserts: Assertion::Other,
            column: None,
            result,
            at: None,
            message: None,
            by,
            alone: true,
        }
    }

    fn tell(&self, check: Check<'_>, sink: &mut dyn FactSink) {
        sink.fact(self.pos, Fact::Operation(OperationFact::Check(check)));
    }
}
