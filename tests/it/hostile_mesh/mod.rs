//! A mesh in which every text of every kind of manifest, and every text and column of every export, is
//! an attack: made anew from the schemas and from what the readers read, so that a new field is
//! attacked without anybody thinking of it. Its sites are looked at here, and opened in a browser
//! (`tests/browser/hostile.test.mjs`).

mod attacks;
mod exports;
mod manifests;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use self::attacks::{Attacks, TEXTS, canary};
use self::exports::{Exports, yaml_documents};
use crate::bad_input::markup::assert_site_is_harmless;
use crate::support::{Mesh, Site, files_below};

/// Where the browser tests find the mesh.
const FOR_BROWSERS: &str = concat!(env!("CARGO_TARGET_TMPDIR"), "/hostile-mesh");

/// Audiences of the mesh: its portals are built for each.
const AUDIENCES: [&str; 2] = ["analysts", "\"><img src=x onerror=pwned()>"];

/// The group of each.
const GROUPS: [&str; 2] = [
    "group:data-analysts@example.com",
    "group:finance@example.com",
];

/// Systems whose exports there are, and their settings.
const SYSTEMS: [(&str, &str); 9] = [
    ("bigquery", ""),
    ("information-schema", "dialect = \"postgres\"\n"),
    ("dbt", ""),
    ("openlineage", ""),
    ("monte-carlo", ""),
    ("airflow", ""),
    ("mlflow", ""),
    ("backstage", ""),
    ("findings", ""),
];

struct HostileMesh {
    mesh: Mesh,
    attacks: Attacks,
    exports: Exports,
    /// Texts of the schemas that no document holds.
    left_out: Vec<String>,
}

/// Makes the mesh. With `is_wrong`, what may only be certain words or a day is attacked in manifests.
fn hostile_mesh(is_wrong: bool) -> HostileMesh {
    let mut attacks = Attacks::default();
    let mut mesh = Mesh::new();
    let schemas = mesh.run(&["schema"]).json();
    let (documents, visited) = manifests::documents(&schemas, &mut attacks, is_wrong);
    let left_out = manifests::texts(&schemas)
        .difference(&visited)
        .cloned()
        .collect();
    mesh = mesh
        .file("vitrina.toml", settings(&mut attacks))
        .file("manifests/kinds.yaml", documents)
        .file(
            "manifests/standards.yaml",
            standards(&mut attacks, is_wrong),
        );
    for form in 0..TEXTS {
        let [title, description, word, text] =
            ["title", "description", "audience", "text"].map(|part| attacks.in_form(part, form));
        let audiences = match is_wrong {
            true => json!([word]),
            false => json!(AUDIENCES[..form as usize % 3]),
        };
        let front = json!({"title": title, "description": description, "audience": audiences});
        let guide = format!(
            "---\n{front}\n---\n# {text}\n\n{text}\n\n```sql\n{text}\n```\n\n| a |\n|---|\n| {text} |\n"
        );
        let name = match form % 2 {
            0 => format!("guides/g{form} <img src=x onerror=pwned()>.md"),
            _ => format!("guides/[[x]] ' onfocus='pwned()' {form}/\"g\".md"),
        };
        mesh = mesh.file(&name, guide);
        let sql = format!("SELECT c AS `{text}`, '{text}' AS d -- {text}\nFROM `p.d{form}.t`");
        for (name, rows) in [
            ("VIEWS", view(form, &sql)),
            ("TABLES", tables(form)),
            ("OBJECT_PRIVILEGES", grant(form)),
        ] {
            mesh = mesh.file(&format!("exports/bigquery/of/{form}/{name}.ndjson"), rows);
        }
    }
    let exports = exports::exports(&mut attacks);
    for (path, text) in &exports.files {
        mesh = mesh.file(path, text);
    }
    HostileMesh {
        mesh,
        attacks,
        exports,
        left_out,
    }
}

