//! From rows to facts, whatever format the rows came in.

use std::borrow::Cow;

use rustc_hash::{FxHashMap, FxHashSet};

use super::bigquery_view::View;
use super::job_rows::Job;
use super::property_rows;
use super::table_options::{option_labels, option_text};
use crate::diagnostic::{FileId, Pos};
use crate::export::fact::{
    AssetFact, Fact, FactSink, Name, OperationFact, ProseFact, RelationKind,
};
use crate::export::moments::Moments;
use crate::export::row_problems::{Problems, Unusable};
use crate::export::rows::{Row, number, yes};
use crate::system::Topic;
use sql::Dialect;

/// Turns rows of one file into facts.
#[derive(Debug, Default)]
pub(super) struct Emitter {
    /// Datasets of rows of TABLES by their projects, so that each is listed once.
    listed: FxHashMap<String, FxHashSet<String>>,
    /// Projects of rows of COLUMN_FIELD_PATHS or TABLE_OPTIONS, so that it is said once of each that it
    /// has texts or labels: rows come in any order.
    described: FxHashSet<String>,
    /// The times of jobs and of tables' data.
    pub(super) moments: Moments,
    /// Rows of the file, whether or not they can be read.
    pub(super) rows: usize,
}

impl Emitter {
    /// Says what was found in the file as a whole.
    pub(super) fn finish(self, file: FileId, sink: &mut dyn FactSink) {
        self.moments.finish(file, sink);
    }

    /// Hands the facts of a row to the sink.
    pub(super) fn row(
        &mut self,
        view: View,
        row: &Row<'_>,
        pos: Pos,
        problems: &mut Problems,
        sink: &mut dyn FactSink,
    ) -> Result<(), Box<Unusable>> {
        row.complete(view.shape())?;
        let texts = row.texts::<3>();
        let name = Name {
            project: texts[0].unwrap_or_default(),
            dataset: texts[1].unwrap_or_default(),
            table: texts[2].unwrap_or_default(),
        };
        match view {
            View::Schemata => property_rows::schema(row, pos, sink),
            View::SchemataOptions => property_rows::schema_option(row, pos, sink)?,
            View::Tables => self.table(name, row, pos, sink),
            View::Views => view_row(name, row, pos, sink),
            View::Columns => column(name, row, pos, sink)?,
            View::ColumnFieldPaths => {
                let [_, _, _, path, data_type, description, tags] = row.texts::<7>();
                self.tells(name.project, Topic::ColumnDescriptions, pos, sink);
                sink.fact(
                    pos,
                    Fact::Asset(AssetFact::Column {
                        name,
                        path: path.unwrap_or_default().into(),
                        data_type: data_type.unwrap_or_default().into(),
                        description: description.map(Cow::Borrowed),
                        ordinal: None,
                        nullable: None,
                        partitioning: false,
                        clustering: None,
                    }),
                );
                policy_tags(tags, pos, sink);
            }
            View::TableOptions => {
                self.tells(name.project, Topic::Labels, pos, sink);
                table_option(name, row, pos, sink)?;
            }
            View::TableStorage => storage(name, row, pos, &mut self.moments, problems, sink)?,
            View::ObjectPrivileges => privilege(row, pos, sink),
            View::RowAccessPolicies => property_rows::row_policy(name, row, pos, sink),
            View::TableConstraints => property_rows::constraint(name, row, pos, sink),
            View::KeyColumnUsage => property_rows::key_column(name, row, pos, sink)?,
            View::Jobs => Job::of_row(row).emit(pos, &mut self.moments, problems, sink)?,
        }
        Ok(())
    }

    /// Says what the file tells of a project, once.
    fn tells(&mut self, project: &str, topic: Topic, pos: Pos, sink: &mut dyn FactSink) {
        if !self.described.contains(project) {
            self.described.insert(project.to_owned());
            let tells = OperationFact::Tells { project, topic };
            sink.fact(pos, Fact::Operation(tells));
        }
    }

    fn table(&mut self, name: Name<'_>, row: &Row<'_>, pos: Pos, sink: &mut dyn FactSink) {
        let [
            _,
            _,
            _,
            kind,
            created,
            ddl,
            base_project,
            base_dataset,
            base_table,
            collation,
        ] = row.texts::<10>();
        let listed = self.listed.get(name.project);
        if !listed.is_some_and(|datasets| datasets.contains(name.dataset)) {
            let datasets = self.listed.entry(name.project.to_owned());
            datasets.or_default().insert(name.dataset.to_owned());
            sink.listed(name.project, name.dataset);
        }
        let kind = kind.map_or(RelationKind::Table, relation_kind);
        let base = base_dataset.zip(base_table).map(|(dataset, table)| Name {
            project: base_project.unwrap_or(name.project),
            dataset,
            table,
        });
        sink.fact(
            pos,
            Fact::Asset(AssetFact::Relation {
                name,
                kind: Some(kind),
                created,
                base,
            }),
        );
        let is_table = matches!(kind, RelationKind::Table);
        property_rows::table(name, (collation, ddl.filter(|_| is_table)), pos, sink);
        // The statement of a base table holds its columns, no query.
        if let (Some(sql), RelationKind::View | RelationKind::MaterializedView) = (ddl, kind) {
            sink.fact(
                pos,
                Fact::Asset(AssetFact::Query {
                    name,
                    sql: sql.into(),
                    dialect: Dialect::BigQuery,
                    ddl: true,
                }),
            );
        }
    }
}

