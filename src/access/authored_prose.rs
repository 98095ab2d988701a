//! Names of hidden assets in texts that people wrote: restricting a catalog leaves texts alone, so an
//! author has to take such a name out, or has it replaced.

use std::ops::Range;

use rustc_hash::{FxHashMap, FxHashSet};

use super::{authored_names, authored_texts, statement_texts};
use crate::catalog::{AssetIx, Catalog, HiddenNames, NameForm, NameInText};
use crate::config::{FILE, Settings};
use crate::diagnostic::{Finding, Rule, text};
use crate::markdown;

/// What stands in the place of a name.
const REDACTED: &str = "[redacted]";

/// What texts name that their readers may not see.
#[derive(Default)]
pub(super) struct InProse {
    /// Where, for the operator.
    pub(super) findings: Vec<Finding>,
    /// How many names were replaced.
    pub(super) replaced: usize,
}

/// A name in a text about an asset, or in what it is called.
#[derive(Clone, PartialEq, Eq, Hash)]
struct Named {
    of: AssetIx,
    /// Lines of the text before it.
    lines: usize,
    /// Whether the text is a long description.
    is_long: bool,
    /// Whether it is no text, but a name or id.
    is_name: bool,
    found: String,
    id: String,
}

/// Looks through the texts of a part. What they name that its readers may not see are errors for the
/// operator, with places in the whole, which no page of the part may show; with `redact`, each name in a
/// text is replaced instead.
#[must_use]
pub(super) fn looked_through(
    whole: &Catalog,
    part: &mut Catalog,
    hidden: &HiddenNames,
    redact: bool,
) -> InProse {
    if hidden.names.is_empty() {
        return InProse::default();
    }
    let (mut all, replaced) = match redact {
        true => (Vec::new(), redact_all(part, hidden)),
        false => (in_texts(part, hidden), 0),
    };
    all.extend(in_names(part, hidden));
    let mut told = FxHashSet::default();
    all.retain(|one| told.insert(one.clone()));
    let audience = audience(part);
    let findings = all.iter().map(|one| finding(whole, part, audience, one));
    InProse {
        findings: findings.collect(),
        replaced,
    }
}

/// What the settings call a portal and its audience.
#[must_use]
pub(super) fn in_settings(
    settings: &Settings,
    part: &Catalog,
    hidden: &HiddenNames,
) -> Vec<Finding> {
    let config = &settings.config;
    let audiences = config.audiences.iter().flat_map(|audience| {
        let names = [Some(&audience.id.value), audience.label.as_ref()];
        let names = names.into_iter().flatten();
        names.map(|name| (name, format!("{FILE}:{}", audience.id.line)))
    });
    let title = config.title.iter().map(|title| (title, FILE.to_owned()));
    let mut findings = Vec::new();
    for (text, place) in title.chain(audiences) {
        for NameInText { range, name } in full_names(hidden, text) {
            let found = text.get(range).unwrap_or_default();
            let message = text!(
                "what the settings call a portal names `{found}`, which is {id} and hidden from the audience `{audience}`",
                found = found.to_owned(),
                id = name.id.clone(),
                audience = audience(part).to_owned()
            );
            let finding = Finding::new(Rule::NamesHiddenAsset, message).detail(found);
            findings.push(finding.at_path(place.as_str()).help("call it otherwise"));
        }
    }
    findings
}

fn audience(part: &Catalog) -> &str {
    part.part.as_ref().map_or("", |part| part.audience.as_str())
}

/// Names of tables, views and datasets in what documents are called, in their ids, and in keys.
fn in_names(part: &Catalog, hidden: &HiddenNames) -> Vec<Named> {
    let mut all = Vec::new();
    authored_names::each(part, &mut |of, text, by| {
        for NameInText { range, name } in full_names(hidden, text) {
            if !by.shows(&name.name) {
                all.push(Named {
                    of,
                    lines: 0,
                    is_long: false,
                    is_name: true,
                    found: text.get(range).unwrap_or_default().to_owned(),
                    id: name.id.clone(),
                });
            }
        }
    });
    all
}

fn in_texts(part: &mut Catalog, hidden: &HiddenNames) -> Vec<Named> {
    let long: FxHashMap<AssetIx, String> = (part.long_descriptions.iter())
        .map(|(ix, long)| (*ix, long.text.clone()))
        .collect();
    let mut all = Vec::new();
    authored_texts::each(part, &mut |of, text| {
        for NameInText { range, name } in hidden.in_text(text) {
            let before = text.get(..range.start).unwrap_or_default();
            all.push(Named {
                of,
                lines: before.matches('\n').count(),
                is_long: long.get(&of).is_some_and(|long| long == text),
                is_name: false,
                found: text.get(range).unwrap_or_default().to_owned(),
                id: name.id.clone(),
            });
        }
        None
    });
    statement_texts::each(part, &mut |of, text| {
        for NameInText { range, name } in in_statement(hidden, text) {
            all.push(Named {
                of,
                lines: 0,
                is_long: false,
                is_name: false,
                found: text.get(range).unwrap_or_default().to_owned(),
                id: name.id.clone(),
            });
        }
        None
    });
    all
}

/// Gives how many names were replaced.
fn redact_all(part: &mut Catalog, hidden: &HiddenNames) -> usize {
    let mut replaced = 0;
    authored_texts::each(part, &mut |_, text| {
        let found = hidden.in_text(text);
        replaced += found.len();
        (!found.is_empty()).then(|| redacted(text, found.into_iter().map(|f| f.range)))
    });
    statement_texts::each(part, &mut |_, text| {
        let found = in_statement(hidden, text);
        replaced += found.len();
        (!found.is_empty()).then(|| without(text, found.into_iter().map(|f| f.range)))
    });
    replaced
}

