//! Types of columns put together from the columns that say them in parts.

use std::borrow::Cow;

use crate::export::row_problems::Unusable;
use crate::export::rows::number;

/// What a row of COLUMNS says of a type.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Parts<'a> {
    /// `data_type`: mostly without its parameters; `ARRAY` and `USER-DEFINED` in PostgreSQL.
    pub(super) name: &'a str,
    /// The whole type, where the system has a column for it (Databricks, MySQL).
    pub(super) full: Option<&'a str>,
    /// The type's name in PostgreSQL's catalog; that of an array begins with `_`.
    pub(super) udt: Option<&'a str>,
    /// `character_maximum_length`.
    pub(super) length: Option<&'a str>,
    /// `numeric_precision`.
    pub(super) precision: Option<&'a str>,
    /// `numeric_scale`.
    pub(super) scale: Option<&'a str>,
}

impl<'a> Parts<'a> {
    /// The type as its system writes it.
    ///
    /// # Errors
    /// Where a parameter is no number.
    pub(super) fn whole(self) -> Result<Cow<'a, str>, Box<Unusable>> {
        let length: Option<u64> = number("character_maximum_length", self.length)?;
        let precision: Option<u64> = number("numeric_precision", self.precision)?;
        let scale: Option<i64> = number("numeric_scale", self.scale)?;
        if let Some(full) = self.full {
            return Ok(Cow::Borrowed(full));
        }
        if let Some(udt) = self.udt {
            if self.name.eq_ignore_ascii_case("ARRAY") {
                let element = udt.strip_prefix('_').unwrap_or(udt);
                return Ok(Cow::Owned(format!("{element}[]")));
            }
            if self.name.eq_ignore_ascii_case("USER-DEFINED") {
                return Ok(Cow::Borrowed(udt));
            }
        }
        let is = |words: &[&str]| {
            words
                .iter()
                .any(|word| self.name.eq_ignore_ascii_case(word))
        };
        // A length that none was asked for is the system's largest: it says nothing.
        let text = is(&[
            "character varying",
            "varchar",
            "character",
            "char",
            "bpchar",
        ]);
        let exact = is(&["numeric", "decimal", "number"]);
        Ok(match (length, precision, scale) {
            (Some(length), ..) if text => Cow::Owned(format!("{}({length})", self.name)),
            (_, Some(precision), None) if exact => {
                Cow::Owned(format!("{}({precision})", self.name))
            }
            (_, Some(precision), Some(scale)) if exact => {
                Cow::Owned(format!("{}({precision},{scale})", self.name))
            }
            _ => Cow::Borrowed(self.name),
        })
    }
}
