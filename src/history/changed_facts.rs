//! What differs between two states of an asset.

use sql::{Dialect, Retyped, normal_type, retyped};

use super::asset_state::{
    COLUMN_NARROWED, COLUMN_WIDENED, DEPRECATED, END_OF_LIFE_EARLIER, Facts, Field, LIST_SEPARATOR,
    POINTER_MOVED_ACROSS, RETIRED, UNDEPRECATED,
};
use super::export_arrivals::Exports;
use super::history_bounds::VALUE_CHARS;

/// A difference that a page shows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) field: Field,
    pub(super) rule: &'static str,
    pub(super) member: String,
    pub(super) old: String,
    pub(super) new: String,
}

/// The differences, and the state to record: the new one, with what the input of this build can't
/// tell as it was before. Nothing where that is the new one itself.
pub(super) fn changes(
    old: &Facts<'static>,
    new: &Facts<'static>,
    exports: Exports,
    is_relation: bool,
) -> (Vec<Change>, Option<Facts<'static>>) {
    let mut comparison = Comparison {
        old,
        new,
        exports,
        is_relation,
        changes: Vec::new(),
        kept: Vec::new(),
        left_out: Vec::new(),
    };
    let mut fields: Vec<Field> = old.fields().chain(new.fields()).collect();
    fields.sort_unstable();
    fields.dedup();
    for field in fields {
        comparison.field(field);
    }
    let Comparison {
        changes,
        kept,
        left_out,
        ..
    } = comparison;
    if kept.is_empty() && left_out.is_empty() {
        return (changes, None);
    }
    let mut state = new.clone();
    for (field, member, value) in kept {
        state.replace(field, member, value);
    }
    for (field, member) in left_out {
        state.remove(field, &member);
    }
    (changes, Some(state))
}

struct Comparison<'c> {
    old: &'c Facts<'static>,
    new: &'c Facts<'static>,
    exports: Exports,
    is_relation: bool,
    changes: Vec<Change>,
    /// What stays as it was.
    kept: Vec<(Field, String, String)>,
    /// What isn't taken for told yet.
    left_out: Vec<(Field, String)>,
}

