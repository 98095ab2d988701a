//! Every rule is what its file says: the example that fails has a finding of it, where the file says,
//! and the example that passes has none. `vitrina explain` prints the file.

use std::fs;
use std::path::Path;

use insta::assert_snapshot;
use vitrina::rule::{Example, ExampleFile, Form};
use vitrina::{Finding, Rule};

use crate::support::Mesh;

/// The bytes of a file of an example.
fn bytes(file: &ExampleFile) -> Vec<u8> {
    match file.form {
        Form::Text | Form::Link => file.text.as_bytes().to_vec(),
        Form::Hex => file
            .text
            .split_whitespace()
            .map(|byte| u8::from_str_radix(byte, 16).expect("two hexadecimal digits"))
            .collect(),
        Form::Repeat(times) => file
            .text
            .split_inclusive('\n')
            .flat_map(|line| {
                let times = if line.contains("{n}") { times } else { 1 };
                (1..=times).map(move |n| line.replace("{n}", &n.to_string()))
            })
            .collect::<String>()
            .into_bytes(),
    }
}

#[cfg(unix)]
fn link(target: &str, at: &Path) {
    std::os::unix::fs::symlink(target, at).unwrap();
}

#[cfg(windows)]
fn link(target: &str, at: &Path) {
    std::os::windows::fs::symlink_file(target, at).unwrap();
}

/// The same of what the command says of an example beside the state before.
fn places_since_previous(rule: Rule, example: &Example) -> Vec<String> {
    let mut mesh = Mesh::new();
    for file in &example.files {
        mesh = match file.path.strip_prefix("previous/") {
            Some(_) => {
                let full = mesh.base().join(file.path);
                fs::create_dir_all(full.parent().unwrap()).unwrap();
                fs::write(full, bytes(file)).unwrap();
                mesh
            }
            None => mesh.file(file.path, bytes(file)),
        };
    }
    let output = mesh.run(&["check", "--previous", "previous", "--format", "json"]);
    let found = output.json();
    let of_rule = found.as_array().unwrap().iter();
    let of_rule = of_rule.filter(|f| f["rule"] == rule.info().id);
    of_rule
        .map(|f| format!("{}:{}", f["file"].as_str().unwrap(), f["line"]))
        .collect()
}

/// `path:line` of each finding of a rule in an example, or `path` where no line is known.
fn places(rule: Rule, example: &Example) -> Vec<String> {
    if example
        .files
        .iter()
        .any(|file| file.path.starts_with("previous/"))
    {
        return places_since_previous(rule, example);
    }
    let dir = tempfile::tempdir().unwrap();
    for file in &example.files {
        let full = dir.path().join(file.path);
        fs::create_dir_all(full.parent().unwrap()).unwrap();
        match file.form {
            Form::Link => link(file.text.trim(), &full),
            _ => fs::write(full, bytes(file)).unwrap(),
        }
    }
    // What is wrong with a former site is seen where it is replaced, and with links where pages are made.
    let site = dir.path().join("site");
    let is_of_site = [Rule::DeadLink, Rule::LargeFile].contains(&rule);
    let read = match site.exists() || is_of_site {
        true => vitrina::build(dir.path(), &site, vitrina::Durability::Memory, &|_| {})
            .map(|(mesh, _)| mesh),
        false => vitrina::load(dir.path(), None, &|_| {}),
    };
    // What an audience may not see is seen where the part of one is made.
    let read = match rule {
        Rule::NamesHiddenAsset => read.and_then(|mesh| mesh.for_audience("readers")),
        _ => read,
    };
    let findings: Vec<Finding> = match read {
        Ok(mesh) => mesh.findings().collect(),
        Err(error) => error.findings().collect(),
    };
    let place = |f: &Finding| match (&f.file, f.line) {
        (Some(file), Some(line)) => format!("{file}:{line}"),
        (file, _) => file.clone().unwrap_or_default(),
    };
    // Those of other tools are named after their own rules.
    let is_of = |f: &&Finding| match f.tool {
        Some(_) => rule == Rule::ForeignFinding,
        None => f.rule == rule.info().id,
    };
    let of_rule = findings.iter().filter(is_of);
    of_rule.map(place).collect()
}

