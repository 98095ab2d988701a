//! Which feeds there are, and which changes each tells.

use std::collections::BTreeMap;

use rustc_hash::FxHashMap;

use crate::catalog::{AssetIx, Kind};
use crate::history::Entry;
use crate::reader::Reader;

/// What a feed tells.
#[derive(Debug, Clone, Default)]
pub(super) struct Feed<'a> {
    /// The asset that it is about.
    pub(super) key: String,
    /// Changes of the last fortnight, newest first.
    pub(super) entries: Vec<&'a Entry>,
}

/// All feeds but that of all changes.
#[derive(Debug, Default)]
pub(super) struct Feeds<'a> {
    by_path: BTreeMap<String, Feed<'a>>,
    paths: FxHashMap<AssetIx, String>,
}

impl<'a> Feeds<'a> {
    /// Feeds of all DMEs, domains, teams and unified views, so that one can ask for them before
    /// anything changes; of other views in which something changed; and those that were published
    /// once: a reader that finds one gone stops asking. A view that is only listed has none.
    pub(super) fn of(c: Reader<'a>) -> Self {
        let mut of_key: BTreeMap<String, Vec<&'a Entry>> = BTreeMap::new();
        for entry in c.recent_changes() {
            for key in about(c, entry) {
                of_key.entry(key).or_default().push(entry);
            }
        }
        let mut feeds = Self::default();
        for (path, key) in c.former_feeds() {
            let entries = of_key.get(key).cloned().unwrap_or_default();
            let key = key.to_owned();
            feeds.by_path.insert(path.to_owned(), Feed { key, entries });
        }
        let unified = c.relations().iter().filter(|relation| relation.unified);
        let unified = unified.filter(|relation| !c.is_listed(relation.asset));
        let always = [Kind::Dme, Kind::Domain, Kind::Team].map(|kind| c.sorted(kind));
        let always = always.into_iter().flatten();
        for ix in always.chain(unified.map(|relation| relation.asset)) {
            of_key.entry(c.key(ix).to_string()).or_default();
        }
        for (key, entries) in of_key {
            if let Some(ix) = c.find_key(&key) {
                let path = path(c.href(ix));
                feeds.paths.insert(ix, path.clone());
                feeds.by_path.insert(path, Feed { key, entries });
            }
        }
        feeds
    }

    /// By path, in its order.
    pub(super) fn all(&self) -> impl Iterator<Item = (&str, &Feed<'a>)> {
        self.by_path
            .iter()
            .map(|(path, feed)| (path.as_str(), feed))
    }

    /// The path of the feed that is about an asset.
    pub(super) fn of_asset(&self, ix: AssetIx) -> Option<&str> {
        self.paths.get(&ix).map(String::as_str)
    }
}

/// The feed of the asset whose page has this address.
fn path(href: &str) -> String {
    let page = href.strip_suffix("/index.html");
    let page = page.or(href.strip_suffix(".html")).unwrap_or(href);
    format!("feeds/{page}.atom")
}

/// Keys of what has a feed in which the change is told, each once.
fn about(c: Reader<'_>, entry: &Entry) -> Vec<String> {
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
        let is_of_them = matches!(kind, Kind::View | Kind::Dme | Kind::Domain | Kind::Team);
        is_of_them && !c.is_listed(*ix)
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
