//! Traces, as pages are made and kept side by side.

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use rustc_hash::FxHashMap;

use super::page_trace::Kept;
use super::{
    Address, HeldPages, PageLinks, PageTrace, Print, Subject, TracedAsset, Traces, VERSION, forms,
};
use crate::catalog::{AssetIx, small};
use crate::facets::{Facet, Fingerprints, Question, Set};
use crate::reader::Notes;

/// What is noted of the pages of a build.
#[derive(Default)]
pub(crate) struct TracesBeingMade(Mutex<Building>);

#[derive(Default)]
struct Building {
    made: Vec<(Subject, PageTrace)>,
    /// Numbers of pages of the former build.
    kept: Vec<u32>,
    masks: Numbered<u64>,
    asked: Numbered<(Question, String)>,
    addresses: Numbered<(u64, u32)>,
    /// By their numbers.
    texts: Vec<Option<String>>,
}

/// Values that are told apart by small numbers.
struct Numbered<T> {
    numbers: FxHashMap<T, u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        let numbers = FxHashMap::default();
        Self { numbers }
    }
}

impl<T: Eq + std::hash::Hash + Ord> Numbered<T> {
    fn number(&mut self, value: T) -> u32 {
        let next = small(self.numbers.len());
        *self.numbers.entry(value).or_insert(next)
    }

    /// All of them, by their numbers.
    fn into_all(self) -> Vec<T> {
        let mut all: Vec<(u32, T)> = self.numbers.into_iter().map(|(v, n)| (n, v)).collect();
        all.sort_unstable();
        all.into_iter().map(|(_, value)| value).collect()
    }
}

impl TracesBeingMade {
    /// Adds a page that was just made; one that read what can't be told apart is left out.
    pub(crate) fn add(&self, subject: Subject, notes: Notes, links: PageLinks) {
        let Notes {
            mut facets,
            sets,
            asked,
        } = notes;
        if let Subject::Asset(ix) = subject {
            // The page's address stands there.
            match facets.binary_search_by_key(&ix, |(ix, _)| *ix) {
                Ok(at) => {
                    let own = facets.get_mut(at);
                    own.into_iter().for_each(|of| of.1 |= Facet::Label.bit());
                }
                Err(at) => facets.insert(at, (ix, Facet::Label.bit())),
            }
        }
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let all = &mut *all;
        // Nobody else gives their texts, whatever comes of this page.
        for new in &links.new {
            all.address(new);
        }
        if sets & Set::Everything.bit() != 0 {
            return;
        }
        let numbered = facets.into_iter().map(|(ix, bits)| {
            let mask = all.masks.number(bits);
            Some((ix.0, u16::try_from(mask).ok()?))
        });
        // So many combinations nobody has; the page is then made anew each time.
        let Some(facets) = numbered.collect() else {
            return;
        };
        let asked = asked.into_iter();
        let page = PageTrace {
            // Numbers of assets are given when all pages are known.
            subject: Kept::Asset(0),
            facets,
            sets,
            asked: asked.map(|asked| all.asked.number(asked)).collect(),
            anchors: links.anchors.into_iter().map(u32::to_le_bytes).collect(),
            wanted: {
                let wanted = links.wanted.into_iter();
                wanted.map(|key| all.addresses.number(key)).collect()
            },
            lost: links.lost,
        };
        all.made.push((subject, page));
    }

    /// Adds a page of the former build that is kept.
    pub(crate) fn keep(&self, page: u32) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.kept.push(page);
    }

    /// All of them, whatever threads made them. `all` is made of what holds for all pages.
    #[must_use]
    pub(crate) fn finish(
        self,
        former: Option<&HeldPages>,
        all: u128,
        of: &Fingerprints<'_>,
    ) -> Traces {
        let mut building = self.0.into_inner().unwrap_or_else(PoisonError::into_inner);
        if let Some(former) = former {
            building.take_over(former);
        }
        let Building {
            mut made,
            masks,
            asked,
            addresses,
            mut texts,
            ..
        } = building;
        texts.resize(addresses.numbers.len(), None);
        let addresses = addresses.into_all().into_iter().zip(texts);
        let addresses: Vec<Address> = addresses
            .map(|((file, anchor), text)| Address {
                file,
                anchor,
                // Whoever names an address first gives its text.
                text: text.unwrap_or_default(),
            })
            .collect();
        let mut masks = masks;
        let read = Read::of(&made, &masks.numbers, of.assets());
        let assets = read.assets(&mut masks, former, of);
        for (subject, page) in &mut made {
            page.subject = match *subject {
                Subject::Asset(ix) => Kept::Asset(read.number(ix)),
                Subject::List(list, number) => Kept::List(list, number),
            };
            for (asset, _) in &mut page.facets {
                *asset = read.number(AssetIx(*asset));
            }
        }
        let mut pages: Vec<PageTrace> = made.into_iter().map(|(_, page)| page).collect();
        pages.sort_unstable_by_key(|page| page.subject);
        let sets_read = pages.iter().fold(0, |all, page| all | page.sets);
        let set = |set: Set| match sets_read & set.bit() {
            0 => Print::default(),
            _ => of.set(set).to_le_bytes(),
        };
        let asked = asked.into_all().into_par_iter().map(|(question, text)| {
            let print = of.answer(question, &text).to_le_bytes();
            (question as u8, text, print)
        });
        Traces {
            version: VERSION,
            forms: forms(),
            all: all.to_le_bytes(),
            assets,
            sets: Set::ALL.map(set),
            asked: asked.collect(),
            addresses,
            masks: masks.into_all(),
            pages,
        }
    }
}

