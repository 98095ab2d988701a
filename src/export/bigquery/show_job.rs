//! Jobs as `bq show --format=prettyjson -j` and the API describe them.

use serde::Deserialize;
use serde::de::IgnoredAny;

use super::job_rows::{Table, done, names};
use super::statement_type::statement_kind;
use crate::diagnostic::Pos;
use crate::export::fact::{Fact, FactSink, OperationFact, Statement};
use crate::export::json_values::Scalar;
use crate::export::moments::Moments;
use crate::export::row_problems::{Problems, Unusable};

/// A job of the API; only what is read.
#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"), default)]
pub(super) struct ShownJob<'a> {
    job_reference: Option<JobReference<'a>>,
    #[serde(rename = "user_email")]
    user_email: Scalar<'a>,
    configuration: Option<Configuration<'a>>,
    statistics: Option<Statistics<'a>>,
    status: Option<Status<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"), default)]
struct JobReference<'a> {
    project_id: Scalar<'a>,
    job_id: Scalar<'a>,
}

#[derive(Deserialize, Default)]
#[serde(bound(deserialize = "'de: 'a"), default)]
struct Configuration<'a> {
    query: Option<Task<'a>>,
    load: Option<Task<'a>>,
    copy: Option<Task<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"), default)]
struct Task<'a> {
    query: Scalar<'a>,
    destination_table: Option<Table<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"), default)]
struct Statistics<'a> {
    /// Milliseconds since 1970.
    creation_time: Scalar<'a>,
    parent_job_id: Scalar<'a>,
    query: Option<QueryStatistics<'a>>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"), default)]
struct QueryStatistics<'a> {
    referenced_tables: Option<Vec<Table<'a>>>,
    statement_type: Scalar<'a>,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"), default)]
struct Status<'a> {
    state: Scalar<'a>,
    error_result: Option<IgnoredAny>,
}

impl ShownJob<'_> {
    /// Hands the statement to the sink.
    pub(super) fn emit(
        &self,
        pos: Pos,
        moments: &mut Moments,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> Result<(), Box<Unusable>> {
        let reference = self.job_reference.as_ref();
        let Some(id) = reference.and_then(|r| r.job_id.get()) else {
            return Err(Unusable::row(
                "the object has no `jobReference.jobId`",
                "write it with `bq show --format=prettyjson -j`",
            ));
        };
        let project = reference
            .and_then(|r| r.project_id.get())
            .unwrap_or_default();
        let task = self
            .configuration
            .as_ref()
            .and_then(|c| c.query.as_ref().or(c.load.as_ref()).or(c.copy.as_ref()));
        let statistics = self.statistics.as_ref();
        let query = statistics.and_then(|s| s.query.as_ref());
        let referenced = query.and_then(|q| q.referenced_tables.as_deref());
        let status = self.status.as_ref();
        let mut statement = Statement {
            id,
            at: None,
            user: self.user_email.get().unwrap_or_default(),
            project,
            query: task.and_then(|t| t.query.get()),
            kind: statement_kind(
                query
                    .and_then(|q| q.statement_type.get())
                    .unwrap_or_default(),
            ),
            success: done(status.and_then(|s| s.state.get()))
                && status.is_none_or(|s| s.error_result.is_none()),
            referenced: names(referenced.unwrap_or_default(), project),
            destination: task
                .and_then(|t| t.destination_table.as_ref())
                .and_then(|t| t.name(project)),
            parent: statistics.and_then(|s| s.parent_job_id.get()),
        };
        let created = statistics.and_then(|s| s.creation_time.get());
        statement.at = moments.read("creationTime", created, pos, problems, sink);
        sink.fact(pos, Fact::Operation(OperationFact::Statement(statement)));
        Ok(())
    }
}
