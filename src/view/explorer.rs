//! What the explorer page loads: the mesh by DME in one file, each DME's products in one file, and
//! the neighbours of every asset in blocks, so that a step in any direction costs one small file.

mod explorer_files;

use std::collections::BTreeMap;
use std::io;

use rustc_hash::FxHashMap;
use serde::Serialize;

use super::lineage::{box_class, known_briefly, lineage_owner, reach};
use super::model::{Nav, Page, PageKind};
use super::unseen::{called, names_of};
use super::{PreparedViews, Views};
use crate::catalog::{AssetIx, Kind, Relation};
use crate::insight::State;
use crate::neutral;
use explorer_files::{ColumnRow, Dme, DmeLine, DomainLine, Entry, Head, ProductLine};

/// Assets of a block, about.
const BLOCK: usize = 64;

/// The explorer's page.
#[derive(Debug, Clone, Serialize)]
pub(crate) struct LineagePage {
    /// Common part.
    pub page: Page,
}

/// Makes the explorer's files, one at a time and in any order.
pub(crate) struct Explorer<'a> {
    prepared: &'a PreparedViews<'a>,
    /// Assets that have lineage, by block, by name.
    blocks: Vec<Vec<AssetIx>>,
    /// Relations that have column lineage, by block, by name.
    columns: Vec<Vec<AssetIx>>,
    /// All DMEs by name.
    dmes: Vec<AssetIx>,
    places: FxHashMap<AssetIx, i64>,
    /// Assets that have lineage, by DME, by name.
    members: Vec<Vec<AssetIx>>,
}

/// The hash that places an id in a block: FNV-1a of 32 bits.
#[must_use]
pub(crate) fn fnv1a(text: &str) -> u32 {
    text.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    })
}

impl<'a> Explorer<'a> {
    /// Sorts the assets into blocks.
    #[must_use]
    pub(crate) fn new(prepared: &'a PreparedViews<'a>) -> Self {
        let c = prepared.views().reader;
        let dmes = c.sorted(Kind::Dme);
        let places: FxHashMap<AssetIx, i64> = dmes.iter().copied().zip(0..).collect();
        let mut assets: Vec<AssetIx> = (0u32..)
            .zip(c.assets())
            .map(|(ix, _)| AssetIx(ix))
            .filter(|ix| {
                !c.upstream(*ix).is_empty()
                    || !c.downstream(*ix).is_empty()
                    || c.stub_of(*ix).is_some()
            })
            .collect();
        assets.sort_unstable_by(|a, b| {
            (c.name(*a), c.asset(*a).kind).cmp(&(c.name(*b), c.asset(*b).kind))
        });
        let count = assets.len().div_ceil(BLOCK).max(1);
        let mut explorer = Self {
            prepared,
            blocks: vec![Vec::new(); count],
            columns: vec![Vec::new(); count],
            places,
            members: vec![Vec::new(); dmes.len()],
            dmes,
        };
        for ix in assets {
            let block = explorer.block_of(ix);
            explorer.blocks[block].push(ix);
            if let Ok(dme) = usize::try_from(explorer.dme_of(ix)) {
                explorer.members[dme].push(ix);
            }
        }
        for relation in c.relations() {
            if !c.column_lineage_of(relation).is_empty() {
                let block = explorer.block_of(relation.asset);
                explorer.columns[block].push(relation.asset);
            }
        }
        explorer
    }

