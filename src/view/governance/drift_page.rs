//! Drift: where sources contradict each other, by rule.

use crate::diagnostic::{Finding, Rule, Text};
use crate::view::Views;
use crate::view::model::{DriftGroup, SheetColumn};

use super::figure_table::{Table, Value, words};
use super::figures_draft::{Draft, bad_count, neutral};

/// What is said where there is none.
pub(super) fn no_drift(views: &Views<'_>) -> &'static str {
    match views.is_part() {
        true => "None that you may see.",
        false => "None: all that the manifests claim agrees with the exports.",
    }
}

/// Findings shown a rule.
const MAX_ROWS: usize = 50;

const COLUMNS: [SheetColumn; 6] = [
    words("rule", "Rule"),
    words("severity", "Severity"),
    words("asset", "Asset"),
    words("message", "What is wrong"),
    words("help", "How to mend it"),
    words("at", "Where"),
];

pub(super) fn drift_figures(views: &Views<'_>) -> Draft {
    let mut groups: Vec<(Rule, Vec<&Finding>)> = Rule::CONTRADICTIONS
        .iter()
        .map(|rule| (*rule, Vec::new()))
        .collect();
    for finding in views.reader.findings() {
        if let Some((_, of)) = groups.iter_mut().find(|(rule, _)| *rule == finding.rule) {
            of.push(finding);
        }
    }
    let rows = groups.iter().flat_map(|(_, of)| of).map(|finding| {
        let asset = finding.asset();
        vec![
            Value::Word(finding.rule.info().id, None),
            Value::Word(finding.severity.as_str(), None),
            Value::asset(asset.and_then(|id| views.reader.resolve(id))),
            Value::Text(finding.message.to_string()),
            Value::text(finding.help.as_ref().map(Text::printed).as_deref()),
            Value::text(
                finding
                    .pos()
                    .map(|pos| views.reader.found_at(pos))
                    .filter(|at| !at.is_empty())
                    .as_deref(),
            ),
        ]
    });
    let mut table = Table::new(
        "contradictions",
        "All contradictions",
        &COLUMNS,
        no_drift(views),
    )
    .rows(rows);
    table.files_only = true;
    Draft {
        key: match views.is_part() {
            true => neutral(table.rows.len(), "contradictions that you may see"),
            false => bad_count(table.rows.len(), "contradictions"),
        },
        drift: groups
            .iter()
            .filter_map(|(rule, of)| drift_group(views, *rule, of))
            .collect(),
        is_drift: true,
        tables: vec![table],
        ..Draft::default()
    }
}

fn drift_group(views: &Views<'_>, rule: Rule, of: &[&Finding]) -> Option<DriftGroup> {
    let loudest = of.iter().map(|f| f.severity).max()?;
    Some(DriftGroup {
        rule: rule.info().id,
        summary: rule.info().summary,
        severity: loudest,
        count: of.len(),
        rows: of
            .iter()
            .take(MAX_ROWS)
            .map(|f| views.finding_row(f, true))
            .collect(),
        more: of.len().saturating_sub(MAX_ROWS),
    })
}
