//! Rules on quality as a person would say them.

use crate::catalog::{Property, Quality, Unit};
use crate::diagnostic::{FileId, Finding, Rule, Subject, text};
use crate::link::naming::shared_fields::definitions;
use crate::manifest::bitol::{self, AnyList, Bound};

/// Metrics that count rows, so that their percentages are of rows.
const OF_ROWS: [&str; 9] = [
    "nullValues",
    "missingValues",
    "invalidValues",
    "duplicateValues",
    "validValues",
    "nullCount",
    "missingCount",
    "invalidCount",
    "duplicateCount",
];

/// What an operator compares with.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Takes {
    One,
    Two,
}

/// A rule in words. An operator with the wrong number of values is said as it is written, with a
/// finding.
pub(super) fn quality(
    rule: &bitol::Quality,
    file: FileId,
    asset: &Subject,
    findings: &mut Vec<Finding>,
) -> Quality {
    let metric = rule.metric.as_deref().or(rule.rule.as_deref());
    let mut demands = Vec::new();
    for (key, words, takes, bound) in operators(rule) {
        let Some(Bound(bound)) = bound else { continue };
        let list = &bound.value;
        let fits = match takes {
            Takes::One => list.values.len() == 1 && !list.is_list || key.ends_with("Be"),
            Takes::Two => list.values.len() == 2 && list.is_list,
        };
        if !fits {
            let wanted = match takes {
                Takes::One => "one number",
                Takes::Two => "a list of two numbers",
            };
            let found = list.values.join(", ");
            findings.push(
                Finding::new(
                    Rule::WrongType,
                    text!(
                        "`{key}` must be {wanted}, found `{found}`",
                        key,
                        wanted,
                        found
                    ),
                )
                .at(bound.pos(file))
                .about(asset.clone())
                .help("the rule is shown as it is written; correct the values"),
            );
        }
        let value = match takes {
            Takes::Two => list.values.join(" and "),
            Takes::One => list.values.join(", "),
        };
        demands.push(format!("{words} {}", with_unit(&value, rule, metric)));
    }
    let is_sql = rule.kind.as_deref() == Some("sql") || rule.query.is_some();
    let subject = metric.or((is_sql && !demands.is_empty()).then_some("the query's result"));
    let demands = demands.join(" and ");
    let measured = [subject.unwrap_or(""), demands.as_str()].join(" ");
    let mut parts = vec![measured.trim().to_owned()];
    parts.retain(|part| !part.is_empty());
    parts.extend(arguments(rule));
    let lead = [&rule.description, &rule.name]
        .into_iter()
        .flatten()
        .map(|text| text.trim())
        .find(|text| !text.is_empty());
    let text = match (lead, parts.as_slice()) {
        (Some(lead), []) => lead.to_owned(),
        (Some(lead), parts) => format!("{lead} ({})", parts.join("; ")),
        (None, []) => match &rule.engine {
            Some(engine) => format!("checked by {engine}"),
            None => "quality rule".to_owned(),
        },
        (None, [one]) => one.clone(),
        (None, [first, rest @ ..]) => format!("{first} ({})", rest.join("; ")),
    };
    let trimmed = |text: &Option<String>| {
        let text = text.as_deref().map(str::trim).filter(|t| !t.is_empty());
        text.map(str::to_owned)
    };
    Quality {
        id: trimmed(&rule.id),
        name: trimmed(&rule.name),
        text,
        about: about(rule),
        code: rule
            .query
            .clone()
            .or_else(|| rule.implementation.as_ref().map(|i| i.0.clone())),
        unique: matches!(metric, Some("duplicateValues" | "duplicateCount")) && allows_none(rule),
        definitions: definitions(&rule.authoritative_definitions),
    }
}

/// Whether what a rule counts must not be there at all.
fn allows_none(rule: &bitol::Quality) -> bool {
    let is = |bound: &Option<Bound>, number: &str| {
        let values = bound
            .as_ref()
            .map(|Bound(bound)| bound.value.values.as_slice());
        matches!(values, Some([one]) if one == number)
    };
    is(&rule.must_be, "0")
        || is(&rule.must_be_less_or_equal_to, "0")
        || is(&rule.must_be_less_than, "1")
}

fn operators(rule: &bitol::Quality) -> [(&'static str, &'static str, Takes, Option<&Bound>); 8] {
    use Takes::{One, Two};
    [
        ("mustBe", "must be", One, rule.must_be.as_ref()),
        ("mustNotBe", "must not be", One, rule.must_not_be.as_ref()),
        (
            "mustBeGreaterThan",
            "must be greater than",
            One,
            rule.must_be_greater_than.as_ref(),
        ),
        (
            "mustBeGreaterOrEqualTo",
            "must be at least",
            One,
            rule.must_be_greater_or_equal_to.as_ref(),
        ),
        (
            "mustBeLessThan",
            "must be less than",
            One,
            rule.must_be_less_than.as_ref(),
        ),
        (
            "mustBeLessOrEqualTo",
            "must be at most",
            One,
            rule.must_be_less_or_equal_to.as_ref(),
        ),
        (
            "mustBeBetween",
            "must be between",
            Two,
            rule.must_be_between.as_ref(),
        ),
        (
            "mustNotBeBetween",
            "must not be between",
            Two,
            rule.must_not_be_between.as_ref(),
        ),
    ]
}

/// `5 percent of rows`, `1 row`, `3 rows`, `2 h`.
fn with_unit(value: &str, rule: &bitol::Quality, metric: Option<&str>) -> String {
    let unit = rule.unit.as_deref().unwrap_or("").trim();
    if unit.is_empty() {
        return value.to_owned();
    }
    match Unit::parse(unit) {
        Some(Unit::Percent) => {
            let of = metric.is_some_and(|m| OF_ROWS.contains(&m));
            let value = value.trim_end_matches('%').trim_end();
            format!("{value} percent{}", if of { " of rows" } else { "" })
        }
        Some(Unit::Row) => Unit::Row.say(value),
        _ => format!("{value} {unit}"),
    }
}

/// What the metric takes: `valid values: a, b`.
fn arguments(rule: &bitol::Quality) -> Vec<String> {
    let own = rule
        .valid_values
        .as_ref()
        .map(|values| ("validValues", values));
    let all = rule.arguments.0.iter().map(|(k, v)| (k.as_str(), v));
    own.into_iter()
        .chain(all)
        .map(|(key, AnyList { values, .. })| {
            let values = values.join(", ");
            match key {
                "" => values,
                "validValues" => format!("valid values: {values}"),
                "missingValues" => format!("missing values: {values}"),
                key => format!("{key}: {values}"),
            }
        })
        .collect()
}

/// Everything else that is said of a rule.
fn about(rule: &bitol::Quality) -> Vec<Property> {
    let name = rule.name.as_ref().filter(|_| rule.description.is_some());
    let engine = rule.engine.as_ref();
    let tags = Some(rule.tags.join(", ")).filter(|t| !t.is_empty());
    [
        ("rule", name),
        ("dimension", rule.dimension.as_ref()),
        ("severity", rule.severity.as_ref()),
        ("business impact", rule.business_impact.as_ref()),
        ("method", rule.method.as_ref()),
        ("engine", engine),
        ("scheduler", rule.scheduler.as_ref()),
        ("schedule", rule.schedule.as_ref()),
        ("tags", tags.as_ref()),
    ]
    .into_iter()
    .filter_map(|(name, value)| {
        Some(Property {
            name: name.to_owned(),
            value: value?.clone(),
            is_url: false,
        })
    })
    .collect()
}
