//! What the pages of a site link to, noted as they are rendered: of each page and anchor a hash is
//! kept, and the text of an address only as long as it isn't known to lead to an asset.

use std::borrow::Cow;
use std::io::{self, Write};
use std::sync::{Mutex, PoisonError};

use memchr::memchr;
use percent_encoding::percent_decode_str;
use rustc_hash::FxHashSet;

use super::Sink;
use super::noted_links::Noted;
use super::plain_address::{Origin, Target, hash, plain_target, short};
use super::tag_attribute::Attribute;
use crate::traces::{KeptLinks, PageLinks};

/// Passes on what is rendered, or lets it go, and notes what pages link to.
pub(crate) struct LinkSink<'s> {
    inner: Option<&'s dyn Sink>,
    /// Absolute address of the portal, ending in `/`.
    base_url: Option<&'s str>,
    /// Pages that there will be.
    assets: FxHashSet<u64>,
    noted: Mutex<Noted>,
}

/// As it stands in a page.
type Address<'h> = &'h [u8];

/// A file of the site, by its path, and an anchor of it.
#[derive(Debug, PartialEq, Eq)]
struct Resolved<'h> {
    file: String,
    anchor: Option<Cow<'h, str>>,
}

impl Resolved<'_> {
    /// Path within the site, and the anchor.
    fn text(self) -> String {
        match self.anchor {
            Some(anchor) => format!("{}#{anchor}", self.file),
            None => self.file,
        }
    }

    fn target(&self) -> Target {
        let anchor = self.anchor.as_deref();
        let anchor = anchor.map_or(0, |anchor| short(anchor.as_bytes()));
        (hash(self.file.as_bytes()), anchor)
    }
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
            assets: assets.map(|path| hash(path.as_bytes())).collect(),
            noted: Mutex::default(),
        }
    }

    /// Notes a file that comes another way.
    pub(crate) fn add_file(&self, path: &str) {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        noted.files.entry(hash(path.as_bytes())).or_default();
    }

    /// Addresses that lead nowhere, in order, and how many weren't looked at.
    pub(crate) fn dead(self) -> (Vec<DeadAddress>, usize) {
        let noted = self.noted.into_inner();
        let Noted {
            files,
            wanted,
            named: _,
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

    /// Notes what a page links to, and gives it, where `read` is given: but for the pages of assets
    /// that are among these.
    fn page(&self, path: &str, html: &[u8], read: Option<&FxHashSet<u64>>) -> PageLinks {
        let mut links = PageLinks::default();
        let ids = ids(html);
        let page = Origin::page(path);
        let (root, own) = (Origin::page("index.html"), page.own);
        let mut wanted: Vec<(Target, Address)> = Vec::with_capacity(64);
        let mut said: Vec<(Target, Address)> = Vec::new();
        let mut buffer = Vec::new();
        for attribute in Attribute::all(html, b"href=") {
            let Some(href) = attribute.value() else {
                continue;
            };
            let below = self
                .base_url
                .and_then(|base| href.strip_prefix(base.as_bytes()));
            let target = match below {
                Some(rest) => plain_target(&root, rest, &self.assets, &mut buffer),
                None => plain_target(&page, href, &self.assets, &mut buffer),
            };
            let (target, is_asset) = match target {
                Some(target) => target,
                None if self.leads_out(href) => continue,
                None => match self.resolve(path, href) {
                    Some(to) => (to.target(), false),
                    None => continue,
                },
            };
            let is_known = match target {
                (file, 0) => is_asset || file == own,
                (file, anchor) => file == own && ids.binary_search(&anchor).is_ok(),
            };
            if !attribute.is_in_tag() {
                continue;
            }
            if !is_known {
                wanted.push((target, href));
            } else if is_asset
                && target.1 == 0
                && read.is_some_and(|read| !read.contains(&target.0))
            {
                // A text says so, not the asset: that it is there has to be looked at again.
                said.push((target, href));
            }
        }
        for all in [&mut wanted, &mut said] {
            all.sort_unstable_by_key(|(target, _)| *target);
            all.dedup_by_key(|(target, _)| *target);
        }
        let text = |href| Some(self.resolve(path, href)?.text());
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        if read.is_some() {
            links.anchors = ids.to_vec();
        }
        noted.files.insert(own, ids);
        for (key, href) in &wanted {
            noted.want(path, *key, || text(href));
        }
        if read.is_some() {
            for (key, href) in wanted.iter().chain(&said) {
                links.wanted.push(*key);
                links.new.extend(noted.name(*key, || text(href)));
            }
        }
        links
    }

    /// Notes what a page links to that is kept.
    fn kept_page(&self, path: &str, links: KeptLinks<'_>) {
        let mut noted = self.noted.lock().unwrap_or_else(PoisonError::into_inner);
        let anchors = links.anchors().collect();
        noted.files.insert(hash(path.as_bytes()), anchors);
        for to in links.wanted() {
            let is_known = to.anchor == 0 && self.assets.contains(&to.file);
            if !is_known && !to.text.is_empty() {
                noted.want(path, (to.file, to.anchor), || Some(to.text.clone()));
            }
        }
    }

    /// Whether an address surely leads out of the site, as nearly all do that have a scheme.
    fn leads_out(&self, href: &[u8]) -> bool {
        let own = self.base_url.map(|base| base.trim_end_matches('/'));
        let has_scheme = href.starts_with(b"https://") || href.starts_with(b"http://");
        let may_be_own = own.is_some_and(|own| href.starts_with(own.as_bytes()));
        has_scheme && !may_be_own && memchr(b'&', href).is_none()
    }

    /// Where an address on the page `path` leads to; nothing where it leads out of the site.
    fn resolve<'h>(&self, path: &str, href: &'h [u8]) -> Option<Resolved<'h>> {
        let href = plain(std::str::from_utf8(href).ok()?.trim());
        let mut file = String::new();
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
            file.push_str(path);
            return Some(Resolved { file, anchor });
        }
        if own.is_none() {
            file.push_str(path.rsplit_once('/').map_or("", |(folder, _)| folder));
        }
        let address = own.unwrap_or(&address);
        for part in address.split('/') {
            match part {
                "" | "." => {}
                ".." if file.is_empty() => return None,
                ".." => file.truncate(file.rfind('/').unwrap_or(0)),
                part => {
                    if !file.is_empty() {
                        file.push('/');
                    }
                    match part.contains('%') {
                        true => {
                            file.push_str(&percent_decode_str(part).decode_utf8_lossy());
                        }
                        false => file.push_str(part),
                    }
                }
            }
        }
        if file.is_empty() {
            file.push_str("index.html");
        } else if address.ends_with('/') || address.ends_with("..") {
            file.push_str("/index.html");
        }
        Some(Resolved { file, anchor })
    }
}

