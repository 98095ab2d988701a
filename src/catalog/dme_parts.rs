//! What a DME offers and asks for.
#![allow(missing_docs, reason = "the manifest types document every field")]

use super::{AssetIx, Lifecycle, Property, Support, WrittenAt};

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Role {
    pub role: String,
    pub access: Option<String>,
    pub description: Option<String>,
    pub request_url: Option<String>,
    pub approvers: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Sdk {
    pub name: String,
    pub language: Option<String>,
    pub version: Option<String>,
    pub url: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct IncidentManagement {
    pub tool: String,
    pub runbook_url: Option<String>,
    pub on_call: Option<String>,
    pub severities: Vec<(String, String)>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Training {
    pub name: String,
    pub url: Option<String>,
    pub audience: Option<String>,
}

/// How binding a rule of a DME is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleLevel {
    /// Good to know.
    Info,
    /// Should be kept.
    Warning,
    /// Must be kept.
    Error,
}

impl RuleLevel {
    /// The word used in manifests and on pages.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EnvironmentRule {
    pub id: String,
    pub text: String,
    pub severity: RuleLevel,
    pub url: Option<String>,
}

/// A DME.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Environment {
    pub asset: AssetIx,
    pub tags: Vec<String>,
    pub domains: Vec<AssetIx>,
    pub created: Option<String>,
    pub lifecycle: Lifecycle,
    pub team: Option<AssetIx>,
    /// `type project.dataset.table`, with the place of the claim.
    pub servers: Vec<(String, WrittenAt)>,
    pub roles: Vec<Role>,
    pub sdks: Vec<Sdk>,
    pub support: Vec<Support>,
    pub incidents: Option<IncidentManagement>,
    pub training: Vec<Training>,
    pub rules: Vec<EnvironmentRule>,
    pub properties: Vec<Property>,
    pub products: Vec<AssetIx>,
    /// Tables that it owns.
    pub tables: Vec<AssetIx>,
    /// Views that it owns.
    pub views: Vec<AssetIx>,
}
