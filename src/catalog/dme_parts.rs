//! What a DME offers and asks for.
#![allow(missing_docs, reason = "the manifest types document every field")]

use super::{AssetIx, Lifecycle, OnCall, Property, Support, WrittenAt};

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
    pub on_call: Option<OnCall>,
    pub severities: Vec<(String, String)>,
}

/// The framework that a DME is built with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Framework {
    pub name: String,
    /// The version that runs.
    pub version: String,
    pub pos: WrittenAt,
}

impl Framework {
    /// The newest version of a framework that any DME runs, among those of three numbers.
    #[must_use]
    pub(crate) fn newest<'e>(environments: &'e [Environment], name: &str) -> Option<&'e str> {
        let all = environments.iter().filter_map(|dme| dme.framework.as_ref());
        all.filter(|framework| framework.name == name)
            .filter_map(|f| Some((numbers(&f.version)?, f.version.as_str())))
            .max()
            .map(|(_, version)| version)
    }

    /// Whether it is of an older version than this one; false where one of them isn't of three
    /// numbers.
    #[must_use]
    pub(crate) fn is_behind(&self, version: &str) -> bool {
        let both = numbers(&self.version).zip(numbers(version));
        both.is_some_and(|(runs, other)| runs < other)
    }

    /// Whether the first number of its version is less than that of this one; false where one of them
    /// isn't of three numbers.
    #[must_use]
    pub(crate) fn is_a_major_behind(&self, version: &str) -> bool {
        let both = numbers(&self.version).zip(numbers(version));
        both.is_some_and(|([runs, ..], [other, ..])| runs < other)
    }
}

/// The numbers of `MAJOR.MINOR.PATCH`.
fn numbers(version: &str) -> Option<[u64; 3]> {
    let mut parts = version.split('.').map(|part| part.parse().ok());
    let numbers = [parts.next()??, parts.next()??, parts.next()??];
    parts.next().is_none().then_some(numbers)
}

/// That a team completed a course, as a whole or by a member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Completion {
    pub team: AssetIx,
    /// `YYYY-MM-DD`.
    pub on: Option<String>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Training {
    pub name: String,
    pub url: Option<String>,
    pub audience: Option<String>,
    /// Whether the team of each product of the DME must have completed it.
    pub required: bool,
    /// In the order written, each team once.
    pub completed: Vec<Completion>,
    /// Where its name stands.
    pub pos: WrittenAt,
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

/// What a machine checks of a rule. Patterns are globs within the bounds of one, tried out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum RuleCheck {
    /// Of the last part of a name.
    NamePattern(String),
    RequiredLabel {
        key: String,
        value: Option<String>,
    },
    RequiredTag(String),
    /// Patterns of name and type; at least one of them is there.
    ForbiddenColumn {
        name: Option<String>,
        data_type: Option<String>,
    },
    /// Seconds since the newest load.
    MaxAge(i64),
}

/// What a rule of a DME is about, of what the DME owns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Applies {
    Tables,
    Views,
    All,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct EnvironmentRule {
    pub id: String,
    pub text: String,
    pub severity: RuleLevel,
    pub url: Option<String>,
    pub check: Option<RuleCheck>,
    pub applies: Applies,
    /// Full names, or globs.
    pub except: Vec<String>,
    /// Where its id stands.
    pub pos: WrittenAt,
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
    pub framework: Option<Framework>,
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
