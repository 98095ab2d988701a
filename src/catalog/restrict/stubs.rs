//! What stands in a part for the hidden things that SQL of open relations names.

use super::fact_rule::FactRule;
use super::under_way::Restriction;
use crate::catalog::{AssetIx, ColumnRef, Kind, Level, PublishedFacts, Reference, Relation, Stub};
use crate::system::ProvenanceKind;

/// What the SQL of a relation names and the audience can't open, by index of the whole. What only tools
/// say is left out: it isn't the relation's own statement.
pub(super) fn unseen(part: &Restriction<'_>, relation: &Relation) -> Vec<AssetIx> {
    let c = part.from;
    let own = |of: &Reference| {
        let mut provenances = c.graph.provenances(of.asset, relation.asset);
        reads_sql(relation) || provenances.any(|p| p.how == ProvenanceKind::ViewUsage)
    };
    let named = c.references_of(relation).iter();
    let unseen = named.filter(|of| !part.is_open(of.asset) && !is_covered(part, relation, of));
    let mut unseen: Vec<AssetIx> = unseen.filter(|of| own(of)).map(|of| of.asset).collect();
    unseen.dedup();
    unseen
}

/// Whether a reference is to one table of a wildcard that has open ones too: the wildcard is those.
fn is_covered(part: &Restriction<'_>, relation: &Relation, of: &Reference) -> bool {
    let c = part.from;
    let named = |other: &&Reference| other.name == of.name && part.is_open(other.asset);
    c.str(of.name).ends_with('*') && c.references_of(relation).iter().any(|other| named(&other))
}

/// What a relation's own SQL names, as far as it may be seen, and whether all of it may. A stub is made
/// for the rest.
pub(super) fn references(
    part: &mut Restriction<'_>,
    asset: AssetIx,
    relation: &Relation,
) -> (Vec<Reference>, bool) {
    let mut references = Vec::new();
    for Reference { name, asset } in part.from.references_of(relation) {
        if let Some(asset) = part.ix(*asset) {
            let name = part.sym(*name);
            references.push(Reference { name, asset });
        }
    }
    let unseen = unseen(part, relation);
    let whole = unseen.is_empty();
    let hidden = unseen.iter().copied();
    let hidden: Vec<AssetIx> = hidden
        .filter(|ix| part.by.seen.level(*ix) == Level::Hidden)
        .collect();
    if !whole {
        part.partial.insert(asset);
    }
    if !hidden.is_empty() {
        let published = publishes(part, &hidden, |of| of.sql);
        let stub = match published || !part.keeps(FactRule::References) {
            true => {
                let mut names: Vec<&str> = hidden.iter().map(|ix| part.from.name(*ix)).collect();
                names.sort_unstable();
                names.dedup();
                let strings = &mut part.to.inventory.registry.strings;
                Stub::Named(names.into_iter().map(|name| strings.intern(name)).collect())
            }
            false => Stub::Unnamed,
        };
        part.to.stubs.reads.insert(asset, stub);
    }
    let all = whole || publishes(part, &unseen, |of| of.sql);
    (references, all)
}

/// What a column is made of and may not be seen.
pub(super) fn of_column(part: &mut Restriction<'_>, unseen: &[ColumnRef]) -> Stub {
    let assets: Vec<AssetIx> = unseen.iter().map(|of| of.asset).collect();
    // A column that its tag hides is nobody's to publish.
    let tables = assets
        .iter()
        .all(|ix| part.by.seen.level(*ix) == Level::Hidden);
    let published = tables && publishes(part, &assets, |of| of.columns);
    if !published && part.keeps(FactRule::ColumnSources) {
        return Stub::Unnamed;
    }
    let name = |of: &ColumnRef| {
        let table = part.from.name(of.asset);
        [table, ".", part.from.str(of.column)].concat()
    };
    let mut names: Vec<String> = unseen.iter().map(name).collect();
    names.sort_unstable();
    names.dedup();
    let strings = &mut part.to.inventory.registry.strings;
    Stub::Named(names.iter().map(|name| strings.intern(name)).collect())
}

/// Whether the owners of all of these publish a fact of them to those who read views over them.
pub(super) fn publishes(
    part: &Restriction<'_>,
    all: &[AssetIx],
    what: fn(PublishedFacts) -> bool,
) -> bool {
    let c = part.from;
    all.iter().all(|ix| {
        matches!(c.asset(*ix).kind, Kind::Table | Kind::View) && what(c.published_of(*ix))
    })
}

/// Whether pointers of a relation are read from its SQL.
pub(super) fn reads_sql(relation: &Relation) -> bool {
    let query = relation.query.as_ref();
    query.is_some_and(|query| !query.is_display_only())
}
