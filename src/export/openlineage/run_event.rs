//! One event: which run, job and datasets it is about.

use serde_json::value::RawValue;

use super::entry_state::{EntryState, Use};
use super::merged_runs::{self, Kind, hash};
use super::walk::{EventReader, present};
use crate::diagnostic::{Finding, Pos, Rule, text};
use crate::export::fact::FactSink;
use crate::export::input::Input;
use crate::export::json_object::{Object, Places};
use crate::export::json_records::Reason;
use crate::export::moments::Moments;
use crate::export::repeated_rows::Repeated;
use crate::export::row_problems::{Problems, Unusable, excerpt};

pub(super) const HELP: &str =
    "write OpenLineage events as the client emits them, one JSON object a line";

/// What is to say of a file as a whole.
#[derive(Debug, Default)]
pub(super) struct FileNotes {
    moments: Moments,
    repeated: Repeated,
    /// Events whose `runId` is a template, with the first of them.
    templates: usize,
    first_template: Option<(Pos, String)>,
}

impl FileNotes {
    fn template(&mut self, pos: Pos, id: &str) {
        self.templates += 1;
        self.first_template
            .get_or_insert_with(|| (pos, id.to_owned()));
    }

    /// Says it.
    pub(super) fn finish(self, input: &Input<'_>, sink: &mut dyn FactSink) {
        if let Some((pos, id)) = self.first_template {
            let message = match self.templates {
                1 => "a `runId` is a template that was never filled in; the run is told by its job"
                    .into(),
                n => text!(
                    "{n} times `runId` is a template that was never filled in; those runs are told apart by their jobs only",
                    n
                ),
            };
            sink.problem(
                Finding::new(Rule::ExportRow, message)
                    .at(pos)
                    .excerpt(excerpt(&id, 0, id.len()))
                    .help("export the events as they were sent, with the ids of their runs"),
            );
        }
        self.repeated.finish(input, sink);
        self.moments.finish(input.file, sink);
    }
}

/// Takes an event.
pub(super) fn take(
    text: &str,
    pos: Pos,
    (notes, known): (&mut FileNotes, &mut EntryState),
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) -> Result<(), Reason> {
    let raw: &RawValue = serde_json::from_str(text)?;
    let Some(event) = Object::read(raw) else {
        return Err(Unusable::no_object(HELP).into());
    };
    let run = present(&event, "run");
    let job = present(&event, "job");
    let dataset = present(&event, "dataset");
    if run.is_none() && job.is_none() && dataset.is_none() {
        return Err(Unusable::row(
            "the row isn't an OpenLineage event: it has no `run`, `job` or `dataset`",
            HELP,
        )
        .into());
    }
    let mut places = Places::new(text, pos);
    let time = event.text("eventTime");
    let at = if time.is_some() {
        let pos = event.get("eventTime").map_or(pos, |raw| places.of(raw));
        let moments = &mut notes.moments;
        moments.read("eventTime", time.as_deref(), pos, problems, sink)
    } else {
        problems.row(sink, || {
            Finding::new(Rule::ExportTime, "the event has no `eventTime`")
                .at(pos)
                .excerpt(excerpt(text, 0, text.len()))
                .help("export events with the time at which they were sent")
        });
        None
    };
    let mut walk = EventReader {
        places,
        pos,
        at,
        job: None,
        known,
        problems,
        sink,
    };
    if let Some(raw) = job {
        walk.job = Some(walk.job(raw)?);
    } else if run.is_some() {
        return Err(Unusable::row("the event of a run has no `job`", HELP).into());
    }
    let run = match (run, walk.job) {
        (Some(raw), Some(job)) => Some((walk.run(raw, job, notes)?, job)),
        _ => None,
    };
    let kind = walk.kind(&event);
    // A run sends the same kind of event at one moment once; others are told by all of their text.
    let key = match run {
        Some((Id::EntryState(id), _)) => hash(("event", id, kind, time.as_deref())),
        _ => hash(("event", raw.get())),
    };
    if !walk.known.seen.insert(key) {
        notes.repeated.note(pos);
    }
    let inputs = walk.datasets(&event, "inputs");
    let outputs = walk.datasets(&event, "outputs");
    if let (Some(raw), [output]) = (job, outputs.as_slice()) {
        walk.sql(raw, *output);
    }
    match (run, walk.job) {
        (Some((Id::EntryState(id) | Id::Template(id), job)), _) => walk.known.runs.add(
            id,
            &merged_runs::EventOfRun {
                job,
                kind,
                at,
                inputs: &inputs,
                outputs: &outputs,
                pos,
            },
        ),
        (None, Some(job)) => walk.declared(job, &inputs, &outputs),
        (None, None) => {}
    }
    if let Some(raw) = dataset {
        walk.dataset(raw);
    }
    walk.known.mention(pos);
    Ok(())
}

