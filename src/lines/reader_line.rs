//! What reads a relation.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::ReaderKind;

/// Something that reads a table or view directly and isn't a table or view itself. Persons are never
/// named.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ReaderLine {
    /// What it is.
    pub kind: ReaderKind,
    /// Id of the job, product, model or exposure; address of the service account.
    pub id: String,
    /// Day of the last run that ended well (jobs), or of the last statement (service accounts).
    pub last: Option<String>,
    /// Statements of the last 30 days (service accounts).
    pub queries: Option<u32>,
}
