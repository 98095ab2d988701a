//! Elements of Airflow's answers; what each one is, is told by its envelope or its fields.

use std::borrow::Cow;
use std::hash::{DefaultHasher, Hash, Hasher};

use serde_json::value::RawValue;

use super::asset_uri;
use super::known::EntryState;
use crate::diagnostic::{Pos, Text, text};
use crate::export::fact::{Fact, FactSink, OperationFact, Outcome};
use crate::export::json_object::{Object, Places, list};
use crate::export::moments::Moments;
use crate::export::repeated_rows::Repeated;
use crate::export::row_problems::{Problems, Unusable};
use crate::export::time::Seconds;
use crate::system::{Evidence, JobSystem};

pub(super) const HELP: &str = "write what the REST API answers for dags, dagRuns, assets (datasets) and their events, or the elements one a line";

/// What an element is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Dag,
    Run,
    /// Their runs tell all that the catalog shows.
    Task,
    Asset,
    Event,
}

/// Envelopes of lists; version 2 calls assets datasets.
const ENVELOPES: [(&str, Kind); 7] = [
    ("dags", Kind::Dag),
    ("dag_runs", Kind::Run),
    ("task_instances", Kind::Task),
    ("assets", Kind::Asset),
    ("datasets", Kind::Asset),
    ("asset_events", Kind::Event),
    ("dataset_events", Kind::Event),
];

/// Fields of an asset that list DAGs, and whether these write it.
const USES: [(&str, bool); 4] = [
    ("producing_tasks", true),
    ("consuming_tasks", false),
    ("consuming_dags", false),
    ("scheduled_dags", false),
];

/// A record that is being read.
pub(super) struct ElementReader<'w> {
    pub(super) places: Places<'w>,
    pub(super) known: &'w mut EntryState,
    pub(super) moments: &'w mut Moments,
    pub(super) repeated: &'w mut Repeated,
    pub(super) problems: &'w mut Problems,
    pub(super) sink: &'w mut dyn FactSink,
}

impl<'w> ElementReader<'w> {
    /// Takes a record; false where it is nothing that is known.
    pub(super) fn record(&mut self, raw: &'w RawValue, record: &Object<'w>) -> bool {
        let mut known = false;
        // An element may have fields of the same names, but none without what tells it.
        if let Some(kind) = kind(record) {
            self.element(raw, kind);
            return true;
        }
        for (key, kind) in ENVELOPES {
            let Some(raw) = record.get(key) else {
                continue;
            };
            known = true;
            match list(raw) {
                Some(items) => {
                    let total = record.text("total_entries");
                    if let Some(total) = total.and_then(|total| total.parse::<usize>().ok())
                        && kind != Kind::Task
                    {
                        let pos = self.places.of(raw);
                        let page = self.known.pages.entry(key).or_insert((0, 0, pos));
                        page.0 = page.0.max(total);
                        page.1 += items.len();
                    }
                    for item in items {
                        self.element(item, kind);
                    }
                }
                None => self.wrong(raw, text!("`{key}` isn't a list", key)),
            }
        }
        known
    }

    fn element(&mut self, raw: &'w RawValue, kind: Kind) {
        if kind == Kind::Task {
            return;
        }
        let Some(element) = Object::read(raw) else {
            self.wrong(raw, "an element isn't an object");
            return;
        };
        let pos = self.places.of(raw);
        let mut hasher = DefaultHasher::new();
        raw.get().hash(&mut hasher);
        if !self.known.seen.insert(hasher.finish()) {
            self.repeated.note(pos);
            return;
        }
        match kind {
            Kind::Dag => self.dag(raw, &element, pos),
            Kind::Run => self.run(raw, &element, pos),
            Kind::Asset => self.asset(raw, &element, pos),
            Kind::Event => self.event(raw, &element, pos),
            Kind::Task => {}
        }
    }

    fn dag(&mut self, raw: &RawValue, dag: &Object<'w>, pos: Pos) {
        let Some(id) = dag.text("dag_id") else {
            self.wrong(raw, "a DAG has no `dag_id`");
            return;
        };
        self.time(dag, "last_parsed_time", pos);
        let key = self.key(&id, pos, true);
        let owners: Vec<Cow<'w, str>> = names(dag, "owners");
        let tags: Vec<Cow<'w, str>> = names(dag, "tags");
        let description = dag.text("description");
        let schedule = schedule(dag);
        self.sink.fact(
            pos,
            Fact::Operation(OperationFact::Job {
                key: &key,
                system: JobSystem::Airflow,
                name: id.trim(),
                description: description.as_deref(),
                owners: owners.iter().map(AsRef::as_ref).collect(),
                schedule: schedule.as_deref(),
                paused: dag.text("is_paused").map(|paused| paused == "true"),
                tags: tags.iter().map(AsRef::as_ref).collect(),
            }),
        );
    }

