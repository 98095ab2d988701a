//! What checks read.

use crate::catalog::{AssetIx, Catalog};
use crate::config::Settings;
use crate::diagnostic::{Rule, Severity};
use crate::insight::Insight;

/// What checks read.
pub(super) struct Context<'a> {
    pub catalog: &'a Catalog,
    pub insight: &'a Insight,
    pub settings: &'a Settings,
}

impl<'a> Context<'a> {
    /// Id of a DME, as the settings name it.
    pub(super) fn dme(&self, dme: Option<AssetIx>) -> Option<&'a str> {
        let asset = self.catalog.asset(dme?);
        Some(self.catalog.str(asset.name))
    }

    /// Whether a rule speaks of what the DME `dme` answers for: what is off needn't be looked for.
    pub(super) fn is_on(&self, rule: Rule, dme: Option<AssetIx>) -> bool {
        let said = self.settings.rules.severity(rule.info().id, self.dme(dme));
        said.unwrap_or(rule.info().severity) > Severity::Off
    }

    /// The number above which a rule speaks of what the DME `dme` answers for.
    pub(super) fn limit(&self, rule: Rule, dme: Option<AssetIx>) -> u64 {
        let limit = self.settings.rules.limit(rule, self.dme(dme));
        // Rules that ask for one have one: a test reads their files.
        limit.unwrap_or(u64::MAX)
    }
}
