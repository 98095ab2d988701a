//! A mesh with two audiences: both may use one view, and one of them another.

use serde_json::{Value, json};

use crate::support::Mesh;

const SETTINGS: &str = r#"[entry_points]
datasets = ["p.unified"]

[[exports]]
format = "bigquery"
path = "exports/bigquery/**"

[[audiences]]
id = "analysts"
label = "Data analysts"
grantees = ["group:analysts@example.com"]

[[audiences]]
id = "finance"
label = "Finance"
grantees = ["group:finance-team@example.com"]
# end
"#;

/// A row that lets a group read a view of `p.unified`.
pub(super) fn grant(view: &str, group: &str) -> Value {
    json!({"object_catalog": "p", "object_schema": "unified", "object_name": view, "object_type": "VIEW",
           "privilege_type": "roles/bigquery.dataViewer", "grantee": format!("group:{group}@example.com")})
}

/// Both see `orders`; `buyer_quarry` is for finance.
pub(super) fn mesh() -> Mesh {
    Mesh::new()
        .file("vitrina.toml", SETTINGS)
        .table("p.core.orders", &[("id", "INT64"), ("buyer", "STRING")])
        .view("p.unified.orders", "SELECT id FROM p.core.orders")
        .view("p.unified.buyer_quarry", "SELECT buyer FROM p.core.orders")
        .ndjson(
            "OBJECT_PRIVILEGES",
            &[
                grant("orders", "analysts"),
                grant("orders", "finance-team"),
                grant("buyer_quarry", "finance-team"),
            ],
        )
}
