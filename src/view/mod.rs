//! Serializable page models, one a page kind, and how each is made from the catalog. Domain types
//! never reach a template. A page or a part of one is made by a function that takes [`Views`], which
//! itself has only what pages of all kinds need.

pub(crate) mod api;
mod asset_file;
mod atom_feeds;
mod build_observation;
mod built_moments;
mod cause_text;
mod change_text;
mod changes_page;
mod chart;
mod column_rows;
mod contract_page;
mod derived_facets;
mod dme_page;
mod dme_readiness;
mod dme_sections;
mod domain_page;
mod domain_tree;
pub(crate) mod explorer;
mod feed;
mod feed_subjects;
mod finding_pages;
mod former;
mod governance;
mod guide_pages;
mod home_page;
mod impact_section;
mod job_page;
pub(crate) mod lineage;
mod list_order;
pub(crate) mod list_pages;
mod list_spec;
mod listed_page;
mod lost_links;
pub(crate) mod model;
mod moment_text;
mod observed_exports;
mod ownership_section;
mod page_parts;
mod prepared_lists;
mod prepared_views;
mod product_page;
mod recent_marks;
mod relation_kind;
mod relation_notices;
mod relation_page_model;
mod relation_sections;
mod release_section;
mod rule_page;
mod sample;
mod site_context;
mod small_pages;
mod status_notice;
mod trust_section;
mod unseen;
mod usage_section;
mod verdict_text;

use crate::catalog::AssetIx;
use crate::diagnostic::{Finding, Place, Pos};
use crate::markdown::{self, Prose};
use model::{FindingRow, Link, LinkKind, Nav, Page, PageKind};

pub(crate) use atom_feeds::{published_feeds, write_feeds};
pub(crate) use build_observation::observation;
pub(crate) use built_moments::{FILE as BUILT, HOME, at_a_later_moment, built_file};
pub(crate) use changes_page::{add_history, changes_page};
pub(crate) use contract_page::contract_page;
pub(crate) use derived_facets::fingerprints;
pub(crate) use dme_page::dme_page;
pub(crate) use domain_page::domain_page;
pub(crate) use feed::sitemap;
pub(crate) use finding_pages::finding_pages;
pub(crate) use former::former_pages;
pub(crate) use governance::{governance_pages, write_figures};
pub(crate) use guide_pages::guide_page;
pub(crate) use home_page::home_page;
pub(crate) use job_page::{job_page, model_page};
pub(crate) use lost_links::LostLinks;
pub(crate) use moment_text::calendar_day;
use page_parts::{
    badge, cell, counted, lifecycle_pairs, opt_cell, pair, pairs, safe_url, section, sla_rows,
    status_badge, support_rows, url_cell,
};
pub(crate) use page_parts::{grouped, root};
pub(crate) use prepared_views::{PreparedViews, Views};
pub(crate) use product_page::product_page;
pub(crate) use relation_page_model::relation_page;
pub(crate) use rule_page::{rule_pages, rules_page};
pub(crate) use site_context::site;
pub(crate) use small_pages::{
    exposure_page, moved_pages, not_found_page, search_page, team_page, term_page,
};
pub(crate) use unseen::UNSEEN;

impl<'a> Views<'a> {
    /// Whether this is the portal of an audience.
    #[must_use]
    fn is_part(&self) -> bool {
        self.reader.part().is_some()
    }

