//! Times as exports write them: RFC 3339, BigQuery's `2024-01-01 00:00:00 UTC`, ISO 8601 without a
//! zone, and whole numbers since 1970 in seconds, milliseconds or microseconds.

use jiff::Timestamp;
use jiff::civil::DateTime;

/// A moment, in seconds since 1970-01-01 00:00 UTC.
pub(crate) type Seconds = i64;

/// A moment, and whether the export says in which zone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Moment {
    /// When.
    pub at: Seconds,
    /// Without a zone the time was taken as UTC; the reader reports it.
    pub zoned: bool,
}

/// Reads a time; nothing where the text is none.
#[must_use]
pub(crate) fn parse(text: &str) -> Option<Moment> {
    let text = text.trim();
    if text.is_empty() {
        return None;
    }
    if let Some(at) = number(text) {
        return Some(Moment { at, zoned: true });
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(Moment {
            at: at.as_second(),
            zoned: true,
        });
    }
    // BigQuery's own: `2024-01-01 00:00:00.123456 UTC`, `2024-01-01 00:00:00+00`.
    let (bare, zoned) = match text.strip_suffix("UTC").or_else(|| text.strip_suffix('Z')) {
        Some(bare) => (bare.trim_end(), true),
        None => match text.strip_suffix("+00") {
            Some(bare) => (bare, true),
            None => (text, false),
        },
    };
    let civil: DateTime = match bare.parse() {
        Ok(civil) => civil,
        Err(_) => bare
            .parse::<jiff::civil::Date>()
            .ok()?
            .to_datetime(jiff::civil::Time::midnight()),
    };
    let at = civil.to_zoned(jiff::tz::TimeZone::UTC).ok()?.timestamp();
    Some(Moment {
        at: at.as_second(),
        zoned,
    })
}

/// Seconds, milliseconds or microseconds since 1970, told apart by their size.
fn number(text: &str) -> Option<Seconds> {
    let n: f64 = text.parse().ok()?;
    if !n.is_finite() || n < 1e8 {
        return None;
    }
    let seconds = match n {
        n if n >= 1e14 => n / 1e6,
        n if n >= 1e11 => n / 1e3,
        n => n,
    };
    #[allow(clippy::cast_possible_truncation, reason = "below 1e11")]
    (seconds < 1e11).then_some(seconds as Seconds)
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn times_of_all_systems() {
        let at = |text| parse(text).map(|m| (m.at, m.zoned));
        let known = Some((1_704_067_200, true));
        for text in [
            "2024-01-01T00:00:00Z",
            "2024-01-01T00:00:00.123Z",
            "2024-01-01T00:00:00.123456789+00:00",
            "2023-12-31T21:00:00-03:00",
            "2024-01-01 00:00:00 UTC",
            "2024-01-01 00:00:00.5 UTC",
            "2024-01-01 00:00:00+00",
            "1704067200",
            "1704067200.0",
            "1704067200000",
            "1704067200000000",
            "1.7040672E9",
        ] {
            assert_eq!(at(text), known, "{text}");
        }
        for text in ["2024-01-01T00:00:00", "2024-01-01 00:00:00.1", "2024-01-01"] {
            assert_eq!(at(text), Some((1_704_067_200, false)), "{text}");
        }
        for text in [
            "",
            "yesterday",
            "12",
            "NaN",
            "inf",
            "2024-13-01",
            "{{ now }}",
        ] {
            assert_eq!(at(text), None, "{text}");
        }
    }
}
