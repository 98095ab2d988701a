//! Sample queries word by word.

use serde_json::{Value, json};

use super::samples;
use crate::html;
use crate::support::Mesh;

/// Columns of a relation: name, type, whether the table is partitioned by it.
fn columns(full: &str, columns: &[(&str, &str, bool)]) -> Vec<Value> {
    let parts: Vec<&str> = full.split('.').collect();
    let row = |(i, (name, data_type, partition)): (usize, &(&str, &str, bool))| {
        json!({"table_catalog": parts[0], "table_schema": parts[1], "table_name": parts[2],
               "column_name": name, "ordinal_position": i + 1, "data_type": data_type,
               "is_partitioning_column": if *partition { "YES" } else { "NO" }})
    };
    columns.iter().enumerate().map(row).collect()
}

/// A mesh on 2026-11-27 that has no table yet.
fn mesh() -> Mesh {
    Mesh::new()
        .bigquery()
        .env("SOURCE_DATE_EPOCH", "1795737600")
}

trait More: Sized {
    fn stored(self, full: &str, of: &[(&str, &str, bool)]) -> Self;
    fn shown(self, full: &str, sql: &str, of: &[(&str, &str)]) -> Self;
    fn asked(self, times: usize, sql: &str) -> Self;
    fn demanding(self, name: &str) -> Self;
    fn queries(&self, view: &str) -> Vec<String>;
}

impl More for Mesh {
    /// A table.
    fn stored(self, full: &str, of: &[(&str, &str, bool)]) -> Self {
        self.table(full, &[]).ndjson("COLUMNS", &columns(full, of))
    }

    /// A view with its columns.
    fn shown(self, full: &str, sql: &str, of: &[(&str, &str)]) -> Self {
        let of: Vec<(&str, &str, bool)> = of.iter().map(|(n, t)| (*n, *t, false)).collect();
        self.view(full, sql).ndjson("COLUMNS", &columns(full, &of))
    }

    /// Statements of one shape.
    fn asked(self, times: usize, sql: &str) -> Self {
        let rows: Vec<Value> = (0..times)
            .map(|i| {
                let time = "2026-11-25 09:00:00 UTC";
                json!({"job_id": format!("{i} {sql}"), "creation_time": time, "start_time": time,
                       "end_time": time, "project_id": "p", "user_email": "a@example.com",
                       "statement_type": "SELECT", "state": "DONE", "query": sql})
            })
            .collect();
        self.ndjson("JOBS", &rows)
    }

    /// `p.store.<name>` requires a filter on its partitions.
    fn demanding(self, name: &str) -> Self {
        let row = json!({"table_catalog": "p", "table_schema": "store", "table_name": name,
                         "option_name": "require_partition_filter", "option_type": "BOOL",
                         "option_value": "true"});
        self.ndjson("TABLE_OPTIONS", &[row])
    }

    /// The sample queries of `p.unified.<view>`.
    fn queries(&self, view: &str) -> Vec<String> {
        samples(&self.build(), &format!("views/unified/{view}.html"))
    }
}

/// Orders by day, and a view of them.
fn orders() -> Mesh {
    mesh()
        .stored(
            "p.store.orders",
            &[
                ("id", "INT64", false),
                ("shop_id", "INT64", false),
                ("status", "STRING", false),
                ("city", "STRING", false),
                ("amount", "NUMERIC", false),
                ("day", "DATE", true),
            ],
        )
        .shown(
            "p.unified.orders",
            "SELECT id, shop_id, status, city, amount, day AS order_day FROM `p.store.orders`",
            &[
                ("id", "INT64"),
                ("shop_id", "INT64"),
                ("status", "STRING"),
                ("city", "STRING"),
                ("amount", "NUMERIC"),
                ("order_day", "DATE"),
            ],
        )
}

#[test]
fn a_timestamp_partition_is_followed_through_views_and_its_date_is_not_it() {
    let mesh = mesh()
        .stored(
            "p.store.events",
            &[("id", "INT64", false), ("at", "TIMESTAMP", true)],
        )
        .shown(
            "p.inner.events",
            "SELECT DATE(`at`) AS day, id, `at` AS happened FROM `p.store.events`",
            &[("day", "DATE"), ("id", "INT64"), ("happened", "TIMESTAMP")],
        )
        .shown(
            "p.unified.events",
            "SELECT * FROM `p.inner.events`",
            &[("day", "DATE"), ("id", "INT64"), ("happened", "TIMESTAMP")],
        )
        .shown(
            "p.unified.days",
            "SELECT DISTINCT DATE(`at`) AS day FROM `p.store.events`",
            &[("day", "DATE")],
        );
    assert_eq!(
        mesh.queries("events"),
        [
            "SELECT day, id, happened FROM `p.unified.events` WHERE happened >= TIMESTAMP '2026-11-16 00:00:00+00' LIMIT 100"
        ]
    );
    assert_eq!(
        mesh.queries("days"),
        ["SELECT day FROM `p.unified.days` LIMIT 100"]
    );
}

