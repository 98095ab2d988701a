//! Temporary tables of scripts and sessions: what a statement reads by way of them. They are no
//! assets; an edge leads from what they are made of to what is made of them.

use rustc_hash::FxHashSet;

use super::used::StatementUse;
use crate::link::facts::{Statements, bare};

/// Most statements that are followed from one.
const MOST: usize = 10_000;

/// The shapes of statements whose sources are those of this one: its own, and those of the statements
/// that wrote the temporary tables that it reads, however many on the way.
pub(in crate::link) fn makers(
    statements: &Statements,
    used: &[StatementUse],
    shape: u32,
) -> Vec<u32> {
    let mut found = vec![shape];
    let mut seen: FxHashSet<u32> = FxHashSet::default();
    seen.insert(shape);
    let mut at = 0;
    while let Some(next) = found.get(at).copied() {
        at += 1;
        let known = statements.shapes.get(next as usize);
        let Some(script) = known.and_then(|shape| shape.script.as_deref()) else {
            continue;
        };
        let names = used.get(next as usize).map_or(&[][..], |used| &used.bare);
        let bare = script
            .parents
            .iter()
            .flat_map(|parent| names.iter().map(move |name| bare(*parent, name)));
        for temporary in script.reads.iter().copied().chain(bare) {
            for maker in statements.makers(temporary) {
                if found.len() < MOST && seen.insert(maker) {
                    found.push(maker);
                }
            }
        }
    }
    found
}
