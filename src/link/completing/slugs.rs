//! Addresses of pages: readable, stable, safe as file names on any system, and different even where
//! the file system folds case.

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{AssetIx, Inventory, Kind};
use crate::diagnostic::{Finding, Rule, text};

/// Longest readable part of a slug, in bytes; with its suffix it stays far below the 255 bytes
/// that file systems allow.
const MAX: usize = 120;
/// Longest address, in bytes: Windows holds 260 of a whole path, the folder of the site included.
const LONGEST: usize = 200;
/// Longest segment of an address that would be longer; three of them fit.
const CUT: usize = 60;

/// A path segment for a name: letters, digits, `_`, `-` and inner dots stay; everything else
/// becomes `-`. Where that loses anything, or where a system keeps the name for itself, a hash of
/// the name is added, so that two names never share a slug. All of it is ASCII, so that no other
/// case or composition of letters than theirs is folded anywhere.
#[must_use]
pub(crate) fn slug(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut exact = true;
    for c in name.chars() {
        let safe =
            c.is_ascii_alphanumeric() || c == '_' || c == '-' || (c == '.' && !out.is_empty());
        if out.len() >= MAX {
            exact = false;
            break;
        }
        if safe {
            out.push(c);
        } else {
            exact = false;
            if !out.ends_with('-') {
                out.push('-');
            }
        }
    }
    let taken = is_of_lists(&out) || is_device(&out);
    if exact && !taken && !out.is_empty() && !out.ends_with('.') {
        return out;
    }
    let readable = out.trim_matches(['-', '.']);
    match is_device(readable) {
        // The hash must come before the dot.
        true => with_hash(&readable.replacen('.', "-", 1), name),
        false => with_hash(readable, name),
    }
}

/// An address that fits where paths are short: long segments are cut and get a hash; where that
/// doesn't do, the last one stands for all.
#[must_use]
pub(crate) fn fitted(address: String) -> String {
    if address.len() <= LONGEST {
        return address;
    }
    let stem = address.strip_suffix(".html").unwrap_or(&address);
    let parts: Vec<String> = stem.split('/').map(shortened).collect();
    let short = format!("{}.html", parts.join("/"));
    if short.len() <= LONGEST {
        return short;
    }
    let top = parts.first().map_or("", String::as_str);
    let last = parts.last().map_or("", String::as_str);
    format!("{top}/{}.html", with_hash(last, stem))
}

fn shortened(segment: &str) -> String {
    if segment.len() <= CUT {
        return segment.to_owned();
    }
    // Ten digits and what parts them from the rest.
    let readable = segment.get(..CUT - 11).unwrap_or_default();
    with_hash(readable.trim_end_matches(['-', '.', '~']), segment)
}

/// `index` and `page-2` are pages of lists, and a folder called `x.html` would stand in the way of
/// the page `x`.
fn is_of_lists(segment: &str) -> bool {
    let ends_with = |ending: &str| {
        let start = segment.len().checked_sub(ending.len());
        start
            .and_then(|start| segment.get(start..))
            .is_some_and(|end| end.eq_ignore_ascii_case(ending))
    };
    let begins_with_page = segment
        .get(..5)
        .is_some_and(|start| start.eq_ignore_ascii_case("page-"));
    let is_page = begins_with_page
        && (segment.starts_with("page-") || segment[5..].bytes().all(|b| b.is_ascii_digit()));
    is_page || segment.eq_ignore_ascii_case("index") || ends_with(".html")
}

/// Names of devices, which Windows finds in every folder, whatever comes after a dot.
fn is_device(segment: &str) -> bool {
    let stem = segment.split_once('.').map_or(segment, |(stem, _)| stem);
    let named = |names: &[&str], name: &str| names.iter().any(|n| name.eq_ignore_ascii_case(n));
    match stem.len() {
        3 => named(&["con", "prn", "aux", "nul"], stem),
        4 => stem
            .strip_suffix(|c: char| c.is_ascii_digit())
            .is_some_and(|port| named(&["com", "lpt"], port)),
        _ => false,
    }
}

fn with_hash(readable: &str, name: &str) -> String {
    let hash = blake3::hash(name.as_bytes());
    let mut out = readable.to_owned();
    if !out.is_empty() {
        out.push('~');
    }
    for byte in &hash.as_bytes()[..5] {
        append!(out, "{byte:02x}");
    }
    out
}

