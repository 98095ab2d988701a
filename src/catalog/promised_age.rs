//! What is promised about the age of data.

use super::Clock;

/// What is promised about the age of a relation's data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FreshnessObjective {
    /// Seconds after which its data counts as late; of a promise by a time of day, a day.
    pub most: i64,
    /// What says so, in words: `product orders`, `contract urn:…`, `dbt source freshness`.
    pub by: String,
    /// As declared: `24 h`, `daily by 06:30 UTC`.
    pub text: String,
    /// Where it is a time of each day by which new data has to be there: seconds after midnight, UTC.
    pub daily: Option<i64>,
}

impl FreshnessObjective {
    /// Whether data may be less old by it than by another one, at the moment of the clock. By a time of
    /// day it may be a day old when that comes, and each second until the next one a second older.
    #[must_use]
    pub(crate) fn is_tighter(&self, other: &Self, clock: &Clock) -> bool {
        const DAY: i64 = 86_400;
        let now = clock.named().unwrap_or_default();
        let bound = |of: &Self| {
            of.daily.map_or(of.most, |due| {
                let since = (now.saturating_sub(due)).rem_euclid(DAY);
                clock.changes_at(now.saturating_add(DAY - since));
                DAY + since
            })
        };
        let (own, others) = (bound(self), bound(other));
        let until_even = match (self.daily, other.daily) {
            (Some(_), None) => others.saturating_sub(own),
            (None, Some(_)) => own.saturating_sub(others),
            _ => -1,
        };
        if until_even >= 0 {
            clock.changes_at(now.saturating_add(until_even));
        }
        own < others
    }

    /// Whether data that was loaded last at a moment is late. By a time of day it is once that has come
    /// and the last load is from before the day that led up to it.
    #[must_use]
    pub(crate) fn is_late(&self, loaded: i64, clock: &Clock) -> bool {
        const DAY: i64 = 86_400;
        let is_late = match self.daily {
            None => clock.is_older(loaded, self.most),
            Some(due) => {
                let served = loaded.saturating_add(DAY + 1);
                let wait = (i128::from(due) - i128::from(served)).rem_euclid(i128::from(DAY));
                clock.has_come(served.saturating_add(i64::try_from(wait).unwrap_or(0)))
            }
        };
        is_late.is_some_and(|late| late)
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::{Clock, FreshnessObjective};

    pub(in crate::catalog) const NOW: i64 = 20_000 * 86_400 + 40_000;

    /// What is said at a moment, and until when.
    fn at(asked: &dyn Fn(&Clock) -> bool, moment: i64) -> (bool, i64) {
        let clock = Clock::at(Some(moment));
        (asked(&clock), clock.holds_until())
    }

    /// Asks at a moment, and up to the one until which the answer holds. Gives the answer.
    fn holds(asked: &dyn Fn(&Clock) -> bool, now: i64) -> bool {
        let (answer, until) = at(asked, now);
        for moment in [now + 1, now + 59, now.midpoint(until), until - 1] {
            assert!(
                moment >= until || at(asked, moment).0 == answer,
                "{now} {moment}"
            );
        }
        answer
    }

    /// The same of an answer that is another one from then on.
    pub(in crate::catalog) fn flips(asked: &dyn Fn(&Clock) -> bool, now: i64) -> bool {
        let answer = holds(asked, now);
        let until = at(asked, now).1;
        assert!(
            until == i64::MAX || at(asked, until).0 != answer,
            "{now} {until}"
        );
        answer
    }

    fn promise(most: i64, daily: Option<i64>) -> FreshnessObjective {
        let (by, text) = (String::new(), String::new());
        FreshnessObjective {
            most,
            by,
            text,
            daily,
        }
    }

    #[test]
    fn an_age_that_is_promised_is_passed_at_one_moment() {
        for (age, late) in [(0, false), (3_600, false), (3_601, true), (90_000, true)] {
            let is_late = |clock: &Clock| promise(3_600, None).is_late(NOW - age, clock);
            assert_eq!(flips(&is_late, NOW), late, "{age}");
        }
        assert!(!promise(60, None).is_late(i64::MIN, &Clock::at(None)));
    }

    #[test]
    fn a_time_of_day_is_passed_when_it_comes() {
        // It is due at one moment each day, and counts from the day that leads up to it.
        let is_late_by = |due: i64, loaded: i64, now: i64| {
            let since = (now - due).rem_euclid(86_400);
            now - loaded > 86_400 + since
        };
        for due in [0, 1, 39_999, 40_000, 40_001, 86_399] {
            for age in (0..4 * 86_400).step_by(1_777).chain([86_400, 172_800]) {
                let loaded = NOW - age;
                let is_late = |clock: &Clock| promise(86_400, Some(due)).is_late(loaded, clock);
                let late = flips(&is_late, NOW);
                assert_eq!(late, is_late_by(due, loaded, NOW), "{due} {age}");
            }
        }
    }

    #[test]
    fn of_two_promises_the_tighter_one_counts_at_each_moment() {
        for due in [0, 39_999, 40_000, 40_001, 86_399] {
            let daily = promise(86_400, Some(due));
            for most in (1..3 * 86_400)
                .step_by(1_777)
                .chain([86_400, 172_799, 172_800])
            {
                let age = promise(most, None);
                let bound = 86_400 + (NOW - due).rem_euclid(86_400);
                let daily_is = |clock: &Clock| daily.is_tighter(&age, clock);
                let age_is = |clock: &Clock| age.is_tighter(&daily, clock);
                assert_eq!(holds(&daily_is, NOW), bound < most, "{due} {most}");
                assert_eq!(holds(&age_is, NOW), most < bound, "{due} {most}");
            }
        }
    }
}
