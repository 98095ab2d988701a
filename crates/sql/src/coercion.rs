//! What a change of a column's type means for statements that were written before it.

use rustc_hash::{FxHashMap, FxHashSet};

use super::data_type::{DataType, Field};
use super::dialect::Dialect;
use super::type_tables::TypeTable;
use super::type_text::parse;

/// What a change of a type means for a statement that was written against the old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Retyped {
    /// It is the same type, in another spelling perhaps.
    Same,
    /// The same type with more room: longer texts, more digits.
    Widened,
    /// The same type with less room, or another one that the system converts to the old one.
    Narrowed,
    /// Another type, to which the system converts the old one. Of structs, also one with other fields
    /// beside the old ones, or with those in another order.
    Coerced,
    /// Another type, and the system converts neither.
    Breaking,
    /// One of the types isn't understood, or nothing is known of what the system converts.
    Unknown,
}

/// Compares two types of a column, as exports write them. What is converted by way of a text doesn't
/// count: `'10'` comes before `'9'`. `docs/types.md` has the tables.
///
/// Both types are those of one system: of two, nothing is known.
#[must_use]
pub fn retyped(dialect: Dialect, old: &str, new: &str) -> Retyped {
    let (old, new) = (old.trim(), new.trim());
    if old.is_empty() || new.is_empty() {
        return Retyped::Unknown;
    }
    if old == new {
        return Retyped::Same;
    }
    match (parse(dialect, old), parse(dialect, new)) {
        (Some(old), Some(new)) if old == new => Retyped::Same,
        (Some(old), Some(new)) => Comparison { dialect }.types(&old, &new),
        _ => Retyped::Unknown,
    }
}

/// The one spelling that a type has in its dialect: `ARRAY<STRUCT<a INT64>>`; what isn't understood stays
/// as it is.
#[must_use]
pub fn normal_type(dialect: Dialect, text: &str) -> String {
    let text = text.trim();
    parse(dialect, text).map_or_else(|| text.to_owned(), |found| found.to_string())
}

struct Comparison {
    dialect: Dialect,
}

impl Comparison {
    fn types(&self, old: &DataType, new: &DataType) -> Retyped {
        use DataType::{Array, Map, Plain, Range, Struct};
        match (old, new) {
            (Plain { .. }, Plain { .. }) => self.plain(old, new),
            (Array(old, length), Array(new, other)) if length == other => self.parts(old, new),
            // The length is part of the type, and nothing is known of how one becomes the other.
            (Array(..), Array(..)) => Retyped::Unknown,
            (Range(old), Range(new)) => self.parts(old, new),
            (Map(key, value), Map(new_key, new_value)) => {
                worst([self.parts(key, new_key), self.parts(value, new_value)].into_iter())
            }
            (Struct(old), Struct(new)) => self.fields(old, new),
            (Plain { name, .. }, parted) | (parted, Plain { name, .. }) => {
                match is_bare(name, parted) || !self.knows(name) {
                    true => Retyped::Unknown,
                    false => Retyped::Breaking,
                }
            }
            _ => Retyped::Breaking,
        }
    }

    /// Whether a name is that of a type without parts for certain.
    fn knows(&self, name: &str) -> bool {
        self.dialect.types().knows(name) || self.dialect.class_of(name).is_some()
    }

    fn plain(&self, old: &DataType, new: &DataType) -> Retyped {
        let (
            DataType::Plain { name, parameters },
            DataType::Plain {
                name: new_name,
                parameters: new_parameters,
            },
        ) = (old, new)
        else {
            return Retyped::Unknown;
        };
        let table = self.dialect.types();
        if name == new_name {
            return room(table, name, parameters, new_parameters);
        }
        if table.coerces(name, new_name) {
            Retyped::Coerced
        } else if table.coerces(new_name, name) {
            Retyped::Narrowed
        } else if table.knows(name) && table.knows(new_name) {
            Retyped::Breaking
        } else {
            Retyped::Unknown
        }
    }

    /// Compares what arrays, ranges and maps are made of: they aren't converted with their parts.
    fn parts(&self, old: &DataType, new: &DataType) -> Retyped {
        let found = self.types(old, new);
        match (old, new) {
            (DataType::Plain { name, .. }, DataType::Plain { name: other, .. })
                if name != other && found != Retyped::Unknown =>
            {
                Retyped::Breaking
            }
            _ => found,
        }
    }

    fn fields(&self, old: &[Field], new: &[Field]) -> Retyped {
        let named = |fields: &[Field]| fields.iter().all(|field| !field.name.is_empty());
        if !named(old) || !named(new) {
            if old.len() != new.len() {
                return Retyped::Breaking;
            }
            let pairs = old.iter().zip(new);
            return worst(pairs.map(|(old, new)| self.types(&old.data_type, &new.data_type)));
        }
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        for (place, field) in new.iter().enumerate() {
            places.entry(self.field_name(&field.name)).or_insert(place);
        }
        let old_names: FxHashSet<String> = old.iter().map(|f| self.field_name(&f.name)).collect();
        // Of fields with one name nobody knows which is which.
        if places.len() < new.len() || old_names.len() < old.len() {
            return Retyped::Unknown;
        }
        let found: Vec<Option<usize>> = old
            .iter()
            .map(|field| places.get(&self.field_name(&field.name)).copied())
            .collect();
        let other_places = !found.is_sorted() || new.len() > old.len();
        let each = old.iter().zip(&found).map(|(field, place)| {
            match place.and_then(|place| new.get(place)) {
                Some(new) => self.types(&field.data_type, &new.data_type),
                None => Retyped::Breaking,
            }
        });
        let places = if other_places {
            Retyped::Coerced
        } else {
            Retyped::Same
        };
        worst(each.chain([places]))
    }

