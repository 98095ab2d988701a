//! The kinds of assets.

/// What an asset is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// A business domain.
    Domain,
    /// A Data Mesh Environment.
    Dme,
    /// A data product.
    Product,
    /// A view, unified or not.
    View,
    /// A table: productive, external, missing.
    Table,
    /// A dashboard, notebook, application: a dbt exposure.
    Exposure,
    /// A job that reads and writes tables.
    Job,
    /// A registered ML model.
    Model,
    /// A data contract.
    Contract,
    /// A team.
    Team,
    /// A glossary term.
    Term,
    /// A guide.
    Guide,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 12] = [
        Self::View,
        Self::Table,
        Self::Product,
        Self::Dme,
        Self::Domain,
        Self::Contract,
        Self::Exposure,
        Self::Job,
        Self::Model,
        Self::Team,
        Self::Term,
        Self::Guide,
    ];

    /// The word before the colon in an asset's id.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Domain => "domain",
            Self::Dme => "dme",
            Self::Product => "product",
            Self::View => "view",
            Self::Table => "table",
            Self::Exposure => "exposure",
            Self::Job => "job",
            Self::Model => "model",
            Self::Contract => "contract",
            Self::Team => "team",
            Self::Term => "term",
            Self::Guide => "guide",
        }
    }

    /// Whether tools name what is of it, and no manifest.
    #[must_use]
    pub(crate) const fn is_of_tools(self) -> bool {
        matches!(self, Self::Exposure | Self::Job | Self::Model)
    }

    /// The opposite of [`Kind::as_str`].
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.as_str() == word)
    }
}
