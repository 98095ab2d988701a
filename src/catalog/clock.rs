//! The moment that ages are counted from. It remembers what it was asked, and so until when all of its
//! answers stay the same: a later build to which nothing else is different needs no more than that.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The moment that ages are counted from, where one is known. Copies of a clock remember together.
#[derive(Debug, Clone)]
pub(crate) struct Clock {
    now: Option<i64>,
    /// The first moment at which an answer that was given would be another one.
    until: Arc<AtomicI64>,
}

impl Clock {
    /// One that stands at a moment, in seconds since 1970.
    #[must_use]
    pub(crate) fn at(now: Option<i64>) -> Self {
        Self {
            now,
            until: Arc::new(AtomicI64::new(i64::MAX)),
        }
    }

    /// Whether a moment is known.
    #[must_use]
    pub(crate) const fn is_known(&self) -> bool {
        self.now.is_some()
    }

    /// Whether a moment has come; nothing where it isn't known what moment it is. What was asked may
    /// change once it comes.
    #[must_use]
    pub(crate) fn has_come(&self, moment: i64) -> Option<bool> {
        let has_come = moment <= self.now?;
        if !has_come {
            self.changes_at(moment);
        }
        Some(has_come)
    }

    /// Whether something of a moment is older than so many seconds.
    #[must_use]
    pub(crate) fn is_older(&self, moment: i64, most: i64) -> Option<bool> {
        match moment.checked_add(most).and_then(|at| at.checked_add(1)) {
            Some(at) => self.has_come(at),
            None => self.now.map(|_| false),
        }
    }

    /// The day, since 1970. What was asked may change with the next one.
    #[must_use]
    pub(crate) fn today(&self) -> Option<i32> {
        let day = self.now?.div_euclid(DAY);
        self.changes_at(day.saturating_add(1).saturating_mul(DAY));
        Some(i32::try_from(day).unwrap_or(0))
    }

    /// The day, since 1970, on which the week began, a Monday. What was asked may change with the next.
    #[must_use]
    pub(crate) fn monday(&self) -> Option<i32> {
        let day = self.now?.div_euclid(DAY);
        let monday = day - (day + 3).rem_euclid(7);
        self.changes_at(monday.saturating_add(7).saturating_mul(DAY));
        Some(i32::try_from(monday).unwrap_or(0))
    }

    /// The moment. Of what is made of it nothing is remembered: it is for what names the moment of the
    /// build and is made anew where only that is another, and for what says itself when it changes.
    #[must_use]
    pub(crate) const fn named(&self) -> Option<i64> {
        self.now
    }

    /// Remembers that something changes at a moment. One that has passed counts as the next second.
    pub(crate) fn changes_at(&self, moment: i64) {
        let Some(now) = self.now else { return };
        let moment = moment.max(now.saturating_add(1));
        if moment < self.until.load(Ordering::Relaxed) {
            self.until.fetch_min(moment, Ordering::Relaxed);
        }
    }

    /// Remembers that something may be another at any later moment.
    pub(crate) fn changes_always(&self) {
        self.changes_at(i64::MIN);
    }

    /// The first moment at which an answer that was given may be another one.
    #[must_use]
    pub(crate) fn holds_until(&self) -> i64 {
        self.until.load(Ordering::Relaxed)
    }
}

impl Default for Clock {
    fn default() -> Self {
        Self::at(None)
    }
}

#[cfg(test)]
mod tests {
    use super::{Clock, DAY};

    const NOW: i64 = 20_000 * DAY + 3_600;

    #[test]
    fn what_has_come_stays_so() {
        let clock = Clock::at(Some(NOW));
        assert_eq!(clock.has_come(NOW), Some(true));
        assert_eq!(clock.holds_until(), i64::MAX);
        assert_eq!(clock.has_come(NOW + 60), Some(false));
        assert_eq!(clock.has_come(NOW + 90), Some(false));
        assert_eq!(clock.holds_until(), NOW + 60);
        assert_eq!(Clock::at(None).has_come(NOW), None);
    }

    #[test]
    fn an_age_is_too_great_from_the_second_after() {
        let clock = Clock::at(Some(NOW));
        assert_eq!(clock.is_older(NOW - 60, 60), Some(false));
        assert_eq!(clock.holds_until(), NOW + 1);
        assert_eq!(clock.is_older(NOW - 61, 60), Some(true));
        assert_eq!(clock.is_older(NOW, i64::MAX), Some(false));
        assert_eq!(Clock::at(None).is_older(0, 0), None);
    }

    #[test]
    fn days_and_weeks_end() {
        let clock = Clock::at(Some(NOW));
        // 2024-10-04, a Friday.
        assert_eq!(clock.monday(), Some(19_996));
        assert_eq!(clock.holds_until(), 20_003 * DAY);
        let copy = clock.clone();
        assert_eq!(copy.today(), Some(20_000));
        assert_eq!(clock.holds_until(), 20_001 * DAY);
        clock.changes_always();
        assert_eq!(clock.holds_until(), NOW + 1);
    }

    #[test]
    fn extremes() {
        for now in [i64::MIN, i64::MAX] {
            let clock = Clock::at(Some(now));
            let _ = (clock.today(), clock.monday());
            assert!(clock.is_older(now, 5).is_some());
            clock.changes_always();
        }
    }
}
