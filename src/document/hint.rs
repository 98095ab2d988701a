//! How to mend what a person most likely meant: keys by another name or in another place, shapes
//! with an example to paste.

mod syntax;

use serde_json::{Map, Value};

use super::node::Node;
use crate::diagnostic::nearest;

pub(super) use syntax::syntax;

/// Words that people use for keys which are spelled in quite another way: the word in lower case
/// without `-` and `_`, then the keys it may mean.
const SYNONYMS: &[(&str, &[&str])] = &[
    ("dme", &["environment"]),
    ("datameshenvironment", &["environment"]),
    ("owner", &["team"]),
    ("owners", &["team"]),
    ("ownedby", &["team"]),
    ("maintainer", &["team"]),
    ("maintainers", &["team"]),
    ("steward", &["team"]),
    ("squad", &["team"]),
    ("desc", &["description"]),
    ("summary", &["description"]),
    ("about", &["description"]),
    ("definition", &["description"]),
    ("text", &["description"]),
    ("title", &["name"]),
    ("label", &["name"]),
    ("displayname", &["name"]),
    ("slug", &["id"]),
    ("identifier", &["id"]),
    ("state", &["status"]),
    ("stage", &["status"]),
    ("phase", &["status"]),
    ("labels", &["tags"]),
    ("keywords", &["tags"]),
    ("outputs", &["outputPorts"]),
    ("inputs", &["inputPorts"]),
    ("ports", &["outputPorts"]),
    ("views", &["outputPorts"]),
    ("sources", &["declaredInputs", "inputPorts"]),
    ("sla", &["slaProperties"]),
    ("slas", &["slaProperties"]),
    ("slo", &["slaProperties"]),
    ("slos", &["slaProperties"]),
    ("servicelevels", &["slaProperties"]),
    ("contract", &["contractId"]),
    ("consumers", &["audiences"]),
    ("access", &["roles", "audiences"]),
    ("fullname", &["physicalName"]),
    ("view", &["physicalName"]),
    ("database", &["project"]),
    ("catalog", &["project"]),
    ("projectid", &["project"]),
    ("schema", &["dataset"]),
    ("warehouse", &["servers"]),
    ("infrastructure", &["servers"]),
    ("datasets", &["servers"]),
    ("link", &["url"]),
    ("href", &["url"]),
    ("address", &["url"]),
    ("links", &["authoritativeDefinitions"]),
    ("docs", &["authoritativeDefinitions"]),
    ("documentation", &["authoritativeDefinitions"]),
    ("contact", &["support"]),
    ("contacts", &["support"]),
    ("mail", &["username"]),
    ("email", &["username"]),
    ("incidents", &["incidentManagement"]),
    ("aliases", &["alsoKnownAs"]),
    ("aka", &["alsoKnownAs"]),
    ("tier", &["criticality"]),
    ("changelog", &["releases"]),
];

/// Keys that stand in so many places that their own place says nothing.
const EVERYWHERE: [&str; 9] = [
    "apiVersion",
    "description",
    "id",
    "kind",
    "name",
    "status",
    "tags",
    "type",
    "version",
];

/// Longest text that an example repeats.
const REPEATED: usize = 60;

/// How to mend a key that isn't known. `free` are the known ones that aren't written yet; only
/// those can be meant.
pub(super) fn unknown_key(
    name: &str,
    properties: &Map<String, Value>,
    free: &[&str],
    root: &Value,
) -> String {
    let word = folded(name);
    let same = free.iter().find(|key| folded(key) == word);
    let synonym = || {
        let (_, keys) = SYNONYMS.iter().find(|(known, _)| *known == word)?;
        free.iter().find(|key| keys.contains(*key))
    };
    let plural = || {
        free.iter().find(|key| {
            let key = folded(key);
            key.strip_suffix('s') == Some(word.as_str())
                || word.strip_suffix('s') == Some(key.as_str())
        })
    };
    if let Some(key) = same.or_else(synonym).or_else(plural) {
        return format!("did you mean `{key}`?");
    }
    if let Some(place) = elsewhere(name, properties, root) {
        return place;
    }
    let known = properties.keys().map(String::as_str);
    let meant = |key: &&str| {
        let synonym = SYNONYMS.iter().find(|(other, _)| *other == word);
        synonym.is_some_and(|(_, keys)| keys.contains(key)) || folded(key) == word
    };
    let written = known.clone().find(meant);
    if let (None, Some(key)) = (written, nearest(name, free.iter().copied())) {
        return format!("did you mean `{key}`?");
    }
    if let Some(key) = written.or_else(|| nearest(name, known.clone())) {
        return format!("`{key}` is written already; add this to it, or remove it");
    }
    let known: Vec<String> = known
        .filter(|k| !matches!(*k, "apiVersion" | "kind"))
        .map(|k| format!("`{k}`"))
        .collect();
    format!("known keys: {}", known.join(", "))
}

