//! Mistakes that passed in silence: each is a finding with its place and how to mend it.

use serde_json::{Value, json};

use crate::support::Mesh;

/// A domain, a team, a DME, a contract, an audience, and a product over a table.
fn good() -> Mesh {
    Mesh::new()
        .file(
            "vitrina.toml",
            "[entry_points]\ndatasets = [\"p.unified\"]\n\n[[exports]]\nformat = \"bigquery\"\npath = \"exports/bigquery/**\"\n\n[[audiences]]\nid = \"analysts\"\ngrantees = [\"group:a@example.com\"]\n",
        )
        .file(
            "good.yaml",
            "\
apiVersion: vitrina/v1
kind: Domain
id: sales
---
apiVersion: vitrina/v1
kind: Team
id: sellers
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: store
domains: [sales]
created: 2024-02-29
team: {name: sellers}
servers: [{type: bigquery, project: p, dataset: store}]
support: [{channel: \"#store\", url: \"mailto:store@example.com\"}]
sdks: [{name: sdk, url: https://example.com/sdk}]
---
apiVersion: vitrina/v1
kind: DataProduct
id: orders
environment: store
domain: sales
tables: [{name: orders, physicalName: p.store.orders, contractId: 'urn:orders'}]
outputPorts: [{name: orders, physicalName: p.unified.orders, audiences: [{name: analysts}, {name: 'group:b@example.com'}, {name: partners, grantee: 'group:c@example.com'}]}]
releases: [{version: '1', date: 2026-01-31}]
slaProperties:
  - {property: latency, value: 24, unit: h}
  - {property: timeOfAvailability, value: '06:30+01:00'}
  - {property: availability, value: 99.9, unit: '%'}
  - {property: endOfLife, value: 2030-12-31}
---
apiVersion: v3.1.0
kind: DataContract
id: 'urn:orders'
version: 1.0.0
status: active
contractCreatedTs: 2023-09-28T20:24:49.331+00:00
servers: [{server: prod, type: bigquery, project: p, dataset: store}]
team: {name: Sellers of old, members: [{username: ana, dateIn: 2023-01-15}]}
authoritativeDefinitions: [{type: implementation, url: 'jdbc:postgresql://localhost/a'}]
schema: [{name: orders, properties: [{name: order_id, logicalType: integer}]}]
",
        )
        .table("p.store.orders", &[("order_id", "INT64")])
        .view("p.unified.orders", "SELECT order_id FROM `p.store.orders`")
}

/// `rule line:column: message = help` of each finding in `bad.yaml`; there are no others.
#[track_caller]
fn told(mesh: &Mesh) -> Vec<String> {
    let text = |v: &Value| v.as_str().unwrap_or("-").to_owned();
    mesh.list("findings")
        .iter()
        .map(|f| {
            assert_eq!(f["file"], "bad.yaml", "{f}");
            format!(
                "{} {}:{}: {} = {}",
                text(&f["rule"]),
                f["line"],
                f["column"],
                text(&f["message"]),
                text(&f["help"])
            )
        })
        .collect()
}

/// `line:column` of a word in a text.
fn place(text: &str, word: &str) -> String {
    let before = &text[..text.find(word).unwrap()];
    let start = before.rfind('\n').map_or(0, |at| at + 1);
    format!(
        "{}:{}",
        before.matches('\n').count() + 1,
        before.len() - start + 1
    )
}

fn bad(text: &str) -> Vec<String> {
    told(&good().file("bad.yaml", text))
}

const PRODUCT: &str = "apiVersion: vitrina/v1\nkind: DataProduct\nid: bad\nenvironment: store\n";
const DME: &str = "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: bad\n";
const DOMAIN: &str = "apiVersion: vitrina/v1\nkind: Domain\nid: bad\n";
const CONTRACT: &str =
    "apiVersion: v3.1.0\nkind: DataContract\nid: bad\nversion: 1.0.0\nstatus: active\n";

#[test]
fn what_is_right_is_not_told_of() {
    assert_eq!(good().check(), "");
}

#[test]
fn server_types_are_those_of_the_standard() {
    assert_eq!(
        bad(&format!(
            "{CONTRACT}servers:\n  - {{server: a, type: bigqeury, project: p, dataset: d}}\n  - {{server: b, project: p}}\n  - {{server: c, type: bigquery, project: p}}\n  - {{server: d, type: postgres}}\n"
        )),
        [
            "unknown-server-type 7:23: server type `bigqeury` isn't known = did you mean `bigquery`?",
            "missing-field 8:5: this server has no `type` = add `type`, for example `bigquery`; `custom` is for what the standard doesn't list",
            "missing-field 9:5: this server of type `bigquery` has no `dataset` = add `dataset`: it tells where the contract's tables are",
        ]
    );
    let of_ours = bad(&format!("{DME}servers: [{{type: BigQuery, project: q}}]\n"));
    assert_eq!(
        of_ours,
        ["unknown-server-type 4:18: server type `BigQuery` isn't known = did you mean `bigquery`?"]
    );
}

#[test]
fn teams_that_nothing_describes() {
    for (start, line) in [(PRODUCT, 5), (DME, 4), (DOMAIN, 4)] {
        assert_eq!(
            bad(&format!("{start}team: {{name: seller}}\n")),
            [format!(
                "unknown-id {line}:14: `team` names team `seller`, which no manifest describes = did you mean `sellers`?"
            )]
        );
        // Described in place.
        let members = format!("{start}team: {{name: carriers, members: [{{username: ana}}]}}\n");
        assert!(bad(&members).is_empty());
    }
}

#[test]
fn contracts_that_no_document_has() {
    for port in ["outputPorts", "inputPorts"] {
        assert_eq!(
            bad(&format!(
                "{PRODUCT}{port}: [{{name: a, contractId: 'urn:order'}}]\n"
            )),
            [format!(
                "unknown-id 5:{}: a `contractId` names contract `urn:order`, which no document describes = did you mean `urn:orders`?",
                port.len() + 26
            )]
        );
    }
    assert_eq!(
        bad(
            "apiVersion: v1.0.0\nkind: DataProduct\nid: bad\nstatus: active\noutputPorts: [{name: a, version: '1', contractId: xyz}]\n"
        ),
        [
            "unknown-contract 5:51: a `contractId` names contract `xyz`, which no document describes = add the contract (kind: DataContract), or correct its id"
        ]
    );
}

#[test]
fn audiences_that_the_settings_lack() {
    assert_eq!(
        bad(&format!(
            "{PRODUCT}outputPorts: [{{name: a, audiences: [{{name: analyst}}]}}]\n"
        )),
        [
            "unknown-id 5:44: `audiences` names audience `analyst`, which vitrina.toml doesn't define = did you mean `analysts`?"
        ]
    );
}

#[test]
fn dates_that_are_none() {
    for (date, help) in [
        ("31.12.2026", "write 2026-12-31"),
        ("2026/12/31", "write 2026-12-31"),
        (
            "2026-13-01",
            "write 2026-01-13: the month stands before the day",
        ),
        ("2026-02-30", "write a day from 01 to 28"),
        (
            "yesterday",
            "write the day as YYYY-MM-DD, for example 2026-12-31",
        ),
        (
            "99999-01-01",
            "write the day as YYYY-MM-DD, for example 2026-12-31",
        ),
        ("0000-01-01", "write the true day, or leave the key out"),
    ] {
        for text in [
            format!("{DME}created: {date}\n"),
            format!("{DME}lifecycle: {{endOfLife: {date}}}\n"),
            format!("{DOMAIN}lifecycle: {{deprecationDate: {date}}}\n"),
            format!("{PRODUCT}releases: [{{version: '1', date: {date}}}]\n"),
            format!("{CONTRACT}contractCreatedTs: {date}\n"),
            format!("{CONTRACT}team: [{{username: ana, dateOut: {date}}}]\n"),
        ] {
            let place = place(&text, date);
            let told = bad(&text);
            assert_eq!(told.len(), 1, "{text}: {told:?}");
            assert!(
                told[0].starts_with(&format!("wrong-date {place}: ")),
                "{told:?}"
            );
            assert!(told[0].contains("YYYY-MM-DD"), "{told:?}");
            assert!(told[0].ends_with(&format!(" = {help}")), "{told:?}");
        }
        // What is no date is published as none.
        let text = format!("{DME}created: {date}\n");
        let page = good().file("bad.yaml", text).build().page("dmes/bad.html");
        assert!(!page.contains(date), "{date}");
    }
    let level = bad(&format!(
        "{PRODUCT}slaProperties: [{{property: endOfSupport, value: 31.12.2026}}]\n"
    ));
    assert_eq!(level.len(), 1, "{level:?}");
    assert!(level[0].starts_with("wrong-date 5:49: "), "{level:?}");
    assert!(level[0].ends_with(" = write 2026-12-31"), "{level:?}");
}

#[test]
fn editors_see_which_fields_are_dates_and_addresses() {
    let schema = Mesh::new().run(&["schema", "DataMeshEnvironment"]).json();
    assert_eq!(schema["properties"]["created"]["format"], "date");
    assert_eq!(
        schema["$defs"]["Lifecycle"]["properties"]["endOfLife"]["format"],
        "date"
    );
    assert_eq!(
        schema["$defs"]["Training"]["properties"]["url"]["format"],
        "uri"
    );
}

#[test]
fn service_levels_that_nothing_judges() {
    for (level, place, help) in [
        (
            "property: latancy, value: 24, unit: h",
            28,
            "did you mean `latency`?",
        ),
        (
            "property: uptime, value: 99, unit: h",
            28,
            "did you mean `availability`?",
        ),
        (
            "property: latency, value: 24",
            44,
            "add `unit`: s, min, h, d, w, month or y",
        ),
        (
            "property: latency, value: 24, unit: fortnights",
            44,
            "write s, min, h, d, w, month or y",
        ),
        (
            "property: latency, value: -1, unit: h",
            44,
            "write the length of time as a positive number",
        ),
        (
            "property: latency, value: soon, unit: h",
            44,
            "write a number and a unit, for example `value: 24` and `unit: h`",
        ),
        (
            "property: availability, value: 101, unit: '%'",
            49,
            "write a number from 0 to 100, with `unit: \"%\"`",
        ),
        (
            "property: timeOfAvailability, value: '06:30 CET'",
            55,
            "write hours and minutes in UTC or with their offset from it: `06:30Z`, `06:30+01:00`",
        ),
    ] {
        for (start, line) in [(PRODUCT, 5), (CONTRACT, 6)] {
            let told = bad(&format!("{start}slaProperties: [{{{level}}}]\n"));
            assert_eq!(told.len(), 1, "{level}: {told:?}");
            let begin = format!("unknown-service-level {line}:{place}: ");
            assert!(told[0].starts_with(&begin), "{told:?}");
            assert!(
                told[0].ends_with(&format!("judged by nothing = {help}")),
                "{told:?}"
            );
        }
    }
}

#[test]
fn addresses_that_are_no_links() {
    for (url, help) in [
        ("www.example.com", "write https://www.example.com"),
        ("//example.com/x", "write https://example.com/x"),
        ("store@example.com", "write mailto:store@example.com"),
        (
            "runbook.md",
            "write the whole address, beginning with https://",
        ),
        (
            "javascript:alert(1)",
            "write an address that begins with https://, or remove it",
        ),
        (
            "JaVaScRiPt:alert(1)",
            "write an address that begins with https://, or remove it",
        ),
        (
            "data:text/html,x",
            "write an address that begins with https://, or remove it",
        ),
        (
            "file:///etc/passwd",
            "write an address that begins with https://, or remove it",
        ),
    ] {
        for text in [
            format!("{DME}support: [{{channel: a, url: '{url}'}}]\n"),
            format!("{DME}roles: [{{role: a, requestUrl: '{url}'}}]\n"),
            format!("{DME}sdks: [{{name: a, url: '{url}'}}]\n"),
            format!("{DME}training: [{{name: a, url: '{url}'}}]\n"),
            format!("{DME}rules: [{{id: a, text: b, url: '{url}'}}]\n"),
            format!("{DME}incidentManagement: {{tool: a, runbookUrl: '{url}'}}\n"),
            format!("{PRODUCT}authoritativeDefinitions: [{{type: a, url: '{url}'}}]\n"),
            format!("{CONTRACT}support: [{{channel: a, url: '{url}'}}]\n"),
            format!("{CONTRACT}authoritativeDefinitions: [{{type: a, url: '{url}'}}]\n"),
        ] {
            let told = bad(&text);
            assert_eq!(told.len(), 1, "{text}: {told:?}");
            assert!(told[0].starts_with("wrong-address "), "{told:?}");
            assert!(told[0].ends_with(&format!(" = {help}")), "{text}: {told:?}");
        }
    }
}

#[test]
fn keys_by_another_name_or_in_another_place() {
    for (text, help) in [
        (
            "apiVersion: vitrina/v1\nkind: DataProduct\nid: bad\ndme: store\n".to_owned(),
            "did you mean `environment`?",
        ),
        (format!("{PRODUCT}owner: sellers\n"), "did you mean `team`?"),
        (format!("{PRODUCT}title: Bad\n"), "did you mean `name`?"),
        (
            format!("{PRODUCT}name: Bad\ntitle: Bad\n"),
            "`name` is written already",
        ),
        (
            format!("{PRODUCT}output_ports: []\n"),
            "did you mean `outputPorts`?",
        ),
        (
            format!("{PRODUCT}deprecationDate: 2026-01-01\n"),
            "`deprecationDate` belongs under `lifecycle`",
        ),
        (
            format!("{PRODUCT}lifecycle: {{criticality: tier_1}}\n"),
            "`criticality` belongs at the top level of the document",
        ),
        (
            format!("{DME}runbookUrl: https://example.com\n"),
            "`runbookUrl` belongs under `incidentManagement`",
        ),
        (format!("{DME}domain: sales\n"), "did you mean `domains`?"),
    ] {
        let told = bad(&text);
        let unknown: Vec<&String> = told
            .iter()
            .filter(|t| t.starts_with("unknown-key "))
            .collect();
        assert_eq!(unknown.len(), 1, "{text}: {told:?}");
        assert!(
            unknown[0].contains(&format!(" = {help}")),
            "{text}: {told:?}"
        );
    }
}

#[test]
fn an_exclude_in_the_wrong_table_says_where_it_belongs() {
    let mesh = good().append("vitrina.toml", "\n[theme]\nexclude = [\"drafts/**\"]\n");
    let output = mesh.run(&["check"]);
    let all = output.stdout + &output.stderr;
    assert!(
        all.contains("move `exclude` to the top of the file, above the first [table]"),
        "{all}"
    );
}

#[test]
fn shapes_are_shown_to_paste() {
    for (text, help) in [
        (
            format!("{PRODUCT}team: sellers\n"),
            "write `team: {name: sellers}`",
        ),
        (
            format!("{PRODUCT}team: \"@sellers\"\n"),
            "write `team: {name: \"@sellers\"}`",
        ),
        (format!("{PRODUCT}tags: fast\n"), "write `tags: [fast]`"),
        (
            format!("{PRODUCT}support: \"#store\"\n"),
            "write `support: [{channel: \"#store\"}]`",
        ),
        (
            format!("{DME}incidentManagement: pagerduty\n"),
            "write `incidentManagement: {tool: pagerduty}`",
        ),
        (
            format!("{PRODUCT}team: {{name: sellers, members: [ana]}}\n"),
            "write `{username: ana}` here",
        ),
    ] {
        let told = bad(&text);
        assert_eq!(told.len(), 1, "{text}: {told:?}");
        assert!(told[0].starts_with("wrong-type "), "{told:?}");
        assert!(told[0].ends_with(&format!(" = {help}")), "{text}: {told:?}");
    }
}

#[test]
fn yaml_says_what_to_quote_and_to_close() {
    for (text, place, help) in [
        (
            "description: Note: this",
            "4:18",
            "put the text in quotes: description: \"Note: this\"",
        ),
        ("parent: *", "4:9", "put it in quotes: \"*\""),
        ("tags: [a, *_core]", "4:11", "put it in quotes: \"*_core\""),
        (
            "description: **bold** text",
            "4:14",
            "put it in quotes: \"**bold** text\"",
        ),
        ("name: @ana", "4:7", "put it in quotes: \"@ana\""),
        ("name: `x`", "4:7", "put it in quotes: \"`x`\""),
        ("name: %x", "4:7", "put it in quotes: \"%x\""),
        (
            "team: {name: a: b}",
            "4:15",
            "put the text in quotes: name: \"a: b\"",
        ),
        (
            "tags: [a, b\nname: x",
            "4:7",
            "close it with `]`, or put a text that holds `[` in quotes",
        ),
        (
            "team: {name: x\nname: y",
            "4:7",
            "close it with `}`, or put a text that holds `{` in quotes",
        ),
        (
            "name: 'it's'",
            "4:11",
            "write '' for a quote within single quotes, or put the text in double quotes",
        ),
        ("team:\n\tname: x", "5:1", "replace the tab by spaces"),
    ] {
        let told = bad(&format!("{DOMAIN}{text}\n"));
        assert_eq!(told.len(), 1, "{text}: {told:?}");
        assert!(
            told[0].starts_with(&format!("yaml-syntax {place}: ")),
            "{text}: {told:?}"
        );
        assert!(told[0].ends_with(&format!(" = {help}")), "{text}: {told:?}");
    }
}

#[test]
fn an_export_that_holds_an_error_says_the_tools_words() {
    for (text, words) in [
        (
            "BigQuery error in query operation: Access Denied: Dataset p:d\n",
            "Access Denied: Dataset p:d",
        ),
        (
            "ERROR: (bq) You do not have an account\n",
            "You do not have an account",
        ),
        ("bash: bq: command not found\n", "bq: command not found"),
        (
            "<!DOCTYPE html>\n<html><head><title>Sign in</title></head></html>\n",
            "its title: Sign in",
        ),
        (
            r#"{"error": {"code": 403, "message": "Request had insufficient scopes", "status": "PERMISSION_DENIED"}}"#,
            "insufficient scopes",
        ),
        (
            r#"{"errors": [{"message": "no access"}], "data": null}"#,
            "no access",
        ),
        (r#"{"errors": "Unauthorized"}"#, "Unauthorized"),
        (
            r#"{"data": null, "errors": {"message": "quota is used up"}}"#,
            "quota is used up",
        ),
        (
            r#"{"detail": "Unauthorized", "status": 401}"#,
            "Unauthorized",
        ),
        (
            r#"{"error_code": "RESOURCE_DOES_NOT_EXIST", "message": "No such model"}"#,
            "RESOURCE_DOES_NOT_EXIST: No such model",
        ),
    ] {
        for name in ["TABLES.json", "TABLES.csv"] {
            let path = format!("exports/bigquery/more/{name}");
            let findings = good().file(&path, text).list("findings");
            assert_eq!(findings.len(), 1, "{text}: {findings:?}");
            assert_eq!(findings[0]["rule"], "export-file");
            assert_eq!(findings[0]["file"], path.as_str());
            let message = findings[0]["message"].as_str().unwrap();
            assert!(message.contains(words), "{message}");
        }
    }
    // Nobody's address is repeated, and no control reaches a terminal.
    let mesh = good().file(
        "exports/bigquery/more/TABLES.json",
        "ERROR: user ana@example.com \u{1b}[31mlacks access\n",
    );
    let all = mesh.check();
    assert!(
        all.contains("lacks access") && !all.contains("ana@"),
        "{all}"
    );
    assert!(!all.contains('\u{1b}'), "{all:?}");
}

#[test]
fn as_many_rows_as_a_tool_writes() {
    let rows = |n: usize| -> Vec<Value> {
        (0..n)
            .map(|i| {
                json!({"table_catalog": "p", "table_schema": "more", "table_name": format!("t{i}"),
                       "table_type": "BASE TABLE"})
            })
            .collect()
    };
    let found = |n: usize| {
        let text = Value::Array(rows(n)).to_string();
        let mesh = good().file("exports/bigquery/more/TABLES.json", text);
        let rules = mesh.rules();
        let place = "export-row-limit exports/bigquery/more/TABLES.json:1".to_owned();
        (rules.contains(&place), mesh.check())
    };
    let (told, check) = found(100);
    assert!(told, "{check}");
    assert!(
        check.contains("exactly 100 rows, as many as `bq query` writes unless `--max_rows`"),
        "{check}"
    );
    assert!(!found(99).0);
    assert!(!found(101).0);
}
