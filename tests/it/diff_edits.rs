//! `vitrina diff` over the sample: each deliberate edit is found in its class and nothing else is, there
//! and back, also in built sites; the lines of former releases can be compared with those of today.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use serde_json::Value;
use toml::Table;

use crate::support::{Mesh, Output, files_below};

fn repository() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// What `diff` says: class, rule, asset and column of each change.
fn diff(mesh: &Mesh, old: &Path, new: &Path) -> Vec<String> {
    let mut command = mesh.command();
    command.arg("diff").arg(old).arg(new);
    command.args(["--format", "ndjson"]);
    let output = Output::of(command);
    output.assert_ran();
    let said = |change: Value| {
        let of = |name: &str| change[name].as_str().unwrap_or_default().to_owned();
        let (class, rule, asset) = (of("class"), of("rule"), of("asset"));
        let text = format!("{class}[{rule}] {asset} {}", of("column"));
        text.trim_end().to_owned()
    };
    output.ndjson().into_iter().map(said).collect()
}

fn build(mesh: &Mesh, root: &Path, out: &Path) {
    let mut command = mesh.command();
    command.arg("build").arg("--root").arg(root);
    command.arg("--out").arg(out);
    Output::of(command).assert_ran();
}

fn text<'t>(table: &'t Table, name: &str) -> Option<&'t str> {
    table.get(name).and_then(toml::Value::as_str)
}

fn texts<'t>(table: &'t Table, name: &str) -> Vec<&'t str> {
    let list = table.get(name).and_then(toml::Value::as_array);
    let list = list.into_iter().flatten();
    list.filter_map(toml::Value::as_str).collect()
}

/// Does one step of an edit, which has to change something.
fn step(root: &Path, step: &Table) {
    let path = root.join(text(step, "file").unwrap());
    if step.contains_key("remove") {
        fs::remove_file(path).unwrap();
        return;
    }
    let before = fs::read_to_string(&path).unwrap_or_default();
    let needles = texts(step, "lines");
    let replaced = |part: &str| match (text(step, "from"), text(step, "to")) {
        (Some(from), Some(to)) => part.replacen(from, to, 1),
        _ => String::new(),
    };
    let after = match text(step, "add") {
        Some(line) => format!("{before}{line}\n"),
        None if needles.is_empty() => replaced(&before),
        None => before
            .split_inclusive('\n')
            .map(
                |line| match needles.iter().all(|text| line.contains(text)) {
                    true if step.contains_key("keep") => format!("{line}{}", replaced(line)),
                    true => replaced(line),
                    false => line.to_owned(),
                },
            )
            .collect(),
    };
    assert_ne!(before, after, "{step} changes nothing");
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, after).unwrap();
}

/// What isn't as the edit says.
fn wrong(edit: &Table, sample: &Path, sample_site: &Path) -> Vec<String> {
    let mesh = Mesh::new();
    let (root, site) = (mesh.root(), mesh.out());
    for file in files_below(sample) {
        let to = root.join(&file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(sample.join(file), to).unwrap();
    }
    for one in edit["steps"].as_array().unwrap() {
        step(&root, one.as_table().unwrap());
    }
    let mut pairs = vec![
        ("says", sample, root.as_path()),
        ("back", root.as_path(), sample),
    ];
    if edit.contains_key("portals") {
        build(&mesh, &root, &site);
        pairs.push(("says", sample_site, &site));
        pairs.push(("says", sample, &site));
        pairs.push(("back", &site, sample));
    }
    let mut out = Vec::new();
    for (way, old, new) in pairs {
        let found = diff(&mesh, old, new);
        if found != texts(edit, way) {
            let name = text(edit, "name").unwrap();
            out.push(format!("{name}, {way}: {found:#?}"));
        }
    }
    out
}

#[test]
fn each_edit_of_the_sample_is_found_and_nothing_else() {
    let path = repository().join("tests/fixtures/sample-edits/edits.toml");
    let edits: Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let edits = edits["edit"].as_array().unwrap();
    assert!(edits.len() >= 40);
    let mesh = Mesh::new();
    let (sample, site) = (repository().join("manifests"), mesh.out());
    build(&mesh, &sample, &site);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut out = Vec::new();
        while let Some(edit) = edits.get(next.fetch_add(1, Ordering::Relaxed)) {
            out.extend(wrong(edit.as_table().unwrap(), &sample, &site));
        }
        out
    };
    let found: Vec<String> = thread::scope(|scope| {
        let threads: Vec<_> = (0..4).map(|_| scope.spawn(work)).collect();
        let done = threads.into_iter().flat_map(|one| one.join().unwrap());
        done.collect()
    });
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn fixtures_differ_in_nothing_from_themselves() {
    let mesh = Mesh::new();
    for name in ["broken-exports", "canaries", "mozilla"] {
        let root = repository().join("tests/fixtures").join(name);
        assert_eq!(diff(&mesh, &root, &root), [""; 0], "{name}");
    }
}

#[test]
fn lines_of_former_releases_can_be_compared() {
    let releases = repository().join("tests/fixtures/releases");
    for release in fs::read_dir(releases).unwrap() {
        let release = release.unwrap().path();
        let mesh = Mesh::new();
        let api = mesh.out().join("api/v1");
        fs::create_dir_all(&api).unwrap();
        for file in files_below(&release) {
            let packed = fs::read(release.join(&file)).unwrap();
            let lines = zstd::decode_all(packed.as_slice()).unwrap();
            fs::write(api.join(file.trim_end_matches(".zst")), lines).unwrap();
        }
        let site = mesh.out();
        assert_eq!(diff(&mesh, &site, &site), [""; 0], "{}", release.display());
        let sample = repository().join("manifests");
        for (old, new) in [(&site, &sample), (&sample, &site)] {
            let found = diff(&mesh, old, new);
            // How data is doing is another matter: the exports of the sample have changed since.
            let is_state = |one: &str| one.contains("[verdict-");
            let is_told =
                |one: &String| !one.starts_with("unknown[not-compared]") && !is_state(one);
            let told: Vec<&String> = found.iter().filter(|one| is_told(one)).collect();
            assert!(told.is_empty(), "{}: {told:#?}", release.display());
        }
    }
}
