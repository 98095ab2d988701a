//! `catalog-info.yaml`: one entity a document.

use std::io::Read;

use serde_json::{Map, Value};

use super::entity_facts::{Entities, Entity};
use crate::diagnostic::{Finding, Rule, text};
use crate::document::{Node, decode, yaml};
use crate::export::fact::FactSink;
use crate::export::input::Input;
use crate::export::row_problems::Problems;
use crate::source::{MAX_TEXT, not_utf8, too_large};

/// Reads a YAML file. A document that can't be read is a finding; the others are used.
pub(super) fn read(
    input: &Input<'_>,
    entities: &mut Entities,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) {
    let Some(text) = text(input, sink) else {
        return;
    };
    let mut findings = Vec::new();
    let nodes = yaml::documents(&text, input.file, &mut findings);
    for finding in findings {
        // The line may be one of a link or an annotation; its place is said.
        problems.row(sink, || finding);
    }
    for node in &nodes {
        let pos = node.pos(input.file);
        if node.text().is_some() {
            problems.row(sink, || {
                Finding::new(
                    Rule::ExportRow,
                    text!("an entity was expected and {found} found", found = node.describe()),
                )
                .at(pos)
                .help("write apiVersion, kind, metadata and spec, or leave the file out of the export")
            });
            continue;
        }
        if let Err(unusable) = entities.take(entity(node), pos, sink) {
            problems.row(sink, || {
                let unusable = *unusable;
                Finding::new(Rule::ExportRow, unusable.message)
                    .at(pos)
                    .help(unusable.help)
            });
        }
    }
}

/// The text of a file. Of one that is cut off, the documents before the last are used.
fn text(input: &Input<'_>, sink: &mut dyn FactSink) -> Option<String> {
    let mut bytes = Vec::new();
    let outcome = input
        .tree
        .open(input.file)
        .and_then(|reader| reader.take(MAX_TEXT + 1).read_to_end(&mut bytes));
    if bytes.len() as u64 > MAX_TEXT {
        sink.problem(
            Finding::new(Rule::TooLarge, too_large(input.path, MAX_TEXT))
                .at(input.pos(1))
                .help("split the file"),
        );
        return None;
    }
    if let Err(error) = outcome {
        let lines = bytes.iter().filter(|b| **b == b'\n').count();
        let lines = u32::try_from(lines).unwrap_or(u32::MAX);
        sink.problem(input.cut_off(&error, lines));
        if input.tree.refused(input.pos(1), &error).is_some() {
            return None;
        }
        let whole = bytes.windows(4).rposition(|w| w == b"\n---");
        bytes.truncate(whole.map_or(0, |i| i + 1));
        if bytes.is_empty() {
            return None;
        }
    }
    let mut text = match String::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            sink.problem(not_utf8(input.path, input.file, error.as_bytes()));
            return None;
        }
    };
    if text.starts_with('\u{feff}') {
        text.drain(..'\u{feff}'.len_utf8());
    }
    if text.trim_ascii().is_empty() {
        sink.problem(input.empty());
        return None;
    }
    Some(text)
}

fn entity(node: &Node) -> Entity {
    let annotations = at(node, &["metadata", "annotations"]);
    Entity {
        kind: string(node, &["kind"]).unwrap_or_default(),
        name: string(node, &["metadata", "name"]).unwrap_or_default(),
        title: string(node, &["metadata", "title"]),
        description: string(node, &["metadata", "description"]),
        annotations: annotations.map_or_else(Vec::new, pairs),
        class: string(node, &["spec", "type"]).unwrap_or_default(),
        owner: string(node, &["spec", "owner"]),
        parent: string(node, &["spec", "parent"]),
        subdomain_of: string(node, &["spec", "subdomainOf"]),
        display_name: string(node, &["spec", "profile", "displayName"]),
    }
}

fn at<'n>(node: &'n Node, path: &[&str]) -> Option<&'n Node> {
    path.iter().try_fold(node, |node, key| node.get(key))
}

/// A text, a number as well; missing where it is null or empty.
fn string(node: &Node, path: &[&str]) -> Option<String> {
    let found = at(node, path).filter(|n| !n.is_null())?;
    let text = found.text()?.trim();
    (!text.is_empty()).then(|| text.to_owned())
}

/// The entries whose values are texts; none where it isn't a mapping.
fn pairs(node: &Node) -> Vec<(String, String)> {
    let Ok(entries) = decode::<Map<String, Value>>(node) else {
        return Vec::new();
    };
    entries
        .into_iter()
        .filter_map(|(key, value)| match value {
            Value::String(text) => Some((key, text)),
            _ => None,
        })
        .collect()
}
