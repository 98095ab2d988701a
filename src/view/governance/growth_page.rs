//! Growth: what was set up and published, month by month.

use std::collections::BTreeMap;

use crate::insight::is_productive;
use crate::view::model::{KeyFigure, SheetColumn};
use crate::view::{Views, chart, grouped};

use super::figure_table::{Table, Value, numbers, words};
use super::figures_draft::{Draft, unknown};

/// Months in a chart.
const CHARTED: usize = 60;

/// What grows, in the order of the columns.
const KINDS: [(&str, &str); 3] = [
    ("dmes", "DMEs set up, by month"),
    ("tables", "Productive tables published, by month"),
    ("views", "Unified views published, by month"),
];

/// What the charts of the sums are called.
const SUMS: [(&str, &str); 3] = [
    ("all-dmes", "DMEs, in all"),
    ("all-tables", "Productive tables, in all"),
    ("all-views", "Unified views, in all"),
];

/// The same for the reader of a part, where most have no date.
const SUMS_OF_PART: [(&str, &str); 3] = [
    ("all-dmes", "DMEs that you may see"),
    ("all-tables", "Productive tables whose date you may see"),
    ("all-views", "Unified views whose date you may see"),
];

const COLUMNS: [SheetColumn; 7] = [
    words("month", "Month"),
    numbers("dmes", "DMEs set up"),
    numbers("tables", "Tables published"),
    numbers("views", "Views published"),
    numbers("all_dmes", "DMEs in all"),
    numbers("all_tables", "Tables in all"),
    numbers("all_views", "Views in all"),
];

/// A month as a count of months since year 0, so that the next is one more.
type Month = u32;

/// A month, what was new in it, and what there was at its end.
type Grown = (Month, [u64; 3], [u64; 3]);

pub(super) fn growth_figures(views: &Views<'_>) -> Draft {
    let c = views.reader;
    let mut made: BTreeMap<Month, [u64; 3]> = BTreeMap::new();
    let mut undated = 0usize;
    let mut add = |date: Option<&str>, kind: usize| match date.and_then(month) {
        Some(month) => made.entry(month).or_default()[kind] += 1,
        None => undated += 1,
    };
    for dme in c.environments() {
        add(dme.created.as_deref(), 0);
    }
    for relation in c.relations() {
        let created = relation.created.map(|t| c.str(t));
        if relation.unified {
            add(created, 2);
        } else if is_productive(relation) {
            add(created, 1);
        }
    }
    let empty = "Nothing is dated. Dates of tables and views come from BigQuery's `TABLES`, those of DMEs from `created` in their manifests.";
    let mut table = Table::new("months", "By month", &COLUMNS, empty);
    let is_part = views.is_part();
    let (Some(first), Some(last)) = (
        made.keys().next().copied(),
        made.keys().next_back().copied(),
    ) else {
        return Draft {
            key: unknown(match is_part {
                true => "no date that you may see",
                false => "no date is known",
            }),
            tables: vec![table],
            ..Draft::default()
        };
    };
    let mut sums = [0u64; 3];
    let months: Vec<Grown> = (first..=last)
        .map(|month| {
            let new = made.get(&month).copied().unwrap_or_default();
            for (sum, n) in sums.iter_mut().zip(new) {
                *sum += n;
            }
            (month, new, sums)
        })
        .collect();
    table.note = match undated {
        0 => "The newest month comes first.".to_owned(),
        n if is_part => format!(
            "The newest month comes first. {} without a date that you may see are not counted.",
            grouped(n)
        ),
        n => format!(
            "The newest month comes first. {} without a known date are not counted.",
            grouped(n)
        ),
    };
    table.rows = months
        .iter()
        .rev()
        .map(|(month, new, sums)| {
            let mut row = vec![Value::Text(name(*month))];
            row.extend(new.iter().chain(sums).map(|n| Value::Count(*n)));
            row
        })
        .collect();
    let shown = &months[months.len().saturating_sub(CHARTED)..];
    let mut charts = Vec::new();
    let titles = match is_part {
        true => SUMS_OF_PART,
        false => SUMS,
    };
    for (kind, (sum, new)) in titles.into_iter().zip(KINDS).enumerate() {
        if sums[kind] == 0 {
            continue;
        }
        let points = |of: &dyn Fn(&Grown) -> u64| -> Vec<(String, u64)> {
            shown.iter().map(|m| (name(m.0), of(m))).collect()
        };
        let all = chart::bars(&points(&|m| m.2[kind]), sum.1);
        let by_month = chart::bars(&points(&|m| m.1[kind]), new.1);
        charts.extend(super::figures_draft::chart(sum.0, sum.1, all));
        charts.extend(super::figures_draft::chart(new.0, new.1, by_month));
    }
    if is_part && sums[1] == 0 {
        table = table.without("tables").without("all_tables");
    }
    let newest = months.last().map_or([0; 3], |(_, new, _)| *new);
    Draft {
        key: newest_figure(is_part, newest, &name(last)),
        charts,
        tables: vec![table],
        ..Draft::default()
    }
}

/// What is new in the newest month. That a part shows nothing new of a kind doesn't say that nothing is.
fn newest_figure(is_part: bool, newest: [u64; 3], month: &str) -> KeyFigure {
    let is_told = |kind: usize| !is_part || newest[kind] > 0;
    let (kind, what) = match (is_told(1), is_told(2)) {
        (true, _) => (1, "productive tables"),
        (false, true) => (2, "unified views"),
        (false, false) => (0, "DMEs"),
    };
    let label = match is_part {
        true => format!("{what} that you may see in {month}"),
        false => format!("{what} in {month}"),
    };
    KeyFigure {
        value: format!("+{}", newest[kind]),
        label,
        tone: None,
    }
}

/// The month of a date as exports and manifests write it, `2024-05-01…`.
fn month(date: &str) -> Option<Month> {
    let year: u32 = date.get(..4)?.parse().ok()?;
    let month: u32 = date.get(5..7)?.parse().ok()?;
    let dashed = date.as_bytes().get(4) == Some(&b'-');
    // 1970 is what exports write where nothing is known.
    (dashed && (1971..=2200).contains(&year) && (1..=12).contains(&month))
        .then(|| year * 12 + month - 1)
}

fn name(month: Month) -> String {
    format!("{}-{:02}", month / 12, month % 12 + 1)
}

#[cfg(test)]
mod tests {
    use super::{month, name};

    #[test]
    fn months_of_dates() {
        assert_eq!(
            month("2024-12-31 10:00:00 UTC").map(name),
            Some("2024-12".into())
        );
        assert_eq!(month("2024-01").map(name), Some("2024-01".into()));
        for text in [
            "",
            "2024",
            "1704067200000",
            "2024-13-01",
            "1970-01-01",
            "0000-00-00",
            "год-01-01",
        ] {
            assert_eq!(month(text), None, "{text}");
        }
    }
}
