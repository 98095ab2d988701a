//! What manifests declare for releases and moves, from their text to the catalog.

use crate::catalog::{Applies, Catalog, Clock, Covered, Kind, RuleCheck, WaitsFor};
use crate::config::Settings;
use crate::diagnostic::FileId;
use crate::link::{Aliases, Facts, Ledger, NoneSaved, link, part_where};
use crate::manifest::{self, NothingSaved};
use crate::source::SourceTree;

const DME: &str = "apiVersion: vitrina/v1\nkind: DataMeshEnvironment\nid: store\nservers: [{type: bigquery, project: p, dataset: store}]\n";
const PRODUCT: &str = "apiVersion: vitrina/v1\nkind: DataProduct\nid: orders\nenvironment: store\n";
const TEAMS: &str = "\
apiVersion: vitrina/v1
kind: Team
id: sellers
members: [{username: wren@example.com}, {username: kit}]
---
apiVersion: vitrina/v1
kind: Team
id: returns
parent: sellers
members: [{username: kit}]
";

/// Links these files, which describe nothing of a warehouse; findings as rule, line and message.
fn linked(files: &[(&str, String)]) -> (Catalog, Vec<String>) {
    let texts = files.iter();
    let tree = SourceTree::in_memory(
        texts.map(|(path, text)| ((*path).to_owned(), text.clone().into_bytes())),
    );
    let mut findings = Vec::new();
    let settings = Settings::read(None, FileId::SETTINGS, &mut findings);
    let manifests = manifest::read_all(&tree, &|_| false, &NothingSaved, &mut findings);
    let paths = tree.paths().to_vec();
    let facts = Facts::new(Aliases::default());
    let catalog = link(
        &settings,
        &manifests,
        facts,
        Clock::default(),
        paths,
        &NoneSaved,
        &mut findings,
    )
    .catalog;
    let told = findings.iter().map(|f| {
        let line = f.pos().map_or(0, |pos| pos.line);
        let help = f.help.as_ref().map(ToString::to_string);
        format!(
            "{} {line} {}; {}",
            f.rule.info().id,
            f.message,
            help.unwrap_or_default()
        )
    });
    let told = told.collect();
    (catalog, told)
}

/// The findings of a DME with these fields.
fn of_dme(fields: &str) -> (Catalog, Vec<String>) {
    linked(&[
        ("a.yaml", format!("{DME}{fields}")),
        ("t.yaml", TEAMS.to_owned()),
    ])
}

fn of_product(fields: &str) -> (Catalog, Vec<String>) {
    linked(&[
        ("a.yaml", format!("{PRODUCT}{fields}")),
        ("b.yaml", DME.to_owned()),
        ("t.yaml", TEAMS.to_owned()),
    ])
}

#[test]
fn checks_of_releases_wait_for_one_result() {
    let (c, told) = of_product(
        "\
releaseChecks:
  - {id: a, waitsFor: {dbtTest: unique_id}}
  - {id: b, waitsFor: {quality: positive}}
  - {id: c, waitsFor: {monitor: 42}}
  - {id: d, waitsFor: {job: airflow/load}}
  - {id: e}
",
    );
    assert_eq!(told, [""; 0]);
    let waits: Vec<_> = c.products[0].checks.iter().map(|k| &k.waits_for).collect();
    assert_eq!(
        waits,
        [
            &Some(WaitsFor::DbtTest("unique_id".into())),
            &Some(WaitsFor::Quality("positive".into())),
            &Some(WaitsFor::Monitor("42".into())),
            &Some(WaitsFor::Job("airflow/load".into())),
            &None
        ]
    );
    assert_eq!(c.products[0].checks[3].pos.0.line, 9);

    let (c, told) = of_product(
        "\
releaseChecks:
  - {id: a, waitsFor: {dbtTest: x, job: y}}
  - {id: b, waitsFor: {}}
  - {id: c, waitsFor: {dbttest: x}}
  - {id: d, waitsFor: {job: [x]}}
  - {id: e, waitsFor: x}
",
    );
    let one = "`dbtTest`, `quality`, `monitor`, `job`";
    assert_eq!(
        told,
        [
            format!(
                "wrong-type 6 `waitsFor` must have exactly one of {one}, found 2; write exactly one of {one}"
            ),
            format!(
                "wrong-type 7 `waitsFor` must have exactly one of {one}, found 0; write exactly one of {one}"
            ),
            "unknown-key 8 `waitsFor` has no key `dbttest`; did you mean `dbtTest`?".to_owned(),
            "wrong-type 9 `job` must be text, found a list; write `job: x`".to_owned(),
            "wrong-type 10 `waitsFor` must be a mapping, found `x`; write a mapping here"
                .to_owned(),
        ]
    );
    let checks = &c.products[0].checks;
    assert_eq!(checks.len(), 5, "the checks stay");
    assert!(checks.iter().all(|k| k.waits_for.is_none()));
}

