//! Lineage that facets state: `columnLineage`, and the explicit `lineage` of datasets and jobs.

use serde_json::value::RawValue;

use super::entry_state::Use;
use super::merged_runs::hash;
use super::walk::{EventReader, present};
use crate::export::fact::{Derivation, Fact, OperationFact};
use crate::export::json_object::Object;

impl<'w> EventReader<'w> {
    /// The `columnLineage` facet. What concerns the dataset as a whole (its `dataset`: filters,
    /// joins, sorting) is where no column's values come from; data flows from there all the same, so
    /// that it is an edge.
    pub(super) fn column_lineage(&mut self, to: u32, facets: &Object<'w>) {
        let Some(raw) = present(facets, "columnLineage") else {
            return;
        };
        if !self.is_new(("columnLineage", to), raw, false) {
            return;
        }
        let Some(facet) = self.object(facets, "columnLineage") else {
            return;
        };
        for raw in self.list(&facet, "dataset") {
            let Some(input) = Object::read(raw) else {
                self.wrong(raw, "an input of `columnLineage` isn't an object");
                continue;
            };
            if let Some(from) = self.named(&input, raw) {
                self.flow(from, to, raw);
            }
        }
        let Some(fields) = self.object(&facet, "fields") else {
            return;
        };
        for (column, raw) in fields.entries() {
            let column: &str = column;
            let raw: &'w RawValue = raw;
            let Some(field) = Object::read(raw) else {
                self.wrong(raw, "a column of `columnLineage` isn't an object");
                continue;
            };
            let old = field.text("transformationType");
            for raw in self.list(&field, "inputFields") {
                let Some(input) = Object::read(raw) else {
                    self.wrong(raw, "an input field isn't an object");
                    continue;
                };
                let Some(from) = self.named(&input, raw) else {
                    continue;
                };
                self.flow(from, to, raw);
                let Some(from_column) = input.text("field") else {
                    self.wrong(raw, "an input field has no `field`");
                    continue;
                };
                if let Some(how) = derivation(&input, old.as_deref()) {
                    self.column_edge((from, from_column.as_ref()), (to, column), how, raw);
                }
            }
        }
    }

    /// An edge from a dataset that column lineage names, which a run need not list as its input.
    fn flow(&mut self, from: u32, to: u32, raw: &RawValue) {
        let tables = &self.known.tables;
        if tables.resolve(from) != tables.resolve(to) {
            let pos = self.places.of(raw);
            self.known.edge(from, to, self.job, self.at, pos);
        }
    }

    /// The `lineage` facet of a dataset: what flows into it.
    pub(super) fn dataset_lineage(&mut self, to: u32, facets: &Object<'w>) {
        if let Some(facet) = self.object(facets, "lineage") {
            self.edges_of_dataset(to, &facet);
        }
    }

    /// The `lineage` facet of a job: what flows into datasets and jobs.
    pub(super) fn job_lineage(&mut self, job: u32, facets: &Object<'w>) {
        let Some(facet) = self.object(facets, "lineage") else {
            return;
        };
        for raw in self.list(&facet, "entries") {
            let Some(entry) = Object::read(raw) else {
                self.wrong(raw, "an entry of `lineage` isn't an object");
                continue;
            };
            if !is_job(&entry) {
                if let Some(to) = self.named(&entry, raw) {
                    self.edges_of_dataset(to, &entry);
                }
                continue;
            }
            let target = self.job_of(&entry).unwrap_or(job);
            for raw in self.list(&entry, "inputs") {
                // A job that feeds a job names no data.
                let dataset = Object::read(raw).filter(|input| !is_job(input));
                if let Some(from) = dataset.and_then(|input| self.named(&input, raw)) {
                    self.stated_use(target, from, false);
                }
            }
        }
    }

