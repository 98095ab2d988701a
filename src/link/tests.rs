use super::{Aliases, Export, Facts, Ledger, Linked, NoneSaved, link, part_where};
use crate::catalog::{AssetIx, Catalog, Clock, OwnerCandidate, OwnershipSource, Relation};
use crate::config::Settings;
use crate::diagnostic::{FileId, Pos};
use crate::export::fact::{
    AssetFact, Check, CheckResult, Fact, FactSink, Name, OperationFact, RelationKind, ResourceType,
};
use crate::manifest::{self, Manifests, NothingSaved};
use crate::source::SourceTree;
use crate::system::{Assertion, Evidence, Exporter, ProvenanceKind, Topic};
use sql::Dialect;

const fn at(line: u32) -> Pos {
    Pos {
        file: FileId(0),
        line,
        column: 1,
    }
}

/// Tells of a view with SQL, dbt's words and a grant, from this line on.
fn view(facts: &mut Facts, table: &'static str, sql: &'static str, first: u32) {
    let name = Name {
        project: "p",
        dataset: "d",
        table,
    };
    let all = [
        AssetFact::Relation {
            name,
            kind: Some(RelationKind::View),
            created: None,
            base: None,
        },
        AssetFact::Query {
            name,
            sql: sql.into(),
            dialect: Dialect::BigQuery,
            ddl: false,
        },
        AssetFact::Column {
            name,
            path: "a".into(),
            data_type: "INT64".into(),
            description: None,
            ordinal: Some(1),
            nullable: Some(true),
            partitioning: false,
            clustering: None,
        },
        AssetFact::Dbt {
            name,
            resource_type: ResourceType::Model,
            unique_id: "model.shop.orders",
            access: None,
            group: Some("finance"),
            contract_enforced: false,
            version: None,
            deprecation_date: None,
        },
        AssetFact::Privilege {
            project: "p",
            dataset: "d",
            table: Some(table),
            privilege: "roles/bigquery.dataViewer",
            grantee: "group:finance@example.com",
        },
    ];
    for (line, fact) in (first..).zip(all) {
        facts.fact(at(line), Fact::Asset(fact));
    }
}

/// Links manifests, by their paths, and views: name, SQL, and the line from which on each is told of.
fn linked(manifests: &[(&str, String)], views: &[(&'static str, &'static str, u32)]) -> Catalog {
    let tree = SourceTree::in_memory(
        manifests
            .iter()
            .map(|(path, text)| ((*path).to_owned(), text.clone().into_bytes())),
    );
    let mut facts = Facts::new(Aliases::default());
    facts.begin(Export {
        format: Exporter::Bigquery,
        path: "exports/*.csv".to_owned(),
        files: 1,
        max_age: None,
        pos: None,
    });
    for (table, sql, first) in views {
        view(&mut facts, table, sql, *first);
    }
    facts.end();
    let mut findings = Vec::new();
    let settings = Settings::read(None, FileId::SETTINGS, &mut findings);
    let manifests = manifest::read_all(&tree, &|_| false, &NothingSaved, &mut findings);
    assert_eq!(findings, [], "the manifests are right");
    let files = tree.paths().to_vec();
    link(
        &settings,
        &manifests,
        facts,
        Clock::default(),
        files,
        &NoneSaved,
        &mut findings,
    )
    .catalog
}

#[test]
fn relations_that_mean_the_same_are_equal_wherever_they_are_told_of() {
    let c = linked(
        &[],
        &[
            ("one", "SELECT a FROM p.d.t", 2),
            ("same", "SELECT a FROM p.d.t", 70),
            ("other", "SELECT b FROM p.d.t", 80),
        ],
    );
    let [one, same, other, ..] = c.relations.as_slice() else {
        panic!("{:?}", c.relations)
    };
    // What it is called, and where its columns and grants are kept, is each one's own.
    let renamed = |relation: &Relation| Relation {
        asset: one.asset,
        table: one.table,
        columns: one.columns.clone(),
        grants: one.grants.clone(),
        ..relation.clone()
    };
    assert!(one.query.is_some() && one.dbt.is_some());
    let lines = [one, same].map(|r| c.places_of(r).query.map(|pos| pos.line));
    assert_eq!(lines, [Some(3), Some(71)]);
    assert_eq!(*one, renamed(same));
    assert_eq!(c.columns_of(one).len(), 1);
    assert_eq!(c.columns_of(one), c.columns_of(same));
    assert_eq!(c.grants_of(one), c.grants_of(same));
    assert_eq!(c.references_of(one), c.references_of(same));
    assert_ne!(*one, renamed(other));
}

