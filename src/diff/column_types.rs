//! The type of a column, before and now.

use sql::{Dialect, Retyped, retyped};

use super::change::Asset;
use super::change_rule::ChangeRule;
use crate::lines::ChangeClass;

/// The outermost shape of a type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Shape {
    Value,
    Record,
    Values,
    Records,
}

fn shape(data_type: &str) -> Shape {
    let upper = data_type.trim().to_ascii_uppercase();
    let record = |text: &str| {
        let text = text.trim_start();
        ["STRUCT", "RECORD", "ROW("]
            .iter()
            .any(|word| text.starts_with(word))
    };
    let inner = ["ARRAY<", "ARRAY("]
        .iter()
        .find_map(|open| upper.strip_prefix(open));
    match inner.or(upper.strip_suffix("[]")) {
        Some(inner) if record(inner) => Shape::Records,
        Some(_) => Shape::Values,
        None if record(&upper) => Shape::Record,
        None => Shape::Value,
    }
}

/// Whether a type has fields.
pub(super) fn has_fields(data_type: &str) -> bool {
    matches!(shape(data_type), Shape::Record | Shape::Records)
}

/// Says what is new of the type of `column`. Where its fields are listed they are columns of their own,
/// and only its shape is looked at.
pub(super) fn compare(
    dialect: Dialect,
    column: &str,
    old: &str,
    new: &str,
    fields_listed: bool,
    asset: &mut Asset<'_>,
) {
    if old == new || old.is_empty() || new.is_empty() {
        return;
    }
    let (from, to) = (shape(old), shape(new));
    let message = format!("{column} was {old} and is {new}");
    if from != to {
        asset
            .changed(ChangeRule::ColumnNested, old, new, message)
            .column(column);
        return;
    }
    if fields_listed && has_fields(old) {
        return;
    }
    let (rule, class) = match retyped(dialect, old, new) {
        Retyped::Same => return,
        Retyped::Widened => (ChangeRule::ColumnWidened, ChangeClass::Safe),
        Retyped::Coerced => (ChangeRule::ColumnWidened, ChangeClass::Risky),
        Retyped::Narrowed => (ChangeRule::ColumnNarrowed, ChangeClass::Risky),
        Retyped::Breaking => (ChangeRule::ColumnRetyped, ChangeClass::Breaking),
        Retyped::Unknown => (ChangeRule::ColumnRetyped, ChangeClass::Unknown),
    };
    asset
        .changed(rule, old, new, message)
        .column(column)
        .class(class);
}