#[test]
fn whole_numbers_and_civil_times_partition_too() {
    let of = [("n", "INT64"), ("at", "DATETIME")];
    let mesh = mesh()
        .stored(
            "p.store.a",
            &[("n", "INT64", true), ("at", "DATETIME", false)],
        )
        .stored(
            "p.store.b",
            &[("n", "INT64", false), ("at", "DATETIME", true)],
        )
        .shown("p.unified.a", "SELECT * FROM `p.store.a`", &of)
        .shown("p.unified.b", "SELECT * FROM `p.store.b`", &of);
    assert_eq!(
        mesh.queries("a"),
        ["SELECT n, `at` FROM `p.unified.a` WHERE n = 1 LIMIT 100"]
    );
    assert_eq!(
        mesh.queries("b"),
        [
            "SELECT n, `at` FROM `p.unified.b` WHERE `at` >= DATETIME '2026-11-16 00:00:00' LIMIT 100"
        ]
    );
}

/// One statement's conditions, not the most frequent ones of all: those contradict each other.
#[test]
fn conditions_are_those_of_one_statement_each_column_once() {
    let mesh = orders()
        .asked(
            3,
            "SELECT id FROM p.unified.orders WHERE amount > 5 AND amount < 9 AND status IN ('x', 'y') AND order_day BETWEEN '2026-01-01' AND '2026-02-01'",
        )
        .asked(2, "SELECT id FROM p.unified.orders WHERE status = 'x'")
        .asked(2, "SELECT id FROM p.unified.orders WHERE status IS NULL AND city LIKE 'x%'");
    assert_eq!(
        mesh.queries("orders"),
        [
            "SELECT id, shop_id, status, city, amount, order_day FROM `p.unified.orders` WHERE order_day >= DATE '2026-11-16' LIMIT 100",
            "SELECT id, shop_id, status, city, amount, order_day FROM `p.unified.orders` WHERE order_day BETWEEN DATE '2026-11-16' AND DATE '2026-11-23' AND status IN ('value', 'value z') AND amount > 1 LIMIT 100",
        ]
    );
}

#[test]
fn conditions_of_two_selects_are_not_mixed() {
    let mesh = orders().asked(
        1,
        "SELECT id FROM p.unified.orders WHERE status = 'x' UNION ALL SELECT id FROM p.unified.orders WHERE city = 'y' AND amount = 2",
    );
    let queries = mesh.queries("orders");
    assert!(
        queries[1].ends_with(
            "WHERE order_day >= DATE '2026-11-16' AND city = 'value' AND amount = 1 LIMIT 100"
        ),
        "{queries:?}"
    );
}

#[test]
fn columns_of_a_join_have_names_of_their_own() {
    let mesh = orders()
        .stored(
            "p.store.shops",
            &[
                ("shop_id", "INT64", false),
                ("City", "STRING", false),
                ("name", "STRING", false),
            ],
        )
        .shown(
            "p.unified.shops",
            "SELECT shop_id AS shop, City, name FROM `p.store.shops`",
            &[("shop", "INT64"), ("City", "STRING"), ("name", "STRING")],
        )
        // To the table; the query goes to the view over it, by the name that the key has there.
        .asked(
            2,
            "SELECT 1 FROM p.unified.orders AS o JOIN p.store.shops AS s ON o.shop_id = s.shop_id",
        );
    assert_eq!(
        mesh.queries("orders")[1],
        "SELECT a.id, a.shop_id, a.status, a.city, b.City AS shops_City, b.name FROM `p.unified.orders` AS a JOIN `p.unified.shops` AS b ON a.shop_id = b.shop WHERE a.order_day >= DATE '2026-11-16' LIMIT 100"
    );
}

#[test]
fn keys_of_different_types_are_not_joined() {
    let mesh = orders()
        .stored("p.store.shops", &[("code", "STRING", false)])
        .shown(
            "p.unified.shops",
            "SELECT code FROM `p.store.shops`",
            &[("code", "STRING")],
        )
        .asked(
            2,
            "SELECT 1 FROM p.unified.orders AS o JOIN p.unified.shops AS s ON o.shop_id = s.code",
        );
    assert_eq!(mesh.queries("orders").len(), 1);
}

