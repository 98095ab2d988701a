//! A name that an audience must not read, and in what form.

use super::name_matcher::Sequence;

/// What form of a name is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum NameForm {
    /// Of a table or view with its dataset, or of a dataset with its project: looked for anywhere.
    Full,
    /// An id of several parts or a path of something else: looked for anywhere.
    Id,
    /// An address, or what a picture makes of a long name.
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

impl NameForm {
    /// Whether other things may be called so: found in what an audience may read, it tells nothing.
    #[must_use]
    pub(crate) const fn is_common(self) -> bool {
        matches!(self, Self::Bare | Self::Title | Self::Owner)
    }

    pub(super) const fn sequence(self) -> Sequence {
        match self {
            Self::Full | Self::Id => Sequence::Parts,
            Self::Slug | Self::Hash | Self::Bare => Sequence::Word,
            Self::Title | Self::Owner => Sequence::Phrase,
        }
    }
}

/// Who called something visible so. Whoever writes a document may call it like a hidden table: only what
/// is visible in the warehouse makes the full name of a table visible.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum CalledBy {
    /// The author of a document or title.
    Author,
    /// A tool, the settings, or vitrina.
    Tool,
    /// The warehouse.
    Warehouse,
}

impl CalledBy {
    /// Whether a full name is as visible as what is called so. Tools call all sorts of things by two
    /// words with a point between, but only the warehouse has names of three parts.
    #[must_use]
    pub(crate) fn shows(self, full: &str) -> bool {
        match full.matches('.').count() {
            0 | 1 => self >= Self::Tool,
            _ => self == Self::Warehouse,
        }
    }
}

/// A name that an audience must not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct HiddenName {
    /// As it is written.
    pub name: String,
    /// What form of a name that is.
    pub form: NameForm,
    /// Id of the asset that is hidden, for the operator.
    pub id: String,
}
