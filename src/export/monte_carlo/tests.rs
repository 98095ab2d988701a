#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests write their input"
)]

use std::collections::BTreeMap;
use std::io::Write;

use crate::diagnostic::{FileId, Finding, Pos, Rule};
use crate::export::fact::{Fact, FactSink, OperationFact};
use crate::source::SourceTree;

#[derive(Default)]
struct Collected {
    facts: Vec<String>,
    problems: Vec<Finding>,
}

impl FactSink for Collected {
    fn fact(&mut self, pos: Pos, fact: Fact<'_>) {
        self.facts.push(match fact {
            Fact::Operation(OperationFact::Incident(incident)) => {
                format!("{} {incident:?}", pos.line)
            }
            Fact::Operation(OperationFact::Monitor(monitor)) => {
                format!("{} {monitor:?}", pos.line)
            }
            fact => format!("{} {fact:?}", pos.line),
        });
    }

    fn problem(&mut self, finding: Finding) {
        assert!(finding.help.is_some(), "{finding:?}");
        self.problems.push(finding);
    }
}

impl Collected {
    fn messages(&self) -> Vec<String> {
        self.problems
            .iter()
            .map(|f| {
                let pos = f.pos().unwrap();
                format!("{}:{} {}", pos.line, pos.column, f.message)
            })
            .collect()
    }

    /// The facts of a kind, with their lines.
    fn of(&self, word: &str) -> Vec<&str> {
        let head = format!(" {word} {{");
        let facts = self.facts.iter().filter(|f| f.contains(&head));
        facts.map(String::as_str).collect()
    }
}

fn mapped(files: &[(&str, &[u8])], columns: &[(&str, &str)]) -> Collected {
    let files = files.iter().map(|(n, c)| ((*n).to_owned(), c.to_vec()));
    let tree = SourceTree::in_memory(files);
    let ids: Vec<FileId> = tree.iter().map(|(id, _)| id).collect();
    let columns: BTreeMap<String, String> = columns
        .iter()
        .map(|(f, h)| ((*f).to_owned(), (*h).to_owned()))
        .collect();
    let mut sink = Collected::default();
    super::read(&tree, &ids, &columns, &mut sink);
    sink
}

fn read(files: &[(&str, &[u8])]) -> Collected {
    mapped(files, &[])
}

fn gz(text: &str) -> Vec<u8> {
    let mut gz = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::none());
    gz.write_all(text.as_bytes()).unwrap();
    gz.finish().unwrap()
}

const ALERTS: &str = r#"{"data": {"getAlerts": {"edges": [
  {"node": {"id": "a1", "title": "Late, ask ana@example.com", "type": "ANOMALIES", "severity": null, "priority": "P1", "status": null,
    "owner": {"email": "ana@example.com"}, "tables": [{"mcon": "MCON++x++w++table++p:d.t", "tableId": "p:d.t"}, {"mcon": "MCON++x++w++view++p:d.v", "tableId": null}],
    "createdTime": "2026-01-01T00:00:00Z", "updatedTime": "2026-01-01T01:00:00Z", "url": "https://example.com/a1"}},
  {"node": {"id": 2, "title": null, "type": "SCHEMA_CHANGES", "severity": "SEV_2", "status": "fixed", "tables": null,
    "createdTime": "2026-01-01T00:00:00Z", "updatedTime": "2026-01-02T00:00:00Z", "url": "javascript:alert(1)"}}
], "pageInfo": {"hasNextPage": false}}}}"#;

#[test]
fn alerts_of_the_api() {
    let found = read(&[("alerts.json", ALERTS.as_bytes())]);
    assert_eq!(found.messages(), [""; 0]);
    assert_eq!(
        found.facts,
        [
            "1 Seen { at: 1767312000 }",
            r#"2 Incident { id: "a1", title: "Late, ask …", kind: Some("ANOMALIES"), severity: Some("P1"), status: None, open: true, relations: [Name { project: "p", dataset: "d", table: "t" }, Name { project: "p", dataset: "d", table: "v" }], started: Some(1767225600), ended: None, url: Some("https://example.com/a1") }"#,
            r#"5 Incident { id: "2", title: "SCHEMA_CHANGES", kind: Some("SCHEMA_CHANGES"), severity: Some("SEV_2"), status: Some("fixed"), open: false, relations: [], started: Some(1767225600), ended: Some(1767312000), url: None }"#,
        ]
    );
}

