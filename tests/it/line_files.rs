//! `/api/v1` of a mesh with many lines: parted into files that hosts take, of which a change rewrites one,
//! and read as one by all who read portals.

use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::{Value, json};
use vitrina::lines::{FileLine, schema};

use crate::support::{Mesh, Output, Site, files_below};

/// Enough of them for several files.
const TABLES: usize = 200;

fn name(n: usize) -> String {
    format!(
        "p.{}.t{n:03}",
        if n < TABLES / 2 { "early" } else { "late" }
    )
}

/// So many tables, most of their lines descriptions of columns; `told` says what a table begins with.
fn described(mesh: Mesh, told: impl Fn(usize) -> Option<String>) -> Mesh {
    let (mut tables, mut columns, mut paths) = (String::new(), String::new(), String::new());
    for n in 0..TABLES {
        let Some(told) = told(n) else { continue };
        let name = name(n);
        let [project, dataset, table] = name.split('.').collect::<Vec<_>>()[..] else {
            panic!("{name}");
        };
        let row = |more: Value| {
            let mut row =
                json!({"table_catalog": project, "table_schema": dataset, "table_name": table});
            row.as_object_mut()
                .unwrap()
                .extend(more.as_object().unwrap().clone());
            row
        };
        writeln!(tables, "{}", row(json!({"table_type": "BASE TABLE"}))).unwrap();
        for column in 0..4 {
            let text = format!("{told} {}", "what it holds ".repeat(700));
            let column = format!("c{column}");
            writeln!(columns, "{}", row(json!({"column_name": column, "data_type": "STRING", "ordinal_position": 1, "is_nullable": "YES"}))).unwrap();
            writeln!(paths, "{}", row(json!({"column_name": column, "field_path": column, "data_type": "STRING", "description": text}))).unwrap();
        }
    }
    mesh.file("exports/bigquery/TABLES.ndjson", tables)
        .file("exports/bigquery/COLUMNS.ndjson", columns)
        .file("exports/bigquery/COLUMN_FIELD_PATHS.ndjson", paths)
        .bigquery()
}

fn usual(n: usize) -> Option<String> {
    Some(format!("Table {n}."))
}

