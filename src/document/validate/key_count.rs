//! Mappings of which one key has to be chosen.

use serde_json::Value;

use crate::diagnostic::{Argument, Finding, Pos, Rule, text};
use crate::document::Validator;
use crate::document::node::Node;
use crate::document::validator::{keyword, named};

impl Validator<'_> {
    /// Whether a mapping has as many keys as its schema asks for, which is at least one
    /// (`minProperties`) or exactly one (`maxProperties` as well). Where another key is wrong, that
    /// was told. `place` is where the mapping begins, and its length there.
    pub(super) fn key_count(
        &mut self,
        entries: &[(Node, Node)],
        has_unknown: bool,
        schema: &Value,
        what: &str,
        place: (Pos, usize),
    ) -> bool {
        let bound = |name: &str| keyword(schema, name).and_then(Value::as_u64);
        let (Some(_), most) = (bound("minProperties"), bound("maxProperties")) else {
            return true;
        };
        let properties = keyword(schema, "properties").and_then(Value::as_object);
        let keys: Vec<String> = properties
            .into_iter()
            .flat_map(|p| p.keys().cloned())
            .collect();
        let is_known = |key: &Node| {
            key.text()
                .is_some_and(|k| keys.iter().any(|known| known == k))
        };
        let written: Vec<&Node> = entries
            .iter()
            .filter(|(key, value)| is_known(key) && !value.is_null())
            .map(|(key, _)| key)
            .collect();
        let too_many = most.is_some_and(|most| written.len() as u64 > most);
        if !written.is_empty() && !too_many {
            return true;
        }
        let told = has_unknown || entries.iter().any(|(key, _)| self.reported(key));
        if written.is_empty() && told {
            return false;
        }
        let list = Argument::Names(keys);
        let many = if most.is_some() {
            "exactly one"
        } else {
            "at least one"
        };
        let (pos, len) = place;
        let second = written.get(1).filter(|_| too_many);
        let excerpt = match second {
            Some(key) => key.excerpt(self.source),
            None => self.source.excerpt(pos.line, pos.column, len),
        };
        self.findings.push(
            Finding::new(
                Rule::WrongType,
                text!(
                    "{what} must have {many} of {list}, found {found}",
                    what = named(what),
                    many,
                    list,
                    found = written.len()
                ),
            )
            .at(second.map_or(pos, |key| key.pos(self.file)))
            .excerpt(excerpt)
            .help(text!("write {many} of {list}", many, list)),
        );
        false
    }
}
