//! The warehouse's exports, written in one pass over the tables and their views.

use std::io;
use std::path::Path;

use crate::audiences;
use crate::columns::{self, Column};
use crate::export_file::Format;
use crate::json::Row;
use crate::labels;
use crate::mesh::{Mesh, UNIFIED};
use crate::random::{Permutation, Random};
use crate::rows::{Export, literal};
use crate::shape::LATE_DAYS;
use crate::text::{TODAY, day, description, title};
use crate::view::{self, Drift};

/// How many rows each export holds.
pub(crate) type Counts = Vec<(&'static str, usize)>;

struct Exports {
    schemata: Export,
    tables: Export,
    views: Export,
    columns: Export,
    paths: Export,
    options: Export,
    storage: Export,
    privileges: Export,
}

/// A table or a view, as all exports name it.
#[derive(Clone, Copy)]
struct Name<'a> {
    project: &'a str,
    dataset: &'a str,
    object: &'a str,
}

impl Name<'_> {
    fn write(self, row: &mut Row<'_>) {
        row.text("table_catalog", self.project);
        row.text("table_schema", self.dataset);
        row.text("table_name", self.object);
    }
}

pub(crate) fn write(mesh: &Mesh, folder: &Path, format: Format) -> io::Result<Counts> {
    let new = |name| Export::new(folder, name, mesh.seed, format);
    let mut exports = Exports {
        schemata: new("SCHEMATA"),
        tables: new("TABLES"),
        views: new("VIEWS"),
        columns: new("COLUMNS"),
        paths: new("COLUMN_FIELD_PATHS"),
        options: new("TABLE_OPTIONS"),
        storage: new("TABLE_STORAGE"),
        privileges: new("OBJECT_PRIVILEGES"),
    };
    exports.datasets(mesh)?;
    let order = Permutation::new(mesh.tables, &mut Random::of(mesh.seed, "order", 0));
    for place in 0..mesh.tables {
        let table = order.apply(place);
        let columns = columns::of_table(mesh, table);
        exports.table(mesh, table, &columns)?;
        exports.view(mesh, table, &columns)?;
    }
    Ok(vec![
        ("SCHEMATA", exports.schemata.finish()?),
        ("TABLES", exports.tables.finish()?),
        ("VIEWS", exports.views.finish()?),
        ("COLUMNS", exports.columns.finish()?),
        ("COLUMN_FIELD_PATHS", exports.paths.finish()?),
        ("TABLE_OPTIONS", exports.options.finish()?),
        ("TABLE_STORAGE", exports.storage.finish()?),
        ("OBJECT_PRIVILEGES", exports.privileges.finish()?),
    ])
}

impl Exports {
    fn datasets(&mut self, mesh: &Mesh) -> io::Result<()> {
        let mut all: Vec<(String, String, String)> = mesh
            .view_datasets()
            .into_iter()
            .map(|dataset| {
                (
                    UNIFIED.to_owned(),
                    dataset,
                    "group:data-platform@example.com".to_owned(),
                )
            })
            .collect();
        for dme in &mesh.dmes {
            for dataset in &dme.datasets {
                let grantee = format!("group:{}@example.com", mesh.teams[dme.team].id);
                all.push((dme.project.clone(), dataset.clone(), grantee));
            }
        }
        for (number, (project, dataset, grantee)) in all.iter().enumerate() {
            let created = timestamp(number % 900, &mut Random::of(mesh.seed, "dataset", number));
            self.schemata.row(|row| {
                row.text("catalog_name", project);
                row.text("schema_name", dataset);
                row.text("creation_time", &created);
                row.text("location", if number % 7 == 6 { "us-east4" } else { "US" });
            })?;
            self.privileges.row(|row| {
                row.text("object_catalog", project);
                row.text("object_name", dataset);
                row.text("object_type", "SCHEMA");
                row.text("privilege_type", "roles/bigquery.dataOwner");
                row.text("grantee", grantee);
            })?;
        }
        Ok(())
    }

