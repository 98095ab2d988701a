//! Page of a Data Mesh Environment.

use super::dme_readiness::{checklist, framework};
use super::dme_sections::dme_sections;
use super::governance::{score_fact, score_section};
use super::guide_pages::long_description;
use super::list_pages::asset_row;
use super::list_spec::crumb;
use super::model::{AssetList, EntityPage, Fact, Link, Nav, Tone};
use super::status_notice::status_notice;
use super::unseen::counted_held;
use super::{Views, badge, counted, lifecycle_pairs, pair, pairs, status_badge, support_rows};
use crate::catalog::{AssetIx, Environment, Kind};
use crate::facets::Set;

/// Assets listed on a page.
const MAX_LIST: usize = 50;
/// Findings listed on a page.
const MAX_FINDINGS: usize = 30;

/// Page of a DME.
#[must_use]
pub(crate) fn dme_page(views: &Views<'_>, dme: &Environment) -> EntityPage {
    let c = views.reader;
    // Their banner stands in the template that all pages share.
    c.note_set(Set::OldExports);
    let ix = dme.asset;
    let asset = c.asset(ix);
    let path = c.href(ix);
    let title = c.title(ix).to_owned();
    let mut crumbs = vec![crumb(Kind::Dme)];
    if let Some(home) = c.home_domain(ix) {
        crumbs = views.domain_crumbs(home);
        crumbs.push(views.link(home));
    }
    let mut details = lifecycle_pairs(&dme.lifecycle);
    details.splice(0..0, dme.created.as_ref().map(|d| pair("created", d)));
    details.extend(framework(views, dme));
    details.extend(pairs(&dme.properties));
    let checklist = checklist(views, dme);
    let done = checklist.iter().filter(|i| i.done).count();
    let readiness = format!("{done} of {} ready", checklist.len());
    let (findings, findings_more) = findings_within(
        views,
        std::iter::once(ix)
            .chain(dme.products.iter().copied())
            .chain(dme.views.iter().copied())
            .chain(dme.tables.iter().copied()),
    );
    // What a score leaves out most readers of a part don't see: it would judge on that.
    let score = views.reader.score_of(ix).filter(|_| !views.is_part());
    let mut facts = dme_facts(views, dme, readiness);
    facts.extend(score.map(|score| score_fact(views, score)));
    let mut sections: Vec<_> = score.iter().map(|s| score_section(views, s)).collect();
    sections.extend(dme_sections(views, dme));
    let mut badges: Vec<_> = status_badge(asset.status).into_iter().collect();
    badges.extend(dme.tags.iter().map(|t| badge(t, Tone::Plain)));
    let replaced = dme
        .lifecycle
        .replaced_by
        .as_ref()
        .map(|(id, _)| format!("dme:{id}"));
    EntityPage {
        page: views.page(ix, Nav::Dmes, title.clone(), crumbs),
        heading: title,
        id: c.name(ix).to_owned(),
        kind_label: "Data Mesh Environment",
        badges,
        notices: status_notice(
            views,
            "DME",
            asset.status,
            replaced.as_deref(),
            dme.lifecycle.end_of_life.as_deref(),
        )
        .into_iter()
        .collect(),
        lead: views.description(ix, path),
        body: long_description(views, ix, path),
        facts,
        checklist,
        lists: vec![
            asset_list(
                views,
                "Data products",
                "products",
                &dme.products,
                "No product yet: add a DataProduct manifest that names this DME as its `environment`.",
            ),
            asset_list(
                views,
                "Unified views",
                "views",
                &dme.views,
                "No unified view reaches its tables yet.",
            ),
            asset_list(
                views,
                "Productive tables",
                "tables",
                &dme.tables,
                "No table of the exports lies in its infrastructure.",
            ),
        ],
        tree: Vec::new(),
        sla: Vec::new(),
        contracts: Vec::new(),
        support: support_rows(&dme.support),
        sections,
        details,
        findings,
        findings_more,
        at: views.place(ix, c.described_at(ix)),
        seen: super::model::SeenByBuilds::default(),
    }
}

fn dme_facts(views: &Views<'_>, dme: &Environment, readiness: String) -> Vec<Fact> {
    let domains = dme
        .domains
        .iter()
        .map(|d| views.link(*d))
        .collect::<Vec<_>>();
    let team = dme.team.map(|t| views.link(t));
    vec![
        Fact {
            label: "Domain".into(),
            empty: domains.is_empty(),
            values: if domains.is_empty() {
                vec![Link::plain("none")]
            } else {
                domains
            },
            note: None,
            note_link: None,
        },
        Fact {
            label: "Team".into(),
            empty: team.is_none(),
            note: dme.support.first().map(|s| s.channel.clone()),
            values: vec![team.unwrap_or_else(|| Link::plain("none"))],
            note_link: None,
        },
        Fact {
            label: "Publishes".into(),
            values: vec![Link::plain(counted_held(
                views,
                dme.views.len(),
                "unified view",
            ))],
            note: Some(
                match (
                    counted_held(views, dme.products.len(), "product"),
                    dme.tables.len(),
                ) {
                    // That the reader may see none is no figure of the DME.
                    (products, 0) if views.is_part() => products,
                    (products, tables) => format!("{products}, {}", counted(tables, "table")),
                },
            ),
            note_link: None,
            empty: dme.views.is_empty(),
        },
        Fact {
            label: "Readiness".into(),
            values: vec![Link {
                href: None,
                ..Link::plain(readiness)
            }],
            note: dme.created.as_ref().map(|d| format!("since {d}")),
            note_link: None,
            empty: false,
        },
    ]
}

/// A list of assets on a page; the rest is counted.
pub(super) fn asset_list(
    views: &Views<'_>,
    title: &'static str,
    id: &'static str,
    assets: &[AssetIx],
    empty: &'static str,
) -> AssetList {
    let mut sorted = assets.to_vec();
    sorted.sort_by(|a, b| views.reader.name(*a).cmp(views.reader.name(*b)));
    sorted.dedup();
    AssetList {
        title,
        id,
        rows: sorted
            .iter()
            .take(MAX_LIST)
            .map(|ix| asset_row(views, *ix))
            .collect(),
        more: sorted.len().saturating_sub(MAX_LIST),
        all: None,
        empty: match views.is_part() && !empty.is_empty() {
            true => "Nothing that you may see.",
            false => empty,
        },
    }
}

/// The list without the DME that the page itself names, where that is the owner.
pub(super) fn without_owner(
    views: &Views<'_>,
    mut list: AssetList,
    dme: Option<AssetIx>,
) -> AssetList {
    let own = dme.map(|d| views.reader.href(d));
    for row in &mut list.rows {
        row.dme = row.dme.take().filter(|d| d.href.as_deref() != own);
    }
    list
}

/// Findings about any of these assets.
pub(super) fn findings_within(
    views: &Views<'_>,
    assets: impl Iterator<Item = AssetIx>,
) -> (Vec<super::model::FindingRow>, usize) {
    let mut seen = rustc_hash::FxHashSet::default();
    let mut rows = Vec::new();
    let mut more = 0;
    for ix in assets.filter(|ix| seen.insert(*ix)) {
        for finding in views.findings_of(ix) {
            if rows.len() < MAX_FINDINGS {
                rows.push(views.finding_row(finding, true));
            } else {
                more += 1;
            }
        }
    }
    (rows, more)
}
