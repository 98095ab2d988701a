//! The lines that programs read: each can be read back as the type that it was written from, and is
//! as the published schema says.

use std::path::Path;

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use vitrina::lines::{
    AssetLine, DatasetLine, EdgeLine, FindingLine, IdsLine, LineageAnswer, LineageKind, MeshLine,
    RelationLine, SearchAnswer, SearchKind, schema,
};

use crate::support::{LISTS, Mesh, Output};

const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests");

fn printed(arguments: &[&str]) -> Output {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_vitrina"));
    command.args(arguments);
    let output = Output::of(command);
    output.assert_ran();
    output
}

fn listed(what: &str) -> Output {
    printed(&["list", what, "--root", SAMPLE, "--format", "ndjson"])
}

/// Reads a line back, and writes it again: that leaves nothing out and adds nothing.
fn read<T: Serialize + DeserializeOwned>(line: &str) -> T {
    let read: T = serde_json::from_str(line).unwrap_or_else(|e| panic!("{e}: {line}"));
    let given: Value = serde_json::from_str(line).unwrap();
    let written = serde_json::to_string(&read).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&written).unwrap(), given);
    read
}

fn read_back(kind: &str, line: &str) {
    match kind {
        "views" | "tables" => drop(read::<RelationLine>(line)),
        "datasets" => drop(read::<DatasetLine>(line)),
        "mesh" => drop(read::<MeshLine>(line)),
        "edges" => drop(read::<EdgeLine>(line)),
        "findings" => drop(read::<FindingLine>(line)),
        "lineage" => drop(read::<LineageAnswer>(line)),
        "search" => drop(read::<SearchAnswer>(line)),
        "queries" => drop(read::<IdsLine>(line)),
        _ => drop(read::<AssetLine>(line)),
    }
}

/// Says where a value isn't as a schema says, or has what the schema doesn't name.
fn check(value: &Value, schema: &Value, root: &Value, at: &str) -> Result<(), String> {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(target.trim_start_matches('#'));
        return check(value, target.ok_or("no such definition")?, root, at);
    }
    if let Some(options) = schema.get("anyOf").and_then(Value::as_array) {
        let mut wrong = String::new();
        for option in options {
            match check(value, option, root, at) {
                Ok(()) => return Ok(()),
                Err(why) => wrong = why,
            }
        }
        return Err(wrong);
    }
    let is = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(number) if number.is_f64() => "number",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let types = match &schema["type"] {
        Value::Array(types) => types.clone(),
        one => vec![one.clone()],
    };
    if !types.contains(&json!(is)) {
        return Err(format!("{at} is {is}, not one of {types:?}"));
    }
    for (n, item) in value.as_array().into_iter().flatten().enumerate() {
        check(item, &schema["items"], root, &format!("{at}[{n}]"))?;
    }
    let properties = schema.get("properties");
    for (key, value) in value.as_object().into_iter().flatten() {
        let at = format!("{at}.{key}");
        let of = properties
            .and_then(|all| all.get(key))
            .or_else(|| schema.get("additionalProperties"));
        check(value, of.ok_or(format!("{at} isn't named"))?, root, &at)?;
    }
    let required = schema.get("required").and_then(Value::as_array);
    for key in required.into_iter().flatten().filter_map(Value::as_str) {
        if value.as_object().is_some_and(|v| !v.contains_key(key)) {
            return Err(format!("{at} lacks {key}"));
        }
    }
    Ok(())
}

fn assert_is_line(kind: &str, line: &str) {
    read_back(kind, line);
    let schema = schema();
    let value: Value = serde_json::from_str(line).unwrap();
    check(&value, &schema[kind], &schema, kind).unwrap_or_else(|why| panic!("{why}: {line}"));
}

#[test]
fn each_line_of_the_sample_is_read_back() {
    for kind in LISTS {
        let output = listed(kind);
        assert!(!output.stdout.is_empty(), "{kind}");
        for line in output.stdout.lines() {
            assert_is_line(kind, line);
        }
    }
}

#[test]
fn answers_are_read_back() {
    let views = listed("views").ndjson();
    for view in views.iter().take(20) {
        let id = view["id"].as_str().unwrap();
        let arguments = [
            "lineage",
            id,
            "--root",
            SAMPLE,
            "--columns",
            "--format",
            "json",
        ];
        assert_is_line("lineage", &printed(&arguments).stdout);
    }
    let site = tempfile::tempdir().unwrap();
    let out = site.path().join("site");
    let out = out.to_str().unwrap();
    printed(&["build", "--root", SAMPLE, "--out", out]);
    let found = printed(&["search", "--out", out, "--format", "json", "order"]);
    assert_is_line("search", &found.stdout);
    let queries = site.path().join("queries.txt");
    std::fs::write(&queries, "order\nnothing-is-called-this\n").unwrap();
    let queries = queries.to_str().unwrap();
    for line in printed(&["search", "--out", out, "--queries", queries])
        .stdout
        .lines()
    {
        assert_is_line("queries", line);
    }
    let published = std::fs::read_to_string(Path::new(out).join("api/v1/schema.json")).unwrap();
    assert_eq!(serde_json::from_str::<Value>(&published).unwrap(), schema());
}

