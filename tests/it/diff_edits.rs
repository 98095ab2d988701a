//! `vitrina diff` over the sample: each deliberate edit is found in its class and nothing else is, there
//! and back, also in built sites; the lines of former releases can be compared with those of today.

use std::collections::BTreeSet;
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

/// The sample, edited.
fn edited(mesh: &Mesh, sample: &Path, edits: &[&Table]) -> PathBuf {
    let root = mesh.root();
    for file in files_below(sample) {
        let to = root.join(&file);
        fs::create_dir_all(to.parent().unwrap()).unwrap();
        fs::copy(sample.join(file), to).unwrap();
    }
    for edit in edits {
        for one in edit["steps"].as_array().unwrap() {
            step(&root, one.as_table().unwrap());
        }
    }
    root
}

/// What isn't as the edits say: there and back, between these pairs of states.
fn wrong(mesh: &Mesh, edits: &[&Table], pairs: &[(&str, &Path, &Path)]) -> Vec<String> {
    let mut out = Vec::new();
    for (way, old, new) in pairs {
        let mut found = diff(mesh, old, new);
        let mut said: Vec<&str> = edits.iter().flat_map(|edit| texts(edit, way)).collect();
        // One edit says its changes in the order in which they are printed.
        if edits.len() > 1 {
            found.sort_unstable();
            said.sort_unstable();
        }
        if found != said {
            let names: Vec<&str> = edits.iter().filter_map(|e| text(e, "name")).collect();
            let not_said: Vec<&String> = found
                .iter()
                .filter(|one| !said.contains(&one.as_str()))
                .collect();
            let not_found: Vec<&&str> = said
                .iter()
                .filter(|one| !found.iter().any(|f| f == *one))
                .collect();
            out.push(format!(
                "{} {way} ({} to {}): {found:#?}\nnot said {not_said:#?}, not found {not_found:#?}",
                names.join("; "),
                old.display(),
                new.display(),
            ));
        }
    }
    out
}

/// Alone, the edited root is compared with the site of the sample: only one side has to be read.
fn wrong_alone(edit: &Table, sample: &Path, sample_site: &Path) -> Vec<String> {
    let mesh = Mesh::new();
    let root = edited(&mesh, sample, &[edit]);
    wrong(&mesh, &[edit], &[("says", sample_site, &root)])
}

/// Together, edits that have nothing to do with each other are compared in all other ways.
fn wrong_together(edits: &[&Table], sample: &Path, sample_site: &Path) -> Vec<String> {
    let mesh = Mesh::new();
    let root = edited(&mesh, sample, edits);
    let site = mesh.out();
    build(&mesh, &root, &site);
    let pairs = [
        ("says", sample, root.as_path()),
        ("back", &root, sample),
        ("says", sample_site, &site),
        ("back", &site, sample_site),
        ("says", sample, &site),
        ("back", &root, sample_site),
    ];
    wrong(&mesh, edits, &pairs)
}

/// What an edit touches: manifests, tables as `.orders.`, columns as `.orders.id.`, other assets.
fn touched(edit: &Table) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    for one in edit["steps"].as_array().unwrap() {
        let one = one.as_table().unwrap();
        let file = text(one, "file").unwrap();
        if file.ends_with(".yaml") {
            names.insert(file.to_owned());
        }
        let added = text(one, "add").into_iter().collect();
        let rows = [texts(one, "lines"), added].concat().concat();
        let of = |field: &str| {
            let value = rows.split(&format!("\"{field}\":\"")).nth(1)?;
            value.split('"').next()
        };
        if let Some(table) = of("table_name").or_else(|| of("object_name")) {
            let column = of("column_name").map(|column| format!("{column}."));
            names.insert(format!(".{table}.{}", column.unwrap_or_default()));
        }
    }
    for said in [texts(edit, "says"), texts(edit, "back")].concat() {
        let asset = said.split(' ').nth(1).unwrap();
        let table = format!(".{}.", asset.rsplit(['.', ':']).next().unwrap());
        if !names.iter().any(|name| name.starts_with(&table)) {
            names.insert(table);
        }
    }
    names
}

/// Few groups of edits, none of which touches what another one of its group does.
fn groups(edits: &[Table]) -> Vec<Vec<&Table>> {
    let mut groups: Vec<(Vec<&Table>, BTreeSet<String>)> = Vec::new();
    for edit in edits {
        let names = touched(edit);
        let is_free = |taken: &BTreeSet<String>| {
            let meet = |a: &String| {
                let within = |b: &String| a.starts_with(b.as_str()) || b.starts_with(a.as_str());
                taken.iter().any(within)
            };
            !names.iter().any(meet)
        };
        match groups.iter_mut().find(|(_, taken)| is_free(taken)) {
            Some((group, taken)) => {
                group.push(edit);
                taken.extend(names);
            }
            None => groups.push((vec![edit], names)),
        }
    }
    groups.into_iter().map(|(group, _)| group).collect()
}

#[test]
fn each_edit_of_the_sample_is_found_and_nothing_else() {
    let path = repository().join("tests/fixtures/sample-edits/edits.toml");
    let edits: Table = fs::read_to_string(path).unwrap().parse().unwrap();
    let edits = edits["edit"].as_array().unwrap().iter();
    let edits: Vec<Table> = edits.map(|edit| edit.as_table().unwrap().clone()).collect();
    assert!(edits.len() >= 50);
    let groups = groups(&edits);
    assert!(groups.len() < 7, "{}", groups.len());
    let mesh = Mesh::new();
    let (sample, site) = (repository().join("manifests"), mesh.out());
    build(&mesh, &sample, &site);
    let next = AtomicUsize::new(0);
    let work = || {
        let mut out = Vec::new();
        // Groups take longest, so they come first.
        loop {
            let at = next.fetch_add(1, Ordering::Relaxed);
            if let Some(group) = groups.get(at) {
                out.extend(wrong_together(group, &sample, &site));
            } else if let Some(edit) = edits.get(at - groups.len()) {
                out.extend(wrong_alone(edit, &sample, &site));
            } else {
                return out;
            }
        }
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
            // So have its settings: some audiences include another, and a column has a policy tag.
            let is_newer = |one: &str| one.contains("[audience-") || one.contains("[policy-tag-");
            let is_told = |one: &String| {
                !one.starts_with("unknown[not-compared]") && !is_state(one) && !is_newer(one)
            };
            let told: Vec<&String> = found.iter().filter(|one| is_told(one)).collect();
            assert!(told.is_empty(), "{}: {told:#?}", release.display());
        }
    }
}
