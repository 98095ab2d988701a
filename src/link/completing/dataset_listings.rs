//! How far each dataset is listed.

use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{
    AssetIx, Completeness, DatasetListing, ListingDoubt, PartialListing, Registry, Sym,
};
use crate::diagnostic::{FileId, Finding, Place, Rule};

/// Datasets by name; `listed` are those that a warehouse's own listing names.
pub(in crate::link) fn of(
    registry: &Registry,
    listed: &FxHashSet<(Sym, Sym)>,
    doubts: &FxHashMap<AssetIx, ListingDoubt>,
    findings: &[Finding],
) -> Vec<DatasetListing> {
    let unread = unread_files(findings);
    let mut all: BTreeMap<(&str, &str), DatasetListing> = BTreeMap::new();
    let listing = |project: Sym, dataset: Sym| DatasetListing {
        project,
        dataset,
        listed: match listed.contains(&(project, dataset)) {
            true => Completeness::Complete,
            false => Completeness::Unlisted,
        },
    };
    let name = |project: Sym, dataset: Sym| (registry.str(project), registry.str(dataset));
    let named = listed.iter();
    all.extend(
        named.map(|(project, dataset)| (name(*project, *dataset), listing(*project, *dataset))),
    );
    let mut last = None;
    for relation in &registry.relations {
        let (project, dataset) = (relation.project, relation.dataset);
        let doubt = doubts.get(&relation.asset);
        let place = registry.asset(relation.asset).pos;
        let is_unread = place.is_some_and(|pos| unread.contains(&pos.file));
        // Relations of a dataset mostly come one after the other.
        if doubt.is_none() && !is_unread && last == Some((project, dataset)) {
            continue;
        }
        if !relation.is_described() && doubt.is_none() {
            continue;
        }
        last = Some((project, dataset));
        let known = all
            .entry(name(project, dataset))
            .or_insert_with(|| listing(project, dataset));
        let partial = match doubt {
            Some(ListingDoubt::Partial { absent, named }) => PartialListing::Absent {
                absent: *absent,
                named: *named,
            },
            Some(ListingDoubt::Seen { .. }) => PartialListing::Seen,
            None if is_unread => PartialListing::Unread,
            None => continue,
        };
        if known.listed == Completeness::Complete {
            known.listed = Completeness::Partial(partial);
        }
    }
    all.into_values().collect()
}

/// Files of which something couldn't be read, or that may have been cut off.
fn unread_files(findings: &[Finding]) -> FxHashSet<FileId> {
    let cut = findings.iter().filter(|finding| {
        matches!(
            finding.rule,
            Rule::ExportFile | Rule::ExportRow | Rule::ExportLimit
        )
    });
    cut.filter_map(|finding| match &finding.place {
        Some(Place::In(pos)) => Some(pos.file),
        _ => None,
    })
    .collect()
}