const ONE: (&str, &str, u32) = ("one", "SELECT a FROM p.d.t", 2);

const ALPHA: &str = "\
apiVersion: vitrina/v1
kind: DataMeshEnvironment
id: alpha
servers: [{type: bigquery, project: p, dataset: d}]
lifecycle: {replacedBy: alpha}
---
apiVersion: vitrina/v1
kind: DataProduct
id: orders
environment: alpha
inputPorts: [{name: one, physicalName: p.d.one}]
outputPorts: [{name: made, physicalName: p.d.made, declaredInputs: [p.d.one]}]
---
apiVersion: v3.0.2
kind: DataContract
id: one
version: 1.0.0
status: active
schema: [{name: one, physicalName: p.d.one, properties: [{name: a, logicalType: integer}]}]
";

#[test]
fn documents_that_say_the_same_are_equal_wherever_they_stand() {
    let catalog = |text: String| linked(&[("alpha.yaml", text)], &[ONE]);
    let one = catalog(ALPHA.to_owned());
    let same = catalog(format!("# moved down\n\n{ALPHA}"));
    let other = catalog(ALPHA.replace("name: a,", "name: b,"));
    let lines = [&one, &same].map(|c| c.contracts[0].tables[0].columns[0].pos.0.line);
    assert_eq!(lines, [19, 21]);
    assert_eq!(one.environments, same.environments);
    assert_eq!(one.products, same.products);
    assert_eq!(one.contracts, same.contracts);
    assert_ne!(one.contracts, other.contracts);
}

#[test]
fn what_is_declared_of_an_output_that_nothing_describes_stands_at_the_claim() {
    let manifests = [
        (
            "a.yaml",
            "apiVersion: vitrina/v1\nkind: Team\nid: a\n".to_owned(),
        ),
        ("b.yaml", ALPHA.to_owned()),
    ];
    let c = linked(&manifests, &[ONE]);
    let declared = c.graph.edges.iter().map(|edge| edge.provenance);
    let declared = declared.filter(|known| known.how == ProvenanceKind::Declared);
    let at: Vec<String> = declared.map(|known| c.at(known.pos)).collect();
    assert_eq!(at, ["b.yaml:12"]);
}

#[test]
fn pages_speak_of_the_day_that_ages_are_counted_from() {
    let day = |now| {
        let mut findings = Vec::new();
        let settings = Settings::read(None, FileId::SETTINGS, &mut findings);
        let (manifests, facts) = (Manifests::default(), Facts::new(Aliases::default()));
        let Linked { catalog: c, .. } = link(
            &settings,
            &manifests,
            facts,
            Clock::at(now),
            Vec::new(),
            &NoneSaved,
            &mut findings,
        );
        c.operations.as_of
    };
    assert_eq!(day(Some(1_772_323_200)).as_deref(), Some("2026-03-01"));
    assert_eq!(day(None), None);
}

