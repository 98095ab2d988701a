//! Moments, for people and for machines.

/// A moment as people read it: `2026-11-24 06:00 UTC`; empty where the calendar has none such.
#[must_use]
pub(crate) fn moment(at: i64) -> String {
    jiff::Timestamp::from_second(at).map_or_else(
        |_| String::new(),
        |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
    )
}

/// A moment as machines read it, RFC 3339: `2026-11-24T06:00:00Z`; nothing where the calendar has
/// none such.
#[must_use]
pub(crate) fn rfc3339(at: i64) -> Option<String> {
    Some(jiff::Timestamp::from_second(at).ok()?.to_string())
}

/// The day of a moment, in UTC: `2026-11-24`; nothing where the calendar has none such.
#[must_use]
pub(crate) fn day(at: i64) -> Option<String> {
    let at = jiff::Timestamp::from_second(at).ok()?;
    Some(at.strftime("%Y-%m-%d").to_string())
}

/// The moment at which a day begins, in UTC; nothing where the text is no day, `YYYY-MM-DD`.
#[must_use]
pub(crate) fn start_of_day(day: &str) -> Option<i64> {
    let day: jiff::civil::Date = day.trim().parse().ok()?;
    let start = day.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
    Some(start.timestamp().as_second())
}

#[cfg(test)]
mod tests {
    use super::{day, start_of_day};

    #[test]
    fn days() {
        assert_eq!(day(1_772_323_200).as_deref(), Some("2026-03-01"));
        assert_eq!(day(i64::MAX), None);
        assert_eq!(start_of_day("2026-03-01"), Some(1_772_323_200));
        assert_eq!(start_of_day("soon"), None);
    }
}