#[test]
fn courses_are_completed_by_teams() {
    let (c, told) = of_dme(
        "\
training:
  - name: Publishing
    required: true
    completedBy:
      - returns
      - {members: [kit, wren@example.com], on: 2026-03-04}
      - {members: nobody@example.com}
      - {team: retuns}
      - {}
      - {team: returns, on: soon}
      - {tean: returns}
",
    );
    assert_eq!(
        told,
        [
            "wrong-date 14 `on` is `soon`, which is no date: expected YYYY-MM-DD; write the day as YYYY-MM-DD, for example 2026-12-31",
            "unknown-key 15 `completedBy` has no key `tean`; did you mean `team`?",
            "unknown-id 11 `completedBy` names a member whom no team lists; name a `team`, or list the member in its Team manifest",
            "unknown-id 12 `completedBy` names team `retuns`, which no manifest describes; did you mean `returns`?",
            "missing-field 13 an entry of `completedBy` names nobody; add `team`, or `members` of one",
            "missing-field 15 an entry of `completedBy` names nobody; add `team`, or `members` of one",
        ]
    );
    let course = &c.environments[0].training[0];
    let done = course.completed.iter();
    let done: Vec<_> = done
        .map(|done| (c.name(done.team), done.on.as_deref()))
        .collect();
    assert_eq!(done, [("returns", None), ("sellers", Some("2026-03-04"))]);
    assert!(course.required);
}