fn settings(attacks: &mut Attacks) -> String {
    let text = |text: String| json!(text).to_string().replace("\\u001b", "\\u001B");
    let mut settings = format!(
        "title = {}\nbase_url = \"https://data.example.com/\"\n[entry_points]\ndatasets = [\"p.unified\", \"mercadia-unified.unified\"]\n",
        text(attacks.in_form("settings.title", 1))
    );
    for (system, more) in SYSTEMS {
        settings.push_str(&format!(
            "[[exports]]\nformat = \"{system}\"\npath = \"exports/{system}/**\"\n{more}"
        ));
    }
    for ((form, id), group) in (0u32..).zip(AUDIENCES).zip(GROUPS) {
        let [label, grantee] = ["label", "grantee"].map(|part| text(attacks.in_form(part, form)));
        settings.push_str(&format!(
            "[[audiences]]\nid = {}\nlabel = {label}\ngrantees = [\"{group}\", {grantee}]\n",
            json!(id)
        ));
    }
    settings.push_str("[publish]\nrun_errors = [\"dbt\", \"openlineage\"]\nmeta = [\"owner\", \"dme\"]\nmodel_tags = [\"team\"]\nowners = [\"*\"]\nstatement_literals = [\"openlineage\"]\n");
    // Attacks are names of hidden things as well, and begin like texts.
    settings.push_str("[access]\nredact = true\nskip_unread_rows = true\n");
    settings
}

fn view(form: u32, sql: &str) -> String {
    let row = json!({"table_catalog": "p", "table_schema": "unified", "table_name": format!("v{form}"),
                     "view_definition": sql, "use_standard_sql": "YES"});
    format!("{row}\n")
}

/// Each audience may read some views.
fn grant(form: u32) -> String {
    let group = GROUPS[form as usize % 2];
    let row = json!({"object_catalog": "p", "object_schema": "unified", "object_name": format!("v{form}"),
                     "object_type": "VIEW", "privilege_type": "roles/bigquery.dataViewer", "grantee": group});
    format!("{row}\n")
}

fn tables(form: u32) -> String {
    let row = |schema: String, name: String, kind: &str| json!({"table_catalog": "p", "table_schema": schema, "table_name": name, "table_type": kind});
    let table = row(format!("d{form}"), "t".into(), "BASE TABLE");
    let view = row("unified".into(), format!("v{form}"), "VIEW");
    format!("{table}\n{view}\n")
}

/// The contracts (ODCS) and products (ODPS) of the sample: each once for each form, attacked in all of
/// its texts but those that say what it is; with `is_wrong`, once for each of its texts, attacked in it.
fn standards(attacks: &mut Attacks, is_wrong: bool) -> String {
    const KEPT: [&str; 8] = [
        "apiVersion",
        "kind",
        "version",
        "type",
        "status",
        "logicalType",
        "server",
        "id",
    ];
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("manifests");
    let mut known = BTreeSet::new();
    let mut documents: Vec<String> = Vec::new();
    for path in files_below(&root) {
        if !path.ends_with(".yaml") || path.starts_with("exports/") {
            continue;
        }
        let text = fs::read_to_string(root.join(&path)).unwrap();
        for document in yaml_documents(&text) {
            let version = document["apiVersion"].as_str().unwrap_or("");
            let kind = document["kind"].as_str().unwrap_or("").to_owned();
            if !version.starts_with('v') || version == "vitrina/v1" {
                continue;
            }
            let mut new: Vec<(String, String)> = attacks::leaves(&document);
            new.retain(|(field, _)| known.insert(format!("{kind}{field}")));
            if new.is_empty() {
                continue;
            }
            for form in (0..TEXTS).filter(|_| !is_wrong) {
                let mut copy = document.clone();
                for (field, pointer) in attacks::leaves(&document) {
                    let name = field.rsplit('.').next().unwrap().trim_end_matches("[]");
                    if !KEPT.contains(&name) {
                        *copy.pointer_mut(&pointer).unwrap() =
                            attacks.in_form(&format!("{kind}{field}"), form).into();
                    }
                }
                copy["id"] = format!("{}-{form}", documents.len()).into();
                documents.push(copy.to_string());
            }
            for (field, pointer) in new.into_iter().filter(|_| is_wrong) {
                let mut copy = document.clone();
                copy["id"] = format!("one-{}", documents.len()).into();
                *copy.pointer_mut(&pointer).unwrap() = attacks.on(&format!("{kind}{field}")).into();
                documents.push(copy.to_string());
            }
        }
    }
    documents.join("\n---\n")
}

