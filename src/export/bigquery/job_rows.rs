//! Rows of JOBS: what ran, who ran it, and which tables it read and wrote.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserialize;
use serde::de::value::{MapAccessDeserializer, SeqAccessDeserializer};
use serde::de::{Deserializer, Error as _, MapAccess, SeqAccess, Visitor};

use super::statement_type::statement_kind;
use crate::diagnostic::{Pos, text};
use crate::export::decorator::undecorated;
use crate::export::fact::{Fact, FactSink, Name, OperationFact, Statement};
use crate::export::json_values::{self, Pairs, Scalar, explain};
use crate::export::moments::Moments;
use crate::export::row_problems::{Problems, Unusable};
use crate::export::rows::Row;
use crate::system::System;

/// A row of JOBS; only what is read.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct Job<'a> {
    job_id: Scalar<'a>,
    creation_time: Scalar<'a>,
    user_email: Scalar<'a>,
    project_id: Scalar<'a>,
    query: Scalar<'a>,
    statement_type: Scalar<'a>,
    state: Scalar<'a>,
    parent_job_id: Scalar<'a>,
    destination_table: Nested<'a, Table<'a>>,
    referenced_tables: Nested<'a, Vec<Table<'a>>>,
    error_result: Nested<'a, Pairs<'a>>,
}

/// A table as a job names it, in a row or in an object of the API.
#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
pub(super) struct Table<'a> {
    #[serde(alias = "projectId")]
    project_id: Scalar<'a>,
    #[serde(alias = "datasetId")]
    dataset_id: Scalar<'a>,
    #[serde(alias = "tableId")]
    table_id: Scalar<'a>,
}

/// A nested value, or the JSON text of one: CSV has no other way to hold it.
#[derive(Default)]
enum Nested<'a, T> {
    #[default]
    Absent,
    Value(T),
    Text(Cow<'a, str>),
}

impl<'a, T> Nested<'a, T> {
    fn text(text: Cow<'a, str>) -> Self {
        if text.trim_ascii().is_empty() {
            Self::Absent
        } else {
            Self::Text(text)
        }
    }
}

impl<'de: 'a, 'a, T: Deserialize<'de>> Deserialize<'de> for Nested<'a, T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct NestedVisitor<T>(PhantomData<T>);

        impl<'de, T: Deserialize<'de>> Visitor<'de> for NestedVisitor<T> {
            type Value = Nested<'de, T>;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("an object or a list")
            }

            fn visit_unit<E>(self) -> Result<Self::Value, E> {
                Ok(Nested::Absent)
            }

            fn visit_borrowed_str<E>(self, v: &'de str) -> Result<Self::Value, E> {
                Ok(Nested::text(Cow::Borrowed(v)))
            }

            fn visit_str<E>(self, v: &str) -> Result<Self::Value, E> {
                Ok(Nested::text(Cow::Owned(v.to_owned())))
            }

            fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<Self::Value, A::Error> {
                T::deserialize(MapAccessDeserializer::new(map)).map(Nested::Value)
            }

            fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<Self::Value, A::Error> {
                T::deserialize(SeqAccessDeserializer::new(seq)).map(Nested::Value)
            }
        }

        deserializer.deserialize_any(NestedVisitor::<T>(PhantomData))
    }
}

impl<'a> Job<'a> {
    /// Reads a JSON object. A derived reader would take a list as well, field by field.
    pub(super) fn read(text: &'a str) -> serde_json::Result<Self> {
        if text.trim_ascii_start().starts_with('[') {
            return Err(serde_json::Error::custom(json_values::NO_OBJECT));
        }
        json_values::read(text)
    }

    /// Takes the columns of a row of CSV or Parquet, nested ones as JSON text.
    pub(super) fn of_row(row: &'a Row<'_>) -> Self {
        let [
            job_id,
            creation_time,
            user_email,
            project_id,
            query,
            statement_type,
            state,
            parent_job_id,
            destination_table,
            referenced_tables,
            error_result,
        ] = row.texts::<11>().map(|text| text.map(Cow::Borrowed));
        Self {
            job_id: Scalar(job_id),
            creation_time: Scalar(creation_time),
            user_email: Scalar(user_email),
            project_id: Scalar(project_id),
            query: Scalar(query),
            statement_type: Scalar(statement_type),
            state: Scalar(state),
            parent_job_id: Scalar(parent_job_id),
            destination_table: destination_table.map_or(Nested::Absent, Nested::text),
            referenced_tables: referenced_tables.map_or(Nested::Absent, Nested::text),
            error_result: error_result.map_or(Nested::Absent, Nested::text),
        }
    }