/// The files of lines that a site names.
fn named(site: &Path) -> Vec<FileLine> {
    let text = fs::read_to_string(site.join("api/v1/files.ndjson")).unwrap();
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Names and bytes of the files of a kind.
fn files_of(site: &Path, kind: &str) -> BTreeMap<String, Vec<u8>> {
    let named = named(site).into_iter().filter(|file| file.kind == kind);
    named
        .map(|file| {
            let bytes = fs::read(site.join("api/v1").join(&file.file)).unwrap();
            (file.file, bytes)
        })
        .collect()
}

/// Builds the site and sets it aside under another name.
fn built(mesh: &Mesh, as_name: &str) -> PathBuf {
    let Site { dir } = mesh.build();
    let to = mesh.base().join(as_name);
    fs::rename(dir, &to).unwrap();
    to
}

/// The same site as an older version wrote it: one file a kind, and none that names them.
fn unparted(site: &Path) {
    let files = named(site);
    let api = site.join("api/v1");
    let mut kinds: BTreeMap<&str, Vec<u8>> = BTreeMap::new();
    for file in &files {
        let bytes = fs::read(api.join(&file.file)).unwrap();
        kinds.entry(&file.kind).or_default().extend(bytes);
        fs::remove_file(api.join(&file.file)).unwrap();
    }
    for (kind, bytes) in kinds {
        fs::write(api.join(format!("{kind}.ndjson")), bytes).unwrap();
    }
    fs::remove_file(api.join("files.ndjson")).unwrap();
    let path = api.join("schema.json");
    let text = fs::read_to_string(&path).unwrap();
    let older = text.replace("\"FileLine\"", "\"OtherLine\"");
    assert_ne!(text, older);
    fs::write(path, older).unwrap();
    // Of a site that people copy, the record may be anything; `--previous` reads what it names.
    let record = site.join(".vitrina-files");
    let text = fs::read_to_string(&record).unwrap();
    let mut kept: Vec<&str> = text.lines().filter(|l| !l.starts_with("#=")).collect();
    kept.retain(|line| !line.starts_with("api/v1/") || line.ends_with("schema.json"));
    let kinds: Vec<String> = files_below(&api)
        .into_iter()
        .filter(|file| file != "schema.json")
        .map(|file| format!("api/v1/{file}"))
        .collect();
    kept.extend(kinds.iter().map(String::as_str));
    fs::write(record, kept.join("\n") + "\n").unwrap();
}

/// Rule and subject of each change.
fn changes(mesh: &Mesh, old: &Path, new: &Path) -> Vec<String> {
    let mut command = mesh.command();
    command.arg("diff").args([old, new]);
    command.args(["--format", "json", "--all"]);
    let output = Output::of(command);
    output.assert_ran();
    let found = output.json();
    let found = found.as_array().unwrap().iter();
    found
        .map(|c| {
            format!(
                "{} {}",
                c["rule"].as_str().unwrap(),
                c["id"].as_str().unwrap()
            )
        })
        .collect()
}

#[test]
fn many_lines_stand_in_several_files() {
    let mesh = described(Mesh::new(), usual);
    let site = mesh.build();
    let schema = schema();
    let properties = &schema["$defs"]["FileLine"]["properties"];
    let files = named(&site.dir);
    for line in site.page("api/v1/files.ndjson").lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        assert!(
            line.as_object()
                .unwrap()
                .keys()
                .all(|key| properties.get(key).is_some())
        );
    }
    // Each file that there is, and as it is said to be.
    let mut there = files_below(&site.dir.join("api/v1"));
    there.retain(|file| file != "schema.json" && file != "files.ndjson");
    there.sort();
    let mut names: Vec<String> = files.iter().map(|file| file.file.clone()).collect();
    names.sort();
    assert_eq!(names, there);
    for file in &files {
        let text = site.page(&format!("api/v1/{}", file.file));
        assert_eq!(text.len() as u64, file.bytes, "{file:?}");
        assert_eq!(text.lines().count(), file.lines, "{file:?}");
        assert!(file.bytes < 20 << 20, "{file:?}");
    }
    let tables: Vec<&FileLine> = files.iter().filter(|file| file.kind == "tables").collect();
    assert!((3..30).contains(&tables.len()), "{tables:?}");
    // By key, so that one can be found.
    let ends = tables.iter().map(|file| (&file.first, &file.last));
    let ends: Vec<_> = ends.collect();
    assert!(
        ends.iter()
            .all(|(first, last)| first.is_some() && first <= last)
    );
    assert!(ends.is_sorted_by(|a, b| a.1 < b.0));
    // Together they are what `list` prints.
    let mut lines: Vec<String> = Vec::new();
    for file in &tables {
        let text = site.page(&format!("api/v1/{}", file.file));
        for line in text.lines() {
            let key = serde_json::from_str::<Value>(line).unwrap()["key"].clone();
            let key = key.as_str().map(str::to_owned);
            assert!(file.first <= key && key <= file.last, "{key:?} {file:?}");
            lines.push(line.to_owned());
        }
    }
    let printed = mesh.run(&["list", "tables", "--format", "ndjson"]).stdout;
    let mut printed: Vec<&str> = printed.lines().collect();
    printed.sort_unstable();
    lines.sort();
    assert_eq!(lines, printed);
    // Kinds with few lines have one file, as they ever had, and pages say where lines are.
    let few: Vec<&str> = files
        .iter()
        .filter(|file| file.kind != "tables")
        .map(|file| file.file.as_str())
        .collect();
    assert!(
        few.contains(&"views.ndjson") && few.contains(&"mesh.ndjson"),
        "{few:?}"
    );
    assert!(
        site.page("tables/index.html")
            .contains("api/v1/files.ndjson")
    );
    assert!(
        site.page("views/index.html")
            .contains("api/v1/views.ndjson")
    );
    let rules = mesh.run(&["check", "--format", "json"]).json();
    assert!(!rules.to_string().contains("dead-link"));
}

