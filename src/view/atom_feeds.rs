//! Atom feeds (RFC 4287) of what changed in the last fortnight: of all, and of each DME, domain, view
//! and team. An entry has an id made of the asset's key and the change, the same in each feed.

use std::io;

use super::Views;
use super::change_text::{sentence, stamp};
use super::changes_page::{CHANGES, FEED, Fold, folds};
use super::feed::{Xml, start, text};
use super::feed_subjects::Feed;
use crate::history::{Entry, Published, PublishedFold};

/// Most entries of a feed.
const ENTRIES: usize = 500;
/// More changes than this of one owner in one build and category are one entry.
const FOLD: usize = 20;

/// What the next build has to know of the feeds: the paths of all but that of all changes, and what
/// each tells of many changes.
#[must_use]
pub(crate) fn published_feeds(views: &Views<'_>) -> Published {
    let mut published = Published::default();
    let all: Vec<&Entry> = views.reader.recent_changes().collect();
    let mut take = |key: &str, entries: &[&Entry]| {
        let folds = folds(entries.iter().copied());
        for fold in &folds {
            let many = many_told(views, fold, key).map(|(told, fold)| (told.id, fold));
            published.folds.extend(many);
        }
    };
    take("", &all);
    for (path, feed) in views.feeds().all() {
        take(&feed.key, &feed.entries);
        published.feeds.insert(path.to_owned(), feed.key.clone());
    }
    published
}

/// Hands over each feed by its path.
///
/// # Errors
/// As the writer of XML or `put` says.
pub(crate) fn write_feeds(
    views: &Views<'_>,
    put: &dyn Fn(&str, &[u8]) -> io::Result<()>,
) -> io::Result<()> {
    let all: Vec<&Entry> = views.reader.recent_changes().collect();
    let title = views.settings.title();
    let first_build = views.reader.first_build();
    let feed = atom(views, FEED, "", title, CHANGES, &all, first_build)?;
    put(FEED, &feed)?;
    for (path, Feed { key, entries }) in views.feeds().all() {
        let asset = views.reader.find_key(key);
        let name = match asset {
            Some(ix) => views.link(ix).text,
            None => key
                .split_once(':')
                .map_or(key.as_str(), |(_, name)| name)
                .to_owned(),
        };
        let title = format!("{name} · {title}");
        let page = asset.map_or(CHANGES, |ix| views.reader.href(ix));
        let feed = atom(views, path, key, &title, page, entries, first_build)?;
        put(path, &feed)?;
    }
    Ok(())
}

fn atom(
    views: &Views<'_>,
    path: &str,
    key: &str,
    title: &str,
    page: &str,
    entries: &[&Entry],
    first_build: i64,
) -> io::Result<Vec<u8>> {
    let base = views.settings.base_url();
    let base = base.as_deref().unwrap_or("");
    // Without an absolute address, from the feed's own.
    let up = match base {
        "" => "../".repeat(path.matches('/').count()),
        base => base.to_owned(),
    };
    let folded = folds(entries.iter().copied());
    let told = folded.iter().flat_map(|fold| told(views, fold, key));
    let told: Vec<Told<'_>> = told.take(ENTRIES).collect();
    let newest = told.iter().map(|told| told.updated).max();
    let newest = newest.unwrap_or(first_build);
    let link = |xml: &mut Xml, rel: &str, href: &str| {
        xml.create_element("link")
            .with_attributes([("rel", rel), ("href", href)])
            .write_empty()
            .map(drop)
    };
    let mut xml = start()?;
    xml.create_element("feed")
        .with_attribute(("xmlns", "http://www.w3.org/2005/Atom"))
        .write_inner_content(|xml| {
            text(xml, "title", title)?;
            text(xml, "id", &views.reader.urn(key))?;
            text(xml, "updated", &stamp(newest))?;
            xml.create_element("author")
                .write_inner_content(|xml| text(xml, "name", views.settings.title()))?;
            link(xml, "self", &format!("{up}{path}"))?;
            link(xml, "alternate", &format!("{up}{page}"))?;
            for told in &told {
                let asset = match told.is_fold {
                    true => None,
                    false => views.reader.find_key(&told.entry.key),
                };
                let href = asset.map_or(CHANGES, |ix| views.reader.href(ix));
                xml.create_element("entry").write_inner_content(|xml| {
                    text(xml, "title", &told.title)?;
                    text(xml, "id", &views.reader.urn(&told.id))?;
                    text(xml, "updated", &stamp(told.updated))?;
                    link(xml, "alternate", &format!("{up}{href}"))?;
                    xml.create_element("category")
                        .with_attribute(("term", told.entry.category.as_str()))
                        .write_empty()?;
                    text(xml, "summary", &told.summary)
                })?;
            }
            Ok(())
        })?;
    Ok(xml.into_inner())
}

/// An entry of a feed.
struct Told<'a> {
    id: String,
    title: String,
    summary: String,
    /// Since when it says that.
    updated: i64,
    entry: &'a Entry,
    is_fold: bool,
}

/// The first of many changes.
fn first_of_many(fold: &Fold<'_>) -> String {
    let first = fold.entries.iter().take(FOLD);
    let told: Vec<String> = first
        .map(|entry| format!("{}: {}", entry.name(), sentence(entry)))
        .collect();
    let told = told.join("; ");
    match fold.entries.len().saturating_sub(FOLD) {
        0 => format!("{told}."),
        more => format!("{told}. And {more} more."),
    }
}

/// What the feed of the asset with this key, or that of all, tells of a fold as one entry, and how that
/// is recorded; nothing where it tells each change. What it has of many changes is its own: another feed
/// has others of them, and so another entry. What was one entry stays one, however few are left of it,
/// and says since when it says what it says.
fn many_told<'a>(
    views: &Views<'_>,
    fold: &Fold<'a>,
    key: &str,
) -> Option<(Told<'a>, PublishedFold)> {
    let first = fold.first()?;
    let category = first.category.as_str();
    let id = format!("{}:{category}:{}:{key}", first.build, first.owner);
    let former = views.reader.former_fold(&id);
    if fold.entries.len() <= FOLD && former.is_none() {
        return None;
    }
    let owner = match first.owner.as_str() {
        "" => "no DME",
        owner => owner,
    };
    let title = format!("{owner}: {} ({category})", fold.summary());
    let summary = first_of_many(fold);
    let text = crc32fast::hash(format!("{title}\n{summary}").as_bytes());
    let updated = match former {
        Some(former) if former.text == text => former.updated,
        Some(former) => former.updated.max(views.reader.built_at()),
        None => first.at,
    };
    let told = Told {
        id,
        title,
        summary,
        updated,
        entry: first,
        is_fold: true,
    };
    Some((told, PublishedFold { text, updated }))
}

/// What a feed tells of a fold: one entry, or each change.
fn told<'a>(views: &Views<'_>, fold: &Fold<'a>, key: &str) -> Vec<Told<'a>> {
    if let Some((told, _)) = many_told(views, fold, key) {
        return vec![told];
    }
    let entries = fold.entries.iter();
    entries
        .map(|entry| Told {
            id: entry.id.clone(),
            title: format!("{}: {}", entry.name(), sentence(entry)),
            summary: format!("{}: {}.", entry.rule, sentence(entry)),
            updated: entry.at,
            entry,
            is_fold: false,
        })
        .collect()
}