    /// Hands the statement to the sink.
    pub(super) fn emit(
        &self,
        pos: Pos,
        moments: &mut Moments,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> Result<(), Box<Unusable>> {
        let Some(id) = self.job_id.get() else {
            return Err(Unusable::row(
                "the row has no `job_id`",
                "each row of JOBS needs `job_id`",
            ));
        };
        let project = self.project_id.get().unwrap_or_default();
        let written: Option<Table<'_>>;
        let destination = match &self.destination_table {
            Nested::Absent => None,
            Nested::Value(table) => Some(table),
            Nested::Text(text) => {
                written = cell(text, "destination_table")?;
                written.as_ref()
            }
        };
        let listed: Vec<Table<'_>>;
        let referenced: &[Table<'_>] = match &self.referenced_tables {
            Nested::Absent => &[],
            Nested::Value(tables) => tables.as_slice(),
            Nested::Text(text) => {
                listed = cell::<Vec<Table<'_>>>(text, "referenced_tables")?.unwrap_or_default();
                listed.as_slice()
            }
        };
        let mut statement = Statement {
            id,
            at: None,
            user: self.user_email.get().unwrap_or_default(),
            project,
            query: self.query.get(),
            kind: statement_kind(self.statement_type.get().unwrap_or_default()),
            success: done(self.state.get()) && !self.failed(),
            referenced: names(referenced, project),
            destination: destination.and_then(|t| t.name(project)),
            parent: self.parent_job_id.get(),
        };
        statement.at = moments.read(
            "creation_time",
            self.creation_time.get(),
            pos,
            problems,
            sink,
        );
        sink.fact(pos, Fact::Operation(OperationFact::Statement(statement)));
        Ok(())
    }

    /// Whether there is an error; an object of nulls is none.
    fn failed(&self) -> bool {
        let speaks = |pairs: &Pairs<'_>| pairs.0.iter().any(|(_, v)| v.get().is_some());
        match &self.error_result {
            Nested::Absent => false,
            Nested::Value(pairs) => speaks(pairs),
            Nested::Text(text) => match serde_json::from_str::<Option<Pairs<'_>>>(text) {
                Ok(pairs) => pairs.is_some_and(|p| speaks(&p)),
                Err(_) => true,
            },
        }
    }
}

impl Table<'_> {
    /// The name, without the partition or moment that follows it; nothing where it is incomplete
    /// or that of a query's anonymous result.
    pub(super) fn name<'r>(&'r self, project: &'r str) -> Option<Name<'r>> {
        let name = Name {
            project: self.project_id.get().unwrap_or(project),
            dataset: self.dataset_id.get()?,
            table: undecorated(self.table_id.get()?),
        };
        let temporary = name.is_temporary(System::BigQuery);
        let result = is_anonymous(name.table) || temporary && name.table.starts_with("anon");
        (!result && !name.table.is_empty()).then_some(name)
    }
}

/// Whether a table's name is one that BigQuery makes up for a result: `anon` and a hash. A table
/// that a person called `anonymous_visits` isn't.
fn is_anonymous(table: &str) -> bool {
    table
        .strip_prefix("anon")
        .is_some_and(|hash| hash.len() >= 16 && hash.bytes().all(|b| b.is_ascii_hexdigit()))
}

pub(super) fn names<'r>(tables: &'r [Table<'_>], project: &'r str) -> Vec<Name<'r>> {
    tables.iter().filter_map(|t| t.name(project)).collect()
}

/// Whether the job is over; so it is where the export doesn't say.
pub(super) fn done(state: Option<&str>) -> bool {
    state.is_none_or(|s| s.eq_ignore_ascii_case("DONE"))
}

/// The value that a cell holds as JSON text.
fn cell<'t, T: Deserialize<'t>>(text: &'t str, column: &str) -> Result<Option<T>, Box<Unusable>> {
    json_values::read(text).map_err(|error| {
        let wrong = explain(text, &error);
        Unusable::value(
            text!(
                "`{column}` can't be read: {error}",
                column,
                error = wrong.message
            ),
            text,
            wrong.offset,
            "write nested columns with TO_JSON_STRING, or export the view as JSON",
        )
    })
}