#[test]
fn a_required_filter_is_on_the_column_that_gives_it() {
    let mesh = orders()
        .demanding("orders")
        .shown(
            "p.unified.totals",
            "SELECT shop_id, SUM(amount) AS total FROM `p.store.orders` GROUP BY shop_id",
            &[("shop_id", "INT64"), ("total", "NUMERIC")],
        )
        .shown(
            "p.unified.lately",
            "SELECT shop_id, SUM(amount) AS total FROM `p.store.orders` WHERE day >= '2026-01-01' GROUP BY shop_id",
            &[("shop_id", "INT64"), ("total", "NUMERIC")],
        )
        .asked(3, "SELECT id FROM p.unified.orders WHERE order_day != '2026-01-01'")
        .asked(
            2,
            "SELECT 1 FROM p.unified.orders AS o JOIN p.unified.totals AS t ON o.shop_id = t.shop_id",
        );
    // A condition that leaves all partitions isn't the one that is required; what can't be queried
    // isn't joined.
    assert_eq!(
        mesh.queries("orders"),
        [
            "SELECT id, shop_id, status, city, amount, order_day FROM `p.unified.orders` WHERE order_day >= DATE '2026-11-16' LIMIT 100"
        ]
    );
    assert_eq!(
        mesh.queries("lately"),
        ["SELECT shop_id, total FROM `p.unified.lately` LIMIT 100"]
    );
    let site = mesh.build();
    assert_eq!(samples(&site, "views/unified/totals.html"), [""; 0]);
    let page = site.page("views/unified/totals.html");
    let tokens = html::tokens(&page, "totals");
    let note = html::text(html::inside(&tokens, "query"));
    let wanted =
        "p.store.orders requires a filter on its partition column day, which isn't a column here.";
    assert!(note.contains(wanted), "{note}");
}

#[test]
fn each_reading_of_a_table_that_requires_a_filter_has_one() {
    let mesh = orders()
        .demanding("orders")
        .shown(
            "p.unified.pairs",
            "SELECT a.id, a.day AS day_a, b.day AS day_b FROM `p.store.orders` AS a JOIN `p.store.orders` AS b ON a.shop_id = b.shop_id",
            &[("id", "INT64"), ("day_a", "DATE"), ("day_b", "DATE")],
        )
        // The filter is above the view that reads the table.
        .shown(
            "p.unified.lately",
            "SELECT id FROM `p.unified.orders` WHERE order_day >= '2026-01-01'",
            &[("id", "INT64")],
        )
        .shown(
            "p.unified.top",
            "SELECT id FROM `p.unified.lately`",
            &[("id", "INT64")],
        );
    assert_eq!(
        mesh.queries("pairs"),
        [
            "SELECT id, day_a, day_b FROM `p.unified.pairs` WHERE day_a >= DATE '2026-11-16' AND day_b >= DATE '2026-11-16' LIMIT 100"
        ]
    );
    assert_eq!(
        mesh.queries("lately"),
        ["SELECT id FROM `p.unified.lately` LIMIT 100"]
    );
    assert_eq!(
        mesh.queries("top"),
        ["SELECT id FROM `p.unified.top` LIMIT 100"]
    );
}

#[test]
fn the_time_of_ingestion_has_its_type_without_a_list_of_columns() {
    let mesh = mesh()
        .stored("p.store.feed", &[("id", "INT64", false)])
        .demanding("feed")
        .view(
            "p.unified.feed",
            "SELECT id, _PARTITIONTIME AS loaded FROM `p.store.feed`",
        )
        .view(
            "p.unified.days",
            "SELECT id, _PARTITIONDATE AS day FROM `p.store.feed`",
        );
    assert_eq!(
        mesh.queries("feed"),
        [
            "SELECT id, loaded FROM `p.unified.feed` WHERE loaded >= TIMESTAMP '2026-11-16 00:00:00+00' LIMIT 100"
        ]
    );
    assert_eq!(
        mesh.queries("days"),
        ["SELECT id, day FROM `p.unified.days` WHERE day >= DATE '2026-11-16' LIMIT 100"]
    );
}

