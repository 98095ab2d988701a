//! What a DME needs to be a place where consumers are served.

use crate::catalog::Environment;

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
