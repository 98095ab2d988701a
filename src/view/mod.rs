//! Serializable page models, one a page kind, and how each is made from the catalog. Domain types
//! never reach a template.

pub mod api;
mod cause;
mod chart;
mod columns;
mod contract;
mod dme;
mod domain;
pub mod explorer;
mod feed;
mod governance;
mod guides;
mod home;
mod impact;
mod job;
pub mod lineage;
pub mod lists;
pub mod model;
mod moment;
mod other;
mod ownership;
mod parts;
mod product;
mod relation;
mod relation_notices;
mod relation_parts;
mod sample;
mod trust;
mod usage;
mod verdict;

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Catalog};
use crate::config::Settings;
use crate::diagnostic::{Finding, Place, Pos};
use crate::insight::{Insight, Score};
use crate::link::resolve_id;
use crate::markdown::{self, Prose};
use model::{FindingRow, Link, Page};

pub use feed::{atom, sitemap};
pub use lists::ListSpec;
use parts::{
    badge, cell, counted, lifecycle_pairs, opt_cell, pair, pairs, safe_url, section, sla_rows,
    status_badge, support_rows, url_cell,
};
pub use parts::{grouped, root};

/// Makes page models of one catalog.
pub struct Views<'a> {
    /// The mesh.
    pub catalog: &'a Catalog,
    /// What follows from it.
    pub insight: &'a Insight,
    /// The settings.
    pub settings: &'a Settings,
    /// All findings, weighed and sorted.
    pub findings: &'a [Finding],
    by_asset: FxHashMap<AssetIx, Vec<u32>>,
    base_url: Option<String>,
    /// Unified views by domain: the product's, else the owner DME's home.
    domain_views: FxHashMap<AssetIx, Vec<AssetIx>>,
    /// Assets of each of [`lists::ALL`], sorted once.
    listed: [OnceLock<Vec<AssetIx>>; lists::ALL.len()],
    /// Place of each guide in their list.
    guide_places: OnceLock<FxHashMap<AssetIx, usize>>,
    /// Place of each unified view that is used, by the number of queries, from 1.
    used_rank: FxHashMap<AssetIx, usize>,
    /// Partition columns, as views show them.
    partitions: sample::Partitions,
    /// The days that sample queries name.
    days: sample::Days,
    /// Scores of all DMEs, in the order of the catalog.
    scores: OnceLock<Vec<Score>>,
}

impl<'a> Views<'a> {
    /// Prepares for `catalog` with what follows from it and its findings.
    #[must_use]
    pub fn new(
        catalog: &'a Catalog,
        insight: &'a Insight,
        settings: &'a Settings,
        findings: &'a [Finding],
    ) -> Self {
        let mut by_asset: FxHashMap<AssetIx, Vec<u32>> = FxHashMap::default();
        for (i, finding) in (0u32..).zip(findings) {
            if let Some(ix) = finding.asset().and_then(|id| resolve_id(catalog, id)) {
                by_asset.entry(ix).or_default().push(i);
            }
        }
        let mut domain_views: FxHashMap<AssetIx, Vec<AssetIx>> = FxHashMap::default();
        for relation in catalog.relations.iter().filter(|r| r.unified) {
            let product = relation.product.and_then(|p| catalog.product(p));
            let domain = product
                .and_then(|p| p.domain)
                .or_else(|| catalog.home_domain(catalog.owner(relation)?));
            if let Some(domain) = domain {
                domain_views.entry(domain).or_default().push(relation.asset);
            }
        }
        Self {
            catalog,
            insight,
            settings,
            findings,
            by_asset,
            base_url: settings.base_url(),
            domain_views,
            listed: Default::default(),
            guide_places: OnceLock::new(),
            used_rank: used_rank(catalog),
            partitions: sample::Partitions::new(catalog),
            days: sample::days(catalog),
            scores: OnceLock::new(),
        }
    }

    /// A link to an asset, by its display name.
    fn link(&self, ix: AssetIx) -> Link {
        let asset = self.catalog.asset(ix);
        let relation = self.catalog.relation(ix);
        let text = match relation {
            Some(r) => self.short_name(r.asset),
            None => self.catalog.title(ix).to_owned(),
        };
        let described = relation.is_none_or(crate::catalog::Relation::is_described);
        Link {
            text,
            href: Some(self.catalog.href(ix).to_owned()),
            kind: if described {
                asset.kind.as_str()
            } else {
                "external"
            },
            note: None,
        }
    }

    fn link_with(&self, ix: AssetIx, note: impl Into<String>) -> Link {
        Link {
            note: Some(note.into()),
            ..self.link(ix)
        }
    }

    /// `dataset.name`; the whole name for what isn't described, since its project matters then.
    fn short_name(&self, ix: AssetIx) -> String {
        let c = self.catalog;
        match c.relation(ix) {
            Some(r) if r.is_described() && !c.str(r.dataset).is_empty() => {
                format!("{}.{}", c.str(r.dataset), c.str(r.table))
            }
            _ => c.name(ix).to_owned(),
        }
    }

