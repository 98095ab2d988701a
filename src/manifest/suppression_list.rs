//! Suppressions where no kind of ours has a field for them: in the custom properties of the
//! standards, and in front matter.

use serde_json::Value;

use super::bitol::SUPPRESS;
use super::kinds::Suppression;
use super::manifest_schema;
use crate::diagnostic::{FileId, Finding, Rule, text};
use crate::document::{Kind, Lines, Node, Strictness, Validator, decode};

/// The keys under which a contract has its tables and columns.
const BELOW: [&str; 3] = ["schema", "properties", "items"];

/// Moves the values of custom properties `vitrina.suppress` of a document of the standards, and of
/// its tables and columns, under a key of that name, where the types read them. They are ours, so
/// they are checked as our own kinds are.
pub(super) fn lift(
    document: &mut Node,
    source: &Lines<'_>,
    file: FileId,
    findings: &mut Vec<Finding>,
) {
    let (mut lists, mut unknown) = (Vec::new(), Vec::new());
    take(document, &mut lists, &mut unknown);
    for name in unknown {
        findings.push(
            Finding::new(
                Rule::UnknownKey,
                text!("there is no custom property {name}", name = name.describe()),
            )
            .at(name.pos(file))
            .excerpt(name.excerpt(source))
            .help(text!("did you mean `{name}`?", name = SUPPRESS)),
        );
    }
    if lists.is_empty() {
        return;
    }
    let schema = manifest_schema::suppressions();
    for list in lists {
        check(list, SUPPRESS, &schema, source, file, findings);
    }
}

/// Gives the lists that it made, and the names of properties that are none of ours in spite of their
/// beginning.
fn take<'n>(node: &'n mut Node, lists: &mut Vec<&'n mut Node>, unknown: &mut Vec<Node>) {
    let entries = match &mut node.kind {
        Kind::Map(entries) => entries,
        Kind::Seq(items) => return items.iter_mut().for_each(|item| take(item, lists, unknown)),
        Kind::Scalar { .. } => return,
    };
    // What stands there under that name isn't ours.
    entries.retain(|(key, _)| key.text() != Some(SUPPRESS));
    let mut list: Vec<Node> = Vec::new();
    for (key, value) in entries.iter_mut() {
        let (Some("customProperties"), Kind::Seq(properties)) = (key.text(), &mut value.kind)
        else {
            continue;
        };
        properties.retain_mut(|property| {
            let name = property.get("property");
            if name.and_then(Node::text) != Some(SUPPRESS) {
                let is_ours = |name: &&Node| name.text().is_some_and(|n| n.starts_with("vitrina."));
                unknown.extend(name.filter(is_ours).cloned());
                return true;
            }
            list.extend(list_of(property));
            false
        });
    }
    if let Some(first) = list.first().cloned() {
        let at = |kind| Node {
            kind,
            ..first.clone()
        };
        let name = Kind::Scalar {
            text: SUPPRESS.to_owned(),
            plain: true,
        };
        entries.push((at(name), at(Kind::Seq(list))));
    }
    for (key, value) in entries.iter_mut() {
        match key.text() {
            Some(SUPPRESS) => lists.push(value),
            Some(key) if BELOW.contains(&key) => take(value, lists, unknown),
            _ => {}
        }
    }
}

/// The entries of a custom property: one, or a list of them.
fn list_of(property: &Node) -> Vec<Node> {
    match property.get("value") {
        Some(Node {
            kind: Kind::Seq(items),
            ..
        }) => items.clone(),
        // A text where a mapping belongs is told of, and so is nothing.
        Some(value) if !value.is_null() => vec![value.clone()],
        _ => vec![Node {
            kind: Kind::Scalar {
                text: String::new(),
                plain: true,
            },
            ..property.clone()
        }],
    }
}

/// What front matter says under `suppressions`.
pub(super) fn read(
    mut list: Node,
    source: &str,
    file: FileId,
    findings: &mut Vec<Finding>,
) -> Vec<Suppression> {
    let schema = manifest_schema::suppressions();
    check(
        &mut list,
        "suppressions",
        &schema,
        &Lines::new(source),
        file,
        findings,
    );
    decode(&list).unwrap_or_default()
}

/// Leaves what can be read of a list.
fn check(
    list: &mut Node,
    what: &str,
    schema: &Value,
    source: &Lines<'_>,
    file: FileId,
    findings: &mut Vec<Finding>,
) {
    let mut validator = Validator {
        root: schema,
        source,
        file,
        strictness: Strictness::Strict,
        findings,
    };
    if !validator.document(list, what) {
        list.kind = Kind::Seq(Vec::new());
    }
    if let Kind::Seq(items) = &mut list.kind {
        items.retain(|item| {
            let is_read = !item.is_null();
            if !is_read {
                findings.push(
                    Finding::new(
                        Rule::WrongType,
                        text!("`{what}` has an entry of nothing", what),
                    )
                    .at(item.pos(file))
                    .help("write a mapping with `rule`, `reason` and `until`"),
                );
            }
            is_read
        });
    }
}
