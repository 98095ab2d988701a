//! `tests/fixtures/canaries`: secrets and persons in every export, of which none is published, printed
//! or found.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use crate::support::{Mesh, Output, files_below};

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
    for format in ["human", "json", "sarif", "github"] {
        add(mesh.run(&["check", "--format", format]));
    }
    for what in [
        "views",
        "tables",
        "products",
        "dmes",
        "domains",
        "contracts",
        "exposures",
        "jobs",
        "models",
        "teams",
        "terms",
        "guides",
        "edges",
        "findings",
    ] {
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

/// Everything that the site holds, what is compressed unpacked, and the documents of its index.
fn published(mesh: &Mesh) -> String {
    let mut all = String::new();
    for path in files_below(&mesh.out()) {
        let bytes = fs::read(mesh.out().join(&path)).unwrap();
        all.push_str(&path);
        all.push_str(&String::from_utf8_lossy(&bytes));
        all.push('\n');
    }
    let loaded = vitrina::pipeline::load(&mesh.root(), None, &|_| {}).unwrap();
    vitrina::search::documents(&loaded.catalog, |document| {
        all.push_str(&format!("{document:?}\n"));
        Ok(())
    })
    .unwrap();
    all.to_lowercase()
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

fn leaks(words: &BTreeMap<String, String>, text: &str) -> Vec<String> {
    words
        .iter()
        .filter(|(word, _)| text.contains(*word))
        .map(|(word, file)| format!("{word} of {file}"))
        .collect()
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
