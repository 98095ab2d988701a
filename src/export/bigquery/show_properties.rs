//! What the API says that tables and datasets are set to, beside what they hold.

use serde::Deserialize;

use crate::diagnostic::Pos;
use crate::export::fact::{
    ConstraintKind, Fact, FactSink, Name, PartitionUnit, PropertyFact, TableProperty,
};
use crate::export::json_values::Scalar;
use crate::export::time::Seconds;

/// `timePartitioning` or `rangePartitioning`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Partitioning<'a> {
    #[serde(default, rename = "type")]
    unit: Scalar<'a>,
    #[serde(default)]
    field: Scalar<'a>,
    #[serde(default)]
    expiration_ms: Scalar<'a>,
    /// Where it stood before it became a field of the table.
    #[serde(default, rename = "requirePartitionFilter")]
    require_filter: Scalar<'a>,
}

/// `encryptionConfiguration`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Encryption<'a> {
    #[serde(default)]
    kms_key_name: Scalar<'a>,
}

/// `tableConstraints`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Constraints<'a> {
    #[serde(default)]
    primary_key: Option<PrimaryKey<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct PrimaryKey<'a> {
    #[serde(default)]
    columns: Option<Vec<Scalar<'a>>>,
}

impl Partitioning<'_> {
    /// Whether the table is partitioned by a column.
    pub(super) fn is_by(&self, column: &str) -> bool {
        self.field.get() == Some(column)
    }

    /// Whether each query has to filter.
    pub(super) fn requires_filter(&self) -> bool {
        self.require_filter.is_true()
    }
}

impl Encryption<'_> {
    /// The key's name.
    pub(super) fn key(&self) -> Option<&str> {
        self.kms_key_name.get()
    }
}

/// What a table is set to, unless nothing is told.
pub(super) fn table(property: TableProperty<'_>, pos: Pos, sink: &mut dyn FactSink) {
    let nothing = TableProperty {
        name: property.name,
        ..TableProperty::default()
    };
    if property != nothing {
        sink.fact(pos, Fact::Property(PropertyFact::Table(property)));
    }
}

/// How a table is partitioned.
pub(super) fn partitioning(
    name: Name<'_>,
    by_time: Option<&Partitioning<'_>>,
    by_range: bool,
    pos: Pos,
    sink: &mut dyn FactSink,
) {
    if by_time.is_none() && !by_range {
        return;
    }
    let unit = match by_time {
        Some(by) => by.unit.get().and_then(PartitionUnit::parse),
        None => Some(PartitionUnit::Range),
    };
    sink.fact(
        pos,
        Fact::Property(PropertyFact::Partitioning {
            name,
            unit,
            by_ingestion: by_time.is_some_and(|by| by.field.get().is_none()),
            expiration: by_time.and_then(|by| seconds(&by.expiration_ms)),
        }),
    );
}

/// The columns of the primary key, under the name that the constraint has in TABLE_CONSTRAINTS.
pub(super) fn primary_key(
    name: Name<'_>,
    constraints: &Constraints<'_>,
    pos: Pos,
    sink: &mut dyn FactSink,
) {
    let columns = constraints.primary_key.as_ref();
    let columns = columns.and_then(|key| key.columns.as_deref());
    let columns = columns.unwrap_or_default();
    if columns.is_empty() {
        return;
    }
    let constraint = &format!("{}.pk$", name.table);
    sink.fact(
        pos,
        Fact::Property(PropertyFact::Constraint {
            name,
            constraint,
            kind: ConstraintKind::PrimaryKey,
            // BigQuery holds none.
            enforced: Some(false),
        }),
    );
    for (place, column) in (1..).zip(columns) {
        if let Some(column) = column.get() {
            sink.fact(
                pos,
                Fact::Property(PropertyFact::KeyColumn {
                    name,
                    constraint,
                    column,
                    place: Some(place),
                }),
            );
        }
    }
}

/// Milliseconds as whole seconds; nothing where the value is none.
pub(super) fn seconds(milliseconds: &Scalar<'_>) -> Option<Seconds> {
    let milliseconds: Seconds = milliseconds.get()?.parse().ok()?;
    (milliseconds >= 0).then_some(milliseconds / 1000)
}
