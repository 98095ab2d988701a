//! What a file looks like that no setting names: which system may have written it. A guess from its
//! name and first bytes, for a finding only.

use crate::diagnostic::FileId;
use crate::source::SourceTree;
use crate::system::Exporter;

/// How much of a file is looked at.
const HEAD: u64 = 16 << 10;

/// What a file looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Likeness {
    /// An export of this system.
    System(Exporter),
    /// Rows of some system, one JSON object a line.
    Lines,
    /// Rows of some system, as Parquet.
    Parquet,
}

impl Likeness {
    /// The system, where it is known.
    #[must_use]
    pub(crate) const fn exporter(&self) -> Option<Exporter> {
        match self {
            Self::System(exporter) => Some(*exporter),
            Self::Lines | Self::Parquet => None,
        }
    }

    /// What it is, in words.
    #[must_use]
    pub(crate) fn name(&self) -> String {
        match self {
            Self::System(exporter) => format!("an export of {}", exporter.as_str()),
            Self::Lines => "an export, one JSON object a line,".to_owned(),
            Self::Parquet => "an export in Parquet".to_owned(),
        }
    }
}

/// Texts that stand in the first bytes of what a system writes. All of a line must be there.
const SIGNS: &[(Exporter, &[&str])] = &[
    (Exporter::Dbt, &["\"dbt_schema_version\""]),
    (Exporter::Openlineage, &["openlineage.io/"]),
    (
        Exporter::Openlineage,
        &["\"eventTime\"", "\"job\"", "\"namespace\""],
    ),
    (Exporter::Bigquery, &["\"bigquery#"]),
    (Exporter::Bigquery, &["table_catalog", "table_schema"]),
    (Exporter::Bigquery, &["\"job_id\"", "\"referenced_tables\""]),
    (Exporter::MonteCarlo, &["\"getAlerts\""]),
    (Exporter::MonteCarlo, &["\"getMonitors\""]),
    (Exporter::Airflow, &["\"dag_runs\""]),
    (Exporter::Airflow, &["\"task_instances\""]),
    (Exporter::Airflow, &["\"dag_id\""]),
    (Exporter::Mlflow, &["\"registered_models\""]),
    (Exporter::Mlflow, &["\"model_versions\""]),
    (Exporter::Mlflow, &["\"mlflow."]),
    (Exporter::Backstage, &["backstage.io/v1"]),
];

/// Columns that views of an information_schema have, and none of BigQuery's has.
const ELSEWHERE: &[&str] = &[
    "character_maximum_length",
    "check_option",
    "column_comment",
    "is_grantable",
    "self_referencing_column_name",
    "table_comment",
    "table_owner",
    "view_catalog",
];

/// Of texts like these some stands in every view of INFORMATION_SCHEMA.
const FIELDS: &[&str] = &[
    "table_catalog",
    "table_schema",
    "table_name",
    "catalog_name",
    "schema_name",
    "object_name",
    "project_id",
    "job_id",
];

/// The extension of a path, `.gz` and `.zst` left out.
fn extension(path: &str) -> Option<&str> {
    let compressed = |e: &str| e.eq_ignore_ascii_case("gz") || e.eq_ignore_ascii_case("zst");
    let (rest, last) = path.rsplit_once('.')?;
    if compressed(last) {
        rest.rsplit_once('.').map(|(_, e)| e)
    } else {
        Some(last)
    }
}

/// Whether a file's name allows that it is an export; manifests and guides are none.
#[must_use]
pub(crate) fn may_be_export(path: &str) -> bool {
    let known = ["json", "ndjson", "jsonl", "csv", "tsv", "parquet"];
    extension(path).is_some_and(|e| known.iter().any(|k| e.eq_ignore_ascii_case(k)))
}

/// What a file looks like; none where it is hardly an export.
#[must_use]
pub(crate) fn likeness(tree: &SourceTree, file: FileId) -> Option<Likeness> {
    let path = tree.path(file);
    let named = super::bigquery::is_named_like_a_view(path);
    let extension = extension(path)?;
    if extension.eq_ignore_ascii_case("parquet") {
        return Some(if named {
            Likeness::System(Exporter::Bigquery)
        } else {
            Likeness::Parquet
        });
    }
    let head = tree.head(file, HEAD);
    let head = String::from_utf8_lossy(&head);
    // Other files are called `views.csv` and `jobs.json` too; what can't be looked into is known by
    // its name alone, and capitals are those of the views.
    let is_of_views = named || super::information_schema::is_named_like_a_view(path);
    if is_of_views && is_from_elsewhere(&head) {
        return Some(Likeness::System(Exporter::InformationSchema));
    }
    if named && (head.is_empty() || in_capitals(path) || holds_field(&head)) {
        return Some(Likeness::System(Exporter::Bigquery));
    }
    if head.contains("\"$schema\"") {
        return None;
    }
    let system = SIGNS
        .iter()
        .find(|(_, signs)| signs.iter().all(|sign| head.contains(*sign)))
        .map(|entry| Likeness::System(entry.0));
    let lines = ["ndjson", "jsonl"]
        .iter()
        .any(|e| extension.eq_ignore_ascii_case(e));
    system.or(lines.then_some(Likeness::Lines))
}

