//! Keys that a mapping's schema doesn't name.

use serde_json::Value;

use crate::diagnostic::{Finding, Pos, Rule, text};
use crate::document::hint;
use crate::document::node::Node;
use crate::document::validator::{Strictness, Validator, named};

impl Validator<'_> {
    /// `absent` is a key that is needed and that this one is written for.
    pub(super) fn unknown_key(
        &mut self,
        key: &Node,
        absent: Option<&str>,
        properties: &serde_json::Map<String, Value>,
        free: &[&str],
        what: &str,
    ) {
        let name = key.text().unwrap_or("");
        let help = if self.belongs_to_top(name) {
            text!(
                "move `{name}` to the top of the file, above the first [table]",
                name
            )
        } else {
            hint::unknown_key(name, properties, free, self.root)
        };
        let what = named(what);
        let message = match absent {
            Some(absent) => text!(
                "{what} has no key `{name}`, and no `{absent}`",
                what,
                name,
                absent
            ),
            None => text!("{what} has no key `{name}`", what, name),
        };
        self.findings.push(
            Finding::new(Rule::UnknownKey, message)
                .at(key.pos(self.file))
                .excerpt(key.excerpt(self.source))
                .help(help),
        );
    }

    /// Whether a key that a table doesn't know is one of the top level.
    pub(super) fn belongs_to_top(&self, name: &str) -> bool {
        self.strictness == Strictness::Settings
            && self
                .root
                .get("properties")
                .is_some_and(|top| top.get(name).is_some())
    }

    /// Those of a mapping that aren't told one by one.
    pub(super) fn more_unknown_keys(&mut self, more: usize, pos: Pos) {
        self.findings.push(
            Finding::new(
                Rule::UnknownKey,
                text!("and {more} more keys here aren't known", more),
            )
            .at(pos)
            .help("look at what the file holds, or exclude it in vitrina.toml"),
        );
    }
}
