//! Findings once all are told: in the order in which people go through them, and what they do to scores.

use std::cell::LazyCell;

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
    let order = order(findings, catalog);
    let mut taken: Vec<Option<Finding>> = std::mem::take(findings).into_iter().map(Some).collect();
    let sorted = order.into_iter();
    findings.extend(sorted.filter_map(|at| taken.get_mut(at)?.take()));
    findings.dedup();
}

fn order(findings: &[Finding], catalog: &Catalog) -> Vec<usize> {
    // Sentences are made for those alone of which place and rule are the same.
    let keys: Vec<_> = findings
        .iter()
        .map(|f| {
            let place = f.pos().map(|pos| (pos.line, pos.column));
            let message = LazyCell::new(|| f.message.printed());
            ((f.path(&catalog.files), place, f.rule_id()), message)
        })
        .collect();
    let mut order: Vec<(usize, &_)> = keys.iter().enumerate().collect();
    order
        .sort_by(|(_, (a, said)), (_, (b, other))| a.cmp(b).then_with(|| (***said).cmp(&***other)));
    order.into_iter().map(|(at, _)| at).collect()
}
