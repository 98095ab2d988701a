//! Loads of a relation, so few of them that memory doesn't grow with their number.

use std::collections::BTreeSet;

use crate::system::Evidence;

/// Loads kept of a relation: as many as 90 days have hours.
const LOADS: usize = 90 * 24;
const MINUTE: i64 = 60;
const HOUR: i64 = 3_600;

/// When a relation's data was written: of each minute the last moment, and of the oldest hours, once
/// there are many, one an hour. What is kept doesn't depend on the order in which loads come.
#[derive(Debug, Default)]
pub(in crate::link) struct Loads {
    pub moments: BTreeSet<i64>,
    /// The first hour that is known by the minute; all are, where missing.
    pub fine_since: Option<i64>,
    pub last: Option<(i64, Evidence)>,
    /// Whether it is known that no hour has more than one.
    even: bool,
}

impl Loads {
    pub(super) fn add(&mut self, at: i64, by: Evidence) {
        if self.last.is_none_or(|(last, _)| at > last) {
            self.last = Some((at, by));
        }
        let coarse = self.fine_since.is_some_and(|since| at < since);
        let width = if coarse { HOUR } else { MINUTE };
        let start = at.div_euclid(width).saturating_mul(width);
        let slot = start..start.saturating_add(width);
        match self.moments.range(slot).next_back().copied() {
            Some(known) if known >= at => return,
            Some(known) => {
                self.moments.remove(&known);
            }
            None => {}
        }
        self.moments.insert(at);
        if self.even {
            let start = at.div_euclid(HOUR).saturating_mul(HOUR);
            let hour = self.moments.range(start..start.saturating_add(HOUR));
            self.even = hour.count() < 2;
        }
        if self.moments.len() > LOADS {
            self.thin();
        }
    }

    /// Adds the loads of the same relation told under another name.
    pub(super) fn merge(&mut self, other: Self) {
        if self.moments.is_empty() && self.last.is_none() {
            *self = other;
            return;
        }
        self.fine_since = self.fine_since.max(other.fine_since);
        if let Some((_, by)) = other.last {
            for at in other.moments {
                self.add(at, by);
            }
        }
        self.last = self.last.max(other.last);
    }

    /// Leaves one load of the oldest hour that has more; where none has, the oldest load goes.
    fn thin(&mut self) {
        if self.even {
            self.moments.pop_first();
            return;
        }
        let hour = |at: i64| at.div_euclid(HOUR);
        let since = self.fine_since.unwrap_or(i64::MIN);
        let mut fine = self.moments.range(since..).copied().peekable();
        let mut crowded = None;
        while let Some(at) = fine.next() {
            if fine.peek().is_some_and(|next| hour(*next) == hour(at)) {
                crowded = Some(hour(at));
                break;
            }
        }
        let Some(crowded) = crowded else {
            self.even = true;
            self.moments.pop_first();
            return;
        };
        let start = crowded.saturating_mul(HOUR);
        let end = start.saturating_add(HOUR);
        let all: Vec<i64> = self.moments.range(start..end).copied().collect();
        for at in all.iter().rev().skip(1) {
            self.moments.remove(at);
        }
        self.fine_since = Some(end);
    }
}

#[cfg(test)]
mod tests {
    use super::{Evidence, HOUR, LOADS, Loads};

    #[test]
    fn few_loads_are_kept_by_the_minute() {
        let mut loads = Loads::default();
        for at in [0, 10, 59, 60, 3_601, 30] {
            loads.add(at, Evidence::DbtRun);
        }
        assert_eq!(Vec::from_iter(loads.moments), [59, 60, 3_601]);
        assert_eq!(
            (loads.last, loads.fine_since),
            (Some((3_601, Evidence::DbtRun)), None)
        );
    }

    #[test]
    fn many_are_thinned_to_one_an_hour_in_any_order() {
        // Every ten minutes for 20 days: more than are kept.
        let all: Vec<i64> = (0..20 * 24 * 6).map(|n| n * 600).collect();
        let kept = |order: &[i64]| {
            let mut loads = Loads::default();
            for at in order {
                loads.add(*at, Evidence::DbtRun);
            }
            (Vec::from_iter(loads.moments), loads.fine_since)
        };
        let (moments, since) = kept(&all);
        assert!(moments.len() <= LOADS && moments.len() > LOADS - 6);
        let since = since.unwrap();
        assert_eq!(since % HOUR, 0);
        let (coarse, fine): (Vec<i64>, Vec<i64>) =
            moments.iter().copied().partition(|at| *at < since);
        assert!(
            coarse.iter().all(|at| at % HOUR == 3_000),
            "the last of each hour"
        );
        assert_eq!(fine, all[all.len() - fine.len()..]);
        let backwards: Vec<i64> = all.iter().rev().copied().collect();
        let mixed: Vec<i64> = (0..all.len()).map(|i| all[(i * 7) % all.len()]).collect();
        for order in [backwards, mixed] {
            assert_eq!(kept(&order), (moments.clone(), Some(since)));
        }
    }
}
