//! Where sources name a system. What depends on one is asked of its capabilities, in `src/system/`;
//! its own reader, and the crate that reads SQL, know it by name.

use std::collections::BTreeMap;

use super::{sources, without_comments};

/// Places that name systems all the same, how often at most, and why. The numbers may only sink.
const NAMED: [(&str, usize, &str); 11] = [
    (
        "catalog/column_lineage.rs",
        3,
        "the words of an enum, as they are shown",
    ),
    (
        "export/recognize.rs",
        20,
        "the marks of files, one beside the other",
    ),
    (
        "export/tells_of_access.rs",
        9,
        "asks the reader of a file what it may tell",
    ),
    (
        "export/tool_error.rs",
        1,
        "what a tool prints in place of rows",
    ),
    (
        "lines/choice.rs",
        8,
        "the words of an enum, as they are written",
    ),
    (
        "manifest/mod.rs",
        1,
        "tells a catalog's file from a manifest",
    ),
    (
        "manifest/servers.rs",
        14,
        "the types of servers in the Open Data Contract Standard",
    ),
    (
        "pipeline/export_batches.rs",
        10,
        "hands files to their readers",
    ),
    (
        "pipeline/settings.rs",
        1,
        "the fields of the only reader whose columns can be named",
    ),
    ("view/ownership_section.rs", 2, "words on a page"),
    (
        "view/relation_page_model.rs",
        7,
        "what dbt says of its own model, on a page",
    ),
];

/// Words that mean a system where they stand alone, or at the beginning of a short text.
const SYSTEMS: [&str; 15] = [
    "airflow",
    "backstage",
    "bigquery",
    "clickhouse",
    "databricks",
    "dbt",
    "duckdb",
    "mlflow",
    "monte-carlo",
    "mysql",
    "openlineage",
    "postgres",
    "redshift",
    "snowflake",
    "trino",
];

/// Enums with a variant a system; what begins with a small letter after them is a question.
const ENUMS: [&str; 4] = ["Dialect::", "System::", "Exporter::", "JobSystem::"];

/// Folders that know systems by name.
const ROOMS: [&str; 9] = [
    "system/",
    "export/airflow/",
    "export/backstage/",
    "export/bigquery/",
    "export/dbt/",
    "export/information_schema/",
    "export/mlflow/",
    "export/monte_carlo/",
    "export/openlineage/",
];

/// Whether a literal means a system: its name, its name with a word or two (`dbt run`), a path of it,
/// or one of its roles. A sentence that speaks of one is prose.
fn names_a_system(literal: &str) -> bool {
    let lower = literal.to_ascii_lowercase();
    let mut words = lower.split_whitespace();
    let first = words.next().unwrap_or_default();
    let few = words.count() < 3;
    let is_path = !lower.contains(' ') && lower.split(['/', '.']).any(|p| SYSTEMS.contains(&p));
    few && SYSTEMS.contains(&first)
        || is_path
        || ["table_storage", "warehouse job"].contains(&lower.as_str())
}

/// What a source says of systems.
fn names(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    for line in code.lines() {
        let literals = line.split('"').skip(1).step_by(2);
        found.extend(literals.filter(|l| names_a_system(l)).map(str::to_owned));
        for of in ENUMS {
            for (at, _) in line.match_indices(of) {
                // The name of another enum may end like it.
                let is_whole = !line[..at].ends_with(|c: char| c.is_alphanumeric());
                let rest = &line[at + of.len()..];
                let mut variant = rest.chars();
                let is_variant = variant.next().is_some_and(char::is_uppercase)
                    && variant.next().is_some_and(char::is_lowercase);
                if is_whole && is_variant {
                    let name: String = rest.chars().take_while(|c| c.is_alphanumeric()).collect();
                    found.push(format!("{of}{name}"));
                }
            }
        }
    }
    found
}

#[test]
fn names_of_systems_are_found() {
    let code =
        r#"if by.starts_with("dbt") || dialect == Dialect::BigQuery || System::of("x") == None {"#;
    assert_eq!(names(code), ["dbt", "Dialect::BigQuery"]);
    let code = r#"("OpenLineage run", "roles/bigquery.user", "compiled by dbt", Exporter::ALL)"#;
    assert_eq!(names(code), ["OpenLineage run", "roles/bigquery.user"]);
}

#[test]
fn systems_are_asked_what_they_can() {
    let known: BTreeMap<&str, usize> = NAMED.iter().map(|(path, most, _)| (*path, *most)).collect();
    let mut met: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (path, text) in sources() {
        if ROOMS.iter().any(|room| path.starts_with(room)) {
            continue;
        }
        let found = names(&without_comments(&text));
        if !found.is_empty() {
            met.insert(path, found);
        }
    }
    let mut wrong = Vec::new();
    for (path, found) in &met {
        let most = known.get(path.as_str()).copied().unwrap_or(0);
        if found.len() != most {
            wrong.push(format!("src/{path}: {} of {most}: {found:?}", found.len()));
        }
    }
    let gone = known.keys().filter(|path| !met.contains_key(**path));
    wrong.extend(gone.map(|path| format!("src/{path}: remove from NAMED")));
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
