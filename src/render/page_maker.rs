//! Pages of assets and of lists, which the next build may keep: made of what they are about.

use std::borrow::Cow;
use std::io;
use std::sync::{Arc, PoisonError, RwLock};

use super::Theme;
use super::frame::{Alphabet, Content, Frame, Marks};
use super::theme::RELATION;
use crate::catalog::AssetIx;
use crate::html::{json_ld, relation_page};
use crate::reader::Record;
use crate::traces::Subject;
use crate::view::model::{Nav, Page, PageKind, RelationPage};
use crate::view::{self, PreparedViews, Views, list_pages};

/// What tells frames apart: page kind, navigation, depth, whether there is an absolute address and a
/// feed.
type FrameKey = (PageKind, Nav, usize, bool, bool);

/// Makes pages.
pub(super) struct PageMaker<'a> {
    prepared: &'a PreparedViews<'a>,
    theme: &'a Theme,
    /// Frames of views' and tables' pages, a handful.
    frames: RwLock<Vec<(FrameKey, Arc<Frame>)>>,
}

impl<'a> PageMaker<'a> {
    pub(super) fn new(prepared: &'a PreparedViews<'a>, theme: &'a Theme) -> Self {
        Self {
            prepared,
            theme,
            frames: RwLock::default(),
        }
    }

    /// Where a page is.
    pub(super) fn address(&self, subject: Subject) -> Cow<'a, str> {
        match subject {
            Subject::Asset(ix) => self.prepared.views().reader.href(ix).into(),
            Subject::List(place, n) => match list_pages::ALL.get(usize::from(place)) {
                Some(spec) => list_pages::list_address(spec, n as usize).into(),
                None => Cow::default(),
            },
        }
    }

    /// A page, of what `views` give.
    pub(super) fn page(&self, views: &Views<'_>, subject: Subject) -> io::Result<Vec<u8>> {
        match subject {
            Subject::Asset(ix) => self.asset_page(views, ix),
            Subject::List(place, n) => {
                let spec = list_pages::ALL.get(usize::from(place));
                let spec = spec.ok_or(io::ErrorKind::NotFound)?;
                let model = list_pages::list_page(views, spec, n as usize);
                Ok(self.theme.page("list.html", &model.page, &model)?)
            }
        }
    }

    /// The frame around a view's or table's content.
    fn frame(&self, page: &Page) -> io::Result<Arc<Frame>> {
        let depth = page.path.matches('/').count();
        let (address, feed) = (page.canonical.is_some(), page.feed.is_some());
        let key = (page.kind, page.nav, depth, address, feed);
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
    fn relation(&self, model: &RelationPage<'_>) -> io::Result<Vec<u8>> {
        if self.theme.is_overridden(RELATION) {
            return Ok(self.theme.relation_page(model)?);
        }
        let page = self.frame(&model.page)?.fill(&Content {
            page: &model.page,
            json_ld: &json_ld(model),
            crumbs: &relation_page::crumbs(model),
            toc: &relation_page::toc(model),
            main: &relation_page::main(model),
        });
        Ok(page.into_bytes())
    }

    fn asset_page(&self, views: &Views<'_>, ix: AssetIx) -> io::Result<Vec<u8>> {
        let mut model = match views.reader.record(ix) {
            Record::Relation(relation) => {
                return self.relation(&view::relation_page(views, relation));
            }
            Record::Guide(guide) => {
                let model = view::guide_page(views, guide);
                return Ok(self.theme.page("guide.html", &model.page, &model)?);
            }
            Record::Domain(domain) => view::domain_page(views, domain),
            Record::Dme(dme) => view::dme_page(views, dme),
            Record::Product(product) => view::product_page(views, product),
            Record::Contract(contract) => view::contract_page(views, contract),
            Record::Team(team) => view::team_page(views, team),
            Record::Term(term) => view::term_page(views, term),
            Record::Exposure(exposure) => view::exposure_page(views, exposure),
            Record::Job(job) => view::job_page(views, job),
            Record::Model(model) => view::model_page(views, model),
        };
        view::add_history(views, ix, &mut model);
        Ok(self.theme.page("entity.html", &model.page, &model)?)
    }
}
