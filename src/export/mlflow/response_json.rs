//! JSON: answers of the REST API in whatever envelope they come, or their elements alone. What an
//! element is, is told by its fields.

use serde_json::value::RawValue;

use super::model_registry::{Registry, VersionRow};
use super::run_inputs;
use crate::diagnostic::text;
use crate::export::email_address;
use crate::export::fact::FactSink;
use crate::export::input::Input;
use crate::export::json_object::{Object, Places, list, text};
use crate::export::json_records::{self, Next};
use crate::export::row_problems::{Problems, Unusable};

/// Deepest envelope in which an element is found.
const MAX_DEPTH: usize = 32;

const HELP: &str = "write what MLflow's REST API answers, or its elements one a line";

/// Reads a JSON file. `lines` says that its name promises one object a line.
pub(super) fn read(
    input: &Input<'_>,
    lines: bool,
    table_key: &str,
    registry: &mut Registry,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) {
    let (mut known, mut unknown) = (false, false);
    json_records::each(
        input,
        lines,
        HELP,
        problems,
        sink,
        &mut |text, pos, problems, sink| {
            let raw: &RawValue = serde_json::from_str(text)?;
            if !raw.get().starts_with(['{', '[']) {
                return Err(Unusable::no_object(HELP).into());
            }
            let mut walk = ResponseReader {
                table_key,
                places: Places::new(text, pos),
                registry: &mut *registry,
                problems,
                sink,
                known: false,
                unknown: false,
            };
            walk.value(raw, 0);
            known |= walk.known;
            unknown |= walk.unknown;
            Ok(Next::GoOn)
        },
    );
    if !known && unknown {
        sink.problem(input.finding(
            text!(
                "`{path}` holds no model, version or run of MLflow",
                path = input.path
            ),
            "export registered-models/search, model-versions/search and runs/search",
        ));
    }
}

struct ResponseReader<'w> {
    table_key: &'w str,
    places: Places<'w>,
    registry: &'w mut Registry,
    problems: &'w mut Problems,
    sink: &'w mut dyn FactSink,
    /// Whether something was found that is known, something with values that isn't.
    known: bool,
    unknown: bool,
}

