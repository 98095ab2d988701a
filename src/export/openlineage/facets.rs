//! Facets of jobs and datasets that state something of their own.

use serde_json::value::RawValue;

use super::dataset_names::{Table, is_bigquery};
use super::entry_state::Change;
use super::merged_runs::hash;
use super::walk::{EventReader, present};
use crate::diagnostic::Pos;
use crate::export::fact::{AssetFact, Check, CheckResult, Fact, OperationFact};
use crate::export::json_object::Object;
use crate::system::{Assertion, Evidence, System};
use sql::Dialect;

/// Deepest nesting of fields.
const MAX_DEPTH: usize = 32;

impl<'w> EventReader<'w> {
    /// Facets of the event's job.
    pub(super) fn job_facets(&mut self, id: u32, facets: &Object<'w>) {
        let documentation = facets.object("documentation");
        let description = documentation.and_then(|d| d.text("description"));
        let mut owners = Vec::new();
        if let Some(ownership) = self.object(facets, "ownership") {
            for raw in self.list(&ownership, "owners") {
                owners.extend(Object::read(raw).and_then(|owner| owner.text("name")));
            }
        }
        let mut tags = Vec::new();
        if let Some(facet) = self.object(facets, "tags") {
            for raw in self.list(&facet, "tags") {
                let Some(tag) = Object::read(raw) else {
                    continue;
                };
                match (tag.text("key"), tag.text("value")) {
                    (Some(key), Some(value)) if value != "true" => {
                        tags.push(format!("{key}: {value}"));
                    }
                    (Some(key), _) => tags.push(key.into_owned()),
                    (None, _) => {}
                }
            }
        }
        let at = self.at;
        if let Some(job) = self.known.job_mut(id) {
            if let Some(text) = description
                && job.description.as_ref().is_none_or(|(then, _)| at >= *then)
            {
                job.description = Some((at, text.into_owned()));
            }
            job.owners
                .extend(owners.into_iter().map(|owner| owner.into_owned()));
            job.tags.extend(tags);
        }
        self.job_lineage(id, facets);
    }

    /// The statement that makes a dataset, where it is all that the event writes. The first one told
    /// serves: runs differ in their literals.
    pub(super) fn sql(&mut self, job: &'w RawValue, output: u32) {
        let facet = Object::read(job)
            .and_then(|job| job.object("facets"))
            .and_then(|facets| facets.object("sql"));
        let Some((facet, sql)) = facet.and_then(|f| f.text("query").map(|sql| (f, sql))) else {
            return;
        };
        let temporary = self.known.tables.is_temporary(output);
        if temporary || !self.known.seen.insert(hash(("sql", output))) {
            return;
        }
        // Where the facet doesn't say, it is that of the system that holds the dataset.
        let system = self.known.tables.spelling(output).map(|s| s.system);
        let dialect = match facet.text("dialect") {
            Some(word) => Dialect::from_adapter(&word),
            None => system.unwrap_or(System::ASSUMED).dialect(),
        };
        self.sink.fact(
            self.pos,
            Fact::Asset(AssetFact::Query {
                name: self.known.tables.name(output),
                sql,
                dialect,
                ddl: false,
            }),
        );
    }

    /// Facets of a dataset.
    pub(super) fn facets(&mut self, id: u32, facets: &Object<'w>) {
        self.symlinks(id, facets);
        if let Some(raw) = present(facets, "schema")
            && self.is_new(("schema", id), raw, false)
            && let Some(schema) = self.object(facets, "schema")
        {
            let fields = self.list(&schema, "fields");
            self.fields(id, fields, "", 0);
        }
        self.ownership(id, facets);
        self.assertions(id, facets);
        self.lifecycle(id, facets);
        self.column_lineage(id, facets);
        self.dataset_lineage(id, facets);
    }

    /// The table behind a path or a metastore's name. Other names of tables are as good as the
    /// dataset's own, which is the one that other events use.
    fn symlinks(&mut self, id: u32, facets: &Object<'w>) {
        let Some(symlinks) = self.object(facets, "symlinks") else {
            return;
        };
        for raw in self.list(&symlinks, "identifiers") {
            let Some(other) = Object::read(raw) else {
                self.wrong(raw, "a symlink isn't an object");
                continue;
            };
            let namespace = other.text("namespace").unwrap_or_default();
            let is_table = other
                .text("type")
                .is_some_and(|kind| kind.eq_ignore_ascii_case("table"));
            if is_table
                && is_bigquery(namespace.trim())
                && let Some(table) = other
                    .text("name")
                    .and_then(|name| Table::parse(&namespace, &name))
            {
                let other = self.known.tables.add(table);
                self.known.mention(self.pos);
                self.known.tables.link(id, other);
                return;
            }
        }
    }

