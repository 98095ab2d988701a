//! What the pages of a site link to, noted as they are rendered: of each page and anchor a hash is
//! kept, and the text of an address only as long as it isn't known to lead to an asset.

use std::borrow::Cow;
use std::hash::BuildHasher;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use memchr::{memchr, memmem, memrchr, memrchr2};
use percent_encoding::percent_decode_str;
use rustc_hash::{FxBuildHasher, FxHashMap, FxHashSet};

use super::Sink;

/// Addresses whose text is kept; what is more isn't looked at.
const MOST: usize = 1 << 20;

/// Passes on what is rendered, or lets it go, and notes what pages link to.
pub(crate) struct LinkSink<'s> {
    inner: Option<&'s dyn Sink>,
    /// Absolute address of the portal, ending in `/`.
    base_url: Option<&'s str>,
    /// Pages that there will be.
    assets: FxHashSet<u64>,
    noted: Mutex<Noted>,
}

#[derive(Default)]
struct Noted {
    /// Files by their path, with the anchors of pages, sorted.
    files: FxHashMap<u64, Box<[u32]>>,
    wanted: FxHashMap<Target, Wanted>,
    /// How many addresses weren't looked at.
    passed_over: usize,
}

/// A file and an anchor of it, 0 where there is none.
type Target = (u64, u32);

struct Wanted {
    address: Box<str>,
    /// The first page that links there, in the order of their paths.
    page: Box<str>,
    pages: u32,
}

/// An address within the site that leads to nothing.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct DeadAddress {
    /// Path within the site, and the anchor.
    pub address: String,
    /// The first page that links there.
    pub page: String,
    /// How many pages do.
    pub pages: u32,
}

impl<'s> LinkSink<'s> {
    /// For a site at `base_url`, of which the pages `assets` are known to come.
    pub(crate) fn new<'a>(
        inner: Option<&'s dyn Sink>,
        base_url: Option<&'s str>,
        assets: impl Iterator<Item = &'a str>,
    ) -> Self {
        Self {
            inner,
            base_url,
            assets: assets.map(hash).collect(),
            noted: Mutex::default(),
        }
    }

    /// Notes a file that comes another way.
    pub(crate) fn add_file(&self, path: &str) {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.files.entry(hash(path)).or_default();
    }

    /// Addresses that lead nowhere, in order, and how many weren't looked at.
    pub(crate) fn dead(self) -> (Vec<DeadAddress>, usize) {
        let noted = self.noted.into_inner();
        let Noted {
            files,
            wanted,
            passed_over,
        } = noted.unwrap_or_else(PoisonError::into_inner);
        let leads = |(file, anchor): &Target| match files.get(file) {
            Some(anchors) => *anchor == 0 || anchors.binary_search(anchor).is_ok(),
            None => false,
        };
        let mut dead: Vec<DeadAddress> = wanted
            .into_iter()
            .filter(|(target, _)| !leads(target))
            .map(|(_, wanted)| DeadAddress {
                address: wanted.address.into(),
                page: wanted.page.into(),
                pages: wanted.pages,
            })
            .collect();
        dead.sort_unstable_by(|a, b| (&a.page, &a.address).cmp(&(&b.page, &b.address)));
        (dead, passed_over)
    }

    fn page(&self, path: &str, html: &[u8]) {
        let ids = ids(html);
        let mut wanted: FxHashMap<Target, String> = FxHashMap::default();
        let own = hash(path);
        let mut target = String::new();
        for href in attributes(html, b"href=") {
            let Some(anchor) = self.resolve(path, href, &mut target) else {
                continue;
            };
            let file = hash(&target);
            let anchor_hash = anchor.as_deref().map_or(0, short);
            let is_known = match anchor_hash {
                0 => file == own || self.assets.contains(&file),
                anchor => file == own && ids.binary_search(&anchor).is_ok(),
            };
            if is_known {
                continue;
            }
            wanted
                .entry((file, anchor_hash))
                .or_insert_with(|| match &anchor {
                    Some(anchor) => format!("{target}#{anchor}"),
                    None => target.clone(),
                });
        }
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.files.insert(own, ids);
        #[allow(
            clippy::iter_over_hash_type,
            reason = "what is made of them is sorted; the order counts beyond the bound alone"
        )]
        for (target, address) in wanted {
            if let Some(known) = noted.wanted.get_mut(&target) {
                known.pages = known.pages.saturating_add(1);
                if path < &*known.page {
                    known.page = path.into();
                }
            } else if noted.wanted.len() < MOST {
                let wanted = Wanted {
                    address: address.into(),
                    page: path.into(),
                    pages: 1,
                };
                noted.wanted.insert(target, wanted);
            } else {
                noted.passed_over += 1;
            }
        }
    }

    /// Writes into `target` which file of the site an address on the page `path` leads to, and gives
    /// the anchor; nothing where it leads out of the site.
    fn resolve<'h>(
        &self,
        path: &str,
        href: &'h [u8],
        target: &mut String,
    ) -> Option<Option<Cow<'h, str>>> {
        let href = std::str::from_utf8(href).ok()?.trim();
        target.clear();
        if let Some(anchor) = resolve_plain(path, href, target) {
            return Some(anchor.map(Cow::Borrowed));
        }
        let href = plain(href);
        // What the decoded text lends is gone with it; addresses with references are few.
        let (address, anchor) = match href {
            Cow::Borrowed(text) => {
                let (address, anchor) = split(text);
                (Cow::Borrowed(address), anchor.map(Cow::Borrowed))
            }
            Cow::Owned(text) => {
                let (address, anchor) = split(&text);
                let anchor = anchor.map(|anchor| Cow::Owned(anchor.to_owned()));
                (Cow::Owned(address.to_owned()), anchor)
            }
        };
        let anchor = anchor.map(|anchor| match anchor.contains('%') {
            true => Cow::Owned(percent_decode_str(&anchor).decode_utf8_lossy().into_owned()),
            false => anchor,
        });
        let own = self.base_url.and_then(|base| {
            let rest = address.strip_prefix(base.trim_end_matches('/'))?;
            (rest.is_empty() || rest.starts_with('/')).then(|| rest.trim_start_matches('/'))
        });
        let scheme = address.find([':', '/']);
        if own.is_none()
            && (address.starts_with('/') || scheme.is_some_and(|at| address[at..].starts_with(':')))
        {
            return None;
        }
        if own.is_none() && address.is_empty() {
            target.push_str(path);
            return Some(anchor);
        }
        if own.is_none() {
            target.push_str(path.rsplit_once('/').map_or("", |(folder, _)| folder));
        }
        let address = own.unwrap_or(&address);
        for part in address.split('/') {
            match part {
                "" | "." => {}
                ".." if target.is_empty() => return None,
                ".." => target.truncate(target.rfind('/').unwrap_or(0)),
                part => {
                    if !target.is_empty() {
                        target.push('/');
                    }
                    match part.contains('%') {
                        true => {
                            target.push_str(&percent_decode_str(part).decode_utf8_lossy());
                        }
                        false => target.push_str(part),
                    }
                }
            }
        }
        if target.is_empty() {
            target.push_str("index.html");
        } else if address.ends_with('/') || address.ends_with("..") {
            target.push_str("/index.html");
        }
        Some(anchor)
    }
}