#[test]
fn rules_of_dmes_are_checked() {
    let (c, told) = of_dme(
        "\
rules:
  - {id: a, text: t, check: {namePattern: '{dim,fct}_*'}, applies: tables, except: [p.store.*]}
  - {id: b, text: t, check: {requiredLabel: {key: team}}}
  - {id: c, text: t, check: {requiredTag: gold}}
  - {id: d, text: t, check: {forbiddenColumn: {name: '*mail*'}}}
  - {id: e, text: t, check: {forbiddenColumn: {type: FLOAT*}}, severity: error}
  - {id: f, text: t, check: {maxAge: 36h}}
  - {id: g, text: t}
",
    );
    assert_eq!(told, [""; 0]);
    let rules = &c.environments[0].rules;
    let checks: Vec<_> = rules.iter().map(|r| r.check.clone()).collect();
    assert_eq!(
        checks,
        [
            Some(RuleCheck::NamePattern("{dim,fct}_*".into())),
            Some(RuleCheck::RequiredLabel {
                key: "team".into(),
                value: None
            }),
            Some(RuleCheck::RequiredTag("gold".into())),
            Some(RuleCheck::ForbiddenColumn {
                name: Some("*mail*".into()),
                data_type: None
            }),
            Some(RuleCheck::ForbiddenColumn {
                name: None,
                data_type: Some("FLOAT*".into())
            }),
            Some(RuleCheck::MaxAge(36 * 3_600)),
            None,
        ]
    );
    assert_eq!(rules[0].applies, Applies::Tables);
    assert_eq!(rules[1].applies, Applies::All);
    assert_eq!(rules[0].except, ["p.store.*"]);

    let braces = "{".repeat(51);
    let (c, told) = of_dme(&format!(
        "\
rules:
  - {{id: a, text: t, check: {{namePattern: 'a{{'}}}}
  - {{id: b, text: t, check: {{namePattern: a, maxAge: 36h}}}}
  - {{id: c, text: t, check: {{forbiddenColumn: {{}}}}}}
  - {{id: d, text: t, check: {{maxAge: soon}}}}
  - {{id: e, text: t, applies: table, except: ['[']}}
  - {{id: f, text: t, check: {{forbiddenColumn: {{name: '*', type: '['}}}}}}
  - {{id: g, text: t, check: {{namePattern: '{braces}'}}}}
  - {{id: h, text: t, check: {{requiredLabel: team}}}}
  - {{id: i, text: t, chek: {{requiredTag: a}}}}
  - {{id: j, text: t, check: {{namePattern: '^fct_'}}}}
  - {{id: k, text: t, check: {{namePattern: '(dim|fct)_.+'}}}}
"
    ));
    let told: Vec<&str> = told
        .iter()
        .map(|t| t.split_once(" `").map_or(t.as_str(), |(rule, _)| rule))
        .collect();
    assert_eq!(
        told,
        [
            "wrong-type 7",
            "wrong-type 8",
            "wrong-type 10",
            "wrong-type 13",
            "unknown-key 14",
            "wrong-type 6",
            "wrong-type 9",
            "wrong-type 10",
            "wrong-type 11",
            "too-large 12",
            "wrong-type 15",
            "wrong-type 16",
        ]
    );
    let rules = &c.environments[0].rules;
    assert_eq!(rules.len(), 11, "the rules stay");
    assert!(rules.iter().all(|r| r.check.is_none()));
}

#[test]
fn frameworks_and_who_is_on_call() {
    let (c, told) = linked(&[
        (
            "a.yaml",
            format!(
                "{DME}framework: {{name: kit, version: 4.9.2}}\nincidentManagement: {{tool: t, onCall: Wren Avila}}\n"
            ),
        ),
        (
            "b.yaml",
            format!(
                "{}framework: {{name: kit, version: 4.10.0}}\n",
                DME.replace("id: store", "id: other")
            ),
        ),
        (
            "c.yaml",
            format!(
                "{}framework: {{name: kit, version: next}}\n",
                DME.replace("id: store", "id: third")
            ),
        ),
        ("p.yaml", format!("{PRODUCT}onCall: wren@example.com\n")),
        ("t.yaml", format!("{TEAMS}onCall: returns on call\n")),
    ]);
    // Three claim one dataset.
    assert!(
        told.iter()
            .all(|t| !t.contains("framework") && !t.contains("onCall"))
    );
    let of = |id: &str| {
        let ix = c.find(Kind::Dme, id).unwrap();
        c.environment(ix).unwrap().framework.clone().unwrap()
    };
    let newest = crate::catalog::Framework::newest(&c.environments, "kit");
    assert_eq!(newest, Some("4.10.0"));
    assert!(of("store").is_behind("4.10.0"));
    assert!(!of("other").is_behind("4.10.0"));
    assert!(!of("third").is_behind("4.10.0"));
    let incidents = c.environments[0].incidents.as_ref().unwrap();
    assert_eq!(incidents.on_call.as_ref().unwrap().shown, None);
    assert_eq!(c.products[0].on_call.as_ref().unwrap().shown, None);
    let teams = c.teams.iter().map(|t| t.on_call.clone().map(|o| o.shown));
    let teams: Vec<_> = teams.collect();
    assert_eq!(teams, [None, Some(Some("returns on call".to_owned()))]);

    let (_, told) = of_dme("framework: {name: kit, verson: 1}\n");
    assert_eq!(
        told,
        [
            "unknown-key 5 `framework` has no key `verson`, and no `version`; did you mean `version`?"
        ]
    );
    let (_, told) = of_product("onCall: {name: wren}\n");
    assert_eq!(
        told,
        ["wrong-type 5 `onCall` must be text, found a mapping; write `onCall: wren`"]
    );
}

