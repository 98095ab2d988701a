//! Markup, scripts and escape sequences in every field: they are shown as text, everywhere.

use quick_xml::Reader;
use quick_xml::events::Event;
use serde_json::{Value, json};

use super::{good, rest_is_used};
use crate::support::{Mesh, Site};

const EVIL: &str = "<script>alert(1)</script>\"'&<img src=x onerror=alert(1)>]]>-->{{ 7*7*7*7*7 }}";
const LINK: &str = "javascript:alert(1)";

/// A mesh with [`EVIL`] in each text and [`LINK`] in each address.
fn evil() -> Mesh {
    let e = json!(EVIL).to_string();
    let l = json!(LINK).to_string();
    let common = format!("name: {e}\ndescription: {e}\ntags: [{e}]\n");
    let owner = format!(
        "team: {{name: {e}, members: [{{username: {e}, name: {e}, role: {e}}}]}}\nsupport: [{{channel: {e}, tool: {e}, scope: {e}, url: {l}}}]\nauthoritativeDefinitions: [{{type: {e}, url: {l}}}]\ncustomProperties: [{{property: {e}, value: {e}}}]\n"
    );
    let life = format!(
        "lifecycle: {{validFrom: {e}, validTo: {e}, deprecationDate: {e}, endOfLife: {e}, replacedBy: {e}}}\n"
    );
    let mesh = good()
        .file(
            "evil.yaml",
            format!(
                "\
apiVersion: vitrina/v1
kind: Domain
id: {e}
{common}{owner}{life}
---
apiVersion: vitrina/v1
kind: Team
id: {e}
{common}members: [{{username: {e}, name: {e}, role: {e}}}]
support: [{{channel: {e}, tool: {e}, scope: {e}, url: {l}}}]
alsoKnownAs: [{e}]
onCall: {e}
suppressions: [{{rule: {e}, reason: {e}, until: {e}, by: {e}}}, {{rule: unowned-view, column: {e}, reason: {e}, until: 2027-01-31, by: {e}}}]
---
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: {e}
{common}{owner}{life}domains: [{e}]
created: {e}
servers: [{{server: {e}, type: {e}, environment: {e}, project: p, dataset: evil}}]
roles: [{{role: {e}, access: {e}, description: {e}, requestUrl: {l}, firstLevelApprovers: {e}, secondLevelApprovers: {e}}}]
sdks: [{{name: {e}, language: {e}, version: {e}, url: {l}}}]
incidentManagement: {{tool: {e}, runbookUrl: {l}, onCall: {e}, severities: {{{e}: {e}}}}}
framework: {{name: {e}, version: {e}}}
training: [{{name: {e}, url: {l}, audience: {e}, required: true, completedBy: [{e}, {{team: {e}, members: [{e}], on: 2026-01-31}}]}}]
rules: [{{id: {e}, text: {e}, url: {l}}}, {{id: {e}, text: {e}, check: {{requiredLabel: {{key: {e}, value: {e}}}}}, except: [{e}]}}, {{id: {e}, text: {e}, check: {{requiredTag: {e}}}}}]
suppressions: [{{rule: unowned-view, asset: {e}, reason: {e}, until: 2027-01-31}}]
---
apiVersion: vitrina/v1
kind: DataProduct
id: {e}
{common}{owner}{life}environment: {e}
domain: {e}
version: {e}
tables: [{{name: {e}, physicalName: p.evil.t, description: {e}, physicalType: {e}, job: {e}, contractId: {e}, renamedFrom: [{e}], columns: [{{name: {e}, renamedFrom: {e}}}], suppressions: [{{rule: {e}, reason: {e}, until: {e}}}]}}]
inputPorts: [{{name: {e}, version: {e}, physicalName: {e}}}]
outputPorts: [{{name: {e}, version: {e}, type: {e}, description: {e}, physicalName: p.unified.evil, audiences: [{{name: {e}, grantee: {e}, role: {e}}}], declaredInputs: [{e}]}}]
slaProperties: [{{property: {e}, value: {e}, valueExt: {e}, unit: {e}, element: {e}, driver: {e}, description: {e}}}]
releaseChecks: [{{id: {e}, type: {e}, required: true, waitsFor: {{job: {e}}}}}]
onCall: {e}
renamedFrom: {e}
releases: [{{version: {e}, date: {e}, notes: {e}}}]
---
apiVersion: vitrina/v1
kind: GlossaryTerm
id: {e}
{common}synonyms: [{e}]
related: [{e}]
domain: {e}
team: {{name: {e}}}
assets: ['table:p.evil.t', {e}]
authoritativeDefinitions: [{{type: {e}, url: {l}}}]
---
apiVersion: v3.0.2
kind: DataContract
id: {e}
version: {e}
status: {e}
name: {e}
domain: {e}
dataProduct: {e}
tenant: {e}
tags: [{e}]
customProperties: [{{property: vitrina.suppress, value: {{rule: {e}, reason: {e}, until: {e}}}}}]
description: {{purpose: {e}, usage: {e}, limitations: {e}}}
servers: [{{server: {e}, type: bigquery, project: p, dataset: evil}}]
schema:
  - name: t
    physicalName: t
    description: {e}
    businessName: {e}
    tags: [{e}]
    properties: [{{name: c, logicalType: {e}, physicalType: {e}, description: {e}, classification: {e}, businessName: {e}, physicalName: {e}, examples: [{e}], transformSourceObjects: [{e}], transformLogic: {e}, transformDescription: {e}, relationships: [{{type: {e}, to: {e}, customProperties: [{{property: {e}, value: {e}}}]}}], authoritativeDefinitions: [{{type: {e}, url: {l}, description: {e}}}], quality: [{{metric: {e}, unit: {e}, mustBe: {e}, dimension: {e}, query: {e}, arguments: {{validValues: [{e}]}}}}]}}]
    authoritativeDefinitions: [{{type: {e}, url: {l}}}]
slaProperties: [{{property: {e}, value: {e}, unit: {e}}}]
support: [{{channel: {e}, description: {e}, url: {l}}}]
roles: [{{role: {e}, access: {e}}}]
team: [{{username: {e}, role: {e}}}]
"
            ),
        )
        .file(
            "guides/evil.md",
            format!(
                "# {EVIL}\n\n{EVIL}\n\n[link]({LINK}) [[{EVIL}]] ![x](\" onerror=alert(1))\n\n<svg onload=alert(1)><a href=\"{LINK}\">x</a><iframe src=//evil.example></iframe><style>*{{display:none}}</style>\n\n```html\n{EVIL}\n```\n\n| a |\n|---|\n| {EVIL} |\n"
            ),
        )
        .append(
            "vitrina.toml",
            format!("\n[[audiences]]\nid = {e}\nlabel = {e}\ngrantees = [{e}]\n"),
        );
    let toml = std::fs::read_to_string(mesh.root().join("vitrina.toml")).unwrap();
    let mesh = mesh.file(
        "vitrina.toml",
        format!("title = {e}\nbase_url = \"https://data.example.com/\"\n{toml}"),
    );
    let of = |table: &str, more: Value| {
        let mut row = json!({"table_catalog": "p", "table_schema": "evil", "table_name": table});
        row.as_object_mut()
            .unwrap()
            .extend(more.as_object().unwrap().clone());
        row
    };
    let literal = json!(EVIL).to_string();
    mesh.ndjson("TABLES", &[of("t", json!({"table_type": "BASE TABLE"})), of(EVIL, json!({"table_type": "BASE TABLE"}))])
        .ndjson(
            "COLUMNS",
            &[
                of("t", json!({"column_name": "c", "ordinal_position": 1, "data_type": "STRING"})),
                of("t", json!({"column_name": EVIL, "ordinal_position": 2, "data_type": EVIL})),
            ],
        )
        .ndjson(
            "COLUMN_FIELD_PATHS",
            &[
                of("t", json!({"column_name": "c", "field_path": "c", "data_type": EVIL, "description": EVIL, "policy_tags": [EVIL]})),
                of("t", json!({"column_name": EVIL, "field_path": EVIL, "data_type": EVIL, "description": EVIL})),
            ],
        )
        .ndjson(
            "TABLE_OPTIONS",
            &[
                of("t", json!({"option_name": "description", "option_type": "STRING", "option_value": literal})),
                of("t", json!({"option_name": "friendly_name", "option_type": "STRING", "option_value": literal})),
                of(
                    "t",
                    json!({"option_name": "labels", "option_type": "ARRAY<STRUCT<STRING, STRING>>",
                           "option_value": format!("[STRUCT({literal}, {literal}), STRUCT(\"dme\", {literal}), STRUCT(\"owner\", {literal})]")}),
                ),
            ],
        )
        .ndjson(
            "OBJECT_PRIVILEGES",
            &[json!({"object_catalog": "p", "object_schema": "evil", "object_name": "t", "object_type": "TABLE",
                     "privilege_type": EVIL, "grantee": format!("group:{EVIL}")})],
        )
        .view("p.unified.evil", &format!("SELECT c AS `{EVIL}`, '{EVIL}' AS d -- {EVIL}\nFROM `p.evil.t` JOIN `p.evil.{EVIL}` USING (c)"))
}

