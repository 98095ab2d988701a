//! Servers of manifests against the list of the Open Data Contract Standard.

use crate::diagnostic::{FileId, Finding, Rule, nearest, text};
use crate::document::{Lines, Node};

/// Types of servers that the standard lists (v3.1.0).
const TYPES: [&str; 34] = [
    "api",
    "athena",
    "azure",
    "bigquery",
    "clickhouse",
    "cloudsql",
    "custom",
    "databricks",
    "db2",
    "denodo",
    "dremio",
    "duckdb",
    "glue",
    "hive",
    "impala",
    "informix",
    "kafka",
    "kinesis",
    "local",
    "mysql",
    "oracle",
    "postgres",
    "postgresql",
    "presto",
    "pubsub",
    "redshift",
    "s3",
    "sftp",
    "snowflake",
    "sqlserver",
    "synapse",
    "trino",
    "vertica",
    "zen",
];

/// Other words for them.
const SHORT: [(&str, &str); 8] = [
    ("adls", "azure"),
    ("bq", "bigquery"),
    ("file", "local"),
    ("files", "local"),
    ("mariadb", "mysql"),
    ("mssql", "sqlserver"),
    ("pg", "postgres"),
    ("psql", "postgres"),
];

/// Reports servers whose type isn't one of the standard's, or is missing, and of BigQuery those that
/// don't say where their tables are. A kind of ours has its own schema for what must be there.
pub(super) fn check(
    document: &Node,
    is_ours: bool,
    file: FileId,
    source: &Lines<'_>,
    findings: &mut Vec<Finding>,
) {
    let Some(servers) = document.get("servers") else {
        return;
    };
    for server in servers.items() {
        let written = |key: &str| server.get(key).filter(|value| !value.is_null());
        let Some(kind) = written("type") else {
            // What was of a wrong type was told of, and is empty now.
            let place = server.get("type").map(|kind| kind.pos(file));
            let reported =
                place.is_some() && findings.iter().rev().take(64).any(|f| f.pos() == place);
            if !is_ours && !server.is_null() && !reported {
                findings.push(
                    Finding::new(Rule::MissingField, "this server has no `type`")
                        .at(server.pos(file))
                        .excerpt(server.excerpt(source))
                        .help("add `type`, for example `bigquery`; `custom` is for what the standard doesn't list"),
                );
            }
            continue;
        };
        let name = kind.text().unwrap_or("");
        if !TYPES.contains(&name) {
            let lower = name.to_ascii_lowercase();
            let short = SHORT.iter().find(|(word, _)| *word == lower);
            let help = match short
                .map(|(_, name)| *name)
                .or_else(|| nearest(name, TYPES))
            {
                Some(near) => text!("did you mean `{near}`?", near),
                None => text!(
                    "write one of {types}; `custom` is for any other",
                    types = TYPES.join(", ")
                ),
            };
            findings.push(
                Finding::new(
                    Rule::UnknownServerType,
                    text!("server type {kind} isn't known", kind = kind.describe()),
                )
                .at(kind.pos(file))
                .excerpt(kind.excerpt(source))
                .help(help),
            );
        }
        if name != "bigquery" || is_ours {
            continue;
        }
        for key in ["project", "dataset"] {
            if written(key).is_none() {
                findings.push(
                    Finding::new(
                        Rule::MissingField,
                        text!("this server of type `bigquery` has no `{key}`", key),
                    )
                    .at(server.pos(file))
                    .excerpt(server.excerpt(source))
                    .help(text!(
                        "add `{key}`: it tells where the contract's tables are",
                        key
                    )),
                );
            }
        }
    }
}
