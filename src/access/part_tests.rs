//! What a part is told of the whole, and which findings it has.

use rustc_hash::FxHashSet;

use super::{declared_facts, findings_of_part};
use crate::catalog::{
    AssetIx, AudienceIx, Catalog, ColumnsOfRuns, Kind, Level, Relation, RestrictedBy, Sabotage,
    Seen, SeenLineage, small,
};
use crate::diagnostic::{Finding, Rule};
use crate::insight::tests::{EVENTS, MARK, Mesh, beside, read, run, told};
use crate::insight::{Insight, State, Verdict, insight_of_part};
use crate::link::part_for;
use crate::mesh;
use crate::rules;

/// A view over what is left out, and a table that is made of it.
fn mixed() -> Mesh {
    beside().view(
        "p.unified.mixed",
        "SELECT o.customer_id, f.amount FROM `p.alpha.orders` o JOIN `p.unified.zulu_facts` f ON o.customer_id = f.customer_id",
    )
}

/// What somebody sees, by id of the asset. Views that read what isn't open are partial.
fn seen(c: &Catalog, level: impl Fn(&str) -> Level) -> Seen {
    let assets = (0..small(c.assets.len())).map(AssetIx);
    let levels: Vec<Level> = assets.map(|ix| level(&c.id(ix))).collect();
    let is_open = |ix: &AssetIx| levels[ix.ix()] == Level::Open;
    let reads_unseen = |r: &&Relation| !c.references_of(r).iter().all(|of| is_open(&of.asset));
    let partial = c.relations.iter().filter(reads_unseen).map(|r| r.asset);
    // Of what has parts, some may be hidden.
    let has_parts = |ix: &AssetIx| !matches!(c.asset(*ix).kind, Kind::Table | Kind::View);
    let holders = (0..small(c.assets.len())).map(AssetIx).filter(has_parts);
    Seen {
        of: AudienceIx(0),
        partial: partial.chain(holders).filter(is_open).collect(),
        levels,
        columns: FxHashSet::default(),
    }
}

/// What has the mark is hidden, everything else is open.
fn unmarked(id: &str) -> Level {
    match id.contains(MARK) {
        true => Level::Hidden,
        false => Level::Open,
    }
}

/// A part of a mesh, with its insight and findings.
fn part(whole: &mesh::Mesh, seen: &Seen) -> (Catalog, Insight, Vec<Finding>) {
    let by = RestrictedBy {
        seen,
        names_owner: &|_| false,
        told_by_runs: &ColumnsOfRuns::default(),
        seen_lineage: &SeenLineage::default(),
        sabotage: Sabotage::default(),
    };
    let part = part_for(&whole.catalog, &whole.ledger, by);
    let declared = declared_facts::of(&whole.catalog, &whole.insight, seen, &part);
    let mut findings = Vec::new();
    let insight = insight_of_part(&part.catalog, &declared);
    rules::check(&part.catalog, &insight, &whole.settings, &mut findings);
    findings_of_part::only_told(&part.catalog, &mut findings);
    (part.catalog, insight, findings)
}

/// A mesh whose tables publish everything, or that of the DME `zulu` less.
fn published(mesh: &Mesh, state: bool, freshness: bool) -> mesh::Mesh {
    let mut whole = read(mesh);
    let zulu = whole.catalog.find(Kind::Dme, "zulu");
    let access = &mut whole.catalog.inventory.access;
    (access.usual.state, access.usual.freshness) = (true, true);
    let mut of_zulu = access.usual;
    (of_zulu.state, of_zulu.freshness) = (state, freshness);
    access.publish.extend(zulu.map(|dme| (dme, of_zulu)));
    whole
}

fn verdict(c: &Catalog, insight: &Insight, name: &str) -> Verdict {
    let ix = c.find_relation(name).unwrap();
    *insight.verdict_of(ix).unwrap()
}