#[test]
fn renames_are_declared() {
    let (c, told) = of_product(
        "\
renamedFrom: sales
tables:
  - name: orders
    physicalName: store.orders
    renamedFrom: [store.sales, q.old.sales]
    previousNames: [{name: p.older.sales}]
    columns: [{name: id, renamedFrom: order_id}, {name: a.b, renamedFrom: [b, c]}]
outputPorts:
  - {name: orders, physicalName: p.unified.orders, renamedFrom: p.unified.sales}
",
    );
    let drift = told.iter().filter(|t| !t.starts_with("drift-dangling"));
    assert_eq!(drift.count(), 0, "{told:?}");
    let names = |full: &str| c.renames.former_names(c.find_relation(full).unwrap());
    assert_eq!(
        names("p.store.orders"),
        ["p.store.sales", "q.old.sales", "p.older.sales"]
    );
    assert_eq!(names("p.unified.orders"), ["p.unified.sales"]);
    let orders = c.find_relation("p.store.orders").unwrap();
    assert_eq!(c.renames.former_columns(orders, "id"), ["order_id"]);
    assert_eq!(c.renames.former_columns(orders, "a.b"), ["b", "c"]);
    assert_eq!(c.renames.former_columns(orders, "b"), [""; 0]);
    assert_eq!(c.renames.former_names(c.products[0].asset), ["sales"]);

    let (_, told) =
        of_product("renamedFrom: {id: sales}\noutputPorts: [{name: a, columns: [{name: b}]}]\n");
    assert_eq!(
        told,
        [
            "wrong-type 5 `renamedFrom` must be text or a list, found a mapping; write `renamedFrom: sales`",
            "missing-field 6 `columns` has no `renamedFrom`; add `renamedFrom`: names that it had before"
        ]
    );
}

/// What of these findings may stay: rule, what it is about, column, whose.
fn staying(c: &Catalog) -> Vec<String> {
    let name = |ix: &crate::catalog::AssetIx| c.name(*ix).to_owned();
    let all = c.suppressions.iter().map(|s| {
        let about = match &s.covered {
            Covered::Document(asset) => name(asset),
            Covered::Relations(all) => all.iter().map(name).collect::<Vec<_>>().join("+"),
            Covered::Use(all) => format!("use of {}", all.iter().map(name).collect::<String>()),
            Covered::Among(all, pattern) => format!("{pattern} of {}", all.len()),
            Covered::Owned(dme, pattern) => format!("{pattern} of {}", name(dme)),
            Covered::File(file) => c.path(*file).to_owned(),
        };
        let column = s.column.as_deref().unwrap_or("-");
        let by = s.by.as_deref().unwrap_or("-");
        format!("{} {about} {column} {} {by}", s.rule, s.reason)
    });
    all.collect()
}

