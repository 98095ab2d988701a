//! The values that facets count, told by a few numbers a document: most documents share their kind,
//! owner and domain with many others, so each combination is written down once. Facets that have
//! little to do with each other are combined apart: together they would have nearly as many
//! combinations as there are documents.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::io;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use crate::index_schema::{FACETS, Value};
use crate::packed_numbers::Numbers;

/// The file with what the combinations stand for, and that with the place of each document among all
/// names.
pub(crate) const TABLE: &str = "profiles.table";
pub(crate) const ORDER: &str = "profiles.order";

/// Facets that are combined, by their places in [`FACETS`], and the file with the number of each
/// document's combination.
pub(crate) const GROUPS: [(Range<usize>, &str); 3] = [
    (0..6, "profiles.of"),
    (6..8, "profiles.open"),
    (8..9, "profiles.tags"),
];

const _: () = assert!(GROUPS[2].0.end == FACETS.len());

/// What the numbers of a document stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Profiles {
    /// Values by facet, in the order of [`FACETS`].
    values: Vec<Vec<String>>,
    /// Lists of values by facet, each once: numbers of values.
    lists: Vec<Vec<Vec<u32>>>,
    /// Combinations by group, one after the other: the number of a list by facet of the group. Those
    /// of one facet alone are its lists, and not written down.
    combinations: Vec<Vec<u32>>,
}

/// How often each combination was found, by group.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts(pub [Vec<u32>; GROUPS.len()]);

impl Profiles {
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let read: Self = postcard::from_bytes(&unpacked(bytes)?).ok()?;
        let whole = read.values.len() == FACETS.len()
            && read.lists.len() == FACETS.len()
            && read.combinations.len() == GROUPS.len()
            && (read.combinations.iter().zip(&GROUPS))
                .all(|(all, (facets, _))| all.len().is_multiple_of(facets.len()));
        whole.then_some(read)
    }

    /// All values of all facets.
    pub(crate) fn into_values(self) -> impl Iterator<Item = String> {
        self.values.into_iter().flatten()
    }

    /// Counts of nothing yet.
    pub(crate) fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for ((all, (facets, _)), count) in self.combinations.iter().zip(&GROUPS).zip(&mut counts.0)
        {
            let lists = self.lists.get(facets.start).map_or(0, Vec::len);
            let combinations = match facets.len() {
                1 => lists,
                facets => all.len() / facets,
            };
            *count = vec![0; combinations];
        }
        counts
    }

    /// Values of a facet with their counts, the most frequent first, then by value.
    pub(crate) fn by_value(&self, facet: usize, counts: &Counts) -> Vec<(&str, u32)> {
        let names = self.values.get(facet).map_or(&[][..], Vec::as_slice);
        let lists = self.lists.get(facet).map_or(&[][..], Vec::as_slice);
        let mut sums = vec![0_u32; names.len()];
        let mut add = |list: Option<&Vec<u32>>, count: u32| {
            for value in list.map_or(&[][..], Vec::as_slice) {
                if let Some(sum) = sums.get_mut(*value as usize) {
                    *sum += count;
                }
            }
        };
        for ((all, (facets, _)), counts) in self.combinations.iter().zip(&GROUPS).zip(&counts.0) {
            if !facets.contains(&facet) {
                continue;
            }
            if facets.len() == 1 {
                for (list, count) in lists.iter().zip(counts) {
                    add(Some(list), *count);
                }
                continue;
            }
            for (combination, count) in all.chunks(facets.len()).zip(counts) {
                let list = combination.get(facet - facets.start);
                add(list.and_then(|list| lists.get(*list as usize)), *count);
            }
        }
        let mut found: Vec<(&str, u32)> = names
            .iter()
            .map(String::as_str)
            .zip(sums)
            .filter(|(_, n)| *n > 0)
            .collect();
        found.sort_by(|(a, x), (b, y)| y.cmp(x).then(a.cmp(b)));
        found
    }
}

/// Things in the order in which they came first, each with its number.
#[derive(Debug)]
struct Numbered<T> {
    list: Vec<T>,
    numbers: HashMap<T, u32>,
}

impl<T> Default for Numbered<T> {
    fn default() -> Self {
        Self {
            list: Vec::new(),
            numbers: HashMap::new(),
        }
    }
}

impl<T: Clone + Eq + Hash> Numbered<T> {
    fn number<Q>(&mut self, thing: &Q) -> u32
    where
        T: Borrow<Q>,
        Q: ToOwned<Owned = T> + Eq + Hash + ?Sized,
    {
        if let Some(number) = self.numbers.get(thing) {
            return *number;
        }
        let number = u32::try_from(self.list.len()).unwrap_or(u32::MAX);
        self.list.push(thing.to_owned());
        self.numbers.insert(thing.to_owned(), number);
        number
    }
}

/// Collects combinations while documents are indexed.
#[derive(Debug, Default)]
pub struct ProfileWriter {
    /// By group and document.
    of: [Vec<u32>; GROUPS.len()],
    order: Vec<u32>,
    values: [Numbered<String>; FACETS.len()],
    lists: [Numbered<Vec<u32>>; FACETS.len()],
    combinations: [Numbered<Vec<u32>>; GROUPS.len()],
}

