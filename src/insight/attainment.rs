//! How much of the time data was as fresh as promised.

use crate::catalog::{Clock, FreshnessObjective};

/// Seconds of a day.
pub(super) const DAY: i64 = 86_400;
/// Promises up to this, in seconds, need loads by the minute.
const FINE: i64 = 7_200;
/// Below this not even those tell enough.
const TOO_FINE: i64 = 300;

/// What is known of one day, in seconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct AttainedDay {
    /// Days since 1970-01-01.
    pub day: i32,
    /// Time of which it is known how old the data was.
    pub known: i64,
    /// Of that, the time in which the data was no older than promised.
    pub attained: i64,
}

/// How much of the time a promise was kept, day by day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Attainment {
    /// Every day of the window, oldest first.
    pub days: Vec<AttainedDay>,
}

impl AttainedDay {
    /// Share of the known time in which the promise was kept, in ‰.
    #[must_use]
    pub(crate) fn permille(&self) -> Option<u16> {
        share(self.attained, self.known)
    }
}

impl Attainment {
    /// Share of all known time in which the promise was kept, in ‰.
    #[must_use]
    pub(crate) fn permille(&self) -> Option<u16> {
        let attained = self.days.iter().map(|d| d.attained).sum();
        share(attained, self.days.iter().map(|d| d.known).sum())
    }

    /// Day by day, for a chart.
    #[must_use]
    pub(crate) fn by_day(&self) -> Vec<(i32, Option<u16>)> {
        self.days.iter().map(|d| (d.day, d.permille())).collect()
    }

    /// Adds the time of another relation over the same window.
    pub(crate) fn add(&mut self, other: &Self) {
        if self.days.is_empty() {
            self.days.clone_from(&other.days);
            return;
        }
        for (day, more) in self.days.iter_mut().zip(&other.days) {
            day.known += more.known;
            day.attained += more.attained;
        }
    }
}

/// Share of the last `days` days before `today` in which data loaded at `loads` (sorted) was at most
/// `most` seconds old.
///
/// At a moment the data is as old as the last load before it. Before the first load that is known
/// nothing is known, so that time doesn't count. The window covers whole days of UTC, so that it is the
/// same until a day ends. Linear in loads and days.
fn attainment(loads: &[i64], most: i64, today: i64, days: u16) -> Attainment {
    let now = today.saturating_mul(DAY);
    let first_day = today - i64::from(days);
    let mut out: Vec<AttainedDay> = (first_day..today)
        .filter_map(|day| {
            Some(AttainedDay {
                day: i32::try_from(day).ok()?,
                known: 0,
                attained: 0,
            })
        })
        .collect();
    let begin = first_day.saturating_mul(DAY);
    let Some(first_load) = loads.iter().copied().find(|l| *l <= now) else {
        return Attainment { days: out };
    };
    let first_load = first_load.max(begin);
    for day in &mut out {
        let (from, to) = (i64::from(day.day) * DAY, i64::from(day.day) * DAY + DAY);
        day.known = (to.min(now) - from.max(first_load)).max(0);
    }
    // Each load keeps the promise for `most` seconds; where the next comes sooner, spans overlap
    // and what is covered already isn't counted again.
    let mut covered = begin;
    for load in loads.iter().copied().filter(|l| *l <= now) {
        let from = load.max(covered);
        let to = load.saturating_add(most.max(0)).min(now);
        if to <= from {
            continue;
        }
        covered = to;
        let mut at = from;
        while at < to {
            let day = at.div_euclid(DAY);
            let end = ((day + 1) * DAY).min(to);
            let slot = usize::try_from(day - first_day).ok();
            if let Some(slot) = slot.and_then(|i| out.get_mut(i)) {
                slot.attained += end - at;
            }
            at = end;
        }
    }
    Attainment { days: out }
}

/// The days before `today` on which data was loaded in the 24 hours before `by` (seconds after
/// midnight, UTC), each kept as a whole or not at all. After a day that was missed, a load in the
/// first half of the next 24 hours is that day's, come late, and not the next one's. Days before the
/// first load that is known don't count. `loads` are sorted.
fn attainment_daily(loads: &[i64], by: i64, today: i64, days: u16) -> Attainment {
    let first_day = today - i64::from(days);
    let first_load = loads.first().copied().unwrap_or(i64::MAX);
    let mut missed = false;
    let days = (first_day..today).filter_map(|day| {
        let due = day.saturating_mul(DAY).saturating_add(by);
        let judged = due > first_load;
        let from = if missed { due - DAY / 2 } else { due - DAY };
        let until = |moment: i64| loads.partition_point(|l| *l <= moment);
        let loaded = until(from) < until(due);
        missed = judged && !loaded;
        Some(AttainedDay {
            day: i32::try_from(day).ok()?,
            known: if judged { DAY } else { 0 },
            attained: if judged && loaded { DAY } else { 0 },
        })
    });
    Attainment {
        days: days.collect(),
    }
}

