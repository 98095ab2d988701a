//! Rules of shape and of taste: where each speaks, and where it has nothing to say.

use std::fmt::Write as _;

use serde_json::{Value, json};

use crate::support::Mesh;

/// Lines `id: message` of the findings of a rule, sorted.
#[track_caller]
fn said(mesh: &Mesh, rule: &str) -> Vec<String> {
    let output = mesh.run(&["check", "--format", "json", "--fail-on", "never"]);
    output.assert_ran();
    let found = output.json();
    let of_rule = found
        .as_array()
        .unwrap()
        .iter()
        .filter(|f| f["rule"] == rule);
    let line = |f: &Value| {
        let text = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        format!("{}: {}", text(&f["asset"]), text(&f["message"]))
    };
    let mut lines: Vec<String> = of_rule.map(line).collect();
    lines.sort();
    lines
}

#[track_caller]
fn assert_silent(mesh: &Mesh, rule: &str) {
    assert_eq!(said(mesh, rule), Vec::<String>::new());
}

fn settings(mesh: Mesh, more: &str) -> Mesh {
    mesh.file(
        "vitrina.toml",
        format!(
            "base_url = \"https://example.com/\"\n[entry_points]\ndatasets = [\"p.u\"]\n\n{more}"
        ),
    )
}

fn grant(mesh: Mesh, dataset: &str, table: Option<&str>, role: &str, grantee: &str) -> Mesh {
    let (kind, name) = match table {
        Some(table) => ("TABLE", table),
        None => ("SCHEMA", dataset),
    };
    mesh.ndjson(
        "OBJECT_PRIVILEGES",
        &[
            json!({"object_catalog": "p", "object_schema": dataset, "object_name": name,
                 "object_type": kind, "privilege_type": role, "grantee": grantee}),
        ],
    )
}

const READER: &str = "roles/bigquery.dataViewer";
const EDITOR: &str = "roles/bigquery.dataEditor";
const OWNER: &str = "roles/bigquery.dataOwner";

fn orders() -> Mesh {
    settings(Mesh::new(), "").table("p.s.orders", &[("id", "INT64"), ("buyer", "STRING")])
}

#[test]
fn only_what_others_read_has_to_list_its_columns() {
    let mesh = orders()
        .view("p.u.open", "SELECT * FROM p.s.orders")
        .view("p.u.some", "SELECT * EXCEPT (buyer) FROM p.s.orders")
        .view(
            "p.u.both",
            "SELECT id FROM p.s.orders UNION ALL SELECT * FROM p.s.ids",
        )
        .view("p.u.listed", "SELECT id, buyer FROM p.s.orders")
        .view(
            "p.u.inner",
            "WITH c AS (SELECT * FROM p.s.orders) SELECT id FROM c",
        )
        .view(
            "p.u.over",
            "WITH c AS (SELECT id FROM p.s.orders) SELECT * FROM c",
        )
        .view("p.u.broken", "SELECT * FROM (p.s.orders")
        .view("p.t.inside", "SELECT * FROM p.s.orders");
    assert_eq!(
        said(&mesh, "select-star"),
        [
            "view:p.u.both: view `p.u.both` doesn't list its columns: it takes all of `p.s.ids` by `*`",
            "view:p.u.open: view `p.u.open` doesn't list its columns: it takes all of `p.s.orders` by `*`",
            "view:p.u.some: view `p.u.some` doesn't list its columns: it takes all of `p.s.orders` by `*`",
        ]
    );
}

/// Views `v1` to `vN` in a dataset, each over the one before it, the first over a table.
fn chain(mut mesh: Mesh, dataset: &str, length: usize) -> Mesh {
    for n in 1..=length {
        let below = match n {
            1 => "p.s.orders".to_owned(),
            n => format!("{dataset}.v{}", n - 1),
        };
        mesh = mesh.view(
            &format!("{dataset}.v{n}"),
            &format!("SELECT id FROM {below}"),
        );
    }
    mesh
}

