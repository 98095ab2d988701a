//! Names that an audience must not read.

use super::Seen;
use crate::catalog::Catalog;

/// What form of a name is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum NameForm {
    /// With its dataset or project, a path, an id of several parts: looked for anywhere.
    Full,
    /// A segment of an address.
    Slug,
    /// Digits of a hash.
    Hash,
    /// The last part of a full name: looked for as a whole word.
    Bare,
    /// A display name: looked for as a sequence of whole words.
    Title,
    /// A person, team or grantee.
    Owner,
}

/// A name that an audience must not read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct HiddenName {
    /// As it is written.
    pub name: String,
    /// What form of a name that is.
    pub form: NameForm,
    /// Id of the asset that is hidden, for the operator.
    pub id: String,
}

/// Names that an audience must not read, and names of the same form that it may.
#[derive(Debug, Clone, Default)]
pub(crate) struct HiddenNames {
    /// All of them, sorted by name, each once.
    pub names: Vec<HiddenName>,
}

impl HiddenNames {
    /// Names of a whole that an audience must not read.
    #[must_use]
    pub(crate) fn of(_: &Catalog, _: &Seen) -> Self {
        Self::default()
    }
}