impl ProfileWriter {
    /// One more document has these values, and this place among all names.
    pub fn add(&mut self, facets: &[Vec<Value>; FACETS.len()], name_rank: u32) {
        let known = self.values.iter_mut().zip(&mut self.lists);
        let lists: Vec<u32> = facets
            .iter()
            .zip(known)
            .map(|(values, (known, lists))| {
                let list: Vec<u32> = values.iter().map(|v| known.number(&v.id)).collect();
                lists.number(&list)
            })
            .collect();
        let groups = self.of.iter_mut().zip(&mut self.combinations);
        for ((facets, _), (of, known)) in GROUPS.iter().zip(groups) {
            of.push(match lists.get(facets.clone()).unwrap_or_default() {
                [alone] => *alone,
                combination => known.number(combination),
            });
        }
        self.order.push(name_rank);
    }

    /// Files to publish, by name. `order` tells which document comes first, second and so on: the
    /// numbers count them as they were added.
    ///
    /// # Errors
    /// Where memory runs out.
    pub fn finish(self, order: &[u32]) -> io::Result<Vec<(&'static str, Vec<u8>)>> {
        let mut values: Vec<Vec<String>> = self.values.map(|v| v.list).into();
        let mut lists: Vec<Vec<Vec<u32>>> = self.lists.map(|l| l.list).into();
        for (values, lists) in values.iter_mut().zip(&mut lists) {
            often_first(values, lists);
        }
        let profiles = Profiles {
            values,
            lists,
            combinations: self.combinations.map(|c| c.list.concat()).into(),
        };
        let table = postcard::to_allocvec(&profiles).map_err(io::Error::other)?;
        let table = lz4_flex::block::compress_prepend_size(&table);
        let ordered = |numbers: &[u32]| -> Vec<u32> {
            let each = order.iter().map(|at| numbers.get(*at as usize));
            each.map(|number| number.copied().unwrap_or(0)).collect()
        };
        let places = Numbers::encode(&ordered(&self.order))?;
        let mut files = vec![(TABLE, table), (ORDER, places)];
        for ((_, name), of) in GROUPS.iter().zip(&self.of) {
            files.push((name, Numbers::encode(&ordered(of))?));
        }
        Ok(files)
    }
}

/// A table as it was before it was compressed. LZ4 packs 255 bytes into one at most: a file that
/// claims more is damaged.
fn unpacked(bytes: &[u8]) -> Option<Vec<u8>> {
    let size = u32::from_le_bytes(bytes.first_chunk::<4>().copied()?);
    let fits = size as usize <= bytes.len().saturating_mul(255);
    fits.then(|| lz4_flex::block::decompress_size_prepended(bytes).ok())?
}

/// Numbers values anew, those in most lists first: small numbers take fewer bytes.
fn often_first(values: &mut Vec<String>, lists: &mut [Vec<u32>]) {
    let mut uses = vec![0_u32; values.len()];
    for value in lists.iter().flatten() {
        if let Some(uses) = uses.get_mut(*value as usize) {
            *uses += 1;
        }
    }
    let mut order: Vec<(u32, usize)> = uses.into_iter().zip(0..).collect();
    order.sort_by_key(|(uses, value)| (std::cmp::Reverse(*uses), *value));
    let mut place = vec![0_u32; values.len()];
    let mut sorted = Vec::with_capacity(values.len());
    for ((_, old), new) in order.into_iter().zip(0_u32..) {
        if let (Some(place), Some(value)) = (place.get_mut(old), values.get_mut(old)) {
            *place = new;
            sorted.push(std::mem::take(value));
        }
    }
    *values = sorted;
    for value in lists.iter_mut().flatten() {
        *value = place.get(*value as usize).copied().unwrap_or(*value);
    }
}

#[cfg(test)]
mod tests {
    use tantivy::directory::OwnedBytes;

    use super::*;

    const TAG: usize = FACETS.len() - 1;

    fn facets(kind: &str, tags: &[&str]) -> [Vec<Value>; FACETS.len()] {
        let value = |id: &&str| Value {
            id: (*id).to_owned(),
            words: String::new(),
        };
        let mut all: [Vec<Value>; FACETS.len()] = Default::default();
        all[0] = vec![value(&kind)];
        all[TAG] = tags.iter().map(value).collect();
        all
    }

    #[test]
    fn combinations_are_written_once_and_counted_by_value() {
        let mut writer = ProfileWriter::default();
        writer.add(&facets("view", &["a", "b"]), 2);
        writer.add(&facets("table", &["b"]), 0);
        writer.add(&facets("view", &["b"]), 1);
        assert_eq!(writer.of, [vec![0, 1, 0], vec![0, 0, 0], vec![0, 1, 1]]);
        let files = writer.finish(&[2, 0, 1]).expect("small");
        let numbers = |at: usize| {
            let bytes = OwnedBytes::new(files[at].1.clone());
            let read = Numbers::decode(&bytes, 3).expect("whole");
            [0, 1, 2].map(|doc| read.get(doc))
        };
        // Places among all names, and combinations of the first group, by the order given.
        assert_eq!((numbers(1), numbers(2)), ([1, 2, 0], [0, 0, 1]));
        let read = Profiles::decode(&files[0].1).expect("whole");
        let mut counts = read.counts();
        counts.0 = [vec![2, 1], vec![3], vec![1, 2]];
        assert_eq!(read.by_value(0, &counts), [("view", 2), ("table", 1)]);
        assert_eq!(read.by_value(TAG, &counts), [("b", 3), ("a", 1)]);
        assert!(read.by_value(1, &counts).is_empty());
    }

    #[test]
    fn damaged_tables_are_refused() {
        let mut writer = ProfileWriter::default();
        writer.add(&facets("view", &["a"]), 0);
        let whole = writer.finish(&[0]).expect("small").remove(0).1;
        for n in 0..whole.len() {
            assert_eq!(Profiles::decode(&whole[..n]), None, "{n}");
        }
        assert_eq!(Profiles::decode(&[0xff; 40]), None);
    }
}
