//! What `bq show --format=prettyjson` prints: a table or a dataset as the API describes it.

use std::borrow::Cow;

use serde::Deserialize;

use super::bigquery_facts::relation_kind;
use super::property_rows;
use super::show_access::{self, Access};
use super::show_field::Field;
use super::show_properties::{self, Constraints, Encryption, Partitioning, seconds};
use super::show_reference::Reference;
use crate::diagnostic::Pos;
use crate::export::fact::{
    AssetFact, DatasetProperty, Fact, FactSink, Name, PropertyFact, ProseFact, RelationKind,
    TableProperty,
};
use crate::export::json_values::{Pairs, Scalar};
use crate::export::row_problems::Unusable;
use sql::Dialect;

/// A table or dataset; only what is read.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
pub(super) struct Shown<'a> {
    #[serde(default)]
    table_reference: Option<Reference<'a>>,
    #[serde(default)]
    dataset_reference: Option<Reference<'a>>,
    #[serde(default, rename = "type")]
    kind: Scalar<'a>,
    #[serde(default)]
    schema: Option<Schema<'a>>,
    #[serde(default)]
    view: Option<Definition<'a>>,
    #[serde(default)]
    materialized_view: Option<Definition<'a>>,
    #[serde(default)]
    labels: Option<Pairs<'a>>,
    #[serde(default)]
    friendly_name: Scalar<'a>,
    #[serde(default)]
    description: Scalar<'a>,
    #[serde(default)]
    num_rows: Scalar<'a>,
    #[serde(default)]
    num_bytes: Scalar<'a>,
    #[serde(default)]
    creation_time: Scalar<'a>,
    #[serde(default)]
    last_modified_time: Scalar<'a>,
    #[serde(default)]
    time_partitioning: Option<Partitioning<'a>>,
    #[serde(default)]
    range_partitioning: Option<Partitioning<'a>>,
    #[serde(default)]
    clustering: Option<Clustering<'a>>,
    #[serde(default)]
    require_partition_filter: Scalar<'a>,
    #[serde(default)]
    clone_definition: Option<Base<'a>>,
    #[serde(default)]
    snapshot_definition: Option<Base<'a>>,
    #[serde(default)]
    location: Scalar<'a>,
    #[serde(default)]
    default_collation: Scalar<'a>,
    #[serde(default)]
    is_case_insensitive: Scalar<'a>,
    #[serde(default)]
    default_table_expiration_ms: Scalar<'a>,
    #[serde(default)]
    default_partition_expiration_ms: Scalar<'a>,
    #[serde(default)]
    default_encryption_configuration: Option<Encryption<'a>>,
    #[serde(default)]
    access: Option<Vec<Access<'a>>>,
    #[serde(default)]
    expiration_time: Scalar<'a>,
    #[serde(default)]
    encryption_configuration: Option<Encryption<'a>>,
    #[serde(default)]
    max_staleness: Scalar<'a>,
    #[serde(default)]
    table_constraints: Option<Constraints<'a>>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Schema<'a> {
    #[serde(default)]
    fields: Option<Vec<Field<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Definition<'a> {
    #[serde(default)]
    query: Scalar<'a>,
    #[serde(default)]
    use_legacy_sql: Scalar<'a>,
}

#[derive(Deserialize)]
#[serde(bound(deserialize = "'de: 'a"))]
struct Clustering<'a> {
    #[serde(default)]
    fields: Option<Vec<Scalar<'a>>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", bound(deserialize = "'de: 'a"))]
struct Base<'a> {
    #[serde(default)]
    base_table_reference: Option<Reference<'a>>,
}

