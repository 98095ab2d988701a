//! How statements take all columns of relations.

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, StarUse};
use crate::link::connecting::used::StatementUse;
use crate::link::facts::{Key, Shape, Statements};

/// Counts statements, whatever they write and whenever they ran: one that runs once a year notices a
/// changed column as well. A part of a script is counted there; here it is told once, as the export may
/// lack the script.
pub(super) fn count(
    counts: &[(Key, u32)],
    statements: &Statements,
    used: &[StatementUse],
) -> FxHashMap<AssetIx, StarUse> {
    let mut of_shape = vec![0u32; used.len()];
    for (key, n) in counts {
        if let Some(sum) = of_shape.get_mut(key.shape as usize) {
            *sum = sum.saturating_add(*n);
        }
    }
    let mut all: FxHashMap<AssetIx, StarUse> = FxHashMap::default();
    let shapes = used.iter().zip(&statements.shapes).zip(of_shape);
    let (parts, whole): (Vec<_>, Vec<_>) = shapes.partition(|(_, n)| *n == 0);
    for ((used, shape), n) in whole {
        for (relation, place) in &used.stars {
            let count = all.entry(*relation).or_default().of(*place);
            *count = count.saturating_add(n);
        }
        for relation in unparsed(used, shape) {
            let of = all.entry(relation).or_default();
            of.unparsed = of.unparsed.saturating_add(n);
            of.last_unparsed = of.last_unparsed.max(shape.last);
        }
    }
    for ((used, shape), _) in parts {
        for (relation, place) in &used.stars {
            let count = all.entry(*relation).or_default().of(*place);
            *count = (*count).max(1);
        }
        for relation in unparsed(used, shape) {
            let of = all.entry(relation).or_default();
            of.unparsed = of.unparsed.max(1);
            of.last_unparsed = of.last_unparsed.max(shape.last);
        }
    }
    all
}

/// The relations that a statement names of which not all can be read. It may name more than is found in it: the
/// warehouse knows.
fn unparsed(used: &StatementUse, shape: &Shape) -> Vec<AssetIx> {
    if !used.may_name_more() {
        return Vec::new();
    }
    let referenced = shape.referenced.iter().map(|raw| AssetIx(*raw));
    let mut named: Vec<AssetIx> = used.relations.iter().copied().chain(referenced).collect();
    named.sort_unstable();
    named.dedup();
    named
}
