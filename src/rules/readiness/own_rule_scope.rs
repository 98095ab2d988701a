//! What a rule of a DME is about.

use globset::{Glob, GlobMatcher};

use crate::catalog::{Applies, Catalog, Environment, EnvironmentRule, Relation, RuleLevel, Status};
use crate::diagnostic::Severity;

/// The tables and views that a rule of a DME is about: of those that it owns, the ones that are neither
/// excepted nor retired.
pub(super) fn covered<'c>(
    catalog: &'c Catalog,
    dme: &'c Environment,
    rule: &EnvironmentRule,
) -> impl Iterator<Item = &'c Relation> {
    let (tables, views) = match rule.applies {
        Applies::Tables => (&dme.tables[..], &[][..]),
        Applies::Views => (&[][..], &dme.views[..]),
        Applies::All => (&dme.tables[..], &dme.views[..]),
    };
    let except: Vec<GlobMatcher> = rule.except.iter().filter_map(|p| glob(p)).collect();
    let all = tables.iter().chain(views);
    all.filter_map(|ix| catalog.relation(*ix))
        .filter(move |relation| {
            let name = catalog.name(relation.asset);
            catalog.asset(relation.asset).status != Status::Retired
                && !except.iter().any(|pattern| pattern.is_match(name))
        })
}

/// A pattern of a manifest; each was tried out when it was read.
fn glob(pattern: &str) -> Option<GlobMatcher> {
    Some(Glob::new(pattern).ok()?.compile_matcher())
}

/// How loud a finding of a rule is, where the settings don't say.
pub(super) const fn severity(rule: &EnvironmentRule) -> Severity {
    match rule.severity {
        RuleLevel::Info => Severity::Info,
        RuleLevel::Warning => Severity::Warning,
        RuleLevel::Error => Severity::Error,
    }
}
