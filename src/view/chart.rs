//! Small charts: SVG without text of its own, coloured by classes, each beside a sentence that says
//! the same, each bar with a title.

use jiff::Timestamp;
use jiff::tz::TimeZone;

use super::{counted, grouped};
use crate::markdown::escape_into;

/// Height of a chart's coordinate system.
const HEIGHT: u64 = 100;
/// Width of a bar and of the gap after it.
const BAR: (usize, usize) = (8, 2);
/// Bars of one chart: beyond, the oldest are left out.
const MAX_BARS: usize = 400;
/// Fewer bars than this keep their width instead of filling the page.
const FEW: usize = 24;

/// A day, counted from 1970-01-01, as `YYYY-MM-DD`; empty where the calendar has none such.
pub(super) fn date(day: i32) -> String {
    moment_date(i64::from(day) * 86_400)
}

/// The day of a moment in seconds since 1970, as `YYYY-MM-DD`.
pub(super) fn moment_date(seconds: i64) -> String {
    Timestamp::from_second(seconds).map_or_else(
        |_| String::new(),
        |t| t.to_zoned(TimeZone::UTC).date().to_string(),
    )
}

/// ‰ as percent with one digit: `99.3 %`, `100 %`.
pub(super) fn percent(permille: u16) -> String {
    match permille % 10 {
        0 => format!("{} %", permille / 10),
        tenth => format!("{}.{tenth} %", permille / 10),
    }
}

/// How good a share is.
pub(super) fn tone(permille: u16) -> &'static str {
    match permille {
        990.. => "ok",
        900.. => "warn",
        _ => "bad",
    }
}

