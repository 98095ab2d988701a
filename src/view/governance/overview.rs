//! The overview: every governance page with its figure.

use crate::view::Views;
use crate::view::model::{DriftCount, FiguresCard, GovernanceOverview};

use super::{Figures, address, site_link, tabs};

impl Views<'_> {
    pub(super) fn governance_overview(&self, pages: &[Figures]) -> GovernanceOverview {
        let mut shares = self.view_shares();
        shares.extend(pages.iter().flat_map(|p| p.page.shares.iter().cloned()));
        GovernanceOverview {
            page: self.page_at(
                "governance/index.html",
                "governance",
                "governance",
                "Governance".into(),
                "The whole mesh: what is covered, what contradicts itself, what is critical, what grows."
                    .into(),
                Vec::new(),
            ),
            tabs: tabs(""),
            cards: pages
                .iter()
                .map(|p| FiguresCard {
                    link: site_link(p.page.heading, p.page.page.path.clone()),
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
        }
    }
}