    fn edges_of_dataset(&mut self, to: u32, entry: &Object<'w>) {
        for raw in self.list(entry, "inputs") {
            self.input(to, raw, None);
        }
        let Some(fields) = self.object(entry, "fields") else {
            return;
        };
        for (column, raw) in fields.entries() {
            let column: &str = column;
            let raw: &'w RawValue = raw;
            let Some(field) = Object::read(raw) else {
                self.wrong(raw, "a field of `lineage` isn't an object");
                continue;
            };
            for raw in self.list(&field, "inputs") {
                self.input(to, raw, Some(column));
            }
        }
    }

    /// One input of a dataset, or of a column of it.
    fn input(&mut self, to: u32, raw: &'w RawValue, column: Option<&str>) {
        let Some(input) = Object::read(raw) else {
            self.wrong(raw, "an input of `lineage` isn't an object");
            return;
        };
        if is_job(&input) {
            if let Some(job) = self.job_of(&input).or(self.job) {
                self.stated_use(job, to, true);
            }
            return;
        }
        let Some(from) = self.named(&input, raw) else {
            return;
        };
        let pos = self.places.of(raw);
        self.known.edge(from, to, self.job, self.at, pos);
        if let (Some(column), Some(from_column)) = (column, input.text("field"))
            && let Some(how) = derivation(&input, None)
        {
            self.column_edge((from, from_column.as_ref()), (to, column), how, raw);
        }
    }

    fn stated_use(&mut self, job: u32, table: u32, writes: bool) {
        let what = Use {
            job,
            table,
            writes,
            success: false,
        };
        self.known.uses(what, self.at, self.pos);
    }

    /// The job that an object names; none where it means the event's own.
    fn job_of(&mut self, object: &Object<'w>) -> Option<u32> {
        let name = object.text("name")?;
        let namespace = object.text("namespace").unwrap_or_default();
        Some(self.known.job(namespace.trim(), name.trim(), self.pos))
    }

    fn column_edge(
        &mut self,
        (from, from_column): (u32, &str),
        (to, to_column): (u32, &str),
        how: Derivation,
        raw: &RawValue,
    ) {
        let tables = &self.known.tables;
        if tables.is_temporary(from) || tables.is_temporary(to) {
            return;
        }
        let key = (
            "column edge",
            tables.resolve(from),
            from_column,
            tables.resolve(to),
            to_column,
            how,
            self.job,
        );
        if self.known.seen.insert(hash(key)) {
            let pos = self.places.of(raw);
            self.sink.fact(
                pos,
                Fact::Operation(OperationFact::ColumnEdge {
                    from: self.known.tables.name(from),
                    from_column,
                    to: self.known.tables.name(to),
                    to_column,
                    how,
                    job: self.job.and_then(|job| self.known.job_key(job)),
                }),
            );
        }
    }
}

fn is_job(object: &Object<'_>) -> bool {
    object
        .text("type")
        .is_some_and(|kind| kind.eq_ignore_ascii_case("job"))
}

/// How a column comes from an input; nothing where only its rows, not its values, depend on it.
fn derivation(input: &Object<'_>, old: Option<&str>) -> Option<Derivation> {
    let steps = input.list("transformations");
    if steps.is_empty() {
        return Some(match old {
            Some(kind) if kind.eq_ignore_ascii_case("identity") => Derivation::Identity,
            _ => Derivation::Transformation,
        });
    }
    let mut how: Option<Derivation> = None;
    for step in steps.into_iter().filter_map(Object::read) {
        if step
            .text("type")
            .is_some_and(|kind| kind.eq_ignore_ascii_case("indirect"))
        {
            continue;
        }
        let subtype = step.text("subtype").unwrap_or_default();
        let masked = step.text("masking").is_some_and(|m| m == "true");
        let one = match subtype.to_ascii_uppercase().as_str() {
            "IDENTITY" if !masked => Derivation::Identity,
            "AGGREGATION" => Derivation::Aggregation,
            _ => Derivation::Transformation,
        };
        how = how.max(Some(one));
    }
    how
}
