//! The rules of what a part of a catalog keeps, so that tests can break each of them.

/// A rule of what a part keeps of a fact: a row of the table in `docs/access-facts.md`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[allow(
    missing_docs,
    reason = "each is named as its row in docs/access-facts.md"
)]
pub(crate) enum FactRule {
    Audiences,
    Checks,
    ColumnSources,
    Columns,
    ContractQuality,
    ContractReferences,
    ContractServers,
    Datasets,
    DbtGroups,
    DmeRules,
    Edges,
    Exports,
    FormerNames,
    Grants,
    Incidents,
    InputPorts,
    JobOwners,
    Labels,
    Listed,
    Monitors,
    Names,
    Objectives,
    OutputPorts,
    Owners,
    Positions,
    References,
    ReleaseChecks,
    RunFacts,
    ServerPatterns,
    ServiceLevels,
    Sql,
    Statements,
    Suppressions,
    TableProperties,
    Targets,
    Wildcards,
}

#[cfg(test)]
impl FactRule {
    /// All of them, in the order of their rows.
    pub(crate) const ALL: [Self; 36] = [
        Self::Audiences,
        Self::Checks,
        Self::ColumnSources,
        Self::Columns,
        Self::ContractQuality,
        Self::ContractReferences,
        Self::ContractServers,
        Self::Datasets,
        Self::DbtGroups,
        Self::DmeRules,
        Self::Edges,
        Self::Exports,
        Self::FormerNames,
        Self::Grants,
        Self::Incidents,
        Self::InputPorts,
        Self::JobOwners,
        Self::Labels,
        Self::Listed,
        Self::Monitors,
        Self::Names,
        Self::Objectives,
        Self::OutputPorts,
        Self::Owners,
        Self::Positions,
        Self::References,
        Self::ReleaseChecks,
        Self::RunFacts,
        Self::ServerPatterns,
        Self::ServiceLevels,
        Self::Sql,
        Self::Statements,
        Self::Suppressions,
        Self::TableProperties,
        Self::Targets,
        Self::Wildcards,
    ];
}

/// Which rule a test breaks, to see that what looks for leaks finds it; outside of tests it holds nothing.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sabotage {
    #[cfg(test)]
    pub(crate) broken: Option<FactRule>,
}

impl Sabotage {
    /// Whether a rule is to be kept: always, outside of tests.
    #[must_use]
    pub(crate) fn spares(self, rule: FactRule) -> bool {
        #[cfg(test)]
        return self.broken != Some(rule);
        #[cfg(not(test))]
        {
            let _: FactRule = rule;
            true
        }
    }
}
