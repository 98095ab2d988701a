//! A real warehouse under a mesh of ours: `tests/fixtures/mozilla` laid over the export.

use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use serde_json::{Map, Value};

use super::{data, read};
use crate::html;
use crate::support::{Mesh, files_below};

const FIXTURE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/fixtures/mozilla");

/// Views whose references differ from what was recorded by hand, each with its reason.
const DIFFERENT: [(&str, &str); 0] = [];

/// Findings that the data has coming, each with its reason.
const DUE: [(&str, &str); 1] = [(
    "drift-missing-target",
    "`mozilla_vpn.waitlist` reads `waitlist_v1`, which has no schema and so no row in the export",
)];

/// The view that reads a table of a described dataset which isn't in the export.
const DANGLING: &str = "moz-fx-data-shared-prod.mozilla_vpn.waitlist";

/// The manifests, without any export.
fn manifests() -> Mesh {
    let mut mesh = Mesh::new();
    for path in files_below(Path::new(FIXTURE)) {
        let text = read(&Path::new(FIXTURE).join(&path));
        mesh = mesh.file(&path, text);
    }
    mesh
}

/// The exported views by name, as text.
fn export() -> Vec<(String, String)> {
    super::files(&data("bigquery-etl").join("information_schema"), "ndjson")
        .into_iter()
        .map(|path| {
            let stem = path.file_stem().unwrap().to_str().unwrap().to_owned();
            (stem, read(&path))
        })
        .collect()
}