    fn fields(&mut self, id: u32, fields: Vec<&'w RawValue>, prefix: &str, depth: usize) {
        for raw in fields {
            let Some(field) = Object::read(raw) else {
                self.wrong(raw, "a field of the schema isn't an object");
                continue;
            };
            let Some(name) = field.text("name") else {
                self.wrong(raw, "a field of the schema has no `name`");
                continue;
            };
            let path = match prefix {
                "" => name.into_owned(),
                prefix => format!("{prefix}.{name}"),
            };
            let pos = self.places.of(raw);
            self.sink.fact(
                pos,
                Fact::Asset(AssetFact::Column {
                    name: self.known.tables.name(id),
                    path: path.as_str().into(),
                    data_type: field.text("type").unwrap_or_default(),
                    description: field.text("description"),
                    ordinal: field.text("ordinal_position").and_then(|n| n.parse().ok()),
                    nullable: None,
                    partitioning: false,
                    clustering: None,
                }),
            );
            self.of_run(pos, |job| AssetFact::ColumnOfRun { job });
            if depth < MAX_DEPTH {
                let nested = self.list(&field, "fields");
                self.fields(id, nested, &path, depth + 1);
            }
        }
    }

    fn ownership(&mut self, id: u32, facets: &Object<'w>) {
        let Some(raw) = present(facets, "ownership") else {
            return;
        };
        if !self.is_new(("ownership", id), raw, false) {
            return;
        }
        let Some(ownership) = self.object(facets, "ownership") else {
            return;
        };
        for raw in self.list(&ownership, "owners") {
            let Some(owner) = Object::read(raw).and_then(|owner| owner.text("name")) else {
                self.wrong(raw, "an owner has no `name`");
                continue;
            };
            let pos = self.places.of(raw);
            self.sink.fact(
                pos,
                Fact::Asset(AssetFact::Owner {
                    name: self.known.tables.name(id),
                    owner: &owner,
                }),
            );
            self.of_run(pos, |job| AssetFact::OwnerOfRun { job });
        }
    }

    /// Says of which job the event is that told what was handed on last.
    fn of_run(&mut self, pos: Pos, told: impl FnOnce(&str) -> AssetFact<'_>) {
        if let Some(job) = self.job.and_then(|job| self.known.job_key(job)) {
            self.sink.fact(pos, Fact::Asset(told(job)));
        }
    }

    /// Results of assertions.
    pub(super) fn assertions(&mut self, id: u32, facets: &Object<'w>) {
        const FACET: &str = "dataQualityAssertions";
        let Some(raw) = present(facets, FACET) else {
            return;
        };
        if !self.is_new((FACET, id), raw, true) {
            return;
        }
        let Some(facet) = self.object(facets, FACET) else {
            return;
        };
        for raw in self.list(&facet, "assertions") {
            let Some(assertion) = Object::read(raw) else {
                self.wrong(raw, "an assertion isn't an object");
                continue;
            };
            let Some(name) = assertion.first(&["name", "assertion"]) else {
                self.wrong(raw, "an assertion has no `assertion`");
                continue;
            };
            let column = assertion.text("column");
            let check = match &column {
                Some(column) => format!("{name}({column})"),
                None => name.clone().into_owned(),
            };
            let success = assertion.text("success");
            let tolerated = assertion
                .text("severity")
                .is_some_and(|s| s.eq_ignore_ascii_case("warn"));
            let result = match success.as_deref() {
                Some("true") => CheckResult::Pass,
                Some("false") if tolerated => CheckResult::Warn,
                Some("false") => CheckResult::Fail,
                _ => {
                    self.wrong(raw, "an assertion has no `success` of true or false");
                    CheckResult::Unknown
                }
            };
            let found = match (assertion.text("expected"), assertion.text("actual")) {
                (Some(expected), Some(actual)) => {
                    Some(format!("expected {expected}, found {actual}"))
                }
                _ => None,
            };
            let description = assertion.text("description");
            let pos = self.places.of(raw);
            let check = Check {
                name: self.known.tables.name(id),
                id: &check,
                title: column.is_some().then_some(&*name),
                asserts: Assertion::of_word(
                    assertion.text("assertion").as_deref().unwrap_or(&name),
                ),
                column: column.as_deref(),
                result,
                at: self.at,
                message: found.as_deref().or(description.as_deref()),
                by: Evidence::OpenLineageAssertion,
                alone: true,
            };
            let fact = match self.job.and_then(|job| self.known.job_key(job)) {
                Some(job) => OperationFact::CheckByRun { check, job },
                None => OperationFact::Check(check),
            };
            self.sink.fact(pos, Fact::Operation(fact));
        }
    }

    fn lifecycle(&mut self, id: u32, facets: &Object<'w>) {
        const FACET: &str = "lifecycleStateChange";
        let Some(facet) = self.object(facets, FACET) else {
            return;
        };
        let Some(raw) = present(facets, FACET) else {
            return;
        };
        let state = facet.text(FACET).unwrap_or_default().to_ascii_uppercase();
        let change = match state.as_str() {
            "DROP" => Change::Dropped(id),
            "CREATE" | "ALTER" | "OVERWRITE" | "TRUNCATE" => Change::Made(id),
            "RENAME" => {
                let Some(previous) = facet.object("previousIdentifier") else {
                    self.wrong(raw, "a dataset was renamed and has no `previousIdentifier`");
                    return;
                };
                let Some(from) = self.named(&previous, raw) else {
                    return;
                };
                Change::Renamed { from, to: id }
            }
            _ => {
                self.wrong(raw, "`lifecycleStateChange` is none that OpenLineage knows");
                return;
            }
        };
        let pos = self.places.of(raw);
        self.known.change(change, self.at, pos);
    }
}
