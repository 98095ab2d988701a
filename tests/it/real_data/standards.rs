//! Examples of the Open Data Contract Standard and the Open Data Product Standard: what their pages
//! show, against the documents read by another YAML parser.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::Value;

use super::{data, read};
use crate::html::{self, Token};
use crate::support::Mesh;

const NONE: &[Value] = &[];

fn parse(path: &Path) -> Value {
    // As YAML 1.2 has it, the unit `y` is a text.
    let options = serde_saphyr::options! { strict_booleans: true };
    serde_saphyr::from_str_with_options(&read(path), options)
        .unwrap_or_else(|e| panic!("{}: {e}", path.display()))
}

fn list<'v>(value: &'v Value, key: &str) -> &'v [Value] {
    value[key].as_array().map_or(NONE, Vec::as_slice)
}

/// A scalar as its page shows it; nothing where it isn't there.
fn text(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => html::squeeze(text),
        Value::Array(all) => all.iter().map(text).collect::<Vec<_>>().join(", "),
        Value::Object(all) => {
            let parts = all.iter().map(|(k, v)| format!("{k}: {}", text(v)));
            parts.collect::<Vec<_>>().join(", ")
        }
        other => other.to_string(),
    }
}

fn field(value: &Value, key: &str) -> String {
    text(&value[key])
}

/// The first of the fields that is there.
fn first(value: &Value, keys: &[&str]) -> String {
    let mut all = keys.iter().map(|key| field(value, key));
    all.find(|text| !text.is_empty()).unwrap_or_default()
}

/// The documents of a folder, each alone in a root, built.
fn each(standard: &str, check: impl Fn(&Value, &[Token], &str)) {
    let mut seen = 0;
    for path in super::files(&data(standard), "yaml") {
        let name = path.file_name().unwrap().to_str().unwrap();
        let mesh = Mesh::new().file("vitrina.toml", "").file(name, read(&path));
        let findings = mesh.list("findings");
        assert_eq!(findings, Vec::<Value>::new(), "{name}");
        let what = if standard == "odcs" {
            "contracts"
        } else {
            "products"
        };
        let lines = mesh.list(what);
        assert_eq!(lines.len(), 1, "{name}");
        let document = parse(&path);
        assert_eq!(lines[0]["name"], document["id"], "{name}");
        let page = lines[0]["url"].as_str().unwrap();
        let site = mesh.build();
        check(&document, &html::tokens(&site.page(page), name), name);
        seen += 1;
    }
    assert!(seen >= 2, "{seen} documents");
}

#[track_caller]
fn has_pair(pairs: &[(String, String)], key: &str, value: &str, at: &str) {
    assert!(
        pairs.iter().any(|(k, v)| k == key && v == value),
        "{at}: `{key}: {value}` in {pairs:?}"
    );
}

/// Name, texts and custom properties, which both standards have.
fn head(document: &Value, tokens: &[Token], at: &str) {
    let heading = html::text(html::elements(tokens, "h1")[0]);
    assert_eq!(heading, first(document, &["name", "id"]), "{at}");
    let main = html::text(html::inside(tokens, "main"));
    let description = &document["description"];
    for key in ["purpose", "usage", "limitations"] {
        let part = field(description, key);
        assert!(main.contains(&part), "{at}: {key} `{part}`");
    }
    for tag in list(document, "tags") {
        assert!(main.contains(&text(tag)), "{at}: tag {tag}");
    }
    let details = html::pairs(tokens, "details");
    for property in list(document, "customProperties") {
        has_pair(
            &details,
            &field(property, "property"),
            &field(property, "value"),
            at,
        );
    }
    for definition in list(document, "authoritativeDefinitions") {
        has_pair(
            &details,
            &field(definition, "type"),
            &field(definition, "url"),
            at,
        );
    }
    for key in ["domain", "tenant"] {
        let value = field(document, key);
        if !value.is_empty() {
            has_pair(&details, key, &value, at);
        }
    }
    support(document, tokens, at);
}

