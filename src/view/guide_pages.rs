//! Pages of guides, and what all authored documents point to.

use super::Views;
use super::changes_page::history_pairs;
use super::list_pages::{guide_summary, listed, listed_around};
use super::list_spec::{self, ListSpec, crumb};
use super::model::{GuidePage, Heading, Link, Nav};
use super::page_parts::root;
use crate::catalog::{AssetIx, Guide, Kind};
use crate::diagnostic::FileId;
use crate::facets::Question;
use crate::markdown::{self, Prose, Targets};

/// Guides that the navigation beside a guide names.
const BESIDE: usize = 40;

/// Page of a guide.
#[must_use]
pub(crate) fn guide_page(views: &Views<'_>, guide: &Guide) -> GuidePage {
    let c = views.reader;
    let ix = guide.asset;
    let path = c.href(ix);
    let (body, headings) = document(views, &guide.text, guide.file, path);
    let title = c.title(ix).to_owned();
    let mut page = views.page(ix, Nav::Guides, title, vec![crumb(Kind::Guide)]);
    if let Some(summary) = guide_summary(views, ix, 160) {
        page.summary = summary;
    }
    let (guides, all) = links_beside(views, ix);
    GuidePage {
        page,
        audiences: guide
            .audiences
            .iter()
            .map(|id| audience_label(views, id).to_owned())
            .collect(),
        body,
        headings: headings
            .into_iter()
            .filter(|h| h.level <= 3)
            .map(|h| Heading {
                text: h.text,
                id: h.id,
                level: h.level,
            })
            .collect(),
        guides,
        all,
        seen: views.marks_of(ix),
        history: history_pairs(views, ix),
    }
}

fn audience_label<'b>(views: &'b Views<'_>, id: &'b str) -> &'b str {
    let known = views.reader.audiences().iter().find(|a| a.id == id);
    known.map_or(id, |a| a.label.as_str())
}

/// The guides nearest to one in the order of their list, and the number of all where those
/// aren't all.
fn links_beside(views: &Views<'_>, ix: AssetIx) -> (Vec<Link>, Option<usize>) {
    let (near, all) = guides_beside(views, ix);
    let near = near.iter().map(|guide| views.link(*guide));
    (near.collect(), Some(all).filter(|all| *all > BESIDE))
}

/// The guides nearest to one, and the number of all.
pub(super) fn guides_beside<'a>(views: &Views<'a>, ix: AssetIx) -> (&'a [AssetIx], usize) {
    let question = format!("beside/{}", views.reader.name(ix));
    views.reader.note_answer(Question::ListPage, &question);
    let Some(spec) = spec() else {
        return (&[], 0);
    };
    let places = views.guide_places_once(|views| {
        let places = guides(views).iter().copied().zip(0..);
        places.collect()
    });
    let place = places.get(&ix).copied().unwrap_or(0);
    listed_around(views, spec, place, BESIDE)
}

fn spec() -> Option<&'static ListSpec> {
    list_spec::ALL.iter().find(|list| list.kind == Kind::Guide)
}

/// All guides, folder by folder, in the order that their front matter gives.
pub(super) fn guides<'a>(views: &Views<'a>) -> &'a [AssetIx] {
    match spec() {
        Some(spec) => listed(views, spec),
        None => &[],
    }
}

pub(super) fn long_description(views: &Views<'_>, ix: AssetIx, from: &str) -> Option<Prose> {
    let long = views.reader.long_description(ix)?;
    let (html, _) = document(views, &long.text, long.file, from);
    Some(html).filter(|h| !h.trim().is_empty())
}

/// A text of its own file on the page at `from`.
fn document(
    views: &Views<'_>,
    text: &str,
    file: FileId,
    from: &str,
) -> (Prose, Vec<markdown::Heading>) {
    let c = views.reader;
    let path = |address: &str| markdown::path_from(c.path(file), address);
    let targets = Targets {
        wiki: &|target| views.resolve(target, from),
        page: &|address| {
            let asset = c.document_at(&path(address)?)?;
            Some(format!("{}{}", root(from), c.href(asset)))
        },
        image: &|address| {
            let image = c.image_at(&path(address)?)?;
            Some(format!("{}{}", root(from), image.href))
        },
    };
    markdown::document(text, &targets)
}