    /// A link to an asset, by its display name.
    fn link(&self, ix: AssetIx) -> Link {
        Link {
            text: self.called(ix),
            href: Some(self.reader.href(ix).to_owned()),
            kind: match self.reader.is_outside(ix) {
                false => LinkKind::Asset(self.reader.asset(ix).kind),
                true => LinkKind::External,
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

    /// What a link calls an asset.
    fn called(&self, ix: AssetIx) -> String {
        match self.reader.names_of(ix) {
            Some(_) => self.short_name(ix),
            None => self.reader.title(ix).to_owned(),
        }
    }

    /// `dataset.name`; the whole name for what isn't described, since its project matters then.
    fn short_name(&self, ix: AssetIx) -> String {
        let c = self.reader;
        match c.names_of(ix) {
            Some((dataset, table)) if !dataset.is_empty() && !c.is_outside(ix) => {
                [dataset, ".", table].concat()
            }
            _ => c.name(ix).to_owned(),
        }
    }

    fn page(&self, ix: AssetIx, nav: Nav, title: String, crumbs: Vec<Link>) -> Page {
        let summary = self.summary(ix, 160).unwrap_or_else(|| title.clone());
        let kind = PageKind::Asset(self.reader.asset(ix).kind);
        Page {
            feed: self.feed_of(ix).map(str::to_owned),
            ..self.page_at(self.reader.href(ix), kind, nav, title, summary, crumbs)
        }
    }

    fn page_at(
        &self,
        path: &str,
        kind: PageKind,
        nav: Nav,
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
            feed: None,
            crumbs,
        }
    }

    /// The absolute address of a page, where `base_url` is set.
    #[must_use]
    pub(crate) fn absolute(&self, path: &str) -> Option<String> {
        let base = self.base_url()?;
        Some(format!(
            "{base}{}",
            path.strip_suffix("index.html").unwrap_or(path)
        ))
    }

    /// First sentence or so of an asset's description, without mark-up.
    fn summary(&self, ix: AssetIx, limit: usize) -> Option<String> {
        let text = self.reader.description(ix)?;
        Some(markdown::summary(text, limit)).filter(|s| !s.is_empty())
    }

    /// An asset's description; `from` is the address of the page it stands on.
    fn description(&self, ix: AssetIx, from: &str) -> Option<Prose> {
        let text = self.reader.description(ix)?;
        Some(self.prose_of(ix, text, from))
    }

    /// A text of an asset, of which links that lead nowhere are noted.
    fn prose_of(&self, ix: AssetIx, text: &str, from: &str) -> Prose {
        let Some(lost) = self.lost else {
            return self.prose(text, from);
        };
        let resolve = |target: &str| {
            let found = self.resolve(target, from);
            if found.is_none() {
                lost.note(ix, &format!("[[{target}]]"));
            }
            found
        };
        markdown::to_html_telling(text, &resolve, &|address| lost.note(ix, address))
    }

    fn prose(&self, text: &str, from: &str) -> Prose {
        markdown::to_html(text, &|target| self.resolve(target, from))
    }

    /// Address and title of what a wiki link names.
    fn resolve(&self, target: &str, from: &str) -> Option<(String, String)> {
        let ix = self.reader.resolve(target)?;
        let href = format!("{}{}", root(from), self.reader.href(ix));
        Some((href, self.called(ix)))
    }

    fn finding_row(&self, finding: &Finding, with_asset: bool) -> FindingRow {
        FindingRow {
            rule: finding.rule_id(),
            page: finding.rule.info().id.into(),
            tool: finding.foreign.as_ref().map(|foreign| foreign.tool.clone()),
            severity: finding.severity,
            message: finding.message.to_string(),
            help: finding.help.as_ref().map(ToString::to_string),
            at: self.finding_at(finding),
            asset: finding
                .asset()
                .filter(|_| with_asset)
                .and_then(|id| self.reader.resolve(id))
                .map(|ix| self.link(ix)),
            let_be: self.let_be(finding),
        }
    }

    /// Where a finding is, as its row says.
    fn finding_at(&self, finding: &Finding) -> Option<String> {
        let at = match finding.place.as_ref()? {
            Place::In(pos) => self.reader.found_at(*pos),
            Place::At(path) => path.clone(),
        };
        Some(at).filter(|at| !at.is_empty())
    }

    /// Who says that a finding may stay.
    fn let_be(&self, finding: &Finding) -> Option<String> {
        match (finding.suppressed(), finding.baseline()) {
            (Some(said), _) => Some(format!("suppressed until {}: {}", said.until, said.reason)),
            (None, Some(path)) => Some(format!("listed in {path}")),
            (None, None) => None,
        }
    }

    /// Findings about an asset; those that may stay come last.
    fn finding_rows(&self, ix: AssetIx) -> Vec<FindingRow> {
        let rows = self.findings_of(ix).map(|f| self.finding_row(f, false));
        let mut rows: Vec<FindingRow> = rows.collect();
        rows.sort_by_key(|row| row.let_be.is_some());
        rows
    }

    /// `file:line` of a place, the file alone of an export; none in a part, whose readers may not know the files.
    fn place(&self, ix: AssetIx, pos: impl Into<Option<Pos>>) -> Option<String> {
        let pos = pos.into().filter(|pos| *pos != Pos::NOWHERE)?;
        Some(self.reader.at(ix, pos))
    }

    /// The way down to a DME: its home domain's ancestors, that domain, the DME.
    fn dme_crumbs(&self, dme: AssetIx) -> Vec<Link> {
        let mut crumbs = Vec::new();
        if let Some(domain) = self.reader.home_domain(dme) {
            crumbs = self.domain_crumbs(domain);
            crumbs.push(self.link(domain));
        }
        crumbs.push(self.link(dme));
        crumbs
    }

    /// Ancestors of a domain, from the top.
    fn domain_crumbs(&self, domain: AssetIx) -> Vec<Link> {
        let mut crumbs = Vec::new();
        let mut at = self.reader.domain_above(domain);
        while let Some(ix) = at {
            crumbs.push(self.link(ix));
            at = self.reader.domain_above(ix);
        }
        crumbs.reverse();
        crumbs
    }

    fn domain(&self, ix: AssetIx) -> &'a crate::catalog::Domain {
        self.reader.domain(ix)
    }

    fn team(&self, ix: AssetIx) -> &'a crate::catalog::Team {
        self.reader.team(ix)
    }
}