fn rows(name: &str) -> Vec<Map<String, Value>> {
    let file = data("bigquery-etl")
        .join("information_schema")
        .join(format!("{name}.ndjson"));
    read(&file)
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// The mesh with the export as it is.
pub(crate) fn mesh() -> Mesh {
    export()
        .into_iter()
        .fold(manifests(), |mesh, (name, text)| {
            mesh.file(&format!("exports/bigquery/{name}.ndjson"), text)
        })
}

/// `project.dataset.name` of a row.
fn full(row: &Map<String, Value>, prefix: &str) -> String {
    let part = |key: &str| row[&format!("{prefix}_{key}")].as_str().unwrap();
    format!("{}.{}.{}", part("catalog"), part("schema"), part("name"))
}

/// The lines of a list by name.
fn by_name(mesh: &Mesh, what: &str) -> BTreeMap<String, Value> {
    mesh.list(what)
        .into_iter()
        .map(|line| (line["name"].as_str().unwrap().to_owned(), line))
        .collect()
}

fn relations(mesh: &Mesh) -> BTreeMap<String, Value> {
    let mut out = by_name(mesh, "views");
    out.extend(by_name(mesh, "tables"));
    out
}

fn texts(value: &Value) -> BTreeSet<String> {
    value
        .as_array()
        .unwrap()
        .iter()
        .map(|v| v.as_str().unwrap().to_owned())
        .collect()
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn references_are_those_that_were_recorded() {
    let mut truth: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for line in read(&data("bigquery-etl").join("information_schema/truth_edges.tsv")).lines() {
        let fields: Vec<&str> = line.split('\t').collect();
        if fields[1] == "view.sql" {
            let of = truth.entry(fields[0].to_owned()).or_default();
            of.insert(fields[2].to_owned());
        }
    }
    let views = by_name(&mesh(), "views");
    assert_eq!(views.len(), 73);
    assert_eq!(
        views.keys().collect::<Vec<_>>(),
        truth.keys().collect::<Vec<_>>()
    );
    let mut different = Vec::new();
    for (name, view) in &views {
        assert_eq!(view["references_by"], "parsed", "{name}");
        if texts(&view["references"]) != truth[name] {
            different.push(name.as_str());
        }
    }
    let explained: Vec<&str> = DIFFERENT.iter().map(|(name, _)| *name).collect();
    assert_eq!(different, explained);
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn owners_come_from_infrastructure_where_the_tables_are_exported() {
    let mesh = mesh();
    let tables: BTreeSet<String> = rows("TABLES").iter().map(|r| full(r, "table")).collect();
    let dme_of = |name: &str| match name.split('.').nth(1).unwrap() {
        "search_derived" => Some("search-dme"),
        "addons_derived" => Some("addons-dme"),
        "mozilla_vpn_derived" => Some("vpn-dme"),
        _ => None,
    };
    let mut decided: BTreeMap<(String, String), usize> = BTreeMap::new();
    for (name, view) in by_name(&mesh, "views") {
        let targets = texts(&view["targets"]);
        let owner = &view["owner"];
        let by = owner["decided_by"]
            .as_str()
            .unwrap_or_else(|| panic!("{name}: no owner"));
        let dme = owner["dme"].as_str().unwrap();
        let known: BTreeSet<&str> = targets.iter().filter_map(|t| dme_of(t)).collect();
        let is_exported = targets.iter().any(|t| tables.contains(t));
        if is_exported || name == DANGLING {
            assert_eq!(by, "infrastructure", "{name}");
            assert_eq!(known, BTreeSet::from([dme]), "{name}");
        } else if dme_of(&name).is_none() {
            assert_eq!(by, "output-port", "{name}");
        }
        // The place that decided says what it is cited for.
        let (file, line) = owner["at"].as_str().unwrap().rsplit_once(':').unwrap();
        let cited = read(&mesh.root().join(file));
        let cited = cited
            .lines()
            .nth(line.parse::<usize>().unwrap() - 1)
            .unwrap()
            .trim();
        if by == "infrastructure" {
            let home = known.first().map_or(dme, |d| d);
            assert_eq!(file, format!("dmes/{home}/dme.yaml"), "{name}");
            assert!(cited.starts_with("dataset:"), "{name}: {cited}");
        } else {
            let short = name.rsplit('.').next().unwrap();
            assert_eq!(cited, format!("- name: {short}"));
        }
        *decided.entry((dme.to_owned(), by.to_owned())).or_default() += 1;
    }
    let count = |dme: &str, by: &str| {
        decided
            .get(&(dme.to_owned(), by.to_owned()))
            .copied()
            .unwrap_or(0)
    };
    assert_eq!(count("search-dme", "infrastructure"), 19);
    assert_eq!(count("addons-dme", "infrastructure"), 8);
    assert_eq!(count("addons-dme", "output-port"), 1);
    assert_eq!(count("vpn-dme", "infrastructure"), 30);
    assert_eq!(count("vpn-dme", "output-port"), 15);
    assert_eq!(decided.values().sum::<usize>(), 73);
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn targets_are_tables() {
    let views: BTreeSet<String> = rows("VIEWS").iter().map(|r| full(r, "table")).collect();
    let mut reached = 0;
    for (name, view) in by_name(&mesh(), "views") {
        let targets = texts(&view["targets"]);
        assert!(!targets.is_empty(), "{name} reaches nothing");
        assert_eq!(
            targets.intersection(&views).collect::<Vec<_>>(),
            [""; 0],
            "{name}"
        );
        reached += targets.len();
    }
    assert!(reached >= 73);
}

/// A BigQuery string literal as it stands in TABLE_OPTIONS, without its escapes.
fn literal(text: &str) -> String {
    let mut out = String::new();
    let mut inner = text[1..text.len() - 1].chars();
    while let Some(c) = inner.next() {
        match c {
            '\\' => match inner.next().unwrap() {
                'n' => out.push('\n'),
                't' => out.push('\t'),
                'r' => out.push('\r'),
                'x' | 'u' | 'U' => panic!("an escape that this oracle doesn't know: {text}"),
                other => out.push(other),
            },
            other => out.push(other),
        }
    }
    out
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn descriptions_titles_and_labels_are_those_of_the_options() {
    let relations = relations(&mesh());
    let (mut owners, mut pages) = (0, 0);
    for row in rows("TABLE_OPTIONS") {
        let name = full(&row, "table");
        let value = row["option_value"].as_str().unwrap();
        let line = &relations[&name];
        pages += 1;
        match row["option_name"].as_str().unwrap() {
            "description" => {
                let text = line["description"].as_str().unwrap();
                assert_eq!(text.trim(), literal(value).trim(), "{name}");
            }
            "friendly_name" => assert_eq!(line["title"], literal(value).trim(), "{name}"),
            "labels" => {
                // [STRUCT("key", "value"), …]: every second text is a value.
                let mut parts = value.split('"').skip(1).step_by(2);
                while let (Some(key), Some(of)) = (parts.next(), parts.next()) {
                    assert_eq!(line["labels"][key], of, "{name}: {key}");
                    owners += usize::from(key.starts_with("owner"));
                }
            }
            other => panic!("option {other}"),
        }
    }
    assert_eq!(pages, 389);
    assert!(owners > 100, "{owners}");
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn columns_are_the_field_paths_nested_ones_included() {
    let mut expected: BTreeMap<String, Vec<(String, String, String)>> = BTreeMap::new();
    for row in rows("COLUMN_FIELD_PATHS") {
        let text = |key: &str| {
            row.get(key)
                .and_then(Value::as_str)
                .unwrap_or("")
                .trim()
                .to_owned()
        };
        let of = expected.entry(full(&row, "table")).or_default();
        of.push((text("field_path"), text("data_type"), text("description")));
    }
    let nested = expected
        .values()
        .flatten()
        .filter(|(path, ..)| path.contains('.'))
        .count();
    assert!(nested > 100, "{nested} nested fields");
    let mut all = 0;
    for (name, relation) in relations(&mesh()) {
        let text = |c: &Value, key: &str| c[key].as_str().unwrap_or("").trim().to_owned();
        let mut found: Vec<_> = relation["columns"]
            .as_array()
            .unwrap()
            .iter()
            .map(|c| (text(c, "name"), text(c, "type"), text(c, "description")))
            // Those known from the SQL of a view alone have no type.
            .filter(|(_, data_type, _)| !data_type.is_empty())
            .collect();
        let mut wanted = expected.remove(&name).unwrap_or_default();
        all += found.len();
        found.sort();
        wanted.sort();
        assert_eq!(found, wanted, "{name}");
    }
    assert_eq!(expected.keys().collect::<Vec<_>>(), [""; 0]);
    assert_eq!(all, 2652);
}

/// Who may read each object: its own grants and those of its dataset.
fn grants(rows: &[Map<String, Value>]) -> impl Fn(&str) -> BTreeSet<String> + use<> {
    let mut of: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    for row in rows {
        let text = |key: &str| row.get(key).and_then(Value::as_str).unwrap_or("");
        let object = match text("object_type") {
            "SCHEMA" => format!("{}.{}", text("object_catalog"), text("object_name")),
            _ => full(row, "object"),
        };
        let audience = match text("grantee") {
            "group:mozilla-confidential/data-viewers" => "employees",
            "group:amo/prod" | "group:amo/nonprod" => "addons-store",
            other => panic!("grantee {other}"),
        };
        of.entry(object).or_default().insert(audience.to_owned());
    }
    move |name: &str| {
        let dataset = name.rsplit_once('.').unwrap().0;
        let own = of.get(name).into_iter().flatten();
        own.chain(of.get(dataset).into_iter().flatten())
            .cloned()
            .collect()
    }
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn audiences_are_those_granted_on_the_view_or_its_dataset() {
    let mut privileges = rows("OBJECT_PRIVILEGES");
    let check = |mesh: &Mesh, privileges: &[Map<String, Value>]| {
        let expected = grants(privileges);
        for (name, line) in relations(mesh) {
            if line["described"] == true {
                assert_eq!(texts(&line["audiences"]), expected(&name), "{name}");
                assert!(!expected(&name).is_empty(), "{name}");
            }
        }
    };
    check(&mesh(), &privileges);
    // Without a grant on any view, those on the datasets alone reach them.
    privileges.retain(|row| row["object_type"] == "SCHEMA");
    let lines: String = privileges
        .iter()
        .map(|row| format!("{}\n", serde_json::to_string(row).unwrap()))
        .collect();
    let bare = mesh().file("exports/bigquery/OBJECT_PRIVILEGES.ndjson", lines);
    check(&bare, &privileges);
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn the_site_has_a_page_for_each_and_no_finding_but_those_due() {
    let mesh = mesh();
    let due: Vec<&str> = DUE.iter().map(|(rule, _)| *rule).collect();
    let found = mesh.field("findings", "rule");
    assert_eq!(found, due, "{}", mesh.check());
    let site = mesh.build();
    for (name, line) in relations(&mesh) {
        if line["described"] != true {
            continue;
        }
        let path = line["url"].as_str().unwrap();
        let tokens = html::tokens(&site.page(path), path);
        assert!(html::text(&tokens).contains(&name), "{path} names {name}");
        // All columns are there, to the bottom one.
        let shown = html::text(html::inside(&tokens, "columns"));
        if let Some(last) = line["columns"].as_array().unwrap().last() {
            // A nested field is shown below its parent, by its own name.
            let own = last["name"].as_str().unwrap().rsplit('.').next().unwrap();
            assert!(shown.contains(own), "{path}");
        }
        let details = html::pairs(&tokens, "details");
        for (key, value) in line["labels"].as_object().unwrap() {
            let wanted = (format!("label {key}"), value.as_str().unwrap().to_owned());
            assert!(
                details.contains(&wanted),
                "{path}: {wanted:?} in {details:?}"
            );
        }
    }
    // A label that names a person of a team is a claim for the team's DME.
    let page = site.page("views/search/acer_cohort.html");
    let claims = html::rows(&html::tokens(&page, "acer_cohort"), "points");
    assert!(
        claims
            .iter()
            .any(|c| c[0] == "label" && c[1] == "Search DME" && c[3] == "agrees"),
        "{claims:?}"
    );
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn the_second_name_of_the_warehouse_changes_nothing() {
    let plain = comparable(&mesh());
    let mut aliased = manifests();
    for (name, text) in export() {
        let text = if name == "VIEWS" {
            text.replace("`moz-fx-data-shared-prod.", "`mozdata.")
                .replace("`moz-fx-data-shared-prod`.", "`mozdata`.")
        } else {
            text
        };
        aliased = aliased.file(&format!("exports/bigquery/{name}.ndjson"), text);
    }
    assert_eq!(comparable(&aliased), plain);
}

/// What a catalog says, without the places in the export that it was read from.
fn comparable(mesh: &Mesh) -> Vec<Value> {
    let mut out = Vec::new();
    for what in ["views", "tables", "dmes", "edges", "findings"] {
        for mut line in mesh.list(what) {
            let fields = line.as_object_mut().unwrap();
            for place in ["provenance", "file", "line", "column"] {
                fields.remove(place);
            }
            out.push(line);
        }
    }
    out.sort_by_cached_key(Value::to_string);
    out
}

/// The same export, in another form.
#[track_caller]
fn same_as(convert: impl Fn(Mesh, &str, &str) -> Mesh) {
    let converted = export()
        .into_iter()
        .fold(manifests(), |mesh, (name, text)| {
            convert(mesh, &name, &text)
        });
    let (found, wanted) = (comparable(&converted), comparable(&mesh()));
    assert!(wanted.len() > 300);
    for (found, wanted) in found.iter().zip(&wanted) {
        assert_eq!(found, wanted);
    }
    assert_eq!(found.len(), wanted.len());
}

fn parsed(text: &str) -> Vec<Map<String, Value>> {
    text.lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn csv_says_the_same() {
    same_as(|mesh, name, text| {
        let rows = parsed(text);
        let head: BTreeSet<&String> = rows.iter().flat_map(Map::keys).collect();
        let mut out = csv::Writer::from_writer(Vec::new());
        out.write_record(&head).unwrap();
        for row in &rows {
            let cells = head.iter().map(|key| match row.get(*key) {
                None | Some(Value::Null) => String::new(),
                Some(Value::String(text)) => text.clone(),
                Some(other) => other.to_string(),
            });
            out.write_record(cells).unwrap();
        }
        mesh.file(
            &format!("exports/bigquery/{name}.csv"),
            out.into_inner().unwrap(),
        )
    });
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn one_array_with_all_scalars_as_text_says_the_same() {
    same_as(|mesh, name, text| {
        let mut rows = parsed(text);
        for value in rows.iter_mut().flat_map(Map::values_mut) {
            if value.is_number() || value.is_boolean() {
                *value = Value::String(value.to_string());
            }
        }
        let array = serde_json::to_vec_pretty(&rows).unwrap();
        mesh.file(&format!("exports/bigquery/{name}.json"), array)
    });
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn compressed_shards_say_the_same() {
    same_as(|mesh, name, text| {
        let lines: Vec<&str> = text.lines().collect();
        let halves = lines.split_at(lines.len() / 2);
        let stem = name.to_lowercase();
        [halves.0, halves.1]
            .iter()
            .enumerate()
            .fold(mesh, |mesh, (i, half)| {
                let mut zip =
                    flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
                for line in *half {
                    writeln!(zip, "{line}").unwrap();
                }
                let path = format!("exports/bigquery/{stem}-{i:012}.ndjson.gz");
                mesh.file(&path, zip.finish().unwrap())
            })
    });
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn zstd_says_the_same() {
    same_as(|mesh, name, text| {
        let packed = zstd::encode_all(text.as_bytes(), 1).unwrap();
        mesh.file(&format!("exports/bigquery/{name}.ndjson.zst"), packed)
    });
}