/// Names in the comments and literals of a statement: columns and aliases of it may be called as what
/// is hidden, so that only full names count.
fn in_statement<'n>(hidden: &'n HiddenNames, text: &str) -> Vec<NameInText<'n>> {
    let mut found = hidden.in_text(text);
    found.retain(|found| !found.name.form.is_common());
    found
}

fn full_names<'n>(hidden: &'n HiddenNames, text: &str) -> Vec<NameInText<'n>> {
    let mut found = hidden.in_text(text);
    found.retain(|found| found.name.form == NameForm::Full);
    found
}

fn finding(whole: &Catalog, part: &Catalog, audience: &str, one: &Named) -> Finding {
    let asset = part.asset(one.of);
    let subject = part.subject(one.of);
    let of_whole = whole.find(asset.kind, part.name(one.of));
    let place = of_whole.and_then(|ix| place(whole, ix, one));
    let (of, found) = (subject.id.clone(), one.found.clone());
    let (id, audience) = (one.id.clone(), audience.to_owned());
    let (message, help) = match one.is_name {
        true => (
            text!(
                "a name, id or key that `{of}` has holds `{found}`, which is {id} and hidden from the audience `{audience}`",
                of,
                found,
                id,
                audience
            ),
            "call it otherwise: `redact` replaces what texts name, and this is none",
        ),
        false => (
            text!(
                "a text about `{of}` names `{found}`, which is {id} and hidden from the audience `{audience}`",
                of,
                found,
                id,
                audience
            ),
            "take the name out of the text, or let `redact = true` under [access] replace it",
        ),
    };
    let found = Finding::new(Rule::NamesHiddenAsset, message)
        .about(subject)
        .detail(&one.found)
        .help(help);
    match place {
        Some(place) => found.at_path(place),
        None => found,
    }
}

/// The line of a text that has a file of its own, else that of its asset.
fn place(whole: &Catalog, ix: AssetIx, one: &Named) -> Option<String> {
    let guide = whole.guides.iter().find(|guide| guide.asset == ix);
    let guide = guide.map(|guide| (guide.file, guide.lines_before));
    let long = whole.long_descriptions.get(&ix);
    let long = long
        .filter(|_| one.is_long)
        .map(|text| (text.file, text.lines_before));
    if let Some((file, before)) = guide.or(long) {
        let line = before as usize + one.lines + 1;
        return Some(format!("{}:{line}", whole.path(file)));
    }
    whole.asset(ix).pos.map(|pos| whole.at(pos))
}

/// A text without what stands in these ranges, which are sorted: within code, links and tags the whole
/// goes.
fn redacted(text: &str, found: impl Iterator<Item = Range<usize>>) -> String {
    let mut whole = markdown::constructs(text);
    whole.sort_by_key(|range| (range.start, std::cmp::Reverse(range.end)));
    let widened = found.map(|name| {
        let around = whole
            .iter()
            .find(|range| range.start < name.end && name.start < range.end);
        around.map_or(name.clone(), |range| {
            range.start.min(name.start)..range.end.max(name.end)
        })
    });
    without(text, widened)
}

fn without(text: &str, ranges: impl Iterator<Item = Range<usize>>) -> String {
    let mut out = String::with_capacity(text.len());
    let mut end = 0;
    for range in ranges {
        if range.start >= end {
            out.push_str(text.get(end..range.start).unwrap_or_default());
            out.push_str(REDACTED);
        }
        end = end.max(range.end);
    }
    out.push_str(text.get(end..).unwrap_or_default());
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::{HiddenName, NameForm};

    fn hidden() -> HiddenNames {
        let named = |(name, form): (&str, NameForm)| HiddenName {
            name: name.to_owned(),
            form,
            id: "table:p.hr.pay_roll".into(),
        };
        let names = [
            ("p.hr.pay_roll", NameForm::Full),
            ("hr.pay_roll", NameForm::Full),
            ("pay_roll", NameForm::Bare),
            ("salaries", NameForm::Bare),
        ];
        HiddenNames::new(names.map(named).into(), std::iter::empty())
    }

    #[test]
    fn names_are_replaced_with_all_that_they_stand_in() {
        for (text, without) in [
            ("See p.hr.pay_roll.", "See [redacted]."),
            (
                "See `select 1 from p.hr.pay_roll` and on",
                "See [redacted] and on",
            ),
            (
                "[the table](../tables/p/hr/pay_roll.html#x) is",
                "[redacted] is",
            ),
            ("[[table:p.hr.pay_roll|Pay]] is", "[redacted] is"),
            ("**hr.pay\\_roll**, Pay_Roll", "**[redacted]**, [redacted]"),
            (
                "p.hr.pay&#95;roll <i title='pay_roll'>x</i>",
                "[redacted] [redacted]x</i>",
            ),
            (
                "`a` [pay_roll](r) `hr.pay_roll pay_roll`",
                "`a` [redacted] [redacted]",
            ),
            ("all salaries of hr", "all salaries of hr"),
        ] {
            let names = hidden();
            let found = names.in_text(text).into_iter().map(|f| f.range);
            assert_eq!(redacted(text, found), without);
            assert!(names.in_text(without).is_empty());
        }
    }
}