fn support(document: &Value, tokens: &[Token], at: &str) {
    let shown: Vec<&[Token]> = html::elements(html::inside(tokens, "support"), "li");
    assert_eq!(
        shown.len(),
        list(document, "support").len(),
        "{at}: channels"
    );
    for (channel, item) in list(document, "support").iter().zip(shown) {
        let line = html::text(item);
        assert!(line.starts_with(&field(channel, "channel")), "{at}: {line}");
        for key in ["tool", "scope", "description"] {
            assert!(line.contains(&field(channel, key)), "{at}: {key} in {line}");
        }
        let links: Vec<&str> = item.iter().filter_map(|t| t.attribute("href")).collect();
        let url: Vec<&str> = channel["url"].as_str().into_iter().collect();
        assert_eq!(links, url, "{at}: {line}");
    }
}

/// A column and what is nested in it, as `(table, path, type, description)`.
fn columns(table: &str, property: &Value, parent: &str, out: &mut Vec<[String; 4]>) {
    let path = format!("{parent}{}", field(property, "name"));
    let own = first(property, &["physicalType", "logicalType"]);
    let items = &property["items"];
    let inner = first(items, &["physicalType", "logicalType"]);
    let full = if inner.is_empty() {
        own
    } else {
        format!("{own} of {inner}")
    };
    let about = first(property, &["description", "businessName"]);
    out.push([table.to_owned(), path.clone(), full, about]);
    for nested in list(items, "properties")
        .iter()
        .chain(list(property, "properties"))
    {
        columns(table, nested, &format!("{path}."), out);
    }
}

fn schema(document: &Value, tokens: &[Token], at: &str) {
    let mut tables = Vec::new();
    let mut all = Vec::new();
    for object in list(document, "schema") {
        let named = |name: String, about: String| match about.as_str() {
            "" => name,
            about => format!("{name} ({about})"),
        };
        tables.push(vec![
            named(field(object, "name"), field(object, "businessName")),
            named(
                first(object, &["physicalName", "name"]),
                field(object, "physicalType"),
            ),
            field(object, "dataGranularityDescription"),
            field(object, "description"),
        ]);
        for property in list(object, "properties") {
            columns(&field(object, "name"), property, "", &mut all);
        }
    }
    let objects = list(document, "schema");
    let shown = html::rows(tokens, "tables");
    assert_eq!(shown.len(), tables.len(), "{at}");
    for ((row, wanted), object) in shown.iter().zip(&tables).zip(objects) {
        assert_eq!(&row[1..], &wanted[1..], "{at}");
        // Tags are small print below the name.
        let tags = field(object, "tags");
        let small = if tags.is_empty() {
            String::new()
        } else {
            format!(" tags: {tags}")
        };
        assert_eq!(row[0], format!("{}{small}", wanted[0]), "{at}");
    }
    let shown = html::rows(tokens, "columns");
    assert_eq!(shown.len(), all.len(), "{at}");
    for (row, wanted) in shown.iter().zip(&all) {
        // Below the name and the text there is small print.
        assert_eq!(row[0], wanted[0], "{at}");
        assert_eq!(row[1].split(' ').next().unwrap(), wanted[1], "{at}");
        assert_eq!(row[2], wanted[2], "{at}");
        assert!(row[4].starts_with(&wanted[3]), "{at}: {row:?}");
    }
    // The promises of each, top-level columns only: a row a property, in order.
    let mut rows = shown.iter();
    for property in list(document, "schema")
        .iter()
        .flat_map(|o| list(o, "properties"))
    {
        let name = field(property, "name");
        let row = rows
            .find(|r| r[1].split(' ').next() == Some(name.as_str()))
            .unwrap();
        let business = field(property, "businessName");
        assert!(
            row[1].contains(&business) || row[4] == business,
            "{at}: {business} in {row:?}"
        );
        let stored = field(property, "physicalName");
        assert!(row[1].contains(&stored), "{at}: {stored} in {row:?}");
        assert!(
            row[4].contains(&field(property, "examples")),
            "{at}: {row:?}"
        );
        let words: BTreeSet<&str> = row[3].split(", ").collect();
        for (key, word) in [
            ("primaryKey", "key"),
            ("unique", "unique"),
            ("required", "required"),
            ("partitioned", "partition"),
            ("criticalDataElement", "critical"),
        ] {
            assert_eq!(
                words.contains(word),
                property[key] == true,
                "{at}: {name} {key}"
            );
        }
        let class = field(property, "classification");
        assert!(
            class.is_empty() || words.contains(class.as_str()),
            "{at}: {name} {class}"
        );
        for tag in list(property, "tags") {
            assert!(row[3].contains(&text(tag)), "{at}: {name} {tag}");
        }
        for rule in list(property, "quality") {
            let about = first(rule, &["description", "name", "metric", "rule"]);
            assert!(
                row[3].contains(&about),
                "{at}: {name}: {about} in {}",
                row[3]
            );
        }
    }
}

