//! `vitrina plan`: what each of its rules shows is found where it says, and only there; statements are
//! made of what exports have, and a saved plan tells when it holds no longer.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Mesh, Output};

fn field<'v>(value: &'v Value, name: &str) -> &'v str {
    value[name].as_str().unwrap_or_default()
}

/// A plan in JSON, or what kept it from being made.
fn plan(mesh: &Mesh, args: &[&str]) -> Output {
    let mut all = vec!["plan", "move"];
    all.extend(args);
    all.extend(["--root", "mesh", "--format", "json"]);
    mesh.run(&all)
}

fn made(mesh: &Mesh, args: &[&str]) -> Value {
    let output = plan(mesh, args);
    assert_eq!(output.status, 0, "{}", output.stderr);
    output.json()
}

/// `class[rule]` of each finding of the move that all examples are about.
fn found(example: &Value) -> Vec<String> {
    let mut mesh = Mesh::new();
    for file in example["files"].as_array().unwrap() {
        mesh = mesh.file(field(file, "path"), field(file, "text"));
    }
    let plan = made(&mesh, &["shop.unified.orders", "--to", "shop.sales.orders"]);
    let findings = plan["findings"].as_array().unwrap().iter();
    findings
        .map(|f| format!("{}[{}]", field(f, "class"), field(f, "rule")))
        .collect()
}

/// Its example would have thousands of entries; [`a_full_access_list_is_met`] has them.
const UNSHOWN: [&str; 1] = ["plan-authorization-full"];