impl Sink for LinkSink<'_> {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        match path.ends_with(".html") {
            true => self.page(path, bytes),
            false => self.add_file(path),
        }
        self.inner.map_or(Ok(()), |inner| inner.put(path, bytes))
    }

    fn create(&self, path: &str) -> io::Result<Box<dyn Write + Send>> {
        self.add_file(path);
        match self.inner {
            Some(inner) => inner.create(path),
            None => Ok(Box::new(io::sink())),
        }
    }
}

/// The same for an address of plain letters that only climbs at its beginning, as nearly all are;
/// nothing, and nothing written, where it is another.
fn resolve_plain<'h>(path: &str, href: &'h str, target: &mut String) -> Option<Option<&'h str>> {
    let is_plain =
        |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'/' | b'.' | b'-' | b'_' | b'#');
    if !href.as_bytes().iter().all(is_plain) {
        return None;
    }
    let (mut rest, anchor) = split(href);
    if rest.is_empty() {
        target.push_str(path);
        return Some(anchor);
    }
    let above = |path: &'_ str| memrchr(b'/', path.as_bytes()).unwrap_or(0);
    let mut folder = &path[..above(path)];
    while let Some(below) = rest.strip_prefix("../") {
        if folder.is_empty() {
            return None;
        }
        folder = &folder[..above(folder)];
        rest = below;
    }
    let is_dot_or_nothing = |pair: &[u8]| pair[1] == b'/' && matches!(pair[0], b'.' | b'/');
    if rest.is_empty()
        || rest.starts_with('/')
        || rest.ends_with(['/', '.'])
        || rest.as_bytes().windows(2).any(is_dot_or_nothing)
    {
        return None;
    }
    target.push_str(folder);
    if !folder.is_empty() {
        target.push('/');
    }
    target.push_str(rest);
    Some(anchor)
}

fn hash(text: &str) -> u64 {
    FxBuildHasher.hash_one(text)
}

/// Of an anchor; never 0, which means none.
fn short(anchor: &str) -> u32 {
    let hash = hash(anchor);
    u32::try_from(hash >> 32).unwrap_or_default().max(1)
}

/// Address without its query, and anchor.
fn split(href: &str) -> (&str, Option<&str>) {
    let (address, anchor) = match memchr(b'#', href.as_bytes()) {
        // The top of a page is always there.
        Some(at) => {
            let anchor = &href[at + 1..];
            let named = !matches!(anchor, "" | "top");
            (&href[..at], Some(anchor).filter(|_| named))
        }
        None => (href, None),
    };
    let query = memchr(b'?', address.as_bytes());
    (query.map_or(address, |at| &address[..at]), anchor)
}