#[test]
fn suppressions_stand_beside_what_they_are_about() {
    let entry =
        |more: &str| format!("{{rule: unowned-view, reason: r, until: 2027-01-31, {more}}}");
    let plain = entry("");
    let contract = format!(
        "\
apiVersion: v3.1.0
kind: DataContract
id: k
version: 1.0.0
status: active
customProperties:
  - {{property: vitrina.suppress, value: {plain}}}
  - {{property: other, value: 1}}
schema:
  - name: orders
    physicalName: p.store.orders
    customProperties: [{{property: vitrina.suppress, value: [{plain}, {plain}]}}]
    properties:
      - name: buyer
        properties:
          - {{name: mail, customProperties: [{{property: vitrina.suppress, value: {plain}}}]}}
"
    );
    let odps = format!(
        "apiVersion: v1.0.0\nkind: DataProduct\nid: std\nname: std\nversion: 1.0.0\nstatus: active\ncustomProperties: [{{property: vitrina.suppress, value: {plain}}}]\n"
    );
    let (c, told) = linked(&[
        (
            "a.yaml",
            format!("apiVersion: vitrina/v1\nkind: Domain\nid: sales\nsuppressions: [{plain}]\n"),
        ),
        (
            "b.yaml",
            format!(
                "{DME}suppressions: [{plain}, {}]\n",
                entry("asset: p.store.*, column: x")
            ),
        ),
        (
            "c.yaml",
            format!(
                "{PRODUCT}suppressions: [{plain}, {}, {}]\ntables: [{{name: o, physicalName: p.store.orders, contractId: k, suppressions: [{}]}}]\noutputPorts: [{{name: o, physicalName: p.unified.orders, suppressions: [{}]}}]\ninputPorts: [{{name: i, physicalName: p.store.in, suppressions: [{plain}]}}]\n",
                entry("asset: 'p.*.orders'"),
                entry("asset: 'p.store.orders'"),
                entry("by: sellers"),
                entry("by: Wren Avila"),
            ),
        ),
        ("d.yaml", contract),
        ("e.yaml", odps),
        (
            "guides/g.md",
            format!("---\ntitle: G\nsuppressions:\n  - {plain}\n---\ntext\n"),
        ),
        (
            "t.yaml",
            format!(
                "{TEAMS}suppressions: [{{rule: 'scan/s1', reason: 'ask wren@example.com', until: 2027-01-31}}]\n"
            ),
        ),
        (
            "u.yaml",
            format!(
                "apiVersion: vitrina/v1\nkind: GlossaryTerm\nid: order\nsuppressions: [{plain}]\n"
            ),
        ),
    ]);
    let told: Vec<_> = told.iter().filter(|t| t.contains("uppress")).collect();
    assert_eq!(told, [""; 0]);
    let mut all = staying(&c);
    all.sort();
    assert_eq!(
        all,
        [
            "scan/s1 returns - ask … -",
            "unowned-view guides/g.md - r -",
            "unowned-view k - r -",
            "unowned-view order - r -",
            "unowned-view orders - r -",
            "unowned-view p.*.orders of 2 - r -",
            "unowned-view p.store.* of store x r -",
            "unowned-view p.store.orders - r -",
            "unowned-view p.store.orders - r -",
            "unowned-view p.store.orders - r -",
            "unowned-view p.store.orders - r sellers",
            "unowned-view p.store.orders buyer.mail r -",
            "unowned-view p.unified.orders - r -",
            "unowned-view sales - r -",
            "unowned-view std - r -",
            "unowned-view store - r -",
            "unowned-view use of p.store.in - r -",
        ]
    );
}

#[test]
fn suppressions_that_cannot_be_understood_suppress_nothing() {
    let (c, told) = of_dme(
        "\
suppressions:
  - {rule: unowned-vew, reason: r, until: 2027-01-31}
  - {rule: unowned-view, until: 2027-01-31}
  - {rule: unowned-view, reason: ' ', until: 2027-01-31}
  - {rule: unowned-view, reason: r, until: next week}
  - {rule: unowned-view, reason: r, until: 2027-01-31, untill: x}
  - {rule: unowned-view, reason: r, until: 2027-01-31, asset: nothing}
  - {rule: unowned-view, reason: r, until: 2027-01-31, asset: 'p.store.['}
  - unowned-view
",
    );
    let told: Vec<&str> = told
        .iter()
        .map(|t| t.split_once(';').map_or(t.as_str(), |(what, _)| what))
        .collect();
    assert_eq!(
        told,
        [
            "missing-field 7 `suppressions` has no `reason`",
            "wrong-date 9 `until` is `next week`, which is no date: expected YYYY-MM-DD",
            "unknown-key 10 `suppressions` has no key `untill`",
            "wrong-type 13 `suppressions` must be a mapping, found `unowned-view`",
            "unknown-id 6 `suppressions` names rule `unowned-vew`, which there isn't",
            "missing-field 8 a suppression says no reason",
            "unknown-id 11 `suppressions` names `nothing`, which isn't in the catalog",
            "wrong-type 12 `p.store.[` isn't a glob: unclosed character class",
        ]
    );
    assert_eq!(staying(&c), ["unowned-view store - r -"]);
}

