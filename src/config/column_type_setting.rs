//! `[column_types]`: what names of columns say of their types.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};

use super::settings_check::Checker;
use super::type_family::TypeFamily;
use crate::document::Located;

use TypeFamily::{Any, Bool, Date, Datetime, Decimal, Text, Time, Timestamp, Whole};

/// Names and their types where the settings say no other; the first that matches holds.
const USUAL: [(&str, &[TypeFamily]); 6] = [
    ("is_*", &[Bool]),
    ("has_*", &[Bool]),
    // `year_to_date`: sums.
    ("*_to_date", &[Any]),
    ("*_at", &[Timestamp, Datetime]),
    ("*_date", &[Date]),
    (
        "*_id",
        &[Text, Whole, Decimal, Bool, Date, Datetime, Timestamp, Time],
    ),
];

/// What names of columns say, ready to be asked.
#[derive(Debug, Clone)]
pub(crate) struct ColumnTypes {
    patterns: GlobSet,
    /// Of each pattern.
    families: Vec<Vec<TypeFamily>>,
}

impl ColumnTypes {
    /// The families one of which a column of this name, in lower case, should belong to.
    #[must_use]
    pub(crate) fn of(&self, name: &str) -> Option<&[TypeFamily]> {
        let first = self.patterns.matches(name).into_iter().min()?;
        let families = self.families.get(first)?;
        (!families.contains(&Any)).then_some(families)
    }
}

impl Checker<'_> {
    /// Those of the settings, a longer pattern before a shorter, then the usual ones.
    pub(super) fn column_types(
        &mut self,
        written: &BTreeMap<String, Located<Vec<TypeFamily>>>,
    ) -> ColumnTypes {
        let mut all: Vec<(Glob, Vec<TypeFamily>)> = written
            .iter()
            .filter_map(|(pattern, families)| {
                let at = Located {
                    value: pattern.to_lowercase(),
                    line: families.line,
                    column: families.column,
                };
                Some((self.glob(&at)?, families.value.clone()))
            })
            .collect();
        all.sort_by_key(|(glob, _)| std::cmp::Reverse(glob.glob().len()));
        // Constants of ours, all of them globs.
        let usual = USUAL
            .iter()
            .filter_map(|(pattern, families)| Some((Glob::new(pattern).ok()?, families.to_vec())));
        all.extend(usual);
        let mut patterns = GlobSetBuilder::new();
        for (glob, _) in &all {
            patterns.add(glob.clone());
        }
        ColumnTypes {
            // Each glob is one that the same library has made; of none nothing is said.
            patterns: patterns.build().unwrap_or_default(),
            families: all.into_iter().map(|(_, families)| families).collect(),
        }
    }
}