/// A scan of HTML that knows text, tags and attributes: enough to see what a browser would run.
/// Returns every tag with its attributes.
fn tags(html: &str) -> Vec<(String, Vec<(String, String)>)> {
    let mut tags = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(after) = rest.strip_prefix("!--") {
            rest = after.split_once("-->").map_or("", |(_, r)| r);
            continue;
        }
        let name_len = rest
            .find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '/' | '!' | '-' | ':')))
            .unwrap_or(rest.len());
        let name = rest[..name_len].to_ascii_lowercase();
        rest = &rest[name_len..];
        let mut attributes = Vec::new();
        loop {
            rest = rest.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '/');
            if rest.is_empty() || rest.starts_with('>') {
                rest = rest.get(1..).unwrap_or("");
                break;
            }
            let end = rest
                .find(|c: char| c.is_ascii_whitespace() || matches!(c, '=' | '>'))
                .unwrap_or(rest.len());
            let key = rest[..end].to_ascii_lowercase();
            rest = &rest[end..];
            let mut value = String::new();
            if let Some(after) = rest.strip_prefix('=') {
                if let Some(quote) = after.chars().next().filter(|c| matches!(c, '"' | '\'')) {
                    let (v, r) = after[1..].split_once(quote).expect("attribute is closed");
                    (value, rest) = (v.to_owned(), r);
                } else {
                    let end = after
                        .find(|c: char| c.is_ascii_whitespace() || c == '>')
                        .unwrap_or(after.len());
                    value = after[..end].to_owned();
                    rest = &after[end..];
                }
            }
            attributes.push((key, value));
        }
        // The content of these isn't markup.
        if matches!(name.as_str(), "script" | "style" | "textarea" | "title") {
            let close = format!("</{name}");
            let at = rest.to_ascii_lowercase().find(&close).expect("closed");
            let (content, after) = rest.split_at(at);
            attributes.push(("#text".into(), content.to_owned()));
            rest = after;
        }
        tags.push((name, attributes));
    }
    tags
}