#[test]
fn nodes_alone_monitors_and_uptime() {
    let monitors = br#"{"uuid": "m", "monitorType": "FRESHNESS", "name": "fresh", "entities": ["p:d.t"], "isPaused": true, "monitorStatus": "PAUSED", "lastUpdateTime": "2026-01-01T00:00:00Z", "severity": "SEV_1", "createdTime": null}
{"uuid": null, "monitorType": "VOLUME"}"#;
    let uptime = br#"[{"tableId": "p:d.t", "metric": "TABLE_UPTIME_FOR_CUSTOM_SQL_MONITORS_BY_DAY",
  "dataPoints": [{"label": "2026-01-01", "value": 1}, {"label": "2026-01-02", "value": 0.995}, {"label": "2026-01-03", "value": null}]},
 {"tableId": "p:d.t", "metric": "TABLE_UPTIME_FOR_AUTOMATED_VOLUME_MONITORS_BY_HOUR",
  "dataPoints": [{"label": "2026-01-01T00:00:00", "value": 1.0}, {"label": "2026-01-01T01:00:00", "value": 0.5}]},
 {"metric": "INCIDENTS_BY_DAY", "dataPoints": [{"label": "2026-01-01", "value": 7}]},
 {"metric": "TABLE_UPTIME_FOR_CUSTOM_SQL_MONITORS_BY_DAY", "dataPoints": []}]"#;
    let found = read(&[("a.ndjson", monitors), ("b.json", uptime)]);
    assert_eq!(
        found.messages(),
        [
            "2:1 the monitor has no `uuid`",
            "6:2 the uptime doesn't say of which table it is",
        ]
    );
    let name = r#"Name { project: "p", dataset: "d", table: "t" }"#;
    assert_eq!(
        found.of("Monitor"),
        [format!(
            r#"1 Monitor {{ id: "m", title: "fresh", kind: Some("FRESHNESS"), paused: true, status: Some("PAUSED"), relations: [{name}] }}"#
        )]
    );
    assert_eq!(
        found.of("Uptime"),
        [
            format!("2 Uptime {{ name: {name}, day: 1767225600, permille: 750 }}"),
            format!("2 Uptime {{ name: {name}, day: 1767312000, permille: 995 }}"),
        ]
    );
}

