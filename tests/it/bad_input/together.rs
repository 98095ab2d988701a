//! All problems come in one run.

use insta::assert_snapshot;

use super::{good, rest_is_used};

#[test]
fn many_faults_as_many_findings() {
    let mesh = good()
        .file("a.yaml", "apiVersion: vitrina/v1\nkind: Domian\nid: a\n")
        .file("b.yaml", "apiVersion: vitrina/v1\nkind: Domain\nid: b\nparnet: sales\n---\napiVersion: vitrina/v1\nkind: Domain\nname: C\n")
        .file("c.yaml", "apiVersion: vitrina/v1\nkind: Team\nid: c\nmembers: {a: b}\n---\n\t- x\n")
        .file("d.yaml", b"\xff")
        .file("e.yaml", "apiVersion: vitrina/v1\nkind: DataProduct\nid: e\nenvironment: stroe\n")
        .file("exports/bigquery/more/TABLES.ndjson", "{}\n")
        .file("exports/bigquery/more/VIEWS.csv", "")
        .view("p.unified.gone", "SELECT 1 FROM `p.store.ordesr`")
        .file("guides/guide.md", "# Guide\n\n[[dme:stroe]]\n");
    assert_snapshot!(mesh.rules().join("\n"), @r"
    unknown-kind a.yaml:2
    unknown-key b.yaml:4
    missing-field b.yaml:6
    wrong-type c.yaml:4
    unknown-kind c.yaml:6
    not-utf8 d.yaml:1
    unknown-id e.yaml:4
    drift-missing-target exports/bigquery/VIEWS.ndjson:2
    export-row exports/bigquery/more/TABLES.ndjson:1
    export-file exports/bigquery/more/VIEWS.csv:1
    unresolved-link guides/guide.md:3
    ");
    assert_eq!(mesh.run(&["check"]).stderr, "10 errors, 1 warning\n");
    rest_is_used(&mesh);
}
