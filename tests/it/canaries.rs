//! `tests/fixtures/canaries`: secrets and persons in every export, of which none is published, printed
//! or found.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Read as _;
use std::path::Path;
use std::sync::Arc;

use flate2::read::GzDecoder;
use search_core::tantivy::{Document as _, TantivyDocument};
use search_core::{Engine, Head, Pieces, Published};

use crate::support::{LISTS, Mesh, Output, files_below};

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/canaries");

/// Words of the fixture that begin so, a number, and a bird; each once, with the file it stands in.
/// What surrounds some of them to look like a token isn't part of them.
fn words(beginning: &str) -> BTreeMap<String, String> {
    let mut found = BTreeMap::new();
    for path in files_below(Path::new(FIXTURE)) {
        let text = fs::read_to_string(Path::new(FIXTURE).join(&path)).unwrap();
        let text = text.to_lowercase();
        for (at, _) in text.match_indices(beginning) {
            let rest = &text[at + beginning.len()..];
            let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
            if !digits.is_empty() {
                // Three letters of the bird tell it from words that merely have the number.
                let bird: String = rest[digits.len()..].chars().take(3).collect();
                found.insert(format!("{beginning}{digits}{bird}"), path.clone());
            }
        }
    }
    found
}

/// The fixture's settings as they are, with more after them, over its own manifests and exports.
fn mesh(more: &str) -> Mesh {
    let mut mesh = Mesh::new();
    for path in files_below(Path::new(FIXTURE)) {
        let text = fs::read(Path::new(FIXTURE).join(&path)).unwrap();
        mesh = mesh.file(&path, text);
    }
    mesh.append("vitrina.toml", more)
}

/// Everything that the binary prints of a mesh.
fn printed(mesh: &Mesh) -> String {
    let mut all = String::new();
    let mut add = |output: Output| {
        output.assert_ran();
        all.push_str(&output.stdout);
        all.push_str(&output.stderr);
    };
    add(mesh.run(&["build"]));
    for format in ["human", "json", "sarif", "github", "junit", "markdown"] {
        add(mesh.run(&["check", "--format", format, "--all"]));
    }
    for what in LISTS {
        for format in ["table", "ndjson", "csv"] {
            add(mesh.run(&["list", what, "--format", format]));
        }
    }
    for direction in ["--up", "--down"] {
        for format in ["text", "json"] {
            add(mesh.run(&[
                "lineage",
                "table:p.raw.orders",
                "--root",
                "mesh",
                direction,
                "--format",
                format,
            ]));
        }
    }
    all.to_lowercase()
}

/// Everything that the site holds, and its index decoded.
pub(crate) fn published(mesh: &Mesh) -> String {
    let mut all = String::new();
    for path in files_below(&mesh.out()) {
        let bytes = fs::read(mesh.out().join(&path)).unwrap();
        all.push_str(&path);
        let bytes = match path.ends_with(".zst") {
            true => zstd::decode_all(bytes.as_slice()).unwrap(),
            false => bytes,
        };
        all.push_str(&String::from_utf8_lossy(&bytes));
        all.push('\n');
    }
    all.push_str(&index(mesh));
    all.to_lowercase()
}

/// Every word and every stored document of the published index, put together from its pieces.
fn index(mesh: &Mesh) -> String {
    let packed = fs::read(mesh.out().join("search/head.bin")).unwrap();
    let mut head = Vec::new();
    GzDecoder::new(packed.as_slice())
        .read_to_end(&mut head)
        .unwrap();
    let head = Head::decode(head).unwrap();
    let pieces = Pieces::new(usize::MAX);
    let mut number = 0;
    while let Some(piece) = head.piece(number) {
        let path = mesh.out().join(format!("search/c/{}.bin", piece.name()));
        pieces.put(number, fs::read(path).unwrap());
        number += 1;
    }
    assert!(number > 0);
    let searcher = Engine::open_in(Published::new(Arc::new(head), Arc::new(pieces))).unwrap();
    let mut all = String::new();
    for segment in searcher.segment_readers() {
        for (field, entry) in segment.schema().fields() {
            if entry.is_indexed() {
                let inverted = segment.inverted_index(field).unwrap();
                let mut words = inverted.terms().stream().unwrap();
                while words.advance() {
                    all.push_str(&String::from_utf8_lossy(words.key()));
                    all.push('\n');
                }
            }
        }
        let store = segment.get_store_reader(1).unwrap();
        for document in store.iter::<TantivyDocument>(None) {
            all.push_str(&document.unwrap().to_json(segment.schema()));
            all.push('\n');
        }
    }
    all
}

