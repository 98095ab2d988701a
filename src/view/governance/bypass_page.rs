//! Bypass: productive tables that statements read directly, past the unified views.

use crate::insight::{Direct, Reader};
use crate::view::Views;
use crate::view::model::SheetColumn;

use super::figure_table::{Table, Value, numbers, words};
use super::figures_draft::{Draft, bad_count, neutral, unknown};

const TABLES: [SheetColumn; 9] = [
    words("table", "Table"),
    words("dme", "Owner DME"),
    numbers("queries_outside", "Queries from outside, 30 days"),
    numbers("queries", "All direct queries"),
    numbers("people", "People"),
    numbers("services", "Service accounts"),
    words("projects", "From projects"),
    words("last_use", "Last use"),
    words("view", "View to use instead"),
];

const PROJECTS: [SheetColumn; 5] = [
    words("project", "Project"),
    words("dmes", "Its DMEs"),
    numbers("tables", "Tables read directly"),
    numbers("queries", "Queries, 30 days"),
    words("owners", "DMEs that own them"),
];

/// Projects named in a row.
const NAMES: usize = 5;

pub(super) fn bypass_figures(views: &Views<'_>) -> Draft {
    let c = views.reader;
    let found = views.reader.bypass();
    let from_outside = found.direct.iter().filter(|d| d.outside > 0).count();
    let empty = if !c.knows_use() {
        "Unknown: an export of BigQuery's `JOBS` would tell who reads what."
    } else {
        "None: no statement of the last 30 days reads a productive table directly."
    };
    let mut tables = Table::new("tables", "By table", &TABLES, empty)
        .note("Statements of the last 30 days that name the table itself. Those from a project where the owner DME has tables are its own work; the others should go through a unified view.")
        .rows(found.direct.iter().map(|d| bypass_row(views, d)));
    let projects = Table::new("projects", "By project", &PROJECTS, empty)
        .note("Projects that read tables of DMEs which have nothing in them.")
        .rows(found.readers.iter().map(|r| reader_row(views, r)));
    let nothing = !c.knows_use();
    // A reader of its own work may have all of its tables where they aren't seen: nobody is judged.
    let mut of_part = None;
    let mut projects = vec![projects];
    if views.is_part() {
        let count = found.direct.len();
        of_part = Some(neutral(
            count,
            "productive tables that you may see, read directly",
        ));
        tables = tables
            .without("queries_outside")
            .note("Statements of the last 30 days that name the table itself.");
        projects.clear();
    }
    Draft {
        key: if let Some(key) = of_part {
            key
        } else if nothing {
            unknown("no export tells who reads what")
        } else {
            let what = match from_outside {
                1 => "productive table read directly from outside",
                _ => "productive tables read directly from outside",
            };
            bad_count(from_outside, what)
        },
        missing: if nothing {
            vec!["BigQuery's `JOBS`: who reads which table."]
        } else {
            Vec::new()
        },
        tables: std::iter::once(tables).chain(projects).collect(),
        ..Draft::default()
    }
}

fn bypass_row(views: &Views<'_>, d: &Direct) -> Vec<Value> {
    let c = views.reader;
    let ix = d.table;
    let Some(usage) = c.usage_of(ix) else {
        return Vec::new();
    };
    let names: Vec<&str> = usage
        .projects
        .iter()
        .take(NAMES)
        .map(|(p, _)| c.str(*p))
        .collect();
    let mut projects = names.join(", ");
    if usage.projects.len() > NAMES {
        append!(projects, " and {} more", usage.projects.len() - NAMES);
    }
    vec![
        Value::Asset(ix),
        Value::asset(c.relation(ix).and_then(|r| c.owner(r))),
        Value::Count(d.outside),
        Value::Count(u64::from(usage.queries)),
        Value::count(
            usage
                .users
                .len()
                .saturating_sub(usage.service_accounts as usize),
        ),
        Value::Count(u64::from(usage.service_accounts)),
        Value::Text(projects),
        Value::moment(usage.last),
        Value::asset(d.instead),
    ]
}

fn reader_row(views: &Views<'_>, reader: &Reader) -> Vec<Value> {
    vec![
        Value::Text(views.reader.str(reader.project).to_owned()),
        Value::assets(reader.dmes.clone()),
        Value::count(reader.tables),
        Value::Count(reader.queries),
        Value::assets(reader.owners.clone()),
    ]
}