    fn run(&mut self, raw: &RawValue, run: &Object<'w>, pos: Pos) {
        let (Some(dag), Some(id)) = (run.text("dag_id"), run.text("dag_run_id")) else {
            self.wrong(raw, "a run has no `dag_id` and `dag_run_id`");
            return;
        };
        let started = self.time(run, "start_date", pos);
        let ended = self.time(run, "end_date", pos);
        let state = run.text("state").unwrap_or_default().to_ascii_lowercase();
        let outcome = match state.trim() {
            "success" => Outcome::Success,
            "failed" | "upstream_failed" => Outcome::Failed,
            "skipped" => Outcome::Skipped,
            "running" | "queued" | "scheduled" | "restarting" | "deferred" => Outcome::Running,
            _ => {
                self.wrong(
                    run.get("state").unwrap_or(raw),
                    "the `state` of a run is none that Airflow knows; the run counts as unfinished",
                );
                Outcome::Running
            }
        };
        let key = self.key(&dag, pos, false);
        self.sink.fact(
            pos,
            Fact::Operation(OperationFact::Run {
                job: &key,
                id: &id,
                outcome,
                started,
                ended: ended.filter(|_| outcome != Outcome::Running),
            }),
        );
    }

    fn asset(&mut self, raw: &RawValue, asset: &Object<'w>, pos: Pos) {
        let Some(uri) = asset.text("uri") else {
            self.wrong(raw, "an asset has no `uri`");
            return;
        };
        let Some(table) = asset_uri::table(&uri) else {
            return;
        };
        for (field, writes) in USES {
            for raw in asset.list(field) {
                let Some(dag) = Object::read(raw).and_then(|user| user.text("dag_id")) else {
                    self.wrong(raw, text!("an element of `{field}` has no `dag_id`", field));
                    continue;
                };
                let key = self.key(&dag, pos, false);
                self.sink.fact(
                    pos,
                    Fact::Operation(OperationFact::JobUses {
                        job: &key,
                        name: table.name(),
                        writes,
                        at: None,
                        success: false,
                    }),
                );
            }
        }
    }

    fn event(&mut self, raw: &RawValue, event: &Object<'w>, pos: Pos) {
        let Some(uri) = event.first(&["uri", "asset_uri", "dataset_uri"]) else {
            self.wrong(raw, "an event has no `uri`");
            return;
        };
        let at = self.time(event, "timestamp", pos);
        let Some(table) = asset_uri::table(&uri) else {
            return;
        };
        // Events that a person or another system sent have no DAG.
        if let Some(dag) = event.text("source_dag_id") {
            let key = self.key(&dag, pos, false);
            self.sink.fact(
                pos,
                Fact::Operation(OperationFact::JobUses {
                    job: &key,
                    name: table.name(),
                    writes: true,
                    at,
                    success: true,
                }),
            );
        }
        if let Some(at) = at {
            self.sink.fact(
                pos,
                Fact::Operation(OperationFact::Loaded {
                    name: table.name(),
                    at,
                    by: Evidence::AirflowAssetEvent,
                }),
            );
        }
    }

    /// The key of a DAG, which is told at the end if no file describes it.
    fn key(&mut self, id: &str, pos: Pos, described: bool) -> String {
        let key = format!("airflow/{}", id.trim());
        match self.known.dags.get_mut(&key) {
            Some(known) => known.1 |= described,
            None => {
                self.known.dags.insert(key.clone(), (pos, described));
            }
        }
        key
    }

    fn time(&mut self, element: &Object<'w>, field: &str, pos: Pos) -> Option<Seconds> {
        let text = element.text(field);
        self.moments
            .read(field, text.as_deref(), pos, self.problems, self.sink)
    }

    fn wrong(&mut self, raw: &RawValue, message: impl Into<Text>) {
        let pos = self.places.of(raw);
        self.problems.row(self.sink, || {
            Unusable::row(message, HELP).finding(raw.get(), pos)
        });
    }
}

/// What an element without an envelope is.
fn kind(element: &Object<'_>) -> Option<Kind> {
    let has = |field: &str| element.get(field).is_some();
    if has("task_id") && has("dag_id") {
        Some(Kind::Task)
    } else if has("dag_run_id") {
        Some(Kind::Run)
    } else if has("source_dag_id") || has("asset_uri") || has("dataset_uri") {
        Some(Kind::Event)
    } else if has("uri") {
        Some(Kind::Asset)
    } else if has("dag_id") {
        Some(Kind::Dag)
    } else {
        None
    }
}

/// The elements of a list, each a text or an object with a `name`.
fn names<'a>(object: &Object<'a>, field: &str) -> Vec<Cow<'a, str>> {
    object
        .list(field)
        .into_iter()
        .filter_map(|raw| match Object::read(raw) {
            Some(named) => named.text("name"),
            None => crate::export::json_object::text(raw),
        })
        .collect()
}

/// When a DAG runs, in one line.
fn schedule<'a>(dag: &Object<'a>) -> Option<Cow<'a, str>> {
    if let Some(text) = dag.first(&["timetable_summary", "schedule_interval"]) {
        return Some(text);
    }
    let interval = dag.object("schedule_interval");
    if let Some(interval) = &interval {
        if let Some(text) = interval.text("value") {
            return Some(text);
        }
        let part = |field: &str| {
            let text = interval.text(field)?;
            (text != "0").then(|| format!("{text} {field}"))
        };
        let parts: Vec<String> = ["days", "seconds", "microseconds"]
            .into_iter()
            .filter_map(part)
            .collect();
        if !parts.is_empty() {
            return Some(Cow::Owned(format!("every {}", parts.join(", "))));
        }
    }
    dag.text("timetable_description")
}
