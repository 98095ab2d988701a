//! Readiness of DMEs, their own rules, life cycles and former names: when the gate speaks, and when it
//! has to be quiet.

use serde_json::json;

use crate::support::Mesh;

const SETTINGS: &str =
    "base_url = \"https://example.com/\"\n[entry_points]\ndatasets = [\"p.unified\"]\n";

/// A DME `store` that claims `p.store`, with more in its manifest.
fn dme(more: &str) -> String {
    format!(
        "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nservers:\n  - {{type: bigquery, project: p, dataset: store}}\n{more}"
    )
}

fn product(id: &str, more: &str) -> String {
    format!("---\napiVersion: vitrina/v1\nkind: DataProduct\nid: {id}\nenvironment: store\n{more}")
}

fn mesh(manifest: &str) -> Mesh {
    Mesh::new()
        .file("vitrina.toml", SETTINGS)
        .file("store.yaml", manifest)
}

/// A day that the exports know of, by a load of `p.store.clock`.
fn on(mesh: Mesh, day: &str) -> Mesh {
    load(mesh, day, "clock")
}

fn load(mesh: Mesh, day: &str, table: &str) -> Mesh {
    let run = json!({
        "eventType": "COMPLETE", "eventTime": format!("{day}T00:00:00Z"),
        "run": {"runId": format!("0a1b2c3d-0000-4000-8000-{:0>12}", day.replace('-', ""))},
        "job": {"namespace": "etl", "name": format!("load_{table}")},
        "outputs": [{"namespace": "bigquery", "name": format!("p.store.{table}")}],
    });
    mesh.append("exports/openlineage/runs.ndjson", format!("{run}\n"))
}

/// `severity detail: message` of each finding of a rule.
#[track_caller]
fn said(mesh: &Mesh, rule: &str) -> Vec<String> {
    let findings = mesh.list("findings");
    let of_rule = findings.iter().filter(|f| f["rule"] == rule);
    let text = |f: &serde_json::Value, key: &str| f[key].as_str().unwrap_or("-").to_owned();
    of_rule
        .map(|f| {
            let (severity, detail) = (text(f, "severity"), text(f, "detail"));
            format!("{severity} {detail}: {}", text(f, "message"))
        })
        .collect()
}

const READY: &str = "\
roles:
  - {role: viewer, access: read, firstLevelApprovers: store-data}
  - {role: writer, access: write}
