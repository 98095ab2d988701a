//! Checks a YAML tree against the JSON Schema of its kind and reports every problem at its place,
//! not the first one only. What is wrong is taken out of the tree, so that the rest can be used.

mod key_count;
mod seen;
mod unknown;

use seen::Seen;

use serde_json::{Map, Value};

use super::hint;
use super::node::{Kind, Node};
use super::validator::{Strictness, Validator, keyword, named};
use crate::diagnostic::{Argument, Finding, Rule, nearest, text};

/// Unknown keys that are asked whether they stand for a required one.
const RENAMED: usize = 16;
/// Most unknown keys of a mapping that are told one by one.
const MAX_UNKNOWN: usize = 100;

impl Validator<'_> {
    /// Checks the whole document of kind `kind`; false where it can't be used at all.
    pub(crate) fn document(&mut self, node: &mut Node, kind: &str) -> bool {
        let root = self.root;
        self.check(node, root, kind)
    }

    /// `what` names the node in messages: a key, or the kind.
    fn check(&mut self, node: &mut Node, schema: &Value, what: &str) -> bool {
        let schema = self.resolve(schema);
        if node.is_null() {
            return true; // as if it were absent
        }
        if let Some(options) = keyword(schema, "anyOf").and_then(Value::as_array) {
            let fitting: Vec<&Value> = options.iter().filter(|o| self.fits(node, o)).collect();
            return match fitting.first() {
                Some(first) => self.check(node, first, what),
                None => self.wrong_type(node, schema, what),
            };
        }
        if let Some(words) = self.words(schema) {
            return self.check_word(node, &words, what);
        }
        if !self.fits(node, schema) {
            return self.wrong_type(node, schema, what);
        }
        match &mut node.kind {
            Kind::Map(_) if schema.get("properties").is_some() => {
                self.check_map(node, schema, what)
            }
            Kind::Map(entries) => {
                if let Some(values) = schema.get("additionalProperties").filter(|v| v.is_object()) {
                    for (key, value) in entries {
                        let name = key.text().unwrap_or(what).to_owned();
                        // A table that takes any key would take this one too, and nothing would be
                        // left out.
                        if name == "exclude" && self.belongs_to_top(&name) {
                            self.unknown_key(key, None, &Map::new(), &[], what);
                            value.clear();
                        } else if !self.check(value, values, &name) {
                            value.clear();
                        }
                    }
                }
                true
            }
            Kind::Seq(items) => {
                if let Some(schema) = schema.get("items") {
                    items.retain_mut(|item| self.check(item, schema, what));
                }
                true
            }
            Kind::Scalar { .. } => self.check_format(node, schema, what),
        }
    }

    fn check_map(&mut self, node: &mut Node, schema: &Value, what: &str) -> bool {
        let empty = Map::new();
        let properties = schema
            .get("properties")
            .and_then(Value::as_object)
            .unwrap_or(&empty);
        let (pos, line, column, len) = (node.pos(self.file), node.line, node.column, node.len);
        let Kind::Map(entries) = &mut node.kind else {
            return true;
        };
        let (seen, unknown) = self.check_entries(entries, properties);
        // Only what isn't written yet can be meant.
        let free: Vec<&str> = match unknown.is_empty() {
            true => Vec::new(),
            false => {
                let keys = properties.keys().map(String::as_str);
                keys.filter(|key| !seen.contains(key)).collect()
            }
        };
        // What is required and stands under another name is told of there.
        let renamed: Vec<(usize, &str)> = unknown
            .iter()
            .take(RENAMED)
            .filter_map(|at| {
                let name = entries.get(*at)?.0.text()?;
                let own = !self.belongs_to_top(name);
                let key = own.then(|| hint::likely_key(name, properties, &free, self.root))??;
                Some((*at, key))
            })
            .collect();
        let mut elsewhere: Vec<&str> = Vec::new();
        let mut usable = true;
        for required in schema
            .get("required")
            .and_then(Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(Value::as_str)
        {
            let written = entries.iter().find(|(k, _)| k.text() == Some(required));
            match written {
                Some((_, value)) if !value.is_null() => {}
                // A value of the wrong type has been reported and cleared above.
                Some((key, _)) if self.reported(key) => usable = false,
                None if renamed.iter().any(|(_, key)| *key == required) => {
                    elsewhere.push(required);
                    usable = false;
                }
                _ => {
                    let about = properties.get(required).and_then(|p| self.about(p));
                    self.findings.push(
                        Finding::new(
                            Rule::MissingField,
                            text!("{what} has no `{required}`", what = named(what), required),
                        )
                        .at(written.map_or(pos, |(k, _)| k.pos(self.file)))
                        .excerpt(match written {
                            Some((key, _)) => key.excerpt(self.source),
                            None => self.source.excerpt(line, column, len),
                        })
                        .help(match about {
                            Some(about) => text!("add `{required}`: {about}", required, about),
                            None => text!("add `{required}`", required),
                        }),
                    );
                    usable = false;
                }
            }
        }
        let counted = self.key_count(entries, !unknown.is_empty(), schema, what, (pos, len));
        let more = unknown.len().saturating_sub(MAX_UNKNOWN);
        for at in unknown.into_iter().take(MAX_UNKNOWN) {
            let Some((key, _)) = entries.get(at) else {
                continue;
            };
            let stands_for = renamed
                .iter()
                .find(|(i, key)| *i == at && elsewhere.contains(key));
            let absent = stands_for.map(|(_, key)| *key);
            self.unknown_key(key, absent, properties, &free, what);
        }
        if more > 0 {
            self.more_unknown_keys(more, pos);
        }
        usable && counted
    }

    /// Checks the values of a mapping; gives its keys, and the places of those that aren't known.
    fn check_entries(
        &mut self,
        entries: &mut [(Node, Node)],
        properties: &Map<String, Value>,
    ) -> (Seen, Vec<usize>) {
        let mut seen = Seen::of(entries.len());
        let mut unknown = Vec::new();
        for (at, (key, value)) in entries.iter_mut().enumerate() {
            let name = key.text().unwrap_or("").to_owned();
            if seen.contains(&name) {
                self.findings.push(key.stands_twice(self.file, self.source));
                value.clear();
                key.clear();
                continue;
            }
            match properties.get(&name) {
                Some(schema) if !self.check(value, schema, &name) => value.clear(),
                Some(_) => {}
                None if self.strictness != Strictness::Lenient
                    || hint::misspells(&name, properties) =>
                {
                    unknown.push(at);
                }
                None => {}
            }
            seen.insert(name);
        }
        (seen, unknown)
    }

    /// Whether a problem was reported on the line of this key.
    fn reported(&self, key: &Node) -> bool {
        self.findings.iter().rev().take(64).any(|f| {
            f.pos().is_some_and(|p| {
                p.file == self.file && p.line >= key.line && p.line <= key.line + 1
            })
        })
    }

    fn check_word(&mut self, node: &Node, words: &[&str], what: &str) -> bool {
        let text = node.text().unwrap_or("");
        if words.contains(&text) {
            return true;
        }
        let list = Argument::Names(words.iter().map(|word| (*word).to_owned()).collect());
        self.findings.push(
            Finding::new(
                Rule::WrongType,
                text!(
                    "`{what}` is {found}, but must be one of {list}",
                    what,
                    found = node.describe(),
                    list
                ),
            )
            .at(node.pos(self.file))
            .excerpt(node.excerpt(self.source))
            .help(match nearest(text, words.iter().copied()) {
                Some(near) => text!("did you mean `{near}`?", near),
                None => text!("write one of {list}", list),
            }),
        );
        false
    }

    fn wrong_type(&mut self, node: &Node, schema: &Value, what: &str) -> bool {
        let expected = self.expected(schema);
        let help = hint::shape(node, schema, what, self.root);
        self.findings.push(
            Finding::new(
                Rule::WrongType,
                text!(
                    "{what} must be {expected}, found {found}",
                    what = named(what),
                    expected,
                    found = node.describe()
                ),
            )
            .at(node.pos(self.file))
            .excerpt(node.excerpt(self.source))
            .help(help.unwrap_or_else(|| text!("write {expected} here", expected))),
        );
        false
    }
}
