//! A view that several DMEs share and no product of theirs declares: nobody owns it, and the reader
//! still gets one to ask.

use serde_json::Value;

use crate::html;
use crate::support::Mesh;

/// DMEs `alpha`, `mid` and `zulu`, each with two tables of its own.
fn mesh() -> Mesh {
    let dmes: Vec<String> = ["alpha", "mid", "zulu"]
        .iter()
        .map(|id| {
            format!(
                "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: {id}\nservers: [{{type: bigquery, project: p, dataset: {id}}}]\nsupport: [{{channel: \"#{id}\"}}]\n"
            )
        })
        .collect();
    let mut mesh = Mesh::new().bigquery().file("dmes.yaml", dmes.join("---\n"));
    for dme in ["alpha", "mid", "zulu"] {
        for table in ["one", "two"] {
            mesh = mesh.table(&format!("p.{dme}.{table}"), &[("id", "INT64")]);
        }
    }
    mesh
}

/// A statement over these, `dataset.table`.
fn over(tables: &[&str]) -> String {
    let all: Vec<String> = tables
        .iter()
        .map(|t| format!("SELECT id FROM `p.{t}`"))
        .collect();
    all.join(" UNION ALL ")
}

#[track_caller]
fn view(mesh: &Mesh, name: &str) -> Value {
    let views = mesh.list("views");
    let found = views.into_iter().find(|v| v["name"] == name);
    found.unwrap_or_else(|| panic!("no {name}"))
}

/// What the page of a view says.
fn page(mesh: &Mesh, name: &str) -> String {
    let path = format!("views/unified/{name}.html");
    let tokens = html::tokens(&mesh.build().page(&path), &path);
    html::text(html::inside(&tokens, "main"))
}

/// Rules of the findings about a view.
fn rules(mesh: &Mesh, id: &str) -> Vec<String> {
    let findings = mesh.list("findings").into_iter();
    findings
        .filter(|f| f["asset"] == id)
        .map(|f| f["rule"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn the_one_that_holds_most_targets_is_asked() {
    let mesh = mesh().view(
        "p.unified.all",
        &over(&["alpha.one", "mid.one", "zulu.one", "zulu.two"]),
    );
    let line = view(&mesh, "p.unified.all");
    assert_eq!(line["ask"], "zulu");
    // It is asked, and doesn't own: the drift stays.
    assert_eq!(line["owner"]["decided_by"], "several");
    assert!(line["owner"]["dme"].is_null(), "{line}");
    let wanted = ["drift-spans-environments"];
    assert_eq!(rules(&mesh, "view:p.unified.all"), wanted);
    let page = page(&mesh, "all");
    for part in [
        "zulu asked first: holds 2 of 4 targets",
        "no single owner: no product of theirs declares this view; ask #zulu",
        "so no one DME answers for it. Ask DME zulu first: it holds 2 of 4 targets.",
        "DME zulu, asked first",
    ] {
        assert!(page.contains(part), "{part}: {page}");
    }
}

#[test]
fn then_the_one_in_the_fewest_steps() {
    // `alpha` would be the first by name; its tables lie behind another view.
    let mesh = mesh()
        .view("p.unified.part", &over(&["alpha.one"]))
        .view("p.unified.whole", &over(&["unified.part", "zulu.one"]));
    let line = view(&mesh, "p.unified.whole");
    assert_eq!(line["ask"], "zulu");
    let page = page(&mesh, "whole");
    let wanted = "zulu asked first: holds 1 of 2 targets, as others do, and in the fewest steps";
    assert!(page.contains(wanted), "{page}");
    // More targets beat fewer steps.
    let mesh = mesh_with_far_majority();
    assert_eq!(view(&mesh, "p.unified.whole")["ask"], "alpha");
}

fn mesh_with_far_majority() -> Mesh {
    mesh()
        .view("p.unified.part", &over(&["alpha.one", "alpha.two"]))
        .view("p.unified.whole", &over(&["unified.part", "zulu.one"]))
}

#[test]
fn then_the_first_by_name() {
    let mesh = mesh().view("p.unified.both", &over(&["zulu.one", "mid.one"]));
    assert_eq!(view(&mesh, "p.unified.both")["ask"], "mid");
    let page = page(&mesh, "both");
    let wanted = "mid asked first: holds 1 of 2 targets, as others do, and is the first by name";
    assert!(page.contains(wanted), "{page}");
}

#[test]
fn steps_are_counted_in_a_circle_of_views_too() {
    let mesh = mesh()
        .view("p.unified.here", &over(&["unified.there", "alpha.one"]))
        .view("p.unified.there", &over(&["unified.here", "zulu.one"]));
    assert_eq!(view(&mesh, "p.unified.here")["ask"], "alpha");
    assert_eq!(view(&mesh, "p.unified.there")["ask"], "zulu");
}

#[test]
fn where_two_claim_the_same_tables_one_is_asked() {
    let twin = "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: beta\nservers: [{type: bigquery, project: p, dataset: alpha}]\n";
    let mesh = mesh()
        .file("twin.yaml", twin)
        .view("p.unified.claimed", &over(&["alpha.one"]));
    let line = view(&mesh, "p.unified.claimed");
    assert_eq!(line["owner"]["decided_by"], "tie");
    assert_eq!(line["ask"], "alpha");
    let page = page(&mesh, "claimed");
    let wanted = "no single owner: they claim its tables equally; ask #alpha";
    assert!(page.contains(wanted), "{page}");
}

#[test]
fn an_owner_leaves_nothing_to_ask() {
    let product = "apiVersion: vitrina/v1\nkind: DataProduct\nid: shared\nenvironment: mid\noutputPorts: [{name: both, physicalName: p.unified.both}]\n";
    let mesh = mesh()
        .file("product.yaml", product)
        .view(
            "p.unified.both",
            &over(&["alpha.one", "alpha.two", "mid.one"]),
        )
        .view("p.unified.plain", &over(&["zulu.one", "zulu.two"]));
    for (name, dme) in [("p.unified.both", "mid"), ("p.unified.plain", "zulu")] {
        let line = view(&mesh, name);
        assert_eq!(line["owner"]["dme"], dme);
        assert!(line["ask"].is_null(), "{line}");
    }
    assert!(!page(&mesh, "both").contains("asked first"));
}
