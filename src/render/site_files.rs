//! All files of a site but the search index.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use rayon::prelude::*;
use serde::Serialize;

use super::frame::{Alphabet, Content, Frame, Marks};
use super::theme::RELATION;
use super::{Sink, Theme};
use crate::catalog::AssetIx;
use crate::diagnostic;
use crate::html::{json_ld, relation_page};
use crate::reader::Record;
use crate::view::explorer::Explorer;
use crate::view::model::{Nav, Page, PageKind, RelationPage};
use crate::view::{Views, api, atom, list_pages, sitemap};
use crate::{lines, neutral};

/// Renders the whole site into `sink`.
///
/// # Errors
/// Where the sink refuses a file, or a template fails.
#[inline(never)]
pub(crate) fn render(views: &Views<'_>, theme: &Theme, sink: &dyn Sink) -> io::Result<()> {
    for (path, bytes) in &theme.assets {
        sink.put(path, bytes)?;
    }
    // Two files of the same content are one.
    let images = views.reader.images().iter();
    let images: BTreeMap<&str, &[u8]> = images.map(|i| (i.href.as_str(), &*i.bytes)).collect();
    for (path, bytes) in images {
        sink.put(path, bytes)?;
    }
    let paths: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let out = Pages {
        views,
        theme,
        sink,
        paths: &paths,
        frames: RwLock::default(),
    };
    let assets = u32::try_from(views.reader.assets().len()).unwrap_or(u32::MAX);
    (0..assets)
        .into_par_iter()
        .try_for_each(|i| out.asset(AssetIx(i)))?;
    for spec in &list_pages::ALL {
        let all = views.listed(spec);
        (1..=Views::list_pages(all.len()))
            .into_par_iter()
            .try_for_each(|n| {
                let model = views.list_page(spec, all, n);
                out.write("list.html", &model.page, &model)
            })?;
    }
    let explorer = Explorer::new(views);
    (0..explorer.files()).into_par_iter().try_for_each(|n| {
        let (path, bytes) = explorer.file(n)?;
        sink.put(&path, &bytes)
    })?;
    out.singles()?;
    out.api()?;
    // Whatever became of a thread, each entry was added whole: none is lost.
    let mut paths = paths.into_inner().unwrap_or_else(PoisonError::into_inner);
    paths.sort_unstable();
    for (path, bytes) in sitemap(views.settings.base_url().as_deref(), &paths)? {
        sink.put(&path, &bytes)?;
    }
    sink.put("feed.atom", &atom(views)?)
}

/// What tells frames apart: page kind, navigation, depth, whether there is an absolute address.
type FrameKey = (PageKind, Nav, usize, bool);

struct Pages<'a> {
    views: &'a Views<'a>,
    theme: &'a Theme,
    sink: &'a dyn Sink,
    /// Addresses for the sitemap.
    paths: &'a Mutex<Vec<String>>,
    /// Frames of views' and tables' pages, a handful.
    frames: RwLock<Vec<(FrameKey, Arc<Frame>)>>,
}

