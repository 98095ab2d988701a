//! JSON: answers of the GraphQL API in whatever envelope they come, or the nodes alone. What a node
//! is, is told by its fields.

use serde_json::value::RawValue;

use super::intake::{AlertRow, Cell, Intake, MonitorRow, UptimeRow};
use super::table_reference;
use crate::diagnostic::text;
use crate::export::fact::FactSink;
use crate::export::input::Input;
use crate::export::json_object::{Object, Places, list, text};
use crate::export::json_records::{self, Next};
use crate::export::row_problems::{Problems, Unusable};
use crate::export::table_name::TableName;

/// Deepest envelope in which a node is found.
const MAX_DEPTH: usize = 32;

const HELP: &str = "write what the GraphQL API answers, or its nodes one a line";

/// Parts of an answer that hold no nodes.
const BARE: &[&str] = &["pageInfo", "extensions", "errors"];

/// Reads a JSON file. `lines` says that its name promises one object a line.
pub(super) fn read(
    input: &Input<'_>,
    lines: bool,
    intake: &mut Intake,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) {
    let mut found = FileContent::default();
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
            NodeReader {
                places: Places::new(text, pos),
                intake: &mut *intake,
                found: &mut found,
                problems,
                sink,
            }
            .value(raw, 0, None);
            Ok(Next::GoOn)
        },
    );
    if !found.known && found.unknown {
        sink.problem(input.finding(
            text!(
                "`{path}` holds no alert, monitor or table uptime of Monte Carlo",
                path = input.path
            ),
            "export getAlerts (`id`, `createdTime`, `status`, `tables`), getMonitors (`uuid`, `monitorType`, `entities`) or uptime metrics (`metric`, `dataPoints`, `tableId`)",
        ));
    }
}

/// What a file holds.
#[derive(Debug, Default)]
struct FileContent {
    /// Something that is known.
    known: bool,
    /// Something with values that isn't.
    unknown: bool,
}

struct NodeReader<'w> {
    places: Places<'w>,
    intake: &'w mut Intake,
    found: &'w mut FileContent,
    problems: &'w mut Problems,
    sink: &'w mut dyn FactSink,
}

