//! Domains: the page of one, and the tree of all.

use rustc_hash::FxHashSet;

use super::list_spec::crumb;
use super::model::{EntityPage, Fact, Nav, Notice, Tone, TreeNode};
use super::{Views, badge, counted, lifecycle_pairs, pair, pairs, status_badge, support_rows};
use crate::catalog::{AssetIx, Domain, Kind};

impl Views<'_> {
    /// Page of a domain.
    #[must_use]
    pub(crate) fn domain_page(&self, domain: &Domain) -> EntityPage {
        let c = self.reader;
        let ix = domain.asset;
        let asset = c.asset(ix);
        let path = c.href(ix);
        let title = c.title(ix).to_owned();
        let mut crumbs = vec![crumb(Kind::Domain)];
        crumbs.extend(self.domain_crumbs(ix));
        let environments = self.below(ix, |d| &d.environments);
        let products = self.below(ix, |d| &d.products);
        let views = self.views_below(ix);
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
                        .map_or_else(|| Self::plain_link("none"), |t| self.link(t)),
                ],
                note: domain.support.first().map(|s| s.channel.clone()),
                note_link: None,
                empty: domain.team.is_none(),
            },
            Fact {
                label: "Holds".into(),
                values: vec![Self::plain_link(counted(environments.len(), "DME"))],
                note: Some(format!(
                    "{}, {}",
                    counted(products.len(), "product"),
                    counted(views.len(), "unified view")
                )),
                note_link: None,
                empty: environments.is_empty(),
            },
        ];
        EntityPage {
            page: self.page(ix, Nav::Domains, title.clone(), crumbs),
            heading: title,
            id: c.name(ix).to_owned(),
            kind_label: "domain",
            badges,
            notices: self.domain_notice(domain).into_iter().collect(),
            lead: self.description(ix, path),
            body: self.long_description(ix, path),
            facts,
            checklist: Vec::new(),
            lists: vec![
                self.list(
                    "Data Mesh Environments",
                    "dmes",
                    &environments,
                    "No DME lists this domain yet.",
                ),
                self.list(
                    "Data products",
                    "products",
                    &products,
                    "No data product in this domain yet.",
                ),
                self.list(
                    "Unified views",
                    "views",
                    &views,
                    "No unified view in this domain yet.",
                ),
            ],
            tree: self.tree_of(&domain.children, 0, 4),
            sla: Vec::new(),
            contracts: Vec::new(),
            support: support_rows(&domain.support),
            sections: Vec::new(),
            details,
            findings: self.finding_rows(ix),
            findings_more: 0,
            at: asset.pos.map(|p| c.at(p)),
        }
    }

    /// What to say of one that isn't active, was split or merged.
    fn domain_notice(&self, domain: &Domain) -> Option<Notice> {
        let c = self.reader;
        let mut notice = self.status_notice(
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
            notice.link = domain.split_into.first().map(|d| self.link(*d));
        } else if let Some(into) = domain.merged_into {
            notice.title = "Merged".into();
            notice.text = format!("This domain was merged into {}.", c.title(into));
            notice.link = Some(self.link(into));
        }
        Some(notice)
    }

    /// What a domain and those below it hold, each once.
    fn below<'v>(
        &'v self,
        ix: AssetIx,
        of: impl Fn(&'v Domain) -> &'v Vec<AssetIx>,
    ) -> Vec<AssetIx> {
        let mut seen = FxHashSet::default();
        let mut stack = vec![ix];
        let mut all = Vec::new();
        while let Some(at) = stack.pop() {
            let domain = self.reader.domain(at);
            all.extend(of(domain).iter().copied().filter(|a| seen.insert(*a)));
            stack.extend(&domain.children);
        }
        all
    }

    /// Unified views of a domain and those below it.
    fn views_below(&self, ix: AssetIx) -> Vec<AssetIx> {
        let mut views = Vec::new();
        let mut stack = vec![ix];
        while let Some(at) = stack.pop() {
            views.extend(self.prepared.domain_views.get(&at).into_iter().flatten());
            stack.extend(&self.domain(at).children);
        }
        views
    }

    /// The whole tree, to a depth.
    pub(super) fn tree(&self, depth: usize) -> Vec<TreeNode> {
        let tops: Vec<AssetIx> = self
            .reader
            .domains()
            .iter()
            .filter(|d| d.parent.is_none())
            .map(|d| d.asset)
            .collect();
        self.tree_of(&tops, 0, depth)
    }

    fn tree_of(&self, domains: &[AssetIx], depth: usize, limit: usize) -> Vec<TreeNode> {
        let mut sorted = domains.to_vec();
        sorted.sort_by(|a, b| self.reader.title(*a).cmp(self.reader.title(*b)));
        let mut out = Vec::new();
        for ix in sorted {
            let environments = self.below(ix, |d| &d.environments);
            let views = self.views_below(ix).len();
            out.push(TreeNode {
                link: self.link(ix),
                depth,
                dmes: environments.len(),
                views,
                badges: status_badge(self.reader.asset(ix).status)
                    .into_iter()
                    .collect(),
            });
            if depth + 1 < limit {
                out.extend(self.tree_of(&self.domain(ix).children, depth + 1, limit));
            }
        }
        out
    }
}
