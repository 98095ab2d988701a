//! What an object of the API is, by its reference.

use serde::Deserialize;
use serde::de::IgnoredAny;

use crate::export::fact::Name;
use crate::export::json_values::{self, Scalar};

/// What an object of the API is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Table,
    Dataset,
    Job,
}

/// What a JSON text is by its reference; nothing where it isn't an object of the API.
pub(super) fn kind(text: &str) -> Option<Kind> {
    #[derive(Deserialize)]
    #[serde(rename_all = "camelCase")]
    struct Probe {
        table_reference: Option<IgnoredAny>,
        dataset_reference: Option<IgnoredAny>,
        job_reference: Option<IgnoredAny>,
    }
    // Most files hold rows; their first one isn't parsed twice.
    if !text.contains("Reference\"") {
        return None;
    }
    let probe: Probe = json_values::read(text).ok()?;
    match probe {
        Probe {
            table_reference: Some(_),
            ..
        } => Some(Kind::Table),
        Probe {
            dataset_reference: Some(_),
            ..
        } => Some(Kind::Dataset),
        Probe {
            job_reference: Some(_),
            ..
        } => Some(Kind::Job),
        _ => None,
    }
}

/// What names a table, a view or a dataset.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Reference<'a> {
    #[serde(default)]
    project_id: Scalar<'a>,
    #[serde(default)]
    dataset_id: Scalar<'a>,
    /// Of a routine, its name.
    #[serde(default, alias = "routineId")]
    table_id: Scalar<'a>,
}

impl Reference<'_> {
    /// The name of a table.
    pub(super) fn name(&self) -> Option<Name<'_>> {
        let (project, dataset) = self.dataset()?;
        Some(Name {
            project,
            dataset,
            table: self.table_id.get()?,
        })
    }

    /// Project and name of a dataset.
    pub(super) fn dataset(&self) -> Option<(&str, &str)> {
        Some((self.project_id.get()?, self.dataset_id.get()?))
    }
}
