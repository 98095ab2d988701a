//! What a schema's `format` asks of a text beyond being one: dates and addresses.

use serde_json::Value;

use super::node::Node;
use super::validator::{Strictness, Validator, keyword};
use super::{address, date};
use crate::diagnostic::{Finding, Rule, Text, text};

/// Why a text is neither a day nor a moment, in words that go on from it, and how to write it.
pub(crate) fn wrong_moment(text: &str) -> Option<(Text, Text)> {
    date::wrong_moment(text).map(|wrong| (wrong.why, wrong.help))
}

impl Validator<'_> {
    /// Whether a text can be kept. A date that is none is taken out; an address that can't be
    /// followed stays, since pages show it as text.
    pub(super) fn check_format(&mut self, node: &Node, schema: &Value, what: &str) -> bool {
        let format = keyword(schema, "format").and_then(Value::as_str);
        let (Some(format), Some(text)) = (format, node.text()) else {
            return true;
        };
        let (rule, wrong) = match format {
            "date" => (Rule::WrongDate, date::wrong_day(text)),
            "date-time" => (Rule::WrongDate, date::wrong_moment(text)),
            "uri" => {
                let strict = self.strictness == Strictness::Strict;
                (Rule::WrongAddress, address::wrong(text, strict))
            }
            _ => return true,
        };
        let Some(wrong) = wrong else {
            return true;
        };
        self.findings.push(
            Finding::new(
                rule,
                text!(
                    "`{what}` is {found}, {why}",
                    what,
                    found = node.describe(),
                    why = wrong.why
                ),
            )
            .at(node.pos(self.file))
            .excerpt(node.excerpt(self.source))
            .help(wrong.help),
        );
        rule == Rule::WrongAddress
    }
}
