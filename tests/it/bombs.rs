//! Inputs made to take much more than they weigh. Each is refused or bounded with the limit in the
//! message, and no run takes a gibibyte. They are made here, so that none is in the repository.

use std::fmt::Write as _;
use std::io::Write as _;

use serde_json::json;

use crate::support::Mesh;
use crate::weighed::{self, Weighed};

/// No run takes more, in KiB.
const PEAK: u64 = 1 << 20;

/// Runs `vitrina check` and says what it found, as `rule: message` a line.
#[track_caller]
fn checked(mesh: &Mesh) -> (Weighed, Vec<String>) {
    let run = weighed::run(mesh, &["check", "--root", "mesh", "--format", "json"]);
    assert!(
        matches!(run.status, 0 | 1),
        "status {}: {}",
        run.status,
        run.stderr
    );
    assert!(run.peak < PEAK, "{} KiB", run.peak);
    let all: Vec<serde_json::Value> = serde_json::from_str(&run.stdout).unwrap();
    let lines = all.iter().map(|finding| {
        let text = |key: &str| finding[key].as_str().unwrap_or_default();
        let line = format!("{}: {}", text("rule"), text("message"));
        // What names a limit says where.
        let placed = finding["file"].is_string() && finding["line"].is_number();
        assert!(placed || !line.contains("limit"), "{finding}");
        line
    });
    let lines = lines.collect();
    (run, lines)
}

/// The findings of `mesh` that name a limit.
#[track_caller]
fn limits(mesh: &Mesh) -> Vec<String> {
    let (_, mut found) = checked(mesh);
    found.retain(|line| line.contains("limit"));
    found
}

/// A mesh with one view over `p.store.t`.
fn view(sql: &str) -> Mesh {
    Mesh::new()
        .bigquery()
        .table(
            "p.store.t",
            &[("a", "INT64"), ("b", "STRING"), ("s", "STRUCT<x INT64>")],
        )
        .view("p.unified.v", sql)
}

/// That a statement is read in full, and its reference is there.
#[track_caller]
fn is_read(sql: &str) {
    let mesh = view(sql);
    let (_, found) = checked(&mesh);
    let told = |line: &&String| line.starts_with("sql-") || line.contains("limit");
    assert_eq!(found.iter().find(told), None);
    reads_the_table(&mesh);
}

/// That the view's target was found, however.
#[track_caller]
fn reads_the_table(mesh: &Mesh) {
    let run = weighed::run(
        mesh,
        &["list", "views", "--root", "mesh", "--format", "json"],
    );
    assert!(run.peak < PEAK, "{} KiB", run.peak);
    let all: serde_json::Value = serde_json::from_str(&run.stdout).unwrap();
    assert_eq!(all[0]["targets"], json!(["p.store.t"]));
}

/// That a statement passes a limit, which is named, and that its reference is found all the same.
#[track_caller]
fn is_bounded(sql: &str, limit: &str) {
    let mesh = view(sql);
    let found = limits(&mesh);
    assert!(
        matches!(found.as_slice(), [one] if one.starts_with("sql-unparsed: ") && one.contains(limit)),
        "{found:?}"
    );
    reads_the_table(&mesh);
}

/// `open` and `close` so many times around `core`.
fn nested(times: usize, open: &str, core: &str, close: &str) -> String {
    format!("{}{core}{}", open.repeat(times), close.repeat(times))
}

fn joined(times: usize, between: &str, part: impl Fn(usize) -> String) -> String {
    (0..times).map(part).collect::<Vec<_>>().join(between)
}

const FROM: &str = "FROM `p.store.t`";

#[test]
fn a_case_of_20_000_branches() {
    let branches = joined(20_000, " ", |i| format!("WHEN a = {i} THEN b"));
    is_read(&format!("SELECT CASE {branches} ELSE b END AS x {FROM}"));
}

#[test]
fn long_chains_and_lists() {
    let n = 20_000;
    for condition in [
        format!("a IN ({})", joined(n, ", ", |i| i.to_string())),
        joined(n, " OR ", |i| format!("a = {i}")),
        // Words between operands nest as operators do, whether they are known or not.
        joined(n, " OR ", |_| "a".to_owned()),
        joined(n, " XOR ", |_| "a".to_owned()),
        joined(n, " RLIKE ", |_| "b".to_owned()),
        format!("a{} = 1", " AT TIME ZONE 'x'".repeat(n / 3)),
    ] {
        is_read(&format!("SELECT a {FROM} WHERE {condition}"));
    }
    for value in [
        joined(n, " + ", |_| "a".to_owned()),
        joined(n, " || ", |_| "b".to_owned()),
        format!(
            "COALESCE({})",
            joined(5_000, ", ", |i| format!("IF(a = {i}, b, 'x')"))
        ),
    ] {
        is_read(&format!("SELECT {value} AS x {FROM}"));
    }
    is_read(&format!(
        "SELECT * {FROM}{}{}",
        " JOIN `p.store.t`".repeat(60),
        " ON TRUE".repeat(60)
    ));
    is_read(&joined(5_000, " UNION ALL ", |_| {
        format!("SELECT a {FROM}")
    }));
    is_read(&format!("SELECT '{}' AS x, a {FROM}", "x".repeat(1 << 20)));
}

