//! How to mend what a person most likely meant: keys by another name or in another place, shapes
//! with an example to paste.

mod brackets;
mod schema_hint;
mod shape_hint;
mod syntax_hint;

use serde_json::{Map, Value};

use crate::diagnostic::{Argument, Text, nearest, text};
use schema_hint::{is_manifest, object_of};

pub(super) use shape_hint::shape;
pub(super) use syntax_hint::syntax;

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
    ("id", &["username", "name"]),
    ("key", &["name", "property"]),
    (
        "name",
        &["id", "channel", "property", "role", "server", "tool"],
    ),
    ("releasedate", &["date"]),
    ("day", &["date"]),
    ("createdat", &["created", "date"]),
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

/// No key is longer, in characters.
const LONGEST_KEY: usize = 60;

/// Words whose key is meant only where it isn't written yet: beside it they say something else.
const LOOSE: [&str; 5] = ["email", "id", "key", "mail", "name"];

/// The key that is meant by one that isn't known. `free` are the known ones that aren't written yet;
/// only those can be meant.
pub(super) fn likely_key<'k>(
    name: &str,
    properties: &Map<String, Value>,
    free: &[&'k str],
    root: &Value,
) -> Option<&'k str> {
    let word = folded(name);
    let same = || free.iter().find(|key| folded(key) == word);
    let synonym = || {
        let keys = synonyms(&word);
        free.iter().find(|key| keys.contains(*key))
    };
    let plural = || {
        free.iter().find(|key| {
            let key = folded(key);
            key.strip_suffix('s') == Some(word.as_str())
                || word.strip_suffix('s') == Some(key.as_str())
        })
    };
    if let Some(key) = same().or_else(synonym).or_else(plural) {
        return Some(*key);
    }
    let near = nearest(name, free.iter().copied())?;
    let is_other =
        written(&word, properties).is_some() || elsewhere(name, properties, root).is_some();
    (!is_other).then_some(near)
}

/// How to mend a key that isn't known.
pub(super) fn unknown_key(
    name: &str,
    properties: &Map<String, Value>,
    free: &[&str],
    root: &Value,
) -> Text {
    if let Some(key) = likely_key(name, properties, free, root) {
        return text!("did you mean `{key}`?", key);
    }
    if let Some(place) = elsewhere(name, properties, root) {
        return place;
    }
    let known = || {
        let all = properties.keys().map(String::as_str);
        all.filter(|key| !matches!(*key, "apiVersion" | "kind"))
    };
    let word = folded(name);
    let loose = LOOSE.contains(&word.as_str());
    let near = || nearest(name, known()).filter(|_| !loose);
    if let Some(key) = written(&word, properties).or_else(near) {
        return text!(
            "`{key}` is written already; add this to it, or remove it",
            key
        );
    }
    let left: Vec<String> = known()
        .filter(|key| free.contains(key))
        .map(str::to_owned)
        .collect();
    if loose && !left.is_empty() {
        return text!(
            "keys that can be added: {keys}",
            keys = Argument::Names(left)
        );
    }
    let all = known().map(str::to_owned).collect();
    text!("known keys: {keys}", keys = Argument::Names(all))
}

/// The keys that a word may mean.
fn synonyms(word: &str) -> &'static [&'static str] {
    match SYNONYMS.iter().find(|(known, _)| *known == word) {
        Some((_, keys)) => keys,
        None => &[],
    }
}

/// The key that says what this one would; asked for where none that is free can be meant.
fn written<'k>(word: &str, properties: &'k Map<String, Value>) -> Option<&'k str> {
    let keys: &[&str] = match LOOSE.contains(&word) {
        true => &[],
        false => synonyms(word),
    };
    let mut known = properties.keys().map(String::as_str);
    known.find(|key| keys.contains(key) || folded(key) == word)
}

/// Without case, `-` and `_`. A longer word than any key is none of them.
fn folded(name: &str) -> String {
    name.chars()
        .take(LONGEST_KEY)
        .filter(|c| !matches!(c, '-' | '_'))
        .flat_map(char::to_lowercase)
        .collect()
}

/// Whether a key is one of these, but for its case, `-` and `_`.
pub(super) fn misspells(name: &str, properties: &Map<String, Value>) -> bool {
    properties.keys().any(|key| is_spelled_like(name, key))
}

/// Whether two keys differ by case, `-` and `_` alone.
pub(crate) fn is_spelled_like(key: &str, other: &str) -> bool {
    let letters = |c: &char| !matches!(c, '-' | '_');
    key.chars()
        .filter(letters)
        .map(|c| c.to_ascii_lowercase())
        .eq(other
            .chars()
            .filter(letters)
            .map(|c| c.to_ascii_lowercase()))
}

/// Where the key belongs, if it is one of another level.
fn elsewhere(name: &str, properties: &Map<String, Value>, root: &Value) -> Option<Text> {
    if EVERYWHERE.contains(&name) {
        return None;
    }
    let top = root.get("properties").and_then(Value::as_object);
    if let Some(schema) = top.and_then(|keys| keys.get(name)) {
        let place = if is_manifest(root) {
            Text::from("at the top level of the document")
        } else if object_of(schema, root, 0).is_some() {
            text!("at the top level, as the table [{name}]", name)
        } else {
            "at the top, before the first [table]".into()
        };
        return Some(text!("`{name}` belongs {place}", name, place));
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
    (!holders.is_empty()).then(|| {
        text!(
            "`{name}` belongs under {holders}",
            name,
            holders = holders.join(" or ")
        )
    })
}
