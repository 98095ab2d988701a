#![allow(clippy::unwrap_used, reason = "tests read their input")]

use super::read;
use super::tool_words::{rule_word, tool_word, web_address};
use crate::diagnostic::FileId;
use crate::export::collected::Collected;
use crate::source::SourceTree;

fn of(path: &str, text: &str) -> Collected {
    let tree = SourceTree::in_memory([(path.to_owned(), text.as_bytes().to_vec())]);
    let mut collected = Collected::default();
    read(&tree, FileId(0), &mut collected);
    collected
}

#[test]
fn results_of_sarif_are_findings() {
    let log = r#"{"version": "2.1.0", "runs": [{
 "tool": {"driver": {"name": "SQL Fluff", "rules": [
   {"id": "LT01", "helpUri": "https://fluff.example/LT01", "defaultConfiguration": {"level": "note"},
    "messageStrings": {"default": {"text": "{0} blanks, {{not}} {1}"}}, "help": {"text": "write fewer"}}]}},
 "originalUriBaseIds": {"SRC": {"uri": "models/"}},
 "artifacts": [{"location": {"uri": "a%20b.sql", "uriBaseId": "SRC"}}],
 "logicalLocations": [{"fullyQualifiedName": "p.d.t"}],
 "results": [
  {"ruleIndex": 0, "message": {"id": "default", "arguments": ["3", "one"]},
   "locations": [{"physicalLocation": {"artifactLocation": {"index": 0}, "region": {"startLine": 7, "startColumn": 2}},
                  "logicalLocations": [{"index": 0}]}]},
  {"ruleId": "LT01/sub", "level": "error", "message": {"text": "m"}, "suppressions": [{"kind": "external", "justification": "known"}]},
  {"ruleId": "X", "message": {"text": "m"}, "suppressions": [{"kind": "external", "status": "rejected"}]},
  {"ruleId": "X", "level": "none", "message": {"text": "m"}},
  {"ruleId": "X", "kind": "pass", "message": {"text": "m"}},
  {"ruleId": "X", "baselineState": "absent", "message": {"text": "m"}},
  7
 ]}]}"#;
    let found = of("x.sarif", log);
    assert_eq!(
        found.messages(),
        ["17:3 a result of the run isn't a JSON object"]
    );
    let [first, second, third] = found.facts.as_slice() else {
        panic!("{:?}", found.facts);
    };
    for part in [
        "9 FindingFact { tool: \"SQL-Fluff\", rule: \"LT01\", address: Some(\"https://fluff.example/LT01\"), severity: Info, message: \"3 blanks, {not} one\", help: Some(\"write fewer\"), assets: [\"p.d.t\"]",
        "path: \"models/a b.sql\", line: Some(7), column: Some(2)",
    ] {
        assert!(first.contains(part), "{first}");
    }
    assert!(
        second.contains("rule: \"LT01/sub\"") && second.contains("severity: Error"),
        "{second}"
    );
    assert!(
        second.contains("set_aside: Some((\"known\", \"\"))"),
        "{second}"
    );
    assert!(
        third.contains("severity: Warning") && third.contains("set_aside: None"),
        "{third}"
    );
}

#[test]
fn lines_are_findings_of_the_tool_that_they_name() {
    let lines = r#"{"rule":"bouncer/r-1","tool":"bouncer","severity":"error","message":"m"}
{"rule":"scan/r","message":"m","column":"amount","asset":"view:p.d.v"}
{"rule":"r","message":"m","severity":"info","line":3,"column":4,"file":"a.yaml"}
{"rule":"r","message":"m","severity":"loud"}
{"rule":"r"}
[]
"#;
    let found = of("great tests.ndjson", lines);
    let starts = [
        "1 FindingFact { tool: \"bouncer\", rule: \"r-1\"",
        "2 FindingFact { tool: \"scan\", rule: \"r\"",
        "3 FindingFact { tool: \"great-tests\", rule: \"r\"",
    ];
    assert_eq!(found.facts.len(), 3, "{:?}", found.facts);
    for (fact, start) in found.facts.iter().zip(starts) {
        assert!(fact.starts_with(start), "{fact}");
    }
    assert!(found.facts[1].contains("detail: Some(\"amount\")"));
    assert!(found.facts[2].contains("line: Some(3), column: Some(4)"));
    assert_eq!(
        found.messages(),
        [
            "4:1 the finding has no severity that is known: `loud`",
            "5:1 the finding has no `message`",
            "6:1 the row isn't a JSON object",
        ]
    );
}

#[test]
fn too_many_findings_are_cut_and_that_is_said() {
    let lines = "{\"rule\":\"r\",\"message\":\"m\"}\n".repeat(super::MOST + 2);
    let found = of("x.ndjson", &lines);
    assert_eq!(found.facts.len(), super::MOST);
    assert_eq!(
        found.messages(),
        ["1:1 `x.ndjson` holds 25002 findings; the first 25000 are used"]
    );
}

#[test]
fn names_are_words_and_addresses_are_of_the_web() {
    assert_eq!(tool_word("../Great \u{202e}Tests/<b>"), "Great-Tests-b");
    assert_eq!(rule_word("@x/no-`y`|z"), "x/no-y-z");
    assert_eq!(rule_word(" \u{7} "), "unnamed");
    for (address, is_one) in [
        ("https://a.example/b?c#d", true),
        ("HTTP://a.example", true),
        ("javascript:alert(1)//https://", false),
        ("https://a.example/ \"x", false),
        ("data:text/html,x", false),
        ("é", false),
    ] {
        assert_eq!(web_address(address.into()).is_some(), is_one, "{address}");
    }
}