fn assert_harmless(site: &Site, path: &str) {
    let html = site.page(path);
    for (tag, attributes) in tags(&html) {
        let of = |key: &str| {
            attributes
                .iter()
                .find(|(k, _)| k == key)
                .map(|(_, v)| v.as_str())
        };
        assert!(
            !matches!(
                tag.as_str(),
                "iframe" | "object" | "embed" | "base" | "img" | "form/"
            ),
            "{path}: <{tag}>"
        );
        if tag == "script" {
            let data = matches!(of("type"), Some("application/ld+json" | "application/json"));
            assert!(
                data || of("src").is_some_and(|s| !s.contains("//")),
                "{path}: inline script {attributes:?}"
            );
            if data {
                let text = of("#text").unwrap_or("");
                serde_json::from_str::<Value>(text)
                    .unwrap_or_else(|e| panic!("{path}: {e}: {text}"));
            }
        }
        assert!(tag != "style", "{path}: inline style");
        for (key, value) in &attributes {
            assert!(!key.starts_with("on"), "{path}: <{tag} {key}={value}>");
            assert!(key != "style", "{path}: <{tag} {key}={value}>");
            let plain = key
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | ':' | '#' | '_' | '!'));
            assert!(plain, "{path}: <{tag} {key}>");
            // Where a page leads by itself; any other `content` is text.
            let leads = match key.as_str() {
                "href" | "src" | "action" | "xlink:href" => Some(value.as_str()),
                "content" if of("http-equiv") == Some("refresh") => {
                    value.split_once("url=").map(|(_, address)| address)
                }
                _ => None,
            };
            if let Some(address) = leads {
                let address = address
                    .replace("&#58;", ":")
                    .replace("&colon;", ":")
                    .to_ascii_lowercase();
                let address = address.trim_start();
                assert!(
                    !address.starts_with("javascript:") && !address.starts_with("data:text"),
                    "{path}: {key}={value}"
                );
            }
        }
    }
    assert!(
        !html.contains("16807"),
        "{path}: a template ran in the text"
    );
    assert!(
        !html.to_ascii_lowercase().contains("<script>alert"),
        "{path}"
    );
}

/// Well-formed, and no element but known ones in it.
fn assert_xml(path: &str, text: &str) {
    let mut reader = Reader::from_str(text);
    reader.config_mut().check_end_names = true;
    let mut depth = 0;
    loop {
        match reader.read_event() {
            Ok(Event::Eof) => break,
            Ok(Event::Start(start)) => {
                depth += 1;
                let name = start.name().as_ref().to_ascii_lowercase();
                assert!(
                    !matches!(name.as_str(), "script" | "img"),
                    "{path}: <{name}>"
                );
                for attribute in start.attributes() {
                    let attribute = attribute.unwrap_or_else(|e| panic!("{path}: {e}"));
                    assert!(!attribute.key.as_ref().starts_with("on"), "{path}");
                }
            }
            Ok(Event::End(_)) => depth -= 1,
            Ok(_) => {}
            Err(error) => panic!("{path}: {error}"),
        }
    }
    assert_eq!(depth, 0, "{path}");
}