/// Sets every asset's address. Of addresses that differ by case alone, or not at all, the
/// first in order of name keeps the plain one.
pub(in crate::link) fn addresses(c: &mut Inventory, findings: &mut Vec<Finding>) {
    let mut order: Vec<AssetIx> = (0u32..).zip(&c.assets).map(|(i, _)| AssetIx(i)).collect();
    order.sort_by_cached_key(|ix| {
        // The lower-case spelling keeps the plain address, whatever else comes and goes.
        let name = c.name(*ix);
        (name.chars().any(char::is_uppercase), name)
    });
    // Addresses without case; with the view or table that came there last.
    let mut taken: FxHashMap<String, Option<AssetIx>> = FxHashMap::default();
    taken.reserve(order.len());
    let mut folders = Folders::default();
    for ix in order {
        let mut href = fitted(href_of(c, ix));
        let same_named = folders.same_named;
        if let Some(apart) = folders.disambiguated(&href) {
            if folders.same_named > same_named {
                findings.push(folder_collision(c, ix, &href, &apart));
            }
            // The folder's new name may be too long for the page.
            href = fitted(apart);
        }
        let folded = href.to_ascii_lowercase();
        if let Some(other) = taken.get(&folded).copied() {
            findings.extend(other.map(|other| collision(c, ix, other)));
            let stem = href.strip_suffix(".html").unwrap_or(&href);
            let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
            let mut id = c.id(ix);
            let named = |id: &str| fitted(format!("{folder}/{}.html", with_hash(name, id)));
            let mut apart = named(&id);
            while taken.contains_key(&apart.to_ascii_lowercase()) {
                id.push('~');
                apart = named(&id);
            }
            taken.insert(apart.to_ascii_lowercase(), None);
            href = apart;
        }
        let at = taken.entry(folded).or_default();
        if matches!(c.asset(ix).kind, Kind::View | Kind::Table) {
            *at = Some(ix);
        }
        let sym = c.registry.intern(&href);
        c.registry.assets[ix.ix()].href = sym;
    }
}

/// The address of a table or view by project, dataset and name, any of which may be empty; those of
/// unified views leave the project out. It may have to be [`fitted`].
#[must_use]
pub(crate) fn relation_address(name: [&str; 3], unified: bool) -> String {
    let [project, dataset, table] = name.map(|part| match part {
        "" => "-".to_owned(),
        text => slug(text),
    });
    match unified {
        true => format!("views/{dataset}/{table}.html"),
        false => format!("tables/{project}/{dataset}/{table}.html"),
    }
}

fn href_of(c: &Inventory, ix: AssetIx) -> String {
    let asset = c.asset(ix);
    let name = c.str(asset.name);
    match asset.kind {
        Kind::View | Kind::Table => {
            let relation = &c.relations[asset.detail as usize];
            let name = [relation.project, relation.dataset, relation.table];
            relation_address(name.map(|part| c.str(part)), relation.unified)
        }
        Kind::Product => {
            let dme = c.products[asset.detail as usize].environment;
            let folder = dme.map_or("-".to_owned(), |d| slug(c.name(d)));
            format!("products/{folder}/{}.html", slug(name))
        }
        Kind::Dme => format!("dmes/{}.html", slug(name)),
        Kind::Domain => {
            let path = &c.domains[asset.detail as usize].path;
            let parts: Vec<String> = path.split('/').map(slug).collect();
            format!("domains/{}.html", parts.join("/"))
        }
        Kind::Exposure => format!("exposures/{}.html", slug(name)),
        Kind::Model => format!("models/{}.html", slug(name)),
        Kind::Job => {
            // `namespace/name`: a folder a namespace.
            let (space, name) = name.split_once('/').unwrap_or(("-", name));
            format!("jobs/{}/{}.html", slug(space), slug(name))
        }
        Kind::Contract => format!("contracts/{}.html", slug(name)),
        Kind::Team => format!("teams/{}.html", slug(name)),
        Kind::Term => format!("glossary/{}.html", slug(name)),
        Kind::Guide => {
            let parts: Vec<String> = name.split('/').map(slug).collect();
            format!("guides/{}.html", parts.join("/"))
        }
    }
}