impl NodeReader<'_> {
    /// Looks for nodes in a value. `table` is the table that the objects around it name.
    fn value(&mut self, raw: &RawValue, depth: usize, table: Option<&TableName>) {
        if depth > MAX_DEPTH {
            return;
        }
        if let Some(items) = list(raw) {
            for item in items {
                self.value(item, depth + 1, table);
            }
            return;
        }
        let Some(object) = Object::read(raw) else {
            return;
        };
        let has = |name: &str| object.get(name).is_some();
        let taken = if has("monitorType") {
            self.monitor(raw, &object)
        } else if has("createdTime") && (has("type") || has("status") || has("severity")) {
            self.alert(raw, &object)
        } else if has("metric") && has("dataPoints") {
            self.uptime(&object, table)
        } else {
            return self.envelope(&object, depth, table);
        };
        self.found.known = true;
        if let Err(unusable) = taken {
            let pos = self.places.of(raw);
            self.problems.report(unusable.is_value(), self.sink, || {
                unusable.finding(raw.get(), pos)
            });
        }
    }

    fn envelope(&mut self, object: &Object<'_>, depth: usize, table: Option<&TableName>) {
        let own = table_of(object);
        let table = own.as_ref().or(table);
        if let Some(info) = object.get("pageInfo") {
            let next = Object::read(info).and_then(|info| info.text("hasNextPage"));
            let pos = self.places.of(info);
            let has_next = next.is_some_and(|next| next == "true");
            self.intake.pages.page("edges", has_next, pos);
        }
        let connection = ["edges", "errors", "data"]
            .iter()
            .any(|k| object.get(k).is_some());
        for (key, value) in object.entries() {
            if key == "errors" {
                match list(value) {
                    Some(errors) => errors.into_iter().for_each(|error| self.error(error)),
                    None if matches!(value.get(), "null" | "{}" | "\"\"") => {}
                    None => self.error(value),
                }
            }
            if BARE.contains(&key.as_ref()) {
                continue;
            }
            self.found.unknown |= !connection && text(value).is_some();
            self.value(value, depth + 1, table);
        }
    }

    /// What the API says instead of an answer.
    fn error(&mut self, raw: &RawValue) {
        let pos = self.places.of(raw);
        let said = Object::read(raw).and_then(|o| o.text("message"));
        let said = said.as_deref().unwrap_or(raw.get());
        self.problems.row(self.sink, || {
            let wrong = Unusable::row(
                "the API answered with an error, so that what it was asked for is missing",
                "mend the query or the key's permissions, and export again",
            );
            wrong.finding(said, pos)
        });
    }

    /// Reports what should be a list and isn't; the rest of the node is used.
    fn lists(&mut self, object: &Object<'_>, names: &[&str]) {
        for name in names {
            let Some(raw) = object.get(name) else {
                continue;
            };
            if raw.get() == "null" || raw.get().starts_with('[') {
                continue;
            }
            let pos = self.places.of(raw);
            self.problems.row(self.sink, || {
                let help = "export the node as the API gives it; what else it says is used";
                let wrong = Unusable::row(text!("`{name}` isn't a list", name), help);
                wrong.finding(raw.get(), pos)
            });
        }
    }

    fn alert(&mut self, raw: &RawValue, object: &Object<'_>) -> Result<(), Box<Unusable>> {
        let pos = self.places.of(raw);
        let id = object.first(&["id", "uuid"]);
        let title = object.first(&["title", "name"]);
        let kind = object.first(&["type", "incidentType"]);
        let severity = object.first(&["severity", "priority"]);
        let status = object.first(&["status", "feedback"]);
        let created = object.text("createdTime");
        let updated = object.text("updatedTime");
        let url = object.text("url");
        self.lists(object, &["tables", "assets", "tableMcons"]);
        let mut names = Vec::new();
        for table in object.list("tables") {
            names.extend(Object::read(table).and_then(|t| t.first(TABLE_KEYS)));
            names.extend(text(table));
        }
        if names.is_empty() {
            for asset in object.list("assets") {
                names.extend(Object::read(asset).and_then(|a| a.text("mcon")));
            }
            names.extend(object.list("tableMcons").into_iter().filter_map(text));
        }
        let row = AlertRow {
            id: cell("id", id.as_deref()),
            title: title.as_deref(),
            kind: kind.as_deref(),
            severity: severity.as_deref(),
            status: status.as_deref(),
            created: cell("createdTime", created.as_deref()),
            updated: cell("updatedTime", updated.as_deref()),
            url: url.as_deref(),
            tables: names.iter().map(AsRef::as_ref).collect(),
        };
        self.intake.alert(&row, pos, self.problems, self.sink)
    }

    fn monitor(&mut self, raw: &RawValue, object: &Object<'_>) -> Result<(), Box<Unusable>> {
        let pos = self.places.of(raw);
        let id = object.first(&["uuid", "id"]);
        let title = object.first(&["description", "ruleName", "name"]);
        let kind = object.text("monitorType");
        let status = object.first(&["monitorStatus", "consolidatedMonitorStatus"]);
        let updated = object.first(&["lastUpdateTime", "createdTime"]);
        let paused = object.text("isPaused");
        self.lists(object, &["entities", "entityMcons"]);
        let mut names: Vec<_> = object
            .list("entities")
            .into_iter()
            .filter_map(text)
            .collect();
        if names.is_empty() {
            names.extend(object.list("entityMcons").into_iter().filter_map(text));
        }
        let row = MonitorRow {
            id: cell("uuid", id.as_deref()),
            title: title.as_deref(),
            kind: kind.as_deref(),
            paused: paused.is_some_and(|p| p.eq_ignore_ascii_case("true")),
            status: status.as_deref(),
            updated: cell("lastUpdateTime", updated.as_deref()),
            tables: names.iter().map(AsRef::as_ref).collect(),
        };
        self.intake.monitor(&row, pos, self.problems, self.sink)
    }

    fn uptime(
        &mut self,
        object: &Object<'_>,
        table: Option<&TableName>,
    ) -> Result<(), Box<Unusable>> {
        let metric = object.text("metric").unwrap_or_default();
        // Other metrics of data products: counts of incidents, times to respond.
        if !metric.to_ascii_uppercase().starts_with("TABLE_UPTIME") {
            return Ok(());
        }
        let own = table_of(object);
        let Some(table) = own.as_ref().or(table) else {
            return Err(Unusable::row(
                "the uptime doesn't say of which table it is",
                "write `tableId` (`project:dataset.table`) or `mcon` beside `metric`",
            ));
        };
        for item in object.list("dataPoints") {
            self.point(item, table, &metric);
        }
        Ok(())
    }

    fn point(&mut self, raw: &RawValue, table: &TableName, metric: &str) {
        let Some(point) = Object::read(raw) else {
            return;
        };
        // Without a value nothing is known of that day.
        let Some(value) = point.text("value") else {
            return;
        };
        let pos = self.places.of(raw);
        let label = point.text("label");
        let row = UptimeRow {
            table,
            metric,
            day: cell("label", label.as_deref()),
            value: &value,
        };
        let taken = self.intake.uptime(&row, pos, self.problems, self.sink);
        if let Err(unusable) = taken {
            self.problems.report(unusable.is_value(), self.sink, || {
                unusable.finding(raw.get(), pos)
            });
        }
    }
}

const TABLE_KEYS: &[&str] = &["tableId", "fullTableId", "mcon"];

/// The table that an object names.
fn table_of(object: &Object<'_>) -> Option<TableName> {
    TABLE_KEYS
        .iter()
        .find_map(|key| table_reference::one(&object.text(key)?))
}

const fn cell<'a>(field: &'a str, text: Option<&'a str>) -> Cell<'a> {
    Cell { field, text }
}
