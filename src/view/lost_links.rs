//! Links of descriptions that lead nowhere, noted as pages are made of them: their text alone is shown.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{Mutex, PoisonError};

use crate::catalog::AssetIx;
use crate::diagnostic::beginning;

/// Links that are kept of an asset: the first in the order of their letters, whichever thread comes
/// first.
pub(crate) const MOST: usize = 100;
/// Characters of an address that are kept.
const SHOWN: usize = 80;

/// Links that lead nowhere, by the asset in whose texts they stand.
#[derive(Debug, Default)]
pub(crate) struct LostLinks(Mutex<BTreeMap<AssetIx, BTreeSet<String>>>);

impl LostLinks {
    pub(crate) fn note(&self, asset: AssetIx, target: &str) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = all.entry(asset).or_default();
        own.insert(beginning(target, SHOWN));
        if own.len() > MOST {
            own.pop_last();
        }
    }

    /// All of them.
    #[must_use]
    pub(crate) fn into_all(self) -> BTreeMap<AssetIx, BTreeSet<String>> {
        self.0.into_inner().unwrap_or_else(PoisonError::into_inner)
    }
}
