//! Small parts of pages, and how values are worded.

use super::model::{Badge, Cell, Link, Pair, Section, SlaRow, SupportRow, Tone};
use crate::catalog::{Lifecycle, Property, Sla, Status, Support, Unit};
use crate::privacy::{Text, without_secrets};

/// `../` for each folder of a page's address.
#[must_use]
pub(crate) fn root(path: &str) -> String {
    "../".repeat(path.matches('/').count())
}

/// An address that may stand in a link: web and mail only, without passwords and signed queries.
pub(super) fn safe_url(url: &str) -> Option<String> {
    let url = url.trim();
    let scheme = url.split_once(':')?.0.to_ascii_lowercase();
    let fine = matches!(scheme.as_str(), "http" | "https" | "mailto")
        && !url.contains(|c: char| c.is_control() || c.is_whitespace());
    fine.then(|| without_secrets(url, Text::Prose).into_owned())
}

/// Adds a section, if there are rows.
pub(super) fn section(
    sections: &mut Vec<Section>,
    title: &'static str,
    id: &'static str,
    head: Vec<&'static str>,
    rows: Vec<Vec<Cell>>,
) {
    if !rows.is_empty() {
        sections.push(Section {
            title,
            id,
            head,
            rows,
        });
    }
}

pub(super) fn badge(text: impl Into<String>, tone: Tone) -> Badge {
    Badge {
        text: text.into(),
        tone,
    }
}

/// A badge for a state other than active.
pub(super) fn status_badge(status: Status) -> Option<Badge> {
    let tone = match status {
        Status::Active => return None,
        Status::Proposed | Status::Draft => Tone::Info,
        Status::Deprecated => Tone::Warn,
        Status::Retired => Tone::Bad,
    };
    Some(badge(status.as_str(), tone))
}

pub(super) fn support_rows(support: &[Support]) -> Vec<SupportRow> {
    support
        .iter()
        .map(|s| {
            let note = [&s.tool, &s.scope, &s.description]
                .into_iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join(", ");
            SupportRow {
                channel: s.channel.clone(),
                note: Some(note).filter(|n| !n.is_empty()),
                url: s.url.as_deref().and_then(safe_url),
            }
        })
        .collect()
}

pub(super) fn sla_rows<'s>(
    sla: impl IntoIterator<Item = &'s Sla>,
    source: Option<&Link>,
) -> Vec<SlaRow> {
    sla.into_iter()
        .map(|s| {
            let note = [&s.driver, &s.description]
                .into_iter()
                .flatten()
                .cloned()
                .collect::<Vec<_>>()
                .join("; ");
            SlaRow {
                property: s.property.clone(),
                value: match &s.unit {
                    Some(unit) => match Unit::parse(unit) {
                        Some(unit) => unit.say(&s.value),
                        None => format!("{} {unit}", s.value),
                    },
                    None => s.value.clone(),
                },
                element: s.element.clone(),
                note: Some(note).filter(|n| !n.is_empty()),
                source: source.cloned(),
            }
        })
        .collect()
}

pub(super) fn pair(name: impl Into<String>, value: impl Into<String>) -> Pair {
    Pair {
        name: name.into(),
        value: value.into(),
        url: None,
    }
}

pub(super) fn pairs(properties: &[Property]) -> Vec<Pair> {
    properties
        .iter()
        .map(|p| Pair {
            name: p.name.clone(),
            value: without_secrets(&p.value, Text::Prose).into_owned(),
            url: if p.is_url { safe_url(&p.value) } else { None },
        })
        .collect()
}

pub(super) fn lifecycle_pairs(lifecycle: &Lifecycle) -> Vec<Pair> {
    [
        ("valid from", &lifecycle.valid_from),
        ("valid to", &lifecycle.valid_to),
        ("deprecated on", &lifecycle.deprecation_date),
        ("end of life", &lifecycle.end_of_life),
    ]
    .into_iter()
    .filter_map(|(name, value)| Some(pair(name, value.clone()?)))
    .collect()
}

pub(super) fn cell(text: impl Into<String>) -> Cell {
    Cell {
        text: text.into(),
        ..Cell::default()
    }
}

pub(super) fn opt_cell(text: &Option<String>) -> Cell {
    cell(text.clone().unwrap_or_default())
}

pub(super) fn url_cell(text: &str, url: Option<&String>) -> Cell {
    Cell {
        text: without_secrets(text, Text::Prose).into_owned(),
        url: url.and_then(|u| safe_url(u)),
        ..Cell::default()
    }
}

/// A number with thin separators: 12,345.
#[must_use]
pub(crate) fn grouped(n: usize) -> String {
    let digits = n.to_string();
    if digits.len() <= 3 {
        return digits;
    }
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// "1 view", "2 views".
pub(super) fn counted(n: usize, one: &str) -> String {
    if n == 1 {
        return ["1 ", one].concat();
    }
    let mut words = grouped(n);
    words.push(' ');
    match one.strip_suffix('y') {
        Some(stem) if !one.ends_with("ay") => {
            words.push_str(stem);
            words.push_str("ies");
        }
        _ => {
            words.push_str(one);
            words.push('s');
        }
    }
    words
}
