//! Values of another shape than the expected one, with what to write in their place.

use serde_json::Value;

use super::schema_hint::{is_manifest, object_of};
use crate::diagnostic::{Text, text};
use crate::document::node::{Kind, Node};

/// Longest text that an example repeats.
const REPEATED: usize = 60;

/// How to write a value of another shape than the expected one.
pub(in crate::document) fn shape(
    node: &Node,
    schema: &Value,
    what: &str,
    root: &Value,
) -> Option<Text> {
    if node.is_null() {
        return None;
    }
    let list = is_list(schema);
    if !is_manifest(root) {
        return settings_shape(node, schema, what, root);
    }
    if list && matches!(node.kind, Kind::Map(_)) {
        return Some(text!(
            "write a list here: `- ` stands before each item of `{what}`",
            what
        ));
    }
    let object = object_of(schema, root, 0);
    let Some(text) = alone(node) else {
        let is_note = matches!(node.kind, Kind::Map(_)) && is_text(schema, root);
        return is_note
            .then(|| "write text here; a text that begins with `{` belongs in quotes".into());
    };
    if let Some(mended) = object.and_then(|object| blank_after_colon(node, object)) {
        return Some(mended);
    }
    let short = text.len() <= REPEATED && !text.contains(char::is_control);
    let items: Vec<&str> = match list && object.is_none() {
        true => text
            .split(',')
            .map(str::trim)
            .filter(|t| !t.is_empty())
            .collect(),
        false => vec![text],
    };
    let text = match short {
        true => items.into_iter().map(quoted).collect::<Vec<_>>().join(", "),
        false => "…".to_owned(),
    };
    let value = match object {
        Some(object) => mapping(object, &text)?,
        None if list || is_text(schema, root) => text,
        None => return None,
    };
    let value = match list {
        true => format!("[{value}]"),
        false => value,
    };
    Some(match !list && names_a_list(what, root) {
        true => text!("write `{value}` here", value),
        false => text!("write `{what}: {value}`", what, value),
    })
}

/// The same in the settings, which are TOML.
fn settings_shape(node: &Node, schema: &Value, what: &str, root: &Value) -> Option<Text> {
    if !is_list(schema) {
        return None;
    }
    match (&node.kind, object_of(schema, root, 0)) {
        (Kind::Map(_), Some(_)) => Some(text!(
            "write `[[{what}]]`: it may stand several times",
            what
        )),
        (Kind::Scalar { text, .. }, None) if text.len() <= REPEATED => Some(text!(
            "write `{what} = [{value}]`",
            what,
            value = Value::from(text.as_str()).to_string()
        )),
        _ => None,
    }
}

/// The one text that a node holds: itself, the only item of a list, the name or id of a mapping.
fn alone(node: &Node) -> Option<&str> {
    match &node.kind {
        Kind::Scalar { text, .. } => Some(text),
        Kind::Seq(items) => match items.as_slice() {
            [one] => one.text(),
            _ => None,
        },
        Kind::Map(_) => node.get("id").or_else(|| node.get("name"))?.text(),
    }
}

/// Whether a text will do.
fn is_text(schema: &Value, root: &Value) -> bool {
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let target = root.pointer(target.trim_start_matches('#'));
        return target.is_some_and(|target| target.get("type").is_some() && is_text(target, root));
    }
    if let Some(options) = schema.get("anyOf").and_then(Value::as_array) {
        return options.iter().any(|option| is_text(option, root));
    }
    match schema.get("type") {
        Some(Value::String(name)) => name == "string",
        Some(Value::Array(names)) => names.iter().any(|name| name == "string"),
        _ => false,
    }
}

/// `endOfLife:2026-12-31` is one text to YAML.
fn blank_after_colon(node: &Node, object: &Value) -> Option<Text> {
    let text = node.text().filter(|text| text.len() <= REPEATED)?;
    let (key, value) = text.split_once(':')?;
    object.get("properties")?.get(key)?;
    let value = value.split_whitespace().next().filter(|v| !v.is_empty())?;
    Some(text!(
        "write a blank after the colon: `{key}: {value}`",
        key,
        value
    ))
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

fn is_list(schema: &Value) -> bool {
    match schema.get("type") {
        Some(Value::String(name)) => name == "array",
        Some(Value::Array(names)) => names.iter().any(|name| name == "array"),
        _ => false,
    }
}
