//! `--audience` of the commands: what one audience sees, and nothing of what others do.

use std::fs;

use insta::assert_snapshot;
use serde_json::{Value, json};

use super::two_audiences::mesh;
use crate::support::{Mesh, Output};

#[track_caller]
fn ran(mesh: &Mesh, args: &[&str]) -> Output {
    let output = mesh.run(args);
    output.assert_ran();
    output
}

#[track_caller]
fn refused(mesh: &Mesh, args: &[&str]) -> String {
    let output = mesh.run(args);
    assert_eq!(output.status, 2, "{args:?}: {}", output.stderr);
    assert_eq!(output.stdout, "", "{args:?}");
    output.stderr
}

#[test]
fn every_command_knows_audiences_by_their_id() {
    let mesh = mesh();
    ran(&mesh, &["build"]);
    ran(&mesh, &["build", "--all-audiences", "--out", "each"]);
    for args in [
        ["build", "--out", "new"].as_slice(),
        &["check"],
        &["list", "views"],
        &["lineage", "p.unified.orders", "--root", "mesh"],
        &[
            "plan",
            "move",
            "p.unified.orders",
            "--to",
            "p.core.orders",
            "--root",
            "mesh",
        ],
        &["diff", "mesh", "mesh"],
        &["serve", "--out", "new", "--port", "0"],
    ] {
        let told = refused(&mesh, &[args, &["--audience", "analyst"]].concat());
        assert_eq!(
            told, "error: there is no audience `analyst`\nhelp: is `analysts` meant?\n",
            "{args:?}"
        );
    }
    for args in [
        ["check", "--all"].as_slice(),
        &["list", "views", "--format", "json"],
        &["lineage", "p.unified.orders", "--root", "mesh"],
        &["diff", "mesh", "mesh"],
        &["search", "orders", "--out", "each"],
        &["search", "orders", "--out", "each/finance"],
    ] {
        ran(&mesh, &[args, &["--audience", "finance"]].concat());
    }
    assert_snapshot!(refused(&mesh, &["search", "orders", "--audience", "finance"]), @r"
    error: the portal in `site` is of the whole mesh, not of the audience `finance`
    help: name the folder of its portal with --out
    ");
    assert_snapshot!(refused(&mesh, &["search", "orders", "--audience", "sales", "--out", "each"]), @r"
    error: there is no portal of the audience `sales` in `each`
    help: run `vitrina build --audience` or `--all-audiences` first, or name the folder with --out
    ");
    // What a baseline lists is for the whole.
    for flag in ["--write-baseline", "--prune"] {
        refused(&mesh, &["check", "--audience", "finance", flag]);
    }
}

#[test]
fn reports_say_for_whom_they_are_and_name_no_files() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests");
    let sarif = |args: &[&str]| -> Value {
        let args = [&["check", "--root", sample, "--format", "sarif"], args].concat();
        ran(&Mesh::new(), &args).json()
    };
    let whole = sarif(&[]);
    assert_eq!(whole["runs"][0]["properties"], json!({"omittedResults": 0}));
    assert_eq!(
        whole["runs"][0]["automationDetails"]["id"],
        "vitrina/check/"
    );
    let part = sarif(&["--audience", "analysts"]);
    let run = &part["runs"][0];
    assert_eq!(run["properties"]["audience"], "analysts");
    assert_eq!(run["automationDetails"]["id"], "vitrina/check/analysts/");
    let results = |sarif: &Value| sarif["runs"][0]["results"].as_array().unwrap().clone();
    let is_about = |result: &Value| {
        let asset = &result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"];
        (result["ruleId"].clone(), asset.clone())
    };
    let known: Vec<(Value, Value)> = results(&whole).iter().map(is_about).collect();
    assert!(!results(&part).is_empty());
    for result in results(&part) {
        assert!(known.contains(&is_about(&result)), "{result}");
    }
}

#[test]
fn reports_for_an_audience_have_no_places() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests");
    let args = [
        "check",
        "--root",
        sample,
        "--format",
        "sarif",
        "--audience",
        "analysts",
    ];
    let part = ran(&Mesh::new(), &args).json();
    for result in part["runs"][0]["results"].as_array().unwrap() {
        let place = &result["locations"][0]["physicalLocation"];
        assert_eq!(place, &json!(null), "{result}");
    }
}

