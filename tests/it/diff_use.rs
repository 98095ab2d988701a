//! `vitrina diff`: what statements of consumers name keeps its class, wherever in them it stands and however
//! little of them is known; and it is said why.

use serde_json::{Value, json};

use crate::support::Mesh;

const SETTINGS: &str = "[entry_points]\ndatasets = [\"p.unified\"]\n[diff]\nprojects = [\"consumers\"]\nwindow = { default = \"5d\" }\n";
const COLUMNS: [&str; 9] = [
    "unused",
    "in_where",
    "in_using",
    "in_qualify",
    "in_order",
    "in_window",
    "in_merge",
    "in_update",
    "record",
];

/// A statement of a consumer on a day of October.
fn job(day: u32, query: Option<&str>, more: &Value) -> Value {
    let at = format!("2026-10-{day:02} 10:00:00 UTC");
    let mut row = json!({
        "job_id": format!("job{day}-{}", query.map_or(0, str::len)), "project_id": "consumers",
        "user_email": "ana@example.com", "statement_type": "SELECT", "state": "DONE",
        "creation_time": at, "start_time": at, "end_time": at, "query": query,
    });
    for (key, value) in more.as_object().into_iter().flatten() {
        row[key] = value.clone();
    }
    row
}

fn table(dataset: &str, name: &str) -> Value {
    json!({"project_id": "p", "dataset_id": dataset, "table_id": name})
}

/// Two states of a view, of which the second has the column `id` alone; what ran is the same.
fn less(settings: &str, jobs: &[Value]) -> Mesh {
    let head = "table_catalog,table_schema,table_name,column_name,ordinal_position,data_type,is_nullable\n";
    let tables = "table_catalog,table_schema,table_name,table_type\np,unified,orders,VIEW\np,s,base,BASE TABLE\np,c,copy,BASE TABLE\n";
    let views = "table_catalog,table_schema,table_name,view_definition\np,unified,orders,SELECT b.id FROM p.s.base AS b\n";
    let kept =
        "p,unified,orders,id,1,INT64,YES\np,s,base,id,1,INT64,YES\np,c,copy,id,1,INT64,YES\n";
    let mut columns = String::new();
    for (place, name) in (2..).zip(COLUMNS) {
        columns += &format!("p,unified,orders,{name},{place},INT64,YES\n");
    }
    let mut all = vec![job(1, Some("SELECT 1"), &json!({}))];
    all.extend_from_slice(jobs);
    all.push(job(20, Some("SELECT 1"), &json!({})));
    let rows: String = all.iter().map(|row| format!("{row}\n")).collect();
    let mut mesh = Mesh::new();
    for (side, listed) in [("old", columns.as_str()), ("new", "")] {
        let exports = format!("{side}/exports/bigquery");
        mesh = mesh
            .file(&format!("{side}/vitrina.toml"), settings)
            .file(&format!("{exports}/TABLES.csv"), tables)
            .file(&format!("{exports}/VIEWS.csv"), views)
            .file(
                &format!("{exports}/COLUMNS.csv"),
                format!("{head}{kept}{listed}"),
            )
            .file(&format!("{exports}/JOBS.ndjson"), &rows);
    }
    mesh
}

/// `class column: notes` of each change.
fn told(mesh: &Mesh) -> Vec<String> {
    let output = mesh.run(&["diff", "mesh/old", "mesh/new", "--format", "ndjson"]);
    output.assert_ran();
    let of = |change: Value| {
        let text = |field: &str| change[field].as_str().unwrap_or_default().to_owned();
        format!("{} {}: {}", text("class"), text("column"), change["notes"])
    };
    output.ndjson().into_iter().map(of).collect()
}