#[test]
fn a_table_that_becomes_a_view_keeps_its_key() {
    let before = Mesh::new().table("p.d.orders", &[("id", "STRING")]);
    let after = Mesh::new()
        .table("p.d.raw", &[("id", "STRING")])
        .view("p.d.orders", "SELECT id FROM `p.d.raw`");
    let (before, after) = (before.list("tables"), after.list("views"));
    assert_eq!(before[0]["key"], "relation:p.d.orders");
    assert_eq!(after[0]["key"], before[0]["key"]);
    assert_ne!(after[0]["id"], before[0]["id"]);
}

/// Texts of a value that look like a moment or a day.
fn times<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => {
            let begins = text.get(..5).is_some_and(|start| {
                start.ends_with('-') && start[..4].bytes().all(|b| b.is_ascii_digit())
            });
            found.extend(begins.then_some(text.as_str()));
        }
        Value::Array(items) => items.iter().for_each(|item| times(item, found)),
        Value::Object(fields) => fields.values().for_each(|value| times(value, found)),
        _ => {}
    }
}

#[test]
fn a_time_has_one_format() {
    let mut lines = Vec::new();
    for kind in [
        "views", "tables", "products", "dmes", "jobs", "models", "edges",
    ] {
        lines.extend(listed(kind).ndjson());
    }
    let id = lines[0]["id"].as_str().unwrap().to_owned();
    let arguments = [
        "lineage", &id, "--root", SAMPLE, "--format", "json", "--depth", "0",
    ];
    lines.push(printed(&arguments).json());
    let mut found = Vec::new();
    for line in &lines {
        times(line, &mut found);
    }
    assert!(found.len() > 50, "{}", found.len());
    for time in found {
        // `2026-11-24T06:00:00Z` or `2026-11-24`.
        let shape: String = time
            .chars()
            .map(|c| if c.is_ascii_digit() { '0' } else { c })
            .collect();
        assert!(
            ["0000-00-00T00:00:00Z", "0000-00-00"].contains(&shape.as_str()),
            "{time}"
        );
    }
}

#[test]
fn lines_of_tables_and_views_say_what_is_compared() {
    let mut seen = std::collections::BTreeSet::new();
    for kind in ["views", "tables"] {
        for line in listed(kind).stdout.lines() {
            let line: RelationLine = read(line);
            let levels = line.service_levels.iter();
            seen.extend(levels.map(|of| of.by.split(':').next().unwrap().to_owned()));
            seen.extend((!line.grants.is_empty()).then(|| "grants".to_owned()));
            seen.extend(line.freshness.map(|_| "freshness".to_owned()));
            assert_eq!(line.contract_versions.len(), line.contracts.len());
            seen.extend(line.contract_versions.first().map(|_| "version".to_owned()));
            let mut next = 1;
            for column in &line.columns {
                if !column.name.contains('.') {
                    assert_eq!(column.position, next, "{}", line.id);
                    next += 1;
                }
                let Some(used) = &column.used else { continue };
                for (what, is) in [
                    ("last", used.last.is_some()),
                    ("queries", used.queries > 0 && used.service_accounts > 0),
                    ("jobs", used.jobs > 0),
                    ("products", used.products > 0),
                    ("models", used.models > 0),
                ] {
                    seen.extend(is.then(|| what.to_owned()));
                }
            }
            let nullable = line.columns.iter().any(|column| !column.nullable);
            seen.extend(nullable.then(|| "required".to_owned()));
        }
    }
    let seen: Vec<&str> = seen.iter().map(String::as_str).collect();
    assert_eq!(
        seen,
        [
            "contract",
            "freshness",
            "grants",
            "jobs",
            "last",
            "models",
            "product",
            "products",
            "queries",
            "required",
            "version"
        ]
    );
}

#[test]
fn a_finding_names_its_asset_by_what_outlives_a_build() {
    let mut relations = 0;
    for finding in listed("findings").ndjson() {
        let asset = finding["asset"].as_str();
        let key = asset.map(|id| match id.split_once(':') {
            Some(("view" | "table", name)) => format!("relation:{name}"),
            _ => id.to_owned(),
        });
        assert_eq!(finding["key"].as_str(), key.as_deref());
        relations += usize::from(key.is_some_and(|key| key.starts_with("relation:")));
    }
    assert!(relations > 0);
    let sheet = printed(&["list", "findings", "--root", SAMPLE, "--format", "csv"]);
    assert_eq!(
        sheet.stdout.lines().next(),
        Some(
            "rule,severity,message,asset,file,line,column,help,key,gate,detail,dme,product,tool,suppressed,baseline,state"
        )
    );
}

#[test]
fn a_table_is_called_what_each_answer_calls_it() {
    let mesh = Mesh::new().table("p.d.orders", &[("id", "STRING")]);
    assert_eq!(mesh.list("tables")[0]["kind"], "productive table");
    let lineage = mesh.run(&[
        "lineage",
        "p.d.orders",
        "--root",
        "mesh",
        "--format",
        "json",
    ]);
    let lineage: LineageAnswer = read(&lineage.stdout);
    assert_eq!(lineage.nodes[0].kind, LineageKind::Table);
    mesh.build();
    let found = mesh.run(&["search", "orders", "--format", "json"]);
    let found: SearchAnswer = read(&found.stdout);
    assert_eq!(found.hits[0].kind, SearchKind::Table);
}
