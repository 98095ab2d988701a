//! One change of one asset.

use serde::{Deserialize, Serialize};

/// What a change is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum Category {
    /// Columns and their types.
    Schema,
    /// Texts.
    Documentation,
    /// Who owns it, and who may use it.
    Ownership,
    /// Which tables a view reaches.
    Pointer,
    /// What is promised.
    Service,
    /// That it came, went, or was deprecated or released.
    Lifecycle,
}

impl Category {
    /// All, in the order in which they are shown.
    pub(crate) const ALL: [Self; 6] = [
        Self::Schema,
        Self::Documentation,
        Self::Ownership,
        Self::Pointer,
        Self::Service,
        Self::Lifecycle,
    ];

    /// The word for it.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Schema => "schema",
            Self::Documentation => "documentation",
            Self::Ownership => "ownership",
            Self::Pointer => "pointer",
            Self::Service => "service",
            Self::Lifecycle => "lifecycle",
        }
    }
}

/// A change, as it is recorded and never altered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Entry {
    /// Made of the asset's key and the change: 32 hexadecimal digits, the same whatever its address
    /// and whenever it happened. The second time that it happens it has another.
    #[serde(rename = "e")]
    pub id: String,
    /// What the asset is known by for longer than a build.
    #[serde(rename = "k")]
    pub key: String,
    /// What it is about.
    #[serde(rename = "cat")]
    pub category: Category,
    /// What happened: `column-added`.
    pub rule: String,
    /// Which column, audience, service level … of it; empty where that isn't asked.
    #[serde(rename = "of", default, skip_serializing_if = "String::is_empty")]
    pub member: String,
    /// The value before.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub old: String,
    /// The value since.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub new: String,
    /// When a build saw it first, in seconds since 1970; 0 where the input tells no moment.
    pub at: i64,
    /// Number of that build among those that saw a change.
    pub build: u32,
    /// The DME that owns the asset, or owned it where it is gone; empty where none does.
    #[serde(rename = "o", default, skip_serializing_if = "String::is_empty")]
    pub owner: String,
}

impl Entry {
    /// Name of the asset.
    #[must_use]
    pub(crate) fn name(&self) -> &str {
        self.key.split_once(':').map_or(&self.key, |(_, name)| name)
    }

    /// Whether it says that the asset as a whole came.
    #[must_use]
    pub(crate) fn is_arrival(&self) -> bool {
        self.is_whole("-added")
    }

    /// Whether it says that the asset as a whole is gone.
    #[must_use]
    pub(crate) fn is_departure(&self) -> bool {
        self.is_whole("-removed")
    }

    fn is_whole(&self, what: &str) -> bool {
        self.category == Category::Lifecycle && self.member.is_empty() && self.rule.ends_with(what)
    }

    /// Values that are shown: those of a text are numbers made of it.
    #[must_use]
    pub(crate) fn shown_values(&self) -> Option<(&str, &str)> {
        let hashed = self.category == Category::Documentation && self.rule != "title-changed";
        let is_empty = self.old.is_empty() && self.new.is_empty();
        (!hashed && !is_empty).then_some((self.old.as_str(), self.new.as_str()))
    }

    /// The order of the record.
    pub(super) fn order(&self) -> (i64, &str, &str, &str, &str) {
        (self.at, &self.key, &self.rule, &self.member, &self.id)
    }
}

/// The id of a change that happens for the `n`th time, counted from 0.
pub(super) fn id(key: &str, rule: &str, member: &str, old: &str, new: &str, n: usize) -> String {
    let mut hasher = blake3::Hasher::new();
    for part in [key, rule, member, old, new] {
        hasher.update(part.as_bytes());
        hasher.update(&[0]);
    }
    if n > 0 {
        hasher.update(&(n as u64).to_le_bytes());
    }
    let hex = hasher.finalize().to_hex();
    hex.as_str()[..32].to_owned()
}
