//! What a DME needs to be a place where consumers are served, and what of it is written down and isn't
//! there all the same.

use std::fmt;

use rustc_hash::FxHashSet;

use crate::catalog::{
    AssetIx, Catalog, Completeness, Environment, IncidentManagement, OwnershipSource, Role,
    Training,
};

/// Something that a DME needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Need {
    /// Servers that it claims.
    Infrastructure,
    /// Roles that say how access is got.
    Access,
    /// SDKs.
    Sdks,
    /// Channels of support.
    Support,
    /// A tool and a runbook for incidents.
    IncidentManagement,
    /// Training.
    Training,
    /// Rules, written down.
    Rules,
}

impl Need {
    /// The word by which a finding tells it from others.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Infrastructure => "infrastructure",
            Self::Access => "access",
            Self::Sdks => "sdks",
            Self::Support => "support",
            Self::IncidentManagement => "incidents",
            Self::Training => "training",
            Self::Rules => "rules",
        }
    }

    /// All of them, in the order in which they are asked for.
    pub(crate) const ALL: [Self; 7] = [
        Self::Infrastructure,
        Self::Access,
        Self::Sdks,
        Self::Support,
        Self::IncidentManagement,
        Self::Training,
        Self::Rules,
    ];

    /// How many of it a DME has.
    #[must_use]
    pub(crate) fn count(self, dme: &Environment) -> usize {
        match self {
            Self::Infrastructure => dme.servers.len(),
            Self::Access => dme.roles.len(),
            Self::Sdks => dme.sdks.len(),
            Self::Support => dme.support.len(),
            Self::IncidentManagement => usize::from(dme.incidents.is_some()),
            Self::Training => dme.training.len(),
            Self::Rules => dme.rules.len(),
        }
    }
}

/// Why something that a DME needs isn't really there. Printed, it is a clause about "it", the DME.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Lack {
    /// Its manifest says nothing of it.
    Unsaid(Need),
    /// Nothing that exports describe lies in what it claims.
    Unlisted,
    /// A role says neither where it is asked for nor who approves.
    NoWayIn(String),
    /// No SDK has a version or an address.
    NoRelease,
    /// What isn't said of incidents.
    OfIncidents(Vec<&'static str>),
    /// No course has an address.
    NoCourse,
    /// All courses are for those who make its data.
    NoCourseForConsumers,
    /// No rule has a text.
    NoText,
}

impl fmt::Display for Lack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Unsaid(need) => f.write_str(match need {
                Need::Infrastructure => "it claims no infrastructure",
                Need::Access => "it doesn't say how access is got",
                Need::Sdks => "it lists no SDK",
                Need::Support => "it names no channel of support",
                Need::IncidentManagement => "it doesn't say how incidents are handled",
                Need::Training => "it offers no training",
                Need::Rules => "it has no rules",
            }),
            Self::Unlisted => f.write_str("no export describes anything in what it claims"),
            Self::NoWayIn(role) => write!(
                f,
                "role {role} says neither where it is asked for nor who approves"
            ),
            Self::NoRelease => f.write_str("no SDK has a version or an address"),
            Self::OfIncidents(missing) => {
                f.write_str("its incident management lacks ")?;
                for (i, part) in missing.iter().enumerate() {
                    let between = match i {
                        0 => "",
                        _ if i + 1 == missing.len() => " and ",
                        _ => ", ",
                    };
                    write!(f, "{between}{part}")?;
                }
                Ok(())
            }
            Self::NoCourse => f.write_str("no course has an address"),
            Self::NoCourseForConsumers => f.write_str("no course is for consumers"),
            Self::NoText => f.write_str("no rule has a text"),
        }
    }
}

/// What each DME lacks of what it needs.
#[derive(Debug, Default)]
pub(crate) struct Readiness {
    /// In the order of the catalog's DMEs; of each in that of [`Need::ALL`].
    of: Vec<Vec<(Need, Lack)>>,
}

impl Readiness {
    /// Of all DMEs.
    pub(super) fn of(catalog: &Catalog) -> Self {
        let holders = holders(catalog);
        let lacks = |dme: &Environment| {
            let needs = Need::ALL.into_iter();
            needs
                .filter_map(|need| Some((need, need.lack(catalog, dme, holders.as_ref())?)))
                .collect()
        };
        Self {
            of: catalog.environments.iter().map(lacks).collect(),
        }
    }

    /// What a DME lacks, by its index among DMEs.
    #[must_use]
    pub(crate) fn of_dme(&self, dme: usize) -> &[(Need, Lack)] {
        self.of.get(dme).map_or(&[], Vec::as_slice)
    }
}

