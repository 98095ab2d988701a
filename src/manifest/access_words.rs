//! What manifests say of who may see what, where it can't be read. A mistake elsewhere leaves something
//! out; one here would show it: so portals of audiences aren't built of such manifests.

use crate::diagnostic::{FileId, Finding, Pos, Rule, nearest};
use crate::document::{Kind, Node, is_spelled_like};

/// Keys that say who may see what.
const KEYS: [&str; 3] = ["hidden", "publish", "audience"];

/// The keys below which they stand as well, beside the top of a document.
const ABOVE: [&str; 1] = ["servers"];

/// Where such words stand in a document: keys, values and items.
pub(super) fn places(document: &Node, file: FileId) -> Vec<Pos> {
    let mut out = Vec::new();
    collect(document, file, &mut out);
    out
}

fn collect(node: &Node, file: FileId, out: &mut Vec<Pos>) {
    let Kind::Map(entries) = &node.kind else {
        return;
    };
    for (key, value) in entries {
        let name = key.text().unwrap_or("");
        if is_meant(name) {
            let items = value.items().iter().map(|item| item.pos(file));
            out.extend([key.pos(file), value.pos(file)].into_iter().chain(items));
        } else if ABOVE.contains(&name) {
            for item in value.items() {
                collect(item, file, out);
            }
        }
    }
}

/// Whether a key is one of them, or may have been meant as one.
fn is_meant(name: &str) -> bool {
    KEYS.contains(&name)
        || KEYS.iter().any(|key| is_spelled_like(name, key))
        || name.len() <= 20 && nearest(name, KEYS).is_some()
}

/// The first place at which something is wrong, of findings about a document.
pub(super) fn wrong(places: &[Pos], findings: &[Finding]) -> Option<Pos> {
    let mut at = findings.iter().filter_map(Finding::pos);
    at.find(|pos| places.contains(pos))
}

/// Whether a file whose syntax is broken may say something of the kind.
pub(super) fn may_be_in(text: &str, findings: &[Finding]) -> bool {
    let unread = [Rule::YamlSyntax, Rule::TooLarge, Rule::AliasBomb];
    let is_broken = findings.iter().any(|found| unread.contains(&found.rule));
    is_broken && KEYS.iter().any(|key| text.contains(key))
}
