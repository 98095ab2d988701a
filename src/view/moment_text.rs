//! Moments on pages: printed as they are. In their place the reader's browser puts how long ago
//! that was, which a page that is read some time after it was made can't know.

use super::Views;
use super::model::{Link, LinkKind, StaleExport};
use crate::catalog::{moment, rfc3339, span};

/// The day that a text begins with, where the calendar has it and it is written as one: `2026-07-01`,
/// or a moment on that day.
pub(crate) fn calendar_day(text: &str) -> Option<&str> {
    let text = text.trim();
    let day = text.get(..10)?;
    let rest = &text[10..];
    let known: jiff::civil::Date = day.parse().ok()?;
    // XML and people count years from one.
    (known.year() > 0
        && known.to_string() == day
        && (rest.is_empty() || rest.starts_with(['T', 't', ' '])))
    .then_some(day)
}

/// A moment where a link can stand; a sentence around it reads right with `3 h ago` too.
pub(super) fn since(at: i64) -> Link {
    Link {
        text: moment(at),
        href: None,
        kind: LinkKind::Moment,
        note: Some(rfc3339(at).unwrap_or_default()),
    }
}

/// The exports that are older than allowed, for the banner of pages that stand for the whole.
pub(super) fn old_exports(views: &Views<'_>) -> Vec<StaleExport> {
    let old = views.reader.old_exports();
    old.filter_map(|e| {
        Some(StaleExport {
            path: e.path.clone(),
            moment: moment(e.newest?),
            datetime: rfc3339(e.newest?)?,
            allowed: span(e.max_age?),
        })
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use super::calendar_day;

    #[test]
    fn only_days_of_the_calendar_are_days() {
        for day in [
            "2026-07-01",
            "2024-02-29",
            "2026-07-01T10:00:00Z",
            "2026-07-01 10:00",
        ] {
            assert_eq!(calendar_day(day), day.get(..10));
        }
        assert_eq!(calendar_day(" 2026-07-01 "), Some("2026-07-01"));
        for none in [
            "",
            "2026-13-01",
            "2026-02-30",
            "2025-02-29",
            "2026-00-10",
            "2026-7-1",
            "yesterday",
            "yesterday, or so",
            "31.12.2026",
            "12/31/2026",
            "20261231",
            "2026-12-311",
            "99999-01-01",
            "-2026-01-01",
            "0000-01-01",
            "２０２６-07-01",
            "2026-W10-1",
            "2026-01-0é",
        ] {
            assert_eq!(calendar_day(none), None, "{none}");
        }
    }
}
