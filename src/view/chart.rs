//! Charts: what they show, and a sentence that says the same.

use super::model::{Bar, Meter, Plot, Series, Tone};
use super::{counted, grouped};
use crate::catalog;

/// Height of the highest bar.
const HEIGHT: usize = 100;
/// Bars of one chart: beyond, the oldest are left out.
const MAX_BARS: usize = 400;

/// A day, counted from 1970-01-01, as `YYYY-MM-DD`; empty where the calendar has none such.
pub(super) fn date(day: i32) -> String {
    catalog::day(i64::from(day) * 86_400).unwrap_or_default()
}

/// ‰ as percent with one digit: `99.3 %`, `100 %`.
pub(super) fn percent(permille: u16) -> String {
    match permille % 10 {
        0 => format!("{} %", permille / 10),
        tenth => format!("{}.{tenth} %", permille / 10),
    }
}

/// How good a share is.
pub(super) fn tone(permille: u16) -> Tone {
    match permille {
        990.. => Tone::Ok,
        900.. => Tone::Warn,
        _ => Tone::Bad,
    }
}

/// A strip of days, each as good as its share in ‰; nothing where none is known.
pub(super) fn days(values: &[(i32, Option<u16>)], label: &str) -> Option<Plot> {
    let values = &values[values.len().saturating_sub(MAX_BARS)..];
    let known: Vec<(i32, u16)> = values
        .iter()
        .filter_map(|(d, v)| Some((*d, (*v)?)))
        .collect();
    let mut bars = Vec::new();
    let mut at = 0;
    // Days alike, one after the other, are one bar: most strips are all one colour.
    for run in values.chunk_by(|a, b| a.1 == b.1 && b.0 == a.0 + 1) {
        let (Some((first, value)), Some((last, _))) = (run.first(), run.last()) else {
            continue;
        };
        let (tone, says) = match value {
            Some(v) => (tone(*v), percent(*v)),
            None => (Tone::Unknown, "unknown".to_owned()),
        };
        let when = match run {
            [_] => date(*first),
            _ => format!("{} to {}", date(*first), date(*last)),
        };
        bars.push(Bar {
            at,
            wide: run.len(),
            // The worse the day the shorter its bar, so that colour isn't all that tells.
            high: value.map_or(HEIGHT / 4, |v| (usize::from(v) * HEIGHT / 1000).max(8)),
            tone,
            title: format!("{when}: {says}"),
        });
        at += run.len();
    }
    Some(Plot::Strip(Series {
        places: values.len(),
        bars,
        words: days_in_words(&known, values.len(), label)?,
        from: date(values.first()?.0),
        to: date(values.last()?.0),
    }))
}

/// The days of which something is known, of so many in all; nothing where there is none.
fn days_in_words(known: &[(i32, u16)], days: usize, label: &str) -> Option<String> {
    let worst = known.iter().min_by_key(|(day, v)| (*v, *day))?;
    let sum: u64 = known.iter().map(|(_, v)| u64::from(*v)).sum();
    let mean = u16::try_from(sum / known.len().max(1) as u64).unwrap_or(1000);
    let short = known.iter().filter(|(_, v)| *v < 1000).count();
    let mut words = match known {
        [(day, _)] => format!("{label}: {} on {}", percent(mean), date(*day)),
        all => format!(
            "{label}: {} on average of {} days",
            percent(mean),
            all.len()
        ),
    };
    if short > 0 && known.len() > 1 {
        append!(
            words,
            ", below 100 % on {short}, worst on {} with {}",
            date(worst.0),
            percent(worst.1)
        );
    }
    if known.len() < days {
        let unknown = counted(days - known.len(), "other day");
        append!(words, "; nothing is known of {unknown}");
    }
    Some(words)
}

/// Bars by week; the values are counts, the weeks named by their Mondays.
pub(super) fn weeks(values: &[(i32, u32)], label: &str) -> Option<Plot> {
    let points: Vec<(String, u64)> = values
        .iter()
        .map(|(monday, n)| (format!("week of {}", date(*monday)), u64::from(*n)))
        .collect();
    bars(&points, label)
}

