//! `[column_types]`: what names of columns say of their types.

use std::collections::BTreeMap;

use globset::{Glob, GlobSet, GlobSetBuilder};
use schemars::JsonSchema;
use serde::Deserialize;
use sql::ValueClass;

use super::settings_check::Checker;
use crate::document::Located;

/// Types whose values are alike.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub(crate) enum TypeFamily {
    /// Whatever it is.
    Any,
    /// Texts.
    Text,
    /// Whole numbers.
    Whole,
    /// Numbers with a fixed number of decimals.
    Decimal,
    /// Numbers with a floating point.
    Float,
    /// True and false.
    Bool,
    /// Days.
    Date,
    /// Date and time without a time zone.
    Datetime,
    /// Moments.
    Timestamp,
    /// Times of day.
    Time,
}

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

impl TypeFamily {
    /// The word in settings and findings.
    #[must_use]
    pub(crate) const fn as_str(self) -> &'static str {
        match self {
            Self::Any => "any",
            Self::Text => "text",
            Self::Whole => "whole",
            Self::Decimal => "decimal",
            Self::Float => "float",
            Self::Bool => "bool",
            Self::Date => "date",
            Self::Datetime => "datetime",
            Self::Timestamp => "timestamp",
            Self::Time => "time",
        }
    }

    /// Whether a type of this class belongs to it.
    #[must_use]
    pub(crate) const fn has(self, class: ValueClass) -> bool {
        matches!(
            (self, class),
            (Self::Any, _)
                | (Self::Text, ValueClass::Text)
                | (Self::Whole, ValueClass::Whole)
                | (Self::Decimal, ValueClass::Decimal)
                | (Self::Float, ValueClass::Float)
                | (Self::Bool, ValueClass::Bool)
                | (Self::Date, ValueClass::Date)
                | (Self::Datetime, ValueClass::DateTime)
                | (Self::Timestamp, ValueClass::Timestamp)
                | (Self::Time, ValueClass::Time)
        )
    }
}

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
