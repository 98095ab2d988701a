//! Which pages of a former build are the same in this one.

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::page_trace::Kept;
use super::{KeptLinks, PageTrace, Print, Subject, TracedAsset, Traces};
use crate::catalog::{AssetIx, small};
use crate::facets::{Facet, Fingerprints, Prints, Question, Set};

/// All that pages may have read of an asset.
const ALL: u64 = u64::MAX;
/// No page.
const NONE: u32 = u32::MAX;

/// Traces of a former build, and what of all that its pages read is another now.
pub(crate) struct HeldPages {
    traces: Traces,
    /// Assets by their former numbers, and of each the facets that are another.
    assets: Vec<(Option<AssetIx>, u64)>,
    /// Former numbers of assets.
    numbers: Vec<u32>,
    /// Whether the assets that are still there come in the order that they had.
    in_order: bool,
    /// Sets that are another, as bits.
    sets: u32,
    /// Whether the answer is another, by question.
    asked: Vec<bool>,
    /// Numbers of pages, by asset and by page of a list.
    of_assets: Vec<u32>,
    of_lists: FxHashMap<(u8, u32), u32>,
}

impl HeldPages {
    /// Compares all that the pages of a former build read with what it is now.
    #[must_use]
    pub(crate) fn new(traces: Traces, of: &Fingerprints<'_>) -> Self {
        let masks = &traces.masks;
        let assets: Vec<(Option<AssetIx>, u64)> = traces
            .assets
            .par_iter()
            .map_init(
                || of.prints(),
                |prints, asset| match of.asset(u64::from_le_bytes(asset.key)) {
                    Some(ix) => (Some(ix), changed(asset, masks, ix, prints)),
                    None => (None, ALL),
                },
            )
            .collect();
        let present = assets.iter().filter_map(|(ix, _)| *ix);
        let in_order = present.is_sorted_by(|a, b| a < b);
        let mut numbers = vec![NONE; of.assets()];
        for (number, (ix, _)) in (0u32..).zip(&assets) {
            if let Some(own) = ix.and_then(|ix| numbers.get_mut(ix.ix())) {
                *own = number;
            }
        }
        let asked = traces.asked.par_iter().map(|(question, text, print)| {
            let question = Question::ALL.get(usize::from(*question));
            question.is_none_or(|question| of.answer(*question, text).to_le_bytes() != *print)
        });
        let asked = asked.collect();
        let (mut of_assets, mut of_lists) = (vec![NONE; assets.len()], FxHashMap::default());
        for (number, page) in (0u32..).zip(&traces.pages) {
            match page.subject {
                Kept::Asset(asset) => {
                    if let Some(own) = of_assets.get_mut(asset as usize) {
                        *own = number;
                    }
                }
                Kept::List(list, at) => {
                    of_lists.insert((list, at), number);
                }
            }
        }
        Self {
            sets: changed_sets(&traces, of),
            traces,
            assets,
            numbers,
            in_order,
            asked,
            of_assets,
            of_lists,
        }
    }

    /// The number of the page about `subject`, where all that it read is what it was; then so is the
    /// page.
    #[must_use]
    pub(crate) fn held(&self, subject: Subject) -> Option<u32> {
        let number = match subject {
            Subject::Asset(ix) => {
                let asset = *self.numbers.get(ix.ix())?;
                *self.of_assets.get(asset as usize)?
            }
            Subject::List(list, number) => *self.of_lists.get(&(list, number))?,
        };
        let page = self.traces.pages.get(number as usize)?;
        if page.sets & self.sets != 0 {
            return None;
        }
        let asked = &mut page.asked.iter();
        if asked.any(|at| self.asked.get(*at as usize).copied().unwrap_or(true)) {
            return None;
        }
        let mut last = None;
        for (asset, mask) in &page.facets {
            let (ix, changed) = self.assets.get(*asset as usize)?;
            let ix = (*ix)?;
            if changed & self.traces.masks.get(usize::from(*mask))? != 0 {
                return None;
            }
            // Assets come in the order that they had: a page may follow it.
            if !self.in_order && last.replace(ix).is_some_and(|last| last >= ix) {
                return None;
            }
        }
        Some(number)
    }

    /// What is looked at of a page that is kept.
    #[must_use]
    pub(crate) fn links(&self, page: u32) -> Option<KeptLinks<'_>> {
        Some(KeptLinks {
            page: self.traces.pages.get(page as usize)?,
            addresses: &self.traces.addresses,
        })
    }

    /// The traces themselves.
    pub(super) const fn traces(&self) -> &Traces {
        &self.traces
    }

    /// The page of a number.
    pub(super) fn page(&self, number: u32) -> Option<&PageTrace> {
        self.traces.pages.get(number as usize)
    }

    /// The asset of a former number.
    pub(super) fn asset(&self, number: u32) -> Option<AssetIx> {
        self.assets.get(number as usize)?.0
    }

    /// The fingerprint of a facet of an asset, where it is known to be what it was.
    pub(super) fn shared_print(&self, facet: Facet, ix: AssetIx) -> Option<Print> {
        let (asset, changed) = self.of(ix)?;
        let mask = *self.traces.masks.get(usize::from(asset.shared))?;
        if changed & facet.bit() != 0 || mask & facet.bit() == 0 {
            return None;
        }
        let before = (mask & (facet.bit() - 1)).count_ones();
        asset.prints.get(before as usize).copied()
    }

    /// The fingerprint of these facets of an asset together, where it is known to be what it was.
    pub(super) fn own_print(&self, facets: u64, ix: AssetIx) -> Option<Print> {
        let (asset, changed) = self.of(ix)?;
        let mask = *self.traces.masks.get(usize::from(asset.own))?;
        (mask == facets && changed & mask == 0).then_some(asset.own_print)
    }

    fn of(&self, ix: AssetIx) -> Option<(&TracedAsset, u64)> {
        let number = *self.numbers.get(ix.ix())? as usize;
        let (_, changed) = self.assets.get(number)?;
        Some((self.traces.assets.get(number)?, *changed))
    }
}

/// Facets of an asset that are another than they were, as bits.
fn changed(asset: &TracedAsset, masks: &[u64], ix: AssetIx, prints: &mut Prints<'_>) -> u64 {
    let mask = |number: u16| masks.get(usize::from(number)).copied();
    let Some((own, shared)) = mask(asset.own).zip(mask(asset.shared)) else {
        return ALL;
    };
    if shared.count_ones() != small(asset.prints.len()) {
        return ALL;
    }
    let mut changed = 0;
    if own != 0 && prints.together(own, ix).to_le_bytes() != asset.own_print {
        changed |= own;
    }
    for (facet, print) in Facet::all_of(shared).zip(&asset.prints) {
        if prints.facet(facet, ix).to_le_bytes() != *print {
            changed |= facet.bit();
        }
    }
    changed
}

fn changed_sets(traces: &Traces, of: &Fingerprints<'_>) -> u32 {
    let pages = traces.pages.iter();
    let read = pages.fold(0, |all, page| all | page.sets);
    let sets = Set::ALL.iter().zip(&traces.sets);
    let other =
        sets.filter(|(set, print)| read & set.bit() != 0 && of.set(**set).to_le_bytes() != **print);
    other.fold(0, |all, (set, _)| all | set.bit())
}
