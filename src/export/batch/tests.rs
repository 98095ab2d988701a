#![allow(clippy::unwrap_used, reason = "tests read their input")]

use std::path::Path;

use super::{FactBatch, Malformed, in_turn};
use crate::diagnostic::{Excerpt, FileId, Finding, Pos, Rule};
use crate::export::fact::{AssetFact, Fact, FactSink, Name};
use crate::export::{
    airflow, backstage, bigquery, dbt, findings, information_schema, mlflow, monte_carlo,
    openlineage,
};
use crate::source::SourceTree;
use crate::system::{Spelling, System};

/// Keeps all that it is told, in order.
#[derive(Debug, Default, PartialEq)]
pub(in crate::export) struct Recorder(pub(in crate::export) Vec<String>);

impl FactSink for Recorder {
    fn fact(&mut self, pos: Pos, fact: Fact<'_>) {
        self.0.push(format!("{pos:?} {fact:?}"));
    }

    fn problem(&mut self, finding: Finding) {
        self.0.push(format!("{finding:?}"));
    }

    fn listed(&mut self, project: &str, dataset: &str) {
        self.0.push(format!("listed {project}.{dataset}"));
    }

    fn spelled(&mut self, pos: Pos, name: Name<'_>, spelling: Spelling) {
        self.0.push(format!("{pos:?} {name:?} {spelling:?}"));
    }
}

/// A batch as it is kept.
pub(in crate::export) fn written(batch: &FactBatch) -> Vec<u8> {
    let (entries, end) = batch.to_parts();
    [entries, &end].concat()
}

/// What could not be read may be read the next time.
#[test]
fn what_a_file_system_refused_is_not_lasting() {
    let tree = SourceTree::in_memory([("a".to_owned(), Vec::new())]);
    for (rule, lasts) in [(Rule::ExportRow, true), (Rule::Unreadable, false)] {
        let batch = FactBatch::of(&tree, |sink| sink.problem(Finding::new(rule, "wrong")));
        assert_eq!(batch.is_lasting(), lasts, "{rule:?}");
    }
}

/// Reads as it comes, by way of a batch that was written down, and in steps; all say the same.
fn same(tree: &SourceTree, read: impl Fn(&mut dyn FactSink)) -> Recorder {
    let mut direct = Recorder::default();
    read(&mut direct);
    let batch = FactBatch::of(tree, &read);
    let again = FactBatch::from_bytes(written(&batch)).unwrap();
    assert_eq!(again, batch);
    let mut recorded = Recorder::default();
    again.try_replay(tree, 0, &mut recorded).unwrap();
    assert_eq!(recorded, direct);
    let mut steps = Recorder::default();
    in_turn(tree, &mut steps, &read);
    assert_eq!(steps, direct);
    direct
}

/// The sample mesh, all of its systems.
#[test]
fn a_batch_says_what_its_reader_says() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("manifests");
    let tree = SourceTree::walk(&root, &[], None, &mut Vec::new()).unwrap();
    let of = |folder: &str| -> Vec<FileId> {
        let files = tree.iter();
        let files = files.filter(|(_, path)| path.starts_with(&format!("exports/{folder}/")));
        files.map(|(id, _)| id).collect()
    };
    let recorded = [
        same(&tree, |sink| {
            for file in of("bigquery") {
                bigquery::read(&tree, file, sink);
            }
        }),
        same(&tree, |sink| dbt::read(&tree, &of("dbt"), sink)),
        same(&tree, |sink| {
            openlineage::read(&tree, &of("openlineage"), sink)
        }),
        same(&tree, |sink| {
            monte_carlo::read(
                &tree,
                &of("monte-carlo"),
                &std::collections::BTreeMap::new(),
                sink,
            );
        }),
        same(&tree, |sink| airflow::read(&tree, &of("airflow"), sink)),
        same(&tree, |sink| mlflow::read(&tree, &of("mlflow"), None, sink)),
        same(&tree, |sink| backstage::read(&tree, &of("backstage"), sink)),
    ];
    for recorded in recorded {
        assert!(recorded.0.len() > 3, "{recorded:?}");
    }
}

/// The sample has no such export: a database with a view, of which each file is there.
#[test]
fn a_batch_says_what_the_reader_of_information_schema_says() {
    let tree = SourceTree::in_memory(
        [
            ("COLUMNS.csv", "table_catalog,table_schema,table_name,column_name,data_type\nd,s,Orders,id,integer\nd,s,v,id,integer\n"),
            ("TABLES.csv", "table_catalog,table_schema,table_name,table_type\nd,s,Orders,BASE TABLE\nd,s,v,VIEW\n"),
            ("TABLE_PRIVILEGES.csv", "table_catalog,table_schema,table_name,privilege_type,grantee\nd,s,v,SELECT,PUBLIC\n"),
            ("VIEWS.csv", "table_catalog,table_schema,table_name,view_definition\nd,s,v,\"SELECT id FROM s.\"\"Orders\"\"\"\n"),
            ("VIEW_TABLE_USAGE.csv", "view_catalog,view_schema,view_name,table_catalog,table_schema,table_name\nd,s,v,d,s,Orders\n"),
            ("nothing.csv", "a\n1\n"),
        ]
        .map(|(name, text)| (name.to_owned(), text.as_bytes().to_vec())),
    );
    let files: Vec<FileId> = tree.iter().map(|(id, _)| id).collect();
    let read = |files: &[FileId], sink: &mut dyn FactSink| {
        for file in information_schema::ordered(&tree, files.to_vec()) {
            information_schema::read(&tree, file, System::Snowflake, sink);
        }
    };
    let together = same(&tree, |sink| read(&files, sink));
    for (fact, count) in [
        ("Relation {", 3),
        ("Column {", 2),
        ("Query {", 1),
        ("LineageEdge {", 1),
        ("Privilege {", 1),
        ("Finding {", 1),
    ] {
        let found = together.0.iter().filter(|line| line.contains(fact)).count();
        assert_eq!(found, count, "{fact} in {together:?}");
    }
}

