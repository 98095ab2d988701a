//! A document of each kind for each form of attack, made by walking the kinds' schemas: each field of
//! each type is there, and each free text in it is an attack.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

use super::AUDIENCES;
use super::attacks::{Attacks, TEXTS};

/// What a DME may publish of its tables.
const PUBLISHED: [&str; 5] = ["owner", "freshness", "state", "sql", "columns"];

/// Walks the schema of a kind.
struct Walk<'a> {
    kind: &'a str,
    schema: &'a Value,
    form: u32,
    /// Whether fields that point to something do; else they are attacks as all others.
    is_linked: bool,
    /// Whether fields that take certain words or days are attacked, instead of the others.
    is_wrong: bool,
    attacks: &'a mut Attacks,
    /// Where in the schema texts stand that were made.
    visited: &'a mut BTreeSet<String>,
}

/// The documents, as YAML of one file, and where in the schemas (`/Kind/…`) the texts stand that they
/// hold.
pub fn documents(
    schemas: &Value,
    attacks: &mut Attacks,
    is_wrong: bool,
) -> (String, BTreeSet<String>) {
    let mut visited = BTreeSet::new();
    let mut documents = Vec::new();
    for form in 0..TEXTS {
        for (kind, schema) in schemas.as_object().unwrap() {
            for is_linked in [true, false] {
                let mut walk = Walk {
                    kind,
                    schema,
                    form,
                    is_linked,
                    is_wrong,
                    attacks,
                    visited: &mut visited,
                };
                let document = walk.value(schema, &format!("/{kind}"), kind);
                documents.push(document.to_string());
            }
            if is_wrong {
                break;
            }
        }
    }
    // JSON is YAML.
    (documents.join("\n---\n"), visited)
}

/// Where texts stand in the schemas, as [`documents`] names it.
pub fn texts(schemas: &Value) -> BTreeSet<String> {
    fn add(node: &Value, at: &str, found: &mut BTreeSet<String>) {
        match node {
            Value::Object(members) => {
                let is_text = is_type(node, "string") && !members.contains_key("const");
                if is_text
                    && members
                        .get("type")
                        .is_some_and(|t| t.is_string() || t.is_array())
                {
                    found.insert(at.to_owned());
                }
                for (key, item) in members {
                    add(item, &format!("{at}/{key}"), found);
                }
            }
            Value::Array(items) => {
                for (i, item) in items.iter().enumerate() {
                    add(item, &format!("{at}/{i}"), found);
                }
            }
            _ => {}
        }
    }
    let mut found = BTreeSet::new();
    add(schemas, "", &mut found);
    found
}

fn is_type(schema: &Value, name: &str) -> bool {
    match &schema["type"] {
        Value::String(one) => one == name,
        Value::Array(several) => several.iter().any(|one| one == name),
        _ => false,
    }
}

