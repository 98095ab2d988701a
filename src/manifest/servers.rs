//! Servers of manifests against the list of the Open Data Contract Standard.

use crate::diagnostic::{FileId, Finding, Rule, nearest};
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
            if !is_ours && !server.is_null() {
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
            let help = match nearest(name, TYPES) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!(
                    "write one of {}; `custom` is for any other",
                    TYPES.join(", ")
                ),
            };
            findings.push(
                Finding::new(
                    Rule::UnknownServerType,
                    format!("server type {} isn't known", kind.describe()),
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
                        format!("this server of type `bigquery` has no `{key}`"),
                    )
                    .at(server.pos(file))
                    .excerpt(server.excerpt(source))
                    .help(format!(
                        "add `{key}`: it tells where the contract's tables are"
                    )),
                );
            }
        }
    }
}
