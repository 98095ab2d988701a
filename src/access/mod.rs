//! A mesh as one audience may see it: levels, then the restricted catalog, then everything that
//! follows from it anew. Verdicts alone come from the whole ([`declared_facts`]).

mod authored_prose;
mod authored_texts;
mod declared_facts;
mod findings_of_part;
mod names_to_scan;
mod part_settings;

use crate::catalog::{AudienceIx, Catalog, HiddenNames, Seen};
use crate::config::Settings;
use crate::diagnostic::Finding;
use crate::insight::{Insight, insight_of_part};
use crate::rules;

pub(crate) use authored_prose::InProse;

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
    /// What its texts name that the audience may not see.
    pub in_prose: InProse,
    /// Names that its portal must not hold.
    pub hidden: HiddenNames,
}

/// What `audience` may see of a mesh that was linked and judged as a whole.
#[must_use]
pub(crate) fn part(
    catalog: &Catalog,
    insight: &Insight,
    findings: &[Finding],
    settings: &Settings,
    audience: AudienceIx,
) -> PartOfMesh {
    let seen = Seen::of(catalog, audience);
    let restricted = catalog.restricted_to(&seen);
    let declared = declared_facts::of(catalog, insight, &seen, &restricted);
    let settings = part_settings::of(settings, catalog, audience);
    let mut part = restricted.catalog;
    let hidden = HiddenNames::of(catalog, &seen, &part);
    let in_prose = authored_prose::looked_through(catalog, &mut part, &hidden, false);
    let hidden = names_to_scan::told_apart(hidden, &mut part, &settings);
    let insight = insight_of_part(&part, &declared);
    let mut all = findings_of_part::kept(catalog, &seen, findings);
    rules::check(&part, &insight, &settings, &mut all);
    findings_of_part::without_absent(&part, &mut all);
    PartOfMesh {
        settings,
        catalog: part,
        insight,
        findings: all,
        in_prose,
        hidden,
    }
}
