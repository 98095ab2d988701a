//! Master data: what is declared, and tables whose keys half the mesh carries.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use super::impact::Impact;
use super::productive::is_productive;
use crate::catalog::{AssetIx, Catalog, Product, Relation, Sym};

/// A key in fewer tables than this is no evidence.
const MIN_TABLES: usize = 5;
/// Nor is one that a single DME uses.
const MIN_DMES: usize = 2;

/// What table names begin with to say what sort of table it is.
const PREFIXES: [&str; 9] = [
    "dim_",
    "dimension_",
    "lk_",
    "lkp_",
    "ref_",
    "master_",
    "md_",
    "mdm_",
    "d_",
];

/// A product that is declared master data.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Declared {
    /// Which.
    pub product: AssetIx,
    /// What depends on that of its relations which most unified views read.
    pub impact: Impact,
}

/// What makes a table the home of a key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Home {
    /// The key is its primary key by contract.
    PrimaryKey,
    /// The table has the key's name.
    Name,
    /// Both.
    Both,
}

/// A table that is the home of a key which tables of several DMEs carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Candidate {
    /// Which.
    pub table: AssetIx,
    /// The DME that owns it.
    pub dme: Option<AssetIx>,
    /// The key.
    pub key: Sym,
    /// Number of tables that carry it.
    pub tables: usize,
    /// Number of DMEs that own those.
    pub dmes: usize,
    /// Why it is this table.
    pub home: Home,
    /// Other tables that fit, the best first.
    pub others: Vec<AssetIx>,
}

/// What the rest of the mesh refers to.
#[derive(Debug, Default)]
pub(crate) struct MasterData {
    /// Products that say so, by name.
    pub declared: Vec<Declared>,
    /// Tables that look so, those whose key is carried most first.
    pub candidates: Vec<Candidate>,
}

/// How widely a key is used.
#[derive(Default)]
struct Reuse {
    tables: usize,
    dmes: FxHashSet<AssetIx>,
}

/// A table that could be the home of a key.
struct Fit {
    table: AssetIx,
    home: Home,
    declared: bool,
}

impl MasterData {
    /// Of the whole mesh.
    pub(super) fn of(c: &Catalog, impact: &[Impact]) -> Self {
        let of = |ix: AssetIx| impact.get(ix.ix()).copied().unwrap_or_default();
        let products = || c.products.iter().filter(|p| p.master_data);
        let mut declared: Vec<Declared> = products()
            .map(|p| Declared {
                product: p.asset,
                impact: relations(p)
                    .map(of)
                    .max_by_key(|i| (i.views, i.users))
                    .unwrap_or_default(),
            })
            .collect();
        declared.sort_by_key(|d| c.name(d.product));
        let tables: FxHashSet<AssetIx> = products().flat_map(relations).collect();
        Self {
            declared,
            candidates: candidates(c, &tables, |ix| of(ix).assets),
        }
    }
}

/// Tables and views that a product publishes.
fn relations(product: &Product) -> impl Iterator<Item = AssetIx> {
    let ports = product.outputs.iter().flat_map(|o| &o.relations);
    product.tables.iter().chain(ports).copied()
}

