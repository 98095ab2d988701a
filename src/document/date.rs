//! Days and moments as manifests write them: `2026-12-31`, `2026-12-31T09:30:00Z`.

use std::ops::Range;

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

use super::wrong::Wrong;
use crate::diagnostic::text;

/// Nothing in a data mesh is older; what is, is a placeholder or a slip.
const FIRST_YEAR: i64 = 1900;

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// Why a text isn't a day, written `YYYY-MM-DD`; nothing where it is one.
pub(super) fn wrong_day(text: &str) -> Option<Wrong> {
    let text = text.trim();
    match iso(text) {
        Some([year, month, day]) => impossible(year, month, day),
        None => Some(Wrong {
            why: "which is no date: expected YYYY-MM-DD".into(),
            help: match likely_date(text) {
                Some(day) => text!("write {day}", day),
                None => "write the day as YYYY-MM-DD, for example 2026-12-31".into(),
            },
        }),
    }
}

/// Why a text is neither a day nor a moment, written `YYYY-MM-DDThh:mm:ssZ`.
pub(super) fn wrong_moment(text: &str) -> Option<Wrong> {
    let text = text.trim();
    let Some([year, month, day]) = day_before_a_time(text) else {
        return wrong_day(text);
    };
    if let Some(wrong) = impossible(year, month, day) {
        return Some(wrong);
    }
    let reads = text.parse::<Timestamp>().is_ok() || text.parse::<DateTime>().is_ok();
    (!reads).then(|| Wrong {
        why: "whose time can't be read: expected YYYY-MM-DDThh:mm:ssZ".into(),
        help: text!(
            "write {year}-{month}-{day}T09:30:00Z, or the day alone: {year}-{month}-{day}",
            year = format!("{year:04}"),
            month = format!("{month:02}"),
            day = format!("{day:02}")
        ),
    })
}

/// Year, month and day of `dddd-dd-dd`, whether or not there is such a day.
fn iso(text: &str) -> Option<[i64; 3]> {
    let bytes = text.as_bytes();
    let shape = bytes.len() == 10
        && bytes.iter().enumerate().all(|(i, byte)| match i {
            4 | 7 => *byte == b'-',
            _ => byte.is_ascii_digit(),
        });
    if !shape {
        return None;
    }
    let number = |range: Range<usize>| -> Option<i64> { text.get(range)?.parse().ok() };
    Some([number(0..4)?, number(5..7)?, number(8..10)?])
}

/// The day of a moment.
fn day_before_a_time(text: &str) -> Option<[i64; 3]> {
    let is_moment = matches!(text.as_bytes().get(10), Some(b'T' | b't' | b' '));
    iso(text.get(..10)?).filter(|_| is_moment)
}

/// Why the calendar has no such day.
fn impossible(year: i64, month: i64, day: i64) -> Option<Wrong> {
    if year < FIRST_YEAR {
        return Some(Wrong {
            why: text!(
                "whose year can't be meant: expected YYYY-MM-DD from {first} on",
                first = FIRST_YEAR
            ),
            help: "write the true day, or leave the key out".into(),
        });
    }
    let known = usize::try_from(month - 1).ok().and_then(|m| MONTHS.get(m));
    let Some(name) = known else {
        return Some(Wrong {
            why: text!(
                "which is no date, since there is no month {month}: expected YYYY-MM-DD",
                month
            ),
            help: match written(year, day, month) {
                Some(turned) => text!("write {turned}: the month stands before the day", turned),
                None => "write a month from 01 to 12".into(),
            },
        });
    };
    let first = Date::new(i16::try_from(year).ok()?, i8::try_from(month).ok()?, 1).ok()?;
    let days = i64::from(first.days_in_month());
    (!(1..=days).contains(&day)).then(|| Wrong {
        why: text!(
            "which is no date, since {name} {year} has {days} days: expected YYYY-MM-DD",
            name,
            year,
            days
        ),
        help: text!("write a day from 01 to {days}", days = format!("{days:02}")),
    })
}

/// The day as it is to be written, where there is one.
fn written(year: i64, month: i64, day: i64) -> Option<String> {
    if year < FIRST_YEAR {
        return None;
    }
    let (year, month) = (i16::try_from(year).ok()?, i8::try_from(month).ok()?);
    let date = Date::new(year, month, i8::try_from(day).ok()?).ok()?;
    Some(date.to_string())
}