/// How many results each word has.
fn results(mesh: &Mesh, words: &BTreeMap<String, String>) -> BTreeMap<String, usize> {
    let list: String = words.keys().map(|word| format!("{word}\n")).collect();
    fs::write(mesh.base().join("queries"), list).unwrap();
    let output = mesh.run(&["search", "--queries", "queries"]);
    output.assert_ran();
    output
        .ndjson()
        .iter()
        .map(|line| {
            let query = line["query"].as_str().unwrap().to_owned();
            (query, line["ids"].as_array().unwrap().len())
        })
        .collect()
}

pub(crate) fn leaks(words: &BTreeMap<String, String>, text: &str) -> Vec<String> {
    let plain = unescaped(text);
    words
        .iter()
        .filter(|(word, _)| text.contains(*word) || plain.contains(*word))
        .map(|(word, file)| format!("{word} of {file}"))
        .collect()
}

/// The text with letters and digits as they are that addresses, JSON and HTML write otherwise.
fn unescaped(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find(['%', '\\', '&']) {
        plain.push_str(&rest[..at]);
        let (code, length) = match &rest[at..] {
            r if r.starts_with('%') => (r.get(1..3), 3),
            r if r.starts_with("\\u") => (r.get(2..6), 6),
            r if r.starts_with("&#x") => (r.get(3..5), 6),
            _ => (None, 1),
        };
        let sign = code.and_then(|code| u32::from_str_radix(code, 16).ok());
        match sign.and_then(char::from_u32) {
            Some(sign) => {
                plain.push(sign);
                rest = rest.get(at + length..).unwrap_or("");
            }
            None => {
                plain.push_str(&rest[at..=at]);
                rest = &rest[at + 1..];
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[test]
fn no_secret_and_no_person_gets_out() {
    let secrets = words("hush");
    assert!(secrets.len() >= 200, "{}", secrets.len());
    let files: BTreeSet<&String> = secrets.values().collect();
    assert!(files.len() >= 25, "{files:?}");
    let mesh = mesh("");
    let terminal = printed(&mesh);
    assert_eq!(leaks(&secrets, &terminal), [""; 0], "in the terminal");
    let site = published(&mesh);
    assert_eq!(leaks(&secrets, &site), [""; 0], "in the site");
    let found: Vec<String> = results(&mesh, &secrets)
        .into_iter()
        .filter(|(_, hits)| *hits > 0)
        .map(|(word, _)| word)
        .collect();
    assert_eq!(found, [""; 0], "in the index");
    // What may be published is, so that looking for it finds something.
    let shown = words("shown");
    let there: Vec<&String> = shown.keys().filter(|word| site.contains(*word)).collect();
    assert!(there.len() >= 10, "{there:?} of {shown:?}");
    let decoded = index(&mesh).to_lowercase();
    assert!(shown.keys().any(|word| decoded.contains(word)), "{decoded}");
    let hits = results(&mesh, &shown);
    assert!(hits.values().filter(|n| **n > 0).count() >= 5, "{hits:?}");
}

#[test]
fn each_file_that_held_a_secret_is_named_and_the_secret_is_not() {
    let mesh = mesh("");
    let named: BTreeSet<String> = mesh
        .list("findings")
        .iter()
        .filter(|f| f["rule"] == "secret-removed")
        .map(|f| {
            assert!(f["line"].as_u64().unwrap() > 0, "{f}");
            assert!(f["help"].as_str().unwrap().contains("invalid"), "{f}");
            f["file"].as_str().unwrap().to_owned()
        })
        .collect();
    for file in [
        "exports/airflow/dags.json",
        "exports/backstage/catalog-info.yaml",
        "exports/bigquery/COLUMN_FIELD_PATHS.ndjson",
        "exports/bigquery/TABLE_OPTIONS.ndjson",
        "exports/bigquery/VIEWS.ndjson",
        "exports/bigquery/shown.json",
        "exports/dbt/manifest.json",
        "exports/findings/checks.sarif",
        "exports/mlflow/registered_models.json",
        "exports/monte-carlo/alerts.json",
        "exports/openlineage/events.ndjson",
    ] {
        assert!(named.contains(file), "{file} in {named:?}");
    }
}

#[test]
fn what_the_settings_list_is_published_and_nothing_else() {
    let before = published(&built(""));
    let after = published(&built(
        "\n[publish]\nrun_errors = [\"dbt\"]\nmeta = [\"note\"]\nmodel_tags = [\"note\"]\nowners = [\"*\"]\nstatement_literals = [\"openlineage\"]\n",
    ));
    let secrets = words("hush");
    assert_eq!(leaks(&secrets, &before), [""; 0]);
    let leaked = leaks(&secrets, &after);
    let of = |file: &str| leaked.iter().filter(|l| l.ends_with(file)).count();
    // The message of a failed run and of a failed test, a note of `meta`, owners.
    assert!(after.contains("could not log in"));
    assert!(!before.contains("could not log in"));
    assert!(of("exports/dbt/run_results.json") == 2, "{leaked:?}");
    assert!(of("exports/dbt/manifest.json") >= 2, "{leaked:?}");
    assert!(
        of("exports/mlflow/registered_models.json") == 1,
        "{leaked:?}"
    );
    // Not even then: passwords and addresses of persons, statements of JOBS, parameters.
    assert_eq!(of("exports/bigquery/JOBS.ndjson"), 0, "{leaked:?}");
    assert_eq!(of("exports/bigquery/TABLE_OPTIONS.ndjson"), 0, "{leaked:?}");
    assert_eq!(of("exports/mlflow/runs.json"), 0, "{leaked:?}");
    assert_eq!(of("exports/airflow/dag_runs.json"), 0, "{leaked:?}");
}

fn built(more: &str) -> Mesh {
    let mesh = mesh(more);
    mesh.run(&["build"]).assert_ran();
    mesh
}

#[test]
fn only_known_groups_are_named_and_the_others_are_counted() {
    let mesh = mesh("");
    let site = mesh.build();
    let page = site.page("views/unified/orders.html");
    assert!(page.contains("Analysts"), "{page}");
    assert!(page.contains("shown04finch@example.com"), "{page}");
    assert!(
        page.contains("8 persons hold grants of their own"),
        "{page}"
    );
}

#[test]
fn statements_that_ran_are_shown_without_their_literals() {
    let mesh = built("");
    let pages: String = files_below(&mesh.out())
        .iter()
        .filter(|path| path.ends_with("sales.html"))
        .map(|path| fs::read_to_string(mesh.out().join(path)).unwrap())
        .collect();
    assert!(pages.contains("INSERT INTO shop.sales"), "{pages}");
    assert!(!pages.contains("12345678"), "{pages}");
}

#[test]
fn half_of_an_address_is_no_name() {
    // What follows `@` is cut off names of tables, and what stands between dots is a part of one.
    let job = r#"{"job_id":"j","creation_time":"2026-01-10T06:00:00Z","state":"DONE","query":"SELECT 1","project_id":"p","referenced_tables":[{"project_id":"p","dataset_id":"raw","table_id":"x mysql://u:quiet1wren@h"},{"project_id":"p","dataset_id":"raw","table_id":"quiet2wren@example.com"},{"project_id":"p","dataset_id":"raw","table_id":"orders@-3600000"}]}"#;
    let event = r#"{"eventTime":"2026-01-10T06:00:00Z","eventType":"COMPLETE","run":{"runId":"quiet"},"job":{"namespace":"n","name":"j"},"inputs":[{"namespace":"postgres://h","name":"quiet3wren@example.com"}],"outputs":[{"namespace":"bigquery","name":"p.raw.orders"}],"producer":"x"}"#;
    let grant = r#"{"object_catalog":"p","object_schema":"raw","object_name":"orders","object_type":"TABLE","privilege_type":"roles/bigquery.dataViewer","grantee":"group:a@example.com quiet4wren"}"#;
    let mesh = mesh("")
        .file("exports/bigquery/a/JOBS.ndjson", job)
        .file("exports/bigquery/a/OBJECT_PRIVILEGES.ndjson", grant)
        .file("exports/openlineage/a/more.ndjson", event);
    let terminal = printed(&mesh);
    let site = published(&mesh);
    for word in ["quiet1wren", "quiet2wren", "quiet3wren", "quiet4wren"] {
        assert!(!terminal.contains(word), "{word}");
        assert!(!site.contains(word), "{word}");
    }
}

#[test]
fn who_has_access_and_by_which_rows_stays_out() {
    let dataset = r#"{"datasetReference":{"projectId":"p","datasetId":"raw"},"location":"EU","access":[{"role":"READER","userByEmail":"quiet1wren@example.com"},{"role":"READER","iamMember":"principal://quiet2wren"},{"role":"READER","groupByEmail":"analysts@example.com"}]}"#;
    let policy = r#"{"table_catalog":"p","table_schema":"raw","table_name":"orders","row_access_policy_name":"quiet3wren@example.com","filter_predicate":"buyer = 'quiet4wren' AND SESSION_USER() = 'quiet5wren@example.com' -- quiet6wren"}"#;
    let broken_dataset = dataset
        .replace("\"access\":[", "\"access\":[7,")
        .replace("raw", "quiet7wren");
    let broken_policy = policy.replace("\"table_name\"", "\"tabel\"");
    let mesh = mesh("")
        .file("exports/bigquery/a/raw.json", dataset)
        .file("exports/bigquery/b/raw.json", &broken_dataset)
        .file("exports/bigquery/a/ROW_ACCESS_POLICIES.ndjson", policy)
        .file(
            "exports/bigquery/b/ROW_ACCESS_POLICIES.ndjson",
            &broken_policy,
        );
    let findings = mesh.list("findings");
    for file in [
        "exports/bigquery/b/raw.json",
        "exports/bigquery/b/ROW_ACCESS_POLICIES.ndjson",
    ] {
        assert!(findings.iter().any(|f| f["file"] == file), "{findings:?}");
    }
    let terminal = printed(&mesh);
    let site = published(&mesh);
    assert!(
        site.contains("group:analysts@example.com"),
        "groups are named"
    );
    for word in (1..=7).map(|n| format!("quiet{n}wren")) {
        assert!(!terminal.contains(&word), "{word}");
        assert!(!site.contains(&word), "{word}");
    }
}

#[test]
fn findings_about_manifests_quote_no_password() {
    let mesh = mesh("").file(
        "more.yaml",
        "apiVersion: vitrina/v1\nkind: Team\nid: t1\nnam: https://u:quiet1wren@h.example.com/x\n---\napiVersion: vitrina/v1\nkind: Team\nid: t2\nname: [ghp_quiet2wrenabcdefghijklmnopqrst]\n---\napiVersion: vitrina/v1\nkind: mysql://u:quiet3wren@h\nid: t3\n",
    );
    let findings = mesh.list("findings");
    let ours = findings.iter().filter(|f| f["file"] == "more.yaml").count();
    assert!(ours >= 3, "{findings:?}");
    let terminal = printed(&mesh);
    let site = published(&mesh);
    for word in ["quiet1wren", "quiet2wren", "quiet3wren"] {
        assert!(!terminal.contains(word), "{word}");
        assert!(!site.contains(word), "{word}");
    }
}

#[test]
fn a_word_about_data_in_a_name_makes_no_team_of_a_person() {
    let dags = r#"{"dags":[{"dag_id":"a","owners":["Ana Data"]},{"dag_id":"b","owners":["Platform Pérez"]},{"dag_id":"c","owners":["data-engineering"]},{"dag_id":"d","owners":["Falcon Squad"]},{"dag_id":"e","owners":["store-ops"]}],"total_entries":5}"#;
    let mesh = mesh("").file("exports/airflow/more/dags.json", dags);
    mesh.run(&["build"]).assert_ran();
    let site = published(&mesh);
    for person in ["ana data", "platform pérez"] {
        assert!(!site.contains(person), "{person}");
    }
    for team in ["data-engineering", "falcon squad", "store-ops"] {
        assert!(site.contains(team), "{team}");
    }
}

#[test]
fn persons_and_disks_stay_out_of_what_findings_quote() {
    let manifest = r#"apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: den
training:
  - {name: One, required: true, completedBy: ["quiet2wren@example.com"]}
  - {name: Two, completedBy: quiet3wren@example.com}
  - {name: Three, completedBy: [{quiet4wren@example.com: x}]}
---
apiVersion: vitrina/v1
kind: DataProduct
id: hatch
environment: den
criticality: quiet5wren@example.com
---
apiVersion: vitrina/v1
kind: DataProduct
id: brood
environment: den
releaseChecks:
  - {id: r1, waitsFor: {monitor: "check of quiet6wren@example.com"}}
  - {id: r2, waitsFor: {dbtTest: quiet7wren@example.com}}
---
apiVersion: vitrina/v1
kind: DataProduct
id: moult
environment: den
releaseChecks:
  - {id: r3, waitsFor: quiet8wren@example.com}
suppressions:
  - {rule: quiet9wren@example.com, reason: "x", until: 2026-12-31}
"#;
    let reports = r#"{"rule":"lint","tool":"scan","message":"seen05 in /Home/quiet10wren/repo/a.sql:3, C:\\Users\\Quiet11wren\\x.sql and file:///users/quiet12wren/z.sql","help":"see /users/quiet13wren","detail":"/Home/quiet14wren/c","file":"/Home/quiet15wren/r/a.sql","line":3}
{"rule":"lint","tool":"scan","message":"m","file":"home/quiet16wren/a.sql","suppressed":{"reason":"as /Root/quiet17wren/x says"}}
{"rule":"lint","tool":"scan","message":"m","file":"C:\\Users\\quiet18wren\\a.sql","asset":"/Home/quiet19wren/p"}
"#;
    let mesh = mesh("")
        .file("more.yaml", manifest)
        .file("exports/findings/more.ndjson", reports);
    let terminal = printed(&mesh);
    let site = published(&mesh);
    // They are told, each with its place.
    assert!(
        terminal.contains("seen05 in a.sql:3, x.sql and z.sql"),
        "{terminal}"
    );
    assert!(site.contains("check of …"), "what a check waits for");
    for word in (2..=19).map(|n| format!("quiet{n}wren")) {
        assert!(!terminal.contains(&word), "{word}");
        assert!(!site.contains(&word), "{word}");
    }
}
