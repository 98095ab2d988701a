use crate::export::collected::Collected;
use crate::source::SourceTree;

fn read(name: &str, content: &str) -> Collected {
    let file = (name.to_owned(), content.as_bytes().to_vec());
    let tree = SourceTree::in_memory([file]);
    let mut sink = Collected::default();
    for (file, _) in tree.iter() {
        super::super::read(&tree, file, &mut sink);
    }
    sink
}

fn facts(name: &str, content: &str) -> Vec<String> {
    let read = read(name, content);
    assert_eq!(read.messages(), [""; 0], "{content}");
    read.facts
}

const T: &str = r#""table_catalog":"p","table_schema":"d","table_name":"t""#;
const NAME: &str = r#"name: Name { project: "p", dataset: "d", table: "t" }"#;

/// The fact for a dataset of which this one field is told.
fn dataset(field: &str) -> String {
    let mut fields = [
        "location: None",
        "collation: None",
        "table_expiration: None",
        "partition_expiration: None",
        "kms_key: None",
        "case_insensitive: None",
        "access_listed: false",
    ];
    let key = field.split(':').next().unwrap_or_default();
    for known in &mut fields {
        if known.split(':').next() == Some(key) {
            *known = field;
        }
    }
    let fields = fields.join(", ");
    format!("1 Dataset(DatasetProperty {{ project: \"p\", dataset: \"d\", {fields} }})")
}

