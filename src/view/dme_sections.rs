//! What a DME offers and asks for: infrastructure, access, packages, incidents, courses, rules.

use super::model::{Cell, Section};
use super::{Views, cell, grouped, opt_cell, section, url_cell};
use crate::catalog::{Environment, IncidentManagement, OnCall, RuleCheck, Training};

/// Teams named in a row; the rest is counted.
const MAX_TEAMS: usize = 6;

/// What it offers and asks for, a table each.
pub(super) fn dme_sections(views: &Views<'_>, dme: &Environment) -> Vec<Section> {
    let mut sections = Vec::new();
    let mut add = |title, id, head, rows| section(&mut sections, title, id, head, rows);
    add(
        "Infrastructure",
        "infrastructure",
        match views.is_part() {
            true => vec!["Claims"],
            false => vec!["Claims", "Where"],
        },
        dme.servers
            .iter()
            .map(|(text, pos)| {
                let at = views.place(dme.asset, pos.0).map(mono);
                std::iter::once(mono(text.clone())).chain(at).collect()
            })
            .collect(),
    );
    add(
        "Access",
        "access",
        vec!["Role", "Access", "Approved by", "Ask"],
        dme.roles
            .iter()
            .map(|r| {
                vec![
                    mono(r.role.clone()),
                    opt_cell(&r.access.clone().or(r.description.clone())),
                    opt_cell(&r.approvers),
                    url_cell(
                        if r.request_url.is_some() {
                            "request access"
                        } else {
                            ""
                        },
                        r.request_url.as_ref(),
                    ),
                ]
            })
            .collect(),
    );
    add(
        "SDKs",
        "sdks",
        vec!["Package", "Language", "Version"],
        dme.sdks
            .iter()
            .map(|s| {
                vec![
                    url_cell(&s.name, s.url.as_ref()),
                    opt_cell(&s.language),
                    opt_cell(&s.version),
                ]
            })
            .collect(),
    );
    add(
        "Incident management",
        "incidents",
        vec!["What", "How"],
        dme.incidents.as_ref().map_or_else(Vec::new, incident_rows),
    );
    training(views, dme, &mut sections);
    rules(dme, &mut sections);
    sections
}

/// Courses, with the teams that completed them where any is told.
fn training(views: &Views<'_>, dme: &Environment, sections: &mut Vec<Section>) {
    let is_told = dme.training.iter().any(|t| !t.completed.is_empty());
    let mut head = vec!["Course", "For"];
    head.extend(is_told.then_some("Completed by"));
    let rows = dme.training.iter().map(|t| {
        let audience = t.audience.clone().unwrap_or_default();
        let required = match (t.required, audience.is_empty()) {
            (true, true) => "required".to_owned(),
            (true, false) => format!("{audience}, required"),
            (false, _) => audience,
        };
        let mut row = vec![url_cell(&t.name, t.url.as_ref()), cell(required)];
        row.extend(is_told.then(|| cell(completed_by(views, t))));
        row
    });
    section(sections, "Training", "training", head, rows.collect());
}

fn completed_by(views: &Views<'_>, training: &Training) -> String {
    let done = training.completed.iter().take(MAX_TEAMS);
    let mut names: Vec<String> = done
        .map(|done| {
            let team = views.reader.title(done.team);
            match &done.on {
                Some(day) => format!("{team} ({day})"),
                None => team.to_owned(),
            }
        })
        .collect();
    let more = training.completed.len().saturating_sub(MAX_TEAMS);
    if more > 0 {
        names.push(format!("{} more", grouped(more)));
    }
    names.join(", ")
}

/// Rules, with what a machine checks of them where it checks any.
fn rules(dme: &Environment, sections: &mut Vec<Section>) {
    let is_checked = dme.rules.iter().any(|r| r.check.is_some());
    let mut head = vec!["Rule", "Text", "Level"];
    head.extend(is_checked.then_some("Checked"));
    let rows = dme.rules.iter().map(|r| {
        let id = Cell {
            mono: true,
            ..url_cell(&r.id, r.url.as_ref())
        };
        let mut row = vec![id, cell(&r.text), cell(r.severity.as_str())];
        row.extend(is_checked.then(|| cell(r.check.as_ref().map_or_else(String::new, check_text))));
        row
    });
    let title = "Rules and recommendations";
    section(sections, title, "rules", head, rows.collect());
}

fn check_text(check: &RuleCheck) -> String {
    match check {
        RuleCheck::NamePattern(pattern) => format!("named {pattern}"),
        RuleCheck::RequiredLabel { key, value: None } => format!("has label {key}"),
        RuleCheck::RequiredLabel {
            key,
            value: Some(value),
        } => format!("has label {key}: {value}"),
        RuleCheck::RequiredTag(tag) => format!("has tag {tag}"),
        RuleCheck::ForbiddenColumn { name, data_type } => {
            let name = name.as_deref().unwrap_or("*");
            match data_type {
                Some(data_type) => format!("no column {name} of type {data_type}"),
                None => format!("no column {name}"),
            }
        }
        RuleCheck::MaxAge(seconds) if seconds % 86_400 == 0 => {
            format!("loaded within {} d", seconds / 86_400)
        }
        RuleCheck::MaxAge(seconds) if seconds % 3_600 == 0 => {
            format!("loaded within {} h", seconds / 3_600)
        }
        RuleCheck::MaxAge(seconds) => format!("loaded within {} min", seconds / 60),
    }
}

/// Who is called, as far as it is shown.
pub(super) fn on_call_text(on_call: &OnCall) -> String {
    let shown = on_call.shown.as_deref();
    shown.unwrap_or("named in its manifest").to_owned()
}

fn mono(text: String) -> Cell {
    Cell {
        text,
        mono: true,
        ..Cell::default()
    }
}

fn incident_rows(incidents: &IncidentManagement) -> Vec<Vec<Cell>> {
    let mut rows = vec![vec![cell("Tool"), cell(&incidents.tool)]];
    let on_call = incidents.on_call.as_ref();
    rows.extend(on_call.map(|o| vec![cell("On call"), cell(on_call_text(o))]));
    let runbook = incidents.runbook_url.as_ref();
    rows.extend(runbook.map(|u| vec![cell("Runbook"), url_cell("open the runbook", Some(u))]));
    rows.extend(
        incidents
            .severities
            .iter()
            .map(|(severity, time)| vec![cell(severity), cell(format!("answered within {time}"))]),
    );
    rows
}
