//! Changes of the last fortnight: the page of all, and what each asset's page says of its own.

use super::change_text::{asset_link, days_and_changes, seen_at, stamp, titled_sentence};
use super::model::{
    ChangeCategory, ChangeFold, ChangedAsset, ChangesPage, EntityPage, Link, Nav, Page, PageKind,
    Pair, Section,
};
use super::{Views, cell, counted, pair};
use crate::catalog::{AssetIx, Kind};
use crate::history::{Category, Entry};

/// Address of the feed of all changes.
pub(super) const FEED: &str = "feed.atom";
/// Address of the page.
pub(super) const CHANGES: &str = "changes/index.html";
/// Most folds of a category, and most changes of a fold, that the page shows.
const FOLDS: usize = 100;
const ROWS: usize = 20;
/// Most changes of a fold that is open.
const OPEN: usize = 5;

/// What one owner's assets changed in one build, in one category.
pub(super) struct Fold<'a> {
    pub(super) category: Category,
    pub(super) entries: Vec<&'a Entry>,
}

impl<'a> Fold<'a> {
    pub(super) fn first(&self) -> Option<&'a Entry> {
        self.entries.first().copied()
    }

    /// `37 changes of 12 assets`.
    pub(super) fn summary(&self) -> String {
        let mut keys: Vec<&str> = self.entries.iter().map(|e| e.key.as_str()).collect();
        keys.sort_unstable();
        keys.dedup();
        let changes = counted(self.entries.len(), "change");
        format!("{changes} of {}", counted(keys.len(), "asset"))
    }
}

/// Entries, newest first, folded by category, build and owner; the newest folds first.
pub(super) fn folds<'a>(entries: impl Iterator<Item = &'a Entry>) -> Vec<Fold<'a>> {
    let mut entries: Vec<&Entry> = entries.collect();
    let of = |e: &Entry| {
        (
            std::cmp::Reverse((e.at, e.build)),
            e.category,
            e.owner.clone(),
        )
    };
    // Stable: within a fold the order of the record stays.
    entries.sort_by_cached_key(|entry| of(entry));
    entries
        .chunk_by(|a, b| of(a) == of(b))
        .map(|chunk| Fold {
            category: chunk[0].category,
            entries: chunk.to_vec(),
        })
        .collect()
}

/// The page of recent changes.
#[must_use]
pub(crate) fn changes_page(views: &Views<'_>) -> ChangesPage {
    let folds = folds(views.reader.recent_changes());
    let category = |id: Category| {
        let of: Vec<&Fold<'_>> = folds.iter().filter(|fold| fold.category == id).collect();
        ChangeCategory {
            id,
            count: of.iter().map(|fold| fold.entries.len()).sum(),
            folds: of
                .iter()
                .take(FOLDS)
                .filter_map(|f| fold(views, f))
                .collect(),
            more: of.len().saturating_sub(FOLDS),
        }
    };
    let categories = Category::ALL.into_iter().map(category);
    ChangesPage {
        page: Page {
            feed: Some(FEED.to_owned()),
            ..views.page_at(
                CHANGES,
                PageKind::Changes,
                Nav::Nothing,
                "What changed".to_owned(),
                "Changes of the last fortnight, as builds of this portal saw them.".to_owned(),
                Vec::new(),
            )
        },
        categories: categories.filter(|category| category.count > 0).collect(),
    }
}

fn fold(views: &Views<'_>, of: &Fold<'_>) -> Option<ChangeFold> {
    let first = of.first()?;
    let shown = &of.entries[..of.entries.len().min(ROWS)];
    let rows = shown
        .chunk_by(|a, b| a.key == b.key)
        .map(|chunk| ChangedAsset {
            link: asset_link(views, chunk[0]),
            texts: chunk
                .iter()
                .map(|entry| titled_sentence(views, entry))
                .collect(),
        });
    Some(ChangeFold {
        owner: owner(views, first),
        seen: seen_at(first.at),
        datetime: stamp(first.at),
        summary: of.summary(),
        rows: rows.collect(),
        open: of.entries.len() <= OPEN,
        more: of.entries.len().saturating_sub(ROWS),
    })
}

/// The DME whose change it is.
pub(super) fn owner(views: &Views<'_>, entry: &Entry) -> Option<Link> {
    if entry.owner.is_empty() {
        return None;
    }
    let dme = views
        .reader
        .find_key(&format!("{}:{}", Kind::Dme.as_str(), entry.owner));
    Some(dme.map_or_else(|| Link::plain(&entry.owner), |ix| views.link(ix)))
}

/// What builds saw of an asset, for its page.
pub(super) fn history_pairs(views: &Views<'_>, ix: AssetIx) -> Vec<Pair> {
    days_and_changes(views, ix)
        .map(|(day, change)| pair(day, change))
        .collect()
}

/// Puts what builds saw of an asset into its page.
pub(crate) fn add_history(views: &Views<'_>, ix: AssetIx, page: &mut EntityPage) {
    page.seen = views.marks_of(ix);
    let rows: Vec<_> = days_and_changes(views, ix)
        .map(|(day, change)| vec![cell(day), cell(change)])
        .collect();
    if !rows.is_empty() {
        page.sections.push(Section {
            title: "History",
            id: "history",
            head: vec!["Seen", "What changed"],
            rows,
        });
    }
}
