//! All files of a site but the search index.

use std::collections::BTreeMap;
use std::io;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;
use serde::Serialize;

use super::api_lines;
use super::page_maker::PageMaker;
use super::{Reuse, Sink, Theme};
use crate::catalog::AssetIx;
use crate::lines::{FileLine, LineFiles};
use crate::traces::Subject;
use crate::view::api::{self, AssetFile};
use crate::view::explorer::{self, Explorer};
use crate::view::model::{Page, PageKind};
use crate::view::{self, PreparedViews, Views, list_pages, sitemap};

/// What the portal of an audience says to crawlers: nothing of it is for everyone.
const ROBOTS: &[u8] = b"User-agent: *\nDisallow: /\n";

/// Renders the whole site into `sink`; pages of which all that they read is as it was are kept, where
/// `reuse` knows what they read. Gives the files of lines for programs, all but the one that names them:
/// that comes last.
///
/// # Errors
/// Where the sink refuses a file, or a template fails.
#[inline(never)]
pub(crate) fn render(
    prepared: &PreparedViews<'_>,
    theme: &Theme,
    sink: &dyn Sink,
    reuse: Option<&Reuse<'_>>,
) -> io::Result<Vec<FileLine>> {
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
    let mut lines = out.assets()?;
    for spec in &list_pages::ALL {
        let all = list_pages::listed(views, spec);
        (1..=list_pages::page_count(all.len()))
            .into_par_iter()
            .try_for_each(|n| {
                let (list, number) = list_pages::list_page_number(spec, n);
                out.reusable(Subject::List(list, number), |_| Ok(()))
            })?;
    }
    let explorer = Explorer::new(prepared);
    (0..explorer.files()).into_par_iter().try_for_each(|n| {
        let (path, bytes) = explorer.file(n)?;
        sink.put(&path, &bytes)
    })?;
    out.singles()?;
    lines.extend(api_lines::put_others(views, sink)?);
    // Whatever became of a thread, each entry was added whole: none is lost.
    let mut paths = paths.into_inner().unwrap_or_else(PoisonError::into_inner);
    paths.sort_unstable();
    for (path, bytes) in sitemap(views.settings.base_url().as_deref(), &paths)? {
        sink.put(&path, &bytes)?;
    }
    if views.reader.part().is_some() {
        sink.put("robots.txt", ROBOTS)?;
    }
    view::write_feeds(views, &|path, bytes| sink.put(path, bytes))?;
    Ok(lines)
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

    /// Makes a page, and what is made `beside` it, unless the page of the former build is the same.
    fn reusable(
        &self,
        subject: Subject,
        beside: impl FnOnce(&Views<'_>) -> io::Result<()>,
    ) -> io::Result<()> {
        let path = &*self.maker.address(subject);
        let make = |views: &Views<'_>| {
            beside(views)?;
            self.maker.page(views, subject)
        };
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

    /// Pages of all assets, and files of their lines.
    fn assets(&self) -> io::Result<Vec<FileLine>> {
        let views = self.prepared.views();
        let (with_lines, others): (Vec<_>, Vec<_>) =
            list_pages::ALL.iter().partition(|spec| spec.api);
        let files = with_lines.into_iter().flat_map(|spec| {
            let files = api::asset_files(&views, spec);
            files.iter().map(move |file| (file, files.len() == 1))
        });
        let files: Vec<(&AssetFile, bool)> = files.collect();
        let former = match self.reuse {
            Some(_) => api_lines::former(self.sink),
            None => LineFiles::default(),
        };
        let put = files.into_par_iter().map(|(file, is_only)| {
            let line = |ix: &AssetIx| self.asset(*ix);
            // Of several files, each thread has one in hand, and no more lines are held.
            let lines: io::Result<Vec<Option<Vec<u8>>>> = match is_only {
                true => file.assets.par_iter().map(line).collect(),
                false => file.assets.iter().map(line).collect(),
            };
            let lines = lines?;
            api_lines::put_assets(self.prepared, file, lines, &former, self.sink)
        });
        let put: Vec<Vec<FileLine>> = put.collect::<io::Result<_>>()?;
        for spec in others {
            let listed = list_pages::listed(&views, spec).par_iter();
            listed.try_for_each(|ix| self.reusable(Subject::Asset(*ix), |_| Ok(())))?;
        }
        Ok(put.concat())
    }

    /// The page of an asset, and its line, which is read with it: where nothing that either read has
    /// changed, the page is kept, and there is no line.
    fn asset(&self, ix: AssetIx) -> io::Result<Option<Vec<u8>>> {
        let mut line = None;
        self.reusable(Subject::Asset(ix), |views| {
            line = Some(api_lines::asset_line(views, ix)?);
            Ok(())
        })?;
        Ok(line)
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
        for findings in view::finding_pages(views) {
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
}
