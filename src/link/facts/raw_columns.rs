//! The columns that exports tell of, in the order in which they are told.

use super::raw_facts::RawColumn;

/// How many stand together. They are many, so that what holds them grows by parts: nothing is copied.
const PART: usize = 1 << 13;

/// Columns, in parts that are full but for the last.
#[derive(Debug, Default)]
pub(super) struct RawColumns {
    parts: Vec<Vec<RawColumn>>,
}

impl RawColumns {
    /// Adds one.
    pub(super) fn push(&mut self, column: RawColumn) {
        match self.parts.last_mut().filter(|part| part.len() < PART) {
            Some(part) => part.push(column),
            None => {
                // The first one grows by itself: most meshes are small.
                let room = if self.parts.is_empty() { 0 } else { PART };
                let mut part = Vec::with_capacity(room);
                part.push(column);
                self.parts.push(part);
            }
        }
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        let before = self.parts.len().saturating_sub(1) * PART;
        self.parts.last().map_or(0, |last| before + last.len())
    }

    /// The one that was added last.
    pub(super) fn last_mut(&mut self) -> Option<&mut RawColumn> {
        self.parts.last_mut()?.last_mut()
    }

    /// All, in their order.
    pub(super) fn iter(&self) -> impl Iterator<Item = &RawColumn> {
        self.parts.iter().flatten()
    }

    /// All, in their order.
    pub(super) fn iter_mut(&mut self) -> impl Iterator<Item = &mut RawColumn> {
        self.parts.iter_mut().flatten()
    }

    /// Calls `each` with the columns of each relation that has any, of `relations`, by their numbers; those
    /// of one stand in the order in which they are told.
    pub(super) fn each_relation(
        &self,
        relations: usize,
        mut each: impl FnMut(usize, &mut Vec<RawColumn>),
    ) {
        // Numbers are dense: columns are counted and put in their places, not sorted.
        let mut ends = vec![0_u32; relations];
        for column in self.iter() {
            ends[column.relation as usize] += 1;
        }
        let mut all = 0;
        for end in &mut ends {
            all += *end;
            *end = all - *end;
        }
        let mut places = vec![0_u32; self.len()];
        for (place, column) in (0..).zip(self.iter()) {
            let next = &mut ends[column.relation as usize];
            places[*next as usize] = place;
            *next += 1;
        }
        let (mut start, mut group) = (0, Vec::new());
        for (number, end) in ends.into_iter().enumerate() {
            let places = &places[start..end as usize];
            start = end as usize;
            group.clear();
            group.extend(places.iter().map(|place| self.at(*place as usize)));
            if !group.is_empty() {
                each(number, &mut group);
            }
        }
    }

    fn at(&self, place: usize) -> RawColumn {
        self.parts[place / PART][place % PART]
    }
}

#[cfg(test)]
mod tests {
    use super::{PART, RawColumn, RawColumns};
    use crate::catalog::{Column, Presence, Strings};
    use crate::link::facts::raw_facts::Listing;

    #[test]
    fn columns_stand_by_relation_in_the_order_in_which_they_are_told() {
        let mut strings = Strings::default();
        let path = strings.intern("id");
        let of = |relation: u32, ordinal: u32| RawColumn {
            relation,
            ordinal,
            listing: Listing::Complete,
            column: Column {
                path,
                data_type: path,
                description: None,
                depth: 0,
                required: None,
                partitioning: false,
                clustering: 0,
                policy_tags: None,
                presence: Presence::Listed,
            },
            job: None,
        };
        for count in [0, 1, PART as u32, 2 * PART as u32 + 5] {
            let mut columns = RawColumns::default();
            (0..count).for_each(|n| columns.push(of(n.wrapping_mul(7919) % 5, n)));
            assert_eq!(columns.len(), count as usize);
            let mut told = 0;
            columns.each_relation(7, |number, group| {
                assert!(group.iter().all(|c| c.relation as usize == number));
                assert!(group.is_sorted_by(|a, b| a.ordinal < b.ordinal));
                told += group.len();
            });
            assert_eq!(told, count as usize);
        }
    }
}