/// Candidates; `reach` is the number of assets downstream. Linear in the columns of the mesh.
fn candidates(
    c: &Catalog,
    declared: &FxHashSet<AssetIx>,
    reach: impl Fn(AssetIx) -> u32,
) -> Vec<Candidate> {
    let productive = || c.relations.iter().filter(|r| is_productive(r));
    let mut reuse: FxHashMap<Sym, Reuse> = FxHashMap::default();
    for relation in productive() {
        for key in keys(c, relation) {
            let entry = reuse.entry(key).or_default();
            entry.tables += 1;
            entry.dmes.extend(c.owner(relation));
        }
    }
    reuse.retain(|_, r| r.tables >= MIN_TABLES && r.dmes.len() >= MIN_DMES);
    let mut fits: BTreeMap<&str, (Sym, Vec<Fit>)> = BTreeMap::new();
    for relation in productive() {
        let primary = primary_key(c, relation);
        for key in keys(c, relation).filter(|key| reuse.contains_key(key)) {
            let name = c.str(key);
            let home = match (primary == Some(name), fits_key(c.str(relation.table), name)) {
                (true, true) => Home::Both,
                (true, false) => Home::PrimaryKey,
                (false, true) => Home::Name,
                (false, false) => continue,
            };
            let entry = fits.entry(name).or_insert_with(|| (key, Vec::new()));
            entry.1.push(Fit {
                table: relation.asset,
                home,
                declared: declared.contains(&relation.asset),
            });
        }
    }
    let mut found = Vec::new();
    for (key, mut all) in fits.into_values() {
        // The key may have its home already.
        let Some(reuse) = reuse.get(&key).filter(|_| !all.iter().any(|f| f.declared)) else {
            continue;
        };
        all.sort_by_cached_key(|f| (Reverse((f.home, reach(f.table))), c.name(f.table)));
        let Some(best) = all.first() else { continue };
        found.push(Candidate {
            table: best.table,
            dme: c.relation(best.table).and_then(|r| c.owner(r)),
            key,
            tables: reuse.tables,
            dmes: reuse.dmes.len(),
            home: best.home,
            others: all.iter().skip(1).map(|f| f.table).collect(),
        });
    }
    // Stable: of equals the first key by name.
    found.sort_by_key(|f| Reverse(f.tables));
    found
}

/// Columns that look like keys: `…_id`, and the primary key of the contract.
fn keys<'c>(c: &'c Catalog, relation: &'c Relation) -> impl Iterator<Item = Sym> + 'c {
    let primary = primary_key(c, relation);
    c.columns_of(relation)
        .iter()
        .filter(|k| k.depth == 0)
        .map(|k| k.path)
        .filter(move |path| {
            let name = c.str(*path);
            primary == Some(name) || stem(name).is_some()
        })
}

/// The primary key by contract, where it is a single column.
fn primary_key<'c>(c: &'c Catalog, relation: &Relation) -> Option<&'c str> {
    let key = c
        .contracts_of(relation)
        .iter()
        .find_map(|(contract, table)| {
            let contract = c.contracts.get(c.asset(*contract).detail as usize)?;
            let table = contract.tables.get(*table as usize)?;
            let mut keys = table.columns.iter().filter(|k| k.primary_key);
            let key = keys.next()?;
            keys.next().is_none().then_some(key)
        })?;
    Some(key.physical_name.as_deref().unwrap_or(&key.path))
}

/// What a key identifies: `customer` for `customer_id`.
fn stem(key: &str) -> Option<&str> {
    let at = key.len().checked_sub(3)?;
    let tail = key.get(at..)?;
    let stem = key.get(..at)?;
    (tail.eq_ignore_ascii_case("_id") && !stem.is_empty()).then_some(stem)
}

/// Whether a table's name is that of what the key identifies: `customer`, `customers`,
/// `dim_customer` for `customer_id`.
fn fits_key(table: &str, key: &str) -> bool {
    let Some(stem) = stem(key) else { return false };
    let (table, stem) = (table.to_lowercase(), stem.to_lowercase());
    let bare = PREFIXES
        .iter()
        .find_map(|p| table.strip_prefix(p))
        .unwrap_or(&table);
    [table.as_str(), bare].into_iter().any(|name| {
        let rest = name.strip_prefix(stem.as_str());
        matches!(rest, Some("" | "s" | "es" | "_master" | "s_master"))
            || stem
                .strip_suffix('y')
                .and_then(|stem| name.strip_prefix(stem))
                == Some("ies")
    })
}

#[cfg(test)]
mod tests {
    use super::{fits_key, stem};

    #[test]
    fn tables_that_fit_a_key() {
        for (table, key) in [
            ("customer", "customer_id"),
            ("customers", "customer_id"),
            ("LK_CUSTOMERS", "CUSTOMER_ID"),
            ("dim_customer", "customer_id"),
            ("categories", "category_id"),
            ("addresses", "address_id"),
            ("customer_master", "customer_id"),
        ] {
            assert!(fits_key(table, key), "{table} {key}");
        }
        for (table, key) in [
            ("customer_orders", "customer_id"),
            ("orders", "customer_id"),
            ("id", "_id"),
            ("", "id"),
        ] {
            assert!(!fits_key(table, key), "{table} {key}");
        }
        assert_eq!(stem("ключ_id"), Some("ключ"));
        assert_eq!(stem("ключ"), None);
    }
}
