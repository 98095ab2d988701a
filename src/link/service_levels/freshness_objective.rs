//! The age that a service level promises, as manifests and contracts write it.

use crate::catalog::{Clock, FreshnessObjective, Sla, Unit, span};
use crate::config;

/// Seconds of a day.
const DAY: i64 = 86_400;

/// The age that a service level promises, where it is one about age. ODCS has short names beside the
/// long ones.
pub(in crate::link) fn age(sla: &Sla, by: &str, clock: &Clock) -> Option<FreshnessObjective> {
    let objective = |most, text, daily| FreshnessObjective {
        most,
        by: by.to_owned(),
        text,
        daily,
    };
    match sla.property.to_ascii_lowercase().as_str() {
        "latency" | "ly" | "freshness" | "frequency" | "fy" => {
            let most = length(&sla.value, sla.unit.as_deref()).filter(|most| *most > 0)?;
            Some(objective(most, span(most), None))
        }
        "timeofavailability" | "ta" => {
            // Without a moment nothing can be said to be there by then.
            let due = time_of_day(&sla.value).filter(|_| clock.is_known())?;
            let text = format!("daily by {:02}:{:02} UTC", due / 3600, due % 3600 / 60);
            Some(objective(DAY, text, Some(due)))
        }
        _ => None,
    }
}

/// Seconds of a length of time: `24` and `h`, `1.5` and `d`, `PT24H`, `2 weeks`, `daily`. Of a range
/// the longer end counts.
pub(super) fn length(value: &str, unit: Option<&str>) -> Option<i64> {
    let value = value.trim();
    if let Some((low, high)) = value.split_once(" to ") {
        return length(low, unit).max(length(high, unit));
    }
    let unit = unit.map(str::trim).unwrap_or_default();
    let known = config::duration(format!("{value} {unit}").trim());
    known.or_else(|| match unit {
        "" => each(value).or_else(|| {
            let digits = |c: char| c.is_ascii_digit() || c == '.';
            let (count, unit) = value.split_at(value.find(|c: char| !digits(c))?);
            times(count, unit.trim())
        }),
        unit => times(value, unit),
    })
}

/// How long it takes until the next one.
fn each(word: &str) -> Option<i64> {
    Some(match word.to_ascii_lowercase().as_str() {
        "hourly" => 3_600,
        "daily" => DAY,
        "weekly" => 7 * DAY,
        "monthly" => 31 * DAY,
        "quarterly" => 92 * DAY,
        "yearly" | "annually" => 366 * DAY,
        _ => return None,
    })
}

/// Seconds of so many of a unit of time.
pub(super) fn times(count: &str, unit: &str) -> Option<i64> {
    let count: f64 = count.trim().parse().ok()?;
    let total = count * f64::from(Unit::parse(unit)?.seconds()?);
    #[allow(clippy::cast_possible_truncation, reason = "bounded")]
    (0.0..1e11).contains(&total).then_some(total as i64)
}

/// `09:00Z`, `9:00`, `09:00:00-03:00`, `09:00 UTC`, `9:00 PM`, or a range of which the beginning
/// counts, in seconds after midnight, UTC. Zones that only a table of them knows are left open.
pub(super) fn time_of_day(text: &str) -> Option<i64> {
    let text = text.trim().trim_start_matches(['T', 't']);
    let end = text.find(|c: char| !c.is_ascii_digit() && c != ':');
    let (time, zone) = text.split_at(end.unwrap_or(text.len()));
    let mut parts = time.split(':').map(|part| part.parse::<i64>().ok());
    let (hours, minutes) = (parts.next()??, parts.next()??);
    let seconds = parts.next().unwrap_or(Some(0))?;
    let is_time = hours < 24 && minutes < 60 && seconds < 60 && parts.next().is_none();
    if !is_time || time.len() < 4 {
        return None;
    }
    let mut zone = zone.trim().to_ascii_uppercase();
    let mut hours = hours;
    for (half, from) in [("AM", 0), ("PM", 12)] {
        if let Some(rest) = zone.strip_prefix(half) {
            hours = (1..=12).contains(&hours).then_some(hours % 12 + from)?;
            zone = rest.trim().to_owned();
            break;
        }
    }
    let local = hours * 3600 + minutes * 60 + seconds;
    let offset = match zone.as_str() {
        "" | "Z" | "UTC" | "GMT" => 0,
        zone => offset(zone.strip_prefix("UTC").unwrap_or(zone))?,
    };
    Some((local - offset).rem_euclid(DAY))
}