impl Need {
    /// Whether a DME says that it has it. Of a part it isn't told where the infrastructure lies: that
    /// there is some is taken as said.
    pub(super) fn is_met(self, catalog: &Catalog, dme: &Environment) -> bool {
        self.count(dme) > 0 || self == Self::Infrastructure && catalog.part.is_some()
    }

    /// Why a DME hasn't got it, or has it in words alone.
    fn lack(
        self,
        catalog: &Catalog,
        dme: &Environment,
        holders: Option<&FxHashSet<AssetIx>>,
    ) -> Option<Lack> {
        if !self.is_met(catalog, dme) {
            return Some(Lack::Unsaid(self));
        }
        match self {
            // In a part, what it holds may be hidden.
            Self::Infrastructure if catalog.part.is_some() => None,
            Self::Infrastructure => {
                let holds = holders?.contains(&dme.asset) || claims_listed(catalog, dme);
                (!holds).then_some(Lack::Unlisted)
            }
            Self::Access => closed(&dme.roles).map(|role| Lack::NoWayIn(role.role.clone())),
            Self::Sdks => {
                let mut sdks = dme.sdks.iter();
                let there = sdks.any(|sdk| said(sdk.version.as_ref()) || said(sdk.url.as_ref()));
                (!there).then_some(Lack::NoRelease)
            }
            Self::Support => None,
            Self::IncidentManagement => {
                let missing = unsaid(dme.incidents.as_ref()?);
                (!missing.is_empty()).then_some(Lack::OfIncidents(missing))
            }
            Self::Training => courses(&dme.training),
            Self::Rules => {
                let there = dme.rules.iter().any(|rule| !rule.text.trim().is_empty());
                (!there).then_some(Lack::NoText)
            }
        }
    }
}

/// DMEs in whose infrastructure a table or view lies that an export describes; nothing where no
/// export describes any.
fn holders(catalog: &Catalog) -> Option<FxHashSet<AssetIx>> {
    let mut holders = FxHashSet::default();
    let mut any = false;
    for relation in catalog.relations.iter().filter(|r| r.is_described()) {
        any = true;
        let candidates = catalog.owner_candidates_of(relation).iter();
        let claims = candidates.filter(|c| c.source == OwnershipSource::Infrastructure);
        holders.extend(claims.map(|claim| claim.dme));
    }
    any.then_some(holders)
}

/// Whether an export lists a dataset that a DME claims as a whole by its name: it may be empty.
fn claims_listed(catalog: &Catalog, dme: &Environment) -> bool {
    dme.servers.iter().any(|(server, _)| {
        let name = server.split_once(' ').map(|(_, name)| name);
        let claimed = name.and_then(|name| name.strip_suffix(".*")?.rsplit_once('.'));
        let mut listed = catalog.datasets.iter();
        listed.any(|of| {
            let name = (catalog.str(of.project), catalog.str(of.dataset));
            of.listed != Completeness::Unlisted && claimed == Some(name)
        })
    })
}

/// The first role for readers that says neither where it is asked for nor who approves. Where no role
/// says that it is for reading, each may be.
fn closed(roles: &[Role]) -> Option<&Role> {
    let reads = |role: &&Role| {
        let access = role.access.as_deref();
        access.is_none_or(|access| access.to_ascii_lowercase().contains("read"))
    };
    let any = roles.iter().any(|role| reads(&role));
    let is_closed =
        |role: &&Role| !said(role.request_url.as_ref()) && !said(role.approvers.as_ref());
    let mut roles = roles.iter().filter(|role| !any || reads(role));
    roles.find(is_closed)
}

fn unsaid(incidents: &IncidentManagement) -> Vec<&'static str> {
    let parts = [
        ("a tool", !incidents.tool.trim().is_empty()),
        ("a runbook", said(incidents.runbook_url.as_ref())),
        ("who is called", incidents.on_call.is_some()),
        ("severities", !incidents.severities.is_empty()),
    ];
    let missing = parts.into_iter().filter(|(_, there)| !there);
    missing.map(|(part, _)| part).collect()
}

/// What courses lack. One that doesn't say whom it is for is for all.
fn courses(training: &[Training]) -> Option<Lack> {
    let mut there = training.iter().filter(|t| said(t.url.as_ref())).peekable();
    if there.peek().is_none() {
        return Some(Lack::NoCourse);
    }
    let is_for_producers = |course: &Training| {
        let audience = course.audience.as_deref().map(str::to_ascii_lowercase);
        audience.is_some_and(|a| a.contains("producer") && !a.contains("consumer"))
    };
    there
        .all(is_for_producers)
        .then_some(Lack::NoCourseForConsumers)
}

fn said(text: Option<&String>) -> bool {
    text.is_some_and(|text| !text.trim().is_empty())
}