#[test]
fn suppressions_of_the_standards_are_checked_as_ours() {
    let (c, told) = linked(&[(
        "k.yaml",
        "\
apiVersion: v3.1.0
kind: DataContract
id: k
version: 1.0.0
status: active
vitrina.suppress: nonsense
customProperties:
  - {property: vitrina.suppress, value: no}
  - {property: vitrina.suppress}
  - {property: vitrina.supress, value: 1}
  - {property: vitrina.suppress, value: {rule: unowned-view, reason: r, until: 2027-01-31, whom: x}}
  - {property: vitrina.suppress, value: {rule: unowned-view, reason: r, until: 2027-01-31, asset: p.a.b}}
schema: [{name: a, customProperties: {property: vitrina.suppress}, properties: 1}]
"
        .to_owned(),
    )]);
    let told: Vec<&str> = told
        .iter()
        .filter(|t| !t.starts_with("no-base-url"))
        .map(|t| t.split_once(';').map_or(t.as_str(), |(what, _)| what))
        .collect();
    assert_eq!(
        told,
        [
            "unknown-key 10 there is no custom property `vitrina.supress`",
            "wrong-type 8 vitrina.suppress must be a mapping, found `no`",
            "unknown-key 11 vitrina.suppress has no key `whom`",
            "wrong-type 9 `vitrina.suppress` has an entry of nothing",
            "wrong-type 13 `properties` must be a list, found `1`",
            "unknown-id 12 `suppressions` names `p.a.b`, which isn't in the catalog",
        ]
    );
    assert_eq!(staying(&c), ["unowned-view k - r -"]);
}

#[test]
fn what_is_left_out_is_not_named() {
    let entry = |more: &str| format!("{{rule: unowned-view, reason: r, until: 2027-01-31{more}}}");
    let (c, _) = linked(&[
        (
            "a.yaml",
            format!(
                "{DME}training: [{{name: a, completedBy: [zulu-team, sellers]}}]\nrules: [{{id: a, text: t, check: {{requiredTag: a}}, except: [p.store.zulu, p.store.orders, 'p.zulu*']}}]\nsuppressions: [{}, {}]\n",
                entry(", asset: p.store.zulu"),
                entry(", asset: p.store.orders"),
            ),
        ),
        (
            "b.yaml",
            format!(
                "{PRODUCT}tables: [{{name: o, physicalName: p.store.orders, renamedFrom: p.store.sales, suppressions: [{}]}}, {{name: z, physicalName: p.store.zulu, renamedFrom: p.store.zulu_1, suppressions: [{}]}}]\n",
                entry(""),
                entry(""),
            ),
        ),
        (
            "t.yaml",
            format!(
                "{TEAMS}---\napiVersion: vitrina/v1\nkind: Team\nid: zulu-team\nsuppressions: [{}]\n",
                entry("")
            ),
        ),
    ]);
    assert_eq!(staying(&c).len(), 5);
    let part = part_where(&c, &Ledger::default(), |ix| !c.id(ix).contains("zulu"));
    let all = format!(
        "{:?} {:?} {:?} {:?}",
        part.environments, part.products, part.suppressions, part.renames
    );
    assert!(!all.contains("zulu"), "{all}");
    assert_eq!(
        staying(&part),
        [
            "unowned-view p.store.orders of store - r -",
            "unowned-view p.store.orders - r -"
        ]
    );
    let course = &part.environments[0].training[0];
    let done: Vec<_> = course.completed.iter().map(|d| part.name(d.team)).collect();
    assert_eq!(done, ["sellers"]);
    assert_eq!(part.environments[0].rules[0].except, ["p.store.orders"]);
    let orders = part.find_relation("p.store.orders").unwrap();
    assert!(
        part.renames.former_names(orders).is_empty(),
        "nobody's name"
    );
}