/// Told once a folder, at the first asset in it.
fn folder_collision(c: &Inventory, ix: AssetIx, href: &str, apart: &str) -> Finding {
    let id = c.id(ix);
    let folder = |path: &str| path.rsplit_once('/').map_or("", |(f, _)| f).to_owned();
    Finding::new(
                Rule::SlugCollision,
                text!(
                    "the page of `{id}` would be in the folder `{folder}`, which is another's on file systems that fold case; it is in `{own}`",
                    id,
                    folder = folder(href),
                    own = folder(apart)
                ),
            )
            .at(c.asset(ix).pos)
            .about(c.subject(ix))
            .help("nothing is lost; rename one of them if people mix them up")
}

fn collision(c: &Inventory, ix: AssetIx, other: AssetIx) -> Finding {
    let id = c.id(ix);
    Finding::new(
                Rule::SlugCollision,
                text!(
                    "`{id}` and `{other}` would share a page address on file systems that fold case; the page of the first has a suffix",
                    id,
                    other = c.id(other)
                ),
            )
            .at(c.asset(ix).pos)
            .about(c.subject(ix))
            .help("nothing is lost; rename one of them if people mix them up")
}

/// Folders of addresses, each with one spelling.
#[derive(Default)]
struct Folders {
    /// As names spell it; what it is called instead, where another differs from it by case alone.
    known: FxHashMap<String, Option<String>>,
    /// Without case.
    taken: FxHashSet<String>,
    /// How many are called otherwise.
    same_named: usize,
}

impl Folders {
    /// The address in the folder that it gets; `None` where that is its own.
    fn disambiguated(&mut self, address: &str) -> Option<String> {
        let (folder, page) = address.rsplit_once('/')?;
        let other = self.instead_of(folder)?;
        Some(format!("{other}/{page}"))
    }

    fn instead_of(&mut self, folder: &str) -> Option<String> {
        if let Some(known) = self.known.get(folder) {
            return known.clone();
        }
        let (outer, name) = match folder.rsplit_once('/') {
            None => (String::new(), folder),
            Some((outer, name)) => {
                let outer = self.instead_of(outer).unwrap_or_else(|| outer.to_owned());
                (format!("{outer}/"), name)
            }
        };
        let mut path = format!("{outer}{name}");
        if !self.taken.insert(path.to_ascii_lowercase()) {
            path = format!("{outer}{}", with_hash(name, folder));
            self.taken.insert(path.to_ascii_lowercase());
            self.same_named += 1;
        }
        let instead = (path != folder).then_some(path);
        self.known.insert(folder.to_owned(), instead.clone());
        instead
    }
}

#[cfg(test)]
mod tests {
    use super::{CUT, Folders, LONGEST, fitted, is_device, slug};

    #[test]
    fn readable_names_stay() {
        assert_eq!(slug("order_items-v2"), "order_items-v2");
        assert_eq!(slug("v1.2"), "v1.2");
    }

