//! Master data: what is declared, and tables whose keys half the mesh carries.

use std::cmp::Reverse;
use std::collections::BTreeMap;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::catalog::{AssetIx, Relation, Sym};
use crate::view::model::{KeyFigure, SheetColumn};
use crate::view::{Views, counted, grouped};

use super::Draft;
use super::table::{Table, Value, numbers, words};

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

const DECLARED: [SheetColumn; 5] = [
    words("product", "Product"),
    words("dme", "DME"),
    numbers("tables", "Tables"),
    numbers("views", "Unified views downstream"),
    numbers("users", "Users, 30 days"),
];

const CANDIDATES: [SheetColumn; 7] = [
    words("table", "Table"),
    words("dme", "Owner DME"),
    words("key", "Key"),
    numbers("tables", "Tables with it"),
    numbers("dmes", "DMEs with it"),
    words("evidence", "Evidence"),
    words("others", "Also fit"),
];

/// How widely a key is used.
#[derive(Default)]
struct Reuse {
    tables: usize,
    dmes: FxHashSet<AssetIx>,
}

/// A table that could be the home of a key.
struct Fit {
    table: AssetIx,
    primary: bool,
    named: bool,
    declared: bool,
}

impl Views<'_> {
    pub(super) fn master_data_figures(&self) -> Draft {
        let c = self.catalog;
        let declared: Vec<_> = c.products.iter().filter(|p| p.master_data).collect();
        let declared_tables: FxHashSet<AssetIx> = declared
            .iter()
            .flat_map(|p| {
                let ports = p.outputs.iter().flat_map(|o| &o.relations);
                p.tables.iter().chain(ports).copied()
            })
            .collect();
        let mut declared_rows: Vec<(&str, Vec<Value>)> = declared
            .iter()
            .map(|p| {
                let ports = p.outputs.iter().flat_map(|o| &o.relations);
                let parts = p.tables.iter().chain(ports).map(|ix| c.impact_of(*ix));
                let impact = parts.max_by_key(|i| (i.views, i.users)).unwrap_or_default();
                let row = vec![
                    Value::Asset(p.asset),
                    Value::asset(p.environment),
                    Value::count(p.tables.len()),
                    Value::Count(u64::from(impact.views)),
                    Value::Count(u64::from(impact.users)),
                ];
                (c.name(p.asset), row)
            })
            .collect();
        declared_rows.sort_by_key(|(name, _)| *name);
        let candidates = self.candidates(&declared_tables);
        let count = candidates.len();
        Draft {
            key: KeyFigure {
                value: grouped(declared.len()),
                label: format!("products declared, {}", counted(count, "candidate")),
                tone: None,
            },
            tables: vec![
                Table::new(
                    "declared",
                    "Declared",
                    &DECLARED,
                    "None: say `masterData: true` in a product's manifest.",
                )
                .rows(declared_rows.into_iter().map(|(_, row)| row)),
                Table::new(
                    "candidates",
                    "Candidates",
                    &CANDIDATES,
                    "None: no key outside of the declared ones is carried by tables of several DMEs and has a table of its name.",
                )
                .note("Tables that are the home of a key which tables of several DMEs carry: their own name fits the key's, or their contract says that it is their primary key.")
                .rows(candidates),
            ],
            ..Draft::default()
        }
    }

    /// Candidates, those whose key is carried most first. Linear in the columns of the mesh.
    fn candidates(&self, declared: &FxHashSet<AssetIx>) -> Vec<Vec<Value>> {
        let c = self.catalog;
        let productive = || c.relations.iter().filter(|r| Self::is_productive(r));
        let mut reuse: FxHashMap<Sym, Reuse> = FxHashMap::default();
        for relation in productive() {
            for key in self.keys(relation) {
                let entry = reuse.entry(key).or_default();
                entry.tables += 1;
                entry.dmes.extend(c.owner(relation));
            }
        }
        reuse.retain(|_, r| r.tables >= MIN_TABLES && r.dmes.len() >= MIN_DMES);
        let mut fits: BTreeMap<&str, Vec<Fit>> = BTreeMap::new();
        for relation in productive() {
            let primary = self.primary_key(relation);
            for key in self.keys(relation) {
                if !reuse.contains_key(&key) {
                    continue;
                }
                let fit = Fit {
                    table: relation.asset,
                    primary: primary == Some(c.str(key)),
                    named: fits_key(c.str(relation.table), c.str(key)),
                    declared: declared.contains(&relation.asset),
                };
                if fit.primary || fit.named {
                    fits.entry(c.str(key)).or_default().push(fit);
                }
            }
        }
        let mut rows: Vec<(usize, &str, Vec<Value>)> = Vec::new();
        for (key, mut all) in fits {
            let Some(reuse) = c.strings.get(key).and_then(|sym| reuse.get(&sym)) else {
                continue;
            };
            // The key has its home already.
            if all.iter().any(|f| f.declared) {
                continue;
            }
            let reach = |ix: AssetIx| c.impact.get(ix.ix()).map_or(0, |i| i.assets);
            all.sort_by_cached_key(|f| {
                (
                    Reverse((f.primary && f.named, f.named, reach(f.table))),
                    c.name(f.table),
                )
            });
            let Some(best) = all.first() else { continue };
            let why = match (best.primary, best.named) {
                (true, true) => "it is the table's primary key, and the table has its name",
                (true, false) => "it is the table's primary key by contract",
                _ => "the table has its name",
            };
            let evidence = format!(
                "{key} occurs in {} of {}; {why}",
                counted(reuse.tables, "table"),
                counted(reuse.dmes.len(), "DME")
            );
            let owner = c.ownership.owner(best.table);
            rows.push((
                reuse.tables,
                key,
                vec![
                    Value::Asset(best.table),
                    Value::asset(owner),
                    Value::Text(key.to_owned()),
                    Value::count(reuse.tables),
                    Value::count(reuse.dmes.len()),
                    Value::Text(evidence),
                    Value::assets(all.iter().skip(1).map(|f| f.table).collect()),
                ],
            ));
        }
        rows.sort_by_key(|(tables, key, _)| (Reverse(*tables), *key));
        rows.into_iter().map(|(_, _, row)| row).collect()
    }

    /// Columns that look like keys: `…_id`, and the primary key of the contract.
    fn keys<'r>(&'r self, relation: &'r Relation) -> impl Iterator<Item = Sym> + 'r {
        let c = self.catalog;
        let primary = self.primary_key(relation);
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
    fn primary_key(&self, relation: &Relation) -> Option<&str> {
        let c = self.catalog;
        c.contracts_of(relation)
            .iter()
            .find_map(|(contract, table)| {
                let contract = c.contracts.get(c.asset(*contract).detail as usize)?;
                let mut keys = contract
                    .tables
                    .get(*table as usize)?
                    .columns
                    .iter()
                    .filter(|k| k.primary_key);
                let key = keys.next()?;
                keys.next().is_none().then_some(key)
            })
            .map(|key| key.physical_name.as_deref().unwrap_or(&key.path))
    }
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
