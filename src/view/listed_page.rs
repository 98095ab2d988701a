//! Page of a view that the reader may find and not query yet: what it is, whose it is, how to ask.

use super::model::{
    AskRow, Columns, Dataset, Fact, Link, ListedPart, Nav, PageKind, RelationPage, SamplePart,
    SeenByBuilds,
};
use super::ownership_section::{owner_fact, relation_support};
use super::relation_kind::kind_label;
use super::status_notice::status_notice;
use super::{Views, safe_url, status_badge};
use crate::catalog::{AssetIx, Kind, Relation, Role};

/// Page of a listed view.
#[must_use]
pub(super) fn listed_page<'a>(views: &Views<'a>, relation: &'a Relation) -> RelationPage<'a> {
    let c = views.reader;
    let ix = relation.asset;
    let asset = c.asset(ix);
    let path = c.href(ix);
    let heading = views.short_name(ix);
    let mut crumbs = c
        .owner(relation)
        .map_or_else(Vec::new, |dme| views.dme_crumbs(dme));
    crumbs.extend(relation.product.map(|product| views.link(product)));
    let mut page = views.page(ix, Nav::Views, heading.clone(), crumbs);
    page.kind = PageKind::Asset(Kind::View);
    page.feed = None;
    let listed = how_to_ask(views, relation);
    RelationPage {
        heading,
        full_name: c.name(ix),
        friendly_name: asset.title.map(|t| c.str(t)),
        kind_label: kind_label(relation),
        is_view: true,
        is_described: true,
        badges: status_badge(asset.status).into_iter().collect(),
        seen: SeenByBuilds::default(),
        lead: views.description(ix, path),
        notices: status_notice(views, "view", asset.status, None, None)
            .into_iter()
            .collect(),
        facts: listed_facts(views, relation, &listed),
        support: relation_support(views, relation),
        in_part: true,
        listed: Some(listed),
        dataset: Dataset {
            creator: c.owner(relation).map(|dme| c.title(dme)),
            columns: Vec::new(),
        },
        ..without_content(page)
    }
}

/// A page of which nothing is told.
fn without_content<'a>(page: super::model::Page) -> RelationPage<'a> {
    RelationPage {
        page,
        heading: String::new(),
        full_name: "",
        friendly_name: None,
        kind_label: "",
        is_view: true,
        is_described: true,
        badges: Vec::new(),
        in_part: true,
        listed: None,
        seen: SeenByBuilds::default(),
        lead: None,
        notices: Vec::new(),
        facts: Vec::new(),
        pointers: Vec::new(),
        pointers_more: 0,
        stub: None,
        owner_summary: String::new(),
        owners_stated: Vec::new(),
        views: Vec::new(),
        views_more: 0,
        columns: Columns::default(),
        verdict: None,
        trust: None,
        impact: None,
        usage: None,
        sample_queries: SamplePart::default(),
        lineage: None,
        sla: Vec::new(),
        contracts: Vec::new(),
        audiences: Vec::new(),
        individual_grants: 0,
        access_url: None,
        access_approver: None,
        support: Vec::new(),
        history: Vec::new(),
        terms: Vec::new(),
        details: Vec::new(),
        sql: None,
        sql_note: None,
        findings: Vec::new(),
        dataset: Dataset::default(),
    }
}

fn listed_facts(views: &Views<'_>, relation: &Relation, listed: &ListedPart) -> Vec<Fact> {
    let fact = |label: &'static str, link: Link| Fact {
        label: label.into(),
        values: vec![link],
        note: None,
        note_link: None,
        empty: false,
    };
    let product = relation.product.map(|product| views.link(product));
    let mut facts = vec![owner_fact(views, relation)];
    facts.extend(product.map(|product| fact("Data product", product)));
    facts.extend(listed.team.clone().map(|team| fact("Team", team)));
    facts
}

/// Whom to ask for access, and for which role.
fn how_to_ask(views: &Views<'_>, relation: &Relation) -> ListedPart {
    let c = views.reader;
    let first_contact = c.first_contact(relation.asset);
    let dme = c.owner(relation).or(first_contact.map(|first| first.dme));
    let environment = dme.and_then(|dme| c.environment(dme));
    let product = relation.product.and_then(|product| c.product(product));
    let team: Option<AssetIx> = product
        .and_then(|product| product.team)
        .or(environment.and_then(|dme| dme.team));
    ListedPart {
        ask: dme.map(|dme| views.link(dme)),
        team: team.map(|team| views.link(team)),
        roles: ask_rows(environment.map_or(&[][..], |dme| &dme.roles)),
    }
}

/// The roles for reading; all of them where none says that it is for that.
fn ask_rows(roles: &[Role]) -> Vec<AskRow> {
    let reads = |role: &&Role| role.access.as_deref() == Some("read");
    let any = roles.iter().any(|role| reads(&role));
    roles
        .iter()
        .filter(|role| !any || reads(role))
        .map(|role| AskRow {
            role: role.role.clone(),
            note: role.description.clone().or(role.access.clone()),
            approvers: role.approvers.clone(),
            url: role.request_url.as_deref().and_then(safe_url),
        })
        .collect()
}
