//! Names that assets had before, as their manifests declare.

use rustc_hash::FxHashMap;

use super::AssetIx;

/// What was renamed.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Renamed {
    /// Names that it had: full names of a table or view, ids of a product. Nothing goes by them now,
    /// or a view that is kept for those who still ask.
    pub from: Vec<String>,
    /// Columns, each with the names that it had.
    pub columns: Vec<(String, Vec<String>)>,
}

/// What was renamed, by what it is now: tables, views, products.
#[derive(Debug, Default)]
pub(crate) struct Renames(FxHashMap<AssetIx, Renamed>);

impl Renames {
    /// Adds what a manifest declares of an asset; nothing where it declares nothing.
    pub(crate) fn add(&mut self, asset: AssetIx, declared: Renamed) {
        if declared == Renamed::default() {
            return;
        }
        let known = self.0.entry(asset).or_default();
        for name in declared.from {
            if !known.from.contains(&name) {
                known.from.push(name);
            }
        }
        known.columns.extend(declared.columns);
    }

    /// What an asset was called before.
    #[must_use]
    pub(crate) fn of(&self, asset: AssetIx) -> Option<&Renamed> {
        self.0.get(&asset)
    }

    /// Names that an asset had before.
    #[must_use]
    pub(crate) fn former_names(&self, asset: AssetIx) -> &[String] {
        self.of(asset).map_or(&[], |renamed| &renamed.from)
    }

    /// Names that a column of a table or view had before.
    #[must_use]
    pub(crate) fn former_columns(&self, asset: AssetIx, column: &str) -> &[String] {
        let columns = self.of(asset).map_or(&[][..], |renamed| &renamed.columns);
        let found = columns.iter().find(|(name, _)| name == column);
        found.map_or(&[], |(_, from)| from)
    }
}
