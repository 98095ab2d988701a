//! A name that an audience must not read, and in what form.

use super::name_matcher::Sequence;

/// What form of a name is looked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum NameForm {
    /// With its dataset or project, a path, an id of several parts: looked for anywhere.
    Full,
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
            Self::Full => Sequence::Parts,
            Self::Slug | Self::Hash | Self::Bare => Sequence::Word,
            Self::Title | Self::Owner => Sequence::Phrase,
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