/// A strip of days, each as good as its share in ‰; nothing where none is known.
pub(super) fn days(values: &[(i32, Option<u16>)], label: &str) -> String {
    let values = &values[values.len().saturating_sub(MAX_BARS)..];
    let known: Vec<(i32, u16)> = values
        .iter()
        .filter_map(|(d, v)| Some((*d, (*v)?)))
        .collect();
    let Some(worst) = known.iter().min_by_key(|(day, v)| (*v, *day)) else {
        return String::new();
    };
    let sum: u64 = known.iter().map(|(_, v)| u64::from(*v)).sum();
    let mean = u16::try_from(sum / known.len().max(1) as u64).unwrap_or(1000);
    let short = known.iter().filter(|(_, v)| *v < 1000).count();
    let mut words = match known.as_slice() {
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
    if known.len() < values.len() {
        let unknown = counted(values.len() - known.len(), "other day");
        append!(words, "; nothing is known of {unknown}");
    }
    let mut bars = String::new();
    let mut i = 0;
    // Days alike, one after the other, are one bar: most strips are all one colour.
    for run in values.chunk_by(|a, b| a.1 == b.1 && b.0 == a.0 + 1) {
        let (day, value) = &run[0];
        let (class, says) = match value {
            Some(v) => (tone(*v), percent(*v)),
            None => ("none", "unknown".to_owned()),
        };
        // The worse the day the shorter its bar, so that colour isn't all that tells.
        let high = value.map_or(HEIGHT / 4, |v| (u64::from(v) * HEIGHT / 1000).max(8));
        let when = match run {
            [_] => date(*day),
            run => format!("{} to {}", date(*day), date(run[run.len() - 1].0)),
        };
        bar(
            &mut bars,
            (i, run.len()),
            high,
            class,
            &format!("{when}: {says}"),
        );
        i += run.len();
    }
    figure(
        "strip",
        values.len(),
        &bars,
        &words,
        &values.first().map_or_else(String::new, |v| date(v.0)),
        &values.last().map_or_else(String::new, |v| date(v.0)),
    )
}

/// Bars by week; the values are counts, the weeks named by their Mondays.
pub(super) fn weeks(values: &[(i32, u32)], label: &str) -> String {
    let points: Vec<(String, u64)> = values
        .iter()
        .map(|(monday, n)| (format!("week of {}", date(*monday)), u64::from(*n)))
        .collect();
    bars(&points, label)
}

/// Bars in order: by month, by quarter, by week. Nothing where there is no bar.
pub(super) fn bars(values: &[(String, u64)], label: &str) -> String {
    let values = &values[values.len().saturating_sub(MAX_BARS)..];
    let Some(most) = values.iter().map(|(_, n)| *n).max() else {
        return String::new();
    };
    let (Some((first, _)), Some((last, now))) = (values.first(), values.last()) else {
        return String::new();
    };
    let peak = values.iter().find(|(_, n)| *n == most);
    let mut words = format!("{label}: {} in {last}", count(*now));
    if let Some((when, _)) = peak.filter(|_| most > *now) {
        append!(words, ", most {} in {when}", count(most));
    }
    let mut drawn = String::new();
    for (i, (name, n)) in values.iter().enumerate() {
        let share = u128::from(*n) * u128::from(HEIGHT) / u128::from(most.max(1));
        let high = u64::try_from(share).unwrap_or(HEIGHT);
        // What isn't nothing is seen.
        let high = if *n > 0 { high.max(1) } else { 0 };
        bar(
            &mut drawn,
            (i, 1),
            high,
            "",
            &format!("{name}: {}", count(*n)),
        );
    }
    figure("bars", values.len(), &drawn, &words, first, last)
}

/// A horizontal bar a row: name, share in ‰, and what else there is to say. The text is the chart's
/// own equivalent.
pub(super) fn rows(values: &[(String, u16, String)]) -> String {
    if values.is_empty() {
        return String::new();
    }
    let mut out = String::from("<ul class=\"meters\">");
    for (name, permille, more) in values {
        let value = (*permille).min(1000);
        append!(out, "<li class=\"{}\"><span>", tone(value));
        escape_into(name, &mut out);
        append!(out, "</span><b>{}</b><small>", percent(value));
        escape_into(more, &mut out);
        append!(
            out,
            "</small><svg class=\"gauge\" viewBox=\"0 0 1000 4\" preserveAspectRatio=\"none\" aria-hidden=\"true\"><rect class=\"track\" width=\"1000\" height=\"4\"/><rect width=\"{value}\" height=\"4\"/></svg></li>"
        );
    }
    out.push_str("</ul>");
    out
}

fn count(n: u64) -> String {
    grouped(usize::try_from(n).unwrap_or(usize::MAX))
}

/// A bar that begins at a place and is as wide as so many.
fn bar(out: &mut String, (index, wide): (usize, usize), high: u64, class: &str, title: &str) {
    let x = index * (BAR.0 + BAR.1);
    let y = HEIGHT.saturating_sub(high);
    append!(
        out,
        "<rect x=\"{x}\" y=\"{y}\" width=\"{}\" height=\"{high}\"",
        wide * (BAR.0 + BAR.1) - BAR.1
    );
    if !class.is_empty() {
        append!(out, " class=\"{class}\"");
    }
    out.push_str("><title>");
    escape_into(title, out);
    out.push_str("</title></rect>");
}

fn figure(class: &str, count: usize, bars: &str, words: &str, from: &str, to: &str) -> String {
    let width = (count * (BAR.0 + BAR.1)).saturating_sub(BAR.1).max(1);
    let few = count < FEW;
    let mut out = format!("<figure class=\"chart {class}");
    if few {
        append!(out, " few\"><svg width=\"{}\"", count * 24);
    } else {
        out.push_str("\"><svg");
    }
    append!(
        out,
        " viewBox=\"0 0 {width} {HEIGHT}\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\""
    );
    escape_into(words, &mut out);
    append!(
        out,
        "\">{bars}</svg><div class=\"ends\" aria-hidden=\"true\"><span>"
    );
    escape_into(from, &mut out);
    out.push_str("</span><span>");
    if count > 1 {
        escape_into(to, &mut out);
    }
    out.push_str("</span></div><figcaption>");
    escape_into(words, &mut out);
    out.push_str(".</figcaption></figure>");
    out
}

#[cfg(test)]
mod tests {
    use super::{bars, date, days, percent, rows, weeks};

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
        let chart = days(&[(0, Some(1000)), (1, None), (2, Some(500))], "Uptime");
        assert!(chart.contains(
            "Uptime: 75 % on average of 2 days, below 100 % on 1, worst on 1970-01-03 with 50 %; nothing is known of 1 other day"
        ));
        let one = days(&[(0, None), (1, None), (2, Some(997))], "Uptime");
        let words = "Uptime: 99.7 % on 1970-01-03; nothing is known of 2 other days.";
        assert!(one.contains(words), "{one}");
        assert_eq!(chart.matches("<rect").count(), 3);
        assert!(chart.contains("<title>1970-01-02: unknown</title>"));
        assert_eq!(days(&[(0, None)], "Uptime"), "");
    }

    #[test]
    fn bars_escape_and_scale() {
        let chart = bars(&[("<a>".into(), 1), ("b".into(), u64::MAX)], "Of \"x\"");
        assert!(chart.contains("&lt;a&gt;: 1") && !chart.contains("<a>"));
        assert!(chart.contains("height=\"100\"") && chart.contains("height=\"1\""));
        assert!(chart.contains("Of &quot;x&quot;"));
        assert_eq!(bars(&[], "none"), "");
        assert!(weeks(&[(4, 0)], "Queries").contains("week of 1970-01-05: 0"));
        assert!(rows(&[("<b>".into(), 2000, String::new())]).contains("&lt;b&gt;"));
    }
}
