//! The assets that findings are about, in words that outlive a catalog.

use serde::{Deserialize, Serialize};

/// An asset that a finding is about. Stages that know assets make it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Subject {
    /// Canonical id, for example `view:project.dataset.name`.
    pub id: String,
    /// What the asset is known by for longer than a build, for example
    /// `relation:project.dataset.name`.
    pub key: String,
}

impl Subject {
    /// The asset's name, as its id has it.
    #[must_use]
    pub fn name(&self) -> &str {
        self.id.split_once(':').map_or(&self.id, |(_, name)| name)
    }
}
