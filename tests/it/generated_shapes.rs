//! What `generate-mesh` draws besides the plain mesh: the shape of a real warehouse, exports in other
//! formats, small changes in place.

use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

use crate::sample_queries::generator;
use crate::support::{Mesh, files_below};

fn run(mesh: &Mesh, arguments: &[&str]) -> String {
    let mut command = Command::new(generator());
    let output = command.args(arguments).arg(mesh.root()).output().unwrap();
    let told = String::from_utf8(output.stderr).unwrap();
    assert!(output.status.success(), "{told}");
    told
}

fn generated(arguments: &[&str]) -> Mesh {
    let mesh = Mesh::new();
    run(&mesh, arguments);
    mesh
}

/// The files below a folder by their names.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let names = files_below(folder).into_iter();
    names
        .map(|name| (name.clone(), std::fs::read(folder.join(name)).unwrap()))
        .collect()
}

/// The lines of `/api/v1` of the built site, without the names of exports.
fn lines(mesh: &Mesh, extension: &str) -> BTreeMap<String, String> {
    let site = mesh.build();
    let lines = site.files().into_iter().filter(|path| {
        // Of the mesh itself the lines say when which file was read, and of files how long they are.
        let is_other = ["mesh.ndjson", "files.ndjson"]
            .iter()
            .any(|file| path.ends_with(file));
        path.starts_with("api/v1/") && path.ends_with(".ndjson") && !is_other
    });
    lines
        .map(|path| {
            let text = site.page(&path).replace(extension, "ndjson");
            (path, text)
        })
        .collect()
}

#[test]
#[ignore = "takes minutes, .ci/nightly runs it"]
fn a_mesh_is_the_same_from_each_format_of_exports() {
    let arguments = ["--tables", "250", "--dmes", "9", "--audiences", "3"];
    let plain = lines(&generated(&arguments), "ndjson");
    assert!(plain.len() > 5);
    for format in ["ndjson.gz", "parquet"] {
        let mesh = generated(&[&arguments[..], &["--format", format]].concat());
        let exports = files_below(&mesh.root().join("exports"));
        assert!(
            exports.iter().all(|path| path.ends_with(format)),
            "{exports:?}"
        );
        let lines = lines(&mesh, format);
        assert_eq!(
            plain.keys().collect::<Vec<_>>(),
            lines.keys().collect::<Vec<_>>()
        );
        for (path, text) in &plain {
            assert_eq!(text, &lines[path], "{path} of {format}");
        }
    }
}

#[test]
#[ignore = "takes minutes, .ci/nightly runs it"]
fn a_warehouse_has_hubs_chains_and_wide_tables() {
    let arguments = ["--tables", "1200", "--dmes", "9", "--shape", "warehouse"];
    let mesh = generated(&arguments);
    let read = |name: &str| {
        // One file, or several with numbers.
        let files = content(&mesh.root().join("exports/bigquery")).into_iter();
        let files = files.filter(|(file, _)| file.split(['.', '-']).next() == Some(name));
        let texts = files.map(|(_, bytes)| String::from_utf8(bytes).unwrap());
        texts.collect::<String>()
    };
    // Some table is read by a hundred views and more.
    let sql = read("VIEWS");
    let mut readers: BTreeMap<&str, usize> = BTreeMap::new();
    for joined in sql.split("LEFT JOIN\\n  `").skip(1) {
        *readers
            .entry(joined.split('`').next().unwrap())
            .or_default() += 1;
    }
    assert!(readers.values().any(|count| *count > 100), "{readers:?}");
    assert!(sql.contains("_*`"));
    assert!(read("COLUMNS").contains("\"ordinal_position\":\"1000\""));
    mesh.build();
    // The same again is the same.
    let again = generated(&arguments);
    assert_eq!(content(&mesh.root()), content(&again.root()));
}

#[test]
#[ignore = "takes minutes, .ci/nightly runs it"]
fn an_edit_changes_what_it_says() {
    let arguments = ["--tables", "250", "--dmes", "9"];
    let mesh = generated(&arguments);
    let mut before = content(&mesh.root());
    let mut edited = |name: &str| {
        run(&mesh, &["--edit", name]);
        let after = content(&mesh.root());
        let changed: Vec<String> = after
            .iter()
            .filter(|(path, bytes)| !path.starts_with('.') && before.get(*path) != Some(*bytes))
            .map(|(path, _)| path.clone())
            .collect();
        assert_eq!(before.len(), after.len());
        let lines = |content: &BTreeMap<String, Vec<u8>>| {
            let bytes = &content[&changed[0]];
            let text = String::from_utf8(bytes.clone()).unwrap();
            text.lines().map(str::to_owned).collect::<Vec<_>>()
        };
        let (was, is) = (lines(&before), lines(&after));
        let differ = was.iter().zip(&is).filter(|(was, is)| was != is).count();
        before = after;
        (changed, differ)
    };
    for _ in 0..2 {
        let (changed, differ) = edited("one-row");
        assert_eq!(changed, ["exports/bigquery/TABLE_OPTIONS.ndjson"]);
        assert_eq!(differ, 1);
        let (changed, differ) = edited("one-manifest");
        assert!(
            changed.len() == 1 && changed[0].contains("/products/"),
            "{changed:?}"
        );
        assert_eq!(differ, 1);
        let (changed, differ) = edited("sql-1-percent");
        assert_eq!(
            changed,
            [
                "exports/bigquery/TABLES.ndjson",
                "exports/bigquery/VIEWS.ndjson"
            ]
        );
        // Of 250 views.
        assert_eq!(differ, 3);
    }
    mesh.build();
}
