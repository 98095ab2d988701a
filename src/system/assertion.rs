//! What a test asserts, by the word that the tool has for it.

use serde::{Deserialize, Serialize};

/// What a test of data asserts, as far as it tells of keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default, Serialize, Deserialize)]
pub(crate) enum Assertion {
    /// No value of the column occurs twice.
    Unique,
    /// No combination of the values of several columns occurs twice.
    UniqueTogether,
    /// The column has a value in every row.
    NotNull,
    /// Anything else, or it isn't known.
    #[default]
    Other,
}

impl Assertion {
    /// By the name of the kind of test: those that come with dbt and its common packages, those of
    /// Great Expectations. A test whose rows are filtered says so elsewhere.
    #[must_use]
    pub(crate) fn of_word(word: &str) -> Self {
        match word {
            "unique" | "expect_column_values_to_be_unique" => Self::Unique,
            "unique_combination_of_columns" | "expect_compound_columns_to_be_unique" => {
                Self::UniqueTogether
            }
            "not_null" | "expect_column_values_to_not_be_null" => Self::NotNull,
            _ => Self::Other,
        }
    }
}
