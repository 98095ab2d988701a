//! What `vitrina check` found, for the printers of reports.

use crate::diagnostic::{self, Finding, Rule};
use crate::gate::Judged;
use crate::lines::FindingLine;
use crate::mesh::Mesh;
use crate::report::{Entry, Report, ReportRule};

/// The report of a run: `judged` is missing where the settings kept it from running.
pub(super) fn report<'a>(
    findings: &[Finding],
    paths: &[String],
    way: String,
    judged: Option<(&Mesh, &Judged, &[FindingLine])>,
) -> Report<'a> {
    let rules: Vec<ReportRule<'a>> = Rule::ALL.iter().map(|rule| described(*rule)).collect();
    let entries: Vec<Entry> = findings
        .iter()
        .enumerate()
        .map(|(i, finding)| Entry {
            line: diagnostic::finding_line(finding, paths),
            fails: judged.is_none_or(|(_, judged, _)| judged.fails.get(i).copied().unwrap_or(true)),
        })
        .collect();
    let failing = entries.iter().filter(|entry| entry.fails).count();
    Report {
        command: "check",
        verdict: match (judged, failing) {
            (None, _) => "the settings can't be used".to_owned(),
            (Some(_), 0) => "the gate is open".to_owned(),
            (Some(_), 1) => "1 finding keeps the gate shut".to_owned(),
            (Some(_), n) => format!("{n} findings keep the gate shut"),
        },
        checked: match judged {
            Some((_, judged, _)) => {
                let rules = rules.len();
                match judged.assets {
                    1 => format!("{rules} rules, 1 asset"),
                    n => format!("{rules} rules, {n} assets"),
                }
            }
            None => "settings".to_owned(),
        },
        rules,
        entries,
        gone: judged.map_or_else(Vec::new, |(_, _, gone)| gone.to_vec()),
        way,
        base_url: judged.and_then(|(mesh, ..)| mesh.settings.base_url()),
        audience: judged.and_then(|(mesh, ..)| mesh.audience().map(str::to_owned)),
    }
}

fn described(rule: Rule) -> ReportRule<'static> {
    let info = rule.info();
    ReportRule {
        id: info.id.into(),
        severity: info.severity,
        summary: info.summary.into(),
        what: info.what.into(),
        help: format!("{}\n\n{}", info.why, info.mend).into(),
        tags: vec![info.gate.as_str(), info.group.as_str()],
        page: Some(format!("rules/{}.html", info.id)),
    }
}
