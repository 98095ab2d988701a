//! A document under validation, and what its schema asks for.

use serde_json::Value;

use super::line_index::Lines;
use super::node::Node;
use crate::diagnostic::{Argument, FileId, Finding};

/// How keys are treated that the schema doesn't name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Strictness {
    /// They are errors: our own kinds.
    Strict,
    /// They are errors, and a key of the top level that stands in a table is told where it belongs:
    /// in TOML, a table takes all that follows it.
    Settings,
    /// They are passed over unless misspelled: documents of the standards, which have more than we read.
    Lenient,
}

/// A document under validation.
pub(crate) struct Validator<'a> {
    /// Root of the schema, for `$ref`.
    pub root: &'a Value,
    /// The document's text, for excerpts.
    pub source: &'a Lines<'a>,
    /// Its file.
    pub file: FileId,
    /// How to treat unknown keys.
    pub strictness: Strictness,
    /// Where problems go.
    pub findings: &'a mut Vec<Finding>,
}

impl<'a> Validator<'a> {
    /// What a schema refers to.
    pub(super) fn resolve<'v>(&self, mut schema: &'v Value) -> &'v Value
    where
        'a: 'v,
    {
        // Chains of references are one or two long; the bound only guards against a loop.
        for _ in 0..8 {
            let target = keyword(schema, "$ref")
                .and_then(Value::as_str)
                .and_then(|r| self.root.pointer(r.trim_start_matches('#')));
            match target {
                Some(target) => schema = target,
                None => return schema,
            }
        }
        schema
    }

    /// The words that a schema allows; none where it allows others as well.
    pub(super) fn words<'v>(&self, schema: &'v Value) -> Option<Vec<&'v str>> {
        if let Some(list) = keyword(schema, "enum").and_then(Value::as_array) {
            return Some(list.iter().filter_map(Value::as_str).collect());
        }
        let mut words = Vec::new();
        for option in keyword(schema, "oneOf")?.as_array()? {
            match (keyword(option, "const"), keyword(option, "enum")) {
                (Some(word), _) => words.push(word.as_str()?),
                (None, Some(list)) => {
                    words.extend(list.as_array()?.iter().filter_map(Value::as_str));
                }
                (None, None) => return None,
            }
        }
        Some(words)
    }

    /// Whether a node has the shape that a schema asks for.
    pub(super) fn fits(&self, node: &Node, schema: &Value) -> bool {
        let schema = self.resolve(schema);
        if let Some(options) = keyword(schema, "anyOf").and_then(Value::as_array) {
            return options.iter().any(|o| self.fits(node, o));
        }
        if self.words(schema).is_some() {
            return node.text().is_some();
        }
        match keyword(schema, "type") {
            None => true,
            Some(Value::Array(types)) => types
                .iter()
                .filter_map(Value::as_str)
                .any(|t| node.is_of_type(t)),
            Some(t) => t.as_str().is_none_or(|t| node.is_of_type(t)),
        }
    }

    /// That shape in words.
    pub(super) fn expected(&self, schema: &Value) -> String {
        let schema = self.resolve(schema);
        if let Some(options) = schema.get("anyOf").and_then(Value::as_array) {
            let mut all: Vec<String> = options.iter().map(|o| self.expected(o)).collect();
            all.retain(|e| e != "nothing");
            all.dedup();
            return all.join(" or ");
        }
        let word = |t: &str| match t {
            "string" => "text",
            "integer" => "a whole number",
            "number" => "a number",
            "boolean" => "`true` or `false`",
            "object" => "a mapping",
            "array" => "a list",
            _ => "nothing",
        };
        match schema.get("type") {
            Some(Value::Array(types)) => types
                .iter()
                .filter_map(Value::as_str)
                .filter(|t| *t != "null")
                .map(word)
                .collect::<Vec<_>>()
                .join(" or "),
            Some(t) => word(t.as_str().unwrap_or("null")).to_owned(),
            None => "a value".into(),
        }
    }

    /// What a schema is about, as a part of a sentence.
    pub(super) fn about(&self, schema: &Value) -> Option<String> {
        let text = schema
            .get("description")
            .or_else(|| self.resolve(schema).get("description"))?
            .as_str()?;
        let text = text.trim_end_matches('.').replace('\n', " ");
        let mut chars = text.chars();
        Some(chars.next()?.to_lowercase().chain(chars).collect())
    }
}

/// How messages name a key, or a document of a kind.
pub(super) fn named(what: &str) -> Argument {
    if what.contains('.') {
        Argument::Words(what.to_owned())
    } else if what.starts_with(char::is_uppercase) {
        Argument::Document(what.to_owned())
    } else {
        Argument::Names(vec![what.to_owned()])
    }
}

/// A keyword of a schema. Schemas of scalars have two or three, which are found sooner by looking at
/// each than by hashing.
pub(super) fn keyword<'s>(schema: &'s Value, name: &str) -> Option<&'s Value> {
    let keywords = schema.as_object()?;
    if keywords.len() > 8 {
        return keywords.get(name);
    }
    let mut all = keywords.iter();
    all.find_map(|(known, value)| (known == name).then_some(value))
}