#[test]
fn sides_of_a_comparison_are_of_one_audience() {
    let mesh = mesh();
    ran(&mesh, &["build", "--out", "whole"]);
    ran(&mesh, &["build", "--all-audiences", "--out", "each"]);
    for (args, fine) in [
        (["whole", "mesh"].as_slice(), true),
        (&["each/finance", "each/finance"], true),
        (&["each/finance", "mesh", "--audience", "finance"], true),
        (&["each/finance", "mesh"], false),
        (&["each/finance", "each/analysts"], false),
        (&["whole", "each/analysts", "--audience", "analysts"], false),
        (&["whole", "whole", "--audience", "analysts"], false),
    ] {
        let output = mesh.run(&[&["diff"], args].concat());
        assert_eq!(
            output.status,
            if fine { 0 } else { 2 },
            "{args:?}: {}",
            output.stderr
        );
    }
    assert_snapshot!(refused(&mesh, &["diff", "whole", "each/finance"]), @r"
    error: OLD is of the whole mesh and NEW of the audience `finance`
    help: compare what one audience sees: build its portals with `--audience`, or name it here where a side is a mesh root
    ");
    // What was found before is of the same audience, too.
    let check = |previous: &str, audience: &[&str]| {
        let args = [&["check", "--previous", previous, "--new-only"], audience].concat();
        mesh.run(&args)
    };
    let finance = ["--audience", "finance"];
    for (previous, audience, fine) in [
        ("whole", [].as_slice(), true),
        ("each/finance", &finance, true),
        ("mesh", &finance, true),
        ("whole", &finance, false),
        ("each/finance", &[], false),
        ("each/analysts", &finance, false),
    ] {
        let output = check(previous, audience);
        let is_refused = output.stderr.contains("is of");
        assert_eq!(
            is_refused, !fine,
            "{previous} {audience:?}: {}",
            output.stderr
        );
        assert_eq!(output.status == 2, !fine, "{previous}: {}", output.stderr);
    }
}

#[test]
fn the_library_gives_the_part_of_an_audience() {
    let mesh = mesh();
    mesh.without_usual_remarks();
    let whole = vitrina::load(&mesh.root(), None, &|_| {}).unwrap();
    let part = whole.for_audience("finance").unwrap();
    assert_eq!(part.catalog().mesh().audience.as_deref(), Some("finance"));
    assert_eq!(part.catalog().views().count(), 2);
    let Err(error) = whole.for_audience("finanse") else {
        panic!("there is no such audience");
    };
    assert_eq!(error.to_string(), "there is no audience `finanse`");
}

#[test]
fn what_an_audience_does_not_see_is_like_what_never_was() {
    let mesh = mesh().table("p.core.zzxxa", &[("id", "INT64")]);
    let analysts = ["--audience", "analysts"];
    let told = |args: &[&str]| {
        let output = mesh.run(&[args, &analysts].concat());
        (output.status, output.stdout, output.stderr)
    };
    // A table that is hidden, and one that was never there.
    let (hidden, never) = ("p.core.zzxxa", "p.core.xxzzb");
    let ask = |name: &str| {
        let (status, out, err) = told(&["lineage", name, "--root", "mesh"]);
        (status, out.replace(name, "NAME"), err.replace(name, "NAME"))
    };
    assert_eq!(ask(hidden), ask(never));
    for args in [
        ["list", "tables", "--format", "json"].as_slice(),
        &["list", "edges", "--format", "json"],
        &["check", "--all"],
        &["check", "--format", "sarif"],
        &[
            "lineage",
            "p.unified.orders",
            "--root",
            "mesh",
            "--format",
            "json",
        ],
        &["diff", "mesh", "mesh", "--all"],
    ] {
        let (_, out, err) = told(args);
        for text in [out, err] {
            assert!(
                !text.contains("p.core.orders") && !text.contains("finance"),
                "{args:?}: {text}"
            );
        }
    }
    let (status, _, err) = told(&[
        "plan",
        "move",
        "p.unified.orders",
        "--to",
        "p.unified.buyer_quarry",
        "--root",
        "mesh",
    ]);
    assert_eq!(status, 2);
    assert!(
        err.contains("you may not see the SQL of `p.unified.orders`"),
        "{err}"
    );
    let built = mesh.run(&["build", "--audience", "analysts"]);
    assert!(
        !built.stderr.contains("buyer_quarry") && !built.stderr.contains("p.core"),
        "{}",
        built.stderr
    );
    assert!(fs::metadata(mesh.out().join("views/unified/orders.html")).is_ok());
}
