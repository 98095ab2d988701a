//! Tables that a wildcard names together. Columns are those of the newest, as in BigQuery; what is
//! made of a column of the newest is made of that column of each of them.

use rustc_hash::FxHashMap;

use super::AssetIx;

/// The tables of one wildcard.
#[derive(Debug)]
pub(crate) struct Wildcard {
    /// The one whose columns count.
    pub newest: AssetIx,
    /// All of them, by name.
    pub tables: Vec<AssetIx>,
}

impl Wildcard {
    /// The tables that the newest stands for.
    pub(crate) fn others(&self) -> impl Iterator<Item = AssetIx> {
        let newest = self.newest;
        let tables = self.tables.iter().copied();
        tables.filter(move |table| *table != newest)
    }
}

/// All wildcards of which columns are known. A column is told once, of the newest table, and not once
/// a table: there may be thousands.
#[derive(Debug, Default)]
pub(crate) struct Wildcards {
    all: Vec<Wildcard>,
    /// The newest tables that stand for a table.
    newest: FxHashMap<AssetIx, Vec<AssetIx>>,
}

impl Wildcards {
    /// Adds the tables of a wildcard; each wildcard once.
    pub(crate) fn add(&mut self, wildcard: Wildcard) -> usize {
        for table in wildcard.others() {
            let newest = self.newest.entry(table).or_default();
            if !newest.contains(&wildcard.newest) {
                newest.push(wildcard.newest);
            }
        }
        self.all.push(wildcard);
        self.all.len() - 1
    }

    /// Some of them, by their numbers, in the order of their tables.
    #[must_use]
    pub(crate) fn some(&self, numbers: impl IntoIterator<Item = usize>) -> Self {
        let mut kept: Vec<&Wildcard> = numbers.into_iter().filter_map(|n| self.get(n)).collect();
        kept.sort_unstable_by(|a, b| (a.newest, &a.tables).cmp(&(b.newest, &b.tables)));
        kept.dedup_by(|a, b| (a.newest, &a.tables) == (b.newest, &b.tables));
        let mut some = Self::default();
        for Wildcard { newest, tables } in kept {
            let (newest, tables) = (*newest, tables.clone());
            some.add(Wildcard { newest, tables });
        }
        some
    }

    /// A wildcard, by the number that [`Wildcards::add`] gave it.
    #[must_use]
    pub(crate) fn get(&self, number: usize) -> Option<&Wildcard> {
        self.all.get(number)
    }

    /// All of them, in the order in which they were added.
    pub(super) fn all(&self) -> &[Wildcard] {
        &self.all
    }

    /// Each table with the one whose columns stand for its own, those of a wildcard together.
    pub(crate) fn stand_ins(&self) -> impl Iterator<Item = (AssetIx, AssetIx)> {
        let wildcards = self.all.iter();
        wildcards.flat_map(|w| w.tables.iter().map(move |table| (*table, w.newest)))
    }

    /// The tables whose columns stand for those of this one, itself left out.
    #[must_use]
    pub(crate) fn newest_of(&self, table: AssetIx) -> &[AssetIx] {
        self.newest.get(&table).map_or(&[], Vec::as_slice)
    }
}
