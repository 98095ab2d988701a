//! The scan of a portal before it is published, and names in texts that people wrote.

use std::fs;

use serde_json::json;

use super::two_audiences::mesh;
use crate::support::{Mesh, files_below};

/// A table that analysts know nothing of.
fn with_payroll() -> Mesh {
    mesh().table("shop-hr.people.pay_roll", &[("salary", "INT64")])
}

/// What a build for analysts says, which fails and publishes nothing.
#[track_caller]
fn refused(mesh: &Mesh) -> String {
    for args in [
        &["build", "--audience", "analysts"][..],
        &["build", "--all-audiences"],
    ] {
        let output = mesh.run(args);
        assert_eq!(output.status, 2, "{}", output.stderr);
        assert!(!mesh.out().exists(), "{args:?} left something");
    }
    mesh.run(&["build", "--audience", "analysts"]).stderr
}

#[track_caller]
fn built(mesh: &Mesh) {
    let output = mesh.run(&["build", "--audience", "analysts"]);
    assert_eq!(output.status, 0, "{}", output.stderr);
}

/// A theme is the operator's: nothing restricts what its templates say.
fn themed(guide: &str) -> Mesh {
    let template = fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/templates/not-found.html"
    ));
    let template = template.unwrap().replace(
        "{% endblock main %}",
        &format!("{guide}{{% endblock main %}}"),
    );
    assert!(template.contains(guide));
    with_payroll()
        .append("vitrina.toml", "\n[theme]\ntemplates = \"theme\"\n")
        .file("theme/not-found.html", template)
}

#[test]
fn a_name_in_a_page_is_told_with_file_and_channel_and_nothing_is_published() {
    for written in [
        "shop-hr.people.pay_roll",
        "SHOP-HR.people.pay<wbr>_roll",
        "shop-hr&#46;people&#x2e;pay_roll",
        "<a href=\"x?q=shop-hr%2Epeople%252epay_roll\">x</a>",
        "<b>shop-hr</b>.<i>people</i>.pay_<u>roll</u>",
    ] {
        let errors = refused(&themed(written));
        let hit = "404.html: text: `shop-hr.people.pay_roll` of table:shop-hr.people.pay_roll";
        assert!(errors.contains(hit), "{written}: {errors}");
    }
}

/// Names in the index, in packed files and in paths: `src/pipeline/whole_portal_tests.rs`.
#[test]
fn a_name_in_a_path_of_the_theme_is_told_as_well() {
    let template = "<a href=\"tables/shop-hr/people/pay_roll.html\">x</a>";
    let errors = refused(&themed(template));
    assert!(errors.contains("404.html: text: `"), "{errors}");
}

#[test]
fn words_of_the_theme_and_of_visible_things_are_no_names() {
    // A bare name and a title that the theme says itself tell nothing.
    built(&themed("pay_roll, salary, finance"));
    // Nor do words that stand side by side, or parts of names that are parted otherwise.
    built(&themed(
        "shop,hr; people/pay_roll; {\"people\":\"pay_roll\"}",
    ));
    // Neither do those of a column that analysts see.
    let mesh = with_payroll().table("p.unified2.x", &[("pay_roll", "INT64")]);
    let mesh = mesh.view("p.unified.pay", "SELECT pay_roll FROM p.unified2.x");
    let mesh = mesh.ndjson(
        "OBJECT_PRIVILEGES",
        &[super::two_audiences::grant("pay", "analysts")],
    );
    built(&mesh);
}

#[test]
fn words_of_rules_and_of_prose_are_no_names() {
    // Rules have examples of their own: `shop.hr.pay_roll` is one, word by word.
    let mesh = mesh()
        .table("shop.hr.pay_roll", &[("order_id", "INT64")])
        .table("p.orders.id", &[("status", "STRING")])
        .table("p.SALES_RAW.ORDERS", &[("id", "INT64")])
        // Search makes these of `orders` and `daily_orders`.
        .table("p.raw.daily", &[("id", "INT64")])
        .table("p.raw.order", &[("id", "INT64")])
        .view("p.unified.daily_orders", "SELECT id FROM p.core.orders")
        .file(
            "guides/words.md",
            "# Orders and sales\n\nOrders of the core, by status; telemetry/Orders/id is an address.\n",
        );
    built(&mesh);
    let page = fs::read_to_string(mesh.out().join("rules/names-hidden-asset.html")).unwrap();
    assert!(page.contains("shop.hr.pay_roll"));
}

