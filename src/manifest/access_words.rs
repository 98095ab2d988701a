//! What manifests say of who may see what, where it can't be read. A mistake elsewhere leaves something
//! out; one here would show it: so portals of audiences aren't built of such manifests.

use super::bitol::HIDDEN;
use crate::diagnostic::{FileId, Finding, Pos, Rule, nearest};
use crate::document::{Kind, Node, is_spelled_like};

/// Keys that say who may see what.
const KEYS: [&str; 4] = ["hidden", "publish", "audience", "audiences"];

/// The keys below which they stand as well, beside the top of a document.
const ABOVE: [&str; 2] = ["servers", "outputPorts"];

/// Where a document speaks of who may see what.
#[derive(Debug, Default)]
pub(super) struct AccessWords {
    /// Keys, values and items: what is wrong there is a finding.
    places: Vec<Pos>,
    /// What says nothing, or isn't a word of ours, where one was meant.
    unclear: Vec<Pos>,
}

impl AccessWords {
    /// Those of a document.
    pub(super) fn of(document: &Node, file: FileId) -> Self {
        let mut words = Self::default();
        words.collect(document, file);
        words
    }

    /// Whether there are none.
    pub(super) fn is_empty(&self) -> bool {
        self.places.is_empty() && self.unclear.is_empty()
    }

    /// The first place at which something is wrong, of findings about the document.
    pub(super) fn wrong(&self, findings: &[Finding]) -> Option<Pos> {
        let mut at = findings.iter().filter_map(Finding::pos);
        let found = at.find(|pos| self.places.contains(pos));
        found.or_else(|| self.unclear.first().copied())
    }

    fn collect(&mut self, node: &Node, file: FileId) {
        let Kind::Map(entries) = &node.kind else {
            return;
        };
        for (key, value) in entries {
            let name = key.text().unwrap_or("");
            let says_hidden = value.text() == Some("hidden") && name != "status";
            if is_meant(name) || says_hidden {
                self.places.push(key.pos(file));
                self.all_of(value, file);
                if value.is_null() {
                    self.unclear.push(key.pos(file));
                }
            } else if ABOVE.contains(&name) {
                for item in value.items() {
                    self.collect(item, file);
                }
            } else if name == "customProperties" {
                for property in value.items() {
                    self.property(property, file);
                }
            }
        }
    }

    /// A value, and all in it.
    fn all_of(&mut self, value: &Node, file: FileId) {
        self.places.push(value.pos(file));
        for item in value.items() {
            self.places.push(item.pos(file));
            if let Kind::Map(entries) = &item.kind {
                for (key, value) in entries {
                    self.places.extend([key.pos(file), value.pos(file)]);
                }
            }
        }
    }

    /// A property whose name is nearly the one of ours that hides.
    fn property(&mut self, property: &Node, file: FileId) {
        let name = property.get("property").and_then(Node::text);
        let is_near = |name: &str| {
            let folded = name.to_lowercase().replace(['_', '-', ':'], ".");
            folded == HIDDEN || nearest(&folded, [HIDDEN]).is_some()
        };
        if name.is_some_and(|name| name != HIDDEN && name.len() <= 20 && is_near(name)) {
            self.unclear.push(property.pos(file));
        }
    }
}

/// Whether a key is one of them, or may have been meant as one.
fn is_meant(name: &str) -> bool {
    KEYS.contains(&name)
        || KEYS.iter().any(|key| is_spelled_like(name, key))
        || name.len() <= 20 && nearest(name, KEYS).is_some()
}

/// Whether a file whose syntax is broken may say something of the kind.
pub(super) fn may_be_in(text: &str, findings: &[Finding]) -> bool {
    let unread = [Rule::YamlSyntax, Rule::TooLarge, Rule::AliasBomb];
    let is_broken = findings.iter().any(|found| unread.contains(&found.rule));
    is_broken && KEYS.iter().any(|key| text.contains(key))
}
