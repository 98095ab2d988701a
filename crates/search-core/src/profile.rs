//! The values that facets count, told by two numbers a document: most documents share their kind,
//! owner and domain with many others, so each combination is written down once.

use std::borrow::Borrow;
use std::collections::HashMap;
use std::hash::Hash;
use std::io;

use serde::{Deserialize, Serialize};

use crate::numbers::Numbers;
use crate::schema::{FACETS, Value};

/// Files with what the combinations stand for, with the two numbers of each document, and with its
/// place among all names.
pub(crate) const TABLE: &str = "profiles.table";
pub(crate) const SHARED_OF: &str = "profiles.of";
pub(crate) const TAGS_OF: &str = "profiles.tags";
pub(crate) const ORDER: &str = "profiles.order";

/// Facets that make up a profile: all but the last one, tags, whose combinations are too many.
const SHARED: usize = FACETS.len() - 1;

/// What the two numbers of a document stand for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Profiles {
    /// Values by facet, in the order of [`FACETS`].
    values: Vec<Vec<String>>,
    /// Combinations of the shared facets: numbers of values by facet.
    shared: Vec<Vec<Vec<u32>>>,
    /// Combinations of tags.
    tags: Vec<Vec<u32>>,
}

/// How often each combination was found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Counts {
    pub shared: Vec<u32>,
    pub tags: Vec<u32>,
}

impl Profiles {
    pub(crate) fn decode(bytes: &[u8]) -> Option<Self> {
        let read: Self = postcard::from_bytes(bytes).ok()?;
        (read.values.len() == FACETS.len()).then_some(read)
    }

    /// Counts of nothing yet.
    pub(crate) fn counts(&self) -> Counts {
        Counts {
            shared: vec![0; self.shared.len()],
            tags: vec![0; self.tags.len()],
        }
    }

    /// Values of a facet with their counts, the most frequent first, then by value.
    pub(crate) fn by_value(&self, facet: usize, counts: &Counts) -> Vec<(&str, u32)> {
        let names = self.values.get(facet).map_or(&[][..], Vec::as_slice);
        let mut sums = vec![0_u32; names.len()];
        let mut add = |values: &[u32], count: u32| {
            for value in values {
                if let Some(sum) = sums.get_mut(*value as usize) {
                    *sum += count;
                }
            }
        };
        if facet == SHARED {
            for (values, count) in self.tags.iter().zip(&counts.tags) {
                add(values, *count);
            }
        } else {
            for (combination, count) in self.shared.iter().zip(&counts.shared) {
                add(
                    combination.get(facet).map_or(&[][..], Vec::as_slice),
                    *count,
                );
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
    /// By document.
    shared_of: Vec<u32>,
    tags_of: Vec<u32>,
    order: Vec<u32>,
    values: [Numbered<String>; FACETS.len()],
    shared: Numbered<Vec<Vec<u32>>>,
    tags: Numbered<Vec<u32>>,
}

impl ProfileWriter {
    /// The next document has these values, and this place among all names.
    pub fn add(&mut self, facets: &[Vec<Value>; FACETS.len()], name_rank: u32) {
        let mut numbers: Vec<Vec<u32>> = facets
            .iter()
            .zip(&mut self.values)
            .map(|(values, known)| values.iter().map(|v| known.number(&v.id)).collect())
            .collect();
        let tags = numbers.pop().unwrap_or_default();
        self.shared_of.push(self.shared.number(&numbers));
        self.tags_of.push(self.tags.number(&tags));
        self.order.push(name_rank);
    }

    /// Files to publish, by name.
    ///
    /// # Errors
    /// Where memory runs out.
    pub fn finish(self) -> io::Result<Vec<(&'static str, Vec<u8>)>> {
        let profiles = Profiles {
            values: self.values.map(|v| v.list).into(),
            shared: self.shared.list,
            tags: self.tags.list,
        };
        let table = postcard::to_allocvec(&profiles).map_err(io::Error::other)?;
        Ok(vec![
            (TABLE, table),
            (SHARED_OF, Numbers::encode(&self.shared_of)?),
            (TAGS_OF, Numbers::encode(&self.tags_of)?),
            (ORDER, Numbers::encode(&self.order)?),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facets(kind: &str, tags: &[&str]) -> [Vec<Value>; FACETS.len()] {
        let value = |id: &&str| Value {
            id: (*id).to_owned(),
            words: String::new(),
        };
        let mut all: [Vec<Value>; FACETS.len()] = Default::default();
        all[0] = vec![value(&kind)];
        all[SHARED] = tags.iter().map(value).collect();
        all
    }

    #[test]
    fn combinations_are_written_once_and_counted_by_value() {
        let mut writer = ProfileWriter::default();
        writer.add(&facets("view", &["a", "b"]), 2);
        writer.add(&facets("table", &["b"]), 0);
        writer.add(&facets("view", &["b"]), 1);
        assert_eq!(
            (&*writer.shared_of, &*writer.tags_of),
            (&[0, 1, 0][..], &[0, 1, 1][..])
        );
        let files = writer.finish().expect("small");
        let read = Profiles::decode(&files[0].1).expect("whole");
        let mut counts = read.counts();
        counts.shared[0] = 2;
        counts.shared[1] = 1;
        counts.tags[0] = 1;
        counts.tags[1] = 2;
        assert_eq!(read.by_value(0, &counts), [("view", 2), ("table", 1)]);
        assert_eq!(read.by_value(SHARED, &counts), [("b", 3), ("a", 1)]);
        assert!(read.by_value(1, &counts).is_empty());
    }

    #[test]
    fn damaged_tables_are_refused() {
        let mut writer = ProfileWriter::default();
        writer.add(&facets("view", &["a"]), 0);
        let whole = writer.finish().expect("small").remove(0).1;
        for n in 0..whole.len() {
            assert_eq!(Profiles::decode(&whole[..n]), None, "{n}");
        }
        assert_eq!(Profiles::decode(&[0xff; 40]), None);
    }
}