impl Pages<'_> {
    fn write<T: Serialize>(&self, template: &str, page: &Page, model: &T) -> io::Result<()> {
        let bytes = self.theme.page(template, page, model)?;
        self.put(page, &bytes)
    }

    /// The frame around a view's or table's content.
    fn frame(&self, page: &Page) -> io::Result<Arc<Frame>> {
        let depth = page.path.matches('/').count();
        let key = (page.kind, page.nav, depth, page.canonical.is_some());
        {
            let frames = self.frames.read().unwrap_or_else(PoisonError::into_inner);
            if let Some((_, frame)) = frames.iter().find(|(k, _)| *k == key) {
                return Ok(Arc::clone(frame));
            }
        }
        let rendered = |alphabet| {
            let marks = Marks::like(page, alphabet);
            let bytes = self.theme.page(RELATION, &marks.page, &marks)?;
            io::Result::Ok(String::from_utf8_lossy(&bytes).into_owned())
        };
        // What the site's own texts hold can't stand for a place: that is seen by rendering twice.
        let held = rendered(Alphabet::outside(""))?;
        let alphabet = Alphabet::outside(&held);
        let frame = Arc::new(Frame::new(&rendered(alphabet)?, alphabet));
        let mut frames = self.frames.write().unwrap_or_else(PoisonError::into_inner);
        frames.push((key, Arc::clone(&frame)));
        Ok(frame)
    }

    /// A view's or table's page: by a template of the theme's own where it has one, otherwise drawn
    /// into the frame.
    fn relation(&self, model: &RelationPage<'_>) -> io::Result<()> {
        if self.theme.is_overridden(RELATION) {
            let bytes = self.theme.relation_page(model)?;
            return self.put(&model.page, &bytes);
        }
        let page = self.frame(&model.page)?.fill(&Content {
            page: &model.page,
            json_ld: &json_ld(model),
            crumbs: &relation_page::crumbs(model),
            toc: &relation_page::toc(model),
            main: &relation_page::main(model),
        });
        self.put(&model.page, page.as_bytes())
    }

    fn put(&self, page: &Page, bytes: &[u8]) -> io::Result<()> {
        self.sink.put(&page.path, bytes)?;
        if !matches!(
            page.kind,
            PageKind::NotFound | PageKind::Moved | PageKind::Search
        ) {
            let mut paths = self.paths.lock().unwrap_or_else(PoisonError::into_inner);
            paths.push(page.path.clone());
        }
        Ok(())
    }

    fn asset(&self, ix: AssetIx) -> io::Result<()> {
        let views = self.views;
        let model = match views.reader.record(ix) {
            Record::Relation(relation) => {
                return self.relation(&views.relation_page(relation));
            }
            Record::Guide(guide) => {
                let model = views.guide_page(guide);
                return self.write("guide.html", &model.page, &model);
            }
            Record::Domain(domain) => views.domain_page(domain),
            Record::Dme(dme) => views.dme_page(dme),
            Record::Product(product) => views.product_page(product),
            Record::Contract(contract) => views.contract_page(contract),
            Record::Team(team) => views.team_page(team),
            Record::Term(term) => views.term_page(term),
            Record::Exposure(exposure) => views.exposure_page(exposure),
            Record::Job(job) => views.job_page(job),
            Record::Model(model) => views.model_page(model),
        };
        self.write("entity.html", &model.page, &model)
    }

    fn singles(&self) -> io::Result<()> {
        let views = self.views;
        let home = views.home_page();
        self.write("home.html", &home.page, &home)?;
        let (overview, figures) = views.governance();
        self.write("governance.html", &overview.page, &overview)?;
        for of in &figures {
            self.write("figures.html", &of.page.page, &of.page)?;
            views.write_figures(of, &|path| self.sink.create(path))?;
        }
        for n in 1..=Views::list_pages(views.findings.len()) {
            let findings = views.findings_page(n);
            self.write("findings.html", &findings.page, &findings)?;
        }
        let rules = views.rules_page();
        self.write("rules.html", &rules.page, &rules)?;
        for rule in views.rule_pages() {
            self.write("rule.html", &rule.page, &rule)?;
        }
        let lineage = views.lineage_page();
        self.write("lineage.html", &lineage.page, &lineage)?;
        let search = views.search_page();
        self.write("search.html", &search.page, &search)?;
        let missing = views.not_found_page();
        self.write("not-found.html", &missing.page, &missing)?;
        for moved in views.moved_pages() {
            self.write("moved.html", &moved.page, &moved)?;
        }
        Ok(())
    }

    /// The catalog for programs, in the order of the lists.
    fn api(&self) -> io::Result<()> {
        let (views, c) = (self.views, self.views.reader);
        for spec in &list_pages::ALL {
            let Some(path) = spec.api else { continue };
            let mut out = self.sink.create(path)?;
            for ix in views.listed(spec).iter().copied() {
                match c.relation(ix) {
                    Some(relation) => line(&mut out, &views.relation_line(relation))?,
                    None => line(&mut out, &views.asset_line(ix))?,
                }
            }
            out.flush()?;
        }
        let mut out = self.sink.create("api/v1/edges.ndjson")?;
        for edge in api::edge_lines(c) {
            line(&mut out, &edge)?;
        }
        out.flush()?;
        let mut out = self.sink.create("api/v1/findings.ndjson")?;
        for finding in diagnostic::lines(views.findings, c.files()) {
            line(&mut out, &finding)?;
        }
        out.flush()?;
        let schema = serde_json::to_vec_pretty(&lines::schema())?;
        self.sink.put("api/v1/schema.json", &schema)
    }
}

fn line(out: &mut dyn Write, value: &impl Serialize) -> io::Result<()> {
    neutral::json::write(out, value)?;
    out.write_all(b"\n")
}
