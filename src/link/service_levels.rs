//! Service levels that pages show and nothing judges: those that aren't known, and promises that
//! can't be read.

mod freshness_objective;

pub(super) use freshness_objective::age;

use self::freshness_objective::{length, time_of_day, times};
use crate::catalog::Unit;
use crate::diagnostic::{FileId, Finding, Rule, Text, beginning, nearest, text};
use crate::document::{Located, wrong_moment};
use crate::manifest::Manifests;
use crate::manifest::kinds::SlaProperty;

/// What a service level promises.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LevelValue {
    /// A length of time.
    Length,
    /// A time of day.
    Time,
    /// A share of the whole.
    Share,
    /// A day or a moment.
    Day,
    /// Something that only people compare.
    Rate,
}

/// Service levels of the Open Data Contract Standard, each with its short name, and ours.
const KNOWN: [(&str, &str, LevelValue); 15] = [
    ("availability", "av", LevelValue::Share),
    ("endOfLife", "el", LevelValue::Day),
    ("endOfSupport", "es", LevelValue::Day),
    ("errorRate", "er", LevelValue::Rate),
    ("freshness", "freshness", LevelValue::Length),
    ("frequency", "fy", LevelValue::Length),
    ("generalAvailability", "ga", LevelValue::Day),
    ("latency", "ly", LevelValue::Length),
    ("retention", "re", LevelValue::Length),
    ("throughput", "th", LevelValue::Rate),
    ("timeOfAvailability", "ta", LevelValue::Time),
    ("timeToDetect", "td", LevelValue::Length),
    ("timeToNotify", "tn", LevelValue::Length),
    ("timeToRepair", "tr", LevelValue::Length),
    ("timeToResolve", "timetoresolve", LevelValue::Length),
];

/// Other words for them.
const SYNONYMS: [(&str, &str); 9] = [
    ("age", "freshness"),
    ("delay", "latency"),
    ("mttd", "timeToDetect"),
    ("mttr", "timeToRepair"),
    ("refresh", "frequency"),
    ("schedule", "frequency"),
    ("staleness", "freshness"),
    ("sunset", "endOfLife"),
    ("uptime", "availability"),
];

/// Lengths of time without an end.
const ENDLESS: [&str; 7] = [
    "forever",
    "indefinite",
    "indefinitely",
    "infinite",
    "permanent",
    "permanently",
    "unlimited",
];

/// Longest part of a value that a message repeats, in characters.
const REPEATED: usize = 40;

/// Looks at the service levels of all products and contracts.
pub(super) fn check(manifests: &Manifests, findings: &mut Vec<Finding>) {
    let products = manifests.products.iter();
    let products = products.map(|d| (d.pos.file, &d.body.sla_properties));
    let contracts = manifests.contracts.iter();
    let contracts = contracts.map(|d| (d.pos.file, &d.body.sla_properties));
    for (file, all) in products.chain(contracts) {
        findings.extend(all.iter().filter_map(|sla| wrong(sla, file)));
    }
}

/// What is wrong with a service level, if anything.
fn wrong(sla: &SlaProperty, file: FileId) -> Option<Finding> {
    let name = sla.property.as_str().trim();
    let lower = name.to_ascii_lowercase();
    let known = KNOWN
        .iter()
        .find(|(long, short, _)| long.eq_ignore_ascii_case(&lower) || *short == lower);
    let Some((_, _, level_value)) = known else {
        return Some(unknown(&sla.property, &lower, file));
    };
    let ext = sla.value_ext.as_deref().map(str::trim);
    let ext = ext.filter(|ext| *ext != sla.value.as_str().trim());
    let unit = sla.unit.as_deref().map(str::trim).unwrap_or_default();
    let values = std::iter::once(sla.value.as_str().trim()).chain(ext);
    for value in values {
        let mistake = match level_value {
            LevelValue::Length => wrong_length(value, unit),
            LevelValue::Time => wrong_time(value),
            LevelValue::Share => wrong_share(value, unit),
            LevelValue::Rate => wrong_rate(value),
            LevelValue::Day => match wrong_moment(value) {
                Some((why, help)) => {
                    let message = text!(
                        "service level `{name}` promises `{value}`, {why}",
                        name,
                        value = cut(value),
                        why
                    );
                    let finding = Finding::new(Rule::WrongDate, message);
                    return Some(finding.at(sla.value.pos(file)).help(help));
                }
                None => None,
            },
        };
        if let Some((why, help)) = mistake {
            let message = text!(
                "service level `{name}` promises `{value}`, {why}: it is shown, but judged by nothing",
                name,
                value = cut(value),
                why
            );
            let finding = Finding::new(Rule::UnknownServiceLevel, message);
            return Some(finding.at(sla.value.pos(file)).help(help));
        }
    }
    None
}

