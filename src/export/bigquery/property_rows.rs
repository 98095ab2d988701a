//! Rows that say what datasets and tables are set to.

#[cfg(test)]
mod tests;

use super::partition_clause;
use super::table_options::{option_days, option_flag, option_labels, option_text};
use crate::diagnostic::Pos;
use crate::export::fact::{
    ConstraintKind, DatasetProperty, Fact, FactSink, Name, PropertyFact, TableProperty,
};
use crate::export::row_problems::Unusable;
use crate::export::rows::{Row, number, yes};

/// A row of SCHEMATA.
pub(super) fn schema(row: &Row<'_>, pos: Pos, sink: &mut dyn FactSink) {
    let [project, dataset, location, collation] = row.texts();
    let collation = collation.filter(|name| is_collation(name));
    if location.is_some() || collation.is_some() {
        let property = DatasetProperty {
            project: project.unwrap_or_default(),
            dataset: dataset.unwrap_or_default(),
            location,
            collation,
            ..DatasetProperty::default()
        };
        sink.fact(pos, Fact::Property(PropertyFact::Dataset(property)));
    }
}

/// A row of SCHEMATA_OPTIONS.
pub(super) fn schema_option(
    row: &Row<'_>,
    pos: Pos,
    sink: &mut dyn FactSink,
) -> Result<(), Box<Unusable>> {
    let [project, dataset, option, value] = row.texts();
    let Some(option) = option else { return Ok(()) };
    let mut property = DatasetProperty {
        project: project.unwrap_or_default(),
        dataset: dataset.unwrap_or_default(),
        ..DatasetProperty::default()
    };
    let key;
    match option {
        // Datasets have no page of their own.
        "description" => {
            option_text(option, value)?;
        }
        "default_table_expiration_days" => property.table_expiration = option_days(option, value)?,
        "default_partition_expiration_days" => {
            property.partition_expiration = option_days(option, value)?;
        }
        "default_kms_key_name" => {
            key = option_text(option, value)?;
            property.kms_key = key.as_deref();
        }
        "labels" => {
            let (project, dataset) = (property.project, property.dataset);
            for (key, value) in option_labels(value)? {
                dataset_label((project, dataset), &key, &value, pos, sink);
            }
        }
        "is_case_insensitive" => property.case_insensitive = option_flag(option, value)?,
        _ => {}
    }
    let told = DatasetProperty {
        project: property.project,
        dataset: property.dataset,
        ..DatasetProperty::default()
    } != property;
    if told {
        sink.fact(pos, Fact::Property(PropertyFact::Dataset(property)));
    }
    Ok(())
}

/// A label of a dataset.
pub(super) fn dataset_label(
    (project, dataset): (&str, &str),
    key: &str,
    value: &str,
    pos: Pos,
    sink: &mut dyn FactSink,
) {
    let label = PropertyFact::DatasetLabel {
        project,
        dataset,
        key,
        value,
    };
    sink.fact(pos, Fact::Property(label));
}

/// What a row of TABLES says beside what the table is.
pub(super) fn table(
    name: Name<'_>,
    (collation, ddl): (Option<&str>, Option<&str>),
    pos: Pos,
    sink: &mut dyn FactSink,
) {
    if let Some(collation) = collation.filter(|name| is_collation(name)) {
        let property = TableProperty {
            name,
            collation: Some(collation),
            ..TableProperty::default()
        };
        sink.fact(pos, Fact::Property(PropertyFact::Table(property)));
    }
    if let Some((unit, by_ingestion)) = ddl.and_then(partition_clause::of) {
        sink.fact(
            pos,
            Fact::Property(PropertyFact::Partitioning {
                name,
                unit,
                by_ingestion,
                expiration: None,
            }),
        );
    }
}

/// The collation of a column that COLUMNS lists.
pub(super) fn column_collation(
    name: Name<'_>,
    path: &str,
    collation: Option<&str>,
    pos: Pos,
    sink: &mut dyn FactSink,
) {
    if let Some(collation) = collation.filter(|name| is_collation(name)) {
        sink.fact(
            pos,
            Fact::Property(PropertyFact::ColumnCollation {
                name,
                path,
                collation,
            }),
        );
    }
}

/// A column that COLUMNS hides, by which the table is partitioned: `_PARTITIONTIME`.
pub(super) fn hidden_partition(name: Name<'_>, pos: Pos, sink: &mut dyn FactSink) {
    sink.fact(
        pos,
        Fact::Property(PropertyFact::Partitioning {
            name,
            unit: None,
            by_ingestion: true,
            expiration: None,
        }),
    );
}

/// A row of TABLE_OPTIONS whose option is no text about the table.
pub(super) fn table_option(
    name: Name<'_>,
    (option, value): (&str, Option<&str>),
    pos: Pos,
    sink: &mut dyn FactSink,
) -> Result<(), Box<Unusable>> {
    let mut property = TableProperty {
        name,
        ..TableProperty::default()
    };
    let text;
    match option {
        "partition_expiration_days" => {
            if let Some(expiration) = option_days(option, value)? {
                sink.fact(
                    pos,
                    Fact::Property(PropertyFact::Partitioning {
                        name,
                        unit: None,
                        by_ingestion: false,
                        expiration: Some(expiration),
                    }),
                );
            }
            return Ok(());
        }
        "expiration_timestamp" => {
            text = option_text(option, value)?;
            property.expires = text.as_deref();
        }
        "kms_key_name" => {
            text = option_text(option, value)?;
            property.kms_key = text.as_deref();
        }
        // An interval is kept as it is written.
        "max_staleness" => {
            property.max_staleness = value.filter(|v| !v.eq_ignore_ascii_case("NULL"));
        }
        _ => return Ok(()),
    }
    let said = [property.expires, property.kms_key, property.max_staleness];
    if said.iter().any(Option::is_some) {
        sink.fact(pos, Fact::Property(PropertyFact::Table(property)));
    }
    Ok(())
}

/// A row of ROW_ACCESS_POLICIES.
pub(super) fn row_policy(name: Name<'_>, row: &Row<'_>, pos: Pos, sink: &mut dyn FactSink) {
    let [.., policy, predicate] = row.texts::<5>();
    sink.fact(
        pos,
        Fact::Property(PropertyFact::RowPolicy {
            name,
            policy: policy.unwrap_or_default(),
            predicate,
        }),
    );
}

/// A row of TABLE_CONSTRAINTS.
pub(super) fn constraint(name: Name<'_>, row: &Row<'_>, pos: Pos, sink: &mut dyn FactSink) {
    let [.., constraint, kind, enforced] = row.texts::<6>();
    if let Some(kind) = kind.and_then(ConstraintKind::parse) {
        sink.fact(
            pos,
            Fact::Property(PropertyFact::Constraint {
                name,
                constraint: constraint.unwrap_or_default(),
                kind,
                enforced: enforced.and_then(yes),
            }),
        );
    }
}

/// A row of KEY_COLUMN_USAGE.
pub(super) fn key_column(
    name: Name<'_>,
    row: &Row<'_>,
    pos: Pos,
    sink: &mut dyn FactSink,
) -> Result<(), Box<Unusable>> {
    let [.., constraint, column, place] = row.texts::<6>();
    sink.fact(
        pos,
        Fact::Property(PropertyFact::KeyColumn {
            name,
            constraint: constraint.unwrap_or_default(),
            column: column.unwrap_or_default(),
            place: number("ordinal_position", place)?,
        }),
    );
    Ok(())
}

/// Whether a collation is one; the views write none as `NULL`, the word.
fn is_collation(name: &str) -> bool {
    !name.eq_ignore_ascii_case("NULL")
}