#[test]
fn a_change_rewrites_one_file() {
    let mesh = described(Mesh::new(), usual);
    let before = files_of(&built(&mesh, "before"), "tables");
    let others = |mesh: &Mesh, as_name: &str| {
        let after = files_of(&built(mesh, as_name), "tables");
        let is_other = |file: &(&String, &Vec<u8>)| before.get(file.0) != Some(file.1);
        after.iter().filter(is_other).count()
    };
    let edited = |n: usize| match n {
        77 => Some("Said otherwise.".to_owned()),
        n => usual(n),
    };
    let mesh = described(mesh, edited);
    assert_eq!(others(&mesh, "edited"), 1);
    let mesh = described(mesh, |n| usual(n).filter(|_| n != 77));
    assert!(others(&mesh, "less") <= 2);
}

#[test]
fn sites_and_roots_compare_whatever_their_files() {
    let mesh = described(Mesh::new(), usual);
    let (old, older) = (built(&mesh, "old"), built(&mesh, "older"));
    unparted(&older);
    for (a, b) in [
        (&old, &older),
        (&older, &old),
        (&old, &mesh.root()),
        (&mesh.root(), &older),
    ] {
        assert_eq!(changes(&mesh, a, b), [""; 0], "{a:?} {b:?}");
    }
    let columns = fs::read_to_string(mesh.root().join("exports/bigquery/COLUMNS.ndjson")).unwrap();
    let mesh = mesh.file(
        "exports/bigquery/COLUMNS.ndjson",
        columns.replacen("STRING", "INT64", 1),
    );
    let new = built(&mesh, "new");
    let newer = built(&mesh, "newer");
    unparted(&newer);
    let expected = ["column-type-changed table:p.early.t000"];
    let found = changes(&mesh, &old, &new);
    assert_eq!(found.len(), expected.len(), "{found:?}");
    for (a, b) in [
        (&old, &newer),
        (&older, &new),
        (&older, &mesh.root()),
        (&old, &mesh.root()),
    ] {
        assert_eq!(changes(&mesh, a, b), found, "{a:?} {b:?}");
    }
    // Former findings are read alike.
    for site in [&old, &older] {
        let output = mesh.run(&["check", "--previous", site.to_str().unwrap()]);
        assert!(output.status < 2, "{}", output.stderr);
    }
}

#[test]
fn a_site_that_lost_one_of_its_files_is_refused() {
    let mesh = described(Mesh::new(), usual);
    let site = built(&mesh, "old");
    let old = site.to_str().unwrap();
    let tables = named(&site);
    let table = tables.iter().find(|file| file.kind == "tables").unwrap();
    for file in [table.file.as_str(), "files.ndjson"] {
        let path = site.join("api/v1").join(file);
        let whole = fs::read_to_string(&path).unwrap();
        let lines: Vec<&str> = whole.split_inclusive('\n').collect();
        // Of what names files: one of those of tables.
        let lost = lines
            .iter()
            .position(|line| line.contains("relation:p.late"));
        let lost = lost.unwrap_or(0);
        let less = lines[..lost].concat() + &lines[lost + 1..].concat();
        for left in [None, Some(less.as_str()), Some(&whole[..whole.len() - 9])] {
            match left {
                None => fs::remove_file(&path).unwrap(),
                Some(text) => fs::write(&path, text).unwrap(),
            }
            let output = mesh.run(&["diff", old, "mesh"]);
            assert_eq!(output.status, 2, "{file}");
            let at = "api/v1/";
            assert!(output.stderr.contains(at), "{file}: {}", output.stderr);
        }
        fs::write(path, whole).unwrap();
    }
    // One that leads elsewhere isn't followed.
    let path = site.join("api/v1/files.ndjson");
    let text = fs::read_to_string(&path).unwrap();
    fs::write(
        &path,
        text.replace(&table.file, "../../../mesh/vitrina.toml"),
    )
    .unwrap();
    let output = mesh.run(&["diff", old, "mesh"]);
    assert_eq!(output.status, 2);
    assert!(output.stderr.contains("files.ndjson:"), "{}", output.stderr);
}