#[test]
fn datasets_say_where_they_lie_and_how_long_they_keep_tables() {
    let schema = |more: &str| format!(r#"{{"catalog_name":"p","schema_name":"d"{more}}}"#);
    assert_eq!(facts("SCHEMATA.ndjson", &schema("")), [""; 0]);
    assert_eq!(
        facts(
            "SCHEMATA.ndjson",
            &schema(r#","location":"EU","default_collation_name":"NULL""#)
        ),
        [dataset("location: Some(\"EU\")")]
    );
    assert_eq!(
        facts(
            "SCHEMATA.ndjson",
            &schema(r#","default_collation_name":"und:ci""#)
        ),
        [dataset("collation: Some(\"und:ci\")")]
    );
    let option = |name: &str, value: &str| {
        schema(&format!(
            ",\"option_name\":\"{name}\",\"option_value\":{value:?}"
        ))
    };
    for (name, value, field) in [
        (
            "default_table_expiration_days",
            "1.5",
            "table_expiration: Some(129600)",
        ),
        (
            "default_partition_expiration_days",
            "60",
            "partition_expiration: Some(5184000)",
        ),
        (
            "default_kms_key_name",
            "\"projects/p/keyRings/r/cryptoKeys/k\"",
            "kms_key: Some(\"projects/p/keyRings/r/cryptoKeys/k\")",
        ),
        (
            "is_case_insensitive",
            "TRUE",
            "case_insensitive: Some(true)",
        ),
    ] {
        let content = option(name, value);
        assert_eq!(
            facts("SCHEMATA_OPTIONS.ndjson", &content),
            [dataset(field)],
            "{content}"
        );
        assert_eq!(
            facts("SCHEMATA_OPTIONS.ndjson", &option(name, "NULL")),
            [""; 0]
        );
    }
    for (name, value, message) in [
        (
            "default_table_expiration_days",
            "\"soon\"",
            "1:1 the option `default_table_expiration_days` isn't a number of days",
        ),
        (
            "default_partition_expiration_days",
            "-1",
            "1:1 the option `default_partition_expiration_days` isn't a number of days",
        ),
        (
            "default_partition_expiration_days",
            "1e300",
            "1:1 the option `default_partition_expiration_days` isn't a number of days",
        ),
        (
            "is_case_insensitive",
            "7",
            "1:1 the option `is_case_insensitive` is a number or word, not true or false",
        ),
    ] {
        let read = read("SCHEMATA_OPTIONS.ndjson", &option(name, value));
        assert_eq!(read.messages(), [message]);
        assert_eq!(read.facts, [""; 0]);
    }
}

#[test]
fn tables_say_how_they_are_cut_and_when_they_go() {
    let option = |name: &str, value: &str| {
        format!("{{{T},\"option_name\":\"{name}\",\"option_value\":{value:?}}}\n")
    };
    let text = [
        option("partition_expiration_days", "7.0"),
        option(
            "expiration_timestamp",
            "TIMESTAMP \"2027-01-01T00:00:00.000Z\"",
        ),
        option("kms_key_name", "\"k\""),
        option("max_staleness", "INTERVAL \"4:0:0\" HOUR TO SECOND"),
        option("max_staleness", "NULL"),
        option("expiration_timestamp", "NULL"),
    ]
    .concat();
    let table =
        |line: u32, fields: &str| format!("{line} Table(TableProperty {{ {NAME}, {fields} }})");
    assert_eq!(
        facts("TABLE_OPTIONS.ndjson", &text),
        [
            r#"1 Tells { project: "p", topic: Labels }"#.to_owned(),
            format!(
                "1 Partitioning {{ {NAME}, unit: None, by_ingestion: false, expiration: Some(604800) }}"
            ),
            table(
                2,
                "expires: Some(\"2027-01-01T00:00:00.000Z\"), kms_key: None, max_staleness: None, collation: None"
            ),
            table(
                3,
                "expires: None, kms_key: Some(\"k\"), max_staleness: None, collation: None"
            ),
            table(
                4,
                "expires: None, kms_key: None, max_staleness: Some(\"INTERVAL \\\"4:0:0\\\" HOUR TO SECOND\"), collation: None"
            ),
        ]
    );
    let tables = format!(
        "{{{T},\"table_type\":\"BASE TABLE\",\"default_collation_name\":\"und:ci\",\"ddl\":\"CREATE TABLE `p.d.t`\\n(\\n  a INT64\\n)\\nPARTITION BY DATE_TRUNC(day, MONTH)\"}}"
    );
    let found = facts("TABLES.ndjson", &tables);
    assert_eq!(
        found[1..],
        [
            table(
                1,
                "expires: None, kms_key: None, max_staleness: None, collation: Some(\"und:ci\")"
            ),
            format!(
                "1 Partitioning {{ {NAME}, unit: Some(Month), by_ingestion: false, expiration: None }}"
            ),
        ]
    );
    // The text of a view may partition rows of its own.
    let view = format!(
        "{{{T},\"table_type\":\"VIEW\",\"ddl\":\"CREATE VIEW v AS SELECT 1\\nPARTITION BY day\"}}"
    );
    assert!(
        !facts("TABLES.ndjson", &view)
            .concat()
            .contains("Partitioning")
    );
}

#[test]
fn hidden_columns_are_told_as_partitions_and_collations_with_their_columns() {
    let column = |name: &str, more: &str| {
        format!("{{{T},\"column_name\":\"{name}\",\"data_type\":\"STRING\"{more}}}\n")
    };
    let text = [
        column(
            "_PARTITIONTIME",
            r#","is_hidden":"YES","is_partitioning_column":"YES""#,
        ),
        column(
            "_FILE_NAME",
            r#","is_hidden":"YES","is_partitioning_column":"NO""#,
        ),
        column("a", r#","collation_name":"und:ci""#),
        column("b", r#","collation_name":"NULL""#),
    ]
    .concat();
    let found = facts("COLUMNS.ndjson", &text);
    let told: Vec<&str> = found
        .iter()
        .map(String::as_str)
        .filter(|f| !f.contains(" Column {"))
        .collect();
    assert_eq!(
        told,
        [
            format!(
                "1 Partitioning {{ {NAME}, unit: None, by_ingestion: true, expiration: None }}"
            ),
            format!("3 ColumnCollation {{ {NAME}, path: \"a\", collation: \"und:ci\" }}"),
        ]
    );
    assert_eq!(found.len(), 4, "hidden columns are no columns: {found:?}");
}

#[test]
fn policies_and_keys() {
    let policy = format!(
        "{{{T},\"row_access_policy_name\":\"de_only\",\"filter_predicate\":\"country = 'DE'\",\"creation_time\":\"2026-01-01 00:00:00 UTC\"}}"
    );
    assert_eq!(
        facts("ROW_ACCESS_POLICIES.ndjson", &policy),
        [format!(
            "1 RowPolicy {{ {NAME}, policy: \"de_only\", predicate: Some(\"country = 'DE'\") }}"
        )]
    );
    let found = read(
        "ROW_ACCESS_POLICIES.ndjson",
        &format!("{{{T},\"filter_predicate\":\"mail = 'ana@example.com'\"}}"),
    );
    assert_eq!(
        found.messages(),
        ["1:1 the row has no `row_access_policy_name`"]
    );
    let shown = found.problems[0].excerpt.as_ref();
    assert!(shown.is_none(), "a condition may name persons: {shown:?}");
    let constraints = "table_catalog,table_schema,table_name,constraint_name,constraint_type,enforced\np,d,t,t.pk$,PRIMARY KEY,NO\np,d,t,t.fk,FOREIGN KEY,NO\n";
    assert_eq!(
        facts("TABLE_CONSTRAINTS.csv", constraints),
        [format!(
            "2 Constraint {{ {NAME}, constraint: \"t.pk$\", kind: PrimaryKey, enforced: Some(false) }}"
        )]
    );
    let columns = "table_catalog,table_schema,table_name,constraint_name,column_name,ordinal_position\np,d,t,t.pk$,id,1\np,d,t,t.pk$,day,x\n";
    let found = read("KEY_COLUMN_USAGE.csv", columns);
    assert_eq!(
        found.facts,
        [format!(
            "2 KeyColumn {{ {NAME}, constraint: \"t.pk$\", column: \"id\", place: Some(1) }}"
        )]
    );
    assert_eq!(
        found.messages(),
        ["3:1 `ordinal_position` isn't a whole number"]
    );
}

const SHOWN: &str = r#"{
  "datasetReference": {"projectId": "p", "datasetId": "d"},
  "location": "EU",
  "defaultCollation": "und:ci",
  "defaultTableExpirationMs": "3600000",
  "defaultPartitionExpirationMs": 86400000,
  "defaultEncryptionConfiguration": {"kmsKeyName": "k"},
  "isCaseInsensitive": true,
  "access": [
    {"role": "WRITER", "specialGroup": "projectWriters"},
    {"role": "READER", "groupByEmail": "analysts@example.com"},
    {"role": "OWNER", "userByEmail": "ana@example.com"},
    {"role": "roles/bigquery.dataViewer", "userByEmail": "etl@p.iam.gserviceaccount.com"},
    {"role": "READER", "domain": "example.com"},
    {"role": "READER", "specialGroup": "allAuthenticatedUsers"},
    {"role": "READER", "iamMember": "allUsers"},
    {"role": "READER"},
    {"view": {"projectId": "u", "datasetId": "unified", "tableId": "orders"}},
    {"view": {"projectId": "u", "datasetId": "unified"}},
    {"dataset": {"dataset": {"projectId": "u", "datasetId": "shared"}, "targetTypes": ["VIEWS"]}},
    {"dataset": {"dataset": {"projectId": "u", "datasetId": "functions"}, "targetTypes": ["ROUTINES"]}},
    {"routine": {"projectId": "u", "datasetId": "functions", "routineId": "f"}}
  ]
}"#;

#[test]
fn a_dataset_says_who_has_access() {
    let found = facts("d.json", SHOWN);
    let grant = |privilege: &str, grantee: &str| {
        format!(
            "1 Privilege {{ project: \"p\", dataset: \"d\", table: None, privilege: \"roles/bigquery.{privilege}\", grantee: \"{grantee}\" }}"
        )
    };
    let reads = |reader: &str| {
        format!("1 Authorized {{ project: \"p\", dataset: \"d\", reader: {reader} }}")
    };
    assert_eq!(
        found,
        [
            "1 Dataset(DatasetProperty { project: \"p\", dataset: \"d\", location: Some(\"EU\"), collation: Some(\"und:ci\"), table_expiration: Some(3600), partition_expiration: Some(86400), kms_key: Some(\"k\"), case_insensitive: Some(true), access_listed: true })".to_owned(),
            grant("dataEditor", "projectEditor:p"),
            grant("dataViewer", "group:analysts@example.com"),
            grant("dataOwner", "user:ana@example.com"),
            grant("dataViewer", "serviceAccount:etl@p.iam.gserviceaccount.com"),
            grant("dataViewer", "domain:example.com"),
            grant("dataViewer", "allAuthenticatedUsers"),
            grant("dataViewer", "allUsers"),
            reads("View(Name { project: \"u\", dataset: \"unified\", table: \"orders\" })"),
            reads("Dataset(\"u\", \"shared\")"),
            reads("Routine(Name { project: \"u\", dataset: \"functions\", table: \"f\" })"),
        ]
    );
    let broken = SHOWN.replace("\"access\": [", "\"access\": [7, ");
    let found = read("d.json", &broken);
    assert_eq!(found.facts, [""; 0]);
    let shown = found.problems[0].excerpt.as_ref();
    assert!(shown.is_none(), "persons have access: {shown:?}");
}

#[test]
fn a_shown_table_says_what_it_is_set_to() {
    let table = r#"{"tableReference": {"projectId": "p", "datasetId": "d", "tableId": "t"},
  "location": "EU", "expirationTime": "1767225600000", "defaultCollation": "und:ci", "maxStaleness": "0-0 0 4:0:0",
  "encryptionConfiguration": {"kmsKeyName": "k"},
  "timePartitioning": {"type": "HOUR", "expirationMs": "7200000"},
  "tableConstraints": {"primaryKey": {"columns": ["id", "day"]}, "foreignKeys": [{"name": "fk"}]},
  "schema": {"fields": [{"name": "id", "type": "STRING", "collation": "und:ci"}]}}"#;
    let found = facts("t.json", &table.replace('\n', " "));
    let key = |column: &str, place: u32| {
        format!(
            "1 KeyColumn {{ {NAME}, constraint: \"t.pk$\", column: \"{column}\", place: Some({place}) }}"
        )
    };
    let expected = [
        dataset("location: Some(\"EU\")"),
        format!(
            "1 Table(TableProperty {{ {NAME}, expires: Some(\"2026-01-01T00:00:00Z\"), kms_key: Some(\"k\"), max_staleness: Some(\"0-0 0 4:0:0\"), collation: Some(\"und:ci\") }})"
        ),
        format!(
            "1 Partitioning {{ {NAME}, unit: Some(Hour), by_ingestion: true, expiration: Some(7200) }}"
        ),
        format!(
            "1 Constraint {{ {NAME}, constraint: \"t.pk$\", kind: PrimaryKey, enforced: Some(false) }}"
        ),
        key("id", 1),
        key("day", 2),
        format!("1 ColumnCollation {{ {NAME}, path: \"id\", collation: \"und:ci\" }}"),
    ];
    for fact in &expected {
        assert!(found.contains(fact), "{fact} in {found:#?}");
    }
    let by_range = r#"{"tableReference":{"projectId":"p","datasetId":"d","tableId":"t"},"rangePartitioning":{"field":"id","range":{"start":"0","end":"9","interval":"1"}}}"#;
    assert_eq!(
        facts("t.json", by_range)[1],
        format!(
            "1 Partitioning {{ {NAME}, unit: Some(Range), by_ingestion: false, expiration: None }}"
        )
    );
}