fn unknown(property: &Located<String>, lower: &str, file: FileId) -> Finding {
    let names = KNOWN.iter().map(|(long, ..)| *long);
    let synonym = SYNONYMS.iter().find(|(word, _)| *word == lower);
    let near = synonym.map(|(_, name)| *name);
    let help = match near.or_else(|| nearest(lower, names.clone())) {
        Some(near) => text!("did you mean `{near}`?", near),
        None => text!(
            "known: {names}",
            names = names.collect::<Vec<_>>().join(", ")
        ),
    };
    Finding::new(
        Rule::UnknownServiceLevel,
        text!(
            "service level `{property}` isn't known: it is shown, but judged by nothing",
            property = cut(property.as_str())
        ),
    )
    .at(property.pos(file))
    .help(help)
}

/// The beginning of a text.
fn cut(text: &str) -> String {
    beginning(text, REPEATED)
}

fn number(text: &str) -> Option<f64> {
    text.parse::<f64>().ok().filter(|n| n.is_finite())
}

type Mistake = Option<(Text, Text)>;

fn mistake(why: &'static str, help: &'static str) -> Mistake {
    Some((why.into(), help.into()))
}

fn wrong_length(value: &str, unit: &str) -> Mistake {
    let endless = ENDLESS.iter().any(|word| value.eq_ignore_ascii_case(word));
    if endless || length(value, Some(unit)).is_some_and(|seconds| seconds > 0) {
        return None;
    }
    let with_unit = "write a number and a unit, for example `value: 24` and `unit: h`";
    let Some(count) = number(value) else {
        return mistake("which can't be read as a length of time", with_unit);
    };
    if count < 0.0 {
        return mistake(
            "which is negative",
            "write the length of time as a positive number",
        );
    }
    if count == 0.0 {
        return mistake(
            "which is no length of time",
            "write the longest time that is allowed",
        );
    }
    if unit.is_empty() {
        return mistake(
            "which has no unit",
            "add `unit`: s, min, h, d, w, month or y",
        );
    }
    if times("1", unit).is_some() {
        return mistake("which is longer than can be meant", with_unit);
    }
    Some((
        text!("whose unit `{unit}` isn't one of time", unit = cut(unit)),
        "write s, min, h, d, w, month or y".into(),
    ))
}

fn wrong_time(value: &str) -> Mistake {
    match time_of_day(value) {
        Some(_) => None,
        None => mistake(
            "which can't be read as a time of day",
            "write hours and minutes in UTC or with their offset from it: `06:30Z`, `06:30+01:00`",
        ),
    }
}

fn wrong_share(value: &str, unit: &str) -> Mistake {
    let help = "write a number from 0 to 100, with `unit: \"%\"`";
    let bare = value.strip_suffix('%').unwrap_or(value).trim_end();
    let Some(share) = number(bare) else {
        return mistake("which is no number", help);
    };
    if share < 0.0 {
        return mistake("which is negative", help);
    }
    if share > 100.0 {
        return mistake("which is more than 100 %", help);
    }
    match unit.is_empty() || Unit::parse(unit) == Some(Unit::Percent) {
        true => None,
        false => Some((
            text!("whose unit `{unit}` isn't `%`", unit = cut(unit)),
            help.into(),
        )),
    }
}

/// A number with any unit; words are left to people.
fn wrong_rate(value: &str) -> Mistake {
    let negative = number(value).is_some_and(|n| n < 0.0);
    match negative {
        true => mistake("which is negative", "write a number of 0 or more"),
        false => None,
    }
}

#[cfg(test)]
mod tests {
    use super::{wrong_length, wrong_share, wrong_time};

    #[test]
    fn promises_that_can_be_read() {
        for (value, unit) in [
            ("24", "h"),
            ("5", "min"),
            ("400", "d"),
            ("10", "y"),
            ("13", "month"),
            ("PT24H", ""),
            ("daily", ""),
            ("1.5 days", ""),
            ("forever", ""),
        ] {
            assert_eq!(wrong_length(value, unit), None, "{value} {unit}");
        }
        for value in ["09:00Z", "09:00-08:00", "6:30 PM"] {
            assert_eq!(wrong_time(value), None, "{value}");
        }
        for (value, unit) in [
            ("99.9", "%"),
            ("99.95", "percent"),
            ("99%", ""),
            ("100", ""),
        ] {
            assert_eq!(wrong_share(value, unit), None, "{value} {unit}");
        }
    }

    #[test]
    fn promises_that_cannot() {
        for (value, unit, why) in [
            ("24", "", "which has no unit"),
            ("-5", "h", "which is negative"),
            ("0", "h", "which is no length of time"),
            (
                "24",
                "fortnights",
                "whose unit `fortnights` isn't one of time",
            ),
            ("soon", "h", "which can't be read as a length of time"),
            ("NaN", "h", "which can't be read as a length of time"),
            ("", "", "which can't be read as a length of time"),
            ("1e30", "h", "which is longer than can be meant"),
        ] {
            let mistake = wrong_length(value, unit).map(|(why, _)| why);
            assert_eq!(
                mistake.map(|why| why.to_string()).as_deref(),
                Some(why),
                "{value} {unit}"
            );
        }
        assert!(wrong_time("06:30 CET").is_some());
        for (value, unit) in [("-1", "%"), ("101", "%"), ("high", ""), ("99", "h")] {
            assert!(wrong_share(value, unit).is_some(), "{value} {unit}");
        }
    }
}