#[test]
fn a_former_address_is_found_in_whichever_file() {
    let mesh = described(Mesh::new(), usual);
    mesh.build();
    let tables = fs::read_to_string(mesh.root().join("exports/bigquery/TABLES.ndjson")).unwrap();
    let (first, rest) = tables.split_at(tables.find('\n').unwrap());
    let mesh = mesh.file(
        "exports/bigquery/TABLES.ndjson",
        first.replace("BASE TABLE", "VIEW") + rest,
    );
    let settings = fs::read_to_string(mesh.root().join("vitrina.toml")).unwrap();
    let unified = settings.replace("p.unified", "p.early");
    let mesh = mesh.file("vitrina.toml", unified);
    let site = mesh.build();
    let moved = site.page("api/v1/moved.ndjson");
    assert!(moved.contains("tables/p/early/t000.html"), "{moved}");
    assert!(
        named(&site.dir)
            .iter()
            .any(|file| file.kind == "moved" && file.lines == 1)
    );
    // The next build finds it there.
    let site = mesh.build();
    assert_eq!(site.page("api/v1/moved.ndjson"), moved);
}

#[test]
fn what_is_kept_is_what_a_whole_build_makes() {
    let mut mesh = described(Mesh::new(), usual).cached();
    mesh.build();
    let edits: [&dyn Fn(usize) -> Option<String>; 5] = [
        &|n| Some(format!("Table {}.", if n == 120 { 0 } else { n })),
        &|n| usual(n).filter(|_| n != 120),
        &|n| usual(n).filter(|_| n != 0 && n != TABLES - 1),
        &|n| usual(n).filter(|_| n < 5),
        &usual,
    ];
    for (n, edit) in edits.iter().enumerate() {
        mesh = described(mesh, edit);
        let site = mesh.build();
        let whole = mesh.base().join(format!("whole{n}"));
        let to = whole.to_str().unwrap();
        mesh.run(&["build", "--no-cache", "--out", to]).assert_ran();
        let of = |dir: &Path| -> BTreeMap<String, Vec<u8>> {
            let files = files_below(dir).into_iter();
            let lines = files.filter(|path| path.starts_with("api/v1/"));
            let lines = lines.filter(|path| !path.ends_with("changes.ndjson"));
            // How many changes there are depends on what was there before.
            let lines = lines.filter(|path| !path.ends_with("/files.ndjson"));
            lines
                .map(|path| (path.clone(), fs::read(dir.join(path)).unwrap()))
                .collect()
        };
        assert!(of(&site.dir) == of(&whole), "{n}");
        let but_changes = |dir: &Path| -> Vec<FileLine> {
            let files = named(dir).into_iter();
            files.filter(|file| file.kind != "changes").collect()
        };
        assert_eq!(but_changes(&site.dir), but_changes(&whole), "{n}");
    }
}

#[test]
fn the_sample_has_one_file_a_kind() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests");
    let mesh = Mesh::new();
    let out = mesh.out();
    let args = ["build", "--root", sample, "--out", out.to_str().unwrap()];
    mesh.run(&args).assert_ran();
    let mut files = named(&out);
    for file in &mut files {
        file.bytes = 0;
    }
    let lines: Vec<String> = files
        .iter()
        .map(|of| {
            let keys = of.first.as_deref().zip(of.last.as_deref());
            let keys = keys.map_or(String::new(), |(a, b)| format!(", {a} to {b}"));
            format!("{} {}: {}{keys}", of.kind, of.file, of.lines)
        })
        .collect();
    insta::assert_snapshot!(lines.join("\n"), @r"
    views views.ndjson: 114, relation:mercadia-ads.ads_staging.stg_ads__campaigns to relation:mercadia-unified.unified.warehouses
    products products.ndjson: 40, product:acquiring to product:warehouse-inventory
    dmes dmes.ndjson: 10, dme:ads-core to dme:shipping-ops
    domains domains.ndjson: 31, domain:acquiring to domain:wallet
    tables tables.ndjson: 121, relation:bigquery-public-data.noaa_gsod.gsod2026 to relation:mercadia-unified.unified.installment_plans_v2
    contracts contracts.ndjson: 3, contract:6f0b8a52-3f4e-4a58-9a0e-5d8f4c1f7b21 to contract:urn:mercadia:contract:orders
    jobs jobs.ndjson: 46, job:airflow-prod/catalog_products_hourly.products to job:airflow/shp_routes_daily
    models models.ndjson: 5, model:buyer_churn to model:payment_fraud
    teams teams.ndjson: 18, team:ads-data to team:shipping-data
    mesh mesh.ndjson: 1
    datasets datasets.ndjson: 20
    edges edges.ndjson: 323
    findings findings.ndjson: 322
    changes changes.ndjson: 0
    ");
}