/// Seconds that a zone is ahead of UTC: `-03:00`, `+0530`, `-3`. What can't be one is the end of a
/// range, and the time is of UTC.
fn offset(zone: &str) -> Option<i64> {
    let (sign, digits) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest.trim()),
        ("-", rest) => (-1, rest.trim()),
        _ => return None,
    };
    let (hours, minutes) = match digits.split_once(':') {
        Some(parts) => parts,
        None if digits.len() == 4 => digits.split_at_checked(2)?,
        None => (digits, "0"),
    };
    let (hours, minutes) = (hours.parse::<i64>().ok()?, minutes.parse::<i64>().ok()?);
    let is_offset = (0..=14).contains(&hours) && (0..60).contains(&minutes);
    let ahead = sign * (hours * 3600 + minutes * 60);
    Some(if is_offset { ahead } else { 0 })
}

#[cfg(test)]
mod tests {
    use super::{length, time_of_day};

    #[test]
    fn times_of_day() {
        for (text, seconds) in [
            ("06:30Z", 23_400),
            ("06:30", 23_400),
            ("6:30", 23_400),
            ("06:30:00Z", 23_400),
            ("06:30 UTC", 23_400),
            ("06:30 AM", 23_400),
            ("06:30 pm", 66_600),
            ("12:30 AM UTC", 1_800),
            ("06:30-03:00", 34_200),
            ("06:30 -03:00", 34_200),
            ("06:30-0300", 34_200),
            ("06:30 UTC-3", 34_200),
            ("23:30-03:00", 9_000),
            ("09:00+05:30", 12_600),
            // A range, of which the beginning counts.
            ("09:00-17:00", 32_400),
            ("09:00 - 17:00", 32_400),
        ] {
            assert_eq!(time_of_day(text), Some(seconds), "{text}");
        }
        let wrong = [
            "",
            "soon",
            "25:00Z",
            "6am",
            "06:3é",
            "0630",
            "06:30 America/Sao_Paulo",
            "06:30 CET",
            "13:00 PM",
        ];
        for wrong in wrong {
            assert_eq!(time_of_day(wrong), None, "{wrong}");
        }
    }

    #[test]
    fn lengths_of_time() {
        let day = 86_400;
        for (value, unit, seconds) in [
            ("24", "h", day),
            ("24", "H", day),
            ("1", "d", day),
            ("1.0", "d", day),
            ("0.5", "days", day / 2),
            ("1440", "m", day),
            ("1440", "minutes", day),
            ("1 to 1", "d", day),
            ("4 to 6", "h", 6 * 3_600),
            ("1", "month", 31 * day),
            ("1", "M", 31 * day),
            ("2", "weeks", 14 * day),
            ("1", "y", 366 * day),
            ("PT24H", "", day),
            ("24h", "", day),
            ("1.5 days", "", day * 3 / 2),
            ("daily", "", day),
            ("Weekly", "", 7 * day),
        ] {
            let unit = Some(unit).filter(|u| !u.is_empty());
            assert_eq!(length(value, unit), Some(seconds), "{value} {unit:?}");
        }
        for (value, unit) in [("24", None), ("soon", None), ("99.9", Some("percent"))] {
            assert_eq!(length(value, unit), None, "{value}");
        }
    }
}