/// Where each operator of a rule stands in words.
const OPERATORS: [(&str, &str); 8] = [
    ("mustBe", "must be"),
    ("mustNotBe", "must not be"),
    ("mustBeGreaterThan", "must be greater than"),
    ("mustBeGreaterOrEqualTo", "must be at least"),
    ("mustBeLessThan", "must be less than"),
    ("mustBeLessOrEqualTo", "must be at most"),
    ("mustBeBetween", "must be between"),
    ("mustNotBeBetween", "must not be between"),
];

/// Every rule in words with its operators and unit, and all that is said about it.
fn quality(document: &Value, tokens: &[Token], at: &str) {
    let mut rules: Vec<(String, &Value)> = Vec::new();
    for object in list(document, "schema") {
        let table = field(object, "name");
        rules.extend(list(object, "quality").iter().map(|q| (table.clone(), q)));
        let mut properties: Vec<(String, &Value)> = Vec::new();
        let top = list(object, "properties").iter();
        properties.extend(top.map(|p| (field(p, "name"), p)));
        for (name, property) in properties {
            let of = format!("{table}.{name}");
            rules.extend(list(property, "quality").iter().map(|q| (of.clone(), q)));
        }
    }
    let rows = html::rows(tokens, "quality");
    assert_eq!(rows.len(), rules.len(), "{at}");
    for (of, rule) in rules {
        let metric = first(rule, &["metric", "rule"]);
        let fits = |row: &&Vec<String>| {
            row[0] == of
                && row[1].contains(&first(rule, &["description", "name", "metric", "rule"]))
        };
        let row = rows
            .iter()
            .find(fits)
            .unwrap_or_else(|| panic!("{at}: {of} {rule}"));
        assert!(row[1].contains(&metric), "{at}: {metric} in {row:?}");
        for (key, words) in OPERATORS {
            if rule[key] != Value::Null {
                let value = field(rule, key).replace(", ", " and ");
                assert!(
                    row[1].contains(&format!("{words} {value}")),
                    "{at}: {key} in {row:?}"
                );
            }
        }
        assert!(row[1].contains(&field(rule, "unit")), "{at}: {row:?}");
        for key in [
            "dimension",
            "severity",
            "businessImpact",
            "method",
            "schedule",
            "scheduler",
        ] {
            assert!(row[2].contains(&field(rule, key)), "{at}: {key} in {row:?}");
        }
        assert!(row[3].contains(&field(rule, "query")), "{at}: {row:?}");
    }
}

