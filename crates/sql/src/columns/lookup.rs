//! Whether a relation has a column of some name.

use std::borrow::Cow;
use std::rc::Rc;

use super::super::Dialect;
use super::known_relation::{Lookup, Relation};
use super::limits::TOO_LARGE;
use super::resolution::Engine;
use super::struct_fields::Stored;
use super::value::{Shape, Value};

impl Engine<'_> {
    /// Whether a relation has a column `name`.
    pub(super) fn lookup(&mut self, relation: &Relation, name: &str) -> Lookup {
        if self.spend(1) {
            return Lookup::Yes(Value::unknown(TOO_LARGE));
        }
        let lower = name.to_lowercase();
        match relation.find(&lower) {
            Some(Ok(column)) => return Lookup::Yes(Rc::clone(&column.value)),
            Some(Err(())) => {
                if let Some(column) = relation.spelled(&self.folded(name)) {
                    return Lookup::Yes(Rc::clone(&column.value));
                }
                return Lookup::Yes(Value::unknown(format!("several columns `{name}`")));
            }
            None => {}
        }
        if let Some(value) = &relation.value {
            // Elements of an array show their fields as columns, but not what is in JSON.
            return match &value.shape {
                Shape::Path { base, .. } if matches!(self.stored(*base, name), Stored::Leaf) => {
                    Lookup::No
                }
                _ => self.has(value, name),
            };
        }
        let mut rests = relation
            .rest
            .iter()
            .filter(|rest| !rest.except.contains(&lower));
        match (rests.next(), rests.next()) {
            (None, _) => Lookup::No,
            (Some(rest), None) => Lookup::Maybe(match rest.base {
                Some(base) => {
                    let path = self.joined_path(base, name);
                    match self.below(base, &path) {
                        Some(id) => Value::stored(id),
                        None => Value::unknown(Rc::clone(&rest.reason)),
                    }
                }
                None => Value::unknown(Rc::clone(&rest.reason)),
            }),
            (Some(one), Some(_)) if one.relation.is_empty() => {
                Lookup::Maybe(Value::unknown(Rc::clone(&one.reason)))
            }
            (Some(one), Some(other)) => Lookup::Maybe(Value::unknown(format!(
                "`{name}` could come from `{}` or `{}`, whose columns aren't known",
                one.relation, other.relation
            ))),
        }
    }

    /// A name as its system keeps it, where case tells columns apart.
    fn folded<'n>(&self, name: &'n str) -> Cow<'n, str> {
        match self.dialect {
            _ if self.exact => name.into(),
            Dialect::Snowflake => name.to_uppercase().into(),
            Dialect::Postgres | Dialect::Redshift => name.to_lowercase().into(),
            _ => name.into(),
        }
    }
}