/// The sample has no report of another tool.
#[test]
fn a_batch_says_what_the_reader_of_findings_says() {
    let line = r#"{"rule":"r","severity":"error","message":"m","key":"relation:p.d.t","file":"a.sql","line":3,"help":"h","address":"https://x.example","detail":"c","suppressed":{"reason":"so","until":"2027-01-01"}}"#;
    let tree = SourceTree::in_memory([("x.ndjson".to_owned(), line.as_bytes().to_vec())]);
    let recorded = same(&tree, |sink| findings::read(&tree, FileId(0), sink));
    assert_eq!(recorded.0.len(), 1, "{recorded:?}");
    assert!(recorded.0[0].contains("FindingFact {"), "{recorded:?}");
}

/// What readers say of files that are broken.
#[test]
fn findings_come_back_whole() {
    let broken = b"{\"a\"\nnull\n\xff\n".to_vec();
    let tree = SourceTree::in_memory(
        [
            "TABLES.ndjson",
            "manifest.json",
            "x.csv",
            "x.ndjson",
            "x.yaml",
            "y.txt",
        ]
        .map(|name| (name.to_owned(), broken.clone())),
    );
    let files: Vec<FileId> = tree.iter().map(|(id, _)| id).collect();
    same(&tree, |sink| {
        for file in &files {
            bigquery::read(&tree, *file, sink);
            findings::read(&tree, *file, sink);
            information_schema::read(&tree, *file, System::Postgres, sink);
        }
        dbt::read(&tree, &files, sink);
        openlineage::read(&tree, &files, sink);
        monte_carlo::read(&tree, &files, &std::collections::BTreeMap::new(), sink);
        airflow::read(&tree, &files, sink);
        mlflow::read(&tree, &files, None, sink);
        backstage::read(&tree, &files, sink);
    });
    let recorded = same(&tree, |sink| {
        let excerpt = Excerpt::cut("some line", 1, 6, 4);
        sink.problem(
            Finding::new(Rule::ExportRow, "wrong")
                .at(Pos::start(FileId(2)))
                .excerpt(excerpt)
                .help("mend it"),
        );
        sink.problem(Finding::new(Rule::ExportFile, "wrong").at_path("elsewhere"));
        sink.listed("p", "d");
        let name = Name {
            project: "p",
            dataset: "d",
            table: "t",
        };
        let spelling = Spelling::of_sql(System::Snowflake, "p.d.\"t\"");
        sink.spelled(Pos::start(FileId(1)), name, spelling);
    });
    assert_eq!(recorded.0.len(), 4);
}

/// More texts than are looked for again, some of them twice; and columns of which any part is missing.
#[test]
fn columns_come_back_whole() {
    let tree = SourceTree::in_memory([("a".to_owned(), Vec::new())]);
    let column = |n: u32| {
        let has = |bit: u32| n >> bit & 1 == 1;
        let of = Name {
            project: "p",
            dataset: if n.is_multiple_of(7) { "d" } else { "e" },
            table: if n.is_multiple_of(3) { "t" } else { "" },
        };
        let description = has(2).then(|| format!("Text {}", n / 8).into());
        let fact = Fact::Asset(AssetFact::Column {
            name: of,
            path: format!("ñ{}", n % 6_000).into(),
            data_type: ["", "INT64"][usize::from(has(1))].into(),
            description,
            ordinal: has(3).then_some(n << 15),
            nullable: has(4).then_some(has(5)),
            partitioning: has(6),
            clustering: has(7).then_some(n),
        });
        (Pos::start(FileId(0)), fact)
    };
    let tell = |sink: &mut dyn FactSink| {
        (0..9_000)
            .map(column)
            .for_each(|(pos, fact)| sink.fact(pos, fact));
    };
    assert_eq!(same(&tree, tell).0.len(), 9_000);
    let batch = FactBatch::of(&tree, tell);
    let (entries, end) = batch.to_parts();
    for length in 1..200 {
        let bytes = [&entries[..length], &end].concat();
        let cut = FactBatch::from_bytes(bytes).unwrap();
        let mut recorded = Recorder::default();
        let told = cut.try_replay(&tree, 0, &mut recorded);
        assert!(told.is_ok() || recorded.0.len() < 9_000, "{length}");
    }
}

#[test]
fn lines_count_from_the_piece() {
    let tree = SourceTree::in_memory([("a".to_owned(), Vec::new())]);
    let pos = Pos::start(FileId(0));
    let batch = FactBatch::of(&tree, |sink| {
        sink.problem(Finding::new(Rule::ExportRow, "wrong").at(pos));
    });
    let mut recorded = Recorder::default();
    batch.try_replay(&tree, 41, &mut recorded).unwrap();
    assert!(recorded.0[0].contains("line: 42"), "{recorded:?}");
    let other = SourceTree::in_memory([("b".to_owned(), Vec::new())]);
    assert!(matches!(
        batch.try_replay(&other, 0, &mut recorded),
        Err(Malformed)
    ));
    let mut bytes = written(&batch);
    assert!(FactBatch::from_bytes(bytes.clone()).is_ok());
    bytes.pop();
    assert!(FactBatch::from_bytes(bytes).is_err());
    assert!(FactBatch::from_bytes(Vec::new()).is_err());
}
