//! What datasets and tables are set to taken in, one fact at a time.

use super::gathered::Facts;
use super::hash::hash;
use super::predicate_names::named;
use super::raw_properties::{RawProperties, RawRowPolicy};
use crate::catalog::{
    AuthorizedReader, DatasetProperties, PartitionUnit, Partitioning, Sym, small,
};
use crate::diagnostic::Pos;
use crate::export::fact::{self, ConstraintKind, DatasetProperty, Name, PropertyFact};

/// Takes a setting.
pub(super) fn property(facts: &mut Facts, pos: Pos, fact: PropertyFact<'_>) {
    match fact {
        PropertyFact::Dataset(property) => dataset(facts, pos, property),
        PropertyFact::DatasetLabel {
            project,
            dataset,
            key,
            value,
        } => {
            let named = dataset_name(facts, project, dataset, pos);
            let label = (named, key.to_owned(), value.to_owned());
            facts.dataset_labels.push(label);
        }
        PropertyFact::Authorized {
            project,
            dataset,
            reader,
        } => {
            let reader = reader_of(facts, reader, pos);
            let authorized = &mut dataset_entry(facts, project, dataset, pos).authorized;
            if !authorized.contains(&reader) {
                authorized.push(reader);
            }
        }
        PropertyFact::Table(told) => {
            let mut text = |text: Option<&str>| text.map(|text| facts.text(text, pos));
            let [expires, kms_key, max_staleness, collation] = [
                told.expires,
                told.kms_key,
                told.max_staleness,
                told.collation,
            ]
            .map(&mut text);
            entry(facts, told.name, pos).absorb(RawProperties {
                expires,
                kms_key,
                max_staleness,
                collation,
                ..RawProperties::default()
            });
        }
        PropertyFact::Partitioning {
            name,
            unit,
            by_ingestion,
            expiration,
        } => entry(facts, name, pos).partitioned(Partitioning {
            unit: unit.map(unit_of),
            by_ingestion,
            expiration,
        }),
        PropertyFact::ColumnCollation {
            name,
            path,
            collation,
        } => {
            let (path, collation) = (facts.text(path, pos), facts.text(collation, pos));
            entry(facts, name, pos).column_collation(path, collation);
        }
        PropertyFact::RowPolicy {
            name,
            policy,
            predicate,
        } => {
            let predicate = predicate.unwrap_or_default();
            let words: Vec<&str> = predicate.split_whitespace().collect();
            let policy = RawRowPolicy {
                name: facts.text(policy, pos),
                named: named(predicate, facts.exporter.capabilities().dialect()),
                fingerprint: hash(&words),
            };
            entry(facts, name, pos).policy(policy);
        }
        PropertyFact::Constraint {
            name,
            constraint,
            kind,
            enforced,
        } => {
            let constraint = facts.text(constraint, pos);
            let known = entry(facts, name, pos).constraint(constraint);
            known.primary = Some(kind == ConstraintKind::PrimaryKey);
            known.enforced = known.enforced.or(enforced);
        }
        PropertyFact::KeyColumn {
            name,
            constraint,
            column,
            place,
        } => {
            let (constraint, column) = (facts.text(constraint, pos), facts.text(column, pos));
            let known = entry(facts, name, pos).constraint(constraint);
            known.columns.push((place.unwrap_or(u32::MAX), column));
        }
    }
}

fn dataset(facts: &mut Facts, pos: Pos, told: DatasetProperty<'_>) {
    let mut text = |text: Option<&str>| text.map(|text| facts.text(text, pos));
    let [location, collation, kms_key] =
        [told.location, told.collation, told.kms_key].map(&mut text);
    let known = dataset_entry(facts, told.project, told.dataset, pos);
    known.location = known.location.or(location);
    known.collation = known.collation.or(collation);
    known.kms_key = known.kms_key.or(kms_key);
    known.table_expiration = known.table_expiration.or(told.table_expiration);
    known.partition_expiration = known.partition_expiration.or(told.partition_expiration);
    known.case_insensitive = known.case_insensitive.or(told.case_insensitive);
    known.access_listed |= told.access_listed;
}

/// What a table was told to be set to so far.
fn entry<'f>(facts: &'f mut Facts, name: Name<'_>, pos: Pos) -> &'f mut RawProperties {
    facts
        .entry(name, pos)
        .properties
        .get_or_insert_default()
        .as_mut()
}

/// What a dataset was told to be set to so far.
fn dataset_entry<'f>(
    facts: &'f mut Facts,
    project: &str,
    dataset: &str,
    pos: Pos,
) -> &'f mut DatasetProperties {
    let [project, dataset] = dataset_name(facts, project, dataset, pos);
    let next = small(facts.datasets.len());
    let at = *facts
        .dataset_by_name
        .entry([project, dataset])
        .or_insert(next);
    if at == next {
        facts
            .datasets
            .push(DatasetProperties::new(project, dataset));
    }
    &mut facts.datasets[at as usize]
}

fn dataset_name(facts: &mut Facts, project: &str, dataset: &str, pos: Pos) -> [Sym; 2] {
    let (project, dataset) = facts.aliases.resolve(project, dataset);
    let (project, dataset) = (project.to_owned(), dataset.to_owned());
    [facts.text(&project, pos), facts.text(&dataset, pos)]
}

fn reader_of(facts: &mut Facts, reader: fact::AuthorizedReader<'_>, pos: Pos) -> AuthorizedReader {
    let mut full = |name: Name<'_>| {
        let [project, dataset] = dataset_name(facts, name.project, name.dataset, pos);
        [project, dataset, facts.text(name.table, pos)]
    };
    match reader {
        fact::AuthorizedReader::View(name) => AuthorizedReader::View(full(name)),
        fact::AuthorizedReader::Routine(name) => AuthorizedReader::Routine(full(name)),
        fact::AuthorizedReader::Dataset(project, dataset) => {
            AuthorizedReader::Dataset(dataset_name(facts, project, dataset, pos))
        }
    }
}

const fn unit_of(unit: fact::PartitionUnit) -> PartitionUnit {
    match unit {
        fact::PartitionUnit::Hour => PartitionUnit::Hour,
        fact::PartitionUnit::Day => PartitionUnit::Day,
        fact::PartitionUnit::Month => PartitionUnit::Month,
        fact::PartitionUnit::Year => PartitionUnit::Year,
        fact::PartitionUnit::Range => PartitionUnit::Range,
    }
}