#[test]
fn what_exports_tell_is_known_by_project() {
    let told = |facts: Facts| {
        let mut findings = Vec::new();
        let settings = Settings::read(None, FileId::SETTINGS, &mut findings);
        let manifests = Manifests::default();
        let Linked { catalog: c, .. } = link(
            &settings,
            &manifests,
            facts,
            Clock::default(),
            Vec::new(),
            &NoneSaved,
            &mut findings,
        );
        let topics = [
            Topic::ColumnDescriptions,
            Topic::PolicyTags,
            Topic::Grants,
            Topic::Tests,
            Topic::Monitors,
            Topic::Incidents,
        ];
        let project = c.relations[0].project;
        topics.map(|topic| c.tells.of(project, topic))
    };
    let export = |format| Export {
        format,
        path: "exports/*".to_owned(),
        files: 1,
        max_age: None,
        pos: None,
    };
    let facts = || {
        let mut facts = Facts::new(Aliases::default());
        facts.begin(export(Exporter::Bigquery));
        let name = Name {
            project: "p",
            dataset: "d",
            table: "t",
        };
        let table = AssetFact::Relation {
            name,
            kind: Some(RelationKind::Table),
            created: None,
            base: None,
        };
        facts.fact(at(1), Fact::Asset(table));
        (facts, name)
    };
    let none = [false; 6];
    let (bare, _) = facts();
    assert_eq!(told(bare), none);
    let topic = Topic::ColumnDescriptions;
    let tells = |project| Fact::Operation(OperationFact::Tells { project, topic });
    let (mut of_another, _) = facts();
    of_another.fact(at(2), tells("q"));
    assert_eq!(told(of_another), none);
    let (mut said, _) = facts();
    said.fact(at(2), tells("p"));
    assert_eq!(told(said), [true, false, false, false, false, false]);
    // Who watches tables sees those of every project.
    let (mut watched, name) = facts();
    watched.begin(export(Exporter::MonteCarlo));
    assert_eq!(told(watched), [false, false, false, false, false, true]);
    let (mut tested, _) = facts();
    let check = Check {
        name,
        id: "test.a.b",
        title: None,
        asserts: Assertion::Other,
        column: None,
        result: CheckResult::Pass,
        at: None,
        message: None,
        by: Evidence::DbtTest,
        alone: true,
    };
    tested.fact(at(2), Fact::Operation(OperationFact::Check(check)));
    assert_eq!(told(tested), [false, false, false, true, false, false]);
    // dbt's manifest has a place for texts on columns; grants of one relation tell that they are known.
    let mut facts = Facts::new(Aliases::default());
    facts.begin(export(Exporter::Bigquery));
    view(&mut facts, "one", "SELECT 1 AS a", 1);
    assert_eq!(told(facts), [true, false, true, false, false, false]);
}

#[test]
fn claims_that_say_the_same_are_equal_wherever_they_stand() {
    let claim = |line| OwnerCandidate {
        source: OwnershipSource::Label,
        dme: AssetIx(1),
        pos: Some(at(line)),
        by: None,
    };
    assert_eq!(claim(2), claim(70));
}

/// Reads files of a BigQuery export into a catalog.
fn exported(files: &[(&str, &str)]) -> Catalog {
    let tree = SourceTree::in_memory(
        files
            .iter()
            .map(|(path, text)| ((*path).to_owned(), (*text).as_bytes().to_vec())),
    );
    let mut facts = Facts::new(Aliases::default());
    facts.begin(Export {
        format: Exporter::Bigquery,
        path: "*".to_owned(),
        files: files.len(),
        max_age: None,
        pos: None,
    });
    for (file, _) in tree.iter() {
        crate::export::bigquery::read(&tree, file, &mut facts);
    }
    facts.end();
    let mut findings = Vec::new();
    let settings = Settings::read(None, FileId::SETTINGS, &mut findings);
    let files = tree.paths().to_vec();
    link(
        &settings,
        &Manifests::default(),
        facts,
        Clock::default(),
        files,
        &NoneSaved,
        &mut findings,
    )
    .catalog
}

const TOLD: [(&str, &str); 8] = [
    (
        "TABLES.csv",
        "table_catalog,table_schema,table_name,table_type\np,d,t,BASE TABLE\np,d,plain,BASE TABLE\np,e,far,BASE TABLE\nu,unified,orders,VIEW\n",
    ),
    (
        "COLUMNS.csv",
        "table_catalog,table_schema,table_name,column_name,data_type,ordinal_position,is_hidden,is_partitioning_column,collation_name\np,d,t,_PARTITIONTIME,TIMESTAMP,,YES,YES,NULL\np,d,t,id,INT64,1,NO,NO,NULL\np,d,t,Country,STRING,2,NO,NO,und:ci\n",
    ),
    (
        "TABLE_OPTIONS.csv",
        "table_catalog,table_schema,table_name,option_name,option_value\np,d,t,partition_expiration_days,2\n",
    ),
    (
        "ROW_ACCESS_POLICIES.csv",
        "table_catalog,table_schema,table_name,row_access_policy_name,filter_predicate\np,d,t,own,\"t.country = 'DE' AND SESSION_USER() = 'ana@example.com'\"\np,d,t,all,true\n",
    ),
    (
        "KEY_COLUMN_USAGE.csv",
        "table_catalog,table_schema,table_name,constraint_name,column_name,ordinal_position\np,d,t,t.pk$,Country,2\np,d,t,t.pk$,id,1\np,d,t,t.fk,id,1\np,d,t,t.gone,id,1\n",
    ),
    (
        "TABLE_CONSTRAINTS.csv",
        "table_catalog,table_schema,table_name,constraint_name,constraint_type,enforced\np,d,t,t.fk,FOREIGN KEY,NO\np,d,t,t.pk$,PRIMARY KEY,NO\np,d,plain,plain.pk$,PRIMARY KEY,NO\n",
    ),
    (
        "SCHEMATA.csv",
        "catalog_name,schema_name,location\np,d,EU\np,e,US\n",
    ),
    (
        "d.json",
        r#"{"datasetReference":{"projectId":"p","datasetId":"d"},"location":"EU","defaultTableExpirationMs":"3600000","access":[{"role":"READER","userByEmail":"ana@example.com"},{"role":"READER","groupByEmail":"analysts@example.com"},{"view":{"projectId":"u","datasetId":"unified","tableId":"orders"}},{"dataset":{"dataset":{"projectId":"x","datasetId":"shared"},"targetTypes":["VIEWS"]}}]}"#,
    ),
];