impl Comparison<'_> {
    fn field(&mut self, field: Field) {
        if self.is_frozen(field) {
            return self.freeze(field);
        }
        let (old, new) = (self.old, self.new);
        for (member, before) in old.all(field) {
            match new.of(field, member) {
                Some(after) if after == before => {}
                Some(after) => self.changed(field, member, before, after),
                None => self.gone(field, member, before),
            }
        }
        for (member, after) in new.all(field) {
            if old.of(field, member).is_none() {
                self.appeared(field, member, after);
            }
        }
    }

    /// Whether what tells it may stand in a manifest that can't be read: what others say of a table, or
    /// of whose it is, would only stand in.
    fn is_frozen(&self, field: Field) -> bool {
        let of_others = matches!(field, Field::Owner | Field::Team | Field::Domain);
        self.exports.is_unread && (of_others || self.is_relation && field.is_of_manifests())
    }

    /// Keeps a field as it was.
    fn freeze(&mut self, field: Field) {
        let (old, new) = (self.old, self.new);
        for (member, before) in old.all(field) {
            self.keep(field, member, before);
        }
        for (member, _) in new.all(field) {
            if old.of(field, member).is_none() {
                self.left_out.push((field, member.to_owned()));
            }
        }
    }

    fn changed(&mut self, field: Field, member: &str, before: &str, after: &str) {
        let rule = match field {
            // A type that isn't known is no other one.
            Field::Column if after.is_empty() => return self.keep(field, member, before),
            Field::Column if before.is_empty() => return,
            Field::Column => return self.retyped(member, before, after),
            Field::ServiceLevel if is_same_time(before, after) => return,
            Field::Status => match (before, after) {
                (_, "deprecated") => DEPRECATED,
                (_, "retired") => RETIRED,
                ("deprecated" | "retired", _) => UNDEPRECATED,
                _ => field.rules()[2],
            },
            Field::EndOfLife if after < before => END_OF_LIFE_EARLIER,
            Field::Targets
                if self.old.value(Field::TargetDmes) != self.new.value(Field::TargetDmes) =>
            {
                POINTER_MOVED_ACROSS
            }
            field => field.rules()[2],
        };
        if field == Field::PolicyTag {
            let [appeared, gone, _] = field.rules();
            let (lost, came) = (without(before, after), without(after, before));
            if !lost.is_empty() {
                self.push(field, gone, member, &lost, "");
            }
            if !came.is_empty() {
                self.push(field, appeared, member, "", &came);
            }
            return;
        }
        if field == Field::Targets {
            // Of many, those that differ.
            let (gone, came) = (without(before, after), without(after, before));
            if !gone.is_empty() || !came.is_empty() {
                self.push(field, rule, member, &gone, &came);
            }
            return;
        }
        self.push(field, rule, member, before, after);
    }

    /// Exporters spell the same type differently: only another one is a change.
    fn retyped(&mut self, column: &str, before: &str, after: &str) {
        let dialect = self.new.value(Field::Dialect).unwrap_or_default();
        let dialect = Dialect::from_adapter(dialect);
        let rule = match retyped(dialect, before, after) {
            Retyped::Same => return,
            Retyped::Widened => COLUMN_WIDENED,
            Retyped::Narrowed => COLUMN_NARROWED,
            Retyped::Coerced | Retyped::Breaking | Retyped::Unknown => Field::Column.rules()[2],
        };
        let of = |data_type| normal_type(dialect, data_type);
        self.push(Field::Column, rule, column, &of(before), &of(after));
    }

    fn gone(&mut self, field: Field, member: &str, before: &str) {
        let untold = field.is_untold_where_absent() && !self.new.has(field)
            || self.exports.left & field.bit() != 0
            || self.exports.is_unread && field.is_of_manifests()
            || field.is_of_columns() && !self.new.has(Field::Column)
            || field.is_of_columns()
                && self.exports.left & Field::ColumnDescription.bit() != 0
                && is_only_nested(self.new, member)
            || field == Field::Column && !self.new.has(Field::ColumnsComplete);
        if untold {
            return self.keep(field, member, before);
        }
        if self.exports.given_up & field.bit() != 0 {
            return;
        }
        if field.is_of_columns() && field != Field::Column {
            let is_there = self.new.of(Field::Column, member).is_some();
            if !is_there {
                return; // with its column
            }
        }
        self.push(field, field.rules()[1], member, before, "");
    }

    fn appeared(&mut self, field: Field, member: &str, after: &str) {
        let untold = field.is_untold_where_absent() && !self.old.has(field)
            || self.exports.arrived & field.bit() != 0
            || field.is_of_columns()
                && self.exports.has_new_file
                && is_only_nested(self.old, member)
            || field.is_of_columns() && !self.old.has(Field::Column)
            || field == Field::Column && !self.old.has(Field::ColumnsComplete);
        let with_column = field.is_of_columns()
            && field != Field::Column
            && self.old.of(Field::Column, member).is_none();
        if !untold && !with_column {
            self.push(field, field.rules()[0], member, "", after);
        }
    }

    fn keep(&mut self, field: Field, member: &str, value: &str) {
        self.kept.push((field, member.to_owned(), value.to_owned()));
    }

    fn push(&mut self, field: Field, rule: &'static str, member: &str, old: &str, new: &str) {
        if !rule.is_empty() {
            self.changes.push(Change {
                field,
                rule,
                member: member.to_owned(),
                old: cut(old),
                new: cut(new),
            });
        }
    }
}

/// Whether it is a field of a column, and others know of none: their kind of export isn't there.
fn is_only_nested(others: &Facts<'_>, column: &str) -> bool {
    let is_nested = |column: &str| column.contains('.');
    let mut known = others.all(Field::Column);
    is_nested(column) && !known.any(|(column, _)| is_nested(column))
}

/// Whether two texts say one length of time: `PT24H`, `24 hours` and `1 day` do.
fn is_same_time(text: &str, other: &str) -> bool {
    let seconds = |text: &str| {
        let span: jiff::Span = text.trim().parse().ok()?;
        let days = jiff::SpanRelativeTo::days_are_24_hours();
        span.total((jiff::Unit::Second, days)).ok()
    };
    seconds(text).is_some_and(|time| seconds(other) == Some(time))
}

/// Names of a list that another lacks.
fn without(list: &str, other: &str) -> String {
    let names = list.split(LIST_SEPARATOR);
    let missing = names.filter(|name| other.split(LIST_SEPARATOR).all(|known| known != *name));
    missing.collect::<Vec<_>>().join(LIST_SEPARATOR)
}

fn cut(value: &str) -> String {
    match value.char_indices().nth(VALUE_CHARS) {
        Some((at, _)) => format!("{}…", &value[..at]),
        None => value.to_owned(),
    }
}