#[test]
fn deep_nesting() {
    let deep = "120 levels are the limit";
    for sql in [
        format!("SELECT {} AS x {FROM}", nested(5_000, "(", "a", ")")),
        format!("SELECT {} AS x {FROM}", nested(5_000, "UPPER(", "b", ")")),
        format!(
            "SELECT {} AS x {FROM}",
            nested(2_000, "CASE WHEN a = 1 THEN ", "b", " END")
        ),
        format!(
            "SELECT {} AS x {FROM}",
            nested(5_000, "STRUCT(", "a", " AS x)")
        ),
        format!("SELECT {} AS x {FROM}", nested(5_000, "[", "a", "]")),
        nested(1_000, "SELECT * FROM (", &format!("SELECT a {FROM}"), ")"),
        nested(
            1_000,
            "WITH c AS (",
            &format!("SELECT a {FROM}"),
            ") SELECT * FROM c",
        ),
    ] {
        is_bounded(&sql, deep);
    }
}

#[test]
fn too_many_tokens_selects_and_operators() {
    let union = joined(20_001, " UNION ALL ", |_| format!("SELECT a {FROM}"));
    is_bounded(&union, "20,000 selects are the limit");
    let or = joined(60_002, " OR ", |_| "a".to_owned());
    is_bounded(
        &format!("SELECT a {FROM} WHERE {or}"),
        "60,000 operators and set operations are the limit",
    );
    is_bounded(
        &format!(
            "SELECT * {FROM}{}{}",
            " JOIN `p.store.t`".repeat(65),
            " ON TRUE".repeat(65)
        ),
        "64 joins before their conditions are the limit",
    );
    let list = joined(200_001, ",", |_| "1".to_owned());
    is_bounded(
        &format!("SELECT a {FROM} WHERE a IN ({list})"),
        "400,000 tokens are the limit",
    );
}

#[test]
fn a_statement_of_56_mebibytes() {
    let mesh = view(&format!("SELECT {} a {FROM}", "a,".repeat(28 << 20)));
    let found = limits(&mesh);
    assert!(
        found
            .iter()
            .any(|line| line.contains("16 MiB are the limit")),
        "{found:?}"
    );
}

#[test]
fn stars_that_double() {
    let mut sql = format!("WITH c0 AS (SELECT a, b {FROM})");
    for i in 1..100 {
        let before = i - 1;
        write!(
            sql,
            ", c{i} AS (SELECT x.*, y.* FROM c{before} x, c{before} y)"
        )
        .unwrap();
    }
    // More columns than a table may have aren't told one by one; that is no fault of the statement.
    is_read(&format!("{sql} SELECT * FROM c99"));
    is_read(&nested(
        40,
        "SELECT *, * FROM (",
        &format!("SELECT a {FROM}"),
        ")",
    ));
}

#[test]
fn structs_of_structs_of_structs() {
    let mut sql = format!("WITH c0 AS (SELECT STRUCT(a AS f0) AS s {FROM})");
    for i in 1..10 {
        let fields = joined(20, ", ", |field| format!("s AS f{field}"));
        write!(
            sql,
            ", c{i} AS (SELECT STRUCT({fields}) AS s FROM c{})",
            i - 1
        )
        .unwrap();
    }
    is_bounded(
        &format!("{sql} SELECT ANY_VALUE(s) AS s FROM c9"),
        "8,000,000 steps, the limit",
    );
}

#[test]
fn more_pairs_of_columns_than_anyone_reads() {
    let columns: Vec<String> = (0..600).map(|i| format!("k{i}")).collect();
    let typed: Vec<(&str, &str)> = columns
        .iter()
        .map(|name| (name.as_str(), "INT64"))
        .collect();
    let all = columns.join(" + ");
    let sums = joined(600, ", ", |i| format!("z + {i} AS z{i}"));
    let mesh = Mesh::new().bigquery().table("p.store.t", &typed).view(
        "p.unified.v",
        &format!("WITH c AS (SELECT {all} AS z {FROM}) SELECT {sums} FROM c"),
    );
    let found = limits(&mesh);
    assert!(
        matches!(found.as_slice(), [one] if one.contains("200,000 columns in all, the limit")),
        "{found:?}"
    );
}