/// Whether a file's name, up to its first dot, has no small letter.
fn in_capitals(path: &str) -> bool {
    let name = path.rsplit('/').next().unwrap_or(path);
    let stem = name.split('.').next().unwrap_or(name);
    !stem.chars().any(char::is_lowercase)
}

/// Whether the first line names a column that BigQuery's views don't have.
fn is_from_elsewhere(head: &str) -> bool {
    let line = head.lines().next().unwrap_or_default().to_lowercase();
    // Of rows in JSON only keys count: values may be names of anybody's columns.
    if line.starts_with(['{', '[']) {
        let mut keys = ELSEWHERE.iter().map(|column| format!("\"{column}\":"));
        return keys.any(|key| line.contains(&key));
    }
    let mut fields = line.split([',', '\t']);
    fields.any(|field| ELSEWHERE.contains(&field.trim_matches(['"', ' ', '\u{feff}'])))
}

fn holds_field(head: &str) -> bool {
    let head = head.to_lowercase();
    FIELDS.iter().any(|field| head.contains(*field))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exports_are_recognized() {
        let files: [(&str, &[u8], Option<Likeness>); 20] = [
            ("a/TABLES.csv", b"a,b\n", Some(Likeness::System(Exporter::Bigquery))),
            (
                "a/views.csv",
                b"TABLE_SCHEMA,TABLE_NAME\n",
                Some(Likeness::System(Exporter::Bigquery)),
            ),
            ("a/views.csv", b"page,hits\n", None),
            (
                "a/views.csv",
                b"TABLE_CATALOG,TABLE_SCHEMA,TABLE_NAME,VIEW_DEFINITION,CHECK_OPTION\n",
                Some(Likeness::System(Exporter::InformationSchema)),
            ),
            (
                "a/view_table_usage.ndjson",
                b"{\"view_catalog\":\"shop\",\"view_schema\":\"mart\"}\n",
                Some(Likeness::System(Exporter::InformationSchema)),
            ),
            ("a/view_table_usage.csv", b"page,hits\n", None),
            ("a/jobs.json", b"{\"jobs\": []}", None),
            (
                "a/RunEvent.json",
                b"{\"$schema\": \"https://json-schema.org/draft/2020-12/schema\", \"$id\": \"https://openlineage.io/spec\"}",
                None,
            ),
            ("a/TABLES.csv", b"", Some(Likeness::System(Exporter::Bigquery))),
            (
                "a/jobs_by_project-0001.ndjson.gz",
                b"",
                Some(Likeness::System(Exporter::Bigquery)),
            ),
            (
                "a/x.csv",
                b"table_catalog,table_schema\n",
                Some(Likeness::System(Exporter::Bigquery)),
            ),
            ("a/prices.csv", b"day,price\n", None),
            (
                "target/manifest.json",
                b"{\"metadata\": {\"dbt_schema_version\": \"x\"",
                Some(Likeness::System(Exporter::Dbt)),
            ),
            ("web/manifest.json", b"{\"name\": \"app\"}", None),
            (
                "events.ndjson",
                b"{\"eventTime\": \"x\", \"job\": {\"namespace\": \"n\"}}",
                Some(Likeness::System(Exporter::Openlineage)),
            ),
            ("rows.JSONL", b"{}", Some(Likeness::Lines)),
            ("rows.parquet", b"PAR1", Some(Likeness::Parquet)),
            (
                "dags.json",
                b"{\"dags\": [{\"dag_id\": \"d\"}]}",
                Some(Likeness::System(Exporter::Airflow)),
            ),
            ("package.json", b"{}", None),
            (
                "OwnershipDatasetFacet.json",
                b"{\"$schema\": \"x\", \"$id\": \"https://openlineage.io/spec/facets/1-0-0/x.json\"}",
                None,
            ),
        ];
        for (path, bytes, expected) in files {
            assert!(may_be_export(path), "{path}");
            let tree = SourceTree::in_memory([(path.to_owned(), bytes.to_vec())]);
            assert_eq!(likeness(&tree, FileId(0)), expected, "{path}");
        }
        for path in ["a.yaml", "guides/a.md", "a.png", "noextension", "a.gz"] {
            assert!(!may_be_export(path), "{path}");
        }
    }
}