/// The hash that tells a run apart from others.
#[derive(Debug, Clone, Copy)]
enum Id {
    /// Of its job and its `runId`.
    EntryState(u64),
    /// Of its job, where the `runId` is a template that is the same for all.
    Template(u64),
}

impl<'w> EventReader<'w> {
    fn job(&mut self, raw: &'w RawValue) -> Result<u32, Reason> {
        let job = Object::read(raw)
            .ok_or_else(|| Reason::from(Unusable::row("`job` isn't an object", HELP)))?;
        let name = job
            .text("name")
            .ok_or_else(|| Reason::from(Unusable::row("the job has no `name`", HELP)))?;
        let namespace = job.text("namespace").unwrap_or_default();
        let id = self.known.job(namespace.trim(), name.trim(), self.pos);
        self.job = Some(id);
        if let Some(facets) = self.object(&job, "facets") {
            self.job_facets(id, &facets);
        }
        Ok(id)
    }

    fn run(&mut self, raw: &'w RawValue, job: u32, notes: &mut FileNotes) -> Result<Id, Reason> {
        let run = Object::read(raw)
            .ok_or_else(|| Reason::from(Unusable::row("`run` isn't an object", HELP)))?;
        let id = run
            .text("runId")
            .ok_or_else(|| Reason::from(Unusable::row("the run has no `runId`", HELP)))?;
        if id.contains("{{") {
            let pos = run.get("runId").map_or(self.pos, |raw| self.places.of(raw));
            notes.template(pos, &id);
            return Ok(Id::Template(hash(("template", job))));
        }
        // A run is of one job: what two jobs call by one id are two runs, of which one may be hidden
        // from an audience that sees the other.
        let key = self.known.job_key(job);
        Ok(Id::EntryState(hash(("run", key, id.trim()))))
    }

    fn kind(&mut self, event: &Object<'w>) -> Kind {
        let Some(raw) = present(event, "eventType") else {
            return Kind::Other;
        };
        let known = event.text("eventType").and_then(|t| Kind::parse(&t));
        known.unwrap_or_else(|| {
            self.wrong(raw, "`eventType` is none that OpenLineage knows");
            Kind::Other
        })
    }

    /// The datasets of an event, each once, sorted.
    fn datasets(&mut self, event: &Object<'w>, key: &str) -> Vec<u32> {
        let mut all = Vec::new();
        for raw in self.list(event, key) {
            all.extend(self.dataset(raw));
        }
        all.sort_unstable();
        all.dedup();
        all
    }

    fn dataset(&mut self, raw: &'w RawValue) -> Option<u32> {
        let Some(dataset) = Object::read(raw) else {
            self.wrong(raw, "a dataset isn't an object");
            return None;
        };
        let id = self.named(&dataset, raw)?;
        if self.known.tables.is_temporary(id) {
            return Some(id); // data goes through it; nobody asks for more
        }
        if let Some(facets) = self.object(&dataset, "facets") {
            self.facets(id, &facets);
        }
        for key in ["inputFacets", "outputFacets"] {
            if let Some(facets) = self.object(&dataset, key) {
                self.assertions(id, &facets);
            }
        }
        Some(id)
    }

    /// What a job is declared to read and write, without any run.
    fn declared(&mut self, job: u32, inputs: &[u32], outputs: &[u32]) {
        for (tables, writes) in [(inputs, false), (outputs, true)] {
            for table in tables {
                let what = Use {
                    job,
                    table: *table,
                    writes,
                    success: false,
                };
                self.known.uses(what, self.at, self.pos);
            }
        }
        self.known
            .pairs((inputs, outputs), job, self.at, self.pos, self.sink);
    }
}