/// What `table_type`, or `type` in the answer of the API, means.
pub(super) fn relation_kind(word: &str) -> RelationKind {
    match word.to_ascii_uppercase().replace('_', " ").as_str() {
        "VIEW" => RelationKind::View,
        "MATERIALIZED VIEW" => RelationKind::MaterializedView,
        "EXTERNAL" => RelationKind::External,
        "CLONE" => RelationKind::Clone,
        "SNAPSHOT" => RelationKind::Snapshot,
        _ => RelationKind::Table,
    }
}

fn view_row(name: Name<'_>, row: &Row<'_>, pos: Pos, sink: &mut dyn FactSink) {
    let [.., definition, standard] = row.texts::<5>();
    sink.fact(
        pos,
        Fact::Asset(AssetFact::Relation {
            name,
            kind: Some(RelationKind::View),
            created: None,
            base: None,
        }),
    );
    if let Some(sql) = definition {
        sink.fact(
            pos,
            Fact::Asset(AssetFact::Query {
                name,
                sql: sql.into(),
                dialect: match standard.and_then(yes) {
                    Some(false) => Dialect::BigQueryLegacy,
                    _ => Dialect::BigQuery,
                },
                ddl: false,
            }),
        );
    }
}

fn column(
    name: Name<'_>,
    row: &Row<'_>,
    pos: Pos,
    sink: &mut dyn FactSink,
) -> Result<(), Box<Unusable>> {
    let [
        _,
        _,
        _,
        path,
        data_type,
        ordinal,
        nullable,
        hidden,
        partitioning,
        clustering,
        tags,
        collation,
    ] = row.texts::<12>();
    if hidden.and_then(yes) == Some(true) {
        if partitioning.and_then(yes) == Some(true) {
            property_rows::hidden_partition(name, pos, sink);
        }
        return Ok(());
    }
    sink.fact(
        pos,
        Fact::Asset(AssetFact::Column {
            name,
            path: path.unwrap_or_default().into(),
            data_type: data_type.unwrap_or_default().into(),
            description: None,
            ordinal: number("ordinal_position", ordinal)?,
            nullable: nullable.and_then(yes),
            partitioning: partitioning.and_then(yes) == Some(true),
            clustering: number("clustering_ordinal_position", clustering)?,
        }),
    );
    policy_tags(tags, pos, sink);
    property_rows::column_collation(name, path.unwrap_or_default(), collation, pos, sink);
    Ok(())
}

/// Says the policy tags of the column just stated. They come as a list, or as a text of one: what
/// CSV holds of a list has brackets, commas and quotes.
fn policy_tags(tags: Option<&str>, pos: Pos, sink: &mut dyn FactSink) {
    let Some(tags) = tags else { return };
    let names: Vec<&str> = tags
        .split([',', '\n'])
        .map(|name| name.trim_matches(|c: char| c.is_whitespace() || "[]\"'".contains(c)))
        .filter(|name| !name.is_empty() && *name != "null")
        .collect();
    if !names.is_empty() {
        sink.fact(pos, Fact::Asset(AssetFact::PolicyTags { names }));
    }
}

fn table_option(
    name: Name<'_>,
    row: &Row<'_>,
    pos: Pos,
    sink: &mut dyn FactSink,
) -> Result<(), Box<Unusable>> {
    let [.., option, value] = row.texts::<5>();
    match option {
        Some("friendly_name") => {
            if let Some(text) = option_text("friendly_name", value)? {
                sink.fact(pos, Fact::Prose(ProseFact::Title { name, text }));
            }
        }
        Some("description") => {
            if let Some(text) = option_text("description", value)? {
                sink.fact(pos, Fact::Prose(ProseFact::Description { name, text }));
            }
        }
        Some("labels") => {
            for (key, value) in option_labels(value)? {
                sink.fact(pos, Fact::Prose(ProseFact::Label { name, key, value }));
            }
        }
        Some("require_partition_filter") if value.and_then(yes) == Some(true) => {
            sink.fact(pos, Fact::Asset(AssetFact::PartitionFilter(name)));
        }
        Some(option) => property_rows::table_option(name, (option, value), pos, sink)?,
        None => {}
    }
    Ok(())
}

fn storage(
    name: Name<'_>,
    row: &Row<'_>,
    pos: Pos,
    moments: &mut Moments,
    problems: &mut Problems,
    sink: &mut dyn FactSink,
) -> Result<(), Box<Unusable>> {
    let [_, _, _, rows, bytes, modified, deleted] = row.texts::<7>();
    if deleted.and_then(yes) != Some(true) {
        sink.fact(
            pos,
            Fact::Asset(AssetFact::Storage {
                name,
                rows: number("total_rows", rows)?,
                bytes: number("total_logical_bytes", bytes)?,
                modified,
            }),
        );
        moments.read("storage_last_modified_time", modified, pos, problems, sink);
    }
    Ok(())
}

fn privilege(row: &Row<'_>, pos: Pos, sink: &mut dyn FactSink) {
    let [project, object, privilege, grantee, schema, kind] = row.texts::<6>();
    let object = object.unwrap_or_default();
    let (dataset, table) = match schema {
        Some(schema) if !kind.is_some_and(|k| k.eq_ignore_ascii_case("SCHEMA")) => {
            (schema, Some(object))
        }
        _ => (object, None),
    };
    sink.fact(
        pos,
        Fact::Asset(AssetFact::Privilege {
            project: project.unwrap_or_default(),
            dataset,
            table,
            privilege: privilege.unwrap_or_default(),
            grantee: grantee.unwrap_or_default(),
        }),
    );
}
