//! What `check` and `build` print: for people by rule, with those of one mistake folded; for
//! programs every finding, with paths from the repository's root.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::support::{Mesh, Output};

/// Products that all name a DME; `dme` says which.
fn products(n: usize, dme: impl Fn(usize) -> String) -> Mesh {
    (1..=n).fold(Mesh::new().file("vitrina.toml", ""), |mesh, i| {
        mesh.file(
            &format!("p{i:02}.yaml"),
            format!(
                "apiVersion: vitrina/v1\nkind: DataProduct\nid: p{i}\nenvironment: {}\n",
                dme(i)
            ),
        )
    })
}

fn printed(mesh: &Mesh, args: &[&str]) -> String {
    let output = mesh.run(args);
    output.assert_ran();
    output.stdout
}

#[test]
fn one_mistake_is_one() {
    let mesh = products(40, |_| "commerc".to_owned());
    let few = printed(&mesh, &["check"]);
    assert_eq!(few.matches("error[unknown-id]").count(), 1, "{few}");
    assert!(few.contains("unknown-id: 40 errors. "), "{few}");
    assert!(few.contains("--> p01.yaml:4:"), "{few}");
    assert!(
        few.contains("the same 39 more times: p02.yaml:4, p03.yaml:4 and 37 others"),
        "{few}"
    );
    let all = printed(&mesh, &["check", "--all"]);
    assert_eq!(all.matches("error[unknown-id]").count(), 40, "{all}");
    // Programs get every one.
    let json: Value =
        serde_json::from_str(&printed(&mesh, &["check", "--format", "json"])).unwrap();
    let found = json.as_array().unwrap();
    assert_eq!(
        found.iter().filter(|f| f["rule"] == "unknown-id").count(),
        40
    );
    assert_eq!(
        mesh.run(&["check"]).stderr,
        mesh.run(&["check", "--all"]).stderr
    );
}

#[test]
fn the_first_few_of_a_rule_are_shown() {
    let mesh = products(10, |i| format!("wrong{i}"));
    let few = printed(&mesh, &["check"]);
    assert_eq!(few.matches("error[unknown-id]").count(), 3, "{few}");
    assert!(
        few.contains("… and 7 more of unknown-id in 7 files; `--all` prints them"),
        "{few}"
    );
    let build = mesh.run(&["build"]);
    assert_eq!(build.stderr.matches("error[unknown-id]").count(), 3);
    let build = mesh.run(&["build", "--all"]);
    assert_eq!(build.stderr.matches("error[unknown-id]").count(), 10);
}

#[test]
fn what_follows_from_a_file_that_is_not_read_is_said_to() {
    let mesh = products(10, |i| format!("dme{i}")).file(
        "dmes.yaml",
        "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: dme1\nname: \"unclosed\n",
    );
    let few = printed(&mesh, &["check"]);
    let (cause, effect) = (
        few.find("error[yaml-syntax]").unwrap(),
        few.find("error[unknown-id]").unwrap(),
    );
    assert!(cause < effect, "{few}");
    assert_eq!(few.matches("error[unknown-id]").count(), 1, "{few}");
    assert!(few.contains("This may follow from dmes.yaml:4"), "{few}");
}

#[test]
fn remarks_are_counted() {
    let mesh = Mesh::new()
        .bigquery()
        .file(
            "mesh.yaml",
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nservers:\n  - {type: bigquery, project: p, dataset: store}\n---\napiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: store\ntables:\n  - {name: orders, physicalName: p.store.orders}\n",
        )
        .table("p.store.orders", &[("id", "INT64")]);
    let few = printed(&mesh, &["check"]);
    assert!(!few.contains("info["), "{few}");
    assert!(few.contains("shown; `--all` prints "), "{few}");
    let all = printed(&mesh, &["check", "--all"]);
    assert!(all.contains("info[table-without-view]"), "{all}");
}

/// A mesh whose one finding is in a file with a name that no URI holds as it is.
fn odd_path() -> Mesh {
    Mesh::new().file("vitrina.toml", "").file(
        "sub dir/é,#1%[x].yaml",
        "apiVersion: vitrina/v1\nkind: Domian\nid: sales\n",
    )
}