#[test]
fn chains_of_views() {
    assert_silent(&chain(orders(), "p.t", 5), "long-view-chain");
    // Of seven, those in the middle say nothing.
    assert_eq!(
        said(&chain(orders(), "p.t", 7), "long-view-chain"),
        [
            "view:p.t.v7: view `p.t.v7` reads tables through 6 views, one over the other: `p.t.v6`, `p.t.v5`, `p.t.v4` and 3 more"
        ]
    );
    let limited = settings(Mesh::new(), "[rules.long-view-chain]\nlimit = 1\n");
    assert_eq!(said(&chain(limited, "p.u", 3), "long-view-chain").len(), 1);
    // A cycle has an end, and a rule of its own.
    let cycle = orders()
        .view("p.u.a", "SELECT id FROM p.u.b")
        .view("p.u.b", "SELECT id FROM p.u.a");
    assert_silent(&cycle, "long-view-chain");
}

#[test]
fn a_chain_that_is_longer_than_the_stack() {
    let mesh = chain(orders(), "p.t", 3_000);
    assert_eq!(said(&mesh, "long-view-chain").len(), 1);
}

#[test]
fn an_export_without_types_tells_nothing_of_them() {
    let of = |types: [&str; 2]| {
        settings(Mesh::new(), "").table("p.s.orders", &[("id", types[0]), ("buyer", types[1])])
    };
    assert_silent(&of(["", ""]), "column-without-type");
    assert_silent(&of(["INT64", "STRING"]), "column-without-type");
    assert_eq!(
        said(&of(["INT64", ""]), "column-without-type"),
        ["table:p.s.orders: `p.s.orders` has columns without a type: `buyer`"]
    );
}

#[test]
fn the_number_of_columns_has_a_limit_in_the_settings() {
    let limit = |n: usize| {
        settings(
            Mesh::new(),
            &format!("[rules.too-many-columns]\nlimit = {n}\n"),
        )
    };
    let table = |mesh: Mesh| mesh.table("p.s.orders", &[("id", "INT64"), ("buyer", "STRING")]);
    assert_silent(&table(limit(2)), "too-many-columns");
    assert_eq!(
        said(&table(limit(1)), "too-many-columns"),
        ["table:p.s.orders: `p.s.orders` has 2 columns, more than 1"]
    );
}

/// A contract of `p.s.orders`, with lines about `id`.
fn contract(id: &str) -> String {
    format!(
        "apiVersion: v3.1.0\nkind: DataContract\nid: orders\nversion: 1.0.0\nstatus: active\nservers:\n  - {{server: main, type: bigquery, project: p, dataset: s}}\nschema:\n  - name: orders\n    properties:\n      - name: buyer\n      - name: id\n{id}"
    )
}

