use super::{Aliases, Export, Facts, link};
use crate::catalog::{AssetIx, Catalog, OwnerCandidate, OwnershipSource, Relation};
use crate::config::Settings;
use crate::diagnostic::{FileId, Pos};
use crate::export::fact::{AssetFact, Fact, FactSink, Name, RelationKind, ResourceType};
use crate::manifest::Manifests;
use crate::system::Exporter;
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

#[test]
fn relations_that_mean_the_same_are_equal_wherever_they_are_told_of() {
    let mut facts = Facts::new(Aliases::default());
    facts.begin(Export {
        format: Exporter::Bigquery,
        path: "exports/*.csv".to_owned(),
        files: 1,
        max_age: None,
        pos: None,
    });
    view(&mut facts, "one", "SELECT a FROM p.d.t", 2);
    view(&mut facts, "same", "SELECT a FROM p.d.t", 70);
    view(&mut facts, "other", "SELECT b FROM p.d.t", 80);
    facts.end();
    let mut findings = Vec::new();
    let settings = Settings::read(None, FileId::SETTINGS, &mut findings);
    let files = vec!["exports/views.csv".to_owned()];
    let manifests = Manifests::default();
    let c: Catalog = link(&settings, &manifests, facts, None, files, &mut findings);
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
    assert_eq!(c.grants_of(one), c.grants_of(same));
    assert_eq!(c.references_of(one), c.references_of(same));
    assert_ne!(*one, renamed(other));
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