#[test]
fn each_rule_finds_what_it_shows() {
    let rules = Mesh::new()
        .run(&["explain", "--plans", "--format", "json"])
        .json();
    let mut wrong = Vec::new();
    for rule in rules.as_array().unwrap() {
        let id = field(rule, "id");
        let fails = found(&rule["fails"]);
        let expected = format!("{}[{id}]", field(rule, "severity"));
        if fails.contains(&expected) == UNSHOWN.contains(&id) {
            wrong.push(format!("{id} fails: {fails:?}"));
        }
        let passes = found(&rule["passes"]);
        let is_found = passes.iter().any(|one| one.ends_with(&format!("[{id}]")));
        // What makes no difference is said as such.
        if is_found && !passes.contains(&format!("safe[{id}]")) {
            wrong.push(format!("{id} passes: {passes:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

const COLUMNS: [(&str, &str); 2] = [("id", "INT64"), ("day", "DATE")];

/// A view over a table of one DME, and a table like it of another.
fn shop() -> Mesh {
    Mesh::new()
        .bigquery()
        .table("shop.store.orders", &COLUMNS)
        .table("shop.sales.orders", &COLUMNS)
        .view(
            "shop.unified.orders",
            "SELECT orders.id, day FROM `shop.store.orders` -- of the `store`",
        )
}

fn steps(plan: &Value) -> Vec<String> {
    let steps = plan["steps"].as_array().unwrap().iter();
    steps
        .map(|step| format!("{} {}", step["n"], field(step, "what")))
        .collect()
}

#[test]
fn only_the_reference_changes() {
    let plan = made(&shop(), &["unified.orders", "--to", "sales.orders"]);
    let steps = plan["steps"].as_array().unwrap();
    let swap = steps.iter().find(|step| step["sql"].is_string()).unwrap();
    assert_eq!(
        field(swap, "sql"),
        "CREATE OR REPLACE VIEW `shop.unified.orders` AS\nSELECT orders.id, day FROM `shop.sales.orders` -- of the `store`\n;"
    );
    assert_eq!(
        field(&swap["undo"], "sql"),
        "CREATE OR REPLACE VIEW `shop.unified.orders` AS\nSELECT orders.id, day FROM `shop.store.orders` -- of the `store`\n;"
    );
    assert!(!plan.to_string().contains("DROP VIEW `shop.unified"));
}

#[test]
fn a_view_is_authorized_before_it_moves_and_the_old_authorization_revoked_after() {
    let access = |entries: Value, name: &str| {
        json!({
            "kind": "bigquery#dataset",
            "datasetReference": {"projectId": "shop", "datasetId": name},
            "location": "EU",
            "access": entries,
        })
        .to_string()
    };
    let view = json!({"view": {"projectId": "shop", "datasetId": "unified", "tableId": "orders"}});
    let mesh = shop()
        .file(
            "exports/bigquery/datasets/store.json",
            access(json!([view]), "store"),
        )
        .file(
            "exports/bigquery/datasets/sales.json",
            access(json!([]), "sales"),
        );
    let plan = made(&mesh, &["unified.orders", "--to", "sales.orders"]);
    let steps = steps(&plan);
    let at = |start: &str| {
        let found = steps.iter().position(|step| {
            step.split_once(' ')
                .is_some_and(|(_, what)| what.starts_with(start))
        });
        found.unwrap_or_else(|| panic!("{start}: {steps:?}"))
    };
    assert!(at("Authorize") < at("Replace") && at("Replace") < at("Export anew"));
    assert!(at("Export anew") < at("Revoke") && at("Revoke") < at("Retire"));
}

#[test]
fn a_full_access_list_is_met() {
    let full: Vec<Value> = (0..2_500)
        .map(|n| json!({"view": {"projectId": "shop", "datasetId": "a", "tableId": format!("v{n}")}}))
        .collect();
    let dataset = json!({
        "kind": "bigquery#dataset",
        "datasetReference": {"projectId": "shop", "datasetId": "sales"},
        "location": "EU",
        "access": full,
    });
    let mesh = shop().file("exports/bigquery/datasets/sales.json", dataset.to_string());
    let plan = made(&mesh, &["unified.orders", "--to", "sales.orders"]);
    let rules: Vec<&str> = plan["findings"]
        .as_array()
        .unwrap()
        .iter()
        .map(|f| field(f, "rule"))
        .collect();
    assert!(rules.contains(&"plan-authorization-full"), "{rules:?}");
}

#[test]
fn a_map_leads_from_each_table_to_one_of_its_own() {
    let mesh = shop()
        .table("shop.store.x_items", &COLUMNS)
        .table("shop.store.x_parts", &COLUMNS)
        .table("shop.sales.y_items", &COLUMNS)
        .view("shop.unified.items", "SELECT id FROM `shop.store.x_items`")
        .view("shop.unified.parts", "SELECT id FROM `shop.store.x_parts`");
    let output = plan(&mesh, &["--map", "store.x_*=sales.y_*"]);
    assert_eq!(output.status, 2);
    assert!(
        output
            .stderr
            .contains("shop.store.x_parts would move to shop.sales.y_parts, which isn't there"),
        "{}",
        output.stderr
    );
    let output = plan(
        &mesh,
        &[
            "--map",
            "store.x_items=sales.orders",
            "--map",
            "store.x_parts=sales.orders",
        ],
    );
    assert_eq!(output.status, 2);
    assert!(
        output.stderr.contains("would both move"),
        "{}",
        output.stderr
    );
    let plan = made(&mesh, &["--map", "store.x_items=sales.y_items"]);
    assert_eq!(
        plan["moves"],
        json!([{"view": "shop.unified.items", "from": "shop.store.x_items",
            "to": "shop.sales.y_items", "dme_before": null, "dme_after": null}])
    );
}

#[test]
fn a_dme_moves_as_a_whole_or_not_at_all() {
    let dmes = "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nservers:\n  - {type: bigquery, project: shop, dataset: store}\n---\napiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: sales\nservers:\n  - {type: bigquery, project: shop, dataset: sales}\n";
    let mesh = shop().file("dmes.yaml", dmes);
    let plan_of = made(&mesh, &["--dme", "store", "--to-dme", "dme:sales"]);
    assert_eq!(plan_of["moves"][0]["dme_before"], "store");
    assert_eq!(plan_of["moves"][0]["dme_after"], "sales");
    let expected: Vec<&str> = plan_of["expects"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| field(c, "rule"))
        .collect();
    assert_eq!(expected, ["pointer-moved-across"]);
    let mesh = mesh
        .table("shop.store.parts", &COLUMNS)
        .view("shop.unified.parts", "SELECT id FROM `shop.store.parts`");
    let output = plan(&mesh, &["--dme", "store", "--to-dme", "sales"]);
    assert_eq!(output.status, 2);
    assert!(
        output.stderr.contains("shop.store.parts"),
        "{}",
        output.stderr
    );
}

#[test]
fn a_saved_plan_says_when_it_holds_no_longer() {
    let mesh = shop();
    let text = plan(&mesh, &["unified.orders", "--to", "sales.orders"]).stdout;
    fs::write(mesh.base().join("move.json"), &text).unwrap();
    let show = |mesh: &Mesh| mesh.run(&["plan", "show", "move.json", "--root", "mesh"]);
    let output = show(&mesh);
    assert_eq!((output.status, output.stderr.as_str()), (0, ""));
    // Something else is no matter.
    let mesh = mesh.table("shop.store.parts", &COLUMNS);
    assert_eq!(show(&mesh).status, 0);
    let mesh = mesh.view("shop.other.daily", "SELECT id FROM `shop.store.orders`");
    let output = show(&mesh);
    assert_eq!(output.status, 1);
    assert!(
        output.stderr.contains("relation:shop.store.orders"),
        "{}",
        output.stderr
    );
    let output = mesh.run(&["plan", "show", "nowhere.json", "--root", "mesh"]);
    assert_eq!(output.status, 2, "{}", output.stderr);
}

#[test]
fn the_schema_of_a_plan_has_each_of_its_fields() {
    let mesh = shop();
    let schema = mesh.run(&["schema", "plan"]).json();
    let plan = made(&mesh, &["unified.orders", "--to", "sales.orders"]);
    let keys = plan.as_object().unwrap().keys();
    assert!(keys.len() > 5);
    for key in keys {
        let own = &schema["$defs"]["MovePlan"]["properties"][key];
        assert!(own["description"].is_string(), "{key}: {own}");
    }
    assert_eq!(schema["$ref"], "#/$defs/MovePlan");
    assert!(schema["$schema"].is_string());
}

#[test]
fn what_can_not_be_planned_is_refused() {
    let mesh = shop().view(
        "shop.unified.both",
        "SELECT o.id FROM `shop.store.orders` o JOIN `shop.sales.orders` s USING (id)",
    );
    for (args, says) in [
        (
            &["unified.nothing", "--to", "sales.orders"][..],
            "no table or view is called",
        ),
        (
            &["unified.orders", "--to", "nowhere.orders"],
            "no table or view is called",
        ),
        (&["store.orders", "--to", "sales.orders"], "is no view"),
        (
            &["unified.both", "--to", "unified.orders"],
            "names several tables",
        ),
        (
            &["unified.orders", "--to", "store.orders"],
            "can't point to",
        ),
        (&["--map", "a"], "isn't a map"),
        (&["--map", "a.b=c.d"], "is no table"),
    ] {
        let output = plan(&mesh, args);
        assert_eq!(output.status, 2, "{args:?}: {}", output.stderr);
        let told = &output.stderr;
        assert!(told.contains(says), "{args:?}: {told}");
    }
}

/// The sample's plan reads as a text: where it moves, what that means, what to do, what isn't known.
#[test]
fn a_plan_of_the_sample_is_a_text_to_follow() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/manifests");
    let args = [
        "plan",
        "move",
        "unified.exchange_rates",
        "--to",
        "dwh_core.dim_site",
        "--root",
        sample,
    ];
    let output = Mesh::new().run(&args);
    assert_eq!((output.status, output.stderr.as_str()), (0, ""));
    let text = output.stdout;
    let mut at = 0;
    for part in [
        "mercadia-finance.finance_reporting.fx_rates -> mercadia-datawarehouse.dwh_core.dim_site (from dme:finance-reporting to dme:reference-core)",
        "Mend what is breaking before any view is replaced.",
        "breaking[plan-column-lost]",
        "Authorize mercadia-unified.unified.exchange_rates",
        "SELECT * FROM `mercadia-datawarehouse.dwh_core.dim_site` AS fx_rates WHERE rate_type = 'official';",
        "SELECT * FROM `mercadia-finance.finance_reporting.fx_rates` WHERE rate_type = 'official';",
        "vitrina diff OLD NEW",
        "Revoke the authorization",
        "What the exports can't tell",
        "safe[pointer-moved-across]",
    ] {
        let found = text[at..].find(part);
        at += found.unwrap_or_else(|| panic!("{part} after {at}:\n{text}"));
    }
    let mut args = args.to_vec();
    args.extend(["--format", "markdown"]);
    let output = Mesh::new().run(&args);
    assert!(output.stdout.starts_with("# Move "), "{}", output.stdout);
}

/// A view of another system, over a table that moves.
fn elsewhere(dialect: &str, names: [&str; 2], sql: &str) -> Mesh {
    let settings = format!(
        "[[exports]]\nformat = \"information-schema\"\ndialect = \"{dialect}\"\npath = \"exports/warehouse/**\"\n"
    );
    let [store, sales] = names;
    let dot = |name: &str| name.replace('.', ",");
    let view = dot(&store
        .replace("store", "unified")
        .replace("STORE", "UNIFIED"));
    let [store, sales] = [dot(store), dot(sales)];
    let mut columns = "table_catalog,table_schema,table_name,column_name,ordinal_position,is_nullable,data_type\n".to_owned();
    for name in [&view, &store, &sales] {
        columns.push_str(&format!("{name},id,1,YES,bigint\n"));
    }
    Mesh::new()
        .file("vitrina.toml", settings)
        .file(
            "exports/warehouse/tables.csv",
            format!("table_catalog,table_schema,table_name,table_type\n{view},VIEW\n{store},BASE TABLE\n{sales},BASE TABLE\n"),
        )
        .file("exports/warehouse/columns.csv", columns)
        .file(
            "exports/warehouse/views.csv",
            format!("table_catalog,table_schema,table_name,view_definition\n{view},\"{sql}\"\n"),
        )
}

#[test]
fn each_system_has_its_own_statement() {
    for (dialect, names, sql, expected) in [
        (
            "snowflake",
            ["SHOP.STORE.ORDERS", "SHOP.SALES.ORDERS"],
            "create view ORDERS comment='as' as select ID from STORE.ORDERS;",
            Some(
                "USE SCHEMA SHOP.UNIFIED;\ncreate OR REPLACE view ORDERS COPY GRANTS comment='as' AS\nselect ID from SHOP.SALES.ORDERS;",
            ),
        ),
        (
            "databricks",
            ["shop.store.orders", "shop.sales.orders"],
            "SELECT id FROM store.orders",
            Some("ALTER VIEW shop.unified.orders AS\nSELECT id FROM shop.sales.orders;"),
        ),
        (
            "postgres",
            ["shop.store.orders", "shop.sales.orders"],
            " SELECT orders.id FROM store.orders;",
            Some(
                "CREATE OR REPLACE VIEW shop.unified.orders AS\nSELECT orders.id FROM shop.sales.orders;",
            ),
        ),
        (
            "databricks",
            ["shop.store.orders", "shop.sales.orders"],
            "CREATE VIEW unified.orders (id) AS SELECT id FROM store.orders",
            None,
        ),
        (
            "redshift",
            ["shop.store.orders", "shop.sales.orders"],
            "SELECT id FROM store.orders",
            None,
        ),
    ] {
        let mesh = elsewhere(dialect, names, sql);
        let view = names[0]
            .replace("store", "unified")
            .replace("STORE", "UNIFIED");
        let plan = made(&mesh, &[&view, "--to", names[1]]);
        let steps = plan["steps"].as_array().unwrap().iter();
        let swap = steps.filter_map(|step| step["sql"].as_str()).next();
        assert_eq!(swap, expected, "{dialect}: {:#}", plan["findings"]);
    }
}

#[test]
fn a_view_in_legacy_sql_is_changed_by_a_command() {
    let named = |mut row: Value| {
        row["table_catalog"] = json!("shop");
        row["table_schema"] = json!("unified");
        row["table_name"] = json!("old");
        row
    };
    let sql = "SELECT id FROM [shop:store.orders] WHERE day > 'a'";
    let mesh = shop()
        .ndjson("TABLES", &[named(json!({"table_type": "VIEW"}))])
        .ndjson(
            "VIEWS",
            &[named(
                json!({"view_definition": sql, "use_standard_sql": "NO"}),
            )],
        );
    let plan = made(&mesh, &["unified.old", "--to", "sales.orders"]);
    let mut steps = plan["steps"].as_array().unwrap().iter();
    let swap = steps
        .find(|step| field(step, "what").starts_with("Replace"))
        .unwrap();
    assert_eq!(
        field(swap, "command"),
        r"bq update --use_legacy_sql=true --view 'SELECT id FROM [shop:sales.orders] WHERE day > '\''a'\''' 'shop:unified.old'"
    );
}

/// `class[rule]` of each finding.
fn findings(plan: &Value) -> Vec<String> {
    let findings = plan["findings"].as_array().unwrap().iter();
    findings
        .map(|f| format!("{}[{}]", field(f, "class"), field(f, "rule")))
        .collect()
}

/// A view with its whole statement, `columns` after its name included, over a table and one like it.
fn whole(new: &[(&str, &str)], columns: &str, sql: &str) -> Mesh {
    let row = json!({"table_catalog": "shop", "table_schema": "unified", "table_name": "orders",
        "table_type": "VIEW", "view_definition": sql, "use_standard_sql": "YES",
        "ddl": format!("CREATE VIEW `shop.unified.orders`{columns}\nOPTIONS(description=\"x\")\nAS {sql};")});
    let column = |name: &str, of: &str, at: usize| {
        json!({"table_catalog": "shop", "table_schema": "unified", "table_name": "orders",
        "column_name": name, "data_type": of, "ordinal_position": at, "is_nullable": "YES"})
    };
    Mesh::new()
        .bigquery()
        .table("shop.store.orders", &COLUMNS)
        .table("shop.sales.orders", new)
        .ndjson("TABLES", std::slice::from_ref(&row))
        .ndjson("VIEWS", std::slice::from_ref(&row))
        .ndjson(
            "COLUMNS",
            &[column("id", "INT64", 1), column("day", "DATE", 2)],
        )
}

#[test]
fn columns_by_a_star_are_those_of_the_new_table() {
    let args = ["unified.orders", "--to", "sales.orders"];
    let star = "SELECT * FROM `shop.store.orders`";
    for (new, columns, sql, expected) in [
        (
            &[("id", "STRING"), ("day", "DATE")][..],
            "",
            star,
            &["breaking[plan-column-retyped]"][..],
        ),
        // The statement names columns by their place.
        (
            &[("day", "DATE"), ("id", "INT64")],
            "(id OPTIONS(description=\"n\"), day)",
            star,
            &[
                "breaking[plan-column-retyped]",
                "breaking[plan-column-retyped]",
            ],
        ),
        (
            &[("id", "INT64"), ("day", "DATE"), ("x", "DATE")],
            "(id, day)",
            star,
            &["breaking[plan-statement-unknown]"],
        ),
        // Names of columns have no case there, and those in comments and texts are none.
        (
            &[("ID", "INT64"), ("Day", "DATE")],
            "",
            "SELECT id, day FROM `shop.store.orders` WHERE '_PARTITIONTIME' > 'a' -- _PARTITIONTIME",
            &[],
        ),
    ] {
        let plan = made(&whole(new, columns, sql), &args);
        assert_eq!(findings(&plan), expected, "{new:?} {columns}");
    }
}

#[test]
fn what_one_export_tells_of_another_project_is_not_taken_for_granted() {
    let option = json!({"table_catalog": "big", "table_schema": "sales", "table_name": "orders",
        "option_name": "partition_expiration_days", "option_type": "FLOAT64", "option_value": "90.0"});
    let mesh = whole(&COLUMNS, "", "SELECT id, day FROM `shop.store.orders`")
        .table("big.sales.orders", &COLUMNS)
        .ndjson("TABLE_OPTIONS", &[option]);
    let plan = made(&mesh, &["unified.orders", "--to", "big.sales.orders"]);
    assert_eq!(findings(&plan), ["unknown[plan-history-shorter]"]);
}

#[test]
fn whoever_loses_the_only_grant_is_told() {
    let grant = |name: &str| {
        json!({"object_catalog": "shop", "object_schema": name, "object_name": "orders",
        "object_type": "TABLE", "privilege_type": "roles/bigquery.dataViewer", "grantee": "group:an@x.org"})
    };
    let mesh = shop().ndjson("OBJECT_PRIVILEGES", &[grant("store"), grant("unified")]);
    let plan = made(&mesh, &["unified.orders", "--to", "sales.orders"]);
    let found = findings(&plan);
    assert!(
        found.contains(&"unknown[plan-access-lost]".to_owned()),
        "{found:?}"
    );
    let steps = steps(&plan);
    assert!(
        steps
            .iter()
            .any(|step| step.contains("Grant what is missing")),
        "{steps:?}"
    );
}

#[test]
fn authorizations_of_all_moves_are_added_up() {
    let full: Vec<Value> = (0..2_499)
        .map(|n| json!({"view": {"projectId": "shop", "datasetId": "a", "tableId": format!("v{n}")}}))
        .collect();
    let dataset = json!({
        "kind": "bigquery#dataset",
        "datasetReference": {"projectId": "shop", "datasetId": "sales"},
        "location": "EU",
        "access": full,
    });
    let mesh = shop()
        .table("shop.store.items", &COLUMNS)
        .table("shop.sales.items", &COLUMNS)
        .view("shop.unified.items", "SELECT id FROM `shop.store.items`")
        .file("exports/bigquery/datasets/sales.json", dataset.to_string());
    let plan = made(&mesh, &["--map", "store.*=sales.*"]);
    let full = plan["findings"].as_array().unwrap().iter();
    let full: Vec<&Value> = full
        .filter(|f| f["rule"] == "plan-authorization-full")
        .collect();
    assert_eq!(full.len(), 1, "{plan:#}");
    assert_eq!(
        full[0]["about"],
        json!(["shop.unified.items", "shop.unified.orders"])
    );
    // Each view waits for what it needs itself.
    let steps = plan["steps"].as_array().unwrap();
    let after = |start: &str| {
        let step = steps
            .iter()
            .find(|step| field(step, "what").starts_with(start));
        step.unwrap()["after"].clone()
    };
    assert_eq!(after("Replace shop.unified.items"), json!([1, 3]));
    assert_eq!(after("Replace shop.unified.orders"), json!([2, 4]));
}

#[test]
fn manifests_declare_the_new_table_and_the_old_one_until_it_is_retired() {
    let dme = |id: &str| {
        format!(
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: {id}\nservers:\n  - {{type: bigquery, project: shop, dataset: {id}}}\n---\n"
        )
    };
    let product = "apiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: store\nslaProperties:\n  - {property: latency, value: 1, unit: d}\ntables:\n  - {name: orders, physicalName: shop.store.orders}\noutputPorts:\n  - {name: orders, type: unifiedView, physicalName: shop.unified.orders}\n";
    let mesh = shop()
        .file(
            "dmes.yaml",
            format!("{}{}{product}", dme("store"), dme("sales")),
        )
        .view("shop.store.daily", "SELECT id FROM `shop.store.orders`");
    let plan = made(&mesh, &["unified.orders", "--to", "sales.orders"]);
    let steps = steps(&plan);
    let has = |text: &str| {
        assert!(
            steps.iter().any(|step| step.contains(text)),
            "{text}: {steps:#?}"
        );
    };
    has(
        "List shop.sales.orders in a product of dme:sales, promise what is promised of shop.store.orders (24 h), and move the output port orders there from product orders (dmes.yaml:",
    );
    has("shop.store.orders stays in product orders until it is retired");
    has("Point what else names shop.store.orders to shop.sales.orders too");
    assert!(!plan.to_string().contains("renamedFrom"));
    let expects = plan["expects"].as_array().unwrap().iter();
    let expects: Vec<&str> = expects.map(|change| field(change, "class")).collect();
    assert_eq!(expects, ["safe"]);
}

#[test]
fn a_wildcard_moves_where_all_of_its_tables_do() {
    let mesh = Mesh::new()
        .bigquery()
        .table("shop.store.ev_1", &COLUMNS)
        .table("shop.store.ev_2", &COLUMNS)
        .table("shop.sales.ev_1", &COLUMNS)
        .table("shop.sales.ev_2", &COLUMNS)
        .view("shop.unified.ev", "SELECT id FROM `shop.store.ev_*`");
    let plan_of = made(&mesh, &["--map", "store.ev_*=sales.ev_*"]);
    let steps = plan_of["steps"].as_array().unwrap().iter();
    let swap = steps.filter_map(|step| step["sql"].as_str()).next();
    let expected = "CREATE OR REPLACE VIEW `shop.unified.ev` AS\nSELECT id FROM `shop.sales.ev_*`;";
    assert_eq!(swap, Some(expected), "{plan_of:#}");
    // A third one would come in addition.
    let mesh = mesh.table("shop.sales.ev_3", &COLUMNS);
    let plan_of = made(&mesh, &["--map", "store.ev_*=sales.ev_*"]);
    let found = findings(&plan_of);
    assert!(
        found.contains(&"breaking[plan-statement-unknown]".to_owned()),
        "{found:?}"
    );
}

#[test]
fn rows_of_a_table_that_needs_a_filter_are_counted_by_partition_and_its_key_is_an_input() {
    let option = |name: &str, of: &str, value: &str| {
        json!({"table_catalog": "shop", "table_schema": "sales", "table_name": "orders",
        "option_name": name, "option_type": of, "option_value": value})
    };
    let mesh = shop().ndjson(
        "TABLE_OPTIONS",
        &[option("require_partition_filter", "BOOL", "true")],
    );
    let text = plan(&mesh, &["unified.orders", "--to", "sales.orders"]).stdout;
    let plan_of: Value = serde_json::from_str(&text).unwrap();
    assert_eq!(
        field(&plan_of["steps"][0], "verify"),
        "SELECT (SELECT COUNT(*) FROM `shop.store.orders`) AS rows_before, (SELECT SUM(total_rows) FROM `shop.sales.INFORMATION_SCHEMA.PARTITIONS` WHERE table_name = 'orders') AS rows_after;"
    );
    fs::write(mesh.base().join("move.json"), &text).unwrap();
    let mesh = mesh.ndjson(
        "TABLE_OPTIONS",
        &[option("kms_key_name", "STRING", "\"projects/k\"")],
    );
    let output = mesh.run(&["plan", "show", "move.json", "--root", "mesh"]);
    assert_eq!(output.status, 1, "{}", output.stderr);
}