/// Bars in order: by month, by quarter, by week. Nothing where there is no bar.
pub(super) fn bars(values: &[(String, u64)], label: &str) -> Option<Plot> {
    let values = &values[values.len().saturating_sub(MAX_BARS)..];
    let most = values.iter().map(|(_, n)| *n).max()?;
    let ((first, _), (last, now)) = (values.first()?, values.last()?);
    let peak = values.iter().find(|(_, n)| *n == most);
    let mut words = format!("{label}: {} in {last}", count(*now));
    if let Some((when, _)) = peak.filter(|_| most > *now) {
        append!(words, ", most {} in {when}", count(most));
    }
    let bars = values.iter().enumerate().map(|(at, (name, n))| {
        let share = u128::from(*n) * HEIGHT as u128 / u128::from(most.max(1));
        let high = usize::try_from(share).unwrap_or(HEIGHT);
        Bar {
            at,
            wide: 1,
            // What isn't nothing is seen.
            high: if *n > 0 { high.max(1) } else { 0 },
            tone: Tone::Neutral,
            title: format!("{name}: {}", count(*n)),
        }
    });
    Some(Plot::Bars(Series {
        places: values.len(),
        bars: bars.collect(),
        words,
        from: first.clone(),
        to: last.clone(),
    }))
}

/// A horizontal bar a row: name, share in ‰, and what else there is to say.
pub(super) fn rows(values: &[(String, u16, String)]) -> Option<Plot> {
    let meter = |(name, permille, note): &(String, u16, String)| {
        let permille = (*permille).min(1000);
        Meter {
            name: name.clone(),
            permille,
            tone: tone(permille),
            percent: percent(permille),
            note: note.clone(),
        }
    };
    (!values.is_empty()).then(|| Plot::Meters(values.iter().map(meter).collect()))
}

fn count(n: u64) -> String {
    grouped(usize::try_from(n).unwrap_or(usize::MAX))
}

#[cfg(test)]
mod tests {
    use super::{Plot, Series, bars, date, days, percent, rows, weeks};

    fn series(plot: Option<Plot>) -> Series {
        match plot {
            Some(Plot::Strip(series) | Plot::Bars(series)) => series,
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn dates_and_shares() {
        assert_eq!(date(0), "1970-01-01");
        assert_eq!(date(20_454), "2026-01-01");
        assert_eq!(date(i32::MAX), "");
        assert_eq!(
            (percent(1000), percent(993)),
            ("100 %".into(), "99.3 %".into())
        );
    }

    #[test]
    fn days_say_what_they_show() {
        let chart = series(days(
            &[(0, Some(1000)), (1, None), (2, Some(500))],
            "Uptime",
        ));
        assert_eq!(
            chart.words,
            "Uptime: 75 % on average of 2 days, below 100 % on 1, worst on 1970-01-03 with 50 %; nothing is known of 1 other day"
        );
        let one = series(days(&[(0, None), (1, None), (2, Some(997))], "Uptime"));
        let words = "Uptime: 99.7 % on 1970-01-03; nothing is known of 2 other days";
        assert_eq!(one.words, words);
        assert_eq!(chart.bars.len(), 3);
        assert_eq!(chart.bars[1].title, "1970-01-02: unknown");
        assert_eq!(days(&[(0, None)], "Uptime"), None);
    }

    #[test]
    fn bars_scale() {
        let chart = series(bars(&[("a".into(), 1), ("b".into(), u64::MAX)], "Of x"));
        let high: Vec<usize> = chart.bars.iter().map(|b| b.high).collect();
        assert_eq!(high, [1, 100]);
        assert_eq!(bars(&[], "none"), None);
        let week = series(weeks(&[(4, 0)], "Queries"));
        assert_eq!(week.bars[0].title, "week of 1970-01-05: 0");
        assert!(matches!(
            rows(&[("b".into(), 2000, String::new())]),
            Some(Plot::Meters(meters)) if meters[0].permille == 1000
        ));
    }
}
