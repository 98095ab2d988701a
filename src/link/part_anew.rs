//! The part of a catalog that an audience may see, with all that linking works out of it anew.

use std::collections::BTreeSet;

use super::Ledger;
use super::completing::told_topics::{Operated, tells};
use super::completing::{members, page_texts, slugs, told_by_statements};
use super::connecting::{first_contact, statements};
use crate::catalog::{Catalog, Image, Operations, Restricted, RestrictedBy};

/// The part of a catalog that an audience may see; `ledger` is the one that the catalog was linked with.
/// What numbers, addresses and lists there are of it, it has of itself.
#[must_use]
pub(crate) fn part_for(whole: &Catalog, ledger: &Ledger, by: RestrictedBy<'_>) -> Restricted {
    let told_by_runs = ledger.columns(whole, by.seen);
    let seen_lineage = ledger.lineage(whole, by.seen);
    let by = RestrictedBy {
        told_by_runs: &told_by_runs,
        seen_lineage: &seen_lineage,
        ..by
    };
    let mut counted = Ledger::default();
    let mut part = whole.restricted_to(by, |begun| {
        counted = ledger.restricted(whole, begun);
        statements::edges(&begun.catalog, &counted.statements, &counted.used)
    });
    let c = &mut part.catalog;
    members::fill(&mut c.inventory, &c.ownership);
    c.first_contact = first_contact::of(&c.inventory, &c.graph, &c.targets, &c.ownership);
    use_of(c, &counted);
    let mut named: Vec<usize> = counted
        .used
        .iter()
        .flat_map(|of| &of.wildcards)
        .copied()
        .collect();
    named.extend(&part.named_wildcards);
    let all = &c.inventory.registry.wildcards;
    c.inventory.registry.wildcards = all.some(named);
    c.images = images(c, &whole.images);
    slugs::addresses(&mut c.inventory, &mut Vec::new());
    let operated = Operated {
        checks: &c.operations.checks,
        monitors: &c.operations.monitors,
        health: &c.operations.health,
        exports: &c.operations.exports,
    };
    c.tells = tells(&c.inventory, &BTreeSet::new(), &operated);
    part
}

/// How open relations are used by statements that name nothing else, and from projects of theirs alone.
fn use_of(c: &mut Catalog, counted: &Ledger) {
    let Operations {
        mut usage,
        star_uses,
        named_by,
        ..
    } = told_by_statements(
        &c.inventory,
        &counted.statements,
        &counted.used,
        &c.operations.clock,
    );
    usage.values_mut().for_each(|of| {
        of.projects
            .retain(|(project, _)| !c.str(*project).is_empty());
    });
    c.operations.usage = usage;
    c.operations.star_uses = star_uses;
    c.operations.named_by = named_by;
}

/// The images that texts of the part show.
fn images(part: &Catalog, whole: &[Image]) -> Vec<Image> {
    if whole.is_empty() {
        return Vec::new();
    }
    let guides = part.guides.iter().map(|guide| (guide.file, &guide.text));
    let long = part.long_descriptions.values();
    let texts = guides.chain(long.map(|text| (text.file, &text.text)));
    let texts = texts.map(|(file, text)| (part.path(file), text.as_str()));
    page_texts::shown_images(whole, texts)
}

/// The part that holds what `keep` holds for, open.
#[cfg(test)]
pub(crate) fn part_where(
    whole: &Catalog,
    ledger: &Ledger,
    keep: impl Fn(crate::catalog::AssetIx) -> bool,
) -> Catalog {
    use crate::catalog::{
        AssetIx, AudienceIx, ColumnsOfRuns, Level, Sabotage, Seen, SeenLineage, small,
    };
    let level = |ix| match keep(AssetIx(ix)) {
        true => Level::Open,
        false => Level::Hidden,
    };
    let seen = Seen {
        of: AudienceIx(0),
        levels: (0..small(whole.assets.len())).map(level).collect(),
        columns: rustc_hash::FxHashSet::default(),
        partial: rustc_hash::FxHashSet::default(),
    };
    let by = RestrictedBy {
        seen: &seen,
        names_owner: &|_| false,
        told_by_runs: &ColumnsOfRuns::default(),
        seen_lineage: &SeenLineage::default(),
        sabotage: Sabotage::default(),
    };
    part_for(whole, ledger, by).catalog
}
