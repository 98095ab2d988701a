//! Data contracts: what their pages say, which version a port has, and what of them is compared
//! with the warehouse; policy tags of columns.

use serde_json::json;

use crate::html;
use crate::support::{Mesh, Site};

/// A contract about `p.store.orders`; `schema` is indented by two.
fn contract(version: &str, more: &str, columns: &str) -> String {
    format!(
        "apiVersion: v3.1.0\nkind: DataContract\nid: urn:orders\nversion: {version}\nstatus: active\n\
         servers: [{{server: prod, type: bigquery, project: p, dataset: store}}]\n{more}\
         schema:\n  - name: orders\n    properties:\n{columns}"
    )
}

/// No entry point: there is no view in these meshes.
const SETTINGS: &str = "[[exports]]\nformat = \"bigquery\"\npath = \"exports/bigquery/**\"\n";

fn orders() -> Mesh {
    Mesh::new().file("vitrina.toml", SETTINGS).table(
        "p.store.orders",
        &[("id", "INT64"), ("shop", "STRING"), ("note", "STRING")],
    )
}

fn rows(site: &Site, page: &str, section: &str) -> Vec<Vec<String>> {
    html::rows(&html::tokens(&site.page(page), page), section)
}

const ORDERS: &str = "contracts/urn-orders~";

/// The page of the contract of the plain id.
fn page(mesh: &Mesh) -> String {
    let lines = mesh.list("contracts");
    let line = lines.iter().find(|l| l["name"] == "urn:orders").unwrap();
    let page = line["url"].as_str().unwrap().to_owned();
    assert!(page.starts_with(ORDERS), "{page}");
    page
}

#[test]
fn every_operator_and_unit_is_said() {
    for (rule, said) in [
        (
            "{metric: nullValues, unit: percent, mustBeLessThan: 5}",
            "nullValues must be less than 5 percent of rows",
        ),
        ("{metric: nullValues, mustBe: 0}", "nullValues must be 0"),
        ("{rule: nullCount, mustNotBe: 3}", "nullCount must not be 3"),
        (
            "{metric: rowCount, unit: rows, mustBeGreaterThan: 1}",
            "rowCount must be greater than 1 row",
        ),
        (
            "{metric: rowCount, unit: rows, mustBeGreaterOrEqualTo: 10, mustBeLessOrEqualTo: 20}",
            "rowCount must be at least 10 rows and must be at most 20 rows",
        ),
        (
            "{metric: rowCount, mustBeGreaterThanOrEqualTo: 10, mustBeLessThanOrEqualTo: 20}",
            "rowCount must be at least 10 and must be at most 20",
        ),
        (
            "{metric: duplicateValues, unit: percent, mustBeBetween: [0, 1.5]}",
            "duplicateValues must be between 0 and 1.5 percent of rows",
        ),
        (
            "{metric: rowCount, mustNotBeBetween: [5, 9]}",
            "rowCount must not be between 5 and 9",
        ),
        (
            "{metric: invalidValues, mustBe: 0, arguments: {validValues: [a, b], pattern: '^[ab]$'}}",
            "invalidValues must be 0 (valid values: a, b; pattern: ^[ab]$)",
        ),
        (
            "{rule: validValues, validValues: [x, y]}",
            "validValues (valid values: x, y)",
        ),
        (
            "{metric: missingValues, unit: '%', mustBeLessThan: 5, arguments: {missingValues: [null, '', N/A]}}",
            "missingValues must be less than 5 percent of rows (missing values: null, '', N/A)",
        ),
        (
            "{metric: duplicateValues, mustBe: 0, arguments: {properties: [id, shop]}}",
            "duplicateValues must be 0 (properties: id, shop)",
        ),
        (
            "{type: sql, description: Never negative., query: SELECT 1, mustBe: 0}",
            "Never negative. (the query's result must be 0)",
        ),
        ("{type: text, description: It is right.}", "It is right."),
        (
            "{type: custom, engine: soda, implementation: 'checks for orders'}",
            "checked by soda",
        ),
        (
            "{type: sql, name: late, unit: minutes, query: SELECT 1, mustBeLessThan: 30}",
            "late (the query's result must be less than 30 minutes)",
        ),
    ] {
        let columns = format!("      - {{name: id, logicalType: integer, quality: [{rule}]}}\n");
        let mesh = orders().file("c.yaml", contract("1.0.0", "", &columns));
        assert_eq!(mesh.rules(), [""; 0], "{rule}");
        let site = mesh.build();
        let shown = rows(&site, &page(&mesh), "quality");
        assert_eq!(shown[0][0], "orders.id", "{rule}");
        assert_eq!(shown[0][1], said, "{rule}");
        let table = site.page("tables/p/store/orders.html");
        let card = html::tokens(&table, "orders");
        let card = html::text(html::inside(&card, "contract"));
        assert!(card.contains(&format!("id: {said}")), "{rule}: {card}");
    }
}