#[test]
fn names_of_a_mebibyte() {
    let long = "x".repeat(1 << 20);
    let mesh = Mesh::new()
        .bigquery()
        .table("p.store.t", &[("a", "INT64")])
        .table("p.store.u", &[(long.as_str(), "INT64")])
        .view("p.unified.v", &format!("SELECT a FROM `p.store.{long}`"))
        .file("guides/a.md", format!("# A\n\n[[dme:{long}]]\n"))
        .file(
            "mesh.yaml",
            format!("apiVersion: vitrina/v1\nkind: Team\nid: t\n{long}: 1\n"),
        );
    let (run, found) = checked(&mesh);
    assert!(
        found
            .iter()
            .any(|line| line.starts_with("drift-missing-target: ")),
        "{}",
        found.len()
    );
    assert!(run.stdout.len() < 64 << 10, "{} bytes", run.stdout.len());
    // SARIF holds what each rule is as well.
    for (format, most) in [
        ("human", 64 << 10),
        ("github", 64 << 10),
        ("sarif", 256 << 10),
    ] {
        let run = weighed::run(&mesh, &["check", "--root", "mesh", "--format", format]);
        let said = run.stdout.len() + run.stderr.len();
        assert!(said < most, "{format}: {said} bytes");
    }
}

#[test]
fn a_run_of_300_inputs_and_outputs() {
    let names = |what: &str| -> Vec<_> {
        (0..300)
            .map(|i| json!({"namespace": "bigquery", "name": format!("p.{what}.t{i}")}))
            .collect()
    };
    let event = json!({
        "eventType": "COMPLETE", "eventTime": "2026-01-01T00:00:00Z", "producer": "x",
        "schemaURL": "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent",
        "run": {"runId": "01941f29-7c00-7000-8000-000000000000"},
        "job": {"namespace": "j", "name": "big"},
        "inputs": names("source"), "outputs": names("target"),
    });
    let mesh = Mesh::new()
        .file(
            "vitrina.toml",
            "[[exports]]\nformat = \"openlineage\"\npath = \"exports/**\"\n",
        )
        .file("exports/events.ndjson", format!("{event}\n"));
    let (_, mut found) = checked(&mesh);
    found.retain(|line| line.starts_with("wide-run"));
    assert_eq!(
        found,
        [
            "wide-run: a run has 300 inputs and 300 outputs; more than 10000 pairs are too many to connect each with each, so lineage leads through its job"
        ]
    );
    // Each is connected once, with the job between them.
    let edges = weighed::run(
        &mesh,
        &["list", "edges", "--root", "mesh", "--format", "ndjson"],
    );
    assert_eq!(edges.stdout.lines().count(), 600, "{}", edges.stderr);
    let args = [
        "lineage",
        "p.source.t7",
        "--root",
        "mesh",
        "--format",
        "json",
        "--depth",
        "0",
    ];
    let lineage: serde_json::Value =
        serde_json::from_str(&weighed::run(&mesh, &args).stdout).unwrap();
    assert_eq!(lineage["downstream"], 301);
}

#[test]
fn aliases_that_expand() {
    // Some thousand nodes, and 4 GiB of text: what counts is what they expand to.
    let text = "x".repeat(1 << 20);
    let mut yaml = format!("apiVersion: vitrina/v1\nkind: Team\nid: t\nx0: &x0 \"{text}\"\n");
    for i in 1..7 {
        let before = i - 1;
        let list = joined(4, ", ", |_| format!("*x{before}"));
        writeln!(yaml, "x{i}: &x{i} [{list}]").unwrap();
    }
    let mesh = Mesh::new().file("mesh.yaml", yaml);
    let (_, found) = checked(&mesh);
    assert!(
        found.iter().any(|line| line.starts_with("alias-limit: ")),
        "{found:?}"
    );
}

#[test]
fn brackets_within_brackets() {
    // The parser holds what stands in them until they close: 3 or 4 GiB of it.
    for part in ["1,", ": ,", "a: 1,", "[],", "\"a\": 1,", "*a,", "a #\n  "] {
        let parts = part.repeat((12 << 20) / part.len());
        let mesh = Mesh::new().file(
            "mesh.yaml",
            format!("apiVersion: vitrina/v1\nkind: Team\nid: t\ntags: [[{parts}]]\n"),
        );
        let (_, found) = checked(&mesh);
        let told =
            "too-large: the document holds more than 1000000 brackets, commas, colons and quotes";
        assert!(found.iter().any(|line| line == told), "{part}: {found:?}");
    }
}

