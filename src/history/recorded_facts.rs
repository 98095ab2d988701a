//! How facts stand in a record: those of columns apart, where a type stands once for all that have it
//! and each column once, with a number made of its text.

use std::borrow::Cow;
use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use serde_json::value::{RawValue, to_raw_value};

use super::asset_state::{Column, Facts, Field, Members, text_number};

/// Fields, then columns that may be NULL, then columns that may not.
#[derive(Serialize)]
struct Written<'f>(Fields<'f>, ByType<'f>, ByType<'f>);

/// [`Written`] as it is read.
#[derive(Deserialize)]
struct Read(BTreeMap<Field, Members<'static>>, ReadByType, ReadByType);

/// By type, by path, the number of the column's text; 0 where it has none.
type ReadByType = BTreeMap<Cow<'static, str>, BTreeMap<Cow<'static, str>, u32>>;

/// Fields that columns don't have for themselves.
struct Fields<'f>(&'f Facts<'f>);

/// Columns, sorted by type.
struct ByType<'f>(&'f [Column<'f>]);

/// Columns of one type.
struct ByPath<'f>(&'f [Column<'f>]);

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(
            self.0
                .by_field()
                .filter(|(field, _)| !field.is_of_every_column()),
        )
    }
}

impl Serialize for ByType<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for same in self.0.chunk_by(|a, b| a.data_type == b.data_type) {
            let data_type = same.first().map_or("", |column| column.data_type);
            map.serialize_entry(data_type, &ByPath(same))?;
        }
        map.end()
    }
}

impl Serialize for ByPath<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().map(|column| (column.path, column.text)))
    }
}

/// Facts as they are recorded.
///
/// # Errors
/// None: there is nothing in it that JSON can't hold.
pub(super) fn recorded(facts: &Facts<'_>) -> serde_json::Result<Box<RawValue>> {
    let mut columns: Vec<Column<'_>> = compared_columns(facts);
    columns.extend_from_slice(facts.columns());
    columns.sort_unstable();
    columns.dedup_by(|later, first| later.path == first.path);
    let required = columns.partition_point(|column| !column.is_required);
    let (nullable, required) = columns.split_at(required);
    to_raw_value(&Written(Fields(facts), ByType(nullable), ByType(required)))
}

/// Columns of facts that were read. What was said of a column that is gone isn't kept.
fn compared_columns<'f>(facts: &'f Facts<'_>) -> Vec<Column<'f>> {
    let columns = facts.all(Field::Column);
    let columns = columns.map(|(path, data_type)| {
        let text = facts.of(Field::ColumnDescription, path);
        let number = text.map(|text| u32::from_str_radix(text, 16).unwrap_or(1));
        Column {
            is_required: facts.of(Field::Required, path).is_some(),
            data_type,
            path,
            text: number.unwrap_or_default(),
        }
    });
    columns.collect()
}

/// What a record holds that isn't facts is nothing.
pub(super) fn parsed(recorded: &RawValue) -> Facts<'static> {
    let json = recorded.get();
    // A record of version 1 has all fields by their words.
    if json.starts_with('{') {
        return Facts::from_fields(serde_json::from_str(json).unwrap_or_default());
    }
    let Ok(Read(fields, nullable, required)) = serde_json::from_str(json) else {
        return Facts::default();
    };
    let mut facts = Facts::from_fields(fields);
    for (columns, is_required) in [(nullable, false), (required, true)] {
        for (data_type, columns) in columns {
            for (path, text) in columns {
                if is_required {
                    facts.add(Field::Required, path.clone(), "");
                }
                if text != 0 {
                    facts.add(Field::ColumnDescription, path.clone(), text_number(text));
                }
                facts.add(Field::Column, path, data_type.clone());
            }
        }
    }
    facts
}