impl ResponseReader<'_> {
    /// Looks for elements in a value.
    fn value(&mut self, raw: &RawValue, depth: usize) {
        if depth > MAX_DEPTH {
            return;
        }
        if let Some(items) = list(raw) {
            for item in items {
                self.value(item, depth + 1);
            }
            return;
        }
        let Some(object) = Object::read(raw) else {
            return;
        };
        let has = |name: &str| object.get(name).is_some();
        let dated = has("creation_timestamp") || has("last_updated_timestamp");
        let taken = if has("info") && (has("data") || has("inputs")) {
            self.run(raw, &object)
        } else if has("version") && (has("name") || has("run_id")) {
            self.version(raw, &object, None)
        } else if has("name") && (has("latest_versions") || has("aliases") || dated) {
            self.model(raw, &object)
        } else {
            let has_next = object.text("next_page_token").is_some();
            for list in ["registered_models", "model_versions", "runs"] {
                if has(list) {
                    let pos = self.places.of(raw);
                    self.registry.pages.page(list, has_next, pos);
                }
            }
            for (key, value) in object.entries() {
                self.unknown |= key != "next_page_token" && text(value).is_some();
                self.value(value, depth + 1);
            }
            return;
        };
        self.known = true;
        self.report(raw, taken);
    }

    fn report(&mut self, raw: &RawValue, taken: Result<(), Box<Unusable>>) {
        if let Err(unusable) = taken {
            let pos = self.places.of(raw);
            self.problems
                .row(self.sink, || unusable.finding(raw.get(), pos));
        }
    }

    fn run(&mut self, raw: &RawValue, object: &Object<'_>) -> Result<(), Box<Unusable>> {
        let pos = self.places.of(raw);
        let info = object.object("info");
        let id = info
            .as_ref()
            .and_then(|i| i.first(&["run_id", "run_uuid"]))
            .ok_or_else(|| {
                Unusable::row(
                    "the run has no `info.run_id`",
                    "export runs as runs/search answers them",
                )
            })?;
        if let Some(info) = &info {
            for field in ["start_time", "end_time"] {
                self.time(info, field, raw);
            }
        }
        let tables = run_inputs::tables(object, self.table_key);
        self.registry.run(&id, tables, pos);
        Ok(())
    }

    fn model(&mut self, raw: &RawValue, object: &Object<'_>) -> Result<(), Box<Unusable>> {
        let pos = self.places.of(raw);
        let name = object.text("name").ok_or_else(|| {
            Unusable::row("the model has no `name`", "export `name` with each model")
        })?;
        let created = self.time(object, "creation_timestamp", raw);
        let changed = self.time(object, "last_updated_timestamp", raw);
        let description = object.text("description");
        self.registry.model(
            &name,
            description
                .as_deref()
                .map(email_address::without)
                .as_deref(),
            aliases(object),
            tags(object),
            changed.max(created),
            pos,
        );
        for version in object.list("latest_versions") {
            if let Some(object) = Object::read(version) {
                let taken = self.version(version, &object, Some(&name));
                self.report(version, taken);
            }
        }
        Ok(())
    }

    /// Takes a version; `model` is the model that it stands in.
    fn version(
        &mut self,
        raw: &RawValue,
        object: &Object<'_>,
        model: Option<&str>,
    ) -> Result<(), Box<Unusable>> {
        let pos = self.places.of(raw);
        let missing = |field: &str| {
            Unusable::row(
                text!("the model version has no `{field}`", field),
                "export `name` and `version` with each model version",
            )
        };
        let name = object.text("name");
        let name = name.as_deref().or(model).ok_or_else(|| missing("name"))?;
        let version = object.text("version").ok_or_else(|| missing("version"))?;
        let created = self.time(object, "creation_timestamp", raw);
        let changed = self.time(object, "last_updated_timestamp", raw);
        let status = object.text("status");
        let stage = object.text("current_stage").filter(|s| s != "None");
        // A version that isn't ready says so; of one that is, the stage tells more.
        let ready = status.as_deref().is_none_or(|s| s == "READY");
        let status = if ready { stage.or(status) } else { status };
        let source = object.text("source");
        let run = object.text("run_id");
        let run = run.as_deref().or_else(|| {
            let rest = source.as_deref()?.strip_prefix("runs:/")?;
            rest.split('/').next().filter(|id| !id.is_empty())
        });
        let row = VersionRow {
            status: status.as_deref().map(str::to_owned),
            run: run.map(str::to_owned),
            created,
            changed,
        };
        self.registry
            .version(name, &version, row, model.is_none(), pos);
        Ok(())
    }

    fn time(&mut self, object: &Object<'_>, field: &str, raw: &RawValue) -> Option<i64> {
        // 0 is what MLflow has where it knows no time.
        let text = object.text(field).filter(|t| t != "0" && t != "-1")?;
        let pos = self.places.of(raw);
        self.registry
            .moments
            .read(field, Some(&text), pos, self.problems, self.sink)
    }
}

/// `champion -> 3`, from a list of `alias` and `version` or from an object.
fn aliases(model: &Object<'_>) -> Vec<String> {
    let Some(raw) = model.get("aliases") else {
        return Vec::new();
    };
    let mut aliases: Vec<String> = match (list(raw), Object::read(raw)) {
        (Some(items), _) => items
            .into_iter()
            .filter_map(Object::read)
            .filter_map(|a| Some(format!("{} -> {}", a.text("alias")?, a.text("version")?)))
            .collect(),
        (None, Some(object)) => object
            .entries()
            .iter()
            .filter_map(|(alias, version)| Some(format!("{alias} -> {}", text(version)?)))
            .collect(),
        (None, None) => Vec::new(),
    };
    aliases.sort();
    aliases.dedup();
    aliases
}

/// `key: value`, without MLflow's own tags, which name users and machines, and without addresses.
fn tags(model: &Object<'_>) -> Vec<String> {
    let mut tags: Vec<String> = run_inputs::tags(model)
        .into_iter()
        .filter(|(key, value)| !key.starts_with("mlflow.") && !email_address::within(value))
        .map(|(key, value)| format!("{key}: {value}"))
        .collect();
    tags.sort();
    tags.dedup();
    tags
}