/// Text of an attribute: references to characters, as serializers write them, are characters.
fn plain(text: &str) -> Cow<'_, str> {
    if !text.contains('&') {
        return Cow::Borrowed(text);
    }
    let mut text = text.to_owned();
    for (reference, character) in [
        ("&#x2F;", "/"),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        ("&quot;", "\""),
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&amp;", "&"),
    ] {
        text = text.replace(reference, character);
    }
    Cow::Owned(text)
}

/// Hashes of the ids of a page, sorted.
fn ids(html: &[u8]) -> Box<[u32]> {
    let mut ids: Vec<u32> = attributes(html, b"id=")
        .filter_map(|id| Some(short(&plain(std::str::from_utf8(id).ok()?))))
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into()
}

/// Values of an attribute, `name` with its `=`, where it stands in a tag and in quotes.
fn attributes<'h>(html: &'h [u8], name: &'static [u8]) -> impl Iterator<Item = &'h [u8]> {
    memmem::find_iter(html, name).filter_map(move |at| {
        let before = html.get(..at)?;
        if !before.last()?.is_ascii_whitespace() {
            return None;
        }
        // Text may hold what looks like an attribute.
        let bracket = memrchr2(b'<', b'>', before)?;
        if before.get(bracket) != Some(&b'<') {
            return None;
        }
        let rest = html.get(at + name.len()..)?;
        let (quote, rest) = rest.split_first()?;
        if !matches!(quote, b'"' | b'\'') {
            return None;
        }
        rest.get(..memchr(*quote, rest)?)
    })
}

#[cfg(test)]
mod tests {
    use super::{DeadAddress, LinkSink, Sink};

    fn dead(pages: &[(&str, &str)]) -> Vec<String> {
        let sink = LinkSink::new(
            None,
            Some("https://data.example/p/"),
            ["views/a.html"].into_iter(),
        );
        for (path, html) in pages {
            sink.put(path, html.as_bytes()).expect("nothing is written");
        }
        let said = |DeadAddress {
                        address,
                        page,
                        pages,
                    }| format!("{address} {page} {pages}");
        sink.dead().0.into_iter().map(said).collect()
    }

    #[test]
    fn addresses_that_lead_to_pages_and_anchors_are_fine() {
        let page = r##"<main id="main"><h2 id="h-é">x</h2><a href="#main"></a> <a href="#h-%C3%A9"></a> <a href="#"></a>
            <a class=x href="../index.html?q=1"></a> <a href='../views/a.html'></a> <a href="a.html"></a> <a href=""></a>
            <a href="https://data.example/p/"></a> <a href="https://data.example/p/views/a.html#main"></a> <a href="../"></a>
            <a href="https://data.example/other"></a> <a href="mailto:a@b"></a> <a href="//h/x"></a> <a href="/x"></a> <a href="../../out"></a>
            <a href="../x&amp;y.svg"></a> <code>&lt;a href="gone.html"&gt;</code></main>"##;
        let all = [("views/a.html", page), ("index.html", ""), ("x&y.svg", "")];
        assert_eq!(dead(&all), [""; 0]);
    }

    proptest::proptest! {
        /// The quick way leads where the long one does.
        #[test]
        fn plain_addresses_lead_where_others_do(
            path in "([a-b]{1,2}/){0,3}[a-b]\\.html",
            href in "(\\.\\./){0,3}([a-b.]{0,3}/){0,2}[a-b.]{0,3}(#[a-b]{0,2})?",
        ) {
            let sink = LinkSink::new(None, None, std::iter::empty());
            let mut quick = String::new();
            if let Some(anchor) = super::resolve_plain(&path, &href, &mut quick) {
                // A query is no part of the file, and keeps an address from the quick way.
                let (address, _) = href.split_once('#').unwrap_or((&href, ""));
                let long = format!("{address}?{}", href.strip_prefix(address).unwrap_or_default());
                let mut target = String::new();
                let found = sink.resolve(&path, long.as_bytes(), &mut target);
                let anchor = anchor.map(std::borrow::Cow::Borrowed);
                proptest::prop_assert_eq!((found, target), (Some(anchor), quick));
            } else {
                proptest::prop_assert!(quick.is_empty());
            }
        }
    }

    #[test]
    fn what_leads_nowhere_is_told_once_with_the_first_page() {
        let page = "<a href=\"../gone.html\"></a><a href=\"../gone.html\"></a><a href=\"#no\"></a><a href=\"https://data.example/p/views/c.html\"></a>";
        assert_eq!(
            dead(&[("views/b.html", page), ("views/a.html", page)]),
            [
                "gone.html views/a.html 2",
                "views/a.html#no views/a.html 1",
                "views/c.html views/a.html 2",
                "views/b.html#no views/b.html 1",
            ]
        );
    }
}
