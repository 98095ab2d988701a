//! Atom feeds (RFC 4287) of what changed in the last fortnight: of all, and of each DME, domain, view
//! and team. An entry has an id made of the asset's key and the change, the same in each feed.

use std::collections::BTreeMap;
use std::io;

use super::Views;
use super::change_text::{sentence, stamp};
use super::changes_page::{CHANGES, FEED, Fold, folds};
use super::feed::{Xml, start, text};
use super::feed_subjects::Feed;
use crate::history::Entry;

/// Most entries of a feed.
const ENTRIES: usize = 500;
/// More changes than this of one owner in one build and category are one entry.
const FOLD: usize = 20;

/// Paths of all feeds but that of all changes, with the key of the asset that each is about.
#[must_use]
pub(crate) fn feed_paths(views: &Views<'_>) -> BTreeMap<String, String> {
    let all = views.feeds.all();
    all.map(|(path, feed)| (path.to_owned(), feed.key.clone()))
        .collect()
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
    put(FEED, &atom(views, FEED, "", title, CHANGES, &all)?)?;
    for (path, Feed { key, entries }) in views.feeds.all() {
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
        put(path, &atom(views, path, key, &title, page, entries)?)?;
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
) -> io::Result<Vec<u8>> {
    let base = views.settings.base_url();
    let base = base.as_deref().unwrap_or("");
    // Without an absolute address, from the feed's own.
    let up = match base {
        "" => "../".repeat(path.matches('/').count()),
        base => base.to_owned(),
    };
    let newest = entries.iter().map(|entry| entry.at).max();
    let newest = newest.unwrap_or_else(|| views.reader.first_build());
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
            let folded = folds(entries.iter().copied());
            let told = folded.iter().flat_map(|fold| told(fold, key)).take(ENTRIES);
            for told in told {
                let asset = match told.is_fold {
                    true => None,
                    false => views.reader.find_key(&told.entry.key),
                };
                let href = asset.map_or(CHANGES, |ix| views.reader.href(ix));
                xml.create_element("entry").write_inner_content(|xml| {
                    text(xml, "title", &told.title)?;
                    text(xml, "id", &views.reader.urn(&told.id))?;
                    text(xml, "updated", &stamp(told.entry.at))?;
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
    entry: &'a Entry,
    is_fold: bool,
}

/// The first of many changes.
fn many_told(fold: &Fold<'_>) -> String {
    let first = fold.entries.iter().take(FOLD);
    let told: Vec<String> = first
        .map(|entry| format!("{}: {}", entry.name(), sentence(entry)))
        .collect();
    let more = fold.entries.len().saturating_sub(FOLD);
    format!("{}. And {more} more.", told.join("; "))
}

/// What the feed of the asset with this key, or that of all, tells of a fold. What it has of many changes
/// is its own: another feed has others of them, and so another entry.
fn told<'a>(fold: &Fold<'a>, key: &str) -> Vec<Told<'a>> {
    let many = fold.first().filter(|_| fold.entries.len() > FOLD);
    if let Some(first) = many {
        let category = first.category.as_str();
        let owner = match first.owner.as_str() {
            "" => "no DME",
            owner => owner,
        };
        return vec![Told {
            id: format!("{}:{category}:{}:{key}", first.build, first.owner),
            title: format!("{owner}: {} ({category})", fold.summary()),
            summary: many_told(fold),
            entry: first,
            is_fold: true,
        }];
    }
    let entries = fold.entries.iter();
    entries
        .map(|entry| Told {
            id: entry.id.clone(),
            title: format!("{}: {}", entry.name(), sentence(entry)),
            summary: format!("{}: {}.", entry.rule, sentence(entry)),
            entry,
            is_fold: false,
        })
        .collect()
}