#[test]
fn an_operator_with_the_wrong_number_of_values_is_reported_and_shown() {
    let columns = "      - name: id\n        quality:\n          - {metric: rowCount, mustBeBetween: 5}\n          - {metric: rowCount, mustBeLessThan: [1, 2]}\n";
    let mesh = orders().file("c.yaml", contract("1.0.0", "", columns));
    assert_eq!(
        mesh.rules(),
        ["wrong-type c.yaml:12", "wrong-type c.yaml:13"]
    );
    let shown = rows(&mesh.build(), &page(&mesh), "quality");
    assert_eq!(shown[0][1], "rowCount must be between 5");
    assert_eq!(shown[1][1], "rowCount must be less than 1, 2");
}

#[test]
fn what_a_rule_says_beside_its_demand_is_shown() {
    let columns = "      - name: id
        quality:
          - type: sql
            description: Ids are new.
            name: new_ids
            dimension: uniqueness
            severity: error
            businessImpact: regulatory
            method: reconciliation
            scheduler: cron
            schedule: 0 20 * * *
            query: SELECT COUNT(*) FROM ${object} WHERE id < 0
            mustBe: 0
";
    let mesh = orders().file("c.yaml", contract("1.0.0", "", columns));
    let shown = rows(&mesh.build(), &page(&mesh), "quality");
    for said in [
        "rule: new_ids",
        "dimension: uniqueness",
        "severity: error",
        "business impact: regulatory",
        "method: reconciliation",
        "scheduler: cron",
        "schedule: 0 20 * * *",
    ] {
        assert!(shown[0][2].contains(said), "{said}: {shown:?}");
    }
    assert!(shown[0][3].contains("WHERE id < 0"), "{shown:?}");
}

#[test]
fn the_rest_of_a_document_has_its_place() {
    let more = "description: {purpose: Orders., authoritativeDefinitions: [{type: privacy, url: 'https://example.com/privacy'}]}
support: [{channel: '#orders', description: Ask before nine, tool: slack}]
";
    let columns = "      - name: id
        businessName: order number
        physicalName: id
        description: Number of the order.
        examples: [17, 18]
        transformSourceObjects: [raw.orders, nowhere]
        transformLogic: SELECT number AS id
        transformDescription: The number as it is.
        authoritativeDefinitions: [{type: tutorial, url: 'javascript:alert(1)'}, {type: implementation, url: 'https://example.com/id', description: Where it is made}]
      - name: shop
        relationships: [{to: shops.id, customProperties: [{property: cardinality, value: many-to-one}]}]
    tags: [core]
    businessName: Sales
    authoritativeDefinitions: [{type: businessDefinition, url: 'https://example.com/orders'}]
    relationships: [{type: foreignKey, from: [orders.id, orders.shop], to: [/schema/shops_obj/properties/id, elsewhere.code]}]
  - {id: shops_obj, name: shops, properties: [{name: id}]}
";
    let text = contract("1.0.0", more, columns).replace(
        "dataset: store}]",
        "dataset: store, host: db.example.com, port: 5432, location: 'gs://bucket/x'}]",
    );
    let mesh = orders()
        .table("p.store.shops", &[("id", "STRING")])
        .table("p.raw.orders", &[("number", "INT64")])
        .file("c.yaml", text.replace("raw.orders", "p.raw.orders"));
    assert_eq!(mesh.rules(), ["wrong-address c.yaml:20"]);
    let site = mesh.build();
    let page = page(&mesh);
    let html_text = site.page(&page);
    let tokens = html::tokens(&html_text, &page);
    let all = |section: &str| html::rows(&tokens, section);
    assert_eq!(all("tables")[0][0], "orders (Sales) tags: core");
    assert_eq!(all("columns")[0][1], "id order number");
    assert_eq!(
        all("columns")[0][4],
        "Number of the order. for example 17, 18"
    );
    assert_eq!(
        all("sources"),
        [[
            "orders.id",
            "p.raw.orders, nowhere",
            "The number as it is.",
            "ShowSELECT number AS id"
        ]]
    );
    assert!(html_text.contains("tables/p/raw/orders.html\""));
    assert!(html_text.contains("tables/p/store/shops.html\""));
    assert_eq!(
        all("relationships"),
        [
            [
                "orders.id, orders.shop",
                "/schema/shops_obj/properties/id, elsewhere.code",
                "foreignKey",
                ""
            ],
            [
                "orders.shop",
                "shops.id",
                "foreignKey",
                "cardinality: many-to-one"
            ],
        ]
    );
    assert_eq!(
        all("definitions"),
        [
            ["description", "privacy", "https://example.com/privacy", ""],
            [
                "orders",
                "businessDefinition",
                "https://example.com/orders",
                ""
            ],
            ["orders.id", "tutorial", "javascript:alert(1)", ""],
            [
                "orders.id",
                "implementation",
                "https://example.com/id",
                "Where it is made"
            ],
        ]
    );
    assert!(!html_text.contains("href=\"javascript"));
    assert!(html_text.contains("href=\"https://example.com/id\""));
    let support = html::text(html::inside(&tokens, "support"));
    assert!(support.contains("Ask before nine"), "{support}");
    let details = html::pairs(&tokens, "details");
    let (_, server) = details.iter().find(|(k, _)| k == "server prod").unwrap();
    for part in ["host db.example.com", "port 5432", "location gs://bucket/x"] {
        assert!(server.contains(part), "{server}");
    }
    // The table's own page tells of the keys and sources in short.
    let table = html::tokens(&site.page("tables/p/store/orders.html"), "orders");
    let card = html::text(html::inside(&table, "contract"));
    for part in [
        "Sales",
        "shops.id",
        "p.raw.orders",
        "https://example.com/orders",
    ] {
        assert!(card.contains(part), "{part}: {card}");
    }
    // What a table is made from by its contract is lineage, marked as declared.
    let edges = mesh.list("edges");
    let edge = edges
        .iter()
        .find(|e| e["from"] == "table:p.raw.orders")
        .unwrap();
    assert_eq!(edge["to"], "table:p.store.orders");
    assert_eq!(edge["provenance"][0]["by"], "declared");
}

