//! The kinds of documents that are read.

use serde::{Deserialize, Serialize};

/// `apiVersion` of our own kinds.
pub(crate) const API_VERSION: &str = "vitrina/v1";

/// A kind of our own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum OwnKind {
    /// A domain.
    Domain,
    /// A DME.
    DataMeshEnvironment,
    /// A data product.
    DataProduct,
    /// A team.
    Team,
    /// A term of the glossary.
    GlossaryTerm,
}

impl OwnKind {
    /// All, in the order of the documentation.
    pub(crate) const ALL: [Self; 5] = [
        Self::Domain,
        Self::DataMeshEnvironment,
        Self::DataProduct,
        Self::Team,
        Self::GlossaryTerm,
    ];

    /// Their names.
    #[must_use]
    pub(crate) fn names() -> [&'static str; 5] {
        Self::ALL.map(Self::name)
    }

    /// As `kind` has it.
    #[must_use]
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Domain => "Domain",
            Self::DataMeshEnvironment => "DataMeshEnvironment",
            Self::DataProduct => "DataProduct",
            Self::Team => "Team",
            Self::GlossaryTerm => "GlossaryTerm",
        }
    }

    /// The kind of this name.
    #[must_use]
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }
}

/// A kind of document that is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) enum DocumentKind {
    Own(OwnKind),
    /// Of the Open Data Contract Standard.
    Contract,
    /// Of the Open Data Product Standard.
    StandardProduct,
}

impl DocumentKind {
    /// What `kind` and `apiVersion` say; nothing where it is none that is read.
    pub(super) fn of(kind: &str, version: &str) -> Option<Self> {
        let is = |versions: &[&str]| versions.iter().any(|start| version.starts_with(start));
        match kind {
            CONTRACT if is(&["v3."]) => Some(Self::Contract),
            PRODUCT if is(&["v0.9", "v1."]) => Some(Self::StandardProduct),
            _ if version == API_VERSION => OwnKind::parse(kind).map(Self::Own),
            _ => None,
        }
    }

    /// As `kind` has it.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Own(kind) => kind.name(),
            Self::Contract => CONTRACT,
            Self::StandardProduct => PRODUCT,
        }
    }
}

/// `kind` of a contract.
pub(super) const CONTRACT: &str = "DataContract";
/// `kind` of a product, of ours and of the standard.
pub(super) const PRODUCT: &str = OwnKind::DataProduct.name();