impl Shown<'_> {
    /// Hands the facts to the sink.
    pub(super) fn emit(&self, pos: Pos, sink: &mut dyn FactSink) -> Result<(), Box<Unusable>> {
        if let Some(name) = self.table_reference.as_ref().and_then(Reference::name) {
            self.table(name, pos, sink);
            return Ok(());
        }
        if let Some(named) = self.dataset_reference.as_ref().and_then(Reference::dataset) {
            self.dataset(named, pos, sink);
            return Ok(());
        }
        Err(Box::new(Unusable {
            message: "the object has no complete `tableReference` or `datasetReference`".into(),
            excerpt: None,
            help: "write it with `bq show --format=prettyjson`".into(),
        }))
    }

    fn dataset(&self, named: (&str, &str), pos: Pos, sink: &mut dyn FactSink) {
        let key = self.default_encryption_configuration.as_ref();
        let property = DatasetProperty {
            project: named.0,
            dataset: named.1,
            location: self.location.get(),
            collation: self.default_collation.get(),
            table_expiration: seconds(&self.default_table_expiration_ms),
            partition_expiration: seconds(&self.default_partition_expiration_ms),
            kms_key: key.and_then(Encryption::key),
            // It is left out where it is false.
            case_insensitive: Some(self.is_case_insensitive.is_true()),
            access_listed: self.access.is_some(),
        };
        sink.fact(pos, Fact::Property(PropertyFact::Dataset(property)));
        for (key, value) in self.labels.iter().flat_map(|l| &l.0) {
            let value = value.get().unwrap_or_default();
            property_rows::dataset_label(named, key.as_ref(), value, pos, sink);
        }
        let access = self.access.as_deref().unwrap_or_default();
        show_access::emit(access, named, pos, sink);
    }

    fn table(&self, name: Name<'_>, pos: Pos, sink: &mut dyn FactSink) {
        let kind = if self.clone_definition.is_some() {
            RelationKind::Clone
        } else {
            self.kind.get().map_or(RelationKind::Table, relation_kind)
        };
        let base = self
            .clone_definition
            .as_ref()
            .or(self.snapshot_definition.as_ref())
            .and_then(|d| d.base_table_reference.as_ref())
            .and_then(Reference::name);
        let created = self.creation_time.get().map(timestamp);
        sink.fact(
            pos,
            Fact::Asset(AssetFact::Relation {
                name,
                kind: Some(kind),
                created: created.as_deref(),
                base,
            }),
        );
        if let Some(definition) = self.view.as_ref().or(self.materialized_view.as_ref())
            && let Some(sql) = definition.query.get()
        {
            sink.fact(
                pos,
                Fact::Asset(AssetFact::Query {
                    name,
                    sql: sql.into(),
                    dialect: if definition.use_legacy_sql.is_true() {
                        Dialect::BigQueryLegacy
                    } else {
                        Dialect::BigQuery
                    },
                    ddl: false,
                }),
            );
        }
        if let Some(text) = self.friendly_name.get().map(Cow::Borrowed) {
            sink.fact(pos, Fact::Prose(ProseFact::Title { name, text }));
        }
        if let Some(text) = self.description.get().map(Cow::Borrowed) {
            sink.fact(pos, Fact::Prose(ProseFact::Description { name, text }));
        }
        for (key, value) in self.labels.iter().flat_map(|l| &l.0) {
            let (key, value) = (key.as_ref().into(), value.get().unwrap_or_default().into());
            sink.fact(pos, Fact::Prose(ProseFact::Label { name, key, value }));
        }
        let by_time = self.time_partitioning.as_ref();
        if self.require_partition_filter.is_true()
            || by_time.is_some_and(Partitioning::requires_filter)
        {
            sink.fact(pos, Fact::Asset(AssetFact::PartitionFilter(name)));
        }
        self.table_properties(name, pos, sink);
        let fields = self.schema.as_ref().and_then(|s| s.fields.as_deref());
        for (i, field) in fields.unwrap_or_default().iter().enumerate() {
            let ordinal = u32::try_from(i + 1).ok();
            self.field(name, field, "", ordinal, pos, sink);
        }
        let (rows, bytes) = (whole(&self.num_rows), whole(&self.num_bytes));
        // A view has neither.
        if !matches!(kind, RelationKind::View) && (rows.is_some() || bytes.is_some()) {
            let modified = self.last_modified_time.get().map(timestamp);
            sink.fact(
                pos,
                Fact::Asset(AssetFact::Storage {
                    name,
                    rows,
                    bytes,
                    modified: modified.as_deref(),
                }),
            );
        }
    }

    fn table_properties(&self, name: Name<'_>, pos: Pos, sink: &mut dyn FactSink) {
        if let Some(location) = self.location.get() {
            let property = DatasetProperty {
                project: name.project,
                dataset: name.dataset,
                location: Some(location),
                ..DatasetProperty::default()
            };
            sink.fact(pos, Fact::Property(PropertyFact::Dataset(property)));
        }
        let expires = self.expiration_time.get().map(timestamp);
        let key = self.encryption_configuration.as_ref();
        let property = TableProperty {
            name,
            expires: expires.as_deref(),
            kms_key: key.and_then(Encryption::key),
            max_staleness: self.max_staleness.get(),
            collation: self.default_collation.get(),
        };
        show_properties::table(property, pos, sink);
        let by_range = self.range_partitioning.is_some();
        let by_time = self.time_partitioning.as_ref();
        show_properties::partitioning(name, by_time, by_range, pos, sink);
        if let Some(constraints) = &self.table_constraints {
            show_properties::primary_key(name, constraints, pos, sink);
        }
    }

    fn field(
        &self,
        name: Name<'_>,
        field: &Field<'_>,
        parent: &str,
        ordinal: Option<u32>,
        pos: Pos,
        sink: &mut dyn FactSink,
    ) {
        let Some(own) = field.name.get() else { return };
        let top = parent.is_empty();
        let path = if top {
            Cow::Borrowed(own)
        } else {
            Cow::Owned(format!("{parent}.{own}"))
        };
        let partition =
            |p: &Option<Partitioning<'_>>| top && p.as_ref().is_some_and(|p| p.is_by(own));
        let clustering = self.clustering.as_ref().and_then(|c| {
            let keys = c.fields.as_deref()?;
            let place = keys.iter().position(|k| k.get() == Some(&path))?;
            u32::try_from(place + 1).ok()
        });
        sink.fact(
            pos,
            Fact::Asset(AssetFact::Column {
                name,
                path: Cow::Borrowed(&path),
                data_type: field.data_type().into(),
                description: field.description.get().map(Cow::Borrowed),
                ordinal,
                nullable: field.is_nullable(top),
                partitioning: partition(&self.time_partitioning)
                    || partition(&self.range_partitioning),
                clustering,
            }),
        );
        let names = field.policy_tags();
        if !names.is_empty() {
            sink.fact(pos, Fact::Asset(AssetFact::PolicyTags { names }));
        }
        if let Some(collation) = field.collation.get() {
            let path = &path;
            sink.fact(
                pos,
                Fact::Property(PropertyFact::ColumnCollation {
                    name,
                    path,
                    collation,
                }),
            );
        }
        for child in field.fields.as_deref().unwrap_or_default() {
            self.field(name, child, &path, None, pos, sink);
        }
    }
}

fn whole(value: &Scalar<'_>) -> Option<u64> {
    value.get()?.parse().ok()
}

/// Milliseconds since 1970 as a date and time; anything else as it is.
fn timestamp(text: &str) -> Cow<'_, str> {
    text.parse()
        .ok()
        .and_then(|ms| jiff::Timestamp::from_millisecond(ms).ok())
        .map_or(Cow::Borrowed(text), |t| Cow::Owned(t.to_string()))
}
