//! Addresses of pages: readable, stable, safe as file names, and different even where the file
//! system folds case.

use std::collections::{HashMap, HashSet};
use std::fmt::Write as _;

use super::Linker;
use crate::catalog::{AssetIx, Kind};
use crate::diagnostic::{Finding, Rule};

/// Longest readable part of a slug, in bytes; with its suffix it stays far below the 255 bytes
/// that file systems allow.
const MAX: usize = 120;
/// Longest path of nested slugs; a longer one is replaced by its end and a hash.
const MAX_PATH: usize = 600;

/// A path segment for a name: letters, digits, `_`, `-` and inner dots stay; everything else
/// becomes `-`. Where that loses anything, a hash of the name is added, so that two names never
/// share a slug.
#[must_use]
pub fn slug(name: &str) -> String {
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
    // `index` and `page-2` are pages of lists; a dot at the end is dropped by some systems.
    // A folder called `x.html` would stand in the way of the page `x`.
    let taken = out == "index" || out.starts_with("page-") || out.ends_with(".html");
    if exact && !taken && !out.is_empty() && !out.ends_with('.') {
        return out;
    }
    with_hash(out.trim_matches(['-', '.']), name)
}

fn with_hash(readable: &str, name: &str) -> String {
    let hash = blake3::hash(name.as_bytes());
    let mut out = readable.to_owned();
    if !out.is_empty() {
        out.push('~');
    }
    for byte in &hash.as_bytes()[..5] {
        let _ = write!(out, "{byte:02x}");
    }
    out
}

impl Linker<'_> {
    /// Sets every asset's address. Of addresses that differ by case alone, or not at all, the
    /// first in order of name keeps the plain one.
    pub(super) fn hrefs(&mut self) {
        let mut order: Vec<AssetIx> = (0u32..)
            .zip(&self.catalog.assets)
            .map(|(i, _)| AssetIx(i))
            .collect();
        order.sort_by(|a, b| {
            // The lower-case spelling keeps the plain address, whatever else comes and goes.
            let key = |ix: &AssetIx| {
                let name = self.catalog.name(*ix);
                (name.chars().any(char::is_uppercase), name)
            };
            key(a).cmp(&key(b))
        });
        let mut taken: HashSet<String> = HashSet::with_capacity(order.len());
        let mut first: HashMap<String, AssetIx> = HashMap::new();
        for ix in order {
            let mut href = self.href_of(ix);
            let folded = href.to_lowercase();
            if taken.contains(&folded) {
                let other = first.get(&folded).copied();
                self.collision(ix, other);
                let stem = href.strip_suffix(".html").unwrap_or(&href);
                let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
                href = format!("{folder}/{}.html", with_hash(name, &self.catalog.id(ix)));
            }
            taken.insert(href.to_lowercase());
            if matches!(self.catalog.asset(ix).kind, Kind::View | Kind::Table) {
                first.insert(folded, ix);
            }
            let sym = self.sym(&href);
            self.catalog.assets[ix.ix()].href = sym;
        }
    }

    fn href_of(&self, ix: AssetIx) -> String {
        let c = &self.catalog;
        let asset = c.asset(ix);
        let name = c.str(asset.name);
        match asset.kind {
            Kind::View | Kind::Table => {
                let relation = &c.relations[asset.detail as usize];
                let part = |sym| match c.str(sym) {
                    "" => "-".to_owned(),
                    text => slug(text),
                };
                let (dataset, table) = (part(relation.dataset), part(relation.table));
                if relation.unified {
                    format!("views/{dataset}/{table}.html")
                } else {
                    format!("tables/{}/{dataset}/{table}.html", part(relation.project))
                }
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
                match parts.join("/") {
                    joined if joined.len() <= MAX_PATH => format!("domains/{joined}.html"),
                    _ => format!("domains/{}.html", with_hash(&slug(name), path)),
                }
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
                match parts.join("/") {
                    joined if joined.len() <= MAX_PATH => format!("guides/{joined}.html"),
                    _ => format!("guides/{}.html", slug(name)),
                }
            }
        }
    }

    fn collision(&mut self, ix: AssetIx, other: Option<AssetIx>) {
        let id = self.catalog.id(ix);
        let Some(other) = other else { return };
        self.findings.push(
            Finding::new(
                Rule::SlugCollision,
                format!(
                    "`{id}` and `{}` would share a page address on file systems that fold case; the page of the first has a suffix",
                    self.catalog.id(other)
                ),
            )
            .at(self.catalog.asset(ix).pos)
            .asset(id)
            .help("nothing is lost; rename one of them if people mix them up"),
        );
    }
}

#[cfg(test)]
mod tests {
    use super::slug;

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

    proptest::proptest! {
        #[test]
        fn different_names_never_share_a_slug(a in ".{0,40}", b in ".{0,40}") {
            if a != b {
                proptest::prop_assert_ne!(slug(&a), slug(&b));
            }
        }
    }
}
