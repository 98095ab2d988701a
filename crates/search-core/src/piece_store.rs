//! Pieces of index files that are at hand, and the list of those that were missed.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tantivy::directory::OwnedBytes;

/// Pieces in memory, by their number. Beyond a bound those used longest ago are let go, but never
/// while a query runs.
#[derive(Debug)]
pub struct Pieces {
    state: Mutex<State>,
    bound: usize,
}

#[derive(Debug, Default)]
struct State {
    here: BTreeMap<u32, (OwnedBytes, u64)>,
    wanted: BTreeSet<u32>,
    clock: u64,
    bytes: usize,
}

impl Pieces {
    /// None yet; `bound` in bytes.
    #[must_use]
    pub fn new(bound: usize) -> Self {
        Self {
            state: Mutex::default(),
            bound,
        }
    }

    // A panic elsewhere leaves nothing half done here.
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// A piece, if it is here; else it is noted as wanted.
    pub(crate) fn get(&self, piece: u32) -> Option<OwnedBytes> {
        let mut state = self.state();
        state.clock += 1;
        let now = state.clock;
        if let Some((bytes, used)) = state.here.get_mut(&piece) {
            *used = now;
            return Some(bytes.clone());
        }
        state.wanted.insert(piece);
        None
    }

    /// Adds a piece.
    pub fn put(&self, piece: u32, bytes: Vec<u8>) {
        let mut state = self.state();
        state.clock += 1;
        let now = state.clock;
        state.bytes += bytes.len();
        if let Some((old, _)) = state.here.insert(piece, (OwnedBytes::new(bytes), now)) {
            state.bytes -= old.len();
        }
    }

    /// Whether anything was missed.
    pub(crate) fn is_wanting(&self) -> bool {
        !self.state().wanted.is_empty()
    }

    /// What was missed since the last call.
    pub(crate) fn take_wanted(&self) -> Vec<u32> {
        std::mem::take(&mut self.state().wanted)
            .into_iter()
            .collect()
    }

    /// Lets go of what was used longest ago, down to the bound.
    pub(crate) fn trim(&self) {
        let mut state = self.state();
        if state.bytes <= self.bound {
            return;
        }
        let mut by_age: Vec<(u64, u32)> = state.here.iter().map(|(n, (_, t))| (*t, *n)).collect();
        by_age.sort_unstable();
        for (_, piece) in by_age {
            if state.bytes <= self.bound {
                break;
            }
            if let Some((bytes, _)) = state.here.remove(&piece) {
                state.bytes -= bytes.len();
            }
        }
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.state().bytes
    }
}

#[cfg(test)]
mod tests {
    use super::Pieces;

    #[test]
    fn what_was_used_longest_ago_goes_first() {
        let pieces = Pieces::new(2);
        for n in 0..3 {
            pieces.put(n, vec![0]);
        }
        assert!(pieces.get(0).is_some());
        pieces.trim();
        assert_eq!(pieces.bytes(), 2);
        assert!(pieces.get(0).is_some() && pieces.get(2).is_some());
        assert!(pieces.take_wanted().is_empty());
        assert!(pieces.get(1).is_none());
        assert_eq!(pieces.take_wanted(), [1]);
    }
}