/// The one day that a text can mean: `31.12.2026`, `2026/12/31`, `20261231`, `31 December 2026`.
fn likely_date(text: &str) -> Option<String> {
    if let Some([year, month, day]) = day_before_a_time(text) {
        return written(year, month, day);
    }
    if text.len() > 40 {
        return None;
    }
    let parts: Vec<&str> = text
        .split(['.', '/', '-', ' ', ',', '_'])
        .filter(|part| !part.is_empty())
        .collect();
    match *parts.as_slice() {
        [one] if one.len() == 8 => {
            let number = number(one)?;
            written(number / 10_000, number / 100 % 100, number % 100)
        }
        [a, b, c] if a.len() == 4 && number(a).is_some() => {
            written(number(a)?, number_or_month(b)?, number(c)?)
        }
        [a, b, c] if c.len() == 4 => {
            let year = number(c)?;
            match (number(a), number(b)) {
                (Some(day), Some(month)) => {
                    // Between slashes some write the month first.
                    let turned = written(year, day, month).filter(|_| text.contains('/'));
                    match (written(year, month, day), turned) {
                        (Some(one), Some(other)) if one != other => None,
                        (one, other) => one.or(other),
                    }
                }
                (None, Some(day)) => written(year, number_or_month(a)?, day),
                (Some(day), None) => match number_or_month(b) {
                    Some(month) => written(year, month, day),
                    None => written(year, day, ordinal(b)?),
                },
                (None, None) => match number_or_month(a) {
                    Some(month) => written(year, month, ordinal(b)?),
                    None => written(year, number_or_month(b)?, ordinal(a)?),
                },
            }
        }
        _ => None,
    }
}

fn number(text: &str) -> Option<i64> {
    let digits = text.bytes().all(|b| b.is_ascii_digit()) && text.len() <= 8;
    text.parse().ok().filter(|_| digits)
}

/// `1st`, `22nd`.
fn ordinal(text: &str) -> Option<i64> {
    let digits = text.find(|c: char| !c.is_ascii_digit())?;
    let (count, end) = text.split_at(digits);
    let is_end = matches!(end.to_ascii_lowercase().as_str(), "st" | "nd" | "rd" | "th");
    number(count).filter(|_| is_end)
}

/// `12`, `Dec`, `december`.
fn number_or_month(text: &str) -> Option<i64> {
    if let Some(number) = number(text) {
        return Some(number);
    }
    let lower = text.to_ascii_lowercase();
    let at = MONTHS
        .iter()
        .position(|name| lower.len() >= 3 && name.to_ascii_lowercase().starts_with(&lower))?;
    i64::try_from(at + 1).ok()
}

#[cfg(test)]
mod tests {
    use super::{wrong_day, wrong_moment};

    #[test]
    fn days_of_the_calendar_are_dates() {
        for text in [
            "2026-12-31",
            "2024-02-29",
            "1999-01-01",
            "9999-12-31",
            " 2026-01-01 ",
        ] {
            assert_eq!(wrong_day(text), None, "{text}");
            assert_eq!(wrong_moment(text), None, "{text}");
        }
    }

    #[test]
    fn what_is_none_says_what_to_write() {
        for (text, help) in [
            ("31.12.2026", "write 2026-12-31"),
            ("1.2.2026", "write 2026-02-01"),
            ("2026/12/31", "write 2026-12-31"),
            ("2026.12.31", "write 2026-12-31"),
            ("2026-1-5", "write 2026-01-05"),
            ("31/12/2026", "write 2026-12-31"),
            ("12/31/2026", "write 2026-12-31"),
            ("20261231", "write 2026-12-31"),
            ("2026-12-31T00:00:00Z", "write 2026-12-31"),
            ("31 December 2026", "write 2026-12-31"),
            ("Dec 31, 2026", "write 2026-12-31"),
            ("December 1st, 2026", "write 2026-12-01"),
            (
                "2026-31-12",
                "write 2026-12-31: the month stands before the day",
            ),
            ("2026-13-32", "write a month from 01 to 12"),
            ("2026-02-30", "write a day from 01 to 28"),
            ("2026-04-00", "write a day from 01 to 30"),
            ("0000-01-01", "write the true day, or leave the key out"),
        ] {
            assert_eq!(
                wrong_day(text).map(|w| w.help.to_string()).as_deref(),
                Some(help),
                "{text}"
            );
        }
        // What can be two days, or none, isn't guessed.
        for text in [
            "3/4/2026",
            "yesterday",
            "99999-01-01",
            "",
            "Q3 2026",
            "2026",
            "1 2 3",
            "31.02.2026",
            "é.é.2026",
        ] {
            let help = wrong_day(text).map(|w| w.help.to_string());
            let general = "write the day as YYYY-MM-DD, for example 2026-12-31";
            assert_eq!(help.as_deref(), Some(general), "{text}");
        }
    }

    #[test]
    fn moments_have_a_time() {
        for text in [
            "2023-09-28T20:24:49.331+00:00",
            "2023-01-15T10:30:00Z",
            "2023-01-15 10:30:00",
            "2023-01-15T10:30",
        ] {
            assert_eq!(wrong_moment(text), None, "{text}");
        }
        for text in [
            "2023-01-15T25:00:00Z",
            "2023-02-30T10:00:00Z",
            "2023-01-15Tnoon",
            "now",
        ] {
            assert!(wrong_moment(text).is_some(), "{text}");
        }
    }
}