    /// A name by which fields meet.
    fn field_name(&self, name: &str) -> String {
        let name = name.trim_matches(['`', '"']);
        match self.dialect {
            Dialect::Snowflake | Dialect::ClickHouse => name.to_owned(),
            _ => name.to_lowercase(),
        }
    }
}

/// Whether `name` says that there are parts of that sort, but not which.
fn is_bare(name: &str, parted: &DataType) -> bool {
    match parted {
        DataType::Array(..) => matches!(name, "ARRAY" | "LIST"),
        DataType::Range(_) => name == "RANGE",
        DataType::Map(..) => matches!(name, "MAP" | "OBJECT"),
        DataType::Struct(_) => matches!(name, "STRUCT" | "ROW" | "OBJECT" | "TUPLE"),
        DataType::Plain { .. } => false,
    }
}

/// What is worst for a statement that uses all parts.
fn worst(parts: impl Iterator<Item = Retyped>) -> Retyped {
    let rank = |retyped: &Retyped| match retyped {
        Retyped::Same => 0,
        Retyped::Widened => 1,
        Retyped::Coerced => 2,
        Retyped::Narrowed => 3,
        Retyped::Unknown => 4,
        Retyped::Breaking => 5,
    };
    parts.max_by_key(rank).unwrap_or(Retyped::Same)
}

/// Compares the parameters of one type.
fn room(table: &TypeTable, name: &str, old: &[String], new: &[String]) -> Retyped {
    if old == new {
        return Retyped::Same;
    }
    let default = table.defaults.iter().find(|(of, _)| *of == name);
    let default = default.map(|(_, parameters)| *parameters);
    let (Some(old_room), Some(new_room)) =
        (Room::of(name, old, default), Room::of(name, new, default))
    else {
        return Retyped::Unknown;
    };
    if old_room == new_room {
        Retyped::Same
    } else if !table.always_written && (old.is_empty() || new.is_empty()) {
        Retyped::Unknown
    } else if new_room.holds(old_room) {
        Retyped::Widened
    } else {
        Retyped::Narrowed
    }
}

/// How much a type has room for; `i64::MAX` without a limit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Room {
    /// Characters, bytes, digits before the point, or digits of a second.
    length: i64,
    /// Digits behind the point.
    scale: i64,
}

impl Room {
    /// `None` where parameters mean something else than room.
    fn of(name: &str, parameters: &[String], default: Option<&[i64]>) -> Option<Self> {
        let unlimited = Self {
            length: i64::MAX,
            scale: i64::MAX,
        };
        let written: Option<Vec<i64>> = parameters.iter().map(|p| limit(p)).collect();
        let numbers = match (parameters.is_empty(), default) {
            (true, Some(default)) => default.to_vec(),
            (true, None) if is_exact(name) || has_length(name) => return Some(unlimited),
            _ => written?,
        };
        match *numbers.as_slice() {
            [digits, scale] if is_exact(name) => Some(Self {
                length: digits.saturating_sub(scale),
                scale,
            }),
            [digits] if is_exact(name) => Some(Self {
                length: digits,
                scale: 0,
            }),
            [length] if has_length(name) => Some(Self { length, scale: 0 }),
            _ => None,
        }
        .map(|room| match room.length {
            i64::MAX => unlimited,
            _ => room,
        })
    }

    fn holds(self, other: Self) -> bool {
        self.length >= other.length && self.scale >= other.scale
    }
}

fn limit(parameter: &str) -> Option<i64> {
    match parameter {
        "MAX" => Some(i64::MAX),
        _ => parameter.parse().ok(),
    }
}

/// Whether parameters are digits in all, and behind the point.
fn is_exact(name: &str) -> bool {
    matches!(name, "NUMERIC" | "BIGNUMERIC" | "DECIMAL" | "NUMBER")
}

/// Whether the parameter is a length, or the digits of a second.
fn has_length(name: &str) -> bool {
    let text = [
        "STRING",
        "VARCHAR",
        "BPCHAR",
        "CHAR",
        "NCHAR",
        "NVARCHAR",
        "VARCHAR2",
        "NVARCHAR2",
        "BYTES",
        "VARBINARY",
        "VARBYTE",
        "VARBIT",
    ];
    text.contains(&name)
        || name.starts_with("TIMESTAMP")
        || name.starts_with("DATETIME")
        || matches!(name, "TIME" | "TIMETZ" | "TIME WITH TIME ZONE" | "INTERVAL")
}
