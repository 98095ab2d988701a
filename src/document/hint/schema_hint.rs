//! What a schema asks for.

use serde_json::Value;

/// Whether a schema is that of a manifest, which is YAML.
pub(super) fn is_manifest(root: &Value) -> bool {
    root.pointer("/properties/apiVersion").is_some()
}

/// The schema of the mapping that a schema asks for, be it one of a list.
pub(super) fn object_of<'v>(schema: &'v Value, root: &'v Value, depth: usize) -> Option<&'v Value> {
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