#[test]
fn examples_that_fail_have_a_finding_and_those_that_pass_have_none() {
    let mut wrong = Vec::new();
    for rule in Rule::ALL {
        let info = rule.info();
        let found = places(*rule, &info.fails);
        let expected = info.fails.place.unwrap_or_default();
        if !found.iter().any(|place| place == expected) {
            wrong.push(format!("{}: not at `{expected}`: {found:?}", info.id));
        }
        let found = places(*rule, &info.passes);
        if !found.is_empty() {
            wrong.push(format!("{}: doesn't pass: {found:?}", info.id));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_is_a_rule() {
    let mut files: Vec<String> = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/rules"))
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        // Those of changes are another sort.
        .filter(|name| name != "README.md" && !["changes", "plans"].contains(&name.as_str()))
        .collect();
    files.sort();
    let mut ids: Vec<String> = Rule::ALL
        .iter()
        .map(|r| format!("{}.md", r.info().id))
        .collect();
    ids.sort();
    assert_eq!(files, ids);
}

#[test]
fn explain_prints_a_rule() {
    let output = Mesh::new().run(&["explain", "unknown-id"]);
    assert_eq!((output.status, output.stderr.as_str()), (0, ""));
    assert_snapshot!(output.stdout, @r"
    error[unknown-id]: A manifest names something that no manifest describes.

    Why it matters:
    The link between the two is lost: the product has no owner, the domain no parent, the term no assets.

    How to mend it:
    Correct the name, or describe what it names.

    Fails, at orders.yaml:10:
      orders.yaml
      | apiVersion: vitrina/v1
      | kind: DataMeshEnvironment
      | id: store
      | servers:
      |   - {type: bigquery, project: shop, dataset: store}
      | ---
      | apiVersion: vitrina/v1
      | kind: DataProduct
      | id: orders
      | environment: stroe

    Passes:
      orders.yaml
      | apiVersion: vitrina/v1
      | kind: DataMeshEnvironment
      | id: store
      | servers:
      |   - {type: bigquery, project: shop, dataset: store}
      | ---
      | apiVersion: vitrina/v1
      | kind: DataProduct
      | id: orders
      | environment: store
    ");
}

#[test]
fn explain_knows_the_severity_of_the_settings() {
    let mesh = Mesh::new().file("vitrina.toml", "[rules]\nunowned-view = \"off\"\n");
    let output = mesh.run(&["explain", "unowned-view", "--root", "mesh"]);
    let first = output.stdout.lines().next().unwrap();
    assert_eq!(
        first,
        "off[unowned-view]: No source says which DME owns a view."
    );
    assert!(
        output
            .stdout
            .contains("vitrina.toml sets it to off; it is error otherwise")
    );
    let json = mesh.run(&[
        "explain",
        "unowned-view",
        "--root",
        "mesh",
        "--format",
        "json",
    ]);
    let json = json.json();
    assert_eq!(
        (&json["severity"], &json["default"]),
        (&"off".into(), &"error".into())
    );
    assert_eq!(json["passes"]["files"][0]["path"], "vitrina.toml");
    assert_eq!(json["fails"]["place"], "exports/bigquery/VIEWS.csv:2");
    // In the folder `manifests` unless told otherwise, which isn't there.
    let output = mesh.run(&["explain", "unowned-view", "--format", "json"]);
    assert_eq!(output.json()["severity"], "error");
}

#[test]
fn explain_works_where_the_settings_are_what_is_wrong() {
    let mesh = Mesh::new().file("vitrina.toml", "title = Data\n");
    let output = mesh.run(&["explain", "toml-syntax", "--root", "mesh"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
    assert!(output.stdout.starts_with("error[toml-syntax]: "));
    let output = mesh.run(&["explain", "toml-syntax", "--root", "nowhere"]);
    assert_eq!((output.status, output.stdout.as_str()), (2, ""));
}

#[test]
fn explain_lists_all_rules() {
    let output = Mesh::new().run(&["explain"]);
    assert_eq!(output.status, 0);
    assert_eq!(output.stdout.lines().count(), Rule::ALL.len());
    assert_eq!(
        output.stdout.lines().next().unwrap(),
        "error    unreadable-file                 A file or folder could not be read."
    );
    let json = Mesh::new().run(&["explain", "--format", "json"]).json();
    assert_eq!(json.as_array().unwrap().len(), Rule::ALL.len());
}

#[test]
fn explain_guesses_which_rule_is_meant() {
    let output = Mesh::new().run(&["explain", "unowned-veiw"]);
    assert_eq!((output.status, output.stdout.as_str()), (2, ""));
    assert_snapshot!(output.stderr, @"
    error: there is no rule `unowned-veiw`
    help: did you mean `unowned-view`?
    ");
    let output = Mesh::new().run(&["explain", "xyzzy"]);
    assert_snapshot!(output.stderr, @"
    error: there is no rule `xyzzy`
    help: `vitrina explain` lists all
    ");
}

#[test]
fn every_rule_has_a_page_to_which_its_findings_lead() {
    let rows: String = (0..120)
        .map(|i| format!("apiVersion: vitrina/v1\nkind: Domain\nid: d{i}\nparnet: a\n---\n"))
        .collect();
    let mesh = Mesh::new()
        .file(
            "vitrina.toml",
            "[rules]\nwrong-type = \"off\"\nempty-root = \"error\"\n",
        )
        .file("domains.yaml", rows);
    let site = mesh.build();
    for rule in Rule::ALL {
        let page = site.page(&format!("rules/{}.html", rule.info().id));
        assert!(page.contains(rule.info().summary.split('\'').next().unwrap()));
    }
    let page = site.page("rules/unknown-key.html");
    assert!(page.contains("In this mesh <span class=\"count\">120</span>"));
    assert_eq!(page.matches("has no key").count(), 100);
    assert!(page.contains("and 20 more"));
    assert!(page.contains("sales.yaml:8"), "where its example is wrong");
    assert!(page.contains("parnet: sales\n"), "the example");
    assert!(
        site.page("rules/view-cycle.html")
            .contains("No finding of this rule.")
    );
    let off = site.page("rules/wrong-type.html");
    assert!(off.contains("set in <code>vitrina.toml</code>; error otherwise"));
    assert!(off.contains("sets this rule to off"));
    let all = site.page("rules/index.html");
    assert!(all.contains("unknown-key</a>") && all.contains("<td>120</td>"));
    let findings = site.page("findings/index.html");
    assert!(findings.contains("<a href=\"../rules/index.html\">All rules</a>"));
    assert!(
        findings.contains("<a href=\"../rules/unknown-key.html\"><code>unknown-key</code></a>")
    );
}
