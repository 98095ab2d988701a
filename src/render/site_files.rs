//! All files of a site but the search index.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde::Serialize;

use super::page_maker::PageMaker;
use super::{Reuse, Sink, Theme};
use crate::catalog::AssetIx;
use crate::diagnostic;
use crate::traces::Subject;
use crate::view::explorer::{self, Explorer};
use crate::view::model::{Page, PageKind};
use crate::view::{self, PreparedViews, Views, api, list_pages, sitemap};
use crate::{lines, neutral};

/// What the portal of an audience says to crawlers: nothing of it is for everyone.
const ROBOTS: &[u8] = b"User-agent: *\nDisallow: /\n";

/// Renders the whole site into `sink`; pages of which all that they read is as it was are kept, where
/// `reuse` knows what they read.
///
/// # Errors
/// Where the sink refuses a file, or a template fails.
#[inline(never)]
pub(crate) fn render(
    prepared: &PreparedViews<'_>,
    theme: &Theme,
    sink: &dyn Sink,
    reuse: Option<&Reuse<'_>>,
) -> io::Result<()> {
    let views = &prepared.views();
    for (path, bytes) in &theme.assets {
        sink.put(path, bytes)?;
    }
    let (path, bytes) = view::built_file(views)?;
    sink.put(path, &bytes)?;
    // Two files of the same content are one.
    let images = views.reader.images().iter();
    let images: BTreeMap<&str, &[u8]> = images.map(|i| (i.href.as_str(), &*i.bytes)).collect();
    for (path, bytes) in images {
        sink.put(path, bytes)?;
    }
    let paths: Mutex<Vec<String>> = Mutex::new(Vec::new());
    let out = Pages {
        prepared,
        theme,
        sink,
        reuse,
        paths: &paths,
        maker: PageMaker::new(prepared, theme),
    };
    let assets = u32::try_from(views.reader.assets().len()).unwrap_or(u32::MAX);
    (0..assets)
        .into_par_iter()
        .try_for_each(|i| out.reusable(Subject::Asset(AssetIx(i))))?;
    for spec in &list_pages::ALL {
        let all = list_pages::listed(views, spec);
        (1..=list_pages::page_count(all.len()))
            .into_par_iter()
            .try_for_each(|n| {
                let (list, number) = list_pages::list_page_number(spec, n);
                out.reusable(Subject::List(list, number))
            })?;
    }
    let explorer = Explorer::new(prepared);
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
    if views.reader.part().is_some() {
        sink.put("robots.txt", ROBOTS)?;
    }
    view::write_feeds(views, &|path, bytes| sink.put(path, bytes))
}

struct Pages<'a> {
    prepared: &'a PreparedViews<'a>,
    theme: &'a Theme,
    sink: &'a dyn Sink,
    reuse: Option<&'a Reuse<'a>>,
    /// Addresses for the sitemap.
    paths: &'a Mutex<Vec<String>>,
    maker: PageMaker<'a>,
}

impl Pages<'_> {
    fn write<T: Serialize>(&self, template: &str, page: &Page, model: &T) -> io::Result<()> {
        let bytes = self.theme.page(template, page, model)?;
        self.sink.put(&page.path, &bytes)?;
        self.list(page);
        Ok(())
    }

    /// Makes a page, unless the one of the former build is the same.
    fn reusable(&self, subject: Subject) -> io::Result<()> {
        let path = &*self.maker.address(subject);
        let make = |views: &Views<'_>| self.maker.page(views, subject);
        match self.reuse {
            None => self.sink.put(path, &make(&self.prepared.views())?)?,
            Some(reuse) => {
                if !reuse.keep(path, subject, self.prepared, self.sink)? {
                    reuse.make(path, subject, self.prepared, self.sink, make)?;
                }
            }
        }
        self.add_path(path);
        Ok(())
    }

    /// Names a page in the sitemap, if it is one to find.
    fn list(&self, page: &Page) {
        if !matches!(
            page.kind,
            PageKind::NotFound | PageKind::Moved | PageKind::Search
        ) {
            self.add_path(&page.path);
        }
    }

    fn add_path(&self, path: &str) {
        let mut paths = self.paths.lock().unwrap_or_else(PoisonError::into_inner);
        paths.push(path.to_owned());
    }

    fn singles(&self) -> io::Result<()> {
        let views = &self.prepared.views();
        let home = view::home_page(views);
        self.write("home.html", &home.page, &home)?;
        let changes = view::changes_page(views);
        self.write("changes.html", &changes.page, &changes)?;
        let (overview, figures) = view::governance_pages(views);
        self.write("governance.html", &overview.page, &overview)?;
        for of in &figures {
            self.write("figures.html", &of.page.page, &of.page)?;
            view::write_figures(views, of, &|path| self.sink.create(path))?;
        }
        for n in 1..=list_pages::page_count(views.reader.findings().len()) {
            let findings = list_pages::findings_page(views, n);
            self.write("findings.html", &findings.page, &findings)?;
        }
        let rules = view::rules_page(views);
        self.write("rules.html", &rules.page, &rules)?;
        for rule in view::rule_pages(views) {
            self.write("rule.html", &rule.page, &rule)?;
        }
        let lineage = explorer::lineage_page(views);
        self.write("lineage.html", &lineage.page, &lineage)?;
        let search = view::search_page(views);
        self.write("search.html", &search.page, &search)?;
        let missing = view::not_found_page(views);
        self.write("not-found.html", &missing.page, &missing)?;
        for moved in view::moved_pages(views) {
            self.write("moved.html", &moved.page, &moved)?;
        }
        Ok(())
    }

    /// The catalog for programs, in the order of the lists.
    fn api(&self) -> io::Result<()> {
        let views = &self.prepared.views();
        let c = views.reader;
        for spec in &list_pages::ALL {
            let Some(path) = spec.api else { continue };
            let mut out = self.sink.create(path)?;
            for ix in list_pages::listed(views, spec).iter().copied() {
                match c.relation(ix) {
                    Some(relation) => line(&mut out, &api::relation_line(views, relation))?,
                    None => line(&mut out, &api::asset_line(views, ix))?,
                }
            }
            out.flush()?;
        }
        let mut out = self.sink.create("api/v1/mesh.ndjson")?;
        line(&mut out, &api::mesh_line(views))?;
        out.flush()?;
        let mut out = self.sink.create("api/v1/datasets.ndjson")?;
        for dataset in api::dataset_lines(c) {
            line(&mut out, &dataset)?;
        }
        out.flush()?;
        let mut out = self.sink.create("api/v1/edges.ndjson")?;
        for edge in api::edge_lines(c) {
            line(&mut out, &edge)?;
        }
        out.flush()?;
        let mut out = self.sink.create("api/v1/findings.ndjson")?;
        for finding in diagnostic::lines(c.findings(), c.files()) {
            line(&mut out, &finding)?;
        }
        out.flush()?;
        let mut out = self.sink.create("api/v1/changes.ndjson")?;
        for change in api::history_lines(c) {
            line(&mut out, &change)?;
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
