//! Findings once all are told: in the order in which people go through them, and what they do to scores.

use rustc_hash::FxHashSet;

use crate::catalog::{AssetIx, Catalog};
use crate::diagnostic::{Finding, Severity};
use crate::insight::{self, Insight, Score};
use crate::link::resolve_id;
use crate::mesh::Mesh;

/// Scores of all DMEs. They come after the findings, which tell where sources contradict each other.
pub(super) fn scores(catalog: &Catalog, insight: &Insight, findings: &[Finding]) -> Vec<Score> {
    let contradicted: FxHashSet<AssetIx> = findings
        .iter()
        .filter(|f| f.severity >= Severity::Warning && f.rule.is_contradiction())
        .filter_map(|f| resolve_id(catalog, f.asset()?))
        .collect();
    insight::scores(catalog, insight, |ix| contradicted.contains(&ix))
}

/// Adds what is found once the others have been judged.
pub(crate) fn add(mesh: &mut Mesh, found: impl IntoIterator<Item = Finding>) {
    let mut found: Vec<Finding> = found.into_iter().collect();
    if found.is_empty() {
        return;
    }
    mesh.set_aside
        .mark_late(&mesh.catalog, &mesh.settings, &mut found);
    mesh.findings.append(&mut found);
    sort(&mut mesh.findings, &mesh.catalog);
}

/// By file and place, so that a reader can go through them one after the other.
pub(super) fn sort(findings: &mut Vec<Finding>, catalog: &Catalog) {
    findings.sort_by_cached_key(|f| {
        (
            f.path(&catalog.files).map(str::to_owned),
            f.pos().map(|p| (p.line, p.column)),
            f.rule_id(),
            f.message.to_string(),
        )
    });
    findings.dedup();
}
