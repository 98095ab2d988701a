//! Fields of structs: which there are and where they come from.

use std::rc::Rc;

use super::known_relation::Lookup;
use super::known_relation::same;
use super::limits::TOO_LARGE;
use super::lineage::Derivation;
use super::resolution::Engine;
use super::value::{self, Column, Shape, SourceId, Sum, Value};

/// Whether something is stored under a path.
pub(super) enum Stored {
    Yes(String),
    No,
    /// The value holds no fields that the schema knows, so it may be JSON.
    Leaf,
    Unknown,
}

/// Longest path of a field, in bytes.
const LONGEST: usize = 4_000;

impl Engine<'_> {
    /// Whether `name` is stored under the path of `base`.
    pub(super) fn stored(&self, base: SourceId, name: &str) -> Stored {
        let Some((relation, path)) = self.origin(base) else {
            return Stored::Unknown;
        };
        if path.is_empty() {
            return match self.schema.columns(relation) {
                Some(columns) => columns
                    .iter()
                    .find(|column| same(column, name))
                    .map_or_else(
                        || match self.schema.is_complete(relation) {
                            true => Stored::No,
                            false => Stored::Unknown,
                        },
                        |column| Stored::Yes((*column).to_owned()),
                    ),
                None => Stored::Unknown,
            };
        }
        let full = format!("{path}.{name}");
        match self.schema.has_field(relation, &full) {
            Some(true) => Stored::Yes(full),
            None => Stored::Unknown,
            Some(false) => match self.schema.fields(relation, path) {
                Some(fields) if fields.is_empty() => Stored::Leaf,
                Some(fields) => fields
                    .iter()
                    .find(|field| same(field, name))
                    .map_or(Stored::No, |field| Stored::Yes(format!("{path}.{field}"))),
                None => Stored::No,
            },
        }
    }

    pub(super) fn joined_path(&self, base: SourceId, name: &str) -> String {
        match self.origin(base) {
            Some((_, path)) if !path.is_empty() => format!("{path}.{name}"),
            _ => name.to_owned(),
        }
    }

    pub(super) fn below(&mut self, base: SourceId, path: &str) -> Option<SourceId> {
        let relation = Rc::clone(self.origin(base)?.0);
        Some(self.source(&relation, path))
    }

    /// The field `name` of `value`, where that it has one is taken for granted.
    pub(super) fn field(&mut self, value: &Rc<Value>, name: &str) -> Rc<Value> {
        match self.has(value, name) {
            Lookup::Yes(found) | Lookup::Maybe(found) => found,
            Lookup::No => Value::unknown(match &value.unknown {
                Some(why) => why.to_string(),
                None => format!("no field `{name}` there"),
            }),
        }
    }

    /// Whether `value` has a field `name`.
    pub(super) fn has(&mut self, value: &Rc<Value>, name: &str) -> Lookup {
        self.has_within(value, name, 8)
    }

    fn has_within(&mut self, value: &Rc<Value>, name: &str, depth: usize) -> Lookup {
        if self.spend(value.size()) {
            return Lookup::Yes(Value::unknown(TOO_LARGE));
        }
        match &value.shape {
            Shape::Scalar => Lookup::No,
            Shape::Opaque => {
                let mut sum = Sum::new();
                sum.add(value);
                Lookup::Maybe(sum.computed(Shape::Opaque))
            }
            Shape::Hidden(why) => Lookup::Maybe(Value::unknown(*why)),
            Shape::Path { base, extra } => self.stored_field(value, *base, extra, name),
            Shape::Fields(fields) => {
                self.spend(fields.len() / 8);
                let mut found = fields.iter().filter(|field| same(&field.name, name));
                match (found.next(), found.next()) {
                    (Some(field), None) => Lookup::Yes(Rc::clone(&field.value)),
                    (Some(_), Some(_)) => {
                        Lookup::Yes(Value::unknown(format!("several fields `{name}`")))
                    }
                    (None, _) => Lookup::No,
                }
            }
            Shape::Any(_) if depth == 0 => Lookup::Maybe(Value::unknown("nested too deep")),
            Shape::Any(branches) => {
                let branches = branches.clone();
                self.any_field(&branches, name, depth - 1)
            }
        }
    }

    fn stored_field(
        &mut self,
        value: &Rc<Value>,
        base: SourceId,
        extra: &[SourceId],
        name: &str,
    ) -> Lookup {
        let (path, sure) = match self.stored(base, name) {
            Stored::Yes(path) => (path, true),
            Stored::Unknown => (self.joined_path(base, name), false),
            Stored::No => return Lookup::No,
            Stored::Leaf => {
                let mut sum = Sum::new();
                sum.add(value);
                return Lookup::Maybe(sum.computed(Shape::Opaque));
            }
        };
        if path.len() > LONGEST {
            return Lookup::Maybe(Value::unknown("nested too deep"));
        }
        let Some(id) = self.below(base, &path) else {
            return Lookup::No;
        };
        let mut sources = extra.to_vec();
        sources.push(id);
        sources.sort_unstable();
        sources.dedup();
        let field = Rc::new(Value {
            how: value.how.max(Derivation::Identity),
            sources,
            shape: Shape::Path {
                base: id,
                extra: extra.to_vec(),
            },
            unknown: None,
        });
        if sure {
            Lookup::Yes(field)
        } else {
            Lookup::Maybe(field)
        }
    }

    /// The field of something that is one of several structs. Those pair their fields by
    /// position, so it must stand at the same place in each.
    fn any_field(&mut self, branches: &[Rc<Value>], name: &str, depth: usize) -> Lookup {
        let mut found = Vec::with_capacity(branches.len());
        let mut sure = true;
        // The first struct gives the fields their names; others may leave them out.
        if let Some(Shape::Fields(fields)) = branches.first().map(|branch| &branch.shape)
            && fields.iter().all(|field| !field.name.is_empty())
            && !fields.iter().any(|field| same(&field.name, name))
        {
            return Lookup::No;
        }
        let mut place = branches.iter().find_map(|branch| self.place(branch, name));
        for branch in branches {
            let fields = match &branch.shape {
                Shape::Fields(fields) => fields.len(),
                _ => 0,
            };
            if self.spend(fields / 4) {
                return Lookup::Yes(Value::unknown(TOO_LARGE));
            }
            if let (Some(place), Shape::Fields(_) | Shape::Path { .. }) = (place, &branch.shape)
                && self.place(branch, name).is_none()
                && let Some(fields) = self.fields(branch)
                && let Some(field) = fields.get(place)
            {
                found.push(Rc::clone(&field.value));
                continue;
            }
            if let Some(at) = self.place(branch, name) {
                if place.is_some_and(|place| place != at) {
                    return Lookup::Yes(Value::unknown(format!(
                        "the structs that are combined hold `{name}` at different places"
                    )));
                }
                place = Some(at);
            }
            match self.has_within(branch, name, depth) {
                Lookup::Yes(value) => found.push(value),
                Lookup::Maybe(value) => {
                    sure = false;
                    found.push(value);
                }
                Lookup::No if found.is_empty() && branches.len() == 1 => return Lookup::No,
                Lookup::No => {
                    return Lookup::Maybe(Value::unknown(format!(
                        "not all that is combined has a field `{name}`"
                    )));
                }
            }
        }
        let value = value::either(&found);
        if sure {
            Lookup::Yes(value)
        } else {
            Lookup::Maybe(value)
        }
    }

    /// At which place a struct has a field.
    fn place(&self, value: &Rc<Value>, name: &str) -> Option<usize> {
        match &value.shape {
            Shape::Fields(fields) => fields.iter().position(|field| same(&field.name, name)),
            Shape::Path { base, .. } => {
                let (relation, path) = self.origin(*base)?;
                if path.is_empty() {
                    return None;
                }
                let fields = self.schema.fields(relation, path)?;
                fields.iter().position(|field| same(field, name))
            }
            _ => None,
        }
    }

    /// The fields of one of several structs, by position: not all have names.
    fn paired(&mut self, branches: &[Rc<Value>], names: Vec<Column>) -> Option<Vec<Column>> {
        let mut lists = Vec::with_capacity(branches.len());
        for branch in branches {
            let fields = self.fields(branch)?;
            if fields.len() != names.len() {
                return None;
            }
            lists.push(fields);
        }
        let mut fields = Vec::with_capacity(names.len());
        for (at, Column { name, .. }) in names.into_iter().enumerate() {
            let values: Vec<Rc<Value>> = lists
                .iter()
                .filter_map(|list| list.get(at))
                .map(|field| Rc::clone(&field.value))
                .collect();
            let value = value::either(&values);
            fields.push(Column { name, value });
        }
        Some(fields)
    }

    /// All fields of a value, if they are known.
    pub(super) fn fields(&mut self, value: &Rc<Value>) -> Option<Vec<Column>> {
        match &value.shape {
            Shape::Fields(fields) => (!self.spend(fields.len())).then(|| fields.as_ref().clone()),
            Shape::Path { base, .. } => {
                let schema = self.schema;
                let (relation, path) = self.origin(*base)?;
                let names = if path.is_empty() {
                    schema.columns(relation)?
                } else {
                    schema.fields(relation, path)?
                };
                if names.is_empty() {
                    return None;
                }
                let mut fields = Vec::with_capacity(names.len());
                for name in names {
                    fields.push(Column {
                        name: name.into(),
                        value: self.field(value, name),
                    });
                }
                Some(fields)
            }
            Shape::Any(branches) => {
                let first = Rc::clone(branches.first()?);
                let names = self.fields(&first)?;
                if names.iter().any(|field| field.name.is_empty()) {
                    return self.paired(branches, names);
                }
                let mut fields = Vec::with_capacity(names.len());
                for Column { name, .. } in names {
                    let value = self.field(value, &name);
                    fields.push(Column { name, value });
                }
                Some(fields)
            }
            Shape::Scalar | Shape::Opaque | Shape::Hidden(_) => None,
        }
    }
}
