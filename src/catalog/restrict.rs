//! A part of a catalog, as if the rest had never been there.
//!
//! What is open is kept with what hangs on it: columns, SQL, use, health. What is listed keeps its name,
//! its text and its owner. What names something of the rest is left out, and so is what was derived from
//! it. A name stays where it is that of an asset of the part; one that is nobody's goes as well, since the
//! same text would otherwise tell whether something hidden has it. Each value is taken apart field by
//! field, so that a new field has no rule until somebody writes one. Linking does the rest: addresses,
//! use, images and what exports tell follow from the part anew.

mod beside_sql;
mod columns_of_runs;
mod contracts;
mod documents;
mod fact_rule;
mod kept_properties;
mod kept_suppressions;
mod operations;
mod owners;
mod products;
mod relation_lineage;
mod relations;
mod restricted_part;
mod seen_lineage;
mod shown_texts;
mod stubs;
mod told_columns;
mod under_way;

use rustc_hash::FxHashSet;

pub(crate) use self::fact_rule::{FactRule, Sabotage};
pub(crate) use self::restricted_part::Restricted;
pub(crate) use self::seen_lineage::{SeenColumn, SeenLineage, SeenRelation};
pub(crate) use self::told_columns::ColumnsOfRuns;
pub(crate) use self::under_way::RestrictedBy;
use self::under_way::Restriction;
use super::{
    Asset, AssetIx, Audience, Catalog, Level, LineageEdge, Ownership, Part, Status, Wildcard,
    Wildcards,
};

impl Catalog {
    /// What an audience may see, with indices of its own, by namespace and name. Addresses, use, images
    /// and what exports tell are still missing. `written` is asked, once the part has its assets, for the
    /// edges of statements that name nothing else.
    #[must_use]
    pub(crate) fn restricted_to(
        &self,
        by: RestrictedBy<'_>,
        written: impl FnOnce(&mut Restricted) -> Vec<LineageEdge>,
    ) -> Restricted {
        let mut part = Restriction::new(self, by);
        assets(&mut part);
        audience(&mut part);
        whose_part(&mut part);
        wildcards(&mut part);
        let mut begun = part.begun();
        let written = written(&mut begun);
        part.go_on(begun);
        relation_lineage::edges(&mut part, written);
        part.to.ownership = Ownership::new(part.to.assets.len());
        relations::relations(&mut part);
        owners::owners(&mut part);
        kept_properties::datasets(&mut part);
        documents::documents(&mut part);
        shown_texts::texts(&mut part);
        kept_suppressions::suppressions(&mut part);
        products::products(&mut part);
        contracts::contracts(&mut part);
        operations::operations(&mut part);
        let partial = std::mem::take(&mut part.partial);
        if let Some(of) = &mut part.to.part {
            of.partial.extend(partial);
        }
        part.begun()
    }
}

/// All assets, by their new indices. Their addresses are set by linking.
fn assets(part: &mut Restriction<'_>) {
    let none = part.to.inventory.registry.strings.intern("");
    for at in 0..part.old.len() {
        let ix = part.old[at];
        let Asset {
            kind,
            name,
            title,
            description,
            detail: _,
            pos,
            status,
            href: _,
        } = part.from.asset(ix).clone();
        let asset = Asset {
            kind,
            name: part.sym(name),
            title: part.opt_sym(title),
            description: part.opt_sym(description),
            detail: 0,
            pos: pos.filter(|_| !part.keeps(FactRule::Positions)),
            status: status_of(part, ix, status),
            href: none,
        };
        let new = part.to.inventory.registry.push(asset);
        fold(part, ix, new);
    }
}

/// Its own status; one that it has of a product that isn't kept tells of that product.
fn status_of(part: &Restriction<'_>, ix: AssetIx, status: Status) -> Status {
    let product = part.from.relation(ix).and_then(|relation| relation.product);
    match product {
        Some(product) if part.ix(product).is_none() => Status::Active,
        _ => status,
    }
}

/// Spellings by which relations are found where their system doesn't compare case.
fn fold(part: &mut Restriction<'_>, old: AssetIx, new: AssetIx) {
    if part.from.folded.is_empty() || part.from.relation(old).is_none() {
        return;
    }
    let key = part.from.name(old).to_lowercase();
    let of_whole = part.from.folded.get(&key);
    if of_whole.is_some_and(|of| of.is_none_or(|of| of == old)) {
        let folded = &mut part.to.inventory.registry.folded;
        let known = folded.entry(key);
        known.and_modify(|of| *of = None).or_insert(Some(new));
    }
}

/// The audience alone; who else may read what is no business of its readers.
fn audience(part: &mut Restriction<'_>) {
    let keeps = part.keeps(FactRule::Audiences);
    for (i, audience) in (0u32..).zip(&part.from.audiences) {
        let is_own = i == part.by.seen.of.0;
        if is_own || !keeps {
            let mut kept: Audience = audience.clone();
            if keeps {
                kept.grantees.clear();
            }
            part.to.inventory.audiences.push(kept);
        }
    }
    part.to
        .operations
        .as_of
        .clone_from(&part.from.operations.as_of);
    part.to
        .operations
        .clock
        .clone_from(&part.from.operations.clock);
}

/// Wildcards, of the open tables that they name.
fn wildcards(part: &mut Restriction<'_>) {
    let named = named_together(part);
    let mut wildcards = Wildcards::default();
    for (number, wildcard) in part.from.wildcards.all().iter().enumerate() {
        let tables = part.open_of(&wildcard.tables);
        let Some(newest) = part.open(wildcard.newest).or(tables.last().copied()) else {
            continue;
        };
        let new = wildcards.add(Wildcard { newest, tables });
        part.wildcards.insert(number, new);
        let mut tables = wildcard.tables.clone();
        tables.sort_unstable();
        if named.contains(&tables) || !part.keeps(FactRule::Wildcards) {
            part.named_wildcards.insert(new);
        }
    }
    part.to.inventory.registry.wildcards = wildcards;
}

/// Tables that SQL of an open relation names together, by a wildcard.
fn named_together(part: &Restriction<'_>) -> FxHashSet<Vec<AssetIx>> {
    let c = part.from;
    let mut all = FxHashSet::default();
    for relation in c.relations.iter().filter(|r| part.is_open(r.asset)) {
        let references = c.references_of(relation).iter();
        let by_wildcard = references.filter(|r| c.str(r.name).ends_with('*'));
        let by_wildcard: Vec<_> = by_wildcard.collect();
        for of in by_wildcard.chunk_by(|a, b| a.name == b.name) {
            let mut tables: Vec<AssetIx> = of.iter().map(|r| r.asset).collect();
            tables.sort_unstable();
            all.insert(tables);
        }
    }
    all
}

/// Whose part it is, and how much of each asset there is.
fn whose_part(part: &mut Restriction<'_>) {
    let seen = part.by.seen;
    let of = part.from.audiences.get(seen.of.0 as usize);
    let listed = (0u32..).zip(&part.old);
    let listed = listed.filter(|(_, old)| seen.level(**old) == Level::Listed);
    let listed = listed.map(|(new, _)| AssetIx(new)).collect();
    let partial = seen.partial.iter().filter_map(|ix| part.ix(*ix));
    let partial = partial.collect();
    part.to.part = Some(Part {
        audience: of.map_or_else(String::new, |of| of.id.clone()),
        label: of.map_or_else(String::new, |of| of.label.clone()),
        listed,
        partial,
    });
}
