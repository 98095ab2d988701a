//! Authored text to typed values: YAML or TOML is read into one tree that keeps positions, checked
//! against the JSON Schema generated from the type it is meant for, and decoded into that type.

mod address;
mod date;
mod decode;
mod format;
mod hint;
mod line_index;
mod located;
mod node;
mod removal;
pub(crate) mod toml;
mod validate;
mod validator;
mod wrong;
pub(crate) mod yaml;

pub(crate) use decode::{DecodeError, decode};
pub(crate) use format::wrong_moment;
pub(crate) use hint::is_spelled_like;
pub(crate) use line_index::Lines;
pub(crate) use located::Located;
pub(crate) use node::{Kind, Node};
pub(crate) use removal::without_entry;
pub(crate) use validator::{Strictness, Validator};
