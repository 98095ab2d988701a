//! What the mesh is made of beside tables and views. Plain values; see the manifest kinds of the
//! same names for the meaning of each field.
#![allow(missing_docs, reason = "the manifest types document every field")]

use super::{AssetIx, Clock, Release, ReleaseCheck, Tier, WrittenAt, released_version};

/// Where an asset is in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Hash)]
pub(crate) enum Status {
    Proposed,
    Draft,
    #[default]
    Active,
    Deprecated,
    Retired,
}

impl Status {
    /// The word used in manifests and output.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Proposed => "proposed",
            Self::Draft => "draft",
            Self::Active => "active",
            Self::Deprecated => "deprecated",
            Self::Retired => "retired",
        }
    }

    /// From the free text of a standard; active where it says nothing known.
    #[must_use]
    pub(crate) fn from_text(text: &str) -> Self {
        [Self::Proposed, Self::Draft, Self::Deprecated, Self::Retired]
            .into_iter()
            .find(|s| s.as_str().eq_ignore_ascii_case(text))
            .unwrap_or_default()
    }
}

/// Dates and successors.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Lifecycle {
    pub valid_from: Option<String>,
    pub valid_to: Option<String>,
    pub deprecation_date: Option<String>,
    pub end_of_life: Option<String>,
    /// As written.
    pub replaced_by: Option<(String, WrittenAt)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Member {
    pub username: String,
    pub name: Option<String>,
    pub role: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Support {
    pub channel: String,
    pub description: Option<String>,
    pub tool: Option<String>,
    pub scope: Option<String>,
    pub url: Option<String>,
}

/// Who is called when something breaks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OnCall {
    /// As it is shown; nothing where it may be a person.
    pub shown: Option<String>,
}

/// A name with a value and perhaps an address: custom properties, authoritative definitions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Property {
    pub name: String,
    pub value: String,
    pub is_url: bool,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Domain {
    pub asset: AssetIx,
    pub parent: Option<AssetIx>,
    /// Slash-separated ids from the top.
    pub path: String,
    pub tags: Vec<String>,
    pub lifecycle: Lifecycle,
    pub split_into: Vec<AssetIx>,
    pub merged_into: Option<AssetIx>,
    pub team: Option<AssetIx>,
    pub support: Vec<Support>,
    pub properties: Vec<Property>,
    pub children: Vec<AssetIx>,
    pub environments: Vec<AssetIx>,
    pub products: Vec<AssetIx>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sla {
    pub property: String,
    pub value: String,
    pub unit: Option<String>,
    pub element: Option<String>,
    pub driver: Option<String>,
    pub description: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutputPort {
    pub name: String,
    pub version: Option<String>,
    pub kind: Option<String>,
    /// The tables or views that it is.
    pub relations: Vec<AssetIx>,
    pub status: Option<Status>,
    pub lifecycle: Lifecycle,
    pub contract: Option<AssetIx>,
    /// As written.
    pub contract_id: Option<String>,
    /// Whether it says that nobody may use it: a list of audiences with none in it.
    pub is_for_nobody: bool,
    /// Audience name, grantee, role.
    pub audiences: Vec<(String, Option<String>, Option<String>)>,
    pub pos: WrittenAt,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct InputPort {
    pub name: String,
    pub version: Option<String>,
    pub relations: Vec<AssetIx>,
    pub contract: Option<AssetIx>,
    /// As written.
    pub contract_id: Option<String>,
    pub pos: WrittenAt,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Product {
    pub asset: AssetIx,
    pub version: Option<String>,
    pub version_pos: Option<WrittenAt>,
    pub tags: Vec<String>,
    pub domain: Option<AssetIx>,
    /// Domain as written, where no manifest describes it.
    pub domain_text: Option<String>,
    pub environment: Option<AssetIx>,
    pub criticality: Option<Tier>,
    pub master_data: bool,
    pub team: Option<AssetIx>,
    pub on_call: Option<OnCall>,
    pub support: Vec<Support>,
    pub tables: Vec<AssetIx>,
    pub inputs: Vec<InputPort>,
    pub outputs: Vec<OutputPort>,
    pub sla: Vec<Sla>,
    pub checks: Vec<ReleaseCheck>,
    pub releases: Vec<Release>,
    pub lifecycle: Lifecycle,
    pub properties: Vec<Property>,
    /// `vitrina/v1`, or the version of the standard.
    pub standard: String,
}

impl Product {
    /// Its version, or that of its newest release where none is written; the clock tells which are planned.
    #[must_use]
    pub(crate) fn version_at(&self, clock: &Clock) -> Option<&str> {
        let written = self.version.as_deref();
        written.or_else(|| released_version(&self.releases, clock))
    }

    /// Its tables, and what its output ports are; what is both comes twice.
    pub(crate) fn relations(&self) -> impl Iterator<Item = AssetIx> + '_ {
        let ports = self.outputs.iter().flat_map(|p| &p.relations);
        self.tables.iter().chain(ports).copied()
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Team {
    pub asset: AssetIx,
    /// Whether a manifest of its own describes it; what only names it lies in another's.
    pub has_manifest: bool,
    pub tags: Vec<String>,
    pub parent: Option<AssetIx>,
    pub children: Vec<AssetIx>,
    pub members: Vec<Member>,
    pub support: Vec<Support>,
    pub on_call: Option<OnCall>,
    pub also_known_as: Vec<String>,
    pub owns: Vec<AssetIx>,
}

/// A glossary term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Glossary {
    pub asset: AssetIx,
    pub tags: Vec<String>,
    pub synonyms: Vec<String>,
    pub related: Vec<AssetIx>,
    pub domain: Option<AssetIx>,
    pub team: Option<AssetIx>,
    pub assets: Vec<AssetIx>,
    pub properties: Vec<Property>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Exposure {
    pub asset: AssetIx,
    pub kind: String,
    pub url: Option<String>,
    pub owner: Option<String>,
    pub maturity: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Audience {
    pub id: String,
    pub label: String,
    pub grantees: Vec<String>,
}