#[test]
fn nested_properties_are_compared_where_fields_are_known() {
    let columns = "      - name: shipping
        properties:
          - {name: city}
          - {name: town}
          - name: stops
            items: {logicalType: object, properties: [{name: day}, {name: hour}]}
          - name: zip
            physicalName: zip_code
      - name: flat
        properties: [{name: anything}]
";
    let path = |path: &str| {
        json!({"table_catalog": "p", "table_schema": "store", "table_name": "orders",
               "column_name": "shipping", "field_path": path, "data_type": "STRING"})
    };
    let mesh = Mesh::new()
        .file("vitrina.toml", SETTINGS)
        .table(
            "p.store.orders",
            &[("shipping", "STRUCT"), ("flat", "STRING")],
        )
        .file("c.yaml", contract("1.0.0", "", columns));
    // Nothing is known of fields yet.
    assert_eq!(mesh.rules(), [""; 0]);
    let paths = [
        "shipping",
        "shipping.City",
        "shipping.zip_code",
        "shipping.stops",
        "shipping.stops.day",
    ];
    let mesh = mesh.ndjson("COLUMN_FIELD_PATHS", &paths.map(path));
    assert_eq!(
        mesh.field("findings", "message"),
        [
            "the contract states column `shipping.town`, which `p.store.orders` doesn't have",
            "the contract states column `shipping.stops.hour`, which `p.store.orders` doesn't have",
        ]
    );
    assert_eq!(
        mesh.rules(),
        ["contract-column c.yaml:13", "contract-column c.yaml:15"]
    );
    // The names themselves are pointed at.
    assert_eq!(mesh.field("findings", "column"), ["20", "75"]);
}

#[test]
fn nested_properties_are_compared_with_the_types_of_columns() {
    let columns = "      - name: lines
        logicalType: array
        items: {logicalType: object, properties: [{name: SKU}, {name: price}]}
      - name: address
        properties: [{name: geo, properties: [{name: lat}, {name: lon}]}]
      - name: payload
        properties: [{name: anything}]
";
    let mesh = Mesh::new()
        .file("vitrina.toml", SETTINGS)
        .table(
            "p.store.orders",
            &[
                ("lines", "ARRAY<STRUCT<sku STRING, qty INT64>>"),
                ("address", "STRUCT<geo STRUCT<lat FLOAT64>>"),
                ("payload", "JSON"),
            ],
        )
        .file("c.yaml", contract("1.0.0", "", columns));
    assert_eq!(
        mesh.field("findings", "message"),
        [
            "the contract states column `lines.price`, which `p.store.orders` doesn't have",
            "the contract states column `address.geo.lon`, which `p.store.orders` doesn't have",
        ]
    );
}

