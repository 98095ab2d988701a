//! What a dataset is set to: where it lies, how long it keeps data, what reads it past grants.

use super::{Relation, Sym};

/// What a dataset is set to; missing is what no export tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DatasetProperties {
    /// Project.
    pub project: Sym,
    /// Dataset.
    pub dataset: Sym,
    /// For example `EU`, `europe-west3`.
    pub location: Option<Sym>,
    /// How texts of new tables are compared.
    pub collation: Option<Sym>,
    /// After how many seconds new tables are dropped.
    pub table_expiration: Option<i64>,
    /// After how many seconds partitions of new tables are dropped.
    pub partition_expiration: Option<i64>,
    /// Key that new tables are encrypted with.
    #[cfg_attr(
        not(test),
        allow(dead_code, reason = "for rules; tests hold what is read")
    )]
    pub kms_key: Option<Sym>,
    /// Whether names of its tables are compared without case.
    #[cfg_attr(
        not(test),
        allow(dead_code, reason = "for rules; tests hold what is read")
    )]
    pub case_insensitive: Option<bool>,
    /// Whether an export lists all who have access, so that what isn't in
    /// [`DatasetProperties::authorized`] has none. Who has a role is in the grants of its relations.
    pub access_listed: bool,
    /// What reads its tables for whoever asks, sorted.
    pub authorized: Vec<AuthorizedReader>,
}

/// What reads a dataset's tables for whoever asks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum AuthorizedReader {
    /// A view: project, dataset and name.
    View([Sym; 3]),
    /// All views of a dataset: project and name.
    Dataset([Sym; 2]),
    /// A routine: project, dataset and name.
    Routine([Sym; 3]),
}

impl DatasetProperties {
    /// A dataset of which nothing is told yet.
    #[must_use]
    pub(crate) const fn new(project: Sym, dataset: Sym) -> Self {
        Self {
            project,
            dataset,
            location: None,
            collation: None,
            table_expiration: None,
            partition_expiration: None,
            kms_key: None,
            case_insensitive: None,
            access_listed: false,
            authorized: Vec::new(),
        }
    }

    /// Whether a view reads the dataset for whoever asks: itself, or as one of its dataset's. Nothing
    /// where no export tells.
    #[must_use]
    pub(crate) fn authorizes(&self, view: &Relation) -> Option<bool> {
        let own = AuthorizedReader::View([view.project, view.dataset, view.table]);
        let all = AuthorizedReader::Dataset([view.project, view.dataset]);
        let found = self.authorized.contains(&own) || self.authorized.contains(&all);
        (found || self.access_listed).then_some(found)
    }
}