#[test]
fn a_document_that_expands_in_memory() {
    // It is held as a whole. What comes first can't be compressed, so that the rest may expand more
    // often; it stays below what rows may come to.
    let mut seed = 1_u64;
    let noise: String = (0..2 << 20)
        .map(|_| {
            seed ^= seed << 13;
            seed ^= seed >> 7;
            seed ^= seed << 17;
            char::from(b'a' + u8::try_from(seed % 26).unwrap())
        })
        .collect();
    let head = "{\"metadata\": {\"dbt_schema_version\": \"https://schemas.getdbt.com/dbt/manifest/v12.json\"}, \"x\": \"";
    let mut zst = zstd::Encoder::new(Vec::new(), 3).unwrap();
    zst.write_all(head.as_bytes()).unwrap();
    zst.write_all(noise.as_bytes()).unwrap();
    for _ in 0..400 {
        zst.write_all(&[b'x'; 1 << 20]).unwrap();
    }
    zst.write_all(b"\", \"nodes\": {}}").unwrap();
    let mesh = Mesh::new().file("exports/dbt/manifest.json.zst", zst.finish().unwrap());
    let found = limits(&mesh);
    assert!(
        matches!(found.as_slice(), [one] if one.contains("more than 40 times its size, the limit beyond 64 MiB")),
        "{found:?}"
    );
}

#[test]
fn compressed_blanks() {
    // Both formats may be put together of several, which decompress to one text: 2 GiB of it.
    let blanks = vec![b' '; 16 << 20];
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    gz.write_all(&blanks).unwrap();
    let mut zst = zstd::Encoder::new(Vec::new(), 3).unwrap();
    zst.write_all(&blanks).unwrap();
    for (name, bytes) in [
        ("TABLES.ndjson.gz", gz.finish().unwrap()),
        ("TABLES.ndjson.zst", zst.finish().unwrap()),
    ] {
        let bytes = bytes.repeat(128);
        assert!(bytes.len() < 4 << 20);
        let mesh = Mesh::new()
            .bigquery()
            .file(&format!("exports/bigquery/{name}"), bytes);
        let found = limits(&mesh);
        assert!(!found.is_empty(), "{name}");
    }
}

#[test]
fn markdown_nested_deep() {
    for text in [
        nested(20_000, "> ", "x", ""),
        nested(20_000, "[", "x", "](y)"),
        nested(20_000, "*", "x", "*"),
        joined(2_000, "\n", |depth| format!("{}- x", "  ".repeat(depth))),
    ] {
        let mesh = Mesh::new().file("guides/a.md", format!("# A\n\n{text}\n"));
        let run = weighed::run(&mesh, &["build", "--root", "mesh", "--out", "site"]);
        assert!(
            matches!(run.status, 0 | 1),
            "status {}: {}",
            run.status,
            run.stderr
        );
        assert!(run.peak < PEAK, "{} KiB", run.peak);
    }
}

#[test]
fn markdown_of_twelve_mebibytes() {
    for part in ["# x\n", "a\n\n", "*a* ", "|a|b|\n|-|-|\n|1|2|\n\n", "<"] {
        let text = part.repeat((12 << 20) / part.len());
        let mesh = Mesh::new().file("guides/a.md", format!("# A\n\n{text}\n"));
        let run = weighed::run(&mesh, &["build", "--root", "mesh", "--out", "site"]);
        assert!(matches!(run.status, 0 | 1), "{part}: {}", run.stderr);
        assert!(run.peak < PEAK, "{part}: {} KiB", run.peak);
        let told = "this text is longer than 1024 KiB; from here it is shown as it is written";
        assert!(run.stderr.contains(told), "{part}: {:.300}", run.stderr);
    }
}

#[test]
fn one_long_line() {
    let keys = joined(5_000, ", ", |i| format!("unknown{i}: x"));
    let mesh = Mesh::new().file(
        "mesh.yaml",
        format!("{{apiVersion: vitrina/v1, kind: Team, id: t, {keys}}}\n"),
    );
    let (_, found) = checked(&mesh);
    assert!(!found.is_empty());
    let row = json!({"table_catalog": "p", "table_schema": "d", "table_name": "t",
                     "table_type": "BASE TABLE", "more": "x".repeat(32 << 20)});
    checked(&Mesh::new().bigquery().ndjson("TABLES", &[row]));
}