#[test]
fn what_tables_and_datasets_are_set_to_is_put_together() {
    let c = exported(&TOLD);
    let table = |name: &str| c.relation(c.find_relation(name).unwrap()).unwrap();
    let t = table("p.d.t").properties.as_deref().unwrap();
    let text = |sym: &crate::catalog::Sym| c.str(*sym);
    let partitioning = t.partitioning.unwrap();
    assert!(partitioning.by_ingestion, "{partitioning:?}");
    assert_eq!(partitioning.expiration, Some(172_800));
    let collations: Vec<_> = t
        .column_collations
        .iter()
        .map(|(a, b)| [text(a), text(b)])
        .collect();
    assert_eq!(collations, [["Country", "und:ci"]]);
    let policies: Vec<_> = t
        .row_policies
        .iter()
        .map(|p| {
            (
                text(&p.name),
                p.columns.iter().map(text).collect::<Vec<_>>(),
            )
        })
        .collect();
    assert_eq!(policies, [("all", vec![]), ("own", vec!["Country"])]);
    assert_ne!(t.row_policies[0].fingerprint, t.row_policies[1].fingerprint);
    let key = t.primary_key().unwrap();
    assert_eq!(
        key.columns.iter().map(text).collect::<Vec<_>>(),
        ["id", "Country"]
    );
    assert_eq!((key.enforced, t.keys.len()), (Some(false), 1));
    let plain = table("p.d.plain").properties.as_deref().unwrap();
    assert!(plain.keys.is_empty(), "a key without columns says nothing");
    assert!(table("p.e.far").properties.is_none());

    let d = c.dataset_properties("p", "d").unwrap();
    assert_eq!(d.location.as_ref().map(text), Some("EU"));
    assert_eq!(d.table_expiration, Some(3600));
    let view = table("u.unified.orders");
    assert_eq!(d.authorizes(view), Some(true));
    assert_eq!(d.authorizes(table("p.e.far")), Some(false));
    let e = c.dataset_properties("p", "e").unwrap();
    assert_eq!(e.location.as_ref().map(text), Some("US"));
    assert_eq!(e.authorizes(view), None, "nothing lists who has access");
    assert!(c.dataset_properties("u", "unified").is_none());
    // Persons are counted, groups are named.
    let grants = c.grants_of(table("p.d.plain"));
    assert_eq!(grants.iter().filter(|g| g.person).count(), 1);
    assert_eq!(grants.len(), 2);
}

#[test]
fn a_part_has_what_is_set_of_its_own_alone() {
    let c = exported(&TOLD);
    let part = |left: &str| {
        let left = c.find_relation(left).unwrap();
        part_where(&c, &Ledger::default(), |ix| ix != left)
    };
    let of = part("u.unified.orders");
    let d = of.dataset_properties("p", "d").unwrap();
    assert_eq!(
        (d.authorized.len(), d.access_listed),
        (0, false),
        "what reads it is left out"
    );
    assert!(of.strings.get("orders").is_none() && of.strings.get("shared").is_none());
    let t = of.relation(of.find_relation("p.d.t").unwrap()).unwrap();
    let key = t.properties.as_deref().unwrap().primary_key().unwrap();
    let columns: Vec<&str> = key.columns.iter().map(|c| of.str(*c)).collect();
    assert_eq!(columns, ["id", "Country"]);
    let of = part("p.e.far");
    assert!(of.dataset_properties("p", "e").is_none());
    let d = of.dataset_properties("p", "d").unwrap();
    let view = of
        .relation(of.find_relation("u.unified.orders").unwrap())
        .unwrap();
    assert_eq!(d.authorizes(view), None, "who reads a dataset isn't told");
}
