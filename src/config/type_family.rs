//! Families of types, as settings name them.

use schemars::JsonSchema;
use serde::Deserialize;
use sql::ValueClass;

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