    fn table(&mut self, mesh: &Mesh, table: usize, columns: &[Column]) -> io::Result<()> {
        let mut random = Random::of(mesh.seed, "table", table);
        let (dme, object) = (mesh.dme_of(table), mesh.table_name(table));
        let name = Name {
            project: &dme.project,
            dataset: mesh.dataset_of(table),
            object: &object,
        };
        let kind = match random.below(1000) {
            0..12 => "EXTERNAL",
            12..18 => "CLONE",
            18..24 => "SNAPSHOT",
            _ => "BASE TABLE",
        };
        let created = random.below(TODAY - 30);
        let creation_time = timestamp(created, &mut random);
        self.tables.row(|row| {
            name.write(row);
            row.text("table_type", kind);
            row.text(
                "is_insertable_into",
                if kind == "BASE TABLE" { "YES" } else { "NO" },
            );
            row.text("is_typed", "NO");
            row.text("creation_time", &creation_time);
        })?;
        self.columns(mesh, table, name, columns, false, &mut random)?;
        self.options(mesh, table, name, None, &mut random)?;
        let late = mesh.shape.is_late(mesh, table);
        self.storage(name, kind, (created, late), &mut random)?;
        if random.in_thousand(250) {
            let grantee = format!("group:{}@example.com", mesh.teams[dme.team].id);
            self.privilege(name, "TABLE", "roles/bigquery.dataViewer", &grantee)?;
        }
        Ok(())
    }

    fn view(&mut self, mesh: &Mesh, table: usize, columns: &[Column]) -> io::Result<()> {
        let view = view::of_table(mesh, table, columns);
        let mut random = Random::of(mesh.seed, "view row", table);
        let (dataset, object) = (mesh.view_dataset(table), mesh.view_name(table));
        let name = Name {
            project: UNIFIED,
            dataset: &dataset,
            object: &object,
        };
        let creation_time = timestamp(random.below(TODAY - 5), &mut random);
        self.tables.row(|row| {
            name.write(row);
            row.text("table_type", "VIEW");
            row.text("is_insertable_into", "NO");
            row.text("is_typed", "NO");
            row.text("creation_time", &creation_time);
            let statement = format!(
                "CREATE VIEW `{UNIFIED}.{dataset}.{object}`\nAS {};",
                view.sql
            );
            row.text("ddl", &statement);
        })?;
        self.views.row(|row| {
            name.write(row);
            row.text("view_definition", &view.sql);
            row.text("use_standard_sql", if view.legacy { "NO" } else { "YES" });
        })?;
        let undescribed = random.in_thousand(300);
        self.columns(mesh, table, name, &view.columns, undescribed, &mut random)?;
        self.options(mesh, table, name, Some(view.drift), &mut random)?;
        self.view_privileges(mesh, table, name, &mut random)
    }

    fn columns(
        &mut self,
        mesh: &Mesh,
        table: usize,
        name: Name<'_>,
        columns: &[Column],
        undescribed: bool,
        random: &mut Random,
    ) -> io::Result<()> {
        let is_view = name.project == UNIFIED;
        for (place, column) in columns.iter().enumerate() {
            let partitions = !is_view && column.name == "submission_date";
            let required = !is_view && place == 0 && random.in_thousand(400);
            let tag = match is_view {
                true => None,
                false => audiences::policy_tag(mesh, mesh.dme_of(table), &column.name, place),
            };
            self.columns.row(|row| {
                name.write(row);
                row.text("column_name", &column.name);
                row.integer("ordinal_position", place + 1);
                row.text("is_nullable", if required { "NO" } else { "YES" });
                row.text("data_type", &column.data_type);
                row.text("is_generated", "NEVER");
                row.text("is_hidden", "NO");
                row.text("is_system_defined", "NO");
                row.text(
                    "is_partitioning_column",
                    if partitions { "YES" } else { "NO" },
                );
                if !is_view && place == 0 {
                    row.integer("clustering_ordinal_position", 1);
                }
                row.text("collation_name", "NULL");
                row.text("column_default", "NULL");
                if let Some(tag) = &tag {
                    row.list_of("policy_tags", tag);
                }
            })?;
            let mut path = |path: &str, data_type: &str, description: Option<&str>| {
                self.paths.row(|row| {
                    name.write(row);
                    row.text("column_name", &column.name);
                    row.text("field_path", path);
                    row.text("data_type", data_type);
                    if let Some(description) = description.filter(|_| !undescribed) {
                        row.text("description", description);
                    }
                })
            };
            path(
                &column.name,
                &column.data_type,
                column.description.as_deref(),
            )?;
            for field in &column.fields {
                path(&field.path, &field.data_type, field.description.as_deref())?;
            }
        }
        Ok(())
    }