/// Without case, `-` and `_`. A longer word than any key is none of them.
fn folded(name: &str) -> String {
    name.chars()
        .take(REPEATED)
        .filter(|c| !matches!(c, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Where the key belongs, if it is one of another level.
fn elsewhere(name: &str, properties: &Map<String, Value>, root: &Value) -> Option<String> {
    if EVERYWHERE.contains(&name) {
        return None;
    }
    let top = root.get("properties").and_then(Value::as_object);
    if let Some(schema) = top.and_then(|keys| keys.get(name)) {
        let place = if is_manifest(root) {
            "at the top level of the document".to_owned()
        } else if object_of(schema, root, 0).is_some() {
            format!("at the top level, as the table [{name}]")
        } else {
            "at the top, before the first [table]".to_owned()
        };
        return Some(format!("`{name}` belongs {place}"));
    }
    let holders: Vec<String> = properties
        .iter()
        .filter(|(_, schema)| {
            object_of(schema, root, 0)
                .and_then(|object| object.get("properties"))
                .is_some_and(|keys| keys.get(name).is_some())
        })
        .map(|(key, _)| format!("`{key}`"))
        .take(3)
        .collect();
    (!holders.is_empty()).then(|| format!("`{name}` belongs under {}", holders.join(" or ")))
}

/// Whether a schema is that of a manifest, which is YAML.
fn is_manifest(root: &Value) -> bool {
    root.pointer("/properties/apiVersion").is_some()
}

/// The schema of the mapping that a schema asks for, be it one of a list.
fn object_of<'v>(schema: &'v Value, root: &'v Value, depth: usize) -> Option<&'v Value> {
    if depth > 8 {
        return None;
    }
    if schema.get("properties").is_some() {
        return Some(schema);
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(target.trim_start_matches('#'))?;
        return object_of(target, root, depth + 1);
    }
    if let Some(items) = schema.get("items") {
        return object_of(items, root, depth + 1);
    }
    let options = schema.get("anyOf")?.as_array()?;
    options
        .iter()
        .find_map(|option| object_of(option, root, depth + 1))
}

fn is_list(schema: &Value) -> bool {
    match schema.get("type") {
        Some(Value::String(name)) => name == "array",
        Some(Value::Array(names)) => names.iter().any(|name| name == "array"),
        _ => false,
    }
}

/// How to write a value of a manifest that is a text where a list or a mapping is expected.
pub(super) fn shape(node: &Node, schema: &Value, what: &str, root: &Value) -> Option<String> {
    if !is_manifest(root) || node.is_null() {
        return None;
    }
    let text = node.text()?;
    let short = text.len() <= REPEATED && !text.contains(char::is_control);
    let text = match short {
        true => quoted(text),
        false => "…".to_owned(),
    };
    let list = is_list(schema);
    let value = match object_of(schema, root, 0) {
        Some(object) => mapping(object, &text)?,
        None if list => text,
        None => return None,
    };
    let value = match list {
        true => format!("[{value}]"),
        false => value,
    };
    Some(match !list && names_a_list(what, root) {
        true => format!("write `{value}` here"),
        false => format!("write `{what}: {value}`"),
    })
}

/// A mapping with what it needs; the text stands for it where that is one thing.
fn mapping(object: &Value, text: &str) -> Option<String> {
    let required: Vec<&str> = object
        .get("required")?
        .as_array()?
        .iter()
        .filter_map(Value::as_str)
        .collect();
    match *required.as_slice() {
        [] => None,
        [one] => Some(format!("{{{one}: {text}}}")),
        _ => {
            let parts: Vec<String> = required.iter().map(|key| format!("{key}: …")).collect();
            Some(format!("{{{}}}", parts.join(", ")))
        }
    }
}

/// Whether a key of this name holds a list, so that a mapping under it is one of several.
fn names_a_list(what: &str, root: &Value) -> bool {
    let defs = root.get("$defs").and_then(Value::as_object);
    std::iter::once(root)
        .chain(defs.into_iter().flat_map(|defs| defs.values()))
        .filter_map(|schema| schema.get("properties")?.get(what))
        .any(is_list)
}

/// A text as YAML takes it within brackets: in quotes unless it is of plain letters.
fn quoted(text: &str) -> String {
    let plain = text.starts_with(char::is_alphabetic)
        && text
            .chars()
            .all(|c| c.is_alphanumeric() || matches!(c, '-' | '_' | '.' | '/' | ' '))
        && !text.ends_with(' ')
        && !matches!(
            text.to_ascii_lowercase().as_str(),
            "true" | "false" | "null" | "yes" | "no" | "on" | "off"
        );
    match plain {
        true => text.to_owned(),
        false => Value::from(text).to_string(),
    }
}