impl Building {
    /// Adds the pages that are kept as if they had been made.
    fn take_over(&mut self, former: &HeldPages) {
        let traces = former.traces();
        let mut masks: Vec<Option<u32>> = vec![None; traces.masks.len()];
        let mut asked: Vec<Option<u32>> = vec![None; traces.asked.len()];
        let mut addresses: Vec<Option<u32>> = vec![None; traces.addresses.len()];
        for number in std::mem::take(&mut self.kept) {
            let Some(page) = former.page(number) else {
                continue;
            };
            let subject = match page.subject {
                Kept::Asset(asset) => former.asset(asset).map(Subject::Asset),
                Kept::List(list, number) => Some(Subject::List(list, number)),
            };
            let facets = page.facets.iter().map(|(asset, mask)| {
                let own = masks.get_mut(usize::from(*mask))?;
                let mask = *traces.masks.get(usize::from(*mask))?;
                let mask = *own.get_or_insert_with(|| self.masks.number(mask));
                Some((former.asset(*asset)?.0, u16::try_from(mask).ok()?))
            });
            let facets: Option<Vec<(u32, u16)>> = facets.collect();
            let Some((subject, facets)) = subject.zip(facets) else {
                continue;
            };
            let questions = page.asked.iter().filter_map(|at| {
                let (question, text, _) = traces.asked.get(*at as usize)?;
                let own = asked.get_mut(*at as usize)?;
                let question = *Question::ALL.get(usize::from(*question))?;
                Some(*own.get_or_insert_with(|| self.asked.number((question, text.clone()))))
            });
            let questions = questions.collect();
            let mut wanted = Vec::with_capacity(page.wanted.len());
            for at in &page.wanted {
                let address = traces.addresses.get(*at as usize);
                let Some((address, own)) = address.zip(addresses.get_mut(*at as usize)) else {
                    continue;
                };
                wanted.push(*own.get_or_insert_with(|| self.address(address)));
            }
            let page = PageTrace {
                subject: page.subject,
                facets,
                sets: page.sets,
                asked: questions,
                anchors: page.anchors.clone(),
                wanted,
                lost: page.lost.clone(),
            };
            self.made.push((subject, page));
        }
    }

    /// Number of an address.
    fn address(&mut self, of: &Address) -> u32 {
        let number = self.addresses.number((of.file, of.anchor));
        let at = number as usize;
        if self.texts.len() <= at {
            self.texts.resize(at + 1, None);
        }
        if let Some(text) = self.texts.get_mut(at) {
            text.get_or_insert_with(|| of.text.clone());
        }
        number
    }
}

/// What all pages read of each asset.
struct Read {
    /// Facets that its own page read, and those that others did, by asset.
    own: Vec<u64>,
    shared: Vec<u64>,
    /// Numbers of the assets that were read.
    numbers: Vec<u32>,
}

impl Read {
    fn of(made: &[(Subject, PageTrace)], masks: &FxHashMap<u64, u32>, assets: usize) -> Self {
        let mut by_number = vec![0; masks.len()];
        #[allow(clippy::iter_over_hash_type, reason = "each is put in its place")]
        for (mask, number) in masks {
            if let Some(own) = by_number.get_mut(*number as usize) {
                *own = *mask;
            }
        }
        let (mut own, mut shared) = (vec![0; assets], vec![0; assets]);
        for (subject, page) in made {
            for (asset, mask) in &page.facets {
                let of = match *subject == Subject::Asset(AssetIx(*asset)) {
                    true => &mut own,
                    false => &mut shared,
                };
                let mask: u64 = by_number.get(usize::from(*mask)).copied().unwrap_or(0);
                if let Some(of) = of.get_mut(*asset as usize) {
                    *of |= mask;
                }
            }
        }
        let mut next = 0;
        let numbers = own.iter_mut().zip(&shared).map(|(own, shared)| {
            let is_read = *own | *shared != 0;
            *own &= !*shared;
            next += u32::from(is_read);
            next.saturating_sub(1)
        });
        Self {
            numbers: numbers.collect(),
            own,
            shared,
        }
    }

    /// The number of an asset that was read.
    fn number(&self, ix: AssetIx) -> u32 {
        self.numbers.get(ix.ix()).copied().unwrap_or(u32::MAX)
    }

    /// Fingerprints of all that was read; those that are known to be what they were aren't made anew.
    fn assets(
        &self,
        masks: &mut Numbered<u64>,
        former: Option<&HeldPages>,
        of: &Fingerprints<'_>,
    ) -> Vec<TracedAsset> {
        let read = self.own.iter().zip(&self.shared).zip(0u32..);
        let read: Vec<(AssetIx, [(u64, u16); 2])> = read
            .filter(|((own, shared), _)| **own | **shared != 0)
            .map(|((own, shared), ix)| {
                // A number that is no number of any: then all of it counts as changed.
                let mut numbered =
                    |mask| (mask, u16::try_from(masks.number(mask)).unwrap_or(u16::MAX));
                (AssetIx(ix), [numbered(*own), numbered(*shared)])
            })
            .collect();
        let made = read.into_par_iter().map_init(
            || of.prints(),
            |prints, (ix, [(own, own_number), (shared, shared_number)])| TracedAsset {
                key: of.key(ix).to_le_bytes(),
                own: own_number,
                shared: shared_number,
                own_print: former
                    .and_then(|former| former.own_print(own, ix))
                    .unwrap_or_else(|| prints.together(own, ix).to_le_bytes()),
                prints: Facet::all_of(shared)
                    .map(|facet| {
                        former
                            .and_then(|former| former.shared_print(facet, ix))
                            .unwrap_or_else(|| prints.facet(facet, ix).to_le_bytes())
                    })
                    .collect(),
            },
        );
        made.collect()
    }
}
