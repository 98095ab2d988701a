//! Tomorrow's exports of a generated mesh, by `generate-mesh --next`: a mesh like today's.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

use serde_json::Value;

use crate::sample_queries::{generated, generator};
use crate::support::Mesh;

/// Rows of an export by the relation that they are about, each as its line.
fn rows(mesh: &Mesh, name: &str) -> BTreeMap<String, Vec<String>> {
    let path = mesh.root().join(format!("exports/bigquery/{name}.ndjson"));
    let mut out: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for line in std::fs::read_to_string(path).unwrap().lines() {
        let row: Value = serde_json::from_str(line).unwrap();
        let part = |key: &str| {
            let part = row[&format!("table_{key}")].as_str();
            part.or(row[&format!("object_{key}")].as_str())
                .unwrap_or_default()
        };
        let relation = [part("catalog"), part("schema"), part("name")].join(".");
        out.entry(relation).or_default().push(line.to_owned());
    }
    out
}

fn names(rows: &BTreeMap<String, Vec<String>>) -> BTreeSet<&String> {
    rows.keys().collect()
}

/// Rules of its errors. A relation with a fault may be the one that is made again.
fn errors(mesh: &Mesh) -> BTreeSet<String> {
    let findings = mesh.list("findings").into_iter();
    findings
        .filter(|finding| finding["severity"] == "error")
        .map(|finding| finding["rule"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn tomorrow_is_like_today_but_for_a_hundredth() {
    let mesh = generated(1000);
    let exports = ["TABLES", "VIEWS", "COLUMNS", "COLUMN_FIELD_PATHS"];
    let before = exports.map(|name| rows(&mesh, name));
    let errors_before = errors(&mesh);
    let run = || {
        let output = Command::new(generator())
            .arg("--next")
            .arg(mesh.root())
            .output()
            .unwrap();
        let told = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success(), "{told}");
        told
    };
    run();
    let after = exports.map(|name| rows(&mesh, name));

    // Of 2,000 relations two are gone and two are new, in all exports.
    let (was, is) = (names(&before[0]), names(&after[0]));
    let gone: Vec<_> = was.difference(&is).copied().collect();
    let new: Vec<_> = is.difference(&was).copied().collect();
    assert_eq!((gone.len(), new.len()), (2, 2), "{gone:?} {new:?}");
    for (name, rows) in exports.iter().zip(&after) {
        assert!(gone.iter().all(|n| !rows.contains_key(*n)), "{name}");
        if *name != "VIEWS" {
            assert!(new.iter().all(|n| rows.contains_key(*n)), "{name}");
        }
    }
    // A hundredth of the rows changed: those that no row was like before.
    for ((name, before), after) in exports.iter().zip(&before).zip(&after) {
        let known: BTreeSet<&String> = before.values().flatten().collect();
        let stayed = after.iter().filter(|(relation, _)| !new.contains(relation));
        let changed = stayed
            .flat_map(|(_, rows)| rows)
            .filter(|row| !known.contains(row));
        let (changed, all) = (changed.count(), known.len());
        assert!(
            (all * 9 / 1000..=all * 11 / 1000).contains(&changed),
            "{name}: {changed} of {all}"
        );
    }
    // Operations name nothing that is gone.
    let jobs = std::fs::read_to_string(mesh.root().join("exports/bigquery/JOBS.ndjson")).unwrap();
    for name in &gone {
        assert!(!jobs.contains(&format!("`{name}`")), "{name}");
    }
    assert!(errors(&mesh).is_subset(&errors_before));
    mesh.build();

    // The day after differs, and can be built too.
    run();
    let later = rows(&mesh, "TABLES");
    assert_eq!(names(&after[0]).difference(&names(&later)).count(), 2);
    assert!(errors(&mesh).is_subset(&errors_before));
}
