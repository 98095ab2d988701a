//! How statements take all columns of relations.

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, StarUse};
use crate::link::connecting::used::StatementUse;
use crate::link::facts::{Key, Statements};

/// Counts statements, whatever they write and whenever they ran: one that runs once a year notices a
/// changed column as well.
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
    for ((used, shape), n) in used.iter().zip(&statements.shapes).zip(of_shape) {
        for (relation, place) in &used.stars {
            all.entry(*relation).or_default().add(*place, n);
        }
        if !used.parsed {
            // What can't be read may name more than is found in it: the warehouse knows.
            let referenced = shape.referenced.iter().map(|raw| AssetIx(*raw));
            let mut named: Vec<AssetIx> = used.relations.iter().copied().collect();
            named.extend(referenced);
            named.sort_unstable();
            named.dedup();
            for relation in named {
                let count = &mut all.entry(relation).or_default().unparsed;
                *count = count.saturating_add(n);
            }
        }
    }
    all.retain(|_, of| *of != StarUse::default());
    all
}