/// A port has the contract of its version; the others stand beside it, and none is a duplicate.
#[test]
fn versions_of_a_contract_stand_side_by_side() {
    let column = "      - {name: id}\n";
    let gone = "      - {name: vanished}\n";
    let product = |port: &str| {
        format!(
            "apiVersion: v1.0.0\nkind: DataProduct\nid: sales\nstatus: active\noutputPorts:\n  - {{name: orders, version: {port}, contractId: 'urn:orders'}}\n"
        )
    };
    for (port, version) in [
        ("1.2.0", "1.2.0"),
        ("1.2", "1.2.0"),
        ("1.0.0", "1.0.0"),
        ("1", "1.0.0"),
        ("1.7.0", "1.2.0"),
        ("10.0.0", "10.0.0"),
        ("7", "10.0.0"),
    ] {
        let mesh = orders()
            .file("c/a.yaml", contract("1.2.0", "", column))
            .file("c/b.yaml", contract("10.0.0", "", column))
            .file("c/c.yaml", contract("1.0.0", "", gone))
            .file("p.yaml", product(port));
        let found: Vec<String> = mesh.rules();
        // Only the version that holds is compared with the table.
        let expected: &[&str] = match version {
            "1.0.0" => &["contract-column c/c.yaml:10"],
            _ => &[],
        };
        assert_eq!(found, expected, "{port}");
        assert_eq!(
            mesh.names("contracts"),
            ["urn:orders", "urn:orders@1.0.0", "urn:orders@1.2.0"]
        );
        let site = mesh.build();
        let lines = mesh.list("products");
        let product = lines[0]["url"].as_str().unwrap();
        let ports = rows(&site, product, "ports");
        assert!(
            ports[0][4].ends_with(&format!("version {version}")),
            "{port}: {ports:?}"
        );
        let lines = mesh.list("tables");
        let table = lines
            .iter()
            .find(|t| t["name"] == "p.store.orders")
            .unwrap();
        let name = match version {
            "10.0.0" => "urn:orders".to_owned(),
            version => format!("urn:orders@{version}"),
        };
        assert_eq!(table["contracts"], json!([name]), "{port}");
        let others = rows(&site, &page(&mesh), "versions");
        assert_eq!(others, [["1.2.0", "active"], ["1.0.0", "active"]]);
    }
    // The same version twice is a duplicate.
    let mesh = orders()
        .file("a.yaml", contract("1.2.0", "", column))
        .file("b.yaml", contract("1.2.0", "", column));
    assert_eq!(mesh.rules(), ["duplicate-id b.yaml:3"]);
}

/// One tag on a nested field and one on a column, and what becomes of them in a chain of views.
fn tagged() -> Mesh {
    let path = |column: &str, path: &str, tags: &[&str]| {
        json!({"table_catalog": "p", "table_schema": "store", "table_name": "people", "column_name": column,
               "field_path": path, "data_type": "STRING", "policy_tags": tags})
    };
    let email = "projects/p/locations/us/taxonomies/7/policyTags/42";
    Mesh::new()
        .bigquery()
        .table(
            "p.store.people",
            &[
                ("id", "INT64"),
                ("email", "STRING"),
                ("home", "STRUCT<city STRING, street STRING>"),
            ],
        )
        .ndjson(
            "COLUMN_FIELD_PATHS",
            &[
                path("id", "id", &[]),
                path("email", "email", &[email]),
                path("home", "home", &[]),
                path("home", "home.city", &[]),
                path(
                    "home",
                    "home.street",
                    &["projects/p/locations/us/taxonomies/7/policyTags/43"],
                ),
            ],
        )
        .view(
            "p.store.inner",
            "SELECT id, LOWER(EMAIL) AS contact, home.city AS city FROM `p.store.people`",
        )
        .view(
            "p.unified.people",
            "SELECT id, contact AS mail, city FROM `p.store.inner`",
        )
        .view(
            "p.unified.homes",
            "SELECT home AS place, COUNT(email) AS n FROM `p.store.people` GROUP BY 1",
        )
        .table("p.store.copy", &[("email", "STRING")])
}