#[test]
fn states_are_those_of_the_whole_and_a_hidden_cause_is_unnamed() {
    let whole = published(&mixed(), true, true);
    let (c, insight, findings) = part(&whole, &seen(&whole.catalog, unmarked));
    let mut counts = [0; State::ALL.len()];
    for relation in &c.relations {
        let name = c.name(relation.asset);
        let own = verdict(&c, &insight, name);
        let of_whole = verdict(&whole.catalog, &whole.insight, name);
        assert_eq!(own.state, of_whole.state, "{name}");
        assert!(!own.judged_on_part, "{name}");
        counts[own.state as usize] += usize::from(relation.unified);
    }
    assert_eq!(State::ALL.map(|s| insight.states.all.of(s)), counts);
    // It reads a table whose last run failed, by a job that isn't there either.
    let mixed = verdict(&c, &insight, "p.unified.mixed");
    assert_eq!(mixed.state, State::Broken);
    assert_eq!((mixed.wrong, mixed.unseen), (None, true));
    assert_eq!(mixed.known, (0, 0), "of how many sources isn't told");
    // A table that was made of it.
    let customers = verdict(&c, &insight, "p.alpha.customers");
    assert_eq!((customers.state, customers.unseen), (State::Broken, true));
    // What the part knows itself is named.
    let payments = verdict(&c, &insight, "p.unified.payments");
    assert!(payments.wrong.is_some() && !payments.unseen);
    let lines = told(&c, &insight);
    assert!(!lines.iter().any(|line| line.contains(MARK)), "{lines:#?}");
    let findings = format!("{findings:?}");
    assert!(!findings.contains(MARK), "{findings}");
}

#[test]
fn what_keeps_its_state_to_itself_has_no_say() {
    let whole = published(&mixed(), false, true);
    let (c, insight, _) = part(&whole, &seen(&whole.catalog, unmarked));
    let mixed = verdict(&c, &insight, "p.unified.mixed");
    assert!(mixed.judged_on_part && !mixed.unseen);
    // A test of the table that is visible didn't pass.
    assert_eq!(mixed.state, State::WithCare);
    assert!(mixed.wrong.is_some());
    let customers = verdict(&c, &insight, "p.alpha.customers");
    assert_eq!(customers.state, State::WithCare, "its own incident");
    assert!(customers.judged_on_part);
    // Others are judged as always.
    assert!(!verdict(&c, &insight, "p.unified.payments").judged_on_part);
    // Whatever happens to it, nothing changes.
    let job = run(
        "COMPLETE",
        "load_zulu",
        15,
        &["p.alpha.orders"],
        "zulu-p.zulu.zulu_facts",
    );
    let other = published(&self::mixed().rows(EVENTS, &[job]), false, false);
    let (other_c, other_insight, _) = part(&other, &seen(&other.catalog, unmarked));
    let of = |c: &Catalog, insight: &Insight| -> Vec<(String, State)> {
        let all = c.relations.iter().map(|r| c.name(r.asset));
        all.map(|name| (name.to_owned(), verdict(c, insight, name).state))
            .collect()
    };
    assert_eq!(of(&c, &insight), of(&other_c, &other_insight));
}

