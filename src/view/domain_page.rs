//! The page of a domain.

use super::dme_page::asset_list;
use super::domain_tree::{below, tree_of, views_below};
use super::guide_pages::long_description;
use super::list_spec::crumb;
use super::model::{EntityPage, Fact, Link, Nav, Notice, Tone};
use super::status_notice::status_notice;
use super::unseen::counted_held;
use super::{Views, badge, lifecycle_pairs, pair, pairs, status_badge, support_rows};
use crate::catalog::{AssetIx, Domain, Kind};

/// Page of a domain.
#[must_use]
pub(crate) fn domain_page(views: &Views<'_>, domain: &Domain) -> EntityPage {
    let c = views.reader;
    let ix = domain.asset;
    let asset = c.asset(ix);
    let path = c.href(ix);
    let title = c.title(ix).to_owned();
    let mut crumbs = vec![crumb(Kind::Domain)];
    crumbs.extend(views.domain_crumbs(ix));
    let environments = below(views, ix, |d| &d.environments);
    let products = below(views, ix, |d| &d.products);
    let unified = views_below(views, ix);
    let mut details = lifecycle_pairs(&domain.lifecycle);
    details.insert(0, pair("path", &domain.path));
    details.extend(pairs(&domain.properties));
    let mut badges: Vec<_> = status_badge(asset.status).into_iter().collect();
    badges.extend(domain.tags.iter().map(|t| badge(t, Tone::Plain)));
    let facts = vec![
        Fact {
            label: "Team".into(),
            values: vec![
                domain
                    .team
                    .map_or_else(|| Link::plain("none"), |t| views.link(t)),
            ],
            note: domain.support.first().map(|s| s.channel.clone()),
            note_link: None,
            empty: domain.team.is_none(),
        },
        Fact {
            label: "Holds".into(),
            values: vec![Link::plain(counted_held(views, environments.len(), "DME"))],
            note: Some(format!(
                "{}, {}",
                counted_held(views, products.len(), "product"),
                counted_held(views, unified.len(), "unified view")
            )),
            note_link: None,
            empty: environments.is_empty(),
        },
    ];
    EntityPage {
        page: views.page(ix, Nav::Domains, title.clone(), crumbs),
        heading: title,
        id: c.name(ix).to_owned(),
        kind_label: "domain",
        badges,
        notices: domain_notice(views, domain).into_iter().collect(),
        lead: views.description(ix, path),
        body: long_description(views, ix, path),
        facts,
        checklist: Vec::new(),
        lists: vec![
            asset_list(
                views,
                "Data Mesh Environments",
                "dmes",
                &environments,
                "No DME lists this domain yet.",
            ),
            asset_list(
                views,
                "Data products",
                "products",
                &products,
                "No data product in this domain yet.",
            ),
            asset_list(
                views,
                "Unified views",
                "views",
                &unified,
                "No unified view in this domain yet.",
            ),
        ],
        tree: tree_of(views, &domain.children, 0, 4),
        sla: Vec::new(),
        contracts: Vec::new(),
        support: support_rows(&domain.support),
        sections: Vec::new(),
        details,
        findings: views.finding_rows(ix),
        findings_more: 0,
        at: views.place(ix, c.described_at(ix)),
        seen: super::model::SeenByBuilds::default(),
    }
}

/// What to say of one that isn't active, was split or merged.
fn domain_notice(views: &Views<'_>, domain: &Domain) -> Option<Notice> {
    let c = views.reader;
    let mut notice = status_notice(
        views,
        "domain",
        c.asset(domain.asset).status,
        domain
            .lifecycle
            .replaced_by
            .as_ref()
            .map(|(id, _)| format!("domain:{id}"))
            .as_deref(),
        None,
    )?;
    let names = |all: &[AssetIx]| {
        all.iter()
            .map(|d| c.title(*d))
            .collect::<Vec<_>>()
            .join(" and ")
    };
    if !domain.split_into.is_empty() {
        notice.title = "Split".into();
        notice.text = format!("This domain was split into {}.", names(&domain.split_into));
        notice.link = domain.split_into.first().map(|d| views.link(*d));
    } else if let Some(into) = domain.merged_into {
        notice.title = "Merged".into();
        notice.text = format!("This domain was merged into {}.", c.title(into));
        notice.link = Some(views.link(into));
    }
    Some(notice)
}