impl Walk<'_> {
    /// An instance of a part of the schema that stands at `at`; `field` is its name for people.
    fn value(&mut self, schema: &Value, at: &str, field: &str) -> Value {
        if let Some(reference) = schema["$ref"].as_str() {
            let at = format!("/{}{}", self.kind, &reference[1..]);
            let root = self.schema;
            return self.value(root.pointer(&reference[1..]).unwrap(), &at, field);
        }
        for choice in ["anyOf", "oneOf"] {
            if let Some(options) = schema[choice].as_array() {
                return self.choice(options, &format!("{at}/{choice}"), field);
            }
        }
        if let Some(only) = schema.get("const").or_else(|| schema.pointer("/enum/0")) {
            self.visited.insert(at.to_owned());
            return self.word(only.clone(), field);
        }
        if is_type(schema, "object") {
            return self.object(schema, at, field);
        }
        if is_type(schema, "array") {
            return self.list(&schema["items"], &format!("{at}/items"), field);
        }
        if is_type(schema, "string") {
            self.visited.insert(at.to_owned());
            return self.text(schema, field);
        }
        if is_type(schema, "integer") || is_type(schema, "number") {
            return json!(1);
        }
        if is_type(schema, "boolean") {
            return json!(self.form.is_multiple_of(2));
        }
        // Anything: what people give a name of their own.
        json!({ self.attack(field): [self.attack(field), 1, null] })
    }

    /// The first option, and in a list of each form another.
    fn choice(&mut self, options: &[Value], at: &str, field: &str) -> Value {
        let options: Vec<(usize, &Value)> = options
            .iter()
            .enumerate()
            .filter(|(_, option)| option["type"] != "null")
            .collect();
        let (i, option) = options[self.form as usize % options.len()];
        self.value(option, &format!("{at}/{i}"), field)
    }

    fn list(&mut self, items: &Value, at: &str, field: &str) -> Value {
        let count = items["anyOf"].as_array().map_or(1, Vec::len);
        let mut list = Vec::new();
        for i in 0..count {
            // One of each type that an item can have.
            list.push(match count {
                1 => self.value(items, at, field),
                _ => self.value(&items["anyOf"][i], &format!("{at}/anyOf/{i}"), field),
            });
        }
        Value::Array(list)
    }

    fn object(&mut self, schema: &Value, at: &str, field: &str) -> Value {
        let mut object = Map::new();
        for (key, of_key) in schema["properties"].as_object().into_iter().flatten() {
            let field = format!("{field}.{key}");
            let value = match self.linked(&field) {
                Some(target) => {
                    // Itself, and the other ways to write it.
                    let below = texts(of_key).into_iter();
                    let visited = below.map(|text| format!("{at}/properties/{key}{text}"));
                    self.visited.extend(visited);
                    target
                }
                None => self.value(of_key, &format!("{at}/properties/{key}"), &field),
            };
            object.insert(key.clone(), value);
        }
        let more = &schema["additionalProperties"];
        if more.is_object() {
            let key = self.attack(field);
            object.insert(
                key,
                self.value(more, &format!("{at}/additionalProperties"), field),
            );
        }
        Value::Object(object)
    }

    /// What a field points to, so that pages of different kinds show one another's names.
    fn linked(&mut self, field: &str) -> Option<Value> {
        let form = self.form;
        let name = field.rsplit('.').next().unwrap();
        let of = |kind: &str| json!(id(kind, form, true));
        let is_top = field.matches('.').count() == 1;
        match (field, name) {
            (_, "apiVersion") if is_top => Some(json!("vitrina/v1")),
            (_, "kind") if is_top => Some(json!(self.kind)),
            (_, "id") if is_top => Some(json!(id(self.kind, form, self.is_linked))),
            _ if self.is_wrong => None,
            // Words that the settings and the documentation give; with others nothing is published.
            ("GlossaryTerm.audience", _) => Some(match form % 3 {
                0 => json!(AUDIENCES),
                1 => json!(AUDIENCES[1]),
                _ => json!(AUDIENCES[..1]),
            }),
            ("DataMeshEnvironment.publish", _) => Some(json!(PUBLISHED[..form as usize % 6])),
            _ if !self.is_linked => None,
            ("Domain.parent", _) => (form > 0).then(|| json!(id("Domain", form - 1, true))),
            (_, "domain") => Some(of("Domain")),
            (_, "domains") => Some(json!([of("Domain")])),
            (_, "environment") if is_top => Some(of("DataMeshEnvironment")),
            (_, "related") => Some(json!([of("GlossaryTerm")])),
            (_, "assets") => Some(json!([
                format!("table:p.raw.t{form}"),
                "view:p.unified.orders"
            ])),
            (_, "team") if is_top => Some(json!({"name": id("Team", form, true)})),
            ("DataMeshEnvironment.servers", _) => Some(
                json!([{"server": "s", "type": "bigquery", "project": "p", "dataset": format!("d{form}")}]),
            ),
            ("DataProduct.tables.physicalName", _) => Some(json!(format!("p.d{form}.t"))),
            ("DataProduct.outputPorts.physicalName", _) => {
                Some(json!(format!("p.unified.v{form}")))
            }
            _ => None,
        }
    }

    fn attack(&mut self, field: &str) -> String {
        self.attacks.in_form(field, self.form)
    }

    /// A word that the schema gives, or an attack in its place.
    fn word(&mut self, word: Value, field: &str) -> Value {
        match self.is_wrong {
            true => json!(self.attack(field)),
            false => word,
        }
    }

    fn text(&mut self, schema: &Value, field: &str) -> Value {
        if schema["format"] == "date" {
            return self.word(json!("2027-01-31"), field);
        }
        json!(self.attack(field))
    }
}

/// The id of a document: of one that others point to, an attack that is the same each time.
pub fn id(kind: &str, form: u32, is_linked: bool) -> String {
    let attack = match form % 4 {
        0 => "<script>pwned()</script>",
        1 => "\"><img src=x onerror=pwned()>",
        2 => "../../../pwned' onmouseover='pwned()",
        _ => "javascript:pwned()//]]>",
    };
    format!("{kind}{form}{}{attack}", if is_linked { "" } else { "b" })
}