    /// Name for people, description and labels; views say what their table says, or something else.
    fn options(
        &mut self,
        mesh: &Mesh,
        table: usize,
        name: Name<'_>,
        view: Option<Drift>,
        random: &mut Random,
    ) -> io::Result<()> {
        let mut option = |key: &str, data_type: &str, value: &str| {
            self.options.row(|row| {
                name.write(row);
                row.text("option_name", key);
                row.text("option_type", data_type);
                row.text("option_value", value);
            })
        };
        let dme = mesh.dme_of(table);
        if random.in_thousand(600) {
            option(
                "friendly_name",
                "STRING",
                &literal(&title(&mesh.name(table))),
            )?;
        }
        if random.in_thousand(850) {
            let mut same = Random::of(mesh.seed, "description", table);
            let source = if view.is_some() && random.in_thousand(500) {
                random
            } else {
                &mut same
            };
            let words = mesh.words_of(table);
            let text = description(words, dme.topic, source);
            let text = mesh.shape.description(text, words, source);
            option("description", "STRING", &literal(&text))?;
        }
        let mut labels = Random::of(mesh.seed, "labels", table);
        if labels.in_thousand(780) {
            let value = labels::of(mesh, table, view, &mut labels);
            option("labels", "ARRAY<STRUCT<STRING, STRING>>", &value)?;
        }
        Ok(())
    }

    fn storage(
        &mut self,
        name: Name<'_>,
        kind: &str,
        (created, late): (usize, bool),
        random: &mut Random,
    ) -> io::Result<()> {
        const MAGNITUDE: &[(f64, f64)] = &[
            (0.0, 0.0),
            (10.0, 7.0),
            (50.0, 18.0),
            (90.0, 29.0),
            (100.0, 38.0),
        ];
        if kind == "EXTERNAL" {
            return Ok(());
        }
        let rows = (1usize << random.quantile(MAGNITUDE)) + random.below(1000);
        let bytes = rows * random.between(20, 900);
        let modified = match random.below(100) {
            0..80 => TODAY - random.below(2),
            80..94 => TODAY - random.between(2, 40),
            _ => TODAY - random.below(TODAY - created),
        };
        let modified = if late {
            TODAY - random.between(LATE_DAYS.0, LATE_DAYS.1)
        } else {
            modified
        };
        let creation_time = timestamp(created, random);
        let modified = timestamp(modified, random);
        self.storage.row(|row| {
            row.text("project_id", name.project);
            name.write(row);
            row.text("creation_time", &creation_time);
            row.integer("total_rows", rows);
            row.integer("total_partitions", rows / 1_000_000);
            row.integer("total_logical_bytes", bytes);
            row.integer("active_logical_bytes", bytes / 3);
            row.integer("long_term_logical_bytes", bytes - bytes / 3);
            row.text("storage_last_modified_time", &modified);
            row.boolean("deleted", false);
            row.text("table_type", kind);
        })
    }

    fn view_privileges(
        &mut self,
        mesh: &Mesh,
        table: usize,
        name: Name<'_>,
        random: &mut Random,
    ) -> io::Result<()> {
        const VIEWER: &str = "roles/bigquery.dataViewer";
        let dme = mesh.dme_of(table);
        let root = &mesh.domains[mesh.domains[dme.domain].root].id;
        let domain = format!("group:{root}-analysts@example.com");
        match random.below(100) {
            0..78 => self.privilege(name, "VIEW", VIEWER, "group:data-viewers@example.com")?,
            78..94 => self.privilege(name, "VIEW", VIEWER, &domain)?,
            94..98 => {
                self.privilege(name, "VIEW", VIEWER, "group:restricted-viewers@example.com")?;
            }
            _ => {}
        }
        if random.in_thousand(120) {
            let account = format!(
                "serviceAccount:reader@{}.iam.gserviceaccount.com",
                dme.project
            );
            self.privilege(name, "VIEW", VIEWER, &account)?;
        }
        if random.in_thousand(80) {
            let person = random.pick(&["ana.perez", "joao.souza", "liam.smith"]);
            self.privilege(name, "VIEW", VIEWER, &format!("user:{person}@example.com"))?;
        }
        for grantee in audiences::grantees(mesh, table) {
            self.privilege(name, "VIEW", VIEWER, &grantee)?;
        }
        Ok(())
    }

    fn privilege(
        &mut self,
        name: Name<'_>,
        kind: &str,
        role: &str,
        grantee: &str,
    ) -> io::Result<()> {
        self.privileges.row(|row| {
            row.text("object_catalog", name.project);
            row.text("object_schema", name.dataset);
            row.text("object_name", name.object);
            row.text("object_type", kind);
            row.text("privilege_type", role);
            row.text("grantee", grantee);
        })
    }
}

fn timestamp(days: usize, random: &mut Random) -> String {
    let (second, micro) = (random.below(86_400), random.below(1_000_000));
    let (hour, minute) = (second / 3600, second / 60 % 60);
    format!(
        "{} {hour:02}:{minute:02}:{:02}.{micro:06} UTC",
        day(days),
        second % 60
    )
}