/// What dbt tests of `p.s.orders`: kind of test and column.
fn tested(mesh: Mesh, tests: &[(&str, &str)]) -> Mesh {
    let mut nodes = serde_json::Map::new();
    nodes.insert("model.m.orders".into(), json!({"resource_type": "model", "unique_id": "model.m.orders", "database": "p", "schema": "s", "name": "orders", "alias": "orders"}));
    let mut results = Vec::new();
    for (kind, column) in tests {
        let id = format!("test.m.{kind}_orders_{column}");
        nodes.insert(id.clone(), json!({"resource_type": "test", "unique_id": id, "name": format!("{kind}_orders_{column}"), "column_name": column, "attached_node": "model.m.orders", "test_metadata": {"name": kind, "kwargs": {}}, "depends_on": {"nodes": ["model.m.orders"]}}));
        results.push(json!({"unique_id": id, "status": "pass", "timing": []}));
    }
    mesh.file(
        "exports/dbt/manifest.json",
        json!({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json", "adapter_type": "bigquery"}, "nodes": nodes}).to_string(),
    )
    .file(
        "exports/dbt/run_results.json",
        json!({"metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/run-results/v6.json", "generated_at": "2026-01-02T03:04:05Z"}, "results": results}).to_string(),
    )
}

#[test]
fn keys_that_nothing_tests() {
    let key = contract("        primaryKey: true\n");
    // Without any test nobody knows whether tests were exported.
    assert_silent(&orders().file("orders.yaml", &key), "untested-key");
    let other = tested(orders(), &[("not_null", "id"), ("unique", "buyer")]);
    assert_eq!(
        said(&other.file("orders.yaml", &key), "untested-key"),
        ["table:p.s.orders: no test says that values of a key of `p.s.orders` don't repeat: `id`"]
    );
    let unique = tested(orders(), &[("unique", "id")]);
    assert_silent(&unique.file("orders.yaml", &key), "untested-key");
    let rule = contract(
        "        primaryKey: true\n        quality:\n          - {metric: duplicateValues, mustBe: 0}\n",
    );
    let ruled = tested(orders(), &[("not_null", "id")]);
    assert_silent(&ruled.file("orders.yaml", &rule), "untested-key");
    let few = rule.replace("mustBe: 0", "mustBeLessThan: 5");
    let ruled = tested(orders(), &[("not_null", "id")]);
    assert_eq!(
        said(&ruled.file("orders.yaml", &few), "untested-key").len(),
        1
    );
}

#[test]
fn a_key_of_the_warehouse_is_tested_unless_it_is_held() {
    let listed = |enforced: &str| {
        tested(orders(), &[("not_null", "id")])
            .ndjson("TABLE_CONSTRAINTS", &[json!({"constraint_catalog": "p", "constraint_schema": "s", "constraint_name": "orders.pk$", "table_catalog": "p", "table_schema": "s", "table_name": "orders", "constraint_type": "PRIMARY KEY", "enforced": enforced})])
            .ndjson("KEY_COLUMN_USAGE", &[json!({"constraint_catalog": "p", "constraint_schema": "s", "constraint_name": "orders.pk$", "table_catalog": "p", "table_schema": "s", "table_name": "orders", "column_name": "id", "ordinal_position": 1})])
    };
    assert_eq!(said(&listed("NO"), "untested-key").len(), 1);
    assert_silent(&listed("YES"), "untested-key");
}

#[test]
fn a_view_that_shows_a_tested_key_is_tested() {
    let on_view = contract("        primaryKey: true\n").replace("dataset: s", "dataset: u");
    let mesh = |sql: &str| {
        tested(orders(), &[("unique", "id")])
            .view("p.u.orders", sql)
            .file("orders.yaml", &on_view)
    };
    assert_silent(&mesh("SELECT id, buyer FROM p.s.orders"), "untested-key");
    // A join may repeat them.
    let joined = mesh("SELECT o.id, o.buyer FROM p.s.orders o JOIN p.s.items i ON i.id = o.id");
    assert_eq!(said(&joined, "untested-key").len(), 1);
}

#[test]
fn grants_to_everyone() {
    let read = |grantee: &str| grant(orders(), "s", Some("orders"), READER, grantee);
    for wide in [
        "allUsers",
        "allAuthenticatedUsers",
        "domain:example.com",
        "specialGroup:allAuthenticatedUsers",
    ] {
        assert_eq!(said(&read(wide), "wide-grant").len(), 1, "{wide}");
    }
    for narrow in [
        "group:all@example.com",
        "user:ana@example.com",
        "serviceAccount:x@p.iam.gserviceaccount.com",
    ] {
        assert_silent(&read(narrow), "wide-grant");
    }
    // Who may only see names reads nothing.
    let names = grant(
        orders(),
        "s",
        Some("orders"),
        "roles/bigquery.metadataViewer",
        "allUsers",
    );
    assert_silent(&names, "wide-grant");
    let audience =
        "[[audiences]]\nid = \"all\"\ngrantees = [\"domain:example.com\", \"allUsers\"]\n";
    let meant = |grantee: &str| {
        let mesh = settings(Mesh::new(), audience).table("p.s.orders", &[("id", "INT64")]);
        grant(mesh, "s", Some("orders"), READER, grantee)
    };
    assert_silent(&meant("domain:example.com"), "wide-grant");
    assert_eq!(said(&meant("allUsers"), "wide-grant").len(), 1);
}

#[test]
fn a_grant_on_a_dataset_is_one_mistake() {
    let dmes = "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nservers:\n  - {type: bigquery, project: p, dataset: s}\n";
    let mesh = orders()
        .table("p.s.items", &[("id", "INT64")])
        .table("p.s.lines", &[("id", "INT64")]);
    let mesh = grant(mesh, "s", None, READER, "allUsers");
    assert_eq!(
        said(&mesh.file("dmes.yaml", dmes), "wide-grant"),
        ["dme:store: everyone may read the dataset `p.s` (`allUsers`), tables and views in it: 3"]
    );
}

#[test]
fn who_may_replace_a_unified_view() {
    let view = || orders().view("p.u.orders", "SELECT id FROM p.s.orders");
    let direct = grant(
        view(),
        "u",
        Some("orders"),
        EDITOR,
        "group:analysts@example.com",
    );
    assert_eq!(
        said(&direct, "wide-grant"),
        [
            "view:p.u.orders: `group:analysts@example.com` may replace view `p.u.orders` (`roles/bigquery.dataEditor`)"
        ]
    );
    let person = grant(view(), "u", Some("orders"), OWNER, "user:ana@example.com");
    let found = said(&person, "wide-grant");
    assert!(found[0].contains("a person may replace"), "{found:?}");
    let service = "serviceAccount:release@p.iam.gserviceaccount.com";
    assert_silent(
        &grant(view(), "u", Some("orders"), EDITOR, service),
        "wide-grant",
    );
    // Someone has to own a dataset.
    assert_silent(
        &grant(view(), "u", None, OWNER, "group:platform@example.com"),
        "wide-grant",
    );
}

#[test]
fn grantees_are_counted_once() {
    let mesh = || {
        settings(Mesh::new(), "[rules.many-grants]\nlimit = 2\n")
            .table("p.s.orders", &[("id", "INT64")])
            .table("p.s.items", &[("id", "INT64")])
    };
    let on = |mesh: Mesh, table: Option<&str>, names: &[&str]| {
        names.iter().fold(mesh, |mesh, name| {
            grant(
                mesh,
                "s",
                table,
                READER,
                &format!("group:{name}@example.com"),
            )
        })
    };
    let two = on(mesh(), Some("orders"), &["a", "b"]);
    let two = grant(two, "s", Some("orders"), EDITOR, "group:a@example.com");
    assert_silent(&two, "many-grants");
    assert_eq!(
        said(&on(mesh(), Some("orders"), &["a", "b", "c"]), "many-grants"),
        ["table:p.s.orders: roles on `p.s.orders` are granted to 3, more than 2"]
    );
    assert_eq!(
        said(&on(mesh(), None, &["a", "b", "c"]), "many-grants"),
        ["table:p.s.items: roles on the dataset `p.s` are granted to 3, more than 2"]
    );
}

const PERSONAL: &str = "        classification: PII\n";

#[test]
fn personal_data_that_others_may_read() {
    let group = "group:analysts@example.com";
    let mesh = || orders().file("orders.yaml", contract(PERSONAL));
    // Neither grants nor policy tags tell who may read it.
    assert_silent(&mesh(), "personal-data-open");
    assert_eq!(
        said(
            &grant(mesh(), "s", None, READER, group),
            "personal-data-open"
        ),
        [
            "table:p.s.orders: personal data in `p.s.orders` may be read by `group:analysts@example.com`: `id`"
        ]
    );
    for closed in [
        grant(mesh(), "s", None, OWNER, group),
        grant(mesh(), "s", None, READER, "user:auditor@example.com"),
        grant(
            mesh(),
            "s",
            None,
            READER,
            "serviceAccount:x@p.iam.gserviceaccount.com",
        ),
    ] {
        assert_silent(&closed, "personal-data-open");
    }
    let other = orders().file(
        "orders.yaml",
        contract("        classification: non-personal\n"),
    );
    assert_silent(
        &grant(other, "s", None, READER, group),
        "personal-data-open",
    );
}

#[test]
fn audiences_and_classifications_of_the_settings() {
    let of = |class: &str, personal: &str| {
        let audiences = "[[audiences]]\nid = \"risk\"\nlabel = \"Risk\"\ngrantees = [\"group:risk@example.com\"]\n";
        let mesh = settings(Mesh::new(), &format!("{personal}\n{audiences}"))
            .table("p.s.orders", &[("id", "INT64")])
            .file(
                "orders.yaml",
                contract(&format!("        classification: {class}\n")),
            );
        grant(mesh, "s", None, READER, "group:risk@example.com")
    };
    for listed in ["risk", "Risk", "group:risk@example.com"] {
        let personal = format!("[personal]\naudiences = [\"{listed}\"]\n");
        assert_silent(&of("pii", &personal), "personal-data-open");
    }
    assert_eq!(
        said(
            &of("pii", "[personal]\naudiences = [\"finance\"]\n"),
            "personal-data-open"
        )
        .len(),
        1
    );
    let own = "[personal]\nclassifications = [\"Level 3\"]\n";
    assert_silent(&of("pii", own), "personal-data-open");
    assert_eq!(said(&of("level-3", own), "personal-data-open").len(), 1);
}

#[test]
fn personal_data_is_followed_to_where_it_is_shown() {
    let mesh = orders()
        .file("orders.yaml", contract(PERSONAL))
        .view("p.u.shown", "SELECT id AS number FROM p.s.orders")
        .ndjson("COLUMNS", &[json!({"table_catalog": "p", "table_schema": "u", "table_name": "shown", "column_name": "number", "ordinal_position": 1, "data_type": "INT64"})]);
    let mesh = grant(mesh, "u", None, READER, "group:analysts@example.com");
    assert_eq!(
        said(&mesh, "personal-data-open"),
        [
            "view:p.u.shown: personal data in `p.u.shown` may be read by `group:analysts@example.com`: `number`"
        ]
    );
}

#[test]
fn a_policy_tag_or_a_row_policy_restricts() {
    let mesh = |tags: &[&str]| {
        let mesh = orders().file("orders.yaml", contract(PERSONAL)).ndjson(
            "COLUMN_FIELD_PATHS",
            &[json!({"table_catalog": "p", "table_schema": "s", "table_name": "orders", "column_name": "id", "field_path": "id", "data_type": "INT64", "policy_tags": tags})],
        );
        grant(mesh, "s", None, READER, "group:analysts@example.com")
    };
    assert_silent(
        &mesh(&["projects/p/locations/us/taxonomies/1/policyTags/2"]),
        "personal-data-open",
    );
    assert_eq!(said(&mesh(&[]), "personal-data-open").len(), 1);
    let policy = mesh(&[]).ndjson(
        "ROW_ACCESS_POLICIES",
        &[json!({"table_catalog": "p", "table_schema": "s", "table_name": "orders", "row_access_policy_name": "mine", "filter_predicate": "buyer = SESSION_USER()"})],
    );
    assert_silent(&policy, "personal-data-open");
}

/// `p.u.orders` shows `id` of `p.s.orders` as it is, and `buyer` under another name; texts of the ids.
fn described(table: &str, view: &str) -> Mesh {
    let column = |dataset: &str, column: &str, text: &str| json!({"table_catalog": "p", "table_schema": dataset, "table_name": "orders", "column_name": column, "field_path": column, "data_type": "INT64", "description": text});
    orders()
        .view("p.u.orders", "SELECT id, buyer AS customer FROM p.s.orders")
        .ndjson("COLUMNS", &[json!({"table_catalog": "p", "table_schema": "u", "table_name": "orders", "column_name": "id", "ordinal_position": 1, "data_type": "INT64"})])
        .ndjson("COLUMN_FIELD_PATHS", &[
            column("s", "id", table), column("s", "buyer", "Who bought."),
            column("u", "id", view), column("u", "customer", "Whoever it was."),
        ])
}

#[test]
fn texts_of_one_column() {
    let rule = "column-described-differently";
    assert_silent(
        &described("Number of the order.", " number of the  Order"),
        rule,
    );
    assert_silent(&described("Number of the order.", ""), rule);
    let mesh = described("Number of the order.", "Key of the shop.");
    assert_eq!(
        said(&mesh, rule),
        [
            "view:p.u.orders: `p.u.orders` describes columns in other words than what they come from: `id`"
        ]
    );
    let promised =
        contract("        description: Key of the shop.\n").replace("dataset: s", "dataset: u");
    assert_silent(&mesh.file("orders.yaml", promised), rule);
}

#[test]
fn names_and_types() {
    let rule = "name-against-type";
    let of = |columns: &[(&str, &str)]| settings(Mesh::new(), "").table("p.s.orders", columns);
    let fine = of(&[
        ("created_at", "TIMESTAMP"),
        ("paid_at", "DATETIME"),
        ("order_date", "DATE"),
        ("is_open", "BOOL"),
        ("is_up_to_date", "BOOL"),
        ("sales_year_to_date", "NUMERIC"),
        ("buyer_id", "STRING"),
        ("order_id", "INT64"),
        ("seen_at", "ARRAY<TIMESTAMP>"),
        ("flat", "STRING"),
        ("shape_at", "GEOGRAPHY"),
    ]);
    assert_silent(&fine, rule);
    let mesh = of(&[
        ("created_at", "STRING"),
        ("order_date", "TIMESTAMP"),
        ("is_open", "INT64"),
        ("has_items", "STRING"),
        ("buyer_id", "FLOAT64"),
    ]);
    assert_eq!(
        said(&mesh, rule),
        [
            "table:p.s.orders: columns of `p.s.orders` have other types than their names say: `created_at`, `order_date`, `is_open` and 2 more"
        ]
    );
}

#[test]
fn a_view_says_nothing_of_what_its_table_says() {
    let mesh = settings(Mesh::new(), "")
        .table("p.s.orders", &[("made_at", "STRING"), ("id", "INT64")])
        .view("p.u.orders", "SELECT made_at, id AS is_id FROM p.s.orders")
        .ndjson("COLUMNS", &["made_at", "is_id"].map(|column| json!({"table_catalog": "p", "table_schema": "u", "table_name": "orders", "column_name": column, "ordinal_position": 1, "data_type": "STRING"})));
    let found = said(&mesh, "name-against-type");
    assert_eq!(found.len(), 2, "{found:?}");
    assert!(found[1].ends_with("say: `is_id`"), "{found:?}");
}

#[test]
fn names_of_the_settings_come_before_the_usual_ones() {
    let own = "[column_types]\n\"*_ts\" = [\"timestamp\"]\n\"is_*\" = [\"any\"]\n\"*_date\" = [\"date\", \"datetime\"]\n";
    let mesh = settings(Mesh::new(), own).table(
        "p.s.orders",
        &[
            ("made_ts", "INT64"),
            ("is_open", "STRING"),
            ("order_date", "DATETIME"),
            ("Paid_At", "STRING"),
        ],
    );
    assert_eq!(
        said(&mesh, "name-against-type"),
        [
            "table:p.s.orders: columns of `p.s.orders` have other types than their names say: `made_ts`, `Paid_At`"
        ]
    );
    for wrong in ["\"*_ts\" = [\"moment\"]", "\"[\" = [\"date\"]"] {
        let mesh = settings(Mesh::new(), &format!("[column_types]\n{wrong}\n"));
        let output = mesh.run(&["check"]);
        assert_eq!(output.status, 2, "{wrong}: {}", output.stderr);
        assert!(
            output.stderr.contains("vitrina.toml:6"),
            "{}",
            output.stderr
        );
    }
}

/// Tables `t1`, `t2` … with one label each.
fn labelled(keys: &[&str]) -> Mesh {
    let mut mesh = settings(Mesh::new(), "");
    for (n, key) in keys.iter().enumerate() {
        let mut value = String::new();
        write!(value, "[STRUCT(\"{key}\", \"x\")]").unwrap();
        mesh = mesh.table(&format!("p.s.t{}", n + 1), &[("id", "INT64")]).ndjson(
            "TABLE_OPTIONS",
            &[json!({"table_catalog": "p", "table_schema": "s", "table_name": format!("t{}", n + 1), "option_name": "labels", "option_type": "ARRAY<STRUCT<STRING, STRING>>", "option_value": value})],
        );
    }
    mesh
}

#[test]
fn keys_of_labels() {
    assert_silent(
        &labelled(&["cost_center", "cost_center", "team", "área-1"]),
        "label-style",
    );
    // The rarer spelling is the other one.
    assert_eq!(
        said(
            &labelled(&["cost-center", "cost_center", "cost_center"]),
            "label-style"
        ),
        ["table:p.s.t1: labels of `p.s.t1` are written in an unusual way: `cost-center`"]
    );
    assert_eq!(
        said(
            &labelled(&["CostCenter", "CostCenter", "team.x"]),
            "label-style"
        )
        .len(),
        3
    );
}

#[test]
fn a_rule_that_is_off_says_nothing() {
    let off = "[rules]\nselect-star = \"off\"\n";
    let mesh = settings(Mesh::new(), off)
        .table("p.s.orders", &[("id", "INT64")])
        .view("p.u.open", "SELECT * FROM p.s.orders");
    assert_silent(&mesh, "select-star");
}