#[test]
fn a_view_is_as_old_as_its_hidden_tables_where_they_say_so() {
    // The product promises an age of its view; the table below it isn't visible.
    let product = "\
apiVersion: vitrina/v1
kind: DataProduct
id: fresh
environment: alpha
slaProperties: [{property: latency, value: 24, unit: h}]
outputPorts: [{name: fresh, physicalName: p.unified.fresh}]
";
    let mesh = || {
        let mesh = mixed().file("fresh.yaml", product);
        mesh.view("p.unified.fresh", "SELECT amount FROM `p.alpha.orders`")
    };
    let level = |id: &str| match id.contains("p.alpha.orders") {
        true => Level::Hidden,
        false => unmarked(id),
    };
    let of = |state: bool, freshness: bool| {
        let mut whole = published(&mesh(), true, true);
        let usual = &mut whole.catalog.inventory.access.usual;
        (usual.state, usual.freshness) = (state, freshness);
        let (c, insight, _) = part(&whole, &seen(&whole.catalog, level));
        let view = c.find_relation("p.unified.fresh").unwrap();
        let old = whole.catalog.find_relation("p.unified.fresh").unwrap();
        let of_whole = whole.insight.loaded(&whole.catalog, old);
        assert!(of_whole.is_some());
        assert!(
            insight.loads(&c, view).is_empty(),
            "no other moment is told"
        );
        let kept = whole.insight.attainment(&whole.catalog, old);
        assert!(kept.is_some());
        let own = verdict(&c, &insight, "p.unified.fresh");
        (
            insight.loaded(&c, view) == of_whole,
            insight.attainment(&c, view) == kept,
            insight.unseen_load(view).map(|(at, _)| at) == of_whole.map(|(at, _)| at),
            insight.loaded(&c, view).is_some() || insight.unseen_load(view).is_some(),
            own.judged_on_part,
        )
    };
    assert_eq!(of(true, true), (true, true, true, true, false));
    assert_eq!(of(true, false), (false, false, false, false, false));
    assert_eq!(of(false, true), (true, true, true, true, true));
    assert_eq!(of(false, false), (false, false, false, false, true));
}

#[test]
fn what_is_only_listed_is_never_counted() {
    let level = |id: &str| match id {
        "view:p.unified.payments" | "view:p.unified.paid" => Level::Listed,
        _ => unmarked(id),
    };
    let whole = published(&mixed(), true, true);
    let (c, insight, findings) = part(&whole, &seen(&whole.catalog, level));
    let payments = c.find_relation("p.unified.payments").unwrap();
    assert_eq!(insight.verdict_of(payments), Some(&Verdict::default()));
    assert_eq!(insight.impact_of(payments), Default::default());
    let unified = c.relations.iter().filter(|r| r.unified).count();
    assert_eq!(insight.states.all.total(), unified - 2);
    assert_eq!(insight.coverage.views.views, unified - 2);
    let about = |f: &Finding| f.subjects.iter().any(|s| s.id.contains("p.unified.pa"));
    assert!(!findings.iter().any(about), "{findings:#?}");
    // The table that they read is behind no view that is told of; nobody says that it isn't.
    assert!(findings.iter().all(|f| f.rule != Rule::NoView));
}

#[test]
fn findings_are_of_what_is_there_and_have_no_place() {
    let product = "\
apiVersion: vitrina/v1
kind: DataProduct
id: mixed
environment: alpha
tables: [{name: customers, physicalName: p.alpha.customers}]
outputPorts: [{name: mixed, physicalName: p.unified.mixed}]
";
    let mesh = mixed()
        .file("mixed.yaml", product)
        .view("p.unified.torn", "SELECT FROM WHERE `zulu-p.zulu.zulu_1` (");
    let whole = published(&mesh, true, true);
    let (_, _, findings) = part(&whole, &seen(&whole.catalog, unmarked));
    let known: FxHashSet<(Rule, &str)> = whole
        .findings
        .iter()
        .filter_map(|f| Some((f.rule, f.subjects.first()?.key.as_str())))
        .collect();
    assert!(findings.len() > 5);
    for finding in &findings {
        let key = finding.subjects.first().unwrap().key.as_str();
        assert!(known.contains(&(finding.rule, key)), "{finding:#?}");
        assert!(
            finding.place.is_none() && finding.excerpt.is_none(),
            "{finding:#?}"
        );
        assert!(!format!("{finding:?}").contains(MARK), "{finding:#?}");
    }
    // What didn't parse may name anything.
    assert!(findings.iter().all(|f| f.rule != Rule::SqlUnparsed));
    // Of products and DMEs it can't be told what they lack, of tables not what reads them.
    let misses = |f: &&Finding| f.rule.is_of_what_refers() || f.rule == Rule::NotReady;
    assert!(whole.findings.iter().any(|f| misses(&f)));
    let told: Vec<&Finding> = findings.iter().filter(misses).collect();
    assert!(told.is_empty(), "{told:#?}");
}
