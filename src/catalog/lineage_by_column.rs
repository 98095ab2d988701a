//! Where the columns of one relation come from, found by their names.

use rustc_hash::FxHashMap;

use super::{Catalog, ColumnLineage, Relation};

/// Up to so many columns are looked through; beyond, a map is cheaper.
const FEW: usize = 64;

/// Where the columns of one relation come from, by name.
pub(crate) struct LineageByColumn<'c> {
    catalog: &'c Catalog,
    all: &'c [ColumnLineage],
    /// Places by name in lower case, where there are many.
    places: FxHashMap<String, usize>,
}

impl<'c> LineageByColumn<'c> {
    /// Where the column of this name comes from, if anything tells. Case doesn't count.
    #[must_use]
    pub(crate) fn of(&self, name: &str) -> Option<&'c ColumnLineage> {
        if self.all.len() <= FEW {
            let is_named = |l: &&ColumnLineage| {
                let column = self.catalog.str(l.column);
                column.eq_ignore_ascii_case(name)
            };
            return self.all.iter().find(is_named);
        }
        let at = self.places.get(&name.to_ascii_lowercase())?;
        self.all.get(*at)
    }
}

impl Catalog {
    /// Where the columns of a relation come from, by name.
    #[must_use]
    pub(crate) fn lineage_by_column(&self, relation: &Relation) -> LineageByColumn<'_> {
        let all = self.column_lineage_of(relation);
        let mut places: FxHashMap<String, usize> = FxHashMap::default();
        if all.len() > FEW {
            for (at, lineage) in all.iter().enumerate() {
                let name = self.str(lineage.column).to_ascii_lowercase();
                places.entry(name).or_insert(at);
            }
        }
        LineageByColumn {
            catalog: self,
            all,
            places,
        }
    }
}