#[test]
fn a_statement_names_a_column_wherever_it_stands() {
    let view = "p.unified.orders";
    let all = [
        "SELECT id FROM $V WHERE in_where > 1".to_owned(),
        "SELECT id FROM $V JOIN p.c.copy USING (in_using)".to_owned(),
        "SELECT id FROM $V WHERE TRUE QUALIFY ROW_NUMBER() OVER (ORDER BY in_qualify) = 1"
            .to_owned(),
        "SELECT id FROM $V ORDER BY in_order".to_owned(),
        "SELECT ROW_NUMBER() OVER (ORDER BY in_window) FROM $V".to_owned(),
        "SELECT id FROM $V ORDER BY record.field".to_owned(),
    ];
    let mut jobs: Vec<Value> = (10..)
        .zip(&all)
        .map(|(day, sql)| job(day, Some(&sql.replace("$V", view)), &json!({})))
        .collect();
    // Days before the window don't count.
    for row in &mut jobs {
        for field in ["creation_time", "start_time", "end_time"] {
            row[field] = json!("2026-10-18 10:00:00 UTC");
        }
    }
    let merge = format!(
        "MERGE p.c.copy AS c USING {view} AS v ON c.id = v.in_merge WHEN MATCHED THEN DELETE"
    );
    let to_copy = json!({"statement_type": "MERGE", "destination_table": table("c", "copy")});
    jobs.push(job(18, Some(&merge), &to_copy));
    let update = format!("UPDATE {view} SET in_update = 1 WHERE TRUE");
    let to_view =
        json!({"statement_type": "UPDATE", "destination_table": table("unified", "orders")});
    jobs.push(job(18, Some(&update), &to_view));
    jobs.push(job(
        2,
        Some(&format!("SELECT unused FROM {view}")),
        &json!({}),
    ));
    let found = told(&less(SETTINGS, &jobs));
    assert_eq!(found.len(), COLUMNS.len(), "{found:#?}");
    for name in COLUMNS {
        let expected = match name {
            "unused" => {
                "risky unused: [\"no statement of consumers in 5 days names this column of it\"]"
                    .to_owned()
            }
            name => format!(
                "breaking {name}: [\"use doesn't lower it: a statement of 2026-10-18 may name {name}\"]"
            ),
        };
        assert!(found.contains(&expected), "{expected}: {found:#?}");
    }
}

#[test]
fn what_is_not_known_of_statements_lowers_nothing_and_is_said() {
    let script = json!({"statement_type": "SCRIPT"});
    let of_base = json!({"referenced_tables": [table("s", "base")]});
    let mut of_base_again = of_base.clone();
    of_base_again["statement_type"] = json!("SCRIPT");
    let elsewhere = SETTINGS.replace("consumers", "comsumers");
    let earlier = SETTINGS.replace("5d", "40d");
    let cases = [
        (
            SETTINGS,
            Some("EXECUTE IMMEDIATE CONCAT('SEL', 'ECT 1')"),
            &script,
            "what a statement of consumers of 2026-10-18 names isn't known",
        ),
        (
            SETTINGS,
            Some("CALL p.s.refresh()"),
            &script,
            "what a statement of consumers of 2026-10-18 names isn't known",
        ),
        (
            SETTINGS,
            Some("SELECT id FROM p.unified.orders WHERE 'cut o"),
            &script,
            "what a statement of consumers of 2026-10-18 names isn't known",
        ),
        (
            SETTINGS,
            None,
            &of_base,
            "a statement of 2026-10-18 that reads p.s.base, by way of it perhaps, can't be read in full",
        ),
        (
            SETTINGS,
            Some("CALL p.s.refresh()"),
            &of_base_again,
            "a statement of 2026-10-18 that reads p.s.base",
        ),
        (
            elsewhere.as_str(),
            Some("SELECT 2"),
            &script,
            "no export of jobs covers the project comsumers, or its id is written otherwise",
        ),
        (
            earlier.as_str(),
            Some("SELECT 2"),
            &script,
            "of consumers the statements from 2026-10-01 to 2026-10-20 are known, not those from",
        ),
    ];
    for (settings, query, more, why) in cases {
        let found = told(&less(settings, &[job(18, query, more)]));
        assert_eq!(found.len(), COLUMNS.len(), "{found:#?}");
        for one in &found {
            let is_right = one.starts_with("breaking") && one.contains(why);
            assert!(is_right, "{query:?} {why}: {one}");
        }
    }
}
