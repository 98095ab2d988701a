//! JSON Schema, draft 7, as far as the schema of SARIF goes: a keyword that isn't known fails the test,
//! so that nothing is passed over.

use std::collections::HashSet;

use serde_json::Value;

/// What is wrong with a value by a schema, each with the pointer to it.
pub fn errors(schema: &Value, value: &Value) -> Vec<String> {
    let mut errors = Vec::new();
    check(schema, schema, value, "", &mut errors);
    errors
}

fn check(root: &Value, schema: &Value, value: &Value, at: &str, errors: &mut Vec<String>) {
    for (keyword, said) in schema.as_object().expect("a schema is an object") {
        let fault = match keyword.as_str() {
            "$schema" | "$id" | "title" | "description" | "default" | "definitions" => None,
            // What stands there is looked at with what they go with.
            "additionalProperties" => None,
            "$ref" => {
                let pointer = said.as_str().unwrap().strip_prefix('#').unwrap();
                let target = root.pointer(pointer).expect("a definition");
                check(root, target, value, at, errors);
                None
            }
            "type" => (!is_of(value, said.as_str().unwrap())).then(|| format!("is no {said}")),
            "enum" => {
                (!said.as_array().unwrap().contains(value)).then(|| format!("is none of {said}"))
            }
            "minimum" => less(value, said).then(|| format!("is less than {said}")),
            "maximum" => less(said, value).then(|| format!("is more than {said}")),
            "minItems" => {
                let count = value.as_array().map(|items| items.len() as u64);
                (count < said.as_u64()).then(|| format!("has fewer than {said}"))
            }
            "uniqueItems" => value.as_array().and_then(|items| {
                let mut seen = HashSet::new();
                let twice = !items.iter().all(|item| seen.insert(item));
                (twice && said == &Value::Bool(true)).then(|| "has one twice".to_owned())
            }),
            "items" => {
                for (i, item) in value.as_array().into_iter().flatten().enumerate() {
                    check(root, said, item, &format!("{at}/{i}"), errors);
                }
                None
            }
            "required" => value.as_object().and_then(|object| {
                let names = said.as_array().unwrap().iter();
                let mut lacks = names.filter(|name| !object.contains_key(name.as_str().unwrap()));
                lacks.next().map(|name| format!("lacks {name}"))
            }),
            "properties" => {
                properties(root, schema, value, at, errors);
                None
            }
            "anyOf" | "oneOf" => {
                let fits = said.as_array().unwrap().iter().filter(|option| {
                    let mut own = Vec::new();
                    check(root, option, value, at, &mut own);
                    own.is_empty()
                });
                let count = fits.count();
                let fine = count == 1 || count > 1 && keyword == "anyOf";
                (!fine).then(|| format!("fits {count} of {keyword}"))
            }
            "format" => value.as_str().and_then(|text| {
                let fine = match said.as_str().unwrap() {
                    "uri" => is_uri(text),
                    "uri-reference" => text.bytes().all(|b| b.is_ascii_graphic()),
                    "date-time" => text.parse::<jiff::Timestamp>().is_ok(),
                    other => panic!("no format is known as {other}"),
                };
                (!fine).then(|| format!("is no {said}: {text}"))
            }),
            "pattern" => value
                .as_str()
                .map(|text| format!("has a pattern, which isn't looked at: {text}")),
            other => panic!("no keyword is known as {other}"),
        };
        errors.extend(fault.map(|fault| format!("{at} {fault}")));
    }
}

fn properties(root: &Value, schema: &Value, value: &Value, at: &str, errors: &mut Vec<String>) {
    let known = schema["properties"].as_object().unwrap();
    for (name, own) in value.as_object().into_iter().flatten() {
        let at = format!("{at}/{name}");
        match (known.get(name), schema.get("additionalProperties")) {
            (Some(schema), _) => check(root, schema, own, &at, errors),
            (None, Some(Value::Bool(false))) => errors.push(format!("{at} isn't known")),
            (None, Some(schema @ Value::Object(_))) => check(root, schema, own, &at, errors),
            (None, _) => {}
        }
    }
}

fn is_of(value: &Value, kind: &str) -> bool {
    match kind {
        "object" => value.is_object(),
        "array" => value.is_array(),
        "string" => value.is_string(),
        "boolean" => value.is_boolean(),
        "integer" => value.is_i64() || value.is_u64(),
        "number" => value.is_number(),
        other => panic!("no type is known as {other}"),
    }
}

fn less(a: &Value, b: &Value) -> bool {
    matches!((a.as_f64(), b.as_f64()), (Some(a), Some(b)) if a < b)
}

/// An absolute one: a scheme, and nothing that has to be encoded.
fn is_uri(text: &str) -> bool {
    let scheme = text.split_once(':').map_or("", |(scheme, _)| scheme);
    let plain = text
        .bytes()
        .all(|b| b.is_ascii_graphic() && !b"<>\"{}|\\^`".contains(&b));
    plain
        && !scheme.is_empty()
        && scheme
            .bytes()
            .all(|b| b.is_ascii_alphanumeric() || b == b'+')
}
