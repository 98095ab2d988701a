//! Types of columns: what a text says, in one spelling a type.

use std::fmt;

/// A type of a column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum DataType {
    /// A type without parts: its name, in upper case but for what stands in quotes, and its parameters
    /// as written.
    Plain {
        name: String,
        parameters: Vec<String>,
    },
    /// An array, of that length where the length is part of the type.
    Array(Box<DataType>, Option<String>),
    /// A range of dates or times.
    Range(Box<DataType>),
    /// A map: keys and values.
    Map(Box<DataType>, Box<DataType>),
    /// Fields.
    Struct(Vec<Field>),
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Field {
    /// As written; empty where it has none.
    pub(super) name: String,
    pub(super) data_type: DataType,
}

impl fmt::Display for DataType {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Plain { name, parameters } if parameters.is_empty() => f.write_str(name),
            Self::Plain { name, parameters } => write!(f, "{name}({})", parameters.join(", ")),
            Self::Array(element, None) => write!(f, "ARRAY<{element}>"),
            Self::Array(element, Some(length)) => write!(f, "{element}[{length}]"),
            Self::Range(element) => write!(f, "RANGE<{element}>"),
            Self::Map(key, value) => write!(f, "MAP<{key}, {value}>"),
            Self::Struct(fields) => {
                f.write_str("STRUCT<")?;
                for (i, field) in fields.iter().enumerate() {
                    let comma = if i > 0 { ", " } else { "" };
                    let space = if field.name.is_empty() { "" } else { " " };
                    write!(f, "{comma}{}{space}{}", field.name, field.data_type)?;
                }
                f.write_str(">")
            }
        }
    }
}