#[test]
fn policy_tags_reach_the_views_that_read_a_column() {
    let mesh = tagged();
    let tags = |what: &str, name: &str| -> Vec<(String, String)> {
        let lines = mesh.list(what);
        let line = lines.iter().find(|l| l["name"] == name).unwrap();
        let columns = line["columns"].as_array().unwrap().iter();
        columns
            .filter_map(|k| {
                let tags = k["policy_tags"].as_array()?.iter();
                let short: Vec<&str> = tags
                    .map(|t| t.as_str().unwrap().rsplit('/').next().unwrap())
                    .collect();
                Some((k["name"].as_str().unwrap().to_owned(), short.join(" ")))
            })
            .collect()
    };
    let pairs = |all: &[(&str, &str)]| -> Vec<(String, String)> {
        all.iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    };
    assert_eq!(
        tags("tables", "p.store.people"),
        pairs(&[("email", "42"), ("home", "43"), ("home.street", "43")])
    );
    assert_eq!(tags("views", "p.store.inner"), pairs(&[("contact", "42")]));
    assert_eq!(tags("views", "p.unified.people"), pairs(&[("mail", "42")]));
    assert_eq!(
        tags("views", "p.unified.homes"),
        pairs(&[("place", "43"), ("n", "42")])
    );
    assert_eq!(tags("tables", "p.store.copy"), pairs(&[]));
    let site = mesh.build();
    for (page, badges) in [
        ("tables/p/store/people.html", 3),
        ("views/unified/people.html", 1),
        ("views/unified/homes.html", 2),
        ("tables/p/store/copy.html", 0),
    ] {
        let html_text = site.page(page);
        assert_eq!(
            html_text.matches(">needs fine-grained access<").count(),
            badges,
            "{page}"
        );
        let full = "title=\"projects/p/locations/us/taxonomies/7/policyTags/42\">42</code>";
        assert_eq!(html_text.contains(full), badges > 0, "{page}");
    }
}

/// Views that the export tells columns of have the tags of what they select, too.
#[test]
fn policy_tags_that_dbt_declares_are_read() {
    let tag = "projects/p/locations/us/taxonomies/7/policyTags/42";
    let manifest = json!({
        "metadata": {"dbt_schema_version": "https://schemas.getdbt.com/dbt/manifest/v12.json",
                     "adapter_type": "bigquery"},
        "nodes": {"model.shop.people": {
            "unique_id": "model.shop.people", "resource_type": "model", "name": "people",
            "alias": "people", "database": "p", "schema": "store",
            "relation_name": "`p`.`store`.`people`", "config": {"materialized": "table"},
            "depends_on": {"nodes": []},
            "columns": {"email": {"name": "email", "policy_tags": [tag]}, "id": {"name": "id"}}}},
        "sources": {}
    });
    let mesh = Mesh::new()
        .file(
            "vitrina.toml",
            "[entry_points]\ndatasets = [\"p.unified\"]\n",
        )
        .table("p.store.people", &[("id", "INT64"), ("email", "STRING")])
        .view("p.unified.people", "SELECT id, email FROM `p.store.people`")
        .file("exports/dbt/manifest.json", manifest.to_string());
    let view = &mesh.list("views")[0];
    assert_eq!(view["columns"][1]["name"], "email");
    assert_eq!(view["columns"][1]["policy_tags"], json!([tag]));
    assert!(view["columns"][0]["policy_tags"].is_null(), "{view}");
}

#[test]
fn policy_tags_reach_views_whose_columns_are_exported() {
    let row = |name: &str, ordinal: u32| {
        json!({"table_catalog": "p", "table_schema": "unified", "table_name": "people", "column_name": name,
               "ordinal_position": ordinal, "data_type": "STRING", "is_nullable": "YES"})
    };
    let mesh = tagged().ndjson("COLUMNS", &[row("id", 1), row("mail", 2), row("city", 3)]);
    let lines = mesh.list("views");
    let view = lines
        .iter()
        .find(|l| l["name"] == "p.unified.people")
        .unwrap();
    assert_eq!(view["columns"][0]["policy_tags"], json!(null));
    assert_eq!(
        view["columns"][1]["policy_tags"],
        json!(["projects/p/locations/us/taxonomies/7/policyTags/42"])
    );
    let site = mesh.build();
    assert_eq!(
        site.page("views/unified/people.html")
            .matches(">needs fine-grained access<")
            .count(),
        1
    );
}
