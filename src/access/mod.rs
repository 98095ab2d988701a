//! A mesh as one audience may see it: levels, then the restricted catalog, then everything that
//! follows from it anew. Verdicts alone come from the whole ([`declared_facts`]).

mod authored_names;
mod authored_prose;
mod authored_texts;
mod declared_facts;
#[cfg(test)]
mod fact_tests;
mod findings_of_part;
mod names_to_scan;
mod part_settings;
#[cfg(test)]
mod part_tests;
mod statement_texts;

use crate::catalog::{
    AudienceIx, Catalog, ColumnsOfRuns, HiddenNames, RestrictedBy, Sabotage, Seen, SeenLineage,
};
use crate::config::Settings;
use crate::diagnostic::Finding;
use crate::insight::{Insight, insight_of_part};
use crate::link::{Ledger, part_for};
use crate::rules;

/// What an audience may see of a mesh.
pub(crate) struct PartOfMesh {
    /// Settings, with nothing in them that tells of what is hidden.
    pub settings: Settings,
    /// The restricted catalog.
    pub catalog: Catalog,
    /// What follows from it.
    pub insight: Insight,
    /// Findings about it, unweighed and unsorted.
    pub findings: Vec<Finding>,
    /// What its texts name that the audience may not see, for the operator.
    pub in_prose: Vec<Finding>,
    /// How many names were replaced in its texts.
    pub replaced_names: usize,
    /// Names that its portal must not hold.
    pub hidden: HiddenNames,
}

/// What `audience` may see of a mesh that was linked and judged as a whole.
#[must_use]
pub(crate) fn part(
    catalog: &Catalog,
    insight: &Insight,
    settings: &Settings,
    ledger: &Ledger,
    audience: AudienceIx,
) -> PartOfMesh {
    part_by(
        (catalog, insight),
        settings,
        ledger,
        audience,
        Sabotage::default(),
    )
}

/// As [`part`]; tests break a rule of it.
fn part_by(
    (catalog, insight): (&Catalog, &Insight),
    settings: &Settings,
    ledger: &Ledger,
    audience: AudienceIx,
    sabotage: Sabotage,
) -> PartOfMesh {
    let seen = Seen::of(catalog, audience);
    let by = RestrictedBy {
        seen: &seen,
        names_owner: &|key| {
            settings.owner_labels.is_match(key) || settings.dme_labels.is_match(key)
        },
        told_by_runs: &ColumnsOfRuns::default(),
        seen_lineage: &SeenLineage::default(),
        sabotage,
    };
    let restricted = part_for(catalog, ledger, by);
    let declared = declared_facts::of(catalog, insight, &seen, &restricted);
    let mut part = restricted.catalog;
    let config = &settings.config;
    let own_urls = config.audiences.iter().map(|audience| &audience.base_url);
    let urls = own_urls.chain([&config.base_url]).flatten();
    let addresses: Vec<&str> = urls.map(|url| url.value.as_str()).collect();
    let hidden = HiddenNames::of(catalog, &seen, &part, &addresses);
    let redact = settings.config.access.redact;
    let mut in_prose = authored_prose::looked_through(catalog, &mut part, &hidden, redact);
    let settings = part_settings::of(settings, &part);
    let in_settings = authored_prose::in_settings(&settings, &part, &hidden);
    in_prose.findings.extend(in_settings);
    let hidden = names_to_scan::told_apart(hidden, &mut part, &settings);
    let insight = insight_of_part(&part, &declared);
    // What reading and linking found isn't told: what is hidden may have had a say in it.
    let mut findings = Vec::new();
    rules::check(&part, &insight, &settings, &mut findings);
    findings_of_part::only_told(&part, &mut findings);
    PartOfMesh {
        settings,
        catalog: part,
        insight,
        findings,
        in_prose: in_prose.findings,
        replaced_names: in_prose.replaced,
        hidden,
    }
}