/// Nothing in the pages of a site would run, its XML and JSON are well-formed, and there are enough of
/// each to tell.
pub fn assert_site_is_harmless(site: &Site) {
    let mut kinds = std::collections::BTreeMap::new();
    for path in site.files() {
        let extension = path.rsplit_once('.').map_or("", |(_, e)| e).to_owned();
        *kinds.entry(extension.clone()).or_insert(0) += 1;
        match extension.as_str() {
            "html" => assert_harmless(site, &path),
            "xml" | "atom" | "svg" => assert_xml(&path, &site.page(&path)),
            "json" => {
                serde_json::from_str::<Value>(&site.page(&path))
                    .unwrap_or_else(|e| panic!("{path}: {e}"));
            }
            "ndjson" => {
                for line in site.page(&path).lines() {
                    serde_json::from_str::<Value>(line).unwrap_or_else(|e| panic!("{path}: {e}"));
                }
            }
            _ => {}
        }
    }
    assert!(kinds["html"] > 20, "{kinds:?}");
    assert!(
        kinds.contains_key("xml") || kinds.contains_key("atom"),
        "{kinds:?}"
    );
}

#[test]
fn markup_is_text_everywhere() {
    let mesh = evil();
    let site = mesh.build();
    assert_site_is_harmless(&site);
    // It is all there, as text.
    let page = site.page("views/unified/evil.html");
    assert!(page.contains("&lt;script&gt;alert(1)"), "{page}");
    rest_is_used(&mesh);
}

#[test]
fn every_page_forbids_inline_scripts() {
    let mesh = evil();
    let site = mesh.build();
    for path in site.files().iter().filter(|p| p.ends_with(".html")) {
        let html = site.page(path);
        let policy = tags(&html)
            .into_iter()
            .find(|(tag, a)| {
                tag == "meta"
                    && a.iter().any(|(k, v)| {
                        k == "http-equiv" && v.eq_ignore_ascii_case("Content-Security-Policy")
                    })
            })
            .and_then(|(_, a)| a.into_iter().find(|(k, _)| k == "content").map(|(_, v)| v))
            .unwrap_or_else(|| panic!("{path} has no Content-Security-Policy"));
        assert!(
            policy.contains("default-src 'none'") || policy.contains("default-src 'self'"),
            "{path}: {policy}"
        );
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'"),
            "{path}: {policy}"
        );
    }
}

#[test]
fn escape_sequences_do_not_reach_the_terminal() {
    let red = "\u{1b}[31mred\u{1b}]0;title\u{7}\u{9b}2J\u{202e}";
    let text = json!(red).to_string();
    let mesh = good()
        .file(
            "bad.yaml",
            format!("apiVersion: vitrina/v1\nkind: Domain\nid: {text}\nname: {text}\nparent: {text}\n{text}: 1\nstatus: {text}\n"),
        )
        .table(&format!("p.store.{red}"), &[(red, red)])
        .view("p.unified.red", &format!("SELECT FROM FROM `p.store.{red}` {red}"))
        .file(format!("exports/bigquery/more/{red}.ndjson").as_str(), red)
        .file(format!("{red}.yaml").as_str(), "kind: x");
    mesh.build();
    // Settings that can't be understood are told before anything else, and alone.
    let settings = good().append(
        "vitrina.toml",
        format!("{text} = 1\n").replace("\\u001b", "\\u001B"),
    );
    let refused = settings.run(&["check"]);
    assert!(refused.stderr.contains("has no key"), "{}", refused.stderr);
    assert!(
        !refused.stderr.chars().any(|c| c != '\n' && c.is_control()),
        "{}",
        refused.stderr
    );
    for args in [
        &["check"][..],
        &["check", "--format", "github"],
        &["check", "--format", "json"],
        &["check", "--format", "sarif"],
        &["check", "--format", "junit"],
        &["check", "--format", "markdown"],
        &["build"],
        &["list", "views"],
        &["list", "tables"],
        &["list", "domains"],
        &["list", "findings"],
        &["list", "edges"],
        &["list", "tables", "--format", "ndjson"],
        &["search", "red"],
        &["search", red],
        &["schema", red],
        &["check", "--root", red],
        &["build", "--out", red],
    ] {
        let output = mesh.run(args);
        // JSON escapes what is below U+0020; the others show nothing that steers at all.
        let json = matches!(args, [.., "json" | "sarif" | "ndjson"]);
        for text in [&output.stdout, &output.stderr] {
            let raw = text.chars().any(|c| match c {
                '\n' => false,
                '\u{202e}' => !args.contains(&"--format"),
                '\u{80}'.. => !json && c.is_control(),
                _ => c.is_control(),
            });
            assert!(!raw, "{args:?}: {text:?}");
        }
    }
    rest_is_used(&mesh);
}