#[test]
fn names_are_quoted_and_those_that_no_quotes_hold_are_left_out() {
    let mesh = mesh()
        .stored("p.store.t", &[("order", "STRING", false)])
        .shown(
            "p.unified.odd-name",
            "SELECT * FROM `p.store.t`",
            &[
                ("order", "STRING"),
                ("net-total", "INT64"),
                ("a`b", "STRING"),
                ("año", "INT64"),
                ("1st", "INT64"),
            ],
        )
        .asked(
            2,
            "SELECT 1 FROM `p.unified.odd-name` WHERE `order` = 'x' AND `net-total` > 3",
        );
    let site = mesh.build();
    let page = mesh.field("views", "url").concat();
    assert_eq!(
        samples(&site, &page),
        [
            "SELECT `order`, `net-total`, `año`, `1st` FROM `p.unified.odd-name` LIMIT 100",
            "SELECT `order`, `net-total`, `año`, `1st` FROM `p.unified.odd-name` WHERE `order` = 'value' AND `net-total` > 1 LIMIT 100",
        ]
    );
}

#[test]
fn fields_are_compared_by_their_path_and_arrays_are_not() {
    let paths = |name: &str, of: &[(&str, &str)]| -> Vec<Value> {
        of.iter()
            .map(|(path, data_type)| {
                json!({"table_catalog": "p", "table_schema": "unified", "table_name": name,
                       "column_name": path.split('.').next(), "field_path": path,
                       "data_type": data_type})
            })
            .collect()
    };
    let of = [
        ("id", "INT64"),
        ("buyer", "STRUCT<country STRING>"),
        ("tags", "ARRAY<STRING>"),
        ("extra", "JSON"),
    ];
    let mut nested = of.to_vec();
    nested.push(("buyer.country", "STRING"));
    let mesh = mesh()
        .stored(
            "p.store.t",
            &[
                ("id", "INT64", false),
                ("buyer", "STRUCT<country STRING>", false),
                ("tags", "ARRAY<STRING>", false),
                ("extra", "JSON", false),
            ],
        )
        .shown("p.unified.t", "SELECT * FROM `p.store.t`", &of)
        .ndjson("COLUMN_FIELD_PATHS", &paths("t", &nested))
        .asked(
            2,
            "SELECT 1 FROM p.unified.t WHERE buyer.country = 'x' AND tags IS NOT NULL AND extra IS NOT NULL",
        );
    assert_eq!(
        mesh.queries("t"),
        [
            "SELECT id, buyer, tags, extra FROM `p.unified.t` LIMIT 100",
            "SELECT id, buyer, tags, extra FROM `p.unified.t` WHERE buyer.country = 'value' AND extra IS NOT NULL LIMIT 100",
        ]
    );
}

#[test]
fn a_view_in_legacy_sql_has_no_query_and_says_why() {
    let mesh = mesh()
        .stored("p.store.t", &[("id", "INT64", false)])
        .ndjson(
            "TABLES",
            &[
                json!({"table_catalog": "p", "table_schema": "unified", "table_name": "old",
                     "table_type": "VIEW"}),
            ],
        )
        .ndjson(
            "VIEWS",
            &[
                json!({"table_catalog": "p", "table_schema": "unified", "table_name": "old",
                     "view_definition": "SELECT id FROM [p:store.t]", "use_standard_sql": "NO"}),
            ],
        )
        .ndjson(
            "COLUMNS",
            &columns("p.unified.old", &[("id", "INT64", false)]),
        );
    let site = mesh.build();
    assert_eq!(samples(&site, "views/unified/old.html"), [""; 0]);
    let page = site.page("views/unified/old.html");
    let tokens = html::tokens(&page, "old");
    let note = html::text(html::inside(&tokens, "query"));
    assert!(note.contains("legacy SQL"), "{note}");
}

#[test]
fn what_needs_fine_grained_access_is_neither_shown_nor_compared() {
    let mesh = orders()
        .ndjson(
            "COLUMN_FIELD_PATHS",
            &[
                json!({"table_catalog": "p", "table_schema": "store", "table_name": "orders",
                     "column_name": "city", "field_path": "city", "data_type": "STRING",
                     "policy_tags": ["projects/p/locations/eu/taxonomies/1/policyTags/2"]}),
            ],
        )
        .asked(
            2,
            "SELECT id FROM p.unified.orders WHERE city = 'x' AND status = 'y'",
        );
    assert_eq!(
        mesh.queries("orders"),
        [
            "SELECT id, shop_id, status, amount, order_day FROM `p.unified.orders` WHERE order_day >= DATE '2026-11-16' LIMIT 100",
            "SELECT id, shop_id, status, amount, order_day FROM `p.unified.orders` WHERE order_day >= DATE '2026-11-16' AND status = 'value' LIMIT 100",
        ]
    );
}