sdks:
  - {name: shop-store, version: \"1.0.0\"}
incidentManagement:
  tool: pagerduty
  runbookUrl: https://runbooks.example.com/store
  onCall: store-data on call
  severities: {SEV_1: 30m}
training:
  - {name: Reading, url: \"https://learn.example.com/a\", audience: consumers}
rules:
  - {id: names, text: Names are short.}
";

#[test]
fn a_dme_is_ready_when_its_six_parts_are_really_there() {
    // No support, and nothing that an export describes, where there are no exports.
    assert!(said(&mesh(&dme(READY)), "dme-not-ready").is_empty());
    let listed = mesh(&dme(READY)).table("p.store.orders", &[("id", "INT64")]);
    assert!(said(&listed, "dme-not-ready").is_empty());
    let elsewhere = mesh(&dme(READY)).table("p.shop.orders", &[("id", "INT64")]);
    assert_eq!(
        said(&elsewhere, "dme-not-ready"),
        [
            "info infrastructure: DME `store` isn't ready: no export describes anything in what it claims"
        ]
    );
    for (from, to, expected) in [
        (
            ", firstLevelApprovers: store-data",
            "",
            "access: DME `store` isn't ready: role viewer says neither where it is asked for nor who approves",
        ),
        (
            ", version: \"1.0.0\"",
            "",
            "sdks: DME `store` isn't ready: no SDK has a version or an address",
        ),
        (
            "  onCall: store-data on call\n  severities: {SEV_1: 30m}\n",
            "",
            "incidents: DME `store` isn't ready: its incident management lacks who is called and severities",
        ),
        (
            ", url: \"https://learn.example.com/a\"",
            "",
            "training: DME `store` isn't ready: no course has an address",
        ),
        (
            "audience: consumers",
            "audience: producers",
            "training: DME `store` isn't ready: no course is for consumers",
        ),
        (
            "text: Names are short.",
            "text: \" \"",
            "rules: DME `store` isn't ready: no rule has a text",
        ),
    ] {
        assert!(READY.contains(from), "{from}");
        let lacking = mesh(&dme(&READY.replace(from, to)));
        assert_eq!(
            said(&lacking, "dme-not-ready"),
            [format!("info {expected}")]
        );
    }
}

#[test]
fn a_dme_that_says_nothing_lacks_five_parts_until_it_is_on_its_way_out() {
    let details: Vec<String> = said(&mesh(&dme("")), "dme-not-ready")
        .iter()
        .map(|f| f.split([' ', ':']).nth(1).unwrap().to_owned())
        .collect();
    assert_eq!(
        details,
        ["access", "incidents", "rules", "sdks", "training"]
    );
    for status in ["proposed", "deprecated", "retired"] {
        let quiet = mesh(&dme(&format!("status: {status}\n")));
        assert!(said(&quiet, "dme-not-ready").is_empty(), "{status}");
    }
    let off = "[rules.dme-not-ready.dmes]\nstore = \"off\"\n";
    let off = mesh(&dme("")).file("vitrina.toml", format!("{SETTINGS}{off}"));
    assert!(said(&off, "dme-not-ready").is_empty());
}

#[test]
fn the_page_of_a_dme_says_what_of_a_part_isnt_there() {
    let lacking = READY.replace(", version: \"1.0.0\"", "");
    let mesh_root = mesh(&dme(&lacking));
    let site = mesh_root.build();
    let page = site.page("dmes/store.html");
    assert!(
        page.contains("1 listed, but no SDK has a version or an address"),
        "{page}"
    );
    let mesh_root = mesh(&dme(READY));
    let site = mesh_root.build();
    assert!(!site.page("dmes/store.html").contains(", but "));
}

#[test]
fn frameworks_are_compared_with_the_newest() {
    let of = |own: &str, other: &str, settings: &str| {
        let two = format!(
            "{}---\n{}",
            dme(&format!("framework: {{name: kit, version: \"{own}\"}}\n")),
            dme(&format!("framework: {{name: kit, version: \"{other}\"}}\n"))
                .replace("id: store", "id: web"),
        );
        let mesh = mesh(&two).file("vitrina.toml", format!("{SETTINGS}{settings}"));
        said(&mesh, "framework-outdated")
    };
    assert_eq!(
        of("4.1.0", "4.10.0", ""),
        ["info -: DME `store` runs kit 4.1.0; the newest is 4.10.0"]
    );
    assert_eq!(
        of("4.1.0", "5.0.0", ""),
        ["warning -: DME `store` runs kit 4.1.0; the newest is 5.0.0"]
    );
    assert!(of("5.0", "5.0.1", "").is_empty());
    assert!(of("5.0.1", "5.0.1", "").is_empty());
    let newest = "[frameworks]\nkit = \"5.1.0\"\n";
    assert_eq!(of("5.0.1", "5.0.1", newest).len(), 2);
    let older = "[frameworks]\nkit = \"4.0.0\"\n";
    assert!(of("4.1.0", "5.0.0", older).is_empty());
    let wrong = "[frameworks]\nkit = \"5\"\n";
    let output = mesh("").file("vitrina.toml", wrong).run(&["check"]);
    assert_eq!(output.status, 2);
    assert!(
        output.stderr.contains("vitrina.toml:2"),
        "{}",
        output.stderr
    );
}

fn rule(check: &str, more: &str) -> String {
    dme(&format!(
        "rules:\n  - id: own\n    text: A rule.\n    severity: error\n    check: {check}\n{more}"
    ))
}

#[test]
fn names_are_of_the_form_that_a_dme_demands() {
    let check = "{namePattern: \"{fct,dim}_*\"}";
    let tables = |more: &str| {
        mesh(&rule(check, more))
            .table("p.store.fct_orders", &[("id", "INT64")])
            .table("p.store.orders", &[("id", "INT64")])
            .table("p.other.visits", &[("id", "INT64")])
            .view("p.unified.orders", "SELECT id FROM `p.store.orders`")
    };
    let broken = |name: &str| {
        format!(
            "error own: `{name}` breaks rule `own` of DME `store`: its name isn't of the form `{{fct,dim}}_*`"
        )
    };
    assert_eq!(
        said(&tables(""), "dme-rule-broken"),
        [broken("p.store.orders"), broken("p.unified.orders")]
    );
    assert_eq!(
        said(&tables("    applies: views\n"), "dme-rule-broken"),
        [broken("p.unified.orders")]
    );
    let except = "    except: [p.unified.*, p.store.orders]\n";
    assert!(said(&tables(except), "dme-rule-broken").is_empty());
    let louder = format!("{SETTINGS}[rules]\ndme-rule-broken = \"info\"\n");
    let quieter = tables("    applies: tables\n").file("vitrina.toml", louder);
    assert!(said(&quieter, "dme-rule-broken")[0].starts_with("info own"));
}

#[test]
fn labels_and_tags_are_demanded_where_exports_tell_them() {
    let option = |name: &str, value: &str| json!({"table_catalog": "p", "table_schema": "store", "table_name": "orders", "option_name": name, "option_type": "STRING", "option_value": value});
    let label = "{requiredLabel: {key: tier, value: gold}}";
    let orders = |check: &str| mesh(&rule(check, "")).table("p.store.orders", &[("id", "INT64")]);
    // No export says anything of labels.
    assert!(said(&orders(label), "dme-rule-broken").is_empty());
    let told = orders(label).ndjson("TABLE_OPTIONS", &[option("description", "\"Orders.\"")]);
    assert_eq!(
        said(&told, "dme-rule-broken"),
        [
            "error own: `p.store.orders` breaks rule `own` of DME `store`: it hasn't the label `tier` with value `gold`"
        ]
    );
    let of_value = |value: &str| {
        let labels = format!("[STRUCT(\"tier\", \"{value}\")]");
        orders(label).ndjson("TABLE_OPTIONS", &[option("labels", &labels)])
    };
    assert!(said(&of_value("gold"), "dme-rule-broken").is_empty());
    assert_eq!(said(&of_value("tin"), "dme-rule-broken").len(), 1);
    // Tags are dbt's, which doesn't describe the table.
    assert!(said(&orders("{requiredTag: core}"), "dme-rule-broken").is_empty());
}

#[test]
fn columns_are_forbidden_by_name_and_type() {
    let columns = [
        ("Email", "STRING"),
        ("contact", "STRUCT<email STRING>"),
        ("work_email", "STRING"),
        ("email_hash", "BYTES(32)"),
        ("old_email", "STRING"),
        ("amount", "FLOAT64"),
    ];
    let of = |check: &str| {
        let mesh = mesh(&rule(check, "")).table("p.store.orders", &columns);
        let found = said(&mesh, "dme-rule-broken");
        assert!(found.len() < 2, "{found:?}");
        let last = found
            .first()
            .map(|f| f.rsplit(": ").next().unwrap().to_owned());
        last.unwrap_or_default()
    };
    assert_eq!(
        of("{forbiddenColumn: {name: \"*email*\"}}"),
        "it has the columns `Email`, `contact.email`, `work_email` and 2 more"
    );
    assert_eq!(
        of("{forbiddenColumn: {name: \"*email*\", type: bytes}}"),
        "it has the column `email_hash`"
    );
    assert_eq!(
        of("{forbiddenColumn: {type: \"FLOAT*\"}}"),
        "it has the column `amount`"
    );
    assert_eq!(of("{forbiddenColumn: {name: phone}}"), "");
}

#[test]
fn data_is_as_old_as_a_dme_allows() {
    let tables = |more: &str| {
        mesh(&rule("{maxAge: 36h}", more))
            .table("p.store.orders", &[("id", "INT64")])
            .table("p.store.never", &[("id", "INT64")])
            .table("p.store.clock", &[("id", "INT64")])
    };
    // Nothing tells what day it is.
    assert!(said(&tables(""), "dme-rule-age").is_empty());
    let late = on(load(tables(""), "2026-01-05", "orders"), "2026-01-08");
    assert_eq!(
        said(&late, "dme-rule-age"),
        [
            "error own: `p.store.orders` was loaded last at 2026-01-05 00:00 UTC; rule `own` of DME `store` allows 36 h"
        ]
    );
    // It is another gate than the one that a change has to pass.
    assert_eq!(late.run(&["check"]).status, 0);
    assert_eq!(late.run(&["check", "--gate", "operational"]).status, 1);
    let fresh = on(load(tables(""), "2026-01-07", "orders"), "2026-01-08");
    assert!(said(&fresh, "dme-rule-age").is_empty());
}

#[test]
fn what_was_to_end_is_told_of_once_its_day_is_over() {
    let status = "status: deprecated\n";
    let of = |more: &str, day: &str| {
        let mesh =
            mesh(&(dme("") + &product("orders", more))).table("p.store.orders", &[("id", "INT64")]);
        match day {
            "" => said(&mesh, "end-of-life-passed"),
            day => said(&on(mesh, day), "end-of-life-passed"),
        }
    };
    let end = format!("{status}lifecycle: {{endOfLife: 2026-01-31}}\n");
    assert_eq!(
        of(&end, "2026-02-01"),
        ["warning -: `orders` was to end on 2026-01-31 (`endOfLife`) and is still deprecated"]
    );
    assert!(of(&end, "2026-01-31").is_empty());
    assert!(of(&end, "").is_empty());
    assert!(of(&end.replace("deprecated", "retired"), "2026-02-01").is_empty());
    let valid = "lifecycle: {validTo: 2026-01-31}\n";
    assert_eq!(
        of(valid, "2026-02-01"),
        ["warning -: `orders` was to end on 2026-01-31 (`validTo`) and is still active"]
    );
    let table = "tables: [{name: orders, physicalName: p.store.orders, status: deprecated, lifecycle: {endOfLife: 2026-01-31}}]\n";
    assert_eq!(
        of(table, "2026-02-01"),
        [
            "warning -: `p.store.orders` was to end on 2026-01-31 (`endOfLife`) and is still deprecated"
        ]
    );
    // Of what is in a product that is told of, nothing more is said.
    assert_eq!(of(&format!("{end}{table}"), "2026-02-01").len(), 1);
    // Days count from a given moment where there are no exports.
    let given = mesh(&(dme("") + &product("orders", &end))).env("SOURCE_DATE_EPOCH", "1780000000");
    assert_eq!(said(&given, "end-of-life-passed").len(), 1);
}

#[test]
fn deprecated_things_state_their_end() {
    let of = |store: &str, more: &str| {
        let mesh = mesh(&(dme(store) + &product("orders", more)))
            .table("p.store.orders", &[("id", "INT64")]);
        said(&mesh, "deprecated-without-end")
    };
    let whole = "status: deprecated\ntables: [{name: orders, physicalName: p.store.orders}]\n";
    assert_eq!(
        of("", whole),
        ["info -: `orders` is deprecated, and no day is stated after which it is gone"]
    );
    let table = "tables: [{name: orders, physicalName: p.store.orders, status: deprecated}]\n";
    assert_eq!(
        of("", table),
        ["info -: `p.store.orders` is deprecated, and no day is stated after which it is gone"]
    );
    let end = "lifecycle: {endOfLife: 2027-01-31}\n";
    assert!(of("", &format!("{end}{table}")).is_empty());
    assert!(of("", &format!("{end}{whole}")).is_empty());
    let ending = format!("status: deprecated\n{end}");
    assert!(of(&ending, whole).is_empty());
}

#[test]
fn a_replacement_can_be_used() {
    let end = "status: deprecated\nlifecycle: {endOfLife: 2027-01-31";
    let next = |by: &str| format!("{end}, replacedBy: {by}}}\n");
    let of = |products: &[(&str, String)]| {
        let products: String = products
            .iter()
            .map(|(id, more)| product(id, more))
            .collect();
        let mesh = mesh(&(dme("") + &products))
            .table("p.store.a", &[("id", "INT64")])
            .table("p.store.b", &[("id", "INT64")]);
        said(&mesh, "replacement-unusable")
    };
    let none = String::new();
    assert!(of(&[("a", next("b")), ("b", none.clone())]).is_empty());
    assert_eq!(
        of(&[("a", next("a"))]),
        ["warning -: `a` is replaced by `a`, which is itself"]
    );
    let circle = of(&[("a", next("b")), ("b", next("c")), ("c", next("a"))]);
    assert_eq!(circle.len(), 3, "{circle:?}");
    assert!(circle[0].ends_with("which leads back to it"), "{circle:?}");
    // The way to a circle is told of by what it leads to.
    let to_circle = of(&[("a", next("b")), ("b", next("c")), ("c", next("b"))]);
    assert_eq!(
        to_circle[0],
        "warning -: `a` is replaced by `b`, which is deprecated itself"
    );
    let chain = of(&[("a", next("b")), ("b", next("c")), ("c", none.clone())]);
    assert_eq!(
        chain,
        ["warning -: `a` is replaced by `b`, which is deprecated itself"]
    );
    let gone = next("b").replace("deprecated", "retired");
    assert!(of(&[("a", gone), ("b", next("c")), ("c", none)]).is_empty());
    let table = |by: &str| {
        let more = format!(
            "tables: [{{name: a, physicalName: p.store.a, status: deprecated, lifecycle: {{endOfLife: 2027-01-31, replacedBy: {by}}}}}]\n"
        );
        of(&[("x", more)])
    };
    for fine in ["p.store.b", "store.b", "b", "q.elsewhere.b"] {
        assert!(table(fine).is_empty(), "{fine}");
    }
    for wrong in ["p.store.c", "store.c", "c"] {
        assert_eq!(
            table(wrong),
            [format!(
                "warning -: `p.store.a` is replaced by `{wrong}`, which isn't in the warehouse"
            )]
        );
    }
}

#[test]
fn what_was_renamed_is_gone_or_kept_as_a_view() {
    let of = |sales: Option<&str>, from: &str| {
        let port = format!(
            "outputPorts: [{{name: orders, physicalName: p.unified.orders, renamedFrom: {from}}}]\n"
        );
        let mesh = mesh(&(dme("") + &product("orders", &port)))
            .table("p.store.orders", &[("id", "INT64")])
            .view("p.unified.orders", "SELECT id FROM `p.store.orders`");
        let mesh = match sales {
            Some(from) => mesh.view("p.unified.sales", &format!("SELECT id FROM `{from}`")),
            None => mesh,
        };
        said(&mesh, "renamed-from-present")
    };
    assert!(of(None, "p.unified.sales").is_empty());
    assert!(of(Some("p.unified.orders"), "p.unified.sales").is_empty());
    assert_eq!(
        of(Some("p.store.orders"), "p.unified.sales"),
        [
            "warning p.unified.sales: `p.unified.orders` was renamed from `p.unified.sales`, which is still there"
        ]
    );
    assert_eq!(
        of(None, "p.unified.orders"),
        ["warning p.unified.orders: `p.unified.orders` was renamed from its own name"]
    );
    // A move that is to come.
    let moving = |until: &str| {
        let table = format!(
            "tables: [{{name: new, physicalName: p.store.new, previousNames: [{{name: p.store.old, until: {until}}}]}}]\n"
        );
        let mesh = mesh(&(dme("") + &product("orders", &table)))
            .table("p.store.new", &[("id", "INT64")])
            .table("p.store.old", &[("id", "INT64")]);
        said(&on(mesh, "2026-02-01"), "renamed-from-present")
    };
    assert!(moving("2026-02-01").is_empty());
    assert_eq!(moving("2026-01-31").len(), 1);
    let products = dme("") + &product("orders", "renamedFrom: sales\n") + &product("sales", "");
    assert_eq!(said(&mesh(&products), "renamed-from-present").len(), 1);
}

#[test]
fn a_former_name_has_one_successor() {
    let port = |name: &str, columns: &str| {
        format!(
            "  - {{name: {name}, physicalName: p.unified.{name}, renamedFrom: p.unified.sales, columns: [{columns}]}}\n"
        )
    };
    let of = |ports: &[String]| {
        let ports = format!("outputPorts:\n{}", ports.concat());
        said(
            &mesh(&(dme("") + &product("orders", &ports))),
            "renamed-from-clash",
        )
    };
    assert!(of(&[port("orders", "{name: b, renamedFrom: a}")]).is_empty());
    assert_eq!(
        of(&[port("orders", ""), port("returns", "")]),
        [
            "warning p.unified.sales: `p.unified.returns` and `p.unified.orders` both were renamed from `p.unified.sales`"
        ]
    );
    assert_eq!(
        of(&[port(
            "orders",
            "{name: b, renamedFrom: a}, {name: c, renamedFrom: a}"
        )]),
        ["warning a: columns `c` and `b` of `p.unified.orders` both were renamed from `a`"]
    );
}

#[test]
fn rules_are_set_for_dmes_that_there_are() {
    let of = |settings: &str| {
        let mesh = mesh(&dme("")).file("vitrina.toml", format!("{SETTINGS}{settings}"));
        let findings = mesh.list("findings");
        let of_rule = findings
            .iter()
            .filter(|f| f["rule"] == "rule-setting-unmatched");
        of_rule
            .map(|f| format!("{}: {} {}", f["line"], f["message"], f["help"]))
            .collect::<Vec<_>>()
    };
    assert!(of("[rules.unowned-view]\nonly = [\"st*\"]\n").is_empty());
    let wrong = of(
        "[rules.unowned-view]\nonly = [\"stoer\", \"store\"]\n[rules.unowned-view.dmes]\n\"growth-*\" = \"off\"\nstore = \"info\"\n",
    );
    assert_eq!(
        wrong,
        [
            "5: \"rule `unowned-view` is set for `stoer`, which is no DME\" \"did you mean `store`?\"",
            "7: \"rule `unowned-view` is set for `growth-*`, which is no DME\" \"known DMEs: `store`\"",
        ]
    );
}
