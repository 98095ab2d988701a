//! Atom feeds (RFC 4287) of what changed in the last fortnight: of all, and of each DME, domain, view
//! and team. An entry has an id made of the asset's key and the change, the same in each feed.

use std::collections::BTreeMap;
use std::io;

use super::Views;
use super::change_text::{sentence, stamp};
use super::changes_page::{CHANGES, FEED, Fold, folds};
use super::feed::{Xml, start, text};
use crate::catalog::{AssetIx, Kind};
use crate::history::Entry;

/// Most entries of a feed.
const ENTRIES: usize = 500;
/// More changes than this of one owner in one build and category are one entry.
const FOLD: usize = 20;

/// A feed by its path: the key of the asset that it is about, and the changes, newest first.
type Feeds<'a> = BTreeMap<String, (String, Vec<&'a Entry>)>;

/// Paths of all feeds but that of all changes, with the key of the asset that each is about.
#[must_use]
pub(crate) fn feed_paths(views: &Views<'_>) -> BTreeMap<String, String> {
    let feeds = feeds(views).into_iter();
    feeds.map(|(path, (key, _))| (path, key)).collect()
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
    for (path, (key, entries)) in feeds(views) {
        let asset = views.reader.find_key(&key);
        let name = match asset {
            Some(ix) => views.link(ix).text,
            None => key
                .split_once(':')
                .map_or(&*key, |(_, name)| name)
                .to_owned(),
        };
        let title = format!("{name} · {title}");
        let page = asset.map_or(CHANGES, |ix| views.reader.href(ix));
        put(&path, &atom(views, &path, &key, &title, page, &entries)?)?;
    }
    Ok(())
}

/// Feeds in which something changed, and those that were published once: a reader that finds one gone
/// stops asking.
fn feeds<'a>(views: &Views<'a>) -> Feeds<'a> {
    let mut feeds = Feeds::default();
    let mut of_key: BTreeMap<String, Vec<&Entry>> = BTreeMap::new();
    for entry in views.reader.recent_changes() {
        for key in about(views, entry) {
            of_key.entry(key).or_default().push(entry);
        }
    }
    for (path, key) in views.reader.former_feeds() {
        let entries = of_key.get(key).cloned().unwrap_or_default();
        feeds.insert(path.to_owned(), (key.to_owned(), entries));
    }
    for (key, entries) in of_key {
        if let Some(ix) = views.reader.find_key(&key) {
            feeds.insert(path(views.reader.href(ix)), (key, entries));
        }
    }
    feeds
}

/// The feed of the asset whose page has this address.
fn path(href: &str) -> String {
    let page = href.strip_suffix("/index.html");
    let page = page.or(href.strip_suffix(".html")).unwrap_or(href);
    format!("feeds/{page}.atom")
}

/// Keys of what has a feed in which the change is told, each once.
fn about(views: &Views<'_>, entry: &Entry) -> Vec<String> {
    let c = views.reader;
    let asset = c.find_key(&entry.key);
    let dme = match asset.filter(|ix| c.asset(*ix).kind == Kind::Dme) {
        Some(dme) => Some(dme),
        None => c.find_key(&format!("{}:{}", Kind::Dme.as_str(), entry.owner)),
    };
    let product = asset.and_then(|ix| match c.relation(ix) {
        Some(relation) => relation.product,
        None => Some(ix),
    });
    let product = product.and_then(|ix| c.product(ix));
    let environment = dme.and_then(|ix| c.environment(ix));
    let mut all: Vec<AssetIx> = Vec::new();
    let has_feed = |ix: &AssetIx| {
        let kind = c.asset(*ix).kind;
        matches!(kind, Kind::View | Kind::Dme | Kind::Domain | Kind::Team)
    };
    all.extend(asset.filter(has_feed));
    all.extend(dme);
    let team = product.and_then(|p| p.team);
    all.extend(team.or(environment.and_then(|d| d.team)));
    let own = asset.filter(|ix| c.asset(*ix).kind == Kind::Domain);
    let stated = product.and_then(|p| p.domain);
    let home = dme.and_then(|ix| c.home_domain(ix));
    let mut domain = own.or(stated).or(home);
    while let Some(ix) = domain {
        all.push(ix);
        domain = c.domain(ix).parent;
    }
    let mut keys: Vec<String> = all.into_iter().map(|ix| c.key(ix).to_string()).collect();
    // Of a view that is gone.
    if asset.is_none() && entry.key.starts_with("relation:") {
        keys.push(entry.key.clone());
    }
    keys.sort_unstable();
    keys.dedup();
    keys
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
            let told = folded.iter().flat_map(told).take(ENTRIES);
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

fn told<'a>(fold: &Fold<'a>) -> Vec<Told<'a>> {
    let many = fold.first().filter(|_| fold.entries.len() > FOLD);
    if let Some(first) = many {
        let category = first.category.as_str();
        let owner = match first.owner.as_str() {
            "" => "no DME",
            owner => owner,
        };
        return vec![Told {
            id: format!("{}:{category}:{}", first.build, first.owner),
            title: format!("{owner}: {} ({category})", fold.summary()),
            summary: format!("{}, {} among them.", fold.summary(), first.name()),
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