    fn page(
        &self,
        ix: AssetIx,
        kind: &'static str,
        nav: &'static str,
        title: String,
        crumbs: Vec<Link>,
    ) -> Page {
        let summary = self.summary(ix, 160).unwrap_or_else(|| title.clone());
        self.page_at(self.catalog.href(ix), kind, nav, title, summary, crumbs)
    }

    fn page_at(
        &self,
        path: &str,
        kind: &'static str,
        nav: &'static str,
        title: String,
        summary: String,
        crumbs: Vec<Link>,
    ) -> Page {
        Page {
            title,
            summary,
            kind,
            nav,
            canonical: self.absolute(path),
            path: path.to_owned(),
            crumbs,
        }
    }

    /// The absolute address of a page, where `base_url` is set.
    #[must_use]
    pub fn absolute(&self, path: &str) -> Option<String> {
        let base = self.base_url.as_ref()?;
        Some(format!(
            "{base}{}",
            path.strip_suffix("index.html").unwrap_or(path)
        ))
    }

    /// First sentence or so of an asset's description, without mark-up.
    fn summary(&self, ix: AssetIx, limit: usize) -> Option<String> {
        let text = self.catalog.str(self.catalog.asset(ix).description?);
        Some(markdown::summary(text, limit)).filter(|s| !s.is_empty())
    }

    /// An asset's description; `from` is the address of the page it stands on.
    fn description(&self, ix: AssetIx, from: &str) -> Option<Prose> {
        let text = self.catalog.str(self.catalog.asset(ix).description?);
        Some(self.prose(text, from))
    }

    fn prose(&self, text: &str, from: &str) -> Prose {
        markdown::to_html(text, &|target| self.resolve(target, from))
    }

    /// Address and title of what a wiki link names.
    fn resolve(&self, target: &str, from: &str) -> Option<(String, String)> {
        let ix = resolve_id(self.catalog, target)?;
        let href = format!("{}{}", root(from), self.catalog.href(ix));
        let text = match self.catalog.relation(ix) {
            Some(_) => self.short_name(ix),
            None => self.catalog.title(ix).to_owned(),
        };
        Some((href, text))
    }

    /// Findings about an asset.
    fn findings_of(&self, ix: AssetIx) -> impl Iterator<Item = &'a Finding> {
        self.by_asset
            .get(&ix)
            .into_iter()
            .flatten()
            .filter_map(|i| self.findings.get(*i as usize))
    }

    fn finding_row(&self, finding: &Finding, with_asset: bool) -> FindingRow {
        FindingRow {
            rule: finding.rule.info().id,
            severity: finding.severity.as_str(),
            message: finding.message.to_string(),
            help: finding.help.as_ref().map(ToString::to_string),
            at: finding.place.as_ref().map(|place| match place {
                Place::In(pos) => self.at(*pos),
                Place::At(path) => path.clone(),
            }),
            asset: finding
                .asset()
                .filter(|_| with_asset)
                .and_then(|id| resolve_id(self.catalog, id))
                .map(|ix| self.link(ix)),
        }
    }

    fn finding_rows(&self, ix: AssetIx) -> Vec<FindingRow> {
        self.findings_of(ix)
            .map(|f| self.finding_row(f, false))
            .collect()
    }

    fn at(&self, pos: Pos) -> String {
        self.catalog.at(pos)
    }

    /// The way down to a DME: its home domain's ancestors, that domain, the DME.
    fn dme_crumbs(&self, dme: AssetIx) -> Vec<Link> {
        let mut crumbs = Vec::new();
        if let Some(domain) = self.catalog.home_domain(dme) {
            crumbs = self.domain_crumbs(domain);
            crumbs.push(self.link(domain));
        }
        crumbs.push(self.link(dme));
        crumbs
    }

    /// Ancestors of a domain, from the top.
    fn domain_crumbs(&self, domain: AssetIx) -> Vec<Link> {
        let mut crumbs = Vec::new();
        let mut at = self.domain(domain).parent;
        while let Some(ix) = at {
            crumbs.push(self.link(ix));
            at = self.domain(ix).parent;
        }
        crumbs.reverse();
        crumbs
    }

    fn domain(&self, ix: AssetIx) -> &'a crate::catalog::Domain {
        &self.catalog.domains[self.catalog.asset(ix).detail as usize]
    }

    fn team(&self, ix: AssetIx) -> &'a crate::catalog::Team {
        &self.catalog.teams[self.catalog.asset(ix).detail as usize]
    }
}

/// Unified views by how often they were queried lately.
fn used_rank(catalog: &Catalog) -> FxHashMap<AssetIx, usize> {
    let unified = catalog.relations.iter().filter(|r| r.unified);
    let mut used: Vec<(u32, AssetIx)> = unified
        .filter_map(|r| Some((catalog.operations.usage.get(&r.asset)?.queries, r.asset)))
        .filter(|(n, _)| *n > 0)
        .collect();
    used.sort_by(|a, b| (b.0, catalog.name(a.1)).cmp(&(a.0, catalog.name(b.1))));
    (1..).zip(used).map(|(rank, (_, ix))| (ix, rank)).collect()
}
