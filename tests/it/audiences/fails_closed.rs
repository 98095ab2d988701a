//! Where it isn't known who may see what, nobody gets a portal.

use serde_json::json;

use crate::support::Mesh;

const SETTINGS: &str = "\
[entry_points]
datasets = [\"p.unified\"]

[[audiences]]
id = \"analysts\"
grantees = [\"group:analysts@example.com\"]

[[audiences]]
id = \"finance\"
grantees = [\"group:finance@example.com\"]
";

/// A view that the role of a grant opens to the analysts.
fn granted(role: &str) -> Mesh {
    Mesh::new()
        .file("vitrina.toml", SETTINGS)
        .table("p.store.a", &[("id", "INT64")])
        .view("p.unified.a", "SELECT id FROM `p.store.a`")
        .ndjson(
            "OBJECT_PRIVILEGES",
            &[
                json!({"object_catalog": "p", "object_schema": "unified", "object_name": "a",
                     "object_type": "VIEW", "privilege_type": role,
                     "grantee": "group:analysts@example.com"}),
            ],
        )
}

const READER: &str = "roles/bigquery.dataViewer";

/// What a build for the analysts says; nothing where it ends well.
fn refused(mesh: &Mesh) -> Option<String> {
    let output = mesh.run(&["build", "--audience", "analysts"]);
    match output.status {
        0 => None,
        2 => Some(output.stderr),
        other => panic!("status {other}: {}", output.stderr),
    }
}

fn manifest(text: &str) -> Mesh {
    granted(READER).file("m.yaml", format!("apiVersion: vitrina/v1\n{text}"))
}

#[test]
fn words_that_are_not_understood_open_nothing() {
    let port = |more: &str| {
        manifest(&format!(
            "kind: DataMeshEnvironment\nid: store\n---\napiVersion: vitrina/v1\nkind: DataProduct\nid: pr\n\
             environment: store\noutputPorts:\n  - {{name: a, physicalName: p.unified.a, {more}}}\n"
        ))
    };
    let dme = |more: &str| manifest(&format!("kind: DataMeshEnvironment\nid: store\n{more}\n"));
    assert_eq!(refused(&port("audiences: [{name: analysts}]")), None);
    assert_eq!(refused(&dme("hidden: false")), None);
    for mesh in [
        port("audiences: [finance]"),
        port("audiences: finance"),
        port("audience: [{name: finance}]"),
        port("audiences: [{nme: finance}]"),
        port("hidden: true"),
        dme("hidden:"),
        dme("hiden: true"),
        dme("hidden: maybe"),
        dme("publish: [state, colums]"),
        dme("servers: [{type: bigquery, project: p, dataset: store, visibility: hidden}]"),
        dme("customProperties: [{property: vitrina.hiden, value: true}]"),
        dme("---\napiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nhidden: true"),
    ] {
        let said = refused(&mesh).unwrap_or_else(|| panic!("{:?}", mesh.root()));
        assert!(
            said.contains("who may see what can't be read at m.yaml:"),
            "{said}"
        );
    }
}

/// A row that was cut off, or written while it was read, may have hidden something, or have granted it to
/// others.
#[test]
fn a_torn_row_that_may_tell_of_access_opens_nothing() {
    let bigquery = |file: &str, row: &str| {
        let path = format!("exports/bigquery/{file}");
        (granted(READER).append(&path, row), path)
    };
    let option = "{\"table_catalog\": \"p\", \"table_schema\": \"unified\", \"table_name\": \"a\", \"option_na\n";
    for (file, row, line) in [
        (
            "OBJECT_PRIVILEGES.ndjson",
            "{\"object_catalog\": \"p\", \"obj\n",
            ":2",
        ),
        (
            "OBJECT_PRIVILEGES.ndjson",
            "{\"object_catalog\": \"p\"}\n",
            ":2",
        ),
        (
            "OBJECT_PRIVILEGES-1.csv",
            "object_catalog,object_schema\n\"p",
            "",
        ),
        ("TABLE_OPTIONS.ndjson", option, ":1"),
        ("SCHEMATA_OPTIONS.ndjson", option, ":1"),
        ("COLUMN_FIELD_PATHS.ndjson", option, ":1"),
        ("a.json", "{\"tableReference\": {", ""),
    ] {
        let (mesh, path) = bigquery(file, row);
        let said = refused(&mesh).unwrap_or_else(|| panic!("{file}"));
        let place = format!("who may see what can't be read at {path}{line}");
        assert!(said.contains(&place), "{said}");
        assert!(said.contains("export anew"), "{said}");
        let all = mesh.run(&["build", "--all-audiences"]);
        assert_eq!(all.status, 2, "{}", all.stderr);
        // Who may see everything gets what there is.
        mesh.run(&["build", "--out", "whole"]).assert_ran();
    }
    for (file, row) in [("COLUMNS.ndjson", option), ("TABLES.ndjson", option)] {
        assert_eq!(refused(&bigquery(file, row).0), None, "{file}");
    }
    let (mesh, _) = bigquery("TABLE_OPTIONS.ndjson", option);
    let mesh = mesh.append("vitrina.toml", "[access]\nskip_unread_rows = true\n");
    assert_eq!(refused(&mesh), None, "the settings pass over it");
}

#[test]
fn datasets_that_are_hidden_are_there() {
    let hidden = |names: &str| {
        granted(READER).append("vitrina.toml", format!("[access]\nhidden = [{names}]\n"))
    };
    assert_eq!(refused(&hidden("\"p.store\"")), None);
    let said = refused(&hidden("\"p.store\", \"p.unifed\"")).unwrap();
    assert!(
        said.contains("no dataset fits `[access] hidden` of vitrina.toml: `p.unifed`"),
        "{said}"
    );
}

#[test]
fn a_role_opens_where_it_surely_reads() {
    let open = |mesh: &Mesh| {
        let output = mesh.run(&[
            "list",
            "views",
            "--format",
            "ndjson",
            "--audience",
            "analysts",
        ]);
        output.assert_ran();
        output.ndjson()[0]["level"].clone()
    };
    for role in [READER, "roles/bigquery.dataOwner", "ROLES/VIEWER"] {
        assert_eq!(open(&granted(role)), "open", "{role}");
    }
    for role in [
        "INSERT",
        "roles/browser",
        "projects/p/roles/reader",
        "roles/bigquery.jobUser",
    ] {
        assert_eq!(open(&granted(role)), "listed", "{role}");
    }
    let own = "[access]\nreading_roles = [\"projects/p/roles/reader\"]\n";
    let mesh = granted("projects/p/roles/reader").append("vitrina.toml", own);
    assert_eq!(open(&mesh), "open");
}