#[test]
fn a_comment_of_a_statement_is_a_text_as_well() {
    let mesh = with_payroll()
        .view(
            "p.unified.x",
            "-- was shop-hr.people.pay_roll once\nSELECT 1 AS pay_roll_of_all",
        )
        .ndjson(
            "OBJECT_PRIVILEGES",
            &[super::two_audiences::grant("x", "analysts")],
        );
    let errors = refused(&mesh);
    assert!(errors.contains("a text about `view:p.unified.x` names `shop-hr.people.pay_roll`"));
    let mesh = mesh.append("vitrina.toml", "\n[access]\nredact = true\n");
    built(&mesh);
    let page = fs::read_to_string(mesh.out().join("views/unified/x.html")).unwrap();
    assert!(page.contains("was [redacted] once"), "{page}");
}

/// Texts of all sorts that name the table.
fn telling(mesh: Mesh) -> Mesh {
    mesh.file(
        "guides/pay.md",
        "---\ntitle: Pay\n---\n\n# Pay\n\nSee `shop-hr.people.pay_roll` and [it](../x/shop-hr/people/pay_roll.html).\n\nAll of pay\\_roll.\n",
    )
    .ndjson(
        "TABLE_OPTIONS",
        &[json!({"table_catalog": "p", "table_schema": "unified", "table_name": "orders",
                 "option_name": "description", "option_type": "STRING",
                 "option_value": "\"Paid by people.pay_roll\""})],
    )
}

#[test]
fn a_name_in_a_text_is_an_error_with_its_place() {
    let mesh = telling(with_payroll());
    let errors = refused(&mesh);
    for place in [
        "error[names-hidden-asset]",
        "guides/pay.md:7",
        "guides/pay.md:9",
        "exports/bigquery/TABLES.ndjson:",
        "hidden from the audience `analysts`",
    ] {
        assert!(errors.contains(place), "{place}: {errors}");
    }
    let output = mesh.run(&["check", "--audience", "analysts", "--format", "json"]);
    let json = output.json();
    let found = json.as_array().unwrap().iter();
    let found = found.filter(|f| f["rule"] == "names-hidden-asset").count();
    assert_eq!(found, 4, "{json}");
    // Of the whole mesh it is none.
    let output = mesh.run(&["check", "--format", "json"]);
    assert!(!output.stdout.contains("names-hidden-asset"));
}

#[test]
fn names_in_texts_are_replaced_where_the_settings_say_so() {
    let mesh = telling(with_payroll()).append("vitrina.toml", "\n[access]\nredact = true\n");
    for args in [
        &["build", "--audience", "analysts"][..],
        &["build", "--all-audiences", "--out", "all"],
    ] {
        let output = mesh.run(args);
        assert_eq!(output.status, 0, "{}", output.stderr);
        let told = "note: 4 names were replaced in texts of `analysts`\n";
        assert!(output.stderr.contains(told), "{}", output.stderr);
    }
    let page = fs::read_to_string(mesh.out().join("guides/pay.html")).unwrap();
    assert!(page.contains("See [redacted] and [redacted]."), "{page}");
    assert!(page.contains("All of [redacted]."), "{page}");
    let view = fs::read_to_string(mesh.out().join("views/unified/orders.html")).unwrap();
    assert!(view.contains("Paid by [redacted]"), "{view}");
    for path in files_below(&mesh.out()) {
        // An example of the rule has that name.
        if path == "rules/names-hidden-asset.html" {
            continue;
        }
        let bytes = fs::read(mesh.out().join(&path)).unwrap();
        assert!(
            !String::from_utf8_lossy(&bytes).contains("pay_roll"),
            "{path}"
        );
    }
}

/// A name that a reader may read is none that is hidden, however pictures, search and pages cut it.
#[test]
fn cuts_of_visible_names_are_no_names() {
    let long = "p-warehouse-of-shops.core_of_all_orders.orders_of_former_years";
    let grant = |view: &str| super::two_audiences::grant(view, "analysts");
    let mesh = mesh()
        // Nobody may see this table; the statement of an open view names it.
        .view("p.unified.years", &format!("SELECT * FROM `{long}`"))
        .file(
            "shops.yaml",
            "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: shops\npublish: [sql]\n\
             servers: [{type: bigquery, project: p-warehouse-of-shops, dataset: core_of_all_orders}]\n",
        )
        .table("p.hr.payRoll", &[("id", "INT64")])
        .view("p.unified.pay-roll", "SELECT id FROM p.core.orders")
        .ndjson("OBJECT_PRIVILEGES", &[grant("years"), grant("pay-roll")]);
    built(&mesh);
    let page = fs::read_to_string(mesh.out().join("views/unified/years.html")).unwrap();
    assert!(page.contains("p-warehouse-of…f_former_years"), "{page}");
}