fn run_in(mesh: &Mesh, folder: &Path, root: &Path, format: &str) -> String {
    let mut command = mesh.command();
    command
        .current_dir(folder)
        .args(["check", "--format", format, "--root"])
        .arg(root);
    let output = Output::of(command);
    output.assert_ran();
    output.stdout
}

/// The place of the finding about the odd path in SARIF.
fn sarif_place(text: &str) -> Value {
    let report: Value = serde_json::from_str(text).unwrap();
    let run = &report["runs"][0];
    assert_eq!(run["columnKind"], "unicodeCodePoints");
    assert!(run["originalUriBaseIds"]["%SRCROOT%"].is_object());
    let results = run["results"].as_array().unwrap();
    let found = results.iter().find(|r| r["ruleId"] == "unknown-kind");
    found.unwrap()["locations"][0]["physicalLocation"].clone()
}

#[test]
fn paths_start_at_the_root_of_the_repository() {
    let mesh = odd_path();
    fs::create_dir(mesh.base().join(".git")).unwrap();
    let beside = mesh.base().join("beside");
    fs::create_dir(&beside).unwrap();
    let (base, root) = (mesh.base(), mesh.root());
    for (folder, given) in [
        (base, Path::new("mesh")),
        (base, Path::new("./mesh/")),
        (root.as_path(), Path::new(".")),
        (beside.as_path(), Path::new("../mesh")),
        (beside.as_path(), root.as_path()),
    ] {
        let place = sarif_place(&run_in(&mesh, folder, given, "sarif"));
        let file = &place["artifactLocation"];
        assert_eq!(file["uri"], "mesh/sub%20dir/%C3%A9%2C%231%25%5Bx%5D.yaml");
        assert_eq!(file["uriBaseId"], "%SRCROOT%");
        assert_eq!(place["region"]["startLine"], 2);
        let github = run_in(&mesh, folder, given, "github");
        assert!(
            github.contains("::error file=mesh/sub dir/é%2C#1%25[x].yaml,line=2,col=7,"),
            "{github}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_linked_root_is_where_it_leads() {
    let mesh = odd_path();
    fs::create_dir(mesh.base().join(".git")).unwrap();
    std::os::unix::fs::symlink(mesh.root(), mesh.base().join("link")).unwrap();
    let text = run_in(&mesh, mesh.base(), Path::new("link"), "sarif");
    let uri = &sarif_place(&text)["artifactLocation"]["uri"];
    assert!(
        uri.as_str().unwrap().starts_with("mesh/sub%20dir/"),
        "{uri}"
    );
}

#[test]
fn the_nearest_repository_counts_and_a_worktree_is_one() {
    let mesh = odd_path();
    fs::create_dir(mesh.base().join(".git")).unwrap();
    fs::write(mesh.root().join(".git"), "gitdir: ../.git/worktrees/mesh\n").unwrap();
    let text = run_in(&mesh, mesh.base(), Path::new("mesh"), "sarif");
    let uri = &sarif_place(&text)["artifactLocation"]["uri"];
    assert!(uri.as_str().unwrap().starts_with("sub%20dir/"), "{uri}");
}

#[test]
fn findings_without_a_line_have_no_region() {
    let mesh = Mesh::new().file("vitrina.toml", "");
    let report: Value = mesh.run(&["check", "--format", "sarif"]).json();
    let results = report["runs"][0]["results"].as_array().unwrap();
    let empty = results
        .iter()
        .find(|r| r["ruleId"] == "empty-root")
        .unwrap();
    // Programs that show results beside sources refuse one without a file.
    let place = &empty["locations"][0]["physicalLocation"];
    assert_eq!(
        place["artifactLocation"]["uri"], "mesh/vitrina.toml",
        "{empty}"
    );
    for result in results {
        for place in result["locations"].as_array().into_iter().flatten() {
            let region = &place["physicalLocation"]["region"];
            assert!(region.is_null() || region["startLine"].as_u64().unwrap() >= 1);
        }
    }
}
