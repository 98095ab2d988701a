//! The overview: every governance page with its figure.

use rayon::prelude::*;

use crate::view::Views;
use crate::view::model::{DriftCount, FiguresCard, GovernanceOverview, Link, Nav, PageKind};

use super::coverage_page::view_shares;
use super::drift_page::no_drift;
use super::figures_draft::told;
use super::links::{OVERVIEW, address};
use super::{Figures, figures_page, tabs, topics};

/// The overview of governance, and its pages.
#[must_use]
pub(crate) fn governance_pages(views: &Views<'_>) -> (GovernanceOverview, Vec<Figures>) {
    let prepared = views.unrecorded();
    let topics: Vec<_> = topics(views).collect();
    let pages = topics
        .par_iter()
        .map(|t| figures_page(&prepared.views(), t))
        .collect::<Vec<_>>();
    (governance_overview(views, &pages), pages)
}

fn governance_overview(views: &Views<'_>, pages: &[Figures]) -> GovernanceOverview {
    let mut shares = told(views, view_shares(views));
    shares.extend(pages.iter().flat_map(|p| p.page.shares.iter().cloned()));
    GovernanceOverview {
        page: views.page_at(
            OVERVIEW,
            PageKind::Governance,
            Nav::Governance,
            "Governance".into(),
            match views.is_part() {
                true => "What you may see: what is covered, what contradicts itself, what is critical, what grows.",
                false => "The whole mesh: what is covered, what contradicts itself, what is critical, what grows.",
            }
            .into(),
            Vec::new(),
        ),
        tabs: tabs(views, ""),
        cards: pages
            .iter()
            .map(|p| FiguresCard {
                link: Link::to(p.page.heading, p.page.page.path.clone()),
                intro: p.page.intro,
                key: p.page.key.clone(),
            })
            .collect(),
        shares,
        drift: pages
            .iter()
            .flat_map(|p| &p.page.drift)
            .map(|group| DriftCount {
                rule: group.rule,
                severity: group.severity,
                count: group.count,
                href: format!("{}#{}", address("drift"), group.rule),
            })
            .collect(),
        no_drift: no_drift(views),
    }
}