    #[test]
    fn hostile_names_become_safe_and_stay_apart() {
        for name in [
            "..",
            ".",
            "",
            "a/b",
            "../../etc/passwd",
            "índice",
            "🛒",
            "index",
            "page-2",
            "a b",
            "nul\0",
        ] {
            let slug = slug(name);
            assert!(
                !slug.is_empty() && !slug.starts_with('.'),
                "{name:?} -> {slug:?}"
            );
            assert!(
                slug.bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b"_-.~".contains(&b)),
                "{name:?} -> {slug:?}"
            );
        }
        assert_ne!(slug("a b"), slug("a/b"));
        assert!(slug(&"x".repeat(300)).len() < 160);
        assert_ne!(slug(&"x".repeat(300)), slug(&"x".repeat(301)));
    }

    #[test]
    fn names_of_devices_and_of_lists_get_another() {
        for name in [
            "con",
            "CON",
            "Aux",
            "nul",
            "prn",
            "COM1",
            "lpt9",
            "com0",
            "con.html",
            "nul.tar.gz",
            "AUX.v2",
            "con.a b",
            "nul.",
            "nul ",
            "index",
            "Index",
            "INDEX",
            "page-2",
            "Page-2",
            "x.html",
            "X.HTML",
        ] {
            let slug = slug(name);
            assert!(slug.contains('~'), "{name} -> {slug}");
            assert!(!is_device(&slug), "{name} -> {slug}");
        }
        // Names that only look like them.
        for name in [
            "console",
            "null",
            "com",
            "com10",
            "lpt",
            "auxiliary.v1",
            "Page-Views",
            "indexes",
        ] {
            assert_eq!(slug(name), name);
        }
    }

    #[test]
    fn long_addresses_are_cut_and_stay_apart() {
        let plain = "tables/p/d/t.html";
        assert_eq!(fitted(plain.to_owned()), plain);
        let just = format!("tables/{}/{}/t.html", "p".repeat(92), "d".repeat(92));
        assert_eq!(just.len(), LONGEST - 1);
        assert_eq!(fitted(just.clone()), just);
        let mut seen = std::collections::BTreeSet::new();
        for n in 0..4 {
            let long = "x".repeat(119);
            for address in [
                format!("tables/{long}/{long}/{long}{n}.html"),
                format!("tables/{long}{n}/{long}/{long}.html"),
                format!("guides/{}{n}.html", "deep/".repeat(60)),
                format!("guides/{}end.html", format!("deep{n}/").repeat(60)),
            ] {
                let short = fitted(address.clone());
                assert!(
                    short.len() <= LONGEST && short.ends_with(".html"),
                    "{short}"
                );
                assert!(short.split('/').all(|p| p.len() <= CUT + 16), "{short}");
                assert_eq!(short.split('/').next(), address.split('/').next());
                assert!(seen.insert(short), "{address}");
            }
        }
    }

    #[test]
    fn folders_that_differ_by_case_alone_are_told_apart() {
        let mut folders = Folders::default();
        assert_eq!(folders.disambiguated("tables/p/d/t.html"), None);
        assert_eq!(folders.disambiguated("tables/p/d/T.html"), None);
        let other = folders.disambiguated("tables/P/d/t.html").unwrap();
        assert!(
            other.starts_with("tables/P~") && other.ends_with("/d/t.html"),
            "{other}"
        );
        assert_eq!(
            folders.disambiguated("tables/P/d/t.html"),
            Some(other.clone())
        );
        let inner = folders.disambiguated("tables/P/D/t.html").unwrap();
        let folder = other.strip_suffix("/d/t.html").unwrap();
        assert!(inner.starts_with(&format!("{folder}/D~")), "{inner}");
        assert_eq!(folders.disambiguated("index.html"), None);
        assert_eq!(folders.same_named, 2);
    }

    proptest::proptest! {
        /// Windows, macOS and Linux hold it, alone or before `.html`.
        #[test]
        fn every_slug_is_a_name_on_any_system(
            name in "(con|CON|Aux|nul|prn|com1|LPT9|COM¹|index|page-1)?[. $~:*?<>|a-z\\\\\"/\u{0}-\u{1f}ÄßKİ]{0,8}"
        ) {
            let slug = slug(&name);
            let is_safe = |b: u8| b.is_ascii_alphanumeric() || b"_-.~".contains(&b);
            proptest::prop_assert!(slug.bytes().all(is_safe), "{:?} -> {}", name, slug);
            proptest::prop_assert!(!slug.is_empty() && slug.len() <= 140);
            proptest::prop_assert!(!slug.starts_with('.') && !slug.ends_with('.'), "{}", slug);
            proptest::prop_assert!(!is_device(&slug), "{:?} -> {}", name, slug);
        }

        /// Letters that fold, compose or lose a mark meet no other name.
        #[test]
        fn names_meet_by_ascii_case_alone(
            a in "[kK\u{212a}sSſßẞiIİıéÉeE\u{301}.]{1,3}",
            b in "[kK\u{212a}sSſßẞiIİıéÉeE\u{301}.]{1,3}"
        ) {
            let meet = slug(&a).eq_ignore_ascii_case(&slug(&b));
            proptest::prop_assert!(!meet || a.eq_ignore_ascii_case(&b), "{:?} {:?}", a, b);
        }

        #[test]
        fn different_names_never_share_a_slug(a in ".{0,40}", b in ".{0,40}") {
            if a != b {
                proptest::prop_assert_ne!(slug(&a), slug(&b));
            }
        }
    }
}
