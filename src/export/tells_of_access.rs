//! Which files may say who may see what: a row of theirs that is lost may be one that hides something.

use super::{bigquery, information_schema, rows};
use crate::system::Exporter;

/// Files of dbt in which nothing says who may see what.
const OF_DBT: [&str; 3] = ["catalog", "run_results", "sources"];

/// Whether a file of a system may tell of grants, of labels, or of policy tags. What a file is called
/// that isn't known to be any other may.
#[must_use]
pub(crate) fn may_tell_of_access(format: Exporter, path: &str) -> bool {
    match format {
        Exporter::Bigquery => bigquery::may_tell_of_access(path),
        Exporter::InformationSchema => information_schema::may_tell_of_access(path),
        Exporter::Dbt => !OF_DBT.contains(&rows::split(path).0),
        Exporter::Openlineage
        | Exporter::MonteCarlo
        | Exporter::Airflow
        | Exporter::Mlflow
        | Exporter::Backstage
        | Exporter::Findings => false,
    }
}