/// How much of the last `days` days before today a promise was kept; nothing where too few loads are
/// known to tell. Promises of up to two hours are judged since loads are known by the minute
/// (`fine_since`), so that frequent loads don't look late. `loads` are sorted.
pub(super) fn attained(
    objective: &FreshnessObjective,
    loads: &[i64],
    fine_since: Option<i64>,
    clock: &Clock,
    days: u16,
) -> Option<Attainment> {
    let loads = match fine_since {
        _ if objective.most < TOO_FINE => &[][..],
        Some(since) if objective.most <= FINE => {
            let from = loads.partition_point(|at| *at < since);
            loads.get(from..).unwrap_or_default()
        }
        _ => loads,
    };
    if loads.len() < 2 {
        return None;
    }
    let today = i64::from(clock.today()?);
    Some(match objective.daily {
        Some(by) => attainment_daily(loads, by, today, days),
        None => attainment(loads, objective.most, today, days),
    })
}

/// `part` of `whole` in ‰, rounded down, so that only what is whole shows as 1000.
pub(super) fn share(part: i64, whole: i64) -> Option<u16> {
    let permille = part.checked_mul(1000)?.checked_div(whole)?;
    u16::try_from(permille.clamp(0, 1000)).ok()
}

#[cfg(test)]
mod tests {
    use super::{DAY, attainment, attainment_daily};

    const TODAY: i64 = 20_000;
    const NOW: i64 = TODAY * DAY;
    const HOUR: i64 = 3_600;

    #[test]
    fn loaded_each_day_keeps_a_promise_of_a_day() {
        let loads: Vec<i64> = (0..=90).map(|d| NOW - (90 - d) * DAY).collect();
        let all = attainment(&loads, DAY, TODAY, 90);
        assert_eq!(all.days.len(), 90);
        assert_eq!(all.permille(), Some(1000));
        // Half of each day is too old where half a day is promised.
        assert_eq!(attainment(&loads, DAY / 2, TODAY, 90).permille(), Some(500));
    }

    #[test]
    fn by_a_time_of_day() {
        // Loaded at 06:00 on four of five days; due at 06:30.
        let loads: Vec<i64> = [5, 4, 2, 1]
            .iter()
            .map(|d| NOW - d * DAY + 6 * HOUR)
            .collect();
        let all = attainment_daily(&loads, 6 * HOUR + 1_800, TODAY, 90);
        assert_eq!(all.permille(), Some(800));
        // What comes late counts once: due at six, it came at ten on two days.
        let late = [(5, 5), (4, 10), (3, 10), (2, 5), (1, 5)];
        let late: Vec<i64> = late.map(|(d, h)| NOW - d * DAY + h * HOUR).to_vec();
        assert_eq!(
            attainment_daily(&late, 6 * HOUR, TODAY, 90).permille(),
            Some(600)
        );
        // Due at five, what came at six the day before serves, until a day is missed.
        assert_eq!(
            attainment_daily(&loads, 5 * HOUR, TODAY, 90).permille(),
            Some(500)
        );
    }

    #[test]
    fn the_day_without_a_load_is_late() {
        let loads: Vec<i64> = [5, 4, 2, 1].iter().map(|d| NOW - d * DAY).collect();
        let all = attainment(&loads, DAY, TODAY, 7);
        let of = |back: i32| {
            let day = all.days.iter().find(|d| d.day == 20_000 - back);
            day.and_then(super::AttainedDay::permille)
        };
        assert_eq!(of(6), None, "before the first load nothing is known");
        assert_eq!(
            (of(5), of(4), of(3), of(2)),
            (Some(1000), Some(1000), Some(0), Some(1000))
        );
        assert_eq!(of(0), None, "today isn't over");
        assert_eq!(all.permille(), Some(800));
    }

    #[test]
    fn overlaps_count_once_and_today_not_at_all() {
        let from = NOW - 12 * HOUR;
        let loads = [from, from + HOUR, from + 2 * HOUR, from + 20 * HOUR];
        let all = attainment(&loads, 4 * HOUR, TODAY, 2);
        assert_eq!(all.days[1].known, 12 * HOUR);
        assert_eq!(all.days[1].attained, 6 * HOUR);
        assert_eq!(all.permille(), Some(500));
    }

    #[test]
    fn a_load_before_the_window_still_counts_in_it() {
        let all = attainment(&[NOW - 3 * DAY], 100 * DAY, TODAY, 2);
        assert_eq!(all.permille(), Some(1000));
        assert_eq!(all.days[0].known, DAY);
    }

    #[test]
    fn nothing_known_and_extremes() {
        assert_eq!(attainment(&[], DAY, TODAY, 90).permille(), None);
        assert_eq!(attainment(&[NOW + 1], DAY, TODAY, 90).permille(), None);
        assert_eq!(attainment(&[NOW - 1], DAY, TODAY, 0).days.len(), 0);
        assert_eq!(attainment(&[NOW - 10], -5, TODAY, 1).permille(), Some(0));
        for today in [i64::from(i32::MIN), i64::from(i32::MAX)] {
            let _ = attainment(&[0, i64::MAX], i64::MAX, today, 90);
        }
    }

    #[test]
    fn sums_of_several_tables() {
        let mut sum = super::Attainment::default();
        sum.add(&attainment(&[NOW - DAY], DAY, TODAY, 2));
        sum.add(&attainment(&[NOW - DAY], DAY / 4, TODAY, 2));
        assert_eq!(sum.permille(), Some(625));
        assert_eq!(sum.by_day(), vec![(19_998, None), (19_999, Some(625))]);
    }
}
