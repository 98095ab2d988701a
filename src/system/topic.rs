//! What exports may tell of the relations of a project.

use serde::{Deserialize, Serialize};

/// What some exports tell and others don't, so that its absence means something only where they do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub(crate) enum Topic {
    /// Texts about columns.
    ColumnDescriptions,
    /// Policy tags of columns.
    PolicyTags,
    /// Who may read what.
    Grants,
    /// Results of tests and assertions.
    Tests,
    /// What watches tables.
    Monitors,
    /// Incidents.
    Incidents,
    /// Labels of tables and views.
    Labels,
    /// Fields of columns, with their policy tags.
    Fields,
    /// What tables are set to.
    Options,
}

impl Topic {
    /// All of them.
    pub(crate) const ALL: [Self; 9] = [
        Self::ColumnDescriptions,
        Self::PolicyTags,
        Self::Grants,
        Self::Tests,
        Self::Monitors,
        Self::Incidents,
        Self::Labels,
        Self::Fields,
        Self::Options,
    ];
}
