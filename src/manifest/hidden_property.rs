//! `vitrina.hidden` among the custom properties of the standards: a product, a contract or a table of
//! one that is hidden from who may not query it.

use super::bitol::HIDDEN;
use crate::diagnostic::{FileId, Finding, Rule, text};
use crate::document::{Kind, Lines, Node};

/// Moves the values of such properties of a document, and of the tables of a contract, under a key of
/// that name, where the types read them.
pub(super) fn lift(
    document: &mut Node,
    source: &Lines<'_>,
    file: FileId,
    findings: &mut Vec<Finding>,
) {
    take(document, source, file, findings);
    let Kind::Map(entries) = &mut document.kind else {
        return;
    };
    let tables = entries
        .iter_mut()
        .filter(|(key, _)| key.text() == Some("schema"));
    for (_, tables) in tables {
        if let Kind::Seq(tables) = &mut tables.kind {
            for table in tables {
                take(table, source, file, findings);
            }
        }
    }
}

/// Of one mapping. A value that says neither yes nor no is told of, and hides: what its author wanted
/// to hide isn't shown by mistake.
fn take(node: &mut Node, source: &Lines<'_>, file: FileId, findings: &mut Vec<Finding>) {
    let Kind::Map(entries) = &mut node.kind else {
        return;
    };
    // What stands there under that name isn't ours.
    entries.retain(|(key, _)| key.text() != Some(HIDDEN));
    let mut found: Option<Node> = None;
    for (key, value) in entries.iter_mut() {
        let (Some("customProperties"), Kind::Seq(properties)) = (key.text(), &mut value.kind)
        else {
            continue;
        };
        properties.retain(|property| {
            let is_ours = property.get("property").and_then(Node::text) == Some(HIDDEN);
            if is_ours {
                found = Some(property.get("value").unwrap_or(property).clone());
            }
            !is_ours
        });
    }
    let Some(value) = found else { return };
    let hidden = match value.text() {
        Some("false") => "false",
        Some("true") => "true",
        _ => {
            findings.push(
                Finding::new(
                    Rule::WrongType,
                    text!(
                        "`{key}` must be true or false, found {found}; it hides",
                        key = HIDDEN,
                        found = value.describe()
                    ),
                )
                .at(value.pos(file))
                .excerpt(value.excerpt(source))
                .help("write `value: true`"),
            );
            "true"
        }
    };
    let word = |text: &str| Node {
        kind: Kind::Scalar {
            text: text.to_owned(),
            plain: true,
        },
        ..value.clone()
    };
    let entry = (word(HIDDEN), word(hidden));
    entries.push(entry);
}