    fn views(&self) -> Views<'a> {
        self.prepared.views()
    }

    fn block_of(&self, ix: AssetIx) -> usize {
        fnv1a(&self.views().reader.id(ix)) as usize % self.blocks.len()
    }

    /// Index of the DME that an asset belongs to, or -1.
    fn dme_of(&self, ix: AssetIx) -> i64 {
        lineage_owner(&self.views(), ix)
            .and_then(|dme| self.places.get(&dme).copied())
            .unwrap_or(-1)
    }

    /// Number of files.
    #[must_use]
    pub(crate) fn files(&self) -> usize {
        1 + self.dmes.len() + 2 * self.blocks.len()
    }

    /// Site-relative path and content of the `n`th file, counted from 0.
    ///
    /// # Errors
    /// Where JSON can't be made of it.
    pub(crate) fn file(&self, n: usize) -> io::Result<(String, Vec<u8>)> {
        let Some(n) = n.checked_sub(1) else {
            return Ok(("lineage/data/head.json".to_owned(), bytes(&self.head())?));
        };
        if n < self.dmes.len() {
            let path = format!("lineage/data/dme/{n}.json");
            return Ok((path, bytes(&self.dme(n))?));
        }
        let n = n - self.dmes.len();
        if n < self.blocks.len() {
            let path = format!("lineage/data/{n}.json");
            return Ok((path, bytes(&self.block(n))?));
        }
        let n = n - self.blocks.len();
        let path = format!("lineage/data/columns/{n}.json");
        Ok((path, bytes(&self.column_block(n))?))
    }

    fn head(&self) -> Head<'a> {
        let c = self.views().reader;
        let mut edges: BTreeMap<(i64, i64), usize> = BTreeMap::new();
        for pair in c.edges().chunk_by(|a, b| (a.from, a.to) == (b.from, b.to)) {
            let ends = (self.dme_of(pair[0].from), self.dme_of(pair[0].to));
            if ends.0 >= 0 && ends.1 >= 0 && ends.0 != ends.1 {
                *edges.entry(ends).or_default() += 1;
            }
        }
        Head {
            blocks: u32::try_from(self.blocks.len()).unwrap_or(u32::MAX),
            assets: self.blocks.iter().map(Vec::len).sum(),
            dmes: self
                .dmes
                .iter()
                .zip(&self.members)
                .map(|(dme, members)| DmeLine {
                    id: c.name(*dme),
                    title: c.title(*dme),
                    domain: c.home_domain(*dme).map(|domain| self.path_of(domain)),
                    href: c.href(*dme),
                    assets: members.len(),
                })
                .collect(),
            domains: c
                .sorted(Kind::Domain)
                .into_iter()
                .map(|domain| DomainLine {
                    path: self.path_of(domain),
                    title: c.title(domain),
                    href: c.href(domain),
                })
                .collect(),
            dme_edges: counted(edges),
        }
    }

    fn path_of(&self, domain: AssetIx) -> &'a str {
        let c = self.views().reader;
        c.domain(domain).path.as_str()
    }

    fn dme(&self, n: usize) -> Dme<'a> {
        let c = self.views().reader;
        let own: &[AssetIx] = match c.environment(self.dmes[n]) {
            Some(dme) => &dme.products,
            None => &[],
        };
        let places: FxHashMap<AssetIx, i64> = own.iter().copied().zip(0..).collect();
        let group = |ix: AssetIx| -> i64 {
            let product = match c.relation(ix) {
                Some(relation) => relation.product,
                None => Some(ix),
            };
            product
                .and_then(|product| places.get(&product).copied())
                .unwrap_or(-1)
        };
        let mut dme = Dme {
            products: own
                .iter()
                .map(|product| ProductLine {
                    id: c.id(*product),
                    title: c.title(*product),
                    href: c.href(*product),
                    assets: Vec::new(),
                })
                .collect(),
            other: Vec::new(),
            product_edges: Vec::new(),
        };
        let here = i64::try_from(n).unwrap_or(-1);
        let mut edges: BTreeMap<(i64, i64), usize> = BTreeMap::new();
        for ix in &self.members[n] {
            let from = group(*ix);
            match usize::try_from(from) {
                Ok(place) if place < dme.products.len() => {
                    dme.products[place].assets.push(c.id(*ix));
                }
                _ => dme.other.push(c.id(*ix)),
            }
            for to in c.downstream(*ix) {
                if self.dme_of(*to) == here {
                    let to = group(*to);
                    if to != from {
                        *edges.entry((from, to)).or_default() += 1;
                    }
                }
            }
        }
        dme.product_edges = counted(edges);
        dme
    }

    fn block(&self, n: usize) -> BTreeMap<String, Entry<'a>> {
        let c = self.views().reader;
        self.blocks[n]
            .iter()
            .map(|ix| (c.id(*ix), self.entry(*ix)))
            .collect()
    }

    fn entry(&self, ix: AssetIx) -> Entry<'a> {
        let c = self.views().reader;
        let (upstream, downstream) = reach(&self.views(), ix);
        Entry {
            title: c.title(ix),
            href: c.href(ix),
            kind: box_class(&self.views(), ix),
            dme: self.dme_of(ix),
            product: c
                .relation(ix)
                .and_then(|relation| relation.product)
                .map(|product| c.id(product)),
            upstream,
            downstream,
            up: self.neighbours(ix, false),
            down: self.neighbours(ix, true),
            verdict: self
                .views()
                .reader
                .verdict_of(ix)
                .filter(|verdict| verdict.state != State::Unknown)
                .map(|verdict| verdict.state.as_str()),
            unseen: c.stub_of(ix).map(|stub| names_of(c, stub)),
        }
    }

    fn neighbours(&self, ix: AssetIx, down: bool) -> Vec<(String, String, i64)> {
        let others = self.views().reader.neighbours(ix, down);
        let mut all: Vec<(String, String, i64)> = others
            .iter()
            .map(|other| {
                let (from, to) = if down { (ix, *other) } else { (*other, ix) };
                (
                    self.views().reader.id(*other),
                    known_briefly(&self.views(), from, to),
                    self.dme_of(*other),
                )
            })
            .collect();
        all.sort_unstable();
        all
    }

    fn column_block(&self, n: usize) -> BTreeMap<String, Vec<ColumnRow<'a>>> {
        let c = self.views().reader;
        self.columns
            .get(n)
            .into_iter()
            .flatten()
            .filter_map(|ix| Some((c.id(*ix), self.column_rows(c.relation(*ix)?))))
            .collect()
    }

    /// Column, how, its sources, and why that isn't known.
    fn column_rows(&self, relation: &Relation) -> Vec<ColumnRow<'a>> {
        let c = self.views().reader;
        c.column_lineage_of(relation)
            .iter()
            .map(|column| {
                let sources: Vec<(String, &str)> = c
                    .column_refs_of(column)
                    .iter()
                    .map(|source| (c.id(source.asset), c.str(source.column)))
                    .collect();
                let (name, how) = (c.str(column.column), column.how.as_str());
                let why = match c.column_stub(relation.asset, column.column) {
                    Some(stub) => Some(called(c, stub).into()),
                    None => column.why.map(|why| c.str(why).into()),
                };
                match why {
                    Some(why) => ColumnRow::Unknown(name, how, sources, why),
                    None => ColumnRow::Known(name, how, sources),
                }
            })
            .collect()
    }
}

fn counted(edges: BTreeMap<(i64, i64), usize>) -> Vec<(i64, i64, usize)> {
    edges
        .into_iter()
        .map(|((from, to), count)| (from, to, count))
        .collect()
}

fn bytes(content: &impl Serialize) -> io::Result<Vec<u8>> {
    neutral::json::bytes(content)
}

/// The explorer's page.
#[must_use]
pub(crate) fn lineage_page(views: &Views<'_>) -> LineagePage {
    LineagePage {
        page: views.page_at(
            "lineage/index.html",
            PageKind::Lineage,
            Nav::Lineage,
            "Lineage explorer".to_owned(),
            "Where data comes from and what depends on it, from domain to column.".to_owned(),
            Vec::new(),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::fnv1a;

    #[test]
    fn hash_is_the_published_one() {
        // Vectors of the FNV specification (draft-eastlake-fnv).
        assert_eq!(fnv1a(""), 0x811c_9dc5);
        assert_eq!(fnv1a("a"), 0xe40c_292c);
        assert_eq!(fnv1a("foobar"), 0xbf9c_f968);
    }
}