/// Relationships, what columns are made from, and definitions, of tables and their columns.
fn references(document: &Value, tokens: &[Token], at: &str) {
    let shown = |section: &str| -> String {
        let rows = html::rows(tokens, section);
        rows.concat().join(" ")
    };
    let (keys, sources, definitions) = (
        shown("relationships"),
        shown("sources"),
        shown("definitions"),
    );
    let mut parts: Vec<&Value> = Vec::new();
    for object in list(document, "schema") {
        parts.push(object);
        parts.extend(list(object, "properties"));
    }
    for part in parts {
        for key in list(part, "relationships") {
            for end in [field(key, "from"), field(key, "to"), field(key, "type")] {
                assert!(keys.contains(&end), "{at}: {end} in {keys}");
            }
        }
        for key in [
            "transformSourceObjects",
            "transformLogic",
            "transformDescription",
        ] {
            let text = field(part, key);
            assert!(sources.contains(&text), "{at}: {text} in {sources}");
        }
        for definition in list(part, "authoritativeDefinitions") {
            for key in ["type", "url"] {
                let text = field(definition, key);
                assert!(definitions.contains(&text), "{at}: {text} in {definitions}");
            }
        }
    }
}

fn contract(document: &Value, tokens: &[Token], at: &str) {
    head(document, tokens, at);
    quality(document, tokens, at);
    references(document, tokens, at);
    let details = html::pairs(tokens, "details");
    for key in ["id", "version", "status"] {
        has_pair(&details, key, &field(document, key), at);
    }
    has_pair(
        &details,
        "standard",
        &format!("ODCS {}", field(document, "apiVersion")),
        at,
    );
    let product = field(document, "dataProduct");
    if !product.is_empty() {
        has_pair(&details, "data product", &product, at);
    }
    for server in list(document, "servers") {
        let name = format!("server {}", field(server, "server"));
        let shown = details.iter().find(|(k, _)| *k == name);
        let (_, shown) = shown.unwrap_or_else(|| panic!("{at}: {name}"));
        for key in [
            "type",
            "project",
            "dataset",
            "database",
            "schema",
            "environment",
            "host",
            "port",
            "location",
        ] {
            assert!(
                shown.contains(&field(server, key)),
                "{at}: {name} {key}: {shown}"
            );
        }
    }
    schema(document, tokens, at);

    let shown = html::rows(tokens, "sla");
    assert_eq!(
        shown.len(),
        list(document, "slaProperties").len(),
        "{at}: service levels"
    );
    for (level, row) in list(document, "slaProperties").iter().zip(shown) {
        assert_eq!(row[0], field(level, "property"), "{at}");
        assert!(row[1].starts_with(&field(level, "value")), "{at}: {row:?}");
        for key in ["unit", "driver", "description"] {
            assert!(
                row[1].contains(&field(level, key)),
                "{at}: {key} in {row:?}"
            );
        }
        let element = field(level, "element");
        let wanted = if element.is_empty() {
            "all of it"
        } else {
            &element
        };
        assert_eq!(row[2], wanted, "{at}");
    }

    let shown = html::rows(tokens, "roles");
    assert_eq!(shown.len(), list(document, "roles").len(), "{at}: roles");
    for (role, row) in list(document, "roles").iter().zip(shown) {
        assert_eq!(row[0], field(role, "role"), "{at}");
        assert_eq!(row[1], field(role, "access"), "{at}");
        for key in ["firstLevelApprovers", "secondLevelApprovers"] {
            assert!(row[2].contains(&field(role, key)), "{at}: {key} in {row:?}");
        }
        assert_eq!(row[3], field(role, "description"), "{at}");
    }

    let members = match &document["team"] {
        Value::Array(all) => all.as_slice(),
        team => list(team, "members"),
    };
    let expected: Vec<Vec<String>> = members
        .iter()
        .map(|m| {
            ["username", "name", "role"]
                .map(|key| field(m, key))
                .to_vec()
        })
        .collect();
    assert_eq!(html::rows(tokens, "team"), expected, "{at}");
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn a_contract_page_shows_what_the_document_says() {
    each("odcs", contract);
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn a_product_page_shows_what_the_document_says() {
    each("odps", |document, tokens, at| {
        head(document, tokens, at);
        let details = html::pairs(tokens, "details");
        has_pair(
            &details,
            "format",
            &format!("ODPS {}", field(document, "apiVersion")),
            at,
        );
        if document["version"] != Value::Null {
            has_pair(&details, "version", &field(document, "version"), at);
        }
        let head = html::text(html::inside(tokens, "main"));
        assert!(head.contains(&field(document, "id")), "{at}");
        let is_active = document["status"] == "active";
        assert_eq!(
            !is_active,
            head.contains(&field(document, "status")),
            "{at}"
        );
        for (section, key) in [("ports", "outputPorts"), ("input-ports", "inputPorts")] {
            let shown: Vec<[String; 2]> = html::rows(tokens, section)
                .iter()
                .map(|row| [row[0].clone(), row[1].clone()])
                .collect();
            let expected: Vec<[String; 2]> = list(document, key)
                .iter()
                .map(|port| [field(port, "name"), field(port, "version")])
                .collect();
            assert_eq!(shown, expected, "{at}");
        }
        for port in list(document, "managementPorts") {
            let name = format!("management port {}", field(port, "name"));
            let (_, shown) = details.iter().find(|(k, _)| *k == name).unwrap();
            for key in ["content", "type", "description", "url"] {
                assert!(shown.contains(&field(port, key)), "{at}: {key} in {shown}");
            }
        }
        let team = field(&document["team"], "name");
        assert!(
            html::text(html::inside(tokens, "main")).contains(&team),
            "{at}: {team}"
        );
    });
}

/// A port is known by its contract, whether or not the contract is in the mesh.
#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn a_product_page_names_the_contracts_of_its_ports() {
    each("odps", |document, tokens, at| {
        for (section, key, column) in [
            ("ports", "outputPorts", 4),
            ("input-ports", "inputPorts", 2),
        ] {
            let shown = html::rows(tokens, section);
            for (port, row) in list(document, key).iter().zip(shown) {
                assert_eq!(row[column], field(port, "contractId"), "{at}: {row:?}");
            }
        }
    });
}

#[test]
#[cfg_attr(not(real_data), ignore = "no real data in $VITRINA_REAL_DATA")]
fn a_root_with_all_of_them_builds() {
    let mut mesh = Mesh::new().file("vitrina.toml", "");
    let mut ids = BTreeSet::new();
    let mut documents = 0;
    let mut elsewhere = 0;
    for standard in ["odcs", "odps"] {
        for path in super::files(&data(standard), "yaml") {
            let document = parse(&path);
            ids.insert((field(&document, "id"), field(&document, "version")));
            documents += 1;
            for port in ["inputPorts", "outputPorts"]
                .map(|key| list(&document, key))
                .concat()
            {
                elsewhere += usize::from(port["contractId"] != Value::Null);
                elsewhere += list(&port, "inputContracts").len();
            }
            let name = path.file_name().unwrap().to_str().unwrap();
            mesh = mesh.file(&format!("{standard}/{name}"), read(&path));
        }
    }
    // The examples of the contract standard share an id and mostly a version: all but the first of
    // each are reported. The ports of the examples of products name contracts that aren't among them.
    let mut rules = mesh.field("findings", "rule");
    rules.sort();
    let mut expected = vec!["duplicate-id"; documents - ids.len()];
    expected.resize(expected.len() + elsewhere, "unknown-contract");
    assert_eq!(rules, expected, "{}", mesh.check());
    let site = mesh.build();
    let lines = [mesh.list("contracts"), mesh.list("products")].concat();
    assert_eq!(lines.len(), ids.len());
    for line in &lines {
        let url = line["url"].as_str().unwrap();
        html::tokens(&site.page(url), url);
    }
}