impl Sink for LinkSink<'_> {
    fn put(&self, path: &str, bytes: &[u8]) -> io::Result<()> {
        match path.ends_with(".html") {
            true => {
                self.page(path, bytes, None);
            }
            false => self.add_file(path),
        }
        self.inner.map_or(Ok(()), |inner| inner.put(path, bytes))
    }

    fn put_page(&self, path: &str, bytes: &[u8], read: &FxHashSet<u64>) -> io::Result<PageLinks> {
        let links = self.page(path, bytes, Some(read));
        if let Some(inner) = self.inner {
            inner.put(path, bytes)?;
        }
        Ok(links)
    }

    fn keep_page(&self, path: &str, links: KeptLinks<'_>) -> io::Result<bool> {
        let kept = match self.inner {
            Some(inner) => inner.keep_page(path, links)?,
            None => true,
        };
        if kept {
            self.kept_page(path, links);
        }
        Ok(kept)
    }

    fn keep(&self, path: &str) -> io::Result<()> {
        self.inner.ok_or(io::ErrorKind::NotFound)?.keep(path)?;
        self.add_file(path);
        Ok(())
    }

    fn former_bytes(&self, path: &str) -> io::Result<Vec<u8>> {
        self.inner
            .ok_or(io::ErrorKind::NotFound)?
            .former_bytes(path)
    }

    fn create(&self, path: &str) -> io::Result<Box<dyn Write + Send>> {
        self.add_file(path);
        match self.inner {
            Some(inner) => inner.create(path),
            None => Ok(Box::new(io::sink())),
        }
    }
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
    let mut ids: Vec<u32> = Attribute::all(html, b"id=")
        .filter_map(|id| id.value().filter(|_| id.is_in_tag()))
        .filter_map(|id| match memchr(b'&', id) {
            None => Some(short(id)),
            Some(_) => Some(short(plain(std::str::from_utf8(id).ok()?).as_bytes())),
        })
        .collect();
    ids.sort_unstable();
    ids.dedup();
    ids.into()
}

#[cfg(test)]
mod tests {
    use super::{DeadAddress, FxHashSet, LinkSink, Origin, Sink};

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
            href in "(\\.\\./){0,3}([a-b.]{0,3}/){0,2}[a-b.%&]{0,3}(#[a-b%&#]{0,2})?",
        ) {
            let sink = LinkSink::new(None, None, std::iter::empty());
            let quick = super::plain_target(&Origin::page(&path), href.as_bytes(), &FxHashSet::default(), &mut Vec::new());
            if let Some((quick, _)) = quick {
                let long = sink.resolve(&path, href.as_bytes());
                proptest::prop_assert_eq!(long.map(|to| to.target()), Some(quick));
            }
        }
    }

    proptest::proptest! {
        #[test]
        fn what_surely_leads_out_leads_nowhere_within(
            href in "https?://(data\\.example|h)(/p|/pq|/&#x2F;)?(/[a-b&%#?]{0,3})?",
        ) {
            for base in [None, Some("https://data.example/p/")] {
                let sink = LinkSink::new(None, base, std::iter::empty());
                if sink.leads_out(href.as_bytes()) {
                    proptest::prop_assert_eq!(sink.resolve("views/a.html", href.as_bytes()), None);
                }
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
