//! Pages of guides, and what all authored documents point to.

use super::Views;
use super::list_spec::{self, crumb};
use super::model::{GuidePage, Heading, Link, Nav};
use super::page_parts::root;
use crate::catalog::{AssetIx, Guide, Kind};
use crate::diagnostic::FileId;
use crate::markdown::{self, Prose, Targets};

/// Guides that the navigation beside a guide names.
const BESIDE: usize = 40;

impl Views<'_> {
    /// Page of a guide.
    #[must_use]
    pub(crate) fn guide_page(&self, guide: &Guide) -> GuidePage {
        let c = self.reader;
        let ix = guide.asset;
        let path = c.href(ix);
        let (body, headings) = self.document(&guide.text, guide.file, path);
        let title = c.title(ix).to_owned();
        let mut page = self.page(ix, Nav::Guides, title, vec![crumb(Kind::Guide)]);
        if let Some(summary) = self.guide_summary(ix, 160) {
            page.summary = summary;
        }
        let (guides, all) = self.guides_beside(ix);
        GuidePage {
            page,
            audiences: guide
                .audiences
                .iter()
                .map(|id| self.audience_label(id).to_owned())
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
        }
    }

    fn audience_label<'b>(&'b self, id: &'b str) -> &'b str {
        let known = self.reader.audiences().iter().find(|a| a.id == id);
        known.map_or(id, |a| a.label.as_str())
    }

    /// The guides nearest to one in the order of their list, and the number of all where those
    /// aren't all.
    fn guides_beside(&self, ix: AssetIx) -> (Vec<Link>, Option<usize>) {
        let all = self.guides();
        if all.len() <= BESIDE {
            return (all.iter().map(|g| self.link(*g)).collect(), None);
        }
        let places = self.guide_places.get_or_init(|| {
            let places = all.iter().enumerate();
            places.map(|(place, ix)| (*ix, place)).collect()
        });
        let place = places.get(&ix).copied().unwrap_or(0);
        let first = place
            .saturating_sub(BESIDE / 2)
            .min(all.len().saturating_sub(BESIDE));
        let near = all.iter().skip(first).take(BESIDE);
        (near.map(|g| self.link(*g)).collect(), Some(all.len()))
    }

    /// All guides, folder by folder, in the order that their front matter gives.
    pub(super) fn guides(&self) -> &[AssetIx] {
        let spec = list_spec::ALL.iter().find(|l| l.kind == Kind::Guide);
        match spec {
            Some(spec) => self.listed(spec),
            None => &[],
        }
    }

    pub(super) fn long_description(&self, ix: AssetIx, from: &str) -> Option<Prose> {
        let long = self.reader.long_description(ix)?;
        let (html, _) = self.document(&long.text, long.file, from);
        Some(html).filter(|h| !h.trim().is_empty())
    }

    /// A text of its own file on the page at `from`.
    fn document(&self, text: &str, file: FileId, from: &str) -> (Prose, Vec<markdown::Heading>) {
        let c = self.reader;
        let path = |address: &str| markdown::path_from(c.path(file), address);
        let targets = Targets {
            wiki: &|target| self.resolve(target, from),
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
}