/// Builds the whole mesh, and a portal for each of its audiences: one by one, and all at once.
fn built(mesh: &Mesh) -> Vec<Site> {
    let build = |name: &str, more: &[&str]| {
        let out = format!("out/{name}");
        let args = [&["build", "--out", out.as_str()], more].concat();
        let output = mesh.run(&args);
        output.assert_ran();
        assert_printable(&output.stderr);
        mesh.base().join(out)
    };
    let mut folders = vec![build("whole", &[])];
    for (i, audience) in AUDIENCES.iter().enumerate() {
        folders.push(build(&format!("a{i}"), &["--audience", audience]));
    }
    let all = build("all", &["--all-audiences"]);
    let entries = fs::read_dir(all).unwrap().map(|entry| entry.unwrap());
    let portals: Vec<PathBuf> = entries
        .map(|entry| entry.path())
        .filter(|path| path.is_dir())
        .collect();
    assert_eq!(portals.len(), AUDIENCES.len());
    folders.extend(portals);
    folders.into_iter().map(|dir| Site { dir }).collect()
}

/// No control characters but ends of lines, and none that turn the direction of a text.
#[track_caller]
fn assert_printable(text: &str) {
    let acts = |c: &char| {
        (c.is_control() && !matches!(c, '\n' | '\t'))
            || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
    };
    let found = text.lines().find(|line| line.chars().any(|c| acts(&c)));
    assert_eq!(found, None);
}

/// All texts of a site.
fn text_of(site: &Site) -> String {
    let mut all = String::new();
    for path in site.files() {
        let bytes = fs::read(site.dir.join(&path)).unwrap();
        all.push_str(&String::from_utf8_lossy(&bytes));
    }
    all
}

/// Replaces what browsers open by this mesh.
fn keep_for_browsers(mesh: &Mesh) {
    let folder = PathBuf::from(FOR_BROWSERS);
    let _ = fs::remove_dir_all(&folder);
    for path in files_below(&mesh.root()) {
        let to = folder.join(&path);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(mesh.root().join(&path), to).unwrap();
    }
    fs::write(folder.join("audiences.json"), json!(AUDIENCES).to_string()).unwrap();
}

#[test]
fn nothing_of_a_hostile_mesh_acts_or_lies_elsewhere() {
    let hostile = hostile_mesh(false);
    // Each text that a schema has is attacked, and each column that is read.
    assert_eq!(hostile.left_out, [""; 0]);
    assert_eq!(hostile.exports.left_out(), [""; 0]);
    assert!(
        hostile.attacks.fields.len() > 1500,
        "{}",
        hostile.attacks.fields.len()
    );
    keep_for_browsers(&hostile.mesh);
    let before = files_below(hostile.mesh.base());
    let sites = built(&hostile.mesh);
    let after = files_below(hostile.mesh.base());
    let elsewhere: Vec<&String> = after
        .iter()
        .filter(|path| !path.starts_with("out/") && !before.contains(path))
        .collect();
    assert_eq!(elsewhere, [""; 0]);
    for site in &sites {
        for path in site.files() {
            let is_plain = |c: char| c.is_ascii_alphanumeric() || "_-.~/".contains(c);
            assert!(
                path.chars().all(is_plain) || path == ".vitrina-files",
                "{path}"
            );
        }
        assert_site_is_harmless(site);
    }
    // It isn't harmless because nothing is shown.
    let text = text_of(&sites[0]);
    let fields = &hostile.attacks.fields;
    let numbers = (0u32..).zip(fields);
    // As `str::contains`, whose unoptimized search takes minutes here.
    let is_shown = |n: u32| memchr::memmem::find(text.as_bytes(), canary(n).as_bytes()).is_some();
    let shown = numbers.filter(|(n, _)| is_shown(*n)).count();
    assert!(
        shown * 2 > fields.len(),
        "{shown} of {} are shown",
        fields.len()
    );
}

#[test]
fn what_is_refused_acts_nowhere_either() {
    let hostile = hostile_mesh(true);
    for format in ["human", "sarif", "junit"] {
        let output = hostile.mesh.run(&["check", "--format", format, "--all"]);
        assert_printable(&output.stdout);
        assert_printable(&output.stderr);
    }
    // Some mistakes are of a kind that nothing is published with.
    let output = hostile.mesh.run(&["build"]);
    if matches!(output.status, 0 | 1) {
        assert_site_is_harmless(&Site {
            dir: hostile.mesh.out(),
        });
    }
}