#[test]
fn the_newest_state_of_an_alert_counts() {
    let alert = |status: &str, updated: &str| {
        format!(
            r#"{{"id": "a", "title": "t", "status": "{status}", "createdTime": "2026-01-01T00:00:00Z", "updatedTime": "{updated}"}}"#
        )
    };
    let fixed = alert("FIXED", "2026-01-03T00:00:00Z");
    let open = alert("ACKNOWLEDGED", "2026-01-02T00:00:00Z");
    let first = format!("{open}\n{fixed}\n{open}\n{fixed}\n");
    let found = read(&[
        ("a.ndjson", first.as_bytes()),
        ("b.ndjson", fixed.as_bytes()),
    ]);
    assert_eq!(
        found.messages(),
        [
            "4:1 a row of `a.ndjson` repeats one before it and counts once",
            "1:1 a row of `b.ndjson` repeats one before it and counts once",
        ]
    );
    assert!(
        found
            .problems
            .iter()
            .all(|f| f.rule == Rule::ExportDuplicate)
    );
    let [incident] = found.of("Incident")[..] else {
        panic!("{:?}", found.facts)
    };
    assert!(incident.contains(r#"status: Some("FIXED"), open: false"#));
}

#[test]
fn csv_by_likely_headers() {
    let alerts = "\u{feff}Alert ID,Alert Type,Severity,Status,Tables,Created Time,Updated Time,Title,URL\r\n\
        1,ANOMALIES,SEV_1,,\"p:d.t, p:d.u\",2026-01-01 00:00:00,null,\"two\r\nlines\",\r\n\
        2,,,No action needed,nothing,2026-01-01T00:00:00Z,2026-01-02T00:00:00Z,,\r\n\
        3,,,FIXED,p:d.t,yesterday,,,\r\n\
        4,too,few\r\n\
        ,,,FIXED,p:d.t,2026-01-01T00:00:00Z,,,\r\n";
    let monitors = "uuid,name,is_paused,entities\nm,n,Yes,p:d.t\n";
    let uptime = "table,date,uptime\np:d.t,2026-01-01,99.5%\np:d.t,2026-01-02,100\np:d.t,2026-01-03,0.5\np:d.t,2026-01-03,0.5\np:d.t,2026-01-04,\np:d.t,2026-01-05,101\nx,2026-01-05,1\n";
    let found = read(&[
        ("ALERTS.csv", alerts.as_bytes()),
        ("events.csv", b"whatever\n1\n"),
        ("monitors.csv", monitors.as_bytes()),
        ("table_uptime.csv", uptime.as_bytes()),
    ]);
    assert_eq!(
        found.messages(),
        [
            "4:1 this isn't the full name of a table; the row is used without it",
            "5:1 `Created Time` isn't a time",
            "6:1 the row has 3 fields where the first line names 9 columns",
            "7:1 the alert has no `Alert ID`",
            "2:1 `Created Time` has no zone and was taken as UTC",
            "7:1 the uptime isn't a share from 0 to 1 or a percentage from 0 to 100",
            "8:1 `table` isn't the full name of a table",
            "5:1 a row of `table_uptime.csv` repeats one before it and counts once",
        ]
    );
    let incidents = found.of("Incident");
    assert_eq!(incidents.len(), 3);
    assert!(incidents[0].starts_with(r#"2 Incident { id: "1""#));
    assert!(incidents[0].contains("open: true"));
    assert!(incidents[0].contains(r#"table: "u""#));
    assert!(incidents[1].contains(
        "open: false, relations: [], started: Some(1767225600), ended: Some(1767312000)"
    ));
    assert!(found.of("Monitor")[0].contains("paused: true"));
    let uptimes: Vec<&str> = found
        .of("Uptime")
        .iter()
        .map(|f| f.rsplit(": ").next().unwrap())
        .collect();
    assert_eq!(uptimes, ["995 }", "1000 }", "5 }"]);
}

#[test]
fn csv_by_mapped_headers() {
    let alerts = "Nr,State,Wo,Wann\n1,FIXED,p:d.t,2026-01-01T00:00:00Z\n";
    let columns = [
        ("alert_id", "Nr"),
        ("status", "State"),
        ("table", "wo"),
        ("created", "Wann"),
        ("uptime", "only of other files"),
    ];
    let found = mapped(&[("alerts.csv", alerts.as_bytes())], &columns);
    assert_eq!(found.messages(), [""; 0]);
    assert_eq!(found.of("Incident").len(), 1);

    let columns = [("alert_id", "Nr"), ("status", "Status?")];
    let found = mapped(&[("alerts.csv", alerts.as_bytes())], &columns);
    assert_eq!(
        found.messages(),
        [
            "1:1 `alerts.csv` has no column `Status?`, which `[exports.columns]` names for `status`; its first line has `Nr`, `State`, `Wo`, `Wann`",
            "1:1 `alerts.csv` has no column for `table`, `created`; its first line has `Nr`, `State`, `Wo`, `Wann`",
        ]
    );
}

#[test]
fn a_csv_of_another_table() {
    let found = read(&[("orders.csv", b"order,customer\n1,2\n")]);
    assert!(found.facts.is_empty());
    let [finding] = &found.problems[..] else {
        panic!("{:?}", found.problems)
    };
    assert_eq!(finding.rule, Rule::ExportFile);
    assert!(finding.message.to_string().contains("`order`, `customer`"));
    let help = finding.help.as_ref().unwrap().to_string();
    assert!(help.contains("alerts need `alert_id`, `status`, `table`, `created`"));
    assert!(help.contains("[exports.columns]"));
}

#[test]
fn files_that_cant_be_read_are_findings() {
    let row = "1,FIXED,p:d.t,2026-01-01T00:00:00Z\n";
    let whole = gz(&format!("id,status,table,created\n{}", row.repeat(6000)));
    let utf16: Vec<u8> = "\u{feff}\u{d}\u{a}"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let found = read(&[
        ("alerts-1.csv.gz", &whole[..whole.len() - 20_000]),
        ("alerts-2.csv", &utf16),
        ("alerts-3.csv", b""),
        ("alerts-4.json", b" "),
        ("alerts-5.json", br#"{"order": 1}"#),
        (
            "alerts-6.json",
            br#"{"errors": [{"message": "no access"}], "data": null}"#,
        ),
        ("alerts-7.ndjson", b"{\"id\": \n7\n"),
        ("alerts-8.xlsx", b"PK"),
        (
            "alerts-9.json",
            br#"{"data": {"getAlerts": {"totalCount": 0, "edges": []}}}"#,
        ),
    ]);
    assert_eq!(found.of("Incident").len(), 1);
    let mut messages = found.messages();
    let cut = messages.remove(7);
    assert!(cut.contains("the row isn't JSON"), "{cut}");
    assert!(messages[0].contains("`alerts-1.csv.gz` ends too early after line"));
    assert!(messages[1].contains("rows of `alerts-1.csv.gz` repeat rows before them"));
    assert_eq!(
        messages[2..],
        [
            "1:1 `alerts-2.csv` is empty",
            "1:1 `alerts-3.csv` is empty",
            "1:1 `alerts-4.json` is empty",
            "1:1 `alerts-5.json` holds no alert, monitor or table uptime of Monte Carlo",
            "1:13 the API answered with an error, so that what it was asked for is missing",
            "2:1 the row isn't a JSON object",
            "1:1 `alerts-8.xlsx` has no extension that is read",
        ]
    );
}

#[test]
fn an_error_is_told_whatever_its_form() {
    for (errors, told) in [
        (r#"[{"message": "quota"}]"#, 1),
        (r#"{"message": "quota"}"#, 1),
        (r#""quota""#, 1),
        ("null", 0),
        ("[]", 0),
        ("{}", 0),
    ] {
        let text = format!(r#"{{"data": {{"getAlerts": {{"edges": []}}}}, "errors": {errors}}}"#);
        let found = read(&[("a.json", text.as_bytes())]);
        let messages = found.messages();
        let of_errors = messages
            .iter()
            .filter(|m| m.contains("the API answered with an error"));
        assert_eq!(of_errors.count(), told, "{errors}: {messages:?}");
    }
}

#[test]
fn deep_nesting_is_bounded() {
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let found = read(&[("a.json", format!("[{deep}]").as_bytes())]);
    assert!(found.facts.is_empty());
}
