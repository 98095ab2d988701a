//! The values that facets count, told by two numbers a document: most documents share their kind,
//! owner and domain with many others, so each combination is written down once.

use std::collections::HashMap;
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

/// Collects combinations while documents are indexed.
#[derive(Debug)]
pub struct ProfileWriter {
    /// By document.
    shared_of: Vec<u32>,
    tags_of: Vec<u32>,
    order: Vec<u32>,
    profiles: Profiles,
    values: Vec<HashMap<String, u32>>,
    shared: HashMap<Vec<Vec<u32>>, u32>,
    tags: HashMap<Vec<u32>, u32>,
}

impl Default for ProfileWriter {
    fn default() -> Self {
        Self {
            shared_of: Vec::new(),
            tags_of: Vec::new(),
            order: Vec::new(),
            profiles: Profiles {
                values: vec![Vec::new(); FACETS.len()],
                ..Profiles::default()
            },
            values: vec![HashMap::new(); FACETS.len()],
            shared: HashMap::new(),
            tags: HashMap::new(),
        }
    }
}

impl ProfileWriter {
    /// The next document has these values, and this place among all names.
    pub fn add(&mut self, facets: &[Vec<Value>; FACETS.len()], name_rank: u32) {
        let mut numbers: Vec<Vec<u32>> = facets
            .iter()
            .enumerate()
            .map(|(facet, values)| values.iter().map(|v| self.value(facet, &v.id)).collect())
            .collect();
        let tags = numbers.pop().unwrap_or_default();
        let shared = match self.shared.get(&numbers) {
            Some(number) => *number,
            None => {
                let number = next(&self.profiles.shared);
                self.profiles.shared.push(numbers.clone());
                self.shared.insert(numbers, number);
                number
            }
        };
        let tags = match self.tags.get(&tags) {
            Some(number) => *number,
            None => {
                let number = next(&self.profiles.tags);
                self.profiles.tags.push(tags.clone());
                self.tags.insert(tags, number);
                number
            }
        };
        self.shared_of.push(shared);
        self.tags_of.push(tags);
        self.order.push(name_rank);
    }

    fn value(&mut self, facet: usize, value: &str) -> u32 {
        if let Some(number) = self.values[facet].get(value) {
            return *number;
        }
        let number = next(&self.profiles.values[facet]);
        self.profiles.values[facet].push(value.to_owned());
        self.values[facet].insert(value.to_owned(), number);
        number
    }

    /// Files to publish, by name.
    ///
    /// # Errors
    /// Where memory runs out.
    pub fn finish(&self) -> io::Result<Vec<(&'static str, Vec<u8>)>> {
        let table = postcard::to_allocvec(&self.profiles).map_err(io::Error::other)?;
        Ok(vec![
            (TABLE, table),
            (SHARED_OF, Numbers::encode(&self.shared_of)?),
            (TAGS_OF, Numbers::encode(&self.tags_of)?),
            (ORDER, Numbers::encode(&self.order)?),
        ])
    }
}

fn next<T>(list: &[T]) -> u32 {
    u32::try_from(list.len()).unwrap_or(u32::MAX)
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
